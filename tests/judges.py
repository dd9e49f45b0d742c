"""Independent programs that work out a workbook's formulas again, each written by people who don't know folio.

They get a copy in which every formula cell stores something wrong, so that nothing folio stored passes for their answer.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import formulon
from betteroffice_xlsx import CellError, Workbook
from lxml import etree

from folio.basics.cell_references import parse_address
from tests.office import Place, serial, stored_values
from tests.parts import MAIN, Book

# No formula of folio's comes to this.
WRONG = -987654321.0


def spoiled(workbook: bytes) -> bytes:
    """A copy in which every formula cell stores the same wrong number."""
    return _with_sheets(workbook, _spoiled_sheet)


def _with_sheets(workbook: bytes, change: Callable[[bytes], bytes]) -> bytes:
    copy = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as package, zipfile.ZipFile(copy, "w") as other:
        for part in package.namelist():
            content = package.read(part)
            other.writestr(part, change(content) if part.startswith("xl/worksheets/sheet") else content)
    return copy.getvalue()


def _spoiled_sheet(content: bytes) -> bytes:
    sheet = etree.fromstring(content)
    for cell in sheet.iter(f"{MAIN}c"):
        if cell.find(f"{MAIN}f") is not None:
            value = cell.find(f"{MAIN}v")
            if value is None:
                value = etree.SubElement(cell, f"{MAIN}v")
            value.text = str(WRONG)
            cell.attrib.pop("t", "")
    return etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)


def betteroffice(workbook: bytes, today: date) -> dict[Place, Any]:
    """What BetterOffice works out on this day, in every formula cell but the few that are too much work for it."""
    book = Workbook.open_recalculated(_without_addresses(spoiled(workbook)), now_serial=serial(today))
    shown = {place: _plain(book.value(*place)) for place in stored_values(workbook)}
    given_up = [place for place, value in shown.items() if value == WRONG]
    # It counts all cells that may depend on those as limited, too, whether or not it has worked them out.
    assert len(given_up) <= min(2, book.last_calculation().limited)
    return {place: value for place, value in shown.items() if place not in given_up}


def _without_addresses(workbook: bytes) -> bytes:
    """A copy in which links lead nowhere: BetterOffice does not know CELL, and where a link leads no cell shows."""
    return _with_sheets(workbook, lambda sheet: sheet.replace(b'CELL("address",', b'CONCATENATE("",'))


def _plain(value: object) -> Any:
    return {"error": value.code} if isinstance(value, CellError) else "" if value is None else value


def excel_365(workbook: bytes, today: date) -> dict[Place, Any]:
    """What formulon, which is made to equal Excel 365, works out on this day, in every formula cell."""
    with formulon.Workbook.load(_with_ranges_in_row(spoiled(workbook))) as book:
        book.set_pinned_now(today.year, today.month, today.day)
        book.recalc()
        sheets = {book.sheet_name(i): i for i in range(book.sheet_count())}
        shown = {}
        for sheet, address in stored_values(workbook):
            value = book.get_value(sheets[sheet], *parse_address(address))
            is_error = value.kind is formulon.ValueKind.ERROR
            shown[sheet, address] = {"error": value.error_code} if is_error else _plain(value.to_python())
    return shown


def _with_ranges_in_row(workbook: bytes) -> bytes:
    """A copy in which ROW has the range itself: formulon does not know that of a name, as Excel does."""
    names = {name: escape(area) for name, area in Book(workbook).names.items()}

    def with_ranges(sheet: bytes) -> bytes:
        return re.sub(r"\bROW\((\w+_\w+)\)", lambda m: f"ROW({names[m[1]]})", sheet.decode()).encode()

    return _with_sheets(workbook, with_ranges)
