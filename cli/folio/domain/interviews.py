"""What the status and the day of an interview say: held, agreed on, or coming up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from folio.domain.records import Record, Records, mean
from folio.template import vocabulary as terms

# How long after an interview much may still have to be noted, and a thank-you is on time.
GRACE = timedelta(days=terms.THANKS_LATE_DAYS)
TAKEAWAYS = ("takeaway", "takeaway_2", "takeaway_3")
_NOT_MET = tuple(status for status in (*terms.PIPELINE, *terms.CLOSED) if status not in terms.MET)


def was_asked(contact: Record) -> bool:
    """Whether a contact was asked for an interview: the day or the status says so."""
    return contact.day("requested_on") is not None or contact.says("status", *terms.ASKED)


def is_completed(interview: Record) -> bool:
    """Whether the status says that the interview was held."""
    return interview.says("status", terms.INTERVIEW_COMPLETED)


def is_relative(contact: Record) -> bool | None:
    """Whether a contact is from the student's family; None where what says so can't be read."""
    return None if "source" in contact.unread else contact.says("source", terms.SOURCE_FAMILY)


def is_arranged(interview: Record) -> bool:
    """Whether the interview is agreed on or was held: a day without a status counts, too."""
    said = interview.says("status", terms.INTERVIEW_SCHEDULED, terms.INTERVIEW_COMPLETED)
    return said or (not interview.has("status") and interview.day("date") is not None)


def is_to_come(interview: Record) -> bool:
    """Whether the status leaves the interview open: planned, scheduled, or nothing typed; the day decides the rest."""
    return not interview.has("status") or interview.says("status", terms.INTERVIEW_PLANNED, terms.INTERVIEW_SCHEDULED)


def may_be_held(interview: Record, today: date) -> bool:
    """Whether the interview may have been held, as far as is known: an unreadable status or day counts for it."""
    if is_completed(interview) or interview.unread.keys() & {"status", "date"}:
        return True
    if interview.says("status", *terms.INTERVIEW_NOT_HELD):
        return False
    day = interview.day("date")
    return day <= today if day is not None else not is_to_come(interview)


def people_met(records: Records) -> set[str]:
    """The people, by their compared names, with whom an interview may have been held."""
    contacts = (r for r in records.rows("contacts") if r.has("status") and not r.says("status", *_NOT_MET))
    held = (r for r in records.rows("interviews") if may_be_held(r, records.today))
    return {r.key("name") for r in contacts} | {r.key("contact") for r in held}


def people_met_lately(records: Records) -> set[str]:
    """The people with whom an interview was so short a time ago that much may still have to be noted."""
    since = records.today - GRACE
    days = ((r.key("contact"), r.day("date")) for r in records.rows("interviews"))
    return {name for name, day in days if day is not None and since <= day <= records.today}


def completed_with(records: Records, name: object) -> list[Record]:
    """The completed interviews with someone, as they stand."""
    return [r for r in records.where("interviews", "contact", name) if is_completed(r)]


def completed_about(records: Records, field: str) -> list[Record]:
    """The completed interviews about a field, as they stand."""
    about = records.compare(field)
    rows = filter(is_completed, records.rows("interviews"))
    return [r for r in rows if records.compare(records.field_of(r.text("contact"))) == about]


def mean_interest(interviews: Iterable[Record]) -> tuple[float | None, float | None]:
    """The mean interest before and after, over the interviews that have both, so that the two belong together."""
    rated = [(r.rating("interest_before"), r.rating("interest_after")) for r in interviews]
    both = [pair for pair in rated if None not in pair]
    return mean(before for before, _ in both), mean(after for _, after in both)


def has_interview(records: Records, name: object) -> bool:
    """Whether an interview with someone is agreed on or was held."""
    return any(map(is_arranged, records.where("interviews", "contact", name)))


def last_interview(records: Records, name: object) -> date | None:
    """The day of the last completed interview with someone."""
    return max((day for r in completed_with(records, name) if (day := r.day("date"))), default=None)
