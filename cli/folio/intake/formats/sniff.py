"""What kind of file some bytes are, by their beginning or their parts, never by a name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from folio.intake.raw_workbook import FileRejected

ZIP, OLE = b"PK", bytes.fromhex("D0CF11E0A1B11AE1")
_LOOKS = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"), (b"PAR1", "a data file"), (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7z archive"), (b"MZ\x90\0", "a program"), (b"\x7fELF", "a program"),
)  # fmt: skip


def looks_of(content: bytes) -> str:
    """Name what a file looks like that is neither a zip nor an old Office file."""
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not content.strip(b"\0 \r\n\t"):
        return "an empty file"
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if b"schemas-microsoft-com:office:spreadsheet" in head or b"<office:document" in head:
        return "a workbook saved as XML"
    kind = "text" if b"\0" not in content[:2000] else "another kind of file"
    return next((name for magic, name in _LOOKS if content.startswith(magic)), kind)


def zip_format(names: Collection[str]) -> Literal["ooxml", "ods"]:
    """Return the format of a zip with these parts; raises FileRejected when it is not an Office file."""
    if "xl/workbook.xml" in names or "[Content_Types].xml" in names:
        return "ooxml"
    if "mimetype" in names and "content.xml" in names:
        return "ods"
    numbers = any(n.startswith("Index/") or n == "Index.zip" for n in names)
    raise FileRejected("not-a-workbook", looks="a Numbers document" if numbers else "a zip of other files")
