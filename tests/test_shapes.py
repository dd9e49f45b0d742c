"""A workbook says the same whichever program saved it last: what is read from each shape is what the original says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from folio.basics.cell_references import column_letter
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.formats.read_cells import read_cells
from folio.intake.model import Reading
from folio.intake.raw_workbook import ErrorValue, NoValue
from folio.workbook.packing import repack
from tests import shapes
from tests.office import LibreOffice
from tests.readings import read_guarded
from tests.shapes import ODS, XLSX, Cell, Model, OdsTraits, Sheet, Traits, place_of
from tests.workbooks import all_cells, at, found, read, width

ROOT = Path(__file__).resolve().parent.parent


def said(reading: Reading) -> dict[str, Any]:
    """All that a reading says but for the bytes it comes from."""
    return {
        "workbook": reading.workbook_id, "student": reading.student, "tables": dict(reading.tables),
        "extra": reading.extra, "notes": reading.notes, "problems": reading.problems,
    }  # fmt: skip


MODELS: dict[str, Callable[[], Model]] = {"clean": shapes.clean_model, "busy": shapes.busy_model}


@pytest.fixture(params=MODELS)
def name(request: pytest.FixtureRequest) -> str:
    """The name of each model."""
    return str(request.param)


@pytest.fixture
def model(name: str) -> Model:
    """Each model, to change at will."""
    return MODELS[name]()


@cache
def original(name: str) -> Reading:
    """What is read of a model in a plain shape."""
    return read(shapes.write(MODELS[name](), Traits()))


def test_the_busy_workbook_is_read_in_full() -> None:
    reading = original("busy")
    assert found(reading) == [
        ("not-an-email", "Contacts", at("contacts", "email", 6)), ("error-value", "Interviews", at("interviews", "status", 6)), ("out-of-range", "Interviews", at("interviews", "interest_before", 7)),
        ("error-value", "Interviews", at("interviews", "date", 8)), ("unknown-reference", "Interviews", at("interviews", "contact", 8)),
    ]  # fmt: skip
    own = column_letter(width("contacts") + 1)
    extra = {f"{e.sheet}!{e.cell}": (e.value, e.formula) for e in reading.extra}
    assert extra == {
        f"Contacts!{own}5": ("My own column", ""), f"Contacts!{own}6": (" two  spaces ", ""),
        f"Contacts!{own}7": ("line one\nline two", ""), f"Contacts!{column_letter(width('contacts'))}10": (True, ""),
        "Scratch & more!A1": ("mine", ""), "Scratch & more!B1": (0.1, ""), "Scratch & more!C1": (False, ""),
        "Scratch & more!D1": (-12, ""), "Scratch & more!E1": (10**21, ""), "Scratch & more!A2": ("2026-03-04", ""),
        "Scratch & more!B2": ("2026-03-04T18:15:00", ""), "Scratch & more!C2": ("14:30:00", ""),
        "Scratch & more!D2": ("30:00:00", ""), "Scratch & more!A3": (0.2, "=B1*2"),
        "Scratch & more!B3": ("a & b", '="a & "&"b"'), "Scratch & more!C3": (True, "=NOT(C1)"),
        "Scratch & more!D3": ({"error": "#DIV/0!"}, "=1/0"), "Scratch & more!E3": (None, '=""'),
        "Scratch & more!F3": (None, '=T("")'), "Scratch & more!A4": ({"error": "#N/A"}, ""),
        "Scratch & more!B4": ({"error": "#NAME?"}, "=nope()"), "Scratch & more!C4": ({"error": "#NULL!"}, ""),
        "Scratch & more!D4": ({"error": "#NUM!"}, "=SQRT(-1)"), "Scratch & more!A5": (0.3, "=SUM(B1:B1*3)"),
        "Scratch & more!A6": (2, "=$B$1+D1"), "Scratch & more!A7": (3, "=$B$1+D2"), "Scratch & more!L60": ("far", ""),
        "Scratch & more!A61": ("007", ""), "Scratch & more!A62": ("'quoted", ""), "Scratch & more!A63": ("=not a formula", ""),
    }  # fmt: skip
    assert [(n.sheet, n.cell, n.text) for n in reading.notes] == [
        ("Contacts", "A7", "Ring her again\nin May"), ("Interviews", at("interviews", "date", 6), "moved twice"),
    ]  # fmt: skip
    third, fourth = reading.tables["contacts"].rows[2:]
    assert third.values["name"] == 'Zoë <b>&amp; Søn</b> \U0001f600 _x0041_ "q"'
    assert third.values["organization"] == "2024"
    assert third.as_typed == {"requested_on": "2026-03-04T10:30:00"}
    assert (fourth.number, fourth.values["phone"]) == (10, "5035550142")
    assert reading.tables["interviews"].rows[1].as_typed == {"date": "=DATE(2026,12,3)", "interest_before": 9}


def test_the_model_holds_all_that_the_workbook_says() -> None:
    assert said(original("clean")) == said(read(shapes.clean()))


@pytest.mark.parametrize("shape", XLSX)
def test_every_shape_of_xlsx_says_the_same(shape: str, name: str, model: Model) -> None:
    assert said(read(shapes.write(model, XLSX[shape]))) == said(original(name))


@pytest.mark.parametrize("shape", ODS)
def test_every_shape_of_ods_says_the_same(shape: str, name: str, model: Model) -> None:
    assert said(read(shapes.write_ods(model, ODS[shape]))) == said(original(name))


def scratch(sheet_data: str, traits: Traits | None = None) -> dict[str, Any]:
    """What is read from a sheet of their own in which these rows stand, cells and problems."""
    model = shapes.clean_model()
    model.sheets.append(Sheet("Mine", cells={(0, 0): Cell("a shared string")}))
    workbook = shapes.write(model, traits or Traits())
    number = len(model.sheets)

    def change(name: str, part: bytes) -> bytes:
        if name.endswith(f"sheet{number}.xml"):
            part, count = re.subn(
                rb"<sheetData>.*</sheetData>", lambda _: f"<sheetData>{sheet_data}</sheetData>".encode(), part
            )
            assert count == 1
        return part

    reading = read(repack(workbook, change))
    assert reading.readable, reading.problems
    return {e.cell: e.value for e in reading.extra} | {p.code: p.message for p in reading.problems}


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ('<row r="3"><c><v>1</v></c><c r="C3"><v>2</v></c><c><v>3</v></c></row>', {"A3": 1, "C3": 2, "D3": 3}),
        ('<row r="3"><c r="A3"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>', {"A3": 1, "B3": 2, "A4": 3}),
        ('<row><c r="A2"><v>1</v></c></row><row><c r="A5"><v>2</v></c></row>', {"A2": 1, "A5": 2}),
        ('<row r="9"><c r="B9"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>', {"B9": 1, "A2": 2}),
        ('<row r="1"><c r="b1"><v>1</v></c></row>', {"B1": 1}),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is><v>y</v></c></row>', {"A1": "x"}),
        ('<row r="1"><c r="A1"><is><t>x</t></is></c></row>', {"A1": "x"}),
        ('<row r="1"><c r="A1" t="str"><v><![CDATA[a < b]]></v></c></row>', {"A1": "a < b"}),
        ('<row r="1"><c r="A1"><v><![CDATA[7]]></v></c></row>', {"A1": 7}),
        ('<row r="1"><c r="A1" t="s"><v><![CDATA[0]]></v></c></row>', {"A1": "Zoë"}),
        ('<row r="1"><c r="A1" t="b"><v>true</v></c><c r="B1" t="b"><v>false</v></c></row>', {"A1": True, "B1": False}),
        ('<row r="1"><c r="A1" t="d"><v>2026-03-04T10:30:00</v></c></row>', {"A1": "2026-03-04T10:30:00"}),
        ('<row r="1"><c r="A1" t="d"><v>2026-03-04T10:30:00.000Z</v></c></row>', {"A1": "2026-03-04T10:30:00"}),
        ('<row r="1"><c r="A1" s="999"><v>1</v></c></row>', {"A1": 1}),
        ('<row r="1"><c r="A1" t="str"><v>a&#13;&#10;b</v></c></row>', {"A1": "a\nb"}),
        ('<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1" t="str"><v>#TODO!</v></c></row>',
         {"A1": {"error": "#SPILL!"}, "B1": "#TODO!"}),
        ('<row r="1"><c r="A1" t="e"><f>A9#</f><v>#CALC!</v></c><c r="B1" t="e"><v>#FIELD!</v></c><c r="C1" t="e"><v>#BLOCKED!</v></c><c r="D1" t="e"><v>#BEZUG!</v></c></row>',
         {"A1": {"error": "#CALC!"}, "B1": {"error": "#FIELD!"}, "C1": {"error": "#BLOCKED!"}, "D1": {"error": "#BEZUG!"}}),
        ('<row r="1"><c r="A1"><f t="dataTable" ref="A1:A2" dt2D="0" dtr="0" r1="B1"/><v>4</v></c></row>', {"A1": 4}),
        ('<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">"\'[x</f><v>4</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>5</v></c></row>', {"A1": 4, "A2": 5}),
        ('<row r="1"><c r="A1" t="e"/><c r="B1"><v>5</v></c><c r="C1" t="e"><v>#SPILL!</v></c></row>', {"B1": 5, "C1": {"error": "#SPILL!"}}),
        ('<row r="1048576"><c r="XFD1048576" s="0"/></row>', {}),
    ],
)  # fmt: skip
def test_a_cell_written_in_an_odd_way_is_read(rows: str, cells: dict[str, Any]) -> None:
    if cells == {"A1": "Zoë"}:
        first = next(iter(shapes.clean_model().sheets[0].cells.values())).value
        cells = {"A1": first}
    assert scratch(rows) == cells


def test_a_blank_shared_string_is_blank() -> None:
    model = shapes.clean_model()
    model.sheets.append(Sheet("Mine", cells={(0, 0): Cell(""), (1, 0): Cell("  "), (2, 0): Cell("x")}))
    assert [(e.cell, e.value) for e in read(shapes.write(model, Traits())).extra] == [("A3", "x")]


def test_two_sheets_of_one_name_are_not_read_as_one() -> None:
    model = shapes.clean_model()
    model.sheets[3].title = model.sheets[2].title
    assert [p.code for p in read(shapes.write(model, Traits())).problems] == ["unsafe"]


def test_a_text_in_ods_is_read_whatever_its_cell_says_about_it() -> None:
    workbook = shapes.write_ods(shapes.busy_model(), OdsTraits(properties=False))
    cell = b'<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>mine</text:p>'

    def change(name: str, part: bytes) -> bytes:
        assert name != "content.xml" or cell in part
        return part.replace(cell, b'<table:table-cell office:odd="yes"><text:p>mine</text:p>')

    assert said(read(repack(workbook, change))) == said(read(workbook))


@pytest.mark.parametrize(
    ("paragraphs", "text"),
    [
        ("<text:p>a<text:line-break/>b</text:p>", "a\nb"),
        ("<text:p>a<text:tab/>b</text:p>", "a\tb"),
        ('<text:p>a<text:s text:c="3"/>b</text:p>', "a   b"),
        ("<text:p>a</text:p><text:p/><text:p>b</text:p>", "a\n\nb"),
        ('<text:p>see <text:a xlink:href="https://example.org">the link</text:a></text:p>', "see the link"),
        ("<text:p><![CDATA[a < b & c]]></text:p>", "a < b & c"),
    ],
)
@pytest.mark.parametrize("kind", [' office:value-type="string"', ""])
def test_texts_of_ods_are_read_as_they_are_shown(paragraphs: str, text: str, kind: str) -> None:
    old = re.compile(rb"<table:table-cell[^>]*><text:p>mine</text:p></table:table-cell>")
    workbook = shapes.write_ods(shapes.busy_model(), OdsTraits())

    def change(name: str, part: bytes) -> bytes:
        return old.sub(f"<table:table-cell{kind}>{paragraphs}</table:table-cell>".encode(), part)

    extra = {(e.sheet, e.cell): e.value for e in read(repack(workbook, change)).extra}
    assert extra["Scratch & more", "A1"] == text


@pytest.mark.parametrize("path", sorted((ROOT / "samples" / "riverside").glob("*.ods")), ids=lambda p: p.name)
def test_values_of_ods_are_those_of_a_second_reader(path: Path) -> None:
    """python-calamine gives blank texts and errors as nothing."""
    book = CalamineWorkbook.from_path(str(path))
    for grid in read_cells(path.read_bytes()).grids:
        grid.spell_out(list(grid.runs))
        rows = book.get_sheet_by_name(grid.title).to_python(skip_empty_area=False)
        theirs = {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row) if str(value).strip()}
        ours = {p: value for p, value in grid.cells.items() if not isinstance(value, NoValue | ErrorValue | timedelta)}
        assert {p: v for p, v in theirs.items() if p in ours or str(v)[:2] != "PT"} == ours


def test_a_formula_in_rows_that_ods_folds_is_one_of_each_row() -> None:
    workbook = shapes.write_ods(shapes.busy_model(), OdsTraits(filler=False))

    def change(name: str, part: bytes) -> bytes:
        row = b'<table:table-row table:number-rows-repeated="2"><table:table-cell table:formula="of:=NOW()" office:value-type="float" office:value="3"/>'
        return part.replace(b"</table:table>", row + b"</table:table-row></table:table>", 1)

    extra = [e for e in read(repack(workbook, change)).extra if e.sheet == "Start"]
    assert [(e.value, e.formula) for e in extra] == [(3, "=NOW()"), (3, "=NOW()")]
    assert len({e.cell for e in extra}) == 2


@pytest.mark.parametrize("titled", [False, True], ids=["bare", "titled"])
def test_an_export_from_numbers_says_the_same_under_its_own_titles(titled: bool, name: str, model: Model) -> None:
    """Numbers makes a sheet of each table, shows what was hidden, and may write the table's name above it."""
    want = original(name)
    got = read(shapes.write(shapes.numbers_sheets(model, titled=titled), replace(XLSX["numbers"], dimension="A1:B2")))
    assert (got.workbook_id, got.student) == (want.workbook_id, want.student)
    assert {k: [(r.values, r.as_typed) for r in t.rows] for k, t in got.tables.items()} == {
        k: [(r.values, r.as_typed) for r in t.rows] for k, t in want.tables.items()
    }
    assert [(p.code, p.value) for p in got.problems] == [(p.code, p.value) for p in want.problems]
    own = [e for e in got.extra if e.value != "Table 1" and e.sheet != "Export Summary"]
    assert [e.value for e in own] == [e.value for e in want.extra]
    assert [n.text for n in got.notes] == [n.text for n in want.notes]


