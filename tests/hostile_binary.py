"""Small .xls and .xlsb workbooks, byte by byte: as much of both formats as it takes to lie in them."""

from __future__ import annotations

import io
import struct
import zipfile

_END, _FREE, _FAT, _SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 512


def container(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, each of 4,096 bytes or more."""
    sectors: list[bytes] = []
    chain: list[int] = []
    places: dict[str, int] = {}
    for name, content in streams.items():
        places[name] = len(sectors)
        count = -(-len(content) // _SECTOR)
        sectors += [content[i * _SECTOR : (i + 1) * _SECTOR].ljust(_SECTOR, b"\0") for i in range(count)]
        chain += [*range(places[name] + 1, places[name] + count), _END]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    last = len(streams)
    for i, (name, content) in enumerate(streams.items(), start=1):
        entries.append(_entry(name, 2, places[name], len(content), right=i + 1 if i < last else _FREE))
    while len(entries) % 4:
        entries.append(b"\0" * 128)
    folder = len(sectors)
    listing = b"".join(entries)
    count = len(listing) // _SECTOR
    sectors += [listing[i * _SECTOR : (i + 1) * _SECTOR] for i in range(count)]
    chain += [*range(folder + 1, folder + count), _END]
    tables = 1
    while (len(chain) + tables) * 4 > tables * _SECTOR:
        tables += 1
    first = len(sectors)
    chain += [_FAT] * tables
    table = b"".join(struct.pack("<I", n) for n in chain).ljust(tables * _SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", bytes.fromhex("D0CF11E0A1B11AE1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, tables, folder, 0,
        4096, _END, 0, _END, 0, first,
    )  # fmt: skip
    header += b"".join(struct.pack("<I", first + i) for i in range(1, tables))
    return header.ljust(_SECTOR, b"\xff") + b"".join(sectors) + table


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sI8s8sIQ", text, len(text), kind, 1, _FREE, right, child, b"", 0, b"", b"", start, size
    )


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(sheet: bytes, *, password: bool = False) -> bytes:
    """An .xls with one sheet of these records."""
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    lock = _record(0x002F, struct.pack("<HHH", 1, 1, 1) + b"\0" * 48) if password else b""
    listed = _record(0x0085, struct.pack("<IBBBB", 0, 0, 0, 6, 0) + b"Sheet1")
    place = len(begin) + len(lock) + len(listed) + 4
    listed = _record(0x0085, struct.pack("<IBBBB", place, 0, 0, 6, 0) + b"Sheet1")
    inner = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    book = begin + lock + listed + _record(0x000A) + inner + sheet + _record(0x000A)
    return container({"Workbook": book.ljust(4608, b"\0")})


def cells(*places: tuple[int, int], old: bool = False) -> bytes:
    """Records of a sheet with the number 1 in these cells (row and column from 0); ``old`` for .xls."""
    if old:
        return b"".join(_record(0x0203, struct.pack("<HHHd", r, c, 0, 1.0)) for r, c in places)
    found = b""
    for r, c in places:
        found += _piece(0, struct.pack("<IIHBBBI", r, 0, 300, 0, 0, 0, 0))
        found += _piece(5, struct.pack("<IId", c, 0, 1.0))
    return found


def _piece(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(content)]) + content


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(rows: bytes) -> bytes:
    """An .xlsb with one sheet of these records."""
    book = (
        _piece(131) + _piece(143)
        + _piece(156, struct.pack("<II", 0, 1) + _text("rId1") + _text("Sheet1"))
        + _piece(144) + _piece(132)
    )  # fmt: skip
    sheet = _piece(129) + _piece(148, struct.pack("<IIII", 0, 0, 0, 0)) + _piece(145) + rows + _piece(146) + _piece(130)
    relation = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/>'
        b"</Relationships>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.bin", book)
        package.writestr("xl/_rels/workbook.bin.rels", relation)
        package.writestr("xl/worksheets/sheet1.bin", sheet)
    return stream.getvalue()


def truncated_chain() -> bytes:
    """An .xls whose sectors follow each other in a circle."""
    content = bytearray(xls(cells(*[(r, 0) for r in range(3000)], old=True)))
    table = struct.unpack_from("<I", content, 76)[0]
    struct.pack_into("<I", content, (table + 1) * _SECTOR + 4 * 5, 2)
    return bytes(content)
