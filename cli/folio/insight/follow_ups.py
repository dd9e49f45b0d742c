"""The messages of the follow-ups sheet, each with the day that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from folio.intake.due_days import due_days

if TYPE_CHECKING:
    from datetime import date

    from folio.insight.records import Book


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A message that is planned or sent.

    ``due`` is the student's own day, else the one that follows from the interview, the request or the messages before
    (see ``intake.due_days``). ``open`` tells whether it still waits to be sent. ``cell`` is where a day of one's own
    stands, or would.
    """

    contact: str
    kind: str
    due: date | None
    sent: date | None
    open: bool
    point: str
    advice_used: str
    sheet: str
    cell: str


def find_follow_ups(book: Book) -> tuple[FollowUp, ...]:
    """List the follow-ups in the order of the sheet."""
    rows = book.entries("follow_ups")
    days: list[date | None] = [None] * len(rows)
    # Where the students' own days are private, a day worked out in their place would say something else.
    if "follow_ups.due" in book.parts:
        tables = (book.entries(key) for key in ("follow_ups", "contacts", "interviews"))
        days = due_days(*([r.values for r in table] for table in tables))
    return tuple(
        FollowUp(
            contact=book.spelled(row.text("contact")),
            kind=row.text("kind"),
            due=due,
            sent=row.day("sent"),
            open=row.day("sent") is None and "sent" not in row.unread,
            point=row.text("point"),
            advice_used=row.text("advice_used"),
            sheet=row.sheet,
            cell=row.cell("due", "contact"),
        )
        for row, due in zip(rows, days, strict=True)
    )
