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
# As many questions as are on the pages at most; the others stay in the workbook.
MOST = 18
# A row grows by its minutes, up to so much for each; what is left of a page with few questions is room for notes.
MINUTE = 11.0
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


_APART = 9.5
# From roomy to tight: the first is taken with which everything fits. Questions stand in 9 points at least: in smaller
# type, nobody reads them while listening. What does not fit then goes to a second page.
SIZES = (
    TypeSize(11.5, 9, 400, 200, 420, 14),
    TypeSize(10.5, 8.5, 400, 200, 360, 12),
    TypeSize(10, 8.5, 320, 160, 300, 11),
    TypeSize(9.5, 8, 320, 140, 260, 10),
    TypeSize(9, 8, 300, 120, 220, 9.5),
    TypeSize(9, 8, 260, 100, 180, 9),
    TypeSize(9, 8, 240, 90, 120, 8, tight=True),
    TypeSize(9, 8, 240, 0, 110, 8, tight=True),
)
# For texts that two pages cannot hold: with the last, ``MOST`` of the longest fit.
CUT = (
    TypeSize(9, 8, 165, 0, 80, 7.5, tight=True),
    TypeSize(9, 8, 120, 0, 70, 7, tight=True),
    TypeSize(9, 8, 75, 0, 45, 0, tight=True),
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
