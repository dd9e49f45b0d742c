"""Which row holds a table's headings, and which rows beside it are entries.

The headings stand at once below the hidden keys, unless someone put remarks between, sorted them in among the
entries, or reworded them all. Rows that only repeat what folio wrote above the table are no entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from folio.basics.cell_references import cell_address
from folio.basics.plain_values import as_text
from folio.domain.answers import COLUMNS
from folio.domain.names import normalize_name
from folio.intake.cells.convert import convert
from folio.intake.locate.sheet_match import Names, SheetMatch, names_of
from folio.intake.model import Problem
from folio.intake.problems.make import make_problem
from folio.intake.raw_workbook import RawGrid
from folio.template.schema import Sheet
from folio.workbook.embedded_description import defined_name, fingerprint, parse_key

_SEARCH_ROWS = 250
# Someone may have put a few rows of comments between the keys and the headings.
_BETWEEN = 4
# A row with this share of the headings surely is the row of headings.
_SURE = 0.6
# Columns that take any text say nothing about what is in them.
WORDS = ("text", "long_text", "reference")

ByKey = Mapping[str, list[int]]
RowCells = Mapping[int, object]


def best_row(sheet: Sheet, grid: RawGrid) -> tuple[int, float]:
    """Return the row most like the headings, and the share of headings found there (for a form: in any row)."""
    words = {name for c in sheet.columns if c.typed for name in names_of(c)}
    typed = max(sum(c.typed for c in sheet.columns), 1)
    if sheet.layout == "form":
        hits = {normalize_name(v) for v in grid.cells.values() if isinstance(v, str)} & words
        return -1, len(hits) / typed
    best = (-1, 0.0)
    for r in sorted(grid.by_row)[:_SEARCH_ROWS]:
        hits = {normalize_name(v) for v in grid.by_row[r].values() if isinstance(v, str)} & words
        if len(hits) / typed > best[1]:
            best = (r, len(hits) / typed)
    return best


def find_headings(found: SheetMatch, by_key: ByKey, names: Names) -> list[Problem]:
    """Set the row of headings and the first row of data; ``by_key`` gives the columns of the hidden keys."""
    grid, top = found.grid, found.key_row
    if top is None:
        found.header_row = _without_keys(found, names)
        found.first_row = 0 if found.header_row is None else found.header_row + 1
        return []
    below = [r for r in sorted(grid.by_row) if r > top]
    found.header_row = _row_of_headings(found, by_key, below)
    if found.header_row is None:
        found.first_row = top + 1
        return [make_problem("headings-missing", sheet=grid.title)]
    entries = [r for r in below if r < found.header_row and _is_entry(found, grid.typed_row(r), by_key)]
    # If the row of keys was sorted too, some entries are above it.
    sorted_in = bool(entries) or found.header_row < top
    answers = {c for key, columns in by_key.items() if key in COLUMNS for c in columns}
    for r in sorted((r for r in grid.by_row if r < top and r != found.header_row), reverse=True):
        typed = grid.typed_row(r)
        if r == top - 1:
            # Whose answers stand below: where only values were saved, nothing else tells these names from answers.
            typed = {c: raw for c, raw in typed.items() if c not in answers}
        if typed and says_only_folios(found, typed):
            break
        if _is_entry(found, typed, by_key) and (sorted_in or len(typed) > 1):
            entries.append(r)
    found.first_row = min(entries, default=max(top, found.header_row) + 1)
    if not entries and found.header_row > top:
        return []
    cell = cell_address(found.header_row, min(grid.row(found.header_row)))
    return [make_problem("headings-among-rows", sheet=grid.title, cell=cell, row=found.header_row + 1)]


def _without_keys(found: SheetMatch, names: Names) -> int | None:
    """Return the row most like the headings, or else the row that the columns' defined names point to."""
    row, share = best_row(found.sheet, found.grid)
    wanted = (names.get(defined_name(found.sheet.key, c.key)) for c in found.sheet.columns)
    named = Counter(place[1] for place in wanted if place and place[0] == found.grid.title).most_common(1)
    if named and share < _SURE:
        return named[0][0]
    return row if share > 0 else None


def _row_of_headings(found: SheetMatch, by_key: ByKey, below: list[int]) -> int | None:
    """Return the row of headings of a table with keys: right below them, or wherever it was moved."""
    sheet, grid = found.sheet, found.grid
    words = {name for c in sheet.columns for name in names_of(c)}
    if below and _looks_like(grid.row(below[0]), words):
        return below[0]
    in_place = {r: _in_place(sheet, grid.row(r), by_key) for r in grid.by_row}
    best = max(in_place, key=lambda r: (in_place[r], r in below, -r), default=None)
    if best is not None and in_place[best] >= max(2, len(by_key) / 2):
        return best
    near = next((r for r in below[:_BETWEEN] if _looks_like(grid.row(r), words)), None)
    if near is None and below and _all_reworded(sheet, grid.row(below[0]), by_key):
        return below[0]
    return near


def _is_entry(found: SheetMatch, row: RowCells, by_key: ByKey) -> bool:
    """Whether a row near the keys is an entry that was sorted there, and not a comment.

    An entry names what it is about or has several cells, and they are not all of another kind than their columns.
    """
    columns = ((found.sheet.column(key), col) for key, cols in by_key.items() for col in cols)
    cells = [(column, row[col]) for column, col in columns if col in row and column.typed]
    naming = found.sheet.label or next((c.key for c in found.sheet.columns if c.required), None)
    if len(cells) < 2 and naming not in {column.key for column, _ in cells}:
        return False
    faults = [convert(column, raw).error for column, raw in cells if column.type not in WORDS]
    return sum(map(bool, faults)) < 2 or not all(faults)


def _all_reworded(sheet: Sheet, row: RowCells, by_key: ByKey) -> bool:
    """Whether a row holds headings in other words: a text for every key, none of which is what its column takes."""
    cells = [(sheet.column(key), row.get(col)) for key, cols in by_key.items() for col in cols]
    if not all(isinstance(raw, str) and parse_key(raw) is None for _, raw in cells):
        return False
    faults = [convert(column, raw).error for column, raw in cells if column.typed and column.type not in WORDS]
    return bool(faults) and all(faults)


def says_only_folios(found: SheetMatch, row: RowCells) -> bool:
    """Whether a row holds nothing but keys, or nothing but what folio wrote above the table: its top pasted again."""
    if all(fingerprint(as_text(raw)) in found.written for raw in row.values()):
        return True
    return len(row) > 1 and all((parse_key(raw) or ("",))[0] == found.sheet.key for raw in row.values())


def repeats_headings(found: SheetMatch, row: RowCells) -> bool:
    """Whether a row only repeats the headings of its columns, as after pasting the table below itself."""
    texts = [(key, row[c]) for key, c in found.columns.items() if c in row]
    return len(texts) > 1 and all(
        isinstance(v, str) and normalize_name(v) == normalize_name(found.sheet.column(key).header) for key, v in texts
    )


def _looks_like(row: RowCells, words: set[str]) -> bool:
    texts = [normalize_name(v) for v in row.values() if isinstance(v, str)]
    return bool(texts) and sum(t in words for t in texts) * 2 >= len(texts)


def _in_place(sheet: Sheet, row: RowCells, by_key: ByKey) -> int:
    """Count the cells of a row that have the heading of their own column."""
    return sum(
        isinstance(text := row.get(col), str) and normalize_name(text) == normalize_name(sheet.column(key).header)
        for key, cols in by_key.items()
        for col in cols
    )
