"""What must be taken for private, wherever in the file it has got to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from folio.intake.canonical import as_text, squeeze
from folio.intake.facts import Place
from folio.intake.locate import Map
from folio.intake.read import Grid
from folio.intake.result import Extra, Note, Table
from folio.template.model import Template

# Shorter texts, such as "yes", are too common to tell that one is a copy of the other.
_TELLING = 4


def private_places(grid: Grid, where: Map, template: Template) -> Callable[[Place], bool]:
    """Return whether a cell must be taken for private: it stands in a private column, or may come from one.

    A private column is known by its key or its heading anywhere in the sheet. Where a sheet with private columns has
    lost them, or its headings, nothing tells what came from there, and everything left over counts as private.
    """
    private = {(s.key, c.key) for s in template.sheets for c in s.columns if c.private}
    names = {squeeze(n) for s in template.sheets for c in s.columns if c.private for n in (c.header, *c.aliases)}
    keys = where.keys[grid.title]
    columns = {
        col: row
        for (row, col), raw in sorted(grid.cells.items(), reverse=True)
        if isinstance(raw, str) and (keys.get((row, col)) in private or squeeze(raw) in names)
    }
    here = where.on(grid)
    for found in here:
        columns |= {col: 0 for key, col in found.columns.items() if (found.sheet.key, key) in private}
    if here:
        lost = any((f.sheet.key, c.key) in private and c.key not in f.columns for f in here for c in f.sheet.columns)
    else:
        # Where a sheet with private columns is missing, this may be what has become of it.
        lost = any(s.key not in where.located and any(c.private for c in s.columns) for s in template.sheets)
    taken = {col for found in here for col in found.columns.values()}

    def secret(place: Place) -> bool:
        row, col = place
        return (col in columns and row > columns[col]) or (lost and col not in taken)

    return secret


def withhold_copies(tables: Mapping[str, Table], extra: list[Extra], notes: list[Note], template: Template) -> None:
    """Mark as private what repeats the text of a private column elsewhere, in place."""
    private = {(s.key, c.key) for s in template.sheets for c in s.columns if c.private}
    texts = {
        squeeze(as_text(value))
        for key, table in tables.items()
        for row in table.rows
        for column, value in row.values.items()
        if (key, column) in private and value is not None
    }
    secret = {text for text in texts if len(text) >= _TELLING}
    extra[:] = [replace(e, private=e.private or squeeze(as_text(e.value)) in secret) for e in extra]
    notes[:] = [replace(n, private=n.private or squeeze(n.text) in secret) for n in notes]
