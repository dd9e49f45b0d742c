"""Students and what they handed in: as the manifest of a collection says, or by what stands in each workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from folio.basics.person_names import PersonName, person_name
from folio.collecting.rosters import RosterEntry
from folio.collecting.statuses import in_words
from folio.collecting.submissions import submission_of
from folio.domain.names import normalize_name
from folio.intake.files.discover import path_in
from folio.intake.files.manifest import listed_name, manifest_at
from folio.intake.model import Intake, Reading

# What a student is of whom nothing came in; any other either has a file that counts, or files that don't.
_NOTHING_CAME = ("MISSING", "EXCUSED", "EXTENSION")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A student, and the workbooks that may count: none, one, or several of which nobody said which one counts.

    ``status`` is that of the collection; empty where the workbooks come from elsewhere. ``late_source`` says by whom or
    what it is known that the work is late; ``submitted_on`` and ``days_late`` are only known where the learning system
    says when it came in.
    """

    student: RosterEntry
    readings: tuple[Reading, ...]
    status: str = ""
    submitted_on: str = ""
    days_late: int | None = None
    late_source: str = ""

    @property
    def counts(self) -> Reading | None:
        """The workbook that counts, if it can be read."""
        return self.readings[0] if len(self.readings) == 1 and self.readings[0].readable else None


def handed_in(intake: Intake, paths: Sequence[str]) -> list[HandedIn]:
    """Return the students, each once: those of collections in the order there, then all others as they came."""
    others = {r.path: r for r in intake.readings}
    found: list[HandedIn] = []
    for path in paths:
        manifest = manifest_at(path)
        for row in manifest.data["students"] if manifest else ():
            reading = others.pop(path_in(path, row["copy"]), None) if row.get("copy") else None
            when = row.get("submitted_on", ""), row.get("days_late"), row["late_source"]
            found.append(HandedIn(_listed(row), (reading,) if reading else (), row["status"], *when))
    return [*found, *_by_student(list(others.values()))]


def collected_from(paths: Sequence[str]) -> dict[str, str]:
    """Return where the copies in collections come from: the path of each copy, and that of the file handed in."""
    manifests = ((path, manifest_at(path)) for path in paths)
    rows = ((path, row) for path, manifest in manifests if manifest for row in manifest.data["students"])
    return {path_in(path, row["copy"]): row["file"] for path, row in rows if row.get("copy")}


def unsettled(collected: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return who of collections handed in something, of which nothing counts: ``Ray, Bo (not a workbook)``."""
    return [
        f"{listed_name(row)} ({in_words(row['status'])})"
        for row in collected
        if not row["file"] and row["status"] not in _NOTHING_CAME
    ]


def full_name(row: Mapping[str, Any]) -> str:
    """Return the name of a student of a manifest as it is said."""
    return str(row.get("name") or f"{row['first_name']} {row['last_name']}".strip())


def _listed(row: dict[str, Any]) -> RosterEntry:
    """The student of a manifest, with the number by which the file was handed in."""
    system, _, number = row["submitted_by"].partition(" ")
    name = PersonName(full_name(row), row["first_name"], row["last_name"])
    return _numbered(system, number, RosterEntry(name, row["student_id"], class_=row["class"]))


def _by_student(readings: Sequence[Reading]) -> Iterator[HandedIn]:
    """What says the same ID, else the same name, is one student's."""
    several: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        of = reading.student
        several[normalize_name(of.id or of.name) or f"{reading.path}/"].append(reading)
    for found in several.values():
        of, by = found[0].student, submission_of(found[0].path)
        student = _numbered(by.system, by.number, RosterEntry(person_name(of.name), of.id, of.email, of.class_))
        yield HandedIn(student, tuple(found))


def _numbered(system: str, number: str, student: RosterEntry) -> RosterEntry:
    """The student with the number that a learning system has for who handed the work in."""
    if system == "Canvas":
        return replace(student, canvas_id=number)
    return replace(student, participant=number) if system else student
