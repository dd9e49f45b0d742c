"""The gate's walk through an Office Open XML workbook (.xlsx, .xlsm; .xlsb as far as it is XML)."""

from __future__ import annotations

import posixpath

from folio.intake import limits
from folio.intake.archive import Archive, attribute
from folio.intake.facts import Facts, Place, Refused, SheetFacts, parse_address, single_cell
from folio.workbook.layout import column_letter


def look_at_ooxml(package: Archive) -> Facts:
    """Return what an .xlsx, .xlsm or .xlsb is and where its errors, formulas and notes stand."""
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
            sheets.append((attributes.get("name", ""), attribute(attributes, "id")))
        elif tag == "definedName":
            open_name.append(attributes.get("name", ""))
            text.clear()

    def end(tag: str) -> None:
        if tag == "definedName" and open_name:
            names.append((open_name.pop(), "".join(text)))

    package.walk("xl/workbook.xml", start, end, text.append)
    if len(sheets) > limits.SHEETS:
        raise Refused("too-large", why=f"it has {len(sheets)} sheets")
    facts.names = {n: place for n, ref in names if n.startswith("folio_") and (place := single_cell(ref))}
    targets = _relations(package, "xl/workbook.xml")
    cells = 0
    for title, relation in sheets:
        part = targets.get(relation, ("", ""))[0]
        if not part.startswith("xl/worksheets/"):
            continue
        sheet = _SheetWalk()
        package.walk(part, sheet.start, sheet.end, sheet.text, raw=True)
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
            self._row = int(attributes["r"]) - 1 if _number(attributes.get("r", "")) else self._row + 1
            self._col = -1
        elif tag in ("f", "v") and self._in_cell:  # rules and ranges elsewhere have an <f> of their own
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


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _relations(package: Archive, part: str) -> dict[str, tuple[str, str]]:
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


def _notes(package: Archive, part: str) -> dict[Place, str]:
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


def _properties(package: Archive) -> dict[str, str]:
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
