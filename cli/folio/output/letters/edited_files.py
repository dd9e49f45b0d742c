"""Read a draft that somebody edited back: text in any usual encoding, or Word, from files that are not trusted."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from folio.basics.wording import storable
from folio.intake.formats.ooxml_package import Package
from folio.intake.formats.xml_walk import attribute, walk_xml
from folio.intake.formats.zip_guard import Archive
from folio.intake.limits import MIB
from folio.intake.raw_workbook import FileRejected
from folio.output.letters.name_slips import GREETING

# A letter in Word has 10 KiB, with a picture pasted in some MiB. A letter of ten pages has 30,000 characters.
LARGEST, LONGEST = {"txt": MIB, "docx": 10 * MIB}, 50_000
_HEADER = re.compile(r"(To|Subject|Send on|From|Date|Cc|Bcc)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
# What stands above the salutation of a letter on paper, by the styles that folio gives it.
_ABOVE = ("SenderName", "SenderContact", "Date", "InsideAddress")
_SALUTATION = "Salutation"
_SAID: Mapping[str, str] = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Text that was deleted or moved away, code of fields, and what is shown instead by programs that lack something.
_UNSAID = ("del", "moveFrom", "instrText", "delText", "Fallback")
_WORDS_FOR: Mapping[str, str] = {
    "encrypted": "it has a password",
    "too-large": "it is larger than a letter can be",
    "unsafe": "it has something in it that no word processor writes",
}
_DAMAGED = "it is damaged, or no Word document (.docx)"


class EditedFileProblem(Exception):
    """A draft that can't be read; the message says why."""


@dataclass(frozen=True, slots=True)
class EditedText:
    """A draft as it stands in a file: what is above the letter, its subject (None on paper), and the letter."""

    above: str
    subject: str | None
    body: str


def read_edited(content: bytes, ending: str) -> EditedText:
    """Return what a .txt or a .docx says; raises EditedFileProblem where it is broken or no letter."""
    if len(content) > LARGEST[ending]:
        raise EditedFileProblem(f"it has more than {LARGEST[ending] // MIB} MiB")
    text = _text(content) if ending == "txt" else _word(content)
    if len(text.body) > LONGEST:
        raise EditedFileProblem("it has more text than a letter can have")
    return text


def _text(content: bytes) -> EditedText:
    lines = storable(_decoded(content).replace("\r\n", "\n").replace("\r", "\n")).lstrip("\n").split("\n")
    header: dict[str, str] = {}
    number = 0
    while number < len(lines) and (match := _HEADER.fullmatch(lines[number].strip())):
        header[match[1].casefold()] = match[2].strip()
        number += 1
    return EditedText(header.get("to", ""), header.get("subject", ""), "\n".join(lines[number:]).strip())


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise EditedFileProblem("it isn't text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Older editors on Windows save in the Western code page.
        return content.decode("cp1252", errors="replace")


def _word(content: bytes) -> EditedText:
    try:
        package = Package(Archive(content))
        part = package.find(package.main_part())
        reader = _Paragraphs()
        walk_xml(part, package.archive.part(part), reader.start, reader.end, reader.text)
    except FileRejected as refused:
        raise EditedFileProblem(_WORDS_FOR.get(refused.code, _DAMAGED)) from None
    except (ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise EditedFileProblem(_DAMAGED) from None
    if not reader.is_document:
        raise EditedFileProblem(_DAMAGED)
    said = [(style, storable(text).strip()) for style, text in reader.found if text.strip()]
    first = next(
        (i for i, (style, text) in enumerate(said) if style == _SALUTATION or GREETING.match(text)),
        next((i for i, (style, _) in enumerate(said) if style not in _ABOVE), 0),
    )
    above, body = ("\n".join(t for _, t in said[:first]), "\n\n".join(t for _, t in said[first:]))
    return EditedText(above, None, body)


class _Paragraphs:
    """Collects the paragraphs of a Word document, each with its style; those of a text box before the one around it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.is_document = False
        self._open: list[tuple[list[str], list[str]]] = []
        self._unsaid = 0
        self._in_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _UNSAID or self._unsaid:
            self._unsaid += 1
        elif tag == "document":
            self.is_document = True
        elif tag == "p":
            self._open.append(([], []))
        elif self._open:
            styles, texts = self._open[-1]
            if tag == "pStyle":
                styles.append(attribute(attributes, "val"))
            texts.append(_SAID.get(tag, ""))
            self._in_text = tag == "t"

    def end(self, tag: str) -> None:
        if self._unsaid:
            self._unsaid -= 1
            return
        self._in_text = False
        if tag.rpartition(":")[2] == "p" and self._open:
            styles, texts = self._open.pop()
            self.found.append((styles[0] if styles else "", "".join(texts)))

    def text(self, text: str) -> None:
        if self._in_text and self._open and not self._unsaid:
            self._open[-1][1].append(text)
