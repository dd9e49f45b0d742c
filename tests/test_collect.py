"""A class's download of 96 students in three sections is matched without one wrong, lost or doubly counted file."""

from __future__ import annotations

import csv
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from folio.basics.person_names import plain_letters
from folio.collecting.submissions import submission_of
from tests.class_download import CLASS, Download, download, unpack_into, work, workbook
from tests.conftest import Folio

SOURCES = ("canvas.zip", "moodle.zip", "shared")
ROSTERS = ("--roster", "school.csv", "--roster", "gradebook.csv", "--roster", "worksheet.csv")
TODAY = ("--today", "2026-11-27")


@pytest.fixture(scope="module")
def came_in() -> Download:
    return download()


@pytest.fixture
def collected(folio: Folio, came_in: Download) -> dict[str, Any]:
    unpack_into(Path(), came_in)
    result = folio("collect", *SOURCES, *ROSTERS, *TODAY, "--out", "out", "--format", "json")
    assert result.code == 3, result.err  # one of the files is damaged
    answer: dict[str, Any] = json.loads(result.out)
    return answer


def test_every_student_and_every_file_is_what_was_expected(collected: dict[str, Any], came_in: Download) -> None:
    found = {s["student_id"]: (s["status"], s["file"], s["is_guess"]) for s in collected["students"]}
    assert {k: (found[k], v) for k, v in came_in.expected.items() if found[k] != v} == {}
    assert len(found) == len(collected["students"]) == len(CLASS)
    assert {s["file"]: s["status"] for s in collected["strays"]} == came_in.strays
    assert {s["path"] for s in collected["left_out"]} == came_in.left_out
    late = {s["student_id"]: s["late_source"] for s in collected["students"] if s["late_source"]}
    assert late == came_in.late_by


def test_no_file_is_lost_or_counts_twice(collected: dict[str, Any], came_in: Download) -> None:
    counted = [s["file"] for s in collected["students"] if s["file"]]
    others = [s["file"] for s in collected["strays"]] + [s["path"] for s in collected["left_out"]]
    assert sorted(counted + others) == sorted(came_in.files)


def run(folio: Folio, *more: str, sources: tuple[str, ...] = SOURCES) -> Any:
    return folio("collect", *sources, *ROSTERS, *TODAY, "--out", "out", *more)


def statuses() -> dict[str, str]:
    """The status of each student: students come before the files that were left out."""
    lines = Path("out/collect.csv").read_text(encoding="utf-8-sig").splitlines()
    return {row["student_id"]: row["status"] for row in [*csv.DictReader(lines)][: len(CLASS)]}


def test_commands_take_the_files_that_count(folio: Folio, collected: dict[str, Any], came_in: Download) -> None:
    counted = {s["student_id"] for s in collected["students"] if s["file"]}
    result = folio("export", "out")
    assert result.code == 0
    assert {w["student"]["name"] for w in json.loads(result.out)["workbooks"]} >= {"Ana Lopez", "Grace Vance"}
    assert len(json.loads(result.out)["workbooks"]) == len(counted)
    assert f"out: {len(came_in.strays)} files left out, as collect.csv says: " in folio("check", "out").out
    copies = sorted(p.name for p in Path("out/files").iterdir())
    assert len(copies) == len(counted)
    assert "lopez-ana-s1001.xlsx" in copies
    listed = Path("out/collect.csv").read_text(encoding="utf-8-sig").splitlines()
    assert listed[0] == (
        "student_id,last_name,first_name,class,status,reason,file,submitted_by,late_source,is_guess,sha256"
    )
    assert len(listed) == 1 + len(CLASS) + len(came_in.strays)


