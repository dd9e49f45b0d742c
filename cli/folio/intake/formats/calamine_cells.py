"""The values of a workbook's cells, as python-calamine reads them, joined with what the walk through the file found."""

from __future__ import annotations

from io import BytesIO
from math import isfinite
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook

from folio.basics.cell_references import CellPlace
from folio.intake import limits
from folio.intake.formats.sheet_facts import BLANK, SheetFacts
from folio.intake.raw_workbook import ErrorValue, FileRejected, NoValue, RawGrid

SheetCells = dict[CellPlace, Any]


def calamine_cells(content: bytes) -> list[tuple[str, SheetCells]]:
    """Return the title and the filled cells of each worksheet; raises FileRejected when one is too large."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    titles = [s.name for s in workbook.sheets_metadata if "Work" in str(s.typ)]
    return [(title, _cells(title, workbook.get_sheet_by_name(title))) for title in titles]


def _cells(title: str, sheet: CalamineSheet) -> SheetCells:
    rows, columns = sheet.total_height, sheet.total_width
    if rows > limits.ROWS or columns > limits.COLUMNS or rows * columns > limits.RECTANGLE:
        raise FileRejected("too-large", why=f"the sheet {title} has {rows:,} rows")
    cells = {
        (r, c): value
        for r, row in enumerate(sheet.to_python(skip_empty_area=False))
        for c, value in enumerate(row)
        if value != "" and not (isinstance(value, str) and not value.strip(BLANK))
    }
    return {place: _value(title, value) for place, value in cells.items()}


def _value(title: str, value: Any) -> Any:
    if isinstance(value, float) and not isfinite(value):
        return ErrorValue("#NUM!")
    if not isinstance(value, str):
        return value
    if len(value) > limits.CELL_TEXT:
        raise FileRejected(
            "too-large", why=f"a cell of the sheet {title} holds more than {limits.CELL_TEXT:,} characters"
        )
    return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value  # as pasted on Windows


def raw_grid(title: str, cells: SheetCells, facts: SheetFacts, lost: int = 0) -> RawGrid:
    """Join the values of a sheet with the errors, formulas and notes that the walk found."""
    # calamine gives an error as an empty text.
    cells = cells | {place: ErrorValue(text or "#N/A") for place, text in facts.errors.items()}
    cells |= dict.fromkeys(facts.formulas.keys() - cells.keys(), NoValue())
    return RawGrid(title, cells, facts.formulas, facts.notes, facts.computed, lost=lost, since_1904=facts.since_1904)
