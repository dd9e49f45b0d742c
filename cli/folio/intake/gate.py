"""The first look at a stranger's file, before any parser: what it is, whether it is safe, and what parsers cannot see.

The zip's parts are unpacked in pieces and counted, their XML is walked once by expat without building anything. That
walk also records where errors, formulas and notes stand, which python-calamine does not tell.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.parsers import expat

from folio.intake import limits
from folio.workbook.layout import column_letter

Place = tuple[int, int]


class Refused(Exception):
    """The file will not be read; ``code`` is the problem's and ``words`` fill its message."""

    def __init__(self, code: str, **words: Any) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


@dataclass(slots=True)
class SheetFacts:
    """What the walk saw in one sheet: errors, formulas and notes by place (row and column from 0)."""

    errors: dict[Place, str] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    notes: dict[Place, str] = field(default_factory=dict)


@dataclass(slots=True)
class Facts:
    """What the gate knows of a file that it lets through.

    ``sheets`` is by title; ``names`` gives the sheet and cell of defined names that point at one cell;
    ``properties`` the custom document properties. ``knows_formulas`` is False for formats that are not XML.
    """

    kind: str
    knows_formulas: bool
    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    names: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)


_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_LOOKS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"), (b"PAR1", "a data file"), (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7z archive"),
)  # fmt: skip


def look(content: bytes) -> Facts:
    """Return what is known of the file; raises Refused when it is no workbook, damaged, unsafe or too large."""
    if len(content) > limits.FILE_BYTES:
        raise Refused("too-large", why=f"it has {len(content) // limits.MIB} MiB")
    if content.startswith(b"PK"):
        return _look_at_zip(content)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused("encrypted")
        return Facts("xls", knows_formulas=False)
    raise Refused(*_what_else(content))


def _what_else(content: bytes) -> tuple[str]:
    looks = next((name for magic, name in _LOOKS if content.startswith(magic)), "")
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not content.strip(b"\0 \r\n\t"):
        looks = "an empty file"
    elif head.startswith((b"<!doctype html", b"<html")):
        looks = "a web page"
    elif not looks:
        looks = "text" if b"\0" not in content[:2000] else "a file of another kind"
    raise Refused("not-a-workbook", looks=looks)


def _look_at_zip(content: bytes) -> Facts:
    try:
        package = Package(content)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Refused("damaged", why="the zip it consists of ends early or is broken") from error
    try:
        if "xl/workbook.xml" in package.names or "[Content_Types].xml" in package.names:
            return _look_at_xlsx(package)
        if "mimetype" in package.names and "content.xml" in package.names:
            return _look_at_ods(package)
        if any(n.startswith("Index/") or n == "Index.zip" for n in package.names):
            raise Refused("not-a-workbook", looks="a Numbers document")
        raise Refused("not-a-workbook", looks="a zip of other files")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Refused("damaged", why="one of its parts cannot be unpacked") from error
    except expat.ExpatError as error:
        raise Refused("damaged", why=f"one of its parts is not whole ({expat.ErrorString(error.code)})") from error


