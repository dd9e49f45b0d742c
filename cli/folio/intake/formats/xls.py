"""Old workbooks (.xls), and a walk through their records, after [MS-XLS], for errors, formulas and notes.

Only which cells have formulas is read: their text would need a parser of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from folio.basics.cell_references import CellPlace
from folio.intake.formats.calamine_cells import calamine_grids
from folio.intake.formats.xls_container import open_container, workbook_stream
from folio.intake.formats.xls_password import FILEPASS, without_standard_password
from folio.intake.raw_workbook import ErrorValue, FileRejected, RawGrid, RawWorkbook

if TYPE_CHECKING:
    from olefile import OleFileIO

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BOF, _EOF, _SHEET, _FORMULA, _BOOL_OR_ERROR, _CALENDAR = 0x0809, 0x0A, 0x85, 0x06, 0x0205, 0x22
_NOTE, _OBJECT, _TEXT, _CONTINUE = 0x1C, 0x5D, 0x01B6, 0x3C
# Far more records than an honest workbook has.
_RECORDS = 3_000_000
_OTHERS = {
    "WordDocument": "an old text document",
    "PowerPoint Document": "an old presentation",
    "__properties_version1.0": "a saved email",
}


def read_xls(content: bytes) -> RawWorkbook:
    """Read an old workbook; raises FileRejected for the other things that the same container is used for."""
    stream = b""
    if container := open_container(content):
        _check_streams(container)
        stream = workbook_stream(container, len(content))
        if any(kind == FILEPASS for kind, _ in _globals(stream)):
            clear = without_standard_password(stream)
            if clear is None:
                raise FileRejected("encrypted")
            container.write_stream("Workbook", clear)
            stream, content = clear, container.fp.getvalue()
    sheets = look_at_xls(stream)
    grids = calamine_grids(content)
    for grid in grids:
        if grid.title in sheets:
            sheets[grid.title].join(grid)
    return RawWorkbook(grids, "places" if sheets else "none")


def _check_streams(container: OleFileIO) -> None:
    """Refuse a container whose streams are not those of a workbook."""
    if container.exists("EncryptedPackage"):
        raise FileRejected("encrypted")
    if not container.exists("Workbook") and not container.exists("Book"):
        if looks := next((words for name, words in _OTHERS.items() if container.exists(name)), ""):
            raise FileRejected("not-a-workbook", looks=looks)
        raise FileRejected("damaged", why="it has no sheets")


@dataclass(slots=True)
class SheetFacts:
    """What python-calamine leaves out: the errors and notes of a sheet by place, and which cells are formulas."""

    since_1904: bool
    errors: dict[CellPlace, str] = field(default_factory=dict)
    notes: dict[CellPlace, str] = field(default_factory=dict)
    computed: set[CellPlace] = field(default_factory=set)

    def join(self, grid: RawGrid) -> None:
        """Put them beside the values of the sheet."""
        grid.cells |= {place: ErrorValue(text) for place, text in self.errors.items()}
        grid.notes, grid.computed, grid.since_1904 = self.notes, self.computed, self.since_1904


def look_at_xls(stream: bytes) -> dict[str, SheetFacts]:
    """Return the errors, formulas and notes by sheet title; empty where the records are not as expected."""
    try:
        since_1904 = any(kind == _CALENDAR and data[:1] == b"\1" for kind, data in _globals(stream))
        return {title: _look_at_sheet(stream, start, since_1904) for title, start in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    for _ in range(_RECORDS):
        if at + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
    raise FileRejected("too-large", why="it has endless records")


def _globals(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of the workbook itself, which come before those of its sheets."""
    return takewhile(lambda record: record[0] != _EOF, _records(stream, 0))


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Title and place of every worksheet; charts and macro sheets are left out."""
    for kind, data in _globals(stream):
        if kind == _BOF and data[:2] != b"\x00\x06":  # older than Excel 97
            return
        if kind == _SHEET and data[5] == 0:
            yield _characters(data[7:], data[6]), struct.unpack_from("<I", data)[0]


def _look_at_sheet(stream: bytes, start: int, since_1904: bool) -> SheetFacts:
    found = SheetFacts(since_1904=since_1904)
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
