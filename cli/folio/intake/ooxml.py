"""The gate's walk through an Office Open XML workbook (.xlsx, .xlsm; .xlsb as far as it is XML)."""

from __future__ import annotations

import posixpath
import re
from html import unescape

from folio.intake import limits
from folio.intake.archive import Archive, attribute
from folio.intake.facts import BLANK, Facts, Parts, Place, Refused, SheetFacts, parse_address, single_cell
from folio.workbook.layout import column_letter


def look_at_ooxml(package: Archive) -> Facts:
    """Return what an .xlsx, .xlsm or .xlsb is and where its errors, formulas and notes stand."""
    names = _Names(package)
    book = names.find("xl/workbook.xml") or names.main_part()
    if names.find("xl/workbook.bin") and not book.endswith(".xml"):
        return Facts("xlsb", knows_formulas=False, properties=_properties(names))
    walk = _BookWalk()
    if book.endswith(".xml") and not names.find("word/document.xml"):
        package.walk(book, walk.start, walk.end, walk.text)
    if not walk.is_workbook:
        looks = "a text document" if names.find("word/document.xml") else "another kind of Office file"
        raise Refused("not-a-workbook", looks=looks)
    if not walk.sheets:
        raise Refused("damaged", why="it has no sheets")
    if len(walk.sheets) > limits.SHEETS:
        raise Refused("too-large", why=f"it has {len(walk.sheets)} sheets")
    if len({title.casefold() for title, _ in walk.sheets}) < len(walk.sheets):
        raise Refused("unsafe", why="two sheets of the same name")
    relations = names.relations(book)
    sheets = {
        title: part
        for title, relation in walk.sheets
        for part, kind in (relations.get(relation, ("", "worksheet")),)
        if kind == "worksheet"
    }
    places = {n: place for n, ref in walk.names if n.startswith("folio_") and (place := single_cell(ref))}
    by_kind = {kind: part for part, kind in relations.values()}
    strings, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    facts = Facts("xlsx", knows_formulas=True, names=places, properties=_properties(names))
    blank = _look_at_strings(package, strings)
    facts.parts = Parts(sheets, strings, styles, walk.since_1904, blank)
    cells = 0
    for title, part in sheets.items():
        sheet = _walk_sheet(package, part)
        cells += sheet.cells
        if cells > limits.CELLS:
            raise Refused("too-large", why=f"it has more than {limits.CELLS:,} cells")
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
        package.walk(part, sift=keep)
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


# Most of a sheet's elements are cells without anything in them, and most others hold a number or a shared string.
_EMPTY = re.compile(rb'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]+")?/>')
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="[0-9]+")?(?: t="([snb])")?><v>([-+.0-9E]+)</v></c>')

