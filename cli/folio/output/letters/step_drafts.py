"""Which next steps have a draft among the letters: reports say so beside the step, and letters name the step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date

from folio.domain import step_words
from folio.domain.names import normalize_name
from folio.domain.next_steps import Step, next_steps
from folio.domain.said_actions import SAID_AS
from folio.insight.class_findings import ClassFindings
from folio.insight.student_findings import StudentFindings
from folio.intake.model import Reading
from folio.intake.reading_records import records_of
from folio.output.letters.contact_facts import gather
from folio.output.letters.letters_due import KINDS, LetterKind, decide

# Whom a message goes to, and which it is.
Drafted = Set[tuple[str, str]]


def step_told(reading: Reading, today: date, contact: str, kind: LetterKind) -> str:
    """Return the step that a letter is for, as Start and reports say it; empty where none is."""
    wanted = _key(contact, kind)
    steps = next_steps(records_of(reading, today))
    return next((step.told for step in steps if _key(step.who, step.action) == wanted), "")


def drafted(reading: Reading, today: date) -> Drafted:
    """Return the messages that a draft is made for: the letter's own, and what else it says."""
    letters = ((contact.name, decide(contact, KINDS, today)[0]) for contact in gather(reading, today).contacts)
    return {
        _key(name, kind) for name, due in letters if due for kind in (due.kind, *(other.kind for other in due.covers))
    }


def student_with_drafts(found: StudentFindings, reading: Reading, today: date) -> StudentFindings:
    """The findings of one workbook in which steps say that a draft is ready."""
    return _with_drafts(found, drafted(reading, today) if reading.readable else frozenset())


def with_drafts(
    found: StudentFindings | ClassFindings, readings: Iterable[Reading], today: date
) -> StudentFindings | ClassFindings:
    """The findings of a report in which steps say that a draft is ready."""
    ready = {reading.path: drafted(reading, today) for reading in readings if reading.readable}
    if isinstance(found, StudentFindings):
        return _with_drafts(found, ready.get(found.path, frozenset()))
    students = tuple(_with_drafts(s, ready.get(s.path, frozenset())) for s in found.students)
    due = tuple(
        replace(one, due=_said([one.due], ready.get(found.students[one.student].path, frozenset()))[0])
        for one in found.due
    )
    return replace(found, students=students, due=due)


def _with_drafts(found: StudentFindings, ready: Drafted) -> StudentFindings:
    return replace(found, due=_said(found.due, ready), advice=_said(found.advice, ready))


def _said(steps: Sequence[Step], ready: Drafted) -> tuple[Step, ...]:
    return tuple(
        replace(step, what=f"{step.what.rstrip('.')}; {step_words.DRAFT_READY}")
        if _key(step.who, step.action) in ready
        else step
        for step in steps
    )


def _key(who: str, action: str) -> tuple[str, str]:
    return normalize_name(who), SAID_AS.get(action, action)
