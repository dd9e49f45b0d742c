"""What a cell of an .ods holds, and what a person reads there."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from math import isfinite
from typing import Any

from folio.basics.plain_values import as_text
from folio.intake.formats.cell_texts import BLANK
from folio.intake.formats.stored_values import moment
from folio.intake.raw_workbook import ErrorValue

_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_LENGTH = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2}(?:\.\d+)?)S")
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - only its time of day counts
# A number that is shown without a format, or in one that tells nothing more.
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:[.,]\d*[1-9])?(?:[eE][+-]?\d+)?")


def value_of(kind: str, stored: str, text: str, *, computed: bool) -> Any:
    """Return what a cell holds, None where that is blank.

    ``kind`` is the name of the attribute with its value, or ``error``; ``text`` is what it shows.
    """
    said = text.strip(BLANK)
    if kind == "error" or said in _ERRORS or (computed and said.startswith(("#", "Err:"))):
        return ErrorValue(said or "#N/A")
    if not stored.strip(BLANK):
        return text if said else None
    match kind:
        case "value":
            return _number(stored)
        case "boolean-value":
            return stored in ("true", "TRUE")
        case "date-value":
            day = moment(stored)
            return day.date() if isinstance(day, datetime) and day.time() == time() else day or stored
        case "time-value" if length := _LENGTH.fullmatch(stored):
            whole = timedelta(hours=int(length[1]), minutes=int(length[2]), seconds=float(length[3]))
            return whole if whole.days else (_MIDNIGHT + whole).time()
    return stored


def _number(stored: str) -> Any:
    try:
        number = float(stored)
    except ValueError:
        return stored
    return number if isfinite(number) else ErrorValue("#NUM!")


def shown(value: Any, text: str) -> str | None:
    """Return what a person reads where a number looks different from what is stored: ``50%``; None elsewhere."""
    if not isinstance(value, float | timedelta) or not text.strip(BLANK) or _PLAIN.fullmatch(text):
        return None
    return text if text != as_text(value) else None
