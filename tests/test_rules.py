"""Each rule fires at the right cell, and is silent on a workbook in any honest state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from folio.intake.rules import reference_rules
from folio.intake.rules.check_rules import check_rules
from tests.readings import a_reading
from tests.workbooks import CLEAN, FIRST_ROW, TODAY, at, edited, entered, found, make, read, told, with_change

SECRET = at("contacts", "private_notes", 6)
# Each changes one row of a term that is otherwise without a mistake.
CASES = """
what is wrong                          | row            | what is typed there                                                                 | what folio says, and where
a bad address                          | contacts 6     | email: dana at acme                                                                 | Contacts!I6 not-an-email
words in a date                        | contacts 7     | next_step_due: soon                                                                 | Contacts!E7 not-a-date
words in a rating                      | interviews 6   | interest_after: high                                                                | Interviews!P6 not-a-number
too high a rating                      | preview 6      | rating: 7                                                                           | Job preview!F6 out-of-range
too low a rating                       | peaks_mine 6   | strength: 0                                                                         | PEAKS mine!E6 out-of-range
an unknown choice                      | contacts 6     | status: Maybe                                                                       | Contacts!C6 not-a-choice
neither yes nor no                     | contacts 6     | can_advise: perhaps                                                                 | Contacts!P6 not-a-yes-or-no
no phone                               | contacts 6     | phone: ask Sam                                                                      | Contacts!L6 not-a-phone
no link                                | contacts 6     | profile_url: her page                                                               | Contacts!N6 not-a-url
no name                                | contacts 8     | organization: Somewhere                                                             | Contacts!A8 missing-required
no category                            | peaks_wanted 6 | category:                                                                           | PEAKS wanted!C6 missing-required
a name nobody has                      | interviews 7   | contact: Sam Ortis                                                                  | Interviews!B7 unknown-reference
a referrer nobody knows                | contacts 7     | referred_by: Zed                                                                    | Contacts!M7 referrer-not-listed
the same person twice                  | contacts 8     | name: dana LEE                                                                      | Contacts!A8 duplicate-contact
the same person twice, with spaces     | contacts 8     | name: " dana LEE "                                                                  | Contacts!A8 duplicate-contact; Contacts!A8 outer-spaces
a name with a space behind it          | interviews 6   | contact: "Dana Lee "                                                                | Interviews!B6 outer-spaces
a name with two spaces in it           | preview 6      | contact: Dana  Lee                                                                  | Job preview!B6 outer-spaces
a name with a ~ in it                  | contacts 8     | name: Ed ~ Fox; status: Identified                                                  | Contacts!A8 tilde-in-name
thanks before the interview            | interviews 6   | thank_you_sent: 2026-09-15                                                          | Interviews!R6 dates-out-of-order
asked after the interview              | contacts 6     | requested_on: 2026-09-17                                                            | Interviews!C6 dates-out-of-order
decided before offered                 | offers 6       | decide_by: 2026-10-01                                                               | Offers!J6 dates-out-of-order
done before heard                      | leads 6        | done: 2026-09-01                                                                    | Leads!G6 dates-out-of-order
sent in the future                     | follow_ups 6   | sent: 2026-11-21                                                                    | Follow-ups!F6 future-date
practiced in the future                | practice 6     | date: 2026-11-21                                                                    | Practice log!A6 future-date
completed in the future                | interviews 7   | status: Completed                                                                   | Interviews!C7 future-date
a slip in the year                     | contacts 7     | next_step_due: 2062-12-01                                                           | Contacts!E7 far-date
a very old date                        | leads 6        | due: 1926-09-01                                                                     | Leads!F6 far-date
completed, no date                     | interviews 6   | date:; thank_you_sent:                                                              | Interviews!C6 completed-without-date
late thanks                            | interviews 6   | thank_you_sent: 2026-09-19                                                          | Interviews!R6 thank-you-late
a message overdue                      | follow_ups 6   | due: 2026-11-19                                                                     | Follow-ups!E6 follow-up-overdue
a next step overdue                    | contacts 7     | next_step_due: 2026-11-19                                                           | Contacts!E7 next-step-overdue
an interview of which nothing is noted | interviews 8   | contact: Sam Ortiz; date: 2026-11-13; status: Completed; thank_you_sent: 2026-11-14 | Interviews!J8 nothing-noted
a rating out of thin air               | preview 7      | contact: Dana Lee; facet: Autonomy; rating: 4                                       | Job preview!D7 rating-without-words
a preview of someone not met           | preview 7      | contact: Sam Ortiz; facet: Autonomy; upside: Own hours                              | Job preview!B7 source-not-met
wishes of someone not met              | peaks_wanted 7 | contact: Sam Ortiz; category: Skills; quality: Tact                                 | PEAKS wanted!B7 source-not-met
a high rating without a document       | peaks_mine 7   | category: Skills; quality: Tact; rating: 4                                          | PEAKS mine!D7 no-document
one bad cell never hides another       | interviews 6   | interest_before: abc; interest_after: 9; minutes: long                              | Interviews!I6 not-a-number; Interviews!P6 out-of-range; Interviews!S6 not-a-number
"""


def cases() -> Iterator[Any]:
    """The lines of the table: the sheet, the number of the row, its cells, and what must be said."""
    for line in CASES.strip().splitlines()[1:]:
        name, place, cells, said = (part.strip() for part in line.split(" | "))
        sheet, row = place.split()
        pairs = (cell.partition(":") for cell in cells.split("; "))
        typed = {key: typed_value(value.strip()) for key, _, value in pairs}
        yield pytest.param(sheet, int(row), typed, said.split("; "), id=name)


def typed_value(text: str) -> Any:
    """A day, a number, a text (in quotes where spaces count), or nothing."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return float(text) if text.isdecimal() else text.strip('"') or None


