"""Grades by a counselor's requirements, through the command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from folio.workbook.embedded_description import Owner
from tests.conftest import Folio
from tests.workbooks import FACETS, at, make

WRONG = """\
titel = "x"
due = "tomorrow"
partial = "yes"
[[criteria]]
key = "a"
counts = "contacts"
points = "10"
[[criteria]]
key = "b"
counts = "hugs"
at_least = 0
points = 5
[[criteria]]
key = "c"
counts = "interviews"
points = 5
[[criteria]]
key = "c"
counts = "contacts"
at_least = 2
by = 2026-11-20
points = 5
[[students]]
id = "R1"
points = { c = 50, zz = 2, a = 3 }
[[students]]
id = "r1"
points = { c = -1 }
[[students]]
note = "who"
[[students]]
id = "R1"
"""
# Each mistake with its line; 0 where there is no line, because something is missing at the top.
MISTAKES = {
    "title: this is missing": 0,
    "titel: folio doesn't have this key": 1,
    "due: this must be a date, like 2026-11-20": 2,
    "partial: this must be true or false": 3,
    "criterion a, points: this must be a number": 7,
    "criterion b, counts: this must be one of 'contacts', 'interviews', 'downsides', 'thank_yous' or 'judged'": 10,
    "criterion b, at_least: this must be 1 or more": 11,
    "criterion c: at_least is missing": 13,
    "criterion c, key: there are two criteria with the key 'c'": 18,
    "criterion c, by: by only goes with interviews and thank_yous": 21,
    "student R1, points, c: 50 is more than the criterion's 5 points": 25,
    "student R1, points, zz: there is no criterion 'zz'": 25,
    "student r1, points, c: this must be 0 or more": 28,
    "student no. 3: this needs an id, or a name": 29,
    "student R1, id: the student 'R1' is there twice": 32,
}


def test_a_template_is_copied_with_requirements_that_fit(folio: Folio) -> None:
    assert folio("template copy essentials mine").code == 0
    assert '[[criteria]]\nkey = "contacts"' in Path("mine/requirements.toml").read_text(encoding="utf-8")
    assert folio("template check mine").code == 0


def test_every_mistake_in_the_requirements_is_told_at_once(folio: Folio) -> None:
    folio("template copy essentials mine")
    Path("mine/requirements.toml").write_text(WRONG, encoding="utf-8")
    result = folio("template check mine")
    assert (result.code, result.out) == (5, "")
    for what, line in MISTAKES.items():
        place = f"mine/requirements.toml{f', line {line}' if line else ''}: "
        assert f"{place}{what}" in result.err
    assert result.err.count("mine/requirements.toml") == len(MISTAKES)


REQUIREMENTS = """\
title = "Career interviews"
due = 2026-11-20
[[criteria]]
key = "people"
counts = "contacts"
at_least = 4
points = 8
[[criteria]]
key = "early"
title = "An interview by September 20"
counts = "interviews"
at_least = 1
by = 2026-09-20
points = 5
[[criteria]]
key = "talks"
counts = "interviews"
at_least = 3
points = 30
[[criteria]]
key = "down"
counts = "downsides"
at_least = 2
points = 10
[[criteria]]
key = "thanks"
counts = "thank_yous"
at_least = 2
points = 10
[[criteria]]
key = "essay"
title = "Reflection"
counts = "judged"
points = 20
"""


def talk(name: str, day: int, **more: Any) -> dict[str, Any]:
    return {"contact": name, "date": date(2026, 9, day), "status": "Completed"} | more


# Three people and an aunt; an interview with each, of which one was thanked in time and one too late.
ANAS: dict[str, list[dict[str, Any]]] = {
    "contacts": [
        {"name": "Dana Lee", "source": "Teacher"}, {"name": "Sam Ortiz"}, {"name": "Aunt May", "source": "Family"},
        {"organization": "Nobody yet"},
    ],
    "interviews": [
        talk("Aunt May", 7, thank_you_sent=date(2026, 9, 7)),
        talk("Dana Lee", 16, thank_you_sent=date(2026, 9, 17)),
        talk("Sam Ortiz", 24, thank_you_sent=date(2026, 9, 30)),
        {"contact": "Dana Lee", "date": date(2026, 12, 1), "status": "Scheduled"},
    ],
    "preview": [
        {"contact": "Dana Lee", "facet": FACETS[0], "upside": "People"},
        {"contact": "Dana Lee", "facet": FACETS[1], "downside": "Nights"},
        {"contact": "Sam Ortiz", "facet": FACETS[2], "downside": "Noise"},
    ],
}  # fmt: skip


def owner(name: str, number: str) -> Owner:
    return Owner(name, number, f"{number.lower()}@students.example.org", "Period 4", "Ms. Okafor")


@pytest.fixture
def grade(folio: Folio) -> Callable[..., Any]:
    """``grade({"Ana.xlsx": workbook}, requirements)``: the students in the JSON by name."""

    def call(files: dict[str, bytes], requirements: str = REQUIREMENTS, *more: str) -> dict[str, Any]:
        Path("in").mkdir(exist_ok=True)
        for name, content in files.items():
            Path("in", name).write_bytes(content)
        Path("requirements.toml").write_text(requirements, encoding="utf-8")
        options = ("--requirements", "requirements.toml", "--out", "out", "--today", "2026-11-20", "--force")
        result = folio("grade", "in", *options, "--format", "json", *more)
        assert result.code in (0, 1), result.err
        students = json.loads(result.out)["students"]
        return {f"{s['first_name']} {s['last_name']}".strip() or s["file"]: s for s in students}

    return call


def points(student: dict[str, Any]) -> dict[str, float | None]:
    return {c["key"]: c["points"] for c in student["criteria"]}


def cells(student: dict[str, Any], key: str, kind: str = "evidence") -> list[str]:
    return next([c["cell"] for c in it[kind]] for it in student["criteria"] if it["key"] == key)


def test_points_rest_on_cells(grade: Callable[..., Any]) -> None:
    ana = grade({"ana.xlsx": make(ANAS, owner=owner("Ana Lopez", "R1"))})["Ana Lopez"]
    # 3 of 4 people; 2 of 3 interviews, since the aunt's doesn't count; 1 of 2 thank-yous in time.
    assert points(ana) == {"people": 6, "early": 5, "talks": 20, "down": 10, "thanks": 5, "essay": None}
    assert cells(ana, "people") == [at("contacts", "name", row) for row in (6, 7, 8)]
    assert cells(ana, "early") == [at("interviews", "status", 7)]
    assert cells(ana, "talks") == [at("interviews", "status", row) for row in (7, 8)]
    assert cells(ana, "down") == [at("preview", "downside", row) for row in (7, 8)]
    assert cells(ana, "thanks") == [at("interviews", "thank_you_sent", 7)]
    assert ana["points"] is None


def test_the_requirements_say_how_much_a_part_is_worth_and_whether_relatives_count(grade: Callable[..., Any]) -> None:
    book = {"ana.xlsx": make(ANAS, owner=owner("Ana Lopez", "R1"))}
    ana = grade(book, f"partial = false\nrelatives = true\n{REQUIREMENTS}")["Ana Lopez"]
    assert points(ana) == {"people": 0, "early": 5, "talks": 30, "down": 10, "thanks": 10, "essay": None}


def test_what_is_blank_is_no_zero_unless_told(grade: Callable[..., Any]) -> None:
    book = {"bo.xlsx": make({"contacts": [{"name": "Dana Lee"}]}, owner=owner("Bo Ray", "R2"))}
    blank = grade(book)["Bo Ray"]
    assert points(blank) == {"people": 2, "early": None, "talks": None, "down": None, "thanks": None, "essay": None}
    told = grade(book, f"blank_is_zero = true\n{REQUIREMENTS}")["Bo Ray"]
    assert points(told) == {"people": 2, "early": 0, "talks": 0, "down": 0, "thanks": 0, "essay": None}


def test_what_cannot_be_read_is_for_the_teacher(grade: Callable[..., Any]) -> None:
    talks = [talk("Dana Lee", 16, status="Complted?", thank_you_sent=date(2026, 9, 17)), talk("Sam Ortiz", 24)]
    rows = ANAS | {"interviews": talks, "preview": [{"contact": "Dana Lee", "facet": "Pay??", "downside": "Low"}]}
    book = {"ana.xlsx": make(rows, owner=owner("Ana Lopez", "R1"))}
    ana = grade(book)["Ana Lopez"]
    assert points(ana) == {"people": 6, "early": None, "talks": None, "down": None, "thanks": None, "essay": None}
    assert cells(ana, "talks") == [at("interviews", "status", 7)]
    assert cells(ana, "talks", "unclear") == [at("interviews", "status", 6)]
    assert cells(ana, "thanks", "unclear") == [at("interviews", "thank_you_sent", 6)]
    assert cells(ana, "down", "unclear") == [at("preview", "downside", 6)]
    enough = grade(book, REQUIREMENTS.replace("at_least = 3", "at_least = 1"))["Ana Lopez"]
    assert points(enough)["talks"] == 30


def test_the_teachers_decisions_survive_reruns(grade: Callable[..., Any], folio: Folio) -> None:
    decided = """
