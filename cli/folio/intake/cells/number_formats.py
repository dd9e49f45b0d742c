"""Number formats: what kind of number a cell holds, and what a person reads in it.

A format is a code such as ``#,##0.00;[Red]-#,##0.00`` (ECMA-376 part 1, 18.8.30 and 18.8.31), as en-US Excel shows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Literal

from folio.intake.cells.format_dates import date_shown, has_minutes, is_elapsed
from folio.intake.cells.format_digits import Token, digits_shown, fraction_shown

NumberKind = Literal["number", "date", "time", "datetime", "duration", "text"]

# Files give these by number only. From 27 on, some stand for days in East Asian editions of Excel.
BUILTIN: Mapping[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0_);\\("$"#,##0\\)', 6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)', 8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm", **dict.fromkeys((*range(27, 32), 36), "m/d/yyyy"),
    **dict.fromkeys(range(32, 36), "h:mm:ss"), 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', 42: '_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys(range(50, 59), "m/d/yyyy"),
}  # fmt: skip

# Excel allows no longer ones.
_LONGEST = 255
_TOKENS = re.compile(
    r'(?P<quoted>"[^"]*")|\\(?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>General)'
    r"|(?P<half>AM/PM|A/P)|(?P<power>E[+-])|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<sign>[.,%/@;])"
    r"|(?P<plain>[-+$():!^&'~{}<>= 1-9]|[^\x00-\x7f])|(?P<other>.)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_CURRENCY = re.compile(r"\$(.*?)(?:-([0-9a-f]{1,8}))?", re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_COLOR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]{1,2}", re.IGNORECASE)
# English in the lower bits of a Windows language number; the month names of other languages are not known.
_ENGLISH, _LANGUAGE = 0x09, 0x3FF
# Numbers are exact to this many digits, and spreadsheets round what they show as decimal numbers.
_EXACT = 15


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the parts of a code between semicolons: how some numbers look, or not ``known``."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None
    known: bool = True

    def has(self, *kinds: str) -> bool:
        return any(kind in kinds for kind, _ in self.tokens)


@lru_cache(maxsize=1024)
def kind_of(code: str) -> NumberKind:
    """What a number under this code is: a day, a time of day, both, a length of time, or a plain number."""
    section = _sections(code)[0]
    if section.has("elapsed"):
        return "duration"
    letters = [(i, text[0]) for i, (kind, text) in enumerate(section.tokens) if kind == "date"]
    told = {"time" if c in "hs" or has_minutes(section.tokens, i) else "date" for i, c in letters}
    if len(told) == 2:
        return "datetime"
    if told:
        return "date" if "date" in told else "time"
    return "text" if ("sign", "@") in section.tokens else "number"


def shown(number: float, code: str) -> str | None:
    """What a person reads where a number stands under this code; None for codes that are not known.

    Padding is left out, and days count from 1900. A code that shows nothing counts as not known: the number is there.
    """
    if not isfinite(number):
        return None
    sections = _sections(code)
    section, signed = _section_for(number, sections)
    if section is None or not section.known:
        return None
    value = _decimal(number)
    if section.has("date", "elapsed"):
        text = date_shown(value, section.tokens)
        signed = False
    else:
        text = _number_shown(abs(value), section)
    if text is None:
        return None
    text = re.sub(" {2,}", " ", text).strip(" ")
    # What is rounded to nothing has no minus.
    return f"-{text}" if signed and re.search("[1-9]", text) else text or None


def general(number: float) -> str:
    """A number as it is read without a format: all digits that count, and no noise of its binary form."""
    value = _decimal(number or 0).normalize()
    if value and not -10 < value.adjusted() < _EXACT:
        digits, _, power = f"{value:E}".partition("E")
        return f"{digits}E{int(power):+03}"
    return f"{value:f}"


def _decimal(number: float) -> Decimal:
    return Decimal(f"{number:.{_EXACT}g}")


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    if len(code) > _LONGEST:
        return (_Section((), known=False),)
    sections: list[_Section] = []
    tokens: list[re.Match[str]] = []
    for match in _TOKENS.finditer(f"{code};"):
        if match["sign"] == ";":
            sections.append(_section(tokens))
            tokens = []
        else:
            tokens.append(match)
    return tuple(sections) or (_Section((), known=False),)


def _section(matches: Sequence[re.Match[str]]) -> _Section:
    tokens: list[Token] = []
    condition, known, foreign = None, True, False
    for match in matches:
        kind, text = str(match.lastgroup), str(match[str(match.lastgroup)])
        if kind == "quoted":
            tokens.append(("text", text[1:-1]))
        elif kind in ("escaped", "plain", "pad"):
            tokens.append(("text", " " if kind == "pad" else text))
        elif kind in ("other", "bracket"):
            if is_elapsed(text) and kind == "bracket":
                tokens.append(("elapsed", text.lower()))
            elif currency := _CURRENCY.fullmatch(text):
                tokens.append(("text", currency[1]))
                foreign = foreign or int(currency[2] or "9", 16) & _LANGUAGE != _ENGLISH
            elif compared := _CONDITION.fullmatch(text):
                condition = compared[1], float(compared[2])
            else:
                known = known and kind == "bracket" and bool(_COLOR.fullmatch(text))
        elif kind != "fill":
            tokens.append((kind, text.lower() if kind == "date" else text))
    names = any(kind == "date" and text[0] in "md" and len(text) > 2 for kind, text in tokens)
    return _Section(tuple(tokens), condition, known and not (foreign and names))


def _section_for(number: float, sections: Sequence[_Section]) -> tuple[_Section | None, bool]:
    """The section for a number, and whether a minus goes before what it shows."""
    last = sections[-1]
    numeric = sections[:-1] if len(sections) > 1 and ("sign", "@") in last.tokens else sections[:3]
    if any(s.condition for s in numeric):
        if number < 0:  # programs differ in where they put the minus
            return None, False
        return next((s for i, s in enumerate(numeric) if _meets(number, s, i)), None), False
    if number < 0 and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], number < 0


def _meets(number: float, section: _Section, place: int) -> bool:
    if section.condition is None:
        return place > 0
    sign, limit = section.condition
    return {
        "<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit,
        "=": number == limit, "<>": number != limit,
    }[sign]  # fmt: skip


def _number_shown(value: Decimal, section: _Section) -> str | None:
    """A number that is not negative, under a section without days and times."""
    tokens = section.tokens
    whole = [i for i, token in enumerate(tokens) if token[0] == "general" or token == ("sign", "@")]
    if whole:
        if len(whole) > 1 or section.has("digit", "power", "half"):
            return None
        return "".join(general(float(value)) if i in whole else text for i, (_, text) in enumerate(tokens))
    if section.has("half"):
        return None
    fraction = ("sign", "/") in tokens and section.has("digit")
    return fraction_shown(value, tokens) if fraction else digits_shown(value, tokens)
