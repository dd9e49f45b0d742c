"""Follow-ups and reminders: which are planned, sent, due or settled, and what is due although nobody planned it.

``due_days`` has the days by the kind of message. A day that the student typed comes first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from folio.domain.due_days import (
    QUIET_DAYS,
    REMINDER_DAYS,
    business_days_after,
    calendar_days_after,
    follow_up_due,
    keep_in_touch_months,
    months_after,
)
from folio.domain.interviews import has_interview, last_interview
from folio.domain.records import Record, Records
from folio.domain.referrals import last_referral_interview
from folio.domain.thank_yous import thank_you_days
from folio.template import vocabulary as terms

# The kinds that a rule gives a day.
_RULED = (
    terms.KIND_THANK_YOU,
    terms.KIND_THANKS_FOR_REFERRAL,
    terms.KIND_REMINDER,
    terms.KIND_REPORT,
    terms.KIND_KEEP_IN_TOUCH,
)
# Not the news that a referrer waits for, as long as they are only planned.
NO_REPORTS = (terms.KIND_THANK_YOU, terms.KIND_REMINDER, terms.KIND_KEEP_IN_TOUCH)


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
        off=records.days_off,
    )


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
    return (contact is not None and contact.says("status", *terms.ANSWERED)) or has_interview(records, name)


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
    name = contact.values.get("name")
    # The day of the request says that they were asked, whether or not the status was brought up to date.
    waiting = not contact.has("status") or contact.says("status", *terms.WAITING)
    if not waiting or not contact.key("name") or has_interview(records, name):
        return None
    if any(m.is_planned for m in follow_ups_with(records, name, terms.KIND_REMINDER)):
        return None
    sent = max(reminders_sent(records, name), int(contact.says("status", terms.STATUS_REMINDED)))
    asked = contact.day("requested_on")
    more = asked is not None and sent < len(REMINDER_DAYS)
    due = business_days_after(asked, REMINDER_DAYS[sent], records.days_off) if asked and more else None
    return Reminder(due, sent + 1) if due else None


def last_message(records: Records, name: object) -> date | None:
    """The day of the last thank-you or follow-up to someone; a day in the future is a slip."""
    days = (*thank_you_days(records, name), *(m.sent for m in follow_ups_with(records, name)))
    return max((day for day in days if day is not None and day <= records.today), default=None)


def keep_in_touch_due(records: Records, name: object) -> date | None:
    """The day of the next message to keep in touch that nobody planned; None without a dated interview."""
    interview, message = last_interview(records, name), last_message(records, name)
    sent = sum(not m.waiting for m in follow_ups_with(records, name, terms.KIND_KEEP_IN_TOUCH))
    due = interview and months_after(interview, keep_in_touch_months(sent + 1))
    quiet = message and calendar_days_after(message, QUIET_DAYS)
    return max(due, quiet) if due and quiet else due


def waits_for_report(records: Records, referrer: object, interview: date) -> bool:
    """Whether who led to an interview has not heard of it since that day, and no message is planned."""
    heard = any(_reports(m, interview) for m in follow_ups_with(records, referrer))
    met = last_interview(records, referrer)
    return not heard and (met is None or met < interview)


def _reports(message: FollowUp, since: date) -> bool:
    """Whether a message went out since that day, or is planned as a report; an unreadable day counts for it."""
    if not message.waiting:
        return message.sent is None or message.sent >= since
    planned = message.record.has("due") or message.due is not None
    return planned and not message.record.says("kind", *NO_REPORTS)
