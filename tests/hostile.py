"""Files that do harm or are just broken, as data: what each is, how it is made, and what reading it must say.

``KINDS`` maps a kind to its maker, the code that is right for it and the ending that it comes under. The code ``READ``
means that the file only looks odd: all that Ana typed must come out of it.
"""

from __future__ import annotations

import io
import json
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from folio.workbook.packing import repack
from tests.hostile_binary import cells, container, truncated_chain, xls, xlsb
from tests.workbooks import CLEAN, make

READ = "read"
MIB = 1024 * 1024
SAMPLES = Path(__file__).parent.parent / "samples" / "riverside"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES, WORKBOOK, RELATIONS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STRINGS, STYLES, CONTENT = "xl/sharedStrings.xml", "xl/styles.xml", "content.xml"
# The sheet Contacts of the workbook that all the others are made from.
SHEET = "xl/worksheets/sheet2.xml"


class Kind(NamedTuple):
    """One kind of file: its maker, the one code that reading it gives, and its ending."""

    make: Callable[[], bytes]
    code: str
    ending: str = ".xlsx"


# --- what the makers are made of


@cache
def good() -> bytes:
    """The workbook without a mistake that most kinds are made from: with what folio leaves out and others write."""
    declared = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

    def spelled_out(_: str, part: bytes) -> bytes:
        return declared + part.replace(b"<sheetViews>", b'<dimension ref="A1:Z45"/><sheetViews>', 1)

    return repack(make(CLEAN), spelled_out)


@cache
def good_ods() -> bytes:
    """A workbook as LibreOffice saved it."""
    return next(SAMPLES.glob("*.ods")).read_bytes()


