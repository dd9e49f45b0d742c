"""The days on which messages are due, by their kind.

The rules are folio's own manners, told in docs/workbook.md: thank within a day; remind after 3 and again after 7
business days (no weekend, no holiday); tell who led you to someone within a week of that interview; keep in touch after
1, 3 and 6 months, then every half year, and never sooner than 30 days after the last message. Where a slip in the year
leads past the end of the calendar, there is no day.
"""

from __future__ import annotations

import calendar
from collections.abc import Container
from datetime import MAXYEAR, date, timedelta

from folio.template import vocabulary as terms

THANKS_DAYS = 1
# Business days after the request: of the first reminder, and of the second, which is the last.
REMINDER_DAYS = (3, 7)
KEEP_IN_TOUCH_MONTHS = (1, 3, 6)
LATER_EVERY_MONTHS = 6
# So long after a message the next one is not welcome yet, unless the student plans it.
QUIET_DAYS = 30
# After so long without a word, a message has to say again who is writing.
FORGOTTEN_MONTHS = 6
# Business days before an interview on which its confirmation is sent, and before the day to decide on an offer by which
# an adviser is asked.
CONFIRM_DAYS, ADVISER_DAYS = 1, 3


def follow_up_due(
    kind: str, *, interview: date | None = None, asked: date | None = None, referral_interview: date | None = None,
    nth: int = 1, reminded: bool = False, off: Container[date] = (),
) -> date | None:  # fmt: skip
    """The day a follow-up of this kind is due, or None where no rule or no day says so.

    ``interview`` is the last completed interview with the contact, ``asked`` the day of the request,
    ``referral_interview`` the last completed interview with someone to whom the contact led. ``nth`` counts the
    contact's keep-in-touch messages from 1; ``reminded`` says whether another reminder was sent already; ``off`` are
    the days that are no business days, besides weekends.
    """
    if kind in (terms.KIND_THANK_YOU, terms.KIND_THANKS_FOR_REFERRAL):
        return interview and calendar_days_after(interview, THANKS_DAYS)
    if kind == terms.KIND_REMINDER:
        return asked and business_days_after(asked, REMINDER_DAYS[reminded], off)
    if kind == terms.KIND_REPORT:
        return referral_interview and calendar_days_after(referral_interview, terms.REFERRER_DAYS)
    if kind == terms.KIND_KEEP_IN_TOUCH:
        return interview and months_after(interview, keep_in_touch_months(nth))
    return None


def keep_in_touch_months(nth: int) -> int:
    """Months after the interview of the ``nth`` message (from 1): 1, 3, 6, 12, 18 ..."""
    if nth <= len(KEEP_IN_TOUCH_MONTHS):
        return KEEP_IN_TOUCH_MONTHS[nth - 1]
    return KEEP_IN_TOUCH_MONTHS[-1] + LATER_EVERY_MONTHS * (nth - len(KEEP_IN_TOUCH_MONTHS))


def calendar_days_after(start: date, days: int) -> date | None:
    """The day ``days`` after ``start``; None past the end of the calendar, on December 31, 9999, as in all of these."""
    return start + timedelta(days=days) if (date.max - start).days >= days else None


def business_days_after(start: date, days: int, off: Container[date] = ()) -> date | None:
    """The day ``days`` business days (Monday to Friday, but not those ``off``) after ``start``, as WORKDAY counts."""
    day: date | None = start
    while day and days > 0:
        day = calendar_days_after(day, 1)
        days -= day is not None and day.weekday() < 5 and day not in off
    return day


def business_days_before(day: date, days: int, off: Container[date] = ()) -> date | None:
    """The day ``days`` business days before ``day``; None before the start of the calendar."""
    found: date | None = day
    while found and days > 0:
        found = found - timedelta(days=1) if found > date.min else None
        days -= found is not None and found.weekday() < 5 and found not in off
    return found


def months_after(start: date, months: int) -> date | None:
    """The same day ``months`` later, or the last of a month that is too short for it, as EDATE counts."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > MAXYEAR:
        return None
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
