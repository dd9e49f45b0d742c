"""A student's workbook as the family may see it: without how to reach the people that the student met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from folio.domain.contact_data import without_contact_data
from folio.intake.model import Problem, Reading, Row, Table

# The student's own addresses stand on this sheet.
_OWN = "start"
_CONTACT_DATA = ("email", "phone", "url")
_WITHHELD = "The entry in this cell doesn't fit."


def family_view(reading: Reading) -> Reading:
    """Return a reading without contact data of others: neither its columns nor what is found of it in other texts."""
    template = reading.template
    hidden = {
        (s.key, c.key)
        for s in (template.sheets if template else ())
        for c in s.columns
        if s.key != _OWN and c.type in _CONTACT_DATA
    }
    return replace(
        reading,
        tables={key: _table(table, hidden) for key, table in reading.tables.items()},
        extra=tuple(replace(e, value=_plain(e.value), formula=_plain(e.formula)) for e in reading.extra),
        notes=tuple(replace(n, text=_plain(n.text)) for n in reading.notes),
        problems=tuple(_problem(p, hidden) for p in reading.problems),
        memo={},
    )


def _table(table: Table, hidden: set[tuple[str, str]]) -> Table:
    if table.key == _OWN:
        return table
    columns = tuple(c for c in table.columns if (table.key, c) not in hidden)
    return replace(table, columns=columns, rows=tuple(_row(row, columns) for row in table.rows))


def _row(row: Row, columns: tuple[str, ...]) -> Row:
    return replace(row, values=_kept(row.values, columns), as_typed=_kept(row.as_typed, columns))


def _kept(values: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in values.items() if key in columns}


def _problem(problem: Problem, hidden: set[tuple[str, str]]) -> Problem:
    if any(problem.column == column for _, column in hidden):
        return replace(problem, value=None, message=_WITHHELD)
    return replace(problem, value=_plain(problem.value), message=_plain(problem.message), fix=_plain(problem.fix))


def _plain(value: Any) -> Any:
    return without_contact_data(value) if isinstance(value, str) else value
