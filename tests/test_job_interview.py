"""The page for a job interview, and how a student presents themselves: what stands there, and that it is one sheet."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from folio.exit_codes import ExitCode
from folio.insight.job_interview import JobInterview, find_job_interview
from folio.insight.presenting import Presentation, find_presentation
from folio.intake.reading_records import records_of
from folio.output.plan.job_interview_page import lay_out_job_interview
from folio.output.plan.type_size import HEIGHT
from tests.conftest import Folio
from tests.workbooks import CLEAN, FACETS, TODAY, Content, make, read

FIXED = ("--today", TODAY.isoformat())
CANARY = "PRIVATE-CANARY"
PC, SK = "Personal characteristics", "Skills"


def wanted(category: str, quality: str, importance: int | None, contact: str = "Dana Lee") -> dict[str, Any]:
    return {"contact": contact, "category": category, "quality": quality, "importance": importance}


def mine(category: str, quality: str, rating: int | None, document: str = "", **more: Any) -> dict[str, Any]:
    return {"category": category, "quality": quality, "rating": rating, "document": document, **more}


CONTENT: dict[str, Any] = {
    **CLEAN,
    "start": [{"field_1": "Nursing", "field_2": "Design", "about_me": "I like people."}],
    "contacts": [
        {"name": "Dana Lee", "organization": "Cedar Clinic", "job_title": "Nurse", "field": "Nursing",
         "private_notes": CANARY},
        {"name": "Sam Ortiz", "organization": "Valley Labs", "field": "Nursing", "can_advise": True},
        {"name": "Vi Roe", "organization": "Roe Design", "field": "Design", "can_advise": True},
    ],
    "preview": [
        {"contact": "Sam Ortiz", "facet": "Pace and stress", "downside": "Two at once.", "rating": 2},
        {"contact": "Dana Lee", "facet": "Pace and stress", "upside": "Time flies.", "downside": "No breaks."},
        {"contact": "Dana Lee", "facet": "Autonomy", "upside": "Her own list.", "rating": 5},
        {"contact": "Vi Roe", "facet": "Typical tasks", "downside": "Sixty drafts."},
    ],
    "preview_board": [{"facet": f, "importance": 5 if f == "Autonomy" else None} for f in FACETS],
    "peaks_wanted": [
        wanted(PC, "Reliability", 5), wanted(PC, "Patience", 4), wanted(SK, "Writing", 5), wanted(SK, "Driving", 4),
        wanted(SK, "Drawing", 5, "Vi Roe"),
    ],
    "peaks_mine": [
        mine(PC, "reliability", 5, "Attendance letter", strength=5),
        mine(PC, "Patience", 3, "Note of a neighbor", strength=3),
        mine(SK, "Writing", 2, "Essay", strength=2, activity="Take the workshop"),
        mine(SK, "Driving", 4, activity="Get the license", activity_done=date(2026, 11, 2)),
        mine(SK, "Drawing", 5, "Sketchbook", strength=5),
        mine(SK, "Baking", 5, "Cake", strength=5, portfolio="Will-Do"),
    ],
}  # fmt: skip


def told(content: Content, field: str | None = None) -> Presentation:
    return find_presentation(records_of(read(make(content)), TODAY), field)


def page_of(content: Content, organization: str) -> JobInterview:
    return find_job_interview(read(make(content)), TODAY, organization)


def words_of(page: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def save(content: Mapping[str, Any] | None, name: str = "a.xlsx") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make(content))
    return path


class TestPresenting:
    def test_the_document_with_most_reasons_comes_first(self) -> None:
        proofs = told(CONTENT, "nursing").proofs
        assert [(p.document, p.reasons) for p in proofs] == [
            ("Attendance letter", ("covers a high-priority quality", "shows a key personal characteristic",
                                   "leads from strength")),
            ("Note of a neighbor", ("covers a high-priority quality", "shows a key personal characteristic",
                                    "addresses a likely concern")),
            ("Essay", ("covers a high-priority quality", "addresses a likely concern")),
            ("Sketchbook", ("leads from strength",)),
        ]  # fmt: skip

    def test_a_document_that_is_only_planned_is_none_to_lead_with(self) -> None:
        assert "Cake" not in str(told(CONTENT))

    def test_what_another_field_wants_is_not_asked_for_in_this_one(self) -> None:
        (drawing,) = [p for p in told(CONTENT, "Nursing").proofs if p.document == "Sketchbook"]
        assert drawing.people == ()
        (drawing,) = [p for p in told(CONTENT, "Design").proofs if p.document == "Sketchbook"]
        assert drawing.people == ("Vi Roe",)

    def test_a_field_of_which_nobody_named_a_quality_takes_what_all_want(self) -> None:
        assert told(CONTENT, "Welding").proofs == told(CONTENT).proofs

    def test_one_document_for_two_qualities_is_one_proof(self) -> None:
        content = CONTENT | {"peaks_mine": [mine(PC, "Reliability", 5, "Letter", strength=5),
                                            mine(SK, "Writing", 4, "letter ", strength=4)]}  # fmt: skip
        (proof,) = told(content).proofs
        assert proof.qualities == ("Reliability", "Writing")

    def test_five_at_most_and_three_even_without_a_reason(self) -> None:
        many = [mine(SK, f"Skill {n}", 3, f"Page {n}", strength=5) for n in range(7)]
        assert len(told({"peaks_mine": many}).proofs) == 5
        weak = [mine(SK, f"Skill {n}", 3, f"Page {n}", strength=2) for n in range(7)]
        assert [p.reasons for p in told({"peaks_mine": weak}).proofs] == [(), (), ()]

    def test_a_likely_concern_has_an_answer_or_says_that_it_has_none(self) -> None:
        answers = {c.quality: c.answer for c in told(CONTENT, "Nursing").concerns}
        assert answers == {
            "Writing": "Show: Essay. What I am doing about it: Take the workshop.",
            "Patience": "Show: Note of a neighbor.",
            "Driving": "What I did about it: Get the license.",
        }
        (nothing,) = told({"contacts": CONTENT["contacts"], "peaks_wanted": [wanted(SK, "Welding", 5)]}).concerns
        assert nothing.answer.startswith("No answer noted yet.")

    def test_what_is_wanted_little_or_well_proven_is_no_concern(self) -> None:
        content = {"contacts": CONTENT["contacts"], "peaks_wanted": [wanted(SK, "A", 3), wanted(SK, "B", None)]}
        assert told(content).concerns == ()

    def test_the_latest_version_of_oneself_is_said(self) -> None:
        assert told(CONTENT).about_me == CLEAN["practice"][0]["version"]
        assert told(CONTENT | {"practice": []}).about_me == "I like people."

    def test_it_says_what_is_still_missing(self) -> None:
        nothing = told({})
        assert [text.partition(".")[0] for text in nothing.advice] == [
            "Say in two sentences who you are, and note it in the practice log",
            "There is nothing to lead with yet",
        ]
        one = told({"start": CONTENT["start"], "peaks_mine": [mine(SK, "A", 4, "Page", strength=4)]})
        assert one.advice[0].startswith("You have 1 proof to lead with.")


class TestTheJobInterview:
    def test_whoever_works_there_is_known_whatever_the_capitals(self) -> None:
        page = page_of(CONTENT, " cedar  CLINIC ")
        assert (page.organization, page.field, page.known) == ("Cedar Clinic", "Nursing", True)
        assert [(p.name, p.met) for p in page.people] == [("Dana Lee", date(2026, 9, 16))]

    def test_an_offer_alone_is_enough_and_gives_the_field(self) -> None:
        offers = [{"organization": "Roe & Sons", "job_title": "Sketcher", "field": "design"}]
        page = page_of(CONTENT | {"offers": offers}, "Roe & Sons")
        assert (page.job_title, page.field, page.known, page.knows_people) == ("Sketcher", "Design", True, False)
        assert [p.name for p in page.people] == ["Vi Roe"]

    def test_only_the_field_is_heard_and_first_in_the_words_of_who_works_there(self) -> None:
        heard = page_of(CONTENT, "Cedar Clinic").heard
        assert [(h.facet, h.side, h.text, h.who, h.more) for h in heard] == [
            ("Autonomy", "upside", "Her own list.", "Dana Lee", 0),
            ("Pace and stress", "upside", "Time flies.", "Dana Lee", 0),
            ("Pace and stress", "downside", "No breaks.", "Dana Lee", 1),
        ]

    def test_what_matters_and_was_not_tested_is_asked_first(self) -> None:
        asks = page_of(CONTENT, "Cedar Clinic").to_ask
        assert [a.facet for a in asks[:2]] == ["Autonomy", "Pace and stress"]
        assert "good things" in asks[0].question
        assert "can be hard" in asks[1].question
        assert len(asks) == 5

    def test_an_unknown_organization_gets_the_page_of_the_first_field(self) -> None:
        page = page_of(CONTENT, "Nowhere Inc.")
        assert (page.organization, page.field, page.known) == ("Nowhere Inc.", "Nursing", False)
        assert "What follows is about Nursing." in lay_out_job_interview(page).advice[0]

    def test_without_any_field_all_is_said_together(self) -> None:
        page = page_of({"preview": [{"contact": "Kim", "facet": "Autonomy", "upside": "Free"}]}, "Acme")
        assert (page.field, [h.text for h in page.heard]) == ("Nursing", ["Free"])  # the field of the owner
        assert page_of({}, "Acme").heard == ()


class TestTheFiles:
    def test_all_formats_say_the_same(self, folio: Folio) -> None:
        made = folio("plan", save(CONTENT), "--for-interview", "Cedar Clinic", "--out", "out",
                     "--format", "html,docx,pdf", *FIXED)  # fmt: skip
        assert (made.code, len(made.out.splitlines())) == (ExitCode.OK, 3)
        page = words_of(Path("out/job-interview-cedar-clinic.html").read_text(encoding="utf-8"))
        for text in (
            "Attendance letter",
            "Take the workshop",
            "Her own list.",
            "Dana Lee",
            "Right after the interview",
        ):
            assert text in page
        assert CANARY not in page
        pdf = subprocess.run(["pdftotext", "-layout", "out/job-interview-cedar-clinic.pdf", "-"], capture_output=True,
                             text=True, check=True).stdout  # fmt: skip
        assert "Attendance letter" in pdf
        assert pdf.count("\f") == 1

    def test_the_same_bytes_each_time(self, folio: Folio) -> None:
        for out in ("one", "two"):
            folio("plan", save(CONTENT), "--for-interview", "x", "--out", out, "--format", "html,docx,pdf", *FIXED)
        assert {p.name: p.read_bytes() for p in Path("one").glob("j*")} == {
            p.name: p.read_bytes() for p in Path("two").glob("j*")
        }

    def test_an_unknown_organization_is_said_with_what_may_be_meant(self, folio: Folio) -> None:
        made = folio("plan", save(CONTENT), "--for-interview", "Ceder Clinic", "--out", "out", *FIXED)
        assert made.code == ExitCode.OK
        assert "Ceder Clinic isn't in Contacts or Offers, so the page is about the field." in made.err
        assert "Did you mean Cedar Clinic?" in made.err

    def test_of_a_class_everyone_gets_a_page_and_all_are_together(self, folio: Folio) -> None:
        save(CONTENT, "class/a.xlsx")
        save(CLEAN, "class/b.xlsx")
        made = folio("plan", "class", "--for-interview", "Cedar Clinic", "--out", "out", *FIXED)
        assert made.code == ExitCode.OK
        assert "out/all-job-interviews.html" in made.out.splitlines()
        assert len(made.out.splitlines()) == 3

    def test_pages_of_other_interviews_stay(self, folio: Folio) -> None:
        save(CONTENT)
        folio("plan", "a.xlsx", "--out", "out", *FIXED)
        before = {p.name for p in Path("out").glob("plan-*")}
        for name in ("Cedar Clinic", "Valley Labs"):
            assert folio("plan", "a.xlsx", "--for-interview", name, "--out", "out", *FIXED).code == ExitCode.OK
        there = {p.name for p in Path("out").iterdir()}
        assert before < there >= {"job-interview-cedar-clinic.html", "job-interview-valley-labs.html"}

    @pytest.mark.parametrize("options", [("--for-interview", ""), ("--for-interview", "A", "--contact", "B")])
    def test_what_makes_no_sense_is_said_before_anything_is_written(
        self, options: tuple[str, ...], folio: Folio
    ) -> None:
        refused = folio("plan", save(CONTENT), *options, "--out", "out", *FIXED)
        assert refused.code == ExitCode.USAGE
        assert "--for-interview" in refused.err
        assert not Path("out").exists()

    def test_a_broken_file_does_not_stop_the_others(self, folio: Folio) -> None:
        save(CONTENT)
        Path("b.xlsx").write_bytes(b"nothing")
        made = folio("plan", "a.xlsx", "b.xlsx", "--for-interview", "Cedar Clinic", "--out", "out", *FIXED)
        assert (made.code, len(made.out.splitlines())) == (ExitCode.UNREADABLE, 1)

    def test_essentials_has_a_page_too(self, folio: Folio) -> None:
        Path("e.xlsx").write_bytes(make({"peaks_mine": [mine(SK, "A", 4, "Page", strength=4)]}, template="essentials"))
        assert folio("plan", "e.xlsx", "--for-interview", "Acme", "--out", "out", *FIXED).code == ExitCode.OK
        assert "Page" in words_of(Path("out/job-interview-acme.html").read_text(encoding="utf-8"))


HOSTILE = '<script>alert("x")</script> #let x = 1; {{ 7 * 7 }} *a* _b_ $c$ `d` دانا'
LONG = "When I think of the hardest week of the last year, I would tell someone who begins to count everything. " * 8


@pytest.mark.parametrize("text", [LONG, HOSTILE, "W" * 1500], ids=["long", "hostile", "one word"])
def test_it_is_one_page_whatever_was_typed(text: str, folio: Folio) -> None:
    people: list[dict[str, Any]] = [{"name": f"{text[:60]} {n}", "organization": "Acme", "job_title": text[:90], "field": text[:60],
               "can_advise": True} for n in range(6)]  # fmt: skip
    content = {
        "contacts": people,
        "practice": [{"date": date(2026, 9, 1), "version": text, "rating": 3}],
        "preview": [{"contact": p["name"], "facet": f, "upside": text, "downside": text, "importance": 5}
                    for p in people[:2] for f in FACETS],
        "peaks_wanted": [wanted(PC, f"{text[:80]} {n}", 5, people[0]["name"]) for n in range(8)],
        "peaks_mine": [mine(PC, f"{text[:80]} {n}", 2, f"{n} {text[:200]}", strength=5, activity=text)
                       for n in range(8)],
    }  # fmt: skip
    sheet = lay_out_job_interview(page_of(content, "Acme"))
    assert sheet.points >= 9
    assert sum(len(part.entries) for part in sheet.parts) >= 15
    folio("plan", save(content), "--for-interview", "Acme", "--out", "out", "--format", "html,pdf", *FIXED)
    pages = subprocess.run(["pdfinfo", "out/job-interview-acme.pdf"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Pages: +1$", pages, re.MULTILINE)
    assert "<script" not in Path("out/job-interview-acme.html").read_text(encoding="utf-8")


def test_what_is_left_of_the_page_is_for_notes() -> None:
    sheet = lay_out_job_interview(page_of({}, "Acme"))
    assert 0 < sheet.notes < HEIGHT
    assert sheet.rules > 10
