"""Rows as a person filled them: without what folio listed beforehand, and with what follows from other cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from folio.basics.cell_references import cell_address
from folio.domain.names import as_folio_compares
from folio.domain.proposals import ASK, FACTS, MONTHS, day_in_short, proposed_step, with_proposals
from folio.domain.records import Record, Records
from folio.intake.model import Row, Table
from folio.intake.raw_workbook import RawWorkbook
from folio.template.schema import Sheet, Template

# No proposed fact depends on the day.
_ANY_DAY = date(1900, 1, 1)
# How a proposed day looks, which a workbook shows without its year.
_SHORT_DAY = re.compile(rf"({'|'.join(MONTHS)}) \d+")
# In the order in which one builds on another: a next step is planned once its day is typed.
_ORDER = (*(kind for kind in FACTS if kind != "next_step"), "next_step_by", "next_step")
# The address of a cell, with the title of its sheet.
_Cell = tuple[str, str]
# Whether the cell of a row, by its column's key, may hold only what a formula showed there.
MayBeShown = Callable[[Row, str], bool]


def settled(
    tables: Mapping[str, Table], template: Template, may_be_shown: MayBeShown
) -> tuple[dict[str, Table], frozenset[_Cell]]:
    """Return the tables with proposed facts in place, and without the rows that only folio filled.

    Of the cells that may hold only what a formula showed, those are folio's that say what folio proposes; the second
    thing returned is which they are.
    """
    typed, shown = _without_results(tables, template, may_be_shown)
    kept = {key: _without_listed(table, template.sheet(key)) for key, table in typed.items()}
    facts = with_proposals(_records(kept, template), template)
    return {key: _with_facts(table, facts) for key, table in kept.items()}, shown


def shown_in(book: RawWorkbook) -> MayBeShown:
    """Which cells may hold only what folio's formula showed: those of which the file only says that they compute.

    Where no cell computes anything, though folio's do, it may be any: only values were saved.
    """
    if not any(grid.formulas or grid.computed or grid.runs for grid in book.grids):
        return lambda row, key: True
    computed = {(grid.title, cell_address(*place)) for grid in book.grids for place in grid.computed}
    return lambda row, key: (row.sheet, row.cells.get(key, "")) in computed


def _without_results(
    tables: Mapping[str, Table], template: Template, may_be_shown: MayBeShown
) -> tuple[dict[str, Table], frozenset[_Cell]]:
    """Blank the cells that say what folio proposes, one kind after the other: what is typed decides about the next."""
    columns = [
        (column.proposal.kind, key, column.key)
        for key in tables
        for column in template.sheet(key).columns
        if column.proposal is not None and column.proposal.kind in _ORDER
    ]
    doubtful: dict[tuple[str, int], set[str]] = {}
    for _, key, column in columns:
        for i, row in enumerate(tables[key].rows):
            if row.has(column) and may_be_shown(row, column):
                doubtful.setdefault((key, i), set()).add(column)
    result, shown = dict(tables), set[_Cell]()
    if not doubtful:
        return result, frozenset()
    for key, table in tables.items():
        bare = [_without(row, doubtful.get((key, i), set())) for i, row in enumerate(table.rows)]
        result[key] = replace(table, rows=tuple(bare))
    for wanted in _ORDER:
        for key, column in ((k, c) for kind, k, c in columns if kind == wanted):
            facts = with_proposals(_records(result, template), template)
            rows = list(result[key].rows)
            for i, row in enumerate(tables[key].rows):
                if column not in doubtful.get((key, i), ()):
                    continue
                if _follows_an_error(column, row, rows[i]) or _is_proposed(
                    wanted, column, row, facts, facts.tables[key][i]
                ):
                    shown.add((row.sheet, row.cells[column]))
                else:
                    rows[i] = _with(rows[i], column, row)
            result[key] = replace(result[key], rows=tuple(rows))
    return result, frozenset(shown)


def _is_proposed(kind: str, column: str, row: Row, facts: Records, fact: Record) -> bool:
    """Whether a cell says what folio proposes for its row, of which ``fact`` is what is known without that cell."""
    said = row.values.get(column)
    if kind not in ("next_step", "next_step_by"):
        return said is not None and as_folio_compares(said) == fact.key(column)
    step = proposed_step(facts, fact)
    if step is None:
        return False
    words, day = step
    if kind == "next_step":
        return said is not None and as_folio_compares(said) == as_folio_compares(words)
    shown = str(row.as_typed.get(column, ""))
    # The day to ask by is counted from the day on which somebody looked at the workbook.
    return _SHORT_DAY.fullmatch(shown) is not None and (words == ASK or shown == day_in_short(day))


def _follows_an_error(column: str, row: Row, settled_row: Row) -> bool:
    """Whether a cell shows the error of another in its row, as a formula does that needs it."""
    said = row.as_typed.get(column)
    return isinstance(said, dict) and said in settled_row.as_typed.values()


def _with(row: Row, key: str, original: Row) -> Row:
    """The row with one cell as it was."""
    as_typed = {k: v for k, v in original.as_typed.items() if k in row.as_typed or k == key}
    return replace(row, values={**row.values, key: original.values[key]}, as_typed=as_typed)


def _without(row: Row, keys: set[str]) -> Row:
    return replace(
        row,
        values={k: None if k in keys else v for k, v in row.values.items()},
        as_typed={k: v for k, v in row.as_typed.items() if k not in keys},
    )


def _without_listed(table: Table, sheet: Sheet) -> Table:
    """The table without rows in which nobody typed anything beside what folio lists."""
    if not sheet.listed:
        return table
    return replace(table, rows=tuple(row for row in table.rows if not _is_listed(row, sheet)))


def _is_listed(row: Row, sheet: Sheet) -> bool:
    """Whether a row holds nothing but what folio lists, as it lists it."""
    return not row.as_typed and not any(row.has(key) for key in row.values if key not in sheet.listed)


def _records(tables: Mapping[str, Table], template: Template) -> Records:
    return Records(
        _ANY_DAY,
        {key: [_record(row, i) for i, row in enumerate(table.rows)] for key, table in tables.items()},
        as_folio_compares,
        start=Record({}, as_folio_compares),
        columns=frozenset(f"{key}.{column}" for key, table in tables.items() for column in table.columns),
        calendar=template.holidays,
    )


def _record(row: Row, index: int) -> Record:
    unread = {k: v for k, v in row.as_typed.items() if row.values.get(k) is None}
    return Record(row.values, as_folio_compares, unread, index, untouched=row.untouched)


def _with_facts(table: Table, facts: Records) -> Table:
    rows = [
        replace(row, values=fact.values, proposed=fact.proposed) if fact.proposed else row
        for row, fact in zip(table.rows, facts.tables[table.key], strict=True)
    ]
    return replace(table, rows=tuple(rows))
