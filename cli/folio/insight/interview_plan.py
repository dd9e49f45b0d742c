"""What to take along to an interview: what is known of the person, and what to ask them, in order.

Whom a plan is for: everybody with whom an interview is still ahead, or one person asked for by name. The questions are
the rows of the question plan that name the person; where there are none (left), those that name nobody, which are the
plan for any interview. Once an interview with the person is completed, what is marked as asked stays out of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from folio.domain.names import normalize_name
from folio.insight.network import find_practice
from folio.insight.peaks import Mine, find_peaks
from folio.insight.previews import find_preview
from folio.insight.records import Book, Entry, all_entries, open_book
from folio.template.vocabulary import (
    INTERVIEW_COMPLETED,
    INTERVIEW_PLANNED,
    INTERVIEW_SCHEDULED,
    STATUS_SCHEDULED,
    plan_needs,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from folio.intake.model import Reading

# Ten questions fill half an hour.
USUAL_MINUTES = 3
# What has no stage belongs to the heart of an interview, which is its second stage.
_HEART = 1
# What is written into a row only when the interview is over.
_AFTERWARDS = ("takeaway", "interest_after", "thank_you_sent")
_NOT_YET_THERE = "will-do"
_AHEAD = (INTERVIEW_PLANNED, INTERVIEW_SCHEDULED, "")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``number`` from 1, ``starts`` in minutes from the beginning of the interview.

    ``minutes`` is what the workbook says, else ``USUAL_MINUTES``, and then ``guessed``. ``rank`` is the place of the
    priority among its choices, from 0; None without one.
    """

    number: int
    stage: str
    topic: str
    text: str
    probe: str
    reason: str
    priority: str
    rank: int | None
    minutes: int
    guessed: bool
    starts: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """A completed interview with the same person."""

    when: date | None
    takeaway: str


@dataclass(frozen=True, slots=True)
class Show:
    """A document to bring along, and the qualities that it proves."""

    document: str
    qualities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterviewPlan:
    """Everything for one interview; what the workbook does not say is empty or None.

    ``referrers``: who sent the student, the nearest first. ``minutes``: how long the interview is to be, as noted;
    ``room``: the same, or else the minutes that the template's plan is made for. ``general``: the questions are those
    for any interview. ``to_hear``: facets of which nobody in the field has spoken. ``lacks``: what no question is
    about.
    """

    path: str
    student: str
    student_id: str
    name: str
    job_title: str
    organization: str
    field: str
    when: date | None
    at: time | None
    format: str
    minutes: int | None
    room: int
    goal: str
    source: str
    referrers: tuple[str, ...]
    interest: str
    profile: str
    phone: str
    email: str
    notes: str
    earlier: tuple[Earlier, ...]
    about_me: str
    questions: tuple[Question, ...]
    general: bool
    to_hear: tuple[str, ...]
    to_show: tuple[Show, ...]
    lacks: tuple[str, ...]

    @property
    def total(self) -> int:
        """Minutes that all questions take together."""
        return sum(q.minutes for q in self.questions)

    @property
    def until(self) -> time | None:
        """The time at which the interview is to end; None where its beginning or length is not known."""
        if self.at is None or self.minutes is None:
            return None
        hour, minute = divmod(self.at.hour * 60 + self.at.minute + self.minutes, 60)
        return time(hour % 24, minute)


