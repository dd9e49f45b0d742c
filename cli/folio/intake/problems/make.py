"""One problem made from the catalog: its message says what was typed and what is wrong, its fix what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from folio.basics.dates import A_DAY, clock_time, short_date
from folio.basics.plain_values import as_json, as_text
from folio.basics.wording import visible
from folio.intake.model import Problem
from folio.intake.problems.catalog import CATALOG
from folio.template.schema import Column

# What a message says instead of what a private column holds.
_PRIVATE = {"heading-changed": "of this column", "dates-out-of-order": "private", "future-date": "private"}

# Words of a message that are headings: in quotation marks, they can't be taken for words of the sentence.
_HEADINGS = ("header", "earlier", "rated")

# With more choices, nobody reads them in a message.
_MANY = 8
_MEANT = re.compile(r" Did you mean (.+)\?")


def make_problem(
    code: str, *, sheet: str | None = None, cell: str | None = None, column: Column | None = None,
    value: Any = None, **words: Any,
) -> Problem:  # fmt: skip
    """Return the problem ``code`` with its message and fix filled in.

    What a private column holds is withheld from the message and the value.
    """
    kind = CATALOG[code]
    private = column is not None and column.private
    fill: dict[str, object] = {
        "hint": "",
        "heading_hint": "",
        "a_day": short_date(A_DAY),
        "way": "leave it empty until it's done",
        "value": _PRIVATE.get(code, "This entry") if private else quoted(value),
    }
    if column is not None:
        fill |= {"header": column.header, "range": _range(column)}
    fill |= words
    fill |= {k: quoted(fill[k]) for k in _HEADINGS if k in fill}
    if private:
        fill["hint"] = ""
    if column is not None:
        fill["choices"] = _choices(column, str(fill["hint"]))
    return Problem(
        code, kind.severity, kind.message.format_map(fill), kind.fix.format_map(fill), sheet, cell,
        column.key if column else None, None if private else as_json(value), private,
    )  # fmt: skip


def quoted(value: Any) -> str:
    """What was typed, as a message shows it."""
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, time):
        return clock_time(value)
    return f'"{visible(value, 60)}"' if isinstance(value, str) else visible(as_text(value), 60)


def quoted_headings(columns: Iterable[Column]) -> str:
    """The headings of some columns, as a message lists them."""
    return ", ".join(quoted(c.header) for c in columns)


def _choices(column: Column, hint: str) -> str:
    """The choices; of a long list only the likely one, if there is one."""
    choices = column.choices or ()
    meant = _MEANT.fullmatch(hint)
    if meant and len(choices) > _MANY:
        return f"{meant[1]}, or something else from the list"
    return f"one of these: {', '.join(choices)}"


def _range(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f" from {column.low} to {column.high}"
    if column.low is not None:
        return f" of {column.low} or more"
    return f" of {column.high} or less" if column.high is not None else ""
