"""What a person's hands do to an open workbook: each step of the robot is one thing that people do.

A step is ``{"do": NAME, ...}`` and runs ``do_NAME``. Sheets and columns are named by their keys and found by the hidden
key cells, as a person finds them by eye. Runs under the system's Python; see ``libreoffice.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import uno
from com.sun.star.sheet import TableFilterField
from com.sun.star.sheet.CellInsertMode import DOWN
from com.sun.star.sheet.FilterOperator import NOT_EMPTY
from com.sun.star.sheet.ValidationType import LIST
from com.sun.star.table import TableSortField
from sheets import Sheet, key_in, prop, put, put_at, titled

Step = dict[str, Any]


# --- cells


def do_type(document: Any, step: Step) -> None:
    """Type into a column of the row with this label, or of row number ``row`` below the headings; or into a line."""
    sheet = Sheet(document, step["sheet"])
    if "line" in step:
        row, col = sheet.lines[step["line"]], 2
    else:
        row = sheet.first + step["row"] if "row" in step else sheet.row_of(step["label"], step["row_label"])
        col = sheet.columns[step["column"]]
    put(sheet.sheet, row, col, step["value"])


def do_key_in(document: Any, step: Step) -> None:
    """Type ``rows`` on the keyboard, the first into row number ``row`` below the headings; on a form, its one row."""
    sheet = Sheet(document, step["sheet"])
    for i, cells in enumerate(step["rows"]):
        for key, keys in cells.items():
            if step.get("form"):
                key_in(sheet.sheet, sheet.lines[key], 2, keys)
            else:
                key_in(sheet.sheet, sheet.first + step["row"] + i, sheet.columns[key], keys)


def do_type_beside(document: Any, step: Step) -> None:
    """Type to the right of the table, ``gap`` columns away, in rows below the headings."""
    sheet = Sheet(document, step["sheet"])
    for i, value in enumerate(step["values"]):
        if value != "":
            put(sheet.sheet, sheet.first + i + step.get("row", 0), sheet.right + 1 + step["gap"], value)


def do_type_below(document: Any, step: Step) -> None:
    """Type a row some way below the prepared ones."""
    sheet = Sheet(document, step["sheet"])
    for key, value in step["values"].items():
        put(sheet.sheet, sheet.first + step["offset"], sheet.columns[key], value)


def do_told_choices(document: Any, step: Step) -> None:
    """Open the drop-down of a cell, and write the choices that it offers ``to`` a file."""
    sheet = Sheet(document, step["sheet"])
    offer = sheet.sheet.getCellByPosition(sheet.columns[step["column"]], sheet.first + step["row"]).Validation
    choices = []
    if offer.Type == LIST:
        named = document.NamedRanges.getByName(offer.getFormula1()).ReferredCells
        choices = [str(row[0]) for row in named.DataArray]
    Path(step["to"]).write_text("\n".join(choices), encoding="utf-8")


def do_add_sheet(document: Any, step: Step) -> None:
    """Add a sheet of their own."""
    for address, value in step["cells"].items():
        put_at(titled(document, step["name"]), address, value)


def do_note(document: Any, step: Step) -> None:
    """Hang a note on a cell of the row that is ``row`` below the headings; -1 is the heading."""
    sheet = Sheet(document, step["sheet"])
    place = sheet.sheet.getCellByPosition(sheet.columns[step["column"]], sheet.first + step["row"]).CellAddress
    notes = sheet.sheet.Annotations
    for i in reversed(range(notes.Count)):
        if (notes[i].Position.Row, notes[i].Position.Column) == (place.Row, place.Column):
            notes.removeByIndex(i)
    notes.insertNew(place, step["text"])


def do_merge(document: Any, step: Step) -> None:
    """Merge cells of some rows (from the top of the sheet, or below the headings) over some columns."""
    sheet = Sheet(document, step["sheet"])
    above = 0 if step.get("top") else sheet.first
    left, right = sheet.columns[step["first"]], sheet.columns[step["last"]]
    sheet.area(above + step["rows"][0], above + step["rows"][1], left, right).merge(True)


def do_push_down(document: Any, step: Step) -> None:
    """Insert a cell in one column, so that those below move down by one."""
    sheet = Sheet(document, step["sheet"])
    col = sheet.columns[step["column"]]
    area = sheet.area(sheet.first + step["row"], sheet.first + step["row"], col, col)
    sheet.sheet.insertCells(area.RangeAddress, DOWN)


# --- rows


def do_sort(document: Any, step: Step) -> None:
    """Sort the filled rows by one column, as the arrow in the heading does; ``heading`` sorts the headings along."""
    sheet = Sheet(document, step["sheet"])
    area = sheet.area(sheet.first - bool(step.get("heading")), sheet.last())
    field = TableSortField()
    field.Field = sheet.columns[step["by"]] - min(sheet.columns.values())
    field.IsAscending = not step.get("descending", False)
    area.sort((
        prop("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (field,))),
        prop("ContainsHeader", False),
        prop("IsSortColumns", False),
    ))  # fmt: skip


def do_filter(document: Any, step: Step) -> None:
    """Hide the rows in which a column is blank, as a filter does."""
    sheet = Sheet(document, step["sheet"])
    area = sheet.area(sheet.first - 1, sheet.last())
    wanted = area.createFilterDescriptor(True)
    field = TableFilterField()
    field.Field = sheet.columns[step["column"]] - min(sheet.columns.values())
    field.Operator = NOT_EMPTY
    wanted.FilterFields, wanted.ContainsHeader = (field,), True
    area.filter(wanted)


def do_hide_rows(document: Any, step: Step) -> None:
    """Hide rows, counted below the headings."""
    sheet = Sheet(document, step["sheet"])
    for row in step["rows"]:
        sheet.sheet.Rows.getByIndex(sheet.first + row).IsVisible = False


def do_insert_rows(document: Any, step: Step) -> None:
    """Insert rows above the ``heading`` or the first row of ``data``, above a ``line`` of a form, or at the top."""
    sheet = Sheet(document, step["sheet"])
    places = {"top": 0, "heading": sheet.first - 1, "data": sheet.first}
    at = sheet.lines[step["line"]] if "line" in step else places[step.get("above", "top")]
    sheet.sheet.Rows.insertByIndex(at, step["count"])


def do_insert_row(document: Any, step: Step) -> None:
    """Insert a row above row number ``row`` below the headings."""
    sheet = Sheet(document, step["sheet"])
    sheet.sheet.Rows.insertByIndex(sheet.first + step["row"], 1)


def do_delete_row(document: Any, step: Step) -> None:
    """Delete row number ``row`` below the headings."""
    sheet = Sheet(document, step["sheet"])
    sheet.sheet.Rows.removeByIndex(sheet.first + step["row"], 1)


def do_insert_rows_above(document: Any, step: Step) -> None:
    """Insert rows at the very top."""
    do_insert_rows(document, step)


def do_delete_rows(document: Any, step: Step) -> None:
    """Delete rows: ``top`` ones of the sheet, the ``heading``, the hidden ``keys``, the first ``data``, or a line."""
    sheet = Sheet(document, step["sheet"])
    places = {"top": 0, "heading": sheet.first - 1, "keys": sheet.key_row, "data": sheet.first}
    at = sheet.lines[step["line"]] if "line" in step else places[step["which"]]
    sheet.sheet.Rows.removeByIndex(at, step.get("count", 1))


def do_copy_row(document: Any, step: Step) -> None:
    """Copy a row and paste it over another."""
    sheet = Sheet(document, step["sheet"])
    row = sheet.area(sheet.first + step["row"], sheet.first + step["row"])
    target = sheet.sheet.getCellByPosition(min(sheet.columns.values()), sheet.first + step["over"])
    sheet.sheet.copyRange(target.CellAddress, row.RangeAddress)


def do_move_row(document: Any, step: Step) -> None:
    """Cut a row and paste it at another place of its sheet, or at the end of a sheet of their own."""
    sheet = Sheet(document, step["sheet"])
    row = sheet.area(sheet.first + step["row"], sheet.first + step["row"])
    if "into" in step:
        sheet.move(row, step["to"], 0, titled(document, step["into"]))
    else:
        sheet.move(row, sheet.first + step["to"], min(sheet.columns.values()))


# --- columns


def do_insert_column(document: Any, step: Step) -> None:
    """Insert a custom column, with a heading and values."""
    sheet = Sheet(document, step["sheet"])
    col = sheet.columns[step["before"]]
    sheet.sheet.Columns.insertByIndex(col, 1)
    put(sheet.sheet, sheet.first - 1, col, step["header"])
    for i, value in enumerate(step["values"]):
        if value != "":
            put(sheet.sheet, sheet.first + i, col, value)


def do_insert_form_column(document: Any, step: Step) -> None:
    """Insert a column left of a form's values, and type beside the label of one line."""
    sheet = Sheet(document, step["sheet"])
    sheet.sheet.Columns.insertByIndex(2, 1)
    put(sheet.sheet, sheet.lines[step["line"]], 2, step["value"])


