"""What a student does next: everything that waits, from every sheet, each step once.

A step is one action with one person. What the student plans as the next step in Contacts and what folio would remind of
are one step, where the words plainly say so (``said_actions``): then the student's words and day count, and ``also``
tells where else it stands.

Some steps are good manners without a deadline (``optional``): nobody planned them, and nothing is late when they are
left out. ``start_list`` picks what Start, reports and check list; ``folio due`` and the letters know all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from folio.domain import step_words
from folio.domain.follow_ups import FollowUp, all_follow_ups, reminder_due
from folio.domain.interviews import is_to_come
from folio.domain.messages import PLANNED_KINDS, Message, MessageKind, all_messages
from folio.domain.names import normalize_name
from folio.domain.open_items import is_open_activity, is_open_lead, is_open_offer
from folio.domain.proposals import is_proposed_step
from folio.domain.records import Record, Records
from folio.domain.referrals import referrer_of
from folio.domain.said_actions import ONE_AT_A_TIME, SAID_AS, said_action
from folio.domain.step_words import said
from folio.domain.thank_yous import thank_you_for
from folio.template import vocabulary as terms

Action = (
    MessageKind
    | Literal["next-step", "follow-up", "interview", "debrief", "lead", "offer", "activity", "hand-in", "fill-in"]
)
# Where a step is found: of those on one day, the first of these comes first.
Source = Literal[
    "hand-in", "interview", "thank-you", "follow-up", "reminder", "next-step", "report", "lead", "offer", "activity",
    "own", "request", "message", "blank",
]  # fmt: skip
SOURCES: tuple[Source, ...] = get_args(Source)
State = Literal["overdue", "today", "soon", "later", "open", "no date"]
SOON_DAYS = 14

KIND_NEXT_STEP = "Next step"
KIND_INTERVIEW = "Interview"
KIND_LEAD = "Lead"
KIND_OFFER = "Offer"
KIND_WILL_DO = "Will do"
KIND_TURN_IN = "Turn in"
# The kinds of steps that are messages; what can be planned is called as in Follow-ups.
KINDS: dict[MessageKind, str] = {
    "request": "Request",
    "referral-request": "Request",
    "confirmation": "Confirmation",
    **{kind: said for said, kind in PLANNED_KINDS.items()},
    "reconnect": terms.KIND_KEEP_IN_TOUCH,
}
# By what two steps from one source and of one day are one: a row that stands there twice. Of the texts, so much counts.
TELLING = 200
_ALIKE: dict[Source, tuple[str, ...]] = {
    "interview": ("contact", "format"), "follow-up": ("contact", "kind", "point"),
    "next-step": ("name", "organization", "next_step"), "lead": ("lead", "next_step", "heard_from"),
    "activity": ("activity",),
}  # fmt: skip
# What to do about a follow-up for which no point is noted, where its kind tells.
_WITHOUT_POINT = {terms.KIND_REMINDER: step_words.REMIND[1], terms.KIND_THANK_YOU: step_words.THANK}
DAYS_TO_ACT_BY = {
    "contacts": "next_step_due", "follow_ups": "due", "leads": "due", "offers": "decide_by",
    "peaks_mine": "activity_by",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    ``when`` is the day to act by, ``days`` how far that is from today (negative when past); None without a day.
    ``state`` is ``open`` where it may be done anytime, ``no date`` where its day cannot be read. ``sheet`` and ``cell``
    are where it stands, ``also`` the other places; ``row`` is the row there, and ``about`` the interview or offer.
    ``number`` tells steps of one action with one person apart, from 1: those done count, too, so that it stays the
    same. ``optional``: good manners, without a deadline. ``source`` is where it was found.
    """

    action: Action
    kind: str
    who: str
    what: str
    when: date | None
    sheet: str
    cell: str
    days: int | None = None
    state: State = "open"
    also: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    row: Record | None = None
    about: Record | None = None
    number: int = 1
    source: Source = "message"

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Every place where it stands, as (sheet, cell)."""
        return ((self.sheet, self.cell), *self.also)

    @property
    def kind_to_say(self) -> str:
        """The kind where the words don't say what to do: a point to mention, a lead, an activity; else empty."""
        has_point = self.row is not None and bool(self.row.text("point"))
        return self.kind if has_point or self.action in ("lead", "activity") else ""

    @property
    def words(self) -> str:
        """What to do, with the kind where the words don't say it."""
        return ": ".join(filter(None, (self.kind_to_say, self.what)))

    @property
    def told(self) -> str:
        """The step in one line, as Start, reports, letters and due say it."""
        return step_words.told(self.with_whom, self.words)

    @property
    def with_whom(self) -> str:
        """The person, as far as the step is about them: a counselor knows."""
        return "" if self.action == "hand-in" else self.who

    @property
    def has_deadline(self) -> bool:
        """Whether it has to be done by a day."""
        return self.when is not None and not self.optional

    @property
    def identity(self) -> tuple[str, str, int]:
        """What stays the same whatever day or words a step has: the action, the person (or quality), the number."""
        action = SAID_AS.get(self.action, self.action)
        whose = self.who or (self.row.text("quality") if self.row and self.action == "activity" else "")
        return action, normalize_name(whose), self.number


