"""Rosters as schools and learning systems export them: ours, Canvas, Moodle, PowerSchool, or any with names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from folio.basics.person_names import PersonName, person_name
from folio.basics.wording import visible
from folio.collecting.list_files import ListFile, ListRow, read_list
from folio.domain.names import normalize_name
from folio.exit_codes import ContentProblem
from folio.intake.cells.convert import Converted, convert_email
from folio.intake.cells.typed_dates import read_date
from folio.workbook.embedded_description import name_error

# The headings of a column, the first that is there; those of learning systems before those that many lists have.
_COLUMNS = {
    "name": ("name", "student name", "full name", "student", "lastname,firstname", "last name, first name"),
    "first_name": ("first name", "firstname", "given name", "first"),
    "last_name": ("last name", "lastname", "family name", "surname", "last"),
    "student_id": ("sis user id", "student id", "studentid", "student number", "id number", "sis id", "id"),
    "email": ("email", "e-mail", "mail", "email address", "email addr", "sis login id"),
    "class": ("class", "section", "group", "course"),
    "status": ("status",),
    "canvas_id": ("id",),
    "participant": ("identifier",),
    "submitted": ("last modified (submission)",),
}
# Only a Canvas gradebook has one of these, or a line of Points Possible; its ID is Canvas's own.
_CANVAS = frozenset(("sis user id", "sis login id", "integration id", "root account"))
# The columns that tell who is who: one of these sets must be there.
_NAMING = (("name",), ("first_name", "last_name"))
# A title may stand above the headings.
_ABOVE = 20
_MOST = 20_000
# Lines among the students of a Canvas gradebook that are none.
_TEST_STUDENTS = ("student, test", "test student")
_POINTS_POSSIBLE = "points possible"
_PARTICIPANT = re.compile(r"\D*(\d+)")


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One student on a roster; only the name is always there.

    ``canvas_id`` and ``participant`` are the numbers that Canvas and Moodle have for the student, ``submitted`` the day
    on which Moodle got the work. ``extension`` is the student's own due date. ``warning`` is about a mistake in the
    line that doesn't stop anything; the wrong value is left empty.
    """

    name: PersonName
    student_id: str = ""
    email: str = ""
    class_: str = ""
    excused: bool = False
    extension: date | None = None
    canvas_id: str = ""
    participant: str = ""
    submitted: date | None = None
    warning: str = field(default="", compare=False)

    @property
    def school_id(self) -> str:
        """The student ID that the school gave; a gradebook without such IDs has Canvas's number in its place."""
        return self.student_id if self.student_id != self.canvas_id else ""


@dataclass(frozen=True, slots=True)
class Roster:
    """The students of a class, in order, and what is worth a look: guessed encodings, lists that disagree."""

    entries: tuple[RosterEntry, ...]
    notices: tuple[str, ...] = ()


def read_rosters(paths: Sequence[Path]) -> Roster:
    """Read rosters and join them: the same student id, else email, else name, is the same student.

    Raises ContentProblem naming the line for any mistake.
    """
    entries: list[RosterEntry] = []
    notices: list[str] = []
    for path in paths:
        listed = read_list(path)
        more = [entry for _, entry in listed_students(listed)]
        if listed.guessed:
            notices.append(_look_at(path, more))
        entries = _joined(entries, more) if entries else more
    return Roster(tuple(entries), tuple(notices))


def _look_at(path: Path, entries: Iterable[RosterEntry]) -> str:
    odd = next((e.name.full for e in entries if not e.name.full.isascii()), "")
    look = f" Is {odd!r} spelled right?" if odd else ""
    return f"{path} doesn't say how its letters are stored, so this was guessed.{look}"


