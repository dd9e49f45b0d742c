"""What ``check`` and ``export`` say: the shapes that scripts rely on, and the words that people read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment

from folio.domain.names import normalize_name
from folio.intake import readers
from folio.intake.formats.cell_texts import BLANK
from tests.workbooks import at, edited, kit, make, read, with_change, without_prefilled

Folio = Callable[..., Any]


@pytest.fixture
def term(tmp_path: Path) -> Path:
    """A workbook with one mistake, a private remark, cells of its own and a note."""

    def change(book: Workbook) -> None:
        sheet = book.create_sheet("Scratch")
        sheet["B2"], sheet["B3"] = "mine", "=1+1"
        book["Contacts"]["A6"].comment = Comment("Call after five", "Ana")
        book["Contacts"][at("contacts", "private_notes", 7)].comment = Comment("PRIVATE-CANARY too", "Ana")
        book["Contacts"]["J6"] = "TEACHER"

    path = tmp_path / "ana.xlsx"
    path.write_bytes(
        edited(make(with_change("contacts", 0, email="dana at acme", organization="=HYPERLINK(1)")), change)
    )
    return path


def test_check_as_json_is_what_scripts_rely_on(folio: Folio, term: Path) -> None:
    result = folio("check", "ana.xlsx", "--format", "json", "--today", "2026-11-20")
    data = json.loads(result.out)
    assert list(data) == ["format", "workbooks", "skipped", "summary"]
    (workbook,) = data["workbooks"]
    assert list(workbook) == ["path", "student", "template", "version", "status", "rows", "problems"]
    assert workbook["path"] == "ana.xlsx"
    assert workbook["student"] == {"name": "Ana Lopez", "id": "R1001", "class": "Period 4"}
    assert (workbook["template"], workbook["version"], workbook["status"]) == (
        "complete",
        kit().template.version,
        "problems",
    )
    assert (workbook["rows"]["contacts"], workbook["rows"]["questions"], workbook["rows"]["start"]) == (
        2,
        0,
        0,
    )
    assert workbook["problems"] == [
        {"code": "not-an-email", "severity": "error", "sheet": "Contacts", "cell": "I6", "column": "email",
         "value": "dana at acme", "message": '"dana at acme" isn\'t an email address.',
         "fix": "Type it like dana.lee@example.com, or leave the cell empty."}
    ]  # fmt: skip
    assert data["summary"] == {"workbooks": 1, "ok": 0, "problems": 1, "unreadable": 0}
    assert (data["format"], result.code, result.err) == (1, 1, "Exit code 1: 1 of 1 workbook has errors.\n")


def test_check_as_text_says_file_sheet_cell_and_what_to_do(folio: Folio, term: Path) -> None:
    text = folio("check", "ana.xlsx", "--today", "2026-11-20").out
    for words in (
        "Ana Lopez   ana.xlsx",
        "  Contacts\n",
        "I6",
        "[not-an-email]",
        '"dana at acme"',
        "Type it like",
        "1 workbook",
    ):
        assert words in text
    assert "2 extra cells kept" in text


def test_an_unreadable_file_has_its_own_entry(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04")
    result = folio("check", "bad.xlsx", "--format", "json")
    (workbook,) = json.loads(result.out)["workbooks"]
    assert (workbook["status"], workbook["student"], workbook["rows"], len(workbook["problems"])) == (
        "unreadable",
        {},
        {},
        1,
    )
    assert workbook["problems"][0]["sheet"] is None
    assert result.code == 3


def test_warnings_and_notes_do_not_fail_a_workbook(folio: Folio, tmp_path: Path) -> None:
    content = with_change("interviews", 0, thank_you_sent=None)
    content["contacts"][0]["status"] = "Completed"
    (tmp_path / "a.xlsx").write_bytes(make(content))
    result = folio("check", "a.xlsx", "--format", "json", "--today", "2026-11-20")
    (workbook,) = json.loads(result.out)["workbooks"]
    assert (workbook["status"], [p["severity"] for p in workbook["problems"]], result.code) == (
        "ok",
        ["warning"],
        0,
    )


def test_workbooks_are_checked_alike_however_many_at_once(
    folio: Folio, term: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = [term.with_name(f"copy {number}.xlsx") for number in range(4)]
    for copy in copies:
        copy.write_bytes(term.read_bytes())
    together = folio("check", *copies, "--format", "json")
    assert len(json.loads(together.out)["workbooks"]) == len(copies)
    monkeypatch.setattr(readers, "_BATCH", 3)
    assert folio("check", *copies, "--format", "json") == together


def test_export_gives_every_cell_with_its_place(folio: Folio, term: Path) -> None:
    result = folio("export", "ana.xlsx")
    data = json.loads(result.out)
    assert list(data)[:3] == ["format", "workbooks", "unreadable"]
    (workbook,) = data["workbooks"]
    dana = workbook["tables"]["contacts"][0]
    assert (dana["_sheet"], dana["_row"], dana["name"], dana["email"], dana["source"]) == (
        "Contacts",
        6,
        "Dana Lee",
        None,
        "Teacher",
    )
    assert dana["_as_typed"] == {"email": "dana at acme", "source": "TEACHER"}
    assert dana["requested_on"] == "2026-09-07"
    assert dana["can_advise"] is True
    assert dana["organization"] == "=HYPERLINK(1)"
    assert workbook["tables"]["start"][0]["_untouched"] is True
    assert all(row["_untouched"] for row in workbook["tables"]["questions"])
    assert workbook["extra"] == [
        {"sheet": "Scratch", "cell": "B2", "value": "mine"},
        {"sheet": "Scratch", "cell": "B3", "value": None, "formula": "=1+1"},
    ]
    assert workbook["notes"] == [{"sheet": "Contacts", "cell": "A6", "text": "Call after five"}]
    assert workbook["withheld"] == {"contacts.private_notes": 1, "notes": 1}
    assert "CANARY" not in result.out
    assert len(workbook["sha256"]) == 64
    assert result.code == 0


def test_export_gives_private_columns_only_when_asked(folio: Folio, term: Path) -> None:
    (workbook,) = json.loads(folio("export", "ana.xlsx", "--private").out)["workbooks"]
    assert workbook["tables"]["contacts"][1]["private_notes"] == "PRIVATE-CANARY"
    assert len(workbook["notes"]) == 2
    assert "withheld" not in workbook


def test_export_goes_on_past_a_file_it_cannot_read(folio: Folio, term: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04")
    result = folio("export", "bad.xlsx", "ana.xlsx")
    data = json.loads(result.out)
    assert [w["path"] for w in data["workbooks"]] == ["ana.xlsx"]
    assert [(u["path"], u["code"]) for u in data["unreadable"]] == [("bad.xlsx", "damaged")]
    assert result.code == 3


def test_csv_is_one_file_a_table_and_no_cell_is_run_as_a_formula(folio: Folio, term: Path, tmp_path: Path) -> None:
    result = folio("export", "ana.xlsx", "--format", "csv", "--out", "tables")
    assert result.code == 0
    text = (tmp_path / "tables" / "contacts.csv").read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["_row"] for line in lines] == ["6", "7"]
    assert lines[0]["organization"] == "'=HYPERLINK(1)"
    assert lines[0]["phone"] == "(503) 555-0142"
    assert lines[0]["email"] == "dana at acme"
    assert "private_notes" not in lines[0]
    assert (tmp_path / "tables" / "extra.csv").is_file()
    again = folio("export", "ana.xlsx", "--format", "csv", "--out", "tables")
    assert again.code == 4


def test_csv_needs_a_folder(folio: Folio, term: Path) -> None:
    result = folio("export", "ana.xlsx", "--format", "csv")
    assert result.code == 2
    assert "--out" in result.err


def test_control_characters_do_not_reach_the_terminal(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(make(with_change("contacts", 0, status="\u202eevil\u009b31m")))
    text = folio("check", "a.xlsx").out
    assert '"evil 31m"' in text
    assert not set(text) & {"\u202e", "\u009b", "\x1b"}


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
).filter(lambda t: t.strip(BLANK) and not t.startswith(("folio:", "{=")) and t == " ".join(t.split()))
DAYS = st.dates(date(2001, 1, 1), date(2026, 11, 20))
NAMES = st.lists(TEXT, min_size=1, max_size=4, unique_by=normalize_name)


@st.composite
def terms(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """A term as people fill it in: any text, any honest choice, any day, in a subset of the cells."""
    names = draw(NAMES)
    statuses = st.sampled_from(["Identified", "Requested", "Scheduled", "Thanked", "Declined"])
    rating = st.integers(1, 5)

    def some(
        required: dict[str, st.SearchStrategy[Any]], optional: dict[str, st.SearchStrategy[Any]]
    ) -> dict[str, Any]:
        row: dict[str, Any] = draw(st.fixed_dictionaries(required, optional=optional))
        return row

    contacts = [
        {"name": n} | some({}, {"organization": TEXT, "status": statuses, "can_advise": st.booleans(), "notes": TEXT, "private_notes": TEXT, "next_step_due": DAYS})
        for n in names
    ]  # fmt: skip
    who = st.sampled_from(names)
    preview = [
        some(
            {"contact": who, "facet": st.just("Autonomy")},
            {"upside": TEXT, "downside": TEXT, "rating": rating},
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    wanted = [
        some(
            {"contact": who, "category": st.just("Skills"), "quality": TEXT},
            {"importance": rating, "words": TEXT},
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    questions = [
        some({"question": TEXT}, {"contact": who, "asked": st.booleans(), "answer": TEXT})
        for _ in range(draw(st.integers(0, 3)))
    ]
    return {"contacts": contacts, "preview": preview, "peaks_wanted": wanted, "questions": questions}


@settings(max_examples=25, deadline=None)
@given(content=terms())
def test_what_was_typed_is_what_is_read(content: dict[str, list[dict[str, Any]]]) -> None:
    reading = read(make(content))
    assert [p for p in reading.problems if p.severity == "error"] == []
    assert without_prefilled(reading) == {k: v for k, v in content.items() if v}
    assert reading.extra == ()
    assert [r.as_typed for t in reading.tables.values() for r in t.rows if r.as_typed] == []


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200b", "\ufeff", "\u2800", "\u3164", "\u3000"])
def test_a_cell_in_which_nothing_can_be_seen_is_blank(unseen: str) -> None:
    reading = read(make({"contacts": [{"name": "Dana Lee", "organization": unseen, "notes": f"a{unseen}b"}]}))
    assert without_prefilled(reading) == {"contacts": [{"name": "Dana Lee", "notes": f"a{unseen}b"}]}
    assert (reading.problems, reading.extra) == ((), ())
