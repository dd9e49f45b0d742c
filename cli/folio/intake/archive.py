"""A stranger's zip, unpacked piece by piece with every limit counted on what really comes out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from xml.parsers import expat

from folio.intake import limits
from folio.intake.facts import Refused


class Archive:
    """A zip whose parts are unpacked with every limit counted on what really comes out."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(BytesIO(content))
        entries = self._zip.infolist()
        if len(entries) > limits.PARTS:
            raise Refused("too-large", why=f"it has {len(entries)} parts")
        self.names = {e.filename for e in entries}
        if len({n.casefold() for n in self.names}) < len(entries):
            raise Refused("unsafe", why="two parts of the same name")
        if any(e.flag_bits & 1 for e in entries):
            raise Refused("encrypted")
        spans = sorted((e.header_offset, e.header_offset + 30 + e.compress_size) for e in entries)
        if any(end > start for (_, end), (start, _) in pairwise(spans)):
            raise Refused("unsafe", why="parts that overlap")
        self._left = limits.TOTAL_BYTES
        for entry in entries:
            if entry.file_size > limits.PART_BYTES:
                raise Refused(
                    "too-large",
                    why=f"the part {entry.filename} unpacks to {entry.file_size // limits.MIB} MiB",
                )

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece; a part that is not there is damage."""
        try:
            stream = self._zip.open(name)
        except KeyError:
            raise Refused("damaged", why=f"the part {name} is missing") from None
        size = 0
        with stream:
            while piece := stream.read(1 << 16):
                size += len(piece)
                self._left -= len(piece)
                if size > limits.PART_BYTES or self._left < 0:
                    raise Refused("too-large", why=f"the part {name} unpacks to more than a workbook needs")
                yield piece

    def walk(
        self, name: str, start: Callable[[str, dict[str, str]], None] | None = None,
        end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None, *, raw: bool = False,
    ) -> None:  # fmt: skip
        """Walk a part's XML; tags come without their prefix, attributes as they stand (``r:id`` keeps its own).

        With ``raw`` tags keep their prefix: large parts are spared a call for every element.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.CharacterDataHandler = text

        local = _Local()
        if start is not None:
            parser.StartElementHandler = start if raw else lambda tag, attributes: start(local[tag], attributes)
        if end is not None:
            parser.EndElementHandler = end if raw else lambda tag: end(local[tag])

        def refuse(*_: object) -> None:
            raise Refused("unsafe", why="a document type declaration")

        parser.StartDoctypeDeclHandler = refuse
        fed = 0
        for i, piece in enumerate(self.pieces(name)):
            if i == 0:
                _check_encoding(piece)
            parser.Parse(piece, False)
            fed += len(piece)
            # An endless attribute or comment makes the parser begin anew with every piece.
            if fed - parser.CurrentByteIndex > limits.TOKEN_BYTES:
                raise Refused("too-large", why=f"the part {name} has a single token of more than a workbook needs")
        parser.Parse(b"", True)


class _Local(dict[str, str]):
    """A tag's name without its prefix, worked out once for each tag."""

    def __missing__(self, tag: str) -> str:
        self[tag] = tag.rpartition(":")[2]
        return self[tag]


def attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute whatever its prefix; empty when it is not there."""
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == name), "")


_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9_.-]+)[\"']")


def _check_encoding(piece: bytes) -> None:
    """calamine returns no rows, silently, for a part that is not UTF-8."""
    declared = _DECLARED.match(piece.removeprefix(b"\xef\xbb\xbf"))
    if (
        piece[:2] in (b"\xff\xfe", b"\xfe\xff")
        or b"\0" in piece[:4]
        or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"))
    ):
        raise Refused("unsafe", why="a part that is not written in UTF-8")
