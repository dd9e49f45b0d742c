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
from folio.intake.one_workbook import reading_of
from folio.intake.raw_workbook import NoValue, RawGrid, RawWorkbook
from folio.intake.rules.check_rules import check_rules
from folio.template.schema import Plan
from folio.workbook import build
from folio.workbook.build import build_workbook
from tests.hostile import packed, parts
from tests.office import stored_values
from tests.workbooks import (
    ANA,
    CLEAN,
    FIRST_ROW,
    TODAY,
    Content,
    all_cells,
    at,
    edited,
    kit,
    letter,
    make,
    read,
    told,
    with_change,
)

CORE = "docProps/core.xml"
# The clean term without a status: each one there is what folio proposes.
UNSTATED = {key: [{k: v for k, v in row.items() if k != "status"} for row in rows] for key, rows in CLEAN.items()}
# Proposals of every kind, and beside them a status, an order to follow, a day and a contact that only a person knows.
PROPOSED: Content = {
    "contacts": [
        {"name": "Dana Lee", "requested_on": date(2026, 9, 1)},
        {"name": "Sam Ortiz", "requested_on": date(2026, 10, 2)},
        {"name": "Kim Po", "status": "Declined", "requested_on": date(2026, 11, 2)},
        {"name": "Ro Day", "next_step": "Call"},
        {"name": "Al Be", "next_step_due": date(2026, 11, 29)},
        {"name": "Ida Berg", "next_step": "Send a thank-you", "next_step_due": date(2026, 11, 30)},
    ],
    "interviews": [
        {"number": 1, "contact": "Dana Lee", "date": date(2026, 9, 16), "status": "Canceled"},
        {"number": 2, "contact": "Ro Day", "date": date(2026, 11, 16), "takeaway": "Charting takes a third of the shift."},
    ],
    "preview": [
        {"number": 2, "facet": "Typical tasks", "upside": "Care"},
        {"number": 2, "contact": "Al Be", "facet": "Autonomy", "upside": "Much of it"},
    ],
    "peaks_wanted": [{"number": 2, "category": "Skills", "quality": "Writing"}],
}  # fmt: skip


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
    workbook = make(UNSTATED if template == "complete" else {"contacts": UNSTATED["contacts"][:1]}, template=template)
    reading = values_only(workbook)
    assert reading.extra == ()
    assert reading.tables == read(workbook).tables


def test_a_proposal_is_told_from_what_a_person_knows_better() -> None:
    """As far as can be: in a row's own cells, above the answers, and where one proposal follows from another."""
    workbook = make(PROPOSED)
    reading = values_only(workbook)
    assert reading.tables == read(workbook).tables
    assert told(reading) == told(read(workbook))
    assert reading.extra == ()


def test_without_a_word_on_formulas_a_proposal_is_told_by_what_it_says() -> None:
    """python-calamine gives the values of an .xlsb, and blank texts as nothing."""
    workbook = make(PROPOSED)
    grids = [
        RawGrid(g.title, {p: v for p, v in g.cells.items() if v != "" and not isinstance(v, NoValue)})
        for g in all_cells(workbook).grids
    ]
    reading = check_rules([reading_of(RawWorkbook(grids, "none"))], TODAY)[0]
    assert reading.tables == read(workbook).tables
    assert [p.code for p in reading.problems if p.code != "format-limits"] == [p.code for p in read(workbook).problems]
    assert reading.extra == ()


def test_what_was_typed_as_folio_proposes_it_reads_the_same() -> None:
    """Nothing tells the two apart in such a file, nor is there anything to lose."""
    workbook = make(CLEAN)
    for key, table in read(workbook).tables.items():
        rows = values_only(workbook).tables[key].rows
        assert [(r.number, r.values, r.as_typed, r.cells) for r in rows] == [
            (r.number, r.values, r.as_typed, r.cells) for r in table.rows
        ]


def test_a_name_above_the_answers_is_no_answer() -> None:
    """Two names stand side by side there, as an entry would that was sorted above the headings."""
    workbook = make(PROPOSED)
    shown = stored_values(workbook)
    assert [shown["Question plan", at("questions", k, 3)] for k in ("answer", "answer_2")] == ["Dana Lee", "Ro Day"]
    reading = values_only(workbook)
    assert not any(row.has("answer") or row.has("answer_2") for row in reading.tables["questions"].rows)

    def change(book: Workbook) -> None:
        book["Question plan"][at("questions", "answer", 3)] = "Mine"

    (extra,) = values_only(workbook, change).extra
    assert (extra.sheet, extra.cell, extra.value) == ("Question plan", at("questions", "answer", 3), "Mine")


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

    workbook = make(UNSTATED)
    monkeypatch.setattr(build, "build_workbook", refuse)
    reading = values_only(workbook)
    assert reading.tables == read(workbook).tables
    assert len(reading.extra) > 100
