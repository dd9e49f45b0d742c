"""Other programs work out each formula, too: each cell shows what folio stored in it, as LibreOffice shows it, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from folio.workbook.build import build_workbook
from tests.judges import WRONG, betteroffice, excel_365, spoiled
from tests.office import Place, differing, errors, stored_values
from tests.term import ESSENTIALS_TERM, KAI, TERM, Rows
from tests.workbooks import ANA, CREATED, TODAY, kit, make

TERMS = {"complete": TERM, "essentials": ESSENTIALS_TERM}
# BetterOffice's MATCH does not find "?" by "~?", as that of Excel and LibreOffice does.
PLAIN_TERMS = {
    template: {key: [row for row in rows if KAI not in row.values()] for key, rows in term.items()}
    for template, term in TERMS.items()
}
Terms = Mapping[str, Mapping[str, Rows]]
Judge = Callable[[bytes, date], dict[Place, Any]]


def assert_agrees(judge: Judge, workbook: bytes) -> None:
    stored, shown = stored_values(workbook), judge(workbook, TODAY)
    assert errors(shown) == {}
    assert differing({place: stored[place] for place in shown}, shown) == {}


@pytest.mark.parametrize("template", sorted(TERMS))
def test_nothing_that_folio_stored_reaches_a_judge(template: str) -> None:
    workbook = make(TERMS[template], template=template)
    stored = stored_values(workbook)
    assert len(stored) > 100
    assert stored_values(spoiled(workbook)) == dict.fromkeys(stored, WRONG)


@pytest.mark.parametrize("filled", [False, True], ids=["new", "filled in"])
@pytest.mark.parametrize("template", sorted(TERMS))
def test_betteroffice_works_out_what_is_stored(template: str, filled: bool) -> None:
    assert_agrees(betteroffice, make(PLAIN_TERMS[template] if filled else None, template=template))


def test_a_formula_engine_like_excel_365_works_out_what_is_stored() -> None:
    assert_agrees(excel_365, make(ESSENTIALS_TERM, template="essentials"))


@pytest.mark.judge
@pytest.mark.parametrize(("judge", "terms"), [(betteroffice, PLAIN_TERMS), (excel_365, TERMS)])
@pytest.mark.parametrize("filled", [False, True], ids=["new", "filled in"])
@pytest.mark.parametrize("template", sorted(TERMS))
def test_judges_work_out_what_is_stored_in_all_rows(template: str, filled: bool, judge: Judge, terms: Terms) -> None:
    content = terms[template] if filled else None
    made = build_workbook(kit(template), ANA, workbook_id="test", content=content, today=TODAY, created=CREATED)
    assert_agrees(judge, made.content)


@pytest.mark.parametrize("judge", [betteroffice, excel_365])
def test_a_judge_sees_a_value_that_is_not_that_of_its_formula(judge: Judge) -> None:
    workbook = make(ESSENTIALS_TERM, template="essentials")
    with pytest.raises(AssertionError):
        assert_agrees(lambda _, today: judge(workbook, date(2026, 11, 21)), workbook)