def find_plans(reading: Reading, today: date, contact: str = "") -> tuple[InterviewPlan, ...]:
    """Return a plan for each interview ahead, in the order of the days; with ``contact``, for that person alone.

    Without regard to case and outer spaces; a person who is asked for gets a plan also when no interview is noted. None
    where the workbook knows nobody of that name.
    """
    book = open_book(reading, today)
    wanted = normalize_name(contact)
    ahead = [row for row in book.entries("interviews") if _is_ahead(row, today)]
    if wanted:
        interviews = [row for row in ahead if normalize_name(row.text("contact")) == wanted]
        if not interviews and wanted in {normalize_name(name) for name in people(reading)}:
            interviews = [_unset(book, contact)]
    else:
        noted = {normalize_name(row.text("contact")) for row in book.entries("interviews")}
        agreed = [
            p for p in book.people.values() if p.status == STATUS_SCHEDULED and normalize_name(p.name) not in noted
        ]
        interviews = [*ahead, *(Entry("", {"contact": p.name}, {}) for p in agreed)]
    plans = [_plan(book, reading, row) for row in interviews]
    return tuple(
        sorted(plans, key=lambda p: (p.when is None, p.when or today, p.at or time.max, normalize_name(p.name)))
    )


def people(reading: Reading) -> tuple[str, ...]:
    """Return everybody whom Contacts or Interviews names, each once, as first spelled."""
    named = (*_texts(reading, "contacts", "name"), *_texts(reading, "interviews", "contact"))
    found: dict[str, str] = {}
    for name in named:
        found.setdefault(normalize_name(name), name)
    return tuple(found.values())


def _texts(reading: Reading, sheet: str, column: str) -> Iterable[str]:
    return (text for row in all_entries(reading, sheet) if (text := row.text(column)))


def _is_ahead(row: Entry, today: date) -> bool:
    """Whether an interview is still to come: planned, scheduled or without a status, and not on a day that is past."""
    status, when = row.text("status"), row.day("date")
    if status not in _AHEAD or (when is not None and when < today):
        return False
    return bool(status or when) or not any(row.text(key) for key in _AFTERWARDS)


def _unset(book: Book, contact: str) -> Entry:
    """An interview with a person with whom none is ahead: what was noted for an earlier one, without its day."""
    held = [r for r in book.entries("interviews") if normalize_name(r.text("contact")) == normalize_name(contact)]
    open_ = [r for r in held if r.text("status") != INTERVIEW_COMPLETED and not any(r.text(k) for k in _AFTERWARDS)]
    noted = open_[-1].values if open_ else {"contact": held[-1].text("contact") if held else book.spelled(contact)}
    return Entry("", {k: v for k, v in noted.items() if k not in ("date", "time")}, {})


def _plan(book: Book, reading: Reading, interview: Entry) -> InterviewPlan:
    key = normalize_name(interview.text("contact"))
    rows = (r for r in book.entries("contacts") if normalize_name(r.text("name")) == key)
    person = next(rows, Entry("", {}, {})) if key else Entry("", {}, {})
    name = person.text("name") or interview.text("contact")
    field = book.field_of(name)
    earlier = _earlier(book, key)
    questions, general = _questions(reading, key, met=bool(earlier))
    preview = find_preview(book, field)
    start, latest = interview.values.get("time"), find_practice(book).latest
    length = interview.rating("minutes")
    return InterviewPlan(
        path=reading.path,
        student=reading.student.name,
        student_id=reading.student.id,
        name=name,
        job_title=person.text("job_title"),
        organization=person.text("organization"),
        field=field,
        when=interview.day("date"),
        at=start if isinstance(start, time) else None,
        format=interview.text("format"),
        minutes=length,
        room=length or (reading.template.plan.minutes if reading.template else 0),
        goal=interview.text("goal"),
        source=person.text("source"),
        referrers=_referrers(book, person),
        interest=person.text("interest"),
        profile=person.text("profile_url"),
        phone=person.text("phone"),
        email=person.text("email"),
        notes=person.text("notes"),
        earlier=earlier,
        about_me=latest.version if latest else book.start.text("about_me"),
        questions=questions,
        general=general,
        to_hear=preview.missing if preview else (),
        to_show=_to_show(book),
        lacks=_lacks(reading, questions),
    )


