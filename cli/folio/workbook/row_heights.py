"""How many lines a text takes in a column: no program fits the heights of rows when it opens a file."""

from __future__ import annotations

# Points of a line of text, and how much narrower a heading's room is than its column, in digits: an arrow of a filter.
LINE_POINTS, HEADER_LOSS = 15, 2.5

# Widths of Calibri's and Carlito's letters, in thousandths of the font's size.
_WIDTHS = {
    letter: width
    for width, letters in {
        226: " 'ijl,.I:;`|",
        310: "()-f[]{}J!t",
        350: "r/\\",
        395: 'sz"L',
        440: "cxvykFS?Zg",
        485: "aTYE*+<=>^_e~",
        525: "$0123456789PXKbdhnpquoC#",
        550: "RBV",
        580: "A",
        632: "DHGUN",
        682: "OQ&w%",
        800: "m",
        895: "MW@",
    }.items()
    for letter in letters
}
_OTHER, _DIGIT = 550, 507
# What the indent of a cell takes, in digits; the part of the rest that LibreOffice fills (in 4000 trials with texts of
# the question bank it needed a line more 5 times, and one less 65 times); how much wider bold letters are.
_INDENT, _FILLED, _BOLD = 1.6, 0.96, 1.03


def lines_of(text: str, width: float, *, bold: bool = False) -> int:
    """How many lines a text takes in a column of ``width`` digits; lines break at blanks, and within words too long."""
    room = max(width - _INDENT, 4) * _DIGIT * _FILLED / (_BOLD if bold else 1)
    return sum(_wrapped(part, room) for part in text.split("\n"))


def width_of(text: str, *, bold: bool = False) -> float:
    """How wide a text is on one line, in digits."""
    return sum(_WIDTHS.get(letter, _OTHER) for letter in text) / _DIGIT * (_BOLD if bold else 1)


def _wrapped(text: str, room: float) -> int:
    if len(text) * 600 < room:  # running text takes 415 a letter
        return 1
    lines, used = 1, 0.0
    for word in text.split():
        wide = sum(_WIDTHS.get(letter, _OTHER) for letter in word)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        more = int(wide // room)
        lines, used = lines + more, used + wide - more * room + _WIDTHS[" "]
    return lines
