"""Totals of each class: how many handed in, what is missing, late or to fix."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
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
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for s in students:
        overdue = s.due_in("overdue")
        sums[s.class_].update(
            interviewed=bool(s.progress.interviews),
            interviews=s.progress.interviews,
            errors=s.problem_count("error"),
            thanks_late=sum(d.kind == KIND_THANK_YOU for d in overdue),
            overdue=len(overdue),
        )
    sections = [_totals(section, sums[section.class_]) for section in needs]
    total = SectionTotals(TOTAL)
    for section in sections:
        total = SectionTotals(TOTAL, *map(add, astuple(total)[1:], astuple(section)[1:]))
    return (*sections, total)


def _totals(needs: SectionNeeds, sums: Counter[str]) -> SectionTotals:
    counts = {group.cause: len(group.needs) for group in needs.groups}
    return SectionTotals(
        class_=needs.class_,
        students=needs.students,
        handed_in=needs.handed_in,
        missing=counts.get(MISSING, 0),
        unsettled=counts.get(UNSETTLED, 0),
        unreadable=counts.get(UNREADABLE, 0),
        excused=needs.excused,
        not_started=counts.get(NOT_STARTED, 0),
        interviewed=sums["interviewed"],
        interviews=sums["interviews"],
        errors=sums["errors"],
        thanks_late=sums["thanks_late"],
        overdue=sums["overdue"],
    )
