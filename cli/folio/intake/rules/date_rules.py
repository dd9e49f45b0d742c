"""Rules about days: what cannot have been on that day, and what should have been done by today.

Overdue, thanked and planned mean what they mean in ``insight/due.py`` and ``insight/interviews.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from folio.domain.names import normalize_name
from folio.intake.due_days import due_days
from folio.intake.model import Problem
from folio.intake.problems.make import quoted
from folio.intake.rules.frames import GIVEN, READING, ROW, WHO, Who
from folio.intake.rules.rule_input import GRACE, INDEX, OLDEST, Case, Frame, Hit, Hits, Mask, given, hits, within
from folio.template.vocabulary import (
    INTERVIEW_COMPLETED,
    KIND_KEEP_IN_TOUCH,
    KIND_REMINDER,
    KIND_THANK_YOU,
    REFERRER_DAYS,
    STATUS_IN_TOUCH,
    STATUS_THANKED,
)

_AHEAD = timedelta(days=5 * 366)
# Of a follow-up: the day that counts, typed or worked out.
DAY = "_day"

# Dates of things done, which cannot lie ahead.
_DONE = (
    ("contacts", "requested_on"), ("interviews", "thank_you_sent"), ("follow_ups", "sent"), ("leads", "heard_on"),
    ("leads", "done"), ("practice", "date"), ("peaks_mine", "activity_done"),
)  # fmt: skip

# sheet, the earlier date, the later date
_ORDERED = (
    ("interviews", "date", "thank_you_sent"),
    ("leads", "heard_on", "done"),
    ("offers", "offered_on", "decide_by"),
)


def dates_out_of_order(case: Case) -> Hits:
    """A date lies before the thing it must follow."""
    for key, earlier, later in _ORDERED:
        if (frame := case.frame(key, earlier, later)) is not None:
            yield from _out_of_order(case, key, frame, later, (key, earlier), list(frame[earlier]))
    contacts, interviews = case.frame("contacts", "name", "requested_on"), case.frame("interviews", "contact", "date")
    if contacts is None or interviews is None:
        return
    asked = _asked(case)
    days = [asked.get(who) if who else None for who in interviews[WHO]]
    yield from _out_of_order(case, "interviews", interviews, "date", ("contacts", "requested_on"), days)
    if "thank_you_sent" in interviews:
        # Where the day of the interview is not known, that of the thank-you stands for it.
        undated = [None if isinstance(d, date) else day for d, day in zip(interviews["date"], days, strict=True)]
        yield from _out_of_order(
            case, "interviews", interviews, "thank_you_sent", ("contacts", "requested_on"), undated
        )


def _asked(case: Case) -> dict[Who, date]:
    """The first day on which each person was asked."""
    asked: dict[Who, date] = {}
    contacts = case.frame("contacts", "name", "requested_on")
    if contacts is not None:
        for who, day in zip(contacts[WHO], contacts["requested_on"], strict=True):
            if who and isinstance(day, date):
                asked[who] = min(day, asked.get(who, day))
    return asked


def _out_of_order(
    case: Case, key: str, frame: Frame, later: str, earlier: tuple[str, str], days: list[Any]
) -> Iterator[tuple[int, Problem]]:
    """Hold a column against earlier days, line by line; a day that is told to lie far away or ahead says nothing."""
    ahead = date.max if earlier not in _DONE else case.today
    last = date.max if (key, later) not in _DONE else case.today
    pairs = zip(frame[later], days, strict=True)
    wrong = [isinstance(a, date) and isinstance(b, date) and OLDEST <= a < b <= ahead and a <= last for a, b in pairs]
    before = dict(zip(frame.index, days, strict=True))
    for hit in hits(frame, pd.Series(wrong, frame.index, dtype=bool)):
        day, column = before[hit[INDEX]], case.template(hit).sheet(earlier[0]).column(earlier[1])
        if earlier == ("interviews", "date") and day > case.today and hit.get("status") == INTERVIEW_COMPLETED:
            continue
        shown = "private" if column.private else quoted(day)
        yield case.problem("dates-out-of-order", key, hit, later, earlier=column.header, earlier_value=shown)


def future_date(case: Case) -> Hits:
    """Something done is dated after today."""
    for key, column in _DONE:
        frame = case.frame(key, column)
        if frame is not None:
            for hit in hits(frame, _after(frame[column], case.today)):
                yield case.problem("future-date", key, hit, column)
    frame = case.frame("interviews", "date", "status")
    if frame is not None:
        for hit in hits(frame, _after(frame["date"], case.today) & (frame["status"] == INTERVIEW_COMPLETED)):
            way = "set Status to Scheduled until you have talked"
            yield case.problem("future-date", "interviews", hit, "date", way=way)


def far_date(case: Case) -> Hits:
    """A date whose year is most likely a slip."""
    for key, column in case.columns(lambda c: c.type == "date"):
        frame = case.frame(key, column.key)
        if frame is not None:
            far = _after(frame[column.key], case.today + _AHEAD) & ((key, column.key) not in _DONE)
            for hit in hits(frame, far | frame[column.key].map(lambda d: isinstance(d, date) and d < OLDEST)):
                yield case.problem("far-date", key, hit, column.key)


def _after(dates: Mask[Any], limit: date) -> Mask[Any]:
    return dates.map(lambda d: isinstance(d, date) and d > limit).astype(bool)


def completed_without_date(case: Case) -> Hits:
    """An interview is marked Completed but nobody knows when it was."""
    frame = case.frame("interviews", "date", "status")
    if frame is not None:
        here = within(frame[READING], case.files("interviews", "date"))
        for hit in hits(frame, here & ~given(frame, "date") & (frame["status"] == INTERVIEW_COMPLETED)):
            yield case.problem("completed-without-date", "interviews", hit, "date", value=None)


def thank_you(case: Case) -> Hits:
    """A thank-you is missing after two days, or went out later than that."""
    for interview, noted in _thanks(case):
        if noted is not None:
            key, hit, column = noted
            sent = hit[column]
            if isinstance(sent, date) and interview["date"] + GRACE < sent <= case.today:
                yield case.problem("thank-you-late", key, hit, column, days=(sent - interview["date"]).days)
    for interview in _owed(case):
        days = (case.today - interview["date"]).days
        yield case.problem("thank-you-missing", "interviews", interview, "thank_you_sent", value=None, days=days)


def _completed(case: Case, *columns: str) -> Iterator[Hit]:
    """The completed interviews on a day that can be read, in files that have these columns too."""
    frame = case.frame("interviews", "contact", "status", "date", *columns)
    if frame is not None:
        here = within(frame[READING], case.shown("interviews", "contact", "status", "date", *columns))
        dated = frame["date"].map(lambda d: isinstance(d, date) and d >= OLDEST).astype(bool)
        asked = _asked(case)
        for hit in hits(frame, here & dated & (frame["status"] == INTERVIEW_COMPLETED)):
            # An interview before it was asked for is told to be out of order: nothing is reckoned from that day.
            if hit["date"] >= asked.get(hit[WHO], hit["date"]):
                yield hit


def _thanks(case: Case) -> Iterator[tuple[Hit, tuple[str, Hit, str] | None]]:
    """Each completed interview, and where its thank-you is noted: beside it, or in the follow-ups from that day on."""
    elsewhere: dict[Who, list[Hit]] = defaultdict(list)
    for hit in _messages(case, _thank_yous):
        elsewhere[hit[WHO]].append(hit)
    for interview in _completed(case, "thank_you_sent"):
        if "thank_you_sent" in interview[GIVEN]:
            yield interview, ("interviews", interview, "thank_you_sent")
            continue
        sent = [(m["sent"] if isinstance(m["sent"], date) else date.max, m) for m in elsewhere.get(interview[WHO], ())]
        since = [(day, m) for day, m in sent if day >= interview["date"]]
        yield interview, ("follow_ups", min(since, key=lambda found: found[0])[1], "sent") if since else None


def _thank_yous(frame: Frame) -> Mask[Any]:
    """The thank-yous to somebody that are marked as sent."""
    return (frame["kind"] == KIND_THANK_YOU) & given(frame, "sent") & frame[WHO].notna()


def _owed(case: Case) -> Iterator[Hit]:
    """The interviews whose thank-you is late and noted nowhere, not even by the contact's status.

    Where a day of a thank-you to the contact is noted, the status may be of that one.
    """
    status: dict[Who, str] = {}
    if (contacts := case.frame("contacts", "status")) is not None:
        shown = case.shown("contacts", "status")
        for who, said in zip(contacts[WHO], contacts["status"], strict=True):
            if who and who[0] in shown:
                status.setdefault(who, said)
    interviews = list(_thanks(case))
    dated = {interview[WHO] for interview, noted in interviews if noted is not None}
    dated |= {m[WHO] for m in _messages(case, _thank_yous) if isinstance(m["sent"], date)}
    for interview, noted in interviews:
        thanked = status.get(interview[WHO]) in (STATUS_THANKED, STATUS_IN_TOUCH) and interview[WHO] not in dated
        if noted is None and not thanked and case.is_past(interview["date"], GRACE):
            yield interview


def _messages(case: Case, wanted: Callable[[Frame], Mask[Any]]) -> Iterator[Hit]:
    """Those of the follow-ups that are wanted, where reports see them too, with the day that counts as ``DAY``."""
    columns = ("contact", "kind", "sent")
    frame = case.frame("follow_ups", *columns)
    if frame is None:
        return
    here = within(frame[READING], case.shown("follow_ups", *columns) & _open_days(case))
    days: dict[int, dict[int, date | None]] = {}
    for hit in hits(frame, here & wanted(frame)):
        index = hit[READING]
        if index not in days:
            days[index] = _days(case, index)
        yield hit | {DAY: days[index][hit[ROW]]}


def _open_days(case: Case) -> set[int]:
    """The readings in which the students' own days for follow-ups are not private."""
    has = [(i, r.template.get("follow_ups")) for i, r in enumerate(case.readings) if r.template]
    return {i for i, sheet in has if sheet and sheet.has("due") and not sheet.column("due").private}


