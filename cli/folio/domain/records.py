"""The rows of one workbook as typed records, without private columns.

Two worlds use the same records: the values beside formulas compare cells as spreadsheets do, everything that folio
reads back compares them as people do (see ``names``). The comparison is handed in; no rule asks which of the two it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeVar

from folio.basics.days_off import US, days_off

Value = str | int | float | bool | date | datetime | time | None
Compare = Callable[[object], str]
_T = TypeVar("_T")


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are there; None when none is."""
    there = [v for v in values if v is not None]
    return sum(there) / len(there) if there else None


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One row, or the whole of a form.

    ``unread`` has, by column, what stands in cells whose type it does not fit: unknown, not empty. ``off_scale`` are
    the columns with a number that is no rating; in what was read back such a cell is unread. ``index`` is the row's
    place in its table, from 0; ``cells`` the addresses of its cells in the sheet titled ``sheet``. ``untouched`` marks
    a row that was filled in beforehand and that nobody changed. ``proposed`` are the columns in which nobody typed, and
    folio filled in what follows from other cells (see ``proposals``).
    """

    values: Mapping[str, Any]
    compare: Compare
    unread: Mapping[str, Any] = field(default_factory=dict)
    index: int = 0
    sheet: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    untouched: bool = False
    off_scale: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()

    def has(self, column: str) -> bool:
        """Whether the cell holds anything, readable or not."""
        return self.values.get(column) not in (None, "") or column in self.unread

    def text(self, column: str) -> str:
        """The cell as text; empty where nothing usable stands."""
        value = self.values.get(column)
        return "" if value is None else str(value)

    def as_typed(self, column: str) -> str:
        """The cell as text, whether or not it fits its type."""
        return self.text(column) or str(self.unread.get(column, ""))

    def key(self, column: str) -> str:
        """The cell in the form in which cells are compared; empty where nothing usable stands."""
        return self.compare(self.values.get(column))

    def says(self, column: str, *wanted: str) -> bool:
        """Whether the cell says one of these."""
        here = self.key(column)
        return any(here == self.compare(one) for one in wanted)

    def day(self, column: str) -> date | None:
        """The cell as a date, or None."""
        value = self.values.get(column)
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else None

    def number(self, column: str) -> float | None:
        """The cell as a number, or None."""
        value = self.values.get(column)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def rating(self, column: str) -> int | None:
        """The cell as a rating, or None."""
        value = self.number(column)
        return None if value is None or column in self.off_scale else int(value)

    def yes(self, column: str) -> bool:
        """Whether the cell says yes."""
        return self.values.get(column) is True or self.says(column, "Yes")

    def cell(self, *columns: str) -> str:
        """The address of the first of these columns that the file has; else of any cell of the row."""
        found = (self.cells[c] for c in columns if c in self.cells)
        return next(found, "") or next(iter(self.cells.values()), "")


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """All rows of one workbook, and the day that counts as today.

    ``columns`` has the keys (``leads``) and paths (``contacts.can_advise``) of what its template has, private columns
    left out. ``start`` is the start form. ``facets`` are those that the template's job preview asks about. ``calendar``
    names its holidays (see ``days_off``). ``titles`` are those of the sheets, by their keys.
    """

    today: date
    tables: Mapping[str, Sequence[Record]]
    compare: Compare
    start: Record
    columns: frozenset[str] = frozenset()
    facets: tuple[str, ...] = ()
    calendar: str = US
    titles: Mapping[str, str] = field(default_factory=dict)
    _memo: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def once(self, what: Hashable, work_out: Callable[[], _T]) -> _T:
        """What was worked out under this name, worked out the first time only."""
        if what not in self._memo:
            self._memo[what] = work_out()
        found: _T = self._memo[what]
        return found

    def rows(self, sheet: str) -> Sequence[Record]:
        """The rows of a sheet in which a person typed something; none where the workbook has no such sheet."""
        return self.once(("rows", sheet), lambda: [r for r in self.tables.get(sheet, ()) if not r.untouched])

    def where(self, sheet: str, column: str, wanted: object) -> Sequence[Record]:
        """The rows of a sheet whose cell in ``column`` says what ``wanted`` says; none where that is nothing."""
        key = self.compare(wanted)
        return self.once(("where", sheet, column), lambda: self._by_key(sheet, column)).get(key, ()) if key else ()

    def _by_key(self, sheet: str, column: str) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for row in self.rows(sheet):
            found.setdefault(row.key(column), []).append(row)
        return found

    def blank(self, **values: Any) -> Record:
        """A row that no sheet has, with these values."""
        return Record(values, self.compare)

    def contact(self, name: object) -> Record | None:
        """The contact of that name; of two with one name, the first."""
        return next(iter(self.where("contacts", "name", name)), None)

    def spelled(self, name: str) -> str:
        """The name as the contacts sheet spells it, or as given."""
        found = self.contact(name)
        return found.text("name") if found else name

    @property
    def days_off(self) -> Set[date]:
        """The holidays of the workbook's calendar."""
        return self.once("days off", lambda: frozenset(days_off(self.calendar)))

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of work on the start sheet."""
        return tuple(f for i in (1, 2, 3) if (f := self.start.text(f"field_{i}")))

    @property
    def only_field(self) -> str:
        """The field of work on the start sheet where there is just one; else empty."""
        return self.fields[0] if len(self.fields) == 1 else ""

    def spelled_field(self, name: str) -> str:
        """The field of work as the start sheet spells it, or as given."""
        return next((f for f in self.fields if self.compare(f) == self.compare(name)), name)

    def field_of(self, name: str) -> str:
        """The field of an interview with this person: the contact's, else the only one on the start sheet."""
        found = self.contact(name)
        return self.spelled_field(found.text("field") if found else "") or self.only_field
