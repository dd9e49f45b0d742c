"""A table sheet: title, hidden keys, headings, prepared rows, and everything that helps to fill them in."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from folio.basics.cell_references import cell_address, column_letter, quoted_title
from folio.template.schema import Column, Sheet
from folio.template.vocabulary import ANYBODY
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
# The widest columns that stay in sight on a phone held upright, in characters.
_WIDEST_FROZEN = 25


def write_table(page: Page, sheet: Sheet, data: SheetData, drop_downs: DropDowns) -> dict[str, str]:
    """Write the sheet of a table with its rows; return the defined names of its headings.

    Only filled cells and formulas are written: the look of all others is their column's, so that the file stays small
    and every row looks prepared, however far down someone types.
    """
    ws, rows = page.sheet, data.tables.get(sheet.key, ())
    room = table_rows(data, sheet)
    last = TABLE_FIRST + room - 1
    _write_top(page, sheet, data)
    headings = [_heading(page, sheet, i, data) for i in range(len(sheet.columns))]
    ws.set_column(len(headings), len(headings), None, None, _folding(sheet, len(headings)))
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
    page.sheet.set_column(i, i, column.width, styles.entry(column, **_unlocked(sheet, column)), _folding(sheet, i))
    page.sheet.write_string(TABLE_KEYS, i, key_cell(sheet.key, column.key), styles())
    heading = {"header": column.header, "header_format": styles.header(sheet.accent, private=column.private)}
    if column.computed_by is None or sheet.board:
        return heading
    # The first row's formula, from which programs make those of new rows.
    return heading | {"formula": page.formulas.mark(formula_of(FormulaCell(data.template, sheet, column)))}


def _unlocked(sheet: Sheet, column: Column) -> dict[str, Any]:
    """Open the columns that people fill in on a sheet that is protected, since the rest of it computes."""
    return {"locked": False} if sheet.board and column.typed and column.key not in sheet.listed else {}


def _folding(sheet: Sheet, i: int) -> dict[str, Any]:
    """Fold a column away that is seldom needed; a click on the + above the one after it shows it again."""
    if i < len(sheet.columns) and sheet.columns[i].more:
        return {"level": 1, "hidden": True}
    return {"collapsed": True} if i and sheet.columns[i - 1].more else {}


def _add_validation(page: Page, sheet: Sheet, drop_downs: DropDowns) -> None:
    for i, column in enumerate(sheet.columns):
        is_name = sheet.key in drop_downs.labels and column.key == sheet.label
        anybody = (sheet.key, column.key) in ANYBODY
        if rules := help_in_table(column, drop_downs, cell_address(TABLE_FIRST, i), is_name=is_name, anybody=anybody):
            page.validate((TABLE_FIRST, i, TABLE_FIRST + ROOM - 1, i), rules)


def _write_cells(page: Page, sheet: Sheet, i: int, data: SheetData, room: int) -> None:
    """Write what is filled in of a column, or its formula in every row, once for all rows where that can be."""
    column = sheet.columns[i]
    style = page.styles.entry(column, **_unlocked(sheet, column))
    typed: set[int] = set()
    for r, row in enumerate(data.tables.get(sheet.key, ()) if column.typed else ()):
        if row.get(column.key) not in (None, ""):
            page.value(TABLE_FIRST + r, i, row[column.key], style)
            typed.add(r)
    if column.computed_by is not None:
        cells = [FormulaCell(data.template, sheet, column, r) for r in range(room)]
        values = [value_of(at_cell, data) for at_cell in cells]
        page.down(TABLE_FIRST, i, lambda line: formula_of(cells[line]), values, style, but=typed)


def table_rows(data: SheetData, sheet: Sheet) -> int:
    """How many rows of a table are prepared, with some below what is filled in; on a board, as many as it shows."""
    if sheet.board:
        return board_lines(data.template, sheet.board)
    rows = data.tables.get(sheet.key, ())
    typed = [
        i for i, row in enumerate(rows, start=1) if any(row[k] not in (None, "") for k in row.keys() - {*sheet.listed})
    ]
    return max(data.prepared or sheet.rows, len(rows), max(typed, default=0) + _SPARE)


def _height(sheet: Sheet, row: Mapping[str, Any], beside: int) -> float:
    """Points that a row needs so that its longest wrapped text shows, by the columns' widths in characters.

    A link is clicked, and needs no room to be read. What stands beside the table takes at least the lines ``beside``.
    """
    if sheet.board:
        return _BOARD_POINTS
    lines = [
        lines_of(str(row.get(c.key) or ""), c.width) for c in sheet.columns if c.type in WRAPPED and c.type != "url"
    ]
    return height_of(max([beside, *lines]))


def _write_top(page: Page, sheet: Sheet, data: SheetData) -> None:
    ws, styles = page.sheet, page.styles
    home = data.template.sheets[0].title
    # The columns' look begins below the headings.
    for row, height in ((TABLE_TITLE, 28), (TABLE_PURPOSE, 22), (TABLE_TIP, 18)):
        ws.set_row(row, height, styles())
    ws.set_row(TABLE_KEYS, None, styles(), {"hidden": True})
    page.text(TABLE_TITLE, 0, sheet.title, styles.title(sheet.accent))
    link = page.link_home(sheet.title, [c.width for c in sheet.columns], home)
    purpose = f"{sheet.purpose} {sheet.tip}".strip()
    groups = [i for i, c in enumerate(sheet.columns) if c.group]
    computed, values = top_formulas(data.template, sheet), top_values(data, sheet)
    if groups or any(row == TABLE_PURPOSE for row, _ in computed):
        page.text(TABLE_TITLE, link + 1, purpose, styles())
    else:
        page.text(TABLE_PURPOSE, 0, purpose, styles())
    for start, end in pairwise([*groups, len(sheet.columns)]):
        for i in range(start, end):
            if (TABLE_PURPOSE, i) not in computed:
                page.text(TABLE_PURPOSE, i, sheet.columns[i].group, styles.group(sheet.accent))
    for place, formula in computed.items():
        look = styles.meter if place == METER else styles.group
        page.formula(*place, formula, values[place], look(sheet.accent))
    for i, column in enumerate(sheet.columns):
        if column.example:
            page.text(TABLE_TIP, i, column.example, styles.muted(italic=True, indent=1))
    tallest = max(lines_of(c.header, c.width, bold=True) for c in sheet.columns)
    ws.set_row(TABLE_HEADER, height_of(tallest, least=34, air=6), styles())


def _print_setup(page: Page, sheet: Sheet) -> None:
    ws = page.sheet
    # A number before the label stays in sight with it; a phone held upright keeps half of its width to scroll in.
    labels = sheet.columns[: sheet.keys.index("number") + 2 if sheet.has("number") else 1]
    ws.freeze_panes(TABLE_FIRST, len(labels) if sum(c.width for c in labels) <= _WIDEST_FROZEN else 0)
    ws.set_tab_color(page.styles.accent(sheet.accent))
    page.set_print(landscape=True)
    ws.repeat_rows(TABLE_HEADER)
    # Private columns at the end stay out of print; whole columns, so that new rows are printed, too.
    shared = max((i for i, c in enumerate(sheet.columns) if not c.private), default=0)
    page.print_columns(shared)
