"""A form sheet: one value per label, with charts beside and links below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from folio.basics.cell_references import cell_address, column_letter
from folio.template.form_parts import Section
from folio.template.schema import Sheet, Template
from folio.workbook.cell_help import DropDowns, help_on_form
from folio.workbook.embedded_description import defined_name, key_cell
from folio.workbook.formulas.measure_formulas import formula_of, needs_array, value_of
from folio.workbook.formulas.parts import FormulaCell, SheetData
from folio.workbook.layout import FORM_HINT, FORM_KEYS, FORM_LABEL, FORM_VALUE, form_layout
from folio.workbook.layout import cell as form_cell
from folio.workbook.list_blocks import list_blocks
from folio.workbook.native_charts import add_charts, covered
from folio.workbook.page import Page
from folio.workbook.row_heights import AIR, LINE_POINTS, ROW_POINTS, height_of, lines_of
from folio.workbook.sheet_styles import Styles
from folio.workbook.workings_lists import list_lines

# Widths of the labels, the values and the hints beside them, in digits: the first two fit on a phone, 390 pixels wide.
# So many times more fit into a hint's smaller type.
_LABEL, _VALUE, _HINT, _HINT_DIGITS = 16, 34, 48, 11 / 9


def write_form(page: Page, sheet: Sheet, data: SheetData, drop_downs: DropDowns) -> dict[str, str]:
    """Write the sheet of a form; return the defined names of its values' cells."""
    styles, template = page.styles, data.template
    layout = form_layout(sheet)
    is_home = sheet is template.sheets[0]
    _set_up(page, sheet)
    page.text(0, FORM_LABEL, template.title if is_home else sheet.title, styles.title(sheet.accent))
    page.text(1, FORM_LABEL, sheet.purpose, styles.muted())
    if not is_home:
        page.link_home(sheet.title, _widths(sheet), template.sheets[0].title, FORM_LABEL)
    if sheet.tip:
        page.text(2, FORM_LABEL, sheet.tip, styles.muted(italic=True, valign="top"))
    row_content = next(iter(data.rows(sheet.key)), {})
    for section in sheet.sections:
        top = layout.sections[section.key]
        end = FORM_VALUE if covered(sheet, section.key) else FORM_HINT
        _section_title(page, top, section.title, sheet.accent, end)
        if section.hint:
            page.text(top, FORM_HINT, section.hint, _under(styles, sheet.accent, hint=True))
        if section.lists:
            _write_list(page, section, top + 1, data)
    for column in sheet.columns:
        content = row_content.get(column.key)
        _write_line(page, layout.lines[column.key], FormulaCell(template, sheet, column), content, data, drop_downs)
    add_charts(page, data, sheet, layout)
    if is_home:
        _write_links(page, template, layout.links, sheet.accent)
    if not any(c.typed for c in sheet.columns):
        page.protect()
    return {defined_name(sheet.key, c.key): f"={form_cell(sheet, c)}" for c in sheet.columns}


def _write_line(
    page: Page, row: int, at_cell: FormulaCell, content: object, data: SheetData, drop_downs: DropDowns
) -> None:  # fmt: skip
    """Write a line: its hidden key, its label, its value or formula, and the help beside it."""
    ws, styles, column = page.sheet, page.styles, at_cell.column
    ws.write_string(row, FORM_KEYS, key_cell(at_cell.sheet.key, column.key))
    page.text(row, FORM_LABEL, column.header, styles(indent=1, text_wrap=True))
    style = styles.entry(column, in_form=True)
    label, value, hint = _widths(at_cell.sheet)
    lines = max(lines_of(column.header, label), lines_of(column.help, hint * _HINT_DIGITS))
    if column.typed:
        lines = max(lines, lines_of(str(content or ""), value), 4 if column.type == "long_text" else 1)
    if column.typed or lines > 1:
        ws.set_row(row, height_of(lines))
    if column.typed:
        page.value(row, FORM_VALUE, content, style)
    else:
        write = page.array_formula if needs_array(at_cell) else page.formula
        write(row, FORM_VALUE, formula_of(at_cell), value_of(at_cell, data), style)
    if column.help:
        page.text(row, FORM_HINT, column.help, styles.muted(italic=True, font_size=9, text_wrap=True, indent=1))
    if rules := help_on_form(column, drop_downs, cell_address(row, FORM_VALUE)):
        page.validate((row, FORM_VALUE, row, FORM_VALUE), rules)


