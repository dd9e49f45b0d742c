"""The made-up term is what it says: it fits its templates, reads back as typed, and its mistakes are the meant ones."""

from __future__ import annotations

from datetime import date

import pytest

from folio.domain.due_days import follow_up_due
from tests.term import BEN, CARLA, ESSENTIALS_TERM, MEI, OLU, PAUL, ROSA, ROSE, TERM, TODAY, Rows
from tests.workbooks import found, kit, make, read, without_prefilled

# The codes that its comments tell of; none is an error.
MISTAKES = {
    "thank-you-late", "thank-you-missing", "follow-up-overdue", "next-step-overdue", "rating-without-words", "no-document",
}  # fmt: skip
TERMS = {"complete": TERM, "essentials": ESSENTIALS_TERM}


@pytest.mark.parametrize("template", sorted(TERMS))
def test_a_term_fits_its_template(template: str) -> None:
    sheets = {s.key: set(s.keys) for s in kit(template).template.sheets}
    content = TERMS[template]
    assert {s.key for s in kit(template).template.tables if not s.board} <= content.keys() <= sheets.keys()
    for key, rows in content.items():
        assert {k for row in rows for k in row} <= sheets[key]


@pytest.mark.parametrize("template", sorted(TERMS))
def test_a_term_reads_back_as_it_was_typed(template: str) -> None:
    content = TERMS[template]
    typed = without_prefilled(read(make(content, template=template)))
    for key, rows in content.items():
        if key != "start":
            assert [_folded(row) for row in typed[key]] == [_folded(row) for row in rows]


def _folded(row: dict[str, object]) -> dict[str, object]:
    return {k: str(v).casefold() for k, v in row.items()}


def test_its_mistakes_are_the_meant_ones() -> None:
    reading = read(make(TERM))
    assert not [p for p in reading.problems if p.severity == "error"]
    assert {code for code, _, _ in found(reading)} >= MISTAKES


@pytest.mark.parametrize(
    ("who", "kind", "due"),
    [
        (ROSA, "Thank-you", [date(2026, 9, 23)]),
        (ROSA, "Keep in touch", [date(2026, 10, 22), date(2026, 12, 22), date(2027, 3, 22)]),
        (BEN, "Keep in touch", [date(2026, 11, 30)]),
        (MEI, "Thank-you", [date(2026, 11, 13)]),
        (CARLA, "Keep in touch", [date(2026, 2, 28), date(2026, 4, 30), date(2026, 7, 31), date(2027, 1, 31)]),
        (PAUL, "Thank-you", [TODAY]),
    ],
)
def test_the_days_it_tells_after_a_talk_are_those_of_the_rules(who: str, kind: str, due: list[date]) -> None:
    (interview,) = [row["date"] for row in TERM["interviews"] if row["contact"] == who]
    assert [follow_up_due(kind, interview=interview, nth=n) for n in range(1, len(_rows_of(who, kind)) + 1)] == due


@pytest.mark.parametrize(("who", "due"), [(ROSE, [TODAY]), (OLU, [date(2026, 11, 17), date(2026, 11, 23)])])
def test_the_days_it_tells_of_reminders_are_those_of_the_rules(who: str, due: list[date]) -> None:
    (asked,) = [row["requested_on"] for row in TERM["contacts"] if row["name"] == who]
    rows = _rows_of(who, "Reminder")
    assert [follow_up_due("Reminder", asked=asked, reminded=n > 0) for n in range(len(rows))] == due


@pytest.mark.parametrize(("who", "led_to", "due"), [(ROSA, BEN, date(2026, 11, 7)), (BEN, MEI, date(2026, 11, 19))])
def test_the_days_it_tells_of_reports_are_those_of_the_rules(who: str, led_to: str, due: date) -> None:
    (interview,) = [row["date"] for row in TERM["interviews"] if row["contact"] == led_to]
    assert _rows_of(who, "Report to the referrer")
    assert follow_up_due("Report to the referrer", referral_interview=interview) == due


def _rows_of(who: str, kind: str) -> Rows:
    return [row for row in TERM["follow_ups"] if row["contact"].casefold() == who.casefold() and row["kind"] == kind]
