"""What is due, overdue and coming, from every sheet that holds a day to act by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from folio.domain.follow_ups import REMINDER_DAYS, business_days_after
from folio.domain.names import normalize_name
from folio.insight.follow_ups import find_follow_ups
from folio.insight.interviews import THANKS_DUE, Interview
from folio.insight.records import Book, Entry
from folio.template.vocabulary import (
    DECISION_OPEN,
    INTERVIEW_COMPLETED,
    INTERVIEW_SCHEDULED,
    KIND_REMINDER,
    KIND_THANK_YOU,
    STATUS_REMINDED,
    STATUS_REQUESTED,
)

State = Literal["overdue", "today", "soon", "later"]
SOON_DAYS = 14
# Business days after the request, and what to do then.
REMINDERS = {
    STATUS_REQUESTED: (REMINDER_DAYS[0], "No reply yet: send a friendly reminder"),
    STATUS_REMINDED: (REMINDER_DAYS[1], "Still no reply: try once more, or another way"),
}
THANK = "Thank them for the interview"
# What to do about a follow-up for which no point is noted, where its kind tells.
WITHOUT_POINT = {KIND_REMINDER: REMINDERS[STATUS_REQUESTED][1], KIND_THANK_YOU: THANK}
OPEN_DECISIONS = ("", DECISION_OPEN)
DAYS_TO_ACT_BY = {
    "contacts": "next_step_due", "follow_ups": "due", "leads": "due", "offers": "decide_by",
    "peaks_mine": "activity_by",
}  # fmt: skip

KIND_NEXT_STEP = "Next step"
KIND_INTERVIEW = "Interview"
KIND_LEAD = "Lead"
KIND_OFFER = "Offer"
KIND_WILL_DO = "Will do"
KIND_HAND_IN = "Hand in"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do by a day: ``days`` from today (negative when overdue), and the cell where it stands."""

    when: date
    kind: str
    who: str
    what: str
    days: int
    state: State
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Undated:
    """One thing to do by a day that cannot be read; it has the attributes of a ``Due``, so that lists can mix them."""

    kind: str
    who: str
    what: str
    sheet: str
    cell: str
    when: None = None
    days: None = None
    state: Literal["no date"] = "no date"


def state_of(days: int) -> State:
    """Say how near a day is: overdue, today, soon (14 days at most) or later."""
    if days < 0:
        return "overdue"
    if days == 0:
        return "today"
    return "soon" if days <= SOON_DAYS else "later"


def find_due(book: Book, interviews: tuple[Interview, ...]) -> tuple[Due, ...]:
    """Everything with a day to act by that is not done yet, each thing once, in the order of the days."""
    found: Iterable[tuple[date | None, str, str, str, str, str]] = (
        *_next_steps(book), *_reminders(book), *_interviews(book, interviews), *_follow_ups(book), *_leads(book),
        *_offers(book), *_will_do(book), *_hand_in(book),
    )  # fmt: skip
    dues = [
        Due(when, kind, who, what, (when - book.today).days, state_of((when - book.today).days), sheet, cell)
        for when, kind, who, what, sheet, cell in found
        if when is not None
    ]
    # One thing to do may stand in two rows, such as an activity that builds two qualities: the first one tells of it.
    told = {(d.when, d.kind, normalize_name(d.who), d.what): d for d in reversed(dues)}
    return tuple(told[key] for key in sorted(told))


def find_undated(book: Book) -> tuple[Undated, ...]:
    """Everything not done yet with a day to act by that cannot be read, in the order of the sheets."""
    unread = {
        (row.sheet, row.cell(key))
        for sheet, key in DAYS_TO_ACT_BY.items()
        for row in book.entries(sheet)
        if key in row.unread
    }
    found = (*_next_steps(book), *_follow_ups(book), *_leads(book), *_offers(book), *_will_do(book))
    return tuple(
        Undated(kind, who, what, sheet, cell)
        for when, kind, who, what, sheet, cell in found
        if when is None and (sheet, cell) in unread
    )


_Found = Iterator[tuple[date | None, str, str, str, str, str]]


def _next_steps(book: Book) -> _Found:
    for row in book.entries("contacts"):
        who = row.text("name") or row.text("organization")
        what = row.text("next_step") or "The next step with this person"
        yield row.day("next_step_due"), KIND_NEXT_STEP, who, what, row.sheet, row.cell("next_step_due")