def do_delete_form_keys(document: Any, step: Step) -> None:
    """Delete the hidden column of a form's keys."""
    Sheet(document, step["sheet"]).sheet.Columns.removeByIndex(0, 1)


def do_move_line(document: Any, step: Step) -> None:
    """Cut a whole line of a form and insert it above another."""
    sheet = Sheet(document, step["sheet"])
    sheet.sheet.Rows.insertByIndex(sheet.lines[step["above"]], 1)
    sheet = Sheet(document, step["sheet"])
    source = sheet.lines[step["line"]]
    sheet.move(sheet.area(source, source, 0, 3), sheet.lines[step["above"]] - 1, 0)
    sheet.sheet.Rows.removeByIndex(source, 1)


def do_delete_column(document: Any, step: Step) -> None:
    """Delete a column."""
    sheet = Sheet(document, step["sheet"])
    sheet.sheet.Columns.removeByIndex(sheet.columns[step["column"]], 1)


def do_hide_column(document: Any, step: Step) -> None:
    """Hide a column."""
    sheet = Sheet(document, step["sheet"])
    sheet.sheet.Columns.getByIndex(sheet.columns[step["column"]]).IsVisible = False


def do_swap_columns(document: Any, step: Step) -> None:
    """Cut and paste two columns into each other's place: whole ones, or only the cells that one sees."""
    sheet = Sheet(document, step["sheet"])
    a, b = sheet.columns[step["a"]], sheet.columns[step["b"]]
    top, spare = sheet.first - 1 if step.get("seen") else sheet.key_row, sheet.right + 3
    for source, target in ((a, spare), (b, a), (spare, b)):
        sheet.move(sheet.area(top, sheet.bottom, source, source), top, target)