def test_a_rerun_changes_what_changed_and_says_what_is_new(folio: Folio, came_in: Download) -> None:
    unpack_into(Path(), came_in)
    (Path("shared") / "Lopez Ana.xlsx").unlink(missing_ok=True)
    first = run(folio)
    assert "New since" not in first.out
    before = {p: p.stat().st_mtime_ns for p in Path("out").rglob("*") if p.is_file()}
    again = run(folio)
    assert "Nothing is new since the last time." in again.out
    assert {p: p.stat().st_mtime_ns for p in Path("out").rglob("*") if p.is_file()} == before
    missing = next(p for p in CLASS if came_in.expected[p.id][0] == "MISSING" and p.period == 5)
    late = Path("shared") / "late.xlsx"
    late.write_bytes(workbook(missing.owner(), work(missing), "late"))
    third = run(folio)
    assert f"FOUND       {missing.family}, {missing.given} ({missing.id}): was MISSING" in third.out
    assert statuses()[missing.id] == "FOUND"
    snapshot = Path("out/snapshots/2026-11-27")
    assert json.loads((snapshot / "manifest.json").read_text(encoding="utf-8"))["summary"]["MISSING"] > 0
    changed = {p for p, at in before.items() if p.stat().st_mtime_ns != at}
    assert {p.name for p in changed} == {"collect.csv", "manifest.json"}
    assert folio("export", str(snapshot), "-q").code == 0


def test_an_edited_copy_is_kept_and_a_strange_file_is_refused(folio: Folio, came_in: Download) -> None:
    unpack_into(Path(), came_in)
    run(folio)
    copy = Path("out/files/lopez-ana-s1001.xlsx")
    copy.write_bytes(b"edited")
    late = Path("shared") / "late.xlsx"
    missing = next(p for p in CLASS if came_in.expected[p.id][0] == "MISSING" and p.period == 5)
    late.write_bytes(workbook(missing.owner(), work(missing), "late"))
    result = run(folio)
    assert "out/files/lopez-ana-s1001-edited.xlsx" in result.err.replace("files/lopez", "out/files/lopez")
    assert Path("out/files/lopez-ana-s1001-edited.xlsx").read_bytes() == b"edited"
    assert copy.read_bytes() != b"edited"
    Path("elsewhere").mkdir()
    Path("elsewhere/collect.csv").write_text("mine", encoding="utf-8")
    refused = folio("collect", *SOURCES, *ROSTERS, *TODAY, "--out", "elsewhere")
    assert (refused.code, refused.out) == (4, "")
    assert [p.name for p in Path("elsewhere").iterdir()] == ["collect.csv"]


def test_a_snapshot_stays_as_it_was_when_a_copy_is_edited_in_place(folio: Folio, came_in: Download) -> None:
    """Snapshots were hard links to the copies; and where nothing else was new, nobody was told of the edit."""
    unpack_into(Path(), came_in)
    run(folio)
    missing = next(p for p in CLASS if came_in.expected[p.id][0] == "MISSING" and p.period == 5)
    (Path("shared") / "late.xlsx").write_bytes(workbook(missing.owner(), work(missing), "late"))
    run(folio)
    copy, kept = Path("out/files/lopez-ana-s1001.xlsx"), Path("out/snapshots/2026-11-27/files/lopez-ana-s1001.xlsx")
    first = copy.read_bytes()
    with copy.open("r+b") as stream:
        stream.write(b"edited")
    edited = copy.read_bytes()
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (first, 0o600)
    again = run(folio)
    assert "Somebody edited a copy in out. It is kept as files/lopez-ana-s1001-edited.xlsx." in again.err
    assert "Nothing is new since the last time." in again.out
    assert (copy.with_stem("lopez-ana-s1001-edited").read_bytes(), copy.read_bytes()) == (edited, first)
    assert len([*Path("out/snapshots").iterdir()]) == 1
    assert "Somebody edited" not in run(folio).err


def test_the_counselor_decides_and_folio_remembers(folio: Folio, came_in: Download) -> None:
    unpack_into(Path(), came_in)
    asked = next(p for p in CLASS if came_in.expected[p.id][0] == "DUPLICATE" and p.period == 1)
    chosen = next(
        path for path, status in came_in.strays.items() if status == "DUPLICATE" and str(asked.lms_id) in path
    )
    assert run(folio).out.count("Which one counts?") == 2
    assert run(folio, "--use", chosen).code == 3
    assert statuses()[asked.id] == "FOUND"
    run(folio)
    assert statuses()[asked.id] == "FOUND"
    unknown = run(folio, "--use", "nowhere.xlsx")
    assert (unknown.code, unknown.out) == (2, "")


