"""Findings: every expected figure here is worked out by hand from the rows beside it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, time
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest

from folio.domain.due_days import business_days_after
from folio.domain.gaps import REASON_CHARACTER, REASON_CONCERN, REASON_PRIORITY, REASON_STRENGTH
from folio.domain.next_steps import state_of
from folio.insight.class_findings import class_findings
from folio.insight.class_needs import NOT_STARTED
from folio.insight.student_findings import StudentFindings, student_findings
from folio.intake.model import Problem
from folio.intake.reading_records import records_of
from folio.template.loading import load_kit
from folio.workbook.formulas.parts import SheetData
from folio.workbook.formulas.sentences import preview_shown
from tests.conftest import open_book as open_workbook
from tests.readings import CANARY, UNREADABLE, Unfit, a_reading
from tests.workbooks import FACETS, FIRST_ROW, HEADER_ROW, Content, kit, letter, make, read

TODAY = date(2026, 11, 20)  # a Friday
PERSONAL = "Personal characteristics"
RATINGS = (None, 1, 2, 3, 4, 5)


def findings(**given: Any) -> StudentFindings:
    return student_findings(a_reading(**given), TODAY)


def day(number: int, month: int = 11) -> date:
    return date(2026, month, number)


# What is never shown


def test_private_columns_never_enter_the_findings() -> None:
    hidden = Problem("c", "note", f"{CANARY} does not fit.", "Fix it.", "Contacts", "H6", None, CANARY, private=True)
    reading = a_reading(
        contacts=[{"name": "Dana", "private_notes": CANARY}],
        interviews=[{"contact": "Dana", "status": "Completed", "private_notes": CANARY}],
        problems=[hidden],
    )
    assert CANARY not in repr(records_of(reading, TODAY))
    assert CANARY not in repr(class_findings([reading], TODAY))
    assert student_findings(reading, TODAY).problems[0].place == "Contacts H6"


@pytest.mark.parametrize("template", ["complete", "essentials"])
def test_an_empty_workbook_has_findings(template: str) -> None:
    s = findings(template=template)
    assert (s.progress.people, s.progress.interviews, s.due, s.interviews, s.fields) == (0, 0, (), (), ())
    assert s.last_activity is None
    assert s.peaks.gaps == ()


def test_sheets_that_were_lost_count_as_empty() -> None:
    s = findings(without=["contacts", "preview", "questions", "start"], interviews=[{"contact": "Dana"}])
    assert [t.contact for t in s.interviews] == ["Dana"]
    assert s.fields[0].preview is not None
    assert s.fields[0].preview.covered == 0


def test_values_that_failed_their_type_are_passed_over() -> None:
    s = findings(
        contacts=[{"name": "Dana", "next_step_due": None, "status": None}],
        interviews=[{"contact": "Dana", "status": "Completed", "date": None, "interest_before": None}],
        peaks_wanted=[{"contact": "Dana", "quality": "Writing", "category": None, "importance": None}],
    )
    assert s.due == ()
    assert s.progress.no_status == 1
    assert s.interviews[0].change is None
    assert (s.peaks.gaps[0].importance, s.peaks.gaps[0].gap, s.peaks.gaps[0].verdict) == (None, None, "build proof")


def test_an_unreadable_file_has_findings_too() -> None:
    s = student_findings(UNREADABLE, TODAY)
    assert (s.name, s.readable, s.problem_count("error")) == ("broken.xlsx", False, 1)


def test_pandas_is_not_imported_before_a_class_is_worked_out() -> None:
    code = (
        "import sys, folio.insight.class_findings, folio.output.report.html_report; sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Progress


def test_a_status_that_the_template_adds_is_counted_too() -> None:
    s = findings(contacts=[{"name": "A", "status": "On hold"}, {"name": "B", "status": Unfit("??")}, {"name": "C"}])
    assert {c.status: c.people for c in s.progress.pipeline if c.people} == {"On hold": 1}
    assert (s.progress.no_status, s.progress.people) == (2, 3)


def test_progress_counts_people_by_status() -> None:
    s = findings(
        contacts=[
            {"name": "A", "status": "Identified"},
            {"name": "B", "status": "Identified", "requested_on": day(2)},
            {"name": "C", "status": "Thanked"},
            {"name": "D", "status": "Declined"},
            {"name": "E"},
            {"organization": "nobody yet"},
        ],
        questions=[{"question": "Why?", "answer": "Because."}, {"question": "When?", "asked": True}],
    )
    counts = {c.status: c.people for c in s.progress.pipeline}
    assert counts == {
        "Identified": 2, "Requested": 0, "Reminded": 0, "Scheduled": 0, "Completed": 0, "Thanked": 1,
        "In touch": 0, "Declined": 1, "No reply": 0,
    }  # fmt: skip
    assert (s.progress.people, s.progress.no_status, s.progress.asked) == (5, 1, 3)
    assert (s.progress.planned, s.progress.answers) == (2, 1)


@pytest.mark.parametrize(
    ("talked", "sent", "status", "state"),
    [
        (day(10), day(10), "Completed", "on time"),
        (day(10), day(12), "Completed", "on time"),
        (day(10), day(13), "Completed", "late"),
        (day(10), day(9), "Completed", "check the date"),
        (day(18), None, "Completed", "due"),
        (day(17), None, "Completed", "missing"),
        (None, None, "Completed", "missing"),
        (day(1), None, "Thanked", "sent"),
        (day(1), None, "In touch", "sent"),
    ],
)
def test_a_thank_you_has_a_state(talked: date | None, sent: date | None, status: str, state: str) -> None:
    s = findings(
        contacts=[{"name": "Dana", "status": status}],
        interviews=[{"contact": " dana ", "status": "Completed", "date": talked, "thank_you_sent": sent}],
    )
    assert (s.interviews[0].contact, s.interviews[0].thanks) == ("Dana", state)
    assert getattr(s.progress.thanks, state.replace(" ", "_")) == 1
    assert s.progress.thanks.done == (sent is not None or state == "sent")


def test_a_thank_you_may_stand_in_the_follow_ups() -> None:
    s = findings(
        interviews=[{"contact": "Dana", "status": "Completed", "date": day(10)}],
        follow_ups=[{"contact": "DANA", "kind": "Thank-you", "due": day(11), "sent": day(11)}],
    )
    assert (s.interviews[0].thanks, s.interviews[0].thanks_on) == ("on time", day(11))
    assert s.due == ()


# What is due


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [(day(20), 1, day(23)), (day(20), 3, day(25)), (day(21), 1, day(23)), (day(16), 3, day(19)), (day(16), 7, day(25))],
)
def test_business_days_pass_over_weekends(start: date, count: int, expected: date) -> None:
    assert business_days_after(start, count) == expected


@pytest.mark.parametrize(("days", "state"), [(-1, "overdue"), (0, "today"), (1, "soon"), (14, "soon"), (15, "later")])
def test_days_have_a_state(days: int, state: str) -> None:
    assert state_of(days) == state


def test_everything_with_a_day_to_act_by_is_due() -> None:
    s = findings(
        start={"due": day(30), "counselor": "Ms. Okafor"},
        contacts=[
            {"name": "Dana", "next_step": "Call", "next_step_due": day(19), "status": "Declined"},
            {"name": "Sam", "status": "Requested", "requested_on": day(17)},
            {"name": "Lee", "status": "Reminded", "requested_on": day(9)},
        ],
        interviews=[
            {"contact": "Kim", "status": "Completed", "date": day(18)},
            {"contact": "Pat", "status": "Scheduled", "date": day(20), "format": "Phone"},
            {"contact": "Eve", "status": "Planned", "date": day(4)},
        ],
        follow_ups=[{"contact": "Dana", "kind": "Keep in touch", "due": day(16, 12), "point": "The new ward"}],
        leads=[{"lead": "Open day", "heard_from": "dana", "next_step": "Sign up", "due": day(27)}],
        offers=[{"organization": "Acme", "decide_by": day(1, 12)}],
    )
    assert [(d.kind, d.who, d.what, d.days, d.state, f"{d.sheet} {d.cell}") for d in s.due] == [
        ("Interview", "Eve", "Note how the interview with Eve went", -16, "overdue", "Interviews C8"),
        ("Thank-you", "Kim", "Thank Kim for the interview", -1, "overdue", "Interviews R6"),
        ("Reminder", "Lee", "Remind Lee once more, or try another way: still no reply", -1, "overdue", "Contacts C8"),
        ("Next step", "Dana", "Call", -1, "overdue", "Contacts E6"),
        ("Interview", "Pat", "Interview with Pat (phone)", 0, "today", "Interviews C7"),
        ("Reminder", "Sam", "Remind Sam: no reply yet", 0, "today", "Contacts C7"),
        ("Lead", "Dana", "Open day: Sign up", 7, "soon", "Leads F6"),
        ("Turn in", "Ms. Okafor", "Turn in this workbook", 10, "soon", "Start H6"),
        ("Offer", "Acme", "Decide on the offer from Acme", 11, "soon", "Offers J6"),
        ("Keep in touch", "Dana", "The new ward", 26, "later", "Follow-ups E6"),
    ]
    assert [d.kind for d in s.due_in("today")] == ["Interview", "Reminder"]


def test_what_is_done_is_not_due() -> None:
    s = findings(
        start={"due": day(19)},
        contacts=[{"name": "Sam", "status": "Scheduled", "requested_on": day(1)}],
        interviews=[
            {"contact": "Kim", "status": "Completed", "date": day(10), "thank_you_sent": day(11)},
            {"contact": "Max", "status": "Canceled", "date": day(10)},
        ],
        follow_ups=[{"contact": "Kim", "kind": "Keep in touch", "due": day(16), "sent": day(16)}],
        leads=[{"lead": "Open day", "due": day(17), "done": day(17)}],
        offers=[{"organization": "Acme", "decide_by": day(18), "decision": "Accepted"}],
    )
    assert s.due == ()


@pytest.mark.parametrize(
    ("follow_ups", "status", "expected"),
    [
        ([], "Requested", [day(18)]),
        ([], "Reminded", [day(24)]),
        ([{"due": day(30)}], "Requested", [day(30)]),
        ([{"due": day(18), "sent": day(18)}], "Requested", [day(24)]),
        ([{"due": day(18), "sent": day(18)}, {"sent": day(19)}], "Reminded", []),
    ],
)
def test_reminders_follow_what_was_sent(follow_ups: list[Any], status: str, expected: list[date]) -> None:
    s = findings(
        contacts=[{"name": "Sam", "status": status, "requested_on": day(13)}],
        follow_ups=[{"contact": "SAM", "kind": "Reminder", **f} for f in follow_ups],
    )
    assert [d.when for d in s.due] == expected


def test_a_thank_you_that_is_planned_is_named_once() -> None:
    s = findings(
        interviews=[{"contact": "Kim", "status": "Completed", "date": day(18)}],
        follow_ups=[{"contact": "kim", "kind": "Thank-you", "due": day(21)}],
    )
    assert [(d.kind, d.sheet) for d in s.due] == [("Thank-you", "Follow-ups")]


def test_what_has_a_day_that_cannot_be_read_is_not_lost() -> None:
    unfit = Unfit("next Tuesday")
    s = findings(
        contacts=[
            {"name": "Dana", "next_step": "Call", "next_step_due": unfit},
            {"name": "Sam", "next_step": "Write", "next_step_due": day(24)},
            {"name": "Lee", "next_step": "No day at all"},
        ],
        follow_ups=[
            {"contact": "dana", "kind": "Keep in touch", "due": unfit, "point": "The new ward"},
            {"contact": "Sam", "kind": "Reminder", "due": unfit, "sent": day(3)},
            {"contact": "Lee", "kind": "Reminder"},
        ],
        leads=[{"lead": "Open day", "heard_from": "Sam", "due": unfit}, {"lead": "Done", "due": unfit, "done": day(2)}],
    )
    assert [(d.kind, d.who, d.what, f"{d.sheet} {d.cell}", d.state) for d in s.undated] == [
        ("Next step", "Dana", "Call", "Contacts E6", "no date"),
        ("Keep in touch", "Dana", "The new ward", "Follow-ups E6", "no date"),
        ("Lead", "Sam", "Open day", "Leads F6", "no date"),
    ]
    assert [d.who for d in s.due] == ["Sam"]


# Follow-ups without a day of their own


def held(contact: str, on: date, **more: Any) -> dict[str, Any]:
    return {"contact": contact, "status": "Completed", "date": on, "thank_you_sent": on, **more}


def follow_up(kind: str, **more: Any) -> dict[str, Any]:
    return {"contact": " dana ", "kind": kind, **more}


def due_follow_ups(s: StudentFindings) -> list[tuple[str, date]]:
    return [(d.kind, d.when) for d in s.due if d.sheet == "Follow-ups" and d.when]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([follow_up("Thanks for a referral")], [("Thanks for a referral", day(3))]),
        ([follow_up("Keep in touch")], [("Keep in touch", day(2, 12))]),
        (
            [follow_up("Keep in touch", sent=day(1, 12)), follow_up("Keep in touch"), follow_up("Keep in touch")],
            [("Keep in touch", date(2027, 2, 2)), ("Keep in touch", date(2027, 5, 2))],
        ),
        ([follow_up("Report to the referrer")], [("Report to the referrer", day(24))]),
        ([follow_up("Keep in touch", due=day(30))], [("Keep in touch", day(30))]),
        ([follow_up("Keep in touch", due=Unfit("soon"))], [("Keep in touch", day(2, 12))]),
        ([follow_up("Keep in touch", sent=day(5))], []),
        ([follow_up("Outcome")], []),
        ([{"contact": "Nobody", "kind": "Keep in touch"}], []),
        ([{"kind": "Keep in touch"}], []),
    ],
)
def test_a_follow_up_without_a_day_of_its_own_gets_one(rows: list[Any], expected: list[Any]) -> None:
    s = findings(
        contacts=[{"name": "Dana"}, {"name": "Sam", "referred_by": "DANA"}, {"name": "Lee", "referred_by": "Dana"}],
        interviews=[
            held("Dana", day(1, 10)), held("Dana", day(2)), held("Sam", day(17)), held("Lee", day(3)),
            {"contact": "Dana", "status": "Scheduled", "date": day(30)},
        ],
        follow_ups=rows,
    )  # fmt: skip
    assert due_follow_ups(s) == expected
    assert s.undated == ()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{}], [day(18)]),
        ([{"sent": day(18)}, {}], [day(24)]),
        ([{}, {"sent": day(18)}], [day(24)]),
        ([{"due": day(30)}], [day(30)]),
    ],
)
def test_a_planned_reminder_takes_the_place_of_the_automatic_one(rows: list[Any], expected: list[date]) -> None:
    s = findings(
        contacts=[{"name": "Sam", "status": "Requested", "requested_on": day(13)}],
        follow_ups=[{"contact": "Sam", "kind": "Reminder", **row} for row in rows],
    )
    assert [(d.when, d.sheet) for d in s.due] == [(when, "Follow-ups") for when in expected]


def test_what_is_to_be_done_once_is_told_once() -> None:
    reminder, plan = {"contact": "Sam", "kind": "Reminder"}, {"activity": "Tutor for a term", "activity_by": day(30)}
    s = findings(
        contacts=[{"name": "Sam", "status": "Requested", "requested_on": day(13)}],
        follow_ups=[reminder, reminder, reminder | {"due": day(27)}, reminder | {"point": "The open day"}],
        peaks_mine=[plan | {"quality": "Patience"}, plan | {"quality": "Teaching"}],
    )
    assert [(d.when, d.what, d.cell) for d in s.due] == [
        (day(18), "Remind Sam: no reply yet", "E6"),
        (day(18), "The open day", "E9"),
        (day(27), "Remind Sam: no reply yet", "E8"),
        (day(30), "Tutor for a term", "G6"),
    ]
    assert len(s.due_in("overdue")) == 2


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("Reminder", "Remind Sam: no reply yet"),
        ("Thank-you", "Thank Sam for the interview"),
        ("Keep in touch", "Keep in touch: note a point to mention, then write to Sam"),
        (None, "Follow-up: note a point to mention, then write to Sam"),
    ],
)
def test_a_follow_up_without_a_point_says_what_its_kind_asks_for(kind: str | None, what: str) -> None:
    s = findings(contacts=[{"name": "Sam"}], follow_ups=[{"contact": "Sam", "kind": kind, "due": day(24)}])
    assert [d.what for d in s.due] == [what]


@pytest.mark.parametrize("status", ["Scheduled", "Thanked", "Declined", "No reply"])
def test_who_has_answered_is_not_to_be_reminded(status: str) -> None:
    reminder = {"contact": "Sam", "kind": "Reminder"}
    contacts = [{"name": "Sam", "status": status, "requested_on": day(2)}]
    assert findings(contacts=contacts, follow_ups=[reminder]).due == ()
    own_day = findings(contacts=contacts, follow_ups=[reminder | {"due": day(24)}])
    assert [d.when for d in own_day.due] == [day(24)]


def test_a_thank_you_without_a_day_is_named_once_and_not_when_it_was_sent() -> None:
    interview = {"contact": "Kim", "status": "Completed", "date": day(18)}
    row = {"contact": "Kim", "kind": "Thank-you"}
    assert [(d.when, d.sheet) for d in findings(interviews=[interview], follow_ups=[row]).due] == [
        (day(19), "Follow-ups")
    ]
    assert findings(interviews=[interview | {"thank_you_sent": day(19)}], follow_ups=[row]).due == ()
    assert findings(interviews=[interview], follow_ups=[row, row | {"sent": day(19)}]).due == ()


def test_a_year_at_the_end_of_the_calendar_gives_no_day() -> None:
    s = findings(interviews=[held("Dana", date(9999, 12, 31))], follow_ups=[follow_up("Keep in touch")])
    assert due_follow_ups(s) == []


def test_a_day_worked_out_makes_a_student_overdue_in_the_class() -> None:
    reading = a_reading(interviews=[held("Dana", day(1, 9))], follow_ups=[follow_up("Keep in touch")])
    assert class_findings([reading], TODAY).rows[0].overdue == 1


# The will-do list


def test_the_will_do_list_is_due() -> None:
    mine = {"category": "Skills", "quality": "Writing"}
    s = findings(
        peaks_mine=[
            {**mine, "activity": "Write for the paper", "activity_by": day(24)},
            {**mine, "activity_by": day(19)},
            {**mine, "activity": "Done already", "activity_by": day(1), "activity_done": day(2)},
            {**mine, "activity": "No day"},
            {**mine, "activity": "Some day", "activity_by": Unfit("soon")},
        ]
    )
    assert [(d.kind, d.who, d.what, d.when, d.state) for d in s.due] == [
        ("Will do", "", "Build Writing", day(19), "overdue"),
        ("Will do", "", "Write for the paper", day(24), "soon"),
    ]
    at = load_kit("complete").template.sheet("peaks_mine").keys.index("activity_by")
    assert [(u.kind, u.what, u.cell) for u in s.undated] == [("Will do", "Some day", f"{'ABCDEFGHIJ'[at]}10")]
    assert s.last_activity == day(2)
    assert [w.activity for w in s.peaks.gaps[0].will_do] == [
        "Write for the paper",
        "Done already",
        "No day",
        "Some day",
    ]


# What is noted of an interview


def test_a_talk_has_its_debrief() -> None:
    noted = {"takeaway_2": "Nights are quiet.", "takeaway_3": "Ask early.", "goal": "What is hard?", "time": time(14, 30),
             "misconception": "That it is all hands-on.", "thank_for": "The tour"}  # fmt: skip
    (first,) = findings(interviews=[{"contact": "Dana", **noted}]).interviews
    assert (first.takeaways, first.takeaway) == (("Nights are quiet.", "Ask early."), "Nights are quiet.")
    assert (first.goal, first.at) == ("What is hard?", "2:30 PM")
    assert (first.misconception, first.thank_for) == ("That it is all hands-on.", "The tour")
    (bare,) = findings(template="essentials", interviews=[{"contact": "Dana"}]).interviews
    assert (bare.takeaways, bare.takeaway, bare.goal, bare.at) == ((), "", "", "")


# Fields and previews


def interview(
    contact: str, before: int | None = None, after: int | None = None, status: str = "Completed"
) -> dict[str, Any]:
    return {"contact": contact, "status": status, "date": day(2), "interest_before": before, "interest_after": after}


def test_interest_is_averaged_over_talks_with_both_ratings() -> None:
    s = findings(
        start={"field_1": "Nursing"},
        contacts=[{"name": "A", "field": "nursing "}, {"name": "B", "field": "Law"}, {"name": "C"}],
        interviews=[
            interview("a", 2, 5),
            interview("C", 4, 4),
            interview("C", 5),
            interview("B", 3, 1),
            interview("A", 1, 5, "Planned"),
        ],
    )
    nursing, law = s.fields
    assert (nursing.field, nursing.people, nursing.interviews) == ("Nursing", 2, 3)
    assert (nursing.before, nursing.after, nursing.change) == (3.0, 4.5, 1.5)
    assert (law.field, law.interviews, law.change) == ("Law", 1, -2.0)


def test_a_preview_has_breadth_balance_and_contradictions() -> None:
    s = findings(
        contacts=[{"name": "Dana", "viewpoint": "Current employee"}, {"name": "Sam", "viewpoint": "Former"}],
        preview=[
            {"contact": "dana", "facet": "Typical tasks", "upside": "Care", "rating": 5},
            {"contact": "Sam", "facet": "Typical tasks", "downside": "Forms", "rating": 3},
            {"contact": "Dana", "facet": "Autonomy", "upside": "Free"},
            {"contact": "Sam", "facet": "Pay and benefits", "upside": "Fair", "rating": 4, "agreement": "Rebuts it"},
            {"contact": "Sam", "facet": "Frustrations"},
        ],
        preview_board=[{"facet": "Pay and benefits", "read_elsewhere": "Badly paid"}],
    )  # fmt: skip
    v = s.fields[0].preview
    assert v is not None
    assert (v.covered, v.breadth, v.ups, v.downs) == (3, 0.25, 3, 1)
    assert v.balance == pytest.approx(1 / 3)
    # Of one facet two people spoke, and they contradict each other.
    assert (v.corroborated, v.disputed) == (0, ("Typical tasks",))
    assert v.facets[0].coverage == "disputed"
    assert v.people == ("Dana", "Sam")
    assert v.viewpoints == (("Current employee", 1), ("Former", 1))
    assert len(v.missing) == 9
    assert v.contradictions == (
        "Typical tasks: you rated it 3 after Sam, and 5 after Dana. They disagree: ask a third person",
        "Pay and benefits: Sam contradicts what you had read (“Badly paid”): “Fair”",
    )
    assert v.facets[0].rating == 4.0
    assert s.preview_entries == 4


Told = tuple[str, str, str, int | None]


@pytest.mark.parametrize(
    ("told", "corroborated", "disputed"),
    [
        ([("Dana", "No weekends", "", 5), ("Sam", "", "Every other weekend", 2)], False, True),
        ([("Dana", "No weekends", "", None), ("Sam", "", "Every other weekend", None)], False, True),
        ([("Dana", "No weekends", "", 5), ("Sam", "Free evenings", "Every other weekend", 3)], False, True),
        ([("Dana", "No weekends", "", 5), ("Sam", "Free evenings", "Every other weekend", 4)], True, False),
        ([("Dana", "No weekends", "", 5), ("dana", "", "Every other weekend", 2)], False, False),
        # A third person settles it, on either side; of three views that lie apart none is confirmed.
        ([("Dana", "No", "", 5), ("Sam", "", "Yes", 2), ("Lee", "Some", "Some", 2)], True, False),
        ([("Dana", "No", "Yes", 5), ("Sam", "No", "Yes", 3), ("Lee", "No", "Yes", 1)], False, False),
        # Who has not said anything yet settles nothing, nor does a row without a name; neither disagrees with anybody.
        ([("Dana", "No", "", 5), ("Sam", "", "Yes", 2), ("Lee", "", "", None)], False, True),
        ([("Lee", "", "", None), ("Dana", "No", "", 5), ("Sam", "", "Yes", 2), ("", "No", "Yes", 3)], False, True),
        ([("Dana", "No", "", 5), ("", "", "Yes", 2)], False, False),
        ([("Dana", "No", "", 5), ("Lee", "", "", None)], False, False),
    ],
)
def test_two_people_who_contradict_each_other_confirm_nothing(
    told: list[Told], corroborated: bool, disputed: bool
) -> None:
    s = findings(
        start={"field_1": "Nursing"},
        preview=[
            {"contact": who, "facet": "Hours and schedule", "upside": up, "downside": down, "rating": rating}
            for who, up, down, rating in told
        ],
    )
    preview = s.fields[0].preview
    assert preview
    facet = next(f for f in preview.facets if f.facet == "Hours and schedule")
    assert (facet.corroborated, facet.disputed) == (corroborated, disputed)
    assert ("ask a third person" in facet.lacks) == disputed
    assert any("They disagree: ask a third person" in c for c in preview.contradictions) == disputed


def test_who_has_not_said_anything_yet_makes_nothing_well_covered() -> None:
    heard = {"contact": "Dana", "facet": "Autonomy", "upside": "Free", "downside": "Rules"}
    prepared = {"contact": "Sam", "facet": "Autonomy"}
    preview = findings(start={"field_1": "Nursing"}, preview=[heard, prepared]).fields[0].preview
    assert preview
    facet = next(f for f in preview.facets if f.facet == "Autonomy")
    assert (facet.coverage, facet.people) == ("one voice", 1)


def test_people_in_two_fields_do_not_disagree() -> None:
    s = findings(
        contacts=[{"name": "Dana", "field": "Nursing"}, {"name": "Sam", "field": "Law"}],
        preview=[
            {"contact": "Dana", "facet": "Autonomy", "upside": "Free", "rating": 5},
            {"contact": "Sam", "facet": "Autonomy", "downside": "Rules", "rating": 1},
        ],
    )
    assert [f.preview.disputed for f in s.fields if f.preview] == [(), ()]


def test_what_people_disagree_on_is_no_ground_for_a_decision_where_it_matters() -> None:
    noted: list[dict[str, Any]] = [
        {"contact": "Ana", "facet": f, "upside": "good", "downside": "bad"} for f in FACETS[:8]
    ]
    noted.append({"contact": "Ben", "facet": FACETS[0], "upside": "good", "rating": 1})
    noted[0] |= {"rating": 5}
    board = [{"facet": FACETS[0], "importance": 5}]
    s = findings(
        start={"field_1": "Nursing"}, interviews=[told("Ana"), told("Ben")], preview=noted, preview_board=board
    )
    assert s.fields[0].basis.missing == (
        f"Two people disagree about what matters a lot to you: {FACETS[0]}. Ask a third person.",
    )


def test_what_matters_most_and_is_still_open_is_said_first() -> None:
    s = findings(
        start={"field_1": "Nursing"},
        contacts=[{"name": "Dana", "field": "Nursing"}, {"name": "Sam", "field": "Law"}],
        preview=[
            {"contact": "Dana", "facet": "Autonomy", "upside": "Free"},
            {"contact": "Dana", "facet": "Autonomy", "upside": "Own hours"},
            {"contact": "Dana", "facet": "Typical tasks", "upside": "Care", "downside": "Forms"},
            {"contact": "Dana", "facet": "Pace and stress", "downside": "Rush"},
            {"contact": "Dana", "facet": "Frustrations", "rating": 2},
            {"contact": "Sam", "facet": "Pay and benefits", "upside": "Good", "downside": "Late"},
        ],
        preview_board=[
            {"facet": "Autonomy", "importance": 5}, {"facet": "Pay and benefits", "importance": 5},
            {"facet": "Typical tasks", "importance": 5}, {"facet": "Pace and stress", "importance": 3},
            {"facet": "Frustrations", "importance": 4}, {"facet": "Hours and schedule", "importance": 4},
        ],
    )  # fmt: skip
    nursing, law = (f.preview for f in s.fields)
    assert nursing
    assert law
    assert nursing.open_questions == (
        "Pay and benefits: nothing heard yet",
        "Autonomy: no downside heard yet",
        "Hours and schedule: nothing heard yet",
        "Frustrations: neither an upside nor a downside noted yet",
    )
    assert nursing.missing[:3] == ("Pay and benefits", "Hours and schedule", "People and supervision")
    assert {x.facet: x.importance for x in law.facets if x.importance}["Pay and benefits"] == 5
    assert s.fields[0].basis.reason.endswith("matters a lot to you: Pay and benefits, Hours and schedule.")


def test_a_workbook_without_importance_has_nothing_that_matters_more() -> None:
    s = findings(contacts=[{"name": "Dana"}], preview=[{"contact": "Dana", "facet": "Autonomy", "upside": "Free"}])
    preview = s.fields[0].preview
    assert preview
    assert (preview.open, preview.facets[0].importance) == ((), None)
    assert preview.missing[0] == FACETS[0]


THERE = "{} completed, {} with a takeaway, {} with your interest afterward"
SIDES = "8 of 12 facets covered, 8 ups and 8 downs heard."


def decision(field: str = "Nursing", *interviews: dict[str, Any], facets: int = 8, sides: str = "both") -> Any:
    noted = [
        {
            "contact": "Ana", "facet": FACETS[n], "upside": "good" if sides in ("up", "both") else None,
            "downside": "bad" if sides in ("down", "both") else None,
        }
        for n in range(facets)
    ]  # fmt: skip
    return findings(start={"field_1": field}, interviews=[*interviews], preview=noted).fields[0].basis


def told(contact: str, takeaway: str | None = "Ask early", after: int | None = 4) -> dict[str, Any]:
    return interview(contact, 3, after) | {"takeaway": takeaway}


@pytest.mark.parametrize(
    ("interviews", "facets", "sides", "reason"),
    [
        ([], 0, "", "No interviews completed yet."),
        ([told("Ana")], 12, "both", "Only one person so far. A second one keeps you from relying on a single story."),
        ([told("Ana"), told("ana ")], 8, "both", "Only one person so far."),
        ([told("Ana"), told("Ben", None), told("Cy", None)], 8, "both", "no takeaway yet from Ben and Cy."),
        ([told("Ana"), told("Ben", after=None)], 8, "both", "Rate your interest after the interview with Ben."),
        ([told("Ana"), told("Ben"), told("Cy")], 0, "", "You haven't noted any ups or downs from your interviews yet."),
        ([told("Ana"), told("Ben")], 7, "both", "Ask about more facets: 8 would leave few blind spots."),
        ([told("Ana"), told("Ben")], 8, "up", "All sunshine so far: ask what is hard about it."),
        ([told("Ana"), told("Ben")], 8, "down", "Only downsides so far: ask what they would miss."),
    ],
)
def test_what_is_missing_for_a_decision_is_said(
    interviews: list[dict[str, Any]], facets: int, sides: str, reason: str
) -> None:
    basis = decision("Nursing", *interviews, facets=facets, sides=sides)
    assert (basis.enough, basis.verdict) == (False, "not enough to decide yet")
    assert reason in basis.reason


def test_takeaways_ratings_and_both_sides_are_enough_to_decide() -> None:
    basis = decision("Nursing", told("Ana"), told("Ben"))
    assert (basis.enough, basis.verdict) == (True, "enough to decide")
    assert basis.reason == f"{THERE.format('2 interviews', 2, 2)}, {SIDES}"


def test_a_sheet_and_a_report_call_the_same_picture_balanced() -> None:
    """One rule says what is fair: at 5 of 12 facets the sheet must not praise what the report finds wanting."""
    template = load_kit("complete").template
    for facets in range(1, 13):
        noted = [{"contact": "Ana", "facet": f, "upside": "good", "downside": "bad"} for f in FACETS[:facets]]
        sheet = preview_shown(SheetData(template, {"start": [], "preview": noted}, TODAY))
        report = findings(start={"field_1": "Law"}, interviews=[told("Ana"), told("Ben")], preview=noted).fields[0]
        assert ("A balanced picture" in sheet) == report.basis.enough == (facets >= 8), facets
        assert ("ask about more facets" in sheet) == ("Ask about more facets" in report.basis.reason), facets


def test_interviews_without_anything_noted_are_no_grounds_for_a_decision() -> None:
    basis = decision("Nursing", told("Ana"), told("Ben"), told("Cy", None, None), facets=0)
    assert basis.enough is False
    assert basis.there == f"{THERE.format('3 interviews', 2, 2)}."


def test_a_workbook_without_a_place_for_both_sides_leaves_the_decision_to_its_reader() -> None:
    s = findings(template="essentials", start={"field_1": "Law"}, interviews=[told("A"), told("B")])
    assert s.fields[0].preview is None
    assert (s.fields[0].basis.enough, s.fields[0].basis.verdict) == (None, "")
    assert s.fields[0].basis.reason.startswith(f"{THERE.format('2 interviews', 2, 2)}. This workbook has no place")
    assert (
        class_findings(
            [a_reading(template="essentials", start={"field_1": "Law"}, interviews=[told("A"), told("B")])], TODAY
        )
        .fields[0]
        .enough
        is None
    )
    assert "leads" not in s.parts
    assert "contacts.can_advise" not in s.parts


# P.E.A.K.S.


@pytest.mark.parametrize(
    ("importance", "mine", "verdict", "gap", "reasons"),
    [
        (5, None, "build proof", 5, ()),
        (5, {"rating": 4}, "build proof", 5, ()),
        (
            5,
            {"rating": 3, "document": "Essay", "strength": 2},
            "make it stronger",
            3,
            (REASON_PRIORITY, REASON_CONCERN),
        ),
        (5, {"document": "Essay", "strength": 4}, "make it stronger", 1, (REASON_PRIORITY, REASON_STRENGTH)),
        (4, {"rating": 5, "document": "Essay", "strength": 4}, "proven", 0, (REASON_PRIORITY, REASON_STRENGTH)),
        (2, {"document": "Essay", "strength": 2}, "proven", 0, ()),
        (2, {"document": "Essay"}, "make it stronger", 2, ()),
        (None, {"document": "Essay", "strength": 5}, "not asked for yet", None, (REASON_STRENGTH,)),
    ],
)
def test_a_gap_has_a_verdict_and_reasons(
    importance: int | None, mine: dict[str, Any] | None, verdict: str, gap: int | None, reasons: tuple[str, ...]
) -> None:
    same = {"category": "Skills", "quality": "Writing"}
    s = findings(
        peaks_wanted=[{**same, "contact": "Dana", "importance": importance}] if importance else [],
        peaks_mine=[{**same, **mine, "quality": " writing"}] if mine else [],
    )
    (found,) = s.peaks.gaps
    assert (found.verdict, found.gap, found.reasons) == (verdict, gap, reasons)


@pytest.mark.parametrize("strength", RATINGS)
def test_a_quality_is_proven_where_no_gap_is_left(strength: int | None, tmp_path: Path) -> None:
    """Whatever two people want and a document proves: in the report, and in the cells as they are stored."""
    pairs = list(combinations_with_replacement(RATINGS, 2))
    content: Content = {
        "peaks_wanted": [
            {"contact": who, "category": "Skills", "quality": f"Quality {pair}", "importance": importance}
            for pair in pairs for who, importance in zip(("Dana", "Sam"), pair, strict=True)
        ],
        "peaks_mine": [
            {"category": "Skills", "quality": f"Quality {pair}", "document": "Essay", "strength": strength}
            for pair in pairs
        ],
    }  # fmt: skip
    gaps = findings(**content).peaks.gaps
    assert len(gaps) == len(pairs)
    for gap in gaps:
        closed = gap.gap <= 0 if gap.gap is not None else (strength or 0) >= 4
        assert (gap.verdict == "proven") == closed, gap
    made = tmp_path / "ana.xlsx"
    made.write_bytes(make(content))
    lines = open_workbook(made, values=True)["Gap matrix"].iter_rows(min_row=FIRST_ROW, values_only=True)
    columns = [kit().template.sheet("gaps").keys.index(key) for key in ("quality", "gap", "verdict")]
    shown = [[None if line[i] == "" else line[i] for i in columns] for line in lines][: len(pairs)]
    assert shown == [[g.quality, g.gap, g.verdict] for g in gaps]


def test_qualities_meet_by_category_and_name() -> None:
    s = findings(
        contacts=[{"name": "Dana"}, {"name": "Sam"}],
        peaks_wanted=[
            {"contact": "dana", "category": PERSONAL, "quality": "Reliability", "importance": 5, "words": "Be there."},
            {"contact": "Sam", "category": PERSONAL, "quality": "RELIABILITY ", "importance": 4},
            {"contact": "Sam", "category": "Skills", "quality": "Reliability", "importance": 1},
        ],
        peaks_mine=[
            {"category": PERSONAL, "quality": "Reliability", "rating": 2, "document": "Note", "strength": 3},
            {"category": PERSONAL, "quality": "Reliability", "rating": 3, "document": "Letter", "strength": 5},
        ],
    )
    reliability = next(g for g in s.peaks.gaps if g.category == PERSONAL)
    assert (reliability.importance, reliability.people) == (4.5, ("Dana", "Sam"))
    assert (reliability.document, reliability.strength, reliability.rating) == ("Letter; Note", 5, 3)
    assert reliability.reasons == (REASON_PRIORITY, REASON_CHARACTER, REASON_STRENGTH, REASON_CONCERN)
    assert reliability.quotes == ("Dana: Be there.",)
    means = {c.category: (c.importance, c.rating, c.strength) for c in s.peaks.categories}
    assert means[PERSONAL] == (4.5, 2.5, 4.0)
    assert means["Skills"] == (1.0, None, None)
    assert means["Experience"] == (None, None, None)
    assert [g.category for g in s.peaks.gaps] == ["Skills", PERSONAL]
    assert s.peaks.to_show == (reliability,)


def test_the_gap_matrix_stands_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    # Ties in the gap, in the importance and in both; names against the alphabet; one that nobody rated, one beyond enough.
    wanted = [
        ("Skills", "Writing", 4), ("Skills", "Algebra", 4), (PERSONAL, "Zeal", 4), ("Knowledge", "Old rules", 2),
        ("Skills", "Unrated", None), ("Skills", "Best", 5), ("Skills", "Writing", 5),
    ]  # fmt: skip
    content: Content = {
        "peaks_wanted": [{"contact": "Dana", "category": c, "quality": q, "importance": i} for c, q, i in wanted],
        "peaks_mine": [
            {"category": "Skills", "quality": "Best", "document": "A letter", "strength": 1},
            {"category": "Knowledge", "quality": "Old rules", "document": "A test", "strength": 5},
            {"category": "Skills", "quality": "Yodeling"},
            {"category": "Skills", "quality": "Juggling"},
        ],
    }
    made = tmp_path / "ana.xlsx"
    made.write_bytes(make(content))
    column = open_workbook(made, values=True)["Gap matrix"][letter("gaps", "quality")]
    shown = [cell.value for cell in column[HEADER_ROW:] if cell.value]
    gaps = student_findings(read(made.read_bytes()), TODAY).peaks.gaps
    assert [g.quality for g in gaps] == [*shown, "Yodeling", "Juggling"]


# Network


def test_referrals_form_chains() -> None:
    s = findings(
        contacts=[
            {"name": "Cy", "referred_by": "BEN"},
            {"name": "Ben", "referred_by": "Ada", "status": "Thanked"},
            {"name": "Ada", "organization": "Acme", "can_advise": True},
            {"name": "Dee", "referred_by": "Uncle Bob"},
            {"name": "Alone"},
        ]
    )
    assert [(b.depth, b.name, b.listed) for b in s.network.referrals] == [
        (0, "Ada", True), (1, "Ben", True), (2, "Cy", True), (0, "Uncle Bob", False), (1, "Dee", True),
    ]  # fmt: skip
    assert s.network.referred == 3
    assert [a.name for a in s.network.advisers] == ["Ada"]


def test_people_who_referred_each_other_are_listed_once() -> None:
    s = findings(contacts=[{"name": "A", "referred_by": "B"}, {"name": "B", "referred_by": "A"}])
    assert sorted(b.name for b in s.network.referrals) == ["A", "B"]


def test_a_long_chain_of_referrals_is_no_trouble() -> None:
    people = [{"name": f"P{n}", "referred_by": f"P{n - 1}" if n else None} for n in range(2000)]
    assert findings(contacts=people).network.referrals[-1].depth == 1999


def test_leads_practice_and_offers() -> None:
    s = findings(
        start={"field_1": "Nursing"},
        contacts=[{"name": "Dana"}],
        preview=[{"contact": "Dana", "facet": "Autonomy", "upside": "Free"}],
        leads=[{"lead": "Late", "done": day(3)}, {"lead": "Open day", "heard_from": "dana"}],
        practice=[
            {"date": day(9), "version": "Newer", "rating": 4},
            {"date": day(2), "version": "Older", "rating": 2},
            {"date": day(12), "rating": 5},
        ],
        offers=[{"organization": "Acme", "adviser": "dana", "decision": "Open"}],
    )
    assert [(lead.lead, lead.state) for lead in s.network.leads] == [("Open day", "open"), ("Late", "followed up")]
    assert [lead.heard_from for lead in s.network.leads if lead.open] == ["Dana"]
    assert s.practice.ratings == (2, 4, 5)
    assert s.practice.latest is not None
    assert s.practice.latest.version == "Newer"
    (offer,) = s.offers
    assert (offer.adviser, offer.open, offer.field) == ("Dana", True, "Nursing")
    assert offer.preview is not None
    assert offer.preview.covered == 1
    assert s.last_activity == day(12)


# The class


def test_a_class_is_summed_up() -> None:
    error = Problem("email", "error", "No address.", "Write it again.", "Contacts", "M6")
    ana = a_reading(
        "Ana", start={"class": "P4", "field_1": "Nursing"}, problems=[error, error],
        contacts=[{"name": "Dana", "status": "Thanked"}, {"name": "Sam", "next_step_due": day(19)}],
        interviews=[interview("Dana", 2, 4)],
        preview=[{"contact": "Dana", "facet": "Autonomy", "upside": "Free", "downside": "Alone"}],
        peaks_wanted=[
            {"contact": "Dana", "category": "Skills", "quality": "Writing", "importance": 5},
            {"contact": "Sam", "category": "Skills", "quality": "writing", "importance": 4},
        ],
        peaks_mine=[{"category": "Skills", "quality": "Writing", "document": "Essay", "strength": 4}],
    )  # fmt: skip
    ben = a_reading(
        "ben", start={"class": "P4", "field_1": "nursing"},
        contacts=[{"name": "Kim", "status": "Thanked"}],
        interviews=[interview("Kim", 3, 3)],
        preview=[
            {"contact": "Kim", "facet": "Autonomy", "upside": "Calm"},
            {"contact": "Kim", "facet": "Frustrations", "upside": "Few"},
        ],
        peaks_wanted=[
            {"contact": "Kim", "category": "Skills", "quality": "Writing", "importance": 3},
            {"contact": "Kim", "category": "Skills", "quality": "Listening", "importance": 5},
        ],
        peaks_mine=[{"category": "Skills", "quality": "Writing", "document": "Poem", "strength": 3}],
    )  # fmt: skip
    c = class_findings([UNREADABLE, ben, a_reading("Cy"), ana], TODAY)
    assert [(r.name, r.contacts, r.interviews, r.previews, r.overdue, r.errors) for r in c.rows] == [
        ("Ana", 2, 1, 1, 1, 2), ("ben", 1, 1, 2, 0, 0), ("Cy", 0, 0, 0, 0, 0),
    ]  # fmt: skip
    assert c.classes == ("P4",)
    assert {p.status: p.people for p in c.pipeline if p.people} == {"Thanked": 2}
    (nursing,) = c.fields
    assert (nursing.field, nursing.students, nursing.people, nursing.interviews) == ("Nursing", 2, 3, 2)
    assert (nursing.before, nursing.after, nursing.change) == (2.5, 3.5, 1.0)
    assert (nursing.covered, nursing.facets) == (2, 12)
    assert nursing.breadth == pytest.approx(1 / 6)
    assert (nursing.ups, nursing.downs) == (3, 1)
    assert nursing.balance == pytest.approx(1 / 3)
    assert nursing.most_wanted == ("Writing", "Listening")
    assert [(q.quality, q.importance, q.namings, q.students, q.provers) for q in c.wanted] == [
        ("Writing", 4.0, 3, 2, 1), ("Listening", 5.0, 1, 1, 0),
    ]  # fmt: skip
    assert [(d.name, d.student, d.due.kind) for d in c.due] == [("Ana", 0, "Next step")]
    assert [(p.code, p.count, p.workbooks) for p in c.problems] == [("email", 2, 1)]
    assert [(u.path, u.code) for u in c.unreadable] == [("broken.xlsx", "not-a-workbook")]
    assert [n.name for n in c.in_need(NOT_STARTED)] == ["Cy"]
    assert c.overdue == 1


def test_a_class_without_a_readable_workbook() -> None:
    c = class_findings([UNREADABLE], TODAY)
    assert (c.rows, c.fields, c.wanted, len(c.unreadable)) == ((), (), (), 1)


def test_students_of_one_name_keep_their_own_lines() -> None:
    c = class_findings([a_reading("Ana", contacts=[{"name": "Dana"}]), a_reading("Ana")], TODAY)
    assert [r.contacts for r in c.rows] == [1, 0]


def test_a_class_counts_those_without_a_status_so_that_the_figures_add_up() -> None:
    ana = a_reading("Ana", contacts=[{"name": "A", "status": "Thanked"}, {"name": "B", "status": Unfit("??")}])
    ben = a_reading("Ben", contacts=[{"name": "C"}, {"name": "D", "status": "On hold"}])
    c = class_findings([ana, ben], TODAY)
    assert {p.status: p.people for p in c.pipeline if p.people} == {"Thanked": 1, "On hold": 1}
    assert c.no_status == 2
    assert sum(p.people for p in c.pipeline) + c.no_status == sum(r.contacts for r in c.rows)


def test_handing_in_is_due_for_a_student_and_not_for_a_class() -> None:
    reading = a_reading(start={"due": day(27)}, contacts=[{"name": "Dana", "next_step_due": day(24)}])
    assert [d.kind for d in student_findings(reading, TODAY).due] == ["Next step", "Turn in"]
    c = class_findings([reading], TODAY)
    assert [d.due.kind for d in c.due] == [d.kind for d in c.students[0].due] == ["Next step"]


def test_students_of_one_name_are_told_apart() -> None:
    def told(*given: tuple[str, str, str]) -> list[str]:
        readings = [a_reading(name, student_id=number, path=path) for name, number, path in given]
        c = class_findings(readings, TODAY)
        assert [s.name for s in c.students] == [r.name for r in c.rows]
        return [r.name for r in c.rows]

    ana, ana2, ben = ("Ana Lopez", "R1", "a.xlsx"), ("ana  lopez ", "R2", "b.xlsx"), ("Ben", "R3", "c.xlsx")
    assert told(ana, ben) == ["Ben", "Lopez, Ana"]
    assert told(ana, ana2, ben) == ["Ben", "Lopez, Ana (R1)", "lopez, ana (R2)"]
    assert told(ana, ("Ana Lopez", "", "x/b.xlsx")) == ["Lopez, Ana (R1)", "Lopez, Ana (b.xlsx)"]
    assert told(ana, ("Ana Lopez", "r1 ", "x/b.xlsx")) == ["Lopez, Ana (a.xlsx)", "Lopez, Ana (b.xlsx)"]
    assert told(ana, ("Ana Lopez", "R1", "x/a.xlsx")) == ["Lopez, Ana (a.xlsx)", "Lopez, Ana (x/a.xlsx)"]
    assert told(("", "", "p/w.xlsx"), ("", "", "q/w.xlsx")) == ["w.xlsx (p/w.xlsx)", "w.xlsx (q/w.xlsx)"]
