"""Drive a real LibreOffice: open a workbook, do by hand what people do, save it again.

Runs under the system's Python, which has LibreOffice's ``uno`` module, and reads its orders as JSON from stdin:

    {"jobs": [{"open": PATH, "steps": [{"do": "rename_sheet", "sheet": "contacts", "to": "My people"}],
               "save": [{"path": PATH, "format": "xlsx"}], "dump": PATH, "recalculate": true}]}

Sheets and columns are named by their keys and found by the hidden key cells, as a person finds them by eye. ``dump``
writes every filled cell as JSON: {sheet: {address: value}}.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import TableSortField
from com.sun.star.table.CellContentType import EMPTY, FORMULA, VALUE

Step = dict[str, Any]

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97", "pdf": "calc_pdf_Export"}


def prop(name: str, value: Any) -> Any:
    """A UNO property."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Sheet:
    """One sheet of an open document, with its columns by key."""

    def __init__(self, document: Any, key: str) -> None:
        for name in document.Sheets.ElementNames:
            sheet = document.Sheets.getByName(name)
            self.columns: dict[str, int] = {}
            for r, row in enumerate(used(sheet)):
                for c, text in enumerate(row):
                    if isinstance(text, str) and text.startswith(f"folio:{key}."):
                        self.columns[text.split(".", 1)[1]] = c
                        self.key_row = r
            if self.columns:
                self.sheet, self.name = sheet, name
                return
        raise SystemExit(f"there is no sheet with the key {key}")

    @property
    def first(self) -> int:
        """The first row below the headings."""
        return self.key_row + 2

    def row_of(self, column: str, text: str) -> int:
        """The row whose cell in a column holds a text."""
        for r, row in enumerate(used(self.sheet)):
            if r >= self.first and str(row[self.columns[column]]).strip() == text:
                return r
        raise SystemExit(f"{self.name} has no row {text!r}")

    def last(self) -> int:
        """The last row in which something is typed."""
        label = min(self.columns.values())
        rows = used(self.sheet)
        return max(
            (r for r, row in enumerate(rows) if r >= self.first and row[label] not in ("", 0.0)),
            default=self.first,
        )


def used(sheet: Any) -> Any:
    """The values of a sheet from A1 to its last used cell."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    address = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, address.EndColumn, address.EndRow).DataArray


def put(sheet: Any, row: int, col: int, value: Any) -> None:
    """Type a value into a cell."""
    cell = sheet.getCellByPosition(col, row)
    if isinstance(value, bool):
        cell.setString("Yes" if value else "No")
    elif isinstance(value, int | float):
        cell.setValue(value)
    elif isinstance(value, dict):
        cell.setValue((date.fromisoformat(value["date"]) - date(1899, 12, 30)).days)
    elif value.startswith("="):
        cell.setFormula(value)
    else:
        cell.setString(value)


def do_type(document: Any, step: Step) -> None:
    """Type into a column of the row with this label, or of row number ``row`` below the headings."""
    sheet = Sheet(document, step["sheet"])
    row = sheet.first + step["row"] if "row" in step else sheet.row_of(step["label"], step["row_label"])
    put(sheet.sheet, row, sheet.columns[step["column"]], step["value"])


def put_at(sheet: Any, address: str, value: Any) -> None:
    """Type at an address."""
    place = sheet.getCellRangeByName(address).CellAddress
    put(sheet, place.Row, place.Column, value)


def do_sort(document: Any, step: Step) -> None:
    """Sort the filled rows by one column, as the arrow in the heading does."""
    sheet = Sheet(document, step["sheet"])
    left, right = min(sheet.columns.values()), max(sheet.columns.values())
    area = sheet.sheet.getCellRangeByPosition(left, sheet.first, right, sheet.last())
    field = TableSortField()
    field.Field, field.IsAscending = sheet.columns[step["by"]] - left, not step.get("descending", False)
    area.sort((
        prop("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (field,))),
        prop("ContainsHeader", False),
        prop("IsSortColumns", False),
    ))  # fmt: skip


def do_insert_column(document: Any, step: Step) -> None:
    """Insert a column of one's own, with a heading and values."""
    sheet = Sheet(document, step["sheet"])
    col = sheet.columns[step["before"]]
    sheet.sheet.Columns.insertByIndex(col, 1)
    put(sheet.sheet, sheet.first - 1, col, step["header"])
    for i, value in enumerate(step["values"]):
        if value != "":
            put(sheet.sheet, sheet.first + i, col, value)


def do_delete_column(document: Any, step: Step) -> None:
    """Delete a column."""
    sheet = Sheet(document, step["sheet"])
    sheet.sheet.Columns.removeByIndex(sheet.columns[step["column"]], 1)


def do_hide_column(document: Any, step: Step) -> None:
    """Hide a column."""
    sheet = Sheet(document, step["sheet"])
    sheet.sheet.Columns.getByIndex(sheet.columns[step["column"]]).IsVisible = False


