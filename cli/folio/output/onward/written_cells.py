"""How a cell of an old workbook is written into a new one, so that it is read as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from folio.basics.excel_texts import excel_length
from folio.basics.number_formats import likely_code
from folio.basics.plain_values import as_text
from folio.basics.wording import visible
from folio.intake.cells.convert import READ_AS_SHOWN, convert
from folio.intake.close_reading import UNKNOWN_FORMULA, TypedCell
from folio.intake.locate.headings import WORDS
from folio.intake.raw_workbook import PICTURE, ErrorValue, NotComputed, NoValue
from folio.output.onward.lines import OldCell
from folio.template.schema import KEY_PREFIX, Column
from folio.workbook.own_cells import OwnCell, usual_format

_MOST_IN_CELL = 32_767
# The number format of numbers that have none.
GENERAL = "General"
_FIRST_DAY = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """What goes into a cell: ``own`` as it stands in the file, ``content`` as formulas see it.

    ``is_usual`` says that the cell's column writes it so by itself. ``remark`` is what there is to say about it.
    """

    own: OwnCell
    content: Any
    is_usual: bool = True
    remark: str = ""


def written_cell(cell: OldCell, column: Column | None = None) -> WrittenCell | str:
    """Say how a cell is written into a column of the template, or beside it; or why it can't be."""
    typed = cell.typed
    value, formula = typed.value, visible(typed.formula, 200)
    if why := _why_not(typed):
        return why
    remark = ""
    if typed.formula:
        text = "" if typed.formula == UNKNOWN_FORMULA else f" {formula}"
        remark = f"the formula{text} is now what it came to, since the cells that it named have moved"
        if column is not None and cell.value is None and typed.formula != UNKNOWN_FORMULA:
            value, remark = typed.formula[1:], f"the formula{text} is now a text, since it fits no {column.header}"
    elif column is not None and not cell.differs and cell.value is not None and column.type == "choice":
        here = convert(column, value)
        if here.error:
            remark = f"{visible(value, 60)!r} is kept, but it isn't a choice for {column.header} anymore"
        elif here.value != value:
            value = here.value
    if typed.since_1904 and isinstance(value, float) and isinstance(cell.value, date):
        value = cell.value  # the number would be another day
    if isinstance(value, bool) and column is not None and column.type in WORDS:
        value = as_text(value)  # programs show a truth value in many ways, and it's read as this word
    code, look = _look(value, typed.shown, column)
    if look is not None:
        value, remark = look, remark or f"the number {as_text(value)} is now the text that it showed"
    own = OwnCell(value, code)
    # A plain number in a column of days is a day to formulas.
    content = cell.value if code == GENERAL and cell.value is not None else _as_content(value)
    return WrittenCell(own, content, column is not None and not code and not _is_odd(value, column), remark)


def _why_not(typed: TypedCell) -> str:
    """Why a cell can't be carried over; empty where it can."""
    value = typed.value
    formula = f" of the formula {visible(typed.formula, 200)}" if len(typed.formula) > 1 else ""
    if isinstance(value, ErrorValue):
        return "a picture in a cell" if value == PICTURE else f"an error, {value.text}{formula}"
    if isinstance(value, NotComputed):
        return f"the file has no result{formula}: open it in a spreadsheet program, save it, and try again"
    if isinstance(value, NoValue):
        return f"nothing is shown{formula or ' there'}"
    if isinstance(value, str):
        if excel_length(value) > _MOST_IN_CELL:
            return f"a text of {excel_length(value):,} characters, and a cell of an .xlsx holds {_MOST_IN_CELL:,}"
        if value.strip().startswith(KEY_PREFIX):
            return f"texts that begin with {KEY_PREFIX} are reserved for folio"
    if isinstance(value, float) and not isfinite(value):
        return "not a number that a cell can hold"
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(day, date) and day < _FIRST_DAY:
        return f"the day {day.isoformat()}, and days in an .xlsx begin with 1900"
    return ""


def _look(value: Any, shown: str | None, column: Column | None) -> tuple[str, str | None]:
    """The number format that a cell needs, or the text to write in place of a number whose look is not known."""
    if isinstance(value, str | bool):
        return "", None
    if isinstance(value, date | time | timedelta):
        is_fit = column is not None and (
            (column.type == "date" and not isinstance(value, datetime | time | timedelta))
            or (column.type == "time" and isinstance(value, time))
        )
        return "" if is_fit else usual_format(value), None
    if column is not None and column.type in ("date", "time"):
        return GENERAL, None  # else it would look like a day
    if shown is None or (column is not None and column.type not in READ_AS_SHOWN):
        return "", None
    code = likely_code(value, shown)
    return code, None if code else shown


def _is_odd(value: Any, column: Column) -> bool:
    """Whether a column would write a value in another way than it stands in the file."""
    return isinstance(value, timedelta) or (isinstance(value, bool) and column.type != "yes_no")


def _as_content(value: Any) -> Any:
    """A value as formulas see it."""
    if isinstance(value, datetime):
        return value.date()
    return value / timedelta(days=1) if isinstance(value, timedelta) else value
