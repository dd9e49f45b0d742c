"""Help at the cell: notes on headings, drop-downs, input hints and error alerts, warnings by color and weight."""

from __future__ import annotations

from typing import Any

from folio.basics.cell_references import column_letter
from folio.template.schema import Column, Sheet
from folio.workbook.embedded_description import EARLIEST
from folio.workbook.formulas.parts import text_literal
from folio.workbook.layout import ROOM, TABLE_FIRST
from folio.workbook.sheet_styles import Page

# Excel cuts titles at 32 and messages at 255 characters.
_TITLE, _MESSAGE = 32, 255


def add_note(page: Page, row: int, col: int, column: Column) -> None:
    """Put the column's help on its heading as a cell note."""
    text = column.note
    if text:
        height = 28 + 16 * (1 + len(text) // 34)
        page.sheet.write_comment(row, col, text, {"author": "folio", "width": 240, "height": height, "font_size": 9})


def validation(
    column: Column, lists: dict[tuple[str, ...], str], references: dict[str, str], at: str
) -> dict[str, Any] | None:
    """Return xlsxwriter's options for the column's drop-down, hint and alert, or None when anything goes.

    ``lists`` gives the defined name of each list of choices, ``references`` that of each sheet's labels; ``at`` is
    the first cell, for rules that are formulas.
    """
    low, high = column.low, column.high
    rules: dict[str, Any]
    match column.type:
        case "choice":
            rules = _list(f"={lists[column.choices or ()]}", "Please choose from the list", "Choose one from the list.")
        case "yes_no":
            rules = _list(["Yes", "No"], "Please choose Yes or No", "Choose Yes or No.")
        case "reference":
            rules = _list(f"={references[column.refers_to or '']}", "Not on the list yet", "")
            rules |= {
                "error_type": "warning",
                "error_message": "This name is not on its sheet yet, or is spelled differently. Keep it anyway?",
            }
        case "rating" | "integer" if low is not None and high is not None:
            rules = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
            rules |= {
                "error_title": "Please type a whole number",
                "error_message": f"Use a number from {low} to {high}.",
            }
        case "date":
            rules = {"validate": "date", "criteria": ">=", "value": EARLIEST}
            rules |= {"error_title": "Please type a date", "error_message": "Type it like 20 Nov 2026 or 2026-11-20."}
        case "email":
            rules = {"validate": "custom", "value": f'=ISNUMBER(FIND("@",{at}))', "error_type": "warning"}
            rules |= {"error_title": "Is this an email address?", "error_message": "It has no @. Keep it anyway?"}
        case "text" if column.suggest:
            rules = _list(f"={lists[column.suggest]}", "", "") | {"show_error": False}
        case _:
            return None
    if column.type in ("rating", "integer", "date", "choice", "reference"):
        rules |= {"input_title": column.header[:_TITLE], "input_message": column.help[:_MESSAGE]}
    return rules


def plain_name(at: str) -> dict[str, Any]:
    """Return the alert for names that formulas elsewhere compare: a space that nobody sees makes another name."""
    return {
        "validate": "custom", "value": f"=EXACT({at},TRIM({at}))", "error_type": "warning",
        "error_title": "Is there an extra space?",
        "error_message": "It begins or ends with a space, or has two in a row. Keep it anyway?",
    }  # fmt: skip


def color_rows(page: Page, sheet: Sheet) -> None:
    """Add a table's conditional formats: missing, overdue, toned choices, and ratings as bars."""
    last = TABLE_FIRST + ROOM - 1
    end = column_letter(len(sheet.columns) - 1)
    at = TABLE_FIRST + 1
    for i, column in enumerate(sheet.columns):
        where = (TABLE_FIRST, i, last, i)
        if column.required:
            typed = f"COUNTA($A{at}:${end}{at})>{_formulas(sheet)}"
            condition = _row_condition(sheet, f'=AND({{{column.key}}}="",{typed})')
            page.sheet.conditional_format(
                *where, {"type": "formula", "criteria": condition, "format": page.styles.tone("bad")}
            )
        if column.deadline:
            settled = f',{{{column.settled_by}}}=""' if column.settled_by else ""
            condition = _row_condition(sheet, f"=AND(ISNUMBER({{{column.key}}}),{{{column.key}}}<TODAY(){settled})")
            page.sheet.conditional_format(
                *where, {"type": "formula", "criteria": condition, "format": page.styles.tone("warn")}
            )
        for choice, tone in column.tones.items():
            rule = {"type": "cell", "criteria": "==", "value": text_literal(choice), "format": page.styles.tone(tone)}
            page.sheet.conditional_format(*where, rule)
        if column.type == "rating" or column.bar:
            page.sheet.conditional_format(*where, _bar(page, sheet, column))


def _row_condition(sheet: Sheet, text: str) -> str:
    """Replace ``{key}`` by the cell of that column in the first row, its column fixed: for conditional formats."""
    return text.format_map({k: f"${column_letter(i)}{TABLE_FIRST + 1}" for i, k in enumerate(sheet.keys)})


def _formulas(sheet: Sheet) -> int:
    """How many cells of a row COUNTA counts though nobody typed: formulas that show an empty text."""
    return sum(not c.typed for c in sheet.columns)


def _bar(page: Page, sheet: Sheet, column: Column) -> dict[str, Any]:
    return {
        "type": "data_bar", "data_bar_2010": True, "bar_solid": True,
        "bar_color": _tint(page.styles.accent(sheet.accent)), "min_type": "num", "max_type": "num",
        "min_value": 0, "max_value": column.bar or column.high,
        "bar_no_border": True,
    }  # fmt: skip


def _tint(color: str, share: float = 0.84) -> str:
    """A color mixed with white: ``share`` is how much white."""
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(p + (255 - p) * share):02X}" for p in parts)


def _list(source: str | list[str], title: str, message: str) -> dict[str, Any]:
    return {"validate": "list", "source": source, "error_title": title[:_TITLE], "error_message": message[:_MESSAGE]}
