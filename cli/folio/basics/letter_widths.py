"""How wide letters are in Calibri and Carlito, and how many lines a text takes; widths are parts of the type size."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

_WIDTHS = {
    letter: width
    for width, letters in {
        0.226: " 'ijl,.I:;`|",
        0.310: "()-f[]{}J!t",
        0.350: "r/\\",
        0.395: 'sz"L',
        0.440: "cxvykFS?Zg",
        0.485: "aTYE*+<=>^_e~",
        0.525: "$0123456789PXKbdhnpquoC#",
        0.550: "RBV",
        0.580: "A",
        0.632: "DHGUN",
        0.682: "OQ&w%…",
        0.800: "m",
        0.895: "MW@—",
    }.items()
    for letter in letters
}
DIGIT = 0.507
# The mean in running text.
MEAN = 0.41


@cache
def letter_width(letter: str) -> float:
    """The width of one character; on the safe side where the font may lack it."""
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.combining(letter):
        return 0.0
    if letter < "\u0590":  # Latin, Greek, Cyrillic and Armenian letters
        return 0.55
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.85


@lru_cache(maxsize=1 << 11)  # of a workbook's words, most come again
def text_width(text: str) -> float:
    """The width of a text on one line."""
    return sum(map(letter_width, text))


def wrapped_lines(text: str, room: float) -> int:
    """How many lines a text takes in ``room``: they break at blanks, and within words that are too long."""
    lines, used = 1, 0.0
    for word in text.split():
        width = text_width(word)
        if used and used + width > room:
            lines, used = lines + 1, 0.0
        more = int(width // room)
        lines, used = lines + more, used + width - more * room + letter_width(" ")
    return lines