def _earlier(book: Book, key: str) -> tuple[Earlier, ...]:
    """The completed interviews with a person, the latest first."""
    held = [
        Earlier(row.day("date"), row.text("takeaway"))
        for row in book.entries("interviews")
        if key and normalize_name(row.text("contact")) == key and row.text("status") == INTERVIEW_COMPLETED
    ]
    return tuple(sorted(held, key=lambda e: (e.when is None, -(e.when.toordinal() if e.when else 0))))


def _referrers(book: Book, person: Entry) -> tuple[str, ...]:
    """The chain of those who sent the student, from the person back to where it began; a ring ends where it closes."""
    by = {normalize_name(r.text("name")): r.text("referred_by") for r in reversed(book.entries("contacts"))}
    chain: list[str] = []
    seen, key = set[str](), normalize_name(person.text("name"))
    while key and key not in seen:
        seen.add(key)
        referrer = by.get(key, "")
        key = normalize_name(referrer)
        if key and key not in seen:
            chain.append(book.spelled(referrer))
    return tuple(chain)


def _questions(reading: Reading, key: str, *, met: bool) -> tuple[tuple[Question, ...], bool]:
    """The questions in the order of the stages, else as they stand, and whether they are those for any interview."""
    rows = [r for r in all_entries(reading, "questions") if r.text("question") and not (met and r.yes("asked"))]
    own = [r for r in rows if key and normalize_name(r.text("contact")) == key]
    chosen = own or [r for r in rows if not r.text("contact")]
    stages, priorities = _places(reading, "stage"), _places(reading, "priority")
    chosen.sort(key=lambda r: stages.get(normalize_name(r.text("stage")), _HEART))
    questions: list[Question] = []
    clock = 0
    for number, row in enumerate(chosen, start=1):
        noted = row.rating("minutes")
        minutes = noted or USUAL_MINUTES
        questions.append(
            Question(
                number=number,
                stage=row.text("stage"),
                topic=row.text("topic"),
                text=row.text("question"),
                probe=row.text("probe"),
                reason=row.text("purpose"),
                priority=row.text("priority"),
                rank=priorities.get(normalize_name(row.text("priority"))),
                minutes=minutes,
                guessed=noted is None,
                starts=clock,
            )
        )
        clock += minutes
    return tuple(questions), not own


def _places(reading: Reading, column: str) -> dict[str, int]:
    """The choices of a column of the question plan with their places; none where the template has no such column."""
    if not reading.template or not reading.template.has("questions", column):
        return {}
    choices = reading.template.sheet("questions").column(column).choices or ()
    return {normalize_name(choice): place for place, choice in enumerate(choices)}


def _lacks(reading: Reading, questions: tuple[Question, ...]) -> tuple[str, ...]:
    """What the questions have nothing on: ``downsides``, ``leads``; nothing is lacking where there are none at all."""
    if not questions or not reading.template:
        return ()
    asked = {sign for q in questions for sign in (("stage", q.stage), ("topic", q.topic))}
    return tuple(need for need, signs in plan_needs(reading.template).items() if asked.isdisjoint(signs))


def _to_show(book: Book) -> tuple[Show, ...]:
    """The documents there are, those with most reasons to be shown first; one that is only planned is not there yet."""
    peaks = find_peaks(book)
    gaps = {(g.category, normalize_name(g.quality)): g for g in peaks.gaps}

    def best_first(mine: Mine) -> tuple[int, float, int]:
        gap = gaps.get((mine.category, normalize_name(mine.quality)))
        return -len(gap.reasons if gap else ()), -((gap.importance if gap else None) or 0), -(mine.strength or 0)

    shown: dict[str, tuple[str, list[str]]] = {}
    for mine in sorted(peaks.mine, key=best_first):
        if mine.document and normalize_name(mine.portfolio) != _NOT_YET_THERE:
            qualities = shown.setdefault(normalize_name(mine.document), (mine.document, []))[1]
            if mine.quality and mine.quality not in qualities:
                qualities.append(mine.quality)
    return tuple(Show(document, tuple(qualities)) for document, qualities in shown.values())
