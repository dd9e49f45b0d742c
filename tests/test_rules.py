"""Each rule fires at the right cell, and is silent on a workbook in any honest state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from folio.intake.rules import reference_rules
from folio.intake.rules.check_rules import check_rules
from tests.readings import a_reading
from tests.workbooks import CLEAN, TODAY, at, edited, found, make, read, with_change

# An interview of a week ago with someone of whom nothing else is noted; thanked for, and still time to tell the referrer.
HELD = {"contact": "Sam Ortiz", "date": date(2026, 11, 13), "status": "Completed", "thank_you_sent": date(2026, 11, 14)}
SECRET = at("contacts", "private_notes", 6)
CASES: list[tuple[str, str, int, dict[str, Any], list[tuple[str, str, str]]]] = [
    ("a bad address", "contacts", 0, {"email": "dana at acme"}, [("not-an-email", "Contacts", at("contacts", "email", 6))]),
    ("words in a date", "contacts", 1, {"next_step_due": "soon"}, [("not-a-date", "Contacts", at("contacts", "next_step_due", 7))]),
    ("words in a rating", "interviews", 0, {"interest_after": "high"}, [("not-a-number", "Interviews", at("interviews", "interest_after", 6))]),
    ("too high a rating", "preview", 0, {"rating": 7}, [("out-of-range", "Job preview", at("preview", "rating", 6))]),
    ("too low a rating", "peaks_mine", 0, {"strength": 0}, [("out-of-range", "PEAKS mine", at("peaks_mine", "strength", 6))]),
    ("an unknown choice", "contacts", 0, {"status": "Maybe"}, [("not-a-choice", "Contacts", at("contacts", "status", 6))]),
    ("neither yes nor no", "contacts", 0, {"can_advise": "perhaps"}, [("not-a-yes-or-no", "Contacts", at("contacts", "can_advise", 6))]),
    ("no phone", "contacts", 0, {"phone": "ask Sam"}, [("not-a-phone", "Contacts", at("contacts", "phone", 6))]),
    ("no link", "contacts", 0, {"profile_url": "her page"}, [("not-a-url", "Contacts", at("contacts", "profile_url", 6))]),
    ("no name", "contacts", 2, {"organization": "Somewhere"}, [("missing-required", "Contacts", at("contacts", "name", 8))]),
    ("no category", "peaks_wanted", 0, {"category": None}, [("missing-required", "PEAKS wanted", at("peaks_wanted", "category", 6))]),
    ("a name nobody has", "interviews", 1, {"contact": "Sam Ortis"}, [("unknown-reference", "Interviews", at("interviews", "contact", 7))]),
    ("a referrer nobody knows", "contacts", 1, {"referred_by": "Zed"}, [("unknown-reference", "Contacts", at("contacts", "referred_by", 7))]),
    ("the same person twice", "contacts", 2, {"name": "dana LEE"}, [("duplicate-contact", "Contacts", at("contacts", "name", 8))]),
    ("the same person twice, with spaces", "contacts", 2, {"name": " dana LEE "}, [("duplicate-contact", "Contacts", at("contacts", "name", 8)), ("outer-spaces", "Contacts", at("contacts", "name", 8))]),
    ("a name with a space behind it", "interviews", 0, {"contact": "Dana Lee "}, [("outer-spaces", "Interviews", at("interviews", "contact", 6))]),
    ("a name with two spaces in it", "preview", 0, {"contact": "Dana  Lee"}, [("outer-spaces", "Job preview", at("preview", "contact", 6))]),
    ("thanks before the interview", "interviews", 0, {"thank_you_sent": date(2026, 9, 15)}, [("dates-out-of-order", "Interviews", at("interviews", "thank_you_sent", 6))]),
    ("asked after the interview", "contacts", 0, {"requested_on": date(2026, 9, 17)}, [("dates-out-of-order", "Interviews", at("interviews", "date", 6))]),
    ("decided before offered", "offers", 0, {"decide_by": date(2026, 10, 1)}, [("dates-out-of-order", "Offers", at("offers", "decide_by", 6))]),
    ("done before heard", "leads", 0, {"done": date(2026, 9, 1)}, [("dates-out-of-order", "Leads", at("leads", "done", 6))]),
    ("sent in the future", "follow_ups", 0, {"sent": date(2026, 11, 21)}, [("future-date", "Follow-ups", at("follow_ups", "sent", 6))]),
    ("practiced in the future", "practice", 0, {"date": date(2026, 11, 21)}, [("future-date", "Practice log", at("practice", "date", 6))]),
    ("completed in the future", "interviews", 1, {"status": "Completed"}, [("future-date", "Interviews", at("interviews", "date", 7))]),
    ("a slip in the year", "contacts", 1, {"next_step_due": date(2062, 12, 1)}, [("far-date", "Contacts", at("contacts", "next_step_due", 7))]),
    ("a very old date", "leads", 0, {"due": date(1926, 9, 1)}, [("far-date", "Leads", at("leads", "due", 6))]),
    ("completed, no date", "interviews", 0, {"date": None, "thank_you_sent": None}, [("completed-without-date", "Interviews", at("interviews", "date", 6))]),
    ("late thanks", "interviews", 0, {"thank_you_sent": date(2026, 9, 19)}, [("thank-you-late", "Interviews", at("interviews", "thank_you_sent", 6))]),
    ("a message overdue", "follow_ups", 0, {"due": date(2026, 11, 19)}, [("follow-up-overdue", "Follow-ups", at("follow_ups", "due", 6))]),
    ("a next step overdue", "contacts", 1, {"next_step_due": date(2026, 11, 19)}, [("next-step-overdue", "Contacts", at("contacts", "next_step_due", 7))]),
    ("an interview of which nothing is noted", "interviews", 2, HELD, [("nothing-noted", "Interviews", at("interviews", "takeaway", 8))]),
    ("a rating out of thin air", "preview", 1, {"contact": "Dana Lee", "facet": "Autonomy", "rating": 4}, [("rating-without-words", "Job preview", at("preview", "upside", 7))]),
    ("a preview of someone not met", "preview", 1, {"contact": "Sam Ortiz", "facet": "Autonomy", "upside": "Own hours"}, [("source-not-met", "Job preview", at("preview", "contact", 7))]),
    ("wishes of someone not met", "peaks_wanted", 1, {"contact": "Sam Ortiz", "category": "Skills", "quality": "Tact"}, [("source-not-met", "PEAKS wanted", at("peaks_wanted", "contact", 7))]),
    ("a high rating without a document", "peaks_mine", 1, {"category": "Skills", "quality": "Tact", "rating": 4}, [("no-document", "PEAKS mine", at("peaks_mine", "document", 7))]),
    (
        "one bad cell never hides another", "interviews", 0,
        {"interest_before": "abc", "interest_after": 9, "minutes": "long"},
        [("not-a-number", "Interviews", at("interviews", "minutes", 6)), ("not-a-number", "Interviews", at("interviews", "interest_before", 6)), ("out-of-range", "Interviews", at("interviews", "interest_after", 6))],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "cells", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_rule_fires_at_its_cell_and_alone(
    sheet: str, row: int, cells: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert found(read(make(with_change(sheet, row, **cells)))) == expected


@pytest.mark.parametrize("template", ["complete", "essentials"])
def test_an_untouched_workbook_has_no_problem(template: str) -> None:
    reading = read(make(template=template))
    assert reading.problems == ()
    assert all(not t.typed_rows for t in reading.tables.values())


def test_a_full_and_a_half_filled_workbook_have_no_problem() -> None:
    assert found(read(make(CLEAN))) == []
    assert found(read(make({"contacts": CLEAN["contacts"][:1]}))) == []
    names_only = {"contacts": [{"name": "Dana Lee"}], "interviews": [{"contact": "dana lee"}]}
    assert found(read(make(names_only))) == []


@pytest.mark.parametrize(("days", "codes"), [(0, []), (1, []), (2, []), (3, ["thank-you-missing"])])
def test_a_thank_you_has_two_days(days: int, codes: list[str]) -> None:
    interview = TODAY - timedelta(days=days)
    content = with_change("interviews", 0, date=interview, thank_you_sent=None)
    content["contacts"][0] |= {"requested_on": interview, "status": "Completed"}
    assert [p.code for p in read(make(content)).problems] == codes


def test_references_ignore_case_and_outer_spaces_and_take_the_spelling_of_the_row() -> None:
    reading = read(make(with_change("interviews", 0, contact="  dana LEE ")))
    row = reading.tables["interviews"].rows[0]
    # The workbook's own formulas do not ignore the spaces, and that is all there is to say.
    assert found(reading) == [("outer-spaces", "Interviews", at("interviews", "contact", 6))]
    assert row.values["contact"] == "Dana Lee"
    assert row.as_typed["contact"] == "  dana LEE "


def test_a_message_says_what_was_typed_what_is_wrong_and_what_to_do() -> None:
    (problem,) = read(make(with_change("interviews", 1, contact="Sam Ortis"))).problems
    assert problem.message == '"Sam Ortis" isn\'t on the sheet Contacts. Did you mean Sam Ortiz?'
    assert "add it there" in problem.fix
    assert (problem.column, problem.value, problem.severity) == ("contact", "Sam Ortis", "error")


def test_what_stands_in_a_private_column_is_withheld_from_its_problem() -> None:
    def sums(book: Any) -> None:
        book["Contacts"][SECRET] = "#REF!"
        book["Contacts"][SECRET].data_type = "e"

    (problem,) = read(edited(make(CLEAN), sums)).problems
    assert (problem.code, problem.cell, problem.value) == ("error-value", SECRET, None)
    assert "#REF!" not in problem.message


def test_many_workbooks_at_once_give_each_its_own_problems() -> None:
    from folio.intake.one_workbook import read_content
    from folio.intake.rules.check_rules import check_rules

    changes: list[dict[str, Any]] = [{}, {"email": "x"}, {}, {"name": "Sam Ortiz"}]
    readings = [read_content(str(i), make(with_change("contacts", 0, **c))) for i, c in enumerate(changes)]
    codes = [[p.code for p in r.problems] for r in check_rules(readings, TODAY)]
    assert codes[0] == codes[2] == []
    assert codes[1] == ["not-an-email"]
    assert "duplicate-contact" in codes[3]


def test_names_without_end_are_told_but_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules run in folio's own process, where no limit on time ends a comparison of all with all."""
    compared = 0

    def counting(name: str, names: Sequence[str]) -> str:
        nonlocal compared
        compared += len(names)
        return names[0]

    monkeypatch.setattr(reference_rules, "_closest", counting)
    many = range(1000)
    reading = a_reading(
        contacts=[{"name": f"SheetData {i}"} for i in many], interviews=[{"contact": f"Unknown {i}"} for i in many]
    )
    problems = check_rules([reading], TODAY)[0].problems
    assert [p.code for p in problems] == ["unknown-reference"] * 1000
    assert problems[0].message.endswith("Did you mean SheetData 0?")
    assert compared <= 100_000


@pytest.mark.parametrize(
    ("sheet", "cells", "fix"),
    [
        ("contacts", {"status": "Schedulled"}, "Choose Scheduled, or something else from the list."),
        ("contacts", {"status": "Maybe"}, "Choose one of these: Identified, Requested, Reminded, "),
        ("interviews", {"format": "Vidoe call"}, "Choose one of these: In person, Video call, "),
    ],
)
def test_a_long_list_of_choices_is_not_read_out_where_one_is_meant(sheet: str, cells: dict[str, Any], fix: str) -> None:
    problem = next(p for p in read(make(with_change(sheet, 0, **cells))).problems if p.code == "not-a-choice")
    assert problem.fix.startswith(fix)
