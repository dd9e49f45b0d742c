"""A collection as data: the rows of ``collect.csv``, the answer in JSON, and the manifest."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from folio.basics.csv_cells import neutral
from folio.basics.file_names import distinct, slug
from folio.collecting.collecting import Collected, Collection
from folio.collecting.rosters import RosterEntry
from folio.intake.model import Skipped

FORMAT = 1
COLUMNS = (
    "student_id", "last_name", "first_name", "class", "status", "reason", "file", "submitted_by", "late_source",
    "is_guess", "sha256",
)  # fmt: skip
FILES = "files"


def collection_data(
    collection: Collection,
    roster: Sequence[RosterEntry],
    left_out: Sequence[Skipped],
    today: date,
    chosen: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the answer of ``folio collect --format json``; students are sorted by class and last name.

    A student whose name isn't said first name first has it as ``name``. Each student of whom a file counts has a
    ``copy``: its place in the folder; where the learning system says when the
    work came in, also ``submitted_on``, and ``days_late`` if it is late.
    """
    ordered = sorted(collection.students, key=lambda s: _order(roster, s))
    copies = iter(_copy_names([s for s in ordered if s.file], roster))
    students = [_row(s, roster) | ({"copy": next(copies)} if s.file else {}) | _more(s, roster) for s in ordered]
    return {
        "format": FORMAT,
        "collected": today.isoformat(),
        "students": students,
        "strays": [_row(s, roster) for s in collection.strays],
        "left_out": [{"path": s.path, "why": s.why} for s in left_out],
        "chosen": sorted(chosen),
        "summary": dict(Counter(s["status"] for s in students)),
    }


def _order(roster: Sequence[RosterEntry], item: Collected) -> tuple[str, tuple[str, str], int]:
    entry = roster[item.student or 0]
    return entry.class_.casefold(), entry.name.sort_key, item.student or 0


def _row(item: Collected, roster: Sequence[RosterEntry]) -> dict[str, Any]:
    entry = roster[item.student] if item.student is not None else None
    by = item.file.submission if item.file else None
    return {
        "student_id": entry.student_id if entry else "",
        "last_name": entry.name.last if entry else "",
        "first_name": entry.name.first if entry else "",
        "class": entry.class_ if entry else "",
        "status": item.status,
        "reason": item.reason,
        "file": item.file.path if item.file else "",
        "submitted_by": f"{by.system} {by.number}".strip() if by and by.system else "",
        "late_source": item.late_source,
        "is_guess": item.is_guess,
        "sha256": item.file.reading.sha256 if item.file and item.file.reading else "",
    }


def _more(item: Collected, roster: Sequence[RosterEntry]) -> dict[str, Any]:
    """What only some have: the name as it is said, and when the work came in, as far as Moodle says so."""
    entry = roster[item.student or 0]
    name = {} if entry.name.full == f"{entry.name.first} {entry.name.last}".strip() else {"name": entry.name.full}
    return name | _when(item, entry.submitted)


def _when(item: Collected, submitted: date | None) -> dict[str, Any]:
    if submitted is None or item.file is None or item.file.submission.system != "Moodle":
        return {}
    late = {} if item.days_late is None else {"days_late": item.days_late}
    return {"submitted_on": submitted.isoformat()} | late


def _copy_names(students: Sequence[Collected], roster: Sequence[RosterEntry]) -> list[str]:
    """Where the copies go: names that say whose the workbook is, safe on every system."""
    names = []
    for student in students:
        entry = roster[student.student or 0]
        names.append(slug(f"{entry.name.last} {entry.name.first} {entry.student_id}", "student"))
    endings = [PurePosixPath(s.file.path).suffix.lower() if s.file else "" for s in students]
    return [f"{FILES}/{name}{ending}" for name, ending in zip(distinct(names), endings, strict=True)]


def collection_csv(data: dict[str, Any]) -> str:
    """Return ``collect.csv``: the students, then the stray files."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({k: neutral(v) for k, v in row.items()} for row in (*data["students"], *data["strays"]))
    return stream.getvalue()


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Return the students of whom something is new, each with what it was: another status, or another file."""

    def key(student: dict[str, Any]) -> tuple[str, str, str, str]:
        return student["student_id"], student["last_name"], student["first_name"], student["class"]

    known = {key(s): s for s in before["students"]}
    found = []
    for student in after["students"]:
        old = known.get(key(student))
        if old is None:
            found.append((student, "new on the roster"))
        elif old["status"] != student["status"]:
            found.append((student, f"was {old['status']}"))
        elif old["sha256"] != student["sha256"]:
            found.append((student, "another file than last time"))
    return found