class Package:
    """A zip whose parts are unpacked with every limit counted on what really comes out."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(BytesIO(content))
        entries = self._zip.infolist()
        if len(entries) > limits.PARTS:
            raise Refused("too-large", why=f"it has {len(entries)} parts")
        self.names = {e.filename for e in entries}
        if len({n.casefold() for n in self.names}) < len(entries):
            raise Refused("unsafe", why="two parts of the same name")
        if any(e.flag_bits & 1 for e in entries):
            raise Refused("encrypted")
        spans = sorted((e.header_offset, e.header_offset + 30 + e.compress_size) for e in entries)
        if any(end > start for (_, end), (start, _) in pairwise(spans)):
            raise Refused("unsafe", why="parts that overlap")
        self._left = limits.TOTAL_BYTES
        for entry in entries:
            if entry.file_size > limits.PART_BYTES:
                raise Refused(
                    "too-large",
                    why=f"the part {entry.filename} unpacks to {entry.file_size // limits.MIB} MiB",
                )

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece; a part that is not there is damage."""
        try:
            stream = self._zip.open(name)
        except KeyError:
            raise Refused("damaged", why=f"the part {name} is missing") from None
        size = 0
        with stream:
            while piece := stream.read(1 << 16):
                size += len(piece)
                self._left -= len(piece)
                if size > limits.PART_BYTES or self._left < 0:
                    raise Refused("too-large", why=f"the part {name} unpacks to more than a workbook needs")
                yield piece

    def walk(
        self, name: str, start: Callable[[str, dict[str, str]], None] | None = None,
        end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        """Walk a part's XML; tags come without their prefix, attributes as they stand (``r:id`` keeps its own)."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        local = _Local()
        if start is not None:
            parser.StartElementHandler = lambda tag, attributes: start(local[tag], attributes)
        if end is not None:
            parser.EndElementHandler = lambda tag: end(local[tag])
        parser.CharacterDataHandler = text

        def refuse(*_: object) -> None:
            raise Refused("unsafe", why="a document type declaration")

        parser.StartDoctypeDeclHandler = refuse
        for i, piece in enumerate(self.pieces(name)):
            if i == 0:
                _check_encoding(piece)
            parser.Parse(piece, False)
        parser.Parse(b"", True)


class _Local(dict[str, str]):
    """A tag's name without its prefix, worked out once for each tag."""

    def __missing__(self, tag: str) -> str:
        self[tag] = tag.rpartition(":")[2]
        return self[tag]


def _attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute whatever its prefix; empty when it is not there."""
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == name), "")


_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9_.-]+)[\"']")


def _check_encoding(piece: bytes) -> None:
    """calamine returns no rows, silently, for a part that is not UTF-8."""
    declared = _DECLARED.match(piece.removeprefix(b"\xef\xbb\xbf"))
    if (
        piece[:2] in (b"\xff\xfe", b"\xfe\xff")
        or b"\0" in piece[:4]
        or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"))
    ):
        raise Refused("unsafe", why="a part that is not written in UTF-8")


# --------------------------------------------------------------------------------------------- Office Open XML


def _look_at_xlsx(package: Package) -> Facts:
    if "xl/workbook.bin" in package.names:
        return Facts("xlsb", knows_formulas=False, properties=_properties(package))
    if "xl/workbook.xml" not in package.names:
        looks = "a text document" if "word/document.xml" in package.names else "another kind of Office file"
        raise Refused("not-a-workbook", looks=looks)
    facts = Facts("xlsx", knows_formulas=True, properties=_properties(package))
    sheets: list[tuple[str, str]] = []
    names: list[tuple[str, str]] = []
    open_name: list[str] = []
    text: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            sheets.append((attributes.get("name", ""), _attribute(attributes, "id")))
        elif tag == "definedName":
            open_name.append(attributes.get("name", ""))
            text.clear()

    def end(tag: str) -> None:
        if tag == "definedName" and open_name:
            names.append((open_name.pop(), "".join(text)))

    package.walk("xl/workbook.xml", start, end, text.append)
    if len(sheets) > limits.SHEETS:
        raise Refused("too-large", why=f"it has {len(sheets)} sheets")
    facts.names = {n: place for n, ref in names if n.startswith("folio_") and (place := _single_cell(ref))}
    targets = _relations(package, "xl/workbook.xml")
    cells = 0
    for title, relation in sheets:
        part = targets.get(relation, ("", ""))[0]
        if not part.startswith("xl/worksheets/"):
            continue
        sheet = _SheetWalk()
        package.walk(part, sheet.start, sheet.end, sheet.text)
        cells += sheet.cells
        if cells > limits.CELLS:
            raise Refused("too-large", why=f"it has more than {limits.CELLS:,} cells")
        facts.sheets[title] = SheetFacts(sheet.errors, sheet.formulas, _notes(package, part))
    for part in ("xl/sharedStrings.xml", "xl/styles.xml"):
        if part in package.names:
            package.walk(part)
    return facts


class _SheetWalk:
    """Collects errors and formulas of one sheet, and refuses cells that lie too far out."""

    def __init__(self) -> None:
        self.errors: dict[Place, str] = {}
        self.formulas: dict[Place, str] = {}
        self.cells = 0
        self._row, self._col = -1, -1
        self._error = self._in_cell = False
        self._inside = ""
        self._text: list[str] = []
        self._shared: dict[str, tuple[str, str]] = {}
        self._follows = ""
        self._last_row, self._last_col = 0, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.cells += 1
            reference = attributes.get("r")
            self._row, self._col = parse_address(reference) if reference else (max(self._row, 0), self._col + 1)
            if self._row > self._last_row or self._col > self._last_col:
                self._check_far()
            self._error = attributes.get("t") == "e"
            self._in_cell = True
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else self._row + 1
            self._col = -1
        elif tag in ("f", "v") and self._in_cell:  # rules and ranges elsewhere have an <f> of their own
            self._inside = tag
            self._text.clear()
            if tag == "f":
                self._follows = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif tag in ("mergeCell", "hyperlink") and (ref := attributes.get("ref")):
            self._check_area(ref)

    def end(self, tag: str) -> None:
        if tag == "c":
            self._in_cell = False
        if tag != self._inside:
            return
        text, place = "".join(self._text), (self._row, self._col)
        if tag == "f":
            self.formulas[place] = self._formula(text)
        elif self._error:
            self.errors[place] = text
        self._inside = ""

    def text(self, piece: str) -> None:
        if self._inside:
            self._text.append(piece)

    def _formula(self, text: str) -> str:
        """The formula's text; a cell that shares another's formula gets it moved to its own place."""
        here = f"{column_letter(self._col)}{self._row + 1}"
        if text:
            if self._follows:
                self._shared[self._follows] = ("=" + text, here)
            return "=" + text
        formula, origin = self._shared.get(self._follows, ("", ""))
        if not formula:
            return "="
        from openpyxl.formula.translate import Translator  # slow to load, and shared formulas are rare

        return str(Translator(formula, origin=origin).translate_formula(here))

    def _check_far(self) -> None:
        self._last_row, self._last_col = max(self._last_row, self._row), max(self._last_col, self._col)
        rectangle = (self._last_row + 1) * (self._last_col + 1)
        if self._last_row >= limits.ROWS or self._last_col >= limits.COLUMNS or rectangle > limits.RECTANGLE:
            far = f"{column_letter(self._last_col)}{self._last_row + 1}"
            raise Refused("too-large", why=f"a sheet reaches as far as {far}")

    @staticmethod
    def _check_area(reference: str) -> None:
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = parse_address(first), parse_address(last or first)
        if (bottom - top + 1) * (right - left + 1) > limits.RECTANGLE:
            raise Refused("too-large", why=f"merged cells or a link over {reference}")


_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@lru_cache(maxsize=1 << 17)
def parse_address(reference: str) -> Place:
    """Row and column from 0 of an address like ``C7`` or ``$C$7``; Refused when it is none."""
    match = _ADDRESS.fullmatch(reference)
    if match is None:
        raise Refused("damaged", why=f"a cell has the address {reference[:20]!r}")
    col = 0
    for letter in match[1].upper():
        col = col * 26 + ord(letter) - 64
    return int(match[2]) - 1, col - 1


def _single_cell(reference: str) -> tuple[str, int, int] | None:
    title, _, cell = reference.rpartition("!")
    match = _ADDRESS.fullmatch(cell)
    if not title or match is None:
        return None
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    return (title, *parse_address(cell))


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """A part's relations: id -> (target part, type's last word)."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (whole, attributes.get("Type", "").rpartition("/")[2])

    if rels in package.names:
        package.walk(rels, start)
    return found


