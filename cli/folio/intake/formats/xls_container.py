"""The container of an old workbook (.xls), after [MS-CFB]: where the stream of records is in the file."""

from __future__ import annotations

import struct

# Numbers of sectors from here on are signs.
_LAST = 0xFFFFFFFA
# Streams below this size are kept elsewhere; no workbook is so small.
_SMALL = 4096


def workbook_stream(content: bytes) -> bytes:
    """The stream of records out of its sectors; empty when there is none of a kind that is known here."""
    size, sectors, length = workbook_sectors(content)
    return b"".join(content[(n + 1) * size : (n + 2) * size] for n in sectors)[:length]


def workbook_sectors(content: bytes) -> tuple[int, list[int], int]:
    """The size of a sector, the numbers of those that hold the stream of records, and its length; none if unknown.

    Raises struct.error or IndexError where the container is not whole.
    """
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in (9, 12):
        return 1, [], 0
    size = 1 << shift
    entries = size // 4
    count, first_of_list = struct.unpack_from("<I", content, 44)[0], struct.unpack_from("<I", content, 48)[0]

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    lists = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    sectors = len(content) // size
    while more < _LAST and len(lists) <= sectors:
        numbers = struct.unpack(f"<{entries}I", sector(more))
        lists += numbers[:-1]
        more = numbers[-1]
    table: list[int] = []
    for number in lists[:count]:
        if number < _LAST and len(table) <= sectors:
            table += struct.unpack(f"<{entries}I", sector(number))

    def chain(number: int) -> list[int]:
        found: list[int] = []
        while number < len(table) and len(found) <= len(table):
            found.append(number)
            number = table[number]
        return found

    listing = b"".join(sector(n) for n in chain(first_of_list))
    for at in range(0, len(listing) - 127, 128):
        length = struct.unpack_from("<H", listing, at + 64)[0]
        name = listing[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        if name == "Workbook":
            start, total = struct.unpack_from("<II", listing, at + 116)
            return (size, chain(start), total) if total >= _SMALL else (1, [], 0)
    return 1, [], 0
