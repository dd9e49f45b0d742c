"""What to take along to an interview: what is known of the person, and what to ask them, in order.

Whom a plan is for: everybody with whom an interview is still ahead, or one person asked for by name. The questions are
the rows of the question plan that name the person. Where there are none (left), they are chosen by what is still
missing (see ``domain.adapted_plan``), beside the student's own among the rows that name nobody. As long as nobody in
the field has told anything, they are all rows that name nobody, which are the plan for any interview. Once an interview
with the person is completed, what is marked as asked stays out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from folio.domain.adapted_plan import USUAL_MINUTES, adapted_plan, worth_asking
from folio.domain.answers import is_asked
from folio.domain.gaps import Mine, gap_of, is_planned
from folio.domain.interviews import completed_with, is_completed, is_to_come
from folio.domain.names import normalize_name
from folio.domain.previews import preview_of
from folio.domain.question_plan import lacking, plan_needs, plan_of
from folio.domain.records import Record, Records
from folio.domain.referrals import referrers
from folio.insight.network import find_practice
from folio.insight.peaks import find_peaks
from folio.intake.model import Reading
from folio.intake.reading_records import records_of
from folio.template.loading import DEFAULT, Kit, load_kit, shipped_names
from folio.template.plan_builder import LEAST_MINUTES, PlannedQuestion
from folio.template.schema import Plan, Template, fill_field
from folio.template.vocabulary import STATUS_SCHEDULED

# A few words below a custom plan.
_MOST_WORTH = 3
# What has no stage belongs to the heart of an interview, which is its second stage.
_HEART = 1
# What is written into a row only when the interview is over.
_AFTERWARDS = ("takeaway", "interest_after", "thank_you_sent")


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """One question: ``number`` from 1, ``starts`` in minutes from the beginning of the interview.

    ``minutes`` is what the workbook says, else ``USUAL_MINUTES``, and then ``guessed``. ``rank`` is the place of the
    priority among its choices, from 0; None without one. ``reason`` is why to ask it, of a chosen question why now.
    ``row`` is where it stands in the workbook, if it does.
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
    row: Record | None = None


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

    ``where``: the place, or the link of a call. ``referrers``: who sent the student, the nearest first. ``minutes``:
    how long the interview is to be, as noted; ``room``: the same, or else the minutes that the template's plan is made
    for. ``worth_asking``: questions on what the plan for this person leaves out, though it is missing. ``to_hear``:
    facets of which nobody in the field has spoken, and those on which the only two people disagree. ``lacks``: what no
    question is about. ``row``: that of the interview; one without cells where the workbook has none.
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
    where: str
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
    questions: tuple[PlanQuestion, ...]
    worth_asking: tuple[PlanQuestion, ...]
    to_hear: tuple[str, ...]
    to_show: tuple[Show, ...]
    lacks: tuple[str, ...]
    row: Record | None = None

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
    records = records_of(reading, today)
    ahead = [row for row in records.rows("interviews") if _is_ahead(row, today)]
    if wanted := normalize_name(contact):
        interviews = [row for row in ahead if row.key("contact") == wanted]
        if not interviews and wanted in map(normalize_name, people(reading, today)):
            interviews = [_unset(records, contact)]
    else:
        noted = {row.key("contact") for row in records.rows("interviews")}
        agreed = [r for r in records.rows("contacts") if r.says("status", STATUS_SCHEDULED) and r.key("name")]
        added = {r.key("name"): r.text("name") for r in reversed(agreed) if r.key("name") not in noted}
        interviews = [*ahead, *(records.blank(contact=name) for name in added.values())]
    plans = [_plan(records, reading, row) for row in interviews]
    return tuple(
        sorted(plans, key=lambda p: (p.when is None, p.when or today, p.at or time.max, normalize_name(p.name)))
    )


