"""A zip from others, unpacked piece by piece with every limit counted on what really comes out."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from xml.parsers import expat

from folio.intake import limits
from folio.intake.raw_workbook import FileRejected
from folio.intake.zip_listing import BROKEN, TAIL_BYTES, listing_bytes

# A name that leaves the folder which it would be unpacked into, or that ends before its end.
_OUTSIDE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[A-Za-z]:|\0")


class Archive:
    """A zip whose parts are unpacked with every limit counted on what really comes out."""

    def __init__(self, content: bytes) -> None:
        if listing_bytes(content[-TAIL_BYTES:]) > limits.LISTING_BYTES:
            raise FileRejected("too-large", why="it has too many parts")
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
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
        self._left, self._tags = limits.TOTAL_BYTES, limits.TAGS
        for entry in entries:
            if entry.file_size > limits.PART_BYTES:
                raise FileRejected(
                    "too-large", why=f"the part {entry.filename} unpacks to {entry.file_size // limits.MIB} MiB"
                )
        if sum(e.file_size for e in entries) > limits.TOTAL_BYTES:
            raise FileRejected("too-large", why=f"it unpacks to more than {limits.TOTAL_BYTES // limits.MIB} MiB")

    def pieces(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece; a part that is not there is damage."""
        try:
            stream = self._zip.open(name)
        except KeyError:
            raise FileRejected("damaged", why=f"the part {name} is missing") from None
        size = 0
        with stream:
            while piece := stream.read(1 << 16):
                size += len(piece)
                self._left -= len(piece)
                if size > limits.PART_BYTES or self._left < 0:
                    raise FileRejected("too-large", why=f"the part {name} unpacks to more than a workbook needs")
                yield piece

    def walk(
        self, name: str, start: Callable[[str, dict[str, str]], None] | None = None,
        end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None, *, raw: bool = False,
        filter_piece: Callable[[bytes], bytes] | None = None, most: int = limits.SIDE_TAGS,
    ) -> None:  # fmt: skip
        """Walk a part's XML; tags come without their prefix, attributes as they stand (``r:id`` keeps its own).

        With ``raw`` tags keep their prefix: large parts are spared a call for every element. ``filter_piece`` takes
        whole elements out of what the parser gets to see; it must have looked at them itself. ``most`` is how many
        tags the part may have; what no handler makes anything of may have as many as all parts together.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.CharacterDataHandler = text

        most = most if start else limits.TAGS
        local = _Local()
        if start is not None:
            parser.StartElementHandler = start if raw else lambda tag, attributes: start(local[tag], attributes)
        if end is not None:
            parser.EndElementHandler = end if raw else lambda tag: end(local[tag])

        def refuse(*_: object) -> None:
            raise FileRejected("unsafe", why="a document type declaration")

        parser.StartDoctypeDeclHandler = refuse
        fed = depth = tags = 0
        for i, piece in enumerate(self.pieces(name)):
            if i == 0:
                _check_encoding(piece)
            # Counted in the bytes, since a call for every element would cost more than all the rest. That is exact
            # enough: a piece that ends inside a tag is off by one, and few tags cannot be deep enough to matter.
            opened = piece.count(b"<")
            tags += opened
            if tags > limits.SIDE_TAGS:
                depth += opened - 2 * piece.count(b"</") - piece.count(b"/>")
            if tags > min(most, self._tags) or depth > limits.DEPTH:
                raise FileRejected("too-large", why=f"the part {name} has more elements than a workbook needs")
            seen = piece if filter_piece is None else filter_piece(piece)
            parser.Parse(seen, False)
            fed += len(seen)
            # An endless attribute or comment makes the parser begin anew with every piece.
            if fed - parser.CurrentByteIndex > limits.TOKEN_BYTES:
                raise FileRejected("too-large", why=f"the part {name} has a longer piece of text than a workbook needs")
        parser.Parse(b"", True)
        self._tags -= tags


class _Local(dict[str, str]):
    """A tag's name without its prefix, worked out once for each tag."""

    def __missing__(self, tag: str) -> str:
        self[tag] = tag.rpartition(":")[2]
        return self[tag]


def attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute whatever its prefix; empty when it is not there."""
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == name), "")


_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)[\"']")


def _check_encoding(piece: bytes) -> None:
    """calamine returns no rows, silently, for a part that is not UTF-8."""
    declared = _DECLARED.match(piece.removeprefix(b"\xef\xbb\xbf"))
    if (
        piece[:2] in (b"\xff\xfe", b"\xfe\xff")
        or b"\0" in piece[:4]
        or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"))
    ):
        raise FileRejected("unsafe", why="a part that isn't in UTF-8")
