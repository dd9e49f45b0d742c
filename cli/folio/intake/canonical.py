"""One cell into the type of its column: the canonical value, or why it does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from folio.intake.result import Value
from folio.template.model import Column

# The serial numbers of 1954 to 2119: a date whose cell has lost its date format.
_SERIALS = range(20_000, 80_001)
# Other years are slips of the hand, and reckoning with them leads nowhere.
_YEARS = range(1900, 2201)
_EPOCH = date(1899, 12, 30)
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - only its time of day counts


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A spreadsheet error that stands in a cell, such as ``#REF!``."""

    text: str


class NoValue:
    """What a formula cell holds when it shows nothing."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A cell after typing: ``value`` is None where it does not fit, and ``fault`` then names the problem's code.

    ``differs`` tells that what was typed is not the canonical form; ``hint`` is more for the message.
    """

    value: Value
    differs: bool = False
    fault: str | None = None
    hint: str = ""


def fit(column: Column, raw: Any) -> Fitted:
    """Bring what stands in a cell into the column's type; ``raw`` is not blank."""
    if isinstance(raw, ErrorValue):
        return Fitted(None, True, "error-value")
    if isinstance(raw, NoValue):
        return Fitted(None, True)
    fitted = _FITTERS[column.type](column, raw)
    if isinstance(fitted.value, date) and fitted.value.year not in _YEARS:
        return Fitted(None, True, "not-a-date")
    return fitted


