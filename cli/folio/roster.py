"""A class list from CSV, as schools export it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from folio.domain.names import normalize_name
from folio.exit_codes import ContentProblem
from folio.intake.cells.convert import fit_email
from folio.workbook.embedded_description import unfit

_COLUMNS = {
    "name": ("name", "student name", "full name", "student"),
    "student_id": ("student_id", "student id", "id", "studentid"),
    "email": ("email", "e-mail", "mail", "email address"),
    "class": ("class", "section", "group", "course"),
}
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One student of a roster; only the name is always there.

    ``doubt`` says what is wrong in the line, though a workbook can be made; what it is about is then left empty.
    """

    name: str
    student_id: str = ""
    email: str = ""
    class_: str = ""
    doubt: str = ""


def read_roster(path: Path) -> list[Entry]:
    """Read a roster: columns name, student_id, email, class in any order and case; comma, semicolon or tab; BOM or not.

    Only ``name`` is needed. Raises ContentProblem naming the line for anything that is wrong.
    """
    lines = list(_lines(path, _text(path)))
    rows = [cells for _, cells in lines]
    header = [normalize_name(h) for h in rows[0]] if rows else []
    places = {key: next((header.index(n) for n in names if n in header), None) for key, names in _COLUMNS.items()}
    if places["name"] is None:
        there = ", ".join(h for h in rows[0] if h.strip()) if rows else ""
        raise ContentProblem(
            f"{path}: the roster has no column 'name'" + (f"; it has: {there}." if there else "; it is empty."),
            "Its first line should be: name,student_id,email,class",
        )
    for key, names in _COLUMNS.items():
        if sum(h in names for h in header) > 1 and sum(h == key for h in header) != 1:
            raise ContentProblem(f"{path}: two columns could be {key!r}.", f"Name exactly one of them {key!r}.")
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for line, row in lines[1:]:
        # Not students, but what Canvas puts among them.
        if normalize_name(row[places["name"]] if places["name"] < len(row) else "") in (
            "points possible",
            "student, test",
        ):
            continue
        entry = Entry(*(" ".join(row[p].split()) if p is not None and p < len(row) else "" for p in places.values()))
        if surplus := [c for c in row[len(header) :] if c.strip()]:
            raise ContentProblem(
                f"{path}, line {line}: there are more cells than headings ({surplus[0].strip()!r}).",
                'A name with a comma in it needs quotes: "Lopez, Ana".',
            )
        if why := next(filter(None, map(unfit, (entry.name, entry.student_id, entry.email, entry.class_))), ""):
            raise ContentProblem(f"{path}, line {line}: a cell cannot be taken: {why}.", "Mend that line.")
        if not entry.name:
            raise ContentProblem(f"{path}, line {line}: there is no name.", "Fill it in, or remove the line.")
        identity = normalize_name(entry.student_id or entry.name)
        if identity in seen:
            what = f"the ID {entry.student_id}" if entry.student_id else f"the name {entry.name} without an ID"
            raise ContentProblem(
                f"{path}, line {line}: {what} is there already, in line {seen[identity]}.",
                "Give each student a line and an ID of their own.",
            )
        seen[identity] = line
        if entry.email:
            address = fit_email(entry.email)
            where = f"{path}, line {line}, column {rows[0][places['email'] or 0].strip()}"
            wrong = f"{where}: {entry.email!r} is not an e-mail address.{address.hint}" if address.error else ""
            entry = replace(entry, email=str(address.value or ""), doubt=wrong)
        entries.append(entry)
    if not entries:
        raise ContentProblem(f"{path}: the roster names no student.", "Add a line for each student below the headings.")
    if len(entries) > _MOST:
        raise ContentProblem(
            f"{path}: the roster has {len(entries):,} lines.", f"Split it; {_MOST:,} are the most at a time."
        )
    return entries


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """The records that hold anything, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=_delimiter(text), strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ContentProblem(
                f"{path}, line {begins}: this line cannot be read as CSV.",
                "Is a quotation mark left open?",
            ) from None
        if any(c.strip() for c in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ContentProblem(f"{path}: {error.strerror}.", "Is the roster there and readable?") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content:
        raise ContentProblem(f"{path}: this is not a CSV file.", "Save the roster as CSV (UTF-8) first.")
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