BAD: dict[str, tuple[str, str]] = {
    "no students": ("name,student_id\n", "has no students"),
    "two of one id": ("name,student_id\nAna,R1\nBo,R1\n", "R1 is already in line 2"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_wrong_roster_stops_before_anything_is_written(folio: Folio, kind: str) -> None:
    content, words = BAD[kind]
    Path("roster.csv").write_text(content, encoding="utf-8")
    Path("in").mkdir()
    result = folio("collect", "in", "--roster", "roster.csv", "--out", "out")
    assert (result.code, result.out) == (5, "")
    assert words in result.err
    assert not Path("out").exists()


def test_a_source_without_workbooks_writes_nothing(folio: Folio) -> None:
    Path("roster.csv").write_text("name\nAna\n", encoding="utf-8")
    Path("in").mkdir()
    result = folio("collect", "in", "--roster", "roster.csv", "--out", "out")
    assert (result.code, result.out) == (3, "")
    assert "in: " in result.err
    assert not Path("out").exists()


def test_a_class_is_checked_with_a_line_for_each_student(
    folio: Folio, collected: dict[str, Any], came_in: Download
) -> None:
    counted = sum(bool(s["file"]) for s in collected["students"])
    brief = folio("check", "out", *TODAY).out.split("\n\n")[0].splitlines()
    assert len(brief) == counted
    names = [line.split()[1] for line in brief if "," in line]
    assert names == sorted(names, key=plain_letters)
    assert len(folio("check", "out", "--details", *TODAY).out.splitlines()) > 3 * counted


def test_raw_folders_say_what_they_would_count_twice(folio: Folio, came_in: Download) -> None:
    unpack_into(Path(), came_in)
    result = folio("report", "moodle.zip", "shared", "--out", "r", *TODAY)
    assert "more than one workbook here, and all count. folio collect chooses one each." in result.err


def test_a_report_says_what_changed_since_the_last_collection(folio: Folio, came_in: Download) -> None:
    unpack_into(Path(), came_in)
    run(folio)
    none = folio("report", "out", "--out", "r", "--since", "last", *TODAY)
    assert (none.code, none.out) == (2, "")
    ana = next(p for p in CLASS if p.id == "S1001")
    missing = next(p for p in CLASS if came_in.expected[p.id][0] == "MISSING" and p.period == 5)
    Path("shared/ana.xlsx").write_bytes(workbook(ana.owner(), work(ana, interviews=2), "late"))
    Path("shared/late.xlsx").write_bytes(workbook(missing.owner(), work(missing), "late"))
    run(folio)
    for since in ("last", "out/snapshots/2026-11-27"):
        folio("report", "out", "--out", since.replace("/", "-"), "--format", "html,md", "--since", since, *TODAY)
        text = Path(since.replace("/", "-"), "report.md").read_text(encoding="utf-8")
        new = text.partition("## New since November 27, 2026")[2].partition("## Students")[0].split("\n")
        assert [line for line in new if line] == [
            "- **Lopez, Ana**: 1 more interview, 1 newly overdue",
            f"- **{missing.family}, {missing.given}**: the workbook came in",
        ]
        assert "New since November 27, 2026" in Path(since.replace("/", "-"), "report.html").read_text(encoding="utf-8")


NAMES: dict[str, tuple[str, str, str, bool, bool]] = {
    "c.zip/lopezana_50101_90011_Interviews FINAL.xlsx": ("Canvas", "50101", "Interviews FINAL.xlsx", False, False),
    "c.zip/lopezana_LATE_50101_90011_my_work_2.xlsx": ("Canvas", "50101", "my_work_2.xlsx", True, False),
    "c.zip/lopezana_50101_text.html": ("Canvas", "50101", "lopezana_50101_text.html", False, True),
    "c.zip/anon_4711_90011_work.xlsx": ("Canvas", "", "work.xlsx", False, False),
    "c.zip/anon_xA9f2_90011_work.xlsx": ("Canvas", "", "work.xlsx", False, False),
    "m.zip/Ana Lopez_7_assignsubmission_file/work.xlsx": ("Moodle", "7", "work.xlsx", False, False),
    "m.zip/Ana Lopez_7_assignsubmission_file_/work.xlsx": ("Moodle", "7", "work.xlsx", False, False),
    "m.zip/Ana Lopez_7_assignsubmission_file_work.xlsx": ("Moodle", "7", "work.xlsx", False, False),
    "m.zip/Ana Lopez_7_assignsubmission_onlinetext/onlinetext.html": ("Moodle", "7", "onlinetext.html", False, True),
    "shared/Lopez_2.xlsx": ("", "", "Lopez_2.xlsx", False, False),
}


@pytest.mark.parametrize("path", NAMES)
def test_the_name_of_a_submission_says_who_handed_it_in(path: str) -> None:
    found = submission_of(path)
    assert (found.system, found.number, found.display, found.late, found.text) == NAMES[path]


def collect_in(folio: Folio, status: str = "") -> dict[str, dict[str, Any]]:
    """What each student is by the files in the folder ``in``: the first four of the class, the first with a status."""
    lines = [f'"{p.family}, {p.given}",{p.lms_id},{p.id},{"" if i else status}' for i, p in enumerate(CLASS[:4])]
    Path("roster.csv").write_text("\n".join(["name,id,sis user id,status", *lines]), encoding="utf-8")
    result = folio("collect", "in", "--roster", "roster.csv", "--out", "out", "--format", "json", *TODAY)
    return {s["student_id"]: s for s in json.loads(result.out)["students"]}


def test_late_stays_late_whatever_else_the_file_is(folio: Folio) -> None:
    """A file that was also NOT STARTED, or somebody else's, was no longer said to be late."""
    one, two, three, four = CLASS[:4]
    Path("in").mkdir()
    for pupil, typed, made_for in ((one, {}, one), (two, work(four), four)):
        name = f"in/x_LATE_{pupil.lms_id}_9_w.xlsx"
        Path(name).write_bytes(workbook(made_for.owner(), typed, "a"))
    Path(f"in/x_LATE_{three.lms_id}_9_w.docx").write_bytes(b"PK")
    found = collect_in(folio)
    assert [(found[p.id]["status"], found[p.id]["late_source"]) for p in (one, two, three, four)] == [
        ("NOT STARTED", "Canvas"), ("MISMATCH", "Canvas"), ("WRONG FILE", "Canvas"), ("MISSING", ""),
    ]  # fmt: skip
    assert all(found[p.id]["reason"].endswith("; handed in late") for p in (one, two, three))


def weeks(files: dict[str, Any], owner: Any) -> None:
    """Two weeks' downloads in the folder ``in``: files of the first student by path, each with what is typed in it."""
    for path, typed in files.items():
        target = Path("in", path.format(CLASS[0].lms_id))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(workbook(owner, typed, "a"))


def differing(name: str) -> dict[str, list[dict[str, Any]]]:
    return {"contacts": [{"name": name}]}


def test_the_later_attempt_in_canvas_counts_where_a_student_corrected_something(folio: Folio) -> None:
    """It asked which one counts; each download has the last attempt, and Canvas numbers what is uploaded."""
    one = CLASS[0]
    weeks({"week 1/x_{}_100_w.xlsx": differing("Dnaa"), "week 2/x_{}_200_w-1.xlsx": differing("Dana")}, one.owner())
    found = collect_in(folio)[one.id]
    assert (found["status"], found["file"]) == ("FOUND", f"in/week 2/x_{one.lms_id}_200_w-1.xlsx")
    (stray,) = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))["strays"]
    assert (stray["status"], stray["reason"]) == ("DUPLICATE", "an earlier attempt than w-1.xlsx")