def do_move_column(document: Any, step: Step) -> None:
    """Cut a whole column and paste it to the right of the table, past a gap; ``copy`` leaves it where it is, too."""
    sheet = Sheet(document, step["sheet"])
    col, target = sheet.columns[step["column"]], sheet.right + 1 + step["gap"]
    area = sheet.area(sheet.key_row, sheet.bottom, col, col)
    if step.get("copy"):
        sheet.sheet.copyRange(sheet.sheet.getCellByPosition(target, sheet.key_row).CellAddress, area.RangeAddress)
    else:
        sheet.move(area, sheet.key_row, target)


def do_rename_header(document: Any, step: Step) -> None:
    """Reword a heading; nothing blanks it."""
    sheet = Sheet(document, step["sheet"])
    put(sheet.sheet, sheet.first - 1, sheet.columns[step["column"]], step["to"])


def do_rename_label(document: Any, step: Step) -> None:
    """Reword the label of a form's line."""
    sheet = Sheet(document, step["sheet"])
    put(sheet.sheet, sheet.lines[step["line"]], 1, step["to"])


def do_show_keys(document: Any, step: Step) -> None:
    """Show the hidden row of keys."""
    sheet = Sheet(document, step["sheet"])
    sheet.sheet.Rows.getByIndex(sheet.key_row).IsVisible = True


def do_change_key(document: Any, step: Step) -> None:
    """Type over a hidden key; nothing clears it."""
    sheet = Sheet(document, step["sheet"])
    put(sheet.sheet, sheet.key_row, sheet.columns[step["column"]], step["to"])


# --- sheets


def do_rename_sheet(document: Any, step: Step) -> None:
    """Rename a sheet."""
    Sheet(document, step["sheet"]).sheet.setName(step["to"])


def do_retitle(document: Any, step: Step) -> None:
    """Rename the sheet with this title."""
    titled(document, step["title"]).setName(step["to"])


def do_move_sheet(document: Any, step: Step) -> None:
    """Move a sheet to another place."""
    document.Sheets.moveByName(Sheet(document, step["sheet"]).name, step["to"])


def do_copy_sheet(document: Any, step: Step) -> None:
    """Copy a sheet to the end."""
    document.Sheets.copyByName(Sheet(document, step["sheet"]).name, step["to"], document.Sheets.Count)


def do_delete_sheet(document: Any, step: Step) -> None:
    """Delete a sheet by its title."""
    document.Sheets.removeByName(step["title"])


def do_show_sheets(document: Any, step: Step) -> None:
    """Show the hidden sheets, all or by title."""
    for name in step.get("titles", document.Sheets.ElementNames):
        document.Sheets.getByName(name).IsVisible = True


def do_copy_table(document: Any, step: Step) -> None:
    """Copy a table, from its keys or (``seen``) from its headings on, to a sheet, some rows down; ``cut`` moves it."""
    sheet = Sheet(document, step["sheet"])
    area = sheet.area(sheet.first - 1 if step.get("seen") else sheet.key_row, sheet.last())
    target, row = titled(document, step["to"]), step.get("down", 0)
    if step.get("cut"):
        sheet.move(area, row, 0, target)
    else:
        target.copyRange(target.getCellByPosition(0, row).CellAddress, area.RangeAddress)


def do_protect(document: Any, step: Step) -> None:
    """Protect a sheet, or the order of all sheets, without a password; ``off`` takes all protection away."""
    if step.get("off"):
        for name in document.Sheets.ElementNames:
            document.Sheets.getByName(name).unprotect("")
    else:
        (Sheet(document, step["sheet"]).sheet if "sheet" in step else document).protect("")


def do_format(document: Any, step: Step) -> None:
    """Color a table, make its text bold and its columns wider."""
    sheet = Sheet(document, step["sheet"])
    area = sheet.area(0, sheet.bottom)
    area.CellBackColor, area.CharWeight = 0xFFF2CC, 150.0
    area.Columns.Width = 4000
