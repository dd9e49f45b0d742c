"""``folio new``: what stands in a new workbook, for one person and for a class."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from folio.app import run
from folio.template.loading import load_kit
from folio.template.schema import LISTS_SHEET, META_SHEET, WORKINGS_SHEET, Column, Sheet, fill_field
from folio.workbook.build import build_workbook, prefilled_rows
from folio.workbook.embedded_description import Owner, from_cells
from folio.workbook.formulas.measure_formulas import value_of
from folio.workbook.formulas.parts import FormulaCell, SheetData
from folio.workbook.layout import ROOM, form_layout
from folio.workbook.table_sheet import table_rows
from tests.accessible import SHARED_FUNCTIONS, functions_of
from tests.conftest import (
    EPOCH,
    TEMPLATES,
    Folio,
    cell_of,
    head_of,
    key_cell,
    open_book,
)
from tests.workbooks import FIRST_ROW, HEADER_ROW, KEY_ROW

TODAY = date(2026, 3, 10)
OWNER = ("--name", "Ana López", "--student-id", "R 1", "--class", "P4", "--counselor", "Ms. O", "--due", "2026-11-20")
# What Excel 2016, LibreOffice 7.4 and Google Sheets all know.
NASTY = ["=HYPERLINK(1)", "A & B <x>", "+1", "@a", "{=1}", "007", "https://x.example", 'Zoë "Z" O\'Neil ☃']


ODD = ["bell", "half a character", "no character", "long"]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A workbook of each template, made on the command line."""
    folder = tmp_path_factory.mktemp("made")
    paths = {name: folder / f"{name}.xlsx" for name in TEMPLATES}
    for name, path in paths.items():
        assert run(["new", str(path), "--template", name, *OWNER, "--field", "Nursing", "-q"]) == 0
    return paths


@pytest.fixture(params=TEMPLATES)
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(made: dict[str, Path], template: str) -> Path:
    return made[template]


@pytest.fixture(scope="session")
def books(made: dict[str, Path]) -> dict[str, Workbook]:
    return {name: open_book(path) for name, path in made.items()}


@pytest.fixture
def book(books: dict[str, Workbook], template: str) -> Workbook:
    return books[template]


def pairs(book: Workbook, template: str) -> Iterator[tuple[Worksheet, Sheet, Column]]:
    for sheet in load_kit(template).template.sheets:
        for column in sheet.columns:
            yield book[sheet.title], sheet, column


def dumped(path: Path | BytesIO) -> dict[str, Any]:
    """Every cell of a workbook, with its note, by sheet and address; empty texts are as good as none."""
    found: dict[str, Any] = {}
    for values in (False, True):
        book = open_book(path, values=values)  # type: ignore[arg-type]
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value not in (None, "") or cell.comment:
                        note = cell.comment.text if cell.comment else ""
                        kind = (formula_text(cell), cell.data_type, cell.number_format, note, cell.font.b)
                        found[f"{sheet.title}!{cell.coordinate} {values}"] = kind
    return found


HIDDEN = (LISTS_SHEET, WORKINGS_SHEET, META_SHEET)


class TestSheets:
    def test_titles_in_order_then_what_is_hidden(self, book: Workbook, template: str) -> None:
        it = load_kit(template).template
        bank = [it.bank_title] if it.bank_title else []
        assert book.sheetnames == [*(s.title for s in it.sheets), *bank, *HIDDEN]
        states = {s.title: s.sheet_state for s in book.worksheets}
        assert [n for n, s in states.items() if s != "visible"] == list(HIDDEN)
        assert book.active is book.worksheets[0]

    def test_headings_and_labels_are_exact(self, book: Workbook, template: str) -> None:
        for sheet, _, column in pairs(book, template):
            assert head_of(book, f"{_.key}.{column.key}").value == column.header, sheet.title

    def test_keys_stand_in_order_and_out_of_sight(self, book: Workbook, template: str) -> None:
        for it in load_kit(template).template.sheets:
            sheet = book[it.title]
            cells = [key_cell(book, f"{it.key}.{key}") for key in it.keys]
            if it.layout == "table":
                assert sheet.row_dimensions[KEY_ROW].hidden
                assert [(c.row, c.column) for c in cells] == [(KEY_ROW, i) for i in range(1, len(cells) + 1)]
                assert not sheet.row_dimensions[HEADER_ROW].hidden
            else:
                assert sheet.column_dimensions["A"].hidden
                assert {c.column for c in cells} == {1}

    def test_tables_are_as_long_and_wide_as_prepared(self, book: Workbook, template: str) -> None:
        for it in load_kit(template).template.tables:
            if it.board:
                assert not book[it.title].tables
                continue
            (table,) = book[it.title].tables.values()
            assert table.displayName == f"folio_table_{it.key}"
            head = head_of(book, f"{it.key}.{it.keys[-1]}")
            assert table.ref == f"A{HEADER_ROW}:{head.column_letter}{HEADER_ROW + it.rows}"
            assert [c.name for c in table.tableColumns] == [c.header for c in it.columns]

    def test_nothing_is_merged_in_tables(self, book: Workbook, template: str) -> None:
        for it in load_kit(template).template.tables:
            assert not book[it.title].merged_cells.ranges

    def test_entry_sheets_are_open_and_computed_ones_closed(self, book: Workbook, template: str) -> None:
        for it in load_kit(template).template.sheets:
            assert book[it.title].protection.sheet == (it.board is not None or not any(c.typed for c in it.columns)), (
                it.title
            )
            assert book[it.title].protection.password is None

    def test_links_lead_to_sheets_that_are_there(self, book: Workbook, template: str) -> None:
        linked = set()
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for link in (c.hyperlink for c in row if c.hyperlink):
                    target = re.fullmatch(r"'(.+)'!A1", str(link.location))
                    assert target, link.location
                    assert target[1] in book.sheetnames
                    linked.add((sheet.title, target[1]))
        titles = book.sheetnames[: -len(HIDDEN)]
        assert {t for s, t in linked if s == titles[0]} == set(titles[1:])
        assert {s for s, t in linked if t == titles[0]} == set(titles[1:])

    def test_question_bank_holds_every_question(self, made: dict[str, Path]) -> None:
        kit = load_kit("complete")
        sheet = open_book(made["complete"])[str(kit.template.bank_title)]
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=FIRST_ROW, max_col=6)]
        assert rows == [
            [q.stage, q.topic, fill_field(q.question, "Nursing"), q.purpose, q.probe, q.minutes] for q in kit.for_anyone
        ]


