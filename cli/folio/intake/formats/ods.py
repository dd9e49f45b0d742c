"""OpenDocument spreadsheets (.ods), and a walk through their XML for errors, formulas and notes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from folio.basics.cell_references import cell_address, parse_reference
from folio.intake import limits
from folio.intake.formats.calamine_cells import SheetCells, calamine_cells, raw_grid
from folio.intake.formats.sheet_facts import BLANK, SheetFacts
from folio.intake.formats.xml_walk import attribute
from folio.intake.formats.zip_guard import Archive
from folio.intake.raw_workbook import FileRejected, RawGrid, RawWorkbook

_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def read_ods(content: bytes, package: Archive) -> RawWorkbook:
    """Read an .ods."""
    kind = package.part("mimetype")
    if b"spreadsheet" not in kind:
        raise FileRejected("not-a-workbook", looks="a text document" if b"text" in kind else "another kind of document")
    if _is_encrypted(package):
        raise FileRejected("encrypted")
    walk = _OdsWalk()
    package.walk("content.xml", walk.start, walk.end, walk.text, most=limits.TAGS)
    if not walk.sheets:
        raise FileRejected("damaged", why="it has no sheets")
    properties = _properties(package)
    grids = [_grid(title, cells, walk.sheets) for title, cells in calamine_cells(_put_in_order(content))]
    return RawWorkbook(grids, "text", walk.names, properties)


# Hours and minutes past a day's, as calamine leaves them.
_LENGTH = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2}(?:\.\d+)?)S")


def _grid(title: str, cells: SheetCells, sheets: Mapping[str, SheetFacts]) -> RawGrid:
    facts = sheets.get(title, SheetFacts())
    for place, value in cells.items():
        if isinstance(value, str) and (length := _LENGTH.fullmatch(value)):
            cells[place] = timedelta(hours=int(length[1]), minutes=int(length[2]), seconds=float(length[3]))
    lost = facts.filled - cells.keys() - facts.errors.keys()
    return raw_grid(title, cells, facts, len(lost))


def _properties(package: Archive) -> dict[str, str]:
    """The custom document properties."""
    found: dict[str, str] = {}
    name = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name[0] = attribute(attributes, "name") if tag == "user-defined" else ""

    def data(piece: str) -> None:
        if name[0]:
            found[name[0]] = found.get(name[0], "") + piece

    if "meta.xml" in package.names:
        package.walk("meta.xml", start, None, data)
    return found


def _is_encrypted(package: Archive) -> bool:
    """The manifest says which parts are encrypted; their zip entries do not."""
    found: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "encryption-data":
            found.append(tag)

    if "META-INF/manifest.xml" in package.names:
        package.walk("META-INF/manifest.xml", start)
    return bool(found)


# What calamine drops, takes for something else, or gives up on, and what it reads instead.
_ODS_CHANGES = (
    (re.compile(rb">\s+(?=</?(?:table|office):|<text:p[\s>/])"), b">"),
    (re.compile(rb"<text:line-break\s*/>"), b"\n"),
    (re.compile(rb"<text:tab(?:\s[^<>]*)?/>"), b"\t"),
    (re.compile(rb"(date-value=\"[-0-9]+)T00:00:00(?:\.0+)?\""), rb'\1"'),
    (re.compile(rb'-cell(?: (?:table|calcext):[-\w]+="[^"]*")*(?=><text:p)'), rb'\g<0> office:value-type="string"'),
)
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def _put_in_order(content: bytes) -> bytes:
    """Write the same sheets in the way that calamine reads; the walk has counted them."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        part = _CDATA.sub(lambda match: escape(match[1].decode()).encode(), source.read("content.xml"))
        for pattern, replacement in _ODS_CHANGES:
            part = pattern.sub(replacement, part)
        target.writestr("mimetype", source.read("mimetype"))
        target.writestr("content.xml", part)
        target.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{_MANIFEST}"/>')
    return stream.getvalue()


# Elements for characters in a text, the attributes that hold a value, and the errors that spreadsheets know.
_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}
_VALUES = frozenset(("value", "date-value", "time-value", "boolean-value", "string-value"))
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
# A text box on a cell is not the cell's content.
_DRAWINGS = frozenset(
    ("frame", "custom-shape", "g", "rect", "ellipse", "line", "caption", "connector", "polygon", "path")
)


