"""The thank-you after an interview: where it is noted, whether it was on time, and whether one still has to be sent.

A thank-you is due within a day, late after two days and missing from then on. It may be noted beside the interview, as
a follow-up sent on or after its day, or by the contact's status. The status counts only while no day of a thank-you to
that person is noted anywhere: else it may be about that other one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from folio.domain.due_days import THANKS_DAYS, calendar_days_after
from folio.domain.interviews import GRACE, is_completed
from folio.domain.records import Record, Records
from folio.template.vocabulary import KIND_THANK_YOU, STATUS_IN_TOUCH, STATUS_THANKED

ThankYouState = Literal["on time", "late", "check the date", "sent", "due", "missing"]


@dataclass(frozen=True, slots=True, eq=False)
class ThankYou:
    """What became of the thank-you for one completed interview.

    ``state``: ``on time`` (within two days), ``late``, ``check the date`` (its day cannot be right, or cannot be read),
    ``sent`` (the status says so, without a day), ``due`` (not sent, the interview was two days ago at most) or
    ``missing``. ``sent_on`` is its day, ``noted_in`` the interview or follow-up that says so. ``planned`` tells whether
    a thank-you to this person waits among the follow-ups.
    """

    state: ThankYouState
    sent_on: date | None
    noted_in: Record | None
    planned: bool
    due: date | None

    @property
    def pending(self) -> bool:
        """Whether it still has to be sent."""
        return self.state in ("due", "missing")

    @property
    def to_write(self) -> bool:
        """Whether a letter is called for: also where only the status says it was sent, but one is still planned."""
        return self.pending or (self.state == "sent" and self.planned)


def thank_you_for(records: Records, interview: Record) -> ThankYou | None:
    """The thank-you for an interview; None unless that is completed."""
    return records.once(("thank-you", id(interview)), lambda: _thank_you(records, interview))


def is_late(interview: date, sent_on: date) -> bool:
    """Whether a thank-you sent on a day is late for an interview."""
    return sent_on - interview > GRACE


def thank_yous_pending(records: Records) -> int:
    """How many completed interviews still wait for a thank-you."""
    found = (thank_you_for(records, r) for r in records.rows("interviews"))
    return sum(it is not None and it.pending for it in found)


def thank_you_days(records: Records, name: object) -> Iterator[date]:
    """Every day of a thank-you to someone that is noted beside an interview or among the follow-ups."""
    days = (
        *(r.day("thank_you_sent") for r in records.where("interviews", "contact", name)),
        *(r.day("sent") for r in _messages(records, name)),
    )
    return (day for day in days if day is not None)


def _messages(records: Records, name: object) -> list[Record]:
    return [r for r in records.where("follow_ups", "contact", name) if r.says("kind", KIND_THANK_YOU)]


def _thank_you(records: Records, interview: Record) -> ThankYou | None:
    if not is_completed(interview):
        return None
    day, name = interview.day("date"), interview.values.get("contact")
    messages = _messages(records, name)
    sent_on, noted_in = interview.day("thank_you_sent"), interview if interview.has("thank_you_sent") else None
    if sent_on is None:
        # An unreadable day of a follow-up may be any.
        since = [(sent or date.max, m) for m in messages if (sent := m.day("sent")) or "sent" in m.unread]
        since = [(sent, m) for sent, m in since if not interview.has("date") or (day is not None and sent >= day)]
        if since:
            sent_on, found = min(since, key=lambda pair: pair[0])
            sent_on, noted_in = found.day("sent"), noted_in or found
    unclear = noted_in is not None or _is_unclear(interview, messages)
    state = _state(records, interview, sent_on, unclear=unclear)
    planned = any(not m.has("sent") for m in messages)
    has_line = planned and "follow_ups.due" in records.columns
    open_ = state in ("due", "missing") and not has_line
    due = calendar_days_after(day, THANKS_DAYS) if open_ and day is not None else None
    return ThankYou(state, sent_on, noted_in, planned, due)


def _is_unclear(interview: Record, messages: list[Record]) -> bool:
    """Whether a thank-you was sent that may be for this interview, whose day cannot be read."""
    return "date" in interview.unread and any(m.day("sent") for m in messages)


def _state(records: Records, interview: Record, sent_on: date | None, *, unclear: bool) -> ThankYouState:
    day, today, name = interview.day("date"), records.today, interview.values.get("contact")
    if sent_on is None and unclear:
        return "check the date"
    if sent_on is not None:
        if sent_on > today or (day is not None and sent_on < day):
            return "check the date"
        return "late" if day is not None and is_late(day, sent_on) else "on time"
    contacts = records.where("contacts", "name", name)
    by_status = any(r.says("status", STATUS_THANKED, STATUS_IN_TOUCH) for r in contacts)
    if by_status and not any(thank_you_days(records, name)):
        return "sent"
    return "missing" if day is None or is_late(day, today) else "due"
