"""What reading yields: rows of typed values with their addresses, everything outside the tables, and problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any, Literal, TypeVar

from folio.domain.names import normalize_name
from folio.domain.records import Value
from folio.intake.files.workbook_file import WorkbookFile
from folio.template.schema import Template

Severity = Literal["error", "warning", "note"]


_T = TypeVar("_T")


def _travels_light(cls: type[_T]) -> type[_T]:
    """Let objects of a dataclass travel between processes as their values alone, which takes a third of the time."""
    values = attrgetter(*(f.name for f in fields(cls)))  # type: ignore[arg-type]
    cls.__reduce__ = lambda self: (cls, values(self))  # type: ignore[method-assign]
    return cls


@_travels_light
@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what was typed, what is wrong and what to do.

    ``sheet`` is the title in the file, ``cell`` an address like ``C7``; both are None where the problem
    is about a whole file, sheet or row. ``private`` tells that ``value`` and ``message`` quote a private column.
    """

    code: str
    severity: Severity
    message: str
    fix: str
    sheet: str | None = None
    cell: str | None = None
    column: str | None = None
    value: Value = None
    private: bool = False


@_travels_light
@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table (or the whole of a form) that has something in it.

    ``values`` are canonical (dates as ``date``, ratings as ``int``, yes_no as ``bool``, None where the cell is empty or
    does not fit); ``as_typed`` holds the originals wherever they differ. ``number`` counts from 1 as the file does.
    ``untouched`` marks a prefilled row that nobody changed. ``cells`` gives each column's address in the file.
    ``proposed`` are the columns in which nobody typed, and whose values follow from other cells.
    """

    sheet: str
    number: int
    values: Mapping[str, Value]
    as_typed: Mapping[str, Any]
    cells: Mapping[str, str]
    untouched: bool = False
    proposed: frozenset[str] = frozenset()

    def has(self, column: str) -> bool:
        """Whether something stands in a column's cell, whether or not it fits its type."""
        return self.values.get(column) is not None or column in self.as_typed

    def is_typed(self, column: str) -> bool:
        """Whether a person filled a column's cell: what follows from other cells is not typed."""
        return self.has(column) and column not in self.proposed


@_travels_light
@dataclass(frozen=True, slots=True)
class Table:
    """All rows of one sheet of the template, as found in the file."""

    key: str
    sheet: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...]

    @property
    def typed_rows(self) -> list[Row]:
        """The rows that a person typed something into."""
        return [r for r in self.rows if not r.untouched]


@_travels_light
@dataclass(frozen=True, slots=True)
class Extra:
    """A filled cell outside the tables: custom columns and sheets, and cells beside and below a table.

    ``private`` when it is in a private column, or may come from one.
    """

    sheet: str
    cell: str
    value: Any
    formula: str = ""
    private: bool = False


@_travels_light
@dataclass(frozen=True, slots=True)
class Note:
    """A cell note that a person wrote; ``private`` when its cell is in a private column."""

    sheet: str
    cell: str
    text: str
    private: bool = False


@_travels_light
@dataclass(frozen=True, slots=True)
class Student:
    """Whose workbook it is, as far as it says."""

    name: str = ""
    id: str = ""
    class_: str = ""
    email: str = ""


@_travels_light
@dataclass(frozen=True, slots=True)
class Reading:
    """One file that was read: what it is, what is in it, and what is wrong with it.

    An unreadable file has no template, no tables, and one problem that says why.
    """

    path: str
    sha256: str = ""
    workbook_id: str = ""
    template: Template | None = None
    student: Student = Student()
    # Whom folio made it for, whatever was typed since.
    made_for: Student = Student()
    tables: Mapping[str, Table] = field(default_factory=dict)
    extra: Sequence[Extra] = ()
    notes: Sequence[Note] = ()
    problems: tuple[Problem, ...] = ()
    # How many rows a person typed in each table, and how many cells beside: also when they were let go of.
    row_counts: Mapping[str, int] = field(default_factory=dict)
    extra_count: int = 0

    @property
    def readable(self) -> bool:
        """Whether the file could be read at all."""
        return self.template is not None

    @property
    def started(self) -> bool:
        """Whether anything is filled in beyond the start sheet."""
        return any(count for key, count in self.row_counts.items() if key != "start") or self.extra_count > 0

    @property
    def status(self) -> Literal["ok", "problems", "unreadable"]:
        """``problems`` when there is a problem of severity error."""
        if not self.readable:
            return "unreadable"
        return "problems" if any(p.severity == "error" for p in self.problems) else "ok"

    @property
    def display_name(self) -> str:
        """The student's name, or the file's where the workbook has none."""
        return self.student.name or self.path.rsplit("/", 1)[-1]

    @property
    def person(self) -> str:
        """Whose workbook it is, for comparing: the student's ID, else the name, else the path of the file."""
        return normalize_name(self.student.id or self.student.name or self.path)

    def rows(self, key: str) -> list[Mapping[str, Value]]:
        """The values of the rows that a person typed in the sheet ``key``; empty where there is none."""
        table = self.tables.get(key)
        return [r.values for r in table.typed_rows] if table else []

    def without_rows(self) -> Reading:
        """The same reading without what was typed: its problems and counts stay."""
        return replace(self, tables={}, extra=(), notes=())

    def with_problems(self, more: list[Problem]) -> Reading:
        """The same reading with more problems."""
        return replace(self, problems=(*self.problems, *more)) if more else self


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was skipped, and why; a summary is about several files of a folder."""

    path: str
    why: str
    is_summary: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that one run read, in the order in which it was given, and the files it was read from."""

    readings: tuple[Reading, ...]
    skipped: tuple[Skipped, ...] = ()
    sources: tuple[WorkbookFile, ...] = ()
    # The students of collections, see ``discover.FoundFiles``.
    collected: tuple[Mapping[str, Any], ...] = ()

    @property
    def paths(self) -> list[str]:
        """The files that were read, as given; for a member of a zip, its place in it."""
        return [r.path for r in self.readings]

    @property
    def statuses(self) -> set[str]:
        """Every status among the readings."""
        return {r.status for r in self.readings}

    @property
    def readable(self) -> list[Reading]:
        """The workbooks that could be read."""
        return [r for r in self.readings if r.readable]
