"""The interviews: with whom, about which field, interest before and after, and the thank-you."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from folio.basics.dates import clock_time
from folio.domain.interviews import TAKEAWAYS, is_completed, is_to_come
from folio.domain.records import Record, Records
from folio.domain.thank_yous import ThankYou, thank_you_for


@dataclass(frozen=True, slots=True)
class Interview:
    """One row of the interviews sheet.

    ``at`` is the time of day as 2:30 PM, ``minutes`` how long it lasts, ``where`` the place or the link of a call.
    ``goal`` is what the student wanted to learn; ``takeaways`` are up to three, in order; ``misconception`` is what
    they had wrong before; ``thank_for`` is what helped them most. ``before``, ``after``: interest 1-5.
    ``thank_you`` is None unless completed. ``ahead``: planned, scheduled or without a status, for today or later;
    ``waiting``: the same, on a past day. ``unclear``: status or day is unreadable.
    """

    contact: str
    organization: str
    job_title: str
    field: str
    when: date | None
    at: str
    format: str
    where: str
    minutes: int | None
    status: str
    before: int | None
    after: int | None
    goal: str
    takeaways: tuple[str, ...]
    surprise: str
    misconception: str
    thank_for: str
    thank_you: ThankYou | None
    completed: bool
    ahead: bool
    waiting: bool
    unclear: bool
    sheet: str
    cell: str
    thanks_cell: str

    @property
    def thanks(self) -> str:
        """The state of the thank-you (see ``ThankYou``); empty unless completed."""
        return self.thank_you.state if self.thank_you else ""

    @property
    def thanks_on(self) -> date | None:
        """The day of the thank-you, if it is known."""
        return self.thank_you.sent_on if self.thank_you else None

    @property
    def takeaway(self) -> str:
        """The first takeaway, or nothing."""
        return self.takeaways[0] if self.takeaways else ""

    @property
    def change(self) -> int | None:
        """Interest after minus before; None unless both are rated."""
        return None if self.before is None or self.after is None else self.after - self.before


def find_interviews(records: Records) -> tuple[Interview, ...]:
    """List the interviews in the order of their dates; those without a date come last."""
    return records.once("interviews", lambda: _find(records))


def _find(records: Records) -> tuple[Interview, ...]:
    found = [_interview(records, row) for row in records.rows("interviews")]
    return tuple(sorted(found, key=lambda t: (t.when is None, t.when or date.min, records.compare(t.contact))))


def _interview(records: Records, row: Record) -> Interview:
    name = row.text("contact")
    person = records.contact(name) or records.blank()
    when, at, to_come = row.day("date"), row.values.get("time"), is_to_come(row)
    return Interview(
        contact=records.spelled(name),
        organization=person.text("organization"),
        job_title=person.text("job_title"),
        field=records.field_of(name),
        when=when,
        at=clock_time(at) if isinstance(at, time) else "",
        format=row.text("format"),
        where=row.text("where"),
        minutes=int(minutes) if (minutes := row.number("minutes")) else None,
        status=row.text("status"),
        before=row.rating("interest_before"),
        after=row.rating("interest_after"),
        goal=row.text("goal"),
        takeaways=tuple(t for key in TAKEAWAYS if (t := row.text(key))),
        surprise=row.text("surprise"),
        misconception=row.text("misconception"),
        thank_for=row.text("thank_for"),
        thank_you=thank_you_for(records, row),
        completed=is_completed(row),
        ahead=when is not None and when >= records.today and to_come,
        unclear=bool(row.unread.keys() & {"status", "date"}),
        waiting=when is not None and when < records.today and to_come,
        sheet=row.sheet,
        cell=row.cell("date", "contact"),
        thanks_cell=row.cell("thank_you_sent", "contact"),
    )
