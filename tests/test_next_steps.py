"""The engine of what is due: every step once, whoever planned it, and no two that are different taken for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from folio.domain.messages import all_messages
from folio.domain.next_steps import Step, find_due, next_steps
from folio.domain.said_actions import SAID, plain_step, said_action
from folio.domain.step_words import TURN_IN
from folio.intake.reading_records import records_of
from folio.workbook.formulas.parts import SheetData
from folio.workbook.list_blocks import list_blocks
from folio.workbook.workings_lists import list_lines
from tests.judges import betteroffice
from tests.office import stored_values
from tests.readings import Unfit, a_reading
from tests.term import ESSENTIALS_TERM, TERM
from tests.workbooks import kit, make, read

TODAY = date(2026, 11, 20)


def day(number: int, month: int = 11) -> date:
    return date(2026, month, number)


def steps(**sheets: Any) -> tuple[Step, ...]:
    return next_steps(records_of(a_reading(**sheets), TODAY))


def deadlines(**sheets: Any) -> list[tuple[str, str, str, date | None]]:
    return [(s.kind, s.who, s.what, s.when) for s in steps(**sheets) if s.has_deadline]


def says(step: str, name: str = "Pat Sweeney") -> str | None:
    contact = a_reading(contacts=[{"name": name, "next_step": step}])
    return said_action(records_of(contact, TODAY).rows("contacts")[0])


@pytest.mark.parametrize(
    ("step", "action"),
    [
        ("Remind him", "reminder"),
        ("remind Pat Sweeney", "reminder"),
        ("Remind Pat.", "reminder"),
        ("REMIND THEM AGAIN!", "reminder"),
        ("Send her a friendly reminder", "reminder"),
        ("Send the second reminder", "reminder"),
        ("Write the thank-you", "thank-you"),
        ("write a thank you note", "thank-you"),
        ("Send him the thank-you card", "thank-you"),
        ("Write the thank-you card by hand", "thank-you"),
        ("Thank Pat for the interview", "thank-you"),
        ("Thank her for the introduction", "referral-thank-you"),
        ("Ask Pat for an interview", "request"),
        ("Ask for an informational interview", "request"),
        ("Confirm the time", "confirmation"),
        ("Tell him how it went", "referrer-report"),
        ("Stay in touch with Pat Sweeney", "keep-in-touch"),
        ("Ask her for advice on the offer", "adviser-request"),
    ],
)
def test_a_step_that_plainly_names_a_message_is_told(step: str, action: str) -> None:
    assert says(step) == action


@pytest.mark.parametrize(
    "step",
    [
        "Ask what the first exam was like",
        "Ask how she prepared for an interview",
        "Ask Lee for an interview",
        "Ask for the interview questions",
        "Ask whether I may sit in",
        "Remind me to bring the portfolio",
        "Remind Lee",
        "Reminder: bring the model",
        "Thanksgiving lunch",
        "Thank her brother",
        "Thank them for the referral letter",
        "Write the thank-you and ask about the printer project",
        "Write to her about the contrast test",
        "Tell him how the talk with Renee went",
        "Confirm that the lab is open",
        "Check in at the front desk",
        "Phone him",
        "",
    ],
)
def test_in_doubt_a_step_is_its_own(step: str) -> None:
    assert says(step) is None


def test_the_words_of_the_table_are_as_they_are_looked_up() -> None:
    assert [text for texts in SAID.values() for text in texts if plain_step(text, "Pat Sweeney") != text] == []


ASKED = {"name": "Pat Sweeney", "status": "Requested", "requested_on": day(13)}


@pytest.mark.parametrize("step", ["Remind him", "remind Pat Sweeney"])
def test_an_own_step_and_the_reminder_for_it_are_one_step_in_the_students_words(step: str) -> None:
    (one,) = [s for s in steps(contacts=[ASKED | {"next_step": step, "next_step_due": day(23)}]) if s.has_deadline]
    assert (one.kind, one.action, one.what, one.when) == ("Reminder", "reminder", step, day(23))
    assert (one.places[0], len(one.also)) == ((one.sheet, one.cell), 1)


@pytest.mark.parametrize("follow_ups", [[], [{"contact": "Pat Sweeney", "kind": "Reminder", "due": day(30)}]])
def test_the_message_is_due_on_the_day_of_the_own_step(follow_ups: list[dict[str, Any]]) -> None:
    contact = ASKED | {"next_step": "Remind him", "next_step_due": day(23)}
    records = records_of(a_reading(contacts=[contact], follow_ups=follow_ups), TODAY)
    assert [(m.kind, m.due, m.cell) for m in all_messages(records)] == [("reminder", day(23), "E6")]


def test_an_own_step_without_a_day_gets_the_day_of_the_rule_and_keeps_its_words() -> None:
    assert deadlines(contacts=[ASKED | {"next_step": "Remind him"}]) == [
        ("Reminder", "Pat Sweeney", "Remind him", day(18))
    ]


def test_an_own_step_settles_every_planned_reminder_to_that_person_and_no_other() -> None:
    row = {"contact": "pat sweeney", "kind": "Reminder", "due": day(24)}
    found = deadlines(
        contacts=[ASKED | {"next_step": "Remind him", "next_step_due": day(23)}, {"name": "Lee"}],
        follow_ups=[row, row | {"contact": "Lee"}, row | {"kind": "Keep in touch"}],
    )
    assert [(kind, who, when) for kind, who, _, when in found] == [
        ("Reminder", "Pat Sweeney", day(23)),
        ("Reminder", "Lee", day(24)),
        ("Keep in touch", "Pat Sweeney", day(24)),
    ]


def test_planned_messages_of_one_kind_stay_as_many_as_are_planned() -> None:
    rows = [{"contact": "Dana", "kind": "Keep in touch", "due": day(d, 12)} for d in (1, 20)]
    contact = {"name": "Dana", "next_step": "Keep in touch", "next_step_due": day(24)}
    assert [when for *_, when in deadlines(contacts=[contact], follow_ups=rows)] == [day(24), day(1, 12), day(20, 12)]


def test_an_own_thank_you_settles_the_one_after_the_interview() -> None:
    found = deadlines(
        contacts=[{"name": "Kim", "next_step": "Write the thank-you", "next_step_due": day(21)}],
        interviews=[{"contact": "Kim", "status": "Completed", "date": day(18)}],
    )
    assert found == [("Thank-you", "Kim", "Write the thank-you", day(21))]


def test_a_step_that_names_what_is_done_stays_a_step_of_its_own() -> None:
    found = deadlines(
        contacts=[{"name": "Kim", "next_step": "Remind her", "next_step_due": day(21), "status": "Thanked"}]
    )
    assert found == [("Next step", "Kim", "Remind her", day(21))]


def test_a_day_that_cannot_be_read_is_not_merged_away() -> None:
    contact = ASKED | {"next_step": "Remind him", "next_step_due": Unfit("soon")}
    assert [(s.kind, s.state) for s in steps(contacts=[contact])] == [("Reminder", "overdue"), ("Next step", "no date")]


def test_who_led_to_an_interview_waits_for_news() -> None:
    sheets: dict[str, Any] = {
        "contacts": [
            {"name": "Rosa", "status": "In touch"},
            {"name": "Ben", "referred_by": "Rosa", "status": "Thanked"},
        ],
        "interviews": [{"contact": "Ben", "status": "Completed", "date": day(10), "thank_you_sent": day(10)}],
    }
    # Where no sheet takes the note that it was sent, it would be due for good.
    assert deadlines(template="essentials", **sheets) == []
    assert deadlines(**sheets) == [
        ("Report to the referrer", "Rosa", "Tell Rosa how the interview with Ben went", day(17))
    ]


def test_good_manners_have_no_deadline() -> None:
    found = steps(
        contacts=[
            {"name": "New", "status": "Identified"},
            {"name": "Met", "status": "In touch"},
            {"name": "Soon", "status": "Scheduled"},
        ],
        interviews=[
            {"contact": "Met", "status": "Completed", "date": day(10, 9), "thank_you_sent": day(10, 9)},
            {"contact": "Soon", "status": "Scheduled", "date": day(20)},
        ],
    )
    assert [(s.action, s.who, s.when, s.state) for s in found if s.optional] == [
        ("keep-in-touch", "Met", day(10, 10), "open"),
        ("confirmation", "Soon", day(19), "open"),
        ("request", "New", None, "open"),
    ]
    assert [s.action for s in found if s.has_deadline] == ["interview"]


# Start and the engine


def told_on_start(content: Mapping[str, Any], template: str, today: date) -> set[tuple[date, str]]:
    """The day and the sheet of each line of a list with room for all."""
    made = kit(template).template
    (block,) = [b for b in list_blocks(made) if b.agenda]
    tables = {key: [*rows] for key, rows in content.items()}
    roomy = replace(block, section=block.section.model_copy(update={"room": 500}))
    lines = list_lines(SheetData(made, tables, today), roomy)
    return {(day, where.partition(", ")[0]) for day, what, where in lines if isinstance(day, date) and what != TURN_IN}


def due_by_engine(content: Mapping[str, Any], template: str, today: date) -> set[tuple[date, str]]:
    records = records_of(read(make(content, template=template)), today)
    return {(s.when, s.sheet) for s in find_due(records) if s.when and s.action != "hand-in"}


PAT = {"contact": "Pat Sweeney", "kind": "Reminder"}
HELD = {"status": "Completed", "thank_you_sent": day(10)}
REFERRED: dict[str, Any] = {
    "contacts": [
        {"name": "Rosa", "status": "In touch"},
        {"name": "Ben", "referred_by": "Rosa", "status": "Thanked"},
        {"name": "Mei", "referred_by": "Rosa", "status": "Thanked"},
        {"name": "Own", "referred_by": "Own", "status": "Thanked"},
        {"name": "Odd", "referred_by": "Nobody known", "status": "Thanked"},
    ],
    "interviews": [
        {"contact": name, "date": day(d)} | HELD for name, d in (("Ben", 3), ("Mei", 9), ("Own", 9), ("Odd", 9))
    ],
}
TWICE = [{"name": "Rosa"}, {"name": "Ben"}, {"name": "Ben", "referred_by": "Rosa"}]
OWN = [{"name": "Rosa", "next_step": "Tell her how it went", "next_step_due": day(27)}, *REFERRED["contacts"][1:]]


def with_message(kind: str, **values: Any) -> dict[str, Any]:
    return {**REFERRED, "follow_ups": [{"contact": "Rosa", "kind": kind, **values}]}


STATES: dict[str, dict[str, Any]] = {
    "own reminder": {"contacts": [ASKED | {"next_step": "Remind him", "next_step_due": day(23)}]},
    "own reminder without a day": {"contacts": [ASKED | {"next_step": "Remind him"}]},
    "another step": {"contacts": [ASKED | {"next_step": "Call him", "next_step_due": day(23)}]},
    "own and planned": {
        "contacts": [ASKED | {"next_step": "Remind Pat.", "next_step_due": day(23)}],
        "follow_ups": [PAT, PAT | {"due": day(30)}],
    },
    "planned": {"contacts": [ASKED], "follow_ups": [PAT | {"due": day(30)}]},
    "own thank-you": {
        "contacts": [{"name": "Kim", "next_step": "Write the thank-you!", "next_step_due": day(23)}],
        "interviews": [{"contact": "kim", "status": "Completed", "date": day(18)}],
        "follow_ups": [{"contact": "Kim", "kind": "Keep in touch", "due": day(25)}],
    },
    "referrer": REFERRED,
    "referrer wrote before": with_message("Advice used", sent=day(8)),
    "referrer has heard": with_message("Advice used", sent=day(9)),
    "of a contact listed twice": {**with_message("Advice used", sent=day(9)), "contacts": TWICE},
    "report by rule": with_message("Report to the referrer"),
    "report on a day": with_message("Report to the referrer", due=day(29)),
    "news planned": with_message("Advice used", due=day(28)),
    "no news planned": with_message("Keep in touch", due=day(28)),
    "referrer met since": {**REFERRED, "interviews": [*REFERRED["interviews"], {"contact": "Rosa", "date": day(9)} | HELD]},
    "own report": {**REFERRED, "contacts": OWN},
}  # fmt: skip


# How many steps have a deadline, where it isn't one.
COUNTS = {
    "another step": 2, "own thank-you": 2, "no news planned": 2, "referrer has heard": 0, "of a contact listed twice": 0,
    "referrer met since": 0,
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_start_tells_what_the_engine_tells(state: str) -> None:
    content = STATES[state]
    told = told_on_start(content, "complete", TODAY)
    assert told == due_by_engine(content, "complete", TODAY)
    assert len(told) == COUNTS.get(state, 1)
    # and another program works out the same
    workbook = make(content)
    stored, shown = stored_values(workbook), betteroffice(workbook, TODAY)
    assert {p: (stored[p], v) for p, v in shown.items() if stored[p] != v and p[0] == "Start"} == {}


@pytest.mark.parametrize("template", ["complete", "essentials"])
@pytest.mark.parametrize("today", [day(1, 9), day(11), day(20), day(17, 12)])
def test_start_tells_of_a_whole_term_what_the_engine_tells(template: str, today: date) -> None:
    content = {"complete": TERM, "essentials": ESSENTIALS_TERM}[template]
    assert told_on_start(content, template, today) == due_by_engine(content, template, today)
