"""Walk the XML of a part from others: in UTF-8, without a document type, with every limit counted on its bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from folio.intake import limits
from folio.intake.raw_workbook import FileRejected

# What the parser gets to see at once; a token that is longer than this makes it begin anew.
_PIECE = 1 << 18
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)[\"']")


def parse_xml(name: str, part: bytes) -> Element:
    """Return a part with few elements as a tree; names and errors are those of ``walk_xml``."""
    builder = TreeBuilder()
    walk_xml(name, part, builder.start, builder.end, builder.data)
    return builder.close()


def walk_xml(
    name: str, part: bytes, start: Callable[[str, dict[str, str]], object], end: Callable[[str], object],
    text: Callable[[str], object], *, most: int = limits.SIDE_TAGS,
) -> None:  # fmt: skip
    """Walk a part; ``start`` gets a tag without its prefix, ``end`` as it stands, as are attributes (``r:id``).

    ``name`` is the part's, for messages, and ``most`` how many tags it may have. Raises FileRejected, or
    expat.ExpatError where the part is not well formed.
    """
    check_encoding(part)
    tags = part.count(b"<")
    # Counted in the bytes, since a call for every element would cost more than all the rest.
    if tags > most or (tags > limits.SIDE_TAGS and _is_deep(part)):
        raise FileRejected("too-large", why=f"the part {name} has more elements than a workbook needs")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.CharacterDataHandler = text
    parser.StartElementHandler = lambda tag, attributes: start(_local(tag), attributes)
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse
    last = max(len(part) - 1, 0) // _PIECE * _PIECE
    for at in range(0, last, _PIECE):
        parser.Parse(part[at : at + _PIECE], False)
        # An endless attribute or comment makes the parser begin anew with every piece.
        if at + _PIECE - parser.CurrentByteIndex > limits.TOKEN_BYTES:
            raise FileRejected("too-large", why=f"the part {name} has a longer piece of text than a workbook needs")
    parser.Parse(part[last:], True)


def check_encoding(part: bytes) -> None:
    """Refuse a part that is not, or does not say it is, in UTF-8."""
    declared = _DECLARED.match(part[:200].removeprefix(b"\xef\xbb\xbf"))
    if (
        part[:2] in (b"\xff\xfe", b"\xfe\xff")
        or b"\0" in part[:4]
        or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"))
    ):
        raise FileRejected("unsafe", why="a part that isn't in UTF-8")


def attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute whatever its prefix; empty when it is not there."""
    for key, value in attributes.items():  # a loop, since a generator costs twice as much
        if key.endswith(name) and key.rpartition(":")[2] == name:
            return value
    return ""


def _is_deep(part: bytes) -> bool:
    """Whether elements are nested without end, somewhere in a part: that costs the parser memory."""
    depth = 0
    for at in range(0, len(part), _PIECE):
        piece = part[at : at + _PIECE]
        depth += piece.count(b"<") - 2 * piece.count(b"</") - piece.count(b"/>")
        if depth > limits.DEPTH:
            return True
    return False


def _refuse(*_: object) -> None:
    raise FileRejected("unsafe", why="a document type declaration")


@lru_cache(maxsize=1 << 10)
def _local(tag: str) -> str:
    return tag.rpartition(":")[2]
