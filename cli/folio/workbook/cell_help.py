"""Help at the cell: drop-downs, input prompts and error alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from folio.basics.dates import A_DAY, short_date
from folio.basics.excel_texts import cut_for_excel
from folio.template.schema import Column
from folio.workbook.embedded_description import EARLIEST

# Excel cuts titles at 32 and messages at 255 characters.
_TITLE, _MESSAGE = 32, 255


@dataclass(frozen=True, slots=True)
class DropDowns:
    """The defined names behind drop-downs: those of lists of choices, and those of sheets' labels, by sheet key."""

    choices: Mapping[tuple[str, ...], str]
    labels: Mapping[str, str]


def help_in_table(
    column: Column, drop_downs: DropDowns, at: str, *, is_name: bool, anybody: bool
) -> dict[str, Any] | None:
    """Return xlsxwriter's options for the drop-down, prompt and alert of a table's column, or None without any.

    ``at`` is the first cell, for rules that are formulas; ``is_name``, whether other sheets name its rows by it;
    ``anybody``, whether it may name people who are on no sheet.
    """
    rules = _rules(column, drop_downs, at) or (_plain_name(at) if is_name else {})
    if anybody:
        rules |= {"show_error": False}
    return _prompted(rules, column, column.help)


def help_on_form(column: Column, drop_downs: DropDowns, at: str) -> dict[str, Any] | None:
    """Return the same for a line of a form, where the help is printed beside the cell."""
    return _prompted(_rules(column, drop_downs, at), column, "") if column.typed else None


def _prompted(rules: dict[str, Any], column: Column, text: str) -> dict[str, Any] | None:
    """The rules with a prompt of this text and what is special about the column; where it's too long, the text ends."""
    text = cut_for_excel(text, _MESSAGE - len(f" {column.remark}"))
    if message := f"{text} {column.remark}".strip():
        anything = {"validate": "any", "ignore_blank": False, "show_error": False}
        return (rules or anything) | {"input_title": cut_for_excel(column.header, _TITLE, ""), "input_message": message}
    return rules or None


def _rules(column: Column, drop_downs: DropDowns, at: str) -> dict[str, Any]:
    """What may be typed, and what is said otherwise; empty when anything goes."""
    low, high = column.low, column.high
    rules: dict[str, Any] = {}
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
            rules |= {
                "error_title": "Please type a date",
                "error_message": f"Type it like {short_date(A_DAY)} or {A_DAY}.",
            }
        case "email":
            rules = {"validate": "custom", "value": f'=ISNUMBER(FIND("@",{at}))', "error_type": "warning"}
            rules |= {"error_title": "Is this an email address?", "error_message": "It has no @ sign. Keep it anyway?"}
        case "text" if column.suggest:
            rules = _list(f"={drop_downs.choices[column.suggest]}", "", "") | {"show_error": False}
    return rules


def _plain_name(at: str) -> dict[str, Any]:
    """Return the alert for names that formulas elsewhere compare: a space that nobody sees makes another name."""
    return {
        "validate": "custom", "value": f"=EXACT({at},TRIM({at}))", "error_type": "warning",
        "error_title": "Is there an extra space?",
        "error_message": "It begins or ends with a space, or has two in a row. Keep it anyway?",
    }  # fmt: skip


def _list(source: str | list[str], title: str, message: str) -> dict[str, Any]:
    return {"validate": "list", "source": source, "error_title": title, "error_message": message}
