"""When a follow-up is due: the rules that the sheet's formulas, the reports and the letters share.

They are folio's own manners, told in docs/workbook.md: thank within a day; remind after 3 and again after 7 business
days; tell who sent you within a week of that interview; keep in touch after 1, 3 and 6 months, then every half year.
"""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, date, timedelta

from folio.template.vocabulary import (
    KIND_KEEP_IN_TOUCH,
    KIND_REMINDER,
    KIND_REPORT,
    KIND_THANK_YOU,
    KIND_THANKS_FOR_REFERRAL,
    REFERRER_DAYS,
)

THANKS_DAYS = 1
# Business days after the request: of the first reminder, and of one after a reminder was sent.
REMINDER_DAYS = (3, 7)
KEEP_IN_TOUCH_MONTHS = (1, 3, 6)
LATER_EVERY_MONTHS = 6


def nothing_left(kind: str, *, answered: bool, thanked: bool) -> bool:
    """Whether a follow-up that was not sent has no use any more, as other cells tell.

    ``answered``: the contact has answered, or an interview was completed;
    ``thanked``: a thank-you is noted for the last one.
    """
    return (kind == KIND_REMINDER and answered) or (kind == KIND_THANK_YOU and thanked)


def follow_up_due(
    kind: str, *, interview: date | None = None, asked: date | None = None, referral_interview: date | None = None,
    nth: int = 1, reminded: bool = False,
) -> date | None:  # fmt: skip
    """The day a follow-up is due, or None where no rule or no day says so.

    ``interview`` is the last completed interview with the contact, ``asked`` the day of the request,
    ``referral_interview`` the last completed interview with somebody whom the contact led to.
    ``nth`` counts the contact's keep-in-touch rows from 1 in the order of the sheet; ``reminded`` tells whether another
    reminder was sent already. A slip in the year can lead past the end of the calendar: there is no day then.
    """
    try:
        return _follow_up_due(kind, interview, asked, referral_interview, nth, reminded)
    except (ValueError, OverflowError):
        return None


def _follow_up_due(
    kind: str, interview: date | None, asked: date | None, referral_interview: date | None, nth: int, reminded: bool
) -> date | None:  # fmt: skip
    match kind:
        case _ if kind in (KIND_THANK_YOU, KIND_THANKS_FOR_REFERRAL):
            return interview and calendar_days_after(interview, THANKS_DAYS)
        case _ if kind == KIND_REMINDER:
            return asked and business_days_after(asked, REMINDER_DAYS[reminded])
        case _ if kind == KIND_REPORT:
            return referral_interview and calendar_days_after(referral_interview, REFERRER_DAYS)
        case _ if kind == KIND_KEEP_IN_TOUCH:
            return interview and months_after(interview, keep_in_touch_months(nth))
    return None


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
