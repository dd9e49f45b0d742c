"""Workbooks can be used by everybody: each check on both templates, blank and after a whole term.

A check that finds nothing proves nothing by itself: so each must also find the fault planted for it in a small workbook
that is otherwise without one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from functools import cache
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from tests.accessible import (
    CHECKS,
    Check,
    cells_out_of_reach,
    foreign_functions,
    formulas_without_value,
    functions_of,
    headings_that_scroll_away,
    links_without_words,
    lists_out_of_place,
    low_contrast,
    merged_cells,
    panes_that_trap,
    pictures_without_words,
    poor_prints,
    poor_properties,
    poor_sheet_names,
    tables_without_headings,
    tabs_without_color,
)
from tests.parts import MAIN, Book
from tests.term import ESSENTIALS_TERM, TERM
from tests.workbooks import make

WORKBOOKS = {
    "complete, blank": ("complete", None), "complete, filled in": ("complete", TERM),
    "essentials, blank": ("essentials", None), "essentials, filled in": ("essentials", ESSENTIALS_TERM),
}  # fmt: skip
SHEET, STYLES, TABLE = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/tables/table1.xml"
BOOK, CORE, DRAWING = "xl/workbook.xml", "docProps/core.xml", "xl/drawings/drawing1.xml"


@cache
def workbook(name: str) -> Book:
    template, content = WORKBOOKS[name]
    return Book(make(content, template=template))


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_is_accessible(name: str, check: Check) -> None:
    assert list(check(workbook(name))) == []


def test_there_is_something_to_look_at() -> None:
    """The checks see what a workbook is full of; were it stored elsewhere, they would find nothing wrong with it."""
    book = workbook("complete, filled in")
    drawn = [shape for sheet in book.visible for drawing in sheet.drawings for shape in drawing]
    assert len(book.visible) >= 13
    assert sum(len(sheet.tables) for sheet in book.visible) >= 10
    assert len(drawn) >= 3
    assert len(book.changes) >= 4
    assert len({look for sheet in book.visible for look in sheet.looks()}) > 8
    assert sum(len(list(sheet.root.iter(f"{MAIN}f"))) for sheet in book.visible) > 100


@cache
def small() -> dict[str, bytes]:
    """The parts of a small workbook on which no check finds a fault."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet, other = book.add_worksheet("People"), book.add_worksheet("Notes")
        for each in (sheet, other):
            each.set_tab_color("#1F6F78")
            each.fit_to_pages(1, 1)
        head = book.add_format({"font_color": "#FFFFFF", "bg_color": "#1F6F78"})
        plain = book.add_format({"font_color": "#22313F", "bg_color": "#F6FAF8"})
        late = book.add_format({"font_color": "#7A4B00", "bg_color": "#FCEBC8"})
        sheet.write_url("C1", "internal:'Notes'!A1", None, "To the notes", "Go to Notes")
        sheet.set_column(0, 0, 20)
        columns = [{"header": h, "header_format": head} for h in ("Name", "Rating", "Met")]
        sheet.add_table(4, 0, 8, 2, {"name": "people", "columns": columns, "style": None})
        for row in range(5, 9):
            for column in range(3):
                sheet.write_blank(row, column, None, plain)
        sheet.write_formula("E1", "=COUNTA(A6:A9)", None, 7)
        book.define_name("choices", "=Notes!$A$1:$A$2")
        sheet.data_validation("C6:C9", {"validate": "list", "source": "=choices"})
        sheet.data_validation("D6:D9", {"validate": "list", "source": ["Yes", "No"]})
        sheet.conditional_format("A6:A9", {"type": "formula", "criteria": "=$A6<TODAY()", "format": late})
        sheet.conditional_format("B6:B9", {"type": "data_bar", "bar_color": "#C8DCDF"})
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=People!$B$6:$B$9"})
        sheet.insert_chart("G2", chart, {"description": "How many people I met in each week."})
        sheet.freeze_panes(5, 1)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(4)
        book.set_properties({"title": "People whom I met"})
    with zipfile.ZipFile(BytesIO(stream.getvalue())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    told = b"<dc:language>en</dc:language></cp:coreProperties>"
    return parts | {CORE: parts[CORE].replace(b"</cp:coreProperties>", told)}


def planted(*faults: tuple[str, str, str]) -> Book:
    """The small workbook after changes to its parts, each (part, what stands there as a pattern, what to put there)."""
    parts = dict(small())
    for part, old, new in faults:
        text = parts[part].decode()
        changed = re.sub(old, new, text, count=1)
        assert changed != text, f"{part} has no {old}"
        parts[part] = changed.encode()
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return Book(stream.getvalue())


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.__name__)
def test_nothing_is_wrong_with_the_small_workbook(check: Check) -> None:
    assert list(check(planted())) == []


