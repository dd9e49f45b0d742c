"""The parts of an .xlsx file as they are stored: sheets, cells, colors, tables and drawings.

Read without any spreadsheet library, so that nothing is mended or left out on the way.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from lxml import etree
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.cell import coordinate_from_string

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BLACK, WHITE = "000000", "FFFFFF"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# The theme's colors as styles count them, and those of the old palette that programs still write.
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{i}" for i in range(1, 7)), "hlink", "folHlink")
_INDEXED = {"8": BLACK, "9": WHITE, "64": BLACK, "65": WHITE, "81": BLACK}
# A column of which nothing is said, in characters; and what a character takes, in pixels.
_COLUMN, _CHARACTER = 9.14, 7

Element = etree._Element
Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """The colors of a cell, RRGGBB; None where a conditional format leaves them as they are."""

    text: str | None
    ground: str | None


class Book:
    """The parts of an .xlsx file."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.workbook = self.part("xl/workbook.xml")
        self.styles = self.part("xl/styles.xml")
        self.strings = (
            [text_of(s) for s in self.part("xl/sharedStrings.xml")] if "xl/sharedStrings.xml" in self.parts else []
        )
        targets = self.related("xl/workbook.xml")
        sheets = self.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")
        self.sheets = [
            Sheet(self, s.get("name") or "", s.get("state", "visible"), targets[s.get(_REL) or ""]) for s in sheets
        ]

    def part(self, name: str) -> Element:
        """One part of the package, parsed."""
        return etree.fromstring(self.parts[name])

    def related(self, name: str) -> dict[str, str]:
        """The parts that a part refers to inside the package, by id."""
        folder, file = posixpath.split(name)
        rels = f"{folder}/_rels/{file}.rels"
        if rels not in self.parts:
            return {}
        inside = (r for r in self.part(rels) if r.get("TargetMode") != "External")
        return {r.get("Id") or "": posixpath.normpath(posixpath.join(folder, r.get("Target") or "")) for r in inside}

    @property
    def visible(self) -> list[Sheet]:
        """The sheets that a person sees."""
        return [s for s in self.sheets if s.state == "visible"]

    @cached_property
    def names(self) -> dict[str, str]:
        """The defined names of the whole workbook."""
        found = self.workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName")
        return {n.get("name") or "": n.text or "" for n in found if n.get("localSheetId") is None}

    def print_titles(self, sheet: Sheet) -> str:
        """The rows that are repeated on every printed page, such as ``$5:$5``; an empty text where none are."""
        index = str(self.sheets.index(sheet))
        for name in self.workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
            if name.get("name") == "_xlnm.Print_Titles" and name.get("localSheetId") == index:
                return (name.text or "").rpartition("!")[2]
        return ""

    @cached_property
    def looks(self) -> list[Look]:
        """The colors of each cell style."""
        fonts = [color_of(self, f.find(f"{MAIN}color"), BLACK) for f in self.styles.iterfind(f"{MAIN}fonts/{MAIN}font")]
        fills = [self._ground(f, "fgColor") or WHITE for f in self.styles.iterfind(f"{MAIN}fills/{MAIN}fill")]
        styles = self.styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
        return [Look(fonts[int(x.get("fontId", "0"))], fills[int(x.get("fillId", "0"))]) for x in styles]

    @cached_property
    def changes(self) -> list[Look]:
        """The colors of each conditional format."""
        found = []
        for style in self.styles.iterfind(f"{MAIN}dxfs/{MAIN}dxf"):
            color, fill = style.find(f"{MAIN}font/{MAIN}color"), style.find(f"{MAIN}fill")
            text = None if color is None else color_of(self, color, BLACK)
            found.append(Look(text, None if fill is None else self._ground(fill, "bgColor", always=True)))
        return found

    def _ground(self, fill: Element, key: str, *, always: bool = False) -> str | None:
        pattern = fill.find(f"{MAIN}patternFill")
        if pattern is None or not (always or pattern.get("patternType") == "solid"):
            return None
        return color_of(self, pattern.find(f"{MAIN}{key}"), WHITE)

    @cached_property
    def theme(self) -> list[str]:
        """The theme's colors in the order in which styles count them."""
        scheme = next(e for e in self.part("xl/theme/theme1.xml").iter() if local(e) == "clrScheme")
        by_name = {local(e): e[0].get("lastClr") or e[0].get("val") or BLACK for e in scheme}
        return [by_name[name] for name in _THEME]


