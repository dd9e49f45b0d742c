"""Help at the cell: notes on headings, drop-downs, input hints and error alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from folio.template.schema import Column
from folio.workbook.embedded_description import EARLIEST
from folio.workbook.page import Page

# Excel cuts titles at 32 and messages at 255 characters.
_TITLE, _MESSAGE = 32, 255


@dataclass(frozen=True, slots=True)
class DropDowns:
    """The defined names behind drop-downs: those of lists of choices, and those of sheets' labels, by sheet key."""

    choices: Mapping[tuple[str, ...], str]
    labels: Mapping[str, str]


def add_note(page: Page, row: int, col: int, column: Column) -> None:
    """Put the column's help on its heading as a cell note."""
    text = column.note
    if text:
        height = 28 + 16 * (1 + len(text) // 34)
        page.sheet.write_comment(row, col, text, {"author": "folio", "width": 240, "height": height, "font_size": 9})


def validation(column: Column, drop_downs: DropDowns, at: str) -> dict[str, Any] | None:
    """Return xlsxwriter's options for the column's drop-down, hint and alert, or None when anything goes.

    ``at`` is the first cell, for rules that are formulas.
    """
    low, high = column.low, column.high
    rules: dict[str, Any]
    match column.type:
        case "choice":
            rules = _list(
                f"={drop_downs.choices[column.choices or ()]}",
                "Please choose from the list",
                "Choose one from the list.",
            )
        case "yes_no":
            rules = _list(["Yes", "No"], "Please choose Yes or No", "Choose Yes or No.")
        case "reference":
            rules = _list(f"={drop_downs.labels[column.refers_to or '']}", "This name is not on the list", "")
            rules |= {
                "error_type": "warning",
                "error_message": "This name isn't on its sheet yet, or it's spelled differently there. Keep it anyway?",
            }
        case "rating" | "integer" if low is not None and high is not None:
            rules = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
            rules |= {
                "error_title": "Please type a whole number",
                "error_message": f"Use a whole number from {low} to {high}.",
            }
        case "date":
            rules = {"validate": "date", "criteria": ">=", "value": EARLIEST}
            rules |= {"error_title": "Please type a date", "error_message": "Type it like Nov 20, 2026 or 2026-11-20."}
        case "email":
            rules = {"validate": "custom", "value": f'=ISNUMBER(FIND("@",{at}))', "error_type": "warning"}
            rules |= {"error_title": "Is this an email address?", "error_message": "It has no @ sign. Keep it anyway?"}
        case "text" if column.suggest:
            rules = _list(f"={drop_downs.choices[column.suggest]}", "", "") | {"show_error": False}
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


def _list(source: str | list[str], title: str, message: str) -> dict[str, Any]:
    return {"validate": "list", "source": source, "error_title": title[:_TITLE], "error_message": message[:_MESSAGE]}
