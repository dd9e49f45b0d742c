"""The boxes in which a sheet's notes are shown: shapes in a drawing of the old kind, which every program reads."""

from __future__ import annotations

import re

from lxml import etree

from folio.basics.cell_references import CellPlace, parse_address
from folio.output.marked.package_parts import Element, NotMarkable, Package, children, inside, local

_NOTE = "Note"
_VML, _OFFICE, _EXCEL = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
_SPACES = f'xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"'
_SHAPE_TYPE = "_x0000_t202"
_NEW = (
    f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{block}}"/></o:shapelayout>'
    f'<v:shapetype id="{_SHAPE_TYPE}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    f'<v:shape {_SPACES} id="_x0000_s{{number}}" type="#{_SHAPE_TYPE}" style="position:absolute;margin-left:59.25pt;'
    'margin-top:1.5pt;width:{width:g}pt;height:{height:g}pt;z-index:{layer};visibility:hidden" fillcolor="#{fill}"'
    ' o:insetmode="auto"><v:fill color2="#{fill}"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>"
)
_ID = re.compile(rb"\bid=[\"']_x0000_s(\d+)")
_BLOCK = re.compile(rb"<[\w:]*idmap\b[^>]*\bdata=[\"']([\d, ]+)")
# Drawings number their shapes in blocks of this size; each drawing has a block of its own.
_BLOCK_SIZE = 1024
_POINTS = 0.75
# Programs write drawings of this kind that are not quite XML.
_LENIENT = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)


class PixelGrid:
    """How wide and high, in pixels, the columns and rows of a sheet are, as far as it says so."""

    def __init__(self, sheet: Element) -> None:
        form = next(iter(children(sheet, "sheetFormatPr")), None)
        self._height = round(_number(form, "defaultRowHeight", 15) / _POINTS)
        self._width = round(_number(form, "defaultColWidth", 8.43) * 7 + 5)
        self._heights = {
            int(_number(row, "r", 0)) - 1: 0 if row.get("hidden") in _TRUE else round(_number(row, "ht", 0) / _POINTS)
            for data in children(sheet, "sheetData")
            for row in data
            if row.get("ht") or row.get("hidden")
        }
        self._columns = [
            (int(_number(c, "min", 1)) - 1, int(_number(c, "max", 1)) - 1, _column_pixels(c, self._width))
            for columns in children(sheet, "cols")
            for c in columns
        ]

    def row(self, index: int) -> int:
        """The height of a row."""
        return self._heights.get(index, self._height)

    def column(self, index: int) -> int:
        """The width of a column."""
        return next((pixels for first, last, pixels in self._columns if first <= index <= last), self._width)


