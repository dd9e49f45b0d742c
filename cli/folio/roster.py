"""A class list in CSV, as schools export it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from folio.domain.names import normalize_name
from folio.exit_codes import ContentProblem
from folio.intake.cells.convert import Converted, convert_email
from folio.workbook.embedded_description import name_error

_COLUMNS = {
    "name": ("name", "student name", "full name", "student"),
    "student_id": ("student_id", "student id", "id", "studentid"),
    "email": ("email", "e-mail", "mail", "email address"),
    "class": ("class", "section", "group", "course"),
}
_MOST = 20_000
# Canvas puts these lines among the students.
_CANVAS_LINES = ("points possible", "student, test")


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One student on a roster; only the name is always there.

    ``warning`` is about a mistake in the line that doesn't stop the workbook; the wrong value is left empty.
    """

    name: str
    student_id: str = ""
    email: str = ""
    class_: str = ""
    warning: str = ""


def read_roster(path: Path) -> list[RosterEntry]:
    """Read a roster: columns name, student_id, email, class in any order and case; comma, semicolon or tab; BOM or not.

    Only ``name`` is required. Raises ContentProblem naming the line for any mistake.
    """
    lines = list(_lines(path, _text(path)))
    headings = lines[0][1] if lines else []
    places = _places(path, headings)
    entries: list[RosterEntry] = []
    seen: dict[str, int] = {}
    for line, row in lines[1:]:
        cells = {key: " ".join(row[p].split()) if p is not None and p < len(row) else "" for key, p in places.items()}
        if normalize_name(cells["name"]) in _CANVAS_LINES:
            continue
        where = f"{path}, line {line}"
        if surplus := [c for c in row[len(headings) :] if c.strip()]:
            raise ContentProblem(
                f"{where}: there are more cells than headings ({surplus[0].strip()!r}).",
                'A name with a comma in it needs quotes, like "Lopez, Ana".',
            )
        if why := next(filter(None, map(name_error, cells.values())), ""):
            raise ContentProblem(f"{where}: a cell can't be used: {why}.", "Fix that line.")
        if not cells["name"]:
            raise ContentProblem(f"{where}: the name is missing.", "Add it, or delete the line.")
        identity = normalize_name(cells["student_id"] or cells["name"])
        if identity in seen:
            what = f"the ID {cells['student_id']}" if cells["student_id"] else f"the name {cells['name']} without an ID"
            raise ContentProblem(
                f"{where}: {what} is already in line {seen[identity]}.",
                "Give each student one line and a different ID.",
            )
        seen[identity] = line
        entries.append(_entry(cells, f"{where}, column {headings[places['email'] or 0].strip()}"))
    if not entries:
        raise ContentProblem(f"{path}: the roster has no students.", "Add a line for each student below the headings.")
    if len(entries) > _MOST:
        raise ContentProblem(
            f"{path}: the roster has {len(entries):,} lines.", f"Split it: {_MOST:,} is the most at a time."
        )
    return entries


def _places(path: Path, headings: list[str]) -> dict[str, int | None]:
    """Return the index of each column, None for one that is missing."""
    header = [normalize_name(h) for h in headings]
    places = {key: next((header.index(n) for n in names if n in header), None) for key, names in _COLUMNS.items()}
    if places["name"] is None:
        there = ", ".join(h for h in headings if h.strip())
        raise ContentProblem(
            f"{path}: the roster has no column 'name'" + (f". It has: {there}." if there else ": it's empty."),
            "Its first line should be: name,student_id,email,class",
        )
    for key, names in _COLUMNS.items():
        if sum(h in names for h in header) > 1 and sum(h == key for h in header) != 1:
            raise ContentProblem(f"{path}: two columns could be {key!r}.", f"Name exactly one of them {key!r}.")
    return places


def _entry(cells: dict[str, str], where: str) -> RosterEntry:
    """Return the student of a line; an email address that is none becomes a warning."""
    address = convert_email(cells["email"]) if cells["email"] else Converted("")
    wrong = f"{where}: {cells['email']!r} isn't an email address.{address.hint}" if address.error else ""
    return RosterEntry(cells["name"], cells["student_id"], str(address.value or ""), cells["class"], wrong)


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records that aren't blank, each with its first line."""
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=_delimiter(text), strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ContentProblem(
                f"{path}, line {begins}: this line can't be read as CSV.",
                "Is there a quotation mark that isn't closed?",
            ) from None
        if any(c.strip() for c in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ContentProblem(f"{path}: {error.strerror}.", "Is the roster there, and can you open it?") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content:
        raise ContentProblem(f"{path}: this isn't a CSV file.", "Save the roster as CSV (UTF-8) first.")
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        # Older spreadsheet programs save CSV in the Western code page.
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    return max(",;\t", key=first.count)
