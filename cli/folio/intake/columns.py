"""Where each column of a table, or line of a form, is in the sheet as it stands.

Signals, in the order in which they are believed: the hidden key cell, the defined name, the exact heading, an alias.
One exception: where cells were moved without their keys, so that the heading below a key is exactly another column's,
or a column's heading stands elsewhere and nothing is left below its key, the heading wins. Positions are never
trusted, and a heading that is only similar is a suggestion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from folio.intake.canonical import squeeze
from folio.intake.facts import Place
from folio.intake.limits import ROWS
from folio.intake.problems import make_problem, quoted
from folio.intake.read import Grid
from folio.intake.result import Problem, address
from folio.template.model import Column, Sheet
from folio.workbook.identity import defined_name

_SEARCH_ROWS = 60
# Somebody may have put a few rows of remarks between the keys and the headings.
_BETWEEN = 4

Key = tuple[int, int, str]
Names = Mapping[str, tuple[str, int, int]]


@dataclass(slots=True)
class Located:
    """One sheet of the template, found: its grid, and its columns (or lines) by key.

    For a table ``columns`` gives column numbers, and the rows from ``first_row`` up to ``end_row`` but for
    ``header_row`` are its rows. For a form ``cells`` gives each line's (row, column of its label).
    """

    sheet: Sheet
    grid: Grid
    columns: dict[str, int] = field(default_factory=dict)
    key_row: int | None = None
    header_row: int | None = None
    first_row: int = 0
    end_row: int = ROWS
    cells: dict[str, Place] = field(default_factory=dict)

    @property
    def top(self) -> int:
        """The first row of a table: its keys, or else its headings."""
        return min((r for r in (self.key_row, self.header_row) if r is not None), default=self.first_row)


def names_of(column: Column) -> set[str]:
    """The texts by which a column is known: its heading and its aliases."""
    return {squeeze(column.header), *(squeeze(a) for a in column.aliases)}


def best_row(sheet: Sheet, grid: Grid) -> tuple[int, float]:
    """The row that looks most like the headings, and the share of headings found there (for a form: in any row)."""
    words = {name for c in sheet.columns if c.typed for name in names_of(c)}
    typed = max(sum(c.typed for c in sheet.columns), 1)
    if sheet.layout == "form":
        hits = {squeeze(v) for v in grid.cells.values() if isinstance(v, str)} & words
        return -1, len(hits) / typed
    best = (-1, 0.0)
    for r in sorted(grid.by_row)[:_SEARCH_ROWS]:
        hits = {squeeze(v) for v in grid.by_row[r].values() if isinstance(v, str)} & words
        if len(hits) / typed > best[1]:
            best = (r, len(hits) / typed)
    return best


def main_row(keys: Sequence[Key]) -> int:
    """The row that holds most key cells; -1 without keys."""
    rows = [r for r, _, _ in keys]
    return max(set(rows), key=lambda r: (rows.count(r), -r)) if rows else -1


def place_columns(
    found: Located, keys: Sequence[Key], names: Names, strays: Mapping[str, str], problems: list[Problem]
) -> None:
    """Find the headings and columns of a table; ``strays`` tells on which other sheet a column's key stands."""
    sheet, grid = found.sheet, found.grid
    keys = [k for k in keys if k[2] in sheet.keys]
    row = main_row(keys)
    by_key: dict[str, list[int]] = defaultdict(list)
    for key_row, col, key in sorted(keys):
        if key_row == row:
            by_key[key].append(col)
    found.key_row = row if by_key else None
    _find_headings(found, by_key, problems)
    headings = grid.row(found.header_row) if found.header_row is not None else {}
    _place_by_key(found, by_key, headings, problems)
    missing = [
        c for c in sheet.columns if c.key not in found.columns and not _place_without_key(c, found, headings, names)
    ]
    for column in missing:
        if column.typed:
            hint = _meant(column, strays, {(found.header_row or 0, c): h for c, h in headings.items()}, found)
            problems.append(make_problem("column-missing", sheet=grid.title, column=column, heading_hint=hint))


