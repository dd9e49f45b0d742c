"""How large the type of a plan is, and how much goes onto a page in each size.

Lengths are in millimeters. The page is as wide as A4 and as high as Letter allow, so that either paper takes it; the
CSS, the Word document and the typst source of a plan have the same measures.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

from folio.basics.letter_widths import MEAN, letter_width, wrapped_lines
from folio.basics.wording import storable

# What may be printed on: A4's width and Letter's height, less margins of 12 and 11.
WIDTH, HEIGHT = 186.0, 256.0
# Of the width of a question: its number and minute, its words, and the ruled room beside them.
NUMBER, ROOM, BETWEEN = 11.0, 58.0, 2.5
WORDS = WIDTH - NUMBER - ROOM - 2 * BETWEEN
COLUMN = (WIDTH - 8) / 2
# As many questions as are on the page at most; the others stay in the workbook.
MOST = 18
# A row grows to this height; what is left of a page with few questions is room for notes.
TALLEST = 34.0
RULE = 6.0
# Between the parts of the page, between facts, and above and below the words of a row.
GAP, FACT_GAP, PADDING = 2.4, 0.6, 1.6
# The widths of the name and of the day beside it.
HEAD, WHEN = 116.0, 64.0
LINE = 1.22
_POINT = 0.3528
# How much wider than Calibri a font may be.
_SAFE = 1.11


@dataclass(frozen=True, slots=True)
class TypeSize:
    """How large the type is, in points, how much of each text is shown, and the least height of a row.

    A text's room is counted in characters of usual width: there is room for fewer wide ones.

    ``tight``: what goes with a question stands on the same line, and what is around the questions is shorter.
    """

    points: float
    small: float
    question: int
    probe: int
    reason: int
    fact: int
    row: float
    tight: bool = False

    @property
    def apart(self) -> bool:
        """Whether the name of a stage stands above its first question, and not beside the minutes."""
        return self.points >= _APART

    @property
    def fine(self) -> float:
        """The size of the facts, in points."""
        return self.small + 0.5

    @property
    def after(self) -> float:
        """The height of a line to write on in the strip for afterwards."""
        return 5.6 if self.tight else 7.0


_APART = 9
# From roomy to tight: the first is taken with which everything fits. With the last, ``MOST`` of the longest do.
SIZES = (
    TypeSize(11.5, 9, 400, 200, 200, 420, 14),
    TypeSize(10.5, 8.5, 400, 200, 200, 360, 12),
    TypeSize(10, 8, 320, 160, 140, 300, 11),
    TypeSize(9.5, 7.5, 320, 140, 120, 260, 10),
    TypeSize(9, 7.5, 300, 120, 100, 220, 9.5),
    TypeSize(8.5, 7, 300, 120, 100, 200, 9),
    TypeSize(8.5, 7, 260, 100, 0, 180, 9),
    TypeSize(8, 7, 240, 90, 60, 120, 8, tight=True),
    TypeSize(8, 7, 220, 70, 0, 110, 8, tight=True),
    TypeSize(7.5, 7, 200, 60, 0, 90, 7.5, tight=True),
    TypeSize(7.5, 7, 200, 0, 0, 90, 7.5, tight=True),
    TypeSize(7.5, 7, 165, 0, 0, 80, 7.5, tight=True),
    TypeSize(7.5, 7, 140, 0, 0, 80, 7.5, tight=True),
    TypeSize(7.5, 7, 120, 0, 0, 70, 7, tight=True),
    TypeSize(7.5, 7, 100, 0, 0, 60, 0, tight=True),
    TypeSize(7.5, 7, 75, 0, 0, 45, 0, tight=True),
)


def high(text: str, width: float, points: float) -> float:
    """Say how high a text is at most, in Calibri or a font as narrow; words too long are broken."""
    return wrapped_lines(text, width / (points * _POINT * _SAFE)) * points * _POINT * LINE


def shorten(text: str, room: int) -> str:
    """Put a text on one line, cut to ``room`` usual characters, after a word where there is one; none for 0."""
    line = " ".join(storable(text).split())
    ends = list(accumulate(map(letter_width, line)))
    kept = bisect(ends, room * MEAN)
    if kept == len(line):
        return line
    head = line[: max(kept - 1, 0)]
    whole = head.rpartition(" ")[0]
    return f"{(whole if len(whole) > len(head) * 0.7 else head).rstrip(' ,;:')}…" if room else ""
