"""Who may see what: nobody is named or recognized where that was promised, and each student's choice is obeyed."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from folio.domain.audiences import AUDIENCES
from folio.domain.contact_data import without_contact_data
from folio.domain.disclosure import Disclosure, pooled
from folio.insight.audience_members import seen_by
from folio.insight.shared_findings import SharedFindings, shared_findings
from folio.intake.model import Intake, Problem, Reading
from tests.browser import A4, LETTER, Browser
from tests.conftest import Folio
from tests.readings import a_reading
from tests.workbooks import ANA, CLEAN, edited, kit, make

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

TODAY = date(2026, 11, 20)
WITHOUT_NAMES = ("school", "class", "public")
# What each type of column can hold, so that the canary of a column is read as its value.
TEXTS = ("text", "long_text")
# What several students may say alike, and is shown for that.
ALIKE = {"field": "Nursing", "field_1": "Nursing", "quality": "Teamwork"}


def canaries(i: int) -> dict[str, list[dict[str, Any]]]:
    """A term with a word of its own in every place where a person may be named, reached or quoted."""
    content: dict[str, list[dict[str, Any]]] = {}
    for sheet in kit().template.sheets:
        row: dict[str, Any] = {}
        for column in (c for c in sheet.columns if c.typed):
            mark = f"Canary{i}{sheet.key}{column.key}".replace("_", "")
            if column.type in TEXTS:
                row[column.key] = ALIKE.get(column.key, mark)
            elif column.type == "reference":
                row[column.key] = f"Canary{i}contactsname"
            elif column.type == "email":
                row[column.key] = f"{mark}@example.com"
            elif column.type == "url":
                row[column.key] = f"https://{mark}.example.com/"
            elif column.type == "phone":
                row[column.key] = f"(503) 555-01{i:02}"
            elif column.type == "rating":
                row[column.key] = 1 + i % 5
            elif column.type == "date":
                row[column.key] = date(2026, 9, 1 + i)
        if sheet.key == "start":
            content["start"] = [
                row | {"sharing": "My class without names" if i % 2 else None, "class": f"Canaryclass{i}"}
            ]
        elif row:
            content[sheet.key] = [row]
    content["contacts"][0]["status"] = content["interviews"][0]["status"] = "Completed"
    content["peaks_wanted"][0]["category"] = content["peaks_mine"][0]["category"] = "Skills"
    return content


def with_more(workbook: bytes) -> bytes:
    """The workbook with a note, a custom sheet, and a cell that doesn't fit."""

    def change(book: Workbook) -> None:
        book.create_sheet("Canarysheet")["B2"] = "Canarycell"
        book["Contacts"]["A6"].comment = Comment("Canarynote", "Canaryauthor")
        book["Interviews"]["D6"] = "Canarystatus"
        book.properties.creator = "Canarycreator"

    return edited(workbook, change)


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A class of 14 with canaries everywhere, a file that can't be read, and a canary in each file's name."""
    folder = tmp_path / "Canaryfolder"
    folder.mkdir()
    for i in range(14):
        owner = replace(ANA, name=f"Canary{i} Student", student_id=f"Canaryid{i}")
        made = make(canaries(i), owner=owner)
        (folder / f"Canaryfile{i}.xlsx").write_bytes(with_more(made) if i < 2 else made)
    (folder / "Canarybroken.xlsx").write_bytes(b"Canary")
    return folder


def everything(folder: Path) -> str:
    """All that is in a folder: the names of files, and what is in them, unpacked."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        found.append(path.relative_to(folder).as_posix())
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(BytesIO(content)) as parts:
                found += [f"{name} {parts.read(name).decode('utf-8', 'replace')}" for name in parts.namelist()]
        if path.suffix == ".pdf":
            found.append(subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout)
            found.append(subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout)
        found.append(content.decode("utf-8", "replace"))
    return "\n".join(found)