# A formula with what it shows, as spreadsheets write it: address, attributes and text of the formula, value.
_COMPUTED = re.compile(
    rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="[0-9]+")?(?: t="(?:str|n|b)")?>'
    rb"<f((?: [^<>]*?)?)(?:/>|>([^<]*)</f>)(?:<v/>|<v>([^<&]*)</v>)?</c>"
)
_FOLLOWS = re.compile(rb' si="([0-9]+)"')
_ENTITIES = (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"), ("&amp;", "&"))


def _unescaped(text: str) -> str:
    """A formula as it is typed; some programs write the whole formula again in every row, so this is quick."""
    if "&#" in text:
        return unescape(text)
    for entity, sign in _ENTITIES:  # ``&`` last, so that nothing is read twice
        text = text.replace(entity, sign)
    return text


def _walk_sheet(package: Archive, part: str) -> _SheetWalk:
    """Walk a sheet; plain cells are sifted out before the parser makes a call of each."""
    walk = _SheetWalk()
    package.walk(part, walk.start, walk.end, walk.text, raw=True, sift=walk.sift, most=limits.TAGS)
    if walk.unplaced and walk.filled:  # a cell without an address stands behind the one before, sifted out or not
        walk = _SheetWalk()
        package.walk(part, walk.start, walk.end, walk.text, raw=True, most=limits.TAGS)
    walk.finish()
    return walk


class _SheetWalk:
    """Collects the filled cells, errors and formulas of one sheet, and refuses cells that lie too far out."""

    def __init__(self) -> None:
        self.errors: dict[Place, str] = {}
        self.formulas: dict[Place, str] = {}
        self.shared: dict[Place, Place] = {}
        self.filled: dict[Place, int] = {}
        self.cells = 0
        self.unplaced = False
        self._row, self._col = -1, -1
        self._error = self._in_cell = False
        self._inside = ""
        self._text: list[str] = []
        self._groups: dict[str, tuple[str, Place]] = {}
        self._followers: dict[Place, str] = {}
        self._follows = ""
        self._last_row, self._last_col = 0, 0

    def sift(self, piece: bytes) -> bytes:
        """Note the plain cells of a piece of the part and return the rest of it."""
        if self.cells > limits.CELLS:
            raise Refused("too-large", why=f"a sheet has more than {limits.CELLS:,} cells")
        rest = _PLAIN.split(self._sift_formulas(_EMPTY.sub(b"", piece)))
        if len(rest) > 1:
            places = [parse_address(reference.decode()) for reference in rest[1::4]]
            kinds = zip(rest[2::4], rest[3::4], strict=True)
            strings = [int(text) if kind == b"s" and text.isdigit() and len(text) < 10 else -1 for kind, text in kinds]
            self.cells += len(places)
            self.filled.update(zip(places, strings, strict=True))
            self._check_far(max(r for r, _ in places), max(c for _, c in places))
        return b"".join(rest[::4])

    def _sift_formulas(self, piece: bytes) -> bytes:
        rest = _COMPUTED.split(piece)
        for reference, attributes, formula, shown in zip(rest[1::5], rest[2::5], rest[3::5], rest[4::5], strict=True):
            place = parse_address(reference.decode())
            shared = _FOLLOWS.search(attributes) if b't="shared"' in attributes else None
            self._note_formula(
                place, _unescaped(formula.decode()) if formula else "", shared[1].decode() if shared else ""
            )
            if shown and shown.decode().strip(BLANK):
                self.filled[place] = -1
            self._check_far(*place)
        self.cells += len(rest) // 5
        return b"".join(rest[::5])

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.cells += 1
            reference = attributes.get("r")
            if reference:
                self._row, self._col = parse_address(reference)
            else:
                self._row, self._col = max(self._row, 0), self._col + 1
                self.unplaced = True
            self._error = attributes.get("t") == "e"
            self._in_cell = True
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if _number(attributes.get("r", "")) else self._row + 1
            self._col = -1
        elif tag in ("f", "v", "is") and self._in_cell:  # rules and ranges elsewhere have an <f> of their own
            self._inside = tag
            self._text.clear()
            if tag == "f":
                self._follows = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif tag in ("mergeCell", "hyperlink") and (ref := attributes.get("ref")):
            self._check_area(ref)
        elif ":" in tag:
            self.start(tag.rpartition(":")[2], attributes)

    def end(self, tag: str) -> None:
        if tag == "c":
            self._in_cell = False
        if tag != self._inside:
            if ":" in tag:
                self.end(tag.rpartition(":")[2])
            return
        text, place = "".join(self._text), (self._row, self._col)
        self._inside = ""
        if tag == "f":
            self._note_formula(place, text, self._follows)
        elif self._error:
            self.errors[place] = text
        elif text.strip(BLANK):
            self.filled[place] = -1
        else:
            return
        self._check_far(*place)

    def text(self, piece: str) -> None:
        if self._inside:
            self._text.append(piece)

    def _note_formula(self, place: Place, text: str, group: str) -> None:
        """Note a formula; one without a text of its own shares that of its group, which may be told later."""
        if text and group:
            self._groups[group] = ("=" + text, place)
        if group and not text:
            self._followers[place] = group
        else:
            self.formulas[place] = "=" + text

    def finish(self) -> None:
        """Give the cells that share a formula the text of the first, and note which that is."""
        for place, group in self._followers.items():
            self.formulas[place], origin = self._groups.get(group, ("=", place))
            if origin != place:
                self.shared[place] = origin

    def _check_far(self, row: int, col: int) -> None:
        if row <= self._last_row and col <= self._last_col:
            return
        self._last_row, self._last_col = max(self._last_row, row), max(self._last_col, col)
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


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 10


def _notes(names: _Names, part: str) -> dict[Place, str]:
    """The notes of a sheet by place; where people talk in a thread, what they say instead of the stand-in for it."""
    notes: dict[Place, str] = {}
    threads: dict[Place, str] = {}
    for target, kind in names.relations(part).values():
        if kind in ("comments", "threadedComment") and target in names.package.names:
            walk = _NotesWalk("t" if kind == "comments" else "text", notes if kind == "comments" else threads)
            names.package.walk(target, walk.start, walk.end, walk.text)
    return notes | threads


class _NotesWalk:
    """Collects the texts of notes; several at one cell follow each other."""

    def __init__(self, text_tag: str, found: dict[Place, str]) -> None:
        self._tag, self._found = text_tag, found
        self._place: Place = (0, 0)
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
