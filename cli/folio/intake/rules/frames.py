"""All rows of all workbooks at once: one pandas frame for each sheet of the template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from folio.basics.plain_pandas import pd
from folio.domain.names import normalize_name
from folio.intake.model import Reading
from folio.template.schema import Sheet

# Columns of every frame that are not the template's: which reading, which of its rows, and whom the row is about.
READING, ROW, WHO = "_reading", "_row", "_who"
# A person of one workbook: the reading's index, and the name in the form in which names are compared.
Who = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """The rows of one sheet in all workbooks.

    ``values`` has them as objects, with the reading's and row's index, and ``_who`` as a ``Who``, or None where nobody
    is named. ``filled`` says for each column and row whether something stands in the cell, whether or not it fits.
    """

    values: pd.DataFrame
    filled: pd.DataFrame
    _days: dict[str, pd.Series[Any]] = field(default_factory=dict)

    def days(self, column: str) -> pd.Series[Any]:
        """Return the days in a column, NaT where none stands."""
        if column not in self._days:
            found = [day if isinstance(day, date) else None for day in self.values[column]]
            self._days[column] = pd.Series(np.array(found, "datetime64[s]"), self.values.index)
        return self._days[column]


def frames_of(readings: Sequence[Reading]) -> dict[str, Frame]:
    """Return the rows that people typed, by sheet key."""
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    misfits: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for i, reading in enumerate(readings):
        for key, table in reading.tables.items():
            naming = person_column(reading.template.get(key)) if reading.template else None
            for j, row in enumerate(table.rows):
                if not row.untouched:
                    name = row.values.get(naming) if naming else None
                    who = (i, normalize_name(name)) if isinstance(name, str) else None
                    misfits[key] += [(len(records[key]), k) for k in row.as_typed if row.values.get(k) is None]
                    records[key].append({READING: i, ROW: j, WHO: who, **row.values})
    return {key: _frame(rows, misfits[key]) for key, rows in records.items()}


def _frame(rows: list[dict[str, Any]], misfits: list[tuple[int, str]]) -> Frame:
    values = pd.DataFrame(rows, dtype=object)
    filled = values.notna()
    for row, column in misfits:
        filled.loc[row, column] = True
    return Frame(values, filled)


def person_column(sheet: Sheet | None) -> str | None:
    """The key of the column that says whom a row is about: a contact's own name, else the first that refers to one."""
    if sheet is None:
        return None
    if sheet.key == "contacts":
        return "name"
    return next((c.key for c in sheet.columns if c.refers_to == "contacts"), None)
