"""A student's workbook as the family may see it: without how to reach the people that the student met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from folio.domain.contact_data import LEFT_OUT, has_contact_data, without_contact_data
from folio.intake.model import Problem, Reading, Row, Table

# The student's own addresses stand on this sheet, beside one who isn't the student.
_OWN, _OTHERS = "start", ("counselor",)
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
    withheld = {column for _, column in hidden}
    own = {table.sheet for key, table in reading.tables.items() if key == _OWN}
    return replace(
        reading,
        tables={key: _table(table, hidden) for key, table in reading.tables.items()},
        extra=tuple(
            replace(e, sheet=_plain(e.sheet), value=_plain(e.value), formula=_plain(e.formula)) for e in reading.extra
        ),
        notes=tuple(replace(n, sheet=_plain(n.sheet), text=_plain(n.text)) for n in reading.notes),
        problems=tuple(_problem(p, set() if p.sheet in own else withheld) for p in reading.problems),
    )


def _table(table: Table, hidden: set[tuple[str, str]]) -> Table:
    columns = tuple(c for c in table.columns if (table.key, c) not in hidden)
    own = frozenset(columns).difference(_OTHERS) if table.key == _OWN else frozenset[str]()
    rows = tuple(_row(row, columns, own) for row in table.rows)
    return replace(table, sheet=_plain(table.sheet), columns=columns, rows=rows)


def _row(row: Row, columns: tuple[str, ...], own: frozenset[str]) -> Row:
    values, as_typed = _kept(row.values, columns, own), _kept(row.as_typed, columns, own)
    return replace(row, sheet=_plain(row.sheet), values=values, as_typed=as_typed)


def _kept(values: Mapping[str, Any], columns: tuple[str, ...], own: frozenset[str]) -> dict[str, Any]:
    return {key: value if key in own else _plain(value) for key, value in values.items() if key in columns}


def _problem(problem: Problem, withheld: set[str]) -> Problem:
    value, message = (None, _WITHHELD) if problem.column in withheld else (problem.value, problem.message)
    return replace(
        problem,
        sheet=_plain(problem.sheet),
        value=_plain(value),
        message=_plain(message),
        fix=_plain(problem.fix),
    )


def _plain(value: Any) -> Any:
    """A value without contact data; a whole number may be a phone number."""
    if isinstance(value, str):
        return without_contact_data(value)
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    return LEFT_OUT if whole and has_contact_data(f"{value:.0f}") else value
