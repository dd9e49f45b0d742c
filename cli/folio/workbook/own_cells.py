"""What a person put into a workbook beside its template: cells, columns and sheets of their own, and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from xlsxwriter.format import Format

from folio.basics.cell_references import CellPlace
from folio.basics.regional_formats import regional
from folio.template.schema import Sheet
from folio.workbook.layout import TABLE_FIRST
from folio.workbook.page import Page
from folio.workbook.row_heights import lines_of
from folio.workbook.sheet_styles import date_format, time_format

# A sheet of a person's own is as wide as what stands in it, within reason.
_NARROW, _WIDE, BESIDE = 10, 60, 28


@dataclass(frozen=True, slots=True)
class OwnCell:
    """The value of a cell as it goes into the file, and the number format by which it is read, if it isn't usual."""

    value: Any
    number_format: str = ""
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class OwnContent:
    """What stands in a workbook beside its template, or otherwise than the template would write it.

    ``headings`` are those of columns beside a table, by sheet key; ``sheets`` the titles of further sheets.
    ``cells`` and ``notes`` are by the title of their sheet, and place.
    """

    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sheets: Sequence[str] = ()
    cells: Mapping[str, Mapping[CellPlace, OwnCell]] = field(default_factory=dict)
    notes: Mapping[str, Mapping[CellPlace, str]] = field(default_factory=dict)

    def lines_beside(self, sheet: Sheet) -> dict[int, int]:
        """How many lines the longest text beside a table takes, by row from 0."""
        found: dict[int, int] = {}
        for (row, col), cell in self.cells.get(sheet.title, {}).items():
            if col >= len(sheet.columns) and isinstance(cell.value, str):
                found[row] = max(found.get(row, 1), lines_of(cell.value, BESIDE))
        return found


def usual_format(value: object) -> str:
    """The number format without which a day, a time or a length of time would be a mere number; else empty."""
    match value:
        case datetime():
            return f"{date_format(regional())} {time_format(regional())}"
        case date():
            return date_format(regional())
        case time():
            return time_format(regional())
        case timedelta():
            return "[h]:mm:ss"
    return ""


def write_beside(page: Page, sheet: Sheet, own: OwnContent) -> None:
    """Write the cells of a person's own on a sheet of the template, after folio's."""
    styles, edge = page.styles, len(sheet.columns)
    entry = {"border": 1, "border_color": styles.color("line"), "text_wrap": True, "align": "left", "indent": 1}
    for col in range(edge, edge + len(own.headings.get(sheet.key, ()))):
        page.sheet.set_column(col, col, BESIDE, styles(**entry))
    for (row, col), cell in own.cells.get(sheet.title, {}).items():
        looks: dict[str, Any] = {"num_format": cell.number_format} if cell.number_format else {}
        in_table = sheet.layout == "table" and col < edge and row >= TABLE_FIRST
        style = styles.entry(sheet.columns[col], **looks) if in_table else styles(**entry, **looks)
        _write(page, row, col, cell.value, style)
    _write_notes(page, own.notes.get(sheet.title, {}))


def write_own_sheet(page: Page, own: OwnContent) -> None:
    """Write a whole sheet of a person's own."""
    widths: dict[int, int] = {}
    for (row, col), cell in own.cells.get(page.sheet.name, {}).items():
        looks: dict[str, Any] = {"num_format": cell.number_format} if cell.number_format else {}
        looks |= {"bold": True, "bottom": 1} if cell.is_heading else {}
        is_text = isinstance(cell.value, str)
        _write(page, row, col, cell.value, page.styles(valign="top", align="left", text_wrap=is_text, **looks))
        longest = max(map(len, str(cell.value).splitlines()), default=0)
        widths[col] = max(widths.get(col, _NARROW), min(longest + 2, _WIDE))
    for col, width in widths.items():
        page.sheet.set_column(col, col, width)
    _write_notes(page, own.notes.get(page.sheet.name, {}))


def _write(page: Page, row: int, col: int, value: object, style: Format) -> None:
    """Write a cell as it is: unlike in a column of yes and no, true stays a truth value."""
    if isinstance(value, bool):
        page.sheet.write_boolean(row, col, value, style)
    elif isinstance(value, timedelta):
        page.sheet.write_number(row, col, value / timedelta(days=1), style)
    else:
        page.value(row, col, value, style)


def _write_notes(page: Page, notes: Mapping[CellPlace, str]) -> None:
    for (row, col), text in notes.items():
        page.sheet.write_comment(row, col, text, {"author": ""})
