"""Judge what folio reads of a workbook by what LibreOffice shows in it and by what was typed.

folio's reader is not asked where things are: each cell that it gives is looked up in LibreOffice's own dump.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from edits_expected import LABELS, As, Computed, Expected, Row, Slip, shown, typed

from folio.intake.model import Reading
from folio.intake.model import Row as ReadRow

Cells = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Shown:
    """What LibreOffice shows of a workbook: values and formulas by sheet and address."""

    values: Cells
    formulas: dict[str, dict[str, str]]

    def at(self, sheet: str | None, cell: str | None) -> Any:
        """What stands in a cell; None where nothing does."""
        return self.values.get(sheet or "", {}).get(cell or "")

    def formula(self, sheet: str, cell: str) -> str:
        """The formula of a cell; empty where there is none."""
        return self.formulas.get(sheet, {}).get(cell, "")

    @property
    def cells(self) -> Iterator[tuple[str, str, Any]]:
        """Every cell that shows something."""
        for sheet, cells in self.values.items():
            for cell, value in cells.items():
                if value != "":
                    yield sheet, cell, value

    @cached_property
    def shapes(self) -> set[str]:
        """Its formulas, whatever cells they reckon with."""
        return {shape(f) for cells in self.formulas.values() for f in cells.values()}


@lru_cache(maxsize=8)
def load(path: Path) -> Shown:
    """Read a dump."""
    return Shown(**json.loads(path.read_text(encoding="utf-8")))


@cache
def shape(formula: str) -> str:
    """A formula without its references: the functions and texts."""
    texts = re.findall(r'"[^"]*"', formula)
    rest = re.sub(r'"[^"]*"|\'[^\']*\'|\[[^\]]*\]|\$?\b[A-Z]{1,3}\$?\d+\b', "", formula)
    return " ".join(sorted([*texts, *re.findall(r"[A-Z]{2,}(?=\()", rest)]))


@dataclass(frozen=True, slots=True)
class Judge:
    """One reading beside what must be read; each fault is a line of text.

    ``handed_out`` is the workbook before anybody typed, and ``known`` the shapes of folio's formulas in this format.
    """

    want: Expected
    reading: Reading
    now: Shown
    handed_out: Shown
    known: set[str]
    knows_formulas: bool

    def faults(self) -> list[str]:
        """Everything that is wrong."""
        if not self.reading.readable:
            return [f"unreadable: {p.code}" for p in self.reading.problems]
        return [*self._tables(), *self._untouched(), *self._extra(), *self._notes(), *self._account(), *self._told()]

    def _tables(self) -> Iterator[str]:
        """Every expected row is read once, each of its cells from the address where LibreOffice shows it."""
        for key, rows in self.want.rows.items():
            table = self.reading.tables.get(key)
            read = list(table.typed_rows) if table else []
            for row in rows:
                match = next((r for r in read if same_row(row, r)), None)
                if match is None:
                    yield f"{key}: the row {canonical(row)} is not read as typed; {nearest(row, read)}"
                else:
                    read.remove(match)
                    yield from self._misplaced(key, row, match)
            for left in read:
                yield f"{key}: row {left.number} is nobody's: {filled(left)}"

    def _misplaced(self, key: str, row: Row, read: ReadRow) -> Iterator[str]:
        """Cells of a row that are not where LibreOffice shows them, or whose originals are not told."""
        if read.sheet != self.want.titles[key]:
            yield f"{key}: read from {read.sheet}, not from {self.want.titles[key]}"
        for column, value in row.items():
            cell, told = read.cells.get(column, ""), read.as_typed.get(column)
            if typed(value) is not None and self.now.at(read.sheet, cell) != shown(value):
                yield f"{key}.{column}: {shown(value)!r} is not in {cell}"
            if key != "start" and cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != str(read.number):
                yield f"{key}.{column}: {cell} is not in row {read.number}"
            if isinstance(value, As) and told != value.raw and str(value.value) != as_read(value.raw):
                yield f"{key}.{column}: {value.raw!r} is told as {told!r}"
            if isinstance(value, Computed) and self.knows_formulas and not str(told).startswith("="):
                yield f"{key}.{column}: the formula is not told"

    def _untouched(self) -> Iterator[str]:
        """The rows that folio filled in and nobody touched are known as such."""
        for key, rows in self.want.untouched.items():
            table = self.reading.tables.get(key)
            found = [sorted(filled(r).items()) for r in table.rows if r.untouched] if table else []
            if sorted(found) != sorted(sorted(row.items()) for row in rows):
                yield f"{key}: {len(found)} of {len(rows)} untouched rows are known as such"

    def _extra(self) -> Iterator[str]:
        """The extra cells are those expected, each with what LibreOffice shows at its address."""
        found: Counter[str] = Counter()
        for extra in self.reading.extra:
            place, there = f"extra {extra.sheet} {extra.cell}", self.now.at(extra.sheet, extra.cell)
            formula = self.now.formula(extra.sheet, extra.cell)
            folios = formula != "" and shape(formula) in self.known
            # In place of the text that a formula of folio's shows, LibreOffice writes at times a 0 into an .xls.
            is_lost = folios and not self.knows_formulas and extra.value in (0, "00:00:00")
            if not is_lost and there != as_shown(extra.value, there, computed=bool(formula)):
                yield f"{place}: {extra.value!r}, LibreOffice shows {there!r}"
            if formula and self.knows_formulas and not extra.formula:
                yield f"{place}: the formula is not told"
            # A formula of folio's that was carried elsewhere and shows nothing holds nothing that someone typed. In
            # place of a day, that is a 0, which the format of the cell hides.
            carried = folios and there in ("", 0.0)
            if not carried and not self._is_remains(formula):
                found[json.dumps(there)] += 1
        wanted = Counter(json.dumps(shown(v)) for v in self.want.extra)
        if self.want.copied:
            own = {json.dumps(value) for _, _, value in self.handed_out.cells}
            found = Counter({v: min(n, wanted[v]) if v in own else n for v, n in found.items()})
        if wanted - found:
            yield f"extra lacks {sorted((wanted - found).elements())}"
        if found - wanted:
            yield f"extra has also {sorted((found - wanted).elements())}"

    def _is_remains(self, formula: str) -> bool:
        """Whether a formula is what is left of one of folio's: broken by LibreOffice, or in a copy."""
        return (self.want.broken and "#REF!" in formula) or (
            self.want.copied and formula != "" and shape(formula) in self.known
        )

    def _notes(self) -> Iterator[str]:
        """The person's notes are read, each from its cell."""
        notes = Counter((n.sheet, self.now.at(n.sheet, n.cell), n.text) for n in self.reading.notes)
        if notes != Counter(self.want.notes):
            yield f"notes are {sorted(notes.elements(), key=str)}"

    def _account(self) -> Iterator[str]:
        """Every cell that LibreOffice shows is read once, or is what folio wrote; nothing is read that is not there."""
        places = Counter((e.sheet, e.cell) for e in self.reading.extra)
        for table in self.reading.tables.values():
            for row in table.rows:
                given = (k for k in row.values if row.is_typed(k))
                places.update((row.sheet, row.cells[k]) for k in given)
        for (sheet, cell), count in places.items():
            if count > 1:
                yield f"{sheet} {cell} is read {count} times"
            if self.now.at(sheet, cell) is None:
                yield f"{sheet} {cell} is read, and nothing is there"
        own = Counter(json.dumps(value) for _, _, value in self.handed_out.cells)
        for sheet, cell, value in self.now.cells:
            formula, said = self.now.formula(sheet, cell), json.dumps(value)
            if (sheet, cell) in places:
                continue
            if formula:
                if shape(formula) not in self.known and not self._is_remains(formula):
                    yield f"{sheet} {cell} is lost: {formula}"
            elif own[said] < 1:
                yield f"{sheet} {cell} is lost: {said}"
            else:
                own[said] -= not self.want.copied

    def _told(self) -> Iterator[str]:
        """folio says what it must, at the cell where LibreOffice shows the text, and nothing else."""
        found = Counter(
            (p.code, p.sheet, p.column, self._content(p.sheet, p.cell, p.column)) for p in self.reading.problems
        )
        wanted = Counter(self.want.problems())
        yield from (f"is not told: {told}" for told in (wanted - found).elements())
        yield from (f"is told: {told}" for told in (found - wanted).elements())

    def _content(self, sheet: str | None, cell: str | None, column: str | None) -> Any:
        """What stands in a cell; of a blank one, in whose row it is."""
        content = self.now.at(sheet, cell)
        if cell is None or content is not None:
            return content
        rows = [(key, row) for key, table in self.reading.tables.items() for row in table.rows if row.sheet == sheet]
        key, found = next((pair for pair in rows if pair[1].cells.get(column or "") == cell), ("", None))
        return "blank in the row of", self.now.at(sheet, found.cells[LABELS[key]]) if found and key in LABELS else cell


