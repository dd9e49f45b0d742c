"""One problem made from the catalogue: its message says what was typed and what is wrong, its fix what to do."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from folio.basics.wording import visible
from folio.domain.records import Value
from folio.intake.model import Problem
from folio.intake.problems.catalogue import CATALOGUE
from folio.template.schema import Column

# What a message says instead of what stands in a private column.
_PRIVATE = {"heading-changed": "of this column"}


# More choices than this are a list to look into, not one to read.
_MANY = 8
_MEANT = re.compile(r" Did you mean (.+)\?")


def make_problem(
    code: str, *, sheet: str | None = None, cell: str | None = None, column: Column | None = None,
    value: Any = None, **words: Any,
) -> Problem:  # fmt: skip
    """Return the problem ``code`` with its message and fix filled in.

    What stands in a private column is withheld from the message and the value.
    """
    kind = CATALOGUE[code]
    private = column is not None and column.private
    fill: dict[str, object] = {
        "hint": "",
        "heading_hint": "",
        "way": "clear it until it has happened",
        "value": _PRIVATE.get(code, "What is typed") if private else quoted(value),
    }
    if column is not None:
        fill |= {"header": column.header, "range": _range(column)}
    fill |= words
    if private:
        fill["hint"] = ""
    if column is not None:
        fill["choices"] = _choices(column, str(fill["hint"]))
    return Problem(
        code, kind.severity, kind.message.format_map(fill), kind.fix.format_map(fill), sheet, cell,
        column.key if column else None, None if private else plain_value(value), private,
    )  # fmt: skip


def plain_value(value: Any) -> Value:
    """A value as JSON can say it: dates as ISO text, whole numbers without a fraction, everything else as it is."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def quoted(value: Any) -> str:
    """What was typed, as a message shows it."""
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f'"{visible(value, 60)}"' if isinstance(value, str) else visible(value, 60)


def _choices(column: Column, hint: str) -> str:
    """What one can choose; a long list is spared who is told the likely choice already."""
    choices = column.choices or ()
    meant = _MEANT.fullmatch(hint)
    if meant and len(choices) > _MANY:
        return f"{meant[1]}, or another from the list"
    return f"one of: {', '.join(choices)}"


def _range(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f" from {column.low} to {column.high}"
    if column.low is not None:
        return f" of at least {column.low}"
    return f" of at most {column.high}" if column.high is not None else ""
