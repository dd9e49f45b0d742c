"""The sheets of an .xls or .xlsb with the values of their cells, as python-calamine reads them."""

from __future__ import annotations

from io import BytesIO
from math import isfinite
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook

from folio.intake.formats.cell_texts import BLANK, CellTexts, check_extent
from folio.intake.raw_workbook import ErrorValue, RawGrid


def calamine_grids(content: bytes) -> list[RawGrid]:
    """Return each worksheet with its filled cells; raises FileRejected when one is too large."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    titles = [s.name for s in workbook.sheets_metadata if "Work" in str(s.typ)]
    texts = CellTexts()
    return [_grid(title, workbook.get_sheet_by_name(title), texts) for title in titles]


def _grid(title: str, sheet: CalamineSheet, texts: CellTexts) -> RawGrid:
    check_extent(sheet.total_height, sheet.total_width)
    cells = {
        (r, c): _value(value, texts)
        for r, row in enumerate(sheet.to_python(skip_empty_area=False))
        for c, value in enumerate(row)
        if value != "" and not (isinstance(value, str) and not value.strip(BLANK))
    }
    return RawGrid(title, cells)


def _value(value: Any, texts: CellTexts) -> Any:
    if isinstance(value, float) and not isfinite(value):
        return ErrorValue("#NUM!")
    return texts.counted(value) if isinstance(value, str) else value
