"""What to take along to a job interview: how to present oneself, what was heard, what to ask back, and who is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from folio.domain.advisers import advisers_in
from folio.domain.interviews import completed_with
from folio.domain.main_sides import Side, main_sides
from folio.domain.names import normalize_name
from folio.domain.previews import Facet, Preview, preview_of
from folio.domain.records import Record, Records
from folio.insight.offers import Offer, find_offers
from folio.insight.presenting import Presentation, find_presentation
from folio.intake.model import Reading
from folio.intake.reading_records import records_of

MOST_HEARD, MOST_ASKED, MOST_PEOPLE = 3, 5, 4


@dataclass(frozen=True, slots=True)
class HeardSide:
    """One side of a facet, as somebody said it; ``more`` is how many others said something on this side of it."""

    facet: str
    side: Side
    text: str
    who: str
    more: int


@dataclass(frozen=True, slots=True)
class AskBack:
    """A facet that nobody tested yet, or about which something hard was heard, and the question about it."""

    facet: str
    question: str


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Somebody who works there, or who can advise; ``met`` is the day of the last interview with them."""

    name: str
    job_title: str
    organization: str
    met: date | None
    can_advise: bool
    takeaway: str


@dataclass(frozen=True, slots=True)
class JobInterview:
    """Everything for one job interview; what the workbook does not say is empty or None.

    ``known``: somebody who works there is on the list, or an offer from there is. ``people`` are those who work there
    (``knows_people``), or else those in the field who can advise on offers.
    """

    path: str
    student: str
    student_id: str
    organization: str
    job_title: str
    field: str
    known: bool
    knows_people: bool
    presentation: Presentation
    offer: Offer | None
    people: tuple[Acquaintance, ...]
    heard: tuple[HeardSide, ...]
    to_ask: tuple[AskBack, ...]


def find_job_interview(reading: Reading, today: date, organization: str) -> JobInterview:
    """Return what there is for a job interview at an organization, compared as names are."""
    records = records_of(reading, today)
    wanted = normalize_name(organization)
    there = [r for r in records.rows("contacts") if normalize_name(r.text("organization")) == wanted and r.has("name")]
    offer = next((o for o in find_offers(records) if normalize_name(o.organization) == wanted), None)
    named = [offer.field if offer else "", *(records.field_of(r.text("name")) for r in there), *records.fields]
    field = next(filter(None, named), "")
    spelled = [offer.organization if offer else "", *(r.text("organization") for r in there), organization]
    preview = preview_of(records, field or None)
    return JobInterview(
        path=reading.path,
        student=reading.student.name,
        student_id=reading.student.id,
        organization=next(filter(None, spelled)),
        job_title=offer.job_title if offer else "",
        field=field,
        known=bool(there or offer),
        knows_people=bool(there),
        presentation=find_presentation(records, field or None),
        offer=offer,
        people=tuple(_people(records, there, field)),
        heard=tuple(_heard(preview, {r.key("name") for r in there}, records)),
        to_ask=tuple(_to_ask(preview))[:MOST_ASKED],
    )


def organizations(reading: Reading, today: date) -> tuple[str, ...]:
    """Return every organization that Contacts or Offers names, each once, as first spelled."""
    records = records_of(reading, today)
    named = (r.text("organization") for sheet in ("contacts", "offers") for r in records.rows(sheet))
    return tuple({normalize_name(text): text for text in named if text}.values())


def _people(records: Records, there: list[Record], field: str) -> Iterator[Acquaintance]:
    for row in (there or advisers_in(records, field))[:MOST_PEOPLE]:
        held = completed_with(records, row.values.get("name"))
        last = max(held, key=lambda r: r.day("date") or date.min, default=None)
        yield Acquaintance(
            name=row.text("name"),
            job_title=row.text("job_title"),
            organization=row.text("organization"),
            met=last.day("date") if last else None,
            can_advise=row.yes("can_advise"),
            takeaway=last.text("takeaway") if last else "",
        )


def _heard(preview: Preview | None, there: set[str], records: Records) -> Iterator[HeardSide]:
    """The main ups and downs of the field; where somebody who works there said it, in their words."""
    for side in ("upside", "downside"):
        for facet in main_sides(preview, side, MOST_HEARD):
            said = [(getattr(e, side), e.contact) for e in facet.entries if getattr(e, side)]
            text, who = next((it for it in said if records.compare(it[1]) in there), said[0])
            yield HeardSide(facet.facet, side, text, who, len(said) - 1)


def _to_ask(preview: Preview | None) -> Iterator[AskBack]:
    """First what matters most and was not tested, then the hardest things heard, then all else not tested."""
    if preview is None:
        return
    asked: set[str] = set()
    for facet in (*preview.open, *main_sides(preview, "downside"), *(f for f in preview.facets if f.lacks)):
        if facet.facet not in asked:
            asked.add(facet.facet)
            yield AskBack(facet.facet, _question(facet))


def _question(facet: Facet) -> str:
    if facet.disputed:
        return "People have told me different things about it. How is it here?"
    if not facet.covered:
        return "Nobody has told me about it yet. How is it here, and what is hard about it?"
    if not facet.downs:
        return "I have heard only good things about it so far. What is hard about it here?"
    return "I have heard what can be hard about it. How is that here?"
