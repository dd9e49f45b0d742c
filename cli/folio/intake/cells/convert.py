"""Convert one cell to the type of its column: the canonical value, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from unicodedata import category

from folio.basics.dates import short_date
from folio.basics.plain_values import as_text
from folio.domain.email_addresses import addresses_in, email_address, likely_address
from folio.domain.names import normalize_name, plain_text
from folio.domain.records import Value
from folio.intake.cells.typed_dates import SERIALS, read_date, read_time
from folio.intake.raw_workbook import PICTURE, ErrorValue, NotComputed, NoValue
from folio.template.schema import Column
from folio.template.vocabulary import OTHER_SPELLINGS, RETIRED

# Other years are typing errors.
_YEARS = range(1900, 2201)
_EPOCH = date(1899, 12, 30)
_DAYS_TO_1904 = 1462
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - only its time of day counts


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted cell: where it is not of the column's type, ``value`` is None and ``error`` the problem's code.

    ``differs`` says that what was typed is not the canonical form; ``hint`` is more for the message.
    """

    value: Value
    differs: bool = False
    error: str | None = None
    hint: str = ""


def convert(
    column: Column, raw: Any, formula: str = "", *, since_1904: bool = False, shown: str | None = None
) -> Converted:
    """Convert a raw cell, which is not blank, to the column's type; ``formula`` is what the cell shows it by.

    ``shown`` is what a person reads where the cell is a number with a format: that counts in columns of words.
    """
    if isinstance(raw, ErrorValue):
        return Converted(None, True, "picture-in-cell" if raw == PICTURE else "error-value")
    if isinstance(raw, NoValue):
        return Converted(None, True, "not-computed" if isinstance(raw, NotComputed) else None)
    if column.type in _NEVER_A_SUM and _SUM.fullmatch(formula):
        return _not_a_sum(column, formula)
    if shown is not None and column.type in READ_AS_SHOWN:
        return replace(_CONVERTERS[column.type](column, shown), differs=True)
    converted = _date(raw, since_1904=since_1904) if column.type == "date" else _CONVERTERS[column.type](column, raw)
    if isinstance(converted.value, date) and converted.value.year not in _YEARS:
        return Converted(None, True, "not-a-date")
    return converted


# Where a number is a text to the person who typed it: 50%, 00017.
READ_AS_SHOWN = frozenset(("text", "long_text", "reference", "choice", "phone"))
# Nobody works these out: what a spreadsheet took for a sum is a phone number, a day or the like.
_NEVER_A_SUM = {
    "phone": "not-a-phone", "email": "not-an-email", "url": "not-a-url", "date": "not-a-date", "time": "not-a-time",
    "rating": "not-a-number",
}  # fmt: skip
_SUM = re.compile(r"=(?!\s*[+-]?[\d.]+\s*$)[\d+\-/().\s]+")


def _not_a_sum(column: Column, formula: str) -> Converted:
    """Give the problem of a cell in which a spreadsheet worked out what a person only wrote."""
    typed = formula[1:].strip()
    meant = convert(column, typed)
    value = short_date(meant.value) if isinstance(meant.value, date) else meant.value
    hint = meant.hint if meant.error else "" if value == typed else _meant([value])
    kept = " Type an apostrophe (') in front, and it stays as you type it."
    return Converted(None, True, _NEVER_A_SUM[column.type], f" The spreadsheet took {typed} for a sum.{hint or kept}")


def _text(_: Column, raw: Any) -> Converted:
    return Converted(as_text(raw))


def _reference(_: Column, raw: Any) -> Converted:
    text = as_text(raw)
    return Converted(text.strip(), text != text.strip())


def _choice(column: Column, raw: Any) -> Converted:
    choices = column.choices or ()
    choices += tuple(old for old, kept in RETIRED.items() if kept in choices and old not in choices)
    text = as_text(raw)
    if text in choices:
        return Converted(text)
    for key in (normalize_name, _letters):
        found = [c for c in choices if key(text) in (key(c), key(OTHER_SPELLINGS.get(c, c))) and key(text)]
        if len(found) == 1:
            return Converted(found[0], True)
    return Converted(None, True, "not-a-choice", _meant(_near(normalize_name(text), column.choices or ())))


def _letters(text: str) -> str:
    """Drop spaces and punctuation from a text, but not question marks: they may mean doubt."""
    return "".join(c for c in normalize_name(text) if c == "?" or category(c)[0] not in "PZ")