class Boxes:
    """The boxes of one sheet's notes; ``name`` is the part they stand in, empty as long as there is none."""

    # A box is so wide that about this many letters stand on a line.
    LETTERS = 48
    _WIDTH, _LINE, _PADDING = 300, 15, 14
    _LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383

    def __init__(self, package: Package, name: str, grid: PixelGrid) -> None:
        self.name = name
        self._grid = grid
        self._package = package
        self._root = self._read() if name else None
        self._by_cell: dict[CellPlace, Element] | None = None
        self._number = 0

    def _read(self) -> Element:
        root = etree.fromstring(self._package.read(self.name), _LENIENT)
        # What recover makes of a part that holds nothing; the stubs do not know of it.
        if root is None or local(root) != "xml":
            raise NotMarkable("the boxes of its notes are damaged")
        return root

    @property
    def _shapes(self) -> dict[CellPlace, Element]:
        """The boxes by the cell to which they belong."""
        if self._by_cell is None:
            self._by_cell = {}
            for data in self._root.iter(f"{{{_EXCEL}}}ClientData") if self._root is not None else ():
                row, col = _inner(data, "Row"), _inner(data, "Column")
                shape = data.getparent()
                if data.get("ObjectType") == _NOTE and shape is not None and row.isdigit() and col.isdigit():
                    self._by_cell[int(row), int(col)] = shape
        return self._by_cell

    @property
    def empty(self) -> bool:
        """Whether no shape of any kind is left."""
        return self._root is None or not any(local(e) not in ("shapelayout", "shapetype") for e in self._root)

    def remove(self, cell: str) -> None:
        """Take the box of a cell's note away."""
        shape = self._shapes.pop(parse_address(cell), None)
        if shape is not None and (parent := shape.getparent()) is not None:
            parent.remove(shape)

    def fit(self, cell: str, lines: int, fill: str) -> None:
        """Give a cell's note a box with room for so many lines; one that is there grows if it must."""
        height = lines * self._LINE + self._PADDING
        place = parse_address(cell)
        if place in self._shapes:
            self._grow(self._shapes[place], height)
            return
        if self._root is None:
            self._root = etree.fromstring(_NEW.format(block=self._free_block()))
        row, col = place
        left, top = min(col + 1, self._LAST_COLUMN), max(row - 1, 0)
        right, bottom = self._reach(left, 15, self._WIDTH, across=True), self._reach(top, 4, height, across=False)
        shape = _SHAPE.format(
            number=self._next_number(), width=self._WIDTH * _POINTS, height=height * _POINTS, row=row, col=col,
            layer=len(self._shapes) + 1, fill=fill,
            anchor=f"{left}, 15, {top}, 4, {right[0]}, {right[1]}, {bottom[0]}, {bottom[1]}",
        )  # fmt: skip
        self._shapes[place] = etree.fromstring(shape)
        self._root.append(self._shapes[place])

    def save(self, package: Package) -> None:
        """Put the boxes back into their part."""
        if self._root is not None and self.name:
            package.put(self.name, etree.tostring(self._root, encoding="UTF-8"))

    def _reach(self, index: int, offset: int, length: int, *, across: bool) -> tuple[int, int]:
        """Where one arrives, (row or column, pixels into it), so many pixels from a place."""
        size, last = (self._grid.column, self._LAST_COLUMN) if across else (self._grid.row, self._LAST_ROW)
        length += offset
        while length > size(index) and index < last:
            length -= size(index)
            index += 1
        return index, min(length, size(index)) if index == last else length

    def _grow(self, shape: Element, height: int) -> None:
        anchor = next(inside(shape, "Anchor"), None)
        numbers = [int(n) for n in re.findall(r"-?\d+", anchor.text or "")] if anchor is not None else []
        if anchor is None or len(numbers) != 8 or not 0 <= numbers[2] <= numbers[6] <= self._LAST_ROW:
            return
        top, offset, bottom, end = numbers[2], numbers[3], numbers[6], numbers[7]
        wanted = self._reach(top, offset, height, across=False)
        if wanted > (bottom, end):
            anchor.text = ", ".join(map(str, [*numbers[:6], *wanted]))
            points = f"height:{height * _POINTS:g}pt"
            shape.set("style", re.sub(r"(?<![\w-])height:[^;]*", points, shape.get("style", "")))

    def _next_number(self) -> int:
        if not self._number:
            raw = b"" if self._root is None else etree.tostring(self._root)
            blocks = _BLOCK.search(raw)
            first = int(re.findall(rb"\d+", blocks[1])[0]) * _BLOCK_SIZE if blocks else 0
            self._number = max([first, *(int(n) for n in _ID.findall(raw))])
        self._number += 1
        return self._number

    def _free_block(self) -> int:
        """A block of numbers that no other drawing of the workbook has."""
        taken = [
            int(n)
            for name in self._package.names
            if name.lower().endswith(".vml")
            for blocks in _BLOCK.findall(self._package.read(name))
            for n in re.findall(rb"\d+", blocks)
        ]
        return max(taken, default=0) + 1


_TRUE = ("1", "true")


def _number(element: Element | None, name: str, default: float) -> float:
    try:
        return float(element.get(name, default)) if element is not None else default
    except ValueError:
        return default


def _column_pixels(column: Element, default: int) -> int:
    if column.get("hidden") in _TRUE:
        return 0
    return round(_number(column, "width", 0) * 7 + 5) if column.get("width") else default


def _inner(element: Element, name: str) -> str:
    return next((e.text or "" for e in children(element, name)), "").strip()
