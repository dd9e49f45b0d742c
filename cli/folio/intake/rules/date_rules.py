"""Rules about days: what cannot have been on that day, and what should have been done by today.

Pending, overdue and planned mean what they mean in ``folio.domain``: here a finding only gets its cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from folio.basics.plain_pandas import pd
from folio.domain.follow_ups import all_follow_ups, waits_for_report
from folio.domain.interviews import is_completed
from folio.domain.records import Record, Records
from folio.domain.referrals import REPORT_WITHIN, referrer_of
from folio.domain.thank_yous import thank_you_for
from folio.intake.model import Problem
from folio.intake.problems.make import quoted
from folio.intake.rules.frames import READING, WHO
from folio.intake.rules.rule_input import (
    INDEX,
    OLDEST,
    Found,
    Mask,
    RuleInput,
    are_completed,
    is_in,
    rows_where,
)
from folio.template.vocabulary import DONE_DAYS, INTERVIEW_COMPLETED, KIND_THANK_YOU

_AHEAD = timedelta(days=5 * 366)
# sheet, the earlier date, the later date
_ORDERED = (
    ("interviews", "date", "thank_you_sent"),
    ("leads", "heard_on", "done"),
    ("offers", "offered_on", "decide_by"),
)


def dates_out_of_order(data: RuleInput) -> Found:
    """A date lies before the thing it must follow."""
    for key, earlier, later in _ORDERED:
        if data.frame(key, earlier, later) is not None:
            yield from _out_of_order(data, key, later, (key, earlier), data.days(key, earlier))
    contacts, interviews = data.frame("contacts", "name", "requested_on"), data.frame("interviews", "contact", "date")
    if contacts is None or interviews is None:
        return
    # The first day on which each person was asked.
    asked = data.days("contacts", "requested_on").groupby(contacts[WHO]).min()
    days = interviews[WHO].map(asked.to_dict()).astype("datetime64[s]")
    yield from _out_of_order(data, "interviews", "date", ("contacts", "requested_on"), days)
    if "thank_you_sent" in interviews:
        # Where the day of the interview is not known, that of the thank-you stands for it.
        undated = days.where(data.days("interviews", "date").isna())
        yield from _out_of_order(data, "interviews", "thank_you_sent", ("contacts", "requested_on"), undated)


def _out_of_order(
    data: RuleInput, key: str, later: str, earlier: tuple[str, str], before: Mask[Any]
) -> Iterator[tuple[int, Problem]]:
    """Hold a column against earlier days, line by line; a day that is told to lie far away or ahead says nothing."""
    today, days = pd.Timestamp(data.today), data.days(key, later)
    wrong = (days >= pd.Timestamp(OLDEST)) & (days < before)
    wrong &= (before <= today) | (earlier not in DONE_DAYS)
    wrong &= (days <= today) | ((key, later) not in DONE_DAYS)
    for line in rows_where(data.frames[key].values, wrong):
        day, column = before[line[INDEX]].date(), data.template(line).sheet(earlier[0]).column(earlier[1])
        if earlier == ("interviews", "date") and day > data.today and line.get("status") == INTERVIEW_COMPLETED:
            continue
        shown = "private" if column.private else quoted(day)
        yield data.problem("dates-out-of-order", key, line, later, earlier=column.header, earlier_value=shown)


def future_date(data: RuleInput) -> Found:
    """Something done is dated after today."""
    today = pd.Timestamp(data.today)
    for key, column in DONE_DAYS:
        frame = data.frame(key, column)
        if frame is not None:
            for line in rows_where(frame, data.days(key, column) > today):
                yield data.problem("future-date", key, line, column)
    frame = data.frame("interviews", "date", "status")
    if frame is not None:
        for line in rows_where(frame, (data.days("interviews", "date") > today) & are_completed(frame)):
            way = "set Status to Scheduled until the interview is over"
            yield data.problem("future-date", "interviews", line, "date", way=way)


def far_date(data: RuleInput) -> Found:
    """A date whose year is most likely a slip."""
    for key, column in data.columns(lambda c: c.type == "date"):
        frame = data.frame(key, column.key)
        if frame is not None:
            days = data.days(key, column.key)
            far = (days > pd.Timestamp(data.today + _AHEAD)) & ((key, column.key) not in DONE_DAYS)
            for line in rows_where(frame, far | (days < pd.Timestamp(OLDEST))):
                yield data.problem("far-date", key, line, column.key)


def completed_without_date(data: RuleInput) -> Found:
    """An interview is marked Completed but nobody knows when it was."""
    frame = data.frame("interviews", "date", "status")
    if frame is not None:
        here = is_in(frame[READING], data.having("interviews", "date"))
        for line in rows_where(frame, here & ~data.filled_in("interviews", "date") & are_completed(frame)):
            yield data.problem("completed-without-date", "interviews", line, "date", value=None)


def thank_you(data: RuleInput) -> Found:
    """A thank-you is missing after two days, or went out later than that."""
    for i, records in _dated(data, "thank_you_sent"):
        for interview in _completed(records):
            found, day = thank_you_for(records, interview), interview.day("date")
            if found is None or day is None:
                continue
            if found.state == "late" and found.sent_on and found.noted_in:
                column = "thank_you_sent" if found.noted_in is interview else "sent"
                key, days = "interviews" if found.noted_in is interview else "follow_ups", (found.sent_on - day).days
                yield data.problem("thank-you-late", key, data.at(i, key, found.noted_in), column, days=days)
            if found.state == "missing":
                at, days = data.at(i, "interviews", interview), (data.today - day).days
                yield data.problem("thank-you-missing", "interviews", at, "thank_you_sent", value=None, days=days)


def _dated(data: RuleInput, *columns: str) -> Iterator[tuple[int, Records]]:
    """The workbooks in which it can be seen which interviews were held, and when, and that have these columns, too."""
    for i in sorted(data.showing("interviews", "contact", "status", "date", *columns)):
        yield i, data.records(i)


def _completed(records: Records) -> Iterator[Record]:
    """The completed interviews on a day that can be right: one before it was asked for is reported as out of order."""
    for interview in filter(is_completed, records.rows("interviews")):
        day = interview.day("date")
        asked = (r.day("requested_on") for r in records.where("contacts", "name", interview.values.get("contact")))
        if day is not None and day >= max(OLDEST, min((d for d in asked if d), default=OLDEST)):
            yield interview


def follow_up_overdue(data: RuleInput) -> Found:
    """A follow-up's day has passed, and it is not marked as sent; a missing thank-you is reported once."""
    own = data.having("follow_ups", "due")
    for i in sorted(data.showing("follow_ups", "contact", "kind", "sent") & _own_days_shown(data)):
        records = data.records(i)
        missing = _without_thank_you(records) if i in data.showing(*_THANKED) else set()
        for message in all_follow_ups(records):
            row = message.record
            reported = row.says("kind", KIND_THANK_YOU) and row.key("contact") in missing
            if message.waiting and message.due and not reported and data.is_past(message.due):
                column = "due" if i in own else "sent"
                at = data.at(i, "follow_ups", row)
                header = data.template(at).sheet("follow_ups").column("due").header
                yield data.problem(
                    "follow-up-overdue", "follow_ups", at, column, day=quoted(message.due), header=header
                )


