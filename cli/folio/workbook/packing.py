"""The zip that an Office document is: its parts, packed tightly, with the same bytes from run to run."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

Part = tuple[str, bytes]

# Small pieces with a code of their own each suit parts in which words, formulas and digits alternate: with zlib's usual
# ones, which zipfile can't be talked out of, a workbook takes 2% more. Still smaller ones suit rows of formulas, and
# whether a sheet has enough of them shows when both are tried.
_LEVEL, _MEMORY, _MEMORY_FOR_FORMULAS = 9, 5, 3
# Zip entries carry a time; this one, the earliest a zip can say, keeps the bytes the same from run to run.
_VERSION, _DEFLATED, _TIME, _DATE = 20, zipfile.ZIP_DEFLATED, 0, 0x21


@dataclass(frozen=True, slots=True)
class PackedPart:
    """A part as it stands in a zip: packed once, it can be joined with others any number of times."""

    name: bytes
    about: bytes
    packed: bytes


def pack_part(name: str, part: bytes) -> PackedPart:
    """Return one part, packed."""
    packed, called = _deflated(part), name.encode("ascii")
    about = struct.pack(
        "<5H3L2H",
        *(_VERSION, 0, _DEFLATED, _TIME, _DATE),
        *(zlib.crc32(part), len(packed), len(part), len(called), 0),
    )
    return PackedPart(called, about, packed)


def join(parts: Iterable[PackedPart]) -> bytes:
    """Return the zip of parts that are packed, in their order."""
    stream, listing = BytesIO(), []
    for part in parts:
        listing.append(
            b"PK\1\2" + struct.pack("<H", _VERSION) + part.about + struct.pack("<3H2L", 0, 0, 0, 0, stream.tell())
            + part.name
        )  # fmt: skip
        stream.write(b"PK\3\4" + part.about + part.name + part.packed)
    start, number, contents = stream.tell(), len(listing), b"".join(listing)
    end = struct.pack("<4H2LH", 0, 0, number, number, len(contents), start, 0)
    return stream.getvalue() + contents + b"PK\5\6" + end


@lru_cache(maxsize=128)  # copies for a class, and letters, have most of their parts in common
def _deflated(part: bytes) -> bytes:
    packed = _deflated_with(_MEMORY, part)
    if part.startswith(b"<worksheet"):
        packed = min(packed, _deflated_with(_MEMORY_FOR_FORMULAS, part), key=len)
    return packed


def _deflated_with(memory: int, part: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, memory)
    return packer.compress(part) + packer.flush()


def pack(parts: Iterable[Part]) -> bytes:
    """Return the zip of these parts, in their order."""
    return join(pack_part(*part) for part in parts)


def repack(document: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
    """Return the document with ``change(name, content)`` applied to every part, in the same order."""
    with zipfile.ZipFile(BytesIO(document)) as source:
        return pack((name, change(name, source.read(name))) for name in source.namelist())