def do_swap_columns(document: Any, step: Step) -> None:
    """Cut and paste two whole columns into each other's place."""
    sheet = Sheet(document, step["sheet"])
    a, b = sheet.columns[step["a"]], sheet.columns[step["b"]]
    bottom = len(used(sheet.sheet)) - 1
    spare = max(sheet.columns.values()) + 3

    def move(source: int, target: int) -> None:
        area = sheet.sheet.getCellRangeByPosition(source, sheet.key_row, source, bottom)
        sheet.sheet.moveRange(sheet.sheet.getCellByPosition(target, sheet.key_row).CellAddress, area.RangeAddress)

    move(a, spare)
    move(b, a)
    move(spare, b)


def do_rename_sheet(document: Any, step: Step) -> None:
    """Rename a sheet."""
    Sheet(document, step["sheet"]).sheet.setName(step["to"])


def do_move_sheet(document: Any, step: Step) -> None:
    """Move a sheet to another place."""
    document.Sheets.moveByName(Sheet(document, step["sheet"]).name, step["to"])


def do_copy_sheet(document: Any, step: Step) -> None:
    """Copy a sheet to the end."""
    document.Sheets.copyByName(Sheet(document, step["sheet"]).name, step["to"], document.Sheets.Count)


def do_delete_sheet(document: Any, step: Step) -> None:
    """Delete a sheet by its title."""
    document.Sheets.removeByName(step["title"])


def do_rename_header(document: Any, step: Step) -> None:
    """Reword a heading."""
    sheet = Sheet(document, step["sheet"])
    put(sheet.sheet, sheet.first - 1, sheet.columns[step["column"]], step["to"])


def do_insert_rows_above(document: Any, step: Step) -> None:
    """Insert rows at the very top."""
    Sheet(document, step["sheet"]).sheet.Rows.insertByIndex(0, step["count"])


def do_type_below(document: Any, step: Step) -> None:
    """Type a row some way below the prepared ones."""
    sheet = Sheet(document, step["sheet"])
    for key, value in step["values"].items():
        put(sheet.sheet, sheet.first + step["offset"], sheet.columns[key], value)


def do_add_sheet(document: Any, step: Step) -> None:
    """Add a sheet of one's own."""
    document.Sheets.insertNewByName(step["name"], document.Sheets.Count)
    for address, value in step["cells"].items():
        put_at(document.Sheets.getByName(step["name"]), address, value)


def dump(document: Any) -> dict[str, dict[str, Any]]:
    """Every filled cell: {sheet: {address: value}}; errors as {"error": text}."""
    out: dict[str, dict[str, Any]] = {}
    for name in document.Sheets.ElementNames:
        sheet = document.Sheets.getByName(name)
        cells = out.setdefault(name, {})
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        for row in range(cursor.RangeAddress.EndRow + 1):
            for col in range(cursor.RangeAddress.EndColumn + 1):
                cell = sheet.getCellByPosition(col, row)
                if cell.Type == EMPTY:
                    continue
                address = cell.AbsoluteName.rpartition(".")[2].replace("$", "")
                if cell.getError():
                    cells[address] = {"error": cell.String}
                elif cell.Type == VALUE or (cell.Type == FORMULA and cell.FormulaResultType2 == 1):
                    cells[address] = cell.Value
                else:
                    cells[address] = cell.String
    return out


def run(desktop: Any, job: dict[str, Any]) -> None:
    """Do one job."""
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(job["open"]), "_blank", 0, (prop("Hidden", True),))
    if document is None:
        raise SystemExit(f"LibreOffice cannot open {job['open']}")
    try:
        for step in job.get("steps", []):
            globals()["do_" + step["do"]](document, step)
        if job.get("recalculate"):
            document.calculateAll()
        if job.get("dump"):
            Path(job["dump"]).write_text(json.dumps(dump(document)), encoding="utf-8")
        for save in job.get("save", []):
            document.storeToURL(uno.systemPathToFileUrl(save["path"]), (prop("FilterName", FILTERS[save["format"]]),))
    finally:
        document.close(True)


def main() -> None:
    """Start an office of its own, do the jobs, and end it."""
    orders = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as home:
        pipe = f"folio{time.monotonic_ns()}"
        office = subprocess.Popen(
            [
                "soffice", f"-env:UserInstallation=file://{home}", "--headless", "--norestore", "--nologo",
                f"--accept=pipe,name={pipe};urp",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            desktop = connect(pipe)
            for job in orders["jobs"]:
                run(desktop, job)
            with contextlib.suppress(Exception):  # the connection breaks while it ends
                desktop.terminate()
            office.wait(30)
        finally:
            office.kill()


def connect(pipe: str) -> Any:
    """Wait for the office to answer."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise SystemExit("LibreOffice did not start")


if __name__ == "__main__":
    main()
