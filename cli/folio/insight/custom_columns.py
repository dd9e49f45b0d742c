"""What a custom template adds to folio's sheets: its columns and sheets, and what was typed there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from folio.basics.plain_values import ShownValue, as_shown
from folio.intake.model import Reading, Row
from folio.template.loading import load_kit, shipped_names
from folio.template.schema import Column, Sheet, Template

CellKind = Literal["text", "count", "date"]

_KINDS: dict[str, CellKind] = {"rating": "count", "integer": "count", "date": "date"}


@dataclass(frozen=True, slots=True)
class AddedColumn:
    """A column as reports head it; ``kind`` says how its cells are written."""

    header: str
    kind: CellKind


@dataclass(frozen=True, slots=True)
class AddedTable:
    """The rows of an added sheet, or of the columns added to one of folio's; blank cells are empty text."""

    title: str
    columns: tuple[AddedColumn, ...]
    rows: tuple[tuple[ShownValue, ...], ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """The headings, in order."""
        return tuple(c.header for c in self.columns)


def added_columns(template: Template, key: str) -> tuple[Column, ...]:
    """Return the columns of a sheet that none of folio's templates has, without private ones and formulas."""
    sheet = template.get(key)
    known = _shipped().get(key, frozenset())
    return tuple(c for c in sheet.columns if c.typed and not c.private and c.key not in known) if sheet else ()


def find_added(reading: Reading) -> tuple[AddedTable, ...]:
    """List what was typed into added sheets and columns, sheet by sheet; sheets without any are left out."""
    template = reading.template
    if template is None:
        return ()
    sheets = (s for s in template.sheets if s.key in reading.tables)
    found = (_table(template, s, reading.tables[s.key].typed_rows) for s in sheets)
    return tuple(t for t in found if t.rows)


def _table(template: Template, sheet: Sheet, rows: Iterable[Row]) -> AddedTable:
    added = added_columns(template, sheet.key)
    used = [row for row in rows if any(row.values.get(c.key) is not None for c in added)]
    if sheet.layout == "form":
        lines = ((c.header, as_shown(row.values.get(c.key))) for row in used for c in added)
        form = (AddedColumn("Line", "text"), AddedColumn("Record", "text"))
        return AddedTable(sheet.title, form, tuple(line for line in lines if line[1] != ""))
    columns = [c for c in added if any(row.values.get(c.key) is not None for row in used)]
    label = next((c for c in sheet.columns if c.key == sheet.label and c.typed and not c.private), None)
    if label and label not in columns:
        columns.insert(0, label)
    heads = tuple(AddedColumn(c.header, _KINDS.get(c.type, "text")) for c in columns)
    return AddedTable(
        sheet.title, heads, tuple(tuple(as_shown(row.values.get(c.key)) for c in columns) for row in used)
    )


@cache
def _shipped() -> dict[str, frozenset[str]]:
    """The columns of each sheet that any of folio's own templates has."""
    known: dict[str, frozenset[str]] = {}
    for name in shipped_names():
        for sheet in load_kit(name).template.sheets:
            known[sheet.key] = known.get(sheet.key, frozenset()) | set(sheet.keys)
    return known
