"""A workbook as it was read, before anything is looked for in it: every filled cell, formula and note by place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from folio.basics.cell_references import CellPlace
from folio.basics.plain_values import as_text
from folio.intake.moved_formulas import moved_formula
from folio.workbook.embedded_description import fingerprint

# What a file says about its formulas: their text, only which cells compute, or not even that.
FormulaDetail = Literal["text", "places", "none"]


class FileRejected(Exception):
    """A file that folio does not read: ``code`` is the problem's, and ``words`` fill in its message."""

    def __init__(self, code: str, **words: Any) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A spreadsheet error in a cell, such as ``#REF!``."""

    text: str


# What stands in place of a picture in a cell.
PICTURE = ErrorValue("picture")


class NoValue:
    """The value of a formula that shows nothing."""


class NotComputed(NoValue):
    """The value of a formula that no program has worked out: the file has the formula alone."""


@dataclass(frozen=True, slots=True)
class FormulaRun:
    """Formulas down a column of a sheet that are one formula, in these rows (from 0).

    The formula of a row is ``pieces``, beginning with ``=``, with the row's number between them. ``origin`` is the
    place of the formula that the others share, or None where each has its own. ``values`` gives the value of each row
    when they are asked for.
    """

    column: int
    rows: Sequence[int]
    pieces: Sequence[str]
    origin: CellPlace | None
    values: Callable[[], Iterable[Any]]

    @property
    def formula(self) -> str:
        """The text of the first formula."""
        return str(self.rows[0] + 1).join(self.pieces)

    def spelled_out(self) -> Iterator[tuple[CellPlace, Any, str]]:
        """Return place, value and text of each formula; where they share it, each has the text of the first."""
        for row, value in zip(self.rows, self.values(), strict=True):
            yield (row, self.column), value, str(row + 1).join(self.pieces)


@dataclass(slots=True)
class RawGrid:
    """One sheet: its filled cells, formulas and notes by place (row and column from 0).

    Where cells share a formula, ``formulas`` has the text of the first for all of them, and ``shared`` the place of
    that first one. ``computed`` has the formulas whose text the file does not give. The cells of ``runs`` are not among
    ``cells`` and ``formulas``. ``shown`` has what a person reads where a number has a format, ``links`` the addresses
    behind cells, and ``totals`` the cells of Excel's Total Row. ``since_1904`` says that plain numbers count days from
    1904, not from 1900.
    """

    title: str
    cells: dict[CellPlace, Any]
    formulas: dict[CellPlace, str] = field(default_factory=dict)
    notes: dict[CellPlace, str] = field(default_factory=dict)
    computed: set[CellPlace] = field(default_factory=set)
    shared: dict[CellPlace, CellPlace] = field(default_factory=dict)
    runs: list[FormulaRun] = field(default_factory=list)
    shown: dict[CellPlace, str] = field(default_factory=dict)
    links: dict[CellPlace, str] = field(default_factory=dict)
    totals: set[CellPlace] = field(default_factory=set)
    since_1904: bool = False
    _by_row: dict[int, dict[int, Any]] = field(default_factory=dict)
    _fingerprints: dict[CellPlace, str] = field(default_factory=dict)

    def spell_out(self, runs: Iterable[FormulaRun]) -> None:
        """Put the cells of some of the runs among the others."""
        for run in runs:
            for place, value, formula in run.spelled_out():
                self.cells[place], self.formulas[place] = value, formula
                if run.origin not in (None, place):
                    self.shared[place] = run.origin
            self.runs.remove(run)
            self._by_row, self._fingerprints = {}, {}

    @property
    def fingerprints(self) -> dict[CellPlace, str]:
        """The fingerprints of what the cells say, by which texts of folio's are recognized."""
        if not self._fingerprints:
            self._fingerprints = {
                place: fingerprint(as_text(raw)) for place, raw in self.cells.items() if not isinstance(raw, NoValue)
            }
        return self._fingerprints

    @property
    def by_row(self) -> dict[int, dict[int, Any]]:
        """The filled cells by row, then by column."""
        if not self._by_row:
            for (r, c), value in self.cells.items():
                self._by_row.setdefault(r, {})[c] = value
        return self._by_row

    def row(self, number: int) -> dict[int, Any]:
        """Return the filled cells of one row, by column."""
        return self.by_row.get(number, {})

    def typed_row(self, number: int) -> dict[int, Any]:
        """Return the filled cells of one row that are not computed, by column."""
        computed = (self.formulas, self.computed)
        return {c: raw for c, raw in self.row(number).items() if not any((number, c) in places for places in computed)}

    def formula(self, place: CellPlace) -> str:
        """Return the formula of a cell as the cell shows it; empty where there is none."""
        formula, first = _PREFIXES.sub("", self.formulas.get(place, "")), self.shared.get(place)
        if first is None:
            return formula
        return moved_formula(formula, place[0] - first[0], place[1] - first[1])


# Files have newer functions and their names with prefixes that no spreadsheet shows.
_PREFIXES = re.compile(r"\b_xl(?:fn|ws|pm|udf)\.")


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """A whole file: its sheets in order, the defined names of single cells, and its custom document properties.

    ``names`` gives (sheet, row, column) by defined name; only folio's own names are kept. ``parsed`` has the titles of
    the sheets that could not be read in the quick way, ``saved_on`` the day on which the file says it was saved.
    """

    grids: list[RawGrid]
    formula_detail: FormulaDetail = "text"
    names: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    parsed: tuple[str, ...] = ()
    saved_on: date | None = None

    def grid(self, title: str) -> RawGrid | None:
        """Return the sheet with this title."""
        return next((g for g in self.grids if g.title == title), None)
