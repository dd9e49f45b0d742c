"""Formulas above a table: a sentence, the fields that blocks of columns are about, and whose answers stand below."""

from __future__ import annotations

from folio.basics.cell_references import CellPlace
from folio.domain.answers import interviewed
from folio.template.schema import Sheet, Template
from folio.workbook.formulas.form_measures import form_formula, form_value
from folio.workbook.formulas.parts import CellValue, SheetData, text_literal
from folio.workbook.formulas.proposed_cells import contact_of
from folio.workbook.formulas.workings_layout import FieldFigure, figure_of
from folio.workbook.layout import TABLE_PURPOSE, FieldBlock, answer_tops, field_blocks

METER: CellPlace = (TABLE_PURPOSE, 0)


def top_formulas(template: Template, sheet: Sheet) -> dict[CellPlace, str]:
    """The formulas above a table, by their places."""
    found: dict[CellPlace, str] = {}
    if sheet.meter:
        found[METER] = form_formula(template, sheet.meter)
    for block in field_blocks(sheet):
        name = figure_of(FieldFigure.NAME, block.field)
        found[block.title] = f'=IF({name}="",{text_literal(_without_field(sheet, block))},{name})'
    for number, place in answer_tops(sheet).items():
        found[place] = f"={contact_of(str(number))}"
    return found


def top_values(data: SheetData, sheet: Sheet) -> dict[CellPlace, CellValue]:
    """What the formulas above a table show."""
    found: dict[CellPlace, CellValue] = {}
    if sheet.meter:
        found[METER] = form_value(sheet.meter, data)
    fields = data.records.fields
    for block in field_blocks(sheet):
        known = block.field <= len(fields)
        found[block.title] = fields[block.field - 1] if known else _without_field(sheet, block)
    for number, place in answer_tops(sheet).items():
        found[place] = interviewed(data.records, number)
    return found


def _without_field(sheet: Sheet, block: FieldBlock) -> str:
    """What stands above a block while Start has no such field: all that was heard is in the first."""
    return sheet.columns[block.first].group if block.field == 1 else ""