def parts(workbook: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return {n: package.read(n) for n in package.namelist()}


def packed(contents: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        for name, content in contents.items():
            package.writestr(name, content, compresslevel=1)
    return stream.getvalue()


def _with(base: Callable[[], bytes], contents: dict[str, bytes | None]) -> bytes:
    """A workbook with some parts put in their place; None takes a part out."""
    mixed = parts(base()) | contents
    return packed({n: c for n, c in mixed.items() if c is not None})


def put(name: str, content: bytes | None, base: Callable[[], bytes] = good) -> bytes:
    """The good workbook with one part put in its place."""
    return _with(base, {name: content})


def changed(name: str, old: bytes, new: bytes, base: Callable[[], bytes] = good, times: int = 1) -> bytes:
    """The good workbook with a piece of one part changed."""
    part = parts(base())[name]
    assert old in part, f"{old!r} is not in {name}"
    return put(name, part.replace(old, new, times), base)


def in_sheet(rows: bytes) -> bytes:
    """The good workbook with more rows at the end of a sheet."""
    return changed(SHEET, b"</sheetData>", rows + b"</sheetData>")


def after_sheet(elements: bytes) -> bytes:
    """The good workbook with more elements after the rows of a sheet."""
    return changed(SHEET, b"</sheetData>", b"</sheetData>" + elements)


def in_ods(rows: bytes) -> bytes:
    """The good .ods with more rows at the end of its first sheet."""
    return changed(CONTENT, b"</table:table>", rows + b"</table:table>", good_ods)


def cut(share: float, base: Callable[[], bytes] = good) -> bytes:
    """The first part of a file."""
    content = base()
    return content[: int(len(content) * share)]


def added(name: str, content: bytes = b"", mode: int = 0, base: Callable[[], bytes] = good) -> bytes:
    """The good workbook with one more entry, whatever its name."""
    stream = io.BytesIO(base())
    entry = zipfile.ZipInfo("placeholder")
    entry.filename = name
    entry.external_attr = mode << 16
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as package:
        warnings.simplefilter("ignore")  # a name that is there already
        package.writestr(entry, content)
    return stream.getvalue()


def renamed(old: bytes, new: bytes) -> bytes:
    """The good workbook with an entry's name overwritten in both places."""
    assert len(old) == len(new)
    return added(old.decode(), b"x").replace(old, new)


_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def _headers(content: bytes, name: str) -> tuple[int, int]:
    """Where an entry's two headers begin."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        local = package.getinfo(name).header_offset
    central = content.index(_CENTRAL)
    while content[central + 46 : central + 46 + len(name)] != name.encode():
        central = content.index(_CENTRAL, central + 4)
    return local, central


def lying(name: str, field: str, value: int) -> bytes:
    """The good workbook with one field of an entry's headers changed."""
    content = bytearray(good())
    local, central = _headers(bytes(content), name)
    at_local, at_central, form = {
        "flags": (6, 8, "<H"), "method": (8, 10, "<H"), "crc": (14, 16, "<I"),
        "packed": (18, 20, "<I"), "size": (22, 24, "<I"), "offset": (0, 42, "<I"),
    }[field]  # fmt: skip
    if at_local:
        struct.pack_into(form, content, local + at_local, value)
    struct.pack_into(form, content, central + at_central, value)
    return bytes(content)


def streamed(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The good workbook as a program writes it that cannot seek: sizes stand behind the parts."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.out = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:  # type: ignore[override]
            self.out += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as package:
        for name, content in parts(good()).items():
            package.writestr(name, content)
    return bytes(pipe.out)


def zip64() -> bytes:
    """The good workbook with the long form of every size."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts(good()).items():
            with package.open(name, "w", force_zip64=True) as entry:
                entry.write(content)
    return stream.getvalue()


def streamed_zip64(contents: dict[str, bytes], comment: bytes = b"", before: bytes = b"") -> bytes:
    """A zip as web services stream it: sizes behind each member, and every short size, count and place all ones."""
    out, listing, ones = bytearray(before), bytearray(), 0xFFFFFFFF
    for name, content in contents.items():
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)
        data, start = packer.compress(content) + packer.flush(), len(out) - len(before)
        head = struct.pack("<4H", 0x0808, 8, 0, 33)
        sums = struct.pack("<I2Q", zlib.crc32(content), len(data), len(content))
        out += struct.pack("<4sH8s3I2H", _LOCAL, 45, head, 0, ones, ones, len(name.encode()), 20) + name.encode()
        out += struct.pack("<2H2Q", 1, 16, 0, 0) + data + b"PK\7\x08" + sums
        listing += struct.pack("<4s2H8s3I5H2I", _CENTRAL, 45, 45, head, zlib.crc32(content), ones, ones,
                               len(name.encode()), 28, 0, 0, 0, 0, ones)  # fmt: skip
        listing += name.encode() + struct.pack("<2H3Q", 1, 24, len(content), len(data), start)
    start, count = len(out) - len(before), len(contents)
    end = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(listing), start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, start + len(listing), 1)
    short = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, ones, ones, len(comment))
    return bytes(out + listing) + end + locator + short + comment


def zip64_astray() -> bytes:
    """The good workbook with an end record that says: look at a place far behind the end."""
    content = good()
    end = content.rindex(b"PK\x05\x06")
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 1 << 60, 1)
    return content[:end] + locator + content[end:]


def overlapping() -> bytes:
    """The good workbook with two entries that share their bytes."""
    with zipfile.ZipFile(io.BytesIO(good())) as package:
        first = package.getinfo(SHEET).header_offset
    return lying("xl/worksheets/sheet3.xml", "offset", first)


def flipped(at: float, length: int = 200, base: Callable[[], bytes] = good) -> bytes:
    """The good workbook with the bits of some bytes turned over."""
    content = bytearray(base())
    start = int(len(content) * at)
    for i in range(start, min(start + length, len(content))):
        content[i] ^= 0xFF
    return bytes(content)


def flipped_part(name: str, header: int) -> bytes:
    """The good workbook with bits turned over behind one of an entry's two headers."""
    start = _headers(good(), name)[header]
    return flipped((start + (100, 0)[header]) / len(good()) + 1e-9, 20)


def name_that_is_no_text(name: str) -> bytes:
    """The good workbook in which an entry's own header says its name in bytes that are no UTF-8."""
    content = bytearray(good())
    local, _ = _headers(good(), name)
    content[local + 7] |= 0x08  # the flag for UTF-8
    content[local + 30] = 0xDE
    return bytes(content)


def sheet_of(rows: bytes) -> bytes:
    """A sheet's part with these rows and nothing else."""
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN.encode(), rows)


def many_sheets(number: int) -> bytes:
    """The good workbook that lists one of its sheets again and again."""
    more = b"".join(b'<sheet name="S%d" sheetId="%d" r:id="rId2"/>' % (i, i + 100) for i in range(number))
    return changed(WORKBOOK, b"</sheets>", more + b"</sheets>")


def target(old: bytes, new: bytes) -> bytes:
    """The good workbook with another target for one of its sheets."""
    return changed(RELATIONS, b'Target="worksheets/' + old + b'"', b'Target="' + new + b'"')


def hidden_sheet(place: str, to: bytes) -> bytes:
    """A sheet with a far cell where the gate might not look, but the parser finds it."""
    far = sheet_of(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    contents = parts(target(b"sheet2.xml", to)) | {place: far}
    return packed(contents)


def with_notes(contents: dict[str, bytes], *texts: bytes) -> dict[str, bytes]:
    """The parts of a workbook with these notes on its second sheet."""
    rels = "xl/worksheets/_rels/sheet2.xml.rels"
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" '
        b'Target="../comments9.xml"/></Relationships>'
    )
    notes = b"".join(
        b'<comment ref="C%d" authorId="0"><text><t>%s</t></text></comment>' % (i, text)
        for i, text in enumerate(texts, 6)
    )
    content = b'<comments xmlns="%s"><authors><author>Ana</author></authors><commentList>%s</commentList></comments>'
    return contents | {
        rels: contents[rels].replace(b"</Relationships>", relation),
        "xl/comments9.xml": content % (MAIN.encode(), notes),
    }


def password_zip() -> bytes:
    """The good workbook with every part marked as encrypted, as a zip program with a password does."""
    content = bytearray(good())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
    for name in names:
        local, central = _headers(bytes(content), name)
        content[local + 6] |= 1
        content[central + 8] |= 1
    return bytes(content)


def encrypted_ods() -> bytes:
    """An .ods whose manifest says that its content is encrypted."""
    return changed(
        "META-INF/manifest.xml", b"<manifest:file-entry",
        b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
        b"<manifest:file-entry", good_ods,
    )  # fmt: skip


def other_document(kind: str) -> bytes:
    """A package of the other programs of the suites."""
    if kind == "odt":
        return packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    return packed({TYPES: b"<Types/>", f"{kind}/document.xml": b"<x/>"})


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(12)
    ) + b"]>"
)  # fmt: skip
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
FAR_ODS = b'<table:table-row%s><table:table-cell office:value-type="float" office:value="1"%s/></table:table-row>'


