"""Texts of an .xlsx that may be in several pieces: shared strings and notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

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
    archive.count_tags(part, xml)
    split = _PLAIN.split(xml)
    if MARK not in xml and _AROUND.fullmatch(MARK.join(split[::2])):
        with suppress(NotPlain):
            return [plain_text(text) for text in decoded(split[1::2])]
    walk = _TextWalk("si")
    walk_xml(part, xml, walk.start, walk.end, walk.text, most=limits.TAGS)
    return [text for _, text in walk.found]


def sheet_notes(package: Package, relations: Mapping[str, Relation]) -> dict[CellPlace, str]:
    """Read the notes of a sheet with these relations by place.

    Where people talk in a thread, that is what they say, and not what stands there for older programs.
    """
    notes: dict[CellPlace, str] = {}
    threads: dict[CellPlace, str] = {}
    for part in relations.values():
        if part.kind not in ("comments", "threadedComment") or part.target not in package.archive.names:
            continue
        of_threads = part.kind == "threadedComment"
        walk = _TextWalk("threadedComment" if of_threads else "comment", "text" if of_threads else "t")
        package.archive.walk(part.target, walk.start, walk.end, walk.text)
        found = threads if of_threads else notes
        for address, text in walk.found:
            place = parse_address(address or "A1")
            found[place] = f"{found[place]}\n{text}" if found.get(place) else text
    return notes | threads


class _TextWalk:
    """Collects (address, text) of elements whose text is in the pieces within them, but not how it is pronounced."""

    def __init__(self, whole: str, piece: str = "t") -> None:
        self.found: list[tuple[str, str]] = []
        self._whole, self._piece = whole, piece
        self._address = ""
        self._text: list[str] = []
        self._inside = self._phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == self._piece:
            self._inside = not self._phonetic
        elif tag == self._whole:
            self._address = attributes.get("ref", "")
            self._text.clear()
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        if tag == self._piece:
            self._inside = False
        elif tag == self._whole:
            self.found.append((self._address, plain_text("".join(self._text))))
        elif tag == "rPh":
            self._phonetic = False

    def text(self, piece: str) -> None:
        if self._inside:
            self._text.append(piece)
