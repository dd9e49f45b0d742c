"""Job offers, each beside what was heard about its field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from folio.domain.advisers import advisers_in
from folio.domain.main_sides import main_sides
from folio.domain.names import normalize_name
from folio.domain.open_items import is_open_offer
from folio.domain.previews import Facet, Preview, preview_of
from folio.domain.records import Record, Records


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer beside what was learned.

    ``preview`` is that of its field, None where there is none. ``downsides`` are the main ones that were heard about
    the field, and ``avoids`` says whether the offer avoids them. ``could_ask`` are people in the field who can advise.
    """

    organization: str
    job_title: str
    field: str
    pay: str
    hours: str
    commute: str
    starts: date | None
    training: str
    decide_by: date | None
    adviser: str
    could_ask: tuple[str, ...]
    fit: int | None
    avoids: str
    better: str
    worse: str
    decision: str
    open: bool
    preview: Preview | None
    downsides: tuple[Facet, ...]


def find_offers(records: Records) -> tuple[Offer, ...]:
    """Return the offers, open ones first, each with the preview gathered of its field."""
    return records.once("offers", lambda: _find(records))


def _find(records: Records) -> tuple[Offer, ...]:
    offers = [_offer(records, row) for row in records.rows("offers")]
    return tuple(sorted(offers, key=lambda o: (not o.open, o.decide_by or date.max, normalize_name(o.organization))))


def _offer(records: Records, row: Record) -> Offer:
    field = records.spelled_field(row.text("field")) or next(iter(records.fields), "")
    preview = preview_of(records, field) if field else None
    return Offer(
        organization=row.text("organization"),
        job_title=row.text("job_title"),
        field=field,
        pay=row.text("pay"),
        hours=row.text("hours"),
        commute=row.text("commute"),
        starts=row.day("starts"),
        training=row.text("training"),
        decide_by=row.day("decide_by"),
        adviser=records.spelled(row.text("adviser")),
        could_ask=tuple(r.text("name") for r in advisers_in(records, field)),
        fit=row.rating("fit"),
        avoids=row.text("avoids"),
        better=row.text("better"),
        worse=row.text("worse"),
        decision=row.text("decision"),
        open=is_open_offer(row),
        preview=preview,
        downsides=main_sides(preview, "downside"),
    )
