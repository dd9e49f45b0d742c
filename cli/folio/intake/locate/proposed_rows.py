"""Rows as a person filled them: without what folio listed beforehand, and with what follows from other cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from folio.domain.names import as_folio_compares
from folio.domain.proposals import ASK, FACTS, MONTHS, REMIND, THANK, with_proposals
from folio.domain.records import Record, Records
from folio.intake.model import Row, Table
from folio.intake.raw_workbook import RawWorkbook
from folio.template.schema import Column, Sheet, Template

# No proposed fact depends on the day.
_ANY_DAY = date(1900, 1, 1)
# Proposals that are no facts, as a workbook shows them that was saved as values only.
_SHOWN = {
    "next_step": re.compile("|".join((ASK, REMIND, THANK))),
    "next_step_by": re.compile(rf"({'|'.join(MONTHS)}) \d+"),
}


def settled(tables: Mapping[str, Table], template: Template, *, values_only: bool) -> dict[str, Table]:
    """Return the tables with proposed facts in place, and without the rows that only folio filled.

    With ``values_only``, formulas were saved as their results: those that are what folio proposes are folio's.
    """
    typed = {key: _without_results(table, tables, template) if values_only else table for key, table in tables.items()}
    kept = {key: _without_listed(table, template.sheet(key)) for key, table in typed.items()}
    facts = with_proposals(_records(kept, template), template)
    return {key: _with_facts(table, facts) for key, table in kept.items()}


def is_values_only(book: RawWorkbook) -> bool:
    """Whether no cell of the workbook computes anything, though folio's do."""
    return not any(grid.formulas or grid.computed or grid.runs for grid in book.grids)


def _without_results(table: Table, tables: Mapping[str, Table], template: Template) -> Table:
    columns = [c for c in template.sheet(table.key).columns if c.proposal is not None and c.key in table.columns]
    if not columns:
        return table
    bare = {key: _without_proposals(it, template.sheet(key)) for key, it in tables.items()}
    facts = with_proposals(_records(bare, template), template).tables[table.key]
    rows = [
        _without(row, [c.key for c in columns if _is_proposed(c, row, facts[i])]) for i, row in enumerate(table.rows)
    ]
    return replace(table, rows=tuple(rows))


def _without_proposals(table: Table, sheet: Sheet) -> Table:
    keys = [c.key for c in sheet.columns if c.proposal is not None]
    return replace(table, rows=tuple(_without(row, keys) for row in table.rows))


def _is_proposed(column: Column, row: Row, facts: Record) -> bool:
    kind, shown = column.proposal.kind if column.proposal else "", row.values.get(column.key)
    if kind in FACTS:
        return shown is not None and as_folio_compares(shown) == facts.key(column.key)
    return _SHOWN[kind].fullmatch(str(row.as_typed.get(column.key, shown))) is not None


def _without(row: Row, keys: list[str]) -> Row:
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