def _days(case: Case, index: int) -> dict[int, date | None]:
    """The day that counts for each follow-up of a workbook, by the index of its row; private cells say nothing."""
    reading = case.readings[index]
    tables = []
    for key in ("follow_ups", "contacts", "interviews"):
        sheet = reading.template.get(key) if reading.template else None
        secret = {c.key for c in sheet.columns if c.private} if sheet else set()
        rows = enumerate(reading.tables[key].rows) if key in reading.tables else ()
        used = [(i, row) for i, row in rows if not row.untouched]
        tables.append([(i, {k: v for k, v in row.values.items() if k not in secret}) for i, row in used])
    days = due_days(*([line for _, line in table] for table in tables))
    return dict(zip((i for i, _ in tables[0]), days, strict=True))


def follow_up_overdue(case: Case) -> Hits:
    """The day of a follow-up is past, and it is not marked as sent; a thank-you that is missing is told once."""
    owed = {interview[WHO] for interview in _owed(case) if interview[WHO]}
    own = case.files("follow_ups", "due")
    for hit in _messages(case, lambda frame: ~given(frame, "sent")):
        if case.is_past(hit[DAY]) and (hit["kind"] != KIND_THANK_YOU or hit[WHO] not in owed):
            column = "due" if hit[READING] in own else "sent"
            header = case.template(hit).sheet("follow_ups").column("due").header
            yield case.problem("follow-up-overdue", "follow_ups", hit, column, day=quoted(hit[DAY]), header=header)


