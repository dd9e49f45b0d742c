"""A zip from others: its parts are unpacked once, with every limit counted on what really comes out."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from itertools import pairwise
from xml.etree.ElementTree import Element

from folio.intake import limits
from folio.intake.formats.xml_walk import attribute, parse_xml
from folio.intake.raw_workbook import FileRejected
from folio.intake.zip_listing import BROKEN, ListingTooLong, open_zip

# A name that leaves the folder which it would be unpacked into, or that ends before its end.
_OUTSIDE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[A-Za-z]:|\0")


class Archive:
    """A zip whose parts are unpacked with every limit counted on what really comes out."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = open_zip(BytesIO(content))
        except ListingTooLong:
            raise FileRejected("too-large", why="it has too many parts") from None
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError) as error:
            raise FileRejected("damaged", why=BROKEN) from error
        entries = self._zip.infolist()
        if len(entries) > limits.PARTS:
            raise FileRejected("too-large", why=f"it has {len(entries):,} parts")
        self.names = {e.filename for e in entries}
        if any(e.flag_bits & 1 for e in entries):
            raise FileRejected("encrypted")
        if len({n.casefold() for n in self.names}) < len(entries):
            raise FileRejected("unsafe", why="two parts with the same name")
        if any(_OUTSIDE.search(e.orig_filename) or stat.S_ISLNK(e.external_attr >> 16) for e in entries):
            raise FileRejected("unsafe", why="a part that points outside the file")
        if any(e.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for e in entries):
            raise FileRejected("unsafe", why="a part that is packed in an unusual way")
        if any(e.header_offset < 0 for e in entries):
            raise FileRejected("damaged", why=BROKEN)
        spans = sorted((e.header_offset, e.header_offset + 30 + e.compress_size) for e in entries)
        if any(end > start for (_, end), (start, _) in pairwise(spans)):
            raise FileRejected("unsafe", why="parts that overlap")
        self._entries = {e.filename: e for e in entries}
        self._left, self._tags = limits.TOTAL_BYTES, limits.TAGS
        for entry in entries:
            if entry.file_size > limits.PART_BYTES:
                raise FileRejected(
                    "too-large", why=f"the part {entry.filename} unpacks to {entry.file_size // limits.MIB} MiB"
                )
        if sum(e.file_size for e in entries) > limits.TOTAL_BYTES:
            raise FileRejected("too-large", why=f"it unpacks to more than {limits.TOTAL_BYTES // limits.MIB} MiB")

    def part(self, name: str) -> bytes:
        """Unpack a part whole and count its tags among those of the whole file.

        Raises FileRejected where it is missing or too large, and what zipfile raises where it is not as it was packed.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise FileRejected("damaged", why=f"the part {name} is missing")
        most = min(limits.PART_BYTES, self._left)
        with self._zip.open(entry) as packed:
            part = packed.read(most + 1)
        if len(part) > most:
            raise FileRejected("too-large", why=f"the part {name} unpacks to more than a workbook needs")
        self._left -= len(part)
        self._tags -= part.count(b"<")
        if self._tags < 0:
            raise FileRejected("too-large", why=f"the part {name} has more elements than a workbook needs")
        return part

    def tree(self, name: str) -> Element:
        """Unpack a part and parse it, see ``parse_xml``; an empty element without the part."""
        return parse_xml(name, self.part(name)) if name in self.names else Element("")

    def texts(self, name: str, tag: str) -> dict[str, str]:
        """Return the texts in the elements of one kind by their names, if they have any; nothing without the part."""
        return {attribute(e.attrib, "name"): "".join(e.itertext()) for e in self.tree(name).iter(tag)}


def day_of(texts: Mapping[str, str]) -> date | None:
    """Return the day in the one text of an element such as ``2026-11-20T09:00:00Z``; None where it is none."""
    try:
        return date.fromisoformat(texts.get("", "")[:10])
    except ValueError:
        return None