def _notes(package: Package, part: str) -> dict[Place, str]:
    """The notes of a sheet by place."""
    notes: dict[Place, str] = {}
    for target, kind in _relations(package, part).values():
        if kind != "comments" or target not in package.names:
            continue
        place: list[Place] = []
        text: list[str] = []
        inside = [False]

        def start(
            tag: str,
            attributes: dict[str, str],
            place: list[Place] = place,
            text: list[str] = text,
            inside: list[bool] = inside,
        ) -> None:
            if tag == "comment":
                place[:] = [parse_address(attributes.get("ref", "A1"))]
                text.clear()
            inside[0] = tag == "t"

        def end(tag: str, place: list[Place] = place, text: list[str] = text, inside: list[bool] = inside) -> None:
            inside[0] = False
            if tag == "comment" and place:
                notes[place[0]] = "".join(text)

        def data(piece: str, text: list[str] = text, inside: list[bool] = inside) -> None:
            if inside[0]:
                text.append(piece)

        package.walk(target, start, end, data)
    return notes


def _properties(package: Package) -> dict[str, str]:
    """The custom document properties of an OOXML package."""
    found: dict[str, str] = {}
    name = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "property":
            name[0] = attributes.get("name", "")

    def data(piece: str) -> None:
        if name[0]:
            found[name[0]] = found.get(name[0], "") + piece

    if "docProps/custom.xml" in package.names:
        package.walk("docProps/custom.xml", start, None, data)
    return found


