"""An old workbook taken apart: its rows with what stands beside them, its own sheets, and cells that stand anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from folio.basics.cell_references import CellPlace, parse_address
from folio.domain.names import normalize_name
from folio.intake.close_reading import CloseReading, FoundSheet, Spot
from folio.intake.model import Row
from folio.output.onward.lines import Line, OldCell, TableOnItsWay
from folio.template.schema import RESERVED_TITLES, Column, Sheet, Template


@dataclass(slots=True)
class Unpacked:
    """All filled cells of an old workbook, each in one place: ``form`` is the start sheet's, by key.

    ``sheets`` are those of a person's own by title; ``strays`` stand on folio's sheets, but in no row of a table.
    ``reworded`` are headings that the template has in other words, ``absorbed`` those that the new one has by itself.
    """

    form: dict[str, OldCell] = field(default_factory=dict)
    tables: dict[str, TableOnItsWay] = field(default_factory=dict)
    sheets: dict[str, dict[CellPlace, OldCell]] = field(default_factory=dict)
    strays: list[OldCell] = field(default_factory=list)
    reworded: list[OldCell] = field(default_factory=list)
    absorbed: list[Spot] = field(default_factory=list)


def unpack(close: CloseReading, new: Template, banned: Set[Spot]) -> Unpacked:
    """Take a workbook apart, but for the cells in ``banned``; what the template ``new`` has a column for goes there."""
    return _Unpacking(close, new, banned).done()


class _Unpacking:
    def __init__(self, close: CloseReading, new: Template, banned: Set[Spot]) -> None:
        if close.reading.template is None:
            raise ValueError("an unreadable file has nothing to carry over")
        self.close, self.new, self.banned, self.old = close, new, banned, close.reading.template
        self.titles = {*RESERVED_TITLES, self.old.bank_title or "", *(found.title for found in close.sheets.values())}
        self.all = Unpacked()

    def done(self) -> Unpacked:
        for key, table in self.close.reading.tables.items():
            sheet = self.old.sheet(key)
            if sheet.layout == "form":
                self._form(sheet, list(table.rows))
                continue
            way = self.all.tables.setdefault(key, TableOnItsWay(sheet))
            for row in table.typed_rows:
                way.line(row.number - 1).cells.update(self._cells(sheet, row))
        for extra in self.close.reading.extra:
            spot = (extra.sheet, parse_address(extra.cell))
            if spot not in self.banned:
                self._extra(OldCell(spot, self.close.cells[spot], private=extra.private))
        for way in self.all.tables.values():
            way.own = dict(sorted(way.own.items(), key=lambda pair: int(pair[0])))
        self._columns_of_today()
        self._sheets_of_today()
        return self.all

    def _cells(self, sheet: Sheet, row: Row) -> Iterator[tuple[str, OldCell]]:
        """The filled cells of a row, by column key."""
        for key, value in row.values.items():
            spot = (row.sheet, parse_address(row.cells[key]))
            if row.is_typed(key) and spot not in self.banned:
                column = sheet.column(key)
                typed = self.close.cells[spot]
                yield key, OldCell(spot, typed, value, key in row.as_typed, column.private, column.header)

    def _form(self, sheet: Sheet, rows: list[Row]) -> None:
        for row in rows:
            cells = dict(self._cells(sheet, row))
            if sheet is self.old.sheets[0]:
                self.all.form |= cells
            else:
                self.all.strays += cells.values()

    def _extra(self, cell: OldCell) -> None:
        """Give a cell outside the tables its place: beside a row, on a sheet of a person's own, or anywhere."""
        title, (row, col) = cell.spot
        for key, found in self.close.sheets.items():
            sheet = self.old.sheet(key)
            if found.title != title or sheet.layout == "form" or sheet.board or not found.columns:
                continue
            top = found.first_row - 1 if found.header_row is None else found.header_row
            if top <= row < found.end_row:
                self._at_table(cell, sheet, found)
                return
        if title in self.titles:
            self.all.strays.append(cell)
        else:
            self.all.sheets.setdefault(title, {})[row, col] = cell

    def _at_table(self, cell: OldCell, sheet: Sheet, found: FoundSheet) -> None:
        row, col = cell.spot[1]
        key = next((k for k, c in found.columns.items() if c == col), None)
        way = self.all.tables.setdefault(sheet.key, TableOnItsWay(sheet))
        if key is None:
            if row == found.header_row:
                way.own[col] = cell
                return
            way.own.setdefault(col, None)
            self._line(way, row).own[col] = cell
            return
        named = OldCell(cell.spot, cell.typed, private=cell.private, header=sheet.column(key).header)
        if row == found.header_row:
            self.all.reworded.append(named)
            return
        in_row = not sheet.column(key).typed
        if in_row and self.new.has(sheet.key, key) and self.new.sheet(sheet.key).column(key).typed:
            self._line(way, row).cells[key] = named
        else:
            self.all.strays.append(named)

    def _line(self, way: TableOnItsWay, row: int) -> Line:
        """The line of a row; a question of folio's that nobody touched comes along for what stands beside it."""
        line = way.line(row)
        if not line.cells:
            table = self.close.reading.tables[way.old.key]
            beforehand = next((r for r in table.rows if r.untouched and r.number - 1 == row), None)
            if beforehand is not None:
                line.cells.update(self._cells(way.old, beforehand))
                line.is_prefilled = True
        return line

    def _columns_of_today(self) -> None:
        """Put a column of a person's own under the column that the new template has by that heading."""
        for key, way in self.all.tables.items():
            if not self.new.has(key):
                continue
            free = _by_header(self.new.sheet(key), but=way.old)
            for own, heading in list(way.own.items()):
                column = free.get(heading.said) if isinstance(heading, OldCell) else None
                if column is not None and isinstance(heading, OldCell):
                    free = {said: other for said, other in free.items() if other is not column}
                    del way.own[own]
                    self.all.absorbed.append(heading.spot)
                    for line in way.lines.values():
                        if own in line.own:
                            line.cells[column.key] = line.own.pop(own)

    def _sheets_of_today(self) -> None:
        """Put a sheet of a person's own into the table that the new template has by that title, if its headings say so.

        So what was carried into a template with fewer sheets comes back.
        """
        for sheet in self.new.tables:
            title = next((t for t in self.all.sheets if normalize_name(t) == normalize_name(sheet.title)), None)
            if title is None or self.old.get(sheet.key) or (sheet.board and not sheet.listed):
                continue
            cells, headers = self.all.sheets[title], _by_header(sheet)
            headings = {col: cell for (row, col), cell in cells.items() if row == 0}
            keys = {col: headers[cell.said].key for col, cell in headings.items() if cell.said in headers}
            if len(set(keys.values())) < 2 or len(set(keys.values())) < len(keys):
                continue
            del self.all.sheets[title]
            way = self.all.tables[sheet.key] = TableOnItsWay(sheet)
            way.own = {col: cell for col, cell in sorted(headings.items()) if col not in keys}
            self.all.absorbed += [cell.spot for col, cell in headings.items() if col in keys]
            for (row, col), cell in cells.items():
                if row == 0:
                    continue
                if col in keys:
                    way.line(row).cells[keys[col]] = cell
                else:
                    way.own.setdefault(col, None)
                    way.line(row).own[col] = cell


def _by_header(sheet: Sheet, but: Sheet | None = None) -> dict[str, Column]:
    """The columns to type into by heading, or an earlier one of theirs, without those that another sheet has."""
    columns = [c for c in sheet.columns if c.typed and not (but and c.key in but.keys)]
    earlier = {normalize_name(alias): c for c in columns for alias in c.aliases}
    return earlier | {normalize_name(c.header): c for c in columns}
