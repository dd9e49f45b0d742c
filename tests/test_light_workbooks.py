"""How much a workbook weighs, and that nothing in it keeps other programs from opening, computing or printing it."""

from __future__ import annotations

import re
import subprocess
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from folio.basics.cell_references import parse_address, parse_range
from folio.template.schema import MOST_ROWS
from folio.workbook.formulas.parts import RANGE_NAME
from tests import office
from tests.conftest import TEMPLATES, Folio, open_book
from tests.term import ESSENTIALS_TERM, TERM
from tests.workbooks import FIRST_ROW, HEADER_ROW, kit, make

BOTH = pytest.mark.parametrize("template", TEMPLATES)
TERMS = {"complete": TERM, "essentials": ESSENTIALS_TERM}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Measured 2026-11: 131,100 and 46,700 bytes new; 2,955 and 602 formula cells. The figures of up to three fields, and
# the links and lists of Start, are 10 KB of the first; what folio suggests until it is typed over is 6 KB.
NEW_SIZE, SAVED_SIZE = {"complete": 133_000, "essentials": 48_000}, {"complete": 227_000, "essentials": 95_000}
FORMULAS = {"complete": 3_000, "essentials": 650}
# A list of many questions, to read, and twelve lines to fill in for each of ten interviews.
LONG_SHEETS = {"Question bank": 6, "Job preview": 5}


def new(folio: Folio, template: str, *options: str) -> Path:
    assert folio("new", "new.xlsx", "--template", template, *options).code == 0
    return Path("new.xlsx")


def parts(workbook: bytes, start: str) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        return {n: package.read(n).decode() for n in package.namelist() if n.startswith(start)}


def titles(workbook: bytes) -> dict[str, str]:
    """The sheets' titles by the names of their parts."""
    book = parts(workbook, "xl/workbook.xml")["xl/workbook.xml"]
    found = re.findall(r'<sheet name="([^"]+)"', book)
    return {f"xl/worksheets/sheet{i}.xml": title for i, title in enumerate(found, start=1)}


@BOTH
def test_a_new_workbook_is_small(template: str, folio: Folio) -> None:
    path = new(folio, template, "--name", "Ana Lopez", "--field", "nursing")
    assert path.stat().st_size <= NEW_SIZE[template]
    assert len(office.stored_values(path.read_bytes())) <= FORMULAS[template]


@BOTH
def test_no_print_area_is_worked_out(template: str) -> None:
    """exceljs, and so most tools of the web, cannot open a workbook with one; private columns stay out of print."""
    book = parts(make(template=template), "xl/workbook.xml")["xl/workbook.xml"]
    areas = re.findall(r'"_xlnm.Print_Area" localSheetId="(\d+)">([^<]+)<', book)
    tables = {str(i): s for i, s in enumerate(kit(template).template.sheets) if s.layout == "table"}
    assert [i for i, _ in areas] != []
    assert {i for i, _ in areas} == tables.keys()
    for number, area in areas:
        last = re.fullmatch(r"'.+'!\$A\$1:\$([A-Z]+)\$1048576", area)
        assert last, area
        private = [i for i, c in enumerate(tables[number].columns) if c.private]
        assert parse_address(f"{last[1]}1")[1] == len(tables[number].columns) - 1 - len(private)


@BOTH
def test_openpyxl_opens_it_without_a_word_about_print_areas(template: str) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        load_workbook(BytesIO(make(template=template)))
    # It keeps no color bars of Excel 2010, and says so.
    assert [text for w in said if "extension is not supported" not in (text := str(w.message))] == []


@BOTH
def test_cells_that_share_a_formula_say_so_in_one_tag(template: str) -> None:
    """SheetJS takes a pair of tags for a constant."""
    sheets = "".join(parts(make(template=template), "xl/worksheets/sheet").values())
    shared = re.findall(r'<f t="shared" si="\d+"[^>]*>', sheets)
    assert len(shared) > 60
    assert [f for f in shared if not f.endswith("/>")] == []


@BOTH
def test_a_formula_that_shows_nothing_says_that_this_is_a_text(template: str) -> None:
    sheets = "".join(parts(make(template=template), "xl/worksheets/sheet").values())
    cells = re.findall(r"<c ([^>]+)><f[^>]*(?:/>|>[^<]*</f>)<v></v></c>", sheets)
    assert len(cells) > 100
    assert [c for c in cells if 't="str"' not in c] == []


def areas_of(workbook: bytes) -> dict[str, tuple[str, str]]:
    """The sheet and the cells of each defined name that is an area."""
    book = etree.fromstring(parts(workbook, "xl/workbook.xml")["xl/workbook.xml"].encode())
    found = {}
    for name in book.iter(f"{_MAIN}definedName"):
        title, _, cells = str(name.text).rpartition("!")
        found[str(name.get("name"))] = title.strip("'").replace("''", "'"), cells
    return found