# --------------------------------------------------------------------------------------------- OpenDocument


def _look_at_ods(package: Package) -> Facts:
    kind = b"".join(package.pieces("mimetype"))
    if b"spreadsheet" not in kind:
        raise Refused("not-a-workbook", looks="a text document" if b"text" in kind else "another kind of document")
    walk = _OdsWalk()
    package.walk("content.xml", walk.start, walk.end, walk.text)
    facts = Facts("ods", knows_formulas=True, sheets=walk.sheets, names=walk.names)
    name = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name[0] = _attribute(attributes, "name") if tag == "user-defined" else ""

    def data(piece: str) -> None:
        if name[0]:
            facts.properties[name[0]] = facts.properties.get(name[0], "") + piece

    if "meta.xml" in package.names:
        package.walk("meta.xml", start, None, data)
    return facts


class _OdsWalk:
    """Collects errors, formulas and notes of all sheets of an OpenDocument spreadsheet, following repeats."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self.names: dict[str, tuple[str, int, int]] = {}
        self._sheet = SheetFacts()
        self._row = self._col = 0
        self._rows = self._cols = 1
        self._cells = 0
        self._error = False
        self._note: list[str] | None = None
        self._in_note_text = False
        self._cell_text: list[str] = []

    def start(self, tag: str, attributes: dict[str, Any]) -> None:
        if tag == "table":
            self._sheet = self.sheets.setdefault(_attribute(attributes, "name"), SheetFacts())
            self._row = 0
            if len(self.sheets) > limits.SHEETS:
                raise Refused("too-large", why="it has too many sheets")
        elif tag == "table-row":
            self._rows, self._col = _count(attributes, "number-rows-repeated"), 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._cols = _count(attributes, "number-columns-repeated")
            self._cell_text.clear()
            kinds = {v for k, v in attributes.items() if k.endswith(":value-type")}
            self._error = "error" in kinds
            if kinds:
                self._check()
            if formula := _attribute(attributes, "formula"):
                text = re.sub(r"^[a-z]+:", "", formula)
                for i in range(min(self._cols, limits.COLUMNS)):
                    self._sheet.formulas[self._row, self._col + i] = text
        elif tag == "annotation":
            self._note = []
        elif tag == "p":
            self._in_note_text = True
        elif tag == "named-range" and _attribute(attributes, "name").startswith("folio_"):
            place = _ods_cell(_attribute(attributes, "cell-range-address"))
            if place:
                self.names[_attribute(attributes, "name")] = place

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self._row += self._rows
        elif tag in ("table-cell", "covered-table-cell"):
            text = "".join(self._cell_text)
            if self._error or (text.startswith(("#", "Err:")) and (self._row, self._col) in self._sheet.formulas):
                self._sheet.errors[self._row, self._col] = text
            self._col += self._cols
        elif tag == "annotation":
            self._sheet.notes[self._row, self._col] = "".join(self._note or []).strip()
            self._note = None
        elif tag == "p":
            self._in_note_text = False
            if self._note is not None:
                self._note.append("\n")

    def text(self, piece: str) -> None:
        if self._note is None:
            self._cell_text.append(piece)
        elif self._in_note_text:  # the note's author and date stand beside its paragraphs
            self._note.append(piece)

    def _check(self) -> None:
        self._cells += self._rows * self._cols
        bottom, right = self._row + self._rows, self._col + self._cols
        if (
            self._cells > limits.CELLS
            or bottom > limits.ROWS
            or right > limits.COLUMNS
            or bottom * right > limits.RECTANGLE
        ):
            raise Refused("too-large", why=f"a sheet reaches as far as {column_letter(right - 1)}{bottom}")


def _count(attributes: dict[str, str], name: str) -> int:
    text = _attribute(attributes, name) or "1"
    return max(int(text), 1) if text.isdigit() and len(text) < 9 else 1


def _ods_cell(reference: str) -> tuple[str, int, int] | None:
    title, _, cell = reference.lstrip("$").rpartition(".")
    return _single_cell(f"{title}!{cell}")
