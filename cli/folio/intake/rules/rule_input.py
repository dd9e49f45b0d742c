"""What every rule works on: the frames of all workbooks, who is in them, and the problem at a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from folio.basics.plain_pandas import pd
from folio.basics.wording import visible
from folio.domain.interviews import people_met, people_met_lately
from folio.domain.records import Record, Records
from folio.intake.model import Problem, Reading, Row
from folio.intake.problems.make import make_problem
from folio.intake.reading_records import records_of
from folio.intake.rules.frames import READING, ROW, WHO, Frame, Who, person_column
from folio.template.schema import Column, Sheet, Template
from folio.template.vocabulary import INTERVIEW_COMPLETED

# Earlier dates are slips of the hand, and have their own problem.
OLDEST = date(2000, 1, 1)

Mask = pd.Series
# One line of a frame: the template's columns, and READING, ROW, WHO and INDEX.
FrameRow = dict[str, Any]
Found = Iterator[tuple[int, Problem]]
INDEX = "_index"


@dataclass(frozen=True)
class RuleInput:
    """What a rule works on: the readings, the frames of all their rows, and the day that counts as today."""

    readings: Sequence[Reading]
    frames: dict[str, Frame]
    today: date

    def frame(self, key: str, *columns: str) -> pd.DataFrame | None:
        """The rows of a sheet in all workbooks, if it has all these columns and any row."""
        frame = self.frames.get(key)
        return frame.values if frame and set(columns) <= set(frame.values.columns) else None

    def filled_in(self, key: str, *columns: str) -> Mask[bool]:
        """Which rows of a sheet have any of these cells filled, whether or not it fits; columns may be missing."""
        filled = self.frames[key].filled
        return filled[filled.columns.intersection(list(columns))].any(axis=1)

    def days(self, key: str, column: str) -> Mask[Any]:
        """The days in a column of a sheet, NaT where none stands."""
        return self.frames[key].days(column)

    def records(self, index: int) -> Records:
        """The records of one workbook, in which nothing private is left."""
        return records_of(self.readings[index], self.today)

    def at(self, index: int, key: str, record: Record) -> FrameRow:
        """The line of a frame behind one record of a workbook."""
        return {READING: index, ROW: record.index, **self.readings[index].tables[key].rows[record.index].values}

    def row(self, key: str, line: FrameRow) -> Row:
        """The row behind one line of a frame."""
        return self.readings[line[READING]].tables[key].rows[line[ROW]]

    def template(self, line: FrameRow) -> Template:
        """The template of the workbook behind one line of a frame."""
        template = self.readings[line[READING]].template
        if template is None:
            raise ValueError("an unreadable file has no rows")
        return template

    def having(self, key: str, *columns: str, wanted: Callable[[Column], object] = lambda c: True) -> set[int]:
        """The readings whose file and template have these columns of a sheet, and want this of each."""
        fits: dict[int, bool] = {}
        for r in self.readings:
            if r.template is not None and id(r.template) not in fits:
                sheet = r.template.get(key) if r.template.has(key, *columns) else None
                fits[id(r.template)] = sheet is not None and all(wanted(sheet.column(c)) for c in columns)
        return {
            i
            for i, r in enumerate(self.readings)
            if fits.get(id(r.template)) and key in r.tables and set(columns) <= set(r.tables[key].columns)
        }

    def showing(self, key: str, *columns: str) -> set[int]:
        """The readings in which these columns of a sheet are there, and not private: reports see them too."""
        return self.having(key, *columns, wanted=lambda c: not c.private)

    def columns(self, wanted: Callable[[Column], object]) -> Iterator[tuple[str, Column]]:
        """The columns of all templates that are wanted, each once, as (sheet key, column)."""
        seen: set[tuple[str, str]] = set()
        for template in {id(r.template): r.template for r in self.readings if r.template}.values():
            for sheet in template.sheets:
                for column in sheet.columns:
                    if (sheet.key, column.key) not in seen and wanted(column):
                        seen.add((sheet.key, column.key))
                        yield sheet.key, column

    def problem(self, code: str, key: str, line: FrameRow, column_key: str, **words: Any) -> tuple[int, Problem]:
        """The problem ``code`` at a column of the row behind ``line``; the word ``who`` is whom the row is about."""
        row = self.row(key, line)
        sheet = self.template(line).sheet(key)
        words.setdefault("value", row.values.get(column_key))
        words.setdefault("who", self.name(sheet, line))
        problem = make_problem(
            code, sheet=row.sheet, cell=row.cells.get(column_key), column=sheet.column(column_key), **words
        )
        return line[READING], problem

    def name(self, sheet: Sheet, line: FrameRow) -> str:
        """The name of whom a row is about, unless nobody may see it."""
        column = person_column(sheet)
        name = line.get(column) if column else None
        if not isinstance(name, str) or column is None:
            return "this person"
        secret = sheet.column(column).private or self.template(line).sheet("contacts").column("name").private
        return "this person" if secret else visible(name, 60)

    def is_past(self, day: date, grace: timedelta = timedelta()) -> bool:
        """Whether a day is before today, by more than the grace, and no slip of the hand."""
        return OLDEST <= day < self.today - grace

    def are_past(self, key: str, column: str, grace: timedelta = timedelta()) -> Mask[bool]:
        """Which rows of a sheet have such a day in a column."""
        days = self.days(key, column)
        return (days >= pd.Timestamp(OLDEST)) & (days < pd.Timestamp(self.today - grace))

    @cached_property
    def known(self) -> set[Who]:
        """The people on the sheet of contacts."""
        frame = self.frame("contacts")
        return set() if frame is None else set(frame[WHO].dropna())

    def with_unlisted(self, key: str, *columns: str) -> set[int]:
        """The readings in which a row of a sheet, with any of these columns filled, is about nobody known."""
        frame = self.frame(key)
        if frame is None:
            return set()
        return set(frame[READING][self.filled_in(key, *columns) & ~is_in(frame[WHO], self.known)])

    @cached_property
    def fresh(self) -> set[Who]:
        """With whom an interview was so short a time ago that much may still have to be noted."""
        return {(i, name) for i in self.readable for name in people_met_lately(self.records(i))}

    @cached_property
    def met(self) -> set[Who]:
        """With whom an interview was held, as far as is known."""
        return {(i, name) for i in self.readable for name in people_met(self.records(i))}

    @property
    def readable(self) -> list[int]:
        """The readings of files that could be read."""
        return [i for i, r in enumerate(self.readings) if r.template]


def rows_where(frame: pd.DataFrame, mask: Mask[Any]) -> Iterator[FrameRow]:
    """The lines of a frame that a mask holds."""
    held = mask.astype(bool)
    if not held.any():  # as it mostly is; choosing nothing takes its time too
        return
    chosen = frame[held]
    keys = (INDEX, *chosen.columns)
    for line in zip(chosen.index, *(chosen[key] for key in chosen.columns), strict=True):
        yield dict(zip(keys, line, strict=True))


def are_completed(frame: pd.DataFrame) -> Mask[Any]:
    """Which lines of the interviews were held, by their status."""
    return (frame["status"] == INTERVIEW_COMPLETED).astype(bool)


def is_in(series: Mask[Any], found: set[Any]) -> Mask[Any]:
    """Which values are in a set."""
    return series.isin(found)


def values(series: Mask[Any]) -> list[Any]:
    """The values of a column, None where nothing stands; pandas puts NaN where a file lacks the column."""
    return [None if value != value else value for value in series]


def has_words(sheet: Sheet) -> frozenset[str]:
    """The columns of a sheet that take words."""
    return frozenset(c.key for c in sheet.columns if c.type in ("text", "long_text"))
