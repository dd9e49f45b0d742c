"""Workbooks that a program saved without formulas: what folio would show itself isn't a person's, all else is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook

from folio.exit_codes import ContentProblem
from folio.intake.model import Reading
from folio.template.schema import Plan
from folio.workbook import build
from folio.workbook.build import build_workbook
from tests.hostile import packed, parts
from tests.workbooks import ANA, CLEAN, FIRST_ROW, TODAY, at, edited, kit, letter, make, read, with_change

CORE = "docProps/core.xml"


def values_only(
    workbook: bytes, change: Callable[[Workbook], object] = lambda book: None, saved_on: date | None = TODAY
) -> Reading:
    """What is read when a program keeps only the values of a workbook, and says on which day it saved it."""
    contents = parts(edited(workbook, change, values_only=True))
    said = f"{saved_on}T09:00:00Z" if saved_on else ""
    contents[CORE] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + said.encode(), contents[CORE])
    return read(packed(contents))


@pytest.mark.parametrize("template", ["complete", "essentials"])
def test_what_folio_worked_out_is_no_cell_of_a_person(template: str) -> None:
    workbook = make(CLEAN if template == "complete" else {"contacts": CLEAN["contacts"][:1]}, template=template)
    reading = values_only(workbook)
    assert reading.extra == ()
    assert reading.tables == read(workbook).tables


def test_another_value_in_a_gray_cell_is_a_persons() -> None:
    cell = at("contacts", "led_to", FIRST_ROW)

    def change(book: Workbook) -> None:
        book["Contacts"][cell] = 99

    (extra,) = values_only(make(CLEAN), change).extra
    assert (extra.sheet, extra.cell, extra.value) == ("Contacts", cell, 99)


def test_only_what_depends_on_the_day_is_kept_where_the_file_does_not_say_it() -> None:
    workbook = make(with_change("contacts", 1, next_step_due=date(2026, 11, 18)))
    assert values_only(workbook).extra == ()
    kept = values_only(workbook, saved_on=None).extra
    assert {e.sheet for e in kept} == {"Start", "Progress"}
    assert "Contacts, overdue" in [e.value for e in kept]


def test_rows_in_other_places_and_mistakes_are_no_hindrance() -> None:
    """A blank row between, a name that isn't there, and a rating that is none."""
    content = with_change("interviews", 0, interest_after="lots", contact="Dana Leee")

    def change(book: Workbook) -> None:
        book["Contacts"].move_range(f"A{FIRST_ROW + 1}:{letter('contacts', 'private_notes')}{FIRST_ROW + 30}", rows=1)

    reading = values_only(make(content), change)
    assert [row.number for row in reading.tables["contacts"].rows] == [FIRST_ROW, FIRST_ROW + 2]
    assert reading.extra == ()


def test_a_template_with_questions_of_its_own_is_no_hindrance() -> None:
    own = kit().questions[0].model_copy(update={"id": "ours-1"})
    template = kit().template.model_copy(update={"name": "ours", "plan": Plan(questions=("ours-1",))})
    ours = replace(kit(), template=template, questions=(own,))
    reading = values_only(build_workbook(ours, ANA, content=CLEAN, today=TODAY).content)
    assert reading.template is not None
    assert reading.template.name == "ours"
    assert reading.extra == ()


def test_where_folio_cannot_work_its_results_out_they_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template from elsewhere may ask for what no workbook can hold; what people typed is read all the same."""

    def refuse(*_: object, **__: object) -> None:
        raise ContentProblem("this formula is too long")

    workbook = make(CLEAN)
    monkeypatch.setattr(build, "build_workbook", refuse)
    reading = values_only(workbook)
    assert reading.tables == read(workbook).tables
    assert len(reading.extra) > 100
