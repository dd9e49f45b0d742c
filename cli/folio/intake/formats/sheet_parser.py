"""The strict way to read a sheet of an .xlsx: by a parser, whatever its XML looks like."""

from __future__ import annotations

from folio.basics.cell_references import cell_address, parse_address, parse_range
from folio.intake import limits
from folio.intake.formats.plain_xml import NotPlain
from folio.intake.formats.sheet_content import FileCell, SheetContent
from folio.intake.formats.xml_walk import attribute, walk_xml
from folio.intake.raw_workbook import FileRejected


def parse_sheet(name: str, part: bytes) -> SheetContent:
    """Parse a sheet; raises FileRejected where a cell comes twice, or cells or areas are too many or too large."""
    parser = _SheetParser()
    walk_xml(name, part, parser.start, parser.end, parser.text, most=limits.TAGS)
    return parser.content


def parse_around_rows(name: str, part: bytes) -> SheetContent:
    """Parse a sheet that was left without its rows; raises NotPlain where it has any all the same."""
    around = _AroundRows()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag in _AROUND:
            around.start(tag, attributes)
        elif tag in ("c", "row"):
            raise NotPlain

    walk_xml(name, part, start)
    return around.content


# What is of interest around the rows of a sheet.
_AROUND = frozenset(("mergeCell", "hyperlink", "tablePart"))


class _AroundRows:
    """Collects the links and tables of a sheet, and looks how large its areas are."""

    def __init__(self) -> None:
        self.content = SheetContent()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a tag and its attributes."""
        if tag == "tablePart":
            self.content.tables.append(attribute(attributes, "id"))
        elif tag in _AROUND and (area := attributes.get("ref")):
            _check_area(area)
            if tag == "hyperlink":
                self.content.links.append((area, attribute(attributes, "id")))


class _SheetParser(_AroundRows):
    """Collects the filled cells of a sheet, too."""

    def __init__(self) -> None:
        super().__init__()
        self.content.parsed = True
        self._places: set[tuple[int, int]] = set()
        self._row, self._col = -1, -1
        self._in_rows = self._in_cell = self._phonetic = False
        self._attributes: dict[str, str] = {}
        self._formula: str | None = None
        self._value = ""
        self._inline: str | None = None
        self._group = ""
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a tag and its attributes."""
        if self._in_cell and tag != "c":
            self._start_in_cell(tag, attributes)
        elif tag == "sheetData":
            self._in_rows = True
        elif tag == "c" and self._in_rows:
            self._start_cell(attributes)
        elif tag == "row" and self._in_rows:
            number = attributes.get("r", "")
            self._row = int(number) - 1 if _is_number(number) else self._row + 1
            self._col = -1
        else:
            super().start(tag, attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            self._row, self._col = parse_address(reference)
        else:
            self._row, self._col = max(self._row, 0), self._col + 1
        self._in_cell, self._attributes, self._group = True, attributes, ""
        self._formula = self._inline = None
        self._value = ""

    def _start_in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("f", "v", "t"):
            self._text = []
            if tag == "f" and attributes.get("t") == "shared":
                self._group = attributes.get("si", "")
        elif tag == "is":
            self._inline = ""
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        """Take the end of a tag."""
        if not self._in_cell:
            self._in_rows = self._in_rows and tag != "sheetData"
            return
        said = "".join(self._text or ())
        if tag == "c":
            self._end_cell()
        elif tag == "f":
            self._formula = said
        elif tag == "v":
            self._value = said
        elif tag == "t" and self._inline is not None and not self._phonetic:
            self._inline += said
        elif tag == "rPh":
            self._phonetic = False
        if tag in ("f", "v", "t"):
            self._text = None

    def text(self, piece: str) -> None:
        """Take text between tags."""
        if self._text is not None:
            self._text.append(piece)

    def _end_cell(self) -> None:
        self._in_cell = False
        kind, value = self._attributes.get("t", "n"), self._value
        if self._inline is not None:
            kind, value = "str", self._inline
        if self._formula is None and not value:
            return
        place = (self._row, self._col)
        if place in self._places:
            raise FileRejected("damaged", why=f"it has the cell {cell_address(*place)} twice")
        self._places.add(place)
        if len(self._places) > limits.CELLS:
            raise FileRejected("too-large", why=f"a sheet has more than {limits.CELLS:,} cells")
        style, rich = (self._attributes.get(name, "") for name in ("s", "vm"))
        self.content.cells.append(
            FileCell(
                place,
                int(style) if _is_number(style) else 0,
                "str" if kind == "inlineStr" else kind,
                self._formula,
                self._group,
                value,
                int(rich) if _is_number(rich) else 0,
            )
        )


def _check_area(area: str) -> None:
    (top, left), (bottom, right) = parse_range(area)
    if (bottom - top + 1) * (right - left + 1) > limits.RECTANGLE:
        raise FileRejected("too-large", why=f"merged cells or a link over {area}")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
