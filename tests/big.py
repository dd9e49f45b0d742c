"""A made-up term that fills every row of every table: what sizes and times are measured with."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from folio.template.schema import Column, Template

_FIRST = date(2026, 1, 5)


def big_term(template: Template, rows: int) -> dict[str, list[dict[str, Any]]]:
    """Content with this many rows in each table, a value in every typed column, and people who refer to each other."""
    return {
        sheet.key: [{c.key: _value(c, i) for c in sheet.columns if c.typed} for i in range(rows)]
        for sheet in template.tables
        if not sheet.board
    }


def _value(column: Column, i: int) -> Any:
    choices = column.choices or column.suggest
    if column.refers_to:
        return f"Person {(i * 7) % 500 + 1}"
    if choices:
        return choices[i % len(choices)]
    match column.type:
        case "date":
            return _FIRST + timedelta(days=(i * 3) % 700)
        case "time":
            return time(8 + i % 10, 15 * (i % 4))
        case "rating" | "integer":
            low, high = column.low or 1, column.high or 60
            # Not the same in two columns of a row, so that what compares them has something to show.
            return low + (i + len(column.key)) % (high - low + 1)
        case "yes_no":
            return i % 3 == 0
        case "email":
            return f"person{i + 1}@work.example.org"
        case "phone":
            return f"(503) 555-{i % 10000:04}"
        case "url":
            return f"https://www.example.org/people/{i + 1}"
        case "long_text":
            return f"{column.header} {i + 1}: " + "a few words more than a cell is wide, as people write them. " * (
                i % 3
            )
    return f"Person {i + 1}" if column.key == "name" else f"{column.header} {i + 1}"
