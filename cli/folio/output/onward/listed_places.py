"""Where rows go on a sheet on which folio lists numbers, facets or categories: to what they belong to, else below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from folio.output.onward.lines import Line
from folio.template.schema import Sheet


def places_among_listed(
    sheet: Sheet, lines: Sequence[Line], listed: Sequence[Mapping[str, Any]], numbers: Mapping[str, int]
) -> Iterator[tuple[int, Line]]:
    """Yield each row with its place from 0, in the order of the places; ``listed`` are the rows that stand there.

    An interview without a number takes the next one that is free, and a line of a board is that of its facet. Where a
    row about somebody has no number, ``numbers`` has that of the interview with them.
    """
    free = {tuple(row[key] for key in sheet.listed): i for i, row in enumerate(listed)}
    found = {id(line): free.pop(_key(sheet, line, numbers), None) for line in lines}
    next_free = iter(sorted(free.values()) if sheet.listed in (("number",), ("facet",)) else ())
    below = len(listed)
    places: list[tuple[int, Line]] = []
    for line in lines:
        place = found[id(line)]
        if place is None and not set(sheet.listed) & set(line.cells):
            place = next(next_free, None)
        if place is None:
            place, below = below, below + 1
        places.append((place, line))
    yield from sorted(places, key=lambda pair: pair[0])


def _key(sheet: Sheet, line: Line, numbers: Mapping[str, int]) -> tuple[Any, ...]:
    said: dict[str, Any] = {key: cell.value for key, cell in line.cells.items()}
    if "number" not in said and "contact" in line.cells:
        said["number"] = numbers.get(line.cells["contact"].said) if len(sheet.listed) > 1 else None
    return tuple(said.get(key) for key in sheet.listed)
