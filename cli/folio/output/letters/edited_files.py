"""Read a draft that somebody edited back: text in any usual encoding, or Word, from files that are not trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from folio.basics.wording import storable
from folio.intake.limits import MIB
from folio.output.letters.letter_faults import LetterErrors
from folio.output.letters.name_slips import GREETING
from folio.output.letters.word_package import LARGEST_FILE, open_word

# A letter of ten pages has 30,000 characters.
LARGEST, LONGEST = {"txt": MIB, "docx": LARGEST_FILE}, 50_000
_HEADER = re.compile(r"(To|Subject|Send on|From|Date|Cc|Bcc)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
# What stands above the salutation of a letter on paper, by the styles that folio gives it.
_ABOVE = ("SenderName", "SenderContact", "Date", "InsideAddress")
_SALUTATION = "Salutation"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SAID = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# What was deleted or moved away, and what programs show that don't know a text box.
_UNSAID = (f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")


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
        package = open_word(content)
        root = package.tree(package.document)
    except LetterErrors as errors:
        raise EditedFileProblem(errors.lines[0]) from None
    paragraphs: list[_Paragraph] = []
    _collect(root, paragraphs)
    said = [(p.style, text) for p in paragraphs if (text := storable("".join(p.texts)).strip())]
    first = next(
        (i for i, (style, text) in enumerate(said) if style == _SALUTATION or GREETING.match(text)),
        next((i for i, (style, _) in enumerate(said) if style not in _ABOVE), 0),
    )
    above, body = ("\n".join(t for _, t in said[:first]), "\n\n".join(t for _, t in said[first:]))
    return EditedText(above, None, body)


@dataclass(slots=True)
class _Paragraph:
    style: str
    texts: list[str]


def _collect(root: etree._Element, found: list[_Paragraph]) -> None:
    """Add the paragraphs of a document as they are printed, if all changes in it are accepted.

    A text box in a paragraph is read before the rest of it. Without recursion, however deep the elements are nested.
    """
    open_: list[_Paragraph] = []
    skipped: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skipped is not None:
            skipped = None if event == "end" and element is skipped else skipped
        elif event == "start" and element.tag in _UNSAID:
            skipped = element
        elif element.tag == f"{_W}p":
            if event == "start":
                style = element.find(f"{_W}pPr/{_W}pStyle")
                open_.append(_Paragraph("" if style is None else style.get(f"{_W}val") or "", []))
            else:
                found.append(open_.pop())
        elif event == "start" and open_:
            open_[-1].texts.append(element.text or "" if element.tag == f"{_W}t" else _SAID.get(str(element.tag), ""))
