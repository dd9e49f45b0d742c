"""All rows of all workbooks at once: one pandas frame for each sheet of the template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from folio.intake.result import Reading

# Columns of every frame that are not the template's: which reading, which of its rows, what stands there unfit.
READING, ROW, GIVEN = "_reading", "_row", "_given"


def frames_of(readings: Sequence[Reading]) -> dict[str, pd.DataFrame]:
    """Return a frame by sheet key: the rows people typed, values as objects, with the reading's and row's index.

    ``_given`` holds the columns whose cell is filled, whether or not it fits its type.
    """
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for i, reading in enumerate(readings):
        for key, table in reading.tables.items():
            for j, row in enumerate(table.rows):
                if not row.untouched:
                    given = frozenset(k for k, v in row.values.items() if v is not None) | row.as_typed.keys()
                    records[key].append({READING: i, ROW: j, GIVEN: given, **row.values})
    return {key: pd.DataFrame(rows, dtype=object) for key, rows in records.items()}
