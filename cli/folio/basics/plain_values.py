"""What a cell holds, without the formats of spreadsheets: as JSON, as text, and as reports show it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from folio.basics.dates import clock_time

ShownValue = str | int | float | date


def as_json(value: Any) -> Any:
    """A value as JSON can hold it: days and times as ISO 8601 text, lengths as 36:30:00, whole numbers plain."""
    match value:
        case None | str():  # most cells
            return value
        case float() if value.is_integer():
            return int(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            seconds = round(value.total_seconds())
            sign, seconds = "-" if seconds < 0 else "", abs(seconds)
            return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case int() | float():
            return value
    return str(value)


def as_text(value: Any) -> str:
    """What a person reads in the cell: ``2024``, not ``2024.0``."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(as_json(value))


def as_shown(value: Any) -> ShownValue:
    """A value for a report: yes and no as words, times as 2:30 PM, blank cells as empty text."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return value.date()
        case time():
            return clock_time(value)
        case str() | int() | float() | date():
            return value
    return str(value)