[[students]]
id = "R1"
points = { essay = 18.5, talks = 30 }
note = "The third interview was in class."
[[students]]
name = "bo ray"
points = { essay = 0 }
[[students]]
id = "R9"
note = "Moved away"
"""
    books = {
        "ana.xlsx": make(ANAS, owner=owner("Ana Lopez", "R1")),
        "bo.xlsx": make(ANAS, owner=owner("Bo Ray", "")),
    }
    for _ in range(2):
        students = grade(books, REQUIREMENTS + decided)
        ana, bo = students["Ana Lopez"], students["Bo Ray"]
        assert (ana["points"], ana["note"]) == (74.5, "The third interview was in class.")
        assert bo["points"] == 46
        assert [c["decided"] for c in ana["criteria"]] == [False, False, True, False, False, True]
    rows = list(csv.DictReader(Path("out/grades.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == {
        "assignment": "Career interviews", "duedate": "2026-11-20", "timestamp": "", "student_id": "R1",
        "last_name": "Lopez", "first_name": "Ana", "email": "r1@students.example.org", "raw_score": "74.5",
        "late_submission_penalty": "0", "score": "74.5", "max_score": "83",
    }  # fmt: skip
    options = ("--requirements", "requirements.toml", "--today", "2026-11-20")
    told = folio("grade", "in", *options, "--out", "out2")
    lines = told.out.splitlines()
    assert (lines[0], lines[-1]) == ("Lopez, Ana (R1): 74.5 of 83", "2 students: 2 with a total.")
    assert "Written: out2/grades.csv and out2/evidence.csv." in told.err
    assert "there is no work of 'R9'" in told.err
    again = folio("grade", "in", *options, "--out", "out2")
    assert (again.code, again.out) == (told.code, told.out)
    Path("out2/evidence.csv").write_text("my notes", encoding="utf-8")
    assert "evidence.csv" in folio("grade", "in", *options, "--out", "out2").err
    assert Path("out2/evidence.csv").read_text(encoding="utf-8") == "my notes"
    Path("in/other.xlsx").write_bytes(make(ANAS, owner=owner("Bo Ray", "R3")))
    twice = folio("grade", "in", *options, "--out", "out3")
    assert (twice.code, twice.out) == (5, "")
    assert "decides about 'bo ray', and there are several" in twice.err
    assert not Path("out3").exists()


def test_a_student_with_two_workbooks_gets_no_points_by_chance(grade: Callable[..., Any]) -> None:
    ana = owner("Ana Lopez", "R1")
    students = grade({"a.xlsx": make(ANAS, owner=ana), "b.xlsx": make(owner=ana)})
    assert set(points(students["Ana Lopez"]).values()) == {None}
    assert "2 workbooks" in students["Ana Lopez"]["criteria"][0]["why"]


def test_a_template_without_downsides_leaves_them_to_the_teacher(grade: Callable[..., Any]) -> None:
    rows = {k: v for k, v in ANAS.items() if k != "preview"}
    book = make(rows, template="essentials", owner=owner("Ana Lopez", "R1"))
    assert points(grade({"a.xlsx": book})["Ana Lopez"])["down"] is None


def test_a_collection_says_who_is_graded(folio: Folio) -> None:
    Path("in").mkdir()
    Path("in/ana.xlsx").write_bytes(make(ANAS, owner=owner("Ana Lopez", "R1")))
    Path("in/cy.xlsx").write_bytes(make(ANAS, owner=owner("Cy Doe", "R3")))
    Path("in/stranger.xlsx").write_bytes(make(ANAS, owner=owner("Xi Wu", "X1")))
    roster = "name,student_id,class,status\nAna Lopez,R1,P4,\nBo Ray,R2,P4,\nCy Doe,R3,P4,excused\n"
    Path("roster.csv").write_text(roster, encoding="utf-8")
    assert folio("collect in --roster roster.csv --out col --today 2026-11-20 -q").code == 0
    Path("requirements.toml").write_text(REQUIREMENTS, encoding="utf-8")
    result = folio("grade col --requirements requirements.toml --out out --today 2026-11-20 --format json")
    told = {s["student_id"]: (s["status"], s["criteria"][0]["why"]) for s in json.loads(result.out)["students"]}
    assert told == {"R3": ("EXCUSED", "excused"), "R1": ("FOUND", "3 of 4"), "R2": ("MISSING", "missing")}


def test_what_a_status_means_is_said_in_words(folio: Folio) -> None:
    """There stood "no points: mismatch", and "old: ..." in the report of the class."""
    Path("in").mkdir()
    Path("in/lopezana_901_5_w.xlsx").write_bytes(make(ANAS, owner=owner("Bo Ray", "R2")))
    for name, number, due in (("Cy Doe", "R3", date(2026, 4, 24)), ("Di Eng", "R4", date(2026, 11, 20))):
        Path(f"in/{name}.xlsx").write_bytes(make(ANAS, owner=Owner(name, number, due=due)))
    more = "".join(f"{name},R{n},\n" for n, name in enumerate(("Bo Ray", "Cy Doe", "Di Eng"), start=2))
    Path("roster.csv").write_text(f"name,sis user id,id\nAna Lopez,R1,901\n{more}", encoding="utf-8")
    assert folio("collect in --roster roster.csv --out col --today 2026-11-20 -q").code == 0
    decided = '[[students]]\nid = "R3"\npoints = { essay = 4 }\n'
    Path("requirements.toml").write_text(REQUIREMENTS + decided, encoding="utf-8")
    lines = folio("grade col --requirements requirements.toml --out out --today 2026-11-20").out.splitlines()
    assert "Lopez, Ana (R1): no points: the workbook says it's someone else's" in lines
    assert any("4 so far; open: Contacts (an earlier term's workbook)," in line for line in lines)
    assert folio("report col --out r --format md --today 2026-11-20 -q").code in (0, 1)
    assert "an earlier term's workbook: its due date is Apr 24, 2026" in Path("r/report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [None, "title = ", "title = 'x'\n"])
def test_without_good_requirements_nothing_is_written(folio: Folio, content: str | None) -> None:
    Path("ana.xlsx").write_bytes(make(owner=owner("Ana Lopez", "R1")))
    if content is not None:
        Path("requirements.toml").write_text(content, encoding="utf-8")
    result = folio("grade ana.xlsx --requirements requirements.toml --out out")
    assert (result.code, result.out) == (5, "")
    assert "requirements.toml" in result.err
    assert not Path("out").exists()


def test_late_work_costs_points_only_where_the_days_are_known(folio: Folio) -> None:
    """Moodle says when work came in, Canvas only that it is late, and dates inside are a guess."""
    Path("in").mkdir()
    for number, name in (("1", "Ana Lopez"), ("2", "Bo Ray"), ("3", "Cy Doe")):
        work = make(ANAS, owner=owner(name, f"R{number}"))
        Path(f"in/{name}_{number}_assignsubmission_file_w.xlsx").write_bytes(work)
    Path("in/eng_LATE_904_5_w.xlsx").write_bytes(make(ANAS, owner=owner("Di Eng", "R4")))
    after = ANAS | {"interviews": [*ANAS["interviews"][:3], talk("Dana Lee", 25, date=date(2026, 11, 25))]}
    Path("in/el fox.xlsx").write_bytes(make(after, owner=Owner("El Fox", "R5", due=date(2026, 11, 20))))
    submitted = "Identifier,Full name,Email address,Status,Grade,Last modified (submission)\n" + "".join(
        f'Participant {n},{name},r{n}@students.example.org,Submitted,,"{day} November 2026, 8:02 AM"\n'
        for n, name, day in ((1, "Ana Lopez", 19), (2, "Bo Ray", 22), (3, "Cy Doe", 30))
    )
    Path("moodle.csv").write_text(submitted, encoding="utf-8")
    own = "name,student_id\n" + "".join(
        f"{name},R{n}\n" for n, name in enumerate(("Ana Lopez", "Bo Ray", "Cy Doe", "Di Eng", "El Fox"), start=1)
    )
    Path("roster.csv").write_text(own, encoding="utf-8")
    assert folio("collect in --roster roster.csv --roster moodle.csv --out col --today 2026-11-30 -q").code == 0
    people = REQUIREMENTS.partition('[[criteria]]\nkey = "early"')[0]
    Path("requirements.toml").write_text(f"late_penalty = 1.5\n{people}", encoding="utf-8")
    options = ("--requirements", "requirements.toml", "--out", "out", "--today", "2026-11-30", "--force")
    result = folio("grade", "col", *options)
    assert "Late, and nothing taken off: Di Eng and El Fox. It isn't known by how many days." in result.err
    assert "Ray, Bo (R2): 3 of 8, 3 taken off for late work" in result.out
    assert "Eng, Di (R4): 6 of 8, late\n" in result.out
    assert "Lopez, Ana (R1): 6 of 8\n" in result.out

    def rows() -> dict[str, tuple[str, ...]]:
        lines = csv.DictReader(Path("out/grades.csv").read_text(encoding="utf-8-sig").splitlines())
        keys = ("timestamp", "raw_score", "late_submission_penalty", "score")
        return {line["student_id"]: tuple(line[key] for key in keys) for line in lines}

    assert rows() == {
        "R1": ("2026-11-19", "6", "0", "6"),
        "R2": ("2026-11-22", "6", "3", "3"),
        "R3": ("2026-11-30", "6", "6", "0"),
        "R4": ("", "6", "0", "6"),
        "R5": ("", "6", "0", "6"),
    }
    told = "".join(f'[[students]]\nid = "{i}"\ndays_late = {n}\n' for i, n in (("R2", 0), ("R4", 1)))
    Path("requirements.toml").write_text(f"late_penalty = 1.5\n{people}{told}", encoding="utf-8")
    result = folio("grade", "col", *options)
    assert "nothing taken off: El Fox. " in result.err
    assert (rows()["R2"], rows()["R4"]) == (("2026-11-22", "6", "0", "6"), ("", "6", "1.5", "4.5"))
    Path("requirements.toml").write_text(f"{people}{told}", encoding="utf-8")
    result = folio("grade", "col", *options)
    assert (result.code, "days_late: this needs late_penalty at the top" in result.err) == (5, True)


def test_who_is_late_is_said_whether_or_not_it_costs_points(folio: Folio) -> None:
    """Without late_penalty, nobody was said to be late; and who handed in nothing that counts never was."""
    Path("in").mkdir()
    Path("in/lopezana_LATE_901_5_w.xlsx").write_bytes(make(ANAS, owner=owner("Ana Lopez", "R1")))
    Path("in/raybo_LATE_902_6_w.xlsx").write_bytes(make(owner=owner("Bo Ray", "R2")))
    Path("in/doecy_LATE_903_7_w.xlsx").write_bytes(make(ANAS, owner=owner("Di Eng", "R4")))
    names = ("Ana Lopez", "Bo Ray", "Cy Doe", "Di Eng")
    lines = "".join(f"{name},R{n},90{n}\n" for n, name in enumerate(names, start=1))
    Path("roster.csv").write_text(f"name,sis user id,id\n{lines}", encoding="utf-8")
    assert folio("collect in --roster roster.csv --out col --today 2026-11-20 -q").code == 0
    Path("requirements.toml").write_text(REQUIREMENTS, encoding="utf-8")
    told = folio("grade col --requirements requirements.toml --out out --today 2026-11-20").out.splitlines()
    late = {line.partition(" (")[0] for line in told if line.endswith(", late")}
    assert late == {"Lopez, Ana", "Ray, Bo", "Doe, Cy"}


def test_a_total_is_not_said_to_be_all_the_points_and_what_is_open_is_named(folio: Folio) -> None:
    """A total read as full marks, and "0 cells filled" gave no reason."""
    Path("in").mkdir()
    for name, number in (("Ana Lopez", "R1"), ("Bo Ray", "R2")):
        Path(f"in/{number}.xlsx").write_bytes(make(ANAS, owner=owner(name, number)))
    Path("in/R3.xlsx").write_bytes(make(owner=owner("Cy Doe", "R3")))
    told = '[[students]]\nid = "R1"\npoints = { essay = 0 }\n'
    Path("mine.toml").write_text(f"{REQUIREMENTS}{told}", encoding="utf-8")
    book = "Student,ID,SIS User ID,Work (4711)\nPoints Possible,,,83\nAna Lopez,901,R1,\nBo Ray,902,R2,\n"
    Path("book.csv").write_text(book, encoding="utf-8")
    options = ("--requirements", "mine.toml", "--canvas", "book.csv", "--column", "Work (4711)", "--out", "out")
    result = folio("grade", "in", *options, "--today", "2026-11-20")
    assert result.out.splitlines()[-1] == "3 students: 1 with a total, 2 still open."
    assert "Canvas: 1 cell filled. 2 students have no total yet, and so no points there." in result.err
    assert "2 students have points still to be judged: add them under [[students]] in mine.toml." in result.err
    assert "Written: out/grades.csv, out/evidence.csv, and out/canvas.csv." in result.err