def _reminders(book: Book) -> _Found:
    planned = _open_follow_ups(book, KIND_REMINDER)
    reminded = Counter(
        normalize_name(it.contact) for it in find_follow_ups(book) if it.kind == KIND_REMINDER and not it.open
    )
    arranged = {
        normalize_name(interview.text("contact")) for interview in book.entries("interviews") if _is_arranged(interview)
    }
    for row in book.entries("contacts"):
        asked, status, who = row.day("requested_on"), row.text("status"), row.text("name")
        if asked is None or status not in REMINDERS or normalize_name(who) in planned | arranged:
            continue
        sent = max(reminded[normalize_name(who)], int(status == STATUS_REMINDED))
        if sent >= len(REMINDERS):
            continue
        count, what = REMINDERS[STATUS_REMINDED if sent else STATUS_REQUESTED]
        if due := business_days_after(asked, count):
            yield due, KIND_REMINDER, who, what, row.sheet, row.cell("status")


def _is_arranged(interview: Entry) -> bool:
    """Whether an interview is agreed on or was held: a day without a status tells of one, too."""
    status = interview.text("status")
    unsaid = not status and "status" not in interview.unread
    return status in (INTERVIEW_SCHEDULED, INTERVIEW_COMPLETED) or (unsaid and interview.day("date") is not None)


def _interviews(book: Book, interviews: tuple[Interview, ...]) -> _Found:
    planned = _open_follow_ups(book, KIND_THANK_YOU)
    for interview in interviews:
        at = (interview.sheet, interview.cell)
        if interview.ahead:
            what = f"Talk with {interview.contact or 'a contact'}" + (
                f" ({interview.format.lower()})" if interview.format else ""
            )
            yield interview.when, KIND_INTERVIEW, interview.contact, what, *at
        elif interview.waiting:
            yield (
                interview.when,
                KIND_INTERVIEW,
                interview.contact,
                "This day is past: note how the interview went",
                *at,
            )
        elif (
            interview.when
            and interview.thanks in ("due", "missing")
            and normalize_name(interview.contact) not in planned
        ):
            when = interview.when + THANKS_DUE
            yield when, KIND_THANK_YOU, interview.contact, THANK, interview.sheet, interview.thanks_cell


def _follow_ups(book: Book) -> _Found:
    for it in find_follow_ups(book):
        if it.open:
            what = it.point or WITHOUT_POINT.get(it.kind, "Note a point to mention, then write")
            yield it.due, it.kind or "Follow-up", it.contact, what, it.sheet, it.cell


def _leads(book: Book) -> _Found:
    for row in book.entries("leads"):
        if row.day("done") is None and "done" not in row.unread:
            what = ": ".join(t for t in (row.text("lead"), row.text("next_step")) if t) or "Follow up this lead"
            yield (
                row.day("due"),
                KIND_LEAD,
                book.spelled(row.text("heard_from")),
                what,
                row.sheet,
                row.cell("due"),
            )


def _offers(book: Book) -> _Found:
    for row in book.entries("offers"):
        if row.text("decision") in OPEN_DECISIONS:
            what = "Decide on the offer" + (f": {row.text('job_title')}" if row.text("job_title") else "")
            yield (
                row.day("decide_by"),
                KIND_OFFER,
                row.text("organization"),
                what,
                row.sheet,
                row.cell("decide_by"),
            )


def _will_do(book: Book) -> _Found:
    for row in book.entries("peaks_mine"):
        if row.day("activity_done") is None and "activity_done" not in row.unread:
            what = row.text("activity") or row.text("quality") or "The activity of this row"
            yield row.day("activity_by"), KIND_WILL_DO, "", what, row.sheet, row.cell("activity_by")


def _hand_in(book: Book) -> _Found:
    # Once that day is past the workbook has been handed in, or its counselor knows: no use in repeating it.
    day = book.start.day("due")
    if day is not None and day >= book.today:
        who = book.start.text("counselor")
        yield day, KIND_HAND_IN, who, "Hand in this workbook", book.start.sheet, book.start.cell("due")


def _open_follow_ups(book: Book, kind: str) -> set[str]:
    """Who already has an open follow-up of this kind with a day to send it by."""
    return {normalize_name(it.contact) for it in find_follow_ups(book) if it.kind == kind and it.open and it.due}