def state_of(days: int) -> State:
    """Say how near a day is: overdue, today, soon (14 days at most) or later."""
    if days < 0:
        return "overdue"
    if days == 0:
        return "today"
    return "soon" if days <= SOON_DAYS else "later"


def next_steps(records: Records) -> tuple[Step, ...]:
    """Everything that is not done yet, each step once: by day, then what has none, in the order of the sheets."""
    return records.once("next steps", lambda: _next_steps(records))


def find_due(records: Records) -> tuple[Step, ...]:
    """The steps with a deadline, in the order of the days."""
    return tuple(step for step in next_steps(records) if step.has_deadline)


def find_undated(records: Records) -> tuple[Step, ...]:
    """The steps whose day cannot be read, in the order of the sheets."""
    return tuple(step for step in next_steps(records) if step.state == "no date")


def _next_steps(records: Records) -> tuple[Step, ...]:
    own, planned = [*_own_steps(records)], [*_follow_ups(records)]
    folios = [*_reminders(records), *_thank_yous(records), *_messages(records)]
    others = [*_interviews(records), *_leads(records), *_offers(records), *_will_do(records), *_hand_in(records)]
    steps = [_stated(records, step) for step in (*_merged(records, own, planned, folios), *others)]
    dated = sorted((step for step in steps if step.when is not None), key=_by_day)
    return (*_told_once(dated), *(step for step in steps if step.when is None))


def _by_day(step: Step) -> tuple[date, int, int]:
    return step.when or date.max, SOURCES.index(step.source), step.row.index if step.row else 0


def _stated(records: Records, step: Step) -> Step:
    if step.when is None:
        return step
    days = (step.when - records.today).days
    state = state_of(days)
    return replace(step, days=days, state="open" if step.optional and days <= 0 else state)


def _told_once(steps: Iterable[Step]) -> Iterator[Step]:
    """One thing to do may stand in two rows, such as an activity that builds two qualities: the first tells of it."""
    told: dict[Hashable, Step] = {}
    for step in steps:
        key = (step.when, step.source, _said_by(step))
        told[key] = replace(told[key], also=(*told[key].also, *step.places)) if key in told else step
    yield from told.values()


def _said_by(step: Step) -> str:
    row, columns = step.row, _ALIKE.get(step.source)
    if row is None or columns is None:
        return f"{step.identity} {row.index if row else ''}"
    if step.source == "activity" and not row.text("activity"):
        columns = ("activity", "quality")
    return "|".join(map(row.key, columns))[:TELLING]


def _merged(records: Records, own: list[Step], planned: list[Step], folios: list[Step]) -> Iterator[Step]:
    """The student's next steps, then what they planned and what folio reminds of, without what is the same."""
    others = dict(enumerate((*planned, *folios)))
    same: dict[tuple[str, str], list[int]] = {}
    for i, other in others.items():
        # Of some, such as keeping in touch, several may be planned: those stay steps of their own.
        if other.action in ONE_AT_A_TIME or other.optional:
            same.setdefault(_subject(records, other), []).append(i)
    for step in own:
        found = [i for i in same.get(_subject(records, step), ()) if i in others] if step.state != "no date" else []
        if not found or (step.when is None and step.row is not records.contact(step.who)):
            yield replace(step, action="next-step")
        elif step.when is not None:  # their own day, so all others are settled by it
            told = [others.pop(i) for i in found]
            yield replace(
                step, kind=told[0].kind, action=told[0].action, about=told[0].about, number=told[0].number,
                also=tuple(dict.fromkeys(place for it in told for place in it.places if place not in step.places)),
            )  # fmt: skip
        else:
            for i in found:
                words = others[i].what if others[i].kind_to_say else step.what
                others[i] = replace(others[i], what=words)
            others[found[0]] = replace(others[found[0]], also=(*others[found[0]].also, *step.places))
    yield from others.values()


