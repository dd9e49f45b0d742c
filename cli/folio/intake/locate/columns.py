"""Find each column of a table in a sheet.

Signals, in the order in which they are believed: the hidden key cell, the defined name, the exact heading, an alias.
One exception: where cells were moved without their keys, so that the heading below a key is exactly another column's,
or a column's heading is elsewhere and nothing is left below its key, the heading wins. Positions are never
trusted, and a heading that is only similar is a suggestion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from folio.basics.cell_references import CellPlace
from folio.domain.names import normalize_name
from folio.intake.locate.headings import find_headings
from folio.intake.locate.sheet_match import KeyCell, Names, SheetMatch, names_of, reworded_problems, suggestion
from folio.intake.model import Problem
from folio.intake.problems.make import make_problem, quoted_headings
from folio.template.schema import Column
from folio.workbook.embedded_description import defined_name


def main_row(keys: Sequence[KeyCell]) -> int:
    """Return the row with the most key cells; -1 without keys."""
    rows = [r for r, _, _ in keys]
    return max(set(rows), key=lambda r: (rows.count(r), -r)) if rows else -1


def place_columns(found: SheetMatch, keys: Sequence[KeyCell], names: Names, strays: Mapping[str, str]) -> list[Problem]:
    """Set the headings and columns of a table; ``strays`` gives the sheet of keys that are elsewhere."""
    sheet, grid = found.sheet, found.grid
    keys = [k for k in keys if k[2] in sheet.keys]
    row = main_row(keys)
    by_key: dict[str, list[int]] = defaultdict(list)
    for key_row, col, key in sorted(keys):
        if key_row == row:
            by_key[key].append(col)
    found.key_row = row if by_key else None
    problems = find_headings(found, by_key, names)
    headings = grid.row(found.header_row) if found.header_row is not None else {}
    problems += _place_by_key(found, by_key, headings)
    missing = [
        c for c in sheet.columns if c.key not in found.columns and not _place_without_key(c, found, headings, names)
    ]
    for column in missing:
        if column.typed:
            hint = suggestion(column, strays, {(found.header_row or 0, c): h for c, h in headings.items()}, found)
            problems.append(make_problem("column-missing", sheet=grid.title, column=column, heading_hint=hint))
    return problems


def _place_by_key(found: SheetMatch, by_key: Mapping[str, list[int]], headings: Mapping[int, object]) -> list[Problem]:
    sheet, title = found.sheet, found.grid.title
    exact = {normalize_name(c.header): c.key for c in sheet.columns}
    heading_keys = {col: exact.get(normalize_name(str(text))) for col, text in headings.items()}
    keyed = {col for cols in by_key.values() for col in cols}
    filled = {c for r, c in found.grid.cells if r >= found.first_row and r != found.header_row}
    moved: dict[str, int] = {}
    twice: list[Column] = []
    reworded: list[tuple[Column, CellPlace]] = []
    for key, cols in by_key.items():
        column = sheet.column(key)
        fitting = [c for c in cols if normalize_name(str(headings.get(c, ""))) in names_of(column)]
        col = (fitting or cols)[0]
        other = heading_keys.get(col)
        rightly_there = other is not None and any(heading_keys.get(c) == other for c in by_key.get(other, ()))
        # A column with a private key stays private, whatever its heading says.
        if other is not None and other != key and not rightly_there and not column.private:
            moved[other] = col
            continue
        elsewhere = [c for c, name in heading_keys.items() if name == key and c not in keyed] if not fitting else []
        if len(elsewhere) == 1 and col not in filled:
            moved[key] = elsewhere[0]
            continue
        if len(cols) + len(elsewhere) > 1:
            twice.append(column)
        found.columns[key] = col
        if col in headings and not fitting:
            reworded.append((column, (found.header_row or 0, col)))
    problems = reworded_problems(found, reworded)
    if moved:
        headers = quoted_headings(map(sheet.column, moved))
        problems.append(make_problem("headings-moved", sheet=title, headers=headers))
        found.columns |= moved
    if twice:
        column_or_none = twice[0] if len(twice) == 1 else None
        headers = quoted_headings(twice)
        problems.append(make_problem("column-twice", sheet=title, column=column_or_none, headers=headers))
    return problems


def _place_without_key(column: Column, found: SheetMatch, headings: Mapping[int, object], names: Names) -> bool:
    """Place a column whose key is gone: by defined name, exact heading, or alias, in this order."""
    taken = set(found.columns.values())
    place = names.get(defined_name(found.sheet.key, column.key))
    if place and place[0] == found.grid.title and place[2] not in taken and _could_be(found, headings.get(place[2])):
        found.columns[column.key] = place[2]
        return True
    for wanted in ({normalize_name(column.header)}, {normalize_name(a) for a in column.aliases}):
        cols = [c for c, text in headings.items() if c not in taken and normalize_name(str(text)) in wanted]
        if len(cols) == 1:
            found.columns[column.key] = cols[0]
            return True
    return False


def _could_be(found: SheetMatch, heading: object) -> bool:
    """Whether a defined name may be believed: not where the heading is another column's, which was found elsewhere."""
    placed = {normalize_name(found.sheet.column(k).header) for k in found.columns}
    return heading is None or normalize_name(str(heading)) not in placed
