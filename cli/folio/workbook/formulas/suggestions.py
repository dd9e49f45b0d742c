"""What would be good to do while nothing is due: the first steps, and those that were left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from folio.domain.interviews import is_completed
from folio.template.schema import Template
from folio.template.vocabulary import INTERVIEW_COMPLETED
from folio.workbook.formulas.parts import SheetData, filled, filled_count
from folio.workbook.layout import cell


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something good to do while nothing is due: shown after everything that has a day."""

    holds: str
    what: str
    sheet: str
    found: Callable[[SheetData], bool]


def _none(path: str) -> str:
    return f"({filled_count(path)}=0)"


def _lacks(sheet: str, key: str) -> Callable[[SheetData], bool]:
    return lambda data: not any(filled(r.get(key)) for r in data.rows(sheet))


def suggestions(template: Template) -> list[Suggestion]:
    """What would be good to do at the beginning, or when a step was left out, in that order."""
    start = template.sheets[0]
    my_name = cell(start, start.column("name"))
    held = f'(COUNTIFS(interviews__status,"{INTERVIEW_COMPLETED}")>0)'

    def talked(data: SheetData) -> bool:
        return any(map(is_completed, data.records.rows("interviews")))

    found = [
        Suggestion(f'({my_name}="")', "Type your name and the fields you are exploring, below", start.key,
              lambda k: not filled((k.rows(start.key) or [{}])[0].get("name"))),
        Suggestion(f"({filled_count('contacts.name')}<3)", "List at least three people you could talk to", "contacts",
              lambda k: sum(filled(r.get("name")) for r in k.rows("contacts")) < 3),
    ]  # fmt: skip
    if template.has("practice", "version"):
        lacks = _lacks("practice", "version")
        found.append(
            Suggestion(
                _none("practice.version"), "Practice introducing yourself, and note how it went", "practice", lacks
            )
        )
    found += [
        Suggestion(_none("interviews.contact"), "Ask one person for an interview, and note the date", "interviews",
              _lacks("interviews", "contact")),
        Suggestion(_none("peaks_mine.quality"), "Note your strengths and what proves them", "peaks_mine",
              _lacks("peaks_mine", "quality")),
    ]  # fmt: skip
    for sheet, key, what in _AFTER_A_TALK:
        if template.has(sheet, key):
            found.append(
                Suggestion(f"{held}*{_none(f'{sheet}.{key}')}", what, sheet, _both(talked, _lacks(sheet, key)))
            )
    return found


_AFTER_A_TALK = (
    ("preview", "facet", "Note the ups and downs you heard"),
    ("peaks_wanted", "quality", "Note the qualities employers look for"),
)


def _both(one: Callable[[SheetData], bool], other: Callable[[SheetData], bool]) -> Callable[[SheetData], bool]:
    return lambda data: one(data) and other(data)
