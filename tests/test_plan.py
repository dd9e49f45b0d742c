"""``folio plan``: whom a plan is for, what stands on it, and that it fits its page or two in every format."""

from __future__ import annotations

import html
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from folio.basics.content_folders import content_folder
from folio.basics.rerun_folder import is_list
from folio.exit_codes import ExitCode
from folio.insight.interview_plan import find_plans
from folio.output.plan.page_content import lay_out
from folio.output.plan.type_size import CUT, MOST, SIZES, shorten
from folio.template.loading import load_kit
from folio.workbook.embedded_description import Owner
from tests.apps import need_poppler
from tests.browser import Browser
from tests.conftest import TEMPLATES
from tests.office import LibreOffice
from tests.workbooks import ANA, CLEAN, FACETS, TODAY, edited, entered, make, with_change

Folio = Callable[..., Any]
Rows = Sequence[Mapping[str, Any]]
FIXED = ("--today", TODAY.isoformat())
CANARY = "PRIVATE-CANARY"
SAM = {"name": "Sam Ortiz", "status": "Scheduled"}
TALK = {"contact": "Sam Ortiz", "date": date(2026, 12, 3), "status": "Scheduled"}
LONG = "When you think of the hardest week of the last year, what would you tell someone who is about to begin? "
HOSTILE = ('<script>alert("x")</script>', "#let x = 1; #sys", "{{ 7 * 7 }} {% raw %}", "=cmd|' /C calc'!A0", "دانا لی",
           "*a* _b_ $c$ `d` \\e", "\u202egnol", "a & b <b>")  # fmt: skip