class Sheet:
    """One worksheet: its XML, its cells, and the tables and drawings on it."""

    def __init__(self, book: Book, name: str, state: str, path: str) -> None:
        self.book, self.name, self.state, self.path = book, name, state, path
        self.root = book.part(path)
        self.cells = {c.get("r") or "": c for c in self.root.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c")}
        parts = sorted(book.related(path).values())
        self.tables = [book.part(p) for p in parts if p.startswith("xl/tables/")]
        self.drawings = [book.part(p) for p in parts if p.startswith("xl/drawings/") and p.endswith(".xml")]

    def find(self, path: str) -> Element | None:
        """The first element at a path such as ``sheetViews/sheetView/pane``."""
        return self.root.find("/".join(MAIN + step for step in path.split("/")))

    def shown(self, address: str) -> str:
        """The text of a cell."""
        cell = self.cells.get(address)
        if cell is None:
            return ""
        value = cell.findtext(f"{MAIN}v") or ""
        if cell.get("t") == "inlineStr":
            return text_of(cell)
        return self.book.strings[int(value)] if cell.get("t") == "s" else value

    def looks(self, where: list[Range] | None = None) -> set[Look]:
        """The colors of the cells, typed or blank, in some ranges or anywhere; of whole columns too, if anywhere."""
        cells = self.cells.items()
        used = {int(c.get("s", "0")) for a, c in cells if where is None or any(inside(a, r) for r in where)}
        if where is None:
            used |= {int(c.get("style", "0")) for c in self.root.iterfind(f"{MAIN}cols/{MAIN}col")}
        return {self.book.looks[i] for i in used}

    def widths(self) -> dict[int, float]:
        """The columns' widths in pixels, by number from 1; a hidden one has none, unless its group can be opened."""
        found = {}
        for col in self.root.iterfind(f"{MAIN}cols/{MAIN}col"):
            for i in range(int(col.get("min", "1")), min(int(col.get("max", "1")), 200) + 1):
                found[i] = (
                    0.0
                    if col.get("hidden") == "1" and not col.get("outlineLevel")
                    else float(col.get("width", _COLUMN)) * _CHARACTER
                )
        return found

    def heights(self) -> dict[int, float]:
        """The rows' heights in pixels, by number from 1; a hidden one has none."""
        rows = self.root.iterfind(f"{MAIN}sheetData/{MAIN}row")
        return {
            int(r.get("r", "0")): 0.0 if r.get("hidden") == "1" else float(r.get("ht") or self.row_points) * 4 / 3
            for r in rows
        }

    @property
    def row_points(self) -> float:
        """The height of a row of which nothing is said, in points."""
        form = self.find("sheetFormatPr")
        return 15.0 if form is None else float(form.get("defaultRowHeight", "15"))


def color_of(book: Book, color: Element | None, default: str) -> str:
    """A color of a style, RRGGBB: told outright, by the theme, or by its number in the old palette."""
    if color is None or color.get("auto"):
        return default
    if told := color.get("rgb"):
        return told[-6:].upper()
    if (index := color.get("indexed")) is not None:
        return _INDEXED[index]
    return _tinted(book.theme[int(color.get("theme", "1"))], float(color.get("tint", "0")))


def _tinted(color: str, tint: float) -> str:
    """A color made lighter (up to 1) or darker (down to -1): nearly as programs do, who change its luminance."""
    parts = [int(color[i : i + 2], 16) for i in (0, 2, 4)]
    mixed = [p + (255 - p) * tint if tint > 0 else p * (1 + tint) for p in parts]
    return "".join(f"{round(p):02X}" for p in mixed)


def bounds(ref: str) -> Range:
    """The corners of a range: left, top, right, bottom, from 1."""
    left, top, right, bottom = range_boundaries(ref.replace("$", ""))
    return int(left or 1), int(top or 1), int(right or 16384), int(bottom or 1048576)


def inside(address: str, where: Range) -> bool:
    """Whether a cell stands in a range."""
    letters, row = coordinate_from_string(address)
    left, top, right, bottom = where
    return top <= row <= bottom and left <= column_index_from_string(letters) <= right


def local(element: Element) -> str:
    """The name of an element without its namespace; a comment has none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def text_of(element: Element) -> str:
    """The text of a string, its runs joined."""
    return "".join(e.text or "" for e in element.iter(f"{MAIN}t"))
