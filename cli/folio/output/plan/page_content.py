"""An interview's plan on paper: the words on it, the size of the type, and how much of each text there is room for.

Formats differ in how they draw, not in what they say: HTML, Word and PDF are all made from a ``PlanSheet``. Only a
screen also says why to ask. Lengths are in millimeters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, repeat
from urllib.parse import quote

from folio.basics.dates import clock_time, day_in_prose
from folio.basics.web_links import web_link
from folio.basics.wording import counted
from folio.domain.question_plan import is_longer
from folio.insight.interview_plan import InterviewPlan, PlanQuestion
from folio.output.plan import type_size
from folio.output.plan.type_size import TypeSize, high, shorten
from folio.output.report import report_wording

_Questions = tuple[PlanQuestion, ...]
_MARKS = ("★", "☆", "○")
_DOCUMENTS, _EARLIER, _REFERRERS, _FACETS = 4, 2, 4, 4
VAGUE, WHY, WORTH = "If vague", "Why", "Worth asking, too"
# The height of the head of a second page.
_SECOND_HEAD = 16.0


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

    ``stage`` is there only where a stage begins; ``mark`` is a sign for the priority; ``reason`` is only for the
    screen: on paper it would take the room to write. ``height`` is that of the row, and ``grow`` are the minutes by
    which rows share the room on the page; ``starts`` is the minute, -1 where it depends on the interview.
    """

    number: int
    starts: int
    grow: int
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
    """What stands on paper: one page, and a second one if there are ``later`` questions.

    ``notes`` and ``later_notes`` are the heights that are left over for notes, 0 for none. ``worth``: questions that
    the plan leaves out, each with the reason to ask it. What is not known is empty.
    """

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
    worth: tuple[tuple[str, str], ...]
    more: str
    hear: str
    facets: tuple[str, ...]
    size: TypeSize
    notes: float = 0.0
    later: tuple[PlanLine, ...] = ()
    later_heading: str = ""
    later_notes: float = 0.0

    @property
    def notes_heading(self) -> str:
        """What stands above the room for notes."""
        return "What else I heard" if self.lines else "My questions, and what I heard"

    @property
    def rules(self) -> int:
        """How many lines there are for notes."""
        return _rules(self.notes)

    @property
    def later_rules(self) -> int:
        """How many lines there are for notes on the second page."""
        return _rules(self.later_notes)

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return 2 if self.later else 1


def _rules(room: float) -> int:
    return max(1, int((room - 7) / type_size.RULE)) if room else 0


def lay_out(plan: InterviewPlan, today: date) -> PlanSheet:
    """Return the pages of a plan, in the largest type in which all questions fit on one.

    Where they do not in the smallest type, those to ask if there is time go to a second page, then the least important
    of the others. Only what two pages cannot hold is cut.
    """
    shown = plan.questions[: type_size.MOST]
    splits = [*_splits(shown)]
    for now, later in splits:
        for size in type_size.SIZES:
            if sheet := _fitted(plan, now, later, size, today):
                return sheet
    fitted = (_fitted(plan, *splits[-1], size, today) for size in type_size.CUT)
    return next(filter(None, fitted), None) or _sheet(plan, *splits[-1], type_size.CUT[-1], today)


