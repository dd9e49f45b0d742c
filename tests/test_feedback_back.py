"""Feedback that goes back to everybody: copies of workbooks without problems, and zips for Canvas and Moodle."""

from __future__ import annotations

import html
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from folio.workbook.embedded_description import Owner
from tests.conftest import Folio, open_book
from tests.office import ROOT, LibreOffice, shown
from tests.workbooks import ANA, CLEAN, edited, line, make, with_change

TODAY = ("--today", "2026-11-20")
CANVAS = "lopezana_LATE_901_555_my work.xlsx"
MOODLE = "Bo Ray_12_assignsubmission_file_/Bo.xlsx"
BO = Owner("Bo Ray", "R2", "bo@students.example.org", "Period 4")


def feedback(path: Path) -> list[list[str]]:
    """What the feedback sheet says, row by row, without its hidden column."""
    sheet = open_book(path)["folio feedback"]
    rows = [[str(c) for c in row[1:] if c] for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if row]


def test_a_workbook_without_problems_hears_what_is_next(folio: Folio) -> None:
    Path("ana.xlsx").write_bytes(make(CLEAN))
    assert folio("check", "ana.xlsx", "--marked", "out", *TODAY).code == 0
    assert not Path("out").exists()
    result = folio("check", "ana.xlsx", "--marked", "out", "--all", *TODAY)
    assert (result.code, "1 marked copy written to out." in result.err) == (0, True)
    copy = Path("out/ana.xlsx")
    said = feedback(copy)
    assert said[1] == [
        "Hello Ana Lopez, thank you for your work! folio checked your workbook and found nothing to fix."
    ]
    assert said[4] == [
        "Next",
        f"Start C{line('due')}",
        "Nothing is wrong here. Due on Nov 20, 2026.",
        "Turn in this workbook",
    ]
    assert ["Next", "Nothing is wrong here. Due on Dec 1, 2026.", "Sam Ortiz: Confirm"] in [
        [r[0], *r[2:]] for r in said[4:]
    ]
    assert "Dana Lee: Keep in touch: The new ward" in [row[-1] for row in said[4:]]
    assert "PRIVATE-CANARY" not in str(said)
    assert OpenXmlValidator().validate(str(copy)).errors == []
    changed = {n for n, part in parts(copy).items() if parts(Path("ana.xlsx")).get(n) != part}
    assert not {n for n in changed if n.startswith("xl/worksheets/sheet")}
    again = folio("check", copy, "--marked", "again", "--all", *TODAY)
    assert (again.code, " ok" in again.out) == (0, True)
    assert Path("again/ana.xlsx").read_bytes() == copy.read_bytes()


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_where_nothing_is_due_that_is_said(folio: Folio) -> None:
    Path("bo.xlsx").write_bytes(make({"contacts": [{"name": "Dana Lee"}]}, owner=BO))
    folio("check", "bo.xlsx", "--marked", "out", "--all", *TODAY)
    said = feedback(Path("out/bo.xlsx"))
    assert said[1][0].endswith("found nothing to fix.")
    assert (said[4][0], said[4][-1].startswith("Nothing has a due date. Give each person")) == ("Next", True)


@pytest.mark.parametrize("name", ["ana.xlsx", "ana.ods"])
def test_an_untouched_workbook_hears_kindly_how_to_begin(folio: Folio, name: str) -> None:
    """It was told that nothing is wrong and nothing is due, nine days after the due date."""
    Path(name).write_bytes(make())
    told = folio("check", name, "--marked", "out", "--all", "--today", "2026-11-29")
    assert told.code == 0
    if name.endswith(".ods"):
        said = html.unescape(Path("out/ana.html").read_text(encoding="utf-8"))
    else:
        rows = feedback(Path("out/ana.xlsx"))
        assert rows[4][:2] == ["Begin here", "Contacts"]
        said = str(rows)
    assert "Hello Ana Lopez! There isn't much in your workbook yet, so today is a good day to begin." in said
    assert "Beyond the sheet Start, nothing is filled in yet." in said
    assert "The workbook was due on Nov 20, 2026." in said
    assert "list three people whose work interests you" in said
    for untrue in ("for your work", "nothing to fix", "Nothing is wrong", "Nothing is due", "Nothing has a due date"):
        assert untrue not in said


