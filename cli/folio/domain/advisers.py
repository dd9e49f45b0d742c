"""Who can help to weigh a job offer."""

from __future__ import annotations

from folio.domain.records import Record, Records


def advisers_in(records: Records, field: str) -> list[Record]:
    """The contacts in a field who can advise on offers, as they stand; nobody without a field."""
    about = records.compare(field)
    rows = (r for r in records.rows("contacts") if about and r.yes("can_advise") and r.has("name"))
    return [r for r in rows if records.compare(records.field_of(r.text("name"))) == about]
