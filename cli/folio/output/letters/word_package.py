"""A Word file that somebody brings: opened with every limit counted on what really comes out of it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from folio.basics.wording import visible
from folio.intake.limits import MIB
from folio.intake.zip_listing import ListingTooLong, open_zip
from folio.output.letters.letter_faults import LetterErrors

LARGEST_FILE = 5 * MIB
# Unpacked, all parts together; and one with words in it: those of a letter of ten pages have 0.2 MiB.
LARGEST_WHOLE, LARGEST_TEXT = 40 * MIB, MIB
MOST_PARTS = 500
_OLE = b"\xd0\xcf\x11\xe0"  # how an old .doc begins, and a file with a password
_TYPES = "[Content_Types].xml"
_PLAIN = "application/vnd.openxmlformats-"
_DOCUMENT = f"{_PLAIN}officedocument.wordprocessingml.document.main+xml"
_STYLES = f"{_PLAIN}officedocument.wordprocessingml.styles+xml"
_CORE = f"{_PLAIN}package.core-properties+xml"
# What else has words that are printed.
_BESIDE = tuple(
    f"{_PLAIN}officedocument.wordprocessingml.{kind}+xml" for kind in ("header", "footer", "footnotes", "endnotes")
)
_MACROS = ("macroenabled", "vbaproject")
# A network address; a file on the counselor's own computer is none.
_REMOTE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:|[\\/]{2}|file:(?:[\\/]{2}[^\\/]|[\\/]{4})", re.IGNORECASE)
_ROOT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}document"
# Nothing outside of the file is fetched, and no entity is resolved.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


@dataclass(frozen=True, slots=True)
class WordPackage:
    """The parts of a Word file in their order, and which of them is what; a part that is not there has no name."""

    parts: dict[str, bytes]
    document: str
    beside: tuple[str, ...]
    styles: str
    core: str

    def tree(self, name: str) -> etree._Element:
        """Return a part parsed; raises LetterErrors where it is damaged."""
        return _parse(self.parts[name])


def open_word(content: bytes) -> WordPackage:
    """Open a Word file; raises LetterErrors where it can't be, or shouldn't be, a letter."""
    if len(content) > LARGEST_FILE:
        raise LetterErrors([f"this file is larger than a letter can be ({LARGEST_FILE // MIB} MB)"])
    parts = _unpacked(content)
    types = {
        (entry.get("PartName") or "").lstrip("/"): entry.get("ContentType") or ""
        for entry in _parse(parts[_TYPES])
        if isinstance(entry.tag, str)
    }
    if any(word in text.casefold() for word in _MACROS for text in (*types.values(), *parts)):
        raise LetterErrors(["it has macros; save it as a Word document (.docx) without them"])
    _refuse_elsewhere(parts)
    kinds = {type_: name for name, type_ in types.items() if name in parts}
    document = kinds.get(_DOCUMENT, "")
    if not document or _parse(parts[document]).tag != _ROOT:
        raise LetterErrors(["this isn't a letter in Word's usual form; save it as a Word document (.docx)"])
    beside = tuple(name for name in parts if types.get(name) in _BESIDE)
    if any(len(parts[name]) > LARGEST_TEXT for name in (_TYPES, document, *beside)):
        raise LetterErrors(["this file has more text than a letter can have"])
    return WordPackage(parts, document, beside, kinds.get(_STYLES, ""), kinds.get(_CORE, ""))


def _refuse_elsewhere(parts: Mapping[str, bytes]) -> None:
    """Raise LetterErrors where Word would fetch something from the network when it opens the file."""
    for name in parts:
        for relation in _parse(parts[name]) if name.endswith(".rels") else ():
            target, kind = relation.get("Target") or "", relation.get("Type") or ""
            if relation.get("TargetMode") == "External" and not kind.endswith("/hyperlink") and _REMOTE.match(target):
                what = kind.rpartition("/")[2]
                raise LetterErrors(
                    [f"it loads something ({what}) from {visible(target, 80)}; put it into the document"]
                )


def _unpacked(content: bytes) -> dict[str, bytes]:
    if content.startswith(_OLE):
        raise LetterErrors(["save it as a Word document (.docx) without a password"])
    parts: dict[str, bytes] = {}
    left = LARGEST_WHOLE
    try:
        with open_zip(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > left:
                raise _too_large()
            for entry in entries:
                with archive.open(entry) as packed:
                    part = packed.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise _too_large()
                if entry.filename in parts or not entry.filename.isascii():
                    raise LetterErrors(["it is packed in an unusual way; save it again in Word"])
                parts[entry.filename] = part
    except ListingTooLong:
        raise _too_large() from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError):
        # RuntimeError: a part with a password, or packed as only other programs can.
        raise LetterErrors(["this isn't a Word document (.docx), or it is damaged"]) from None
    if _TYPES not in parts:
        raise LetterErrors(["this isn't a Word document (.docx), or it is damaged"])
    return parts


def _too_large() -> LetterErrors:
    return LetterErrors([f"it unpacks to more than a letter can have ({LARGEST_WHOLE // MIB} MB)"])


def _parse(part: bytes) -> etree._Element:
    try:
        root = etree.fromstring(part, _PARSER)
    except etree.XMLSyntaxError:
        raise LetterErrors(["this Word document is damaged; save it again in Word"]) from None
    if getattr(root.getroottree().docinfo, "doctype", ""):  # the stubs do not know of it
        raise LetterErrors(["a part of it has a document type declaration; save it again in Word"])
    return root
