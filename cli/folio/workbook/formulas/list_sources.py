"""Where the entries of a live list come from: what the sources have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from folio.template.schema import Template
from folio.workbook.formulas.parts import CellValue, SheetData, name, serial

_R = TypeVar("_R")
# Three texts of a line: at the label (a day or a name), in the value's column, and beside it.
ListLine = tuple[CellValue, str, str]
LINE = "{line}"
# Keys from here on are no days (the last of the calendar is 2,958,465): what has none, and what would be good to do.
BEYOND_DAYS = 3_000_000


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where entries of a list come from.

    ``condition`` and ``day`` are arrays over ``rows``, the cells of a column of a table from its heading on; ``texts``
    are the formulas of the three texts, in which ``{line}`` is the row's number and ``{day}`` the day. ``found`` gives
    the same entries as (key, line) from rows.
    """

    rows: str
    condition: str
    day: str
    texts: tuple[str, str, str]
    found: Callable[[SheetData], Iterator[tuple[float, ListLine]]]


def at(path: str) -> str:
    """The formula for what stands in a column in the row of an entry."""
    return f"INDEX({name(path)},{LINE})"


def where_to(template: Template, sheet: str) -> str:
    """The sheet to go to, and whether it is high time."""
    title = template.sheet(sheet).title.replace('"', '""')
    return f'"{title}"&IF({{day}}<TODAY(),", overdue",IF({{day}}=TODAY(),", today",""))'


def _told(data: SheetData, sheet: str, when: date) -> str:
    word = ", overdue" if when < data.today else ", today" if when == data.today else ""
    return data.template.sheet(sheet).title + word


def dated(data: SheetData, sheet: str, entries: Iterator[tuple[int, date, str]]) -> Iterator[tuple[float, ListLine]]:
    """The keys and lines of entries, given as (line in the column, day, text)."""
    for line, when, what in entries:
        yield serial(when) + line / 1_000_000, (when, what, _told(data, sheet, when))


def numbered(rows: Iterable[_R]) -> Iterator[tuple[int, _R]]:
    """The rows with their lines in the whole column, where the heading is the first."""
    return enumerate(rows, start=2)
