"""Drafts for Word: the parts that all letters share are packed once in a run, those that differ for each letter.

The parts are files in ``reports/letter-docx/``. All bytes depend only on them, on the draft and on today.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Template

from folio.basics.content_folders import content_folder
from folio.basics.regional_formats import regional
from folio.basics.wording import storable
from folio.output.html_page import environment
from folio.output.letters.drafts import Draft, StudentLetters
from folio.output.letters.letter_page import PagePart, letter_page
from folio.workbook.packing import PackedPart, join, pack_part

_FOLDER = "letter-docx"
# Programs look for the content types first.
_PARTS = (
    "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/styles.xml", "word/settings.xml",
    "word/fontTable.xml", "docProps/app.xml",
)  # fmt: skip
_DOCUMENT, _CORE = "word/document.xml", "docProps/core.xml"
_STYLES: Mapping[PagePart, str] = {
    "sender": "SenderName", "email": "SenderContact", "date": "Date", "address": "InsideAddress",
    "salutation": "Salutation", "body": "BodyText", "last": "BodyTextLast", "closing": "Closing",
    "signature": "Signature",
}  # fmt: skip
# Word takes no longer property.
_LONGEST_PROPERTY = 255


def word_file(letters: StudentLetters, draft: Draft, today: date) -> bytes:
    """Return a draft as a .docx: a letter on the region's paper, its gaps in yellow, or a counselor's own."""
    if draft.word:
        about = _properties(letters, draft, today)
        return join(about if part.name == about.name else part for part in draft.word)
    paper = regional().paper.twips
    document = _rendered(_DOCUMENT, page=letter_page(letters, draft, today), styles=_STYLES, paper=paper)
    return join((*_shared(), document, _properties(letters, draft, today)))


def _properties(letters: StudentLetters, draft: Draft, today: date) -> PackedPart:
    """Return the part that says what the document is, whose, and of which day."""
    title, author = draft.subject[:_LONGEST_PROPERTY], letters.name[:_LONGEST_PROPERTY]
    return _rendered(_CORE, title=title, author=author, made=today)


def _rendered(name: str, **values: Any) -> PackedPart:
    return pack_part(name, storable(_template(name).render(values)).encode())


@cache
def _template(name: str) -> Template:
    return environment(html=True).get_template(f"{_FOLDER}/{name}.j2")


@cache
def _shared() -> tuple[PackedPart, ...]:
    folder = content_folder("reports") / _FOLDER
    return tuple(pack_part(name, folder.joinpath(name).read_bytes()) for name in _PARTS)