def test_no_canary_is_found_where_nobody_is_named(folio: Folio, planted: Path) -> None:
    for audience in WITHOUT_NAMES:
        asked = ("--audience", audience)
        reported = folio("report", planted, "--out", audience, "--format", "html,xlsx,md,pdf", *asked)
        folio("export", planted, "--format", "csv", "--out", f"{audience}/csv", *asked)
        exported = folio("export", planted, "--format", "json", *asked)
        checked = [folio("check", planted, "--format", style, *asked) for style in ("text", "json")]
        said = "".join(r.out + r.err for r in (reported, exported, *checked))
        shown = everything(Path(audience)) + said
        assert re.findall("(?i).{0,40}canary.{0,40}", shown) == [], audience
        assert "555-01" not in shown, audience
        # What several said alike is there, so this is no report about nothing.
        assert "Nursing" in shown
        assert "Teamwork" in shown
        assert json.loads(exported.out)["figures"]["students"] >= 10
    # The counselor's report has what the others must not have.
    folio("report", planted, "--out", "counselor", "--format", "html,xlsx,md", "--today", "2026-11-20")
    assert "Canary3interviewstakeaway" in everything(Path("counselor"))


def test_a_student_who_wants_nobody_else_is_left_out_and_listed(folio: Folio, tmp_path: Path) -> None:
    for i, choice in enumerate(("My counselor only", "Nobody else", "My class without names", None, "only Ms. O.")):
        owner = replace(ANA, name=f"Student {'ABCDE'[i]}", student_id=f"S{i}")
        (tmp_path / f"{i}.xlsx").write_bytes(make({"start": [{"sharing": choice}]} | CLEAN, owner=owner))
    result = folio("export", tmp_path, "--audience", "school")
    data = json.loads(result.out)
    assert (data["figures"]["students"], data["left_out"]) == (2, 3)
    assert "3 students want only you to see their workbook, and are left out. Your own report names them." in result.err
    folio("report", tmp_path, "--out", "mine", "--format", "md")
    listed = Path("mine/report.md").read_text(encoding="utf-8").split("## Who may see this")[1]
    assert "A, Student; B, Student; E, Student" in listed
    assert "C, Student" not in listed
    result = folio("report", tmp_path, "--out", "family", "--student", "S1", "--audience", "family")
    assert result.code == 4
    assert "Student B wants nobody but the counselor to see this workbook." in result.err
    assert not Path("family").exists()
    assert folio("report", tmp_path, "--out", "family", "--student", "S2", "--audience", "family").out


def test_the_strictest_choice_of_a_student_counts_for_all_their_workbooks() -> None:
    ana = [a_reading("Ana Lopez", path=f"{i}.xlsx", start={"sharing": s}) for i, s in enumerate((None, "Nobody else"))]
    bo = a_reading("Bo Chen", student_id="S2")
    seen, left_out = seen_by("school", Intake((*ana, bo)), TODAY)
    assert seen.readings == (bo,)
    assert left_out == tuple(ana)


def test_a_choice_without_its_id_counts_for_the_name() -> None:
    closed = a_reading("Ana Lopez", path="1.xlsx", start={"sharing": "Nobody else"})
    other = a_reading("ana  lopez", path="2.xlsx", student_id="")
    namesake = a_reading("Ana Lopez", path="3.xlsx", student_id="S2")
    seen, left_out = seen_by("school", Intake((closed, other, namesake)), TODAY)
    assert left_out == (closed, other)
    assert seen.readings == (namesake,)


def test_a_choice_counts_wherever_it_stands(folio: Folio, tmp_path: Path) -> None:
    def chosen(book: Workbook) -> Cell:
        return next(c for row in book["Start"].iter_rows() for c in row if c.value == "Nobody else")

    def moved(book: Workbook) -> None:
        cell = chosen(book)
        cell.value, book["Start"].cell(cell.row + 3, cell.column).value = None, "nobody else "

    def unnamed(book: Workbook) -> None:
        cell = chosen(book)
        for column in range(1, cell.column):
            book["Start"].cell(cell.row, column).value = "Please"
        for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
            for name in [n for n in names if "sharing" in n.lower()]:
                del names[name]

    def lost(book: Workbook) -> None:
        del book["Start"]

    for i, change in enumerate((moved, unnamed, lost)):
        owner = replace(ANA, name=f"Student {i}", student_id=f"S{i}")
        book = edited(make({"start": [{"sharing": "Nobody else"}]} | CLEAN, owner=owner), change)
        (tmp_path / f"{i}.xlsx").write_bytes(book)
    result = folio("export", tmp_path, "--audience", "school")
    assert "3 students want only you to see their workbook" in result.err
    assert result.code == 4