def test_before_the_due_date_an_untouched_workbook_hears_of_it_too(folio: Folio) -> None:
    Path("ana.xlsx").write_bytes(make())
    folio("check", "ana.xlsx", "--marked", "out", "--all", "--today", "2026-11-19")
    rows = feedback(Path("out/ana.xlsx"))
    assert [row[0] for row in rows[4:]] == ["Begin here", "Next"]
    assert "was due" not in str(rows)
    assert "Turn in this workbook" in rows[5][-1]


def test_a_problem_in_an_untouched_workbook_does_not_hide_that_it_is_one(folio: Folio) -> None:
    Path("ana.xlsx").write_bytes(edited(make(), lambda book: book["Start"].__setitem__(f"C{line('email')}", "ana at")))
    assert folio("check", "ana.xlsx", "--marked", "out", "--all", *TODAY).code == 1
    rows = feedback(Path("out/ana.xlsx"))
    assert rows[1][0].endswith("a good day to begin. folio checked your workbook and found 1 thing to fix.")
    assert [row[0] for row in rows[4:6]] == ["Begin here", "To fix"]


def test_who_only_noted_strengths_has_begun(folio: Folio) -> None:
    strengths = [{"category": "Skills", "quality": "Writing", "rating": 3}]
    Path("bo.xlsx").write_bytes(make({"peaks_mine": strengths}, owner=BO))
    folio("check", "bo.xlsx", "--marked", "out", "--all", *TODAY)
    rows = feedback(Path("out/bo.xlsx"))
    assert "thank you for your work!" in rows[1][0]
    assert "list three people whose work interests you" in rows[4][-1]


def downloads() -> tuple[bytes, bytes]:
    """Ana's workbook has an error, Bo's has none."""
    faulty, fine = make(with_change("contacts", 0, email="dana at acme")), make(CLEAN, owner=BO)
    for name, member, content in (("canvas.zip", CANVAS, faulty), ("moodle.zip", MOODLE, fine)):
        with zipfile.ZipFile(name, "w") as zipped:
            zipped.writestr(member, content)
            zipped.writestr(
                "damaged_907_556_x.xlsx" if name == "canvas.zip" else "Cy Doe_14_assignsubmission_file_/c.ods", b"PK"
            )
    return faulty, fine


def members(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(Path(name).read_bytes())) as zipped:
        return {n: zipped.read(n) for n in zipped.namelist()}


def test_zips_go_back_with_the_names_that_came(folio: Folio) -> None:
    downloads()
    Path("loose.xlsx").write_bytes(make(with_change("contacts", 0, email="x"), owner=Owner("Di Eng", "R9")))
    result = folio("check", "canvas.zip", "moodle.zip", "loose.xlsx", "--marked", "out", "--all", "--zip", *TODAY)
    assert result.code == 3
    canvas, moodle = members("out/canvas-feedback.zip"), members("out/moodle-feedback.zip")
    # Moodle takes a page as it is; Canvas would call it .xlsx, so it gets a small workbook.
    assert set(canvas) == {CANVAS, "damaged_907_556_x.xlsx"}
    assert canvas[CANVAS] == Path("out", CANVAS).read_bytes()
    assert set(moodle) == {MOODLE, "Cy Doe_14_assignsubmission_file_/c.html"}
    assert moodle[MOODLE] == Path("out", MOODLE).read_bytes()
    assert "Not in a zip, because it didn't come from Canvas or Moodle: loose.xlsx." in result.err
    before = Path("out/canvas-feedback.zip").read_bytes()
    assert folio("check", "canvas.zip", "--marked", "out", "--zip", *TODAY).code == 3
    assert Path("out/canvas-feedback.zip").read_bytes() == before


