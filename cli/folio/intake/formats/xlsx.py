"""Office Open XML workbooks: .xlsx and .xlsm in full, .xlsb without formulas and notes."""

from __future__ import annotations

from python_calamine import CalamineError, PasswordError

from folio.intake.formats.calamine_cells import SheetCells, calamine_cells, raw_grid
from folio.intake.formats.sheet_facts import SheetFacts
from folio.intake.formats.xlsx_parts import PackageFacts, XlsxParts, look_at_ooxml
from folio.intake.formats.xlsx_repair import put_in_order, values_at
from folio.intake.formats.zip_guard import Archive
from folio.intake.raw_workbook import RawGrid, RawWorkbook

# calamine gives up on a whole workbook for any other, such as #SPILL!; the walk has found the real ones.
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"))


def read_ooxml(content: bytes, package: Archive) -> RawWorkbook:
    """Read an .xlsx, .xlsm or .xlsb."""
    facts = look_at_ooxml(package)
    if facts.parts is None:
        grids = [raw_grid(title, cells, SheetFacts()) for title, cells in calamine_cells(content)]
        return RawWorkbook(grids, "none", properties=facts.properties)
    sheets = _sheets(content, facts, facts.parts)
    grids = [_grid(content, facts, facts.parts, title, cells) for title, cells in sheets]
    return RawWorkbook(grids, "text", facts.names, facts.properties)


def _sheets(content: bytes, facts: PackageFacts, parts: XlsxParts) -> list[tuple[str, SheetCells]]:
    """Read the cells; where calamine cannot find or read a part, from a copy that is put in order."""
    if all(_ERRORS.issuperset(sheet.errors.values()) for sheet in facts.sheets.values()):
        try:
            sheets = calamine_cells(content)
        except PasswordError:
            raise
        except CalamineError:
            sheets = []
        if [title for title, _ in sheets] == list(parts.sheets):
            return sheets
    return calamine_cells(put_in_order(content, parts))


def _grid(content: bytes, facts: PackageFacts, parts: XlsxParts, title: str, cells: SheetCells) -> RawGrid:
    """Make the grid of a sheet, with the values that calamine has left out."""
    sheet = facts.sheets.get(title, SheetFacts())
    missing = sheet.filled.keys() - cells.keys() - sheet.errors.keys()
    if any(sheet.filled[place] not in parts.blank for place in missing):
        cells |= values_at(content, parts, title, missing)
    return raw_grid(title, cells, sheet)