def listed_students(listed: ListFile) -> Iterator[tuple[ListRow, RosterEntry]]:
    """Yield the students of a list, each with its line. Raises ContentProblem naming the line for any mistake."""
    path = listed.path
    headings, rows = headings_of(listed)
    places = _places(path, headings.cells, canvas=any(map(is_points_possible, rows)))
    seen: dict[str, int] = {}
    found = 0
    for row in _students(rows, places):
        entry = _entry(path, row, places, headings.cells)
        identity = normalize_name(entry.student_id or entry.canvas_id or entry.participant or entry.name.full)
        if identity in seen:
            of_id = entry.student_id or entry.canvas_id or entry.participant
            what = f"the ID {of_id}" if of_id else f"the name {entry.name.full} without an ID"
            raise ContentProblem(
                f"{path}, line {row.line}: {what} is already in line {seen[identity]}.",
                "Give each student one line and a different ID.",
            )
        seen[identity] = row.line
        found += 1
        if found > _MOST:
            raise ContentProblem(
                f"{path}: the roster has {len(rows):,} lines.", f"Split it: {_MOST:,} is the most at a time."
            )
        yield row, entry
    if not found:
        raise ContentProblem(f"{path}: the roster has no students.", "Add a line for each student below the headings.")


def headings_of(listed: ListFile) -> tuple[ListRow, list[ListRow]]:
    """Return the line of headings, which may stand below a title, and the lines below it."""
    rows = listed.rows
    for i, row in enumerate(rows[:_ABOVE]):
        names = set(map(plain_heading, row.cells))
        if any(all(names.intersection(_COLUMNS[key]) for key in keys) for keys in _NAMING):
            return row, rows[i + 1 :]
    there = ", ".join(c for c in rows[0].cells if c.strip()) if rows else ""
    raise ContentProblem(
        f"{listed.path}: the roster has no column 'name'" + (f". It has: {there}." if there else ": it's empty."),
        "Its first line should be: name,student_id,email,class",
    )


def plain_heading(text: str) -> str:
    """Return a heading for comparing: PowerSchool puts the name of a table before it, and many write _ for a space."""
    return normalize_name(re.sub(r"^[A-Za-z]\w*\.(?=\w)", "", text.strip()).replace("_", " "))


def is_class_list(headings: Iterable[str]) -> bool:
    """Whether only a list of students has such headings, as ``plain_heading`` gives them."""
    of_students = {*_COLUMNS["student_id"], *_COLUMNS["participant"], *_CANVAS, "student", "student name"} - {"id"}
    return bool(of_students.intersection(headings))


def is_points_possible(row: ListRow) -> bool:
    """Whether this is the line of a Canvas gradebook above its students."""
    return any(normalize_name(cell) == _POINTS_POSSIBLE for cell in row.cells)


def _places(path: Path, headings: Sequence[str], *, canvas: bool) -> dict[str, int]:
    """The index of each column that is there."""
    header = [plain_heading(h) for h in headings]
    canvas = canvas or bool(_CANVAS & set(header))
    exported = canvas or "identifier" in header
    places: dict[str, int] = {}
    for key, names in _COLUMNS.items():
        if key == "canvas_id" and not canvas:
            continue
        wanted = [n for n in names if n in header]
        if len(wanted) > 1 and not exported:
            wanted = [n for n in wanted if n == key.replace("_", " ")] or wanted
        if not exported and (len(wanted) > 1 or (wanted and header.count(wanted[0]) > 1)):
            raise ContentProblem(f"{path}: two columns could be {key!r}.", f"Name exactly one of them {key!r}.")
        if wanted:
            places[key] = header.index(wanted[0])
    return places


def _students(rows: Sequence[ListRow], places: Mapping[str, int]) -> Iterator[ListRow]:
    """The lines of students; those of a Canvas gradebook begin below the line of Points Possible, if it has one."""
    above = next((i for i, row in enumerate(rows, start=1) if is_points_possible(row)), 0)
    rows = rows[above:]
    return (r for r in rows if "name" not in places or normalize_name(_cell(r, places["name"])) not in _TEST_STUDENTS)


def _cell(row: ListRow, place: int | None) -> str:
    return " ".join(row.cells[place].split()) if place is not None and place < len(row.cells) else ""


