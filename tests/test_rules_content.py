"""Rules about days and content: each fires where it must, once, and never on a term that goes as it should."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folio.domain import due_days
from folio.domain.next_steps import find_due
from folio.insight.interview_findings import find_interviews
from folio.intake.model import Extra, Note, Problem, Reading
from folio.intake.problems.catalog import CATALOG
from folio.intake.reading_records import records_of
from folio.intake.rules.check_rules import check_rules
from folio.template.loading import load_kit
from folio.template.schema import Template
from folio.template.vocabulary import THANKS_LATE_DAYS
from tests.readings import CANARY, Unfit, a_reading
from tests.workbooks import CLEAN, FACETS, TODAY, at

Sheets = dict[str, Any]

DANA, SAM = {"name": "Dana Lee", "status": "Thanked"}, {"name": "Sam Ortiz", "status": "Requested"}
TALK = {"contact": "Dana Lee", "date": date(2026, 9, 16), "status": "Completed", "thank_you_sent": date(2026, 9, 17)}
LEARNED = TALK | {"takeaway": "Charting takes a third of the shift."}
SAYING = "It was very interesting to hear."


def problems(
    today: date = TODAY, template: str = "complete", without: tuple[str, ...] = (), **sheets: Any
) -> list[Problem]:
    return checked(a_reading(template=template, without=without, **sheets), today)


def checked(reading: Reading, today: date = TODAY) -> list[Problem]:
    return list(check_rules([reading], today)[0].problems)


def places(found: list[Problem]) -> list[tuple[str, str | None, str | None]]:
    return [(p.code, p.sheet, p.cell) for p in found]


def changed(reading: Reading, **changes: Mapping[str, Any]) -> Reading:
    """The reading with columns of its template changed, as in a custom template: ``preview__contact={...}``."""
    assert reading.template
    data = reading.template.model_dump(exclude_defaults=True)
    for path, change in changes.items():
        sheet, column = path.split("__")
        (found,) = [c for s in data["sheets"] if s["key"] == sheet for c in s["columns"] if c["key"] == column]
        found |= change
    return replace(reading, template=Template.model_validate(data))


def told(who: str, upsides: int, downsides: int = 0) -> list[dict[str, Any]]:
    row = {"contact": who, "facet": "Autonomy"}
    return [row | {"upside": f"Up {i}"} | ({"downside": f"Down {i}"} if i < downsides else {}) for i in range(upsides)]


# --- each rule, at its cell

MET: Sheets = {"contacts": [DANA], "interviews": [LEARNED]}
FIRES: list[tuple[str, Sheets, list[tuple[str, str, str]]]] = [
    ("thanked before asking, the interview undated",
     {"contacts": [DANA | {"requested_on": date(2026, 9, 18)}], "interviews": [LEARNED | {"date": None, "status": None}]},
     [("dates-out-of-order", "Interviews", at("interviews", "thank_you_sent", 6))]),
    ("thanked before asking, and the interview before both: told at the interview",
     {"contacts": [DANA | {"requested_on": date(2026, 9, 18)}], "interviews": [LEARNED]},
     [("dates-out-of-order", "Interviews", at("interviews", "date", 6))]),
    ("thanks late, noted in the follow-ups",
     {**MET, "interviews": [LEARNED | {"thank_you_sent": None}],
      "follow_ups": [{"contact": "Dana Lee", "kind": "Thank-you", "sent": date(2026, 9, 21)}]},
     [("thank-you-late", "Follow-ups", at("follow_ups", "sent", 6))]),
    ("no thanks, and the planned thank-you overdue: told once",
     {"contacts": [DANA | {"status": "Completed"}], "interviews": [LEARNED | {"thank_you_sent": None}],
      "follow_ups": [{"contact": "Dana Lee", "kind": "Thank-you", "due": date(2026, 9, 17)}]},
     [("thank-you-missing", "Interviews", at("interviews", "thank_you_sent", 6))]),
    ("nothing noted of two interviews with one person",
     {"contacts": [DANA], "interviews": [TALK, TALK]}, [("nothing-noted", "Interviews", at("interviews", "takeaway", 6))]),
    ("questions planned, none answered",
     {"contacts": [DANA], "interviews": [TALK], "questions": [{"contact": "Dana Lee", "question": "Why?", "asked": True}]},
     [("nothing-noted", "Interviews", at("interviews", "takeaway", 6))]),
    ("someone not met is the source of many rows",
     {"contacts": [SAM], "preview": told("Sam Ortiz", 2, 2),
      "peaks_wanted": [{"contact": "Sam Ortiz", "category": "Skills", "quality": "Tact"}]},
     [("source-not-met", "Job preview", at("preview", "contact", 6))]),
    ("an interview that was cancelled",
     {"contacts": [SAM], "preview": told("Sam Ortiz", 1, 1),
      "interviews": [{"contact": "Sam Ortiz", "date": date(2026, 9, 16), "status": "Canceled"}]},
     [("source-not-met", "Job preview", at("preview", "contact", 6))]),
    ("three upsides", {**MET, "preview": told("Dana Lee", 3)}, [("only-upsides", "Job preview", at("preview", "downside", 6))]),
    ("two people who contradict each other",
     {"contacts": [DANA, {"name": "Sam Ortiz", "status": "Thanked"}],
      "interviews": [LEARNED, LEARNED | {"contact": "Sam Ortiz"}],
      "preview": [{"contact": "Dana Lee", "facet": "Autonomy", "upside": "No weekends"},
                  {"contact": "Sam Ortiz", "facet": "Autonomy", "downside": "Every other weekend"}]},
     [("people-disagree", "Job preview", at("preview", "facet", 7))]),
    ("a referrer who heard nothing since",
     {"contacts": [DANA, {"name": "Sam Ortiz", "status": "Thanked", "referred_by": "Dana Lee"}],
      "interviews": [LEARNED, LEARNED | {"contact": "Sam Ortiz", "date": date(2026, 9, 30), "thank_you_sent": date(2026, 9, 30)}],
      "follow_ups": [{"contact": "Dana Lee", "kind": "Keep in touch", "sent": date(2026, 9, 29)},
                     {"contact": "Dana Lee", "kind": "Keep in touch", "due": date(2026, 12, 29)}]},
     [("referrer-not-told", "Contacts", at("contacts", "referred_by", 7))]),
    ("a text in four cells, told at the second",
     {**MET, "questions": [{"contact": "Dana Lee", "question": q, "answer": SAYING} for q in "abc"],
      "preview": [{"contact": "Dana Lee", "facet": "Autonomy", "downside": f" {SAYING.upper()} ", "upside": "Some"}]},
     [("same-text", "Question plan", at("questions", "answer", 7))]),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "expected"), [c[1:] for c in FIRES], ids=[c[0] for c in FIRES])
def test_the_rule_fires_at_its_cell_once_and_alone(sheets: Sheets, expected: list[tuple[str, str, str]]) -> None:
    found = problems(**sheets)
    assert places(found) == expected
    assert [p.fix for p in found if not re.match(r"[A-Z][^{]*\.$", p.fix)] == []


# --- follow-ups whose day is worked out


def overdue(**sheets: Any) -> list[Problem]:
    return [p for p in problems(**sheets) if p.code == "follow-up-overdue"]


def test_a_follow_up_is_overdue_by_the_day_that_is_worked_out() -> None:
    row = {"contact": "Dana Lee", "kind": "Keep in touch"}
    (told,) = overdue(**MET, follow_ups=[row])
    header = load_kit("complete").template.sheet("follow_ups").column("due").header
    assert told.message == "The message to Dana Lee was due on Oct 16, 2026 and isn't marked as sent."
    assert told.fix == f'Send it and enter the date, or put a new date in "{header}".'
    assert (told.column, told.value) == ("due", None)
    assert overdue(**MET, follow_ups=[row | {"due": date(2026, 12, 1)}]) == []
    assert overdue(**MET, follow_ups=[row | {"sent": date(2026, 10, 16)}, row]) == []


@pytest.mark.parametrize(
    "sheets",
    [
        {**MET, "follow_ups": [{"contact": "Dana Lee", "kind": "Thank-you"}]},
        {"contacts": [SAM | {"status": "Scheduled", "requested_on": date(2026, 9, 1)}],
         "follow_ups": [{"contact": "Sam Ortiz", "kind": "Reminder"}]},
        {"contacts": [SAM], "follow_ups": [{"contact": "Sam Ortiz", "kind": "Keep in touch"}]},
    ],
    ids=["thanked beside the interview", "answered", "no interview yet"],
)  # fmt: skip
def test_what_other_cells_settle_is_not_overdue(sheets: Sheets) -> None:
    assert problems(**sheets) == []


def test_no_day_is_worked_out_of_private_cells() -> None:
    reading = a_reading(**MET, follow_ups=[{"contact": "Dana Lee", "kind": "Keep in touch"}])
    for path in ("interviews__date", "follow_ups__due", "follow_ups__sent"):
        assert "follow-up-overdue" not in [p.code for p in checked(changed(reading, **{path: {"private": True}}))]


def test_a_report_that_gets_its_day_by_the_rules_counts_as_planned() -> None:
    interviews = [
        LEARNED,
        LEARNED | {"contact": "Sam Ortiz", "date": date(2026, 11, 12), "thank_you_sent": date(2026, 11, 12)},
    ]
    contacts = [DANA, {"name": "Sam Ortiz", "status": "Thanked", "referred_by": "Dana Lee"}]
    report = {"contact": "Dana Lee", "kind": "Report to the referrer"}
    told: Sheets = {"contacts": contacts, "interviews": interviews}
    assert [p.code for p in problems(**told)] == ["referrer-not-told"]
    assert [p.code for p in problems(**told, follow_ups=[report])] == ["follow-up-overdue"]


def test_an_activity_cannot_have_been_done_tomorrow() -> None:
    mine = {"category": "Skills", "quality": "Tact", "activity": "Tutor", "activity_done": TODAY + timedelta(days=1)}
    assert [(p.code, p.column) for p in problems(peaks_mine=[mine])] == [("future-date", "activity_done")]
    late = mine | {"activity_done": None, "activity_by": date(2062, 1, 1)}
    assert [(p.code, p.column) for p in problems(peaks_mine=[late])] == [("far-date", "activity_by")]


# --- the question plan

TOPICS = ("Opening", "Culture", "Downsides", "Outlook and ways in", "Close")
STAGES = {"Opening": "Introductory", "Culture": "Need to know", "Downsides": "Need to know", "Close": "Obliging"}


def plan(*topics: str, contact: str | None = None, minutes: int | None = None) -> list[dict[str, Any]]:
    return [
        {"contact": contact, "stage": STAGES.get(t, "Finding further leads"), "topic": t, "question": f"{t} {i}?",
         "minutes": minutes}
        for i, t in enumerate(topics)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("questions", "lacking"),
    [
        (plan(*TOPICS), []),
        (plan(*TOPICS[:2], *TOPICS[3:], "Close"), ["the downsides of the job"]),
        (plan(*TOPICS[:3], "Close", "Close"), ["advice and who else to talk to"]),
        (plan(*["Culture"] * 5), ["the downsides of the job or about advice and who else to talk to"]),
        (plan(*["Culture"] * 4), []),
        (plan(*["Culture"] * 5, contact="Sam Ortiz"), ["the downsides of the job or about advice and who else to talk to"]),
        ([*plan(*["Culture"] * 5, contact="Sam Ortiz"), *plan(*TOPICS)],
         ["the downsides of the job or about advice and who else to talk to"]),
        ([*plan("Culture", contact="Sam Ortiz"), *plan(*TOPICS)], []),
        (plan(*["Culture"] * 5, contact="Dana Lee"), []),
        ([*plan(*["Culture"] * 5), {"question": "What is hard about it?"}], []),
        ([*plan(*["Culture"] * 5), {"question": "What is hard?", "contact": Unfit("#REF!")}], []),
    ],
    ids=["whole", "no downsides", "no leads", "neither", "a beginning", "for one person",
         "with questions of their own, those for others do not count", "one question of their own is a beginning",
         "the interview was held", "no topic said", "for whom cannot be read"],
)  # fmt: skip
def test_a_plan_that_leaves_something_out_gets_a_word(questions: list[Any], lacking: list[str]) -> None:
    contacts = [DANA, SAM | {"status": "Scheduled"}]
    found = problems(contacts=contacts, interviews=[LEARNED], questions=questions)
    told = [p for p in found if p.code == "plan-one-sided"]
    assert [p.message.partition("no question about ")[2] for p in told] == [f"{words}." for words in lacking]
    assert found == told
    assert all(p.severity == "note" and p.column == "topic" and "Question bank" in p.fix for p in told)


def test_a_plan_is_judged_once_for_each_person() -> None:
    bare = ["Culture"] * 5
    questions = [*plan(*bare, contact="Sam Ortiz"), *plan(*bare, contact="Kim Wu"), *plan("Culture")]
    found = problems(contacts=[SAM, {"name": "Kim Wu"}], questions=questions)
    assert [p.message.split(" has ")[0] for p in found] == ["The plan for Sam Ortiz", "The plan for Kim Wu"]


def test_a_plan_that_nobody_touched_is_not_judged() -> None:
    reading = a_reading(questions=plan(*["Culture"] * 6))
    table = reading.tables["questions"]
    asleep = replace(table, rows=tuple(replace(row, untouched=True) for row in table.rows))
    assert checked(replace(reading, tables={**reading.tables, "questions": asleep})) == []


def test_a_template_without_such_topics_is_not_held_to_them() -> None:
    reading = a_reading(questions=plan(*["Culture"] * 5))
    only = {"topic": {"choices": ("Culture",)}, "stage": {"choices": ("Need to know",)}}
    own = changed(reading, questions__topic=only["topic"], questions__stage=only["stage"])
    assert checked(own) == []


@pytest.mark.parametrize(
    ("minutes", "each", "codes"),
    [(30, 9, []), (30, 10, ["plan-too-long"]), (None, 10, []), (30, None, []), (Unfit("an hour"), 10, [])],
)
def test_a_plan_should_fit_the_talk(minutes: Any, each: int | None, codes: list[str]) -> None:
    interview = {"contact": "Sam Ortiz", "date": date(2026, 12, 3), "status": "Scheduled", "minutes": minutes}
    questions = [*plan(*TOPICS, contact="sam ortiz", minutes=each), *plan("Close", minutes=60)]
    found = problems(contacts=[SAM | {"status": "Scheduled"}], interviews=[interview, interview], questions=questions)
    assert [p.code for p in found] == codes
    if found:
        assert (
            found[0].message
            == "The questions for Sam Ortiz take 50 minutes, but the interview is only 30 minutes long."
        )


def test_a_plan_for_a_talk_that_was_called_off_fits() -> None:
    interview = {"contact": "Sam Ortiz", "date": date(2026, 12, 3), "status": "Canceled", "minutes": 10}
    assert (
        problems(contacts=[SAM], interviews=[interview], questions=plan(*TOPICS, contact="Sam Ortiz", minutes=10)) == []
    )


# --- what is noted of an interview


def test_a_goal_is_written_before_the_talk_and_what_was_wrong_after_it() -> None:
    interview = TALK | {"date": date(2026, 9, 16)}
    told = problems(contacts=[DANA], interviews=[interview | {"goal": "What is hard about it?"}])
    assert [p.code for p in told] == ["nothing-noted"]
    for column in ("takeaway_2", "misconception", "thank_for"):
        assert problems(contacts=[DANA], interviews=[interview | {column: "That it is all hands-on."}]) == []


def test_the_same_words_in_every_takeaway_are_told() -> None:
    same = dict.fromkeys(("takeaway", "takeaway_2", "takeaway_3"), SAYING)
    assert [(p.code, p.column) for p in problems(contacts=[DANA], interviews=[TALK | same])] == [
        ("same-text", "takeaway_2")
    ]


# --- in words


def test_the_words_say_how_many_and_where() -> None:
    questions = [{"contact": "Dana Lee", "question": q, "answer": SAYING} for q in "abcdefg"]
    (same,) = problems(
        **MET, questions=questions, preview=[{"contact": "Dana Lee", "facet": "Autonomy", "upside": SAYING}]
    )
    cells = ", ".join(at("questions", "answer", row) for row in range(6, 12))
    assert same.message == f'"{SAYING}" is in 8 cells: Question plan {cells} and 2 more.'
    (unmet,) = problems(contacts=[SAM], preview=told("Sam Ortiz", 2, 2))
    assert unmet.message == "You have 2 rows from Sam Ortiz, but no interview with them."
    (ups,) = problems(**MET, preview=told("Dana Lee", 4))
    assert ups.message == "You have 4 upsides from Dana Lee and no downside."


def test_what_a_counselor_asks_about_is_never_an_error() -> None:
    structure = {"missing-required", "unknown-reference", "duplicate-contact"}
    codes = {p.code for _, sheets, _ in FIRES for p in problems(**sheets)} | {"future-date", "far-date", "no-document"}
    assert len(codes) > 10
    assert {c for c in codes - structure if CATALOG[c].severity == "error"} == set()


# --- silence

TODAY_NOTED = {"contact": "Dana Lee", "date": TODAY, "status": "Completed"}
REFERRED: Sheets = {
    "contacts": [DANA, {"name": "Sam Ortiz", "status": "Thanked", "referred_by": "dana lee"}],
    "interviews": [LEARNED, LEARNED | {"contact": "Sam Ortiz", "date": date(2026, 9, 30), "thank_you_sent": date(2026, 9, 30)}],
}  # fmt: skip
SILENT: list[tuple[str, Sheets]] = [
    ("nothing", {}),
    ("a name", {"contacts": [{"name": "Dana Lee"}]}),
    ("an interview without a day or a status", {"contacts": [DANA], "interviews": [{"contact": "Dana Lee"}]}),
    ("an interview held today, nothing noted yet", {"contacts": [DANA | {"status": "Scheduled"}], "interviews": [TODAY_NOTED]}),
    ("an interview held two days ago", {"contacts": [DANA], "interviews": [TODAY_NOTED | {"date": date(2026, 11, 18)}]}),
    ("ratings first, words later", {"contacts": [DANA], "interviews": [TODAY_NOTED], "preview": [{"contact": "Dana Lee", "facet": "Autonomy", "rating": 4}]}),
    ("upsides first, downsides later", {"contacts": [DANA], "interviews": [TODAY_NOTED], "preview": told("Dana Lee", 4)}),
    ("the preview before the interview is marked as held", {"contacts": [SAM], "interviews": [{"contact": "Sam Ortiz", "date": TODAY, "status": "Scheduled"}], "preview": told("Sam Ortiz", 1)}),
    ("facets listed beforehand", {"contacts": [SAM], "preview": [{"contact": "Sam Ortiz", "facet": "Autonomy"}]}),
    ("met, and only the contact says so", {"contacts": [DANA], "preview": told("Dana Lee", 2)}),
    ("two upsides", {**MET, "preview": told("Dana Lee", 2)}),
    ("one downside among many upsides", {**MET, "preview": told("Dana Lee", 6, 1)}),
    ("an answer under the plan's own rows, of nobody by name", {"contacts": [DANA], "interviews": [TALK], "questions": [{"question": "Why?", "answer": "Because."}]}),
    ("learned: a surprise", {"contacts": [DANA], "interviews": [TALK | {"surprise": "Beds."}]}),
    ("learned: a lead", {"contacts": [DANA], "interviews": [TALK], "leads": [{"lead": "Open day", "heard_from": "Dana Lee"}]}),
    ("learned: a wanted quality", {"contacts": [DANA], "interviews": [TALK], "peaks_wanted": [{"contact": "Dana Lee", "category": "Skills", "quality": "Tact"}]}),
    ("due today", {"contacts": [DANA | {"next_step_due": TODAY}], "follow_ups": [{"contact": "Dana Lee", "kind": "Keep in touch", "due": TODAY}]}),
    ("sent late is sent", {"contacts": [DANA], "follow_ups": [{"contact": "Dana Lee", "kind": "Keep in touch", "due": date(2026, 9, 1), "sent": TODAY}]}),
    ("thanked, says the status", {"contacts": [DANA], "interviews": [LEARNED | {"thank_you_sent": None}]}),
    ("thanked, say the follow-ups", {"contacts": [DANA | {"status": "Completed"}], "interviews": [LEARNED | {"thank_you_sent": None}], "follow_ups": [{"contact": "Dana Lee", "kind": "Thank-you", "sent": date(2026, 9, 17)}]}),
    ("a week to tell the referrer", {"contacts": REFERRED["contacts"], "interviews": [LEARNED | {"contact": "Sam Ortiz", "date": date(2026, 11, 13), "thank_you_sent": date(2026, 11, 14)}]}),
    ("told the referrer", {**REFERRED, "follow_ups": [{"contact": "Dana Lee", "kind": "Outcome", "sent": date(2026, 10, 20)}]}),
    ("going to tell the referrer", {**REFERRED, "follow_ups": [{"contact": "Dana Lee", "kind": "Report to the referrer", "due": date(2026, 11, 30)}]}),
    ("talked to the referrer since", {**REFERRED, "interviews": [*REFERRED["interviews"], LEARNED | {"date": date(2026, 10, 2), "thank_you_sent": date(2026, 10, 2), "takeaway": "More."}]}),
    ("referred by oneself", {"contacts": [DANA | {"referred_by": "Dana Lee"}], "interviews": [LEARNED]}),
    ("a document in another row of the quality", {"peaks_mine": [{"category": "Skills", "quality": q, "rating": 5, "document": d} for q, d in (("Tact", None), ("tact", "Letter"))]}),
    ("a middling rating", {"peaks_mine": [{"category": "Skills", "quality": "Tact", "rating": 3}]}),
    ("a text in two cells", {**MET, "questions": [{"contact": "Dana Lee", "question": q, "answer": SAYING} for q in "ab"]}),
    ("short answers", {**MET, "questions": [{"contact": "Dana Lee", "question": q, "answer": "She did not say."} for q in "abcd"]}),
    ("what one had read, thrice", {**MET, "preview": told("Dana Lee", 3, 3), "preview_board": [{"facet": f, "read_elsewhere": SAYING} for f in FACETS[:3]]}),
]  # fmt: skip


@pytest.mark.parametrize("sheets", [c[1] for c in SILENT], ids=[c[0] for c in SILENT])
def test_an_honest_state_is_no_cause_for_words(sheets: Sheets) -> None:
    assert problems(**sheets) == []


def test_a_talk_is_noted_in_a_column_or_a_note_of_ones_own_too() -> None:
    bare = a_reading(contacts=[DANA], interviews=[TALK])
    assert places(checked(bare)) == [("nothing-noted", "Interviews", at("interviews", "takeaway", 6))]
    assert checked(replace(bare, extra=(Extra("Interviews", "N6", "Beds are a puzzle."),))) == []
    assert checked(replace(bare, notes=(Note("Interviews", "B6", "Beds are a puzzle."),))) == []
    assert places(checked(replace(bare, extra=(Extra("Interviews", "N16", "x"), Extra("Scratch", "P6", "x"))))) != []


# --- one cause is told once

DOUBTFUL: list[tuple[str, Sheets]] = [
    ("an unreadable status of a contact", {"contacts": [SAM | {"status": Unfit("Maybe")}], "preview": told("Sam Ortiz", 1, 1)}),
    ("an unreadable status of an interview", {"contacts": [SAM], "interviews": [{"contact": "Sam Ortiz", "status": Unfit("Maybe")}], "preview": told("Sam Ortiz", 1, 1)}),
    ("an unreadable day of an interview", {"contacts": [DANA], "interviews": [TALK | {"date": Unfit("last week")}]}),
    ("an unreadable takeaway", {"contacts": [DANA], "interviews": [TALK | {"takeaway": Unfit("#REF!")}]}),
    ("an unreadable day of sending", {"contacts": [DANA], "follow_ups": [{"contact": "Dana Lee", "kind": "Keep in touch", "due": date(2026, 9, 1), "sent": Unfit("soon")}]}),
    ("an unreadable day of the thank-you", {"contacts": [DANA | {"status": "Completed"}], "interviews": [LEARNED | {"thank_you_sent": Unfit("soon")}]}),
    ("an unreadable day of the thank-you in the follow-ups", {"contacts": [DANA | {"status": "Completed"}], "interviews": [LEARNED | {"thank_you_sent": None}], "follow_ups": [{"contact": "Dana Lee", "kind": "Thank-you", "sent": Unfit("soon")}]}),
    ("an unreadable day of the report", {**REFERRED, "follow_ups": [{"contact": "Dana Lee", "kind": "Report to the referrer", "sent": Unfit("soon")}]}),
    ("an unreadable document", {"peaks_mine": [{"category": "Skills", "quality": "Tact", "rating": 5, "document": Unfit("#N/A")}]}),
    ("an unreadable rating", {"peaks_mine": [{"category": "Skills", "quality": "Tact", "rating": Unfit("high")}]}),
    ("an unreadable downside", {**MET, "preview": [*told("Dana Lee", 3), {"contact": "Dana Lee", "facet": "Autonomy", "downside": Unfit("#REF!")}]}),
]  # fmt: skip


@pytest.mark.parametrize("sheets", [c[1] for c in DOUBTFUL], ids=[c[0] for c in DOUBTFUL])
def test_a_typing_fault_has_its_own_problem_and_no_second(sheets: Sheets) -> None:
    assert problems(**sheets) == []


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"contacts": [DANA], "interviews": [TALK], "preview": told("Dana Leee", 1, 1)}, "unknown-reference"),
        ({"contacts": [SAM], "interviews": [LEARNED | {"contact": "Sam Ortis"}], "preview": told("Sam Ortiz", 1, 1)}, "unknown-reference"),
        ({**REFERRED, "follow_ups": [{"contact": "Dana Leee", "kind": "Keep in touch", "sent": TODAY}]}, "unknown-reference"),
        ({"contacts": [DANA | {"requested_on": date(2026, 12, 1)}], "interviews": [LEARNED]}, "future-date"),
        ({"contacts": [DANA], "interviews": [LEARNED | {"thank_you_sent": date(1926, 9, 17)}]}, "far-date"),
        ({"contacts": [DANA | {"status": "Completed"}], "interviews": [TALK | {"date": date(1926, 9, 17), "thank_you_sent": None}]}, "far-date"),
        ({"contacts": [DANA | {"next_step_due": date(1926, 9, 17)}]}, "far-date"),
        ({"contacts": [DANA], "interviews": [LEARNED | {"date": date(2026, 12, 17)}]}, "future-date"),
        ({"contacts": [DANA], "peaks_wanted": [{"category": "Skills", "quality": "Tact", "importance": 5}]}, "missing-required"),
    ],
)  # fmt: skip
def test_one_cause_is_told_once(sheets: Sheets, code: str) -> None:
    assert [p.code for p in problems(**sheets)] == [code]


def test_rows_without_a_name_are_not_taken_for_each_others() -> None:
    nameless = {**REFERRED["contacts"][1], "name": None}
    found = problems(
        contacts=[DANA, nameless],
        interviews=[LEARNED, LEARNED | {"contact": None, "thank_you_sent": None}],
        follow_ups=[{"kind": "Thank-you", "sent": date(2026, 9, 17)}, {"kind": "Thank-you", "due": date(2026, 9, 17)}],
    )
    codes = sorted(p.code for p in found if p.code != "missing-required")
    assert codes == ["follow-up-overdue", "thank-you-missing"]


# --- custom templates, and files that lost something


def test_a_rating_without_a_name_is_told_where_the_template_does_not_require_the_name() -> None:
    rows: Sheets = {
        "preview": [{"facet": "Autonomy", "rating": 4}, {"facet": "Autonomy", "upside": "Own hours"}],
        "peaks_wanted": [{"category": "Skills", "quality": "Tact", "importance": Unfit("high")}],
    }
    free: dict[str, Any] = {"preview__contact": {"required": False}, "peaks_wanted__contact": {"required": False}}
    found = checked(changed(a_reading(**rows), **free))
    assert places(found) == [
        ("rating-without-source", "Job preview", at("preview", "contact", 6)),
        ("rating-without-source", "PEAKS wanted", at("peaks_wanted", "contact", 6)),
    ]
    assert found[0].message == '"Rating for me" is filled in, but "Contact" doesn\'t say who it came from.'
    assert [p.code for p in problems(**rows)] == ["missing-required"] * 3


@pytest.mark.parametrize("lost", ["questions", "preview", "peaks_wanted", "leads"])
def test_a_lost_sheet_may_have_held_what_is_looked_for(lost: str) -> None:
    assert problems(contacts=[DANA], interviews=[TALK], without=(lost,)) == []


@pytest.mark.parametrize("lost", ["interviews", "contacts"])
def test_a_lost_sheet_of_people_or_talks_makes_nobody_a_stranger(lost: str) -> None:
    sheets: Sheets = {k: v for k, v in {"contacts": [SAM], "preview": told("Sam Ortiz", 3, 1)}.items() if k != lost}
    assert problems(**sheets, without=(lost,)) == []


@pytest.mark.parametrize(
    ("key", "column"),
    [("interviews", "takeaway"), ("interviews", "thank_you_sent"), ("preview", "downside"), ("peaks_mine", "document"), ("follow_ups", "sent")],
)  # fmt: skip
def test_a_lost_column_is_silent_even_beside_a_file_that_has_it(key: str, column: str) -> None:
    whole = a_reading(
        contacts=[DANA | {"status": "Completed"}, {"name": "Sam Ortiz"}],
        interviews=[TALK | {"thank_you_sent": None}, TALK | {"contact": "Sam Ortiz"}],
        preview=told("Dana Lee", 3),
        peaks_mine=[{"category": "Skills", "quality": "Tact", "rating": 5}],
        follow_ups=[{"contact": "Dana Lee", "kind": "Keep in touch", "due": date(2026, 9, 1)}],
    )
    table = whole.tables[key]
    rows = tuple(replace(r, values={k: v for k, v in r.values.items() if k != column}) for r in table.rows)
    lost = replace(table, rows=rows, columns=tuple(c for c in table.columns if c != column))
    torn = replace(whole, tables={**whole.tables, key: lost})
    first, second = (set(places(list(r.problems))) for r in check_rules([whole, torn], TODAY))
    assert len(first) == 5
    assert second < first


def test_the_small_template_has_no_place_for_a_report_to_the_referrer() -> None:
    assert problems(template="essentials", **REFERRED) == []


def test_no_name_of_a_private_column_is_told() -> None:
    hidden = {"private": True}
    everything: Sheets = {
        "contacts": [
            {"name": CANARY, "status": "Completed", "next_step_due": date(2026, 9, 1)},
            SAM | {"name": f"{CANARY} 2"},
        ],
        "interviews": [TALK | {"contact": CANARY, "thank_you_sent": None}],
        "preview": [*told(CANARY, 3), *told(f"{CANARY} 2", 1)],
        "follow_ups": [{"contact": CANARY, "kind": "Keep in touch", "due": date(2026, 9, 1)}],
    }
    names: dict[str, Any] = {f"{sheet}__{'name' if sheet == 'contacts' else 'contact'}": hidden for sheet in everything}
    found = checked(changed(a_reading(**everything), **names))
    assert {"next-step-overdue", "source-not-met", "only-upsides"} <= {p.code for p in found}
    assert [p for p in found if CANARY in f"{p.message} {p.fix} {p.value}"] == []


@pytest.mark.parametrize("path", ["preview__upside", "questions__answer", "peaks_wanted__words"])
def test_private_words_are_not_compared_aloud(path: str) -> None:
    rows = [{"contact": "Dana Lee", "facet": "Autonomy", "upside": SAYING, "downside": "Some"}] * 3
    questions = [{"contact": "Dana Lee", "question": q, "answer": SAYING} for q in "abc"]
    words = [{"contact": "Dana Lee", "category": "Skills", "quality": "Tact", "words": SAYING}] * 3
    sheet = path.split("__")[0]
    one: Sheets = {
        k: v for k, v in {"preview": rows, "questions": questions, "peaks_wanted": words}.items() if k == sheet
    }
    reading = a_reading(**MET, **one)
    assert [p.code for p in checked(reading)] == ["same-text"]
    assert checked(changed(reading, **{path: {"private": True}})) == []


def test_private_days_and_ratings_are_not_told() -> None:
    reading = a_reading(
        contacts=[DANA | {"status": "Completed", "next_step_due": date(2026, 9, 1)}], interviews=[LEARNED | {"thank_you_sent": None}],
        peaks_mine=[{"category": "Skills", "quality": "Tact", "rating": 5}],
        follow_ups=[{"contact": "Dana Lee", "kind": "Keep in touch", "due": date(2026, 9, 1)}],
    )  # fmt: skip
    private = ("contacts__next_step_due", "interviews__date", "peaks_mine__rating", "follow_ups__due")
    assert len(checked(reading)) == 4
    assert checked(changed(reading, **{path: {"private": True} for path in private})) == []


# --- a term, day by day


def term(today: date, late: int = 0, until: date = date.max) -> Sheets:
    """What a student has typed by ``today``: all that is due, notes and messages ``late`` days after; none past ``until``."""
    sheets: Sheets = {}
    for day, key, row, cells in events(timedelta(days=late)):
        if day <= min(today, until):
            rows = sheets.setdefault(key, [])
            rows += [{} for _ in range(row + 1 - len(rows))]
            rows[row] |= {k: day if v is EVENT else v for k, v in cells.items()}
    return sheets


EVENT = object()


def events(late: timedelta) -> Iterator[tuple[date, str, int, dict[str, Any]]]:
    """Day, sheet, row and cells; EVENT stands for the day itself."""
    yield (
        date(2026, 9, 1),
        "contacts",
        0,
        {"name": "Dana Lee", "status": "Identified", "next_step": "Write", "next_step_due": date(2026, 9, 7)},
    )
    yield date(2026, 9, 1), "questions", 0, {"question": "What do you do first on a Monday?", "contact": "Dana Lee"}
    yield (
        date(2026, 9, 7),
        "contacts",
        0,
        {"requested_on": EVENT, "status": "Requested", "next_step": None, "next_step_due": None},
    )
    yield date(2026, 9, 9), "contacts", 0, {"status": "Scheduled"}
    yield (
        date(2026, 9, 9),
        "interviews",
        0,
        {"contact": "Dana Lee", "date": date(2026, 9, 16), "status": "Scheduled", "interest_before": 3},
    )
    yield date(2026, 9, 9), "preview", 0, {"contact": "Dana Lee", "facet": "Typical tasks"}
    yield date(2026, 9, 16), "preview", 0, {"rating": 4}
    for i, facet in enumerate(("Autonomy", "Pay and benefits", "Frustrations"), start=1):
        yield date(2026, 9, 16), "preview", i, {"contact": "Dana Lee", "facet": facet, "upside": f"Good about {facet}"}
    yield date(2026, 9, 16), "interviews", 0, {"status": "Completed"}
    yield date(2026, 9, 16) + late, "preview", 0, {"upside": "Hands-on care", "downside": "Charting"}
    yield (
        date(2026, 9, 16) + late,
        "interviews",
        0,
        {"takeaway": "Charting takes a third of the shift.", "interest_after": 5, "thank_you_sent": EVENT},
    )
    yield date(2026, 9, 16) + late, "contacts", 0, {"status": "Thanked"}
    yield date(2026, 9, 17), "contacts", 1, {"name": "Sam Ortiz", "referred_by": "Dana Lee", "status": "Identified"}
    yield date(2026, 9, 22), "contacts", 1, {"requested_on": EVENT, "status": "Requested"}
    yield date(2026, 9, 28), "contacts", 1, {"status": "Scheduled"}
    yield date(2026, 9, 28), "interviews", 1, {"contact": "Sam Ortiz", "date": date(2026, 10, 6), "status": "Planned"}
    yield date(2026, 10, 6), "interviews", 1, {"status": "Completed"}
    yield date(2026, 10, 6) + late, "interviews", 1, {"thank_you_sent": EVENT}
    yield (
        date(2026, 10, 6) + late,
        "questions",
        1,
        {"contact": "Sam Ortiz", "question": "Who else?", "answer": "Ask at the lab."},
    )
    yield (
        date(2026, 10, 6) + late,
        "peaks_wanted",
        0,
        {"contact": "Sam Ortiz", "category": "Skills", "quality": "Writing", "importance": 5},
    )
    yield (
        date(2026, 10, 7),
        "follow_ups",
        0,
        {"contact": "Dana Lee", "kind": "Report to the referrer", "due": date(2026, 10, 10) + late},
    )
    yield date(2026, 10, 10) + late, "follow_ups", 0, {"sent": EVENT}
    yield (
        date(2026, 10, 12),
        "peaks_mine",
        0,
        {"category": "Skills", "quality": "Writing", "rating": 4, "document": "Essay", "strength": 4},
    )
    yield (
        date(2026, 10, 14),
        "follow_ups",
        1,
        {"contact": "Sam Ortiz", "kind": "Keep in touch", "due": date(2026, 11, 6)},
    )
    yield date(2026, 11, 6), "follow_ups", 1, {"sent": EVENT}


FIRST, LAST = date(2026, 8, 31), date(2026, 11, 20)
LATE = range(THANKS_LATE_DAYS + 1)


def test_a_term_that_goes_as_it_should_is_clean_on_every_day() -> None:
    for n in range((LAST - FIRST).days + 1):
        today = FIRST + timedelta(days=n)
        for late, reading in zip(
            LATE, check_rules([a_reading(**term(today, late)) for late in LATE], today), strict=True
        ):
            assert places(list(reading.problems)) == [], f"on {today}, typing {late} days late"


@pytest.mark.parametrize(
    ("until", "today", "codes"),
    [
        (date(2026, 9, 1), date(2026, 9, 7), []),
        (date(2026, 9, 1), date(2026, 9, 8), ["next-step-overdue"]),
        (date(2026, 9, 9), date(2026, 12, 1), []),
        (date(2026, 9, 17), date(2026, 9, 18), []),
        (date(2026, 9, 17), date(2026, 9, 19), ["thank-you-missing", "rating-without-words", "only-upsides"]),
        (date(2026, 10, 6), date(2026, 10, 8), []),
        (date(2026, 10, 6), date(2026, 10, 9), ["thank-you-missing", "nothing-noted"]),
        (date(2026, 10, 6), date(2026, 10, 14), ["thank-you-missing", "referrer-not-told", "nothing-noted"]),
        (date(2026, 10, 9), date(2026, 10, 12), []),
        (date(2026, 10, 9), date(2026, 10, 13), ["follow-up-overdue"]),
        (date(2026, 10, 14), date(2026, 11, 7), ["follow-up-overdue"]),
    ],
)  # fmt: skip
def test_who_stops_typing_is_told_what_is_due_and_no_sooner(until: date, today: date, codes: list[str]) -> None:
    found = problems(today, **term(today, 2, until))
    assert [p.code for p in found] == codes


def in_part(draw: st.DrawFn, sheets: Sheets) -> Sheets:
    """The same rows with any of their cells left empty or misspelled, but for the names that hold them together."""
    return {
        key: [{k: v if k in ("name", "contact") else draw(st.sampled_from([v, v, v, None, Unfit("?")])) for k, v in row.items()} for row in rows]
        for key, rows in sheets.items()
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(data=st.data(), today=st.dates(FIRST, LAST), until=st.dates(FIRST, LAST), late=st.sampled_from(LATE))
def test_no_state_of_a_term_is_an_error_or_contradicts_the_reports(
    data: st.DataObject, today: date, until: date, late: int
) -> None:
    sheets = data.draw(st.composite(in_part)(term(today, late, until)))
    reading = a_reading(**sheets)
    found = checked(reading, today)
    assert [p.code for p in found if p.severity == "error" and p.code != "missing-required"] == []
    assert len({(p.code, p.sheet, p.cell) for p in found}) == len(found)
    book = records_of(reading, today)
    interviews = find_interviews(book)
    overdue = {place for d in find_due(book) if d.state == "overdue" for place in d.places}
    unthanked = {(t.sheet, t.thanks_cell) for t in interviews if t.thanks == "missing" and t.when}
    assert {(p.sheet, p.cell) for p in found if p.code.endswith("-overdue")} <= overdue
    assert {(p.sheet, p.cell) for p in found if p.code == "thank-you-missing"} == unthanked


def test_the_clean_term_stays_clean_until_its_plans_are_overdue() -> None:
    clean: Sheets = dict(CLEAN)
    assert problems(date(2026, 12, 1), **clean) == []
    assert [p.code for p in problems(date(2026, 12, 17), **clean)] == ["follow-up-overdue", "next-step-overdue"]


@pytest.mark.parametrize(
    ("after", "count", "day"),
    [
        (due_days.calendar_days_after, 1, date(2026, 1, 31)),
        (due_days.business_days_after, 3, date(2026, 2, 4)),
        (due_days.months_after, 1, date(2026, 2, 28)),
    ],
)
def test_past_the_end_of_the_calendar_there_is_no_day(after: Any, count: int, day: date) -> None:
    assert after(date(2026, 1, 30), count) == day
    assert after(date.max, count) is None


def test_a_space_does_not_part_a_quality_from_its_document() -> None:
    rows = [
        {"category": "Skills", "quality": quality, "rating": 5, "document": document}
        for quality, document in (("Tact", None), ("tact ", "Letter"))
    ]
    assert [p.code for p in problems(peaks_mine=rows)] == ["outer-spaces"]
