"""How a number looks in digits: grouped, rounded, as a percentage, in scientific notation or as a fraction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

# What a piece of a code is, and how it is written.
Token = tuple[str, str]

_FRACTION = re.compile(r"(?:([#?0]+) +)?([#?0]+) */ *([#?0]+|[1-9][0-9]{0,4})")
_PARTS = re.compile(r"([^.E]*)(?:(\.)([^.E]*))?(?:(E)([^.E]*))?")
# Enough for the largest number with as many decimals as a code can have.
_PLACES = Context(prec=2000, rounding=ROUND_HALF_UP)
_FILLING = {"0": "0", "?": " ", "#": ""}


def fraction_shown(value: Decimal, tokens: Sequence[Token]) -> str | None:
    """A number as a fraction: with so many digits below the line, or with the number that stands there."""
    layout = _FRACTION.fullmatch("".join(text for _, text in tokens).strip(" "))
    if layout is None:
        return None
    mixed, below = bool(layout[1]), layout[3]
    whole, rest = divmod(Fraction(value), 1) if mixed else (0, Fraction(value))
    if below.strip("0#?"):
        denominator = int(below)
        numerator = int(rest * denominator + Fraction(1, 2))
    else:
        near = rest.limit_denominator(10 ** min(len(below), 5) - 1)
        numerator, denominator = near.numerator, near.denominator
    if mixed and numerator == denominator:
        whole, numerator = whole + 1, 0
    if not (mixed or numerator):
        return None
    part = f"{numerator}/{denominator}" if numerator else ""
    return f"{whole} {part}" if mixed and (whole or not part) else part


def digits_shown(value: Decimal, tokens: Sequence[Token]) -> str | None:
    """A number in the places for digits, among the other texts of its section."""
    # One letter for each token: a place for a digit, a sign, an exponent, or any text.
    layout = "".join(
        "0" if kind == "digit" else "E" if kind == "power" else text if kind == "sign" else "x" for kind, text in tokens
    )
    parts = _PARTS.fullmatch(layout)
    if parts is None or "@" in layout:
        return None
    whole, decimals, power = ([i for i in range(*parts.span(g)) if layout[i] == "0"] for g in (1, 3, 5))
    scaling = [i for places in (whole, decimals) if places for i in _commas_after(layout, places[-1])]
    grouping = [i for i in range(whole[0], whole[-1]) if layout[i] == ","] if whole else []
    value = value.scaleb(2 * layout.count("%") - 3 * len(scaling))
    exponent = 0
    if parts[4]:
        if not whole or not power or scaling:
            return None
        value, exponent = _scientific(value, len(whole), len(decimals))
    pieces = [text if kind in ("text", "sign") else "" for kind, text in tokens]
    for i in (*scaling, *grouping):
        pieces[i] = ""
    places = [text for _, text in tokens]
    before, _, behind = f"{value.quantize(Decimal(1).scaleb(-len(decimals)), context=_PLACES):f}".partition(".")
    _fill_whole(pieces, [(i, places[i]) for i in whole], before.lstrip("0"), grouped=bool(grouping))
    if not whole and decimals:
        pieces[parts.start(2)] = f"{before.lstrip('0')}."
    _fill_decimals(pieces, [(i, places[i]) for i in decimals], behind)
    if decimals and not any(pieces[i] for i in decimals):
        pieces[parts.start(2)] = pieces[parts.start(2)].removesuffix(".")  # Excel shows a lone point; nobody means it
    if parts[4]:
        sign = "-" if exponent < 0 else places[parts.start(4)][1].replace("-", "")
        _fill_whole(pieces, [(i, places[i]) for i in power], str(abs(exponent)).lstrip("0"), grouped=False)
        pieces[parts.start(4)] = f"E{sign}"
    return "".join(pieces)


def _commas_after(layout: str, place: int) -> range:
    """The commas that stand right behind a place: each divides by a thousand."""
    end = place + 1
    while layout[end : end + 1] == ",":
        end += 1
    return range(place + 1, end)


def _scientific(value: Decimal, step: int, decimals: int) -> tuple[Decimal, int]:
    """A number between 1 and 10, or as many digits as there are places, and the power of ten it is multiplied with."""
    exponent = 0
    for _ in range(2):  # once more where rounding makes it ten
        exponent = value.adjusted() // step * step if value else 0
        rounded = value.scaleb(-exponent).quantize(Decimal(1).scaleb(-decimals), context=_PLACES)
        value = rounded.scaleb(exponent)
    return value.scaleb(-exponent), exponent


def _fill_whole(pieces: list[str], places: Sequence[tuple[int, str]], digits: str, *, grouped: bool) -> None:
    """Fill places from the right; what is left over goes before the first."""
    for rank in range(max(len(digits), len(places)) if places else 0):
        place, filling = places[max(-1 - rank, -len(places))]
        digit = digits[-1 - rank] if rank < len(digits) else _FILLING[filling]
        comma = "," if grouped and rank and rank % 3 == 0 and digit.strip() else ""
        pieces[place] = digit + comma + (pieces[place] if rank >= len(places) else "")


def _fill_decimals(pieces: list[str], places: Sequence[tuple[int, str]], digits: str) -> None:
    """Fill places from the left; what adds nothing is left out where the code lets it."""
    needed = max((n for n, (_, filling) in enumerate(places, 1) if filling == "0"), default=0)
    needed = max(needed, len(digits.rstrip("0")))
    for n, (place, filling) in enumerate(places):
        pieces[place] = digits[n] if n < needed else _FILLING[filling]