def test_a_family_gets_no_contact_data_of_others(folio: Folio, tmp_path: Path) -> None:
    content = {key: [dict(row) for row in rows] for key, rows in CLEAN.items()}
    content["interviews"][0]["takeaway"] = "Call her at 503-555-0142, or write to dana@cedar.example.org. Room 12."
    content["contacts"][0]["notes"] = "See https://cedar.example.org/dana and dana at cedar dot example."
    content["contacts"][0]["email"] = "dana at"
    (tmp_path / "ana.xlsx").write_bytes(make(content))
    folio(
        "report",
        "ana.xlsx",
        "--out",
        "family",
        "--audience",
        "family",
        "--format",
        "html,md,xlsx",
        "--today",
        "2026-11-20",
    )
    report = everything(Path("family"))
    exported = folio("export", "ana.xlsx", "--audience", "family").out
    checked = folio("check", "ana.xlsx", "--audience", "family", "--today", "2026-11-20").out
    for shown in (report, exported, checked):
        assert "Ana Lopez" in shown
        for reach in ("555-01", "cedar.example", "dana at", "PRIVATE-CANARY"):
            assert reach not in shown, reach
    assert "Call her at (left out), or write to (left out). Room 12." in report
    data = json.loads(exported)["workbooks"][0]
    assert "email" not in data["tables"]["contacts"][0]
    assert data["tables"]["start"][0]["email"] == "ana@students.example.org"  # the student's own
    assert "not-an-email" in checked


def test_contact_data_is_left_out_of_texts() -> None:
    assert (
        without_contact_data("On 2026-11-20 at 9:30, room 1204, 3 of 12.")
        == "On 2026-11-20 at 9:30, room 1204, 3 of 12."
    )
    for reach in ("+1 (503) 555-0142", "503.555.0142", "5035550142", "Ana.B@example.com", "ana at example dot com",
                  "www.example.org/ana", "linkedin.com/in/ana"):  # fmt: skip
        assert without_contact_data(f"Reach her: {reach}") == "Reach her: (left out)", reach


@pytest.mark.parametrize("reach", [
    "dana(at)cedar.org", "dana [at] cedar [dot] org", "dana dot lee at cedar dot org", "dana@cedar", "dana @ cedar.org",
    "dana\uff20cedar.org", "dana@cedar\u200b.org", "@dana_lee", "t.me/dana", "cedar.org", "mailto:dana",
    "503\u00b7555\u00b70142", "503_555_0142", "503\u00a0555\u00a00142", "503\n555\n0142", "503 \u2013 555 \u2013 0142",
    "503\u200b555\u200b0142", "503, 555, 0142", "503:555:0142", "503\u2014555\u20140142",
    "\uff15\uff10\uff13\uff15\uff15\uff15\uff10\uff11\uff14\uff12",
])  # fmt: skip
def test_contact_data_is_left_out_however_it_is_written(reach: str) -> None:
    assert without_contact_data(f"Reach her: {reach} soon") == "Reach her: (left out) soon"
    assert without_contact_data(f"{'x' * 1100} {reach}") == f"{'x' * 1100} (left out)"


@pytest.mark.parametrize("text", [
    "2026-11-20 2026-11-21", "11/20/2026", "From 2019-2023.", "9:30-10:15 on 11/20", "$45,000-60,000", "1,000,000",
    "Meet at noon. Nothing else.", "I was at work. Dot painting.", "and/or e.g. U.S. 24/7",
])  # fmt: skip
def test_what_is_no_contact_data_stays(text: str) -> None:
    assert without_contact_data(text) == text