class TestHelp:
    def test_every_cell_of_a_table_has_its_help_as_a_prompt(self, book: Workbook, template: str) -> None:
        for sheet, it, column in pairs(book, template):
            if it.layout != "table":
                continue
            assert column.help, f"{it.key}.{column.key}"
            for row in (0, ROOM - 1):
                rule = rule_at(sheet, cell_of(book, f"{it.key}.{column.key}", row))
                assert rule is not None, f"{it.key}.{column.key}"
                assert rule.showInputMessage
                assert rule.promptTitle == column.header[:32]
                assert str(rule.prompt).startswith(column.help)
                required = column.required and column.proposal is None
                assert ("Please always fill this in." in str(rule.prompt)) == required
                assert ("Nothing to type here." in str(rule.prompt)) == (not column.typed)

    def test_no_prompt_repeats_the_help_beside_a_line(self, book: Workbook, template: str) -> None:
        for sheet, it, column in pairs(book, template):
            if it.layout == "form":
                cell = cell_of(book, f"{it.key}.{column.key}")
                rule = rule_at(sheet, cell)
                assert (cell.offset(column=1).value or "") == column.help
                prompt = "Please always fill this in." if column.required else None
                assert (rule.prompt if rule else None) == prompt

    def test_no_cell_has_a_note(self, book: Workbook) -> None:
        assert [c for s in book for row in s.iter_rows() for c in row if c.comment] == []

    def test_choices_come_from_lists(self, book: Workbook, template: str) -> None:
        for sheet, it, column in pairs(book, template):
            words = column.choices or column.suggest
            if words is None:
                continue
            rule = rule_at(sheet, cell_of(book, f"{it.key}.{column.key}"))
            assert rule is not None, column.key
            assert (rule.type, rule.showDropDown) == ("list", False)
            title, cells = named(book, str(rule.formula1))
            assert title == "Lists"
            assert [c.value for c in cells] == list(words)
            assert bool(rule.showErrorMessage) == (column.choices is not None), column.key

    def test_references_offer_the_names_of_their_sheet(self, book: Workbook, template: str) -> None:
        kit = load_kit(template)
        for sheet, it, column in pairs(book, template):
            if column.refers_to is None:
                continue
            target = kit.template.sheet(column.refers_to)
            rule = rule_at(sheet, cell_of(book, f"{it.key}.{column.key}"))
            assert rule is not None
            title, cells = named(book, str(rule.formula1))
            assert title == target.title
            assert cells[0].coordinate == cell_of(book, f"{target.key}.{target.label}").coordinate
            assert len(cells) == ROOM
            assert rule.errorStyle == "warning"

    @pytest.mark.parametrize(
        ("kind", "rule", "bounds"),
        [("rating", "whole", ("1", "5")), ("date", "date", (None, None)), ("yes_no", "list", ('"Yes,No"', None)),
         ("integer", "whole", (None, None)), ("email", "custom", (None, None))],
    )  # fmt: skip
    def test_rules_by_type(
        self, book: Workbook, template: str, kind: str, rule: str, bounds: tuple[str | None, ...]
    ) -> None:
        columns = [(s, it, c) for s, it, c in pairs(book, template) if c.type == kind]
        assert columns or (template, kind) in {("essentials", "integer")}
        for sheet, it, column in columns:
            for row in (0, 499) if it.layout == "table" else (0,):
                found = rule_at(sheet, cell_of(book, f"{it.key}.{column.key}", row))
                assert found is not None, f"{it.key}.{column.key}"
                assert found.type == rule
                for has, wanted in zip((found.formula1, found.formula2), bounds, strict=True):
                    assert wanted in (None, has)

    def test_messages_fit_what_excel_shows(self, book: Workbook) -> None:
        rules = [r for s in book.worksheets for r in s.data_validations.dataValidation]
        assert len(rules) > 15
        for rule in rules:
            for text, longest in ((rule.errorTitle, 32), (rule.promptTitle, 32), (rule.error, 255), (rule.prompt, 255)):
                assert len(text or "") <= longest, text
            if rule.showErrorMessage and rule.type:
                assert rule.errorTitle
                assert rule.error

    def test_colors_for_what_needs_a_look(self, book: Workbook, template: str) -> None:
        for sheet, it, column in pairs(book, template):
            if it.layout == "form":
                continue
            at = cell_of(book, f"{it.key}.{column.key}").coordinate
            rules = [r for area in sheet.conditional_formatting if at in area for r in area.rules]
            formulas = [f for r in rules for f in r.formula]
            place = re.sub(r"(\D+)(\d+)", r"$\1\2", at)
            assert column.required == any(f.startswith(f'AND({place}="",') for f in formulas), column.key
            assert column.deadline == any("TODAY()" in f for f in formulas), column.key
            assert (column.type == "rating" or column.bar is not None) == any(r.type == "dataBar" for r in rules), (
                column.key
            )
            assert {f.strip('"') for r in rules if r.type == "cellIs" for f in r.formula} == set(column.tones)

    def test_panes_are_frozen_below_the_headings(self, book: Workbook, template: str) -> None:
        for it in load_kit(template).template.tables:
            # Half of a phone's width is left to scroll in, so a wide question scrolls with its answers.
            wide = it.key == "questions"
            assert book[it.title].freeze_panes == f"{'A' if wide else 'C' if it.has('number') else 'B'}{FIRST_ROW}"

    def test_prints_across_one_page(self, book: Workbook, template: str) -> None:
        for it in load_kit(template).template.sheets:
            sheet = book[it.title]
            # Forms are higher than they are wide.
            assert sheet.page_setup.orientation == ("portrait" if it.layout == "form" else "landscape")
            assert sheet.sheet_properties.pageSetUpPr is not None
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            # A table may go on over pages; a form is one page.
            pages = (
                sheet.page_setup.fitToWidth or 1,
                1 if sheet.page_setup.fitToHeight is None else sheet.page_setup.fitToHeight,
            )
            assert pages == (1, 0 if it.layout == "table" else 1)
            if it.layout == "table":
                assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"

    def test_charts_have_words_and_the_right_lines(self, path: Path, book: Workbook, template: str) -> None:
        wanted = [(s, c) for s in load_kit(template).template.sheets for c in s.charts]
        with zipfile.ZipFile(path) as parts:
            drawings = [
                parts.read(n) for n in sorted(parts.namelist()) if re.fullmatch(r"xl/drawings/drawing\d+.xml", n)
            ]
            charts = sorted(n for n in parts.namelist() if n.startswith("xl/charts/chart"))
            plotted = [re.findall(r"<c:val>.*?<c:f>(.*?)</c:f>", parts.read(n).decode()) for n in charts]
        said = [e.get("descr") for d in drawings for e in ET.fromstring(d).iter() if e.tag.endswith("}cNvPr")]  # noqa: S314
        assert said == [c.alt for _, c in wanted]
        assert len(plotted) == len(wanted)
        for ranges, (sheet, chart) in zip(plotted, wanted, strict=True):
            for cells, path_of in zip(ranges, chart.columns[1:], strict=not chart.series):
                title, col, first, last = re.fullmatch(r"'?(.+?)'?!\$(\w+)\$(\d+):\$\w+\$(\d+)", cells).groups()  # type: ignore[union-attr]
                assert book[title][f"{col}{KEY_ROW}"].value == f"folio:{path_of}"
                assert (int(first), int(last)) == (FIRST_ROW, FIRST_ROW + chart.rows - 1)
            for cells, section in zip(ranges, chart.series, strict=not chart.columns):
                first, last = re.fullmatch(r"'?(.+?)'?!\$C\$(\d+):\$C\$(\d+)", cells).group(2, 3)  # type: ignore[union-attr]
                keys = [book[sheet.title].cell(r, 1).value for r in range(int(first), int(last) + 1)]
                assert keys == [f"folio:{sheet.key}.{c.key}" for c in sheet.lines(section)]


