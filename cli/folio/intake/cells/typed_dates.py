"""Days and times of day as people write them in words: read only where they have one meaning."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from difflib import get_close_matches

from folio.basics.dates import short_date
from folio.domain.names import plain_text

# English first; then German, Spanish and French, as students of many homes write them. Accents do not count.
_MONTHS = (
    ("january", "januar", "enero", "janvier"), ("february", "februar", "febrero", "fevrier"),
    ("march", "marz", "maerz", "mrz", "marzo", "mars"), ("april", "abril", "avril"), ("may", "mai", "mayo"),
    ("june", "juni", "junio", "juin"), ("july", "juli", "julio", "juillet"), ("august", "agosto", "aout"),
    ("september", "septiembre", "septembre"), ("october", "oktober", "octubre", "octobre"),
    ("november", "noviembre", "novembre"), ("december", "dezember", "diciembre", "decembre"),
)  # fmt: skip
_WEEKDAYS = (
    ("monday", "montag", "lunes", "lundi"), ("tuesday", "dienstag", "martes", "mardi"),
    ("wednesday", "wednes", "weds", "mittwoch", "miercoles", "mercredi"), ("thursday", "donnerstag", "jueves", "jeudi"),
    ("friday", "freitag", "viernes", "vendredi"), ("saturday", "samstag", "sabado", "samedi"),
    ("sunday", "sonntag", "domingo", "dimanche"),
)  # fmt: skip
_FILLERS = frozenset(("of", "the", "de", "del", "le", "den", "der", "am", "on", "el"))
# A year of two digits before this is one of our century.
_PIVOT = 70
# A year in front of month and day is written with two digits by few, and never for a time long past.
_RECENT = 2020
_CLOCK_BEHIND = re.compile(
    r"(?:[T,]|\s|^)\s*(?:at\s+)?\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?|\s*[ap]\.?m\.?)\s*(?:Z|UTC|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(\d{1,4})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})")
_NO_YEAR = re.compile(r"\d{1,2}[-/. ]\d{1,2}\.?")
# The serial numbers of 1954 to 2119: a date whose cell has lost its date format.
SERIALS = range(20_000, 80_001)


def read_date(typed: str) -> tuple[date | None, str]:
    """The day that a text means, or None with a hint: which readings it has, or what is missing."""
    text = plain_text(typed).strip(" .,;'\"")
    text = re.sub(r"(\d{4})\u5e74(\d{1,2})\u6708(\d{1,2})\u65e5?", r"\1-\2-\3", text)
    text = _CLOCK_BEHIND.sub("", text).strip(" ,")
    if re.fullmatch(r"(?:19|20)\d{6}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    words = [w for w in re.findall(r"[^\W\d_]+|\d+", _folded(text)) if w not in _FILLERS]
    letters = [w for w in words if not w.isdigit() and w not in ("st", "nd", "rd", "th", "er")]
    weekday, letters = _weekday(letters)
    if letters:
        found, hint = _with_month(words, letters, text)
    elif match := _NUMBERS.fullmatch(text if weekday is None else re.sub(r"^\D+|(?<!\D)\D+$", "", text)):
        found, hint = _in_numbers(match)
    else:
        return None, " The year is missing." if _NO_YEAR.fullmatch(text) else ""
    if found is not None and weekday is not None and found.weekday() != weekday:
        return None, f" {short_date(found)} is a {_WEEKDAYS[found.weekday()][0].title()}."
    return found, hint


def _with_month(words: list[str], letters: list[str], text: str) -> tuple[date | None, str]:
    """A day with its month in letters, in any order that leaves no doubt."""
    numbers = [w for w in words if w.isdigit()]
    if len(letters) > 1 or not re.fullmatch(r"[\w\s,./'\u00b4`()-]+", text):
        return None, ""
    month, hint = _month(letters[0]), ""
    if month is None:
        close = get_close_matches(letters[0], [m[0] for m in _MONTHS], n=1, cutoff=0.75)
        month = _month(close[0]) if close else None
        hint = "meant"
    if month is None or not numbers:
        return None, ""
    if len(numbers) == 1:
        return None, " The day is missing." if len(numbers[0]) == 4 else " The year is missing."
    if len(numbers) > 2:
        return None, ""
    day, year = numbers if len(numbers[0]) <= 2 else numbers[::-1]
    if len(day) > 2 or len(year) not in (2, 4):
        return None, ""
    found = _made(_year(year), month, int(day))
    if hint and found:
        return None, f" Did you mean {short_date(found)}?"
    return found, ""


def _in_numbers(match: re.Match[str]) -> tuple[date | None, str]:
    """A day in numbers alone: refused where day and month may be either way round."""
    first, mark, second, third = match.groups()
    if len(first) > 2:
        return (_made(int(first), int(second), int(third)), "") if len(first) == 4 and len(third) <= 2 else (None, "")
    if len(third) not in (2, 4):
        return None, ""
    year = _year(third)
    readings = [_made(year, int(second), int(first)), _made(year, int(first), int(second))]
    if mark == "." and readings[0]:  # whoever writes points writes the day first
        return readings[0], ""
    if len(third) == 2 and 2000 + int(first) >= _RECENT:
        readings.append(_made(2000 + int(first), int(second), int(third)))
    found = list(dict.fromkeys(r for r in readings if r))
    if len(found) == 1:
        return found[0], ""
    return None, f" It could be {' or '.join(map(short_date, found))}." if found else ""


def _month(word: str) -> int | None:
    fits = {
        i
        for i, names in enumerate(_MONTHS, start=1)
        for n in names
        if n == word or (len(word) > 2 and n.startswith(word))
    }
    return fits.pop() if len(fits) == 1 else None


def _weekday(words: list[str]) -> tuple[int | None, list[str]]:
    """The day of the week among the words, and the words without it; "mar" is a month before it is a Tuesday."""
    for word in words:
        fits = {i for i, names in enumerate(_WEEKDAYS) for n in names if len(word) > 2 and n.startswith(word)}
        if len(fits) == 1 and (
            _month(word) is None or (word == words[0] and len(words) > 1 and bool(_month(words[1])))
        ):
            return fits.pop(), [w for w in words if w != word]
    return None, words


def _folded(text: str) -> str:
    """Lower case, and letters without their accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < _PIVOT else 1900)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(?:([ap])\.?(?:\s?m\.?)?|(h|hrs?|hours|uhr))?", re.IGNORECASE
)
_NAMED = {"noon": time(12), "midday": time(12), "12 noon": time(12), "midnight": time(0)}


def read_time(typed: str) -> tuple[time | None, str]:
    """The time of day that a text means, or None with a hint."""
    text = plain_text(typed).strip(" ,;'\"").casefold()
    if text in _NAMED:
        return _NAMED[text], ""
    match = _CLOCK.fullmatch(text.rstrip("."))
    if match and (match[2] or match[3] or match[4]):
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3] and hour <= 12:
            hour = hour % 12 + (12 if match[3] == "p" else 0)
        return (time(hour, minute), "") if hour < 24 and minute < 60 else (None, "")
    if re.fullmatch(r"(?:[01]\d|2[0-3])[0-5]\d", text):
        return None, f" Did you mean {text[:2]}:{text[2:]}?"
    return None, ""
