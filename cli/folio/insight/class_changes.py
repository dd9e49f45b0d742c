"""What changed in a class since an earlier collection: interviews, errors that were fixed, and new trouble."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from folio.basics.wording import counted
from folio.domain.names import normalize_name
from folio.domain.step_words import without_draft
from folio.insight.class_findings import Change, ClassFindings
from folio.insight.student_findings import StudentFindings


def with_changes(found: ClassFindings, before: ClassFindings, since: date) -> ClassFindings:
    """Compare a class with an earlier collection, student by student: the same ID, or else the same name."""
    places = {_key(s): i for i, s in enumerate(before.students)}

    def earlier(s: StudentFindings) -> StudentFindings | None:
        place = places.get(_key(s))
        return None if place is None else before.students[place]

    told = (Change(i, s.name, tuple(_new(earlier(s), s))) for i, s in enumerate(found.students))
    return replace(found, since=since, changes=tuple(c for c in told if c.what))


def _key(s: StudentFindings) -> str:
    return normalize_name(s.student_id or s.full_name)


def _new(old: StudentFindings | None, s: StudentFindings) -> Iterator[str]:
    if old is None:
        yield "the workbook came in"
        return
    for figure, word in (
        (s.progress.interviews - old.progress.interviews, "interview"),
        (s.progress.people - old.progress.people, "contact"),
        (s.progress.answers - old.progress.answers, "answer"),
    ):
        if figure:
            yield counted(abs(figure), f"{'more' if figure > 0 else 'fewer'} {word}")
    errors, errors_before = _errors(s), _errors(old)
    if fixed := (errors_before - errors).total():
        yield f"{counted(fixed, 'error')} fixed"
    if new := (errors - errors_before).total():
        yield counted(new, "new error")
    if late := len(_overdue(s) - _overdue(old)):
        yield f"{late} newly overdue"


def _overdue(s: StudentFindings) -> set[tuple[str, str, str]]:
    return {(d.kind, d.who, without_draft(d.what)) for d in s.due_in("overdue")}


def _errors(s: StudentFindings) -> Counter[tuple[str, str, str]]:
    return Counter((p.code, p.value, p.message) for p in s.problems if p.severity == "error")
