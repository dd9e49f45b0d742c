"""What a workbook says about itself, so that it can be read whatever people did to it.

Three things say who and what a workbook is: a hidden sheet, custom document properties, and the key cells that stand
beside every heading and label. The hidden sheet also carries what a reader needs of the template, and what
folio itself had written into the cells, so that the reader can tell what a person typed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from folio.basics.excel_texts import excel_length
from folio.template.schema import KEY_PREFIX

# 2: texts that stand one below the other are said together. 3: headings have no notes any more, fingerprints are
# shorter, and of the template only what a reader needs is said.
FORMAT = 3
OLDEST, LAST_WITH_NOTES = 1, 2
PROPERTY_PREFIX = "folio_"
REPORT_PROPERTY = "folio_report"
# A cell holds 32,767 characters at most; the description is cut into pieces well below that.
CHUNK = 30_000
# Dates before this are refused: slips, and days that spreadsheets count differently.
EARLIEST = date(1990, 1, 1)
# A document property holds 255 characters; a longer name is none.
LONGEST_NAME = 200

OWNER_FIELDS = ("name", "student_id", "email", "class", "counselor", "due", "field_1", "field_2", "field_3")
FACTS = ("workbook_id", "template", "version", *OWNER_FIELDS)

PrefilledRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose workbook it is; everything may be empty in a blank one."""

    name: str = ""
    student_id: str = ""
    email: str = ""
    class_: str = ""
    counselor: str = ""
    due: date | None = None
    fields: tuple[str, ...] = ()

    def start_row(self) -> PrefilledRow:
        """The owner as a row of the start sheet: only what is known."""
        known: PrefilledRow = {
            "name": self.name, "student_id": self.student_id, "email": self.email, "class": self.class_,
            "counselor": self.counselor, "due": self.due,
        }  # fmt: skip
        known |= {f"field_{i}": text for i, text in enumerate(self.fields, start=1)}
        return {k: v for k, v in known.items() if v not in ("", None)}


@dataclass(frozen=True, slots=True)
class EmbeddedDescription:
    """The hidden sheet's content: facts, the template's description, and what folio wrote.

    ``prefilled`` holds the rows that were filled in beforehand, by sheet key; ``static`` the row, column (from 0) and
    fingerprint of every other text, by sheet title. Headings and key cells are not among them. ``formulas`` holds the
    fingerprints of the formulas (see ``formulas.measure_formulas``); in older workbooks there are none. ``format`` is
    what the file says; of one that a newer folio made, nothing else is known.
    """

    facts: dict[str, str]
    template: dict[str, Any]
    prefilled: dict[str, list[PrefilledRow]] = field(default_factory=dict)
    static: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)
    formulas: dict[str, list[str]] = field(default_factory=dict)
    format: int = FORMAT


_UNSTORABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def name_error(text: str) -> str:
    """Say why a workbook cannot hold this as a name or the like; empty when it can."""
    if text.strip().startswith(KEY_PREFIX):
        return f"texts that begin with {KEY_PREFIX} are reserved for folio"
    if _UNSTORABLE.search(text):
        return "it has a character that a document can't contain"
    length = excel_length(text)
    return f"it has {length} characters, but {LONGEST_NAME} is the limit" if length > LONGEST_NAME else ""


def key_cell(sheet: str, column: str) -> str:
    """The text of the hidden cell that marks a column or a line: ``folio:contacts.email``."""
    return f"{KEY_PREFIX}{sheet}.{column}"


def parse_key(value: object) -> tuple[str, str] | None:
    """Return (sheet, column) of a key cell's text, or None when it is not one."""
    if not isinstance(value, str) or not value.strip().startswith(KEY_PREFIX):
        return None
    sheet, dot, column = value.strip().removeprefix(KEY_PREFIX).partition(".")
    return (sheet, column) if dot and sheet and column else None


def defined_name(sheet: str, column: str) -> str:
    """The defined name of a heading's cell, the second way to find a column again."""
    return f"folio_{sheet}_{column}"


def fingerprint(text: object) -> str:
    """A short digest by which a text that folio wrote is recognized; outer and doubled spaces do not count."""
    said = str(text)
    return _digest(said) if len(said) < REMEMBERED else _digest.__wrapped__(said)