def people(reading: Reading, today: date) -> tuple[str, ...]:
    """Return everybody whom Contacts or Interviews names, each once, as first spelled."""
    tables = records_of(reading, today).tables
    named = ((r, c) for sheet, c in (("contacts", "name"), ("interviews", "contact")) for r in tables.get(sheet, ()))
    found: dict[str, str] = {}
    for row, column in named:
        if name := row.text(column):
            found.setdefault(row.key(column), name)
    return tuple(found.values())


def _is_ahead(row: Record, today: date) -> bool:
    """Whether an interview is coming up: planned, scheduled or without a status, and not on a day that is past."""
    when = row.day("date")
    if not (is_to_come(row) or "status" in row.unread) or (when is not None and when < today):
        return False
    return bool(row.text("status") or when) or not any(map(row.text, _AFTERWARDS))


def _unset(records: Records, contact: str) -> Record:
    """An interview with a person with whom none is ahead: what was noted for an earlier one, without its day."""
    rows = records.where("interviews", "contact", contact)
    open_ = [r for r in rows if not is_completed(r) and not any(map(r.text, _AFTERWARDS))]
    noted = open_[-1].values if open_ else {"contact": rows[-1].text("contact") if rows else records.spelled(contact)}
    return records.blank(**{k: v for k, v in noted.items() if k not in ("date", "time")})


def _plan(records: Records, reading: Reading, interview: Record) -> InterviewPlan:
    person = records.contact(interview.text("contact")) or records.blank()
    name = person.text("name") or interview.text("contact")
    field = records.field_of(name)
    earlier = _earlier(records, name)
    length = interview.rating("minutes")
    room = length or (reading.template.plan.minutes if reading.template else 0)
    questions, worth = _questions(records, reading.template, name, room, met=bool(earlier))
    preview = preview_of(records, field)
    start, latest = interview.values.get("time"), find_practice(records).latest
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
        where=interview.text("where"),
        minutes=length,
        room=room,
        goal=interview.text("goal"),
        source=person.text("source"),
        referrers=tuple(map(records.spelled, referrers(records, person))),
        interest=person.text("interest"),
        profile=person.text("profile_url"),
        phone=person.text("phone"),
        email=person.text("email"),
        notes=person.text("notes"),
        earlier=earlier,
        about_me=latest.version if latest else records.start.text("about_me"),
        questions=questions,
        worth_asking=worth,
        to_hear=(*preview.missing, *(f"{f} (people disagree)" for f in preview.disputed)) if preview else (),
        to_show=_to_show(records),
        lacks=_lacks(records, reading.template, questions),
        row=interview,
    )


def _earlier(records: Records, name: str) -> tuple[Earlier, ...]:
    """The completed interviews with a person, the latest first."""
    held = [Earlier(row.day("date"), row.text("takeaway")) for row in completed_with(records, name)]
    return tuple(sorted(held, key=lambda e: (e.when is None, -(e.when.toordinal() if e.when else 0))))


def _questions(
    records: Records, template: Template | None, name: str, room: int, *, met: bool
) -> tuple[tuple[PlanQuestion, ...], tuple[PlanQuestion, ...]]:
    """The questions in the order of the stages, and what is worth asking beside those that name the person."""
    rows = [r for r in records.tables.get("questions", ()) if r.text("question") and not (met and r.yes("asked"))]
    chosen, own = plan_of(records, rows, name)
    typed = [_of_row(r, template) for r in chosen]
    if template is None:
        return _in_order(typed, template), ()
    kit = _kit_of(records, template, chosen)
    if own:
        worth = worth_asking(kit, records, name, chosen, _MOST_WORTH)
        return _in_order(typed, template), tuple(_of_planned(p, records, name, template) for p in worth)
    ids = _ids_by_text(kit, records)
    mine = [r for r in chosen if not r.untouched and not (is_asked(r) and r.key("question") in ids)]
    planned = adapted_plan(kit, records, max(room, LEAST_MINUTES), (), person=name, own=mine)
    if any(p.reason for p in planned):
        typed = [_of_row(r, template) for r in mine]
        typed += [_of_planned(p, records, name, template) for p in planned]
    return _in_order(typed, template), ()


