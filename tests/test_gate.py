"""The first look at a file: what it is told apart from, and that no cut or bit turned over gets past it unseen."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from folio.intake import limits
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.formats.ods_sheets import OdsSheets
from folio.intake.formats.plain_ods import take_out_cells
from folio.intake.formats.plain_sheet import read_plain_sheet
from folio.intake.formats.plain_xml import NotPlain
from folio.intake.formats.read_cells import read_cells
from folio.intake.formats.sheet_content import FileCell, FileRun
from folio.intake.formats.sheet_parser import parse_sheet
from folio.intake.formats.xml_walk import walk_xml
from folio.intake.raw_workbook import FileRejected, NoValue
from tests.hostile import (
    CONTENT,
    RELATIONS,
    SHEET,
    STRINGS,
    STYLES,
    TYPES,
    WORKBOOK,
    after_sheet,
    changed,
    good,
    good_ods,
    packed,
    parts,
    put,
)
from tests.hostile_binary import cells, container, xls, xlsb
from tests.readings import read_guarded
from tests.workbooks import read

BOOKS: dict[str, Callable[[], bytes]] = {
    ".xlsx": good,
    ".ods": good_ods,
    ".xls": lambda: xls(cells(*[(r, c) for r in range(60) for c in range(9)], old=True)),
    ".xlsb": lambda: xlsb(cells(*[(r, c) for r in range(60) for c in range(9)])),
}


@pytest.mark.parametrize("ending", BOOKS)
def test_wherever_a_file_is_cut_off_one_sentence_says_so(ending: str) -> None:
    content = BOOKS[ending]()
    offsets = [*range(30), *(len(content) * i // 60 for i in range(1, 60)), *range(len(content) - 30, len(content))]
    for offset in offsets:
        reading = read(content[:offset], f"cut{ending}")
        codes = [p.code for p in reading.problems]
        assert codes in (["damaged"], ["not-a-workbook"], ["not-folio"]), (offset, codes)


def test_whichever_bits_are_turned_over_it_is_read_or_refused(tmp_path: Path) -> None:
    """By the real workers: bits of a binary workbook can make a sheet so large that the parser's process ends."""
    chance = random.Random(1)  # noqa: S311 - chance that can be repeated
    for ending, make in BOOKS.items():
        for number in range(40):
            broken = bytearray(make())
            for _ in range(3):
                broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
            (tmp_path / f"{number}{ending}").write_bytes(broken)
    readings = read_guarded([WorkbookFile(p.name, str(p)) for p in sorted(tmp_path.glob("*.*s*"))])
    assert len(readings) == 160
    for reading in readings:
        assert reading.readable or len(reading.problems) == 1
        assert "gave up" not in str(reading.problems)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty file"),
        (b"\0" * 100, "an empty file"),
        (b"\xef\xbb\xbf<!DOCTYPE HTML><html>", "a web page"),
        (b"%PDF-1.4", "a PDF"),
        (b"MZ\x90\0\0", "a program"),
        (b"name,email\n", "text"),
        (b"\x01\x02\0\x03", "another kind of file"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "a workbook saved as XML"),
        (packed({"Index/Document.iwa": b"x"}), "a Numbers document"),
        (packed({"a.txt": b"x"}), "a zip of other files"),
        (container({"WordDocument": bytes(5000)}), "an old text document"),
        (container({"PowerPoint Document": bytes(5000)}), "an old presentation"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named(content: bytes, words: str) -> None:
    with pytest.raises(FileRejected) as refused:
        read_cells(content)
    assert refused.value.code == "not-a-workbook"
    assert refused.value.words == {"looks": words}


def test_limits_are_counted_on_what_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each limit, made small, refuses a workbook that is honest otherwise."""
    read_cells(good())
    for name, value in (
        ("FILE_BYTES", 1000), ("PARTS", 5), ("LISTING_BYTES", 100), ("PART_BYTES", 1000), ("TOTAL_BYTES", 10_000),
        ("ROWS", 3), ("COLUMNS", 3), ("RECTANGLE", 9), ("CELLS", 5), ("SHEETS", 2), ("TAGS", 100),
    ):  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(limits, name, value)
            reading = read(good())
            assert [p.code for p in reading.problems] == ["too-large"], name


def test_many_empty_cells_that_programs_write_are_no_reason_to_refuse() -> None:
    """Google Sheets writes a cell for each of a sheet's thousand rows, and LibreOffice formats whole columns."""
    empty = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{chr(65 + c)}{r}" s="1"/>' for c in range(26)) + "</row>"
        for r in range(1001, 9001)
    )
    assert read(changed(SHEET, b"</sheetData>", empty.encode() + b"</sheetData>")).status == "ok"


