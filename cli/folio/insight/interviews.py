"""The interviews: with whom, about which field, interest before and after, and the thank-you."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from folio.domain.follow_ups import THANKS_DAYS
from folio.domain.names import normalize_name
from folio.insight.records import Book, Entry
from folio.template.vocabulary import (
    INTERVIEW_COMPLETED,
    INTERVIEW_PLANNED,
    INTERVIEW_SCHEDULED,
    KIND_THANK_YOU,
    STATUS_IN_TOUCH,
    STATUS_THANKED,
    THANKS_LATE_DAYS,
)

THANKS_DUE = timedelta(days=THANKS_DAYS)
THANKS_LATE = timedelta(days=THANKS_LATE_DAYS)
TAKEAWAYS = ("takeaway", "takeaway_2", "takeaway_3")
# The state of a thank-you whose day cannot be right, or cannot be read.
CHECK = "check the date"


@dataclass(frozen=True, slots=True)
class Interview:
    """One row of the interviews sheet.

    ``at`` is the time of day as 14:30. ``goal`` is what the student wanted to learn; ``takeaways`` are up to three, in
    order; ``misconception`` is what they had wrong before; ``thank_for`` is what helped them most.
    ``before``, ``after``: interest 1-5. ``thanks`` is ``on time``, ``late``, ``check the date``, ``sent``, ``due`` or
    ``missing`` (see ``progress.Thanks``), empty unless completed. ``ahead``: planned, scheduled or without a
    status, for today or later; ``waiting``: such an interview whose day is past.
    """

    contact: str
    organization: str
    job_title: str
    field: str
    when: date | None
    at: str
    format: str
    status: str
    before: int | None
    after: int | None
    goal: str
    takeaways: tuple[str, ...]
    surprise: str
    misconception: str
    thank_for: str
    self_description: int | None
    thanks: str
    thanks_on: date | None
    completed: bool
    ahead: bool
    waiting: bool
    sheet: str
    cell: str
    thanks_cell: str

    @property
    def takeaway(self) -> str:
        """The first takeaway, or nothing."""
        return self.takeaways[0] if self.takeaways else ""

    @property
    def change(self) -> int | None:
        """Interest after minus before; None unless both are rated."""
        return None if self.before is None or self.after is None else self.after - self.before


def find_interviews(book: Book) -> tuple[Interview, ...]:
    """List the interviews in the order of their dates; those without a date come last."""
    interviews = [_interview(book, row) for row in book.entries("interviews")]
    return tuple(sorted(interviews, key=lambda t: (t.when is None, t.when or date.min, normalize_name(t.contact))))


def _interview(book: Book, row: Entry) -> Interview:
    name = row.text("contact")
    person = book.person(name)
    when, status = row.day("date"), row.text("status")
    completed = status == INTERVIEW_COMPLETED
    # A status that cannot be read may say anything; without one, the day speaks for itself.
    to_come = status in (INTERVIEW_PLANNED, INTERVIEW_SCHEDULED) or (not status and "status" not in row.unread)
    sent = row.day("thank_you_sent") or (_thanked_on(book, name, when) if completed else None)
    return Interview(
        contact=book.spelled(name),
        organization=person.organization if person else "",
        job_title=person.job_title if person else "",
        field=book.field_of(name),
        when=when,
        at=_time(row),
        format=row.text("format"),
        status=status,
        before=row.rating("interest_before"),
        after=row.rating("interest_after"),
        goal=row.text("goal"),
        takeaways=tuple(t for key in TAKEAWAYS if (t := row.text(key))),
        surprise=row.text("surprise"),
        misconception=row.text("misconception"),
        thank_for=row.text("thank_for"),
        self_description=row.rating("self_description"),
        thanks=_thanks_state(book, row, when, sent) if completed else "",
        thanks_on=sent,
        completed=completed,
        ahead=when is not None and when >= book.today and to_come,
        waiting=when is not None and when < book.today and to_come,
        sheet=row.sheet,
        cell=row.cell("date", "contact"),
        thanks_cell=row.cell("thank_you_sent", "contact"),
    )


def _time(row: Entry) -> str:
    value = row.values.get("time")
    return f"{value:%H:%M}" if isinstance(value, time) else ""


def _thanked_on(book: Book, name: str, when: date | None) -> date | None:
    """Find the day of a thank-you that stands in the follow-ups instead of beside the interview."""
    days = (
        f.day("sent")
        for f in book.entries("follow_ups")
        if f.text("kind") == KIND_THANK_YOU and normalize_name(f.text("contact")) == normalize_name(name) and name
    )
    return min((d for d in days if d and (when is None or d >= when)), default=None)


def _ever_thanked(book: Book, name: str) -> bool:
    """Whether any day of a thank-you to somebody is noted: their status may be of that one."""
    beside = (
        r.day("thank_you_sent")
        for r in book.entries("interviews")
        if normalize_name(r.text("contact")) == normalize_name(name)
    )
    return any(beside) or _thanked_on(book, name, None) is not None


def _thanks_state(book: Book, row: Entry, when: date | None, sent: date | None) -> str:
    impossible = sent is not None and (sent > book.today or (when is not None and sent < when))
    if impossible or (sent is None and "thank_you_sent" in row.unread):
        return CHECK
    if sent is not None:
        return "late" if when is not None and sent - when > THANKS_LATE else "on time"
    person = book.person(row.text("contact"))
    if person and person.status in (STATUS_THANKED, STATUS_IN_TOUCH) and not _ever_thanked(book, person.name):
        return "sent"
    return "due" if when is not None and book.today - when <= THANKS_LATE else "missing"
