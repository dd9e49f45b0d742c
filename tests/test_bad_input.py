"""What people give folio by mistake: a sentence in the last line, the code of the contract, and nothing written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Folio
from tests.office import ROOT
from tests.workbooks import CLEAN, make

REQUIREMENTS = ("--requirements", "requirements.toml")
ROSTER = ("--roster", "roster.csv")
# Every command that writes into a folder, without what it reads.
WRITING = {
    "check": ("--marked", "out", "--all"),
    "report": ("--out", "out"),
    "letters": ("--out", "out"),
    "plan": ("--out", "out"),
    "due": ("--out", "out/due.txt"),
    "export": ("--out", "out"),
    "grade": ("--out", "out", *REQUIREMENTS),
    "collect": ("--out", "out", *ROSTER),
}
EACH = pytest.mark.parametrize("command", WRITING)


@pytest.fixture(autouse=True)
def _inputs() -> None:
    Path("in").mkdir()
    Path("in/Ana.xlsx").write_bytes(make(CLEAN))
    Path("notes").mkdir()
    Path("notes/to-do.txt").write_text("Call Ana.", encoding="utf-8")
    Path("empty").mkdir()
    Path("roster.csv").write_text("name,student_id\nAna Lopez,R1001\n", encoding="utf-8")
    shutil.copy2(ROOT / "workbook_templates" / "requirements.toml", "requirements.toml")


@EACH
@pytest.mark.parametrize("path", ["gone.xlsx", "gone", "gone.zip", "in/gone.xlsx"])
def test_a_mistyped_path_makes_no_folder(folio: Folio, command: str, path: str) -> None:
    result = folio(command, path, *WRITING[command])
    assert (result.code, result.out, Path("out").exists()) == (2, "", False)
    assert f"'{path}' isn't there. Check the spelling" in result.err.splitlines()[-1]


@EACH
@pytest.mark.parametrize("path", ["empty", "notes"])
def test_a_source_without_workbooks_is_said_and_makes_no_folder(folio: Folio, command: str, path: str) -> None:
    """collect made a folder in which a text file was somebody's work."""
    result = folio(command, path, *WRITING[command])
    assert (result.code, Path("out").exists()) == (3, False), result.err
    last = result.err.splitlines()[-1]
    assert "Exit code 3" in last or last == "No workbook came in, so nothing was written."


@EACH
def test_a_source_without_workbooks_beside_one_with_some_costs_itself_only(folio: Folio, command: str) -> None:
    result = folio(command, "empty", "in", *WRITING[command])
    assert (result.code, Path("out").exists()) == (3, True), result.err
    assert "Exit code 3" in result.err.splitlines()[-1]


ROSTERS = {
    "no students": ("name,student_id\n", "roster.csv: the roster has no students."),
    "nothing": ("", "roster.csv: the roster has no column 'name': it's empty."),
    "two of one ID": (
        "name,student_id\nAna Lopez,R1\nBo Ray, r1 \n",
        "roster.csv, line 3: the ID r1 is already in line 2.",
    ),
    "two of one name": (
        "name,student_id\nAna Lopez,\nana  lopez,\n",
        "roster.csv, line 3: the name ana lopez without an ID is already in line 2.",
    ),
}


@pytest.mark.parametrize("kind", ROSTERS)
@pytest.mark.parametrize("words", [("new", *ROSTER, "out"), ("collect", "in", *ROSTER, "--out", "out")])
def test_a_wrong_roster_stops_everything(folio: Folio, kind: str, words: tuple[str, ...]) -> None:
    content, said = ROSTERS[kind]
    Path("roster.csv").write_text(content, encoding="utf-8")
    result = folio(*words)
    assert (result.code, result.out, Path("out").exists()) == (5, "", False)
    assert said in result.err.splitlines()[-1]


def test_all_mistakes_of_requirements_are_told_by_line_and_none_that_follows_from_them(folio: Folio) -> None:
    """With no right criterion in it, the file was also said to have none."""
    wrong = 'title = 1\nfoo = 2\n[[criteria]]\nkey = "a"\ncounts = "hugs"\npoints = "3"\n'
    Path("requirements.toml").write_text(wrong, encoding="utf-8")
    result = folio("grade", "in", *WRITING["grade"])
    assert (result.code, result.out, Path("out").exists()) == (5, "", False)
    *mistakes, fix = result.err.splitlines()
    assert [m.removeprefix("Error: ").partition(":")[0] for m in mistakes] == [
        f"requirements.toml, line {line}" for line in (1, 2, 5, 6)
    ]
    assert fix == "Fix the requirements file. Nothing was written."


@pytest.mark.parametrize("system", ["canvas", "moodle"])
def test_the_gradebook_of_another_class_stops_everything(folio: Folio, system: str) -> None:
    moodle = "Identifier,Full name,Grade,Last modified (grade)\nParticipant 1,Zed Zed,,-\n"
    canvas = 'Student,ID,SIS User ID,Interviews (4711)\nPoints Possible,,,10\n"Zed, Zed",1,X1,\n'
    Path("book.csv").write_text(canvas if system == "canvas" else moodle, encoding="utf-8")
    column = ("--column", "Interviews (4711)") if system == "canvas" else ()
    result = folio("grade", "in", *WRITING["grade"], f"--{system}", "book.csv", *column)
    assert (result.code, result.out, Path("out").exists()) == (5, "", False)
    assert "none of the students who are graded is in this file" in result.err.splitlines()[-1]