@pytest.mark.parametrize(
    "text", [".", "a.", "a at ", "1-", "@", "a@", "- ", " ", "at dot ", "a dot ", "x", "(", "503 "]
)
def test_no_text_takes_long_to_look_through(text: str) -> None:
    began = process_time()
    without_contact_data(text * (32_000 // len(text)))
    assert process_time() - began < 1


def test_a_family_gets_no_contact_data_in_numbers_and_titles_of_sheets(folio: Folio, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book.create_sheet("Dana 503-555-0141")
        sheet["B2"], sheet["B3"], sheet["B4"] = 5035550142, 0.123456789, 1204
        sheet["C2"].comment = Comment("503 / 555 / 0143", "Ana")

    start = {"email": "ana at home", "counselor": "Ms. O, 503-555-0144", "about_me": "I'm at ana@own.example.org"}
    (tmp_path / "ana.xlsx").write_bytes(edited(make({"start": [start]}), change))
    exported = folio("export", "ana.xlsx", "--audience", "family").out
    data = json.loads(exported)["workbooks"][0]
    assert not re.search(r"503.*555.*014", exported)
    assert [e["value"] for e in data["extra"]] == ["(left out)", 0.123456789, 1204]
    assert {e["sheet"] for e in (*data["extra"], *data["notes"])} == {"Dana (left out)"}
    assert data["tables"]["start"][0]["counselor"] == "Ms. O, (left out)"
    # The student's own stays.
    assert data["tables"]["start"][0]["about_me"] == start["about_me"]
    assert '"ana at home" isn\'t an email address.' in folio("check", "ana.xlsx", "--audience", "family").out


def a_class(size: int, without: int | None = None, changed: int | None = None) -> Intake:
    """A class as the intake would give it; perhaps without one student, or with a change in one workbook."""
    readings = []
    for i in range(size):
        interviews = [
            {"contact": f"C{n}", "date": date(2026, 9, 1 + n), "status": "Completed", "interest_before": 1 + i % 4,
             "interest_after": 2 + i % 4}
            for n in range(1 + i % 3 + (i == changed))
        ]  # fmt: skip
        reading = a_reading(
            f"Student {i}", student_id=f"S{i}", start={"class": f"Period {1 + (i > size // 2)}"},
            contacts=[{"name": f"C{n}", "field": "Law" if i % 4 else "Music", "status": "Thanked"} for n in range(4)],
            interviews=interviews,
            peaks_wanted=[{"contact": "C1", "category": "Skills", "quality": "Tact", "importance": 1 + i % 5}],
        )  # fmt: skip
        digest = sha256(f"{i} {len(interviews)}".encode()).hexdigest()
        readings.append(replace(reading, sha256=digest))
    return Intake(tuple(r for i, r in enumerate(readings) if i != without))


def public(intake: Intake, audience: str = "public") -> SharedFindings:
    return shared_findings(*seen_by(audience, intake, TODAY), audience, 10, TODAY)


def counts(found: SharedFindings) -> dict[str, int | None]:
    """Every count of the page by its place."""
    return {f.label: f.value for f in found.figures} | {
        f"{name} {getattr(row, keys[0])} {key}": getattr(row, key)
        for name, keys in (("sections", ("name", "students", "contacts", "interviews")), ("pipeline", ("status", "people")),
                           ("fields", ("field", "students", "interviews", "enough")))
        for row in getattr(found, name)
        for key in keys[1:]
    }  # fmt: skip


def test_two_reports_do_not_tell_what_the_student_between_them_did() -> None:
    size = 40
    whole = counts(public(a_class(size)))
    shown = [v for v in whole.values() if v is not None]
    assert len(shown) > 10
    assert {v % 5 for v in shown} == {0}
    guessed, of_others = 0, 0
    for i in range(size):
        less = counts(public(a_class(size, without=i)))
        before = counts(public(a_class(size, changed=i)))
        for other in (less, before):
            changes = {k: abs((whole[k] or 0) - (other.get(k) or 0)) for k in whole}
            assert {c % 5 for c in changes.values()} == {0}
            of_others += any(c for k, c in changes.items() if ("Music" if i % 4 else "Law") in k)
        # Whoever subtracts guesses how many interviews the student had; 1 to 3 is the truth.
        guessed += (whole["interviews completed"] or 0) - (less["interviews completed"] or 0) == 1 + i % 3
    assert guessed == 0
    # Figures to which the student adds nothing change as well, so a change tells of nobody.
    assert of_others > size / 2


def test_two_audiences_get_the_same_figures_and_the_same_workbooks_give_the_same() -> None:
    found = a_class(30)
    assert replace(public(found, "class"), audience="public") == public(found)
    assert public(found) == public(a_class(30))
    assert counts(public(found, "school"))["interviews completed"] == sum(1 + i % 3 for i in range(30))


def test_small_groups_are_hidden_and_so_is_what_gives_them_away() -> None:
    sizes = {"a": 20, "b": 14, "c": 3}
    groups = {name: {f"{name}{i}" for i in range(size)} for name, size in sizes.items()}
    assert pooled(groups, 10, set(), complementary=True) == (["a"], ["b", "c"])
    assert pooled(groups, 10, set(), complementary=False) == (["a", "b"], ["c"])
    assert pooled(groups, 10, {"a"}, complementary=True) == (["b"], ["a", "c"])
    exact = Disclosure(10)
    assert exact.parts("p", {"x": 40, "y": 30, "z": 4}, {"x": 20, "y": 12, "z": 4}) == {"x": 40, "y": None, "z": None}
    assert exact.part("p", 12, 15, 15) is None  # the 3 others
    assert exact.part("p", 15, 15, 15) is None  # it would tell of each of them
    assert Disclosure().part("p", 15, 15, 15) == 15
    assert exact.mean("p", 3.4, 9) is None


def test_one_student_alone_moves_a_sum_by_a_step_at_most() -> None:
    def with_people(many: int) -> dict[str, int | None]:
        more = a_reading("Zoe", student_id="Z", contacts=[{"name": f"P{n}", "status": "Thanked"} for n in range(many)])
        return counts(public(Intake((*a_class(30).readings, replace(more, sha256="z")))))

    few, many = with_people(20), with_people(200)  # all else is drawn alike
    assert few == many
    assert {v % 20 for k, v in few.items() if v and ("people" in k or "contacts" in k)} == {0}
    assert public(Intake(a_class(30).readings), "school").figures[1].value == 120


def test_one_student_alone_does_not_make_an_average() -> None:
    def rated(i: int, times: int, rating: int) -> Reading:
        return a_reading(
            f"S {i}", student_id=f"S{i}", contacts=[{"name": f"C{n}", "field": "Law"} for n in range(times)],
            interviews=[{"contact": f"C{n}", "date": date(2026, 9, 1), "status": "Completed", "interest_before": rating,
                         "interest_after": rating} for n in range(times)],
        )  # fmt: skip

    intake = Intake((*(rated(i, 1, 1) for i in range(19)), rated(19, 40, 5)))
    assert (public(intake).fields[0].before or 5) <= 1.5
    assert (public(intake, "school").fields[0].before or 0) > 3


def test_a_group_that_just_became_large_enough_is_not_always_shown() -> None:
    limits = [Disclosure.drawn(10, str(i), 30).at_least for i in range(60)]
    assert set(limits) == {10, 11, 12, 13, 14}
    assert {Disclosure.drawn(10, str(i), 11).at_least for i in range(60)} == {10, 11}
    assert Disclosure.drawn(10, "seed", 10).at_least == 10


def problems_of(*codes: str) -> tuple[Problem, ...]:
    return tuple(Problem(code, "warning", "Look again.", "Change it.") for code in codes)


def test_a_rare_problem_does_not_appear_when_a_student_joins() -> None:
    readings = [a_reading(f"S {i}", student_id=f"S{i}", problems=problems_of("a", "b")[: 1 + i % 2]) for i in range(40)]
    one = a_reading("New One", student_id="N", problems=problems_of("rare"))
    found = [public(Intake(tuple(it))) for it in (readings, [*readings, one])]
    assert [[p.code for p in f.problems] for f in found] == [["b"], ["b"]]  # nearly all have the other
    assert [p.students for p in public(Intake((*readings, one)), "school").problems] == [40, 20, 1]


def test_whether_anybody_is_left_out_is_not_said_to_all() -> None:
    intake = a_class(30)
    closed = [a_reading(f"C {i}", student_id=f"C{i}", start={"sharing": "Nobody else"}) for i in range(12)]
    for more in (closed, closed[:1]):
        wider = replace(intake, readings=(*intake.readings, *more))
        assert public(wider) == public(intake)
        assert public(wider, "school").left_out == len(more)


def test_rows_stand_in_the_order_of_what_is_shown() -> None:
    found = public(a_class(60))
    shown = [f.students or 0 for f in found.fields]
    assert shown == sorted(shown, reverse=True)
    named = [
        a_reading(
            f"S {i}", student_id=f"S{i}",
            contacts=[{"name": f"P{f}", "field": f"Field {f}"} for f in range(4) if i < 21 + f],
        )
        for i in range(40)
    ]  # fmt: skip
    rows = [(-(f.students or 0), f.field) for f in public(Intake(tuple(named))).fields]
    assert len(rows) == 4
    assert rows == sorted(rows)


def test_a_student_in_another_section_by_the_roster_draws_all_figures_again() -> None:
    intake = a_class(43)
    rows = [
        {
            "path": r.path,
            "class": f"Period {1 + i % 2}",
            "file": r.path,
            "status": "OK",
            "first_name": "A",
            "last_name": "B",
        }
        for i, r in enumerate(intake.readings)
    ]
    moved = [rows[0] | {"class": "Period 2"}, *rows[1:]]
    one, other = (counts(public(replace(intake, collected=tuple(it)))) for it in (rows, moved))
    assert {k for k in one if one[k] != other.get(k)} - {k for k in one if k.startswith("sections")}


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 40), min_size=1), st.integers(5, 30))
def test_no_hidden_part_is_what_is_left_of_the_total(sizes: dict[str, int], least: int) -> None:
    shown = Disclosure(least).parts("p", sizes, sizes)
    hidden = [name for name, n in shown.items() if n is None and sizes[name]]
    assert len(hidden) != 1 or not any(shown.values())
    groups = {name: {f"{name} {i}" for i in range(size)} for name, size in sizes.items()}
    named, rest = pooled(groups, least, set(), complementary=True)
    left = sum(sizes[name] for name in rest)
    assert all(sizes[name] >= least for name in named)
    assert left == 0 or left >= least or not named


