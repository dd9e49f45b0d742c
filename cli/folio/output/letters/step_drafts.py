"""Which next steps have a draft among the letters: reports say so beside the step, and letters name the step."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date

from folio.domain import step_words
from folio.domain.names import normalize_name
from folio.domain.next_steps import Step, next_steps
from folio.domain.said_actions import SAID_AS
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


def with_drafts(found: StudentFindings, reading: Reading, today: date) -> StudentFindings:
    """The findings of one workbook in which steps say that a draft is ready."""
    ready = drafted(reading, today) if reading.readable else frozenset()
    return replace(found, due=_said(found.due, ready), advice=_said(found.advice, ready))


def _said(steps: Sequence[Step], ready: Drafted) -> tuple[Step, ...]:
    return tuple(
        replace(step, what=step_words.with_draft(step.what)) if _key(step.who, step.action) in ready else step
        for step in steps
    )


def _key(who: str, action: str) -> tuple[str, str]:
    return normalize_name(who), SAID_AS.get(action, action)
