"""What is still open: leads, offers, and activities that would build a quality."""

from __future__ import annotations

from folio.domain.records import Record
from folio.template.vocabulary import DECISION_ACCEPTED, DECISION_OPEN


def is_open_lead(lead: Record) -> bool:
    """Whether a lead waits to be followed up; an unreadable day counts as done."""
    return not lead.has("done")


def is_open_offer(offer: Record) -> bool:
    """Whether an offer waits for a decision."""
    return not offer.text("decision") or offer.says("decision", DECISION_OPEN)


def is_accepted(offer: Record) -> bool:
    """Whether the offer was accepted."""
    return offer.says("decision", DECISION_ACCEPTED)


def is_open_activity(quality: Record) -> bool:
    """Whether the activity that would build a quality is not done yet; an unreadable day counts as done."""
    return not quality.has("activity_done")
