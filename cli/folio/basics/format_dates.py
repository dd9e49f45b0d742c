"""How days, times of day and lengths of time look under a number format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from folio.basics.dates import MONTH_NAMES
from folio.basics.format_digits import Token

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_DAY = 86_400
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - days in cells have no time zone
# The first day that programs agree on, and the last one.
_DAYS = range(61, 2_958_465)
# Decimals of a second: Excel shows no more, and what comes behind them is noise.
_FINEST = 3


def is_elapsed(text: str) -> bool:
    """Whether a code in brackets counts time past its usual end, such as hours past 24."""
    return bool(_ELAPSED.fullmatch(text))


def has_minutes(tokens: Sequence[Token], place: int) -> bool:
    """Whether the m at a place stands for minutes, not for a month: behind hours, or before seconds."""
    if tokens[place][1] not in ("m", "mm"):
        return False
    before = next((text for kind, text in reversed(tokens[:place]) if kind in ("date", "elapsed")), "")
    after = next((text for kind, text in tokens[place + 1 :] if kind in ("date", "elapsed")), "")
    return before.startswith("h") or after.startswith("s")


def date_shown(value: Decimal, tokens: Sequence[Token]) -> str | None:
    """A day, a time or a length of time, counted in days; None where a code asks for more than that."""
    unknown = any(kind in ("general", "power") or (kind == "sign" and text in "%@") for kind, text in tokens)
    if unknown or abs(value) >= _DAYS.stop:
        return None
    seconds = (abs(value) * _DAY).quantize(Decimal(1).scaleb(-_places(tokens)), rounding=ROUND_HALF_UP)
    lengths = any(kind == "elapsed" for kind, _ in tokens)
    days = any(kind == "date" and text[0] not in "hs" and not has_minutes(tokens, i) for i, (kind, text) in _at(tokens))
    if not lengths and (value < 0 or (days and seconds < _DAYS.start * _DAY)):
        return None
    minus = "-" if value < 0 and seconds else ""
    return minus + "".join(_pieces(seconds, tokens))


def _at(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    return ((i, token) for i, token in enumerate(tokens) if token[0] in ("date", "elapsed"))


def _places(tokens: Sequence[Token]) -> int:
    """How many decimals of a second count: those that are shown; where seconds are not, an unfinished minute is cut."""
    if not any(kind in ("date", "elapsed") and text[0] == "s" for kind, text in tokens):
        return _FINEST
    return min(sum(kind == "digit" for kind, _ in tokens), _FINEST)


def _pieces(seconds: Decimal, tokens: Sequence[Token]) -> Iterator[str]:
    moment = _EPOCH + timedelta(seconds=int(seconds))
    decimals = iter(str(seconds).partition(".")[2])
    in_halves = any(kind == "half" for kind, _ in tokens)
    for i, (kind, text) in enumerate(tokens):
        if kind == "half":
            morning = moment.hour < 12
            yield (text[0] if morning else text[2]) if len(text) == 3 else "AM" if morning else "PM"
        elif kind == "digit":
            yield next(decimals, "0")
        elif kind == "elapsed":
            yield str(int(seconds) // _SECONDS[text[0]]).zfill(len(text))
        elif kind != "date":
            yield text
        elif text[0] in "hs" or has_minutes(tokens, i):
            hour = moment.hour % 12 or 12 if in_halves else moment.hour
            yield str({"h": hour, "m": moment.minute, "s": moment.second}[text[0]]).zfill(min(len(text), 2))
        else:
            yield _day_piece(moment, text)


def _day_piece(moment: datetime, text: str) -> str:
    letter, length = text[0], len(text)
    if letter == "y":
        return f"{moment:%Y}" if length > 2 else f"{moment:%y}"
    if length <= 2:
        return str(moment.day if letter == "d" else moment.month).zfill(length)
    name = _WEEKDAYS[moment.weekday()] if letter == "d" else MONTH_NAMES[moment.month - 1]
    return name[:1] if length == 5 and letter == "m" else name[:3] if length == 3 else name
