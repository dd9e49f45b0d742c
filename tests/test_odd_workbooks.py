"""Odd but honest things that people do to a workbook, and odd things in files: each once cost a cell, a name or the run."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import column_index_from_string

from folio.domain.names import normalize_name
from folio.intake.files.discover import find_workbooks
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.locate.sheet_match import names_of
from folio.workbook.build import build_workbook
from folio.workbook.formulas.row_measures import ROW_MEASURES
from folio.workbook.packing import repack
from tests.readings import read_guarded
from tests.workbooks import (
    ANA,
    CLEAN,
    CREATED,
    TODAY,
    at,
    edited,
    found,
    kit,
    letter,
    line,
    make,
    read,
    width,
    with_change,
    without_prefilled,
)

Folio = Callable[..., Any]
CANARY = "PRIVATE-CANARY"
SECRET = column_index_from_string(letter("contacts", "private_notes"))


def extras(workbook: bytes) -> dict[tuple[str, str], Any]:
    return {(e.sheet, e.cell): e.formula or e.value for e in read(workbook).extra}


def test_contacts_without_any_name_do_not_stop_the_run() -> None:
    reading = read(make({"contacts": [{"organization": "Cedar"}, {"organization": "Valley"}]}))
    assert found(reading) == [
        ("missing-required", "Contacts", at("contacts", "name", 6)),
        ("missing-required", "Contacts", at("contacts", "name", 7)),
    ]


@pytest.mark.parametrize("day", [date(9999, 12, 31), "1 Jan 1066", "9999-12-31"])
def test_a_year_that_cannot_be_meant_is_a_problem_of_its_cell(day: Any, folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(make(with_change("contacts", 1, requested_on=day, status="Requested")))
    for command in (("check",), ("report", "--out", "r"), ("letters", "--out", "l")):
        result = folio(command[0], "a.xlsx", *command[1:], "--today", str(TODAY))
        assert result.code == 1, result.err
    assert found(read((tmp_path / "a.xlsx").read_bytes())) == [
        ("not-a-date", "Contacts", at("contacts", "requested_on", 7))
    ]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_today_is_a_day_that_workbooks_are_about(day: str, folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(make(CLEAN))
    assert folio("check", "a.xlsx", "--today", day).code == 2


def test_a_remark_between_keys_and_headings_is_kept_and_headings_stay_headings() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"].insert_rows(5)
        book["Contacts"]["B5"] = "ask Ms. Okafor about these"

    workbook = edited(make(CLEAN), change)
    assert without_prefilled(read(workbook)) == without_prefilled(read(make(CLEAN)))
    assert extras(workbook) == {("Contacts", "B5"): "ask Ms. Okafor about these"}


def test_a_remark_beside_a_form_is_not_its_value() -> None:
    mail, due = line("email"), line("due")

    def change(book: Workbook) -> None:
        book["Start"][f"C{mail}"] = None
        book["Start"][f"E{mail}"], book["Start"][f"F{due}"] = "which address?", "ask about this date"

    workbook = edited(make(CLEAN), change)
    assert found(read(workbook)) == []
    assert extras(workbook) == {("Start", f"E{mail}"): "which address?", ("Start", f"F{due}"): "ask about this date"}


def test_a_column_put_into_a_form_moves_its_values_only() -> None:
    def change(book: Workbook) -> None:
        book["Start"].insert_cols(3)
        book["Start"][f"C{line('name')}"] = "that is me"

    workbook = edited(make(CLEAN), change)
    assert read(workbook).student.name == "Ana Lopez"
    assert extras(workbook) == {("Start", f"C{line('name')}"): "that is me"}


def test_a_heading_copied_over_another_takes_no_data_away() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"]["C5"] = "Organization"

    reading = read(edited(make(CLEAN), change))
    assert [r["organization"] for r in reading.rows("contacts")] == ["Cedar Clinic", "Valley Labs"]
    assert [p.code for p in reading.problems] == ["heading-changed"]


def test_the_defined_name_finds_a_column_without_key_and_heading() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"]["B4"], book["Contacts"]["B5"] = None, "Where they work"

    reading = read(edited(make(CLEAN), change))
    assert [r["organization"] for r in reading.rows("contacts")] == ["Cedar Clinic", "Valley Labs"]


def test_what_a_person_puts_in_the_place_of_folios_own_is_kept() -> None:
    change_of_interest, label = at("interviews", "interest_change", 6), f"B{line('email')}"

    def change(book: Workbook) -> None:
        book["Interviews"][change_of_interest] = "=SUM(F6:G6)"
        book["Start"][label] = "My new address"
        book["Leads"]["K2"] = "folio:my.own"
        book["_folio"]["D3"] = "hello"

    assert extras(edited(make(CLEAN), change)) == {
        ("Interviews", change_of_interest): "=SUM(F6:G6)",
        ("Start", label): "My new address",
        ("Leads", "K2"): "folio:my.own",
        ("_folio", "D3"): "hello",
    }


def test_clearing_a_prefilled_question_is_dropping_it() -> None:
    def change(book: Workbook) -> None:
        book["Question plan"][at("questions", "question", 7)] = None

    reading = read(edited(make(), change))
    assert found(reading) == []
    assert not reading.tables["questions"].typed_rows


def test_yes_as_a_number_stands_as_typed() -> None:
    row = read(make(with_change("contacts", 0, can_advise=1))).tables["contacts"].rows[0]
    assert (row.values["can_advise"], row.as_typed["can_advise"]) == (True, 1)


def copied(book: Workbook) -> None:
    book.copy_worksheet(book["Contacts"]).title = "Contacts (2)"


def copied_and_renamed(book: Workbook) -> None:
    copied(book)
    book["Contacts"].title = "People"


def private_column_copied(book: Workbook) -> None:
    for row in range(4, 9):
        book["Contacts"].cell(row, width("contacts") + 2).value = book["Contacts"].cell(row, SECRET).value


def private_column_moved_without_its_key(book: Workbook) -> None:
    for row in range(5, 9):
        book["Contacts"].cell(row, width("contacts") + 3).value = book["Contacts"].cell(row, SECRET).value
        book["Contacts"].cell(row, SECRET).value = None


def values_pasted_elsewhere(book: Workbook) -> None:
    sheet = book.create_sheet("Backup")
    for row in range(5, 9):
        for col in range(1, width("contacts") + 1):
            sheet.cell(row, col).value = book["Contacts"].cell(row, col).value


def keys_headings_and_names_gone(book: Workbook) -> None:
    book["Contacts"].delete_rows(1, 5)
    for name in [n for n in book.defined_names if n.startswith("folio_contacts_")]:
        del book.defined_names[name]


def key_cleared_and_heading_reworded(book: Workbook) -> None:
    book["Contacts"].cell(4, SECRET).value, book["Contacts"].cell(5, SECRET).value = None, "My secrets"
    del book.defined_names["folio_contacts_private_notes"]


def note_on_a_private_cell(book: Workbook) -> None:
    book["Contacts"].cell(7, SECRET).comment = Comment(f"{CANARY} in a note", "Ana")


@pytest.mark.parametrize(
    "change",
    [
        copied, copied_and_renamed, private_column_copied, private_column_moved_without_its_key, values_pasted_elsewhere,
        keys_headings_and_names_gone, key_cleared_and_heading_reworded, note_on_a_private_cell,
    ],
)  # fmt: skip
def test_private_text_is_withheld_wherever_it_has_got_to(
    change: Callable[[Workbook], None], folio: Folio, tmp_path: Path
) -> None:
    (tmp_path / "a.xlsx").write_bytes(edited(make(CLEAN), change))
    open_ = folio("export", "a.xlsx").out
    assert CANARY not in open_
    assert sum(json.loads(open_)["workbooks"][0]["withheld"].values()) >= 1
    folio("export", "a.xlsx", "--format", "csv", "--out", "tables")
    assert [p.name for p in (tmp_path / "tables").iterdir() if CANARY in p.read_text("utf-8-sig")] == []
    assert CANARY in folio("export", "a.xlsx", "--private").out


def test_a_target_that_is_an_input_is_refused_even_with_force(folio: Folio, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "report.xlsx").write_bytes(make(CLEAN))
    before = hashlib.sha256((folder / "report.xlsx").read_bytes()).digest()
    result = folio("report", "in", "--out", "in", "--format", "xlsx", "--force")
    assert result.code == 4
    assert hashlib.sha256((folder / "report.xlsx").read_bytes()).digest() == before


def test_folios_own_report_in_the_folder_is_passed_over(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(make(CLEAN))
    assert folio("report", "in", "--out", "in", "--format", "xlsx", "--today", str(TODAY)).code == 0
    data = json.loads(folio("check", "in", "--format", "json", "--today", str(TODAY)).out)
    assert (data["summary"]["workbooks"], data["skipped"]) == (
        1,
        [{"path": "in/report.xlsx", "why": "a report that folio made"}],
    )
    assert folio("report", "in", "--out", "in", "--format", "xlsx", "--today", str(TODAY), "--force").code == 0
    assert folio("check", "in/report.xlsx").code == 3


def test_a_second_copy_of_a_workbook_is_told(folio: Folio, tmp_path: Path) -> None:
    for name in ("a.xlsx", "a (1).xlsx"):
        (tmp_path / name).write_bytes(make(CLEAN))
    data = json.loads(folio("check", "a.xlsx", "a (1).xlsx", "--format", "json", "--today", str(TODAY)).out)
    assert [[p["code"] for p in w["problems"]] for w in data["workbooks"]] == [[], ["same-workbook"]]
    assert "a.xlsx" in data["workbooks"][1]["problems"][0]["message"]


def cell_changed(old: bytes, new: bytes, sheet: str = "xl/worksheets/sheet2.xml") -> bytes:
    def change(name: str, part: bytes) -> bytes:
        if name != sheet:
            return part
        assert old in part
        return part.replace(old, new, 1)

    return repack(make(CLEAN), change)


def test_errors_that_the_reader_does_not_know_are_errors_of_their_cell() -> None:
    filled = b'<row r="6"'
    workbook = cell_changed(b"</sheetData>", b'<row r="900"><c r="A900" t="e"><v>#SPILL!</v></c></row></sheetData>')
    assert filled in zipfile.ZipFile(BytesIO(workbook)).read("xl/worksheets/sheet2.xml")
    reading = read(workbook)
    assert found(reading) == [("error-value", "Contacts", at("contacts", "name", 900))]
    assert reading.tables["contacts"].rows[-1].as_typed == {"name": {"error": "#SPILL!"}}


@pytest.mark.parametrize("number", [b"NaN", b"1e400", b"-INF"])
def test_a_number_that_is_none_is_a_problem_of_its_cell(number: bytes) -> None:
    place = at("contacts", "requested_on", 900).encode()
    cell = b'<row r="900"><c r="%s"><v>%s</v></c></row></sheetData>' % (place, number)
    assert set(found(read(cell_changed(b"</sheetData>", cell)))) == {
        ("error-value", "Contacts", at("contacts", "requested_on", 900)),
        ("missing-required", "Contacts", at("contacts", "name", 900)),
    }


def test_an_endless_attribute_is_refused_soon() -> None:
    attribute = b'<sheetData x="' + b"a" * (30 << 20) + b'"'
    assert [p.code for p in read(cell_changed(b"<sheetData", attribute)).problems] == ["too-large"]


def test_an_encrypted_ods_says_so() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", b"\x01\x02garbled")
        package.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>',
        )
    assert [p.code for p in read(stream.getvalue()).problems] == ["encrypted"]


def test_a_reader_that_fails_costs_its_file_and_says_nothing_personal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from folio.intake.files import sandbox

    def fail(path: str, content: bytes) -> Any:
        raise ValueError("Ana's secret")

    monkeypatch.setattr(sandbox, "read_content", fail)
    (tmp_path / "a.xlsx").write_bytes(make())
    (reading,) = read_guarded([s for s in find_workbooks(["a.xlsx"]).items if isinstance(s, WorkbookFile)])
    assert (reading.status, reading.problems[0].code) == ("unreadable", "damaged")
    assert "ValueError" in reading.problems[0].message
    assert "secret" not in reading.problems[0].message + "".join(capfd.readouterr())


def test_two_members_of_one_name_are_both_read(folio: Folio, tmp_path: Path) -> None:
    one, two = (make(owner=replace(ANA, name=name)) for name in ("First One", "Second Two"))
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as package:
        package.writestr("w.xlsx", one)
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("w.xlsx", two)
    data = json.loads(folio("check", "two.zip", "--format", "json").out)
    assert [(w["path"], w["student"]["name"]) for w in data["workbooks"]] == [
        ("two.zip/w.xlsx", "First One"), ("two.zip/w.xlsx (2)", "Second Two"),
    ]  # fmt: skip


def test_a_file_name_that_is_no_text_is_read_and_shown(folio: Folio, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Path(str(folder) + "/" + b"\xff\xfe.xlsx".decode("utf-8", "surrogateescape")).write_bytes(make())
    result = folio("export", "in", "--out", "out")
    assert result.code == 0, result.err
    assert json.loads((tmp_path / "out" / "export.json").read_text("utf-8"))["workbooks"][0]["path"] == "in/??.xlsx"


def test_an_ods_named_zip_is_read_as_what_it_is(folio: Folio, tmp_path: Path) -> None:
    source = Path(__file__).resolve().parent.parent / "samples" / "riverside" / "Kowalczyk Tomasz.ods"
    (tmp_path / "odd.zip").write_bytes(source.read_bytes())
    data = json.loads(folio("check", "odd.zip", "--format", "json").out)
    assert [w["student"]["name"] for w in data["workbooks"]] == ["Tomasz Kowalczyk"]


def test_hidden_folders_are_passed_over_and_many_other_files_only_counted(folio: Folio, tmp_path: Path) -> None:
    for name in (".venv/a.xlsx", "in/a.xlsx", "in/b.txt", "in/c.pdf"):
        path = tmp_path / "all" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make() if name.endswith(".xlsx") else b"x")
    result = folio("check", "all")
    for name in ("all/in/b.txt", "all/in/c.pdf"):
        assert f"{name}: skipped, it isn't a spreadsheet file." in result.out
    assert "1 workbook, 1 without errors" in result.out
    for name in ("d.txt", "e.txt"):
        (tmp_path / "all" / name).write_bytes(b"x")
    result = folio("check", "all")
    assert "4 files skipped: they aren't spreadsheet files." in result.out
    assert "b.txt" not in result.out


def test_canvas_lines_that_are_no_students_get_no_workbook(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(
        'Student,ID,Section\n    Points Possible,,\n"Lopez, Ana",7,P4\n"Student, Test",9,P4\n'
    )
    folio("new", "--roster", "r.csv", "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["ana-lopez-7.xlsx"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_behind_stdout_is_said() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "folio", "template", "list"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 4
    assert b"couldn't be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_folders_on_the_way_are_their_owners_only(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(make(CLEAN))
    folio("report", "a.xlsx", "--out", "one/two/three")
    assert [p.stat().st_mode & 0o777 for p in (tmp_path / "one", tmp_path / "one/two", tmp_path / "one/two/three")] == [
        0o700
    ] * 3


def drafted(workbook: bytes) -> dict[tuple[str, str], str]:
    from folio.output.letters.drafting import draft_letters
    from folio.output.letters.letter_templates import load_letters

    letters = draft_letters(read(workbook), TODAY, load_letters())
    return {(d.kind, d.contact): d.subject + "\n" + d.body for d in letters.drafts}


@pytest.mark.parametrize("typed", ["sent last Tuesday", date(2026, 9, 15), date(2027, 1, 1)])
def test_a_thank_you_whose_day_cannot_be_right_is_neither_drafted_nor_praised(typed: Any) -> None:
    from folio.insight.student_findings import student_findings

    workbook = make(with_change("interviews", 0, thank_you_sent=typed))
    assert ("thank-you", "Dana Lee") not in drafted(workbook)
    thanks = student_findings(read(workbook), TODAY).progress.thanks
    assert (thanks.on_time, thanks.late) == (0, 0)


def test_a_letter_says_a_field_only_where_the_workbook_says_it_of_this_person() -> None:
    content = with_change("contacts", 2, name="Lee Ro", organization="Acme Insurance", status="Identified")
    text = drafted(make(content))["request", "Lee Ro"]
    assert "your work in" not in text
    assert "Could I ask you about your work?" in text


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("index.md", ("letters", "index.md", "--out", ".")),
        ("export.json", ("export", "export.json", "--out", ".")),
        ("report.html", ("report", "report.html", "--out", ".")),
    ],
)
def test_no_command_writes_over_what_it_reads(
    name: str, command: tuple[str, ...], folio: Folio, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(make(CLEAN))
    assert folio(*command, "--force").code == 4
    assert (tmp_path / name).read_bytes() == make(CLEAN)


def test_a_roster_is_not_written_over(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "ana.xlsx").write_text("name\nAna\n", encoding="utf-8")
    assert folio("new", "--roster", "ana.xlsx", ".", "--force").code == 4
    assert (tmp_path / "ana.xlsx").read_text(encoding="utf-8") == "name\nAna\n"


def test_a_file_given_twice_is_read_once(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(make(CLEAN))
    data = json.loads(folio("check", "in", "in/a.xlsx", "./in", "--format", "json", "--today", str(TODAY)).out)
    assert data["summary"]["workbooks"] == 1
    assert {s["why"] for s in data["skipped"]} == {"given twice"}


def renamed_and_stripped(book: Workbook) -> None:
    book["Contacts"].title = "People"
    book["People"].delete_rows(1, 5)
    for name in [n for n in book.defined_names if n.startswith("folio_contacts_")]:
        del book.defined_names[name]


def stripped_copy(book: Workbook) -> None:
    copy = book.copy_worksheet(book["Contacts"])
    copy.title = "Backup"
    copy.delete_rows(1, 5)


def loose_copy(book: Workbook) -> None:
    book["Contacts"]["Z7"] = book["Contacts"].cell(7, SECRET).value


def transposed(book: Workbook) -> None:
    sheet = book.create_sheet("Sideways")
    for col in range(1, width("contacts") + 1):
        sheet.cell(col, 1).value = book["Contacts"].cell(7, col).value


def heading_of_another_column(book: Workbook) -> None:
    book["Contacts"][at("contacts", "private_notes")] = "Notes"
    book["Contacts"][at("contacts", "notes")] = None


@pytest.mark.parametrize(
    "change", [renamed_and_stripped, stripped_copy, loose_copy, transposed, heading_of_another_column]
)
def test_private_text_without_a_label_is_withheld_too(
    change: Callable[[Workbook], None], folio: Folio, tmp_path: Path
) -> None:
    (tmp_path / "a.xlsx").write_bytes(edited(make(CLEAN), change))
    assert CANARY not in folio("export", "a.xlsx").out
    assert CANARY in folio("export", "a.xlsx", "--private").out


def test_a_formula_like_folios_own_is_a_persons_all_the_same() -> None:
    cell = at("interviews", "thank_you_due", 6)

    def change(book: Workbook) -> None:
        book["Interviews"][cell] = '=IF(1=1,"loved it","")'

    assert extras(edited(make(CLEAN), change)) == {("Interviews", cell): '=IF(1=1,"loved it","")'}


def test_a_row_added_to_the_hidden_sheet_is_kept() -> None:
    def change(book: Workbook) -> None:
        book["_folio"]["A90"], book["_folio"]["B90"] = "folio:mine", "keep me"

    assert extras(edited(make(CLEAN), change)) == {("_folio", "A90"): "folio:mine", ("_folio", "B90"): "keep me"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("new", ""), ("new", "a.xlsx", "--name", "folio:contacts.name"), ("new", "a.xlsx", "--today", "2026-W01-1"),
        ("template", "copy", "complete", ""), ("report", "a.xlsx", "--out", ""),
    ],
)  # fmt: skip
def test_odd_arguments_are_mistakes_of_the_command_line(
    arguments: tuple[str, ...], folio: Folio, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    result = folio(*arguments)
    assert (result.code, result.out) == (2, "")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_closed_streams_end_quietly(closed: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(make(CLEAN))
    line = f"{sys.executable} -m folio report a.xlsx --out r --today {TODAY} {closed}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "r" / "report.html").is_file()


def test_csv_gives_a_formula_that_has_no_value(folio: Folio, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["Leads"]["P9"] = "=1+41*7"

    (tmp_path / "a.xlsx").write_bytes(edited(make(CLEAN), change))
    folio("export", "a.xlsx", "--format", "csv", "--out", "t")
    assert "'=1+41*7" in (tmp_path / "t" / "extra.csv").read_text("utf-8-sig")


def test_a_private_line_on_a_form_is_refused(folio: Folio, tmp_path: Path) -> None:
    folio("template", "copy", "complete", "mine")
    file = tmp_path / "mine" / "workbook.toml"
    file.write_text(file.read_text("utf-8").replace('key = "email"\n', 'key = "email"\nprivate = true\n', 1), "utf-8")
    result = folio("template", "check", "mine")
    assert result.code == 5
    assert "can't be private" in result.err


def test_formulas_that_folio_has_worded_otherwise_since_are_still_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    now, shown = ROW_MEASURES["difference"]
    monkeypatch.setitem(ROW_MEASURES, "difference", (lambda spot: f"IF(1=1,{now(spot)},99)", shown))
    handed_out = build_workbook(kit(), ANA, workbook_id="test", content=CLEAN, today=TODAY, created=CREATED).content
    monkeypatch.undo()
    reading = read(handed_out)
    assert (reading.extra, reading.rows("interviews")) == ((), read(make(CLEAN)).rows("interviews"))
    # Without what the workbook says of its formulas, they would be someone's own.
    unknown = edited(handed_out, lambda book: forget_formulas(book))
    assert len(read(unknown).extra) > len(CLEAN["interviews"])


def forget_formulas(book: Any) -> None:
    pieces = [b for a, b in book["_folio"].iter_rows(max_col=2) if str(a.value).startswith("folio:description")]
    before, found, after = "".join(piece.value for piece in pieces).partition('"formulas":{')
    assert found
    text = before + '"formulas":{}' + after[after.index("}") + 1 :]
    for i, piece in enumerate(pieces):
        piece.value = text[i * 30_000 : (i + 1) * 30_000] or None


@pytest.mark.parametrize("template", ["complete", "essentials"])
def test_workbooks_of_the_first_version_are_read_as_they_were(template: str) -> None:
    made = (Path(__file__).parent / "made_by_0_1_0" / f"{template}.xlsx").read_bytes()
    reading = read(made)
    assert reading.template is not None
    assert (reading.template.version, reading.extra, reading.notes) == (1, (), ())
    assert reading.student.name == ANA.name
    typed = edited(made, lambda book: book["Contacts"].__setitem__("A6", "Dana Lee"))
    assert read(typed).rows("contacts") == [
        {"name": "Dana Lee"} | dict.fromkeys(reading.tables["contacts"].columns[1:])
    ]
    assert read(typed).extra == ()


EARLIER = [Path(__file__).parent / f"made_by_version_{number}" for number in (2, 3, 4)]


@pytest.mark.parametrize("earlier", EARLIER, ids=lambda folder: folder.name)
def test_workbooks_of_earlier_versions_export_as_they_did(
    earlier: Path, folio: Folio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of the sample class, and what was exported of them when that version was current."""
    monkeypatch.chdir(earlier.parent)
    result = folio("export", earlier.name)
    assert (result.code, result.out) == (0, (earlier / "export.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", ["complete", "essentials"])
@pytest.mark.parametrize("earlier", EARLIER, ids=lambda folder: folder.name)
def test_headings_of_earlier_versions_are_still_known(earlier: Path, template: str) -> None:
    then = read((earlier / f"{template}.xlsx").read_bytes()).template
    assert then is not None
    now = kit(template).template
    # What was taken out since is read by the workbook's own description alone.
    headings = [(s.key, c) for s in then.sheets for c in s.columns if now.has(s.key, c.key)]
    reworded = [c for key, c in headings if c.header != now.sheet(key).column(c.key).header]
    assert reworded
    for key, column in headings:
        assert normalize_name(column.header) in names_of(now.sheet(key).column(column.key)), (key, column.header)