@pytest.mark.parametrize(("sheet", "row", "cells", "said"), list(cases()))
def test_the_rule_fires_at_its_cell_and_alone(sheet: str, row: int, cells: dict[str, Any], said: list[str]) -> None:
    assert told(entered(with_change(sheet, row - FIRST_ROW, **cells))) == said


@pytest.mark.parametrize("template", ["complete", "essentials"])
def test_an_untouched_workbook_has_no_problem(template: str) -> None:
    reading = read(make(template=template))
    assert reading.problems == ()
    assert all(not t.typed_rows for t in reading.tables.values())


def test_a_full_and_a_half_filled_workbook_have_no_problem() -> None:
    assert found(entered(CLEAN)) == []
    assert found(entered({"contacts": CLEAN["contacts"][:1]})) == []
    names_only = {"contacts": [{"name": "Dana Lee"}], "interviews": [{"contact": "dana lee"}]}
    assert found(entered(names_only)) == []


@pytest.mark.parametrize(("days", "codes"), [(0, []), (1, []), (2, []), (3, ["thank-you-missing"])])
def test_a_thank_you_has_two_days(days: int, codes: list[str]) -> None:
    interview = TODAY - timedelta(days=days)
    content = with_change("interviews", 0, date=interview, thank_you_sent=None)
    content["contacts"][0] |= {"requested_on": interview, "status": "Completed"}
    assert [p.code for p in entered(content).problems] == codes


def test_references_ignore_case_and_outer_spaces_and_take_the_spelling_of_the_row() -> None:
    reading = entered(with_change("interviews", 0, contact="  dana LEE "))
    row = reading.tables["interviews"].rows[0]
    # The workbook's own formulas do not ignore the spaces, and that is all there is to say.
    assert found(reading) == [("outer-spaces", "Interviews", at("interviews", "contact", 6))]
    assert row.values["contact"] == "Dana Lee"
    assert row.as_typed["contact"] == "  dana LEE "


def test_a_message_says_what_was_typed_what_is_wrong_and_what_to_do() -> None:
    (problem,) = entered(with_change("interviews", 1, contact="Sam Ortis")).problems
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
    problem = next(p for p in entered(with_change(sheet, 0, **cells)).problems if p.code == "not-a-choice")
    assert problem.fix.startswith(fix)