def _near(text: str, choices: tuple[str, ...]) -> list[str]:
    """Return the choices that may be meant: those that begin the same way, else the most similar one."""
    plain = {normalize_name(c): c for c in choices}
    if len(text) >= _TELLING:
        for fits in (str.startswith, lambda whole, part: part.startswith(whole)):
            begun = [c for whole, c in plain.items() if fits(whole, text)]
            if 0 < len(begun) < 3:
                return begun
    return [plain[c] for c in get_close_matches(text, plain, n=1, cutoff=0.7)]


# Too many choices begin with fewer letters.
_TELLING = 3


def _meant(found: Iterable[object]) -> str:
    words = " or ".join(str(f) for f in found)
    return f" Did you mean {words}?" if words else ""


_WHOLE = r"([+-]?\d{1,9})(?:[.,]0{1,2})?"
_WORDED_NUMBER = re.compile(rf"'?{_WHOLE}(?:\s*[-:=(]\s*\D*)?")
_OUT_OF = re.compile(rf"{_WHOLE}\s*(?:/|of|out of)\s*(\d+)", re.IGNORECASE)
_STARS = re.compile(r"([\u2605\u2b50]+)([\u2606]*)")
_COUNTED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Numbers in cells are exact up to here.
_EXACT = 10**15


def _integer(column: Column, raw: Any) -> Converted:
    number, hint = None, ""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < _EXACT and float(raw).is_integer():
        number = int(raw)
    elif isinstance(raw, str):
        number, hint = _number_in(raw, column.high)
    elif isinstance(raw, date):
        hint = " Spreadsheets turn 4/5 into a date."
    if number is None:
        return Converted(None, True, "not-a-number", hint)
    if (column.low is not None and number < column.low) or (column.high is not None and number > column.high):
        return Converted(None, True, "out-of-range")
    return Converted(number, isinstance(raw, str))


def _number_in(typed: str, high: int | None) -> tuple[int | None, str]:
    """Read the one number in a text: digits, a word, stars, or so many out of the maximum; or return a hint."""
    text = plain_text(typed)
    if match := _WORDED_NUMBER.fullmatch(text):
        return int(match[1]), ""
    if (match := _OUT_OF.fullmatch(text)) and int(match[2]) == high:
        return int(match[1]), ""
    if (match := _STARS.fullmatch(text)) and (not match[2] or len(text) == high):
        return len(match[1]), ""
    if text.casefold().rstrip(".") in _COUNTED:
        return _COUNTED.index(text.casefold().rstrip(".")), ""
    figures = re.findall(r"(?<![\d.,])[\d.,]*\d", text)
    return None, _meant(figures) if len(figures) == 1 and figures[0].isdigit() and len(figures[0]) < 10 else ""


def _date(raw: Any, *, since_1904: bool) -> Converted:
    if isinstance(raw, datetime):
        return Converted(raw.date(), True)
    if isinstance(raw, date):
        return Converted(raw)
    if isinstance(raw, str) and re.fullmatch(r"\d{5}(?:[.,]\d+)?", plain_text(raw)):
        number = int(plain_text(raw)[:5])
        if since_1904 and number in SERIALS:  # a text may come from another file, with the other calendar
            days = [short_date(_day(number, since_1904=first)) for first in (False, True)]
            return Converted(None, True, "not-a-date", f" It could be {days[0]} or {days[1]}.")
        raw = float(number)
    if isinstance(raw, int | float) and not isinstance(raw, bool) and int(raw) + since_1904 * _DAYS_TO_1904 in SERIALS:
        return Converted(_day(int(raw), since_1904=since_1904), True)
    if isinstance(raw, str | int | float) and not isinstance(raw, bool):
        found, hint = read_date(as_text(raw))
        return Converted(found, True, None if found else "not-a-date", hint)
    return Converted(None, True, "not-a-date")


def _day(serial: int, *, since_1904: bool) -> date:
    """The day of a number: as spreadsheets count them from 1900, or from 1904 as old ones on a Mac."""
    return _EPOCH + timedelta(days=serial + since_1904 * _DAYS_TO_1904)


def _time(_: Column, raw: Any) -> Converted:
    if isinstance(raw, time):
        return Converted(
            _to_the_second(
                timedelta(hours=raw.hour, minutes=raw.minute, seconds=raw.second, microseconds=raw.microsecond)
            )
        )
    if isinstance(raw, timedelta) and timedelta() <= raw < timedelta(days=1):
        return Converted(_to_the_second(raw))
    if isinstance(raw, datetime):
        return Converted(raw.time(), True)
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 0 <= raw < 1:
        return Converted(_to_the_second(timedelta(days=raw)), True)
    if isinstance(raw, str):
        found, hint = read_time(raw)
        return Converted(found, True, None if found else "not-a-time", hint)
    return Converted(None, True, "not-a-time")


