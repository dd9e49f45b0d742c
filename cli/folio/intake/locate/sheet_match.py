"""One sheet of the template in a file: which grid it is, and where its columns or lines are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from folio.basics.cell_references import CellPlace, cell_address
from folio.domain.names import normalize_name
from folio.intake.limits import ROWS
from folio.intake.model import Problem
from folio.intake.problems.make import make_problem, quoted
from folio.intake.raw_workbook import RawGrid
from folio.template.schema import Column, Sheet

# A key cell: its row, its column, and the key of the column or line that it marks.
KeyCell = tuple[int, int, str]
# More reworded headings than this have one cause, such as a translation.
_MANY = 3
# The sheet, row and column of each defined name.
Names = Mapping[str, tuple[str, int, int]]
# The fingerprints of folio's formulas by ``sheet.column``, and of those beside columns by the sheet alone.
Fingerprints = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class SheetMatch:
    """One sheet of the template, found: its grid, and its columns (or lines) by key.

    For a table ``columns`` gives column numbers, and the rows from ``first_row`` up to ``end_row`` but for
    ``header_row`` are its rows. For a form ``cells`` gives each line's (row, column of its label).
    ``written`` are the fingerprints of the other texts that folio wrote on it.
    """

    sheet: Sheet
    grid: RawGrid
    columns: dict[str, int] = field(default_factory=dict)
    key_row: int | None = None
    header_row: int | None = None
    first_row: int = 0
    end_row: int = ROWS
    cells: dict[str, CellPlace] = field(default_factory=dict)
    written: frozenset[str] = frozenset()

    @property
    def top(self) -> int:
        """The first row of a table: its keys, or else its headings."""
        return min((r for r in (self.key_row, self.header_row) if r is not None), default=self.first_row)


def names_of(column: Column) -> set[str]:
    """Return the texts that name a column: its heading and its aliases."""
    return {normalize_name(column.header), *(normalize_name(a) for a in column.aliases)}


def suggestion(column: Column, strays: Mapping[str, str], texts: Mapping[CellPlace, object], found: SheetMatch) -> str:
    """Suggest where a missing column or line may be: its key on another sheet, or a similar heading."""
    if column.key in strays:
        return f" It seems to be on the sheet {quoted(strays[column.key])} now."
    taken = {*found.columns.values()}
    free = {normalize_name(v): p for p, v in texts.items() if isinstance(v, str) and p[1] not in taken}
    for name in (column.header, *column.aliases):
        close = get_close_matches(normalize_name(name), free, n=1, cutoff=0.75)
        if close:
            place = free[close[0]]
            return f" Is it {quoted(texts[place])} in {cell_address(*place)} now?"
    return ""


def reworded_problems(found: SheetMatch, reworded: Sequence[tuple[Column, CellPlace]]) -> list[Problem]:
    """Report each reworded heading or label; many of them are one problem."""
    title = found.grid.title
    if len(reworded) > _MANY:
        cell = cell_address(*min(place for _, place in reworded))
        return [make_problem("headings-changed", sheet=title, cell=cell, count=len(reworded))]
    return [
        make_problem(
            "heading-changed", sheet=title, cell=cell_address(*place), column=column, value=found.grid.cells[place]
        )
        for column, place in reworded
    ]
