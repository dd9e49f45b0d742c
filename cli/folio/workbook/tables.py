"""A table sheet: title, hidden keys, headings, prepared rows, and everything that helps to fill them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from folio.template.model import Sheet
from folio.workbook.hints import add_note, colour_rows, validation
from folio.workbook.identity import defined_name, key_cell
from folio.workbook.layout import (
    ROOM,
    TABLE_FIRST,
    TABLE_HEADER,
    TABLE_KEYS,
    TABLE_PURPOSE,
    TABLE_TIP,
    TABLE_TITLE,
    column_letter,
    quoted,
)
from folio.workbook.measures import row_formula, value
from folio.workbook.page import HEADER_LOSS, LINE_POINTS, WRAPPED, Page, lines_of

LETTER = 1
ROW_POINTS = 20.25
_LINK_AFTER = 44


def write_table(
    page: Page, sheet: Sheet, rows: Sequence[Mapping[str, Any]], lists: dict[tuple[str, ...], str],
    references: dict[str, str], home: str, today: date,
) -> dict[str, str]:  # fmt: skip
    """Write the sheet of a table with its ``rows``; return the defined names of its headings.

    ``home`` is the title of the sheet that the link at the top leads back to.
    """
    ws, styles = page.sheet, page.styles
    prepared = max(sheet.rows, len(rows) + 5)
    last = TABLE_FIRST + prepared - 1
    _write_top(page, sheet, home)
    ws.set_row(TABLE_KEYS, None, None, {"hidden": True})
    table = f"folio_table_{sheet.key}"
    names: dict[str, str] = {}
    table_columns: list[dict[str, Any]] = []
    for i, column in enumerate(sheet.columns):
        style = styles.entry(column)
        ws.set_column(i, i, column.width, styles.entry(column, bordered=False))
        ws.write_string(TABLE_KEYS, i, key_cell(sheet.key, column.key))
        header = styles.header(sheet.accent, private=column.private)
        table_columns.append({"header": column.header, "header_format": header})
        names[defined_name(sheet.key, column.key)] = f"={quoted(sheet.title)}!${column_letter(i)}${TABLE_HEADER + 1}"
        add_note(page, TABLE_HEADER, i, column)
        formula = "" if column.typed else row_formula(sheet, column, table)
        if formula:
            table_columns[-1]["formula"] = formula
        at = f"{column_letter(i)}{TABLE_FIRST + 1}"
        rules = validation(column, lists, references, at)
        if rules:
            ws.data_validation(TABLE_FIRST, i, TABLE_FIRST + ROOM - 1, i, rules)
    ws.add_table(
        TABLE_HEADER, 0, last, len(sheet.columns) - 1,
        {"name": table, "columns": table_columns, "style": None, "autofilter": True},
    )  # fmt: skip
    for r, row in enumerate(rows):
        height = _height(sheet, row)
        if height > LINE_POINTS:
            ws.set_row(TABLE_FIRST + r, height)
    for i, column in enumerate(sheet.columns):
        style = styles.entry(column)
        for r in range(prepared):
            row = rows[r] if r < len(rows) else {}
            if column.measure is None:
                page.value(TABLE_FIRST + r, i, row.get(column.key), style)
            else:
                shown = value(column.measure, {}, row, today)
                page.formula(TABLE_FIRST + r, i, row_formula(sheet, column, table), shown, style)
    colour_rows(page, sheet)
    _print_setup(page, sheet, last)
    return names


def _height(sheet: Sheet, row: Mapping[str, Any]) -> float:
    """Points that a row needs so that its longest wrapped text shows, by the columns' widths in characters."""
    lines = [lines_of(str(row.get(c.key) or ""), c.width) for c in sheet.columns if c.type in WRAPPED]
    return LINE_POINTS * max(lines, default=1)


def _write_top(page: Page, sheet: Sheet, home: str) -> None:
    ws, styles = page.sheet, page.styles
    ws.set_row(TABLE_TITLE, 28)
    page.text(TABLE_TITLE, 0, sheet.title, styles.title(sheet.accent))
    page.text(TABLE_PURPOSE, 0, sheet.purpose, styles())
    if sheet.tip:
        page.text(TABLE_TIP, 0, sheet.tip, styles.muted(italic=True))
    ws.set_row(TABLE_TIP, 22)
    # Bold headings are wider, and the arrow of the filter takes two characters.
    tallest = max(lines_of(c.header, c.width - HEADER_LOSS) for c in sheet.columns)
    ws.set_row(TABLE_HEADER, max(34, LINE_POINTS * tallest + 6))
    width = 0
    for i, column in enumerate(sheet.columns):
        if width >= _LINK_AFTER:
            page.link(TABLE_TITLE, i, home, f"Back to {home}")
            break
        width += column.width


def _print_setup(page: Page, sheet: Sheet, last: int) -> None:
    ws = page.sheet
    ws.freeze_panes(TABLE_FIRST, 1)
    ws.set_tab_color(page.styles.accent(sheet.accent))
    ws.set_landscape()
    ws.set_paper(LETTER)
    ws.fit_to_pages(1, 0)
    ws.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    ws.repeat_rows(TABLE_HEADER)
    # Private columns at the end stay out of print.
    shared = max((i for i, c in enumerate(sheet.columns) if not c.private), default=0)
    ws.print_area(0, 0, last, shared)
    ws.set_footer("&L&A&RPage &P of &N")
