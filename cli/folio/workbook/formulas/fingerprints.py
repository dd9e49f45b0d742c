"""By what a formula of folio's is known again, whichever program has written it since."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from folio.workbook.embedded_description import REMEMBERED, fingerprint

# Not where the letters and digits are part of a longer name, or of a text in quotes that begins or ends with them.
_ADDRESS = re.compile(r"(?<![\w\".'])\$?[A-Z]{1,3}\$?[0-9]+(?![\w\"'(.])")

# Of the formulas of folio 0.1.0, whose workbooks do not carry them yet.
FINGERPRINTS_0_1_0 = frozenset({
    "068b435a", "072ee834", "14d43e6d", "210a1f48", "2ab4da81", "3c882fb6", "3e475291", "40e12463",
    "40fd5b84", "499e5289", "53dd3412", "6666b0ab", "6cd8db91", "8aa1b3ed", "8e9e1439", "992338ab",
    "a4181479", "b13816e0", "c942655c", "d1e98435", "d61b1dad", "e3d61b25", "e627bc38", "ed448854",
    "ee9b156e", "f48b0a8f", "fa2a8fdb",
})  # fmt: skip


def formula_fingerprint(formula: str) -> str:
    """A short digest of what a formula is made of: functions, texts and numbers.

    Each program writes references in its own way: they do not count, nor does the order.
    """
    if len(formula) >= REMEMBERED:
        return _fingerprint_of.__wrapped__(formula)
    # Down a column only addresses differ: without them, all its formulas are one.
    return _fingerprint_of(_without_addresses(formula))


@lru_cache(maxsize=1 << 8)
def _without_addresses(formula: str) -> str:
    return _ADDRESS.sub(" ", formula)


@lru_cache(maxsize=1 << 12)
def _fingerprint_of(formula: str) -> str:
    texts = re.findall(r'"(?:[^"]|"")*"', formula)
    rest = re.sub(r'"(?:[^"]|"")*"', " ", formula)
    while (shorter := re.sub(r"\[[^\[\]]*\]", " ", rest)) != rest:
        rest = shorter
    rest = re.sub(r"'(?:[^']|'')*'", " ", rest).upper()
    rest = re.sub(r"\$?\b[A-Z]{1,3}\$?\d+\b", " ", rest)
    functions = re.findall(r"([A-Z][A-Z0-9]*)\(", rest)
    parts = Counter([*texts, *functions, *re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w(])", rest)])
    return fingerprint(sorted(parts.items()))
