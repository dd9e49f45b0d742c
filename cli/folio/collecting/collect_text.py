"""What ``folio collect`` says to a person: the class by status, then who needs a look, and the files left over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from folio.basics.wording import counted, visible
from folio.collecting.statuses import TO_CHOOSE
from folio.intake.files.manifest import listed_name

# What nobody has to look at.
_FINE = ("FOUND", "EXCUSED", "EXTENSION")
_ORDER = (
    "MISSING", "NOT STARTED", "LATE", "DUPLICATE", "MISMATCH", "OLD", "WRONG FILE", "UNREADABLE", "EXTENSION",
    "EXCUSED", "FOUND",
)  # fmt: skip


def collection_text(data: dict[str, Any], new: Sequence[tuple[dict[str, Any], str]] | None = None) -> Iterator[str]:
    """The lines about a collection; ``new`` has the changes since the last one, None where there was none."""
    students = data["students"]
    yield f"{counted(len(students), 'student')}: {_counts(students)}"
    for class_, group in groupby(students, key=lambda s: s["class"]):
        members = list(group)
        yield ""
        yield f"{visible(class_) or 'No class'}: {counted(len(members), 'student')}: {_counts(members)}"
        for student in sorted((s for s in members if s["status"] not in _FINE or s["is_guess"]), key=_place):
            yield f"  {student['status']:<11} {_named(student)}: {_told(student)}"
    if data["strays"]:
        yield ""
        yield f"{counted(len(data['strays']), 'file')} left out"
        for stray in data["strays"]:
            yield f"  {stray['status']:<11} {visible(stray['file'])}: {_told(stray)}"
    if any(student["status"] in TO_CHOOSE for student in students):
        yield "To choose one of these files yourself, run this again with --use and its path."
    if new is not None:
        yield ""
        yield "Nothing is new since the last time." if not new else "New since the last time"
        for student, was in new:
            yield f"  {student['status']:<11} {_named(student)}: {was}"


def _counts(students: Sequence[dict[str, Any]]) -> str:
    found = [(status, sum(s["status"] == status for s in students)) for status in reversed(_ORDER)]
    return ", ".join(f"{number} {status}" for status, number in found if number) + "."


def _place(student: dict[str, Any]) -> int:
    return _ORDER.index(student["status"])


def _named(student: dict[str, Any]) -> str:
    name = listed_name(student)
    return visible(f"{name} ({student['student_id']})" if student["student_id"] else name)


def _told(row: dict[str, Any]) -> str:
    return f"{visible(row['reason'])}{' (a guess)' if row['is_guess'] else ''}"