def _splits(questions: _Questions) -> Iterable[tuple[_Questions, _Questions]]:
    """The questions of the first and the second page: all on the first, then fewer, down to half of them."""
    yield questions, ()
    last = len(_MARKS) - 1
    ranks = [1 if q.rank is None else min(q.rank, last) for q in questions]
    ends = {q.stage for q in (*questions[:1], *questions[-1:])}
    # An interview keeps its beginning and its end.
    order = sorted(range(len(questions)), key=lambda i: (-ranks[i], questions[i].stage in ends, -i))
    for count in range(max(1, ranks.count(last)), len(questions) // 2 + 1):
        moved = {*order[:count]}
        yield (
            tuple(q for i, q in enumerate(questions) if i not in moved),
            tuple(q for i, q in enumerate(questions) if i in moved),
        )


def _fitted(
    plan: InterviewPlan, now: _Questions, later: _Questions, size: TypeSize, today: date
) -> PlanSheet | None:  # fmt: skip
    """Return the pages in one size, with their room shared out; None where the questions do not fit."""
    sheet = _sheet(plan, now, later, size, today)
    rest, second = type_size.HEIGHT - _around(sheet), type_size.HEIGHT - _SECOND_HEAD
    for lines, room in ((sheet.lines, rest), (sheet.later, second)):
        if sum(max(line.height, size.row) for line in lines) > room:
            return None
    lines, notes = _shared_out(sheet.lines, rest)
    after, after_notes = _shared_out(sheet.later, second) if later else ((), 0.0)
    return replace(sheet, lines=lines, notes=notes, later=after, later_notes=after_notes)


def _shared_out(lines: tuple[PlanLine, ...], rest: float) -> tuple[tuple[PlanLine, ...], float]:
    """Give the rest of a page to the rows by their minutes, up to ``MINUTE`` each; what is then left is for notes."""
    minute = type_size.MINUTE

    def heights() -> list[float]:
        return [max(line.height, minute * line.grow) for line in lines]

    while minute > 0 and sum(heights()) > rest:
        minute -= 0.1
    left = rest - sum(heights())
    rows = tuple(replace(line, height=round(h, 2)) for line, h in zip(lines, heights(), strict=True))
    # A heading of its own and two lines at least.
    return rows, round(left, 2) if left >= 6 + 2 * type_size.RULE else 0.0


def _sheet(plan: InterviewPlan, now: _Questions, later: _Questions, size: TypeSize, today: date) -> PlanSheet:
    """Return the pages in one size, each row as high as its words are."""
    more = len(plan.questions) - len(now) - len(later)
    starts = accumulate((q.minutes for q in now), initial=0)
    return PlanSheet(
        title=f"Plan for an interview with {shorten(plan.name, 80) or 'someone'}",
        owner=shorten(plan.student, 60),
        name=shorten(plan.name, 60),
        about=shorten(_joined(" · ", _joined(", ", plan.job_title, plan.organization), plan.field), 130),
        day=day_in_prose(plan.when, today) if plan.when else "",
        details=_details(plan),
        goal=shorten(plan.goal, min(size.fact, 100 if size.tight else 220)),
        them=tuple(_them(plan, size)),
        me=tuple(_me(plan, size)),
        summary=_summary(plan),
        advice=(" ".join(_advice(plan)),) if size.tight and plan.lacks else tuple(_advice(plan)),
        lines=tuple(_lines(now, starts, size, 1)),
        worth=tuple((shorten(q.text, 180), shorten(q.reason, 200)) for q in plan.worth_asking),
        more=f"{more} more in the workbook." if more else "",
        hear=_hear(plan, size),
        facets=tuple(shorten(f, 50) for f in (plan.to_hear[:_FACETS] if size.tight else plan.to_hear)),
        size=size,
        later=tuple(_lines(later, repeat(-1), size, len(now) + 1)),
        later_heading="If there is time" if all(q.rank == len(_MARKS) - 1 for q in later) else "More questions",
    )


def _lines(questions: _Questions, starts: Iterable[int], size: TypeSize, first: int) -> Iterable[PlanLine]:
    before = ""
    for number, (q, start) in enumerate(zip(questions, starts, strict=False), start=first):
        line = PlanLine(
            number=number,
            starts=start,
            grow=max(q.minutes, 1),
            stage=shorten(q.stage, 40) if q.stage != before else "",
            text=shorten(q.text, size.question),
            mark="" if q.rank is None else _MARKS[min(q.rank, len(_MARKS) - 1)],
            priority=shorten(q.priority, 24),
            minutes=f"about {q.minutes} min" if q.guessed else f"{q.minutes} min",
            probe=shorten(q.probe, size.probe),
            reason=shorten(q.reason, 200),
        )
        before = q.stage
        yield replace(line, height=_height_of(line, size))


def _height_of(line: PlanLine, size: TypeSize) -> float:
    priority = f"{line.mark} {line.priority}"
    probe = f"{VAGUE}: {line.probe}" if line.probe else ""
    if size.tight:
        beside = _joined(" · ", line.stage, priority, line.minutes, probe)
        # Smaller type takes less of the line.
        beside = beside[: round(len(beside) * size.small / size.points)]
        return high(f"{line.text} {beside}", type_size.WORDS, size.points) + type_size.PADDING
    small = _joined(" · ", "" if size.apart else line.stage, priority, line.minutes, probe)
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
    worth = 5 + sum(high(text, type_size.WIDTH - 5, 9) + 0.6 for text, _ in sheet.worth) if sheet.worth else 0
    after = 11 + 3 * size.after
    when = 9.5 + high(sheet.details, type_size.WHEN, 9.5)
    parts = (max(head, when, 19.0), goal, facts, ask, worth, hear, after)
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


def _joined(between: str, *texts: str) -> str:
    return between.join(t for t in (text.strip() for text in texts) if t)
