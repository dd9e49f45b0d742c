"""Find each line of a form in a sheet, and the column of its values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from folio.basics.cell_references import CellPlace
from folio.basics.plain_values import as_text
from folio.domain.names import normalize_name
from folio.intake.cells.convert import convert
from folio.intake.locate.sheet_match import KeyCell, Names, SheetMatch, names_of, reworded_problems, suggestion
from folio.intake.model import Problem
from folio.intake.problems.make import make_problem, quoted_headings
from folio.template.schema import Column
from folio.workbook.embedded_description import defined_name, fingerprint


def place_lines(found: SheetMatch, keys: Sequence[KeyCell], names: Names, strays: Mapping[str, str]) -> list[Problem]:
    """Set the lines of a form by key, defined name or label; ``strays`` as for columns.

    As in tables, a label wins over a key where cells were moved without their keys.
    """
    sheet, grid = found.sheet, found.grid
    labels: dict[str, list[CellPlace]] = defaultdict(list)
    for place, text in sorted(grid.cells.items()):
        if isinstance(text, str):
            labels[normalize_name(text)].append(place)
    moved, problems = _place_by_key(found, keys, labels)
    if moved:
        found.cells |= moved
        headers = quoted_headings(map(sheet.column, moved))
        problems.append(make_problem("headings-moved", sheet=grid.title, headers=headers))
    for column in (c for c in sheet.columns if c.key not in found.cells):
        named = names.get(defined_name(sheet.key, column.key))
        if named and named[0] == grid.title and named[2] > 0 and not keys:
            found.cells[column.key] = (named[1], named[2] - 1)
            continue
        labeled = labels[normalize_name(column.header)]
        # Lines of different sections may have the same label; folio wrote them in this order.
        alike = [c.key for c in sheet.columns if normalize_name(c.header) == normalize_name(column.header)]
        if len(labeled) == 1 or (not column.typed and len(labeled) == len(alike)):
            found.cells[column.key] = labeled[alike.index(column.key) if len(labeled) > 1 else 0]
        elif column.typed:
            used = {row for row, _ in found.cells.values()}
            hint = suggestion(column, strays, {p: v for p, v in grid.cells.items() if p[0] not in used}, found)
            problems.append(make_problem("column-missing", sheet=grid.title, column=column, heading_hint=hint))
    return problems


def _place_by_key(
    found: SheetMatch, keys: Sequence[KeyCell], labels: Mapping[str, list[CellPlace]]
) -> tuple[dict[str, CellPlace], list[Problem]]:
    """Place the lines whose keys and labels agree, or nearly; return those whose labels are elsewhere."""
    sheet, grid = found.sheet, found.grid
    headers = [normalize_name(c.header) for c in sheet.columns]
    exact = {
        normalize_name(c.header): c.key
        for c in sheet.columns
        if c.typed and headers.count(normalize_name(c.header)) == 1
    }
    moved: dict[str, CellPlace] = {}
    in_other_words: list[tuple[Column, CellPlace]] = []
    for r, c, key in sorted(keys):
        if key not in sheet.keys or key in found.cells or key in moved:
            continue
        column = sheet.column(key)
        known = names_of(column)
        label = next(
            (col for col, v in sorted(grid.row(r).items()) if col > c and normalize_name(str(v)) in known), c + 1
        )
        text = grid.cells.get((r, label))
        reworded = isinstance(text, str) and normalize_name(text) not in known
        other = exact.get(normalize_name(str(text))) if reworded else None
        if other is not None:
            moved[other] = (r, label)
        elif text is None and column.typed and len(labeled := labels.get(normalize_name(column.header), [])) == 1:
            moved[key] = labeled[0]
        else:
            found.cells[key] = (r, label)
            if reworded and column.typed:
                in_other_words.append((column, (r, label)))
    moved = {key: place for key, place in moved.items() if key not in found.cells}
    return moved, reworded_problems(found, in_other_words)


def value_places(found: SheetMatch) -> dict[str, CellPlace]:
    """Return where the value of each line is: usually in one column for all.

    It is the column beside the labels, or left of folio's hints when one was put in between: the one that holds
    more, where what does not fit its line speaks against it. Lines that were moved aside have theirs beside them.
    """
    beside = {key: (row, col + 1) for key, (row, col) in found.cells.items()}
    if not beside:
        return {}
    cells = found.grid.cells
    usual = Counter(col for _, col in beside.values()).most_common(1)[0][0]
    left_of_hints = Counter(
        col - 1
        for row, label in found.cells.values()
        for col, raw in found.grid.row(row).items()
        if col > label + 1 and fingerprint(as_text(raw)) in found.written
    ).most_common(1)

    def fits(col: int) -> tuple[int, int]:
        held = [(found.sheet.column(k), cells[row, col]) for k, (row, _) in beside.items() if (row, col) in cells]
        faults = sum(convert(column, raw).error is not None for column, raw in held if column.typed)
        return len(held) - 3 * faults, -col

    best = max({usual, *(col for col, _ in left_of_hints)}, key=fits)
    return {key: (row, best if col == usual else col) for key, (row, col) in beside.items()}
