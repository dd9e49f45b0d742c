"""Sheets and columns are found again after what people do to them; nothing typed is lost on the way."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from folio.workbook.embedded_description import LAST_WITH_NOTES
from tests.workbooks import CLEAN, at, edited, found, kit, line, make, read, width, without_prefilled

OLDER = Path(__file__).parent / "made_by_version_2"
EXPECTED = without_prefilled(read(make(CLEAN)))


def rename_sheet(book: Workbook) -> None:
    book["Contacts"].title = "My people"


def reorder_sheets(book: Workbook) -> None:
    book.move_sheet("Contacts", offset=5)


def insert_own_column(book: Workbook) -> None:
    sheet = book["Contacts"]
    sheet.insert_cols(3)
    sheet["C5"], sheet["C6"] = "How we met", "at the fair"


def insert_rows_above(book: Workbook) -> None:
    book["Contacts"].insert_rows(1, 3)


def reword_heading(book: Workbook) -> None:
    book["Contacts"]["G5"] = "Their job"


def delete_keys(book: Workbook) -> None:
    for cell in book["Contacts"][4]:
        cell.value = None


def delete_keys_and_names(book: Workbook) -> None:
    delete_keys(book)
    for name in [n for n in book.defined_names if n.startswith("folio_contacts_")]:
        del book.defined_names[name]


def delete_key_row(book: Workbook) -> None:
    book["Contacts"].delete_rows(4)


def swap_whole_columns(book: Workbook) -> None:
    sheet = book["Contacts"]
    for row in range(4, 20):
        e, f = sheet.cell(row, 7), sheet.cell(row, 9)
        e.value, f.value = f.value, e.value


def swap_visible_cells(book: Workbook) -> None:
    sheet = book["Contacts"]
    for row in range(5, 20):
        e, f = sheet.cell(row, 7), sheet.cell(row, 9)
        e.value, f.value = f.value, e.value


def delete_lists(book: Workbook) -> None:
    del book["Lists"]


def delete_description(book: Workbook) -> None:
    del book["_folio"]


def delete_description_and_properties(book: Any) -> None:
    del book["_folio"]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]


@pytest.mark.parametrize(
    ("change", "codes", "extra"),
    [
        (rename_sheet, [], 0),
        (reorder_sheets, [], 0),
        (insert_own_column, [], 2),
        (insert_rows_above, [], 0),
        (reword_heading, ["heading-changed"], 1),
        (delete_keys, [], 0),
        (delete_keys_and_names, [], 0),
        (delete_key_row, [], 0),
        (swap_whole_columns, [], 0),
        (swap_visible_cells, ["headings-moved"], 0),
        (delete_lists, [], 0),
        (delete_description, ["description-missing"], 0),
        (delete_description_and_properties, ["description-missing"], 0),
    ],
    ids=lambda v: v.__name__ if callable(v) else None,
)
def test_every_value_is_found_again(change: Callable[[Workbook], None], codes: list[str], extra: int) -> None:
    reading = read(edited(make(CLEAN), change))
    tables = without_prefilled(reading)
    if "description-missing" in codes:  # what the owner had filled in beforehand is not known any more
        tables.pop("start")
    assert tables == EXPECTED
    assert len(reading.extra) == extra
    assert [p.code for p in reading.problems] == codes


def test_a_moved_cell_is_reported_where_it_stands_now() -> None:
    def change(book: Workbook) -> None:
        insert_own_column(book)
        book["Contacts"].title = "My people"
        book["My people"].insert_rows(1, 2)
        book["My people"]["J8"] = "dana at acme"

    assert found(read(edited(make(CLEAN), change))) == [("not-an-email", "My people", "J8")]


def test_a_row_far_below_is_read() -> None:
    def change(book: Workbook) -> None:
        book["Leads"]["A90"], book["Leads"]["B90"] = "Night tour", "Event"

    reading = read(edited(make(CLEAN), change))
    assert reading.tables["leads"].rows[-1].number == 90
    assert reading.tables["leads"].rows[-1].values["lead"] == "Night tour"
    assert reading.extra == ()


def test_cells_beside_the_table_and_in_own_sheets_are_kept() -> None:
    def change(book: Workbook) -> None:
        book["Leads"]["Z3"] = "remember the bus"
        sheet = book.create_sheet("Scratch")
        sheet["B2"], sheet["B3"], sheet["B4"] = "mine", 12, "=B3*2"

    reading = read(edited(make(CLEAN), change))
    kept = {(e.sheet, e.cell): (e.value, e.formula) for e in reading.extra}
    assert kept == {
        ("Leads", "Z3"): ("remember the bus", ""),
        ("Scratch", "B2"): ("mine", ""),
        ("Scratch", "B3"): (12, ""),
        ("Scratch", "B4"): (None, "=B3*2"),
    }


def test_a_copy_is_told_and_the_sheet_with_the_name_is_read() -> None:
    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book["Contacts"])
        copy.title = "Contacts (2)"
        copy["A6"] = "Someone Else"

    reading = read(edited(make(CLEAN), change))
    assert [p.code for p in reading.problems] == ["sheet-twice"]
    assert reading.rows("contacts")[0]["name"] == "Dana Lee"
    assert ("Contacts (2)", "A6", "Someone Else") in {(e.sheet, e.cell, e.value) for e in reading.extra}


def test_two_copies_without_the_name_are_a_question_and_nothing_is_lost() -> None:
    def change(book: Workbook) -> None:
        book.copy_worksheet(book["Contacts"]).title = "People B"
        book["Contacts"].title = "People A"

    reading = read(edited(make({"contacts": CLEAN["contacts"][:1]}), change))
    assert [p.code for p in reading.problems] == ["sheet-ambiguous"]
    assert "contacts" not in reading.tables
    assert {e.sheet for e in reading.extra if e.value == "Dana Lee"} == {"People A", "People B"}


def test_a_deleted_column_and_a_deleted_sheet_are_each_told_once() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"].delete_cols(6)
        del book["Leads"]

    reading = read(edited(make({"contacts": CLEAN["contacts"]}), change))
    assert sorted(p.code for p in reading.problems) == ["column-missing", "sheet-missing"]
    assert reading.rows("contacts")[0]["email"] == "dana@cedar.example.org"


def test_headings_deleted_are_told_and_the_first_row_stays_data() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"].delete_rows(5)

    reading = read(edited(make({"contacts": CLEAN["contacts"]}), change))
    assert [p.code for p in reading.problems] == ["headings-missing"]
    assert [r["name"] for r in reading.rows("contacts")] == ["Dana Lee", "Sam Ortiz"]


def test_a_heading_gone_blank_and_headings_sorted_in_still_read() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"]["B5"] = None

    assert without_prefilled(read(edited(make(CLEAN), change))) == EXPECTED


def test_a_prefilled_row_counts_only_when_it_is_touched() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Question plan"]
        sheet[at("questions", "answer", 7)] = "Fifteen years"
        sheet[at("questions", "question", 9)] = "What did you do last week?"
        for cell in sheet[10]:
            cell.value = None

    reading = read(edited(make(), change))
    table = reading.tables["questions"]
    assert [r.number for r in table.typed_rows] == [7, 9]
    assert len(table.rows) == 9


@pytest.mark.parametrize("column", ["interest_change", "plan"])
def test_a_value_typed_over_a_formula_is_kept(column: str) -> None:
    cell = at("interviews", column, 6)

    def change(book: Workbook) -> None:
        book["Interviews"][cell] = 4

    reading = read(edited(make(CLEAN), change))
    assert [(e.sheet, e.cell, e.value) for e in reading.extra] == [("Interviews", cell, 4)]


def test_own_formulas_give_value_and_text() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"]["B6"] = '=UPPER("cedar")'

    row = read(edited(make(CLEAN), change)).tables["contacts"].rows[0]
    assert row.as_typed["organization"] == '=UPPER("cedar")'


def test_notes_of_people_are_kept() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"]["A6"].comment = Comment("Call after five", "Ana")
        book["Contacts"]["A5"].comment = Comment(kit().template.sheet("contacts").column("name").note, "Ana")

    notes = read(edited(make(CLEAN), change)).notes
    assert [(n.sheet, n.cell) for n in notes] == [("Contacts", "A5"), ("Contacts", "A6")]
    assert notes[1].text == "Call after five"


def test_notes_of_an_older_folio_are_told_without_its_description() -> None:
    def change(book: Any) -> None:
        book.custom_doc_props["folio_format"].value = str(LAST_WITH_NOTES)
        columns = kit().template.sheet("contacts").columns
        for column in columns:
            book["Contacts"][at("contacts", column.key)].comment = Comment(column.note, "folio")
        assert len(columns) > 10
        book["Contacts"]["A6"].comment = Comment("Call after five", "Ana")
        del book["_folio"]

    notes = read(edited(make(CLEAN), change)).notes
    assert [(n.sheet, n.cell, n.text) for n in notes] == [("Contacts", "A6", "Call after five")]


def test_notes_that_older_folios_wrote_on_headings_are_theirs() -> None:
    def change(book: Workbook) -> None:
        assert sum(bool(c.comment) for row in book["Contacts"].iter_rows() for c in row) > 10
        book["Contacts"]["A6"].comment = Comment("Call after five", "Ana")

    notes = read(edited((OLDER / "complete.xlsx").read_bytes(), change)).notes
    assert [(n.sheet, n.cell, n.text) for n in notes] == [("Contacts", "A6", "Call after five")]


def test_the_age_of_a_template_is_told() -> None:
    def version(number: int) -> Callable[[Workbook], None]:
        def change(book: Workbook) -> None:
            for row in book["_folio"].iter_rows(min_col=1, max_col=2):
                if str(row[0].value).startswith("folio:description"):
                    row[1].value = re.sub(
                        r'(?<="name":"complete",)"version":\d+', f'"version":{number}', str(row[1].value)
                    )

        return change

    assert [p.code for p in read(edited(make(CLEAN), version(99))).problems] == ["template-newer"]

    def newer_format(book: Workbook) -> None:
        book["_folio"]["B1"] = "99"

    reading = read(edited(make(CLEAN), newer_format))
    assert (reading.status, reading.problems[0].code) == ("unreadable", "made-by-newer-folio")


def test_a_template_that_moved_on_is_told_and_read_by_its_own_description(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import folio.intake.locate.identify as identify
    from folio.template.loading import load_kit

    workbook = make(CLEAN)
    real = load_kit("complete")

    class Newer:
        template = real.template.model_copy(update={"version": real.template.version + 1})

    monkeypatch.setattr(identify, "load_kit", lambda _: Newer)
    reading = read(workbook)
    assert [p.code for p in reading.problems] == ["template-older"]
    assert without_prefilled(reading) == EXPECTED


def test_a_workbook_of_somebody_else_is_refused() -> None:
    from io import BytesIO

    stream = BytesIO()
    Workbook().save(stream)
    reading = read(stream.getvalue())
    assert (reading.status, [p.code for p in reading.problems]) == ("unreadable", ["not-folio"])


def test_an_own_template_is_read_without_the_template(tmp_path: Any, folio: Any) -> None:
    folio("template", "copy", "essentials", "mine")
    toml = tmp_path / "mine" / "workbook.toml"
    text = toml.read_text(encoding="utf-8").replace(
        'key = "organization"',
        'key = "pets"\nheader = "Pets"\ntype = "integer"\nmin = 0\nmax = 9\n\n[[sheets.columns]]\nkey = "organization"',
        1,
    )
    toml.write_text(text, encoding="utf-8")
    folio("new", "a.xlsx", "--template", "mine")
    content = (tmp_path / "a.xlsx").read_bytes()
    shutil.rmtree(tmp_path / "mine")

    def change(book: Workbook) -> None:
        book["Contacts"]["A6"], book["Contacts"]["B6"], book["Contacts"]["B7"] = "Dana Lee", 2, 12
        book["Contacts"]["A7"] = "Sam Ortiz"

    (tmp_path / "a.xlsx").write_bytes(edited(content, change))
    result = folio("check", "a.xlsx", "--format", "json")
    (problem,) = json.loads(result.out)["workbooks"][0]["problems"]
    assert (problem["code"], problem["cell"], problem["column"]) == ("out-of-range", "B7", "pets")


def moved(book: Workbook, source: str, target: str, cells: str, down: int = 0, right: int = 0) -> None:
    """Cut a range and paste it, with what stands in it but without what is around it."""
    start, end = book[source], book[target]
    for row in start[cells]:
        for cell in row:
            value, cell.value = cell.value, None
            if value is not None:
                end.cell(cell.row + down, cell.column + right).value = value


def test_a_table_sorted_together_with_its_headings_is_read_whole() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Contacts"]
        for col in range(1, width("contacts") + 1):
            heading, entry = sheet.cell(5, col), sheet.cell(6, col)
            heading.value, entry.value = entry.value, heading.value

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert found(reading) == [("headings-among-rows", "Contacts", at("contacts", "name", 6))]
    assert reading.extra == ()


def test_what_is_seen_of_a_table_cut_and_pasted_to_a_new_sheet_is_read_there() -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("Scratch")
        moved(book, "Contacts", "Scratch", f"A5:{at('contacts', 'private_notes', 7)}", down=-4, right=1)
        book["Scratch"]["J3"] = "sam at valley"

    reading = read(edited(make(CLEAN), change))
    assert [r["name"] for r in reading.rows("contacts")] == ["Dana Lee", "Sam Ortiz"]
    assert found(reading) == [("sheet-moved", "Scratch", None), ("not-an-email", "Scratch", "J3")]
    assert reading.extra == ()


def test_a_copy_of_a_table_without_keys_is_told_and_kept() -> None:
    def change(book: Workbook) -> None:
        sheet = book.create_sheet("Backup")
        for row in book["Contacts"][f"A5:{at('contacts', 'notes', 7)}"]:
            for cell in row:
                sheet.cell(cell.row, cell.column).value = cell.value

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert found(reading) == [("sheet-twice", "Backup", None)]
    assert ("Backup", "A6", "Dana Lee") in {(e.sheet, e.cell, e.value) for e in reading.extra}


def test_what_is_seen_of_a_column_cut_and_pasted_beside_the_table_is_read_there() -> None:
    def change(book: Workbook) -> None:
        moved(book, "Contacts", "Contacts", "I5:I20", right=width("contacts") - 2)

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert [p.code for p in reading.problems] == ["headings-moved"]


def test_a_table_moved_below_another_is_read_and_ends_it() -> None:
    def change(book: Workbook) -> None:
        moved(book, "Leads", "Contacts", "A1:H7", down=30)

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert found(reading) == []


def test_headings_pasted_again_below_are_no_entry() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Contacts"]
        for col in range(1, width("contacts") + 1):
            sheet.cell(9, col).value = sheet.cell(5, col).value
        sheet["A10"] = "Kim Park"

    reading = read(edited(make(CLEAN), change))
    assert [r["name"] for r in reading.rows("contacts")] == ["Dana Lee", "Sam Ortiz", "Kim Park"]
    assert found(reading) == []
    assert {e.cell for e in reading.extra} == {
        at("contacts", column.key, 9) for column in kit().template.sheet("contacts").columns
    }


def test_a_table_copied_beside_itself_is_told_once() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Leads"]
        for row in sheet["A4:H7"]:
            for cell in row:
                sheet.cell(cell.row, cell.column + 10).value = cell.value

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    (problem,) = reading.problems
    assert (problem.code, problem.column) == ("column-twice", None)
    assert '"Lead", ' in problem.message


@pytest.mark.parametrize(
    ("heading", "words"), [("E-mial", 'Is it "E-mial" in I5 now?'), ("Pets", 'the column "Email" on this sheet.')]
)
def test_a_similar_heading_is_a_suggestion_and_never_taken(heading: str, words: str) -> None:
    def change(book: Workbook) -> None:
        delete_keys_and_names(book)
        book["Contacts"]["I5"] = heading

    reading = read(edited(make(CLEAN), change))
    (problem,) = reading.problems
    assert (problem.code, problem.column) == ("column-missing", "email")
    assert problem.message.endswith(words)
    assert ("Contacts", "I6", "dana@cedar.example.org") in {(e.sheet, e.cell, e.value) for e in reading.extra}


def test_a_column_whose_key_went_to_another_sheet_is_pointed_at() -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("Scratch")
        moved(book, "Contacts", "Scratch", "I4:I20")
        del book.defined_names["folio_contacts_email"]

    (problem,) = read(edited(make(CLEAN), change)).problems
    assert problem.code == "column-missing"
    assert 'on the sheet "Scratch" now' in problem.message


def test_a_sheet_with_a_similar_title_is_a_suggestion() -> None:
    def change(book: Workbook) -> None:
        book["Leads"].delete_rows(1, 5)
        book["Leads"].title = "Leads to do"
        for name in [n for n in book.defined_names if n.startswith("folio_leads_")]:
            del book.defined_names[name]
        book["Leads to do"].title = "Leeds"

    (problem,) = read(edited(make(CLEAN), change)).problems
    assert problem.code == "sheet-missing"
    assert problem.message.endswith('Is it "Leeds" now?')


def test_a_reply_on_a_feedback_sheet_is_kept_and_folios_words_there_are_not_read() -> None:
    from folio.workbook.feedback_traces import feedback_key

    def change(book: Workbook) -> None:
        sheet = book.create_sheet("folio feedback", 0)
        sheet["A1"], sheet["B1"] = feedback_key(["Please look at these"]), "Please look at these"
        sheet["C4"] = "but Sam has no e-mail!"

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert [(e.cell, e.value) for e in reading.extra] == [("C4", "but Sam has no e-mail!")]


def test_typing_the_key_of_a_feedback_sheet_hides_nothing() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"]["Z9"] = "folio:feedback"

    reading = read(edited(make(CLEAN), change))
    assert without_prefilled(reading) == EXPECTED
    assert [e.cell for e in reading.extra] == ["Z9"]


def test_a_reworded_label_of_a_form_is_told_and_its_value_read() -> None:
    label = f"B{line('name')}"

    def change(book: Workbook) -> None:
        book["Start"][label] = "I am called"

    reading = read(edited(make(CLEAN), change))
    assert found(reading) == [("heading-changed", "Start", label)]
    assert reading.student.name == "Ana Lopez"
    assert [(e.cell, e.value) for e in reading.extra] == [(label, "I am called")]


def test_a_column_put_into_a_form_leaves_its_figures_folios_own() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Start"]
        for row in sheet["B1:D60"]:
            for cell in reversed(row[1:]):
                sheet.cell(cell.row, cell.column + 1).value, cell.value = cell.value, None

    reading = read(edited(make(CLEAN), change))
    assert reading.extra == ()
    assert found(reading) == []


def test_without_the_column_of_names_no_reference_is_called_wrong() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"].delete_cols(1)
        del book.defined_names["folio_contacts_name"]

    assert [(p.code, p.column) for p in read(edited(make(CLEAN), change)).problems] == [("column-missing", "name")]
