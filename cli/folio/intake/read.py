"""A file's bytes into grids of raw values, with the errors, formulas and notes that the gate saw."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from math import isfinite
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from folio.intake import limits
from folio.intake.canonical import ErrorValue, NoValue
from folio.intake.facts import Facts, Place, Refused, SheetFacts
from folio.intake.gate import look
from folio.workbook.package import repack


@dataclass(slots=True)
class Grid:
    """One sheet as it stands in the file: every filled cell by place (row and column from 0)."""

    title: str
    cells: dict[Place, Any]
    facts: SheetFacts = field(default_factory=SheetFacts)

    def row(self, number: int) -> dict[int, Any]:
        """The filled cells of one row, by column."""
        return self.by_row.get(number, {})

    by_row: dict[int, dict[int, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_row = {}
        for (r, c), value in self.cells.items():
            self.by_row.setdefault(r, {})[c] = value


@dataclass(slots=True)
class Book:
    """A workbook as raw grids, in the order of its sheets."""

    facts: Facts
    grids: list[Grid]

    def grid(self, title: str) -> Grid | None:
        """The grid of this title, or None."""
        return next((g for g in self.grids if g.title == title), None)


def read_book(content: bytes) -> Book:
    """Read every sheet of a workbook; raises Refused with the reason when that is not possible."""
    facts = look(content)
    if any(text not in _KNOWN_ERRORS for sheet in facts.sheets.values() for text in sheet.errors.values()):
        content = repack(content, _with_known_errors)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        titles = [s.name for s in workbook.sheets_metadata if "Work" in str(s.typ)]
        grids = [_grid(workbook, title, facts) for title in titles]
    except PasswordError:
        raise Refused("encrypted") from None
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise Refused("damaged", why=_first_words(error)) from None
    return Book(facts, grids)


# calamine gives up on a whole workbook for any other, such as #SPILL!; the gate has noted what really stands there.
_KNOWN_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA")
_ERROR_CELL = re.compile(rb"(<(?:\w+:)?v>)#[A-Z_]+[!?]?(</(?:\w+:)?v>)")


def _with_known_errors(name: str, part: bytes) -> bytes:
    return _ERROR_CELL.sub(rb"\1#N/A\2", part) if name.startswith("xl/worksheets/") else part


def _grid(workbook: CalamineWorkbook, title: str, facts: Facts) -> Grid:
    sheet = workbook.get_sheet_by_name(title)
    if (
        sheet.total_height > limits.ROWS
        or sheet.total_width > limits.COLUMNS
        or sheet.total_height * sheet.total_width > limits.RECTANGLE
    ):
        raise Refused("too-large", why=f"the sheet {title} has {sheet.total_height:,} rows")
    known = facts.sheets.get(title, SheetFacts())
    cells: dict[Place, Any] = {
        (r, c): ErrorValue("#NUM!") if isinstance(value, float) and not isfinite(value) else value
        for r, row in enumerate(sheet.to_python(skip_empty_area=False))
        for c, value in enumerate(row)
        if value != "" and not (isinstance(value, str) and not value.strip())
    }
    if any(isinstance(v, str) and len(v) > limits.CELL_TEXT for v in cells.values()):
        raise Refused("too-large", why=f"a cell of the sheet {title} holds more than {limits.CELL_TEXT:,} characters")
    # calamine gives an error as an empty text.
    cells |= {place: ErrorValue(text or "#N/A") for place, text in known.errors.items()}
    cells |= {place: NoValue() for place in known.formulas.keys() - cells.keys()}
    return Grid(title, cells, known)


def _first_words(error: Exception) -> str:
    text = " ".join(str(error).split()).rstrip(".")
    return text[:120] or "the reader gave up"
