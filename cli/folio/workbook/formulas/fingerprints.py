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
    "068b435ae9", "072ee834fd", "14d43e6d30", "210a1f4801", "2ab4da8126", "3c882fb6e9", "3e475291f1", "40e124635d",
    "40fd5b84a5", "499e5289fa", "53dd3412b1", "6666b0ab27", "6cd8db91a9", "8aa1b3ed8c", "8e9e143956", "992338ab19",
    "a4181479fd", "b13816e0e2", "c942655c3e", "d1e984355e", "d61b1dade4", "e3d61b2503", "e627bc382e", "ed4488542a",
    "ee9b156e4c", "f48b0a8f40", "fa2a8fdb7c",
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
