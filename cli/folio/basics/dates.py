"""Days in words, the same in any locale: ``4 Mar 2026`` as the sheets show it, ``March 4`` as letters say it."""

from __future__ import annotations

from datetime import date

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def short_date(day: date) -> str:
    """A day as ``4 Mar 2026``: no reader can take it for another, and every spreadsheet understands it."""
    return f"{day.day} {MONTH_NAMES[day.month - 1][:3]} {day.year}"


def date_in_prose(day: date, today: date | None = None) -> str:
    """A day as sentences say it: ``March 4``, with the year unless it is that of ``today``."""
    words = f"{MONTH_NAMES[day.month - 1]} {day.day}"
    return words if today is not None and day.year == today.year else f"{words}, {day.year}"
