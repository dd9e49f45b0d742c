"""The sheets of an .ods: a walk through its XML finds the cells, following repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

from folio.basics.cell_references import CellPlace, parse_reference
from folio.intake import limits
from folio.intake.formats.alike_formulas import Alike, AlikeFormulas
from folio.intake.formats.cell_texts import BLANK, CellTexts, check_extent
from folio.intake.formats.ods_values import shown, value_of
from folio.intake.formats.plain_ods import TAKEN, PlainCell, PlainRow, decoded_formulas
from folio.intake.formats.xml_walk import attribute
from folio.intake.raw_workbook import FileRejected, FormulaRun, NoValue, RawGrid

# Elements for characters in a text, and the attributes that hold a value.
_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}
_VALUES = frozenset(("value", "date-value", "time-value", "boolean-value", "string-value"))
_CELLS = frozenset(("table-cell", "covered-table-cell"))
# A text box on a cell is not the cell's content.
_DRAWINGS = frozenset(
    ("frame", "custom-shape", "g", "rect", "ellipse", "line", "caption", "connector", "polygon", "path")
)
_NO_VALUE = NoValue()
# In bytes where it stands plainly in the file.
_Formula = str | bytes | None


class _Cell(NamedTuple):
    """A filled cell and how often it is repeated."""

    row: int
    column: int
    rows: int
    columns: int
    formula: _Formula
    kind: str
    stored: str
    text: str
    link: str = ""

    def value(self, texts: CellTexts) -> Any:
        value = value_of(self.kind, self.stored, self.text, computed=bool(self.formula))
        if isinstance(value, str):
            return texts.counted(value, self.rows * self.columns)
        return _NO_VALUE if value is None else value


@dataclass(slots=True)
class _Sheet:
    since_1904: bool = False
    cells: list[_Cell] = field(default_factory=list)
    notes: dict[CellPlace, str] = field(default_factory=dict)


class OdsSheets:
    """Collects the cells, notes and folio's names of an OpenDocument spreadsheet from the tags of its content.

    ``taken`` has the cells that the elements ``TAKEN`` stand for.
    """

    def __init__(self, taken: Iterator[PlainRow]) -> None:
        self.names: dict[str, tuple[str, int, int]] = {}
        self._taken = taken
        self._sheets: dict[str, _Sheet] = {}
        self._sheet = _Sheet()
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._count = self._spaces = 0
        self._since_1904 = False
        self._formula = self._kind = self._stored = self._link = ""
        self._text: list[str] = []
        self._note: list[str] | None = None
        self._paragraphs = self._drawings = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a tag and its attributes; raises FileRejected where sheets or cells are too many or too far out."""
        if tag == TAKEN:
            self._take(*next(self._taken))
        elif tag in _CELLS:
            self._start_cell(attributes)
        elif tag == "table-row":
            self._rows, self._column = _count(attributes, "number-rows-repeated"), 0
        elif tag == "table":
            title = attribute(attributes, "name")
            if title in self._sheets:
                raise FileRejected("unsafe", why="two sheets with the same name")
            self._sheet = self._sheets[title] = _Sheet(self._since_1904)
            self._row = 0
            if len(self._sheets) > limits.SHEETS:
                raise FileRejected("too-large", why="it has too many sheets")
        elif tag == "null-date":
            self._since_1904 = attribute(attributes, "date-value").startswith("1904")
        elif tag == "annotation":
            self._note = []
        elif tag == "p":
            self._paragraphs += 1
        elif tag == "a":
            link = attribute(attributes, "href")
            self._link = self._link if link.startswith("#") else link
        elif tag in _SIGNS:
            count = _count(attributes, "c") if tag == "s" else 1
            self._spaces += count  # several spaces are one element with a count
            if self._spaces > limits.CELLS:
                raise FileRejected("too-large", why="it has endless spaces")
            self.text(_SIGNS[tag] * count)
        elif tag in _DRAWINGS:
            self._drawings += 1
        elif tag == "named-range" and attribute(attributes, "name").startswith("folio_"):
            title, _, cell = attribute(attributes, "cell-range-address").lstrip("$").rpartition(".")
            if place := parse_reference(f"{title}!{cell}"):
                self.names[attribute(attributes, "name")] = place

    def end(self, tag: str) -> None:
        """Take the end of a tag."""
        tag = tag.rpartition(":")[2]
        if tag == "table-row":
            self._row += self._rows
        elif tag in _CELLS:
            text = "".join(self._text).removesuffix("\n")
            self._add(self._columns, self._formula, self._kind, self._stored, text, self._link)
        elif tag == "annotation":
            self._sheet.notes[self._row, self._column] = "".join(self._note or []).strip()
            self._note = None
        elif tag == "p":
            self.text("\n")
            self._paragraphs -= 1
        elif tag in _DRAWINGS:
            self._drawings -= 1

    def text(self, piece: str) -> None:
        """Take text between tags."""
        if self._paragraphs and not self._drawings:  # a note's author and date stand beside its paragraphs
            (self._text if self._note is None else self._note).append(piece)

    def grids(self) -> list[RawGrid]:
        """Return the sheets after the walk; raises NotPlain where a formula is not well formed."""
        texts = CellTexts()
        return [_grid(title, sheet, texts) for title, sheet in self._sheets.items()]

    def _take(self, width: int, cells: list[PlainCell]) -> None:
        first = self._column
        for right, columns, formula, kind, stored, text in cells:
            self._column = first + right
            self._add(columns, formula, kind, stored, text)
        self._column = first + width

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._columns = _count(attributes, "number-columns-repeated")
        self._formula = self._kind = self._stored = self._link = ""
        self._text.clear()
        for key, value in attributes.items():
            name = key.rpartition(":")[2]
            if name == "formula":
                self._formula = value
            elif value == "error" and name == "value-type":
                self._kind = "error"
            elif name in _VALUES and not self._kind:
                self._kind, self._stored = name, value

    def _add(self, columns: int, formula: _Formula, kind: str, stored: str, text: str, link: str = "") -> None:
        if formula or kind == "error" or stored.strip(BLANK) or text.strip(BLANK):
            self._count += self._rows * columns
            if self._count > limits.CELLS:
                raise FileRejected("too-large", why=f"it has more than {limits.CELLS:,} cells")
            check_extent(self._row + self._rows, self._column + columns)
            self._sheet.cells.append(
                _Cell(self._row, self._column, self._rows, columns, formula, kind, stored, text, link)
            )
        self._column += columns


