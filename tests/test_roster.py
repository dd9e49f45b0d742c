"""Rosters as schools export them, and what is said of a wrong one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest
from openpyxl import Workbook

from folio.basics.person_names import PersonName
from folio.collecting.rosters import Roster, RosterEntry, read_rosters, same_students
from folio.exit_codes import ContentProblem, ExitCode
from tests.conftest import Folio

Student = tuple[str, str, str, str]
ANA, BO = ("Ana López", "R1", "ana@x.example", "P4"), ("Bo Xu", "R2", "", "P4")
TABLE = [
    ["name", "student_id", "email", "class"],
    ["Ana López", "R1", "ana@x.example", "P4"],
    ["Bo Xu", "R2", "", "P4"],
]


def text(delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join(row) + end for row in TABLE)


def write(content: str | bytes) -> Path:
    path = Path("roster.csv")
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def roster(content: str | bytes) -> Roster:
    return read_rosters([write(content)])


def students(content: str | bytes) -> list[Student]:
    return [(e.name.full, e.student_id, e.email, e.class_) for e in roster(content).entries]


READ: dict[str, str | bytes] = {
    "plain": text(),
    "no last line end": text().rstrip("\n"),
    "Windows line ends": text(end="\r\n"),
    "old Macintosh line ends": text(end="\r"),
    "semicolons": text(";"),
    "tabs": text("\t"),
    "byte order mark": text().encode("utf-8-sig"),
    "Western code page": text(";", "\r\n").encode("cp1252"),
    "Unicode text of Excel": text("\t", "\r\n").encode("utf-16"),
    "blank lines": text().replace("Bo Xu", "\n,,,\n  , ,,\nBo Xu") + "\n\n",
    "other order": "class,Email,NAME,Student ID\nP4,ana@x.example,Ana López,R1\nP4,,Bo Xu,R2\n",
    "other words": " Full  Name ,ID,E-Mail,Section\nAna López,R1,ana@x.example,P4\nBo Xu,R2,,P4\n",
    "further columns": "Grade,Name,Student_ID,Email,Class,GPA\n9,Ana López,R1,ana@x.example,P4,4\n9,Bo Xu,R2,,P4,3\n",
    "spaces": "name, student_id,email ,class\n  Ana   López , R1,ana@x.example, P4\nBo Xu,R2,,P4\n",
    "quotes": '"name","student_id","email","class"\n"Ana López","R1","ana@x.example","P4"\n"Bo Xu","R2","","P4"\n',
    "short lines": "name,class,student_id,email\nAna López,P4,R1,ana@x.example\nBo Xu,P4,R2\n",
}


@pytest.mark.parametrize("kind", READ)
def test_is_read_however_it_was_exported(kind: str) -> None:
    assert students(READ[kind]) == [ANA, BO]


def test_only_the_name_is_needed() -> None:
    assert students("Name\nAna López\n\nBo Xu\n") == [("Ana López", "", "", ""), ("Bo Xu", "", "", "")]


def test_a_comma_inside_quotes_belongs_to_the_name() -> None:
    assert students('name,class\n"López, Ana",P4\n') == [("Ana López", "", "", "P4")]


def test_students_of_the_same_name_are_told_apart_by_their_number() -> None:
    found = students("name,student_id\nAna Lopez,R1\nAna Lopez,R2\n")
    assert [number for _, number, _, _ in found] == ["R1", "R2"]


WRONG: dict[str, tuple[str | bytes, list[str]]] = {
    "empty file": ("", ["empty", "name,student_id,email,class"]),
    "headings only": ("name,class\n\n", ["has no students"]),
    "no name column": ("pupil,last,class\nAna,Lopez,P4\n", ["no column 'name'", "pupil, last, class"]),
    "no headings": ("Ana Lopez,R1\n", ["no column 'name'", "Ana Lopez, R1"]),
    "no name in a line": ("name,class\nAna,P4\n\n,P5\n", ["line 4", "the name is missing"]),
    "blank name": ("name,class\nAna,P4\n  ,P5\n", ["line 3", "the name is missing"]),
    "number twice": ("name,id\nAna,R1\nBo,R2\nCy, r1\n", ["line 4", "r1", "line 2"]),
    "name twice, no number": ("name\nAna Lopez\nBo\nana  LOPEZ\n", ["line 4", "line 2", "Give each student"]),
    "after a cell of two lines": ('name,class\n"Ana","P\n4"\n,P5\n', ["line 4"]),
    "quote never closed": ('name,class\nAna,P4\n"Bo,P4\nCy,P4\n', ["line 3"]),
    "torn workbook": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(100), ["can't be read"]),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ["isn't a CSV file"]),
    "binary further down": (b"name\nAna\n" + b"x" * 5000 + b"\x00\x01", []),
    "endless cell": ('name\n"' + "Ana\n" * 50_000, []),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_said_with_its_line(folio: Folio, kind: str) -> None:
    content, words = WRONG[kind]
    result = folio("new", "--roster", write(content), "out")
    assert (result.code, result.out) == (ExitCode.CONTENT, ""), result.err
    assert "roster.csv" in result.err
    for word in words:
        assert word in result.err
    assert not Path("out").exists()


@pytest.mark.parametrize("path", ["nowhere.csv", "folder"])
def test_what_cannot_be_opened(folio: Folio, path: str) -> None:
    Path("folder").mkdir()
    result = folio("new", "--roster", path, "out")
    assert (result.code, result.out) == (ExitCode.CONTENT, "")
    assert path in result.err
    assert not Path("out").exists()


ADDRESSES = (
    "name,E-Mail\nAna Lopez,ana.example.com\nBo Chen,bo@example.org\nCy Dunn,\nDi Roy,di at example.org\n"
    "Ed Fox,Ed Fox <ed@example.org>\n"
)


def test_a_wrong_address_is_told_and_stops_nobody(folio: Folio) -> None:
    result = folio("new", "--roster", write(ADDRESSES), "out", "--template", "essentials")
    assert (result.code, result.out) == (0, "out\n")
    assert "roster.csv, line 2, column E-Mail: 'ana.example.com' isn't an email address." in result.err
    assert "roster.csv, line 5, column E-Mail: 'di at example.org' isn't an email address." in result.err
    assert "Did you mean di@example.org?" in result.err
    assert "Ana Lopez" in result.err
    assert "--force" in result.err
    assert "Cy Dunn" not in result.err
    assert len(list(Path("out").iterdir())) == 5
    checked = folio("check", "out", "--format", "json")
    assert checked.code == 0, checked.out


def test_an_address_is_taken_as_a_workbook_would(folio: Folio) -> None:
    assert [e.email for e in roster(ADDRESSES).entries] == ["", "bo@example.org", "", "", "ed@example.org"]


def test_a_column_of_wrong_addresses_does_not_fill_the_screen(folio: Folio) -> None:
    lines = "".join(f"Student {i},room {i}\n" for i in range(30))
    result = folio("new", "--roster", write(f"name,mail\n{lines}"), "out", "--template", "essentials", "-q")
    assert result.code == 0
    assert result.err.count("isn't an email address") == 10
    assert "20 more" in result.err


def test_the_roster_stays_as_it_is(folio: Folio) -> None:
    path = write(text())
    made = folio("new", "--roster", path, "out")
    assert made.code == 0
    # What comes next for a class; there stood folio check.
    assert made.err.rstrip().endswith(f"run: folio collect FOLDER --roster {path} --out collected")
    assert path.read_text(encoding="utf-8") == text()


def test_there_is_a_most() -> None:
    with pytest.raises(ContentProblem, match="20,001"):
        roster("name\n" + "".join(f"Student {i}\n" for i in range(20_001)))


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Essay (123)\r\n,,,,,Manual Posting\r\n    Points Possible,,,,,10\r\n"
    '"Haddad, Malik",4711,S0012,mhaddad,Period 4 and Period 5,9\r\n"Student, Test",99,,x,Period 4,\r\n'
)
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Last modified (submission)\n"
    'Participant 7,Ana López,ana@x.example,Submitted for grading - ,,"Monday, November 23, 2026, 9:15 PM"\n'
    "Participant 8,Bo Xu,bo@x.example,No submission - ,,-\n"
)


def test_a_canvas_gradebook_has_lines_that_are_no_students() -> None:
    (malik,) = roster(CANVAS).entries
    assert (malik.name.full, malik.name.last, malik.name.first) == ("Malik Haddad", "Haddad", "Malik")
    assert (malik.student_id, malik.canvas_id, malik.class_) == ("S0012", "4711", "Period 4 and Period 5")
    assert (malik.email, malik.warning) == ("", "")


def test_a_gradebook_without_ids_of_the_school_is_one_of_canvas() -> None:
    """Its ID is Canvas's number, by which files and cells are found; it stands in for the student ID, too."""
    (ana,) = roster('Student,ID,Section\n    Points Possible,,\n"Lopez, Ana",7,P4\n').entries
    assert (ana.name.full, ana.canvas_id, ana.student_id, ana.school_id) == ("Ana Lopez", "7", "7", "")
    (own,) = roster("Student,ID,Section\nAna Lopez,7,P4\n").entries
    assert (own.canvas_id, own.student_id, own.school_id) == ("", "7", "7")