def test_a_declaration_of_another_alphabet_is_seen_however_it_is_spaced() -> None:
    part = parts(good())[STRINGS].replace(b'encoding="UTF-8"', b"encoding = 'ISO-8859-1'")
    assert [p.code for p in read(put(STRINGS, part)).problems] == ["unsafe"]


def test_nesting_is_counted_over_pieces_of_a_part() -> None:
    """Text that looks like the end of an element does not make it shallow."""
    deep = b"<x>" + b'<a b="1">/ >' * 150_000 + b"</a>" * 150_000 + b"</x>"
    assert [p.code for p in read(after_sheet(deep)).problems] == ["too-large"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("check", "nowhere.xlsx"), 2, "nowhere.xlsx"),
        (("check", "empty"), 3, "no workbook"),
        (("check", "notes.txt"), 3, "looks like text"),
        (("report", "notes.txt", "--out", "r"), 3, "nothing was written"),
        (("letters", "notes.txt", "--out", "r"), 3, "nothing was written"),
    ],
)
def test_a_path_without_a_workbook_is_a_sentence(
    folio: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    result = folio(*arguments)
    assert result.code == code
    assert words in result.out + result.err
    assert not (tmp_path / "r").exists()


def a_row(number: int) -> tuple[str, dict[tuple[int, int], str], set[tuple[int, int]]]:
    """A row as LibreOffice writes it: its XML, its formulas by place, and the places in which something stands."""
    beside, above = f'IF($A{number}="28","",$A{number}*100)', f"SUM(A$1:A{number - 1}){'+1' if number == 700 else ''}"
    xml = [
        f'<c r="B{number}" s="28" t="str"><f aca="false">{escape(beside, {chr(34): "&quot;"})}</f><v></v></c>',
        f'<c r="C{number}"><f>{above}</f><v>{number}</v></c>',
        f'<c r="D{number}" s="3"/>',
        f'<c r="E{number}"><f t="shared" {"ref=" + chr(34) + "E1:E2000" + chr(34) + " " if number == 1 else ""}si="28">{"A1" if number == 1 else ""}</f><v></v></c>',
    ]
    formulas = {1: "=" + beside, 2: "=" + above, 4: "=A1"}
    filled = {2}
    if number == 900:
        xml.insert(0, '<c r="A900" t="str"><v>typed</v></c>')
        filled.add(0)
    if number == 1000:
        xml[1], filled = '<c r="C1000"><v>5</v></c>', {2}
        del formulas[2]
    row = f'<row r="{number}" spans="1:28">{"".join(xml)}</row>'
    return row, {(number - 1, col): text for col, text in formulas.items()}, {(number - 1, col) for col in filled}


def test_formulas_down_a_sheet_are_each_read_as_they_stand() -> None:
    rows = [a_row(number) for number in range(1, 2001) if number not in (1100, 1101)]
    formulas = {place: text for _, noted, _ in rows for place, text in noted.items()}
    filled = {place for _, _, noted in rows for place in noted}
    sheet = f"<worksheet><sheetData>{''.join(xml for xml, *_ in rows)}</sheetData></worksheet>"
    grid = read_cells(put(SHEET, sheet.encode())).grid("Contacts")
    assert grid is not None
    assert sum(len(run.rows) for run in grid.runs) > 2 * len(rows) - 10
    grid.spell_out(list(grid.runs))
    assert grid.formulas == formulas
    assert {place for place, value in grid.cells.items() if not isinstance(value, NoValue)} == filled
    assert set(grid.shared.values()) == {(0, 4)}
    assert len(grid.shared) == len(rows) - 1


# Pieces of a sheet's XML, plain and odd, well-formed and broken.
ATTRIBUTES = st.sampled_from(
    ("", ' s="1"', ' t="s"', ' s="2" t="str"', ' t="n"', ' t="b"', ' t="e"', ' t="inlineStr"', ' s = "1"', ' vm="1"')
)
TEXTS = st.one_of(
    st.sampled_from(("", "0", "1", "7.5", "&amp;", "&#65;", "&#13;", "&lt;b&gt;", "&#x1F600;", "&nbsp;", "&", "a\r\nb", "a\rb", "<![CDATA[x]]>", "]]>", "\x0b", "_x0041_")),
    st.text(alphabet="aé &;<>\"'\t\n#x0", max_size=6),
)  # fmt: skip
FORMULA_ATTRIBUTES = st.sampled_from(
    (
        "",
        ' t="shared" si="1"',
        ' t="shared" ref="A1:A9" si="1"',
        ' t="array" ref="A1"',
        ' aca="false"',
        ' t="normal"',
        " si='1'",
    )
)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """A sheet whose rows are written plainly for the most part."""
    cells = []
    for row in range(1, draw(st.integers(1, 12))):
        body = ""
        for column in draw(st.lists(st.sampled_from("ABC"), max_size=3, unique=draw(st.booleans()))):
            odd = draw(st.integers(0, 9)) == 0
            formula = ""
            if draw(st.booleans()):
                said = draw(TEXTS) if odd else draw(st.sampled_from((f"A{row}+1", f"A{row}&amp;B$1", "", "TODAY()")))
                attributes = draw(FORMULA_ATTRIBUTES) if draw(st.booleans()) else ""
                formula = f"<f{attributes}>{said}</f>" if said else f"<f{attributes}/>"
            value = draw(st.sampled_from(("", "<v/>", "<v></v>", "<is><t>in</t></is>"))) if odd else ""
            value = value or f"<v>{draw(TEXTS) if odd else draw(st.sampled_from(('', '1', '2')))}</v>"
            address = f' r="{column}{row}"' if not odd or draw(st.booleans()) else ""
            body += f"<c{address}{draw(ATTRIBUTES) if odd else ''}>{formula}{value}</c>"
        cells.append(
            draw(
                st.sampled_from(
                    (f'<row r="{row}" spans="1:3">{body}</row>', f"<row r='{row}'>{body}</row>", f"<row>{body}</row>\n")
                )
            )
            if body
            else f'<row r="{row}"/>'
        )
    before = draw(st.sampled_from(("", '<cols><col min="1" max="2"/></cols>', "<!-- x -->")))
    after = draw(st.sampled_from(("", '<c r="A1"/>', "<sheetData/>")))
    return f"<worksheet>{before}<sheetData>{''.join(cells)}</sheetData>{after}</worksheet>"


def cells_of(run: FileRun) -> Iterator[FileCell]:
    """The cells of a run of formulas, each as it stands in the file."""
    for row, (style, kind, value) in zip(run.rows, run.stored(), strict=True):
        place = (row, run.column)
        formula = "" if run.group and place != run.origin else str(row + 1).join(run.pieces)
        yield FileCell(place, style, kind, formula, run.group, value)


# XML allows no ]]> in a text.
CLOSED = '<worksheet><sheetData><row r=\'1\'><c r="A1" t="str"><v>a]]>b</v></c></row></sheetData></worksheet>'


@settings(max_examples=400, deadline=None)
@given(sheets())
@example(CLOSED.replace("'", '"'))
def test_the_quick_way_reads_a_sheet_as_the_strict_one_does(sheet: str) -> None:
    part = sheet.encode()
    try:
        quick = read_plain_sheet("sheet.xml", part)
    except NotPlain:
        event("left to the parser")
        return
    event("read in the quick way")
    strict = parse_sheet("sheet.xml", part)
    cells = [*quick.cells, *(cell for run in quick.runs for cell in cells_of(run))]
    assert sorted(cells) == sorted(strict.cells)
    assert (quick.links, quick.tables) == (strict.links, strict.tables)


@st.composite
def contents(draw: st.DrawFn) -> str:
    """The content of an .ods whose cells are written plainly for the most part."""
    rows = []
    for row in range(1, draw(st.integers(1, 12))):
        body = ""
        for _ in range(draw(st.integers(0, 4))):
            odd = draw(st.integers(0, 9)) == 0
            attributes = draw(st.sampled_from(("", ' table:style-name="ce1"', ' table:number-columns-repeated="2"')))
            if draw(st.booleans()):
                said = draw(TEXTS) if odd else draw(st.sampled_from((f"[.A{row}]+1", f"[.A{row}]&amp;[.B$1]", "NOW()")))
                attributes += f' table:formula="of:={said}"'
            text = draw(TEXTS) if odd else draw(st.sampled_from(("a", "1", "", "#N/A")))
            attributes += draw(
                st.sampled_from(
                    (
                        "",
                        ' office:value-type="string"',
                        ' office:value-type="float" office:value="7.5" calcext:value-type="float"',
                        ' office:value-type="date" office:date-value="2026-03-04T00:00:00"',
                        f' office:value-type="string" office:string-value="{text}"',
                        ' office:value-type="string" office:string-value="" calcext:value-type="error"',
                        ' office:value="x" office:value="y"',
                    )[: None if odd else 5]
                )
            )
            inner = draw(st.sampled_from((f"<text:p>{text}</text:p>", "<text:p/>", "")))
            inner = (
                draw(st.sampled_from((f"{inner}<!-- x -->", f"{inner}<text:p>b<text:s/></text:p>"))) if odd else inner
            )
            tag = "table:covered-table-cell" if odd and draw(st.booleans()) else "table:table-cell"
            body += f"<{tag}{attributes}>{inner}</{tag}>" if inner else f"<{tag}{attributes}/>"
        repeated = draw(st.sampled_from(("", ' table:number-rows-repeated="2"')))
        rows.append(f"<table:table-row{repeated}>{body}</table:table-row>")
    around = draw(st.sampled_from(("{}", "{}<_/>", "<![CDATA[{}]]>", "<text:p>{}</text:p>", "{}\n", "<?x {}?>")))
    return f'<c><table:table table:name="A">{around.format("".join(rows))}</table:table></c>'


def ods_grid(part: bytes, *, quick: bool) -> tuple[object, ...] | str:
    """All that a sheet of an .ods says, or what is wrong with it."""
    rest, taken = take_out_cells(part) if quick else (part, iter(()))
    sheets = OdsSheets(taken)
    try:
        walk_xml("content.xml", rest, sheets.start, sheets.end, sheets.text)
    except expat.ExpatError:
        return "not well formed"
    (grid,) = sheets.grids()
    grid.spell_out(list(grid.runs))
    values = {place: repr(v) if not isinstance(v, NoValue) else "" for place, v in grid.cells.items()}
    return values, grid.formulas, grid.shown, grid.notes, grid.links


@settings(max_examples=400, deadline=None)
@given(contents())
def test_the_quick_way_reads_an_ods_as_the_strict_one_does(content: str) -> None:
    try:
        quick = ods_grid(content.encode(), quick=True)
    except NotPlain:
        event("left to the parser")
        return
    event("read in the quick way")
    assert quick == ods_grid(content.encode(), quick=False)


def test_what_libreoffice_writes_is_read_in_the_quick_way() -> None:
    rest, rows = take_out_cells(parts(good_ods())[CONTENT])
    assert sum(len(cells) for _, cells in rows) > 10 * rest.count(b"<table:table-cell")
    grid = read_cells(good_ods()).grid("Contacts")
    assert grid is not None
    assert sum(len(run.rows) for run in grid.runs) >= 4 * 20


def test_what_programs_write_is_read_in_the_quick_way(tmp_path: Path) -> None:
    """The count of sheets that the parser had to read: none of folio's own, and none that LibreOffice has saved."""
    for workbook in (good(), *(p.read_bytes() for p in SAVED)):
        assert read_cells(workbook).parsed == ()
    odd = changed(SHEET, b"<sheetData>", b"<sheetData><!-- odd -->")
    assert read_cells(odd).parsed == ("Contacts",)


SAVED = sorted(Path(__file__).parent.parent.joinpath("samples", "riverside").glob("[AIW]*.xlsx"))


@pytest.mark.parametrize("part", [TYPES, RELATIONS, WORKBOOK, STRINGS, STYLES, SHEET, "xl/_rels/workbook.xml.rels"])
def test_a_document_type_in_any_part_is_refused(part: str) -> None:
    broken = parts(good())[part].replace(b"?>", b"?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1)
    assert [p.code for p in read(put(part, broken)).problems] == ["unsafe"]
