"""An interview's plan as one page: the words on it, the size of the type, and how much of each text there is room for.

Formats differ in how they draw, not in what they say: HTML, Word and PDF are all made from a ``PlanSheet``. Lengths are
in millimeters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from folio.basics.dates import clock_time
from folio.basics.web_links import web_link
from folio.basics.wording import counted
from folio.domain.question_plan import is_longer
from folio.insight.interview_plan import InterviewPlan, PlanQuestion
from folio.output.plan import type_size
from folio.output.plan.type_size import TypeSize, high, shorten
from folio.output.report import report_wording

_MARKS = ("★", "☆", "○")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DOCUMENTS, _EARLIER, _REFERRERS, _FACETS = 4, 2, 4, 4
VAGUE, WHY = "If vague", "Why"


@dataclass(frozen=True, slots=True)
class LinkedText:
    """Some words; ``link`` where a phone or a browser can do something with them."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class PlanFact:
    """A label and what stands beside it."""

    label: str
    pieces: tuple[LinkedText, ...]

    @property
    def text(self) -> str:
        """All of it on one line."""
        return " · ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A question as it stands on the page.

    ``stage`` is there only where a stage begins; ``mark`` is a sign for the priority; ``height`` is that of the row,
    for formats that cannot share the room out by themselves.
    """

    number: int
    starts: int
    stage: str
    text: str
    mark: str
    priority: str
    minutes: str
    probe: str
    reason: str
    height: float = 0.0

    @property
    def rules(self) -> int:
        """How many lines there are to write on."""
        return max(1, round((self.height - type_size.PADDING) / type_size.RULE))


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """One page; ``notes`` is the height that is left over for notes, 0 for none. What is not known is empty."""

    title: str
    owner: str
    name: str
    about: str
    day: str
    details: str
    goal: str
    them: tuple[PlanFact, ...]
    me: tuple[PlanFact, ...]
    summary: str
    advice: tuple[str, ...]
    lines: tuple[PlanLine, ...]
    more: str
    hear: str
    facets: tuple[str, ...]
    size: TypeSize
    notes: float

    @property
    def notes_heading(self) -> str:
        """What stands above the room for notes."""
        return "What else I heard" if self.lines else "My questions, and what I heard"

    @property
    def rules(self) -> int:
        """How many lines there are for notes."""
        return max(1, int((self.notes - 7) / type_size.RULE)) if self.notes else 0


def lay_out(plan: InterviewPlan) -> PlanSheet:
    """Return the page of a plan: in the largest type in which everything fits, else in the smallest, texts cut."""
    for size in type_size.SIZES:
        sheet, rest = _sheet(plan, size)
        if sum(max(line.height, size.row) for line in sheet.lines) <= rest:
            break
    return _shared_out(sheet, rest)


def _shared_out(sheet: PlanSheet, rest: float) -> PlanSheet:
    """Give the rest of the page to the rows, evenly, none beyond ``TALLEST``; what is then left is for notes."""
    lines, heights = sheet.lines, [line.height for line in sheet.lines]
    level = type_size.TALLEST
    while lines and level > 0 and sum(max(h, level) for h in heights) > rest:
        level -= 0.25
    tall = [max(h, level) for h in heights]
    left = rest - sum(tall)
    rows = tuple(replace(line, height=round(h, 2)) for line, h in zip(lines, tall, strict=True))
    # A heading of its own and two lines at least.
    return replace(sheet, lines=rows, notes=round(left, 2) if left >= 6 + 2 * type_size.RULE else 0.0)


def _sheet(plan: InterviewPlan, size: TypeSize) -> tuple[PlanSheet, float]:
    """Return the page in one size, each row as high as its words are, and the height that all rows have together."""
    shown = plan.questions[: type_size.MOST]
    more = len(plan.questions) - len(shown)
    sheet = PlanSheet(
        title=f"Plan for an interview with {shorten(plan.name, 80) or 'someone'}",
        owner=shorten(plan.student, 60),
        name=shorten(plan.name, 60),
        about=shorten(_joined(" · ", _joined(", ", plan.job_title, plan.organization), plan.field), 130),
        day=_day(plan.when),
        details=_details(plan),
        goal=shorten(plan.goal, min(size.fact, 100 if size.tight else 220)),
        them=tuple(_them(plan, size)),
        me=tuple(_me(plan, size)),
        summary=_summary(plan),
        advice=(" ".join(_advice(plan)),) if size.tight and plan.lacks else tuple(_advice(plan)),
        lines=tuple(_lines(shown, size)),
        more=f"{more} more in the workbook." if more else "",
        hear=_hear(plan, size),
        facets=tuple(shorten(f, 50) for f in (plan.to_hear[:_FACETS] if size.tight else plan.to_hear)),
        size=size,
        notes=0.0,
    )
    return sheet, type_size.HEIGHT - _around(sheet)


def _lines(questions: Sequence[PlanQuestion], size: TypeSize) -> Iterable[PlanLine]:
    before = ""
    for q in questions:
        line = PlanLine(
            number=q.number,
            starts=q.starts,
            stage=shorten(q.stage, 40) if q.stage != before else "",
            text=shorten(q.text, size.question),
            mark="" if q.rank is None else _MARKS[min(q.rank, len(_MARKS) - 1)],
            priority=shorten(q.priority, 24),
            minutes=f"about {q.minutes} min" if q.guessed else f"{q.minutes} min",
            probe=shorten(q.probe, size.probe),
            reason=shorten(q.reason, size.reason),
        )
        before = q.stage
        yield replace(line, height=_height_of(line, size))


def _height_of(line: PlanLine, size: TypeSize) -> float:
    priority = f"{line.mark} {line.priority}"
    probe, reason = (f"{label}: {text}" if text else "" for label, text in ((VAGUE, line.probe), (WHY, line.reason)))
    if size.tight:
        beside = _joined(" · ", line.stage, priority, line.minutes, probe, reason)
        # Smaller type takes less of the line.
        beside = beside[: round(len(beside) * size.small / size.points)]
        return high(f"{line.text} {beside}", type_size.WORDS, size.points) + type_size.PADDING
    small = _joined(" · ", "" if size.apart else line.stage, priority, line.minutes, probe, reason)
    stage = high(line.stage, type_size.WORDS, size.small) + 0.5 if line.stage and size.apart else 0
    return (
        stage
        + high(line.text, type_size.WORDS, size.points)
        + high(small, type_size.WORDS, size.small)
        + type_size.PADDING
    )


def _around(sheet: PlanSheet) -> float:
    """Return the height of everything but the questions."""
    size = sheet.size

    def column(facts: tuple[PlanFact, ...]) -> float:
        return sum(high(f"{f.label}  {f.text}", type_size.COLUMN, size.fine) + type_size.FACT_GAP for f in facts)

    head = 6.5 + high(sheet.name, type_size.HEAD, 21) + (high(sheet.about, type_size.HEAD, 10.5) if sheet.about else 0)
    goal = (high(sheet.goal, type_size.WIDTH - 34, 10) if sheet.goal else 4.6) + 3.3
    facts = max(column(sheet.them), column(sheet.me))
    ask = 6.5 + sum(high(a, type_size.WIDTH - 3, 8.5) + 0.8 for a in sheet.advice) + (4.5 if sheet.more else 0)
    hear = high(f"{sheet.hear}: {'   xx '.join(sheet.facets)}", type_size.WIDTH, 8) if sheet.facets else 0
    after = 11 + 3 * size.after
    when = 9.5 + high(sheet.details, type_size.WHEN, 9.5)
    parts = (max(head, when, 19.0), goal, facts, ask, hear, after)
    return sum(parts) + type_size.GAP * (sum(map(bool, parts)) - 1) + 1


def _them(plan: InterviewPlan, size: TypeSize) -> Iterable[PlanFact]:
    """What is known of the person."""
    if known := _joined("; ", plan.source, _sent_by(plan.referrers)):
        yield _fact("How I know them", shorten(known, size.fact))
    if plan.interest:
        yield _fact("They care about", shorten(plan.interest, min(size.fact, 160)))
    if plan.notes:
        yield _fact("My notes", shorten(plan.notes, size.fact))
    for interview in plan.earlier[: 1 if size.tight else _EARLIER]:
        day = report_wording.day(interview.when) if interview.when else "an earlier day"
        yield _fact(
            "We talked", shorten(f"{day}: {interview.takeaway}" if interview.takeaway else day, min(size.fact, 200))
        )


def _me(plan: InterviewPlan, size: TypeSize) -> Iterable[PlanFact]:
    """What the student says and brings, and how to reach the person on the day."""
    if plan.about_me:
        yield _fact("Who I am", shorten(plan.about_me, size.fact))
    if plan.to_show:
        bring = "; ".join(
            _joined(": ", shorten(s.document, 60), shorten(", ".join(s.qualities), 60))
            for s in plan.to_show[:_DOCUMENTS]
        )
        yield _fact("I'll bring", shorten(bring, size.fact))
    if plan.where:
        yield PlanFact("Where", (LinkedText(shorten(plan.where, min(size.fact, 160)), web_link(plan.where)),))
    digits = "".join(c for c in plan.phone if c in "+0123456789")
    reach = (
        LinkedText(shorten(plan.phone, 30), f"tel:{digits}" if digits else ""),
        LinkedText(shorten(plan.email, 60), f"mailto:{quote(plan.email, safe='@')}"),
        LinkedText(shorten(plan.profile, 80), web_link(plan.profile)),
    )
    if pieces := tuple(piece for piece in reach if piece.text):
        yield PlanFact("Reach them at", pieces)


def _fact(label: str, text: str) -> PlanFact:
    return PlanFact(label, (LinkedText(text),))


def _hear(plan: InterviewPlan, size: TypeSize) -> str:
    many = len(plan.to_hear) - _FACETS
    more = f" (and {many} more)" if size.tight and many > 0 else ""
    return f"What I haven't heard yet about {shorten(plan.field, 40) or 'this field'}{more}"


def _sent_by(referrers: tuple[str, ...]) -> str:
    if not referrers:
        return ""
    nearest, *others = (shorten(name, 40) for name in referrers[:_REFERRERS])
    return ", through ".join((f"sent by {nearest}", *others))


def _details(plan: InterviewPlan) -> str:
    clock = " to ".join(clock_time(t) for t in (plan.at, plan.until) if t)
    length = counted(plan.minutes, "minute") if plan.minutes else ""
    return _joined(" · ", clock, shorten(plan.format, 30), length)


def _summary(plan: InterviewPlan) -> str:
    if not plan.questions:
        return ""
    about = "about " if any(q.guessed for q in plan.questions) else ""
    room = f" of {plan.room}" if plan.room else ""
    return f"{counted(len(plan.questions), 'question')}, {about}{plan.total}{room} minutes"


def _advice(plan: InterviewPlan) -> Iterable[str]:
    """Say what to fix in the plan before the interview; each in one sentence."""
    if not plan.questions:
        yield "No questions are planned yet. Choose five to ten in the workbook, and write them down here."
    if plan.room and is_longer(plan.total, plan.room):
        over = counted(plan.total - plan.room, "minute")
        yield f"That's {over} longer than the interview. Ask what matters most first."
    if {"downsides", "leads"} <= set(plan.lacks):
        yield "No question asks about downsides or leads. Add one about what's hard, and one about who else to talk to."
    elif "downsides" in plan.lacks:
        yield "No question asks about downsides. Every job has some: add one about what's hard."
    elif "leads" in plan.lacks:
        yield "No question asks for leads. Add one about who else to talk to."


def _day(day: date | None) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {report_wording.day(day)}" if day else ""


def _joined(between: str, *texts: str) -> str:
    return between.join(t for t in (text.strip() for text in texts) if t)