def test_only_a_later_attempt_with_the_same_workbook_settles_which_counts(folio: Folio) -> None:
    one = CLASS[0]
    first = f"in/week 1/x_{one.lms_id}_100_w.xlsx"
    # What the later attempt has is in the earlier one, too, and less.
    weeks({"week 1/x_{}_100_w.xlsx": differing("Dana"), "week 2/x_{}_200_w.xlsx": {}}, one.owner())
    assert collect_in(folio)[one.id]["file"] == first
    # Two files in the later attempt, of which one is as before.
    weeks({"week 2/x_{}_200_w.xlsx": differing("Dana"), "week 2/x_{}_201_v.xlsx": differing("Sam")}, one.owner())
    later = [f"in/week 2/x_{one.lms_id}_{n}.xlsx" for n in ("200_w", "201_v")]
    asked = collect_in(folio)[one.id]
    assert (asked["status"], [p in asked["reason"] for p in (first, later[0], "v.xlsx")]) == (
        "DUPLICATE", [False, True, True],
    )  # fmt: skip
    # Another workbook.
    Path(later[1]).unlink()
    Path(later[0]).write_bytes(workbook(one.owner(), differing("Sam"), "another"))
    asked = collect_in(folio)[one.id]
    assert asked["status"] == "DUPLICATE"
    assert f"{later[0]} and {first}. Which one counts?" in asked["reason"]