def next_step_overdue(case: Case) -> Hits:
    """The day of a contact's next step is past."""
    frame = case.frame("contacts", "next_step_due")
    if frame is not None:
        here = within(frame[READING], case.shown("contacts", "next_step_due"))
        for hit in hits(frame, here & frame["next_step_due"].map(case.is_past).astype(bool)):
            yield case.problem("next-step-overdue", "contacts", hit, "next_step_due")


def referrer_not_told(case: Case) -> Hits:
    """A week after the interview with a person, who led there has not heard from the student, nor is it planned."""
    frame = case.frame("contacts", "name", "referred_by")
    if frame is None:
        return
    interviews: dict[Who, list[date]] = defaultdict(list)
    for interview in _completed(case):
        interviews[interview[WHO]].append(interview["date"])
    messages: dict[Who, list[Hit]] = defaultdict(list)
    for message in _messages(case, lambda frame: frame[WHO].notna()):
        messages[message[WHO]].append(message)
    # A message to a name that nobody has may be the one that is looked for.
    sure = case.shown("follow_ups", "contact", "kind", "sent") - case.strays("follow_ups", "due", "sent")
    here = within(frame[READING], sure & case.shown("contacts", "name", "referred_by"))
    for hit in hits(frame, here & within(frame[WHO], interviews.keys() & case.known) & given(frame, "referred_by")):
        day, referrer = min(interviews[hit[WHO]]), (hit[READING], normalize_name(str(hit["referred_by"])))
        if referrer not in case.known or referrer == hit[WHO] or not case.is_past(day, timedelta(days=REFERRER_DAYS)):
            continue
        heard = any(_tells(m, day) for m in messages[referrer]) or any(d >= day for d in interviews[referrer])
        if not heard:
            yield case.problem("referrer-not-told", "contacts", hit, "referred_by")


def _tells(message: Hit, day: date) -> bool:
    """Whether a message went out since that day, or is planned as a report; an unreadable day counts for it."""
    if "sent" in message[GIVEN]:
        return not isinstance(message["sent"], date) or message["sent"] >= day
    planned = "due" in message[GIVEN] or message[DAY] is not None
    return planned and message["kind"] not in (KIND_THANK_YOU, KIND_REMINDER, KIND_KEEP_IN_TOUCH)


RULES: tuple[Callable[[Case], Hits], ...] = (
    dates_out_of_order, future_date, far_date, completed_without_date, thank_you, follow_up_overdue,
    next_step_overdue, referrer_not_told,
)  # fmt: skip
