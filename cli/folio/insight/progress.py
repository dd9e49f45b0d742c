"""How far the student is: the pipeline of contacts, talks, questions and thank-yous."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from folio.template.core import CLOSED, PIPELINE, STATUS_IDENTIFIED

if TYPE_CHECKING:
    from folio.insight.entries import Book
    from folio.insight.talks import Talk


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many people stand at one status."""

    status: str
    people: int


@dataclass(frozen=True, slots=True)
class Thanks:
    """Completed talks by what became of the thank-you.

    ``on_time``: sent within two days; ``late``: sent later; ``sent``: sent on a day that was not noted;
    ``due``: not sent, the talk was two days ago at most; ``missing``: not sent, the talk was longer ago.
    """

    on_time: int = 0
    late: int = 0
    sent: int = 0
    due: int = 0
    missing: int = 0

    @property
    def done(self) -> int:
        """Talks for which a thank-you was sent, in time or not."""
        return self.on_time + self.late + self.sent


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress in figures.

    ``pipeline`` has every status in order, Declined and No reply last; ``no_status`` counts people without
    one. ``asked`` counts people with a day of asking or a status beyond Identified. ``planned`` counts the
    questions of the plan, ``answers`` those with an answer.
    """

    people: int
    pipeline: tuple[StatusCount, ...]
    no_status: int
    asked: int
    talks: int
    scheduled: int
    planned: int
    answers: int
    thanks: Thanks


def find_progress(book: Book, talks: tuple[Talk, ...]) -> Progress:
    """Count contacts by status, talks, answers and thank-yous."""
    contacts = [c for c in book.entries("contacts") if c.text("name")]
    statuses = Counter(c.text("status") for c in contacts)
    asked = sum(1 for c in contacts if c.day("requested_on") or c.text("status") not in ("", STATUS_IDENTIFIED))
    thanks = Counter(t.thanks.replace(" ", "_") for t in talks if t.completed)
    return Progress(
        people=len(contacts),
        pipeline=tuple(StatusCount(s, statuses[s]) for s in (*PIPELINE, *CLOSED)),
        no_status=statuses[""],
        asked=asked,
        talks=sum(t.completed for t in talks),
        scheduled=sum(t.ahead for t in talks),
        planned=book.planned,
        answers=sum(bool(q.text("answer")) for q in book.entries("questions")),
        thanks=Thanks(**{k: thanks[k] for k in ("on_time", "late", "sent", "due", "missing")}),
    )