FAULTS: Sequence[tuple[Check, str, str, str]] = (
    (low_contrast, STYLES, "FF22313F", "FFB0B0B0"),
    (low_contrast, STYLES, "FFF6FAF8", "FF44515F"),
    (low_contrast, STYLES, "FF7A4B00", "FFE0B060"),
    (low_contrast, STYLES, "FFFCEBC8", "FF8A5B10"),
    (low_contrast, STYLES, 'color theme="1"', 'color theme="0"'),
    (low_contrast, STYLES, 'color theme="1"', 'color theme="1" tint="0.7"'),
    (low_contrast, STYLES, 'color rgb="FF22313F"', 'color indexed="9"'),
    (low_contrast, SHEET, "FFC8DCDF", "FF305060"),
    (pictures_without_words, DRAWING, ' descr="[^"]*"', ""),
    (pictures_without_words, DRAWING, ' descr="[^"]*"', ' descr="chart1.png"'),
    (tables_without_headings, TABLE, 'ref="A5:C9"', 'ref="A5:C9" headerRowCount="0"'),
    (tables_without_headings, TABLE, 'name="Met"', 'name="name"'),
    (tables_without_headings, TABLE, 'name="Met"', 'name=" "'),
    (tables_without_headings, TABLE, 'name="Met"', 'name="SheetData"'),
    (merged_cells, SHEET, "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A2:C2"/></mergeCells>'),
    (poor_sheet_names, BOOK, 'name="Notes"', 'name="PEOPLE"'),
    (poor_sheet_names, BOOK, 'name="Notes"', 'name="Notes "'),
    (poor_sheet_names, BOOK, 'name="Notes"', f'name="{"Notes" * 7}"'),
    (poor_sheet_names, BOOK, 'name="Notes"', 'name="Sheet2"'),
    (headings_that_scroll_away, SHEET, 'ySplit="5"', 'ySplit="4"'),
    (headings_that_scroll_away, SHEET, "<pane [^>]*>", ""),
    (panes_that_trap, SHEET, 'width="20.7[0-9]*"', 'width="30"'),
    (panes_that_trap, SHEET, '<row r="1" ', '<row r="1" ht="200" '),
    (cells_out_of_reach, SHEET, "</sheetData>", '</sheetData><sheetProtection sheet="1" selectLockedCells="1"/>'),
    (cells_out_of_reach, SHEET, 'width="20.7[0-9]*"', 'width="20" hidden="1"'),
    (cells_out_of_reach, SHEET, '<row r="7" ', '<row r="7" hidden="1" '),
    (poor_prints, SHEET, '<pageSetUpPr fitToPage="1"/>', ""),
    (poor_prints, SHEET, 'fitToHeight="0"', 'fitToHeight="0" fitToWidth="2"'),
    (poor_prints, BOOK, r"\$5:\$5", "$1:$1"),
    (poor_prints, BOOK, '<definedName name="_xlnm.Print_Titles"[^/]*/definedName>', ""),
    (poor_properties, CORE, "People whom I met", " "),
    (poor_properties, CORE, "<dc:language>en</dc:language>", ""),
    (tabs_without_color, SHEET, "<tabColor [^>]*>", ""),
    (links_without_words, SHEET, ' tooltip="[^"]*"', ""),
    (links_without_words, "xl/sharedStrings.xml", "To the notes", ""),
    (links_without_words, "xl/sharedStrings.xml", "To the notes", "https://notes.example.org"),
    (lists_out_of_place, SHEET, "<formula1>choices</formula1>", '<formula1>"Red,Green"</formula1>'),
    (lists_out_of_place, SHEET, "<formula1>choices</formula1>", "<formula1>Notes!$A$1:$A$2</formula1>"),
    (lists_out_of_place, SHEET, "<formula1>choices</formula1>", "<formula1>chioces</formula1>"),
    (foreign_functions, SHEET, "COUNTA", "_xlfn.XLOOKUP"),
    (foreign_functions, SHEET, "TODAY", "_xlfn.LET"),
    (foreign_functions, BOOK, r"Notes!\$A\$1:\$A\$2", "OFFSET(Notes!$A$1,0,0,2)"),
    (formulas_without_value, SHEET, "<v>7</v>", ""),
    (formulas_without_value, SHEET, "<v>7</v>", "<v></v>"),
    (formulas_without_value, SHEET, "><f>COUNTA", ' t="e"><f>COUNTA'),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f[0].__name__}: {f[3][:30]}")
def test_a_planted_fault_is_found(fault: tuple[Check, str, str, str]) -> None:
    check, *change = fault
    part, old, new = change
    assert len(list(check(planted((part, old, new))))) >= 1


def test_every_check_has_a_fault_planted_for_it() -> None:
    assert {fault[0] for fault in FAULTS} == set(CHECKS)


@pytest.mark.parametrize(
    ("formula", "functions"),
    [
        ("=SUM(A1:A2)+ max (1,2)", {"SUM", "MAX"}),
        ('=IF(A1="SUM(x)","LET(",1)', {"IF"}),
        ("='Odd (name)'!A1+COUNTA('My MIN('!B:B)", {"COUNTA"}),
        ("=IF(t[[#This Row],[Days (of work)]]=1,2,3)", {"IF"}),
        ("=_xlfn.XLOOKUP(1,A:A,B:B)", {"_XLFN.XLOOKUP"}),
        ("=$A$1:$B$2", set()),
    ],
)
def test_functions_are_told_from_names_and_texts(formula: str, functions: set[str]) -> None:
    assert functions_of(formula) == functions