def questions(count: int, text: str = "", **more: Any) -> list[dict[str, Any]]:
    """Questions for Sam Ortiz, over all stages."""
    stages = ("Introductory", "Need to know", "Finding further leads", "Obliging")
    return [
        {"contact": "Sam Ortiz", "stage": stages[i * 4 // count], "question": f"{i + 1}: {text or 'Why?'}"} | more
        for i in range(count)
    ]


def rich(**changes: Rows) -> dict[str, Any]:
    """Everything that can stand on a plan."""
    content: dict[str, Any] = {key: [dict(r) for r in rows] for key, rows in CLEAN.items()}
    content["contacts"] = [
        {"name": "Grace Abernathy", "status": "Thanked"},
        {"name": "Dana Lee", "status": "Thanked", "referred_by": "grace abernathy ", "field": "Nursing"},
        {"name": "Sam Ortiz", "organization": "Valley Labs", "job_title": "Nurse manager", "field": "Nursing",
         "referred_by": "Dana Lee", "status": "Scheduled", "source": "Referral", "interest": "Trail running",
         "phone": "(503) 555-0142", "email": "sam@valley.example.org", "profile_url": "https://www.example.org/sam",
         "notes": "Worked nights for nine years.", "private_notes": CANARY},
    ]  # fmt: skip
    content["interviews"] = [
        {"contact": "Dana Lee", "date": date(2026, 9, 16), "status": "Completed", "takeaway": "Charting."},
        {"contact": "Sam Ortiz", "date": date(2026, 10, 2), "status": "Completed", "takeaway": "Ask early.",
         "private_notes": CANARY},
        {**TALK, "time": time(14, 30), "format": "Video call", "minutes": 30, "goal": "Whether nights are hard."},
    ]  # fmt: skip
    content["questions"] = [
        {"contact": "Sam Ortiz", "stage": "Obliging", "question": "May I write to you?", "minutes": 1},
        {"contact": "Sam Ortiz", "stage": "Need to know", "topic": "Downsides", "question": "What is hard?",
         "purpose": "Every job has some.", "probe": "Such as?", "minutes": 5, "priority": "Must ask"},
        {"contact": "Sam Ortiz", "stage": "Introductory", "question": "Is now good?", "minutes": 2,
         "priority": "If time"},
        {"contact": "Sam Ortiz", "stage": "Finding further leads", "question": "Who else?",
         "priority": "Should ask"},
    ]  # fmt: skip
    return content | changes


def save(content: Mapping[str, Any] | None, name: str = "a.xlsx", **options: Any) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make(content, **options))
    return path


def sheet_of(content: Mapping[str, Any]) -> Any:
    (plan,) = find_plans(entered(content), TODAY)
    return lay_out(plan, TODAY)


def words_of(page: str) -> str:
    """The text of an HTML page as a person reads it."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def planned(folio: Folio, content: Mapping[str, Any] | None, *options: str, **made: Any) -> str:
    """The words of the one HTML page that a workbook gives."""
    result = folio("plan", save(content, **made), "--out", "out", *FIXED, *options)
    assert result.code in (ExitCode.OK, ExitCode.PROBLEMS), result.err
    (name,) = result.out.splitlines()
    return words_of(Path(name).read_text(encoding="utf-8"))


class TestForWhom:
    def test_everybody_with_whom_a_talk_is_ahead(self, folio: Folio) -> None:
        days = {"Today": 0, "Later": 9, "Past": -1}
        interviews = [{"contact": n, "date": TODAY + timedelta(d), "status": "Planned"} for n, d in days.items()]
        interviews += [{"contact": "No day"}, {"contact": "Bare", "date": TODAY}]
        interviews += [{"contact": n, "date": TODAY, "status": n} for n in ("Completed", "Postponed", "Canceled")]
        interviews += [{"contact": "Told", "takeaway": "It was held."}]
        people = [{"name": t["contact"]} for t in interviews] + [SAM, {"name": "Asked", "status": "Requested"}]
        result = folio("plan", save({"contacts": people, "interviews": interviews}), "--out", "out", *FIXED)
        names = {Path(line).stem for line in result.out.splitlines()}
        assert names == {"plan-today", "plan-later", "plan-no-day", "plan-bare", "plan-sam-ortiz"}

    def test_a_contact_with_a_row_counts_by_the_row(self, folio: Folio) -> None:
        held = {**TALK, "date": date(2026, 9, 1), "status": "Completed"}
        result = folio("plan", save({"contacts": [SAM], "interviews": [held]}), "--out", "out", *FIXED)
        assert (result.code, result.out, Path("out").exists()) == (ExitCode.OK, "", False)
        assert "no upcoming interviews" in result.err
        assert "--contact" in result.err

    def test_one_person_by_name_without_regard_to_case_and_spaces(self, folio: Folio) -> None:
        page = planned(folio, rich(), "--contact", "  dana LEE ")
        assert "Dana Lee" in page
        assert "We talked Sep 16, 2026: Charting." in page
        assert "Date and time" in page

    def test_a_person_whom_only_interviews_names(self, folio: Folio) -> None:
        assert "Lee Chan" in planned(
            folio, {"interviews": [{"contact": "Lee Chan", "date": TODAY}]}, "--contact", "lee chan"
        )

    def test_what_was_noted_for_a_talk_that_did_not_come_about_is_kept_without_its_day(self, folio: Folio) -> None:
        interview = {**TALK, "date": date(2026, 10, 1), "status": "Postponed", "goal": "About nights"}
        page = planned(folio, {"contacts": [SAM], "interviews": [interview]}, "--contact", "Sam Ortiz")
        assert "About nights" in page
        assert "2026" not in page.partition("My questions")[0]

    def test_an_unknown_name_is_told_with_close_ones(self, folio: Folio) -> None:
        result = folio("plan", save(CLEAN), "--out", "out", "--contact", "Sam Ortis", *FIXED)
        assert (result.code, Path("out").exists()) == (ExitCode.USAGE, False)
        assert "Sam Ortis" in result.err
        assert "Did you mean Sam Ortiz?" in result.err

    def test_a_name_in_one_of_several_workbooks_is_enough(self, folio: Folio) -> None:
        save(CLEAN, "class/a.xlsx")
        save({"contacts": [{"name": "Kim"}]}, "class/b.xlsx")
        result = folio("plan", "class", "--out", "out", "--contact", "kim", *FIXED)
        assert (result.code, len(result.out.splitlines())) == (ExitCode.OK, 1)


class TestThePage:
    def test_what_i_know_of_the_person(self, folio: Folio) -> None:
        page = planned(folio, rich())
        for words in (
            "Sam Ortiz", "Nurse manager, Valley Labs · Nursing", "Thursday, December 3",
            "2:30 PM to 3:00 PM · Video call · 30 minutes", "I want to learn Whether nights are hard.",
            "Referral; sent by Dana Lee, through Grace Abernathy", "Trail running",
            "My notes Worked nights for nine years.", "We talked Oct 2, 2026: Ask early.",
            "Who I am I am a junior who likes people.", "I'll bring Essay: Writing", "(503) 555-0142",
            "sam@valley.example.org", "https://www.example.org/sam",
        ):  # fmt: skip
            assert words in page
        assert CANARY not in page

    def test_questions_stand_in_the_order_of_the_stages_with_a_running_clock(self) -> None:
        sheet = sheet_of(rich())
        assert [(q.text, q.starts, q.minutes) for q in sheet.lines] == [
            ("Is now good?", 0, "2 min"), ("What is hard?", 2, "5 min"), ("Who else?", 7, "about 3 min"),
            ("May I write to you?", 10, "1 min"),
        ]  # fmt: skip
        assert sheet.summary == "4 questions, about 11 of 30 minutes"
        assert [q.stage for q in sheet.lines] == ["Introductory", "Need to know", "Finding further leads", "Obliging"]

    def test_priority_is_told_by_sign_and_word(self, folio: Folio) -> None:
        page = planned(folio, rich())
        assert "★ Must ask · 5 min · If vague: Such as? · Why: Every job has some." in page
        assert "☆ Should ask" in page
        assert "○ If time" in page

    def test_without_questions_of_their_own_the_plan_for_any_talk_is_taken(self, folio: Folio) -> None:
        content = {
            "contacts": [SAM],
            "questions": [{"question": "For anybody?"}, {"contact": "Kim", "question": "For Kim?"}],
        }
        page = planned(folio, content)
        assert "For anybody?" in page
        assert "For Kim?" not in page

    @pytest.mark.parametrize("template", TEMPLATES)
    def test_the_prefilled_plan_that_nobody_touched_is_taken(self, folio: Folio, template: str) -> None:
        def add_sam(book: Any) -> None:
            sheet = book["Contacts"]
            columns = {c.value: c.column for c in sheet[4]}
            sheet.cell(6, columns["folio:contacts.name"], "Sam Ortiz")
            sheet.cell(6, columns["folio:contacts.status"], "Scheduled")

        Path("a.xlsx").write_bytes(edited(make(template=template), add_sam))
        assert folio("plan", "a.xlsx", "--out", "out", *FIXED).code == ExitCode.OK
        page = words_of(Path("out/plan-sam-ortiz.html").read_text(encoding="utf-8"))
        first = load_kit(template).plan[0].question
        assert first in page
        assert ("heard yet about" in page) == (template == "complete")

    def test_what_was_asked_stays_out_once_a_talk_was_held(self) -> None:
        content = rich(questions=[*questions(2), *questions(1, "Done?", asked=True)])
        assert [q.text for q in sheet_of(content).lines] == ["1: Why?", "2: Why?"]
        content["interviews"] = [TALK]
        assert len(sheet_of(content).lines) == 3
        content = rich(questions=questions(1, "Done?", asked=True))
        assert "1: Done?" not in [q.text for q in sheet_of(content).lines]

    def test_a_plan_with_gaps_gets_a_word(self, folio: Folio) -> None:
        page = planned(folio, rich(questions=questions(3, minutes=20)))
        assert "30 minutes longer than the interview" in page
        assert "No question asks about downsides." in page
        assert "further leads" not in page.partition("My questions")[2].partition("1: Why?")[0]
        few = sheet_of({"contacts": [SAM], "questions": [{"question": "Why?", "stage": "Obliging"}]})
        (advice,) = few.advice
        assert advice.startswith("No question asks about downsides or leads. Add one about")
        none = sheet_of({"contacts": [SAM], "questions": [{"contact": "Kim", "question": "Why?"}]})
        assert none.advice == (
            "No questions are planned yet. Choose five to ten in the workbook, and write them down here.",
        )
        assert none.rules > 15

    def test_only_facets_not_heard_of_in_the_field_are_still_to_ask(self) -> None:
        facets = sheet_of(rich()).facets
        assert len(facets) == 11
        assert "Typical tasks" not in facets
        other = rich()
        other["contacts"][2]["field"] = "Chemistry"
        assert len(sheet_of(other).facets) == 12

    def test_a_facet_on_which_the_only_two_people_disagree_is_still_to_ask(self) -> None:
        said = [{"contact": "Sam Ortiz", "facet": "Autonomy", "upside": "Free", "rating": 5},
                {"contact": "Kim", "facet": "Autonomy", "downside": "Watched", "rating": 1}]  # fmt: skip
        people = [SAM, {"name": "Kim", "field": SAM.get("field", "")}]
        facets = sheet_of({"contacts": people, "preview": said}).facets
        assert (len(facets), facets[-1]) == (12, "Autonomy (people disagree)")

    def test_a_document_that_is_only_planned_is_not_brought(self) -> None:
        mine = [{"category": "Skills", "quality": "Writing", "document": "Essay"},
                {"category": "Skills", "quality": "Baking", "document": "Cake", "portfolio": "Will-Do"}]  # fmt: skip
        assert [f.label for f in sheet_of(rich(peaks_mine=mine)).me if "Essay" in f.text] == ["I'll bring"]
        assert "Cake" not in str(sheet_of(rich(peaks_mine=mine)))

    def test_a_ring_of_referrals_ends(self) -> None:
        content = {"contacts": [{**SAM, "referred_by": "Kim"}, {"name": "Kim", "referred_by": "Sam Ortiz"}]}
        assert sheet_of(content).them[0].text == "sent by Kim"

    def test_a_profile_that_is_no_web_address_is_no_link(self, folio: Folio) -> None:
        folio("plan", save({"contacts": [{**SAM, "profile_url": "javascript:alert(1)"}]}), "--out", "out", *FIXED)
        assert 'href="javascript' not in Path("out/plan-sam-ortiz.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("where", "link"),
        [("Room 4", ""), ("https://meet.example.org/abc", "https://meet.example.org/abc"), ("javascript:alert(1)", "")],
    )
    def test_where_it_is_stands_on_the_page_a_link_to_click(self, where: str, link: str) -> None:
        interview = {**TALK, "where": where}
        (fact,) = [f for f in sheet_of({"contacts": [SAM], "interviews": [interview]}).me if f.label == "Where"]
        assert [(piece.text, piece.link) for piece in fact.pieces] == [(where, link)]

    def test_beyond_the_cap_the_rest_stays_in_the_workbook(self) -> None:
        sheet = sheet_of(rich(questions=questions(MOST + 3)))
        assert (len(sheet.lines) + len(sheet.later), sheet.more) == (MOST, "3 more in the workbook.")
        assert not sheet_of(rich(questions=questions(14))).more

    def test_type_and_room_shrink_as_questions_grow(self) -> None:
        sheets = [sheet_of({"contacts": [SAM], "questions": questions(n, LONG)}) for n in (2, 6, 10, 14, 18)]
        points = [s.size.points for s in sheets]
        assert points == sorted(points, reverse=True)
        assert points[0] > points[-1]
        heights = [min(q.height for q in s.lines) for s in sheets]
        assert heights == sorted(heights, reverse=True)

    def test_a_workbook_of_an_older_template_is_enough(self, folio: Folio) -> None:
        def older(book: Any) -> None:
            for sheet in book.worksheets:
                for cell in list(sheet[4]):
                    if cell.value in ("folio:questions.priority", "folio:questions.probe", "folio:questions.minutes",
                                      "folio:interviews.time", "folio:interviews.goal"):  # fmt: skip
                        sheet.cell(5, cell.column).value = None
                        for row in range(4, 70):
                            sheet.cell(row, cell.column).value = None

        Path("a.xlsx").write_bytes(edited(make(rich()), older))
        result = folio("plan", "a.xlsx", "--out", "out", *FIXED)
        assert result.code in (ExitCode.OK, ExitCode.PROBLEMS)
        page = words_of(Path("out/plan-sam-ortiz.html").read_text(encoding="utf-8"))
        assert "4 questions, about 12 of 30 minutes" in page
        assert "★" not in page


def test_a_shortened_text_ends_after_a_word() -> None:
    assert shorten("one two three", 40) == "one two three"
    assert shorten(LONG, 30).endswith("…")
    assert shorten(LONG, 30)[:-1] in LONG
    assert len(shorten("M" * 200, 30)) < 20
    assert shorten("anything", 0) == ""


class TestHostile:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_what_people_type_is_text(self, folio: Folio, text: str) -> None:
        content = rich(questions=questions(2, text, probe=text, purpose=text))
        content["contacts"][2] |= {"name": text, "organization": text, "notes": text, "interest": text}
        content["interviews"][2] |= {"contact": text, "goal": text}
        for row in content["questions"]:
            row["contact"] = text
        result = folio("plan", save(content), "--out", "out", "--contact", text, "--format", "html,docx,pdf", *FIXED)
        assert result.code in (ExitCode.OK, ExitCode.PROBLEMS), result.err
        written = sorted(p for p in Path("out").iterdir() if not is_list(p.name))
        assert [p.suffix for p in written] == [".docx", ".html", ".pdf"]
        for path in written:
            assert re.fullmatch(r"plan[a-z0-9-]*", path.stem)
            shown = text_in(path)
            if shown is not None:
                assert plain_letters(text) in plain_letters(shown)

    def test_html_has_no_markup_from_a_cell(self, folio: Folio) -> None:
        content = rich(questions=questions(1, HOSTILE[0]))
        folio("plan", save(content), "--out", "out", *FIXED)
        page = Path("out/plan-sam-ortiz.html").read_text(encoding="utf-8")
        assert page.count("<script") == 1
        assert re.findall(r"""(?:src|action)\s*=|url\(|@import""", page) == []
        assert "Content-Security-Policy" in page


def plain_letters(text: str) -> str:
    """Letters alone: where lines break, and how direction is marked, do not count."""
    return re.sub(r"[\W\d_]+", "", text, flags=re.UNICODE).replace("gnol", "")


def text_in(path: Path) -> str | None:
    """What a file shows; None where the program to read it is missing, or where PDF gives letters another order."""
    if path.suffix == ".html":
        return words_of(path.read_text(encoding="utf-8"))
    if path.suffix == ".docx":
        document = Document(BytesIO(path.read_bytes()))
        cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
        return "\n".join([*cells, *(p.text for p in document.paragraphs)])
    if not shutil.which("pdftotext"):
        return None
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return None if re.search("[\u0590-\u08ff]", text) else text


class TestManners:
    def test_each_student_of_a_class_has_a_folder(self, folio: Folio) -> None:
        for n in (1, 2):
            save(CLEAN, f"class/{n}.xlsx")
        Path("class/broken.xlsx").write_bytes(b"PK")
        result = folio("plan", "class", "--out", "out", "--format", "html,docx", *FIXED)
        assert result.code == ExitCode.UNREADABLE
        assert "broken.xlsx" in result.err
        assert [p.name for p in Path("out").glob("*.*") if not is_list(p.name)] == ["all-plans.html"]
        written = sorted(str(p.relative_to("out")) for p in Path("out").rglob("*/*.*"))
        assert len(written) == 4
        assert len({w.split("/")[0] for w in written}) == 2
        assert all(w.startswith("ana-lopez") for w in written)

    def test_a_class_has_one_file_to_print_in_the_order_of_the_names(self, folio: Folio) -> None:
        for file, name in {"1": "Zoe", "2": "Bo", "3": "Ana"}.items():
            interviews = [{**TALK, "contact": f"{name}'s nurse"}] if name != "Ana" else []
            save({"interviews": interviews}, f"class/{file}.xlsx", owner=Owner(name))
        result = folio("plan", "class", "--out", "out", "--format", "html,pdf", *FIXED)
        assert result.code in (ExitCode.OK, ExitCode.PROBLEMS)
        page = Path("out/all-plans.html").read_text(encoding="utf-8")
        outline = Outline()
        outline.feed(page)
        assert outline.open == []
        assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == ["Bo&#39;s nurse", "Zoe&#39;s nurse"]
        assert page.count("<title>") == page.count("<style>") == page.count("<main>") == 1
        need_poppler()
        assert pages(Path("out/all-plans.pdf")) == 2

    def test_who_of_a_class_has_no_talk_ahead_is_named(self, folio: Folio) -> None:
        save({"interviews": [TALK]}, "class/1.xlsx", owner=Owner("Zoe"))
        save({}, "class/2.xlsx", owner=Owner("Bo"))
        save({}, "class/3.xlsx", owner=Owner("Ana"))
        result = folio("plan", "class", "--out", "out", *FIXED)
        assert "1 plan written" in result.err
        assert "No upcoming interviews for Ana and Bo." in result.err
        assert "--contact" in result.err
        assert not Path("out/all-plans.html").exists()
        one = folio("plan", "class", "--contact", "Sam Ortiz", "--out", "other", *FIXED)
        assert "upcoming interviews" not in one.err

    def test_two_talks_with_one_person_are_two_files(self, folio: Folio) -> None:
        interviews = [TALK, {**TALK, "date": date(2026, 12, 10)}]
        result = folio("plan", save({"contacts": [SAM], "interviews": interviews}), "--out", "out", *FIXED)
        assert [Path(line).name for line in result.out.splitlines()] == ["plan-sam-ortiz.html", "plan-sam-ortiz-2.html"]

    def test_a_zip_is_read(self, folio: Folio) -> None:
        with zipfile.ZipFile("in.zip", "w") as package:
            package.writestr("x/Ana.xlsx", make(CLEAN))
        assert folio("plan", "in.zip", "--out", "out", *FIXED).code == ExitCode.OK
        assert [p.name for p in Path("out").iterdir() if not is_list(p.name)] == ["plan-sam-ortiz.html"]

    def test_nothing_readable_ends_with_3(self, folio: Folio) -> None:
        Path("a.xlsx").write_bytes(b"PK")
        result = folio("plan", "a.xlsx", "--out", "out", *FIXED)
        assert (result.code, result.out, Path("out").exists()) == (ExitCode.UNREADABLE, "", False)
        assert "nothing was written" in result.err

    def test_errors_in_a_workbook_end_with_1(self, folio: Folio) -> None:
        result = folio("plan", save(with_change("contacts", 0, email="dana at cedar")), "--out", "out", *FIXED)
        assert (result.code, Path("out/plan-sam-ortiz.html").exists()) == (ExitCode.PROBLEMS, True)

    def test_nothing_is_replaced_unless_forced_and_nothing_half_written(self, folio: Folio) -> None:
        interviews = [TALK, {"contact": "Kim", "date": TODAY}]
        path = save({"contacts": [SAM, {"name": "Kim"}], "interviews": interviews})
        Path("out").mkdir()
        Path("out/plan-sam-ortiz.html").write_text("mine")
        assert folio("plan", path, "--out", "out", *FIXED).code == ExitCode.REFUSED
        assert [p.name for p in Path("out").iterdir()] == ["plan-sam-ortiz.html"]
        assert Path("out/plan-sam-ortiz.html").read_text() == "mine"
        assert folio("plan", path, "--out", "out", "--force", *FIXED).code == ExitCode.OK
        assert "mine" not in Path("out/plan-sam-ortiz.html").read_text(encoding="utf-8")

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
    def test_only_the_owner_can_read_it(self, folio: Folio) -> None:
        folio("plan", save(CLEAN), "--out", "out", *FIXED)
        assert stat.S_IMODE(Path("out/plan-sam-ortiz.html").stat().st_mode) == 0o600
        assert stat.S_IMODE(Path("out").stat().st_mode) == 0o700

    def test_the_bytes_are_the_same_from_run_to_run(self, folio: Folio, frozen: None) -> None:
        save(rich())
        for out in ("one", "two"):
            command = [sys.executable, "-m", "folio", "plan", "a.xlsx", "--out", out, "--format", "html,docx,pdf",
                       "--contact", "Sam Ortiz"]  # fmt: skip
            assert subprocess.run(command, capture_output=True, check=False).returncode == ExitCode.OK
        for name in ("html", "docx", "pdf"):
            one, two = (Path(out, f"plan-sam-ortiz.{name}").read_bytes() for out in ("one", "two"))
            assert one == two
            assert len(one) > 1000

    def test_quiet_is_quiet(self, folio: Folio) -> None:
        assert folio("plan", save(CLEAN), "--out", "out", "-q", *FIXED).err == ""

    @pytest.mark.parametrize(
        "options", [("--format", "odt"), ("--today", "soon"), ("--contact", "a\x00b"), ("--contact", " ")]
    )
    def test_a_wrong_command_line_ends_with_2(self, folio: Folio, options: tuple[str, str]) -> None:
        assert folio("plan", save(CLEAN), "--out", "out", *options).code == ExitCode.USAGE

    def test_pdf_without_typst_says_how_to_get_it(self, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("folio.output.typesetting.find_spec", lambda name: None)
        result = folio("plan", save(CLEAN), "--out", "out", "--format", "html,pdf", *FIXED)
        assert (result.code, Path("out").exists()) == (ExitCode.USAGE, False)
        assert "-m pip install typst" in result.err

    def test_help_has_an_example(self, folio: Folio) -> None:
        result = folio("plan", "-h")
        assert result.code == ExitCode.OK
        assert "Example:  folio plan" in result.out


CASES = {
    "no questions": {"contacts": [SAM], "questions": [{"contact": "Kim", "question": "Why?"}]},
    "few facts": {"contacts": [SAM], "questions": questions(3)},
    "rich": rich(questions=questions(10, LONG, probe=LONG, purpose=LONG, priority="Must ask", minutes=3)),
    "fourteen": rich(questions=questions(14, LONG * 2, probe=LONG, purpose=LONG, priority="Should ask")),
    "too many": rich(questions=questions(30, LONG * 9, probe=LONG * 9, purpose=LONG * 9)),
    "wide": rich(questions=questions(18, "護理工作的辛苦之處是什麼" * 40)),
    "one word": rich(questions=questions(14, "Donaudampfschifffahrt" * 30)),
}
for full in ("too many", "wide"):
    CASES[full]["contacts"][2] |= {"notes": LONG * 20, "interest": LONG * 9, "job_title": LONG, "organization": LONG}
    CASES[full]["interviews"][2]["goal"] = LONG * 9
    CASES[full]["practice"] = [{"date": date(2026, 9, 1), "version": LONG * 9}]


def pages(path: Path) -> int:
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    found = re.search(r"^Pages:\s+(\d+)$", told, re.MULTILINE)
    assert found
    return int(found[1])


def all_there(path: Path, many: int) -> None:
    """As many pages as there should be, and what stands last on the first stands on the paper."""
    assert pages(path) == many
    boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    height = float(re.search(r'<page width="[\d.]+" height="([\d.]+)"', boxes)[1])  # type: ignore[index]
    words = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<', boxes)
    first = boxes.partition("</page>")[0]
    assert ">Surprise<" in first
    assert ">Takeaway<" in first
    assert max(float(bottom) for _, _, bottom, _ in words) < height - 20
    assert max(float(right) for _, right, _, _ in words) < 612 - 30


@pytest.mark.parametrize("case", CASES)
def test_a_plan_fits_its_pages(
    case: str, folio: Folio, browser: Browser, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    """On paper from a browser, in both sizes, as PDF, and in Word."""
    need_poppler()
    result = folio("plan", save(CASES[case]), "--out", "out", "--format", "html,pdf,docx", *FIXED)
    assert result.code in (ExitCode.OK, ExitCode.PROBLEMS), result.err
    page, pdf, word = (Path(f"out/plan-sam-ortiz.{style}").resolve() for style in ("html", "pdf", "docx"))
    many = sheet_of(CASES[case]).pages
    all_there(pdf, many)
    text = page.read_text(encoding="utf-8")
    for paper in ("letter", "A4"):
        page.write_text(text.replace("</style>", f"@page{{size:{paper}}}</style>"), encoding="utf-8")
        printed = tmp_path / f"{paper}.pdf"
        printed.write_bytes(browser.open(page.as_uri()).pdf)
        all_there(printed, many)
    libreoffice([{"open": str(word), "save": [{"path": str(tmp_path / "word.pdf"), "format": "pdf"}]}])
    all_there(tmp_path / "word.pdf", many)


class TestOnPaper:
    def test_questions_are_never_in_small_type(self) -> None:
        assert min(s.points for s in (*SIZES, *CUT)) >= 9
        for content in CASES.values():
            assert sheet_of(content).size.points >= 9

    def test_a_usual_plan_is_one_page(self) -> None:
        for case in ("no questions", "few facts"):
            assert sheet_of(CASES[case]).pages == 1
        plan = [{"contact": SAM["name"], "question": q.question, "probe": q.probe, "minutes": q.minutes, "stage": q.stage}
                for q in load_kit("complete").plan]  # fmt: skip
        assert sheet_of(rich(questions=plan)).pages == 1

    def test_what_can_wait_goes_to_a_second_page(self) -> None:
        ranked = questions(16, LONG, minutes=2)
        for i, row in enumerate(ranked):
            row["priority"] = "If time" if i % 4 == 0 else "Must ask"
        sheet = sheet_of(rich(questions=ranked))
        assert (sheet.pages, sheet.later_heading) == (2, "If there is time")
        assert {q.priority for q in sheet.later} == {"If time"}
        assert {q.priority for q in sheet.lines} == {"Must ask"}
        assert [q.number for q in (*sheet.lines, *sheet.later)] == list(range(1, 17))
        assert [q.starts for q in sheet.lines] == list(range(0, 24, 2))
        assert {q.starts for q in sheet.later} == {-1}

    def test_the_beginning_and_the_end_stay_on_the_first(self) -> None:
        sheet = sheet_of(rich(questions=questions(MOST, LONG * 2, probe=LONG)))
        assert sheet.pages == 2
        assert {"Introductory", "Obliging"} <= {q.stage for q in sheet.lines}
        assert sheet.later_heading == "More questions"
        assert len(sheet.lines) + len(sheet.later) == MOST

    def test_the_more_minutes_a_question_has_the_more_room_there_is_to_write(self) -> None:
        rows = questions(4)
        for row, minutes in zip(rows, (1, 2, 4, 5), strict=True):
            row["minutes"] = minutes
        heights = [q.height for q in sheet_of({"contacts": [SAM], "questions": rows}).lines]
        assert heights == sorted(heights)
        assert heights[3] >= 1.2 * heights[2] >= 2 * heights[1]

    def test_why_to_ask_is_for_the_screen_only(self, folio: Folio) -> None:
        folio("plan", save(rich()), "--out", "out", "--format", "html,docx,pdf", *FIXED)
        page, word, pdf = (Path(f"out/plan-sam-ortiz.{style}") for style in ("html", "docx", "pdf"))
        assert "Every job has some." in words_of(page.read_text(encoding="utf-8"))
        assert "footer, .why, .phone { display: none; }" in page.read_text(encoding="utf-8")
        for path in (word, pdf):
            shown = text_in(path)
            assert shown is None or "Every job has some." not in shown

    def test_what_is_worth_asking_too_stands_on_every_format(self, folio: Folio) -> None:
        told = [
            {"contact": "Dana Lee", "facet": f, "upside": "Good", "downside": "Hard"} for f in FACETS if f != "Autonomy"
        ]
        folio("plan", save(rich(preview=told)), "--out", "out", "--format", "html,docx,pdf", *FIXED)
        for style in ("html", "docx", "pdf"):
            shown = text_in(Path(f"out/plan-sam-ortiz.{style}"))
            if shown is not None:
                assert "Worth asking, too" in shown
                assert "Which decisions can you make on your own" in " ".join(shown.split())

    def test_the_times_and_the_day_are_american(self, folio: Folio) -> None:
        content = rich()
        content["interviews"][2] |= {"time": time(16, 0), "date": date(2026, 11, 24)}
        page = planned(folio, content)
        assert "Tuesday, November 24 4:00 PM to 4:30 PM" in page
        content["interviews"][2] |= {"date": date(2027, 1, 5)}
        assert sheet_of(content).day == "Tuesday, January 5, 2027"


class Outline(HTMLParser):
    """Sees whether every element is closed, and in which order headings come."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))
        if tag == "html":
            self.language = dict(attrs)["lang"] or ""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_its_headings_are_in_order(folio: Folio) -> None:
    folio("plan", save({"contacts": [SAM], "questions": questions(4)}), "--out", "out", *FIXED)
    page = Path("out/plan-sam-ortiz.html").read_text(encoding="utf-8")
    outline = Outline()
    outline.feed(page)
    assert (outline.open, outline.language) == ([], "en")
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False))
    assert "<title>Plan for an interview with Sam Ortiz</title>" in page


def test_text_stands_out_from_the_paper() -> None:
    css = content_folder("reports").joinpath("plan.css").read_text(encoding="utf-8")
    used = set(re.findall(r"[{; ]color: var\(--(?:in-)?([a-z-]+)\)", css))
    theme = load_kit("complete").theme
    colors = theme.colors | theme.accents

    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert len(used) > 4
    for name in used:
        assert 1.05 / (light(colors[name.replace("-", "_")]) + 0.05) >= 4.5


def test_the_owner_is_named_once(folio: Folio) -> None:
    assert planned(folio, {"contacts": [SAM], "questions": questions(2)}).count(ANA.name) == 1
