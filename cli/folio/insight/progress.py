"""How far the student is: the pipeline of contacts, interviews, questions and thank-yous."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from folio.domain.answers import answers_of
from folio.domain.contact_progress import named_contacts
from folio.domain.interviews import was_asked
from folio.domain.records import Records
from folio.insight.interview_findings import Interview
from folio.template.vocabulary import CLOSED, PIPELINE


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many people stand at one status."""

    status: str
    people: int


@dataclass(frozen=True, slots=True)
class Thanks:
    """Completed interviews by what became of the thank-you.

    ``on_time``: sent within two days; ``late``: sent later; ``check_the_date``: sent before the interview, as the dates
    stand; ``sent``: sent on a day that was not noted; ``due``: not sent, the interview was two days ago at most;
    ``missing``: not sent, the interview was longer ago.
    """

    on_time: int = 0
    late: int = 0
    check_the_date: int = 0
    sent: int = 0
    due: int = 0
    missing: int = 0

    @property
    def done(self) -> int:
        """Talks for which a thank-you was sent, in time or not."""
        return self.on_time + self.late + self.check_the_date + self.sent


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress in figures.

    ``pipeline``: see ``count_statuses``; ``no_status`` counts people without a status that can be read, and
    ``unread_status`` those of them for whom something stands there. ``asked`` counts people with a day of asking or a
    status beyond Identified. ``planned`` counts the questions of the plan, ``answers`` those with an answer.
    """

    people: int
    pipeline: tuple[StatusCount, ...]
    no_status: int
    unread_status: int
    asked: int
    interviews: int
    scheduled: int
    planned: int
    answers: int
    thanks: Thanks


def count_statuses(people: Counter[str]) -> tuple[StatusCount, ...]:
    """Return every status in order, Declined and No reply after the others, then those that a template adds."""
    known = (*PIPELINE, *CLOSED)
    added = sorted(s for s in people if s and s not in known)
    return tuple(StatusCount(s, people[s]) for s in (*known, *added))


def find_progress(records: Records, interviews: tuple[Interview, ...]) -> Progress:
    """Count contacts by status, interviews, answers and thank-yous."""
    contacts = named_contacts(records)
    statuses = Counter(c.text("status") for c in contacts)
    asked = sum(map(was_asked, contacts))
    thanks = Counter(t.thanks.replace(" ", "_") for t in interviews if t.completed)
    return Progress(
        people=len(contacts),
        pipeline=count_statuses(statuses),
        no_status=statuses[""],
        unread_status=sum("status" in c.unread for c in contacts),
        asked=asked,
        interviews=sum(t.completed for t in interviews),
        scheduled=sum(t.ahead for t in interviews),
        planned=len(records.tables.get("questions", ())),
        answers=len(answers_of(records)),
        thanks=Thanks(**{k: thanks[k] for k in ("on_time", "late", "check_the_date", "sent", "due", "missing")}),
    )