def _write_list(page: Page, section: Section, top: int, data: SheetData) -> None:
    """Write a list that fills in by itself: three texts in each line."""
    block = next(b for b in list_blocks(data.template) if b.section is section)
    lines = list_lines(data, block)
    for k in range(section.room):
        # Two lines, in LibreOffice three: the row cannot grow with what a formula shows.
        page.sheet.set_row(top + k, 2 * LINE_POINTS + 2 * AIR)
    for i, col in enumerate((FORM_LABEL, FORM_VALUE, FORM_HINT)):
        formula = block.shown(i, f"${column_letter(col)}${top}")
        shown = [block.fitting(i, lines[k][i]) if k < len(lines) else "" for k in range(section.room)]
        page.down(top, col, formula, shown, page.styles.listed(i, is_link=bool(block.agenda)))
    area, label, what = (
        (top, FORM_LABEL, top + section.room - 1, FORM_HINT),
        *(f"${column_letter(col)}{top + 1}" for col in (FORM_LABEL, FORM_VALUE)),
    )
    late = f"=AND(ISNUMBER({label}),{label}<TODAY())"
    for criteria, look in ((late, page.styles.late_line()), (f'={what}<>""', page.styles.line())):
        page.color(area, {"type": "formula", "criteria": criteria, "format": look, "stop_if_true": True})


def _set_up(page: Page, sheet: Sheet) -> None:
    ws = page.sheet
    typed = any(c.typed for c in sheet.columns)
    ws.set_column(FORM_KEYS, FORM_KEYS, 2, None, {"hidden": True})
    for col, width in enumerate(_widths(sheet), start=FORM_LABEL):
        ws.set_column(col, col, width)
    if typed:
        page.add_strut()
    ws.set_column(FORM_HINT + 1, FORM_HINT + 1, 3)
    ws.set_default_row(ROW_POINTS)
    for row, height in ((0, 30), (2, 30)):
        ws.set_row(row, height)
    ws.hide_gridlines(2)
    ws.set_tab_color(page.styles.accent(sheet.accent))
    page.set_print(landscape=False, high=1)
    ws.center_horizontally()


def _widths(sheet: Sheet) -> tuple[int, int, int]:
    """Widths of the labels, the values and the hints."""
    if any(c.typed for c in sheet.columns):
        return _LABEL, _VALUE, _HINT
    return 27, 44 if any(section.lists for section in sheet.sections) else 16, 30


def _write_links(page: Page, template: Template, row: int, accent: str) -> None:
    _section_title(page, row, "Sheets in this workbook", accent)
    titles: Sequence[tuple[str, str]] = [(s.title, s.purpose) for s in template.sheets[1:]]
    if template.bank_title:
        titles = [*titles, (template.bank_title, "More questions to choose from, with why to ask each one.")]
    for i, (title, purpose) in enumerate(titles, start=row + 1):
        page.link(i, FORM_LABEL, title, title)
        page.text(i, FORM_VALUE, purpose, page.styles.muted())


def _section_title(page: Page, row: int, text: str, accent: str, end: int = FORM_HINT) -> None:
    style = _under(page.styles, accent)
    page.sheet.set_row(row, 28)
    page.text(row, FORM_LABEL, text, style)
    for col in range(FORM_VALUE, end + 1):
        page.sheet.write_blank(row, col, None, style)


def _under(styles: Styles, accent: str, *, hint: bool = False) -> Any:
    line = {"bottom": 2, "bottom_color": styles.accent(accent)}
    if hint:
        return styles.muted(italic=True, font_size=9, **line)
    return styles(bold=True, font_size=13, font_color=styles.accent(accent), **line)
