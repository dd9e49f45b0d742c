"""An old workbook packed for a new one: each cell is given its place there, or a remark why it has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from folio.basics.cell_references import CellPlace, cell_address, parse_address
from folio.basics.excel_texts import cut_for_excel
from folio.basics.plain_values import as_text
from folio.domain.names import normalize_name
from folio.intake.close_reading import CloseReading, Spot
from folio.intake.model import Note
from folio.output.onward.lines import OldCell, OwnColumn, Remark, TableOnItsWay
from folio.output.onward.listed_places import places_among_listed
from folio.output.onward.unpacking import Unpacked
from folio.output.onward.written_cells import written_cell
from folio.template.schema import RESERVED_TITLES, Column, Sheet, Template
from folio.workbook.build import listed_rows
from folio.workbook.layout import FORM_VALUE, TABLE_FIRST, TABLE_HEADER, form_layout
from folio.workbook.own_cells import OwnCell, OwnContent

# The sheet for what stood beside and above tables, and its headings.
STRAYS = "Carried over"
_STRAY_HEADINGS = ("From the sheet", "Cell", "Heading there", "What stood there")
_LONGEST_TITLE, _LONGEST_HEADING = 31, 255
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
NOT_PRIVATE = "it is private, and the new workbook would show it to others"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a cell of the old workbook is in the new one, what has to stand there, and whether it has to be private."""

    spot: Spot
    value: Any
    private: bool = False


