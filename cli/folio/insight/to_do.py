"""What is due, overdue and coming, from every sheet that holds a day to act by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from folio.domain.follow_ups import all_follow_ups, reminder_due
from folio.domain.names import normalize_name
from folio.domain.open_items import is_open_activity, is_open_lead, is_open_offer
from folio.domain.records import Records
from folio.insight.interview_findings import Interview
from folio.template.vocabulary import KIND_REMINDER, KIND_THANK_YOU

State = Literal["overdue", "today", "soon", "later", "no date"]
SOON_DAYS = 14
# What to do about a reminder, by its number.
REMINDERS = {1: "No reply yet: send a friendly reminder", 2: "Still no reply: try once more, or another way"}
THANK = "Thank them for the interview"
# What to do about a follow-up for which no point is noted, where its kind tells.
WITHOUT_POINT = {KIND_REMINDER: REMINDERS[1], KIND_THANK_YOU: THANK}
DAYS_TO_ACT_BY = {
    "contacts": "next_step_due", "follow_ups": "due", "leads": "due", "offers": "decide_by",
    "peaks_mine": "activity_by",
}  # fmt: skip

KIND_NEXT_STEP = "Next step"
KIND_INTERVIEW = "Interview"
KIND_LEAD = "Lead"
KIND_OFFER = "Offer"
KIND_WILL_DO = "Will do"
KIND_TURN_IN = "Turn in"


_Found = Iterator[tuple[date | None, str, str, str, str, str]]


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do: the day to act by, ``days`` from today (negative when overdue), and the cell where it stands.

    ``when`` and ``days`` are None where the day cannot be read.
    """

    when: date | None
    kind: str
    who: str
    what: str
    sheet: str
    cell: str
    days: int | None
    state: State


def state_of(days: int) -> State:
    """Say how near a day is: overdue, today, soon (14 days at most) or later."""
    if days < 0:
        return "overdue"
    if days == 0:
        return "today"
    return "soon" if days <= SOON_DAYS else "later"


def find_due(records: Records, interviews: tuple[Interview, ...]) -> tuple[ToDo, ...]:
    """Everything with a day to act by that is not done yet, each thing once, in the order of the days."""
    found = (*_noted(records), *_reminders(records), *_interviews(interviews), *_hand_in(records))
    # One thing to do may stand in two rows, such as an activity that builds two qualities: the first one tells of it.
    told = {(it[0], it[1], normalize_name(it[2]), it[3]): it for it in reversed(found) if it[0] is not None}
    return tuple(_to_do(records, *told[key]) for key in sorted(told))


def find_undated(records: Records) -> tuple[ToDo, ...]:
    """Everything not done yet with a day to act by that cannot be read, in the order of the sheets."""
    unread = {
        (row.sheet, row.cell(key))
        for sheet, key in DAYS_TO_ACT_BY.items()
        for row in records.rows(sheet)
        if key in row.unread
    }
    return tuple(_to_do(records, *it) for it in _noted(records) if it[0] is None and it[-2:] in unread)


def _to_do(records: Records, when: date | None, kind: str, who: str, what: str, sheet: str, cell: str) -> ToDo:
    days = None if when is None else (when - records.today).days
    return ToDo(when, kind, who, what, sheet, cell, days, "no date" if days is None else state_of(days))


def _noted(records: Records) -> _Found:
    """What the student noted with a day to act by."""
    for find in (_next_steps, _follow_ups, _leads, _offers, _will_do):
        yield from find(records)


def _next_steps(records: Records) -> _Found:
    for row in records.rows("contacts"):
        who = row.text("name") or row.text("organization")
        what = row.text("next_step") or "Next step with this person"
        yield row.day("next_step_due"), KIND_NEXT_STEP, who, what, row.sheet, row.cell("next_step_due")


def _reminders(records: Records) -> _Found:
    for row in records.rows("contacts"):
        if reminder := reminder_due(records, row):
            what = REMINDERS[reminder.number]
            yield reminder.due, KIND_REMINDER, row.text("name"), what, row.sheet, row.cell("status")


def _interviews(interviews: tuple[Interview, ...]) -> _Found:
    for it in interviews:
        if it.ahead:
            what = f"Interview with {it.contact or 'a contact'}" + (f" ({it.format.lower()})" if it.format else "")
            yield it.when, KIND_INTERVIEW, it.contact, what, it.sheet, it.cell
        elif it.waiting:
            what = "This interview's date has passed: note how it went"
            yield it.when, KIND_INTERVIEW, it.contact, what, it.sheet, it.cell
        elif it.thank_you and it.thank_you.due:
            yield it.thank_you.due, KIND_THANK_YOU, it.contact, THANK, it.sheet, it.thanks_cell


def _follow_ups(records: Records) -> _Found:
    for it in all_follow_ups(records):
        if it.waiting:
            row, kind = it.record, it.kind or "Follow-up"
            what = it.point or WITHOUT_POINT.get(it.kind, "Note a point to mention, then write to them")
            yield it.due, kind, it.contact, what, row.sheet, row.cell("due", "contact")


def _leads(records: Records) -> _Found:
    for row in records.rows("leads"):
        if is_open_lead(row):
            what = ": ".join(t for t in (row.text("lead"), row.text("next_step")) if t) or "Follow up this lead"
            yield (row.day("due"), KIND_LEAD, records.spelled(row.text("heard_from")), what, row.sheet, row.cell("due"))


def _offers(records: Records) -> _Found:
    for row in records.rows("offers"):
        if is_open_offer(row):
            what = "Decide on the offer" + (f": {row.text('job_title')}" if row.text("job_title") else "")
            yield (row.day("decide_by"), KIND_OFFER, row.text("organization"), what, row.sheet, row.cell("decide_by"))


def _will_do(records: Records) -> _Found:
    for row in records.rows("peaks_mine"):
        if is_open_activity(row):
            what = row.text("activity") or row.text("quality") or "Do the activity in this row"
            yield row.day("activity_by"), KIND_WILL_DO, "", what, row.sheet, row.cell("activity_by")


def _hand_in(records: Records) -> _Found:
    # Once that day is past the workbook has been handed in, or its counselor knows: no use in repeating it.
    day = records.start.day("due")
    if day is not None and day >= records.today:
        who = records.start.text("counselor")
        yield day, KIND_TURN_IN, who, "Turn in this workbook", records.start.sheet, records.start.cell("due")
