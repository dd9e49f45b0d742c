"""The workbooks of an earlier term, each given to its student, so that what is in them can be carried over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from folio.basics.wording import sentence_list, visible
from folio.collecting.arrivals import read_arrivals
from folio.collecting.collecting import Collected, collect
from folio.collecting.handed_in import full_name
from folio.collecting.rosters import RosterEntry
from folio.collecting.statuses import in_words
from folio.domain.names import normalize_name
from folio.intake.files.discover import path_in
from folio.intake.files.manifest import manifest_at

# Of such a student nobody can say which workbook is the old one.
_UNCLEAR = ("DUPLICATE", "MISMATCH")
_UNREAD = ("UNREADABLE", "WRONG FILE")


@dataclass(slots=True)
class OldWorkbooks:
    """By number on the roster: the path of each student's old workbook, or why it can't be read, or why it's unclear.

    ``others`` says of each further file why it is nobody's.
    """

    paths: dict[int, str] = field(default_factory=dict)
    unread: dict[int, str] = field(default_factory=dict)
    unclear: dict[int, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def old_workbooks(
    source: str, roster: Sequence[RosterEntry], today: date, on_progress: Callable[[int, int, str], None],
    rosters: Sequence[Path] = (),
) -> OldWorkbooks:  # fmt: skip
    """Find each student's old workbook in a folder or zip, as ``folio collect`` does; a collection says itself."""
    manifest = manifest_at(source)
    found = OldWorkbooks()
    if manifest is not None:
        by_id = {normalize_name(e.student_id): i for i, e in enumerate(roster) if e.student_id}
        by_name = {normalize_name(e.name.full): i for i, e in enumerate(roster)}
        for row in manifest.data["students"]:
            number = by_id.get(normalize_name(row["student_id"]), by_name.get(normalize_name(full_name(row))))
            if number is None:
                found.others.append(f"{visible(full_name(row))} is in the collection, but not on the roster")
            elif row.get("copy"):
                found.paths[number] = path_in(source, row["copy"])
            else:
                why = f"{visible(full_name(row))}: {in_words(row['status'])}"
                _without_copy(found, number, row["status"], why)
        return found
    arrivals = read_arrivals([source], today, on_progress, rosters)
    collection = collect(roster, arrivals.files, today)
    for i, student in enumerate(collection.students):
        aside = [s for s in collection.strays if s.student == i and s.status == student.status]
        if student.file is not None and student.status not in (*_UNCLEAR, *_UNREAD, "OLD"):
            found.paths[i] = student.file.path
        elif student.status == "OLD" and len(aside) == 1:
            found.paths[i] = _path(aside[0])  # an earlier term's, as is wanted here
        else:
            status = "DUPLICATE" if student.status == "OLD" else student.status
            files = sentence_list([visible(_path(s)) for s in aside])
            _without_copy(found, i, status, f"{files} ({visible(student.reason)})")
    found.others += [f"{visible(_path(s))}: {visible(s.reason)}" for s in collection.strays if s.student is None]
    return found


def _without_copy(found: OldWorkbooks, number: int, status: str, why: str) -> None:
    if status in _UNCLEAR:
        found.unclear[number] = why
    elif status in _UNREAD:
        found.unread[number] = why
    elif status == "OLD":
        found.others.append(why)


def _path(file: Collected) -> str:
    return file.file.path if file.file else ""