def looked_at(formula: str, own: str, names: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The sheet and the cells of each range that a formula names, directly or by a name."""
    bare = re.sub(r'"[^"]*"', '""', formula)
    for title, cells in re.findall(r"(?:('[^']+'|\w+)!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![\w(])", bare):
        yield title.strip("'") or own, cells
    yield from (names[name] for name in RANGE_NAME.findall(bare) if name in names)


def overlap(one: str, other: str) -> bool:
    """Whether two ranges of a sheet have a cell in common."""
    ((top, left), (bottom, right)), ((top_2, left_2), (bottom_2, right_2)) = map(parse_range, (one, other))
    return top <= bottom_2 and top_2 <= bottom and left <= right_2 and left_2 <= right


@BOTH
def test_no_formula_looks_at_its_own_cell(template: str) -> None:
    """Some programs call that a circle, even inside ROWS()."""
    workbook = make(TERMS[template], template=template)
    names, called, seen = areas_of(workbook), titles(workbook), 0
    for part, xml in parts(workbook, "xl/worksheets/sheet").items():
        for address, attributes, formula in re.findall(r'<c r="(\w+)"[^>]*><f([^>]*)>([^<]+)</f>', xml):
            for title, cells in looked_at(formula.replace("&quot;", '"'), called[part], names):
                seen += 1
                array = re.search(r' t="array" ref="([^"]+)"', attributes)
                assert title != called[part] or not overlap(cells, array[1] if array else address), (address, formula)
    assert seen > 200


@BOTH
def test_conditional_formats_look_at_their_own_sheet_only(template: str) -> None:
    """In Google Sheets, those that name other sheets do not work."""
    sheets = parts(make(template=template), "xl/worksheets/sheet")
    rules = [re.sub(r"&quot;.*?&quot;", "", f) for x in sheets.values() for f in re.findall(r"<formula>([^<]+)<", x)]
    assert len(rules) >= 20
    assert [f for f in rules if "!" in f or "__" in f] == []


class TestPreparedRows:
    @BOTH
    @pytest.mark.parametrize("rows", [1, 25, MOST_ROWS])
    def test_as_many_as_asked_for(self, template: str, rows: int, folio: Folio) -> None:
        book = open_book(new(folio, template, "--rows", str(rows)))
        for it in kit(template).template.tables:
            if it.board:
                continue
            (table,) = book[it.title].tables.values()
            last = int(re.findall(r"\d+", table.ref)[-1])
            # A few rows to type in are there in any case, and what is filled in beforehand.
            assert last == HEADER_ROW + rows or (rows < 20 and HEADER_ROW + rows < last < HEADER_ROW + 20)
            for i, column in enumerate(it.columns, start=1):
                cells = [book[it.title].cell(row, i).value for row in (FIRST_ROW, last, last + 1)]
                assert [c is not None for c in cells] == [True, True, False] or column.typed

    def test_of_a_class_too(self, folio: Folio) -> None:
        Path("roster.csv").write_text("name\nAna\nBo\n")
        assert folio("new", "class", "--roster", "roster.csv", "--template", "essentials", "--rows", "7").code == 0
        for path in Path("class").iterdir():
            assert open_book(path)["Contacts"].tables["folio_table_contacts"].ref.endswith(str(HEADER_ROW + 7))

    @pytest.mark.parametrize("rows", ["0", "501", "-1", "many", "1.5", ""])
    def test_a_number_that_is_none(self, rows: str, folio: Folio) -> None:
        refused = folio("new", "a.xlsx", "--rows", rows)
        assert refused.code == 2
        assert "--rows" in refused.err
        assert not Path("a.xlsx").exists()

    @BOTH
    def test_all_else_reaches_further(self, template: str, folio: Folio) -> None:
        """Drop-downs, colors and named columns: new rows of the table find them there."""
        workbook = new(folio, template, "--rows", "5").read_bytes()
        end = str(HEADER_ROW + MOST_ROWS)
        for part, xml in parts(workbook, "xl/worksheets/sheet").items():
            sheet = next((s for s in kit(template).template.tables if s.title == titles(workbook)[part]), None)
            if sheet is not None and not sheet.board:
                ranges = re.findall(r'<(?:dataValidation|conditionalFormatting) [^>]*sqref="([^"]+)"', xml)
                assert ranges
                assert {re.findall(r"\d+", r)[-1] for r in ranges} == {end}
        columns = [cells for name, (_, cells) in areas_of(workbook).items() if name.startswith("contacts__")]
        assert columns
        assert {cells.rpartition("$")[2] for cells in columns} == {end}

    @BOTH
    def test_excel_has_the_formula_for_new_rows(self, template: str) -> None:
        tables = parts(make(template=template), "xl/tables/")
        computed = [c for s in kit(template).template.tables if not s.board for c in s.columns if c.computed_by]
        assert sum(x.count("<calculatedColumnFormula>") for x in tables.values()) == len(computed) > 0


@pytest.fixture(scope="module")
def saved(libreoffice: office.LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with new and filled workbooks as LibreOffice saves and prints them."""

    def fill(folder: Path) -> None:
        jobs = []
        for template in TEMPLATES:
            for what, content in (("new", None), ("filled", TERMS[template])):
                path = folder / f"{template}-{what}.xlsx"
                path.write_bytes(make(content, template=template, prepared=None))
                saves = [{"path": f"{path}.{style}", "format": style} for style in ("xlsx", "pdf")]
                jobs.append({"open": str(path), "recalculate": True, "save": saves})
        libreoffice(jobs)

    return office.made_once(tmp_path_factory, "light", fill)


@BOTH
def test_libreoffice_saves_it_small(template: str, saved: Path) -> None:
    assert (saved / f"{template}-new.xlsx.xlsx").stat().st_size <= SAVED_SIZE[template]


@BOTH
@pytest.mark.parametrize("what", ["new", "filled"])
def test_each_sheet_prints_on_one_or_two_pages(what: str, template: str, saved: Path) -> None:
    pdf = saved / f"{template}-{what}.xlsx.pdf"
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    footers = re.findall(r"^ *(\S.*?) {2,}Page \d+ of \d+", said, re.MULTILINE)
    it = kit(template).template
    assert set(footers) == {*(s.title for s in it.sheets), *([it.bank_title] if it.bank_title else [])}
    long = {title: pages for title, pages in LONG_SHEETS.items() if title in footers}
    assert {title: footers.count(title) for title in footers if footers.count(title) > 2} == long
    assert "PRIVATE-CANARY" not in said
