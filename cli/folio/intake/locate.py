"""Where each sheet and column of the template is in the file as it stands.

Signals, in the order in which they are believed: the hidden key cell, the defined name, the exact heading, an alias.
One exception: where the heading below a key is exactly another column's, cells were moved without their keys, and the
heading wins. Positions are never trusted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from folio.intake.canonical import squeeze
from folio.intake.problems import make_problem
from folio.intake.read import Book, Grid
from folio.intake.result import Problem, address
from folio.template.model import Column, Sheet, Template
from folio.workbook.identity import defined_name, parse_key

# A sheet without keys is taken for a table when at least this share of its headings is found in one row.
_ENOUGH = 0.6
_SEARCH_ROWS = 60
_BETWEEN = 4


@dataclass(slots=True)
class Located:
    """One sheet of the template, found: its grid, and its columns (or lines) by key.

    For a table ``columns`` gives column numbers and ``first_row`` the first row below the headings. For a form
    ``cells`` gives each line's (row, column of its label).
    """

    sheet: Sheet
    grid: Grid
    columns: dict[str, int] = field(default_factory=dict)
    header_row: int | None = None
    first_row: int = 0
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Map:
    """All sheets that were found, and what was odd on the way."""

    located: dict[str, Located] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Keys:
    """The key cells of one template sheet in one grid: (row, col, column key)."""

    grid: Grid
    found: list[tuple[int, int, str]] = field(default_factory=list)


def locate(book: Book, template: Template, hidden: Iterable[str]) -> Map:
    """Find every sheet and column of the template; ``hidden`` are titles of folio's own sheets, never searched."""
    result = Map()
    passed = set(hidden)
    grids = [g for g in book.grids if g.title not in passed]
    keyed = _find_keys(grids)
    taken: set[str] = set()
    for sheet in template.sheets:
        keys = _choose(sheet, keyed.get(sheet.key, []), result.problems)
        if keys is None and keyed.get(sheet.key):
            continue
        grid = (
            keys.grid
            if keys
            else _by_headings(sheet, [g for g in grids if g.title not in taken and not _has_keys(g, keyed)])
        )
        if grid is None:
            if any(c.typed for c in sheet.columns):
                result.problems.append(make_problem("sheet-missing", title=sheet.title))
            continue
        taken.add(grid.title)
        build = _table if sheet.layout == "table" else _form
        result.located[sheet.key] = build(sheet, grid, keys.found if keys else [], book, result.problems)
    return result


def _find_keys(grids: list[Grid]) -> dict[str, list[_Keys]]:
    found: dict[str, dict[str, _Keys]] = defaultdict(dict)
    for grid in grids:
        for (r, c), value in grid.cells.items():
            key = parse_key(value)
            if key:
                found[key[0]].setdefault(grid.title, _Keys(grid)).found.append((r, c, key[1]))
    return {sheet: list(by_title.values()) for sheet, by_title in found.items()}


def _has_keys(grid: Grid, keyed: dict[str, list[_Keys]]) -> bool:
    return any(k.grid is grid for group in keyed.values() for k in group)


def _choose(sheet: Sheet, candidates: list[_Keys], problems: list[Problem]) -> _Keys | None:
    """The one grid that is this sheet; a question instead of a guess where two could be."""
    # A stray key or two, such as a name that looks like one, do not make a sheet.
    most = max((len(k.found) for k in candidates), default=0)
    candidates = [k for k in candidates if len(k.found) * 2 >= most]
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    named = [k for k in candidates if k.grid.title == sheet.title]
    titles = [k.grid.title for k in candidates]
    if len(named) == 1:
        problems += [
            make_problem("sheet-twice", sheet=other, title=sheet.title, other=other, wanted=sheet.title)
            for other in titles
            if other != sheet.title
        ]
        return named[0]
    problems.append(make_problem("sheet-ambiguous", title=titles[0], other=titles[1], wanted=sheet.title))
    return None


def _by_headings(sheet: Sheet, grids: list[Grid]) -> Grid | None:
    """A sheet without keys, found by its own title or by most of its headings."""
    scored = [(_best_row(sheet, g)[1] + (0.5 if g.title == sheet.title else 0), g) for g in grids]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _ENOUGH else None


def _best_row(sheet: Sheet, grid: Grid) -> tuple[int, float]:
    """The row that looks most like the headings, and the share of headings found there (for a form: in any row)."""
    words = {name for c in sheet.columns if c.typed for name in _names(c)}
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


def _names(column: Column) -> set[str]:
    return {squeeze(column.header), *(squeeze(a) for a in column.aliases)}