@pytest.fixture
def as_xls(libreoffice: LibreOffice, tmp_path: Path) -> Callable[[bytes], bytes]:
    """``as_xls(workbook)``: the workbook as LibreOffice saves it for Excel 97."""

    def save(workbook: bytes) -> bytes:
        before, after = tmp_path / "a.xlsx", tmp_path / "b.xls"
        before.write_bytes(workbook)
        libreoffice([{"open": str(before), "save": [{"path": str(after), "format": "xls"}]}])
        return after.read_bytes()

    return save


def test_an_old_workbook_tells_its_errors_and_notes_too(as_xls: Callable[[bytes], bytes]) -> None:
    workbook = shapes.write(shapes.busy_model(), Traits())
    want, got = read(workbook), read(as_xls(workbook))
    assert [(p.code, p.sheet, p.cell) for p in got.problems if p.code != "format-limits"] == found(want)
    assert {k: [r.values for r in t.rows] for k, t in got.tables.items()} == {
        k: [r.values for r in t.rows] for k, t in want.tables.items()
    }
    assert got.notes == want.notes
    errors = {(e.sheet, e.cell): e.value["error"] for e in got.extra if isinstance(e.value, dict)}
    assert errors.keys() == {(e.sheet, e.cell) for e in want.extra if isinstance(e.value, dict)}
    assert errors["Scratch & more", "D3"] == "#DIV/0!"
    assert next(p for p in got.problems if p.code == "format-limits").message.endswith("formulas, only their results.")


