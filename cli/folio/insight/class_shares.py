"""What each workbook of a class adds to figures about the class, without all else that its own report says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from folio.domain.gaps import Mine, Wanted
from folio.insight.career_fields import FieldFindings
from folio.insight.class_findings import ClassFindings
from folio.insight.progress import Progress
from folio.insight.student_findings import StudentFindings
from folio.intake.model import Severity


@dataclass(frozen=True, slots=True)
class FieldShare:
    """One field of interest: its completed interviews, their pairs of ratings, and whether it can be decided on."""

    field: str
    interviews: int
    rated: tuple[tuple[int | None, int | None], ...]
    enough: bool


@dataclass(frozen=True, slots=True)
class StudentShare:
    """One workbook; ``person`` says whose it is, and ``problems`` counts them by severity and code."""

    person: str
    class_: str
    progress: Progress
    fields: tuple[FieldShare, ...]
    wanted: tuple[Wanted, ...]
    mine: tuple[Mine, ...]
    problems: Counter[tuple[Severity, str]]


def class_shares(found: ClassFindings, people: Mapping[str, str]) -> list[StudentShare]:
    """Return what each workbook adds; ``people`` says by the path whose it is. 10,000 of them take some 100 MB."""
    return [_share(student, people[student.path]) for student in found.students]


def _share(student: StudentFindings, person: str) -> StudentShare:
    return StudentShare(
        person,
        student.class_,
        student.progress,
        tuple(map(_field, student.fields)),
        student.peaks.wanted,
        student.peaks.mine,
        Counter((p.severity, p.code) for p in student.problems),
    )


def _field(found: FieldFindings) -> FieldShare:
    rated = tuple((t.before, t.after) for t in found.rated)
    return FieldShare(found.field, found.interviews, rated, bool(found.basis.enough))
