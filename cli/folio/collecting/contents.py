"""What a workbook says about the work in it: how much was typed, and for which term and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from folio.basics.plain_values import as_text
from folio.intake.model import Reading
from folio.template.vocabulary import DONE_DAYS

# An interview has a day, too, that is past once it was held.
_DAYS = {*DONE_DAYS, ("interviews", "date")}


@dataclass(frozen=True, slots=True)
class WorkContent:
    """What was typed (sheet, column, text), wherever its rows stand; the due date in it, and the latest day in it."""

    typed: Counter[tuple[str, str, str]]
    due: date | None
    latest_day: date | None


def content_of(reading: Reading, today: date) -> WorkContent:
    """Return what a workbook that could be read says about the work in it."""
    cells = list(_cells(reading))
    typed = Counter((key, column, as_text(value)) for key, column, value in cells)
    typed.update(("", e.sheet, as_text(e.value)) for e in reading.extra)
    days = [v for key, column, v in cells if (key, column) in _DAYS and isinstance(v, date) and v <= today]
    return WorkContent(typed, due_date(reading), max(days, default=None))


def due_date(reading: Reading) -> date | None:
    """Return the due date that stands in a workbook."""
    start = reading.tables.get("start")
    due = start.rows[0].values.get("due") if start and start.rows else None
    return due if isinstance(due, date) else None


def _cells(reading: Reading) -> Iterator[tuple[str, str, object]]:
    for key, table in reading.tables.items():
        for row in table.typed_rows:
            for column, value in row.values.items():
                said = row.as_typed.get(column) if value is None else value
                if said is not None:
                    yield key, column, said
