"""A table sheet: title, hidden keys, headings, prepared rows, and everything that helps to fill them in."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from folio.basics.cell_references import cell_address, column_letter, quoted_title
from folio.template.schema import Sheet
from folio.workbook.cell_help import DropDowns, help_in_table
from folio.workbook.conditional_formats import color_rows
from folio.workbook.embedded_description import defined_name, key_cell
from folio.workbook.formulas.board_cells import board_lines
from folio.workbook.formulas.measure_formulas import formula_of, value_of
from folio.workbook.formulas.parts import FormulaCell, SheetData
from folio.workbook.formulas.table_tops import METER, top_formulas, top_values
from folio.workbook.layout import (
    ROOM,
    TABLE_FIRST,
    TABLE_HEADER,
    TABLE_KEYS,
    TABLE_PURPOSE,
    TABLE_TIP,
    TABLE_TITLE,
    field_blocks,
)
from folio.workbook.page import Page
from folio.workbook.row_heights import LINE_POINTS, height_of, lines_of
from folio.workbook.sheet_styles import WRAPPED

# A row of a board cannot grow.
_BOARD_POINTS = 2 * LINE_POINTS + 4
# At least this column, far to the right of what people see.
_STRUT = 25
# So many rows are prepared at least below what is filled in beforehand.
_SPARE = 5


def write_table(page: Page, sheet: Sheet, data: SheetData, drop_downs: DropDowns) -> dict[str, str]:
    """Write the sheet of a table with its rows; return the defined names of its headings.

    Only filled cells and formulas are written: the look of all others is their column's, so that the file stays small
    and every row looks prepared, however far down someone types.
    """
    ws, rows = page.sheet, data.rows(sheet.key)
    room = table_rows(data, sheet)
    last = TABLE_FIRST + room - 1
    _write_top(page, sheet, data)
    headings = [_heading(page, sheet, i, data) for i in range(len(sheet.columns))]
    _add_validation(page, sheet, drop_downs)
    if sheet.board:
        for i, heading in enumerate(headings):
            page.header(TABLE_HEADER, i, heading["header"], heading["header_format"])
        page.protect()
    else:
        look = page.styles.header(sheet.accent)
        headings += [{"header": heading, "header_format": look} for heading in page.beside]
        ws.add_table(
            TABLE_HEADER, 0, last, len(headings) - 1,
            {"name": f"folio_table_{sheet.key}", "columns": headings, "style": None, "autofilter": True},
        )  # fmt: skip
    page.add_strut(max(_STRUT, len(headings) + 2))
    for r in range(room):
        beside = page.lines_beside.get(TABLE_FIRST + r, 1)
        ws.set_row(TABLE_FIRST + r, _height(sheet, rows[r] if r < len(rows) else {}, beside))
    for i in range(len(sheet.columns)):
        _write_cells(page, sheet, i, data, room)
    color_rows(page, sheet)
    _print_setup(page, sheet)
    title = quoted_title(sheet.title)
    return {
        defined_name(sheet.key, c.key): f"={title}!${column_letter(i)}${TABLE_HEADER + 1}"
        for i, c in enumerate(sheet.columns)
    }


def _heading(page: Page, sheet: Sheet, i: int, data: SheetData) -> dict[str, Any]:
    """Write the hidden key of a column; return its heading, look and formula as add_table takes them."""
    styles, column = page.styles, sheet.columns[i]
    page.sheet.set_column(i, i, column.width, styles.entry(column))
    page.sheet.write_string(TABLE_KEYS, i, key_cell(sheet.key, column.key), styles())
    heading = {"header": column.header, "header_format": styles.header(sheet.accent, private=column.private)}
    if column.typed or sheet.board:
        return heading
    # The first row's formula, from which programs make those of new rows.
    return heading | {"formula": page.formulas.mark(formula_of(FormulaCell(data.template, sheet, column)))}


def _add_validation(page: Page, sheet: Sheet, drop_downs: DropDowns) -> None:
    for i, column in enumerate(sheet.columns):
        is_name = sheet.key in drop_downs.labels and column.key == sheet.label
        if rules := help_in_table(column, drop_downs, cell_address(TABLE_FIRST, i), is_name=is_name):
            page.validate((TABLE_FIRST, i, TABLE_FIRST + ROOM - 1, i), rules)


def _write_cells(page: Page, sheet: Sheet, i: int, data: SheetData, room: int) -> None:
    """Write what is filled in of a column, or its formula in every row, once for all rows where that can be."""
    column, style = sheet.columns[i], page.styles.entry(sheet.columns[i])
    if column.typed:
        for r, row in enumerate(data.rows(sheet.key), start=TABLE_FIRST):
            if row.get(column.key) not in (None, ""):
                page.value(r, i, row[column.key], style)
        return
    cells = [FormulaCell(data.template, sheet, column, r) for r in range(room)]
    values = [value_of(at_cell, data) for at_cell in cells]
    page.down(TABLE_FIRST, i, lambda line: formula_of(cells[line]), values, style)


def table_rows(data: SheetData, sheet: Sheet) -> int:
    """How many rows of a table are prepared, with some below what is filled in; on a board, as many as it shows."""
    if sheet.board:
        return board_lines(data.template, sheet.board)
    return max(data.prepared or sheet.rows, len(data.rows(sheet.key)) + _SPARE)


def _height(sheet: Sheet, row: Mapping[str, Any], beside: int) -> float:
    """Points that a row needs so that its longest wrapped text shows, by the columns' widths in characters.

    What stands beside the table takes at least the lines ``beside``.
    """
    if sheet.board:
        return _BOARD_POINTS
    lines = [lines_of(str(row.get(c.key) or ""), c.width) for c in sheet.columns if c.type in WRAPPED]
    return height_of(max([beside, *lines]))


def _write_top(page: Page, sheet: Sheet, data: SheetData) -> None:
    ws, styles = page.sheet, page.styles
    home = data.template.sheets[0].title
    # The columns' look begins below the headings.
    for row, height in ((TABLE_TITLE, 28), (TABLE_PURPOSE, 18), (TABLE_TIP, 22)):
        ws.set_row(row, height, styles())
    ws.set_row(TABLE_KEYS, None, styles(), {"hidden": True})
    page.text(TABLE_TITLE, 0, sheet.title, styles.title(sheet.accent))
    groups = [i for i, c in enumerate(sheet.columns) if c.group and (not sheet.meter or field_blocks(sheet))]
    computed, values = top_formulas(data.template, sheet), top_values(data, sheet)
    purpose = f"{sheet.purpose} {sheet.tip}" if (sheet.meter or groups) and sheet.tip else sheet.purpose
    page.text(TABLE_PURPOSE, 0, purpose, styles())
    for start, end in pairwise([*groups, len(sheet.columns)]):
        for i in range(start, end):
            if (TABLE_TIP, i) not in computed:
                page.text(TABLE_TIP, i, sheet.columns[i].group, styles.group(sheet.accent))
    for place, formula in computed.items():
        look = styles.meter if place == METER else styles.group
        page.formula(*place, formula, values[place], look(sheet.accent))
    if sheet.tip and not groups and not sheet.meter:
        page.text(TABLE_TIP, 0, sheet.tip, styles.muted(italic=True))
    tallest = max(lines_of(c.header, c.width, bold=True) for c in sheet.columns)
    ws.set_row(TABLE_HEADER, height_of(tallest, least=34, air=6), styles())
    page.link_home(sheet.title, [c.width for c in sheet.columns], home)


def _print_setup(page: Page, sheet: Sheet) -> None:
    ws = page.sheet
    ws.freeze_panes(TABLE_FIRST, 1)
    ws.set_tab_color(page.styles.accent(sheet.accent))
    page.set_print(landscape=True)
    ws.repeat_rows(TABLE_HEADER)
    # Private columns at the end stay out of print; whole columns, so that new rows are printed, too.
    shared = max((i for i, c in enumerate(sheet.columns) if not c.private), default=0)
    page.print_columns(shared)
