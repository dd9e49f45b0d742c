"""The gate's walk through an old workbook (.xls): which cells hold errors and formulas, and the notes.

The container is that of [MS-CFB], the records those of [MS-XLS]. Formulas are seen, but not read: their text would
take a parser of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from folio.basics.cell_references import CellPlace
from folio.intake.formats.file_facts import FileFacts, FileRejected, SheetFacts

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BOF, _EOF, _SHEET, _FORMULA, _BOOL_OR_ERROR = 0x0809, 0x0A, 0x85, 0x06, 0x0205
_NOTE, _OBJECT, _TEXT, _CONTINUE = 0x1C, 0x5D, 0x01B6, 0x3C
# Far more records than an honest workbook has.
_RECORDS = 3_000_000
# Numbers of sectors from here on are signs.
_LAST = 0xFFFFFFFA
# Streams below this size lie in another place; no workbook is so small.
_SMALL = 4096


def look_at_xls(content: bytes) -> FileFacts:
    """Return where the errors, formulas and notes of an .xls stand; what is odd about it is left to the reader."""
    facts = FileFacts("xls", knows_formulas=False)
    try:
        stream = workbook_stream(content)
        for title, start in _sheets(stream):
            facts.sheets[title] = _look_at_sheet(stream, start)
    except (struct.error, IndexError, UnicodeDecodeError):
        return FileFacts("xls", knows_formulas=False)
    return facts


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


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    for _ in range(_RECORDS):
        if at + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
    raise FileRejected("too-large", why="it has endless records")


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Title and place of every worksheet; charts and macro sheets are left out."""
    for kind, data in _records(stream, 0):
        if kind == _BOF and data[:2] != b"\x00\x06":  # older than Excel 97
            return
        if kind == _SHEET and data[5] == 0:
            yield _characters(data[7:], data[6]), struct.unpack_from("<I", data)[0]
        elif kind == _EOF:
            return


def _look_at_sheet(stream: bytes, start: int) -> SheetFacts:
    found = SheetFacts()
    places: dict[int, CellPlace] = {}
    texts: dict[int, str] = {}
    depth, current, left = 0, -1, 0
    for kind, data in _records(stream, start):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth > 1:  # a chart on the sheet
            continue
        elif kind == _FORMULA:
            place = struct.unpack_from("<HH", data)
            found.computed.add(place)
            if data[6] == 2 and data[12:14] == b"\xff\xff":
                found.errors[place] = _ERRORS.get(data[8], "#N/A")
        elif kind == _BOOL_OR_ERROR and data[7]:
            found.errors[struct.unpack_from("<HH", data)] = _ERRORS.get(data[6], "#N/A")
        elif kind == _NOTE:
            row, col, _, thing = struct.unpack_from("<HHHH", data)
            places[thing] = (row, col)
        elif kind == _OBJECT:
            current = struct.unpack_from("<H", data, 6)[0]
        elif kind == _TEXT:
            left = struct.unpack_from("<H", data, 10)[0]
        elif kind == _CONTINUE and left > 0:
            piece = _characters(data, left)
            texts[current] = texts.get(current, "") + piece
            left -= len(piece)
    found.notes = {place: texts[thing] for thing, place in places.items() if thing in texts}
    return found


def _characters(data: bytes, count: int) -> str:
    """So many characters behind the byte that tells how wide they are."""
    if data[0] & 1:
        return data[1 : 1 + 2 * count].decode("utf-16-le", "replace")
    return data[1 : 1 + count].decode("latin-1")