def test_in_an_old_workbook_a_proposal_is_told_by_what_it_shows(as_xls: Callable[[bytes], bytes]) -> None:
    """A formula of one's own stands where folio proposes something, and the text of neither is told."""
    model = shapes.clean_model()
    contacts, interviews = model.sheet("Contacts"), model.sheet("Interviews")
    contacts.cells[place_of("contacts", "next_step_due", 6)] = Cell(date(2026, 12, 9), "DATE(2026,12,9)")
    contacts.cells[place_of("contacts", "name", 8)] = Cell("Kim Po")
    contacts.cells[place_of("contacts", "status", 8)] = Cell("Declined", '"Dec"&"lined"')
    interviews.cells[place_of("interviews", "contact", 8)] = Cell("Kim Po")
    workbook = shapes.write(model, Traits())
    want, got = read(workbook), read(as_xls(workbook))
    assert [r.values for r in got.tables["contacts"].rows] == [r.values for r in want.tables["contacts"].rows]
    assert [r.proposed for r in got.tables["contacts"].rows] == [r.proposed for r in want.tables["contacts"].rows]
    dana, _, kim = got.tables["contacts"].rows
    assert (dana.values["next_step_due"], dana.is_typed("next_step_due")) == (date(2026, 12, 9), True)
    assert (kim.values["status"], kim.is_typed("status")) == ("Declined", True)
    assert got.tables["interviews"].rows[-1].proposed == {"status"}


