"""What a student's own page has beside the report: letters, pages to take along, the calendar."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from folio.basics.file_names import slug
from folio.domain.names import normalize_name
from folio.domain.next_steps import Step
from folio.insight.due_lists import due_lists
from folio.insight.interview_plan import find_plans
from folio.intake.model import Intake, Reading
from folio.output.calendar_file import calendar_file
from folio.output.letters.drafts import StudentLetters
from folio.output.letters.index_page import letter_card
from folio.output.plan.take_along import TakeAlong, take_along

_ENTRY = b"BEGIN:VEVENT"


@dataclass(frozen=True, slots=True)
class StudentExtras:
    """``letters`` as cards of ``letters_parts.html.j2``, those that are ready first; ``calendar`` is a file in base64.

    What there is nothing for is empty.
    """

    letters: tuple[Mapping[str, Any], ...]
    plans: tuple[TakeAlong, ...]
    calendar: str
    calendar_name: str

    def draft_for(self, step: Step) -> str:
        """Return the anchor of the letter that a step is about; empty without one."""
        about = (normalize_name(step.who), step.action)
        return next((card["anchor"] for card in self.letters if about in card["about"]), "")


def student_extras(reading: Reading, letters: StudentLetters, calendar: bytes, today: date) -> StudentExtras:
    """Return what goes on the page of one student."""
    cards = [
        letter_card(draft, (), today, anchor=f"letter-{draft.slug}")
        | {"about": [(normalize_name(draft.contact), kind) for kind in (draft.kind, *draft.covers)]}
        for draft in letters.drafts
    ]
    return StudentExtras(
        letters=tuple(sorted(cards, key=lambda card: bool(card["findings"]))),
        plans=tuple(take_along(reading, plan, today) for plan in find_plans(reading, today)),
        calendar=b64encode(calendar).decode(),
        calendar_name=f"{slug(reading.display_name, 'student')}-calendar.ics",
    )


def student_calendar(reading: Reading, now: datetime, today: date) -> bytes:
    """Return the calendar of one workbook, as ``folio due`` makes it; nothing where no step has a day."""
    made = calendar_file(due_lists(Intake((reading,)), today, None), now, today)
    return made if _ENTRY in made else b""