@given(st.integers(10, 200), st.text(min_size=1))
def test_rounding_goes_to_one_of_the_two_nearest(value: int, seed: str) -> None:
    shown = Disclosure(10, seed).count("p", value, value)
    assert shown in {value // 5 * 5, -(-value // 5) * 5}


def test_what_does_not_fit_an_audience_is_refused(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for i in range(3):
        owner = replace(ANA, name=f"Student {i}", student_id=f"S{i}")
        (tmp_path / "in" / f"{i}.xlsx").write_bytes(make(CLEAN, owner=owner))
    for line, code, why in (
        ("report in --out o --min-group 10", 2, "--min-group only works with --audience class or public"),
        ("report in --out o --audience public --min-group 4", 2, "4 is not in the range 5<=x<=30"),
        ("report in --out o --audience public --student S1", 2, "shows nobody alone"),
        ("report in --out o --audience school --since last", 2, "--since names students"),
        ("report in --out o --audience family", 2, "This is about one student, and there are 3 workbooks."),
        ("report in --out o --audience public", 4, "3 students can be counted: too few for nobody to be recognized."),
        ("check in --marked o --audience school", 2, "--marked makes copies for the students themselves"),
        ("export in --private --audience family", 2, "private columns are nobody else's"),
        ("check in --audience class", 4, "too few for nobody to be recognized"),
    ):
        result = folio(line)
        assert (result.code, result.out) == (code, ""), line
        assert why in " ".join(result.err.split()), result.err
        assert not Path("o").exists()


def test_a_folder_holds_reports_for_one_audience_only(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for i in range(5):
        owner = replace(ANA, name=f"Student {i}", student_id=f"S{i}")
        (tmp_path / "in" / f"{i}.xlsx").write_bytes(make(CLEAN, owner=owner))
    assert folio("report in --out o").code == 0
    for more in ("", " --force", " --format md"):
        result = folio(f"report in --out o --audience school{more}")
        assert result.code == 4
        assert "o has a report for another audience (counselor). Choose another folder" in result.err
    assert folio("report in --out s --audience school").code == 0
    assert folio("report in --out s --audience school").code == 0  # next week
    assert "for another audience (school)" in folio("report in --out s").err
    assert "for another audience (school)" in folio("export in --out s").err
    assert folio("letters in --out l").code == 0
    for line in ("report in --out l --audience school", "export in --out l --audience school"):
        result = folio(line)
        assert result.code == 4
        assert "l has files of folio letters for another audience (counselor)." in result.err
    Path("linked").symlink_to("o")
    assert folio("report in --out linked --audience school").code == 4


def test_a_check_for_others_of_nothing_readable_says_so(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "Ana Lopez.xlsx").write_bytes(b"nothing")
    for audience in ("school", "family", "public"):
        result = folio("check", "Ana Lopez.xlsx", "--audience", audience)
        assert (result.code, result.out) == (3, "")
        assert "No workbook could be read" in result.err
        assert "Ana" not in result.err


def test_a_name_in_a_field_is_not_shown() -> None:
    readings = [
        a_reading(f"Student {i}", student_id=f"S{i}", contacts=[{"name": "Dana Lee", "field": "Work of Dana Lee"}])
        for i in range(12)
    ]
    found = shared_findings(Intake(tuple(readings)), (), "school", 10, TODAY)
    assert [f.field for f in found.fields] == [""]
    assert found.fields[0].students == 12


@pytest.mark.parametrize(
    "field",
    ["Work like Lopez, Ana", "LÓPEZ bakery", "Ana's way", "dana_lee", "Mentor Okafor", "Missing Maya", "Ms. Ortega's"],
)
def test_no_word_of_a_name_is_shown(field: str) -> None:
    readings = [
        a_reading(
            "Ana Lopez" if i == 0 else f"Zoe {i}", student_id=f"S{i}", start={"counselor": "Ms. Ortega"},
            contacts=[{"name": "Dana Lee of Cedar", "field": field, "referred_by": "Sam Okafor"},
                      {"name": "Dean of Students", "field": "State of mind"}],
            peaks_wanted=[{"contact": "Dana Lee", "category": "Skills", "quality": field}],
        )
        for i in range(15)
    ]  # fmt: skip
    missing = {
        "path": "",
        "file": "",
        "status": "MISSING",
        "reason": "",
        "class": "",
        "first_name": "Maya",
        "last_name": "Quist",
    }
    for audience in WITHOUT_NAMES:
        found = shared_findings(Intake(tuple(readings), collected=(missing,)), (), audience, 10, TODAY)
        shown = field if audience == "school" and "Ortega" in field else ""
        assert {f.field for f in found.fields} == {"State of mind", shown}, audience
        assert [q.quality for q in found.qualities] == [shown][: bool(shown)]


@pytest.mark.parametrize(
    ("address_as", "field", "shown"),
    [("Coach Sparrow", "Sparrow bakery", ""), ("Sparrow", "Sparrow bakery", ""), ("Coach", "Coach", "Coach")],
)
def test_how_somebody_is_addressed_is_a_name_but_for_its_title(address_as: str, field: str, shown: str) -> None:
    person = {"name": "Teodora Bala", "address_as": address_as, "field": field}
    readings = [a_reading(f"Student {i}", student_id=f"S{i}", contacts=[person]) for i in range(12)]
    found = shared_findings(Intake(tuple(readings)), (), "school", 10, TODAY)
    assert [f.field for f in found.fields] == [shown]


@pytest.mark.parametrize("paper", [LETTER, A4], ids=["Letter", "A4"])
def test_a_family_report_is_one_sheet_of_paper(
    folio: Folio, browser: Browser, tmp_path: Path, paper: tuple[float, float]
) -> None:
    long = "What nobody could have told me before: " * 12
    content = {key: [dict(row) for row in rows] for key, rows in CLEAN.items()}
    content["contacts"] = [
        {"name": f"Bartholomew Featherstonehaugh the {i}th", "organization": long, "field": f"{long}{i % 4}",
         "status": "Completed", "next_step": long, "next_step_due": date(2026, 12, 1 + i)}
        for i in range(12)
    ]  # fmt: skip
    content["interviews"] = [
        {"contact": row["name"], "date": date(2026, 9, 1 + i), "status": "Completed", "interest_before": 3,
         "interest_after": 5, "takeaway": long}
        for i, row in enumerate(content["contacts"])
    ]  # fmt: skip
    content["peaks_mine"] = [
        {"category": "Skills", "quality": f"{long[:60]}{i}", "rating": 3, "document": long, "strength": 5}
        for i in range(9)
    ]
    (tmp_path / "ana.xlsx").write_bytes(make(content))
    folio("report", "ana.xlsx", "--out", "family", "--audience", "family", "--today", "2026-11-20")
    page = browser.open(Path("family/report.html").absolute().as_uri(), paper=paper)
    assert page.complaints == []
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf)) == 1


def test_every_audience_is_in_the_docs() -> None:
    text = (Path(__file__).parent.parent / "docs" / "audiences.md").read_text(encoding="utf-8")
    assert all(f"`{audience}`" in text for audience in AUDIENCES)