def test_an_old_workbook_tells_which_cells_are_computed(as_xls: Callable[[bytes], bytes]) -> None:
    workbook = shapes.write(shapes.clean_model(), Traits())
    old, new = read_cells(as_xls(workbook)), all_cells(workbook)
    assert {g.title: g.computed for g in old.grids} == {g.title: set(g.formulas) for g in new.grids}


def test_a_damaged_old_workbook_is_a_sentence_or_read(as_xls: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """Through the guarded reader, as people's files are: some damage makes calamine ask for more memory than there is."""
    content = as_xls(shapes.write(shapes.busy_model(), Traits()))
    files: dict[str, bytes] = {}
    for start in range(0, len(content), 9001):
        flipped = bytes(b ^ 0xA5 for b in content[start : start + 40])
        files[f"flipped-{start}.xls"] = content[:start] + flipped + content[start + 40 :]
        files[f"cut-{start}.xls"] = content[: start + 600]
    for name, damaged in files.items():
        (tmp_path / name).write_bytes(damaged)
    readings = read_guarded([WorkbookFile(name, str(tmp_path / name)) for name in files])
    assert [r.path for r in readings] == list(files)
    assert any(r.readable for r in readings)
    for reading in readings:
        assert reading.readable or len(reading.problems) == 1
