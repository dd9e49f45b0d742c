"""What counts as heard in a row of the job preview."""

from __future__ import annotations

from folio.domain.records import Record

# A row with nothing in these only prepares for an interview.
HEARD = ("upside", "downside", "rating")


def is_heard(row: Record) -> bool:
    """Whether something was heard: a row with neither side nor rating only prepares for an interview."""
    return any(row.has(column) for column in HEARD)
