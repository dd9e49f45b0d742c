"""Content that has another place in today's template, taken there (see ``template.moved_columns``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from folio.basics.wording import visible
from folio.domain.names import normalize_name
from folio.output.onward.lines import Line, OldCell, Remark, TableOnItsWay
from folio.output.onward.unpacking import Unpacked
from folio.template.moved_columns import MOVED, MovedColumn
from folio.template.schema import Template


def take_to_new_places(old: Unpacked, new: Template, moves: Iterable[MovedColumn] = MOVED) -> list[Remark]:
    """Move what has another place in the new template; return remarks on what has no room there."""
    remarks: list[Remark] = []
    for move in moves:
        way = old.tables.get(move.source[0])
        moving = way is not None and any(move.source[1] in line.cells for line in way.lines.values())
        if way is not None and moving and move.takes_effect(new):
            remarks += _move(move, way, _targets(move, old, new), new)
    return remarks


def _targets(move: MovedColumn, old: Unpacked, new: Template) -> list[Line]:
    """The rows that could take what moves; on a board of facets, one for each facet."""
    key = move.target[0]
    sheet = new.sheet(key)
    way = old.tables.setdefault(key, TableOnItsWay(sheet))
    if sheet.board:
        for row in range(len(_facets(new))):
            way.line(row)
    return way.in_order


def _facets(new: Template) -> tuple[str, ...]:
    return (new.sheet("preview").column("facet").choices or ()) if new.has("preview", "facet") else ()


def _move(move: MovedColumn, way: TableOnItsWay, targets: list[Line], new: Template) -> list[Remark]:
    column, (sheet, target) = move.source[1], move.target
    facets = [normalize_name(f) for f in _facets(new)] if new.sheet(sheet).board else None
    by_label: dict[str, list[Line]] = {}
    for i, line in enumerate(targets):
        label = line.cells[move.label].said if move.label in line.cells else ""
        by_label.setdefault(facets[i] if facets else label, []).append(line)
    moving: dict[str, list[Line]] = {}
    for line in way.in_order:
        if column in line.cells and move.of in line.cells and _is_meant(move, line):
            moving.setdefault(line.cells[move.of].said, []).append(line)
    remarks: list[Remark] = []
    header = new.sheet(sheet).column(target).header
    for label, lines in moving.items():
        if not label or label not in by_label:
            continue
        # Where each has a row of its own to go to, each goes there; where all have one, what most of them say does.
        common = Counter(line.cells[column].said for line in lines)
        for line in sorted(lines, key=lambda line: -common[line.cells[column].said]) if not move.day else lines:
            cell = line.cells[column]
            place = _place(move, target, by_label[label], cell)
            if place is None and move.choice:
                continue  # its row says it as before
            about = visible(line.cells[move.of].typed.value, 60)
            why = f"{header} has one place for {about} now"
            remarks += [Remark(*done.spot, why, is_left=False) for done in _take_out(move, line, column)]
            if place is not None:
                place.cells[target] = cell
                continue
            now = next(there.cells[target] for there in by_label[label] if target in there.cells)
            same = now.said == cell.said
            says = "which says the same" if same else "and it says something else"
            remarks.append(Remark(*cell.spot, f"{why}, {says}", is_left=not same))
    way.lines = {row: line for row, line in way.lines.items() if line.cells or line.own}
    return remarks


def _is_meant(move: MovedColumn, line: Line) -> bool:
    if move.choice is None:
        return True
    column, choice = move.choice
    return column in line.cells and line.cells[column].said == normalize_name(choice)


def _place(move: MovedColumn, target: str, lines: list[Line], cell: OldCell) -> Line | None:
    """The row that takes a cell: the last free one up to its day, else the first free one."""
    free = [line for line in lines if target not in line.cells]
    if not move.day:
        return free[0] if free and len(free) == len(lines) else None
    days = [(line.cells[move.day].value, line) for line in free if move.day in line.cells]
    before = [(day, line) for day, line in days if isinstance(day, date) and isinstance(cell.value, date)]
    before = [pair for pair in before if pair[0] <= cell.value]
    return max(before, key=lambda pair: pair[0])[1] if before else next(iter(free), None)


def _take_out(move: MovedColumn, line: Line, column: str) -> list[OldCell]:
    """Take a cell out of its row; return the row's name and choice, where there was nothing else in it."""
    del line.cells[column]
    if move.choice is None or not set(line.cells) <= {move.of, move.choice[0]}:
        return []
    said = list(line.cells.values())
    line.cells.clear()
    return said
