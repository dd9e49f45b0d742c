"""Days and times in words: ``Mar 4, 2026`` in tables, ``March 4`` in sentences, or as the regional formats say."""

from __future__ import annotations

from datetime import date, time

from folio.basics.regional_formats import regional

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What advice shows a date by.
A_DAY = date(2026, 11, 20)


def short_date(day: date) -> str:
    """A day as sheets, tables and messages show it, and as people may type it: ``Mar 4, 2026``.

    The European way is ``4 Mar 2026``, that of ISO 8601 ``2026-03-04``.
    """
    month = MONTH_NAMES[day.month - 1][:3]
    match regional().dates:
        case "american":
            return f"{month} {day.day}, {day.year}"
        case "european":
            return f"{day.day} {month} {day.year}"
        case "iso":
            return day.isoformat()


def day_in_list(day: date, today: date) -> str:
    """A day with its weekday, as lists say it: ``Wed, Mar 4``, with the year unless it is that of ``today``."""
    formats, weekday = regional().dates, WEEKDAY_NAMES[day.weekday()][:3]
    words = short_date(day)
    if day.year == today.year:
        words = words.removeprefix(f"{day.year}-").removesuffix(f", {day.year}").removesuffix(f" {day.year}")
    return f"{weekday}, {words}" if formats == "american" else f"{weekday} {words}"


def date_in_prose(day: date, today: date | None = None) -> str:
    """A day as sentences say it: ``March 4``, with the year unless it is that of ``today``.

    Outside the United States it is ``4 March``: a sentence with ``2026-03-04`` in it can't be read aloud.
    """
    month, with_year = MONTH_NAMES[day.month - 1], today is None or day.year != today.year
    if regional().dates == "american":
        return f"{month} {day.day}" + (f", {day.year}" if with_year else "")
    return f"{day.day} {month}" + (f" {day.year}" if with_year else "")


def day_in_prose(day: date, today: date | None = None) -> str:
    """A day with its weekday, as sentences say it: ``Wednesday, March 4``."""
    return f"{WEEKDAY_NAMES[day.weekday()]}, {date_in_prose(day, today)}"


def nearest_day(month: int, day: int, near: date, year: int | None = None) -> date | None:
    """The day that somebody means who names no year: the one nearest to another; None where there is no such day."""
    years = [year] if year else range(near.year - 1, near.year + 2)
    return min((d for y in years if (d := _day(y, month, day))), key=lambda d: abs(d - near), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clock_time(moment: time) -> str:
    """A time of day as ``2:30 PM``, or as ``14:30`` on a clock of 24 hours."""
    if regional().times == "24-hour":
        return f"{moment.hour}:{moment.minute:02}"
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'AM' if moment.hour < 12 else 'PM'}"