def _table(sheet: Sheet, grid: Grid, keys: list[tuple[int, int, str]], book: Book, problems: list[Problem]) -> Located:
    keys = [k for k in keys if k[2] in sheet.keys]
    key_row = _main_row(keys)
    keys = sorted(k for k in keys if k[0] == key_row)
    found = Located(sheet, grid)
    found.header_row = _header_row(sheet, grid, key_row)
    found.first_row = (key_row if found.header_row is None else found.header_row) + 1
    if found.header_row is None and keys:
        problems.append(make_problem("headings-missing", sheet=grid.title))
    headings = grid.row(found.header_row) if found.header_row is not None else {}
    by_key: dict[str, list[int]] = defaultdict(list)
    for _, col, key in keys:
        by_key[key].append(col)
    _columns_by_key(found, by_key, headings, problems)
    for column in sheet.columns:
        if column.key not in found.columns:
            place = _without_key(column, found, headings, book)
            if place is not None:
                found.columns[column.key] = place
            elif column.typed:
                problems.append(make_problem("column-missing", sheet=grid.title, column=column))
    return found


def _main_row(keys: list[tuple[int, int, str]]) -> int:
    """The row that holds most key cells; -1 without keys."""
    rows = [r for r, _, _ in keys]
    return max(set(rows), key=lambda r: (rows.count(r), -r)) if rows else -1


def _header_row(sheet: Sheet, grid: Grid, key_row: int) -> int | None:
    """The row of headings: the first filled row below the keys if it looks like headings, else the best-looking row."""
    words = {name for c in sheet.columns for name in _names(c)}
    if key_row >= 0:
        # Somebody may have put a row of remarks in between.
        for below in [r for r in sorted(grid.by_row) if r > key_row][:_BETWEEN]:
            texts = [squeeze(v) for v in grid.by_row[below].values() if isinstance(v, str)]
            if texts and sum(t in words for t in texts) * 2 >= len(texts):
                return below
        return None
    best, share = _best_row(sheet, grid)
    return best if share > 0 else None


def _columns_by_key(
    found: Located, by_key: dict[str, list[int]], headings: dict[int, object], problems: list[Problem]
) -> None:
    sheet, title = found.sheet, found.grid.title
    exact = {squeeze(c.header): c.key for c in sheet.columns}
    moved: dict[str, int] = {}
    for key, cols in by_key.items():
        column = sheet.column(key)
        fitting = [c for c in cols if squeeze(str(headings.get(c, ""))) in _names(column)]
        col = (fitting or cols)[0]
        if len(cols) > 1:
            problems.append(make_problem("column-twice", sheet=title, column=column))
        heading = headings.get(col)
        other = exact.get(squeeze(str(heading))) if heading is not None else None
        rightly_there = other is not None and any(
            squeeze(str(headings.get(c, ""))) == squeeze(sheet.column(other).header) for c in by_key.get(other, ())
        )
        # What lies under a private key stays private, whatever its heading says.
        if other is not None and other != key and not rightly_there and not column.private:
            moved[other] = col
            continue
        found.columns[key] = col
        if heading is not None and not fitting and found.header_row is not None:
            cell = address(found.header_row, col)
            problems.append(make_problem("heading-changed", sheet=title, cell=cell, column=column, value=heading))
    if moved:
        headers = ", ".join(sheet.column(k).header for k in moved)
        problems.append(make_problem("headings-moved", sheet=title, headers=headers))
        for key, col in moved.items():
            found.columns[key] = col


def _without_key(column: Column, found: Located, headings: dict[int, object], book: Book) -> int | None:
    """A column whose key is gone: by defined name, then by exact heading, then by alias."""
    taken = set(found.columns.values())
    place = book.facts.names.get(defined_name(found.sheet.key, column.key))
    if place and place[0] == found.grid.title and place[2] not in taken and _could_be(found, headings.get(place[2])):
        return place[2]
    for wanted in ({squeeze(column.header)}, {squeeze(a) for a in column.aliases}):
        cols = [c for c, text in headings.items() if c not in taken and squeeze(str(text)) in wanted]
        if len(cols) == 1:
            return cols[0]
    return None


def _could_be(found: Located, heading: object) -> bool:
    """Whether a defined name may be believed: not where the heading is that of a column that stands elsewhere."""
    placed = {squeeze(found.sheet.column(k).header) for k in found.columns}
    return heading is None or squeeze(str(heading)) not in placed


def _form(sheet: Sheet, grid: Grid, keys: list[tuple[int, int, str]], book: Book, problems: list[Problem]) -> Located:
    found = Located(sheet, grid)
    for r, c, key in sorted(keys):
        if key not in sheet.keys or key in found.cells:
            continue
        names = _names(sheet.column(key))
        label = next((col for col, v in sorted(grid.row(r).items()) if col > c and squeeze(str(v)) in names), c + 1)
        found.cells[key] = (r, label)
    for column in sheet.columns:
        if column.key in found.cells:
            continue
        place = book.facts.names.get(defined_name(sheet.key, column.key))
        if place and place[0] == grid.title and place[2] > 0 and not keys:
            found.cells[column.key] = (place[1], place[2] - 1)
            continue
        labels = [
            (r, c) for (r, c), v in grid.cells.items() if isinstance(v, str) and squeeze(v) == squeeze(column.header)
        ]
        if len(labels) == 1:
            found.cells[column.key] = labels[0]
        elif column.typed:
            problems.append(make_problem("column-missing", sheet=grid.title, column=column))
    return found
