"""Where things stand on the hidden sheet Workings: what other formulas are worked out from."""

from __future__ import annotations

from enum import Enum

from folio.basics.cell_references import column_letter
from folio.template.schema import WORKINGS_SHEET
from folio.workbook.layout import ROOM

# The gap matrix shows this many qualities.
GAP_LINES = 40
FIRST = 1  # below the headings; rows count from 0


class Workings(Enum):
    """A column of the sheet; listings follow after these, six columns each."""

    GAP_QUALITY = 0
    GAP_CATEGORY = 1
    GAP_ORDER = 2
    GAP_LINE = 3
    INTERVIEW_WITH = 4
    INTERVIEW_DAY = 5
    INTERVIEW_REFERRER = 6
    UPSIDE_FIELD = 7
    DOWNSIDE_FIELD = 8
    GAP_VOICE = 9
    FACET_VOICE = 10


LISTING_FIRST = len(Workings)


def workings_name(place: Workings) -> str:
    """The defined name of a column: formulas that are shared down a column cannot hold addresses on other sheets."""
    return f"workings__{place.name.lower()}"


def workings_cell(place: Workings | int, line: int) -> str:
    """The address of a line (from 0) in one of the columns."""
    letter = column_letter(place.value if isinstance(place, Workings) else place)
    return f"{WORKINGS_SHEET}!${letter}${FIRST + line + 1}"


def workings_range(place: Workings | int, lines: int = ROOM) -> str:
    """The address of a whole column, with this many lines."""
    letter = column_letter(place.value if isinstance(place, Workings) else place)
    return f"{WORKINGS_SHEET}!${letter}${FIRST + 1}:${letter}${FIRST + lines}"
