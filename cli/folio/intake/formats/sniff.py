"""The first look at a stranger's file, before any parser: what it is, whether it is safe, and what parsers cannot see.

The zip's parts are unpacked in pieces and counted, their XML is walked once by expat without building anything. That
walk also records where errors, formulas and notes stand, which python-calamine does not tell.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from xml.parsers import expat

from folio.intake import limits
from folio.intake.formats.file_facts import FileFacts, FileRejected
from folio.intake.formats.ods import look_at_ods
from folio.intake.formats.xls import look_at_xls
from folio.intake.formats.xlsx_parts import look_at_ooxml
from folio.intake.formats.zip_guard import Archive

_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
# The begin of an old workbook, then perhaps a protection against writing, then the record of its password.
LOCKED_XLS = re.compile(rb"\x09\x08\x10\0\0\x06\x05\0.{12}(?:\x86\0\0\0)?\x2f\0", re.DOTALL)
_LOOKS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"), (b"PAR1", "a data file"), (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7z archive"), (b"MZ\x90\0", "a program"), (b"\x7fELF", "a program"),
)  # fmt: skip
_OLD = {
    "WordDocument": "an old text document",
    "PowerPoint Document": "an old presentation",
    "__properties": "a saved email",
}


def look(content: bytes) -> FileFacts:
    """Return what is known of the file; raises FileRejected when it is no workbook, damaged, unsafe or too large."""
    if len(content) > limits.FILE_BYTES:
        raise FileRejected("too-large", why=f"it has {len(content) // limits.MIB} MiB")
    if content.startswith(b"PK"):
        return _look_at_zip(content)
    if content.startswith(_OLE):
        return _look_at_ole(content)
    raise FileRejected(*_what_else(content))


def _look_at_ole(content: bytes) -> FileFacts:
    """Tell an old workbook from the other things that the same container is used for, by the names in its listing."""
    if "EncryptedPackage".encode("utf-16-le") in content or LOCKED_XLS.search(content):
        raise FileRejected("encrypted")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book", "BOOK")):
        looks = next((words for name, words in _OLD.items() if name.encode("utf-16-le") in content), "")
        if looks:
            raise FileRejected("not-a-workbook", looks=looks)
        raise FileRejected("damaged", why="it has no sheets")
    return look_at_xls(content)


def _what_else(content: bytes) -> tuple[str]:
    looks = next((name for magic, name in _LOOKS if content.startswith(magic)), "")
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not content.strip(b"\0 \r\n\t"):
        looks = "an empty file"
    elif head.startswith((b"<!doctype html", b"<html")):
        looks = "a web page"
    elif b"schemas-microsoft-com:office:spreadsheet" in head or b"<office:document" in head:
        looks = "a workbook saved as XML"
    elif not looks:
        looks = "text" if b"\0" not in content[:2000] else "another kind of file"
    raise FileRejected("not-a-workbook", looks=looks)


def _look_at_zip(content: bytes) -> FileFacts:
    try:
        package = Archive(content)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileRejected("damaged", why="the zip it's made of ends too soon or is broken") from error
    try:
        if "xl/workbook.xml" in package.names or "[Content_Types].xml" in package.names:
            return look_at_ooxml(package)
        if "mimetype" in package.names and "content.xml" in package.names:
            return look_at_ods(package)
        if any(n.startswith("Index/") or n == "Index.zip" for n in package.names):
            raise FileRejected("not-a-workbook", looks="a Numbers document")
        raise FileRejected("not-a-workbook", looks="a zip of other files")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, UnicodeError) as error:
        raise FileRejected("damaged", why="one of its parts can't be unpacked") from error
    except expat.ExpatError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from None
        raise FileRejected(
            "damaged", why=f"one of its parts is incomplete ({expat.ErrorString(error.code)})"
        ) from error
