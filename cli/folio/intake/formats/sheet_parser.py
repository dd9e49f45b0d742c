"""The strict way to read a sheet of an .xlsx: by a parser, whatever its XML looks like."""

from __future__ import annotations

from itertools import chain
from xml.etree.ElementTree import Element, TreeBuilder

from folio.basics.cell_references import cell_address, parse_address, parse_range
from folio.intake import limits
from folio.intake.formats.plain_xml import NotPlain
from folio.intake.formats.rich_text import in_pieces
from folio.intake.formats.sheet_content import FileCell, SheetContent
from folio.intake.formats.xml_walk import attribute, parse_xml, walk_xml
from folio.intake.raw_workbook import FileRejected


def parse_sheet(name: str, part: bytes) -> SheetContent:
    """Parse a sheet; raises FileRejected where a cell comes twice, or cells or areas are too many or too large."""
    cells = _Cells()
    walk_xml(name, part, cells.start, cells.end, cells.builder.data, most=limits.TAGS)
    return SheetContent(list(cells.found.values()), [], *_around_rows(cells.builder.close()), parsed=True)


def parse_around_rows(name: str, part: bytes) -> SheetContent:
    """Parse a sheet that was left without its rows; raises NotPlain where it has any all the same."""
    root = parse_xml(name, part)
    if any(element.tag in ("c", "row") for element in root.iter()):
        raise NotPlain
    return SheetContent([], [], *_around_rows(root))


def _around_rows(root: Element) -> tuple[list[tuple[str, str]], list[str]]:
    """The links and tables of a sheet; raises FileRejected where one of its areas is too large."""
    links = [(e.get("ref", ""), attribute(e.attrib, "id")) for e in root.iter("hyperlink") if e.get("ref")]
    for area in chain((area for area, _ in links), (e.get("ref") for e in root.iter("mergeCell"))):
        if area:
            (top, left), (bottom, right) = parse_range(area)
            if (bottom - top + 1) * (right - left + 1) > limits.RECTANGLE:
                raise FileRejected("too-large", why=f"merged cells or a link over {area}")
    return links, [attribute(e.attrib, "id") for e in root.iter("tablePart")]


class _Cells:
    """Collects the filled cells of a sheet, one by one: all of them would be more than a tree should hold."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.found: dict[tuple[int, int], FileCell] = {}
        self._row, self._column = -1, -1
        self._in_rows = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a tag and its attributes."""
        self.builder.start(tag, attributes)
        if tag == "sheetData":
            self._in_rows = True
        elif tag == "row" and self._in_rows:
            self._row, self._column = _number(attributes.get("r", ""), self._row + 2) - 1, -1

    def end(self, tag: str) -> None:
        """Take the end of a tag."""
        element = self.builder.end(tag)
        if element.tag == "sheetData":
            self._in_rows = False
        elif element.tag == "c" and self._in_rows:
            self._add(element)
        if element.tag in ("c", "row"):
            element.clear()

    def _add(self, cell: Element) -> None:
        if reference := cell.get("r"):
            self._row, self._column = parse_address(reference)
        else:
            self._row, self._column = max(self._row, 0), self._column + 1
        place = (self._row, self._column)
        inside = {element.tag: element for element in cell}
        kind, value = cell.get("t", "n"), _text(inside.get("v"))
        if "is" in inside:
            kind, value = "str", in_pieces(inside["is"])
        formula = inside.get("f")
        if formula is None and not value:
            return
        if place in self.found:
            raise FileRejected("damaged", why=f"it has the cell {cell_address(*place)} twice")
        self.found[place] = FileCell(
            place,
            _number(cell.get("s", ""), 0),
            "str" if kind == "inlineStr" else kind,
            None if formula is None else _text(formula),
            formula.get("si", "") if formula is not None and formula.get("t") == "shared" else "",
            value,
            _number(cell.get("vm", ""), 0),
        )
        if len(self.found) > limits.CELLS:
            raise FileRejected("too-large", why=f"a sheet has more than {limits.CELLS:,} cells")


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
