"""The gate's walk through an OpenDocument spreadsheet (.ods)."""

from __future__ import annotations

import re
from typing import Any

from folio.intake import limits
from folio.intake.archive import Archive, attribute
from folio.intake.facts import Facts, Refused, SheetFacts, single_cell
from folio.workbook.layout import column_letter


def look_at_ods(package: Archive) -> Facts:
    """Return where the errors, formulas and notes of an .ods stand, its names and its properties."""
    kind = b"".join(package.pieces("mimetype"))
    if b"spreadsheet" not in kind:
        raise Refused("not-a-workbook", looks="a text document" if b"text" in kind else "another kind of document")
    if _is_encrypted(package):
        raise Refused("encrypted")
    walk = _OdsWalk()
    package.walk("content.xml", walk.start, walk.end, walk.text)
    facts = Facts("ods", knows_formulas=True, sheets=walk.sheets, names=walk.names)
    name = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name[0] = attribute(attributes, "name") if tag == "user-defined" else ""

    def data(piece: str) -> None:
        if name[0]:
            facts.properties[name[0]] = facts.properties.get(name[0], "") + piece

    if "meta.xml" in package.names:
        package.walk("meta.xml", start, None, data)
    return facts


def _is_encrypted(package: Archive) -> bool:
    """The manifest says which parts are encrypted; their zip entries do not."""
    found: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "encryption-data":
            found.append(tag)

    if "META-INF/manifest.xml" in package.names:
        package.walk("META-INF/manifest.xml", start)
    return bool(found)


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
            self._sheet = self.sheets.setdefault(attribute(attributes, "name"), SheetFacts())
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
            if formula := attribute(attributes, "formula"):
                text = re.sub(r"^[a-z]+:", "", formula)
                for i in range(min(self._cols, limits.COLUMNS)):
                    self._sheet.formulas[self._row, self._col + i] = text
        elif tag == "annotation":
            self._note = []
        elif tag == "p":
            self._in_note_text = True
        elif tag == "named-range" and attribute(attributes, "name").startswith("folio_"):
            place = _ods_cell(attribute(attributes, "cell-range-address"))
            if place:
                self.names[attribute(attributes, "name")] = place

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
    text = attribute(attributes, name) or "1"
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _ods_cell(reference: str) -> tuple[str, int, int] | None:
    title, _, cell = reference.lstrip("$").rpartition(".")
    return single_cell(f"{title}!{cell}")
