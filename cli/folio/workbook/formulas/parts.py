"""Where a formula stands, what it may look at, and the pieces that formulas share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from folio.basics.cell_references import column_letter
from folio.domain.names import as_formulas_compare
from folio.domain.proposals import with_proposals
from folio.domain.records import Record, Records
from folio.template.schema import Column, Sheet, Template
from folio.template.vocabulary import INTERVIEW_COMPLETED
from folio.workbook.layout import TABLE_FIRST, TABLE_HEADER

SheetRow = Mapping[str, Any]
SheetRows = Sequence[SheetRow]
CellValue = float | int | str | date

RANGE_NAME = re.compile(r"\b[a-z][a-z0-9_]*__[a-z][a-z0-9_]*\b")
# More than the rows of any sheet: subtracted from, it turns the first row into the greatest number.
BEYOND = 1_048_577
FULL, EMPTY = "\u25cf", "\u25cb"


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """The cell of a formula: its column, and for a table which row (``line`` counts from 0)."""

    template: Template
    sheet: Sheet
    column: Column
    line: int = 0

    def cell(self, key: str) -> str:
        """The address of another cell of the same row: ``$B6``."""
        return f"{self._letter(key)}{TABLE_FIRST + self.line + 1}"

    def heading(self, key: str) -> str:
        """The address of a column's heading: ``$B$5``."""
        return f"{self._letter(key)}${TABLE_HEADER + 1}"

    def down_to_here(self, key: str) -> str:
        """The cells of a column from its heading to this row: ``$B$5:$B6``."""
        return f"{self.heading(key)}:{self.cell(key)}"

    def _letter(self, key: str) -> str:
        return f"${column_letter(self.sheet.keys.index(key))}"


@dataclass(frozen=True)
class SheetData:
    """What the values beside formulas are computed from: canonical rows by sheet key, and the day.

    ``prepared`` is how many rows of each table are prepared, in place of what the template says.
    """

    template: Template
    tables: Mapping[str, SheetRows]
    today: date
    prepared: int | None = None

    @cached_property
    def records(self) -> Records:
        """The same rows for the domain, which compares them as formulas do."""
        tables = {key: [self._record(key, row, i) for i, row in enumerate(rows)] for key, rows in self.tables.items()}
        sheets = self.template.sheets
        typed = Records(
            self.today,
            tables,
            as_formulas_compare,
            start=next(iter(tables.get(sheets[0].key, ())), Record({}, as_formulas_compare)),
            columns=frozenset((*(s.key for s in sheets), *(f"{s.key}.{c.key}" for s in sheets for c in s.columns))),
            facets=self.template.facets,
            calendar=self.template.holidays,
            titles={s.key: s.title for s in sheets},
        )
        return with_proposals(typed, self.template)

    def _record(self, key: str, row: SheetRow, index: int) -> Record:
        sheet = self.template.sheet(key)
        off = frozenset(c.key for c in sheet.columns if c.type == "rating" and not on_scale(c, row.get(c.key)))
        answers = {c.key: _SAID[said] for c in sheet.columns if c.type == "yes_no" and (said := _said(row, c)) in _SAID}
        return Record({**row, **answers}, as_formulas_compare, index=index, off_scale=off)

    def rows(self, sheet: str) -> SheetRows:
        """The rows of a table as they show, proposed facts included; none where nothing stands there."""
        return [record.values for record in self.records.tables.get(sheet, ())]

    def row(self, at_cell: FormulaCell) -> SheetRow:
        """The row of a formula; empty below what is filled in."""
        rows = self.rows(at_cell.sheet.key)
        return rows[at_cell.line] if at_cell.line < len(rows) else {}

    def record(self, at_cell: FormulaCell) -> Record:
        """The same row for the domain."""
        rows = self.records.tables.get(at_cell.sheet.key, ())
        return rows[at_cell.line] if at_cell.line < len(rows) else self.records.blank()


# Content that was carried over has the words that people type.
_SAID = {"yes": True, "no": False}


def _said(row: SheetRow, column: Column) -> str:
    return str(row.get(column.key) or "").casefold()


def on_scale(column: Column, value: object) -> bool:
    """Whether a cell holds nothing, or a whole number on its column's scale."""
    there = number(value)
    return there is None or (there == int(there) and (column.low or 1) <= there <= (column.high or 5))


def of_contact(records: Records, row: Record, column: str) -> str:
    """What Contacts says of the person whom a row is about; of two with one name, the first is meant."""
    contact = records.contact(row.values.get("contact"))
    return contact.text(column) if contact else ""


