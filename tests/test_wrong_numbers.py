"""Numbers that look like an answer and are none: sums nobody meant, days of another calendar, what was never worked out.

folio never takes a wrong value without a word, and what stood in the cell stays in ``_as_typed``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from folio.intake.cells.convert import convert
from folio.intake.model import Problem, Reading, Row
from folio.template.schema import Column
from tests.conftest import cell_of
from tests.office import LibreOffice
from tests.workbooks import CLEAN, edited, make, read

MARCH_4 = date(2026, 3, 4)
# March 4, 2026, in days since January 1, 1904.
SERIAL_1904 = 44623


def column(kind: str) -> Column:
    return Column.model_validate({"key": "x", "header": "X", "type": kind})


def worked_out(key: str, formula: str, value: float) -> bytes:
    """A workbook in which a cell of the first row has a formula, and the value a spreadsheet worked out for it."""
    sign = 123456.75

    def put(book: Workbook) -> None:
        cell = cell_of(book, key)
        cell.value, cell.number_format = sign, "General"

    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(edited(make(CLEAN), put))) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(f"<v>{sign}</v>".encode(), f"<f>{formula}</f><v>{value}</v>".encode()))
    return stream.getvalue()


def first(reading: Reading, sheet: str) -> Row:
    return reading.tables[sheet].rows[0]


def problem(reading: Reading, key: str) -> Problem:
    (found,) = [p for p in reading.problems if p.column == key and p.severity == "error"]
    return found


@pytest.mark.parametrize(
    ("key", "formula", "value", "code", "hint"),
    [
        ("contacts.phone", "+91-9999999999", -9999999908, "not-a-phone", "Type an apostrophe (') in front"),
        ("contacts.phone", "+1-503-5550142", -5550644, "not-a-phone", "Type an apostrophe (') in front"),
        ("contacts.phone", "(503)-555-0142", -194, "not-a-phone", "Type an apostrophe (') in front"),
        ("contacts.phone", "5035550143-1", 5035550142, "not-a-phone", "Type an apostrophe (') in front"),
        ("contacts.email", "3-4", -1, "not-an-email", "Type an apostrophe (') in front"),
        ("interviews.date", "2026-03-04", 2019, "not-a-date", "Did you mean Mar 4, 2026?"),
        ("interviews.date", "3/4/2026", 3 / 4 / 2026, "not-a-date", "It could be Apr 3, 2026 or Mar 4, 2026."),
        ("interviews.date", "46000+85", 46085, "not-a-date", "Type an apostrophe (') in front"),
        ("interviews.interest_before", "4/5", 0.8, "not-a-number", "Did you mean 4?"),
        ("interviews.interest_before", "4/2", 2, "not-a-number", "Type an apostrophe (') in front"),
    ],
)
def test_a_sum_that_nobody_meant_is_no_answer(key: str, formula: str, value: float, code: str, hint: str) -> None:
    sheet, _, name = key.partition(".")
    reading = read(worked_out(key, formula, value))
    wrong = problem(reading, name)
    assert (wrong.code, wrong.value) == (code, int(value) if value == int(value) else value)
    assert f"The spreadsheet took {formula} for a sum. {hint}" in wrong.message
    row = first(reading, sheet)
    assert (row.values[name], row.as_typed[name]) == (None, f"={formula}")


def test_the_address_in_a_formula_of_a_link_is_offered() -> None:
    link = 'HYPERLINK("mailto:dana@example.com","4155550143")'
    wrong = problem(read(worked_out("contacts.email", link, 4155550143)), "email")
    assert "Did you mean dana@example.com?" in wrong.message + wrong.fix


@pytest.mark.parametrize(
    ("key", "formula", "value", "answer"),
    [
        ("contacts.phone", "5035550142", 5035550142, "5035550142"),
        ("contacts.phone", "+5035550142", 5035550142, "5035550142"),
        ("interviews.minutes", "15+30", 45, 45),
        ("interviews.interest_before", "+4", 4, 4),
        ("interviews.date", "DATE(2026,3,4)", 46085, MARCH_4),
    ],
)
def test_a_formula_that_is_one_is_taken(key: str, formula: str, value: float, answer: Any) -> None:
    sheet, _, name = key.partition(".")
    reading = read(worked_out(key, formula, value))
    assert first(reading, sheet).values[name] == answer
    assert first(reading, sheet).as_typed[name] == f"={formula}"
    assert [p.code for p in reading.problems if p.column == name and p.severity == "error"] == []


@pytest.mark.parametrize(
    "raw",
    [
        -5550644.0, 503.555, 9.19999e20, date(2026, 5, 12), datetime(2026, 5, 12, 9, 0), time(5, 55),  # noqa: DTZ001
        timedelta(hours=503), True, "-555-0142", "9.19999E+11",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_made_of_a_phone_number_is_none(raw: Any) -> None:
    converted = convert(column("phone"), raw)
    assert (converted.value, converted.error) == (None, "not-a-phone")


def with_formula(formula: str) -> bytes:
    """A workbook as openpyxl saves it with a formula in the first phone number: it works nothing out."""

    def put(book: Workbook) -> None:
        cell_of(book, "contacts.phone").value = formula

    return edited(make(CLEAN), put)


def test_a_formula_that_was_never_worked_out_is_a_problem_at_its_cell() -> None:
    reading = read(with_formula("=B6&C6"))
    wrong = problem(reading, "phone")
    assert (wrong.code, wrong.value) == ("not-computed", "=B6&C6")
    assert wrong.message == '"=B6&C6" is a formula that no program has worked out yet.'
    assert (first(reading, "contacts").values["phone"], first(reading, "contacts").as_typed["phone"]) == (
        None,
        "=B6&C6",
    )
    assert "account-open" not in [p.code for p in reading.problems]


def test_a_formula_that_shows_nothing_is_no_problem(libreoffice: LibreOffice, tmp_path: Path) -> None:
    path, saved = tmp_path / "formula.xlsx", tmp_path / "saved.xlsx"
    path.write_bytes(with_formula('=IF(B6="","x","")'))
    libreoffice([{"open": str(path), "recalculate": True, "save": [{"path": str(saved), "format": "xlsx"}]}])
    reading = read(saved.read_bytes())
    assert first(reading, "contacts").as_typed["phone"] == '=IF(B6="","x","")'
    assert [p.code for p in reading.problems if p.column == "phone"] == []


def since_1904(serial: float | str) -> bytes:
    """A workbook with the calendar of old Macs, in which a day has lost its format."""

    def change(book: Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904
        cell = cell_of(book, "interviews.date")
        cell.value, cell.number_format = serial, "General"

    return edited(make(CLEAN), change)


def test_a_day_without_its_format_is_counted_by_the_calendar_of_its_file() -> None:
    row = first(read(since_1904(SERIAL_1904)), "interviews")
    assert (row.values["date"], row.as_typed["date"]) == (MARCH_4, SERIAL_1904)
    others = [r.values["date"] for r in read(since_1904(SERIAL_1904)).tables["interviews"].rows[1:]]
    assert others == [r.get("date") for r in CLEAN["interviews"][1:]]


def test_digits_typed_as_text_may_come_from_another_calendar() -> None:
    wrong = problem(read(since_1904(str(SERIAL_1904))), "date")
    assert wrong.code == "not-a-date"
    assert "It could be Mar 3, 2022 or Mar 4, 2026." in wrong.message


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_other_formats_tell_their_calendar_too(libreoffice: LibreOffice, tmp_path: Path, ending: str) -> None:
    (tmp_path / "old.xlsx").write_bytes(since_1904(SERIAL_1904))
    path = tmp_path / f"old.{ending}"
    libreoffice([{"open": str(tmp_path / "old.xlsx"), "save": [{"path": str(path), "format": ending}]}])
    row = first(read(path.read_bytes()), "interviews")
    assert (row.values["date"], row.as_typed["date"]) == (MARCH_4, SERIAL_1904)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("mailto:dana@example.com?subject=Hello", "dana@example.com"), ("Dana <dana@example.com>", "dana@example.com"),
        ("dana@example.com (work)", "dana@example.com"), ("dana@example.com.", "dana@example.com"),
        ("mailto:Dana%40example.com", "Dana@example.com"), ("a@example.com; b@example.com", None),
        ("dána@example.com", None), ("dana@example..com", None), ("dana.@example.com", None), ("dana@localhost", None),
    ],
)  # fmt: skip
def test_check_export_and_letters_agree_on_an_address(
    folio: Callable[..., Any], tmp_path: Path, typed: str, address: str | None
) -> None:
    content = {"contacts": [{"name": "Dana Lee", "email": typed}]}
    (tmp_path / "a.xlsx").write_bytes(make(content, template="essentials"))
    assert ("not-an-email" in folio("check a.xlsx").out) == (address is None)
    assert (f'"email": "{address}"' in folio("export a.xlsx").out) == (address is not None)
    folio("letters a.xlsx --out letters --kind request")
    (letter,) = Path("letters").glob("*.eml")
    assert (f"<{address}>" in letter.read_text(encoding="utf-8")) == (address is not None)
