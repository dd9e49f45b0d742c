"""A workbook read closely, to be carried over: what its cells hold in the file, and where its columns are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from folio.basics.cell_references import CellPlace, parse_address
from folio.intake.files.sandbox import Failed, not_read, read_source, run_guarded
from folio.intake.files.workbook_file import READING_ERRORS, WorkbookFile
from folio.intake.formats.read_cells import read_cells
from folio.intake.locate.form_fields import value_places
from folio.intake.locate.sheet_match import SheetMatch
from folio.intake.model import Reading
from folio.intake.one_workbook import get_ready, read_and_located
from folio.intake.raw_workbook import FileRejected, RawGrid, RawWorkbook

# The title of a sheet, and the place of a cell on it.
Spot = tuple[str, CellPlace]
# A formula of which the file gives only the result.
UNKNOWN_FORMULA = "="


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What a cell holds in the file, and what a person reads there where a number has a format.

    ``since_1904`` says that a plain number counts days from 1904.
    """

    value: Any
    formula: str = ""
    shown: str | None = None
    since_1904: bool = False


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """Where a sheet of the template is in the file: its title there, its columns, or the values of its lines."""

    title: str
    header_row: int | None = None
    first_row: int = 0
    end_row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[str, CellPlace] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CloseReading:
    """A reading, with what lies behind it: ``facts`` that folio wrote of the owner, sheets by key, and cells.

    ``cells`` are those of the rows of tables and the extra cells. Of an unreadable file, there is only the reading.
    """

    reading: Reading
    facts: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, FoundSheet] = field(default_factory=dict)
    cells: Mapping[Spot, TypedCell] = field(default_factory=dict)


def read_closely(sources: Sequence[WorkbookFile]) -> Iterator[CloseReading]:
    """Read workbooks from elsewhere closely, in their order, each in a worker process."""
    get_ready()
    answers = dict(run_guarded(_close_reading, sources))
    for i, source in enumerate(sources):
        answer = answers[i]
        yield CloseReading(not_read(source, answer)) if isinstance(answer, Failed) else answer


def _close_reading(source: WorkbookFile) -> CloseReading:
    try:
        content = source.read()
        close = closely_read(read_cells(content))
    except (FileRejected, *READING_ERRORS):
        return CloseReading(read_source(source))  # which says what is wrong
    reading = replace(close.reading, path=source.label, sha256=hashlib.sha256(content).hexdigest())
    return replace(close, reading=reading)


def closely_read(book: RawWorkbook) -> CloseReading:
    """Make the close reading of a workbook's cells; raises FileRejected when folio did not make it."""
    reading, where, description = read_and_located(book)
    grids = {grid.title: grid for grid in book.grids}
    spots = [(e.sheet, parse_address(e.cell)) for e in reading.extra]
    for table in reading.tables.values():
        spots += [(row.sheet, parse_address(row.cells[k])) for row in table.rows for k in row.values if row.is_typed(k)]
    return CloseReading(
        reading,
        description.facts,
        {key: _found(match) for key, match in where.located.items()},
        {(title, place): _cell(grids[title], place) for title, place in spots},
    )


def _cell(grid: RawGrid, place: CellPlace) -> TypedCell:
    formula = grid.formula(place) or (UNKNOWN_FORMULA if place in grid.computed else "")
    return TypedCell(grid.cells[place], formula, grid.shown.get(place), grid.since_1904)


def _found(match: SheetMatch) -> FoundSheet:
    if match.sheet.layout == "form":
        return FoundSheet(match.grid.title, lines=value_places(match))
    return FoundSheet(match.grid.title, match.header_row, match.first_row, match.end_row, dict(match.columns))
