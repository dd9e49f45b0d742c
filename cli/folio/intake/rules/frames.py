"""All rows of all workbooks at once: one pandas frame for each sheet of the template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from folio.domain.names import normalize_name
from folio.intake.model import Reading
from folio.template.schema import Sheet

# Columns of every frame that are not the template's: which reading, which of its rows, which cells are filled, and
# whom the row is about.
READING, ROW, GIVEN, WHO = "_reading", "_row", "_given", "_who"
# A person of one workbook: the reading's index, and the name in the form in which names are compared.
Who = tuple[int, str]


def frames_of(readings: Sequence[Reading]) -> dict[str, pd.DataFrame]:
    """Return a frame by sheet key: the rows people typed, values as objects, with the reading's and row's index.

    ``_given`` holds the columns whose cell is filled, whether or not it fits its type; ``_who`` is a ``Who``, or None
    where nobody is named.
    """
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for i, reading in enumerate(readings):
        for key, table in reading.tables.items():
            naming = person_column(reading.template.get(key)) if reading.template else None
            for j, row in enumerate(table.rows):
                if not row.untouched:
                    filled_in = frozenset(k for k, v in row.values.items() if v is not None) | row.as_typed.keys()
                    name = row.values.get(naming) if naming else None
                    who = (i, normalize_name(name)) if isinstance(name, str) else None
                    records[key].append({READING: i, ROW: j, GIVEN: filled_in, WHO: who, **row.values})
    return {key: pd.DataFrame(rows, dtype=object) for key, rows in records.items()}


def person_column(sheet: Sheet | None) -> str | None:
    """The key of the column that says whom a row is about: a contact's own name, else the first that refers to one."""
    if sheet is None:
        return None
    if sheet.key == "contacts":
        return "name"
    return next((c.key for c in sheet.columns if c.refers_to == "contacts"), None)
