"""Totals of each class: how many handed in, what is missing, late or to fix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from operator import add

from folio.insight.class_needs import MISSING, NOT_STARTED, UNREADABLE, UNSETTLED, SectionNeeds
from folio.insight.student_findings import StudentFindings
from folio.template.vocabulary import KIND_THANK_YOU

TOTAL = "Total"


@dataclass(frozen=True, slots=True)
class SectionTotals:
    """Counts of one class. ``handed_in`` are workbooks that count; ``interviewed`` are students.

    Of the others, nothing came in (``missing``), no file counts yet (``unsettled``), the file is ``unreadable``, or
    they are ``excused`` or have more time. An unreadable file of which nobody knows whose it is counts as well.
    """

    class_: str
    students: int = 0
    handed_in: int = 0
    missing: int = 0
    unsettled: int = 0
    unreadable: int = 0
    excused: int = 0
    not_started: int = 0
    interviewed: int = 0
    interviews: int = 0
    errors: int = 0
    thanks_late: int = 0
    overdue: int = 0


def section_totals(students: Iterable[StudentFindings], needs: Iterable[SectionNeeds]) -> tuple[SectionTotals, ...]:
    """Return the totals of each class, in the order of what they need, and as the last the sum of all."""
    members = defaultdict(list)
    for student in students:
        members[student.class_].append(student)
    sections = [_totals(section, members[section.class_]) for section in needs]
    total = SectionTotals(TOTAL)
    for section in sections:
        total = SectionTotals(TOTAL, *map(add, astuple(total)[1:], astuple(section)[1:]))
    return (*sections, total)


def _totals(needs: SectionNeeds, students: Sequence[StudentFindings]) -> SectionTotals:
    counts = {group.cause: len(group.needs) for group in needs.groups}
    overdue = [d for s in students for d in s.due_in("overdue")]
    return SectionTotals(
        class_=needs.class_,
        students=needs.students,
        handed_in=needs.handed_in,
        missing=counts.get(MISSING, 0),
        unsettled=counts.get(UNSETTLED, 0),
        unreadable=counts.get(UNREADABLE, 0),
        excused=needs.excused,
        not_started=counts.get(NOT_STARTED, 0),
        interviewed=sum(bool(s.progress.interviews) for s in students),
        interviews=sum(s.progress.interviews for s in students),
        errors=sum(s.problem_count("error") for s in students),
        thanks_late=sum(d.kind == KIND_THANK_YOU for d in overdue),
        overdue=len(overdue),
    )
