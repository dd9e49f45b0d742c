"""The formula of any formula column, and the value that it shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from folio.template.measures import Measure
from folio.template.schema import Column, Sheet, Template
from folio.workbook.formulas.board_cells import board_formula, board_shown
from folio.workbook.formulas.chart_words import waiting_formula
from folio.workbook.formulas.fingerprints import formula_fingerprint
from folio.workbook.formulas.form_measures import form_formula, form_value, is_array_form
from folio.workbook.formulas.parts import CellValue, FormulaCell, SheetData
from folio.workbook.formulas.row_measures import ROW_MEASURES
from folio.workbook.formulas.table_tops import top_formulas

if TYPE_CHECKING:
    from folio.workbook.list_blocks import ListBlock


def formula_of(at_cell: FormulaCell) -> str:
    """The formula of a cell, with its ``=``."""
    measure = _measure(at_cell.column)
    match measure.place:
        case "form":
            return form_formula(at_cell.template, measure)
        case "row":
            return "=" + ROW_MEASURES[measure.kind][0](at_cell)
    return "=" + board_formula(at_cell)


def value_of(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What the cell shows: a number, a date, or an empty text where there is nothing to show."""
    measure = _measure(at_cell.column)
    match measure.place:
        case "form":
            return form_value(measure, data)
        case "row":
            return ROW_MEASURES[measure.kind][1](at_cell, data)
    return board_shown(at_cell, data)


def needs_array(at_cell: FormulaCell) -> bool:
    """Whether the formula works only as an array formula."""
    measure = _measure(at_cell.column)
    return measure.place == "form" and is_array_form(measure)


def _formulas_beside(template: Template, sheet: Sheet, blocks: Iterable[ListBlock]) -> list[str]:
    """The formulas of a sheet outside its columns: above a table, in the lists of a form, behind its charts."""
    above = top_formulas(template, sheet).values() if sheet.layout == "table" else ()
    lists = [b.shown(i, "$A$1") for b in blocks if b.sheet is sheet for i in range(3)]
    return [*above, *lists, *(waiting_formula(sheet, chart) for chart in sheet.charts)]


def formula_fingerprints(template: Template) -> dict[str, list[str]]:
    """The marks of folio's formulas, by ``sheet.column``, and of those beside columns by the sheet alone.

    A workbook carries them, so that its formulas are known again when folio words them differently.
    """
    from folio.workbook.list_blocks import list_blocks  # it needs what stands above

    marks: dict[str, list[str]] = {}
    blocks = list_blocks(template)
    for sheet in template.sheets:
        for column in (c for c in sheet.columns if c.computed_by is not None):
            marks[f"{sheet.key}.{column.key}"] = [formula_fingerprint(formula_of(FormulaCell(template, sheet, column)))]
        if beside := _formulas_beside(template, sheet, blocks):
            marks[sheet.key] = sorted({formula_fingerprint(formula) for formula in beside})
    return marks


def _measure(column: Column) -> Measure:
    if column.computed_by is None:
        raise ValueError(f"{column.key} measures nothing")
    return column.computed_by