def test_canvas_gets_an_answer_that_opens_under_the_ending_that_came(folio: Folio, libreoffice: LibreOffice) -> None:
    """Canvas restores the ending of the file handed in: a page called .ods opened nowhere, and was left out."""
    ods = (ROOT / "samples/riverside/Kowalczyk Tomasz.ods").read_bytes()
    with zipfile.ZipFile("canvas.zip", "w") as zipped:
        zipped.writestr("kowalczyktomasz_902_556_mine.ods", ods)
        zipped.writestr("dodo_903_557_<b>&.ods", b"PK")
        zipped.writestr("raybo_904_558_old.xls", b"no workbook")
        zipped.writestr("liu_905_559_x.xlsx", b"PK")
    result = folio("check", "canvas.zip", "--marked", "out", "--zip", *TODAY)
    assert result.code == 3
    with zipfile.ZipFile("out/canvas-feedback.zip") as zipped:
        zipped.extractall()
    answers = ["dodo_903_557_<b>&.ods", "kowalczyktomasz_902_556_mine.ods", "liu_905_559_x.xlsx"]
    assert sorted(members("out/canvas-feedback.zip")) == answers
    assert (
        "Not in a zip, because Canvas would rename its page, which then opens nowhere (attach it to a comment in "
        "SpeedGrader instead): canvas.zip/raybo_904_558_old.xls." in result.err
    )
    libreoffice([{"open": str(Path(name).resolve()), "dump": f"{Path(name).resolve()}.json"} for name in answers])
    told = {name: [*shown(Path(f"{name}.json")).values()] for name in answers}
    for name in answers:
        assert [told[name][0], *told[name][2:7]] == [
            "Feedback on your workbook", "Kind", "Where", "What is there", "What is wrong", "What to do",
        ]  # fmt: skip
    assert str(told[answers[1]][1]).startswith("Hello Tomasz Kowalczyk, thank you for your work!")
    assert "Unfortunately, folio couldn't open this file." in str(told[answers[0]][1])
    problems = json.loads(folio("check", "canvas.zip", "--format", "json", *TODAY).out)["workbooks"]
    ours = next(w["problems"] for w in problems if w["path"].endswith("mine.ods"))
    assert len(ours) > 2
    assert [text for p in ours for text in (p["message"], p["fix"]) if text not in told[answers[1]]] == []
    # Somebody who hands it in by mistake is told so.
    for name in answers:
        assert "This is a report" in folio("check", name, *TODAY).out
    before = Path("out/canvas-feedback.zip").read_bytes()
    assert folio("check", "canvas.zip", "--marked", "out", "--zip", *TODAY).code == 3
    assert Path("out/canvas-feedback.zip").read_bytes() == before


def test_files_that_go_back_by_hand_are_all_named(folio: Folio) -> None:
    """From the fourth on, they were only counted."""
    names = [f"student{n}_{n}_1_old.xls" for n in range(8)]
    with zipfile.ZipFile("canvas.zip", "w") as zipped:
        for name in names:
            zipped.writestr(name, b"no workbook")
    told = folio("check", "canvas.zip", "--marked", "out", "--zip", *TODAY).err
    assert [name for name in names if f"canvas.zip/{name}" not in told] == []


def test_only_what_has_problems_is_in_the_zip_unless_all_is_asked_for(folio: Folio) -> None:
    downloads()
    folio("check", "moodle.zip", "--marked", "out", "--zip", *TODAY)
    assert set(members("out/moodle-feedback.zip")) == {"Cy Doe_14_assignsubmission_file_/c.html"}


def test_a_collection_knows_the_names_that_came(folio: Folio) -> None:
    downloads()
    roster = f"name,student_id\n{ANA.name},{ANA.student_id}\nBo Ray,R2\n"
    Path("roster.csv").write_text(roster, encoding="utf-8")
    folio("collect", "canvas.zip", "moodle.zip", "--roster", "roster.csv", "--out", "col", *TODAY)
    folio("check", "col", "--marked", "out", "--all", "--zip", *TODAY)
    assert set(members("out/canvas-feedback.zip")) == {CANVAS}
    assert set(members("out/moodle-feedback.zip")) == {MOODLE}