def as_text(raw: Any) -> str:
    """What a person reads in the cell: ``2024``, not ``2024.0``."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer():
        return f"{raw:.0f}"
    if isinstance(raw, datetime | date | time):
        return raw.isoformat()
    return str(raw)


@lru_cache(maxsize=1 << 14)  # the workbooks of a class have most of their texts in common
def squeeze(text: str) -> str:
    """A text for comparing: no case, no outer or doubled spaces, plain quotes and dashes."""
    text = text.replace("\u00a0", " ").translate(_PLAIN)
    return " ".join(text.split()).casefold()


_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "\u2014": "-",
    }
)


def _text(_: Column, raw: Any) -> Fitted:
    return Fitted(as_text(raw))


def _reference(_: Column, raw: Any) -> Fitted:
    text = as_text(raw)
    return Fitted(text.strip(), text != text.strip())


def _choice(column: Column, raw: Any) -> Fitted:
    choices = column.choices or ()
    text = as_text(raw)
    if text in choices:
        return Fitted(text)
    for key in (squeeze, _letters):
        found = [c for c in choices if key(c) == key(text) != ""]
        if len(found) == 1:
            return Fitted(found[0], True)
    close = get_close_matches(squeeze(text), [squeeze(c) for c in choices], n=1, cutoff=0.75)
    meant = next((c for c in choices if close and squeeze(c) == close[0]), "")
    return Fitted(None, True, "not-a-choice", f" Did you mean {meant}?" if meant else "")


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", squeeze(text))


_WORDED_NUMBER = re.compile(r"\s*([+-]?\d{1,9})(?:\.0+)?(?:\s*[-:=(\u2013\u2014]\s*\D*)?\s*")


def _integer(column: Column, raw: Any) -> Fitted:
    number: int | None = None
    if isinstance(raw, int | float) and not isinstance(raw, bool) and float(raw).is_integer():
        number = int(raw)
    elif isinstance(raw, str) and (match := _WORDED_NUMBER.fullmatch(raw)):
        number = int(match[1])
    if number is None:
        return Fitted(None, True, "not-a-number")
    if (column.low is not None and number < column.low) or (column.high is not None and number > column.high):
        return Fitted(None, True, "out-of-range")
    return Fitted(number, isinstance(raw, str))


_DATE_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y", "%d-%B-%Y",
    "%d.%m.%Y", "%d %b %y", "%b %d %y", "%d-%b-%y",
)  # fmt: skip
_WEEKDAY = re.compile(r"^(mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(day)?\.?,?\s+", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(\d{1,2})(st|nd|rd|th)\b", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


def _date(_: Column, raw: Any) -> Fitted:
    if isinstance(raw, datetime):
        return Fitted(raw.date(), True)
    if isinstance(raw, date):
        return Fitted(raw)
    if isinstance(raw, int | float) and not isinstance(raw, bool) and int(raw) in _SERIALS:
        return Fitted(_EPOCH + timedelta(days=int(raw)), True)
    if isinstance(raw, str):
        return _date_in_words(raw)
    return Fitted(None, True, "not-a-date")


def _date_in_words(raw: str) -> Fitted:
    text = " ".join(raw.replace("\u00a0", " ").split())
    text = _ORDINAL.sub(r"\1", _WEEKDAY.sub("", text)).replace(",", " ").replace(" of ", " ").replace("Sept ", "Sep ")
    text = re.sub(r"([A-Za-z]|\b\d{1,2})\.(?=\s|$)", r"\1", " ".join(text.split()))
    if match := _SLASHED.fullmatch(text):
        first, second, year = (int(g) for g in match.groups())
        if first > 12 >= second:
            first, second = second, first
        elif first != second and second <= 12:
            return Fitted(None, True, "not-a-date", " Day and month could be either way round.")
        return _made(year, first, second)
    # Times behind an ISO date, as exports write them.
    iso = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?", text)
    for style in _DATE_FORMATS:
        try:
            return Fitted(datetime.strptime(iso[1] if iso else text, style).date(), True)  # noqa: DTZ007
        except ValueError:
            continue
    return Fitted(None, True, "not-a-date")


def _made(year: int, month: int, day: int) -> Fitted:
    try:
        return Fitted(date(year, month, day), True)
    except ValueError:
        return Fitted(None, True, "not-a-date")


_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)


def _time(_: Column, raw: Any) -> Fitted:
    if isinstance(raw, time):
        return Fitted(raw)
    if isinstance(raw, timedelta) and timedelta() <= raw < timedelta(days=1):
        return Fitted((_MIDNIGHT + raw).time())
    if isinstance(raw, datetime):
        return Fitted(raw.time(), True)
    if isinstance(raw, float) and 0 <= raw < 1:
        return Fitted((_MIDNIGHT + timedelta(days=raw)).time(), True)
    if isinstance(raw, str) and (match := _CLOCK.fullmatch(raw.strip())) and (match[2] or match[3]):
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
        if hour < 24 and minute < 60:
            return Fitted(time(hour, minute), True)
    return Fitted(None, True, "not-a-time")


_YES = {"yes", "y", "true", "x", "1", "ok", "\u2713", "\u2714", "\u2611"}
_NO = {"no", "n", "false", "0", "\u2717", "\u2610"}


def _yes_no(_: Column, raw: Any) -> Fitted:
    text = squeeze(as_text(raw)).rstrip(".!")
    if text in _YES or text in _NO:
        return Fitted(text in _YES, raw not in ("Yes", "No") and not isinstance(raw, bool))
    return Fitted(None, True, "not-a-yes-or-no")


_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"]+@[^@\s,;:<>()\[\]\"]+\.[^@\s.,;:<>()\[\]\"]{2,}")


def _email(_: Column, raw: Any) -> Fitted:
    text = as_text(raw)
    address = text.strip().removeprefix("mailto:")
    if _EMAIL.fullmatch(address) and ".." not in address:
        return Fitted(address, address != text)
    return Fitted(None, True, "not-an-email")


_PHONE = re.compile(r"\+?[\d\s().\-/\u00a0]{5,30}(?:\s*(?:x|ext\.?|extension|#)\s*\d{1,6})?", re.IGNORECASE)


def _phone(_: Column, raw: Any) -> Fitted:
    text = as_text(raw)
    number = text.strip()
    if _PHONE.fullmatch(number) and sum(c.isdigit() for c in number) >= 5:
        return Fitted(number, number != text)
    return Fitted(None, True, "not-a-phone")


_URL = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)


def _url(_: Column, raw: Any) -> Fitted:
    text = as_text(raw)
    link = text.strip()
    return Fitted(link, link != text) if _URL.fullmatch(link) else Fitted(None, True, "not-a-url")


_FITTERS: dict[str, Callable[[Column, Any], Fitted]] = {
    "text": _text, "long_text": _text, "reference": _reference, "choice": _choice, "rating": _integer,
    "integer": _integer, "date": _date, "time": _time, "yes_no": _yes_no, "email": _email, "phone": _phone, "url": _url,
}  # fmt: skip
