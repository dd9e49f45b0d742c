"""A walk through the XML of an Office Open XML workbook, for its parts, errors, formulas and notes."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from folio.basics.cell_references import CellPlace, parse_address, parse_reference
from folio.intake import limits
from folio.intake.formats.sheet_facts import SheetFacts
from folio.intake.formats.xlsx_sheet import walk_sheet
from folio.intake.formats.zip_guard import Archive, attribute
from folio.intake.raw_workbook import FileRejected


@dataclass(frozen=True, slots=True)
class XlsxParts:
    """The parts of an .xlsx, whatever they are called: its sheets by title, its shared strings and styles.

    ``blank`` are the numbers of shared strings that show nothing.
    """

    sheets: dict[str, str]
    strings: str = ""
    styles: str = ""
    since_1904: bool = False
    blank: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What the walk found: ``sheets`` by title, as in RawWorkbook ``names`` and ``properties``; .xlsb has no parts."""

    properties: dict[str, str]
    parts: XlsxParts | None = None
    names: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    sheets: dict[str, SheetFacts] = field(default_factory=dict)


def look_at_ooxml(package: Archive) -> PackageFacts:
    """Find the parts of an .xlsx, .xlsm or .xlsb, and its errors, formulas and notes."""
    names = _Names(package)
    book = names.find("xl/workbook.xml") or names.main_part()
    if names.find("xl/workbook.bin") and not book.endswith(".xml"):
        return PackageFacts(_properties(names))
    walk = _BookWalk()
    if book.endswith(".xml") and not names.find("word/document.xml"):
        package.walk(book, walk.start, walk.end, walk.text)
    if not walk.is_workbook:
        looks = "a text document" if names.find("word/document.xml") else "another kind of Office file"
        raise FileRejected("not-a-workbook", looks=looks)
    if not walk.sheets:
        raise FileRejected("damaged", why="it has no sheets")
    if len(walk.sheets) > limits.SHEETS:
        raise FileRejected("too-large", why=f"it has {len(walk.sheets)} sheets")
    if len({title.casefold() for title, _ in walk.sheets}) < len(walk.sheets):
        raise FileRejected("unsafe", why="two sheets with the same name")
    relations = names.relations(book)
    sheets = {
        title: part
        for title, relation in walk.sheets
        for part, kind in (relations.get(relation, ("", "worksheet")),)
        if kind == "worksheet"
    }
    places = {n: place for n, ref in walk.names if n.startswith("folio_") and (place := parse_reference(ref))}
    by_kind = {kind: part for part, kind in relations.values()}
    strings, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    properties = _properties(names)
    parts = XlsxParts(sheets, strings, styles, walk.since_1904, _look_at_strings(package, strings))
    facts = PackageFacts(properties, parts, places)
    cells = 0
    for title, part in sheets.items():
        sheet = walk_sheet(package, part)
        cells += sheet.cells
        if cells > limits.CELLS:
            raise FileRejected("too-large", why=f"it has more than {limits.CELLS:,} cells")
        facts.sheets[title] = SheetFacts(
            sheet.errors, sheet.formulas, _notes(names, part), sheet.filled, shared=sheet.shared
        )
    for part in {styles, "xl/sharedStrings.xml", "xl/styles.xml"} & package.names - {strings}:
        package.walk(part)
    return facts


# Pieces of shared strings; where there are more, each cell that shows nothing is looked up on its own.
_FEW = 50


def _look_at_strings(package: Archive, part: str) -> frozenset[int]:
    """Walk the shared strings; return the numbers of those that are plainly blank."""
    pieces: list[bytes] = []

    def keep(piece: bytes) -> bytes:
        if len(pieces) < _FEW:
            pieces.append(piece)
        return piece

    if part in package.names:
        package.walk(part, filter_piece=keep)
    strings = b"".join(pieces).split(b"<si>")[1:] if len(pieces) < _FEW else []
    return frozenset(i for i, text in enumerate(strings) if text.startswith((b"<t/>", b"<t></t>")))


class _Names:
    """A package's parts by name, whatever their case and slashes, as some zip programs change them."""

    def __init__(self, package: Archive) -> None:
        self.package = package
        self._names = {n.replace("\\", "/").lstrip("/").casefold(): n for n in package.names}

    def find(self, name: str) -> str:
        """The part as it is called in this zip; empty when it is not there."""
        return self._names.get(name.replace("\\", "/").casefold(), "")

    def main_part(self) -> str:
        """The part that the package says it is about."""
        kinds = {kind: part for part, kind in self.relations("").values()}
        return kinds.get("officeDocument", "")

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """A part's relations: id -> (target part, type's last word)."""
        folder, name = posixpath.split(part.replace("\\", "/"))
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (self.find(whole) or whole, kind)

        if rels := self.find(posixpath.join(folder, "_rels", f"{name}.rels")):
            self.package.walk(rels, start)
        return found


class _BookWalk:
    """Collects the sheets, the defined names and the calendar of a workbook part."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.names: list[tuple[str, str]] = []
        self.since_1904 = False
        self.is_workbook = False
        self._in_sheets = False
        self._name: str | None = None
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet" and self._in_sheets:
            self.sheets.append((attributes.get("name", ""), attribute(attributes, "id")))
        elif tag == "definedName":
            self._name = attributes.get("name", "")
            self._text.clear()
        elif tag == "sheets":
            self._in_sheets = True
        elif tag == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif tag == "workbook":
            self.is_workbook = True

    def end(self, tag: str) -> None:
        if tag == "definedName" and self._name is not None:
            self.names.append((self._name, "".join(self._text)))
            self._name = None
        elif tag == "sheets":
            self._in_sheets = False

    def text(self, piece: str) -> None:
        if self._name is not None:
            self._text.append(piece)


def _notes(names: _Names, part: str) -> dict[CellPlace, str]:
    """The notes of a sheet by place; where people talk in a thread, what they say instead of the stand-in for it."""
    notes: dict[CellPlace, str] = {}
    threads: dict[CellPlace, str] = {}
    for target, kind in names.relations(part).values():
        if kind in ("comments", "threadedComment") and target in names.package.names:
            walk = _NotesWalk("t" if kind == "comments" else "text", notes if kind == "comments" else threads)
            names.package.walk(target, walk.start, walk.end, walk.text)
    return notes | threads


class _NotesWalk:
    """Collects the texts of notes; several at one cell follow each other."""

    def __init__(self, text_tag: str, found: dict[CellPlace, str]) -> None:
        self._tag, self._found = text_tag, found
        self._place: CellPlace = (0, 0)
        self._text: list[str] = []
        self._inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("comment", "threadedComment"):
            self._place = parse_address(attributes.get("ref", "A1"))
            self._text.clear()
        self._inside = tag == self._tag

    def end(self, tag: str) -> None:
        self._inside = False
        if tag in ("comment", "threadedComment"):
            before = self._found.get(self._place)
            said = "".join(self._text)
            self._found[self._place] = f"{before}\n{said}" if before else said

    def text(self, piece: str) -> None:
        if self._inside:
            self._text.append(piece)


def _properties(names: _Names) -> dict[str, str]:
    """The custom document properties of an OOXML package."""
    found: dict[str, str] = {}
    name = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "property":
            name[0] = attributes.get("name", "")

    def data(piece: str) -> None:
        if name[0]:
            found[name[0]] = found.get(name[0], "") + piece

    if part := names.find("docProps/custom.xml"):
        names.package.walk(part, start, None, data)
    return found