def _find_headings(found: Located, by_key: Mapping[str, list[int]], problems: list[Problem]) -> None:
    """Find the row of headings and the first row of data.

    A row looks like headings when most of its texts are; with keys it stands below them, as a rule at once. Whoever
    sorts a table together with its headings finds them among the entries, which then begin above.
    """
    sheet, grid, top = found.sheet, found.grid, found.key_row
    if top is None:
        row, share = best_row(sheet, grid)
        found.header_row = row if share > 0 else None
        found.first_row = row + 1
        return
    below = [r for r in sorted(grid.by_row) if r > top]
    words = {name for c in sheet.columns for name in names_of(c)}
    found.header_row = next((r for r in below[:1] if _looks_like(grid.row(r), words)), None)
    if found.header_row is None:
        in_place = {r: _in_place(sheet, grid.row(r), by_key) for r in below}
        best = max(below, key=lambda r: (in_place[r], -r), default=None)
        if best is not None and in_place[best] >= max(2, len(by_key) / 2):
            found.header_row = best
        else:
            found.header_row = next((r for r in below[:_BETWEEN] if _looks_like(grid.row(r), words)), None)
    if found.header_row is None:
        found.first_row = top + 1
        problems.append(make_problem("headings-missing", sheet=grid.title))
        return
    typed = {col for key, cols in by_key.items() if sheet.column(key).typed for col in cols}
    entries = [r for r in below if r < (found.header_row or 0) and len(typed & grid.row(r).keys()) > 1]
    found.first_row = top + 1 if entries else found.header_row + 1
    if entries:
        cell = address(found.header_row, min(grid.row(found.header_row)))
        problems.append(make_problem("headings-among-rows", sheet=grid.title, cell=cell, row=found.header_row + 1))


def _looks_like(row: Mapping[int, object], words: set[str]) -> bool:
    texts = [squeeze(v) for v in row.values() if isinstance(v, str)]
    return bool(texts) and sum(t in words for t in texts) * 2 >= len(texts)


def _in_place(sheet: Sheet, row: Mapping[int, object], by_key: Mapping[str, list[int]]) -> int:
    """How many cells of a row hold the heading of their own column."""
    return sum(
        isinstance(text := row.get(col), str) and squeeze(text) == squeeze(sheet.column(key).header)
        for key, cols in by_key.items()
        for col in cols
    )


def repeats_headings(found: Located, row: Mapping[int, object]) -> bool:
    """Whether a row only says the headings of its columns again, as a table does that was pasted below."""
    texts = [(key, row[c]) for key, c in found.columns.items() if c in row]
    return len(texts) > 1 and all(
        isinstance(v, str) and squeeze(v) == squeeze(found.sheet.column(key).header) for key, v in texts
    )


def _place_by_key(
    found: Located, by_key: Mapping[str, list[int]], headings: Mapping[int, object], problems: list[Problem]
) -> None:
    sheet, title = found.sheet, found.grid.title
    exact = {squeeze(c.header): c.key for c in sheet.columns}
    said = {col: exact.get(squeeze(str(text))) for col, text in headings.items()}
    keyed = {col for cols in by_key.values() for col in cols}
    filled = {c for r, c in found.grid.cells if r >= found.first_row and r != found.header_row}
    moved: dict[str, int] = {}
    twice: list[Column] = []
    for key, cols in by_key.items():
        column = sheet.column(key)
        fitting = [c for c in cols if squeeze(str(headings.get(c, ""))) in names_of(column)]
        col = (fitting or cols)[0]
        other = said.get(col)
        rightly_there = other is not None and any(said.get(c) == other for c in by_key.get(other, ()))
        # What lies under a private key stays private, whatever its heading says.
        if other is not None and other != key and not rightly_there and not column.private:
            moved[other] = col
            continue
        elsewhere = [c for c, name in said.items() if name == key and c not in keyed] if not fitting else []
        if len(elsewhere) == 1 and col not in filled:
            moved[key] = elsewhere[0]
            continue
        if len(cols) + len(elsewhere) > 1:
            twice.append(column)
        found.columns[key] = col
        if col in headings and not fitting and found.header_row is not None:
            cell = address(found.header_row, col)
            problems.append(make_problem("heading-changed", sheet=title, cell=cell, column=column, value=headings[col]))
    if moved:
        headers = ", ".join(sheet.column(k).header for k in moved)
        problems.append(make_problem("headings-moved", sheet=title, headers=headers))
        found.columns |= moved
    if twice:
        column_or_none = twice[0] if len(twice) == 1 else None
        headers = ", ".join(c.header for c in twice)
        problems.append(make_problem("column-twice", sheet=title, column=column_or_none, headers=headers))


