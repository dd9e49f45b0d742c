"""A Canvas gradebook or Moodle worksheet with one column filled: every other byte stays as it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from folio.basics.wording import sentence_list
from folio.collecting.handed_in import HandedIn
from folio.collecting.list_files import ListFile, ListRow, read_list
from folio.collecting.rosters import (
    RosterEntry,
    headings_of,
    is_points_possible,
    listed_students,
    plain_heading,
    same_students,
)
from folio.collecting.submissions import submission_of
from folio.collecting.witnesses import Witnesses
from folio.domain.names import normalize_name
from folio.exit_codes import ContentProblem

# Canvas puts an assignment's number behind its title; other columns are its own.
_ASSIGNMENT = re.compile(r".*\(\d+\)")
_READ_ONLY = "(read only)"
_MOODLE = ("identifier", "grade", "last modified (grade)")
_CHANGEABLE, _MAXIMUM = "grade can be changed", "maximum grade"
_LINE_END = re.compile("\r\n|\r|\n")
_COMMA, _POINT = re.compile(r"\d+,\d+"), re.compile(r"\d+\.\d+")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Gradebook:
    """A list that a learning system takes back: its students with their lines, and the column to fill.

    ``most`` is the number of points that the system has for it, as it stands there.
    """

    system: str
    listed: ListFile
    students: tuple[tuple[ListRow, RosterEntry], ...]
    column: int
    most: str
    locked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FilledGradebook:
    """The file with its column filled, how many cells were, and the students whose cell stays, and why."""

    content: bytes
    filled: int
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)


def canvas_gradebook(path: Path, title: str) -> Gradebook:
    """Read a Canvas gradebook; raises ContentProblem unless exactly one of its assignments has that heading."""
    listed = _csv_list(path)
    headings, rows = headings_of(listed)
    there = [h.strip() for h in headings.cells]
    assignments = [h for h in there if _ASSIGNMENT.fullmatch(h)]
    if there.count(title.strip()) != 1 or title.strip() not in assignments:
        several = "several columns" if there.count(title.strip()) > 1 else "no assignment"
        raise ContentProblem(
            f"{path}: there is {several} {title.strip()!r}. Canvas would make a new assignment of it.",
            f"Give --column one of these: {sentence_list([repr(a) for a in assignments]) or '(there are none)'}.",
        )
    column = there.index(title.strip())
    students = tuple(listed_students(listed))
    if not any(entry.canvas_id for _, entry in students):
        raise ContentProblem(f"{path}: this isn't a gradebook of Canvas.", "Export it from Canvas as CSV.")
    most = next((_at(row, column) for row in rows if is_points_possible(row)), "")
    if most.casefold() == _READ_ONLY:
        raise ContentProblem(f"{path}: Canvas calculates {title.strip()!r} itself.", "Choose another column.")
    return Gradebook("Canvas", listed, students, column, most)


def moodle_worksheet(path: Path) -> Gradebook:
    """Read a grading worksheet of Moodle; raises ContentProblem when it is none."""
    listed = _csv_list(path)
    headings, _ = headings_of(listed)
    there = [plain_heading(h) for h in headings.cells]
    if lacking := [name for name in _MOODLE if there.count(name) != 1]:
        raise ContentProblem(
            f"{path}: this isn't a grading worksheet of Moodle: it has no column {lacking[0].capitalize()!r}.",
            "Download it from the assignment: View all submissions, Download grading worksheet.",
        )
    students = tuple(listed_students(listed))

    def cells(name: str) -> dict[int, str]:
        return {row.line: _at(row, there.index(name)) for row, _ in students} if name in there else {}

    locked = frozenset(line for line, said in cells(_CHANGEABLE).items() if said.casefold() == "no")
    return Gradebook("Moodle", listed, students, there.index("grade"), next(iter(cells(_MAXIMUM).values()), ""), locked)


def fill(book: Gradebook, works: Sequence[HandedIn], points: Sequence[float | None]) -> FilledGradebook:
    """Put the points of these students into their cells, where those are empty.

    Raises ContentProblem where none of the students is in the gradebook: it is another class's.
    """
    places = _places(book, works)
    if not any(place is not None for place in places):
        raise ContentProblem(
            f"{book.listed.path}: none of the students who are graded is in this file.", "Is it another class's?"
        )
    given = Counter(places)
    kept: dict[str, list[str]] = {}
    values: dict[int, float] = {}
    for work, place, value in zip(works, places, points, strict=True):
        if value is None:
            continue
        row = book.students[place][0] if place is not None else None
        if row is None:
            why = "not found there for sure"
        elif given[place] > 1:
            why = "more than one workbook"
        elif row.line in book.locked:
            why = "locked"
        elif there := _at(row, book.column):
            why = "already filled" if parse_number(there) == value else f"{there} is there, not {_number(value, '.')}"
        else:
            values[row.line] = value
            continue
        kept.setdefault(why, []).append(work.student.name.full or "a workbook without a name")
    return FilledGradebook(_with_values(book, values), len(values), kept)


def parse_number(text: str) -> float | None:
    """Return the number in a cell, with a decimal point or comma; None where there is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _csv_list(path: Path) -> ListFile:
    listed = read_list(path)
    if not listed.separator:
        raise ContentProblem(f"{path}: this isn't a CSV file.", "Give it as the learning system exported it.")
    return listed


