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
# The gap in a letter of somebody who typed no name.
_NO_NAME = "your name"


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
        for part, text in _parts(draft.body.split("\n\n"), letters.name)
    )
    return (*(paragraph for paragraph in above if paragraph.lines), *letter)


def _runs(line: str, between: re.Pattern[str] | None, marks: Sequence[str]) -> tuple[Run, ...]:
    pieces = between.split(line) if between else [line]
    return tuple(Run(piece, piece in marks) for piece in pieces if piece)


def _parts(paragraphs: list[str], writer: str) -> list[tuple[PagePart, str]]:
    """Tell the salutation, the closing and the name below it from the rest."""
    paragraphs = _split_closing(paragraphs)
    parts: list[tuple[PagePart, str]] = [("body", text) for text in paragraphs]
    if "\n" not in paragraphs[0] and paragraphs[0].endswith((",", ":")):
        parts[0] = ("salutation", paragraphs[0])
    signature = _signature(paragraphs, writer)
    if signature:
        parts[signature] = ("signature", paragraphs[signature])
        before = signature - 1
        if before and _is_closing(paragraphs[before]):
            parts[before] = ("closing", paragraphs[before])
            before -= 1
        if before:
            parts[before] = ("last", paragraphs[before])
    return parts


def _signature(paragraphs: Sequence[str], writer: str) -> int:
    """Return which paragraph is the writer's name, or else what stands below a closing; 0 where there is none."""
    names = {writer.casefold(), _NO_NAME}
    firsts = [text.partition("\n")[0].strip("[].").casefold() for text in paragraphs]
    below = reversed(range(1, len(paragraphs)))
    named = next((i for i in below if firsts[i] in names), 0)
    return named or next((i for i in reversed(range(2, len(paragraphs))) if _is_closing(paragraphs[i - 1])), 0)


def _split_closing(paragraphs: list[str]) -> list[str]:
    """Part a closing from the name below it where both are one paragraph: “Sincerely,” and “Ana Lopez”."""
    head, _, name = paragraphs[-1].partition("\n")
    return [*paragraphs[:-1], head, name] if name and _is_closing(head) else paragraphs


def _is_closing(text: str) -> bool:
    return "\n" not in text and text.endswith(",") and len(text) <= _LONGEST_CLOSING
