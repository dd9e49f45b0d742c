"""Gradebooks of Canvas and worksheets of Moodle come back with one column filled, and no other byte changed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from folio.workbook.embedded_description import Owner
from tests.conftest import Folio, Result
from tests.workbooks import make

PEOPLE = [{"name": "Dana Lee"}, {"name": "Sam Ortiz"}, {"name": "Kim Wu"}]
REQUIREMENTS = """\
title = "Career interviews"
[[criteria]]
key = "people"
counts = "contacts"
at_least = 4
points = 10
"""
# Who hands in, by name and ID, and with how many people: 3 of 4 are 7.5 points, 4 are 10, 2 are 5, 1 is 2.5.
HANDED_IN = {"Ana Lopez": ("R1", 3), "Zoë Lindqvist": ("R2", 4), "Bo Ray": ("R3", 2), "Cy Doe": ("R4", 1)}
TITLE = "Career interviews (4711)"
# A gradebook with its cells to fill as {names}. Dee Fox handed nothing in; the cells of Bo and Cy hold something.
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (12),Career interviews (4711),Notes,Final Score
,,,,,Manual Posting,,,
    Points Possible,,,,,20,10,,(read only)
"Lopez, Ana",901,R1,ana@x.example.org,Period 4 and Period 5,EX,{ana},"a ""quoted"" note, kept",88.5
"Lindqvist, Zoë",902,R2,zoe@x.example.org,Period 4,N/A,"{zoe}"," two
lines",91
"Ray, Bo",903,R3,bo@x.example.org,Period 4,  7 ,EX,,
"Doe, Cy",904,R4,cy@x.example.org,Period 4,,9,,
"Fox, Dee",905,R5,dee@x.example.org,Period 4,,,,
"Student, Test",999,,,Period 4,,,,
"""
MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),\
Last modified (grade),Feedback comments
Participant 11,Ana Lopez,r1@students.example.org,Submitted for grading,{ana},10.00,Yes,"Friday, 20 November 2026, 8:02 AM",-,
Participant 12,Zoë Lindqvist,r2@students.example.org,Submitted for grading,"{zoe}",10.00,Yes,-,-,"Good, but
late"
Participant 13,Bo Ray,r3@students.example.org,Submitted for grading,,10.00,No,-,-,
Participant 14,Cy Doe,r4@students.example.org,Submitted for grading,9.00,10.00,Yes,-,-,
Participant 15,Dee Fox,r5@students.example.org,No submission,,10.00,Yes,-,-,
"""
BLANK, FILLED = {"ana": "", "zoe": ""}, {"ana": "7.5", "zoe": "10"}


def workbook(name: str, number: str, people: int) -> bytes:
    contacts = [*PEOPLE, {"name": "Lee Chan"}][:people]
    email = f"{number.lower()}@students.example.org" if number else ""
    return make({"contacts": contacts}, owner=Owner(name, number, email, "Period 4"))


@pytest.fixture
def grade(folio: Folio) -> Callable[..., Result]:
    """``grade("--canvas", "book.csv", ...)``: grade the class in the folder ``in``."""
    Path("in").mkdir()
    for name, (number, people) in HANDED_IN.items():
        Path("in", f"{name.split()[0]}.xlsx").write_bytes(workbook(name, number, people))
    Path("requirements.toml").write_text(REQUIREMENTS, encoding="utf-8")

    def call(*more: str, path: str = "in") -> Result:
        options = ("--requirements", "requirements.toml", "--out", "out", "--today", "2026-11-20")
        return folio("grade", path, *options, *more)

    return call


def canvas(content: bytes) -> tuple[str, ...]:
    Path("book.csv").write_bytes(content)
    return "--canvas", "book.csv", "--column", TITLE


SHAPES: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, the other way": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "Western letters": lambda text: text.encode("cp1252"),
    "Windows' line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "old line ends": lambda text: text.replace("\n", "\r").encode(),
    "no end of the last line": lambda text: text.rstrip("\n").encode(),
    "blank lines": lambda text: text.replace('"Ray', '\n\n"Ray').encode(),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("system", ["canvas", "moodle"])
def test_no_other_byte_changes(grade: Callable[..., Result], system: str, shape: str) -> None:
    text = CANVAS if system == "canvas" else MOODLE
    text, write = text.replace("\n\n", "\n"), SHAPES[shape]
    options = canvas(write(text.format(**BLANK)))
    if system == "moodle":
        options = ("--moodle", "book.csv")
    result = grade(*options)
    assert result.code == 0, result.err
    assert Path(f"out/{system}.csv").read_bytes() == write(text.format(**FILLED))
    assert Path("book.csv").read_bytes() == write(text.format(**BLANK))
    assert "2 cells filled." in result.err


def test_quotes_semicolons_and_commas_stay_those_of_the_file(grade: Callable[..., Result]) -> None:
    text = """\