def _entry(path: Path, row: ListRow, places: Mapping[str, int], headings: Sequence[str]) -> RosterEntry:
    """The student of a line; raises ContentProblem where it can't be used."""
    where = f"{path}, line {row.line}"
    cells = {key: _cell(row, places.get(key)) for key in _COLUMNS}
    if surplus := [c for c in row.cells[len(headings) :] if c.strip()]:
        raise ContentProblem(
            f"{where}: there are more cells than headings ({surplus[0].strip()!r}).",
            'A name with a comma in it needs quotes, like "Lopez, Ana".',
        )
    if why := next(filter(None, map(name_error, cells.values())), ""):
        raise ContentProblem(f"{where}: a cell can't be used: {why}.", "Fix that line.")
    if cells["first_name"] or cells["last_name"]:
        name = PersonName(
            f"{cells['first_name']} {cells['last_name']}".strip(), cells["first_name"], cells["last_name"]
        )
    elif cells["name"]:
        name = person_name(cells["name"])
    else:
        raise ContentProblem(f"{where}: the name is missing.", "Add it, or delete the line.")
    excused, extension = _excuse(where, cells["status"]) if "participant" not in places else (False, None)
    address, warning = _address(cells["email"], f"{where}, column {headings[places.get('email', 0)].strip()}")
    number = _PARTICIPANT.fullmatch(cells["participant"])
    return RosterEntry(
        name, cells["student_id"], address, cells["class"], excused, extension, cells["canvas_id"],
        number[1] if number else "", read_date(cells["submitted"])[0], warning,
    )  # fmt: skip


def _address(typed: str, where: str) -> tuple[str, str]:
    """The email address, or why it is none; a login that looks like none is no mistake of anybody's."""
    if "SIS Login" in where and "@" not in typed:
        return "", ""
    converted = convert_email(typed) if typed else Converted("")
    wrong = f"{where}: {typed!r} isn't an email address.{converted.hint}" if converted.error else ""
    return str(converted.value or ""), wrong


def _excuse(where: str, status: str) -> tuple[bool, date | None]:
    """Whether the student is excused, and until when the due date is put off."""
    word, _, rest = status.casefold().partition(" ")
    if word in ("", "excused", "active", "enrolled"):
        return word == "excused", None
    day = read_date(rest)[0] if word == "extension" else None
    if day is None:
        raise ContentProblem(
            f"{where}: the status {visible(status, 40)!r} isn't known.",
            "Leave it blank, or write excused, or extension and a date, like extension 2026-12-04.",
        )
    return False, day


def _joined(known: Sequence[RosterEntry], more: Sequence[RosterEntry]) -> list[RosterEntry]:
    """Add what another roster says of the same students, and the students that only it has."""
    same = same_students(known, more)
    result = list(known)
    for i, place in same.items():
        result[place] = _filled_up(result[place], more[i])
    return [*result, *(e for i, e in enumerate(more) if i not in same)]


def same_students(known: Sequence[RosterEntry], more: Sequence[RosterEntry]) -> dict[int, int]:
    """Return the places of students of one list with their places in a known one.

    The same number in Canvas or Moodle is the same student, else the same student ID, else email address, else name.
    An ID that may be Canvas's number says little alone: a school may have given the same number to somebody else.
    """
    same: dict[int, int] = {}
    for keys in (_by_canvas, _by_participant, _by_id, _by_email, _by_id_and_name, _by_name):
        places = _unique({i: keys(e) for i, e in enumerate(known)})
        others = _unique({i: keys(e) for i, e in enumerate(more) if i not in same})
        same |= {others[key]: places[key] for key in others.keys() & places.keys()}
    return same


def _by_canvas(entry: RosterEntry) -> str:
    return entry.canvas_id


def _by_participant(entry: RosterEntry) -> str:
    return entry.participant


def _by_id(entry: RosterEntry) -> str:
    return normalize_name(entry.school_id)


def _by_id_and_name(entry: RosterEntry) -> str:
    return normalize_name(f"{entry.student_id} {entry.name.full}") if entry.student_id else ""


def _by_email(entry: RosterEntry) -> str:
    return entry.email.casefold()


def _by_name(entry: RosterEntry) -> str:
    return normalize_name(entry.name.full)


def _unique(keys: Mapping[int, str]) -> dict[str, int]:
    """The places by key, of those keys that only one has."""
    often = Counter(keys.values())
    return {key: place for place, key in keys.items() if key and often[key] == 1}


def _filled_up(entry: RosterEntry, other: RosterEntry) -> RosterEntry:
    """The entry, with what only the other roster says of the student."""
    blank = {
        name: getattr(other, name)
        for name in ("student_id", "email", "class_", "excused", "extension", "canvas_id", "participant", "submitted")
        if not getattr(entry, name) and getattr(other, name)
    }
    return replace(entry, **blank)
