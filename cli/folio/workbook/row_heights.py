"""How many lines a text takes in a column: no program fits the heights of rows when it opens a file."""

from __future__ import annotations

from folio.basics.letter_widths import DIGIT, text_width, wrapped_lines

# Points of a line of text, and how much narrower a heading's room is than its column, in digits: an arrow of a filter.
LINE_POINTS, HEADER_LOSS = 15, 2.5
# The least height of a row, what it needs beside its lines of text, and the height above which Excel has none.
ROW_POINTS, AIR, MOST_POINTS = 20.25, 3, 409
# What the indent of a cell takes, in digits; the part of the rest that LibreOffice fills (in 4000 trials with texts of
# the question bank it needed a line more 5 times, and one less 65 times); how much wider bold letters are.
_INDENT, _FILLED, _BOLD = 1.6, 0.96, 1.03
# No letter of running text is wider on average: so much text fits on a line for sure.
_WIDEST_MEAN = 0.6


def height_of(lines: int, least: float = ROW_POINTS, air: float = AIR) -> float:
    """How high a row with so many lines is, in points."""
    return min(max(least, LINE_POINTS * lines + air), MOST_POINTS)


def lines_of(text: str, width: float, *, bold: bool = False) -> int:
    """How many lines a text takes in a column of ``width`` digits."""
    room = max(width - _INDENT, 4) * DIGIT * _FILLED / (_BOLD if bold else 1)
    return sum(1 if len(part) * _WIDEST_MEAN < room else wrapped_lines(part, room) for part in text.split("\n"))


def width_of(text: str, *, bold: bool = False) -> float:
    """How wide a text is on one line, in digits."""
    return text_width(text) / DIGIT * (_BOLD if bold else 1)
