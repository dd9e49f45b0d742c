"""Where things stand on the hidden sheet Workings: what other formulas are worked out from.

Line 1 of it stands for the heading of a table, line 2 for its first row, and so on.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from folio.basics.cell_references import column_letter
from folio.basics.days_off import days_off
from folio.template.schema import WORKINGS_SHEET, Template
from folio.workbook.formulas.parts import name
from folio.workbook.layout import ROOM

# The gap matrix shows this many qualities.
GAP_LINES = 40
FIRST = 1  # below the headings; rows count from 0
# So far the named columns reach: tables can get longer than they were made, and nothing stands in the rest.
_REACH = 10 * ROOM
# The line in which a formula of the sheet stands. ROW() alone is an array to some programs, with one number in it. And
# formulas without an address that changes from row to row take little room, even where a program cannot share them.
THIS_LINE = "SUM(ROW())"
NOTE_COLUMN = 0
# Ratings from 1 to 5 stand side by side, from here on: Excel cannot share formulas that hold {1,2,3,4,5}.
RATINGS_ROW, RATINGS_COLUMN = 0, 5
RATINGS_NAME = "workings__ratings"
# What is in the column HEARD, without the room for a table that has become longer: what is only counted needs no more.
MARKS_NAME = "workings__marks"


class Workings(Enum):
    """A column of the sheet; lists follow after these, with keys, those shown, which text, which row, and three texts.

    ``WITH``, ``DAY``: who an interview was with, and the day of a completed one. ``ORDER``: how far up a quality
    belongs, where it is named first; + where somebody else names it. ``HEARD``: see ``heard_marks``. ``GAP_LINE``: the
    rows of the gap matrix. ``DISPUTED``: field and facet on which the only two people disagree. ``HOLIDAYS``: the days
    that are no business days. ``SAYS``: which message the next step of a contact plainly is. These three begin in the
    row of the ratings, so they stand beyond them.
    """

    WITH = 1
    DAY = 2
    ORDER = 3
    HEARD = 4
    GAP_LINE = 5
    DISPUTED = 10
    HOLIDAYS = 11
    SAYS = 12


class Last(Enum):
    """The lines, one below the other, that say how far down a column something stands; 1 is the heading.

    What is compared row by row with all rows of another sheet looks no further.
    """

    PEOPLE = 0
    MESSAGES = 1
    SAID = 2
    INTERVIEWS = 3
    LEADS = 4
    OFFERS = 5
    QUALITIES = 6


_LAST_COLUMN = Workings.SAYS.value + 1


class FieldFigure(Enum):
    """A column of figures, in a line for each of the up to three fields on Start; without any, line 1 is about all.

    ``NAME``: the field as it is spelled there. ``FACETS``, ``UPS``, ``DOWNS``: what Job preview has of it. ``DONE``:
    completed interviews. ``BEFORE``, ``AFTER``: mean interest. ``FOR``, ``AGAINST``: the facets that speak most for and
    against it, by the keys before them. ``UNHEARD``: the first facets that nobody has told of, to be said of a plan.
    """

    NAME = 0
    FACETS = 1
    UPS = 2
    DOWNS = 3
    DONE = 4
    BEFORE = 5
    AFTER = 6
    FOR_1 = 7
    FOR_2 = 8
    FOR_3 = 9
    FOR = 10
    AGAINST_1 = 11
    AGAINST_2 = 12
    AGAINST_3 = 13
    AGAINST = 14
    UNHEARD = 15


class FieldFact(Enum):
    """What is below the names of the fields: the only one if there is just one; entries that are about other fields."""

    ONLY = 3
    OTHERS = 4


# As many fields as Start has.
FIELDS = 3
_FIELD_COLUMN = _LAST_COLUMN + 1
LISTING_FIRST = _FIELD_COLUMN + len(FieldFigure)


def field_column(figure: FieldFigure) -> int:
    """The column, from 0, of a figure of the fields."""
    return _FIELD_COLUMN + figure.value


def figures_name(figure: FieldFigure) -> str:
    """The defined name of a figure of all fields, one below the other."""
    return f"workings__field_{figure.name.lower()}"


def figure_of(figure: FieldFigure, field: int) -> str:
    """The formula for a figure of the first, second or third field."""
    return f"INDEX({figures_name(figure)},{field})"


def fact_name(fact: FieldFact) -> str:
    """The defined name of such a cell."""
    return f"workings__field_{fact.name.lower()}"


def last_place(last: Last) -> tuple[int, int]:
    """The row and column, from 0, of a line that says how far down something stands."""
    return last.value, _LAST_COLUMN


def last_name(last: Last) -> str:
    """The defined name of such a line."""
    return f"workings__last_{last.name.lower()}"


def up_to(column: str, last: Last) -> str:
    """The cells of a named column from the heading on, as far down as something stands."""
    return f"INDEX({column},1):INDEX({column},{last_name(last)})"


def workings_name(place: Workings) -> str:
    """The defined name of a column: formulas that are shared down a column cannot hold addresses on other sheets."""
    return f"workings__{place.name.lower()}"


_SUNDAY = date(2026, 1, 4)


def beside(place: Workings, path: str) -> str:
    """The cells of a column that stand for those of a table's, which may have become longer or shorter."""
    cells = workings_name(place)
    return f"INDEX({cells},1):INDEX({cells},ROWS({name(path)}))"


