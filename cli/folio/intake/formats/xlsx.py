"""Office Open XML workbooks: .xlsx and .xlsm in full, .xlsb without formulas and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any
from xml.etree.ElementTree import Element

from folio.basics.cell_references import CellPlace, parse_range
from folio.intake import limits
from folio.intake.formats.calamine_cells import calamine_grids
from folio.intake.formats.cell_texts import check_extent
from folio.intake.formats.linked_values import linked_values
from folio.intake.formats.ooxml_package import Package, Relation
from folio.intake.formats.plain_sheet import read_sheet
from folio.intake.formats.rich_text import shared_strings, sheet_notes
from folio.intake.formats.sheet_content import FileRun, SheetContent
from folio.intake.formats.stored_values import StoredValues, number_formats
from folio.intake.formats.zip_guard import Archive
from folio.intake.raw_workbook import FileRejected, FormulaRun, RawGrid, RawWorkbook


def read_ooxml(content: bytes, archive: Archive) -> RawWorkbook:
    """Read an .xlsx, .xlsm or .xlsb."""
    package = Package(archive)
    book, properties = package.book(), package.properties()
    if book is None:
        return RawWorkbook(calamine_grids(content), "none", properties=properties)
    strings = shared_strings(archive, book.parts.get("sharedStrings", ""))
    formats = number_formats(archive, book.parts.get("styles", ""))
    values = StoredValues(strings, formats, linked_values(package, book.parts), book.since_1904)
    grids, parsed, cells = [], [], 0
    for title, part in book.sheets.items():
        xml = archive.part(part)
        sheet = read_sheet(part, xml)
        cells += len(sheet.cells) + sum(len(run.rows) for run in sheet.runs)
        if cells > limits.CELLS:
            raise FileRejected("too-large", why=f"it has more than {limits.CELLS:,} cells")
        parsed += [title] if sheet.parsed else []
        grids.append(_grid(title, sheet, values, package, part))
    return RawWorkbook(grids, "text", book.names, properties, tuple(parsed), package.saved_on())


def _grid(title: str, sheet: SheetContent, values: StoredValues, package: Package, part: str) -> RawGrid:
    relations = package.relations(part)
    grid = RawGrid(title, {}, notes=sheet_notes(package, relations), since_1904=values.since_1904)
    originals = {run.group: (run.pieces[0], run.origin) for run in sheet.runs}
    originals |= {cell.group: (cell.formula, cell.place) for cell in sheet.cells if cell.formula}
    for place, style, kind, formula, group, stored, linked in sheet.cells:
        value = values.value(kind, style, stored, computed=formula is not None, linked=linked)
        if value is None:
            continue
        grid.cells[place] = value
        if formula is not None:
            said, origin = originals.get(group, ("", None)) if group and not formula else (formula, None)
            grid.formulas[place] = f"={said}"
            if origin is not None:
                grid.shared[place] = origin
        if style and not isinstance(value, str) and (shown := values.shown(style, value)) is not None:
            grid.shown[place] = shown
    for run in sheet.runs:
        pieces = (f"={run.pieces[0]}", *run.pieces[1:])
        grid.runs.append(FormulaRun(run.column, run.rows, pieces, run.origin, partial(_values, run, values)))
    bottom = max(chain((r for r, _ in grid.cells), *(run.rows for run in grid.runs)), default=0)
    right = max(chain((c for _, c in grid.cells), (run.column for run in grid.runs)), default=0)
    check_extent(bottom + 1, right + 1)
    grid.links.update(_links(sheet, relations, grid))
    for relation in sheet.tables:
        if table := relations.get(relation):
            grid.totals |= _total_row(package.archive.tree(table.target))
    return grid


def _values(run: FileRun, values: StoredValues) -> Iterator[Any]:
    for style, kind, stored in run.stored():
        yield values.value(kind, style, stored, computed=True)


def _links(sheet: SheetContent, relations: Mapping[str, Relation], grid: RawGrid) -> Iterator[tuple[CellPlace, str]]:
    """The addresses outside the workbook that filled cells are linked to."""
    for area, relation in sheet.links:
        if (link := relations.get(relation)) and link.external:
            (top, left), (bottom, right) = parse_range(area)
            for row, column in [(top, left)] if (top, left) == (bottom, right) else grid.cells:
                if top <= row <= bottom and left <= column <= right:
                    yield (row, column), link.target


def _total_row(table: Element) -> set[CellPlace]:
    """The cells of a table's Total Row that Excel fills: with a label, or a formula over the column."""
    if table.get("totalsRowCount", "0") == "0":
        return set()
    (_, left), (row, _) = parse_range(table.get("ref", "A1"))
    return {
        (row, column)
        for column, e in enumerate(table.iter("tableColumn"), start=left)
        if e.get("totalsRowLabel") or e.get("totalsRowFunction", "none") != "none"
    }
