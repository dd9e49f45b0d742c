"""A file's bytes into grids of raw values, with the errors, formulas and notes that the gate saw."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from math import isfinite
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from folio.basics.cell_references import CellPlace
from folio.intake import limits
from folio.intake.cells.convert import ErrorValue, NoValue
from folio.intake.formats.file_facts import BLANK, FileFacts, FileRejected, SheetFacts
from folio.intake.formats.sniff import LOCKED_XLS, look
from folio.intake.formats.xls_password import without_standard_password
from folio.intake.formats.xlsx_repair import put_in_order, put_ods_in_order, values_at


@dataclass(slots=True)
class Grid:
    """One sheet as it stands in the file: every filled cell by place (row and column from 0).

    ``lost`` counts cells that the gate saw filled and whose values did not come out.
    """

    title: str
    cells: dict[CellPlace, Any]
    facts: SheetFacts = field(default_factory=SheetFacts)
    lost: int = 0

    def row(self, number: int) -> dict[int, Any]:
        """The filled cells of one row, by column."""
        return self.by_row.get(number, {})

    def typed_row(self, number: int) -> dict[int, Any]:
        """The filled cells of one row that no formula computes, by column."""
        facts = self.facts
        return {
            c: raw
            for c, raw in self.row(number).items()
            if (number, c) not in facts.formulas and (number, c) not in facts.computed
        }

    by_row: dict[int, dict[int, Any]] = field(init=False)

    def __post_init__(self) -> None:
        by_row: dict[int, dict[int, Any]] = defaultdict(dict)
        for (r, c), value in self.cells.items():
            by_row[r][c] = value
        self.by_row = dict(by_row)


@dataclass(slots=True)
class RawWorkbook:
    """A workbook as raw grids, in the order of its sheets."""

    facts: FileFacts
    grids: list[Grid]

    def grid(self, title: str) -> Grid | None:
        """The grid of this title, or None."""
        return next((g for g in self.grids if g.title == title), None)


def read_book(content: bytes) -> RawWorkbook:
    """Read every sheet of a workbook; raises FileRejected with the reason when that is not possible."""
    if LOCKED_XLS.search(content):
        content = without_standard_password(content)
    facts = look(content)
    try:
        grids = _read_in_order(content, facts)
    except PasswordError:
        raise FileRejected("encrypted") from None
    except expat.ExpatError as error:  # where the gate had sifted plain cells out of a part
        raise FileRejected("damaged", why=f"one of its parts is incomplete ({expat.ErrorString(error.code)})") from None
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise FileRejected("damaged", why=_first_words(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own collapse, which is no Exception
            raise
        raise FileRejected("damaged", why="its records don't fit together") from None
    return RawWorkbook(facts, grids)


# calamine gives up on a whole workbook for any other, such as #SPILL!; the gate has noted what really stands there.
_KNOWN_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"))


def _read_in_order(content: bytes, facts: FileFacts) -> list[Grid]:
    """The sheets of a workbook whose parts are put in order first where calamine would not find or know them."""
    if facts.kind == "ods":
        return _grids(put_ods_in_order(content), facts, content)
    if facts.parts is None:
        return _grids(content, facts, content)
    if all(_KNOWN_ERRORS.issuperset(sheet.errors.values()) for sheet in facts.sheets.values()):
        try:
            grids = _grids(content, facts, content)
        except PasswordError:
            raise
        except CalamineError:
            grids = []
        if [g.title for g in grids] == list(facts.parts.sheets):
            return grids
    return _grids(put_in_order(content, facts.parts), facts, content)


def _grids(content: bytes, facts: FileFacts, original: bytes) -> list[Grid]:
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    titles = [s.name for s in workbook.sheets_metadata if "Work" in str(s.typ)]
    return [_grid(workbook, title, facts, original) for title in titles]


# Hours and minutes past a day's, as calamine leaves them.
_LENGTH = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2}(?:\.\d+)?)S")


def _grid(workbook: CalamineWorkbook, title: str, facts: FileFacts, original: bytes) -> Grid:
    sheet = workbook.get_sheet_by_name(title)
    if (
        sheet.total_height > limits.ROWS
        or sheet.total_width > limits.COLUMNS
        or sheet.total_height * sheet.total_width > limits.RECTANGLE
    ):
        raise FileRejected("too-large", why=f"the sheet {title} has {sheet.total_height:,} rows")
    known = facts.sheets.get(title, SheetFacts())
    cells: dict[CellPlace, Any] = {
        (r, c): ErrorValue("#NUM!") if isinstance(value, float) and not isfinite(value) else value
        for r, row in enumerate(sheet.to_python(skip_empty_area=False))
        for c, value in enumerate(row)
        if value != "" and not (isinstance(value, str) and not value.strip(BLANK))
    }
    for place, value in cells.items():
        if isinstance(value, str):
            if len(value) > limits.CELL_TEXT:
                why = f"a cell of the sheet {title} holds more than {limits.CELL_TEXT:,} characters"
                raise FileRejected("too-large", why=why)
            if "\r" in value:  # as texts pasted on Windows have them
                cells[place] = value.replace("\r\n", "\n").replace("\r", "\n")
            if value.startswith("PT") and facts.kind == "ods" and (length := _LENGTH.fullmatch(value)):
                cells[place] = timedelta(hours=int(length[1]), minutes=int(length[2]), seconds=float(length[3]))
    # calamine gives an error as an empty text.
    cells |= {place: ErrorValue(text or "#N/A") for place, text in known.errors.items()}
    missing = known.filled.keys() - cells.keys()
    if missing and facts.parts is not None:
        if any(known.filled[place] not in facts.parts.blank for place in missing):
            cells |= values_at(original, facts.parts, title, missing)
        missing = set()  # in those that are left stands a blank text
    cells |= dict.fromkeys(known.formulas.keys() - cells.keys(), NoValue())
    return Grid(title, cells, known, len(missing))


def _first_words(error: Exception) -> str:
    text = " ".join(str(error).split()).rstrip(".")
    return text[:120] or "the reader gave up"