sep=;
Student;ID;SIS User ID;Section;Career interviews (4711)
Points Possible;;;;10,00
Lopez, Ana;901;R1;Period 4;{ana}
"Lindqvist, Zoë";902;R2;"Period; 4";"{zoe}"
"""
    assert grade(*canvas(text.format(**BLANK).encode())).code == 0
    assert Path("out/canvas.csv").read_text(encoding="utf-8") == text.format(ana="7,5", zoe="10")


def test_a_comma_in_a_number_is_quoted_where_commas_separate(grade: Callable[..., Result]) -> None:
    text = (
        'Student,ID,SIS User ID,Section,Career interviews (4711)\nPoints Possible,,,,"10,00"\n"Lopez, Ana",1,R1,P4,{}\n'
    )
    assert grade(*canvas(text.format("").encode())).code == 0
    assert Path("out/canvas.csv").read_text(encoding="utf-8") == text.format('"7,5"')


def test_what_stays_is_told(grade: Callable[..., Result]) -> None:
    told = grade(*canvas(CANVAS.format(**BLANK).encode()), "--format", "json")
    assert "Canvas: no points for Bo Ray: EX is there, not 5." in told.err
    assert "Canvas: no points for Cy Doe: 9 is there, not 2.5." in told.err
    (book,) = json.loads(told.out)["gradebooks"]
    assert (book["system"], book["filled"], len(book["kept"])) == ("Canvas", 2, 2)
    Path("worksheet.csv").write_text(MOODLE.format(**BLANK), encoding="utf-8")
    told = grade("--moodle", "worksheet.csv", "--force")
    assert "Moodle: no points for Bo Ray: locked." in told.err


def test_the_points_that_the_system_has_are_compared(grade: Callable[..., Result]) -> None:
    text = CANVAS.format(**BLANK).replace(",20,10,", ",20,100,")
    assert "Canvas has 100 points there, and your requirements have 10." in grade(*canvas(text.encode())).err


def test_nobody_gets_the_points_of_another_of_the_same_name(grade: Callable[..., Result]) -> None:
    text = CANVAS.format(**BLANK).replace(",R1,ana@", ",R77,other@")
    result = grade(*canvas(text.encode()))
    assert "Canvas: no points for Ana Lopez: not found there for sure." in result.err
    expected = CANVAS.format(ana="", zoe="10").replace(",R1,ana@", ",R77,other@")
    assert Path("out/canvas.csv").read_text(encoding="utf-8") == expected


def test_copied_work_gives_nobody_points(grade: Callable[..., Result]) -> None:
    """Bo hands in Ana's workbook: the name of the file and the workbook disagree."""
    with zipfile.ZipFile("canvas.zip", "w") as zipped:
        zipped.writestr("raybo_903_555_Ana.xlsx", workbook("Ana Lopez", "R1", 3))
        zipped.writestr("lindqvistzoe_902_556_work.xlsx", workbook("Zoë Lindqvist", "R2", 4))
    text = CANVAS.replace(",EX,,\n", ",,,\n")
    result = grade(*canvas(text.format(**BLANK).encode()), path="canvas.zip")
    assert "Canvas: no points for Ana Lopez: not found there for sure." in result.err
    assert Path("out/canvas.csv").read_text(encoding="utf-8") == text.format(ana="", zoe="10")


def test_a_collection_joins_by_the_number_of_the_system(grade: Callable[..., Result], folio: Folio) -> None:
    """The workbook has no name, and the gradebook has no student IDs: Canvas's number is all there is."""
    with zipfile.ZipFile("canvas.zip", "w") as zipped:
        zipped.writestr("lopezana_901_555_work.xlsx", workbook("", "", 3))
    text = "Student,ID,SIS Login ID,Section,Career interviews (4711)\nA. Lopez,901,al1,P4,{}\n"
    Path("book.csv").write_text(text.format(""), encoding="utf-8")
    Path("roster.csv").write_text("name,student_id\nAna Lopez,R1\n", encoding="utf-8")
    Path("numbers.csv").write_text("Student,ID,SIS User ID\nAna Lopez,901,R1\n", encoding="utf-8")
    rosters = ("--roster", "roster.csv", "--roster", "numbers.csv")
    assert folio("collect", "canvas.zip", *rosters, "--out", "col", "-q").code == 0
    result = grade("--canvas", "book.csv", "--column", TITLE, path="col")
    assert result.code == 0, result.err
    assert Path("out/canvas.csv").read_text(encoding="utf-8") == text.format("7.5")


def test_a_gradebook_without_ids_of_the_school_is_filled_by_names(grade: Callable[..., Result]) -> None:
    """Canvas has for Zoë the very number that the school has for Ana; Ana's points went to her."""
    text = """\
Student,ID,Section,Career interviews (4711)
    Points Possible,,,10
"Lopez, Ana",901,P4,{ana}
"Lindqvist, Zoë",R1,P4,{zoe}
"""
    result = grade(*canvas(text.format(**BLANK).encode()))
    assert result.code == 0, result.err
    assert Path("out/canvas.csv").read_text(encoding="utf-8") == text.format(**FILLED)


