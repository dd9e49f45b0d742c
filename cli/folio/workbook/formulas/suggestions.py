"""What the list of what to do next has beside entries from rows: the day to hand in, and what is still empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from folio.domain import step_words
from folio.domain.start_list import BLANKS, BLANKS_AFTERWARD, FEW_PEOPLE
from folio.template.schema import Template
from folio.template.vocabulary import INTERVIEW_COMPLETED
from folio.workbook.embedded_description import defined_name
from folio.workbook.formulas.agenda_sources import AFTER_PEOPLE, BEFORE_ALL, NO_DAY, PEOPLE
from folio.workbook.formulas.parts import filled_count, name, text_literal
from folio.workbook.layout import cell


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something good to do while something is empty.

    ``holds`` is the formula for whether it is; ``rank`` the whole number to sort it by; ``where`` and ``place`` are
    formulas for the sheet to go to and the cell there.
    """

    holds: str
    words: str
    rank: int
    where: str
    place: str


def suggestions(template: Template) -> list[Suggestion]:
    """What is good to do while something is empty, in the order of the domain's ``start_list``."""
    return [*_first(template), *_others(template)]


def _first(template: Template) -> Iterator[Suggestion]:
    start = template.sheets[0]
    for key, words in (("name", step_words.TYPE_NAME), ("field_1", step_words.NAME_FIELD)):
        if start.has(key):
            empty = f'({cell(start, start.column(key))}="")'
            yield Suggestion(empty, words, BEFORE_ALL, text_literal(start.title), defined_name(start.key, key))


def _others(template: Template) -> Iterator[Suggestion]:
    people = filled_count("contacts.name")
    free = f"INDEX({name('contacts.name')},{people}+2)"
    title = text_literal(template.sheet("contacts").title)
    yield Suggestion(f"({people}<{FEW_PEOPLE})", step_words.LIST_PEOPLE, NO_DAY + PEOPLE, title, free)
    held = f'(COUNTIFS(interviews__status,"{INTERVIEW_COMPLETED}")>0)*'
    blanks = [*(("", *it) for it in BLANKS), *((held, *it) for it in BLANKS_AFTERWARD)]
    for rank, (when, sheet, key, words) in enumerate(blanks, start=NO_DAY + AFTER_PEOPLE):
        if template.has(sheet, key):
            path, title = f"{sheet}.{key}", text_literal(template.sheet(sheet).title)
            yield Suggestion(f"{when}({filled_count(path)}=0)", words, rank, title, f"INDEX({name(path)},2)")