@dataclass(slots=True)
class Repacking:
    """A new workbook being packed: rows by sheet key, what stands beside them, and what became of each cell."""

    template: Template
    prepared: int | None = None
    content: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    placed: dict[Spot, Placed] = field(default_factory=dict)
    placed_notes: dict[Spot, Placed] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    _headings: dict[str, list[str]] = field(default_factory=dict)
    # By title, also those of a person's own sheets.
    _cells: dict[str, dict[CellPlace, OwnCell]] = field(default_factory=dict)
    _sheets: list[str] = field(default_factory=list)
    _notes: dict[str, dict[CellPlace, str]] = field(default_factory=dict)
    # By sheet and number in the old file: rows as (title, row), and columns.
    _rows: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    _columns: dict[tuple[str, int], int] = field(default_factory=dict)

    @property
    def own(self) -> OwnContent:
        """What stands beside the template."""
        return OwnContent(self._headings, tuple(self._sheets), self._cells, self._notes)

    def pack(self, old: Unpacked, form: Mapping[str, OldCell], close: CloseReading) -> None:
        """Pack all of an old workbook; ``form`` is what its start sheet is to say."""
        for cell in old.reworded:
            why = f"a heading in other words: the new workbook has today's, in place of {cell.header!r}"
            self.remarks.append(Remark(*cell.spot, why))
        strays = [*old.strays, *self._form(self.template.sheets[0], form)]
        for key, way in old.tables.items():
            sheet = self.template.get(key)
            if sheet is None or sheet.layout == "form":
                self._table_as_sheet(way)
            else:
                self._table(sheet, way, close)
        for title, cells in old.sheets.items():
            new = self._new_sheet(title)
            for place, cell in cells.items():
                self._put(cell, new, place)
            self._rows[title, -1] = (new, -1)
        self._strays(strays)

    def _form(self, sheet: Sheet, cells: Mapping[str, OldCell]) -> list[OldCell]:
        """Fill the start sheet; return what it has no line for."""
        row, lines = {}, form_layout(sheet).lines
        strays = []
        for key, cell in cells.items():
            if not sheet.has(key) or not sheet.column(key).typed:
                strays.append(cell)
                continue
            found = self._put(cell, sheet.title, (lines[key], FORM_VALUE), sheet.column(key))
            if found is not None:
                row[key] = found
        self.content[sheet.key] = [row]
        return strays

    def _table(self, sheet: Sheet, way: TableOnItsWay, close: CloseReading) -> None:
        """Fill a table, with columns beside it for what it has no column for."""
        keys = {c.key for c in sheet.columns if c.typed}
        lacking: dict[OwnColumn, str] = {}
        for line in way.lines.values():
            for key in [k for k in line.cells if k not in keys]:
                cell = line.cells.pop(key)
                if cell.private:
                    self.remarks.append(Remark(*cell.spot, NOT_PRIVATE))
                else:
                    line.own[key], lacking[key] = cell, cell.header
        order = [c.key for c in way.old.columns if c.key in lacking]
        own: dict[OwnColumn, OldCell | str | None] = {**way.own, **{k: lacking[k] for k in order}}
        places = {key: len(sheet.columns) + i for i, key in enumerate(own)}
        self._own_headings(sheet, own, places)
        rows = listed_rows(self.template, self.prepared).get(sheet.key, [])
        for i, line in places_among_listed(sheet, way.in_order, rows, self._numbers()):
            row: dict[str, Any] = dict(rows[i]) if i < len(rows) else {}
            at = TABLE_FIRST + i
            for key, cell in line.cells.items():
                column = sheet.column(key)
                if cell.private and not column.private:
                    self.remarks.append(Remark(*cell.spot, NOT_PRIVATE))
                    continue
                found = self._put(
                    cell, sheet.title, (at, sheet.keys.index(key)), column, is_typed=not line.is_prefilled
                )
                if found is not None:
                    row[key] = found
            for own_key, cell in line.own.items():
                self._put(cell, sheet.title, (at, places[own_key]))
            rows[i : i + 1] = [row]
            self._rows[self._title_of(way, close), line.row] = (sheet.title, at)
        if way.lines:
            self.content[sheet.key] = rows
        self._note_columns(sheet, way, places, close)

    def _numbers(self) -> dict[str, int]:
        """The number of the first interview with each person, by the name as it is compared."""
        rows = [row for row in self.content.get("interviews", ()) if row.get("number")]
        return {normalize_name(as_text(row.get("contact", ""))): row["number"] for row in reversed(rows)}

    def _own_headings(
        self, sheet: Sheet, own: Mapping[OwnColumn, OldCell | str | None], places: Mapping[OwnColumn, int]
    ) -> None:
        """Give each own column a heading of its own, as tables need it."""
        taken = {normalize_name(c.header) for c in sheet.columns}
        for key, heading in own.items():
            said = as_text(heading.typed.value) if isinstance(heading, OldCell) else heading or ""
            why = written_cell(heading) if isinstance(heading, OldCell) else ""
            plain = "" if isinstance(why, str) and why else cut_for_excel(" ".join(said.split()), _LONGEST_HEADING - 4)
            text = _distinct(plain or "Own column", taken)
            self._headings.setdefault(sheet.key, []).append(text)
            if isinstance(heading, OldCell) and isinstance(why, str):
                self.remarks.append(Remark(*heading.spot, why))
            elif isinstance(heading, OldCell):
                place = (TABLE_HEADER, places[key])
                self.placed[heading.spot] = Placed((sheet.title, place), text, heading.private)
                if text != said:
                    self._remark(heading, f"the heading is {text!r} now, as a table needs one of its own")

    def _note_columns(
        self, sheet: Sheet, way: TableOnItsWay, places: Mapping[OwnColumn, int], close: CloseReading
    ) -> None:
        found = close.sheets.get(way.old.key)
        if found is None:
            return
        here = {col: sheet.keys.index(k) for k, col in found.columns.items() if k in sheet.keys}
        here |= {key: col for key, col in places.items() if isinstance(key, int)}
        here |= {found.columns[k]: col for k, col in places.items() if isinstance(k, str) and k in found.columns}
        self._columns |= {(found.title, col): new for col, new in here.items()}
        if found.header_row is not None:
            self._rows[found.title, found.header_row] = (sheet.title, TABLE_HEADER)

    def _title_of(self, way: TableOnItsWay, close: CloseReading) -> str:
        found = close.sheets.get(way.old.key)
        return found.title if found else way.old.title

    def _table_as_sheet(self, way: TableOnItsWay) -> None:
        """Make a sheet of a table that the new template lacks."""
        lines = [line for line in way.in_order if line.own or (line.cells and not line.is_prefilled)]
        for line in lines:
            secret = [k for k, cell in line.cells.items() if cell.private]
            self.remarks += [Remark(*line.cells.pop(k).spot, NOT_PRIVATE) for k in secret]
        used = {k for line in lines for k in line.cells}
        columns: list[OwnColumn] = [k for k in way.old.keys if k in used]
        columns += way.own
        if not lines and not any(isinstance(h, OldCell) for h in way.own.values()):
            return
        new = self._new_sheet(way.old.title)
        for i, key in enumerate(columns):
            heading = way.own.get(key)
            if isinstance(heading, OldCell):
                self._put(heading, new, (0, i))
            elif isinstance(key, str):
                self._cells[new][0, i] = OwnCell(way.old.column(key).header, is_heading=True)
            for r, line in enumerate(lines, start=1):
                cell = line.cells.get(key) if isinstance(key, str) else line.own.get(key)
                if cell is not None:
                    self._put(cell, new, (r, i), is_typed=not line.is_prefilled or key not in line.cells)

    def _strays(self, strays: list[OldCell]) -> None:
        for cell in strays:
            row = self._stray_row()
            title, place = cell.spot
            if self._put(cell, row[0], (row[1], 3)) is not None:
                for col, text in enumerate((title, cell_address(*place), cell.header)):
                    if text:
                        self._cells[row[0]][row[1], col] = OwnCell(text)

    def _stray_row(self) -> tuple[str, int]:
        """The title of the sheet for strays, and its first free row; the sheet is made when it is first needed."""
        if ("", 0) not in self._rows:
            title = self._new_sheet(STRAYS)
            self._cells[title] = {(0, i): OwnCell(text, is_heading=True) for i, text in enumerate(_STRAY_HEADINGS)}
            self._rows["", 0] = (title, 0)
        title = self._rows["", 0][0]
        return title, 1 + max(row for row, _ in self._cells[title])

    def pack_notes(self, notes: Iterable[Note], close: CloseReading) -> None:
        """Put each note on the cell that has taken the place of its own, or on the sheet for strays."""
        for note in notes:
            spot = (note.sheet, parse_address(note.cell))
            title, place = self._note_place(spot, close)
            if title:
                before = self._notes.setdefault(title, {}).get(place)
                self._notes[title][place] = "\n".join(filter(None, (before, note.text)))
            elif note.private:
                self.remarks.append(Remark(*spot, f"the note: {NOT_PRIVATE}"))
                continue
            else:
                title, row = self._stray_row()
                cells = zip(range(4), (note.sheet, note.cell, "(a note)", note.text), strict=True)
                self._cells[title] |= {(row, col): OwnCell(text) for col, text in cells}
                place = (row, 3)
            self.placed_notes[spot] = Placed((title, place), note.text, note.private)

    def _note_place(self, spot: Spot, close: CloseReading) -> tuple[str, CellPlace]:
        """The title and the place for the note of an old cell, whether or not it was filled."""
        title, (row, col) = spot
        if spot in self.placed:
            return self.placed[spot].spot
        if (title, -1) in self._rows:
            return self._rows[title, -1][0], (row, col)
        if (title, row) in self._rows and (title, col) in self._columns:
            new, at = self._rows[title, row]
            return new, (at, self._columns[title, col])
        for key, found in close.sheets.items():
            line = next((k for k, place in found.lines.items() if place[0] == row and found.title == title), None)
            if line and self.template.has(key, line):
                sheet = self.template.sheet(key)
                return sheet.title, (form_layout(sheet).lines[line], FORM_VALUE)
        return "", (0, 0)

    def _put(
        self, cell: OldCell, title: str, place: CellPlace, column: Column | None = None, *, is_typed: bool = True
    ) -> Any:
        """Put a cell somewhere in the new workbook; return it as formulas see it, or None where it can't be."""
        written = written_cell(cell, column)
        if isinstance(written, str):
            if is_typed:
                self.remarks.append(Remark(*cell.spot, written))
            return None
        if not written.is_usual:
            self._cells.setdefault(title, {})[place] = written.own
        if is_typed:
            if written.remark:
                self._remark(cell, written.remark)
            value = written.own.value
            if isinstance(value, bool) and written.is_usual:
                value = "Yes" if value else "No"
            self.placed[cell.spot] = Placed((title, place), value, cell.private)
        return written.content

    def _remark(self, cell: OldCell, what: str) -> None:
        self.remarks.append(Remark(*cell.spot, what, is_left=False))

    def _new_sheet(self, title: str) -> str:
        """Return a title for one more sheet that no other has, and that Excel takes."""
        folios = {s.title for s in self.template.sheets} | {*RESERVED_TITLES, self.template.bank_title or ""}
        taken = {normalize_name(t) for t in (*folios, *self._sheets)}
        plain = cut_for_excel(title.translate(_FORBIDDEN).strip("' "), _LONGEST_TITLE, "") or "Sheet"
        new = _distinct(plain, taken, _LONGEST_TITLE)
        self._sheets.append(new)
        self._cells[new] = {}
        return new


def _distinct(text: str, taken: set[str], most: int = _LONGEST_HEADING) -> str:
    """A text that isn't taken yet, with a number if need be; from now on, it's taken."""
    found, number = text, 1
    while normalize_name(found) in taken:
        number += 1
        found = f"{cut_for_excel(text, most - 4, '')} {number}"
    taken.add(normalize_name(found))
    return found