def measures(template: Template, *kinds: str) -> bool:
    """Whether anything in the template has one of these kinds of figures."""
    found = (m for s in template.sheets for m in (s.meter, *(c.computed_by for c in s.columns)))
    return any(m is not None and m.kind in kinds for m in found)


def name(path: str) -> str:
    """The defined name of a table's whole column, heading included: ``interviews.date`` is ``interviews__date``."""
    return path.replace(".", "__")


def filled_count(path: str) -> str:
    """How many cells below the heading of a column hold anything."""
    return f"(COUNTA({name(path)})-{heading_count(path)})"


def heading_count(path: str) -> str:
    """1, or 0 where someone has emptied the heading of a column."""
    return f"COUNTA(INDEX({name(path)},1))"


def below_heading(path: str) -> str:
    """Which cells of a column are not its heading: an array, for conditions that an emptied heading would meet."""
    return f"(ROW({name(path)})>ROW(INDEX({name(path)},1)))"


def as_criterion(cells: str) -> str:
    """What cells say, as a criterion that takes no character for a wildcard."""
    for character in "~*?":
        cells = f'SUBSTITUTE({cells},"{character}","~{character}")'
    return cells


def equal_to(cell: str) -> str:
    """The criterion of cells that say the same as this one, which is not empty, whatever it begins with."""
    return f'"="&{as_criterion(cell)}'


def text_literal(text: str) -> str:
    """A text as formulas write it: in quotes, with quotes inside doubled."""
    return '"' + text.replace('"', '""') + '"'


# The status of an interview that was held, as formulas write it.
DONE = text_literal(INTERVIEW_COMPLETED)


def filled(found: object) -> bool:
    """Whether a cell holds anything."""
    return found is not None and found != ""


def number(found: object) -> float | None:
    """The cell's number, or None."""
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def day(found: object) -> date | None:
    """The cell's day, or None."""
    return found if isinstance(found, date) else None


def serial(when: date) -> int:
    """A day as spreadsheets count it."""
    return (when - date(1899, 12, 30)).days


def same(found: object, wanted: object) -> bool:
    """Whether two cells are equal to a spreadsheet."""
    return as_formulas_compare(found) == as_formulas_compare(wanted)


def text(row: SheetRow, key: str) -> str:
    """The text of a cell; empty where there is none."""
    found = row.get(key)
    return "" if found is None else str(found)


def matching(rows: SheetRows, **wanted: object) -> list[SheetRow]:
    """The rows whose cells equal all these."""
    return [r for r in rows if all(same(r.get(k), w) for k, w in wanted.items())]


def index_of(path: str, rows: str) -> str:
    """The entry of a column in the line ``rows``, counted from the heading, which is 1."""
    return f"INDEX({name(path)},{rows})"


def lines_of_column(path: str) -> str:
    """The line of each cell of a column, counted from the heading: an array."""
    return f"(ROW({name(path)})-ROW(INDEX({name(path)},1))+1)"


def whose_contact_says(people: str, key: str, wanted: str) -> str:
    """Which of these cells name someone of whom Contacts says ``wanted``: an array of TRUE and FALSE.

    Of two contacts with one name, the first is meant: where it stands, Contacts has to say so.
    """
    line = f"MATCH({as_criterion(people)},contacts__name,0)"
    return f"ISNUMBER(MATCH({line},({name(f'contacts.{key}')}={wanted})*{lines_of_column('contacts.name')},0))"


def first_line(condition: str, path: str) -> str:
    """The line, counted from the heading, of the first row that meets a condition; an error where none does.

    ``path`` names any column of that table. The condition is an array of 0 and 1.
    """
    column = name(path)
    return f"{BEYOND}-SUMPRODUCT(MAX({condition}*({BEYOND}-ROW({column}))))-ROW(INDEX({column},1))+1"


def dots(count: str, goal: int) -> str:
    """A count out of a goal as dots: the formula's part that shows ``●●○``."""
    return f'REPT("{FULL}",MIN({count},{goal}))&REPT("{EMPTY}",{goal}-MIN({count},{goal}))'


def shown_dots(count: int, goal: int) -> str:
    """What ``dots`` shows."""
    full = min(count, goal)
    return FULL * full + EMPTY * (goal - full)


def distinct(values: Iterable[object]) -> int:
    """How many different things these cells hold."""
    return len({as_formulas_compare(v) for v in values if filled(v)})