HEADINGS = "Student,ID,SIS User ID,Career interviews (4711),Essay (12),Final Score"
ROWS = 'Points Possible,,,10,20,(read only)\n"Lopez, Ana",901,R1,,,\n'
REFUSED: dict[str, tuple[str, str, str]] = {
    "unknown": (f"{HEADINGS}\n{ROWS}", "Career Interviews", "'Career interviews (4711)' and 'Essay (12)'"),
    "another case": (f"{HEADINGS}\n{ROWS}", "career interviews (4711)", "new assignment"),
    "no assignment": (f"{HEADINGS}\n{ROWS}", "SIS User ID", "no assignment 'SIS User ID'"),
    "a total": (f"{HEADINGS}\n{ROWS}", "Final Score", "no assignment"),
    "calculated": (f"{HEADINGS}\n{ROWS.replace(',10,', ',(read only),')}", TITLE, "calculates"),
    "twice": (f"{HEADINGS.replace('Essay (12)', TITLE)}\n{ROWS}", TITLE, "several columns"),
    "no gradebook": (f"name,student_id,{TITLE}\nAna Lopez,R1,\n", TITLE, "isn't a gradebook of Canvas"),
    "another class": (f"{HEADINGS}\nPoints Possible,,,10,20,\n\"Lee, Pat\",1,R8,,,\n", TITLE, "another class"),
    "no students": (f"{HEADINGS}\nPoints Possible,,,10,20,\n", TITLE, "no students"),
    "an open quote": (f"{HEADINGS}\n\"Lopez, Ana,901,R1,,,\n", TITLE, "quotation mark"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_wrong_gradebook_stops_before_anything_is_written(grade: Callable[..., Result], kind: str) -> None:
    content, column, words = REFUSED[kind]
    Path("book.csv").write_text(content, encoding="utf-8")
    result = grade("--canvas", "book.csv", "--column", column)
    assert (result.code, result.out) == (5, ""), result.err
    assert words in result.err
    assert not Path("out").exists()


@pytest.mark.parametrize("content", [HEADINGS + "\n" + ROWS, MOODLE.replace("Last modified (grade)", "Changed"), ""])
def test_a_wrong_worksheet_stops_before_anything_is_written(grade: Callable[..., Result], content: str) -> None:
    Path("worksheet.csv").write_text(content.format(**BLANK), encoding="utf-8")
    result = grade("--moodle", "worksheet.csv")
    assert (result.code, result.out) == (5, ""), result.err
    assert not Path("out").exists()


def test_a_workbook_is_no_gradebook_and_a_gradebook_needs_its_column(grade: Callable[..., Any]) -> None:
    assert grade("--canvas", "in/Bo.xlsx", "--column", TITLE).code == 5
    assert grade("--canvas", "gone.csv", "--column", TITLE).code == 5
    assert grade("--column", TITLE).code == 2
    assert grade("--canvas", "in/Bo.xlsx").code == 2
    assert not Path("out").exists()


def test_a_decision_fills_the_cell_of_a_student_who_is_missing(grade: Callable[..., Result], folio: Folio) -> None:
    Path("roster.csv").write_text("name,student_id\nAna Lopez,R1\nDee Fox,R5\n", encoding="utf-8")
    assert folio("collect", "in", "--roster", "roster.csv", "--out", "col", "-q", "--today", "2026-11-20").code == 0
    text = CANVAS.replace('Dee",905,R5,dee@x.example.org,Period 4,,', 'Dee",905,R5,dee@x.example.org,Period 4,,{dee}')
    options = canvas(text.format(**BLANK, dee="").encode())
    assert grade(*options, path="col").code == 0
    assert Path("out/canvas.csv").read_text(encoding="utf-8") == text.format(ana="7.5", zoe="", dee="")
    told = f'{REQUIREMENTS}[[students]]\nid = "R5"\npoints = {{ people = 0 }}\n'
    Path("requirements.toml").write_text(told, encoding="utf-8")
    assert grade(*options, "--force", path="col").code == 0
    assert Path("out/canvas.csv").read_text(encoding="utf-8") == text.format(ana="7.5", zoe="", dee="0")


def test_a_name_is_said_in_the_order_of_the_roster(grade: Callable[..., Result], folio: Folio) -> None:
    """With the family name first, it was turned around, and neither its cell nor a decision was found by it."""
    Path("in/na.xlsx").write_bytes(workbook("李 娜", "R6", 4))
    Path("roster.csv").write_text("name\n李 娜\n", encoding="utf-8")
    assert (
        folio("collect", "in/na.xlsx", "--roster", "roster.csv", "--out", "col", "-q", "--today", "2026-11-20").code
        == 0
    )
    text = "Student,ID,SIS User ID,Career interviews (4711)\n    Points Possible,,,10\n李 娜,906,R6,{}\n"
    told = f'{REQUIREMENTS}[[students]]\nname = "李 娜"\npoints = {{ people = 9 }}\n'
    Path("requirements.toml").write_text(told, encoding="utf-8")
    result = grade(*canvas(text.format("").encode()), path="col")
    assert result.code == 0, result.err
    assert Path("out/canvas.csv").read_text(encoding="utf-8") == text.format("9")