def properties(path: Path | str) -> dict[str, str]:
    """Return the custom properties of a workbook."""
    with zipfile.ZipFile(path) as parts:
        tree = ET.fromstring(parts.read("docProps/custom.xml"))  # noqa: S314 - of folio's own making
    return {str(e.get("name")): "".join(e.itertext()) for e in tree}


def rule_at(sheet: Worksheet, cell: Cell) -> DataValidation | None:
    found = [r for r in sheet.data_validations.dataValidation if cell.coordinate in r.sqref]
    assert len(found) < 2
    return found[0] if found else None


def named(book: Workbook, name: str) -> tuple[str, list[Cell]]:
    """Return the sheet and the cells that a defined name stands for."""
    ((title, area),) = book.defined_names[name.removeprefix("=")].destinations
    return title, [row[0] for row in book[title][area.replace("$", "")]]


class TestIdentity:
    def test_stands_in_three_places(self, path: Path, book: Workbook, template: str) -> None:
        said = properties(path)
        rows = [(a.value, b.value) for a, b in book[META_SHEET].iter_rows(max_col=2)]
        carried = from_cells(rows)
        assert carried.format == 3
        assert carried.facts["workbook_id"] == said["folio_workbook_id"] != ""
        known = {"template": template, "version": "5", "name": "Ana López", "student_id": "R 1", "class": "P4"}
        for key, text in known.items():
            assert said[f"folio_{key}"] == text
            assert carried.facts[key] == text
        for key, text in (known | {"counselor": "Ms. O", "field_1": "Nursing"}).items():
            if key not in ("template", "version"):
                assert cell_of(book, f"start.{key}").value == text
        due = cell_of(book, "start.due").value
        assert isinstance(due, datetime)
        assert due.date() == date(2026, 11, 20)
        assert book.properties.creator == "Ana López"

    def test_carries_what_a_reader_needs_of_the_template(self, book: Workbook, template: str) -> None:
        carried = from_cells([(a.value, b.value) for a, b in book[META_SHEET].iter_rows(max_col=2)])
        kit = load_kit(template)
        read, whole = type(kit.template).model_validate(carried.template), kit.template
        said = [(t.name, t.version, t.bank_title, t.plan.minutes) for t in (read, whole)]
        assert said[0] == said[1]
        for got, sheet in zip(read.sheets, whole.sheets, strict=True):
            for key in ("key", "title", "layout", "label", "rows", "prefill", "board", "meter", "keys"):
                assert getattr(got, key) == getattr(sheet, key), f"{sheet.key}: {key}"
            assert form_layout(got) == form_layout(sheet)
            for column in sheet.columns:
                for key in ("header", "type", "required", "private", "choices", "low", "high", "aliases", "refers_to",
                            "section", "number_format", "measure"):  # fmt: skip
                    assert getattr(got.column(column.key), key) == getattr(column, key), f"{column.key}: {key}"
        assert carried.prefilled == prefilled_rows(kit, "Nursing")

    def test_does_not_carry_what_only_people_look_at(self, book: Workbook, template: str) -> None:
        said = " ".join(str(b.value) for _, b in book[META_SHEET].iter_rows(max_col=2))
        for sheet in load_kit(template).template.sheets:
            texts = (sheet.purpose, sheet.tip, *(c.help for c in sheet.columns), *(c.alt for c in sheet.charts))
            assert [t for t in texts if len(t) > 20 and t in said] == []

    def test_each_workbook_has_an_id_of_its_own(self, folio: Folio) -> None:
        for name in ("a.xlsx", "b.xlsx"):
            assert folio("new", name, "--template", "essentials").code == 0
        assert len({properties(n)["folio_workbook_id"] for n in ("a.xlsx", "b.xlsx")}) == 2

    def test_blank_one_names_nobody(self, folio: Folio) -> None:
        assert folio("new", "a.xlsx").code == 0
        book = open_book("a.xlsx")
        assert cell_of(book, "start.name").value is None
        assert "folio_name" not in properties("a.xlsx")

    def test_creation_time_is_said_in_utc(self) -> None:
        noon = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=9)))
        content = build_workbook(load_kit("essentials"), Owner(), workbook_id="x", today=TODAY, created=noon).content
        created = open_book(BytesIO(content)).properties.created  # type: ignore[arg-type]
        assert created == datetime(2026, 3, 1, 3)  # noqa: DTZ001 - openpyxl gives it so