def filled(row: ReadRow) -> dict[str, Any]:
    """The filled values of a row as read."""
    return {k: v for k, v in row.values.items() if v is not None and k not in row.proposed}


def canonical(row: Row) -> Mapping[str, Any]:
    """The filled values of a row as they must be read."""
    values = {k: v.value if isinstance(v, As | Computed) else v for k, v in row.items() if typed(v) is not None}
    return {k: v for k, v in values.items() if not isinstance(v, Slip)}


def same_row(row: Row, read: ReadRow) -> bool:
    """Whether a row is read as it was typed: the values, and beside them what does not fit."""
    slips = {k: v.raw for k, v in row.items() if isinstance(v, Slip)}
    return filled(read) == canonical(row) and all(read.as_typed.get(k) == v for k, v in slips.items())


def nearest(row: Row, read: list[ReadRow]) -> str:
    """How the most similar row that was read differs."""
    pairs = canonical(row).items()
    best = max(read, key=lambda r: len(filled(r).items() & pairs), default=None)
    if best is None:
        return "no row is left"
    return f"row {best.number} lacks {dict(pairs - filled(best).items())}, has {dict(filled(best).items() - pairs)}"


def as_read(raw: Any) -> str:
    """What was typed as a person reads it."""
    return f"{raw:g}" if isinstance(raw, float) else str(raw)


def as_shown(value: Any, there: Any, *, computed: bool) -> Any:
    """An extra value as LibreOffice shows it: days as numbers."""
    if isinstance(there, float) and isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return shown(date.fromisoformat(value))
    if value == "00:00:00" and isinstance(there, float):
        return 0.0
    # A formula that shows an empty text has no value to tell; into an .xls LibreOffice writes a 0 for it, and no sign.
    nothing = computed and there == "" and value in (None, "00:00:00")
    return there if nothing else shown(value)