def _count(attributes: dict[str, str], name: str) -> int:
    text = attribute(attributes, name) or "1"
    return min(max(int(text[:10]), 1), 10**9) if text.isascii() and text.isdigit() else 1


def _grid(title: str, sheet: _Sheet, texts: CellTexts) -> RawGrid:
    grid = RawGrid(title, {}, notes=sheet.notes, since_1904=sheet.since_1904)
    alike = AlikeFormulas()
    for i, cell in enumerate(sheet.cells):
        if isinstance(cell.formula, bytes) and cell.rows == cell.columns == 1:
            alike.add(cell.column, b"%d" % (cell.row + 1), cell.formula, i)
    runs = alike.runs()
    grid.runs += [_run([sheet.cells[i] for i in run.numbers], run, texts) for run in runs]
    in_runs = {i for run in runs for i in run.numbers}
    cells = [cell for i, cell in enumerate(sheet.cells) if i not in in_runs]
    plain = iter(decoded_formulas([cell.formula for cell in cells if isinstance(cell.formula, bytes)]))
    for cell in cells:
        formula = _without_prefix((next(plain) if isinstance(cell.formula, bytes) else cell.formula) or "")
        value = cell.value(texts)
        seen = shown(value, cell.text)
        for place in product(range(cell.row, cell.row + cell.rows), range(cell.column, cell.column + cell.columns)):
            grid.cells[place] = value
            if formula:
                grid.formulas[place] = formula
            if seen is not None:
                grid.shown[place] = seen
            if cell.link:
                grid.links[place] = cell.link
    return grid


def _run(cells: list[_Cell], alike: Alike, texts: CellTexts) -> FormulaRun:
    pieces = decoded_formulas(alike.pieces)
    pieces[0] = _without_prefix(pieces[0])
    rows = [cell.row for cell in cells]
    return FormulaRun(cells[0].column, rows, pieces, None, lambda: (cell.value(texts) for cell in cells))


def _without_prefix(formula: str) -> str:
    """A formula without the name of the language that it is written in."""
    return re.sub(r"^[a-z]+:", "", formula)
