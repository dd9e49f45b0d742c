"""How far one is with a contact: the status in Contacts, moved on by what the other sheets plainly say."""

from __future__ import annotations

from folio.domain.follow_ups import reminders_sent
from folio.domain.interviews import completed_with, has_interview
from folio.domain.records import Record, Records
from folio.domain.thank_yous import thank_you_for
from folio.template import vocabulary as terms


def named_contacts(records: Records) -> list[Record]:
    """The contacts that are people: those with a name."""
    return [r for r in records.rows("contacts") if r.text("name")]


def status_reached(records: Records, contact: Record) -> str:
    """The status that a contact has reached: who has a day asked was asked, and who was interviewed was met."""
    if contact.says("status", *terms.CLOSED):
        return contact.text("status")
    name, found = contact.values.get("name"), [terms.STATUS_IDENTIFIED]
    found += [status for status in terms.PIPELINE if contact.says("status", status)]
    if contact.day("requested_on"):
        found.append(terms.STATUS_REQUESTED)
    if reminders_sent(records, name):
        found.append(terms.STATUS_REMINDED)
    if has_interview(records, name):
        found.append(terms.STATUS_SCHEDULED)
    if thanks := [it for r in completed_with(records, name) if (it := thank_you_for(records, r))]:
        found.append(terms.STATUS_COMPLETED if any(it.to_write for it in thanks) else terms.STATUS_THANKED)
    return max(found, key=terms.PIPELINE.index)
