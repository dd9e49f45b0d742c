"""Texts of an .xlsx that may be in several pieces: shared strings and notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from xml.etree.ElementTree import Element, TreeBuilder

from folio.basics.cell_references import CellPlace, parse_address
from folio.intake import limits
from folio.intake.formats.cell_texts import with_line_feeds
from folio.intake.formats.ooxml_package import Package, Relation
from folio.intake.formats.plain_xml import MARK, NotPlain, decoded
from folio.intake.formats.xml_walk import check_encoding, walk_xml
from folio.intake.formats.zip_guard import Archive

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain_text(text: str) -> str:
    """Return a text as a person reads it: ``_x000D_`` is the character it stands for, and line ends are one sign."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
        if _SURROGATE.search(text):  # two escapes make one character; half of one is none
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return with_line_feeds(text)


# A shared string without formats, and what may stand around all of them.
_PLAIN = re.compile(rb'<si><t(?: xml:space="preserve")?+(?:/>|>([^<]*+)</t>)</si>')
_AROUND = re.compile(rb"\s*+(?:<\?xml[^<>]*\?>)?+\s*+<sst(?: [^<>]*+)?>(?:\x01|\s)*+</sst>\s*+")


def shared_strings(archive: Archive, part: str) -> list[str]:
    """Read the shared strings: all by one pattern where they are written plainly, else by the parser."""
    if part not in archive.names:
        return []
    xml = archive.part(part)
    check_encoding(xml)
    split = _PLAIN.split(xml)
    if MARK not in xml and _AROUND.fullmatch(MARK.join(split[::2])):
        with suppress(NotPlain):
            return [plain_text(text) for text in decoded(split[1::2])]
    builder, texts = TreeBuilder(), list[str]()

    def end(tag: str) -> None:
        element = builder.end(tag)
        if element.tag == "si":
            texts.append(plain_text(in_pieces(element)))
            element.clear()  # there may be more than a tree should hold

    walk_xml(part, xml, builder.start, end, builder.data, most=limits.TAGS)
    return texts


def sheet_notes(package: Package, relations: Mapping[str, Relation]) -> dict[CellPlace, str]:
    """Read the notes of a sheet with these relations by place.

    Where people talk in a thread, that is what they say, and not what stands there for older programs.
    """
    notes: dict[CellPlace, str] = {}
    threads: dict[CellPlace, str] = {}
    for part in relations.values():
        if part.kind not in ("comments", "threadedComment"):
            continue
        of_threads = part.kind == "threadedComment"
        found, piece = (threads, "text") if of_threads else (notes, "t")
        for element in package.archive.tree(part.target).iter(part.kind if of_threads else "comment"):
            place, text = parse_address(element.get("ref") or "A1"), plain_text(in_pieces(element, piece))
            found[place] = f"{found[place]}\n{text}" if found.get(place) else text
    return notes | threads


def in_pieces(element: Element, piece: str = "t") -> str:
    """Return the text in the pieces within an element, but not how it is pronounced."""
    for pronounced in list(element.iter("rPh")):
        pronounced.clear()
    return "".join(text for e in element.iter(piece) for text in e.itertext())
