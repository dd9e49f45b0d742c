"""Drafts as PDF: the page that the Word file shows, set by typst."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from folio.output.letters.drafts import Draft, StudentLetters
from folio.output.letters.letter_page import letter_page
from folio.output.typesetting import breakable, typeset


def letter_pdf(letters: StudentLetters, draft: Draft, today: date) -> bytes:
    """Return a draft as a PDF, its gaps in yellow."""
    page = [asdict(paragraph) for paragraph in letter_page(letters, draft, today)]
    data = {
        "title": draft.subject,
        "author": letters.name,
        "made": [today.year, today.month, today.day],
        "page": page,
    }
    return typeset("letter.typ", breakable(data))