def _to_the_second(length: timedelta) -> time:
    """Round to a time of day: spreadsheets store a fraction of a day, which is not exact."""
    return (_MIDNIGHT + timedelta(seconds=round(length.total_seconds()))).time()


# Also what programs and students write in other languages.
_YES = frozenset(
    (
        "yes", "y", "yep", "yeah", "yup", "true", "x", "1", "ok",
        "\u2713", "\u2714", "\u2611", "\u2705", "ja", "oui", "s\u00ed", "si", "wahr", "vrai", "verdadero",
    )
)  # fmt: skip
_NO = frozenset(
    ("no", "n", "nope", "false", "0", "\u2717", "\u2718", "\u2610", "\u274c", "nein", "non", "falsch", "faux", "falso")
)


def _yes_no(_: Column, raw: Any) -> Converted:
    text = normalize_name(as_text(raw)).rstrip(".!")
    if text in _YES or text in _NO:
        return Converted(text in _YES, raw not in ("Yes", "No") and not isinstance(raw, bool))
    return Converted(None, True, "not-a-yes-or-no")


def convert_email(text: str) -> Converted:
    """Convert a text to an email address."""
    address = email_address(text)
    if address:
        return Converted(address, address != text)
    several = len({found.casefold() for found in addresses_in(text)}) > 1
    hint = " There is room for one address here." if several else _meant(filter(None, [likely_address(text)]))
    return Converted(None, True, "not-an-email", hint)


_PHONE = re.compile(r"\+?\s*[\d(][\d\s().\-/]{4,29}(?:\s*(?:x|ext\.?|extension|#)\s*\d{1,6})?", re.IGNORECASE)
_PHONE_WITHIN = re.compile(r"\+?\(?\d[\d\s().\-/]{3,28}\d")
# The lengths of phone numbers around the world.
_PHONE_DIGITS = range(5, 16)


def _phone(_: Column, raw: Any) -> Converted:
    # A spreadsheet turns 12-5-2026 into a day, and takes the zero at the end of 503.5550.
    if not (isinstance(raw, str) or (isinstance(raw, int | float) and float(raw).is_integer() and abs(raw) < _EXACT)):
        return Converted(None, True, "not-a-phone")
    text = as_text(raw)
    number = re.sub(r"^tel:\s*", "", plain_text(text), flags=re.IGNORECASE)
    if (
        _PHONE.fullmatch(number)
        and _digits(re.split(r"[x#e]", number, maxsplit=1, flags=re.IGNORECASE)[0]) in _PHONE_DIGITS
    ):
        return Converted(number, number != text)
    within = [n for n in _PHONE_WITHIN.findall(number) if _digits(n) in _PHONE_DIGITS]
    return Converted(None, True, "not-a-phone", _meant(within if len(within) == 1 and within != [number] else []))


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


_URL = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)


def linked_address(formula: str) -> str:
    """Return the address that ``=HYPERLINK("...","text")`` leads to; empty for any other formula."""
    found = _HYPERLINK.match(formula)
    return found[1] if found else ""


_HYPERLINK = re.compile(r'=HYPERLINK\("([^"]+)"', re.IGNORECASE)


def hint_of_link(column: Column, address: str) -> str:
    """Return a hint to the address that a cell of this column is linked to, under another text."""
    if column.type == "email":
        meant = email_address(address)
    else:
        meant = address if column.type == "url" and _URL.fullmatch(address) else ""
    return _meant([meant]) if meant else ""


def _url(_: Column, raw: Any) -> Converted:
    text = as_text(raw)
    link = text.strip().strip("<>\u200b\ufeff")
    for address in (link, link.rstrip(".,;")):
        if _URL.fullmatch(address):
            return Converted(address, address != text)
    joined = re.sub(r"\s+", "", link)
    return Converted(
        None,
        True,
        "not-a-url",
        _meant([joined] if joined != link and _URL.fullmatch(joined) and "://" in joined else []),
    )


_CONVERTERS: dict[str, Callable[[Column, Any], Converted]] = {
    "text": _text, "long_text": _text, "reference": _reference, "choice": _choice, "rating": _integer,
    "integer": _integer, "time": _time, "yes_no": _yes_no,
    "email": lambda _, raw: convert_email(as_text(raw)), "phone": _phone, "url": _url,
}  # fmt: skip