def test_a_hint_says_how_to_choose_a_file_where_that_helps(folio: Folio) -> None:
    """Nothing on the screen told of --use."""
    one, other = CLASS[:2]
    Path("in").mkdir()
    Path(f"in/x_{one.lms_id}_9_w.xlsx").write_bytes(workbook(one.owner(), work(one), "a"))
    lines = "".join(f"{p.name},{p.lms_id},{p.id}\n" for p in (one, other))
    Path("roster.csv").write_text(f"name,id,sis user id\n{lines}", encoding="utf-8")
    command = ("collect", "in", "--roster", "roster.csv", "--out", "out")
    assert "--use" not in folio(*command).out
    Path(f"in/x_{other.lms_id}_9_w.xlsx").write_bytes(workbook(CLASS[2].owner(), work(other), "a"))
    assert "To choose one of these files yourself, run this again with --use and its path." in folio(*command).out


def test_a_student_who_isnt_found_is_suggested_or_said_to_have_no_work(folio: Folio) -> None:
    """Only "None of the workbooks is of ..." stood there, for a last name alone and for a file that doesn't count."""
    ana, malik, emma, other = CLASS[:4]
    Path("in").mkdir()
    for pupil, owner in ((ana, ana), (malik, other), (emma, emma), (other, other)):
        Path(f"in/x_{pupil.lms_id}_9_w.xlsx").write_bytes(workbook(owner.owner(), work(owner), "a"))
    collect_in(folio)

    def told(student: str) -> str:
        result = folio("report", "out", "--student", student, "--out", "r", *TODAY)
        assert (result.code, result.out) == (2, "")
        return " ".join(result.err.split())

    assert "None of the workbooks is of 'Smith'. Did you mean Emma Smith?" in told("Smith")
    assert "None of the workbooks is of 'Anna Lopes'. Did you mean Ana Lopez?" in told("Anna Lopes")
    assert "2 workbooks are of 'Emma Smith'. Give the student ID instead: S1003 or S1004." in told("Emma Smith")
    for student in ("Malik Haddad", malik.id):
        assert (
            "No workbook of Malik Haddad counts: folio collect says MISMATCH (Malik Haddad handed it in, but it says "
            "Emma Smith). To choose a file yourself, run folio collect again with --use."
        ) in told(student)