def add_sheet(folio: Folio, key: str, columns: int) -> None:
    """Copy a template to ``mine``, with one more sheet of choices, each from a list of its own."""
    assert folio("template", "copy", "essentials", "mine").code == 0
    lines = f"\n[[sheets]]\nkey = '{key}'\ntitle = 'Many'\npurpose = 'x'\nlabel = 'c0'\n"
    for i in range(columns):
        lines += f"[[sheets.columns]]\nkey = 'c{i}'\nheader = 'C{i}'\ntype = 'choice'\nchoices = ['a{i}', 'b']\n"
    with Path("mine/workbook.toml").open("a") as stream:
        stream.write(lines)


class TestContent:
    @pytest.mark.parametrize(("fields", "word"), [(("Dance", "Law"), "Dance"), ((), "this field")])
    def test_question_plan_is_filled_in(self, folio: Folio, fields: tuple[str, ...], word: str) -> None:
        given = [x for f in fields for x in ("--field", f)]
        assert folio("new", "a.xlsx", *given).code == 0
        book = open_book("a.xlsx")
        plan = load_kit("complete").plan
        for i, question in enumerate(plan):
            for key in ("stage", "topic", "purpose"):
                assert cell_of(book, f"questions.{key}", i).value == getattr(question, key)
            text = question.question.replace("{field}", word)
            assert cell_of(book, "questions.question", i).value == text
            assert cell_of(book, "questions.answer", i).value is None
        assert cell_of(book, "questions.question", len(plan)).value is None
        shown = [cell_of(book, "questions.question", i).value for i in range(len(plan))]
        assert any(word in str(x) for x in shown)

    @pytest.mark.parametrize("text", NASTY)
    def test_text_stays_text(self, folio: Folio, text: str) -> None:
        result = folio(
            "new",
            "a.xlsx",
            f"--name={text}",
            f"--class={text}",
            f"--counselor={text}",
            f"--field={text}",
            "--template=essentials",
        )
        assert result.code == 0
        book = open_book("a.xlsx")
        for key in ("name", "class", "counselor", "field_1"):
            cell = cell_of(book, f"start.{key}")
            assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
        assert properties("a.xlsx")["folio_name"] == text

    @pytest.mark.parametrize("text", ["a\x07b", "a\ud800b", "a\ufffeb", "n" * 300], ids=ODD)
    def test_text_that_xml_or_excel_cannot_hold(self, folio: Folio, text: str) -> None:
        """Such a name is refused as a mistake of the command line, or the workbook is whole all the same."""
        result = folio("new", "a.xlsx", "--name", text)
        assert result.code in (0, 2), result.err
        if result.code == 0:
            assert whole("a.xlsx")
            assert cell_of(open_book("a.xlsx"), "start.name").value

    def test_outer_spaces_of_a_field_are_dropped(self, folio: Folio) -> None:
        assert folio("new", "a.xlsx", "--field", "  Game  design ").code == 0
        assert cell_of(open_book("a.xlsx"), "start.field_1").value == "Game design"

    def test_headings_that_references_would_have_to_quote(self, folio: Folio) -> None:
        """Brackets, # and ' have a meaning inside a table's references, so formulas do without those."""
        assert folio("template", "copy", "essentials", "mine").code == 0
        file = Path("mine/workbook.toml")
        file.write_text(file.read_text().replace('header = "Interest after"', 'header = "Mia\'s [#2]"'))
        assert folio("new", "a.xlsx", "--template", "mine").code == 0
        book = open_book("a.xlsx")
        after, before = (cell_of(book, f"interviews.interest_{w}").coordinate for w in ("after", "before"))
        text = str(cell_of(book, "interviews.interest_change").value).replace("$", "")
        assert text == f'=IF(AND(ISNUMBER({after}),ISNUMBER({before})),{after}-{before},"")'

    def test_choices_that_formulas_must_quote(self, folio: Folio) -> None:
        """A quote ends a text in a formula unless it is doubled."""
        assert folio("template", "copy", "essentials", "mine").code == 0
        file = Path("mine/workbook.toml")
        text = file.read_text().replace('"Declined", "No reply"]', '"Declined", "No reply", \'So "so"\']')
        file.write_text(text.replace("tones = { Completed", 'tones = { \'So "so"\' = "warn", Completed', 1))
        assert folio("new", "a.xlsx", "--template", "mine").code == 0
        at = cell_of(open_book("a.xlsx"), "contacts.status")
        sheet = at.parent
        assert isinstance(sheet, Worksheet)
        areas = [a for a in sheet.conditional_formatting if at.coordinate in a]
        assert '"So ""so"""' in [f for a in areas for r in a.rules for f in r.formula]

    def test_many_lists(self, folio: Folio) -> None:
        """More lists than there are columns up to AZ."""
        add_sheet(folio, "many", 50)
        assert folio("new", "a.xlsx", "--template", "mine").code == 0
        book = open_book("a.xlsx")
        for last in (0, 49):
            rule = rule_at(book["Many"], cell_of(book, f"many.c{last}"))
            assert rule is not None
            assert str(rule.formula1) == f"folio_list_many_c{last}"
            assert re.fullmatch(
                r"Lists!\$[A-Z]+\$2:\$[A-Z]+\$3", book.defined_names[str(rule.formula1)].attr_text or ""
            )
            assert [c.value for c in named(book, str(rule.formula1))[1]] == [f"a{last}", "b"]

    def test_names_of_tables_and_cells_differ(self, folio: Folio) -> None:
        """Excel calls a workbook damaged in which a table and a defined name are called the same."""
        add_sheet(folio, "contacts_name", 2)
        made = folio("new", "a.xlsx", "--template", "mine")
        assert made.code in (0, 5)
        if made.code == 0:
            book = open_book("a.xlsx")
            tables = [t.displayName for s in book.worksheets for t in s.tables.values()]
            names = [n.casefold() for n in (*book.defined_names, *tables)]
            assert len(names) == len(set(names))


