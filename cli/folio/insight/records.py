"""The rows of one workbook as findings may see them: without private columns, by folded names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from folio.domain.names import normalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from folio.intake.model import Reading, Row, Value


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of those values that are there; None when none is."""
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row, without its private columns; ``unread`` has the columns in which stands what does not fit."""

    sheet: str
    values: Mapping[str, Value]
    cells: Mapping[str, str]
    unread: frozenset[str] = frozenset()

    def text(self, key: str) -> str:
        """Return the column as text without outer spaces; empty where nothing usable stands."""
        value = self.values.get(key)
        return "" if value is None else str(value).strip()

    def day(self, key: str) -> date | None:
        """Return the column as a date, or None."""
        value = self.values.get(key)
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else None

    def rating(self, key: str) -> int | None:
        """Return the column as a whole number, or None."""
        value = self.values.get(key)
        return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def yes(self, key: str) -> bool:
        """Say whether the column says yes."""
        return self.values.get(key) is True

    def cell(self, *keys: str) -> str:
        """Return the address of the first of these columns that the file has; else of any cell of the row."""
        found = (self.cells[k] for k in keys if k in self.cells)
        return next(found, "") or next(iter(self.cells.values()), "")


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the contacts sheet."""

    name: str
    organization: str
    job_title: str
    field: str
    status: str


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook, ready to be looked into.

    ``sheets`` holds the rows in which a person typed something, ``start`` the start form (also what was
    filled in beforehand), ``planned`` the number of questions on the plan, ``parts`` the keys
    (``leads``) and paths (``contacts.can_advise``) of what its template has, private columns left out.
    """

    today: date
    parts: frozenset[str]
    start: Entry
    sheets: Mapping[str, tuple[Entry, ...]]
    people: Mapping[str, Person]
    fields: tuple[str, ...]
    facets: tuple[str, ...]
    planned: int

    def entries(self, key: str) -> tuple[Entry, ...]:
        """Return the rows of the sheet ``key``; none where the workbook has no such sheet."""
        return self.sheets.get(key, ())

    def person(self, name: str) -> Person | None:
        """Return the contact of that name, without regard to case and outer spaces."""
        return self.people.get(normalize_name(name))

    def spelled(self, name: str) -> str:
        """Return the name as the contacts sheet spells it, or as given."""
        found = self.person(name)
        return found.name if found else name

    def field_of(self, name: str) -> str:
        """Return the field of an interview with this person: the contact's, else the only one on the start sheet."""
        found = self.person(name)
        only = self.fields[0] if len(self.fields) == 1 else ""
        return self.spelled_field(found.field if found else "") or only

    def spelled_field(self, field: str) -> str:
        """Return the field as the start sheet spells it, or as given."""
        return next((f for f in self.fields if normalize_name(f) == normalize_name(field)), field)


def all_entries(reading: Reading, key: str) -> tuple[Entry, ...]:
    """Return every row of the sheet ``key``, also those filled in beforehand that nobody touched."""
    table = reading.tables.get(key)
    return _entries(reading, key, table.rows) if table else ()


def _entries(reading: Reading, key: str, rows: Iterable[Row]) -> tuple[Entry, ...]:
    sheet = reading.template.get(key) if reading.template else None
    hidden = {c.key for c in sheet.columns if c.private} if sheet else set()
    return tuple(
        Entry(
            row.sheet,
            {k: v for k, v in row.values.items() if k not in hidden},
            {k: v for k, v in row.cells.items() if k not in hidden},
            frozenset(k for k in row.as_typed if row.values.get(k) is None and k not in hidden),
        )
        for row in rows
    )


def open_book(reading: Reading, today: date) -> Book:
    """Lay a reading open for the findings; private columns are left behind here, once and for all."""
    template, tables = reading.template, reading.tables
    start = next(iter(all_entries(reading, "start")), Entry("", {}, {}))
    sheets = {k: _entries(reading, k, t.typed_rows) for k, t in tables.items() if k != "start"}
    people: dict[str, Person] = {}
    for row in sheets.get("contacts", ()):
        if name := row.text("name"):
            person = Person(
                name, row.text("organization"), row.text("job_title"), row.text("field"), row.text("status")
            )
            people.setdefault(normalize_name(name), person)
    fields = tuple(f for f in (start.text(f"field_{i}") for i in (1, 2, 3)) if f)
    facets: tuple[str, ...] = ()
    if template and template.has("preview", "facet"):
        facets = template.sheet("preview").column("facet").choices or ()
    planned = len(tables["questions"].rows) if "questions" in tables else 0
    sheet_keys = [s.key for s in template.sheets] if template else []
    paths = [f"{s.key}.{c.key}" for s in template.sheets for c in s.columns if not c.private] if template else []
    parts = frozenset((*sheet_keys, *paths))
    return Book(today, parts, start, sheets, people, fields, facets, planned)
