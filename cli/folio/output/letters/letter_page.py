"""A draft as a page to print: what stands above the salutation, and what each paragraph of the letter is on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from folio.basics.dates import date_in_prose
from folio.output.letters.drafts import Draft, StudentLetters

PagePart = Literal["sender", "email", "date", "address", "salutation", "body", "last", "closing", "signature"]
# “With many thanks and kind regards,” is a closing; what is longer is a sentence.
_LONGEST_CLOSING = 40


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row, and whether they are a gap to be filled in."""

    text: str
    gap: bool = False


@dataclass(frozen=True, slots=True)
class PageParagraph:
    """A paragraph, line by line: what it is on the page decides how it looks; ``last`` is the last of the body."""

    part: PagePart
    lines: tuple[tuple[Run, ...], ...]


def letter_page(letters: StudentLetters, draft: Draft, today: date) -> tuple[PageParagraph, ...]:
    """Return what is on the page, from top to bottom; what the workbook does not say leaves no empty line."""
    head: list[tuple[PagePart, Iterable[str]]] = [
        ("sender", [letters.name]),
        ("email", [letters.email]),
        ("date", [date_in_prose(draft.send_on or today)]),
        ("address", draft.address),
    ]
    above = (PageParagraph(part, tuple((Run(line),) for line in lines if line)) for part, lines in head)
    marks = [f"[{gap}]" for gap in draft.gaps]
    between = re.compile(f"({'|'.join(map(re.escape, marks))})") if marks else None
    letter = (
        PageParagraph(part, tuple(_runs(line, between, marks) for line in text.split("\n")))
        for part, text in _parts(draft.body.split("\n\n"))
    )
    return (*(paragraph for paragraph in above if paragraph.lines), *letter)


def _runs(line: str, between: re.Pattern[str] | None, marks: Sequence[str]) -> tuple[Run, ...]:
    pieces = between.split(line) if between else [line]
    return tuple(Run(piece, piece in marks) for piece in pieces if piece)


def _parts(paragraphs: list[str]) -> list[tuple[PagePart, str]]:
    """Tell the salutation, the closing and the name below it from the rest."""
    paragraphs = _split_closing(paragraphs)
    closing = next((i for i in range(len(paragraphs) - 2, 0, -1) if _is_closing(paragraphs[i])), len(paragraphs))
    parts: list[tuple[PagePart, str]] = [("body", text) for text in paragraphs]
    if closing < len(paragraphs):
        parts[closing] = ("closing", paragraphs[closing])
        parts[closing + 1] = ("signature", paragraphs[closing + 1])
        parts[closing - 1] = ("last", paragraphs[closing - 1])
    if "\n" not in paragraphs[0] and paragraphs[0].endswith((",", ":")):
        parts[0] = ("salutation", paragraphs[0])
    return parts


def _split_closing(paragraphs: list[str]) -> list[str]:
    """Part a closing from the name below it where both are one paragraph: “Sincerely,” and “Ana Lopez”."""
    head, _, name = paragraphs[-1].partition("\n")
    return [*paragraphs[:-1], head, name] if name and _is_closing(head) else paragraphs


def _is_closing(text: str) -> bool:
    return "\n" not in text and text.endswith(",") and len(text) <= _LONGEST_CLOSING
