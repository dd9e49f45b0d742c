"""The public holidays of a calendar: days on which nobody is expected to answer."""

from __future__ import annotations

from datetime import date
from functools import cache

# The federal holidays of the United States, each on the day on which it is observed.
US = "US"
# A workbook holds the days of these years, and folio counts with the same: beyond them, only weekends are off.
YEARS = range(2026, 2034)


@cache
def days_off(calendar: str = US) -> tuple[date, ...]:
    """The holidays from Monday to Friday, in order; ``calendar`` is a country, or one with a part of it (``US-CA``).

    An empty one has none.
    """
    if not calendar:
        return ()
    import holidays  # most commands never count business days

    country, _, part = calendar.partition("-")
    found = holidays.country_holidays(country, subdiv=part or None, years=YEARS)
    return tuple(sorted(day for day in found if day.weekday() < 5 and day.year in YEARS))