_THANKED = ("interviews", "contact", "status", "date", "thank_you_sent")


def _without_thank_you(records: Records) -> set[str]:
    """The people for whom a missing thank-you is reported at their interview."""
    found = ((r.key("contact"), thank_you_for(records, r)) for r in _completed(records))
    return {name for name, it in found if name and it and it.state == "missing"}


def _own_days_shown(data: RuleInput) -> set[int]:
    """The readings in which the students' own days for follow-ups are not private."""
    has = [(i, r.template.get("follow_ups")) for i, r in enumerate(data.readings) if r.template]
    return {i for i, sheet in has if sheet and sheet.has("due") and not sheet.column("due").private}


def next_step_overdue(data: RuleInput) -> Found:
    """The day of a contact's next step is past."""
    frame = data.frame("contacts", "next_step_due")
    if frame is not None:
        here = is_in(frame[READING], data.showing("contacts", "next_step_due"))
        for line in rows_where(frame, here & data.are_past("contacts", "next_step_due")):
            yield data.problem("next-step-overdue", "contacts", line, "next_step_due")


def referrer_not_told(data: RuleInput) -> Found:
    """A week after the interview with a person, who led there has not heard from the student, nor is it planned."""
    # A message to a name that nobody has may be the one that is looked for.
    sure = data.showing("follow_ups", "contact", "kind", "sent") - data.with_unlisted("follow_ups", "due", "sent")
    sure &= data.showing("contacts", "name", "referred_by") & _own_days_shown(data)
    for i, records in _dated(data):
        if i not in sure:
            continue
        first: dict[str, date] = {}
        for interview in _completed(records):
            if day := interview.day("date"):
                first[interview.key("contact")] = min(day, first.get(interview.key("contact"), day))
        for contact in records.rows("contacts"):
            interviewed, name = first.get(contact.key("name")), contact.values.get("name")
            referrer = referrer_of(records, name)
            if interviewed is None or not name or records.contact(referrer) is None:
                continue
            if data.is_past(interviewed, REPORT_WITHIN) and waits_for_report(records, referrer, interviewed):
                yield data.problem("referrer-not-told", "contacts", data.at(i, "contacts", contact), "referred_by")


RULES: tuple[Callable[[RuleInput], Found], ...] = (
    dates_out_of_order, future_date, far_date, completed_without_date, thank_you, follow_up_overdue,
    next_step_overdue, referrer_not_told,
)  # fmt: skip