def ods_row(rows: int = 1, columns: int = 1) -> bytes:
    """A row of an .ods with one number, repeated downwards and to the right."""
    return FAR_ODS % (b' table:number-rows-repeated="%d"' % rows, b' table:number-columns-repeated="%d"' % columns)


def _small_print(workbook: bytes) -> bytes:
    """A bomb whose headers promise 100 bytes."""
    content = bytearray(workbook)
    local, central = _headers(workbook, STRINGS)
    struct.pack_into("<I", content, local + 22, 100)
    struct.pack_into("<I", content, central + 24, 100)
    return bytes(content)


def _strings_times(text: bytes, times: int) -> bytes:
    """One long shared string in very many cells: small to store, vast to read."""
    strings = parts(good())[STRINGS]
    number = strings.count(b"<si>")
    rows = b"".join(
        b'<row r="%d"><c r="B%d" t="s"><v>%d</v></c></row>' % (i, i, number) for i in range(200, 200 + times)
    )
    contents = parts(in_sheet(rows))
    contents[STRINGS] = strings.replace(b"</sst>", b"<si><t>" + text + b"</t></si></sst>")
    return packed(contents)


def _dimension(reference: bytes) -> bytes:
    part = parts(good())[SHEET]
    start = part.index(b'<dimension ref="') + len(b'<dimension ref="')
    return put(SHEET, part[:start] + reference + part[part.index(b'"', start) :])


def _chart_sheet() -> bytes:
    contents = parts(changed(WORKBOOK, b"</sheets>", b'<sheet name="Chart" sheetId="99" r:id="rId99"/></sheets>'))
    contents[RELATIONS] = contents[RELATIONS].replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet" '
        b'Target="chartsheets/sheet1.xml"/></Relationships>',
    )
    contents["xl/chartsheets/sheet1.xml"] = b'<chartsheet xmlns="%s"/>' % MAIN.encode()
    return packed(contents)


