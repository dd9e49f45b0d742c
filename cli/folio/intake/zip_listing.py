"""How long the listing of a zip is, asked before anything reads it: the whole listing is held in memory."""

from __future__ import annotations

from struct import unpack_from

# The record that ends a zip, with the longest comment that may follow it.
TAIL_BYTES = 22 + 0xFFFF + 100
# Why a zip without a whole listing can't be read, in the words of the problem "damaged".
BROKEN = "part of it is missing or can't be read"


def listing_bytes(tail: bytes) -> int:
    """Return the size of a zip's listing by the record at its end, or by that record's long form if there is one."""
    places = (("<I", b"PK\5\6", 12), ("<Q", b"PK\6\6", 40))
    found = [(form, tail.rfind(mark) + offset) for form, mark, offset in places if mark in tail]
    return max((unpack_from(form, tail, at)[0] for form, at in found if at + 8 <= len(tail)), default=0)
