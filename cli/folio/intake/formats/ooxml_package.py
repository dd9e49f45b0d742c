"""The package of an Office Open XML workbook: its parts whatever they are called, and what its workbook part says."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from folio.basics.cell_references import parse_reference
from folio.intake import limits
from folio.intake.formats.xml_walk import attribute
from folio.intake.formats.zip_guard import Archive, day_of
from folio.intake.raw_workbook import FileRejected


class Relation(NamedTuple):
    """Where a relation points: a part of the package, or an address outside; ``kind`` is the last word of its type."""

    target: str
    kind: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class XlsxBook:
    """What the workbook part says: the parts of its sheets by title, its shared strings and styles, folio's names.

    ``names`` gives (sheet, row, column) by defined name, ``parts`` the other parts by kind.
    """

    sheets: dict[str, str]
    strings: str = ""
    styles: str = ""
    since_1904: bool = False
    names: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)


class Package:
    """A package's parts by name, whatever their case and slashes, as some zip programs change them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._names = {n.replace("\\", "/").lstrip("/").casefold(): n for n in archive.names}
        if types := self.find("[Content_Types].xml"):
            archive.walk(types)

    def find(self, name: str) -> str:
        """Return the part as it is called in this zip; empty when it is not there."""
        return self._names.get(name.replace("\\", "/").casefold(), "")

    def main_part(self) -> str:
        """Return the part that the package says it is about."""
        return next((r.target for r in self.relations("").values() if r.kind == "officeDocument"), "")

    def relations(self, part: str) -> dict[str, Relation]:
        """Return a part's relations by their ids."""
        folder, name = posixpath.split(part.replace("\\", "/"))
        found: dict[str, Relation] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag != "Relationship":
                return
            target, kind = attributes.get("Target", ""), attributes.get("Type", "").rpartition("/")[2]
            external = attributes.get("TargetMode") == "External"
            if not external:
                whole = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
                target = self.find(whole) or whole
            found[attributes.get("Id", "")] = Relation(target, kind, external)

        if rels := self.find(posixpath.join(folder, "_rels", f"{name}.rels")):
            self.archive.walk(rels, start)
        return found

    def properties(self) -> dict[str, str]:
        """Return the custom document properties."""
        return self.archive.texts(self.find("docProps/custom.xml"), "property")

    def saved_on(self) -> date | None:
        """Return the day on which the file says it was saved."""
        return day_of(self.archive.texts(self.find("docProps/core.xml"), "modified"))

    def book(self) -> XlsxBook | None:
        """Return what the workbook part says, or None for an .xlsb; raises FileRejected where it is no workbook."""
        part = self.find("xl/workbook.xml") or self.main_part()
        if self.find("xl/workbook.bin") and not part.endswith(".xml"):
            return None
        walk = _BookWalk()
        if part.endswith(".xml") and not self.find("word/document.xml"):
            self.archive.walk(part, walk.start, walk.end, walk.text)
        if not walk.is_workbook:
            looks = "a text document" if self.find("word/document.xml") else "another kind of Office file"
            raise FileRejected("not-a-workbook", looks=looks)
        if not walk.sheets:
            raise FileRejected("damaged", why="it has no sheets")
        if len(walk.sheets) > limits.SHEETS:
            raise FileRejected("too-large", why=f"it has {len(walk.sheets)} sheets")
        if len({title.casefold() for title, _ in walk.sheets}) < len(walk.sheets):
            raise FileRejected("unsafe", why="two sheets with the same name")
        relations = self.relations(part)
        nowhere = Relation("", "worksheet")
        sheets = [(title, relations.get(relation, nowhere)) for title, relation in walk.sheets]
        part_of = {r.kind: r.target for r in relations.values()}
        return XlsxBook(
            {title: r.target for title, r in sheets if r.kind == "worksheet"},
            part_of.get("sharedStrings", ""),
            part_of.get("styles", ""),
            walk.since_1904,
            {n: place for n, ref in walk.names if n.startswith("folio_") and (place := parse_reference(ref))},
            part_of,
        )


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