def test_an_untouched_file_is_no_worse_than_none_while_there_is_more_time(folio: Folio) -> None:
    one = CLASS[0]
    Path("in").mkdir()
    Path(f"in/x_LATE_{one.lms_id}_9_w.xlsx").write_bytes(workbook(one.owner(), {}, "a"))
    expected = {
        "excused": ("EXCUSED", "excused, and handed in all the same"),
        "extension 2026-12-04": (
            "EXTENSION",
            "has until Dec 4, 2026; nothing is typed in it but what is on the start sheet",
        ),
        "extension 2026-11-24": ("NOT STARTED", "nothing is typed in it but what is on the start sheet"),
    }
    for status, told in expected.items():
        found = collect_in(folio, status)[one.id]
        assert (found["status"], found["reason"], found["late_source"]) == (*told, "")


def test_an_anonymous_number_is_nobodys(folio: Folio) -> None:
    ana, bo = CLASS[0], CLASS[1]
    Path("in").mkdir()
    Path(f"in/anon_{bo.lms_id}_1_work.xlsx").write_bytes(workbook(ana.owner(), work(ana), "a"))
    head = "Student,ID,SIS User ID,SIS Login ID,Section"
    lines = [f'"{p.family}, {p.given}",{p.lms_id},{p.id},,P1' for p in (ana, bo)]
    Path("roster.csv").write_text("\n".join([head, *lines]), encoding="utf-8")
    answer = json.loads(folio("collect", "in", "--roster", "roster.csv", "--out", "out", "--format", "json").out)
    assert {s["student_id"]: s["status"] for s in answer["students"]} == {ana.id: "FOUND", bo.id: "MISSING"}


def test_a_number_of_canvas_says_nothing_of_whose_workbook_it_is(folio: Folio) -> None:
    """The gradebook has for Bo the very number that the school has for Ana; her workbook counted as his."""
    ana, bo = CLASS[0], CLASS[1]
    Path("in").mkdir()
    Path("in/work.xlsx").write_bytes(workbook(ana.owner(), work(ana), "a"))
    lines = ["Student,ID,Section", "Points Possible,,"]
    lines += [f'"{p.family}, {p.given}",{number},P1' for p, number in ((ana, 901), (bo, ana.id))]
    Path("roster.csv").write_text("\n".join(lines), encoding="utf-8")
    answer = json.loads(folio("collect", "in", "--roster", "roster.csv", "--out", "out", "--format", "json").out)
    assert {s["first_name"]: s["status"] for s in answer["students"]} == {ana.given: "FOUND", bo.given: "MISSING"}


def test_an_unreadable_file_is_one_file(folio: Folio) -> None:
    """It was counted twice: as its student's, and as left out."""
    ana = CLASS[0]
    Path("in").mkdir()
    Path(f"in/{ana.given} {ana.family}.xlsx").write_bytes(b"PK")
    Path("roster.csv").write_text(f"name\n{ana.given} {ana.family}\n", encoding="utf-8")
    result = folio("collect", "in", "--roster", "roster.csv", "--out", "out")
    assert (result.code, result.err.splitlines()[-1]) == (3, "Exit code 3: 1 source or file couldn't be read.")


def test_a_zip_in_the_zip_is_handed_in_and_not_read(folio: Folio) -> None:
    """Its student was missing, without a word of the zip."""
    ana, bo = CLASS[0], CLASS[1]
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w") as zipped:
        zipped.writestr("work.xlsx", workbook(ana.owner(), work(ana), "a"))
    with zipfile.ZipFile("canvas.zip", "w") as zipped:
        zipped.writestr(f"{ana.family}{ana.given}_901_5_work.zip".lower(), inner.getvalue())
        zipped.writestr(f"{bo.family}{bo.given}_902_6_work.xlsx".lower(), workbook(bo.owner(), work(bo), "b"))
    Path("roster.csv").write_text(f"name\n{ana.given} {ana.family}\n{bo.given} {bo.family}\n", encoding="utf-8")
    result = folio("collect", "canvas.zip", "--roster", "roster.csv", "--out", "out")
    assert result.code == 0
    assert f"WRONG FILE  {ana.family}, {ana.given}: a zip inside a zip; unpack it first" in result.out