# So a text that a person puts in the place of one of folio's is taken for it once in four billion times.
_DIGITS, _DIGITS_BEFORE = 8, 10
# What is known of longer texts is not kept: it would take the memory of the files that are read later.
REMEMBERED = 2_000


@lru_cache(maxsize=1 << 14)  # the workbooks of a class have most of their texts in common
def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:_DIGITS]


def opening_cells(facts: Mapping[str, str], prefilled: Mapping[str, list[PrefilledRow]]) -> list[tuple[str, str]]:
    """The first rows of the hidden sheet as (label, value) pairs: what is known before the other sheets are written.

    Written before them, the prefilled texts stand close to the question bank, which has the same, and pack with it.
    """
    return [
        ("folio:format", str(FORMAT)),
        *((f"folio:{name}", facts.get(name, "")) for name in FACTS),
        *_pieces(f'{{"prefilled":{_as_json(prefilled)}', 1),
    ]


def to_cells(description: EmbeddedDescription) -> list[tuple[str, str]]:
    """The hidden sheet as (label, value) pairs, top to bottom."""
    opening = opening_cells(description.facts, description.prefilled)
    static = {title: list(_runs(marks)) for title, marks in description.static.items()}
    # In this order, what is alike stands close together, also with what cells show: so it packs better.
    rest = _as_json({"template": description.template, "formulas": description.formulas, "static": static})
    return [*opening, *_pieces(f",{rest[1:]}", len(opening) - len(FACTS))]


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)


def _pieces(text: str, number: int) -> list[tuple[str, str]]:
    """A text of the description in cells, of which the first has this number."""
    # Excel counts some characters as two.
    size = CHUNK if excel_length(text) == len(text) else CHUNK // 2
    starts = range(0, len(text), size)
    return [(f"folio:description {i}", text[at : at + size]) for i, at in enumerate(starts, start=number)]


def _runs(marks: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The fingerprints column by column, those of cells one below the other in one text."""
    row, col, run = 0, 0, ""
    for r, c, mark in sorted(marks, key=lambda m: (m[1], m[0])):
        if run and (r, c) == (row + len(run) // _DIGITS, col):
            run += mark
            continue
        if run:
            yield row, col, run
        row, col, run = r, c, mark
    if run:
        yield row, col, run


def _single(run: tuple[int, int, str], digits: int) -> Iterator[tuple[int, int, str]]:
    """The fingerprints of a run, each with its place; ``digits`` is how long they are in the file."""
    row, col, marks = run
    for i in range(0, len(marks), digits):
        yield int(row) + i // digits, int(col), as_today(str(marks)[i : i + digits])


def as_today(mark: str) -> str:
    """A fingerprint as folio makes them now: earlier ones had more digits, and began with the same."""
    return mark[:_DIGITS]


def from_cells(rows: Iterable[tuple[object, object]]) -> EmbeddedDescription:
    """Return the content of the hidden sheet's first two columns, in whatever order its rows stand.

    Raises ValueError when they do not hold a whole description.
    """
    found = {k.strip().removeprefix(KEY_PREFIX): v for k, v in rows if isinstance(k, str) and k.startswith(KEY_PREFIX)}
    try:
        number = int(float(str(found["format"])))
    except (KeyError, ValueError, OverflowError):
        raise ValueError("the hidden sheet does not say its format") from None
    names = sorted(
        (k for k in found if k.startswith("description ")),
        key=lambda k: int(k.split()[1]) if k.split()[1].isdecimal() else 0,
    )
    facts = {k: str(found.get(k) or "") for k in FACTS}
    if number > FORMAT:
        return EmbeddedDescription(facts, {}, format=number)
    digits = _DIGITS if number > LAST_WITH_NOTES else _DIGITS_BEFORE
    try:
        body = json.loads("".join(str(found[k]) for k in names))
        prefilled = {str(k): [dict(row) for row in rows] for k, rows in body["prefilled"].items()}
        static = {
            str(k): [one for r, c, m in runs for one in _single((r, c, m), digits)]
            for k, runs in body["static"].items()
        }
        formulas = {str(k): [as_today(str(m)) for m in marks] for k, marks in body.get("formulas", {}).items()}
        return EmbeddedDescription(facts, dict(body["template"]), prefilled, static, formulas, number)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ValueError("the description on the hidden sheet is damaged") from None
