"""Copies of .xlsx files whose parts calamine does not find or read, put in order for it; and cells that it left out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import quoteattr

from folio.basics.cell_references import CellPlace, parse_address
from folio.intake import limits
from folio.intake.formats.sheet_facts import BLANK
from folio.intake.formats.xlsx_parts import XlsxParts
from folio.intake.formats.zip_guard import Archive

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ERROR_CELL = re.compile(
    rb"(<(?:\w+:)?c\s[^>]*?\bt=[\"']e[\"'][^>]*(?<!/)>(?:(?!</?(?:\w+:)?c\b).)*?<(?:\w+:)?v(?:\s[^>]*)?>)[^<]*",
    re.DOTALL,
)


def put_in_order(content: bytes, parts: XlsxParts) -> bytes:
    """The same sheets, strings and styles as a package with the usual names, and every error one that is known.

    The gate has gone through these parts, and counted them.
    """
    stream = BytesIO()
    sheets, relations = [], []
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for i, (title, part) in enumerate(parts.sheets.items(), start=1):
            target.writestr(f"xl/worksheets/sheet{i}.xml", _ERROR_CELL.sub(rb"\1#N/A", source.read(part)))
            sheets.append(f'<sheet name={quoteattr(title)} sheetId="{i}" r:id="r{i}"/>')
            relations.append(_relation(f"r{i}", "worksheet", f"worksheets/sheet{i}.xml"))
        for name, part in (("sharedStrings", parts.strings), ("styles", parts.styles)):
            if part in source.namelist():
                target.writestr(f"xl/{name}.xml", source.read(part))
        target.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(parts.since_1904)}"/>'
            f"<sheets>{''.join(sheets)}</sheets></workbook>",
        )
        target.writestr("xl/_rels/workbook.xml.rels", _relations(relations))
        target.writestr("_rels/.rels", _relations([_relation("r1", "officeDocument", "xl/workbook.xml")]))
    return stream.getvalue()


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _relations(rows: list[str]) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(rows)}</Relationships>'


def values_at(
    content: bytes, parts: XlsxParts, title: str, places: Iterable[CellPlace]
) -> dict[CellPlace, str | float | bool]:
    """Return the values of these cells of a sheet; blank texts are left out."""
    package = Archive(content)
    walk = _Cells(frozenset(places))
    package.walk(parts.sheets[title], walk.start, walk.end, walk.text, most=limits.TAGS)
    if parts.strings in package.names:
        package.walk(parts.strings, walk.start_string, walk.end_string, walk.text, most=limits.TAGS)
    return walk.values()


class _Cells:
    """Collects the raw texts of some cells, and the shared strings that they name."""

    def __init__(self, wanted: frozenset[CellPlace]) -> None:
        self._wanted = wanted
        self._raw: dict[CellPlace, tuple[str, str]] = {}
        self._strings: list[str] = []
        self._row, self._col, self._kind = -1, -1, ""
        self._parts: list[str] | None = None
        self._skip = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            row = attributes.get("r", "")
            self._row, self._col = int(row) - 1 if row.isascii() and row.isdigit() else self._row + 1, -1
        elif tag == "c":
            reference = attributes.get("r")
            self._row, self._col = parse_address(reference) if reference else (max(self._row, 0), self._col + 1)
            self._kind = attributes.get("t", "n")
        elif tag in ("v", "is") and (self._row, self._col) in self._wanted:
            self._parts = []
        self._skip = tag == "rPh" or (self._skip and tag == "t")

    def end(self, tag: str) -> None:
        if tag in ("v", "is") and self._parts is not None:
            kind = "inlineStr" if tag == "is" else self._kind
            self._raw.setdefault((self._row, self._col), (kind, "".join(self._parts)))
            self._parts = None

    def start_string(self, tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            self._parts = []
        self._skip = tag == "rPh" or (self._skip and tag == "t")

    def end_string(self, tag: str) -> None:
        if tag == "si" and self._parts is not None:
            self._strings.append("".join(self._parts))
            self._parts = None

    def text(self, piece: str) -> None:
        if self._parts is not None and not self._skip:
            self._parts.append(piece)

    def values(self) -> dict[CellPlace, str | float | bool]:
        return {place: value for place, raw in self._raw.items() if str(value := self._value(*raw)).strip(BLANK)}

    def _value(self, kind: str, text: str) -> str | float | bool:
        try:
            match kind:
                case "s":
                    return self._strings[int(text)]
                case "b":
                    return text.strip() in ("1", "true")
                case "n":
                    return float(text)
        except (ValueError, IndexError):
            pass
        return text