def _kit_of(records: Records, template: Template, general: Sequence[Record]) -> Kit:
    """folio's bank, and what of it the untouched rows of the workbook's plan for any interview are."""
    kit = load_kit(template.name if template.name in shipped_names() else DEFAULT)
    ids = _ids_by_text(kit, records)
    untouched = dict.fromkeys(ids[r.key("question")] for r in general if r.untouched and r.key("question") in ids)
    plan = Plan(minutes=template.plan.minutes, questions=tuple(untouched))
    return replace(kit, template=kit.template.model_copy(update={"plan": plan}))


def _ids_by_text(kit: Kit, records: Records) -> dict[str, str]:
    """The ids of the bank's questions by their words, as they are compared, with each field that Start names."""
    fields = (*records.fields, "")
    return {records.compare(fill_field(q.question, field)): q.id for q in kit.questions for field in fields}


def _of_row(row: Record, template: Template | None) -> PlanQuestion:
    """A row of the question plan; its number and its beginning are not known yet."""
    noted = row.rating("minutes")
    return PlanQuestion(
        number=0,
        stage=row.text("stage"),
        topic=row.text("topic"),
        text=row.text("question"),
        probe=row.text("probe"),
        reason=row.text("purpose"),
        priority=row.text("priority"),
        rank=_places(template, "priority").get(row.key("priority")),
        minutes=noted or USUAL_MINUTES,
        guessed=noted is None,
        starts=0,
        row=row,
    )


def _of_planned(planned: PlannedQuestion, records: Records, name: str, template: Template) -> PlanQuestion:
    """A chosen question, with the person's field in it."""
    q, field = planned.question, records.field_of(name)
    rank = _places(template, "priority").get(records.compare(planned.priority))
    return PlanQuestion(
        number=0,
        stage=q.stage,
        topic=q.topic,
        text=fill_field(q.question, field),
        probe=fill_field(q.probe, field),
        reason=planned.reason,
        priority="" if rank is None else planned.priority,
        rank=rank,
        minutes=q.minutes,
        guessed=False,
        starts=0,
    )


def _in_order(questions: list[PlanQuestion], template: Template | None) -> tuple[PlanQuestion, ...]:
    """The questions by stage, numbered and timed; without a stage they belong to the heart of the interview."""
    stages = _places(template, "stage")
    found: list[PlanQuestion] = []
    clock = 0
    for number, it in enumerate(sorted(questions, key=lambda q: stages.get(normalize_name(q.stage), _HEART)), start=1):
        found.append(replace(it, number=number, starts=clock))
        clock += it.minutes
    return tuple(found)


def _lacks(records: Records, template: Template | None, questions: Sequence[PlanQuestion]) -> tuple[str, ...]:
    """What no question is about; nothing is lacking where there are no questions at all."""
    if template is None or not questions:
        return ()
    return tuple(lacking(plan_needs(template), [records.blank(stage=q.stage, topic=q.topic) for q in questions]))


def _places(template: Template | None, column: str) -> dict[str, int]:
    """The choices of a column of the question plan with their places; none where the template has no such column."""
    choices = (
        template.sheet("questions").column(column).choices if template and template.has("questions", column) else ()
    )
    return {normalize_name(choice): place for place, choice in enumerate(choices or ())}


def _to_show(records: Records) -> tuple[Show, ...]:
    """The documents there are, those with most reasons to be shown first; one that is only planned is not there yet."""
    peaks = find_peaks(records)

    def best_first(mine: Mine) -> tuple[int, float, int]:
        gap = gap_of(records, mine.category, mine.quality)
        return -len(gap.reasons if gap else ()), -((gap.importance if gap else None) or 0), -(mine.strength or 0)

    shown: dict[str, tuple[str, list[str]]] = {}
    for mine in sorted(peaks.mine, key=best_first):
        if mine.document and not is_planned(mine):
            qualities = shown.setdefault(normalize_name(mine.document), (mine.document, []))[1]
            if mine.quality and mine.quality not in qualities:
                qualities.append(mine.quality)
    return tuple(Show(document, tuple(qualities)) for document, qualities in shown.values())