D = date
FILLED: dict[str, list[dict[str, Any]]] = {
    "contacts": [
        {"name": "Dana Lee", "status": "Completed", "requested_on": D(2026, 2, 1), "can_advise": True},
        {"name": "Bo Xu", "status": "Requested", "requested_on": D(2026, 2, 2), "next_step": "Call", "next_step_due": D(2026, 3, 1)},
        {"name": "Cy Ito", "next_step": "Write", "next_step_due": TODAY},
    ],
    "interviews": [
        {"contact": "Dana Lee", "date": D(2026, 3, 1), "status": "Completed", "interest_before": 4, "interest_after": 2},
        {"contact": "Bo Xu", "date": D(2026, 3, 2), "status": "Completed", "interest_before": 3, "thank_you_sent": D(2026, 3, 3)},
        {"contact": "Cy Ito", "status": "Planned"},
    ],
    "preview": [
        {"facet": "Autonomy", "upside": "Free", "downside": "Alone"},
        {"facet": "Autonomy", "upside": "Own hours"},
        {"facet": "Frustrations", "upside": "Few"},
    ],
    "peaks_wanted": [{"category": "Skills", "importance": 5}, {"category": "Skills", "importance": 4}, {"category": "Knowledge"}],
    "peaks_mine": [{"category": "Skills", "strength": 3}],
    "follow_ups": [
        {"contact": "Dana Lee", "due": D(2026, 3, 9)},
        {"contact": "Bo Xu", "due": D(2026, 3, 1), "sent": D(2026, 3, 1)},
        {"contact": "Cy Ito", "due": D(2026, 3, 20)},
    ],
    "leads": [{"lead": "Opening"}, {"lead": "Fair", "done": D(2026, 3, 1)}],
    "practice": [{"date": D(2026, 2, 1), "version": "I am", "rating": 2}, {"version": "I do", "rating": 5}],
}  # fmt: skip
# Worked out by hand.
FIGURES: dict[str, Any] = {
    "progress.people": 3, "progress.asked": 2, "progress.talks": 2, "progress.thanks_open": 1, "progress.steps_overdue": 1,
    "progress.follow_ups_overdue": 1, "progress.next_follow_up": D(2026, 3, 20), "progress.leads_open": 1,
    "progress.advisers": 1, "progress.practice_tries": 2, "progress.practice_mean": 3.5, "network.status_completed": 1,
    "network.status_thanked": 0, "progress.mean_before": 3.5, "progress.mean_after": 2, "progress.facets": 2,
    "progress.breadth": 2 / 12, "progress.balance": 1 / 3, "progress.upsides": 3, "progress.downsides": 1,
    "progress.wanted_skills": 4.5, "progress.wanted_knowledge": "", "progress.proven_skills": 3,
    "progress.proven_experience": "", "interviews.interest_change": -2, "interviews.thank_you_due": D(2026, 3, 2),
}  # fmt: skip


