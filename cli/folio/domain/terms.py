"""The term of school that a day belongs to."""

from __future__ import annotations

from datetime import date

# The last month of each: a due date in June is no longer the spring's.
_LAST_MONTHS = (("spring", 5), ("summer", 7), ("fall", 12))


def term_of(day: date) -> str:
    """Return the term as ``2026-fall``."""
    season = next(name for name, last in _LAST_MONTHS if day.month <= last)
    return f"{day.year}-{season}"
