"""The list of a workbook's sheets, into which the feedback sheet is put, and out of which an old one is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from folio.output.marked.package_parts import (
    Element,
    NotMarkable,
    Package,
    child,
    children,
    insert,
    make,
    parse,
    rels_name,
)

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml."
# The order that the schema wants.
_BEFORE_VIEWS = (
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr", "absPath", "workbookProtection"
)  # fmt: skip
_BEFORE_NAMES = (*_BEFORE_VIEWS, "bookViews", "sheets", "functionGroups", "externalReferences")
_NO_STYLES = (
    '<styleSheet xmlns="{}"><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


@dataclass(slots=True, eq=False)
class ListedSheet:
    """One entry of the list: its title, its part (empty for sheets without cells) and the entry itself."""

    title: str
    part: str
    entry: Element

    @property
    def visible(self) -> bool:
        """Whether its tab is shown."""
        return self.entry.get("state", "visible") == "visible"


class SheetList:
    """The workbook part; ``sheets`` are in the order of their tabs."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = next((r.target for r in package.relations("") if r.kind == "officeDocument"), "")
        if not self.part.endswith(".xml"):
            raise NotMarkable("it isn't an XML workbook")
        self.root = parse(package.read(self.part))
        self.sheets = [self._sheet(e) for s in children(self.root, "sheets") for e in children(s, "sheet")]
        if not any(s.part for s in self.sheets):
            raise NotMarkable("it has no sheets")
        # A strict workbook has types of its own.
        types = [r.get("Type", "") for r in parse(package.read(rels_name(self.part)))]
        self._types = next((t.rpartition("/")[0] for t in types if t.endswith("/worksheet")), "")

    def _sheet(self, entry: Element) -> ListedSheet:
        id_ = entry.get(_id_attribute(entry), "")
        targets = (r.target for r in self.package.relations(self.part) if r.id == id_ and r.kind == "worksheet")
        part = next(targets, "")
        return ListedSheet(entry.get("name", ""), part if part in self.package else "", entry)

    def save(self) -> None:
        """Put the workbook part back."""
        self.package.put_xml(self.part, self.root)

    def styles_part(self) -> str:
        """The part with the styles; an empty one is made where there is none."""
        part = self.package.related(self.part, "styles")
        if part is None:
            part = "xl/styles.xml" if "xl/styles.xml" not in self.package else self.package.free_name("xl/styles{}.xml")
            self._add(part, "styles", _NO_STYLES.format(str(self.root.tag)[1:].partition("}")[0]).encode())
        return part

    def add_sheet(self, part: str) -> ListedSheet:
        """Put a new sheet before all others: there it is seen first, in every program and preview."""
        first = self.sheets[0].entry
        number = max(int(s.entry.get("sheetId", "0")) for s in self.sheets) + 1
        entry = make(first, "sheet", name="", sheetId=str(number))
        entry.set(_id_attribute(first), self._add(part, "worksheet", b""))
        first.addprevious(entry)
        made = ListedSheet("", part, entry)
        self._rearrange([made, *self.sheets])
        return made

    def _add(self, part: str, kind: str, content: bytes) -> str:
        self.package.put(part, content)
        self.package.declare(part, f"{_MAIN}{kind}+xml")
        return self.package.relate(self.part, f"{self._types}/{kind}", part)

    def remove(self, sheet: ListedSheet) -> None:
        """Take a sheet out of the workbook."""
        self.package.drop_related(self.part, sheet.part)
        self._rearrange([s for s in self.sheets if s is not sheet])
        parent = sheet.entry.getparent()
        if parent is not None:
            parent.remove(sheet.entry)

    def clear(self, sheet: ListedSheet) -> None:
        """Take away what hangs on a sheet that is written anew."""
        for relation in self.package.relations(sheet.part):
            if relation.target in self.package:
                self.package.drop_related(sheet.part, relation.target)
        chain = self.package.related(self.part, "calcChain")
        if chain and re.search(rb"<(?:\w+:)?f\b", self.package.read(sheet.part)):
            # It would name a formula that is no more; programs make it anew.
            self.package.drop_related(self.part, chain)

    def rename(self, sheet: ListedSheet, title: str, heading_row: int) -> None:
        """Name and show a sheet, and let its headings be printed on every page; a title that is taken gets a number."""
        taken = {s.title.casefold() for s in self.sheets if s is not sheet}
        named = (title if number == 1 else f"{title} {number}" for number in range(1, len(taken) + 2))
        sheet.title = next(name for name in named if name.casefold() not in taken)
        sheet.entry.set("name", sheet.title)
        sheet.entry.attrib.pop("state", "")
        names = child(self.root, "definedNames")
        if names is None:
            names = make(self.root, "definedNames")
            insert(self.root, names, _BEFORE_NAMES)
        place = str(self.sheets.index(sheet))
        for old in [d for d in names if d.get("localSheetId") == place]:
            names.remove(old)
        printed = make(names, "definedName", name="_xlnm.Print_Titles", localSheetId=place)
        printed.text = f"'{sheet.title}'!${heading_row}:${heading_row}"
        names.append(printed)

    def _rearrange(self, sheets: Sequence[ListedSheet]) -> None:
        """Take over a new list of sheets: set right all that names a sheet by its place, and show the first tab."""
        places = {str(i): str(sheets.index(s)) for i, s in enumerate(self.sheets) if s in sheets}
        self.sheets = list(sheets)
        for names in children(self.root, "definedNames"):
            for defined in children(names, "definedName"):
                old = defined.get("localSheetId")
                if old in places:
                    defined.set("localSheetId", places[old])
                elif old is not None:
                    names.remove(defined)
            if not len(names):
                self.root.remove(names)
        if child(self.root, "bookViews") is None:  # without one, the first tab is the active one
            insert(self.root, make(self.root, "bookViews"), _BEFORE_VIEWS)
            children(self.root, "bookViews")[0].append(make(self.root, "workbookView"))
        for view in (v for views in children(self.root, "bookViews") for v in children(views, "workbookView")):
            place = places.get(view.get("activeTab", "0"), "0")
            view.attrib.pop("activeTab", "")
            view.attrib.pop("firstSheet", "")
            if place != "0":
                view.set("activeTab", place)


def _id_attribute(entry: Element) -> str:
    """The name, with its namespace, of the attribute by which a sheet names its relation."""
    return next((str(name) for name in entry.attrib if str(name).endswith("}id")), "")