def formula_text(cell: Any) -> str:
    """The formula of a cell, be it an array formula."""
    return str(getattr(cell.value, "text", cell.value))


def stored(book: Workbook, key: str, row: int = 0) -> Any:
    """Return the stored value of a formula: a number, a date, or an empty text."""
    return as_stored(cell_of(book, key, row).value)


def as_stored(found: Any) -> Any:
    """What openpyxl gives for the value of a formula, as folio has it."""
    if isinstance(found, time):  # openpyxl's day 0: no day at all
        return 0
    return "" if found is None else found.date() if isinstance(found, datetime) else found


class TestFormulas:
    def test_stored_values_are_those_of_the_measures(self, path: Path, book: Workbook, template: str) -> None:
        values = open_book(path, values=True)
        made = load_kit(template).template
        known = SheetData(made, prefilled_rows(load_kit(template), None), TODAY)
        seen = 0
        for _, it, column in pairs(book, template):
            if column.measure is None:
                continue
            key = f"{it.key}.{column.key}"
            first = cell_of(book, key)
            for row in range(table_rows(known, it)) if it.layout == "table" else (0,):
                cell = first.offset(row)
                shown = as_stored(values[cell.parent.title][cell.coordinate].value)
                assert formula_text(cell).startswith("="), key
                assert shown == value_of(FormulaCell(made, it, column, row), known), key
                seen += 1
        assert seen > 80

    @pytest.mark.parametrize("key", FIGURES)
    def test_figures_are_those_worked_out_by_hand(self, filled: Workbook, key: str) -> None:
        assert stored(filled, key) == pytest.approx(FIGURES[key])

    def test_rows_without_both_figures_show_nothing(self, filled: Workbook) -> None:
        assert [stored(filled, "interviews.interest_change", r) for r in (1, 2, 3)] == ["", "", ""]
        # Bo Xu was thanked, and the interview with Cy Ito is still to come.
        assert [stored(filled, "interviews.thank_you_due", r) for r in (1, 2, 3)] == ["", "", ""]

    def test_only_functions_that_all_programs_share(self, path: Path) -> None:
        with zipfile.ZipFile(path) as parts:
            xml = "".join(parts.read(n).decode() for n in parts.namelist() if n.endswith(".xml"))
        formulas = re.findall(r"<(?:\w+:)?(?:f|formula\d?|calculatedColumnFormula)(?: [^>]*)?>([^<]+)<", xml)
        assert len(formulas) > 80
        used = {name for f in formulas for name in functions_of(f)}
        assert "COUNTIFS" in used
        assert used <= SHARED_FUNCTIONS

    def test_formulas_that_cells_share_hold_nothing_that_excel_cannot_share(self, path: Path) -> None:
        with zipfile.ZipFile(path) as parts:
            xml = "".join(parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/sheet"))
        shared = re.findall(r'<f t="shared" ref[^>]*>([^<]+)<', xml)
        assert shared
        bare = [re.sub(r'"[^"]*"', "", f) for f in shared]
        # Neither arrays, nor cells of other sheets, nor columns of tables, nor areas between what functions yield.
        assert [f for f in bare if set("{![") & set(f) or "):" in f or re.search(r":[A-Z]+\(", f)] == []


@pytest.fixture(scope="session")
def filled() -> Workbook:
    """The stored values of a workbook that is filled in."""
    content = build_workbook(
        load_kit("complete"),
        Owner("Ana"),
        workbook_id="x",
        content=FILLED,
        today=TODAY,
        created=datetime(2026, 1, 1, tzinfo=UTC),
    ).content
    return open_book(BytesIO(content), values=True)  # type: ignore[arg-type]


def whole(path: Path | str) -> bool:
    """Whether all parts are well-formed, have a content type, and all their relations lead somewhere."""
    with zipfile.ZipFile(path) as parts:
        assert parts.testzip() is None
        names = parts.namelist()
        assert len(names) == len(set(names))
        trees = {n: ET.fromstring(parts.read(n)) for n in names}  # noqa: S314 - of folio's own making
    types = trees["[Content_Types].xml"]
    known = {e.get("PartName") for e in types} | {f".{e.get('Extension')}" for e in types}
    for name, tree in trees.items():
        assert name == "[Content_Types].xml" or f"/{name}" in known or f".{name.rpartition('.')[2]}" in known, name
        if name.endswith(".rels"):
            folder = Path("/", name).parent.parent
            for relation in tree:
                target = os.path.normpath(folder / str(relation.get("Target")))
                assert relation.get("TargetMode") == "External" or target.lstrip("/") in names, target
    return True


class TestFile:
    def test_is_whole(self, path: Path) -> None:
        assert whole(path)

    def test_is_for_its_owner_only(self, folio: Folio) -> None:
        assert folio("new", "folder/a.xlsx").code == 0
        assert Path("folder/a.xlsx").stat().st_mode & 0o777 == 0o600
        assert [p.name for p in Path("folder").iterdir()] == ["a.xlsx"]

    def test_stdout_says_the_file_and_nothing_else(self, folio: Folio) -> None:
        result = folio("new", "a.xlsx")
        assert (result.code, result.out) == (0, "a.xlsx\n")
        assert "Start" in result.err
        assert folio("new", "b.xlsx", "-q").err == ""

    def test_is_the_same_from_run_to_run(self, tmp_path: Path) -> None:
        """In another folder, another time zone, and with another order of sets."""
        contents = []
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Kiritimati")):
            env = os.environ | {"SOURCE_DATE_EPOCH": str(EPOCH), "PYTHONHASHSEED": seed, "TZ": zone}
            out = tmp_path / seed / "a.xlsx"
            subprocess.run(
                [sys.executable, "-m", "folio", "new", out, *OWNER], env=env, check=True, capture_output=True
            )
            contents.append(out.read_bytes())
        assert contents[0] == contents[1]

    def test_id_follows_from_template_owner_and_name(self, folio: Folio, frozen: None) -> None:
        for command in (
            "a.xlsx --name Ana",
            "b.xlsx --name Ana",
            "c.xlsx --name Bo",
            "d.xlsx --template essentials --name Ana",
        ):
            assert folio("new " + command).code == 0
        ids = [properties(f"{x}.xlsx")["folio_workbook_id"] for x in "abcd"]
        assert len(set(ids)) == 4

    @pytest.mark.parametrize("epoch", ["99999999999999999", "²", "-1", "soon", ""])
    def test_odd_epoch_is_no_defect(self, folio: Folio, monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        assert folio("new", "a.xlsx").code in (0, 2)

    def test_existing_one_is_kept(self, folio: Folio) -> None:
        Path("a.xlsx").write_text("mine")
        result = folio("new", "a.xlsx")
        assert (result.code, result.out) == (4, "")
        assert "a.xlsx" in result.err
        assert "folio new NEW.xlsx --from a.xlsx" in result.err
        assert "--force replaces it, with every answer in it." in result.err
        assert Path("a.xlsx").read_text() == "mine"
        assert folio("new", "a.xlsx", "--force").code == 0
        assert whole("a.xlsx")

    @pytest.mark.parametrize(
        ("arguments", "word"),
        [
            ("new a.xls", ".xlsx"),
            ("new a", "a.xlsx"),
            ("new a.xlsx --field A --field B --field C --field D", "4 fields"),
            ("new a.xlsx --due 20.11.2026", "2026-11-20"),
            ("new a.xlsx --due 2026-02-30", "2026-02-30"),
            ("new a.xlsx --template nothing", "'nothing'"),
            ("new", "OUT"),
            ("new out --roster r.csv --name Ana", "--name"),
        ],
    )
    def test_wrong_command_line(self, folio: Folio, arguments: str, word: str) -> None:
        Path("r.csv").write_text("name\nAna\n")
        result = folio(arguments)
        assert (result.code, result.out) == (2, "")
        assert word in result.err
        assert [p.name for p in Path().iterdir() if p.name != ".home"] == ["r.csv"]

    @pytest.mark.parametrize("due", ["1850-01-01", "1900-02-28"])
    def test_due_date_that_a_spreadsheet_cannot_hold(self, folio: Folio, due: str) -> None:
        result = folio("new", "a.xlsx", "--due", due)
        if result.code == 0:
            found = cell_of(open_book("a.xlsx"), "start.due").value
            assert isinstance(found, datetime)
            assert found.date().isoformat() == due
        else:
            assert result.code == 2

    def test_name_too_long_for_a_file(self, folio: Folio) -> None:
        result = folio("new", "n" * 300 + ".xlsx")
        assert result.code in (2, 4)
        assert "inside folio" not in result.err


ROSTER = [
    ("Ana López", "R1", "ana@x.example", "P4"),
    ('Bo & <Co> "Q" O\'Neil', "R2", "bo@x.example", "P5"),
    ("Ana López", "R3", "", ""),
    ("李小龍", "", "", "P4"),
    ("=1+1", "007", "", "P4"),
]


@pytest.fixture
def roster() -> Path:
    with Path("r.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("name", "student_id", "email", "class"), *ROSTER])
    return Path("r.csv")


CLASS = (
    "--template",
    "essentials",
    "--class",
    "Other",
    "--counselor",
    "Ms. O",
    "--field",
    "Law",
    "--due",
    "2026-11-20",
)


def students(folder: Path | str = "out") -> dict[str, tuple[Path, Workbook]]:
    """Return each student's file and workbook, by the student's number (or name) on the start sheet."""
    found = {}
    for path in sorted(Path(folder).iterdir()):
        book = open_book(path)
        key = cell_of(book, "start.student_id").value or cell_of(book, "start.name").value
        found[str(key)] = (path, book)
    return found


class TestRoster:
    def test_one_workbook_for_each(self, folio: Folio, roster: Path) -> None:
        result = folio("new", "--roster", roster, "out", *CLASS)
        assert (result.code, result.out) == (0, "out\n")
        assert f"{len(ROSTER)} workbooks" in result.err
        found = students()
        assert len(found) == len(ROSTER)
        for name, number, email, class_ in ROSTER:
            path, book = found[number or name]
            assert whole(path)
            assert path.stat().st_mode & 0o777 == 0o600
            wanted = {"name": name, "student_id": number, "email": email, "class": class_ or "Other", "counselor": "Ms. O",
                      "field_1": "Law"}  # fmt: skip
            assert {k: cell_of(book, f"start.{k}").value or "" for k in wanted} == wanted
            assert cell_of(book, "start.name").data_type == "s"
            said = properties(path)
            for key, text in (("name", name), ("student_id", number), ("class", class_ or "Other")):
                assert said[f"folio_{key}"] == text
            carried = from_cells([(a.value, b.value) for a, b in book[META_SHEET].iter_rows(max_col=2)])
            assert carried.facts["name"] == name
            assert carried.facts["email"] == email
            assert carried.facts["workbook_id"] == said["folio_workbook_id"]
        assert len({properties(p)["folio_workbook_id"] for p, _ in found.values()}) == len(ROSTER)

    def test_names_of_files_are_plain_and_tell_who(self, folio: Folio, roster: Path) -> None:
        assert folio("new", "--roster", roster, "out", *CLASS).code == 0
        names = [p.stem for p in Path("out").iterdir()]
        assert all(re.fullmatch(r"[^\W_]+(-[^\W_]+)*", n) for n in names)
        assert sum("ana-lopez" in n for n in names) == 2

    def test_names_alike_on_disk_get_two_files(self, folio: Folio) -> None:
        Path("r.csv").write_text("name\nAna Lopez\nAna López\nANA-LOPEZ\n", encoding="utf-8")
        assert folio("new", "--roster", "r.csv", "out", "--template", "essentials").code == 0
        assert {properties(p)["folio_name"] for p in Path("out").iterdir()} == {"Ana Lopez", "Ana López", "ANA-LOPEZ"}

    @pytest.mark.parametrize("number", [1, 3, 4])
    def test_reads_the_same_as_one_made_alone(self, folio: Folio, roster: Path, frozen: None, number: int) -> None:
        assert folio("new", "--roster", roster, "out", *CLASS).code == 0
        name, student_id, email, class_ = ROSTER[number]
        (path,) = (p for p in Path("out").iterdir() if properties(p)["folio_name"] == name)
        owner = Owner(name, student_id, email, class_ or "Other", "Ms. O", date(2026, 11, 20), ("Law",))
        kit, workbook_id = load_kit("essentials"), properties(path)["folio_workbook_id"]
        created = datetime(2026, 3, 1, tzinfo=UTC)
        alone = build_workbook(kit, owner, workbook_id=workbook_id, today=TODAY, created=created).content
        assert dumped(path) == dumped(BytesIO(alone))

    @pytest.mark.parametrize("name", ["a\x07b", "n" * 300, "a\ufffeb"], ids=["bell", "long", "no character"])
    def test_names_that_xml_or_excel_cannot_hold(self, folio: Folio, name: str) -> None:
        """Refused with the line, or the workbook is whole all the same."""
        Path("r.csv").write_text(f"name,class\n{name},P4\n", encoding="utf-8")
        result = folio("new", "--roster", "r.csv", "out", "--template", "essentials")
        assert result.code in (0, 5), result.err
        if result.code == 0:
            (path,) = Path("out").iterdir()
            assert whole(path)
            assert max(map(len, properties(path).values())) <= 255
        else:
            assert "line 2" in result.err
            assert not Path("out").exists()

    def test_names_that_look_like_an_escape(self, folio: Folio) -> None:
        """Excel takes _x0041_ for an A unless its first underscore is escaped itself."""
        Path("r.csv").write_text("name\n_x0041_ Ana\n")
        assert folio("new", "--roster", "r.csv", "out", "--template", "essentials").code == 0
        (path,) = Path("out").iterdir()
        with zipfile.ZipFile(path) as parts:
            assert "<t>_x005F_x0041_ Ana</t>" in parts.read("xl/sharedStrings.xml").decode()

    def test_is_the_same_from_run_to_run(self, folio: Folio, roster: Path, frozen: None) -> None:
        for folder in ("one", "two"):
            assert folio("new", "--roster", roster, folder, *CLASS).code == 0
        one, two = (sorted(Path(f).iterdir()) for f in ("one", "two"))
        assert [p.name for p in one] == [p.name for p in two]
        assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]

    def test_all_are_refused_when_one_exists(self, folio: Folio, roster: Path) -> None:
        assert folio("new", "--roster", roster, "out", *CLASS).code == 0
        *others, last = sorted(Path("out").iterdir())
        last.write_text("mine")
        for path in others:
            path.unlink()
        again = folio("new", "--roster", roster, "out", *CLASS)
        assert (again.code, again.out) == (4, "")
        assert str(last) in again.err
        assert [p.name for p in Path("out").iterdir()] == [last.name]
        assert last.read_text() == "mine"
        assert folio("new", "--roster", roster, "out", "--force", *CLASS).code == 0
        assert len(list(Path("out").iterdir())) == len(ROSTER)

    def test_folder_is_asked_for(self, folio: Folio, roster: Path) -> None:
        result = folio("new", "--roster", roster, "out.xlsx")
        assert result.code == 2
        assert not Path("out.xlsx").exists()

    def test_quiet(self, folio: Folio, roster: Path) -> None:
        result = folio("new", "--roster", roster, "out", "-q")
        assert (result.code, result.err) == (0, "")
