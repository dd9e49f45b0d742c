"""Headings that were sorted in, reworded or pasted again, forms rearranged: each once cost entries or raised an alarm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbooks import (
    ANA,
    CLEAN,
    at,
    edited,
    found,
    line,
    make,
    read,
    width,
    with_change,
    without_prefilled,
)

Folio = Callable[..., Any]
EXPECTED = without_prefilled(read(make(CLEAN)))


def sort_rows(sheet: Worksheet, first: int, last: int, columns: int) -> None:
    """Sort whole rows by their first cell, as a program does that was told there are no headings."""
    rows = [[sheet.cell(r, c).value for c in range(1, columns + 1)] for r in range(first, last + 1)]
    for r, row in enumerate(sorted(rows, key=lambda row: str(row[0])), start=first):
        for c, value in enumerate(row, start=1):
            sheet.cell(r, c).value = value


def test_names_sorted_together_with_their_heading_stay_entries() -> None:
    names = ["Ann Bly", "Kim Park", "Zoe Ash"]

    def change(book: Workbook) -> None:
        sort_rows(book["Contacts"], 5, 8, width("contacts"))

    reading = read(edited(make({"contacts": [{"name": n} for n in names]}), change))
    assert [r["name"] for r in reading.rows("contacts")] == names
    assert found(reading) == [("headings-among-rows", "Contacts", at("contacts", "name", 7))]


def test_keys_sorted_in_as_well_lose_no_entry() -> None:
    def change(book: Workbook) -> None:
        sort_rows(book["Contacts"], 4, 7, width("contacts"))

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert [p.code for p in reading.problems] == ["headings-among-rows"]
    assert reading.extra == ()


def test_headings_in_another_language_are_told_once() -> None:
    def change(book: Workbook) -> None:
        for cell in book["Contacts"][5][: width("contacts")]:
            cell.value = f"Ü{str(cell.value)[::-1]}"
        for row in (line("name"), line("field_1"), *range(line("student_id"), line("due") + 1)):
            book["Start"].cell(row, 2).value = f"Ü{row}"

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert found(reading) == [
        ("headings-changed", "Start", f"B{line('name')}"),
        ("headings-changed", "Contacts", at("contacts", "name", 5)),
    ]


def test_a_line_of_groups_above_the_headings_is_no_entry() -> None:
    places = [at("contacts", key) for key in ("name", "status", "email")]

    def change(book: Workbook) -> None:
        book["Contacts"].insert_rows(5)
        for place, text in zip(places, ("WHO", "WHERE I AM", "HOW TO REACH"), strict=True):
            book["Contacts"][place] = text

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert found(reading) == []
    assert [e.cell for e in reading.extra] == places


def test_a_friends_whole_sheet_pasted_below_gives_entries_only() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Contacts"]
        for row in sheet[f"A1:{at('contacts', 'private_notes', 6)}"]:
            for cell in row:
                sheet.cell(cell.row + 10, cell.column).value = cell.value
        sheet["A16"] = "Kim Park"

    reading = read(edited(make(CLEAN), change))
    assert [r["name"] for r in reading.rows("contacts")] == ["Dana Lee", "Sam Ortiz", "Kim Park"]
    assert found(reading) == []


def test_what_is_seen_of_a_table_pasted_below_another_is_read_there() -> None:
    def change(book: Workbook) -> None:
        for row in book["Leads"]["A5:H7"]:
            for cell in row:
                book["Contacts"].cell(cell.row + 15, cell.column).value = cell.value
                cell.value = None

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert found(reading) == [("sheet-moved", "Contacts", None)]


def test_defined_names_find_a_sheet_without_keys_and_headings() -> None:
    def change(book: Workbook) -> None:
        for row in (4, 5):
            for cell in book["Leads"][row][:8]:
                cell.value = None if row == 4 else f"Ü{cell.value}"

    assert without_prefilled(read(edited(make(CLEAN), change))) == EXPECTED


def test_a_sheet_under_the_title_of_a_hidden_one_is_read() -> None:
    def change(book: Workbook) -> None:
        del book["Lists"]
        book["Leads"].title = "Lists"

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert found(reading) == []


def test_lines_of_a_form_that_were_exchanged_keep_their_values() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Start"]
        for col in "BC":
            a, b = sheet[f"{col}{line('name')}"], sheet[f"{col}{line('email')}"]
            a.value, b.value = b.value, a.value

    reading = read(edited(make(CLEAN), change))
    assert reading.student.name == "Ana Lopez"
    assert [p.code for p in reading.problems] == ["headings-moved"]


def test_lines_of_a_form_that_were_moved_aside_are_read_there() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Start"]
        for row in map(line, ("class", "counselor", "due")):
            for col in "BC":
                sheet[f"{'FG'['BC'.index(col)]}{row - 3}"] = sheet[f"{col}{row}"].value
                sheet[f"{col}{row}"] = None

    reading = read(edited(make(CLEAN), change))
    row = reading.tables["start"].rows[0].values
    assert (row["class"], row["counselor"], row["due"]) == (ANA.class_, ANA.counselor, ANA.due)
    assert reading.extra == ()


def test_remarks_beside_the_labels_of_a_form_are_not_its_values() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Start"]
        sheet.insert_cols(3)
        for row in (line("name"), *range(line("student_id"), line("due") + 1)):
            sheet.cell(row, 3).value = f"remark {row}"
            if row not in (line("name"), line("email")):
                sheet.cell(row, 4).value = None

    reading = read(edited(make(), change))
    assert reading.student.name == "Ana Lopez"
    assert found(reading) == []


def test_a_cell_that_only_looks_filled_is_blank() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"]["C9"], book["Contacts"]["D10"], book["Contacts"]["B11"] = "\u200b", "\u2800", "\ufeff "

    reading = read(edited(make(CLEAN), change))
    assert found(reading) == []
    assert without_prefilled(reading) == EXPECTED


def test_a_talk_before_it_was_asked_for_is_told_once() -> None:
    from datetime import date

    reading = read(make(with_change("interviews", 0, date=date(2025, 9, 16))))
    assert found(reading) == [("dates-out-of-order", "Interviews", at("interviews", "date", 6))]


def test_a_private_note_in_a_row_cut_to_a_sheet_of_ones_own_is_withheld(folio: Folio, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book.create_sheet("Archive")
        for col in range(1, width("contacts") + 1):
            cell = book["Contacts"].cell(7, col)
            sheet.cell(1, col + 2).value = cell.value
            cell.value = None

    (tmp_path / "a.xlsx").write_bytes(edited(make(CLEAN), change))
    shown = folio("export", "a.xlsx").out
    assert "PRIVATE-CANARY" not in shown
    # Beside the note, the formula that came to stand in the column in which private notes were.
    assert json.loads(shown)["workbooks"][0]["withheld"] == {"extra": 2}
    assert "PRIVATE-CANARY" in folio("export", "a.xlsx", "--private").out


def test_a_private_note_in_the_first_row_is_withheld(folio: Folio, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book["Contacts"].delete_rows(1, 3)
        book["Contacts"].insert_rows(1)
        book["Contacts"]["A1"] = "Kim Park"
        book["Contacts"][at("contacts", "private_notes", 1)] = "SECRET-IN-ROW-ONE"

    (tmp_path / "a.xlsx").write_bytes(edited(make(CLEAN), change))
    assert "SECRET-IN-ROW-ONE" not in folio("export", "a.xlsx").out
    assert "SECRET-IN-ROW-ONE" in folio("export", "a.xlsx", "--private").out