def test_students_whose_file_counts_for_nobody_are_named(folio: Folio) -> None:
    """They got no feedback, without a word."""
    with zipfile.ZipFile("canvas.zip", "w") as zipped:
        zipped.writestr(CANVAS, make(CLEAN))
        zipped.writestr("raybo_902_556_mine.xlsx", make(CLEAN, owner=Owner("Di Eng", "R9")))
        zipped.writestr("doecy_903_557_x.xlsx", b"PK")
    names = "name,student_id\nAna Lopez,R1001\nBo Ray,R2\nCy Doe,R3\nDi Eng,R9\nEd Fox,R5\n"
    Path("roster.csv").write_text(names, encoding="utf-8")
    folio("collect", "canvas.zip", "--roster", "roster.csv", "--out", "col", *TODAY)
    result = folio("check", "col", "--marked", "out", "--all", "--zip", *TODAY)
    assert set(members("out/canvas-feedback.zip")) == {CANVAS}
    assert (
        "Not in a zip, because no file of theirs counts yet: Doe, Cy (the file can't be read); Ray, Bo (the workbook says it's someone else's). "
        "Settle it with folio collect --use, or write to them.\n" in result.err
    )
    assert "Fox" not in result.err
    assert "Settle it" not in folio("check", "col", "--marked", "out", "--all", *TODAY).err
    assert "Settle it" not in folio("check", "canvas.zip", "--marked", "raw", "--all", "--zip", *TODAY).err
    assert set(members("raw/canvas-feedback.zip")) == {CANVAS, "raybo_902_556_mine.xlsx", "doecy_903_557_x.xlsx"}


def test_what_a_counselor_adds_to_a_copy_goes_back_with_it(folio: Folio) -> None:
    """It stayed in the folder, and the zip had folio's own."""
    downloads()
    command = ("check", "canvas.zip", "moodle.zip", "--marked", "out", "--all", "--zip", *TODAY)
    folio(*command)
    made = members("out/canvas-feedback.zip") | members("out/moodle-feedback.zip")
    copy, answered = Path("out", CANVAS), Path("out/damaged_907_556_x.html")
    page = Path("out/Cy Doe_14_assignsubmission_file_/c.html")
    copy.write_bytes(edited(copy.read_bytes(), lambda book: book["folio feedback"].__setitem__("H2", "Well done!")))
    for written in (page, answered):
        written.write_text("Well done!", encoding="utf-8")
    result = folio(*command)
    canvas, moodle = members("out/canvas-feedback.zip"), members("out/moodle-feedback.zip")
    assert canvas[CANVAS] == copy.read_bytes()
    assert moodle["Cy Doe_14_assignsubmission_file_/c.html"] == b"Well done!"
    assert moodle[MOODLE] == made[MOODLE]
    assert (
        f"In the zip as somebody changed it, not made anew: Cy Doe_14_assignsubmission_file_/c.html and {CANVAS}.\n"
        in result.err
    )
    # Canvas can't take the page, so what goes back is made from what folio found.
    assert canvas["damaged_907_556_x.xlsx"] == made["damaged_907_556_x.xlsx"]
    assert (
        "In the zip without what somebody changed on the page, which Canvas would rename (attach it to a comment in "
        "SpeedGrader instead): damaged_907_556_x.html.\n" in result.err
    )
    forced = folio(*command, "--force")
    assert members("out/canvas-feedback.zip") | members("out/moodle-feedback.zip") == made
    assert "somebody changed" not in forced.err


def test_the_options_need_a_folder_for_the_copies(folio: Folio) -> None:
    Path("ana.xlsx").write_bytes(make(CLEAN))
    for option in ("--all", "--zip"):
        result = folio("check", "ana.xlsx", option)
        assert (result.code, result.out) == (2, "")
        assert f"{option} only works with --marked" in result.err
