"""Which cells count as private, wherever in the file they were moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from folio.basics.cell_references import CellPlace
from folio.basics.plain_values import as_text
from folio.domain.names import normalize_name
from folio.intake.cells.convert import convert
from folio.intake.locate.headings import WORDS
from folio.intake.locate.sheets import SheetMap
from folio.intake.model import Extra, Note, Table
from folio.intake.raw_workbook import NoValue, RawGrid
from folio.template.schema import Template

# Shorter texts, such as "yes", are too common to count as copies.
_TELLING = 4
# This many cells that match the columns of a table make a row of it.
_TELLING_CELLS = 2


def private_places(grid: RawGrid, where: SheetMap, template: Template) -> Callable[[CellPlace], bool]:
    """Return a function that says whether a cell counts as private: it is in a private column, or may come from one.

    A private column is known by its key or its heading anywhere in the sheet. Where a sheet with private columns has
    lost them, or its headings, nothing tells what came from there, and everything left over counts as private.
    """
    private = {(s.key, c.key) for s in template.sheets for c in s.columns if c.private}
    names = {normalize_name(n) for s in template.sheets for c in s.columns if c.private for n in (c.header, *c.aliases)}
    keys = where.keys[grid.title]
    columns = {
        col: row
        for (row, col), raw in sorted(grid.cells.items(), reverse=True)
        if isinstance(raw, str) and (keys.get((row, col)) in private or normalize_name(raw) in names)
    }
    here = where.on(grid)
    for found in here:
        columns |= {col: -1 for key, col in found.columns.items() if (found.sheet.key, key) in private}
    if here:
        lost = any((f.sheet.key, c.key) in private and c.key not in f.columns for f in here for c in f.sheet.columns)
    else:
        # If a sheet with private columns is missing, this may be that sheet.
        lost = any(s.key not in where.located and any(c.private for c in s.columns) for s in template.sheets)
    taken = {col for found in here for col in found.columns.values()}
    pasted = _pasted(grid, where) if not here else set()

    def secret(place: CellPlace) -> bool:
        row, col = place
        return (col in columns and row > columns[col]) or (lost and col not in taken) or place in pasted

    return secret


def _pasted(grid: RawGrid, where: SheetMap) -> set[CellPlace]:
    """Return the cells of a custom sheet that may come from a private column, if a row of a table was pasted there.

    Such a row has several cells and is below the columns of the table; or, wherever it begins, some of its cells
    fit columns of the table that do not take any text.
    """
    found: set[CellPlace] = set()
    for table in where.located.values():
        columns = [(table.sheet.column(key), col) for key, col in table.columns.items()]
        secret = [col for column, col in columns if column.private]
        telling = [(column, col) for column, col in columns if column.typed and column.type not in WORDS]
        for row, cells in grid.by_row.items() if secret else ():
            shifts = Counter({0: len(cells) - 1})
            for c, raw in cells.items():
                if isinstance(raw, NoValue):  # it would match any column
                    continue
                shifts.update({c - col for column, col in telling if not convert(column, raw).error})
            likely = [shift for shift, count in shifts.items() if count >= _TELLING_CELLS]
            found |= {(row, col + shift) for shift in likely for col in secret}
    return found


def withhold_copies(tables: Mapping[str, Table], extra: list[Extra], notes: list[Note], template: Template) -> None:
    """Mark as private, in place, cells and notes that repeat the text of a private column."""
    private = {(s.key, c.key) for s in template.sheets for c in s.columns if c.private}
    texts = {
        normalize_name(as_text(value))
        for key, table in tables.items()
        for row in table.rows
        for column, value in row.values.items()
        if (key, column) in private and value is not None
    }
    secret = {text for text in texts if len(text) >= _TELLING}
    extra[:] = [replace(e, private=e.private or normalize_name(as_text(e.value)) in secret) for e in extra]
    notes[:] = [replace(n, private=n.private or normalize_name(n.text) in secret) for n in notes]
