"""How names are compared, in two ways on purpose.

Formulas compare as spreadsheets do: case does not count, spaces do. A stored value must equal what its formula shows,
so the values beside formulas compare the same way (``as_formulas_compare``). folio itself is more generous, since a
person who types a space too many still means the same name (``normalize_name``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from folio.basics.wording import visible

# Longer texts are not kept: they would take the memory of the files that are read later.
_REMEMBERED = 2_000


def as_formulas_compare(value: object) -> str:
    """A cell's value as spreadsheets compare it: without regard to case; yes and no as the words in the cell."""
    return "" if value is None else ("Yes" if value is True else "No" if value is False else _said(value)).casefold()


def as_folio_compares(value: object) -> str:
    """A cell's value as folio compares it (see ``normalize_name``); empty where nothing is there."""
    return "" if value is None else normalize_name(_said(value))


def _said(value: object) -> str:
    """A value as a text: a whole number is the same, however a file has it."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def normalize_name(text: str) -> str:
    """A text for comparing: no case, no outer or doubled spaces, plain quotes, dashes and letters."""
    return _normalized(text) if len(text) < _REMEMBERED else _normalized.__wrapped__(text)


@lru_cache(maxsize=1 << 14)  # the workbooks of a class have most of their texts in common
def _normalized(text: str) -> str:
    return plain_text(text).translate(_QUOTES).casefold()


def plain_text(text: str) -> str:
    """A text in the plainest signs for what it says: no invisible ones, usual digits, single spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_DASHES)
    return " ".join(text.split())


_QUOTES = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"')
)
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFE0E, 0xFE0F, 0xFEFF)
)
_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-") | {"\u2044": "/", "\u2019": "'"}
)


def did_you_mean(typed: str, names: Iterable[str], most: int = 3) -> str:
    """Ask about names that a person may have meant: those with all the words typed, else similar ones; else empty."""
    known = {normalize_name(name): name for name in names}
    words = set(normalize_name(typed).split())
    meant = [key for key in known if words <= set(key.split())] if words else []
    meant = meant or get_close_matches(normalize_name(typed), known, n=most, cutoff=0.5)
    return f"Did you mean {visible(' or '.join(known[key] for key in meant), 200)}?" if meant else ""
