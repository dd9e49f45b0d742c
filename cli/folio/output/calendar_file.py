"""The steps with a day as a calendar file (iCalendar, RFC 5545) that calendars update from, however often it comes.

An entry's UID depends on the workbook, the person and the step, never on the day or the words. What is settled is
canceled under the UID that it had. Interviews with a time are at that time wherever the calendar is: the workbook
knows no time zone. All else is for whole days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from folio.basics.web_links import web_link
from folio.basics.wording import cut_off, storable
from folio.domain.names import normalize_name
from folio.domain.next_steps import Step
from folio.insight.due_lists import DueList
from folio.insight.interview_plan import InterviewPlan, find_plans

_PRODUCT = "-//folio//folio due//EN"
# Days since then are an entry's SEQUENCE: a later file is a later version of what it has in common with an earlier one.
_FIRST_DAY = date(2020, 1, 1)
# How long an interview is of which the workbook doesn't say it, and more than which is a slip.
_MINUTES, _MOST_MINUTES = 30, 24 * 60
_QUESTIONS, _LONGEST, _LONGEST_TEXT = 15, 200, 3_000
_MORNING = timedelta(hours=9)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def calendar_file(lists: Sequence[DueList], now: datetime, today: date) -> bytes:
    """Return one calendar of all these workbooks; with several, each entry begins with whose it is.

    ``now`` stamps the entries, unless another day than that counts as today.
    """
    stamp = now.astimezone(UTC) if now.date() == today else datetime.combine(today, time(), UTC)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    owner = lists[0].reading.display_name if len(lists) == 1 else f"{len(lists)} students"
    calendar.add("x-wr-calname", _text(f"Interviews: {owner}"))
    for one in lists:
        for event in _events(one, today, whose=f"{one.reading.display_name}: " if len(lists) > 1 else ""):
            event.add("dtstamp", stamp)
            event.add("last-modified", stamp)
            event.add("sequence", max(0, (today - _FIRST_DAY).days))
            event.add("class", "PRIVATE")
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(one: DueList, today: date, whose: str) -> Iterator[Event]:
    plans = find_plans(one.reading, today)
    said: set[str] = set()
    for step in one.steps:
        # An interview whose day is past stays on the calendar as it is.
        if step.when is None or step.action == "debrief" or (step.optional and step.when < today):
            continue
        uid = _uid(one, step)
        if uid not in said:
            said.add(uid)
            yield _event(step, uid, whose, _plan_for(step, plans), today)
    for step in one.settled:
        uid = _uid(one, step)
        if uid not in said:
            said.add(uid)
            yield _canceled(step, uid, whose, today)


def _uid(one: DueList, step: Step) -> str:
    """Whom folio made the workbook for tells copies for a class apart; else who says that it is theirs."""
    owner = one.reading.made_for if one.reading.made_for.name or one.reading.made_for.id else one.reading.student
    parts = (one.reading.workbook_id, owner.id or normalize_name(owner.name), *map(str, step.identity))
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"{digest[:32]}@folio"


def _event(step: Step, uid: str, whose: str, plan: InterviewPlan | None, today: date) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("summary", _text(f"{whose}{_summary(step)}", _LONGEST))
    event.add("status", "CONFIRMED")
    row, when = step.row, step.when
    if step.action != "interview" or row is None or when is None:
        _set_day(event, when or today)
        event.add("description", _text(_about(step)))
        _remind(event, step, today, _MORNING)
        return event
    at, minutes = row.values.get("time"), row.rating("minutes") or 0
    if isinstance(at, time) and when < date.max:
        start = datetime.combine(when, at.replace(second=0, microsecond=0))
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=minutes if 0 < minutes <= _MOST_MINUTES else _MINUTES))
        event.add("transp", "OPAQUE")
        _remind(event, step, today, -_DAY, -_HOUR)
    else:
        _set_day(event, when)
        _remind(event, step, today, _MORNING - _DAY)
    where, link = row.text("where"), web_link(row.text("where"))
    if link and len(link) <= _LONGEST_TEXT:
        event.add("url", _text(link))
    place = [row.text("format"), "" if where == link else where, plan.organization if plan else ""]
    if location := ", ".join(filter(None, place)):
        event.add("location", _text(location, _LONGEST))
    event.add("description", _text("\n".join(_plan_lines(step, plan))))
    return event


def _set_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    if day < date.max:
        event.add("dtend", day + _DAY)
    event.add("transp", "TRANSPARENT")


def _remind(event: Event, step: Step, today: date, *before: timedelta) -> None:
    """Add alarms, counted from the start; none for a day that is past."""
    if step.when is None or step.when < today:
        return
    for trigger in before:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event["summary"])
        alarm.add("trigger", trigger)
        event.add_component(alarm)


def _summary(step: Step) -> str:
    return step.told


def _about(step: Step) -> str:
    places = "; ".join(f"{sheet} {cell}" for sheet, cell in step.places)
    return "\n".join(filter(None, (step.who, step.what, f"In the workbook: {places}")))


def _plan_lines(step: Step, plan: InterviewPlan | None) -> Iterator[str]:
    """What to take along: who it is, the goal, and the questions in the order of the plan."""
    if plan:
        work = ", ".join(filter(None, (plan.job_title, plan.organization)))
        yield from filter(None, (f"{plan.name}: {work}" if work else "", plan.goal and f"Goal: {plan.goal}"))
        # Some calendars show no link but one in the text.
        yield from filter(None, (plan.where and f"Where: {plan.where}",))
        if plan.questions:
            yield "Questions:"
        yield from (f"{q.number}. {q.text}" for q in plan.questions[:_QUESTIONS])
        if (more := len(plan.questions) - _QUESTIONS) > 0:
            yield f"... and {more} more"
    yield f"In the workbook: {step.sheet} {step.cell}"


def _plan_for(step: Step, plans: Sequence[InterviewPlan]) -> InterviewPlan | None:
    who = normalize_name(step.who)
    return next((p for p in plans if p.when == step.when and normalize_name(p.name) == who), None)


def _canceled(step: Step, uid: str, whose: str, today: date) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("summary", _text(f"{whose}{_summary(step)}", _LONGEST))
    event.add("status", "CANCELLED")
    _set_day(event, step.when or today)
    return event


def _text(text: str, longest: int = _LONGEST_TEXT) -> str:
    """A text as a calendar can hold it."""
    return cut_off(storable(text), longest)
