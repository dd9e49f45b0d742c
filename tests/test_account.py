"""The account: whatever is done to a workbook, each filled cell is in a table, in extra, or folio's own, exactly once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from folio.basics.cell_references import CellPlace, parse_address
from folio.basics.plain_values import as_text
from folio.intake.model import Reading
from folio.intake.one_workbook import reading_of
from folio.intake.raw_workbook import RawGrid, RawWorkbook
from folio.template.schema import META_SHEET
from tests.workbooks import all_cells, kit, make

Move = Callable[[CellPlace], CellPlace | None]

ROWS = 3
TABLES = [s for s in kit().template.sheets if s.layout == "table"]


def token(sheet: str, column: str, row: int) -> str:
    return f"{sheet}.{column}#{row}"


@lru_cache
def filled() -> tuple[RawWorkbook, frozenset[str], frozenset[str]]:
    """A workbook with a text of its own in every text cell; these texts; and the texts of a new workbook."""
    content = {
        sheet.key: [
            {c.key: token(sheet.key, c.key, i) for c in sheet.columns if c.type in ("text", "long_text")}
            for i in range(ROWS)
        ]
        for sheet in TABLES
    }
    tokens = frozenset(v for rows in content.values() for row in rows for v in row.values())
    book = all_cells(make(content))
    # What folio's formulas show depends on what was typed.
    folios = (as_text(v) for b in (all_cells(make()), book) for g in b.grids for v in g.cells.values())
    return book, tokens, frozenset(folios) - tokens


class Desk:
    """A workbook on a desk: edited as people and programs do, cell by cell, with its formulas, notes and names."""

    def __init__(self) -> None:
        book, self.tokens, self.folios = filled()
        self.grids = [RawGrid(g.title, dict(g.cells), dict(g.formulas), dict(g.notes)) for g in book.grids]
        self.names, self.properties = dict(book.names), book.properties

    def reading(self) -> Reading:
        grids = [RawGrid(g.title, g.cells, g.formulas, g.notes) for g in self.grids]
        return reading_of(RawWorkbook(grids, names=self.names, properties=self.properties))

    def grid(self, number: int) -> RawGrid:
        """One of the sheets, but for the hidden description, without which there is no workbook to speak of."""
        shown = [g for g in self.grids if g.title != META_SHEET]
        return shown[number % len(shown)]

    def shift(self, grid: RawGrid, move: Move) -> None:
        for cells in (grid.cells, grid.formulas, grid.notes):
            moved = {new: value for place, value in cells.items() if (new := move(place)) is not None}
            cells.clear()
            cells.update(moved)
        for name, (title, *place) in list(self.names.items()):
            if title == grid.title:
                new = move((place[0], place[1]))
                del self.names[name]
                if new is not None:
                    self.names[name] = (title, *new)

    def rename(self, grid: RawGrid, title: str) -> None:
        taken = {g.title for g in self.grids}
        while title in taken:
            title += "'"
        self.names = {n: (title if t == grid.title else t, r, c) for n, (t, r, c) in self.names.items()}
        grid.title = title

    def copy(
        self, source: RawGrid, target: RawGrid, area: tuple[int, int, int, int], to: CellPlace, *, cut: bool
    ) -> None:
        top, left, height, width = area
        inside = [(r, c) for r in range(top, top + height) for c in range(left, left + width)]
        for kind in ("cells", "formulas", "notes"):
            from_, into = (g.cells if kind == "cells" else getattr(g, kind) for g in (source, target))
            taken = {p: from_[p] for p in inside if p in from_}
            for p in inside:
                if cut:
                    from_.pop(p, None)
            for r, c in inside:
                place = (r - top + to[0], c - left + to[1])
                into.pop(place, None)
                if (r, c) in taken:
                    into[place] = taken[r, c]

    def put(self, grid: RawGrid, place: CellPlace, value: Any) -> None:
        grid.formulas.pop(place, None)
        grid.cells.pop(place, None)
        if value is not None:
            grid.cells[place] = value


small, row, col, number = st.integers(1, 3), st.integers(0, 12), st.integers(0, 20), st.integers(0, 12)
typed = st.one_of(
    st.none(), st.floats(0, 50_000), st.booleans(), st.text(min_size=1, max_size=8).filter(str.strip),
    st.sampled_from(["Name", "Email", "Notes", "My name", "folio:contacts.name", "folio:start.name", "folio:x.y",
                     "contacts.name#0", "Contacts", "Dana Lee", "folio:feedback", "Question"]),
)  # fmt: skip


@st.composite
def structural(draw: st.DrawFn) -> Callable[[Desk], None]:
    """Edits that leave every table as it is, only elsewhere."""
    which, at_row, at_col, n = draw(number), draw(row), draw(col), draw(small)
    first_col = draw(st.booleans())

    def insert_rows(desk: Desk) -> None:
        desk.shift(desk.grid(which), lambda p: (p[0] + n if p[0] >= at_row else p[0], p[1]))

    def insert_columns(desk: Desk) -> None:
        grid = desk.grid(which)
        at = 0 if first_col or grid.title == "Start" else at_col
        desk.shift(grid, lambda p: (p[0], p[1] + n if p[1] >= at else p[1]))

    def rename(desk: Desk) -> None:
        desk.rename(desk.grid(which), f"My sheet {n}")

    def reorder(desk: Desk) -> None:
        desk.grids.append(desk.grids.pop(which % len(desk.grids)))

    def forget_names(desk: Desk) -> None:
        desk.names.clear()

    def blank_heading(desk: Desk) -> None:
        grid = desk.grid(which)
        keys = [p for p, v in grid.cells.items() if isinstance(v, str) and v.startswith("folio:")]
        if len(keys) > 1 and len({r for r, _ in keys}) == 1:
            below = sorted(r for r in grid.by_row if r > keys[0][0])
            if below and (below[0], keys[at_col % len(keys)][1]) in grid.cells:
                grid.cells.pop((below[0], keys[at_col % len(keys)][1]))

    def type_beside(desk: Desk) -> None:
        desk.put(desk.grid(which), (at_row, 60 + n), "mine")

    return draw(
        st.sampled_from([insert_rows, insert_columns, rename, reorder, forget_names, blank_heading, type_beside])
    )


@st.composite
def anything(draw: st.DrawFn) -> Callable[[Desk], None]:
    """Edits that may do anything at all to the cells."""
    which, other, at_row, at_col, n = draw(number), draw(number), draw(row), draw(col), draw(small)
    area = (draw(row), draw(col), draw(st.integers(1, 12)), draw(st.integers(1, 20)))
    to, value, cut = (draw(row), draw(col)), draw(typed), draw(st.booleans())

    def delete_rows(desk: Desk) -> None:
        gone = range(at_row, at_row + n)
        desk.shift(desk.grid(which), lambda p: None if p[0] in gone else (p[0] - n * (p[0] >= at_row), p[1]))

    def delete_columns(desk: Desk) -> None:
        gone = range(at_col, at_col + n)
        desk.shift(desk.grid(which), lambda p: None if p[1] in gone else (p[0], p[1] - n * (p[1] >= at_col)))

    def copy_block(desk: Desk) -> None:
        desk.copy(desk.grid(which), desk.grid(other), area, to, cut=cut)

    def type_somewhere(desk: Desk) -> None:
        desk.put(desk.grid(which), (at_row, at_col), value)

    def copy_sheet(desk: Desk) -> None:
        grid = desk.grid(which)
        copied = RawGrid("", dict(grid.cells), dict(grid.formulas), dict(grid.notes))
        desk.grids.append(copied)
        desk.rename(copied, f"{grid.title} (2)")

    def delete_sheet(desk: Desk) -> None:
        if len(desk.grids) > 3:
            desk.grids.remove(desk.grid(which))

    def swap_rows(desk: Desk) -> None:
        swap = {at_row: other, other: at_row}
        desk.shift(desk.grid(which), lambda p: (swap.get(p[0], p[0]), p[1]))

    def annotate(desk: Desk) -> None:
        desk.grid(which).notes[at_row, at_col] = "my note"

    return draw(
        st.sampled_from(
            [delete_rows, delete_columns, copy_block, type_somewhere, copy_sheet, delete_sheet, swap_rows, annotate]
        )
    )


def places_in_tables(reading: Reading) -> list[tuple[str, CellPlace]]:
    return [
        (row.sheet, parse_address(row.cells[key]))
        for table in reading.tables.values()
        for row in table.rows
        for key in row.values
        if row.is_typed(key)
    ]


@settings(max_examples=250, deadline=None)
@given(st.lists(st.one_of(anything(), structural()), min_size=1, max_size=6))
def test_every_filled_cell_is_accounted_for_once(edits: list[Callable[[Desk], None]]) -> None:
    desk = Desk()
    for edit in edits:
        edit(desk)
    reading = desk.reading()
    filled_places = {(g.title, p) for g in desk.grids for p in g.cells.keys() | g.formulas.keys()}
    mine = places_in_tables(reading) + [(e.sheet, parse_address(e.cell)) for e in reading.extra]
    assert len(mine) == len(set(mine))
    assert set(mine) <= filled_places
    assert "account-open" not in {p.code for p in reading.problems}
    # What is left is folio's own: nothing in it that a person typed.
    values = {(g.title, p): as_text(v) for g in desk.grids for p, v in g.cells.items() if p not in g.formulas}
    left = {values[place] for place in filled_places - set(mine) if place in values and place[0] != META_SHEET}
    assert left <= desk.folios
    assert left.isdisjoint(desk.tokens)
    notes = {(g.title, p) for g in desk.grids for p, text in g.notes.items() if text == "my note"}
    assert {(n.sheet, parse_address(n.cell)) for n in reading.notes if n.text == "my note"} == notes


@settings(max_examples=150, deadline=None)
@given(st.lists(structural(), min_size=1, max_size=5))
def test_every_text_stays_in_its_row_and_column(edits: list[Callable[[Desk], None]]) -> None:
    desk = Desk()
    for edit in edits:
        edit(desk)
    reading = desk.reading()
    read = {
        (key, column, row.number): str(value)
        for key, table in reading.tables.items()
        for row in table.rows
        for column, value in row.values.items()
        if value is not None and str(value) in desk.tokens
    }
    assert set(read.values()) == desk.tokens
    for (key, column, _), text in read.items():
        assert text.partition("#")[0] == f"{key}.{column}"
    rows = {(key, number): text.partition("#")[2] for (key, _, number), text in read.items()}
    assert all(rows[key, number] == text.partition("#")[2] for (key, _, number), text in read.items())
