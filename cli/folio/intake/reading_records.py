"""A reading's rows as the domain's records: private columns are left behind here, once and for all."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from typing import Any

from folio.basics.days_off import US
from folio.domain.names import as_folio_compares
from folio.domain.records import Record, Records
from folio.intake.model import Reading, Row

# The rules look at a whole batch of workbooks one after the other.
_MOST = 300
_recent: OrderedDict[tuple[int, date], tuple[Reading, Records]] = OrderedDict()


def records_of(reading: Reading, today: date) -> Records:
    """The records of a workbook, built once for each day that is asked for, unless many others came between."""
    key = id(reading), today
    if key in _recent:
        _recent.move_to_end(key)
        return _recent[key][1]
    found = _records(reading, today)
    _recent[key] = reading, found  # as long as the reading is here, no other one has its id
    if len(_recent) > _MOST:
        _recent.popitem(last=False)
    return found


def _records(reading: Reading, today: date) -> Records:
    template = reading.template
    sheets = template.sheets if template else ()
    shown = {s.key: frozenset(c.key for c in s.columns if not c.private) for s in sheets}
    tables = {
        key: [_record(row, shown.get(key, frozenset()), i) for i, row in enumerate(table.rows)]
        for key, table in reading.tables.items()
    }
    return Records(
        today,
        tables,
        as_folio_compares,
        start=next(iter(tables.get("start", ())), Record({}, as_folio_compares)),
        columns=frozenset((*shown, *(f"{sheet}.{column}" for sheet, columns in shown.items() for column in columns))),
        facets=template.facets if template else (),
        calendar=template.holidays if template else US,
        titles={s.key: s.title for s in sheets} | {key: table.sheet for key, table in reading.tables.items()},
    )


def _record(row: Row, shown: frozenset[str], index: int) -> Record:
    return Record(
        {k: _trimmed(v) for k, v in row.values.items() if k in shown},
        as_folio_compares,
        {k: v for k, v in row.as_typed.items() if row.values.get(k) is None and k in shown},
        index,
        row.sheet,
        {k: v for k, v in row.cells.items() if k in shown},
        row.untouched,
        proposed=row.proposed,
    )


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