def _place_without_key(column: Column, found: Located, headings: Mapping[int, object], names: Names) -> bool:
    """Place a column whose key is gone: by defined name, then by exact heading, then by alias."""
    taken = set(found.columns.values())
    place = names.get(defined_name(found.sheet.key, column.key))
    if place and place[0] == found.grid.title and place[2] not in taken and _could_be(found, headings.get(place[2])):
        found.columns[column.key] = place[2]
        return True
    for wanted in ({squeeze(column.header)}, {squeeze(a) for a in column.aliases}):
        cols = [c for c, text in headings.items() if c not in taken and squeeze(str(text)) in wanted]
        if len(cols) == 1:
            found.columns[column.key] = cols[0]
            return True
    return False


def _could_be(found: Located, heading: object) -> bool:
    """Whether a defined name may be believed: not where the heading is that of a column that stands elsewhere."""
    placed = {squeeze(found.sheet.column(k).header) for k in found.columns}
    return heading is None or squeeze(str(heading)) not in placed


def _meant(column: Column, strays: Mapping[str, str], texts: Mapping[Place, object], found: Located) -> str:
    """A suggestion for a column or line that cannot be found: its key on another sheet, or a similar heading."""
    if column.key in strays:
        return f" It seems to stand on the sheet {quoted(strays[column.key])} now."
    taken = {*found.columns.values()}
    free = {squeeze(v): p for p, v in texts.items() if isinstance(v, str) and p[1] not in taken}
    for name in (column.header, *column.aliases):
        close = get_close_matches(squeeze(name), free, n=1, cutoff=0.75)
        if close:
            place = free[close[0]]
            return f" Did you mean {quoted(texts[place])} in {address(*place)}?"
    return ""


def place_lines(
    found: Located, keys: Sequence[Key], names: Names, strays: Mapping[str, str], problems: list[Problem]
) -> None:
    """Find the lines of a form by key, defined name or label; ``strays`` as for columns."""
    sheet, grid = found.sheet, found.grid
    for r, c, key in sorted(keys):
        if key in sheet.keys and key not in found.cells:
            known = names_of(sheet.column(key))
            label = next((col for col, v in sorted(grid.row(r).items()) if col > c and squeeze(str(v)) in known), c + 1)
            found.cells[key] = (r, label)
            text = grid.cells.get((r, label))
            if isinstance(text, str) and squeeze(text) not in known and sheet.column(key).typed:
                cell, column = address(r, label), sheet.column(key)
                problems.append(make_problem("heading-changed", sheet=grid.title, cell=cell, column=column, value=text))
    for column in (c for c in sheet.columns if c.key not in found.cells):
        place = names.get(defined_name(sheet.key, column.key))
        if place and place[0] == grid.title and place[2] > 0 and not keys:
            found.cells[column.key] = (place[1], place[2] - 1)
            continue
        text = squeeze(column.header)
        labels = sorted(p for p, v in grid.cells.items() if isinstance(v, str) and squeeze(v) == text)
        # Figures of different sections may have the same label; folio wrote them in this order.
        alike = [c.key for c in sheet.columns if squeeze(c.header) == text]
        if len(labels) == 1 or (not column.typed and len(labels) == len(alike)):
            found.cells[column.key] = labels[alike.index(column.key) if len(labels) > 1 else 0]
        elif column.typed:
            used = {row for row, _ in found.cells.values()}
            hint = _meant(column, strays, {p: v for p, v in grid.cells.items() if p[0] not in used}, found)
            problems.append(make_problem("column-missing", sheet=grid.title, column=column, heading_hint=hint))
