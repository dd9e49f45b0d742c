"""The package of an Office Open XML workbook: its parts whatever they are called, and what its workbook part says."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from xml.etree.ElementTree import Element

from folio.basics.cell_references import parse_reference
from folio.intake import limits
from folio.intake.formats.xml_walk import attribute, parse_xml
from folio.intake.formats.zip_guard import Archive, day_of
from folio.intake.raw_workbook import FileRejected


class Relation(NamedTuple):
    """Where a relation points: a part of the package, or an address outside; ``kind`` is the last word of its type."""

    target: str
    kind: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class XlsxBook:
    """What the workbook part says: the parts of its sheets by title, its other parts by kind, and folio's names.

    ``names`` gives (sheet, row, column) by defined name.
    """

    sheets: dict[str, str]
    parts: dict[str, str]
    names: dict[str, tuple[str, int, int]]
    since_1904: bool


class Package:
    """A package's parts by name, whatever their case and slashes, as some zip programs change them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._names = {n.replace("\\", "/").lstrip("/").casefold(): n for n in archive.names}
        archive.tree(self.find("[Content_Types].xml"))

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
        for e in self.archive.tree(self.find(posixpath.join(folder, "_rels", f"{name}.rels"))).iter("Relationship"):
            target, kind = e.get("Target", ""), e.get("Type", "").rpartition("/")[2]
            external = e.get("TargetMode") == "External"
            if not external:
                whole = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
                target = self.find(whole) or whole
            found[e.get("Id", "")] = Relation(target, kind, external)
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
        book = Element("")
        if part.endswith(".xml") and not self.find("word/document.xml"):
            book = parse_xml(part, self.archive.part(part))
        if book.tag != "workbook":
            looks = "a text document" if self.find("word/document.xml") else "another kind of Office file"
            raise FileRejected("not-a-workbook", looks=looks)
        sheets = [(e.get("name", ""), attribute(e.attrib, "id")) for e in book.iterfind(".//sheets//sheet")]
        if not sheets:
            raise FileRejected("damaged", why="it has no sheets")
        if len(sheets) > limits.SHEETS:
            raise FileRejected("too-large", why=f"it has {len(sheets)} sheets")
        if len({title.casefold() for title, _ in sheets}) < len(sheets):
            raise FileRejected("unsafe", why="two sheets with the same name")
        relations = self.relations(part)
        nowhere = Relation("", "worksheet")
        targets = [(title, relations.get(relation, nowhere)) for title, relation in sheets]
        names = [(e.get("name", ""), "".join(e.itertext())) for e in book.iter("definedName")]
        return XlsxBook(
            {title: r.target for title, r in targets if r.kind == "worksheet"},
            {r.kind: r.target for r in relations.values()},
            {n: place for n, ref in names if n.startswith("folio_") and (place := parse_reference(ref))},
            any(e.get("date1904") in ("1", "true", "on") for e in book.iter("workbookPr")),
        )
