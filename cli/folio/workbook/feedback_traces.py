"""Folio's words in a marked copy, and how to tell them from a person's: in cell notes and on the feedback sheet.

In a note, folio's words stand between two lines of its own; the second carries a short code for each line between, so
that what a person wrote there is not taken for folio's. On the feedback sheet a hidden column says what folio wrote.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from folio.basics.cell_references import CellPlace
from folio.basics.wording import counted, sentence_list, storable
from folio.template.schema import KEY_PREFIX
from folio.workbook.embedded_description import as_today, fingerprint

# The text of the cell that makes a sheet the feedback sheet, whatever it is called and wherever the cell has moved.
FEEDBACK_KEY = f"{KEY_PREFIX}feedback"

# How grave a problem is, as a student reads it.
LABELS = {"error": "To fix", "warning": "To check", "note": "Good to know"}
# What a line of feedback is about, in order: the first kind is for untouched workbooks, the last for those without
# problems.
KINDS = {"start": "Begin here", **LABELS, "next": "Next"}

BEGIN = "[folio check]"
_END = re.compile(r"\[folio((?: [0-9a-f]{4})+)\]")


def greeting(name: str, severities: Sequence[str]) -> str:
    """One kind sentence that says how much there is to do."""
    parts = [f"{n} {LABELS[s].lower()}" for s in LABELS if (n := severities.count(s))] or ["nothing to fix"]
    parts[0] = re.sub(r"^\d+", lambda m: counted(int(m[0]), "thing"), parts[0])
    found = f"folio checked your workbook and found {sentence_list(parts)}."
    if "start" in severities:
        hello = f"Hello {name}! There" if name else "Hello! There"
        begin = f"{hello} isn't much in your workbook yet, so today is a good day to begin."
        return f"{begin} {found}" if set(severities) & LABELS.keys() else begin
    hello = f"Hello {name}, thank you" if name else "Hello, and thank you"
    return f"{hello} for your work! {found}"


_ESCAPED = re.compile("_(?:x005F_)+")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")


def showable(text: str) -> str:
    """Text without the characters that no cell can hold."""
    return storable(text.replace("\r\n", "\n"), " ")


def escaped(text: str) -> str:
    """Text as a part has it: spreadsheets take ``_x0041_`` for a letter by its number."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", text)


def note_words(lines: Iterable[str]) -> str:
    """Return folio's words for a cell note; after a person's words, an empty line comes first."""
    lines = [" ".join(line.split()) for line in lines]
    return "\n".join([BEGIN, *lines, f"[folio {' '.join(_code(line) for line in lines)}]"])


def without_marks(note_text: str) -> str:
    """A note's text without folio's words: exactly what a person wrote, also before, after and among them."""
    if BEGIN not in note_text:
        return note_text
    kept: list[str] = []
    block: list[str] | None = None
    for line in note_text.split("\n"):
        end = _END.fullmatch(line.strip()) if block is not None else None
        if line.strip() == BEGIN:
            kept += block or []
            block = [line]
        elif block is None:
            kept.append(line)
        elif end is None:
            block.append(line)
        else:
            if kept and not kept[-1].strip():  # the empty line between folio's words and a person's
                kept.pop()
            kept += _typed_lines(block[1:], end[1].split())
            block = None
    return "\n".join(kept + (block or []))


def _typed_lines(lines: Iterable[str], codes: list[str]) -> list[str]:
    """The lines of a block that folio did not write."""
    left = []
    for line in lines:
        if _code(line) in codes:
            codes.remove(_code(line))
        elif line.strip():
            left.append(line)
    return left


def _code(line: str) -> str:
    """The code of a line, the same for its text in a part and for what a person reads."""
    return fingerprint(_ESCAPED.sub("_", line))[:4]


def feedback_key(texts: Iterable[str]) -> str:
    """The hidden text beside a row of the feedback sheet, which vouches for the texts that folio wrote there."""
    return " ".join([FEEDBACK_KEY, *(fingerprint(text) for text in texts if text.strip())])


def is_feedback(texts: Iterable[object]) -> bool:
    """Whether a sheet with these texts is one of feedback."""
    return any(isinstance(text, str) and _is_key(text) for text in texts)


def feedback_places(texts: Mapping[CellPlace, str]) -> set[CellPlace]:
    """Where folio's own words still stand on a feedback sheet; what is anywhere else is a person's.

    ``texts`` are the filled cells by (row, column). Each key vouches for each of its texts once: in its own row, or
    else wherever the text has moved. So a reply that says what folio said too stays a reply.
    """
    keys = {place: [*map(as_today, text.split()[1:])] for place, text in texts.items() if _is_key(text)}
    others = {place: fingerprint(text) for place, text in sorted(texts.items()) if place not in keys}
    here: dict[int, Counter[str]] = defaultdict(Counter)
    for (row, _), marks in keys.items():
        here[row].update(marks)
    found = set(keys)
    for place, mark in others.items():
        if here[place[0]][mark] > 0:
            here[place[0]][mark] -= 1
            found.add(place)
    left = sum(here.values(), Counter[str]())
    for place, mark in others.items():
        if place not in found and left[mark] > 0:
            left[mark] -= 1
            found.add(place)
    return found


def _is_key(text: str) -> bool:
    return len(text.split(maxsplit=1)) == 2 and text.startswith(f"{FEEDBACK_KEY} ")
