"""Follow-ups and reminders: when each is due, and when nothing is left to send.

The rules are folio's own manners, told in docs/workbook.md: thank within a day; remind after 3 and again after 7
business days; tell who led you to someone within a week of that interview; keep in touch after 1, 3 and 6 months, then
every half year. A day that the student typed comes first. Where a slip in the year leads past the end of the calendar,
there is no day.
"""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from folio.domain.interviews import is_arranged, last_interview
from folio.domain.records import Record, Records
from folio.domain.referrals import REPORT_WITHIN, last_referral_interview, referrer_of
from folio.domain.thank_yous import THANKS_DAYS, thank_you_days
from folio.template import vocabulary as terms

# Business days after the request: of the first reminder, and of the second, which is the last.
REMINDER_DAYS = (3, 7)
KEEP_IN_TOUCH_MONTHS = (1, 3, 6)
LATER_EVERY_MONTHS = 6
# The kinds that a rule gives a day.
_RULED = (
    terms.KIND_THANK_YOU,
    terms.KIND_THANKS_FOR_REFERRAL,
    terms.KIND_REMINDER,
    terms.KIND_REPORT,
    terms.KIND_KEEP_IN_TOUCH,
)
# Not the news that a referrer waits for, as long as they are only planned.
_NO_REPORTS = (terms.KIND_THANK_YOU, terms.KIND_REMINDER, terms.KIND_KEEP_IN_TOUCH)


@dataclass(frozen=True, slots=True, eq=False)
class FollowUp:
    """A message that is planned or sent.

    ``due`` is the student's own day, else the one by folio's rules; None where neither gives one, and where another
    cell shows that nothing is left to send. ``waiting``: not sent yet; an unreadable day may be any, so it counts as
    sent.
    """

    record: Record
    contact: str
    kind: str
    due: date | None
    sent: date | None
    waiting: bool

    @property
    def point(self) -> str:
        """What to mention."""
        return self.record.text("point")

    @property
    def advice_used(self) -> str:
        """What the student did with their advice."""
        return self.record.text("advice_used")

    @property
    def is_planned(self) -> bool:
        """Whether it waits for a day that is known."""
        return self.waiting and self.due is not None


def all_follow_ups(records: Records) -> tuple[FollowUp, ...]:
    """All messages of the follow-ups sheet, in its order."""
    return records.once("follow-ups", lambda: _follow_ups(records))


def follow_ups_with(records: Records, name: object, kind: str = "") -> list[FollowUp]:
    """The messages to someone, of one kind if it is given."""
    by_name = records.once("follow-ups by name", lambda: _by_name(all_follow_ups(records)))
    key, wanted = records.compare(name), records.compare(kind)
    return [m for m in by_name.get(key, ()) if not kind or records.compare(m.kind) == wanted] if key else []


def _by_name(messages: tuple[FollowUp, ...]) -> dict[str, list[FollowUp]]:
    found: dict[str, list[FollowUp]] = {}
    for message in messages:
        found.setdefault(message.record.key("contact"), []).append(message)
    return found


def _follow_ups(records: Records) -> tuple[FollowUp, ...]:
    # Where the students' own days are private, a day worked out in their place would say something else.
    shown = "follow_ups.due" in records.columns
    kept_in_touch: Counter[str] = Counter()
    found = []
    for row in records.rows("follow_ups"):
        kept_in_touch[row.key("contact")] += row.says("kind", terms.KIND_KEEP_IN_TOUCH)
        due = (row.day("due") or _due_by_rule(records, row, kept_in_touch[row.key("contact")])) if shown else None
        found.append(
            FollowUp(
                row, records.spelled(row.text("contact")), row.text("kind"), due, row.day("sent"), not row.has("sent")
            )
        )
    return tuple(found)


def _due_by_rule(records: Records, row: Record, nth: int) -> date | None:
    name = row.values.get("contact")
    if not row.key("contact") or (not row.has("sent") and _is_settled(records, row)):
        return None
    contact = records.contact(name)
    return follow_up_due(
        next((kind for kind in _RULED if row.says("kind", kind)), ""),
        interview=last_interview(records, name),
        asked=contact.day("requested_on") if contact else None,
        referral_interview=last_referral_interview(records, name),
        nth=nth,
        reminded=any(m.has("sent") for m in _reminders(records, name) if m is not row),
    )