class _OdsWalk:
    """Collects errors, formulas and notes of all sheets of an OpenDocument spreadsheet, following repeats."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self.names: dict[str, tuple[str, int, int]] = {}
        self._sheet = SheetFacts()
        self._row = self._col = 0
        self._rows = self._cols = 1
        self._cells = self._spaces = 0
        self._error = self._typed = self._valued = self._since_1904 = False
        self._formula = ""
        self._note: list[str] | None = None
        self._paragraphs = self._drawings = 0
        self._cell_text: list[str] = []

    def start(self, tag: str, attributes: dict[str, Any]) -> None:
        if tag == "table":
            title = attribute(attributes, "name")
            if title in self.sheets:
                raise FileRejected("unsafe", why="two sheets with the same name")
            self._sheet = self.sheets[title] = SheetFacts(since_1904=self._since_1904)
            self._row = 0
            if len(self.sheets) > limits.SHEETS:
                raise FileRejected("too-large", why="it has too many sheets")
        elif tag == "table-row":
            self._rows, self._col = _count(attributes, "number-rows-repeated"), 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._start_cell(attributes)
        elif tag == "null-date":
            self._since_1904 = attribute(attributes, "date-value").startswith("1904")
        elif tag == "annotation":
            self._note = []
        elif tag == "p":
            self._paragraphs += 1
        elif tag in _SIGNS:
            count = _count(attributes, "c") if tag == "s" else 1
            self._spaces += count  # several spaces are one element with a count
            if self._spaces > limits.CELLS:
                raise FileRejected("too-large", why="it has endless spaces")
            self.text(_SIGNS[tag] * count)
        elif tag in _DRAWINGS:
            self._drawings += 1
        elif tag == "named-range" and attribute(attributes, "name").startswith("folio_"):
            place = _ods_cell(attribute(attributes, "cell-range-address"))
            if place:
                self.names[attribute(attributes, "name")] = place

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self._row += self._rows
        elif tag in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif tag == "annotation":
            self._sheet.notes[self._row, self._col] = "".join(self._note or []).strip()
            self._note = None
        elif tag == "p":
            self._paragraphs -= 1
            if self._note is not None:
                self._note.append("\n")
        elif tag in _DRAWINGS:
            self._drawings -= 1

    def text(self, piece: str) -> None:
        if not self._paragraphs or self._drawings:  # a note's author and date stand beside its paragraphs
            return
        (self._cell_text if self._note is None else self._note).append(piece)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cols, self._formula = 1, ""
        self._error = self._typed = self._valued = False
        self._cell_text.clear()
        for key, value in attributes.items():
            name = key.rpartition(":")[2]
            if name == "number-columns-repeated":
                self._cols = _count(attributes, name)
            elif name == "formula":
                self._formula = re.sub(r"^[a-z]+:", "", value)
            elif name == "value-type":
                self._typed, self._error = True, self._error or value == "error"
            elif name in _VALUES:
                self._valued = bool(value.strip(BLANK))

    def _end_cell(self) -> None:
        text = "".join(self._cell_text).strip(BLANK)
        if self._typed or self._formula or text:
            self._check()
            error = self._error or text in _ERRORS or (self._formula and text.startswith(("#", "Err:")))
            for row in range(self._row, self._row + self._rows):
                for place in ((row, col) for col in range(self._col, self._col + self._cols)):
                    if self._formula:
                        self._sheet.formulas[place] = self._formula
                    if error:
                        self._sheet.errors[place] = text
                    elif text or self._valued:
                        self._sheet.filled.add(place)
        self._col += self._cols

    def _check(self) -> None:
        self._cells += self._rows * self._cols
        bottom, right = self._row + self._rows, self._col + self._cols
        if (
            self._cells > limits.CELLS
            or bottom > limits.ROWS
            or right > limits.COLUMNS
            or bottom * right > limits.RECTANGLE
        ):
            raise FileRejected("too-large", why=f"a sheet goes as far as {cell_address(bottom - 1, right - 1)}")


def _count(attributes: dict[str, str], name: str) -> int:
    text = attribute(attributes, name) or "1"
    return min(max(int(text[:10]), 1), 10**9) if text.isascii() and text.isdigit() else 1


def _ods_cell(reference: str) -> tuple[str, int, int] | None:
    title, _, cell = reference.lstrip("$").rpartition(".")
    return parse_reference(f"{title}!{cell}")
