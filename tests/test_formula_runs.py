"""Formulas down a column: folio's are recognized whole, and those of a person are kept, each with its place."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from folio.basics.cell_references import column_letter
from folio.intake.formats.read_cells import read_cells
from folio.intake.model import Reading
from tests.hostile import in_sheet
from tests.workbooks import CLEAN, at, edited, letter, make, read, width

ROWS = range(6, 26)


def with_formulas(sheet: str, column: str, formula: str, template: str = "complete") -> Reading:
    """What is read when someone has a formula in these rows of a column, with the row's number for ``{}``."""

    def change(book: Workbook) -> None:
        grid = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
        for row in ROWS:
            grid[f"{column}{row}"] = formula.format(row)

    return read(edited(make(CLEAN if template == "complete" else None, template=template), change))


def kept(reading: Reading, sheet: str) -> dict[str, str]:
    return {e.cell: e.formula for e in reading.extra if e.sheet == sheet}


def test_folios_own_formulas_are_no_cells_of_a_person() -> None:
    grid = read_cells(make(CLEAN)).grid("Contacts")
    assert grid is not None
    assert sum(len(run.rows) for run in grid.runs) >= 4 * 20
    assert read(make(CLEAN)).extra == ()


@pytest.mark.parametrize("sheet", ["Contacts", "Scratch", "Workings 2"])
def test_a_column_of_their_own_formulas_is_kept_with_each_place(sheet: str) -> None:
    column = column_letter(width("contacts") + 2)
    reading = with_formulas(sheet, column, "=A{}&B{}".replace("B{}", "$B$6"))
    assert kept(reading, sheet) == {f"{column}{row}": f"=A{row}&$B$6" for row in ROWS}


def test_a_shared_formula_below_others_like_it_is_kept_in_each_place() -> None:
    """The first of those that share it may be the same as the formulas above, which have their own text."""
    rows = "".join(f'<row r="{r}"><c r="Z{r}"><f>A{r}*2</f><v>1</v></c></row>' for r in range(1001, 1011))
    shared = '<f t="shared" ref="Z1011:Z1013" si="77">A1011*2</f>'
    for r in range(1011, 1014):
        rows += f'<row r="{r}"><c r="Z{r}">{shared}<v>1</v></c></row>'
        shared = '<f t="shared" si="77"/>'
    expected = {f"Z{r}": f"=A{r}*2" for r in range(1001, 1014)}
    assert expected.items() <= kept(read(in_sheet(rows.encode())), "Contacts").items()


def test_their_own_sheet_workings_is_kept_where_folio_has_none() -> None:
    """Only the sheet that folio wrote is passed over, never one that has its title."""

    def change(book: Workbook) -> None:
        del book["Workings"]
        mine = book.create_sheet("Workings")
        for row in ROWS:
            mine[f"B{row}"] = f"=A{row}*2"

    assert kept(read(edited(make(CLEAN), change)), "Workings") == {f"B{row}": f"=A{row}*2" for row in ROWS}


def test_folios_formula_in_another_column_is_kept() -> None:
    """Copied into a column for notes, it is what someone has put there."""
    workbook = make(CLEAN)
    grid = read_cells(workbook).grid("Contacts")
    assert grid is not None
    run = max(grid.runs, key=lambda r: len(r.rows))

    def change(book: Workbook) -> None:
        for place, _, formula in run.spelled_out():
            book["Contacts"][f"{letter('contacts', 'notes')}{place[0] + 1}"] = formula

    reading = read(edited(workbook, change))
    rows = reading.tables["contacts"].rows
    assert [r.number for r in rows if "notes" in r.as_typed] == [row + 1 for row in run.rows]


def test_what_someone_types_over_a_gray_cell_is_kept() -> None:
    def change(book: Workbook) -> None:
        book["Contacts"][at("contacts", "led_to", 12)] = "typed over"

    assert [e.value for e in read(edited(make(CLEAN), change)).extra] == ["typed over"]


def test_what_someone_types_into_the_sheet_that_computes_is_kept() -> None:
    def change(book: Workbook) -> None:
        book["Workings"]["D30"] = "typed over"

    assert [e.value for e in read(edited(make(CLEAN), change)).extra] == ["typed over"]
