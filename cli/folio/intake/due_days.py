"""The day that counts for each follow-up: the student's own, else the one that folio's rules give.

The rules that check and the findings that reports and letters are made of both ask here, so that they say the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from folio.domain.follow_ups import follow_up_due, nothing_left
from folio.domain.names import normalize_name
from folio.intake.model import Value
from folio.template.vocabulary import (
    ANSWERED,
    INTERVIEW_COMPLETED,
    INTERVIEW_SCHEDULED,
    KIND_KEEP_IN_TOUCH,
    KIND_REMINDER,
    KIND_THANK_YOU,
)

Line = Mapping[str, Value]


@dataclass(slots=True)
class _Person:
    """What the workbook says of one contact, as far as days follow from it."""

    asked: date | None = None
    answered: bool = False
    interview: date | None = None
    thanked: date | None = None
    led_to: list[str] = field(default_factory=list)
    reminded: int = 0


def due_days(follow_ups: Sequence[Line], contacts: Iterable[Line], interviews: Iterable[Line]) -> list[date | None]:
    """Return for each of the follow-ups the day that counts; rows are in the order of their sheets.

    None where there is no day of one's own and no rule gives one, and also where another cell shows that nothing
    is left to send: a thank-you that is noted elsewhere, a reminder to somebody who has answered.
    """
    people = _people(follow_ups, contacts, interviews)
    nth: Counter[str] = Counter()
    days = []
    for row in follow_ups:
        name, kind = _name(row, "contact"), row.get("kind")
        nth[name] += kind == KIND_KEEP_IN_TOUCH
        days.append(_day(row, "due") or (_ruled(row, people[name], people, nth[name]) if name else None))
    return days


def _ruled(row: Line, who: _Person, people: Mapping[str, _Person], nth: int) -> date | None:
    kind, sent = str(row.get("kind") or ""), row.get("sent") is not None
    thanked = bool(who.interview and who.thanked and who.thanked >= who.interview)
    if not sent and nothing_left(kind, answered=who.answered, thanked=thanked):
        return None
    interviews = [t for name in who.led_to if name in people and (t := people[name].interview)]
    return follow_up_due(
        kind, interview=who.interview, asked=who.asked, referral_interview=max(interviews, default=None), nth=nth,
        reminded=who.reminded > sent,
    )  # fmt: skip


def _people(follow_ups: Iterable[Line], contacts: Iterable[Line], interviews: Iterable[Line]) -> dict[str, _Person]:
    people: dict[str, _Person] = defaultdict(_Person)
    listed: set[str] = set()
    for row in contacts:
        name, referrer = _name(row, "name"), _name(row, "referred_by")
        # Of two rows with one name, the first is the one that other sheets mean.
        if name and name not in listed:
            listed.add(name)
            people[name].asked = _day(row, "requested_on")
            people[name].answered = row.get("status") in ANSWERED
            if referrer and referrer != name:
                people[referrer].led_to.append(name)
    for row in interviews:
        day, status = _day(row, "date"), row.get("status")
        if status in (INTERVIEW_SCHEDULED, INTERVIEW_COMPLETED) or (status is None and day):
            people[_name(row, "contact")].answered = True
        if row.get("status") == INTERVIEW_COMPLETED and day:
            it = people[_name(row, "contact")]
            it.interview = _later(it.interview, day)
            it.thanked = _later(it.thanked, _day(row, "thank_you_sent"))
    for row in follow_ups:
        it, sent = people[_name(row, "contact")], _day(row, "sent")
        if row.get("kind") == KIND_THANK_YOU:
            it.thanked = _later(it.thanked, sent)
        it.reminded += row.get("kind") == KIND_REMINDER and row.get("sent") is not None
    return people


def _name(row: Line, key: str) -> str:
    value = row.get(key)
    return normalize_name(value) if isinstance(value, str) else ""


def _day(row: Line, key: str) -> date | None:
    value = row.get(key)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _later(first: date | None, second: date | None) -> date | None:
    return max((d for d in (first, second) if d), default=None)
