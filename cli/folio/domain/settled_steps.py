"""Steps that are done or no longer needed, as far as the workbook itself says so: a calendar takes them off again.

Only those of the last months: what was settled before has long been taken off. A next step that its owner deleted
leaves no trace, so nothing can be told of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from folio.domain.due_days import REMINDER_DAYS, business_days_after
from folio.domain.follow_ups import all_follow_ups, has_answered, reminders_sent
from folio.domain.interviews import is_completed
from folio.domain.next_steps import (
    KIND_INTERVIEW,
    KIND_LEAD,
    KIND_OFFER,
    KIND_WILL_DO,
    KINDS,
    Action,
    Step,
    next_steps,
    nth,
    nth_message,
    planned_action,
)
from folio.domain.open_items import is_open_activity, is_open_lead, is_open_offer
from folio.domain.records import Record, Records
from folio.domain.thank_yous import thank_you_for
from folio.template import vocabulary as terms

SETTLED_DAYS = 90


def settled_steps(records: Records) -> tuple[Step, ...]:
    """What waits no more, with the day on which it was settled or was due, each once."""
    open_ = {step.identity for step in next_steps(records)}
    since = records.today - timedelta(days=SETTLED_DAYS)
    found: dict[tuple[str, str, int], Step] = {}
    for find in (_sent, _thanked, _not_held, _answered, _done):
        for step in find(records):
            if step.identity not in open_ and step.when is not None and step.when >= since:
                found.setdefault(step.identity, step)
    return tuple(found.values())


def _sent(records: Records) -> Iterator[Step]:
    for it in all_follow_ups(records):
        if not it.waiting:
            number = nth_message(records, it)
            yield _step(planned_action(it), it.kind or "Follow-up", it.contact, it.sent, it.record, number)


def _thanked(records: Records) -> Iterator[Step]:
    """The thank-yous that were sent, wherever that is noted."""
    for row in filter(is_completed, records.rows("interviews")):
        thanks, day = thank_you_for(records, row), row.day("date")
        if thanks and not thanks.to_write:
            yield _of_interview(records, row, "thank-you", thanks.sent_on or day)


def _not_held(records: Records) -> Iterator[Step]:
    """Interviews that are canceled or postponed; of the latter, the day may be gone."""
    for row in records.rows("interviews"):
        if row.says("status", *terms.INTERVIEW_NOT_HELD):
            day = row.day("date") or records.today
            yield _of_interview(records, row, "interview", day)
            yield _of_interview(records, row, "confirmation", day)


def _of_interview(records: Records, row: Record, action: Action, when: date | None) -> Step:
    kind = {"interview": KIND_INTERVIEW, "confirmation": KINDS["confirmation"]}.get(action, terms.KIND_THANK_YOU)
    who = records.spelled(row.text("contact"))
    return _step(action, kind, who, when, row, nth(records, "interviews", "contact", row))


def _answered(records: Records) -> Iterator[Step]:
    """The reminders to who has answered, and those already sent."""
    for row in records.rows("contacts"):
        asked, name = row.day("requested_on"), row.values.get("name")
        if asked is None or not name:
            continue
        over = len(REMINDER_DAYS) if has_answered(records, name) else reminders_sent(records, name)
        for number, days in enumerate(REMINDER_DAYS[:over], start=1):
            due = business_days_after(asked, days, records.days_off)
            yield _step("reminder", terms.KIND_REMINDER, row.text("name"), due, row, number)


def _done(records: Records) -> Iterator[Step]:
    for row in records.rows("leads"):
        if not is_open_lead(row):
            who, number = records.spelled(row.text("heard_from")), nth(records, "leads", "heard_from", row)
            yield _step("lead", KIND_LEAD, who, row.day("done"), row, number)
    for row in records.rows("offers"):
        if not is_open_offer(row):
            who, number = records.spelled(row.text("organization")), nth(records, "offers", "organization", row)
            yield _step("offer", KIND_OFFER, who, row.day("decide_by"), row, number)
    for row in records.rows("peaks_mine"):
        if not is_open_activity(row):
            number = nth(records, "peaks_mine", "quality", row)
            yield _step("activity", KIND_WILL_DO, "", row.day("activity_done"), row, number)


def _step(action: Action, kind: str, who: str, when: date | None, row: Record, number: int) -> Step:
    return Step(action, kind, who, kind, when, row.sheet, row.cell(), row=row, number=number)