def follow_up_due(
    kind: str, *, interview: date | None = None, asked: date | None = None, referral_interview: date | None = None,
    nth: int = 1, reminded: bool = False,
) -> date | None:  # fmt: skip
    """The day a follow-up of this kind is due, or None where no rule or no day says so.

    ``interview`` is the last completed interview with the contact, ``asked`` the day of the request,
    ``referral_interview`` the last completed interview with someone to whom the contact led. ``nth`` counts the
    contact's keep-in-touch messages from 1; ``reminded`` says whether another reminder was sent already.
    """
    if kind in (terms.KIND_THANK_YOU, terms.KIND_THANKS_FOR_REFERRAL):
        return interview and calendar_days_after(interview, THANKS_DAYS)
    if kind == terms.KIND_REMINDER:
        return asked and business_days_after(asked, REMINDER_DAYS[reminded])
    if kind == terms.KIND_REPORT:
        return referral_interview and calendar_days_after(referral_interview, REPORT_WITHIN.days)
    if kind == terms.KIND_KEEP_IN_TOUCH:
        return interview and months_after(interview, keep_in_touch_months(nth))
    return None


def _is_settled(records: Records, row: Record) -> bool:
    """Whether nothing is left to send: a reminder to someone who has answered, a thank-you that is noted elsewhere."""
    name = row.values.get("contact")
    if row.says("kind", terms.KIND_REMINDER):
        return has_answered(records, name)
    interview = last_interview(records, name) if row.says("kind", terms.KIND_THANK_YOU) else None
    return interview is not None and any(day >= interview for day in thank_you_days(records, name))


def has_answered(records: Records, name: object) -> bool:
    """Whether someone has answered: by their status, or since an interview is agreed on or was held."""
    contact = records.contact(name)
    return (contact is not None and contact.says("status", *terms.ANSWERED)) or _has_interview(records, name)


def _has_interview(records: Records, name: object) -> bool:
    return any(map(is_arranged, records.where("interviews", "contact", name)))


def _reminders(records: Records, name: object) -> list[Record]:
    return [m for m in records.where("follow_ups", "contact", name) if m.says("kind", terms.KIND_REMINDER)]


def reminders_sent(records: Records, name: object) -> int:
    """How many reminders to someone the follow-ups say were sent."""
    return sum(m.has("sent") for m in _reminders(records, name))


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is due although nobody planned it; ``number`` is 1, or 2 for the last one."""

    due: date
    number: int


def reminder_due(records: Records, contact: Record) -> Reminder | None:
    """The next reminder to someone who was asked and has not replied; None while one is planned, and after two."""
    name, asked = contact.values.get("name"), contact.day("requested_on")
    waiting = contact.says("status", terms.STATUS_REQUESTED, terms.STATUS_REMINDED) and not _has_interview(
        records, name
    )
    if asked is None or not waiting or not contact.key("name"):
        return None
    if any(m.is_planned for m in follow_ups_with(records, name, terms.KIND_REMINDER)):
        return None
    sent = max(reminders_sent(records, name), int(contact.says("status", terms.STATUS_REMINDED)))
    due = business_days_after(asked, REMINDER_DAYS[sent]) if sent < len(REMINDER_DAYS) else None
    return Reminder(due, sent + 1) if due else None


def waits_for_report(records: Records, contact: Record, interview: date) -> bool:
    """Whether who led to this contact has not heard of the interview since that day, and no message is planned."""
    referrer = referrer_of(records, contact.values.get("name"))
    heard = any(_reports(m, interview) for m in follow_ups_with(records, referrer))
    met = last_interview(records, referrer)
    return not heard and (met is None or met < interview)


def _reports(message: FollowUp, since: date) -> bool:
    """Whether a message went out since that day, or is planned as a report; an unreadable day counts for it."""
    if not message.waiting:
        return message.sent is None or message.sent >= since
    planned = message.record.has("due") or message.due is not None
    return planned and not message.record.says("kind", *_NO_REPORTS)


def keep_in_touch_months(nth: int) -> int:
    """Months after the interview of the ``nth`` message (from 1): 1, 3, 6, 12, 18 ..."""
    if nth <= len(KEEP_IN_TOUCH_MONTHS):
        return KEEP_IN_TOUCH_MONTHS[nth - 1]
    return KEEP_IN_TOUCH_MONTHS[-1] + LATER_EVERY_MONTHS * (nth - len(KEEP_IN_TOUCH_MONTHS))


def calendar_days_after(start: date, days: int) -> date | None:
    """The day ``days`` after ``start``; None past the end of the calendar, on 31 December 9999, as in all of these."""
    return start + timedelta(days=days) if (date.max - start).days >= days else None


def business_days_after(start: date, days: int) -> date | None:
    """The day ``days`` business days (Monday to Friday; holidays are not known) after ``start``, as WORKDAY counts."""
    day: date | None = start
    while day and days > 0:
        day = calendar_days_after(day, 1)
        days -= day is not None and day.weekday() < 5
    return day


def months_after(start: date, months: int) -> date | None:
    """The same day ``months`` later, or the last of a month that is too short for it, as EDATE counts."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > MAXYEAR:
        return None
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