def _at(row: ListRow, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""


def _places(book: Gradebook, works: Sequence[HandedIn]) -> list[int | None]:
    """The place of each student in the gradebook; None where it is not there, or might be another's.

    A collection has settled whose the work is; else both witnesses are heard.
    """
    entries = [entry for _, entry in book.students]
    same = same_students(entries, [w.student for w in works])
    witnesses = Witnesses(entries)
    places: list[int | None] = []
    for i, work in enumerate(works):
        place = same.get(i)
        if not work.status:
            owners = [witnesses.owner(submission_of(r.path), r if r.readable else None) for r in work.readings]
            sure = {o.student for o in owners if not (o.is_guess or o.mismatch)}
            place = sure.pop() if len(sure) == 1 else None
        places.append(None if place is not None and _is_other(entries[place], work.student) else place)
    return places


def _is_other(entry: RosterEntry, student: RosterEntry) -> bool:
    """Whether two students of one name are two: their IDs differ, and no number or address says they are one."""
    for one, other in (
        (entry.canvas_id, student.canvas_id), (entry.participant, student.participant), (entry.email, student.email),
    ):  # fmt: skip
        if one and one.casefold() == other.casefold():
            return False
    ids = {normalize_name(entry.school_id), normalize_name(student.school_id)} - {""}
    return len(ids) > 1


def _with_values(book: Gradebook, values: Mapping[int, float]) -> bytes:
    """The bytes of the file with these numbers in the column, by line."""
    content = book.listed.content
    # Signs that matter here have one byte in UTF-8 and in code pages, and no byte of another letter looks like them.
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(content[:2], "latin-1")
    text = content.decode(encoding)
    sign = "," if _has_decimal_commas(book) else "."
    parts, done = [], 0
    for line, spans in _records(text, book.listed.separator):
        if line in values and book.column < len(spans):
            begin, end = spans[book.column]
            number = _number(values[line], sign)
            quoted = text[begin:end].lstrip().startswith('"') or book.listed.separator in number
            parts += [text[done:begin], f'"{number}"' if quoted else number]
            done = end
    return "".join([*parts, text[done:]]).encode(encoding)


def _number(value: float, sign: str) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", sign)


def _has_decimal_commas(book: Gradebook) -> bool:
    """Whether numbers in the file are written as in much of Europe: 7,5."""
    cells = [cell.strip() for row in book.listed.rows for cell in row.cells]
    return any(map(_COMMA.fullmatch, cells)) and not any(map(_POINT.fullmatch, cells))


def _records(text: str, separator: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Each record with its first line, from 1, and where its cells begin and end in the text, with their quotes."""
    plain = f"[^{re.escape(separator)}\r\n]*"
    cell = re.compile(f'"(?:[^"]|"")*"{plain}|{plain}')
    place = next((len(bom) for bom in (_BOM, "\xef\xbb\xbf") if text.startswith(bom)), 0)
    line, begins, spans = 1, 1, []
    while found := cell.match(text, place):  # always: a cell may be empty
        spans.append(found.span())
        line += len(_LINE_END.findall(found[0]))
        place = found.end()
        if text[place : place + 1] == separator:
            place += 1
            continue
        yield begins, spans
        end = _LINE_END.match(text, place)
        if end is None:
            return
        place, line, spans = end.end(), line + 1, []
        begins = line