def _vast_sectors() -> bytes:
    """An old workbook whose header promises four thousand million sectors."""
    content = bytearray(xls(cells((0, 0), old=True)))
    struct.pack_into("<I", content, 44, 0xFFFFFFF0)
    struct.pack_into("<I", content, 72, 0xFFFFFFF0)
    return bytes(content)


def _endless_table() -> bytes:
    """An old workbook whose table of sectors has the same one again and again."""
    content, lists = xls(cells((0, 0), old=True)), 300
    first = len(content) // 512 - 1
    header = bytearray(content[:512])
    struct.pack_into("<I", header, 44, 109 + 127 * lists)
    struct.pack_into("<II", header, 68, first, lists)
    following = [*range(first + 1, first + lists), 0xFFFFFFFE]
    return bytes(header) + content[512:] + b"".join(struct.pack("<128I", *[0] * 127, n) for n in following)


KINDS: dict[str, Kind] = {
    # --- other things under a workbook's name
    "nothing": Kind(lambda: b"", "not-a-workbook"),
    "only zeros": Kind(lambda: b"\0" * 4096, "not-a-workbook"),
    "csv": Kind(lambda: b"name,email\nDana,d@example.org\n", "not-a-workbook"),
    "web page": Kind(lambda: b"\xef\xbb\xbf\n<!DOCTYPE html><html></html>", "not-a-workbook"),
    "web page as .xls": Kind(lambda: b"<html><table><tr><td>Dana</td></tr></table></html>", "not-a-workbook", ".xls"),
    "spreadsheet of 2003 as xml": Kind(
        lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
        b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "not-a-workbook", ".xls"),
    "flat .ods": Kind(
        lambda: b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
        "not-a-workbook", ".ods"),
    "pdf": Kind(lambda: b"%PDF-1.7 ...", "not-a-workbook"),
    "png": Kind(lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not-a-workbook"),
    "jpeg": Kind(lambda: b"\xff\xd8\xff\xe0" + b"\0" * 50, "not-a-workbook"),
    "rtf": Kind(lambda: b"{\\rtf1\\ansi hello}", "not-a-workbook", ".xls"),
    "program": Kind(lambda: b"MZ\x90\0" + b"\0" * 200, "not-a-workbook"),
    "gz": Kind(lambda: b"\x1f\x8b\x08" + b"\0" * 50, "not-a-workbook"),
    "rar": Kind(lambda: b"Rar!\x1a\x07\x01\0" + b"\0" * 50, "not-a-workbook"),
    "7z": Kind(lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "not-a-workbook"),
    "docx": Kind(lambda: other_document("word"), "not-a-workbook"),
    "pptx": Kind(lambda: other_document("ppt"), "not-a-workbook"),
    "odt": Kind(lambda: other_document("odt"), "not-a-workbook", ".ods"),
    "doc": Kind(lambda: container({"WordDocument": b"\0" * 5000}), "not-a-workbook", ".xls"),
    "numbers": Kind(lambda: packed({"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "not-a-workbook"),
    "older numbers": Kind(lambda: packed({"Index.zip": b"x"}), "not-a-workbook"),
    "link to google sheets": Kind(
        lambda: json.dumps({"url": "https://docs.google.com/open?id=x"}).encode(), "not-a-workbook"),
    "zip of other files": Kind(lambda: packed({"a.txt": b"hello"}), "not-a-workbook"),
    "empty zip": Kind(lambda: packed({}), "not-a-workbook"),
    "someone else's workbook": Kind(lambda: xlsb(cells((0, 0))), "not-folio", ".xlsb"),
    "someone else's old workbook": Kind(lambda: xls(cells((0, 0), old=True)), "not-folio", ".xls"),
    # --- not whole
    "first bytes only": Kind(lambda: good()[:60], "damaged"),
    "half": Kind(lambda: cut(0.5), "damaged"),
    "nine tenths": Kind(lambda: cut(0.9), "damaged"),
    "one byte short": Kind(lambda: good()[:-1], "damaged"),
    "half an .ods": Kind(lambda: cut(0.5, good_ods), "damaged", ".ods"),
    "flipped near the start": Kind(lambda: flipped(0.05), "damaged"),
    "flipped in a sheet": Kind(lambda: flipped_part(SHEET, 0), "damaged"),
    "flipped in the directory": Kind(lambda: flipped_part(SHEET, 1), "damaged"),
    "flipped .ods": Kind(lambda: flipped(0.6, base=good_ods), "damaged", ".ods"),
    "unclosed xml": Kind(lambda: changed(SHEET, b"</worksheet>", b""), "damaged"),
    "a cell behind the end of its sheet": Kind(
        lambda: changed(SHEET, b"</worksheet>", b'</worksheet><c r="Z99"><v>5</v></c>'), "damaged"),
    "a name that is no text": Kind(lambda: name_that_is_no_text(SHEET), "damaged"),
    "a sheet that is no xml": Kind(lambda: put(SHEET, b"\x93NUMPY" + bytes(range(256))), "damaged"),
    "an empty part": Kind(lambda: put(SHEET, b""), "damaged"),
    "no workbook part": Kind(lambda: put(WORKBOOK, None), "damaged"),
    "no relations": Kind(lambda: put(RELATIONS, None), "damaged"),
    "a sheet missing": Kind(lambda: put(SHEET, None), "damaged"),
    "no shared strings": Kind(lambda: put(STRINGS, None), "damaged"),
    "no styles": Kind(lambda: put(STYLES, None), READ),
    "no content types": Kind(lambda: put(TYPES, None), READ),
    "a sheet without a relation": Kind(lambda: changed(WORKBOOK, b'r:id="rId2"', b'r:id="rId999"'), "damaged"),
    "an address that is none": Kind(lambda: changed(SHEET, b'r="A5"', b'r="??"'), "damaged"),
    "an address beyond numbers": Kind(lambda: in_sheet(b'<row r="99999999999999999999"><c r="A99999999999999999999"/></row>'), "damaged"),
    "a shared string that is not there": Kind(
        lambda: in_sheet(b'<row r="99"><c r="B99" t="s"><v>987654</v></c></row>'), "damaged"),
    "a shared string of no number": Kind(lambda: in_sheet(b'<row r="99"><c r="AZ99" t="s"><v>x</v></c></row>'), READ),
    "text where a number stands": Kind(lambda: in_sheet(b'<row r="99"><c r="AZ99"><v>abc</v></c></row>'), READ),
    "no sheets in an .ods": Kind(lambda: put(CONTENT, b"<x/>", good_ods), "damaged", ".ods"),
    "no sheets": Kind(lambda: put(WORKBOOK, b'<workbook xmlns="%s"><sheets/></workbook>' % MAIN.encode()), "damaged"),
    "two sheets of one name": Kind(lambda: changed(WORKBOOK, b'name="Interviews"', b'name="CONTACTS"'), "unsafe"),
    "two sheets of one name in an .ods": Kind(
        lambda: changed(CONTENT, b'table:name="Interviews"', b'table:name="Contacts"', good_ods), "unsafe", ".ods"),
    "rows twice": Kind(
        lambda: changed(SHEET, b"</sheetData>", b'</sheetData><sheetData><row r="50"><c r="AZ50"><v>1</v></c></row></sheetData>'), READ),
    "an .ods that is no xml": Kind(lambda: put(CONTENT, b"hello", good_ods), "damaged", ".ods"),
    "wrong checksum": Kind(lambda: lying(SHEET, "crc", 0x12345678), "damaged"),
    # --- protected
    "encrypted": Kind(lambda: container({"EncryptedPackage": b"\0" * 5000, "EncryptionInfo": b"\0" * 5000}), "encrypted"),
    "encrypted .ods": Kind(encrypted_ods, "encrypted", ".ods"),
    "encrypted .xls": Kind(lambda: xls(cells((0, 0), old=True), password=True), "encrypted", ".xls"),
    "zip with a password": Kind(password_zip, "encrypted"),
    # --- zips that lie
    "a size too small": Kind(lambda: lying(SHEET, "size", 100), "damaged"),
    "a size too large": Kind(lambda: lying(SHEET, "size", 70 * MIB), READ),
    "a size beyond all": Kind(lambda: lying(SHEET, "size", 0xFFFFFFF0), "too-large"),
    "a packed size too large": Kind(lambda: lying(SHEET, "packed", 70 * MIB), "unsafe"),
    "an unknown method": Kind(lambda: lying(SHEET, "method", 99), "unsafe"),
    "packed with lzma": Kind(lambda: packed(parts(good()), zipfile.ZIP_LZMA), "unsafe"),
    "the same part twice": Kind(lambda: added(SHEET, b"<worksheet/>"), "unsafe"),
    "the same part in capitals": Kind(lambda: added(SHEET.upper(), b"<worksheet/>"), "unsafe"),
    "parts that overlap": Kind(overlapping, "unsafe"),
    "zip64 gone astray": Kind(zip64_astray, "damaged"),
    "a way out of the folder": Kind(lambda: added("../../evil.xml", b"x"), "unsafe"),
    "a way from the root": Kind(lambda: added("/etc/evil.xml", b"x"), READ),
    "a drive's letter": Kind(lambda: added("C:\\evil.xml", b"x"), "unsafe"),
    "a name with NUL": Kind(lambda: renamed(b"xl/evil.xml", b"xl/ev\0l.xml"), "unsafe"),
    "a link as a part": Kind(lambda: added("xl/link", b"/etc/passwd", stat.S_IFLNK | 0o777), "unsafe"),
    "too many parts": Kind(lambda: packed(parts(good()) | {f"xl/media/{i}": b"" for i in range(3100)}), "too-large"),
    "sizes behind the parts": Kind(streamed, READ),
    "the long form of sizes": Kind(zip64, READ),
    "the long form of every record": Kind(lambda: streamed_zip64(parts(good())), READ),
    "the long form with a comment": Kind(lambda: streamed_zip64(parts(good()), b"made by a service" * 50), READ),
    "an archive's comment": Kind(lambda: good()[:-2] + struct.pack("<H", 5) + b"hello", READ),
    "the long form without its record": Kind(
        lambda: streamed_zip64(parts(good())).replace(b"PK\6\7", b"PK\6\0"), "damaged"),
    "not packed": Kind(lambda: packed(parts(good()), zipfile.ZIP_STORED), READ),
    "a comment on the zip": Kind(lambda: good()[:-2] + struct.pack("<H", 5) + b"hello", READ),
    # --- bombs
    "one big part": Kind(lambda: put(STRINGS, b"<sst>" + b" " * (90 * MIB) + b"</sst>"), "too-large"),
    "a big part that nobody reads": Kind(lambda: added("xl/media/image9.png", bytes(90 * MIB)), "too-large"),
    "many middling parts": Kind(
        lambda: packed(parts(good()) | {f"xl/media/image{i}.png": bytes(60 * MIB) for i in range(4)}), "too-large"),
    "a bomb that lies about its size": Kind(lambda: _small_print(put(STRINGS, b"<sst>" + b" " * (70 * MIB) + b"</sst>")), "damaged"),
    "a workbook in a workbook": Kind(lambda: put("xl/embeddings/a.xlsx", good()), READ),
    "a million tags": Kind(lambda: after_sheet(b"<x>" + b"<a/>" * 6_000_000 + b"</x>"), "too-large"),
    "a million strings": Kind(lambda: put(STRINGS, b"<sst>" + b"<si><t/></si>" * 4_000_000 + b"</sst>"), "too-large"),
    "deep nesting": Kind(lambda: after_sheet(b"<a>" * 200_000 + b"</a>" * 200_000), "too-large"),
    "deep nesting in strings": Kind(lambda: put(STRINGS, b"<sst>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</sst>"), "too-large"),
    "deep nesting in an .ods": Kind(
        lambda: in_ods(b"<table:table-row>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</table:table-row>"), "too-large", ".ods"),
    "laughs": Kind(lambda: changed(SHEET, b"<worksheet", LAUGHS + b"<worksheet"), "unsafe"),
    "laughs in the strings": Kind(lambda: changed(STRINGS, b"<sst", LAUGHS + b"<sst"), "unsafe"),
    "laughs in an .ods": Kind(
        lambda: changed(CONTENT, b"<office:document-content", LAUGHS + b"<office:document-content", good_ods), "unsafe", ".ods"),
    "a file from outside": Kind(lambda: changed(SHEET, b"<worksheet", OUTSIDE + b"<worksheet"), "unsafe"),
    "utf-16": Kind(
        lambda: put(SHEET, parts(good())[SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")), "unsafe"),
    "latin-1": Kind(lambda: changed(SHEET, b'encoding="UTF-8"', b'encoding="ISO-8859-1"'), "unsafe"),
    "a long attribute": Kind(lambda: after_sheet(b'<x a="%s"/>' % (b"y" * (30 * MIB))), "too-large"),
    "a long comment": Kind(lambda: after_sheet(b"<!-- %s -->" % (b"y" * (30 * MIB))), "too-large"),
    "a long text": Kind(
        lambda: in_sheet(b'<row r="99"><c r="B99" t="inlineStr"><is><t>%s</t></is></c></row>' % (b"y" * (3 * MIB))), "too-large"),
    "one long text in many cells": Kind(
        lambda: _strings_times(b"y" * 190_000, 20_000), "too-large"),
    # --- cells and areas
    "a far cell": Kind(lambda: in_sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "too-large"),
    "a far column": Kind(lambda: in_sheet(b'<row r="10000"><c r="XFD10000"><v>1</v></c></row>'), "too-large"),
    "a far row": Kind(lambda: in_sheet(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "too-large"),
    "a far cell behind a prefix": Kind(
        lambda: in_sheet(b'<x:row xmlns:x="%s" r="99999"><x:c r="XFD99999"><x:v>1</x:v></x:c></x:row>' % MAIN.encode()), "too-large"),
    "a far row without cells' addresses": Kind(lambda: in_sheet(b'<row r="900000"><c><v>1</v></c></row>'), "too-large"),
    "cells without addresses": Kind(lambda: in_sheet(b'<row r="99">%s</row>' % (b"<c><v>1</v></c>" * 5000)), "too-large"),
    "rows without addresses": Kind(lambda: in_sheet(b"<row><c><v>1</v></c></row>" * 110_000), "too-large"),
    "one cell a million times": Kind(lambda: in_sheet(b'<row r="99">%s</row>' % (b'<c r="B99"><v>1</v></c>' * 1_100_000)), "too-large"),
    "a far cell on a sheet elsewhere": Kind(lambda: hidden_sheet("xl/worksheets/s.xml", b"xl/worksheets/s.xml"), "damaged"),
    "a far cell on a sheet behind dots": Kind(
        lambda: hidden_sheet("xl/worksheets/../../evil/s.xml", b"worksheets/../../evil/s.xml"), "unsafe"),
    "a lying dimension": Kind(lambda: _dimension(b"A1:B2"), READ),
    "a vast dimension": Kind(lambda: _dimension(b"A1:XFD1048576"), READ),
    "a merge over everything": Kind(
        lambda: after_sheet(b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "too-large"),
    "a link over everything": Kind(
        lambda: after_sheet(b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'), "too-large"),
    "a rule over everything": Kind(
        lambda: after_sheet(b'<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="9"/></conditionalFormatting>'), READ),
    "a rule over millions of places": Kind(
        lambda: after_sheet(b'<conditionalFormatting sqref="%s"/>' % (b"A1 " * 2_000_000)), "too-large"),
    "a drop-down over millions of places": Kind(
        lambda: after_sheet(b'<dataValidations><dataValidation sqref="%s"/></dataValidations>' % (b"A1 " * 2_000_000)), "too-large"),
    "a shared formula over everything": Kind(
        lambda: in_sheet(b'<row r="99"><c r="AZ99"><f t="shared" ref="A1:XFD1048576" si="0">1+1</f><v>2</v></c></row>'), READ),
    "a number that is none": Kind(lambda: in_sheet(b'<row r="99"><c r="AZ99"><v>NaN</v></c></row>'), READ),
    "a number beyond all": Kind(lambda: in_sheet(b'<row r="99"><c r="AZ99"><v>1E+999</v></c></row>'), READ),
    "a style that is not there": Kind(lambda: in_sheet(b'<row r="99"><c r="AZ99" s="987654"><v>1</v></c></row>'), READ),
    "too many sheets": Kind(lambda: many_sheets(3000), "too-large"),
    "too many notes": Kind(lambda: packed(with_notes(parts(good()), *[b"x"] * 120_000)), "too-large"),
    "too many names": Kind(
        lambda: changed(WORKBOOK, b"</definedNames>", b"<definedName name=\"n\">A!$A$1</definedName>" * 120_000 + b"</definedNames>"), "too-large"),
    "too many relations": Kind(
        lambda: changed(RELATIONS, b"</Relationships>", b'<Relationship Id="x" Type="t" Target="y"/>' * 120_000 + b"</Relationships>"), "too-large"),
    "errors without end": Kind(
        lambda: in_sheet(b'<row r="99"><c r="AY99" t="e"><v>#SPILL!</v></c></row>' + b'<row><c t="e"/></row>' * 60_000), READ),
    "a relation to itself": Kind(
        lambda: put("xl/worksheets/_rels/sheet2.xml.rels", b'<Relationships><Relationship Id="r" Type="x/comments" '
                    b'Target="_rels/sheet2.xml.rels"/></Relationships>'), READ),
    "a chart sheet": Kind(_chart_sheet, READ),
    # --- repeats of an .ods
    "a million cells in one": Kind(lambda: in_ods(ods_row(1000, 1001)), "too-large", ".ods"),
    "a far row by repeats": Kind(lambda: in_ods(b'<table:table-row table:number-rows-repeated="1048000"/>' + ods_row()), "too-large", ".ods"),
    "a far column by repeats": Kind(lambda: in_ods(ods_row(1, 16384)), "too-large", ".ods"),
    "repeats beyond numbers": Kind(lambda: in_ods(ods_row(1, 99_999_999_999)), "too-large", ".ods"),
    "repeats of nothing": Kind(
        lambda: in_ods(b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'),
        READ, ".ods"),
    "repeats of nothing beyond numbers": Kind(
        lambda: in_ods(b'<table:table-row><table:table-cell table:number-columns-repeated="2000000000"/></table:table-row>'), READ, ".ods"),
    "repeats of nothing before something": Kind(
        lambda: in_ods(b'<table:table-row><table:table-cell table:number-columns-repeated="2000000000"/><table:table-cell '
                       b'office:value-type="float" office:value="1"/></table:table-row>'), "too-large", ".ods"),
    "many rows of nothing": Kind(
        lambda: in_ods(b'<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>' * 90_000), READ, ".ods"),
    "formulas by repeats": Kind(
        lambda: in_ods(b'<table:table-row><table:table-cell table:formula="of:=1" table:number-columns-repeated="3999"/></table:table-row>' * 2000),
        "too-large", ".ods"),
    "rows in rows": Kind(lambda: in_ods(b"<table:table-row><table:table-cell>" + ods_row(1000, 1001) + b"</table:table-cell></table:table-row>"), "too-large", ".ods"),
    "spaces beyond numbers": Kind(
        lambda: in_ods(b'<table:table-row><table:table-cell office:value-type="string"><text:p>x<text:s text:c="2000000000"/></text:p>'
                       b"</table:table-cell></table:table-row>"), "too-large", ".ods"),
    # --- old and binary: the gate cannot see their cells, the parser's limits hold
    "old and broken": Kind(lambda: bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 5000, "damaged", ".xls"),
    "old and short": Kind(lambda: bytes.fromhex("D0CF11E0A1B11AE1"), "damaged", ".xls"),
    "old and cut": Kind(lambda: xls(cells(*[(r, 0) for r in range(2000)], old=True))[:9000], "damaged", ".xls"),
    "old with a chain in a circle": Kind(truncated_chain, "damaged", ".xls"),
    "old with vast sectors": Kind(_vast_sectors, "not-folio", ".xls"),
    "old with an endless table": Kind(_endless_table, "not-folio", ".xls"),
    "old with a far cell": Kind(lambda: xls(cells((0, 0), (65535, 255), old=True)), "reader-stopped", ".xls"),
    "old with a record that lies": Kind(lambda: xls(cells((0, 0), old=True) + b"\x03\x02\xff\xff\0\0"), "damaged", ".xls"),
    "binary with a far cell": Kind(lambda: xlsb(cells((0, 0), (1048575, 16383))), "reader-stopped", ".xlsb"),
    "binary with a broken sheet": Kind(lambda: xlsb(b"\xff" * 500), "damaged", ".xlsb"),
    "binary with a record that lies": Kind(lambda: xlsb(b"\x05\xff\xff\xff\x7f"), "damaged", ".xlsb"),
}  # fmt: skip
