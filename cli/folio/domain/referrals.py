"""Who led you to whom. Nobody leads to themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from folio.domain.interviews import is_completed
from folio.domain.records import Record, Records
from folio.template.vocabulary import REFERRER_DAYS

REPORT_WITHIN = timedelta(days=REFERRER_DAYS)


def led_to(records: Records, name: object) -> list[Record]:
    """The contacts to whom someone led: others than themselves."""
    key = records.compare(name)
    return [r for r in records.where("contacts", "referred_by", name) if r.key("name") != key]


def referrer_of(records: Records, name: object) -> str:
    """Who led to a person, as typed in Contacts; empty where nobody did."""
    contact = records.contact(name)
    referrer = contact.values.get("referred_by") if contact else None
    return "" if referrer is None or records.compare(referrer) == records.compare(name) else str(referrer)


def referrers(records: Records, contact: Record) -> Iterator[str]:
    """The chain of those who led to a contact, the nearest first; a ring ends where it closes."""
    seen, referrer = {contact.key("name")}, contact.values.get("referred_by")
    while referrer is not None and (key := records.compare(referrer)) and key not in seen:
        yield str(referrer)
        seen.add(key)
        found = records.contact(referrer)
        referrer = found.values.get("referred_by") if found else None


def last_referral_interview(records: Records, name: object) -> date | None:
    """The day of the last completed interview with anybody to whom this person led."""
    key = records.compare(name)
    days = records.once("referral interviews", lambda: _referral_interviews(records)) if key else {}
    return days.get(key)


def _referral_interviews(records: Records) -> dict[str, date]:
    days: dict[str, date] = {}
    for interview in filter(is_completed, records.rows("interviews")):
        day, referrer = interview.day("date"), referrer_of(records, interview.values.get("contact"))
        if day is not None and referrer:
            key = records.compare(referrer)
            days[key] = max(day, days.get(key, day))
    return days
