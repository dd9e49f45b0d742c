"""Number formats: what kind of number a cell holds, and what a person reads in it.

A format is a code such as ``#,##0.00;[Red]-#,##0.00`` (ECMA-376 part 1, 18.8.30 and 18.8.31), as en-US Excel shows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Literal

from folio.basics.excel_texts import excel_length
from folio.basics.format_dates import date_shown, has_minutes, is_elapsed
from folio.basics.format_digits import Token, digits_shown, fraction_shown

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

# Excel allows no longer ones, and no more parts.
_LONGEST, _MOST_SECTIONS = 255, 4
_TOKENS = re.compile(
    r'(?P<quoted>"[^"]*")|\\(?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>General)'
    r"|(?P<half>AM/PM|A/P)|(?P<power>E[+-])|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<sign>[.,%/@;])"
    r"|(?P<plain>[-+$():!^&'~{}<>= 1-9]|[^\x00-\x7f])|(?P<other>.)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_CURRENCY = re.compile(r"\$(.*?)(?:-([0-9a-f]{1,8}))?", re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_COLOR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?(?:[1-9]|[1-4][0-9]|5[0-6])", re.IGNORECASE)
# Digits that a code for days and times may have, in one letter for each token: parts of a second.
_PARTS_OF_SECONDS = re.compile(r"[se]\.0{1,3}")
_ODD = {
    '"': "it has a double quote without a second one",
    "[": "it has a bracket that isn't closed",
    **dict.fromkeys("\\_*", "nothing comes after its last sign, which needs something there"),
}
# English in the lower bits of a Windows language number; the month names of other languages are not known.
_ENGLISH, _LANGUAGE = 0x09, 0x3FF
# Numbers are exact to this many digits, and spreadsheets round what they show as decimal numbers.
_EXACT = 15


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the parts of a code between semicolons: how some numbers look.

    ``odd`` is what has no meaning in it; a ``foreign`` one has names of months or days in another language, and a
    ``loose`` one has two fillings, or a color or condition that isn't at its beginning.
    """

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None
    odd: str = ""
    foreign: bool = False
    loose: bool = False

    @property
    def known(self) -> bool:
        return not self.odd and not self.foreign

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


# How numbers usually look.
_USUAL = (
    "0%", "0.0%", "0.00%", '"$"#,##0', '"$"#,##0.00', "#,##0", "#,##0.0", "#,##0.00", "0.0", "0.00", "0.000", "0",
    '"$"#,##0;-"$"#,##0', '"$"#,##0.00;-"$"#,##0.00', "(000) 000-0000", "000-000-0000", "h:mm", "h:mm:ss", "[h]:mm",
    "[h]:mm:ss", "m/d/yyyy", "# ?/?", "0.00E+00",
)  # fmt: skip


def likely_code(number: float, text: str) -> str:
    """Return a code under which a number shows this text; empty where no usual one does."""
    zeros = ("0" * len(text),) if text.isdigit() else ()
    return next((code for code in (*zeros, *_USUAL) if shown(number, code) == text), "")


def format_error(code: str) -> str:
    """Say why a code is none that Excel can surely read; empty where it is one."""
    if (length := excel_length(code)) > _LONGEST:
        return f"it has {length} characters, and Excel allows {_LONGEST} at most"
    sections = _sections(code)
    if len(sections) > _MOST_SECTIONS:
        return f"it has {len(sections)} parts between semicolons, and Excel allows {_MOST_SECTIONS} at most"
    for place, section in enumerate(sections):
        if section.odd:
            return _ODD.get(
                section.odd, f"folio doesn't know what {section.odd} means in it. Put words in double quotes"
            )
        is_for_texts = ("sign", "@") in section.tokens
        if section.loose or not _is_whole(section) or (is_for_texts and place < len(sections) - 1):
            return "its signs don't go together"
        if section.condition and place > 1:
            return "only its first two parts can have a condition"
    return ""


def _is_whole(section: _Section) -> bool:
    """Whether the tokens of a part can stand together."""
    said = [i for i, (kind, text) in enumerate(section.tokens) if kind != "text" or text.isdigit()]
    if not said:
        return True
    if not section.has("date", "elapsed"):
        # What stands before and after a fraction is in no one's way.
        between = replace(section, tokens=section.tokens[said[0] : said[-1] + 1])
        is_fraction = ("sign", "/") in section.tokens
        return _number_shown(Decimal("1.5"), between) is not None and (section.has("digit") or not is_fraction)
    signs = {"digit": "0", "half": "a", "text": "x", "elapsed": "e"}
    layout = "".join(text if kind == "sign" else signs.get(kind, text[:1]) for kind, text in section.tokens)
    if "0" in _PARTS_OF_SECONDS.sub("", layout) or layout.count("e") > 1 or layout.startswith("/"):
        return False
    return date_shown(Decimal("46085.5"), section.tokens) is not None


def positive_part(code: str) -> str:
    """The part of a code that says how numbers above zero look."""
    ends = (match.start() for match in _TOKENS.finditer(f"{code};") if match["sign"] == ";")
    return code[: next(ends, len(code))]


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
    if excel_length(code) > _LONGEST:
        return (_Section((), odd=code),)
    sections: list[_Section] = []
    tokens: list[re.Match[str]] = []
    for match in _TOKENS.finditer(f"{code};"):
        if match["sign"] == ";":
            sections.append(_section(tokens))
            tokens = []
        else:
            tokens.append(match)
    # A sign at the end that has nothing left to escape or to repeat.
    return (*sections, _Section((), odd=code[-1])) if tokens else tuple(sections)


def _section(matches: Sequence[re.Match[str]]) -> _Section:
    tokens: list[Token] = []
    condition, odd, foreign, loose, filled = None, "", False, False, False
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
            elif kind == "bracket" and (compared := _CONDITION.fullmatch(text)):
                condition, loose = (compared[1], float(compared[2])), loose or bool(tokens or condition)
            elif kind == "bracket" and _COLOR.fullmatch(text):
                loose = loose or bool(tokens)
            else:
                odd = odd or match[0]
        elif kind == "fill":
            loose, filled = loose or filled, True
        else:
            tokens.append((kind, text.lower() if kind == "date" else text))
    names = any(kind == "date" and text[0] in "md" and len(text) > 2 for kind, text in tokens)
    return _Section(tuple(tokens), condition, odd, foreign and names, loose)


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