def test_a_number_of_canvas_is_nobodys_id() -> None:
    """Canvas may have for Bo the very number that the school has for Ana: they were taken for one."""
    Path("own.csv").write_text("name,student_id\nAna Lopez,7\nBo Xu,8\n", encoding="utf-8")
    Path("canvas.csv").write_text('Student,ID,Section\nPoints Possible,,\n"Xu, Bo",7,P4\n', encoding="utf-8")
    for paths in (["own.csv", "canvas.csv"], ["canvas.csv", "own.csv"]):
        found = {e.name.full: e.canvas_id for e in read_rosters([Path(p) for p in paths]).entries}
        assert found == {"Ana Lopez": "", "Bo Xu": "7"}


def test_a_moodle_worksheet_knows_when_work_came_in() -> None:
    ana, bo = roster(MOODLE).entries
    assert (ana.participant, ana.email, ana.submitted) == ("7", "ana@x.example", date(2026, 11, 23))
    assert (bo.participant, bo.submitted) == ("8", None)


OTHERS = {
    "PowerSchool": "STUDENTS.Student_Number,STUDENTS.First_Name,STUDENTS.Last_Name\n7,Malik,Haddad\n",
    "first and last name": "First Name,Last Name,Student ID\nMalik,Haddad,7\n",
    "Canvas, two columns in one": '"LastName,FirstName",ID,SIS User ID,Section\n"Haddad, Malik",4711,7,\n',
    "the line sep=": "sep=;\r\nname;student_id\r\nMalik Haddad;7\r\n",
    "a title above": "Class list of Period 4\n\nname,student_id\nMalik Haddad,7\n",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_lists_of_other_programs(kind: str) -> None:
    (malik,) = roster(OTHERS[kind]).entries
    assert (malik.name.full, malik.name.last, malik.student_id) == ("Malik Haddad", "Haddad", "7")


def test_a_roster_may_be_a_workbook() -> None:
    book = Workbook()
    assert book.active is not None
    for row in (["Period 4"], ["Name", "ID"], ["Malik Haddad", 7]):
        book.active.append(row)
    book.save("roster.xlsx")
    (malik,) = read_rosters([Path("roster.xlsx")]).entries
    assert (malik.name.full, malik.student_id) == ("Malik Haddad", "7")


def test_a_guessed_encoding_is_said_with_a_name_to_look_at() -> None:
    assert roster(text().encode("cp1252")).notices == (
        "roster.csv doesn't say how its letters are stored, so this was guessed. Is 'Ana López' spelled right?",
    )
    assert roster(text()).notices == ()


def test_rosters_are_joined_by_id_email_or_name() -> None:
    own = "name,student_id,email,status\nMalik Haddad,S0012,,excused\nAna López,R1,ana@x.example,extension Dec 4 2026\nBo Xu,R2,,\n"
    for name, content in (("own.csv", own), ("canvas.csv", CANVAS), ("moodle.csv", MOODLE)):
        Path(name).write_text(content, encoding="utf-8")
    malik, ana, bo = read_rosters([Path("own.csv"), Path("canvas.csv"), Path("moodle.csv")]).entries
    assert (malik.excused, malik.canvas_id, malik.class_) == (True, "4711", "Period 4 and Period 5")
    assert (ana.participant, ana.extension, ana.student_id) == ("7", date(2026, 12, 4), "R1")
    assert (bo.participant, bo.email) == ("8", "bo@x.example")


def test_an_unknown_status_is_a_mistake(folio: Folio) -> None:
    result = folio("new", "--roster", write("name,status\nAna,exmpt\n"), "out")
    assert result.code == ExitCode.CONTENT
    assert "roster.csv, line 2: the status 'exmpt' isn't known." in result.err
    assert "extension 2026-12-04" in result.err


def test_names_in_other_scripts_name_their_files(folio: Folio) -> None:
    assert (
        folio("new", "--roster", write("name\n李 娜\nAna López\n"), "out", "--template", "essentials", "-q").code == 0
    )
    assert sorted(p.name for p in Path("out").iterdir()) == ["ana-lopez.xlsx", "li-na.xlsx"]


def test_long_lists_are_joined_in_no_time() -> None:
    """Two lists of 20,000 took minutes: each student was compared with every other."""
    entries = [RosterEntry(PersonName(f"Given Family{i}", "Given", f"Family{i}"), f"S{i}") for i in range(20_000)]
    began = process_time()
    assert same_students(entries, entries) == {i: i for i in range(20_000)}
    assert process_time() - began < 5
