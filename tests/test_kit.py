"""``folio kit``: what each student gets back, under which names, and what a rerun does to it."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from folio.basics.rerun_folder import is_list
from folio.exit_codes import ExitCode
from folio.workbook.embedded_description import Owner
from tests.conftest import Folio, open_book
from tests.readings import CANARY
from tests.test_feedback_back import CANVAS, MOODLE, downloads
from tests.workbooks import CLEAN, make, with_change

RIVERSIDE = Path(__file__).resolve().parent.parent / "samples" / "riverside"
DAY = ("--today", "2026-11-20")


def places(folder: str = "out") -> set[str]:
    found = (p for p in Path(folder).rglob("*") if p.is_file() and not is_list(p.name))
    return {p.relative_to(folder).as_posix() for p in found}


def members(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(Path(name).read_bytes())) as zipped:
        return {n: zipped.read(n) for n in zipped.namelist()}


def test_a_kit_has_what_the_single_commands_write(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795176000")
    ana = RIVERSIDE / "Ana Lopez.xlsx"
    result = folio("kit", ana, "--out", "out", *DAY)
    assert (result.code, result.out) == (ExitCode.OK, "out/ana-lopez\n")
    assert "1 kit. Start with page.html in each." in result.err
    folio("letters", ana, "--out", "letters", "--format", "txt,docx", *DAY)
    folio("check", ana, "--marked", "marked", "--all", *DAY)
    folio("due", ana, "--format", "ics", "--out", "due.ics", *DAY)
    folio("report", ana, "--out", "report", *DAY)
    drafts = {name for name in places("letters") if not name.startswith("index")}
    assert len(drafts) == 10
    assert places() == {f"ana-lopez/letters/{name}" for name in drafts} | {
        "ana-lopez/page.html", "ana-lopez/Ana Lopez.xlsx", "ana-lopez/calendar.ics",
    }  # fmt: skip
    same = {"Ana Lopez.xlsx": "marked/Ana Lopez.xlsx", "calendar.ics": "due.ics", "page.html": "report/report.html"}
    for name, other in (same | {f"letters/{draft}": f"letters/{draft}" for draft in drafts}).items():
        assert Path("out/ana-lopez", name).read_bytes() == Path(other).read_bytes(), name


def test_a_class_has_a_folder_each_and_a_broken_file_costs_only_itself(folio: Folio) -> None:
    result = folio("kit", RIVERSIDE, "--out", "out", *DAY)
    assert result.code == ExitCode.UNREADABLE
    kits = sorted(result.out.splitlines())
    assert len(kits) == 11
    for kit in kits:
        pages = {p.name for p in Path(kit).glob("*.html")}
        if "lindqvist" in kit:
            assert {p.name for p in Path(kit).iterdir()} == {"feedback.html"}
        else:
            assert pages == {"page.html", "feedback.html"} if "kowalczyk" in kit else {"page.html"}
            assert Path(kit, "calendar.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert "Only feedback, since the file couldn't be read: zoe-lindqvist-interviews." in result.err


def test_names_are_those_of_the_learning_system_in_folders_and_zips(folio: Folio) -> None:
    downloads()
    result = folio("kit", "canvas.zip", "moodle.zip", "--out", "out", "--zip", *DAY)
    assert result.code == ExitCode.UNREADABLE
    assert places() >= {
        "lopezana_LATE_901_555_my work/page.html", f"lopezana_LATE_901_555_my work/{CANVAS}",
        "Bo Ray_12_assignsubmission_file_/page.html", MOODLE, "damaged_907_556_x/feedback.html",
        "Cy Doe_14_assignsubmission_file_/feedback.html", "canvas-feedback.zip", "moodle-feedback.zip",
    }  # fmt: skip
    moodle = members("out/moodle-feedback.zip")
    beside = {p.name for p in Path("out/Bo Ray_12_assignsubmission_file_").rglob("*") if p.is_file()}
    assert {n for n in moodle if n.startswith("Bo")} == {f"Bo Ray_12_assignsubmission_file_/{n}" for n in beside}
    assert "Cy Doe_14_assignsubmission_file_/c.html" in moodle
    assert moodle[MOODLE] == Path("out", MOODLE).read_bytes()
    assert set(members("out/canvas-feedback.zip")) == {CANVAS, "damaged_907_556_x.xlsx"}
    assert "Canvas takes back one file for each that came in" in result.err


def test_a_collection_knows_the_names_that_came(folio: Folio) -> None:
    Path("roster.csv").write_text("name,student_id,email\nBo Ray,R2,bo@students.example.org\n", encoding="utf-8")
    bo = make(CLEAN, owner=Owner("Bo Ray", "R2", "bo@students.example.org", "Period 4"))
    with zipfile.ZipFile("moodle.zip", "w") as zipped:
        zipped.writestr("Bo Ray_12_assignsubmission_file_Bo.xlsx", bo)
    folio("collect", "moodle.zip", "--roster", "roster.csv", "--out", "collected", *DAY)
    result = folio("kit", "collected", "--out", "out", "--zip", *DAY)
    assert result.code == ExitCode.OK, result.err
    name = "Bo Ray_12_assignsubmission_file_Bo"
    assert {f"{name}/page.html", f"{name}/{name}.xlsx"} <= places()
    assert {f"{name}.xlsx", "Bo Ray_12_assignsubmission_file_page.html"} <= set(members("out/moodle-feedback.zip"))


def test_a_rerun_replaces_what_is_folios_keeps_what_is_yours_and_removes_what_is_no_longer_due(folio: Folio) -> None:
    ana = RIVERSIDE / "Ana Lopez.xlsx"
    folio("kit", ana, "--out", "out", *DAY)
    page, letter = Path("out/ana-lopez/page.html"), Path("out/ana-lopez/letters/reminder-teresa-mwangi.txt")
    page.write_text(page.read_text(encoding="utf-8") + "<!-- mine -->", encoding="utf-8")
    assert letter.exists()
    result = folio("kit", ana, "--out", "out", "--today", "2027-06-01")
    assert f"Kept, since somebody changed what folio wrote: {page}." in result.err
    assert page.read_text(encoding="utf-8").endswith("<!-- mine -->")
    assert str(letter) in result.err
    assert not letter.exists()
    assert folio("kit", ana, "--out", "out", "--today", "2027-06-01", "--force").code == ExitCode.OK
    assert "as of June 1, 2027" in page.read_text(encoding="utf-8")


def test_what_folio_did_not_write_is_refused_before_anything_is_written(folio: Folio) -> None:
    Path("out/ana-lopez").mkdir(parents=True)
    Path("out/ana-lopez/page.html").write_text("mine", encoding="utf-8")
    result = folio("kit", RIVERSIDE / "Ana Lopez.xlsx", "--out", "out", *DAY)
    assert (result.code, places()) == (ExitCode.REFUSED, {"ana-lopez/page.html"})
    Path("class").mkdir()
    Path("class/ana.xlsx").write_bytes(make(CLEAN))
    inside = folio("kit", "class", "--out", "class/kits", *DAY)
    assert (inside.code, "would read the copies, too" in inside.err) == (ExitCode.REFUSED, True)
    folio("report", "class/ana.xlsx", "--audience", "family", "--out", "family", *DAY)
    others = folio("kit", "class/ana.xlsx", "--out", "family", *DAY)
    assert (others.code, "another audience (family)" in others.err) == (ExitCode.REFUSED, True)


def test_where_nothing_can_be_read_nothing_is_written(folio: Folio) -> None:
    Path("broken.xlsx").write_bytes(b"PK")
    assert folio("kit", "broken.xlsx", "--out", "out", *DAY).code == ExitCode.UNREADABLE
    assert not Path("out").exists()


def test_no_student_hears_of_others_files_or_reads_what_is_private(folio: Folio) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        Path(name).write_bytes(make(with_change("contacts", 0, email="dana at acme")))
    assert "[same-workbook]" in folio("check", "one.xlsx", "two.xlsx", "--details", *DAY).out
    folio("kit", "one.xlsx", "two.xlsx", "--out", "out", *DAY)
    pages = [p.read_text(encoding="utf-8") for p in Path("out").rglob("page.html")]
    assert len(pages) == 2
    for text in pages:
        assert "dana at acme" in text
        assert all(word not in text for word in ("another copy of the workbook", "two.xlsx", CANARY))
    texts = [p.read_text(encoding="utf-8") for p in Path("out").rglob("*.txt")]
    assert not [text for text in texts if CANARY in text]


def test_an_untouched_workbook_gets_a_kit_without_letters_or_calendar(folio: Folio) -> None:
    folio("new", "bo.xlsx", "--name", "Bo Ray", "--field", "nursing")
    assert folio("kit", "bo.xlsx", "--out", "out", *DAY).code == ExitCode.OK
    assert places() == {"bo-ray/page.html", "bo-ray/bo.xlsx"}
    assert open_book("out/bo-ray/bo.xlsx").sheetnames[0] == "folio feedback"