def _subject(records: Records, step: Step) -> tuple[str, str]:
    """The person and the action: what two steps have in common that are one."""
    return records.compare(step.who), SAID_AS.get(step.action, step.action)


def _own_steps(records: Records) -> Iterator[Step]:
    for row in records.rows("contacts"):
        unread = "next_step_due" in row.unread
        day, text = row.day("next_step_due"), row.text("next_step")
        if not (text or day or unread) or is_proposed_step(row):
            continue
        who = records.spelled(row.text("name") or row.text("organization"))
        text = text or said(step_words.PLANNED, who)
        yield Step(
            said_action(row) or "next-step", KIND_NEXT_STEP, who, text, day, row.sheet,
            row.cell("next_step_due", "next_step"), state="no date" if unread else "open", row=row,
            number=nth(records, "contacts", "name", row), source="next-step" if day else "own",
        )  # fmt: skip


def _follow_ups(records: Records) -> Iterator[Step]:
    to_send = {id(m.follow_up.record): m for m in all_messages(records) if m.follow_up}
    for it in all_follow_ups(records):
        unread = "due" in it.record.unread
        message = to_send.get(id(it.record))
        if it.waiting and (it.due or unread or message):
            step = _follow_up(it, message, unread=unread)
            # A thank-you is that for its interview, wherever it is planned.
            interview = step.about if step.action == "thank-you" else None
            number = nth(records, "interviews", "contact", interview) if interview else nth_message(records, it)
            yield replace(step, number=number)


def planned_action(row: FollowUp) -> Action:
    """The action of a row among the follow-ups, by its kind."""
    return next((kind for said, kind in PLANNED_KINDS.items() if row.record.says("kind", said)), "follow-up")


def nth_message(records: Records, row: FollowUp) -> int:
    """The how-manieth row of its kind and person a follow-up is, from 1, sent or not."""
    alike = [m for m in records.where("follow_ups", "contact", row.contact) if m.key("kind") == row.record.key("kind")]
    return nth_of(alike, row.record)


def nth(records: Records, sheet: str, column: str, row: Record) -> int:
    """The how-manieth row of its sheet with the same in a column this is, from 1."""
    return nth_of(records.where(sheet, column, row.values.get(column)), row)


def nth_of(rows: Sequence[Record], row: Record) -> int:
    """The place of a row among others, from 1; of one that isn't there, its place in the sheet."""
    return next((i for i, other in enumerate(rows, start=1) if other is row), row.index + 1)


def _follow_up(it: FollowUp, message: Message | None, *, unread: bool) -> Step:
    kind = it.kind or "Follow-up"
    words = next((words for it_is, words in _WITHOUT_POINT.items() if it.record.says("kind", it_is)), step_words.WRITE)
    what = it.point or said(words, it.contact, kind=kind)
    return Step(
        message.kind if message else planned_action(it), kind, it.contact, what, it.due, it.record.sheet,
        it.record.cell("due", "contact"), state="no date" if unread and it.due is None else "open", row=it.record,
        about=message.about if message else None, source="follow-up",
    )  # fmt: skip


def _reminders(records: Records) -> Iterator[Step]:
    for row in records.rows("contacts"):
        if reminder := reminder_due(records, row):
            who = records.spelled(row.text("name"))
            yield Step(
                "reminder", terms.KIND_REMINDER, who, said(step_words.REMIND[reminder.number], who), reminder.due,
                row.sheet, row.cell("status"), row=row, number=reminder.number, source="reminder",
            )  # fmt: skip