def holidays_listed(template: Template) -> tuple[date, ...]:
    """The holidays on the sheet Workings; where the calendar has none, a Sunday, which is no business day anyway."""
    return days_off(template.holidays) or (_SUNDAY,)


def named_areas(template: Template) -> dict[str, str]:
    """What each of the defined names stands for."""
    reaches = {
        Workings.WITH: ROOM + 1,
        Workings.DAY: ROOM + 1,
        Workings.ORDER: _REACH,
        Workings.HEARD: _REACH,
        Workings.DISPUTED: ROOM + 1,
        Workings.HOLIDAYS: len(holidays_listed(template)),
        Workings.SAYS: _REACH,
    }
    areas = {workings_name(place): _lines(place.value, lines) for place, lines in reaches.items()}
    areas |= {last_name(last): f"{WORKINGS_SHEET}!${column_letter(_LAST_COLUMN)}${last.value + 1}" for last in Last}
    areas[MARKS_NAME] = _lines(Workings.HEARD.value, ROOM + 1)
    for figure in FieldFigure:
        areas[figures_name(figure)] = _lines(field_column(figure), FIELDS)
    names = column_letter(field_column(FieldFigure.NAME))
    areas |= {fact_name(fact): f"{WORKINGS_SHEET}!${names}${fact.value + 1}" for fact in FieldFact}
    first, last = column_letter(RATINGS_COLUMN), column_letter(RATINGS_COLUMN + 4)
    ratings = f"{WORKINGS_SHEET}!${first}${RATINGS_ROW + 1}:${last}${RATINGS_ROW + 1}"
    gaps = workings_range(Workings.GAP_LINE, GAP_LINES)
    return areas | {RATINGS_NAME: ratings, workings_name(Workings.GAP_LINE): gaps}


def as_long_as(path: str) -> str:
    """Which lines of the sheet a table's column has; more rows may have been inserted there, or some deleted."""
    note = column_letter(NOTE_COLUMN)
    return f"ROW(${note}$1:${note}${ROOM + 1})<=ROWS({name(path)})"


def _lines(column: int, lines: int) -> str:
    letter = column_letter(column)
    return f"{WORKINGS_SHEET}!${letter}$1:${letter}${lines}"


def workings_cell(place: Workings | int, line: int) -> str:
    """The address of a line (from 0, below the headings) in one of the columns."""
    letter = column_letter(place.value if isinstance(place, Workings) else place)
    return f"{WORKINGS_SHEET}!${letter}${FIRST + line + 1}"


def workings_range(place: Workings | int, lines: int = ROOM) -> str:
    """The address of a whole column, with this many lines."""
    letter = column_letter(place.value if isinstance(place, Workings) else place)
    return f"{WORKINGS_SHEET}!${letter}${FIRST + 1}:${letter}${FIRST + lines}"
