"""The engine of what is due: every step once, whoever planned it, and no two that are different taken for one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from folio.domain.next_steps import Step, next_steps
from folio.domain.said_actions import SAID, plain_step, said_action
from folio.intake.reading_records import records_of
from tests.readings import Unfit, a_reading

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
        ("Keep in touch", "Pat Sweeney", day(24)),
        ("Reminder", "Lee", day(24)),
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
        ("Report to the referrer", "Rosa", "Tell them how the interview with Ben went", day(17))
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