def _thank_yous(records: Records) -> Iterator[Step]:
    for row in records.rows("interviews"):
        if (thanks := thank_you_for(records, row)) and thanks.due:
            who = records.spelled(row.text("contact"))
            yield Step(
                "thank-you", terms.KIND_THANK_YOU, who, said(step_words.THANK, who), thanks.due, row.sheet,
                row.cell("thank_you_sent", "contact"), row=row, about=row,
                number=nth(records, "interviews", "contact", row), source="thank-you",
            )  # fmt: skip


def _messages(records: Records) -> Iterator[Step]:
    """The messages that nobody planned, beside reminders and thank-yous. Of these, a report to a referrer is due."""
    can_be_noted = "follow_ups.sent" in records.columns
    for it in all_messages(records):
        if it.follow_up is None and it.kind not in ("reminder", "thank-you"):
            yield Step(
                it.kind, KINDS[it.kind], it.contact.text("name"), _message_words(records, it), it.due, it.sheet,
                it.cell, optional=not (it.kind == "referrer-report" and can_be_noted), row=it.contact, about=it.about,
                number=nth(records, "interviews", "contact", it.about) if it.kind == "confirmation" and it.about
                else it.number, source=_MESSAGE_SOURCES.get(it.kind, "message"),
            )  # fmt: skip


_MESSAGE_SOURCES: dict[MessageKind, Source] = {
    "request": "request", "referral-request": "request", "referrer-report": "report",
}  # fmt: skip


def _message_words(records: Records, message: Message) -> str:
    met = records.spelled(message.about.text("contact")) if message.about else ""
    referrer = records.spelled(referrer_of(records, message.contact.values.get("name")))
    return said(step_words.MESSAGES[message.kind], message.contact.text("name"), met=met, referrer=referrer)


def _interviews(records: Records) -> Iterator[Step]:
    for row in records.rows("interviews"):
        when, name = row.day("date"), records.spelled(row.text("contact"))
        if when is None or not is_to_come(row):
            continue
        action: Action = "debrief" if when < records.today else "interview"
        form = row.text("format").lower() if action == "interview" else ""
        what = said(step_words.MEET if action == "interview" else step_words.NOTE_DOWN, name)
        yield Step(
            action, KIND_INTERVIEW, name, f"{what} ({form})" if form else what, when, row.sheet,
            row.cell("date", "contact"), row=row, about=row, number=nth(records, "interviews", "contact", row),
            source="interview",
        )  # fmt: skip


def _leads(records: Records) -> Iterator[Step]:
    for row in filter(is_open_lead, records.rows("leads")):
        what = ": ".join(t for t in (row.text("lead"), row.text("next_step")) if t) or step_words.FOLLOW_LEAD
        yield _noted(records, row, "leads", "heard_from", "lead", KIND_LEAD, what)


def _offers(records: Records) -> Iterator[Step]:
    for row in filter(is_open_offer, records.rows("offers")):
        what = said(step_words.DECIDE, records.spelled(row.text("organization")))
        what += f": {row.text('job_title')}" if row.text("job_title") else ""
        yield _noted(records, row, "offers", "organization", "offer", KIND_OFFER, what)


def _will_do(records: Records) -> Iterator[Step]:
    for row in filter(is_open_activity, records.rows("peaks_mine")):
        if row.text("activity") or row.has("activity_by"):
            what = row.text("activity") or step_words.BUILD.format(quality=row.text("quality") or "this quality")
            yield _noted(records, row, "peaks_mine", "quality", "activity", KIND_WILL_DO, what)


def _noted(
    records: Records, row: Record, sheet: str, whose: str, source: Literal["lead", "offer", "activity"], kind: str,
    what: str,
) -> Step:  # fmt: skip
    column = DAYS_TO_ACT_BY[sheet]
    return Step(
        source, kind, "" if source == "activity" else records.spelled(row.text(whose)), what, row.day(column),
        row.sheet, row.cell(column), state="no date" if column in row.unread else "open", row=row,
        number=nth(records, sheet, whose, row), source=source,
    )  # fmt: skip


def _hand_in(records: Records) -> Iterator[Step]:
    # Once that day is past the workbook has been handed in, or its counselor knows: no use in repeating it.
    start = records.start
    day = start.day("due")
    if day is not None and day >= records.today:
        counselor, cell = start.text("counselor"), start.cell("due")
        yield Step(
            "hand-in", KIND_TURN_IN, counselor, step_words.TURN_IN, day, start.sheet, cell, row=start, source="hand-in"
        )
