"""The sheets of an open workbook as the robot's steps see them; see ``libreoffice.py``."""

from __future__ import annotations

from datetime import date
from typing import Any

from com.sun.star.beans import PropertyValue


def prop(name: str, value: Any) -> Any:
    """A UNO property."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Sheet:
    """One sheet of an open document, with its columns (of a form: its lines) by key."""

    def __init__(self, document: Any, key: str) -> None:
        self.key_row = 0
        for name in document.Sheets.ElementNames:
            sheet = document.Sheets.getByName(name)
            self.columns: dict[str, int] = {}
            self.lines: dict[str, int] = {}
            for r, row in enumerate(used(sheet)):
                for c, text in enumerate(row):
                    if isinstance(text, str) and text.startswith(f"folio:{key}."):
                        self.columns[text.split(".", 1)[1]] = c
                        self.lines[text.split(".", 1)[1]] = self.key_row = r
            if self.columns:
                self.sheet, self.name = sheet, name
                return
        raise SystemExit(f"there is no sheet with the key {key}")

    @property
    def first(self) -> int:
        """The first row below the headings."""
        return self.key_row + 2

    @property
    def bottom(self) -> int:
        """The last row that holds anything."""
        return len(used(self.sheet)) - 1

    @property
    def right(self) -> int:
        """The last column of the table."""
        return max(self.columns.values())

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

    def area(self, top: int, bottom: int, left: int | None = None, right: int | None = None) -> Any:
        """A range of rows, over all columns of the table or over some."""
        left = min(self.columns.values()) if left is None else left
        return self.sheet.getCellRangeByPosition(left, top, self.right if right is None else right, bottom)

    def move(self, area: Any, row: int, col: int, to: Any = None) -> None:
        """Cut a range and paste it, here or into another sheet."""
        target = self.sheet if to is None else to
        self.sheet.moveRange(target.getCellByPosition(col, row).CellAddress, area.RangeAddress)


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
        cell.setValue(float(value))
    elif isinstance(value, dict):
        cell.setValue((date.fromisoformat(value["date"]) - date(1899, 12, 30)).days)
    elif value.startswith("="):
        cell.setFormula(value)
    else:
        cell.setString(value)


def key_in(sheet: Any, row: int, col: int, keys: str) -> None:
    """Type as on the keyboard: what becomes of the keys, a number, a day or a text, is up to the program."""
    sheet.getCellByPosition(col, row).FormulaLocal = keys


def put_at(sheet: Any, address: str, value: Any) -> None:
    """Type at an address."""
    place = sheet.getCellRangeByName(address).CellAddress
    put(sheet, place.Row, place.Column, value)


def titled(document: Any, title: str) -> Any:
    """The sheet with this title; a new one at the end if there is none."""
    if not document.Sheets.hasByName(title):
        document.Sheets.insertNewByName(title, document.Sheets.Count)
    return document.Sheets.getByName(title)
