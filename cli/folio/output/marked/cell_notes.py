"""Folio's words in the cell notes of one sheet: taken out of every note, and put into those of marked cells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from folio.output.marked.note_boxes import Boxes, PixelGrid
from folio.output.marked.package_parts import (
    Element,
    Package,
    child,
    children,
    insert,
    inside,
    local,
    make,
    namespace,
    parse,
)
from folio.template.theme import Theme
from folio.workbook.feedback_traces import BEGIN, escaped, note_words, showable, without_marks

_AUTHOR = "folio"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# Where the schema has the reference to a sheet's boxes: behind all these.
BEFORE_BOXES = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoteWords:
    """What folio says about a cell, line by line, and how grave it is."""

    severity: str
    lines: tuple[str, ...]


def strip_notes(package: Package, part: str, sheet: Element) -> bool:
    """Take folio's words out of the notes of a sheet; return whether there were any.

    A note in which nothing is left goes, with its box; and so do the parts that hold notes and boxes with the last.
    """
    name = package.related(part, "comments")
    if name is None or BEGIN.encode() not in package.read(name):
        return False
    root = parse(package.read(name))
    boxes = _boxes_of(package, part, sheet)
    notes = _list_of(root)
    for note in list(notes):
        text = _text(note)
        left = without_marks(text)
        if not left.strip() and left != text:
            notes.remove(note)
            boxes.remove(note.get("ref", ""))
        elif left != text:
            _keep(note, text, left)
    if len(notes):
        package.put_xml(name, root)
    else:
        package.drop_related(part, name)
    if boxes.name and boxes.empty:
        for drawing in children(sheet, "legacyDrawing"):
            sheet.remove(drawing)
        package.drop_related(part, boxes.name)
    else:
        boxes.save(package)
    return True


def add_notes(package: Package, part: str, sheet: Element, words: Mapping[str, NoteWords], theme: Theme) -> None:
    """Put folio's words into the notes of these cells; a cell with a conversation of people keeps that alone."""
    taken = _threaded(package, part)
    words = {cell: w for cell, w in words.items() if cell not in taken}
    if not words:
        return
    base = _type_base(sheet)
    name = package.related(part, "comments")
    if name is None:
        name = package.free_name("xl/comments{}.xml")
        root = make(sheet, "comments")
        root.append(make(root, "authors"))
        package.relate(part, f"{base}/comments", name)
        package.declare(name, _TYPE)
    else:
        root = parse(package.read(name))
    boxes = _boxes_of(package, part, sheet)
    notes, author = _list_of(root), _author(root)
    there = {note.get("ref", ""): note for note in notes}
    for cell, word in words.items():
        note = there.get(cell)
        text = note_words(escaped(showable(line)) for line in word.lines)
        if note is None:
            note = etree.SubElement(notes, f"{namespace(root)}comment", {"ref": cell, "authorId": str(author)})
            etree.SubElement(note, f"{namespace(root)}text")
        _append(note, text)
        boxes.fit(cell, _lines(_text(note)), theme.colors["bad_fill" if word.severity == "error" else "warn_fill"])
    package.put_xml(name, root)
    if not boxes.name:
        boxes.name = package.free_name("xl/drawings/vmlDrawing{}.vml")
        id_ = package.relate(part, f"{base}/vmlDrawing", boxes.name)
        package.declare(boxes.name, "application/vnd.openxmlformats-officedocument.vmlDrawing", by_ending=True)
        drawing = make(sheet, "legacyDrawing")
        drawing.set(f"{{{base}}}id", id_)
        insert(sheet, drawing, BEFORE_BOXES)
    boxes.save(package)


def _boxes_of(package: Package, part: str, sheet: Element) -> Boxes:
    drawing = child(sheet, "legacyDrawing")
    id_ = _relation_id(drawing) if drawing is not None else ""
    name = next((r.target for r in package.relations(part) if r.id == id_ and r.target in package), "")
    return Boxes(package, name, PixelGrid(sheet))


def _relation_id(element: Element) -> str:
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == "id"), "")


def _type_base(sheet: Element) -> str:
    """The beginning of the types of relations: a strict workbook has its own."""
    strict = "purl.oclc.org" in namespace(sheet)
    place = "purl.oclc.org/ooxml" if strict else "schemas.openxmlformats.org"
    return f"http://{place}/officeDocument" + ("/relationships" if strict else "/2006/relationships")


def _threaded(package: Package, part: str) -> set[str]:
    """The cells in which people talk to each other."""
    parts = [r.target for r in package.relations(part) if r.kind == "threadedComment" and r.target in package]
    return {c.get("ref", "") for p in parts for c in parse(package.read(p))}


def _list_of(root: Element) -> Element:
    found = child(root, "commentList")
    return etree.SubElement(root, f"{namespace(root)}commentList") if found is None else found


def _author(root: Element) -> int:
    authors = child(root, "authors")
    if authors is None:
        authors = make(root, "authors")
        root.insert(0, authors)
    names = [a.text or "" for a in children(authors, "author")]
    if _AUTHOR not in names:
        etree.SubElement(authors, f"{namespace(root)}author").text = _AUTHOR
        names.append(_AUTHOR)
    return names.index(_AUTHOR)


def _pieces(note: Element) -> list[Element]:
    """The elements that hold a note's text, in order."""
    return list(inside(note, "t"))


def _text(note: Element) -> str:
    return "".join(piece.text or "" for piece in _pieces(note))


def _keep(note: Element, text: str, left: str) -> None:
    """Cut a note's text down to what a person wrote, with its looks where folio's words stood at the end."""
    if text.startswith(left):
        room = len(left)
        for piece in _pieces(note):
            piece.text = (piece.text or "")[:room]
            room -= len(piece.text)
            run = piece.getparent()
            if not piece.text and run is not None and local(run) == "r" and (above := run.getparent()) is not None:
                above.remove(run)
    else:
        body = child(note, "text")
        if body is not None:
            for inner in list(body):
                body.remove(inner)
            _run(body, left)


def _append(note: Element, words: str) -> None:
    body = child(note, "text")
    if body is None:
        body = etree.SubElement(note, f"{namespace(note)}text")
        note.insert(0, body)
    for plain in children(body, "t"):  # a text and runs beside it exclude each other
        body.remove(plain)
        _run(body, plain.text or "", styled=False)
    own = _text(note)
    head, _, rest = words.partition("\n")
    _run(body, ("\n\n" if own else "") + head, bold=True)
    _run(body, f"\n{rest}")


def _run(body: Element, text: str, *, bold: bool = False, styled: bool = True) -> None:
    """Add a run of text behind the others."""
    space = namespace(body)
    run = make(body, "r")
    if styled:
        style = etree.SubElement(run, f"{space}rPr")
        if bold:
            etree.SubElement(style, f"{space}b")
        etree.SubElement(style, f"{space}sz", val="9")
        etree.SubElement(style, f"{space}color", indexed="81")
        etree.SubElement(style, f"{space}rFont", val="Tahoma")
        etree.SubElement(style, f"{space}family", val="2")
    piece = etree.SubElement(run, f"{space}t")
    piece.text = text
    piece.set(_SPACE, "preserve")
    insert(body, run, ("t", "r"))


def _lines(text: str) -> int:
    """How many lines a note's text takes in its box."""
    return sum(max(1, math.ceil(len(line) / Boxes.LETTERS)) for line in text.split("\n"))
