"""What a workbook says about each contact that a letter may use; private columns never get this far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from folio.basics.dates import date_in_prose
from folio.basics.plain_values import as_shown
from folio.domain.contact_progress import status_reached
from folio.domain.follow_ups import (
    FollowUp,
    all_follow_ups,
    follow_ups_with,
    keep_in_touch_due,
    last_message,
    reminder_due,
    reminders_sent,
)
from folio.domain.gaps import quality_key
from folio.domain.names import normalize_name
from folio.domain.open_items import is_open_activity
from folio.domain.records import Record, Records
from folio.domain.referrals import led_to, referrer_of
from folio.insight.custom_columns import added_columns
from folio.insight.interview_findings import Interview, find_interviews
from folio.intake.model import Reading
from folio.intake.reading_records import records_of
from folio.output.letters.letter_wording import clean, one_line, passage, phrase
from folio.template.schema import Column
from folio.template.vocabulary import KIND_THANK_YOU, TOPIC_CLOSE, TOPIC_OPENING

HOUSEKEEPING = (TOPIC_OPENING, TOPIC_CLOSE)
# The sheets whose added columns a letter may use, as ``contacts_languages``.
OWN_SHEETS = ("contacts", "interviews")
OwnValues = Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose letters they are."""

    name: str
    email: str
    class_: str
    about_me: str


@dataclass(frozen=True, slots=True)
class Contact:
    """One person, and all that the workbook says about them that a letter may use.

    ``interviews`` are the completed ones, oldest first; ``next_interview`` is one that is planned or scheduled;
    ``answers`` are (question, answer) pairs; ``plans`` are (quality that this person named, what the student
    will do to build it) pairs, most important first; ``referrals`` are those whom this person led to, ``met``
    those of them with whom an interview was completed. ``reached`` is how far one is (see ``status_reached``);
    ``reminder_due`` and ``keep_in_touch_due`` are the days of messages that nobody planned. ``own``: what
    stands in the columns that the template adds to Contacts, by the names that letters have for them.
    ``referrer_listed`` is False where ``referred_by`` names nobody in Contacts. ``is_duplicate`` marks a second
    row of the same name.
    """

    name: str
    place: str
    organization: str
    job_title: str
    field: str
    exploring: str
    email: str
    interest: str
    source: str
    referred_by: str
    referrer_listed: bool
    status: str
    reached: str
    reminders_sent: int
    reminder_due: date | None
    last_message: date | None
    keep_in_touch_due: date | None
    requested_on: date | None
    interviews: tuple[Interview, ...]
    next_interview: Interview | None
    follow_ups: tuple[FollowUp, ...]
    answers: tuple[tuple[str, str], ...]
    plans: tuple[tuple[str, str], ...]
    referrals: tuple[str, ...]
    met: tuple[str, ...]
    own: OwnValues
    is_duplicate: bool

    def planned(self, kind: str) -> FollowUp | None:
        """Return the follow-up of this kind that is to be sent first; those without a day come last."""
        waiting = [f for f in self.follow_ups if f.kind == kind and f.waiting]
        return min(waiting, key=lambda f: (f.due is None, f.due.toordinal() if f.due else 0), default=None)

    def sent(self, kind: str) -> tuple[FollowUp, ...]:
        """Return the follow-ups of this kind that were sent."""
        return tuple(f for f in self.follow_ups if f.kind == kind and not f.waiting)

    @property
    def last_interview(self) -> Interview | None:
        """The latest completed interview, if any; one without a date counts only where none has a date."""
        return max(self.interviews, key=lambda t: t.when or date.min, default=None)

    @property
    def thanks_to_write(self) -> tuple[Interview, ...]:
        """The completed interviews for which a thank-you has to be written."""
        return tuple(t for t in self.interviews if t.thank_you and t.thank_you.to_write)


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """One workbook: the writer, the contacts in order, and those to be written to whom Contacts does not have.

    ``unlisted`` are (name, kind of follow-up) pairs, from completed interviews and from follow-ups not sent yet.
    ``own_names`` are the names that letters have for columns that the template adds; ``of_interviews`` is what is in
    those of the interviews, by the place of the interview.
    """

    writer: Writer
    contacts: tuple[Contact, ...]
    unlisted: tuple[tuple[str, str], ...]
    own_names: frozenset[str]
    of_interviews: Mapping[tuple[str, str], OwnValues]

    def own(self, contact: Contact, interview: Interview | None) -> OwnValues:
        """Return what stands in columns that the template adds, of this contact and of this interview with them."""
        blank: OwnValues = dict.fromkeys(self.own_names, "")
        return {
            **blank,
            **contact.own,
            **(self.of_interviews.get((interview.sheet, interview.cell), {}) if interview else {}),
        }


def gather(reading: Reading, today: date) -> LetterFacts:
    """Gather what letters may say from one workbook."""
    book = records_of(reading, today)
    start = book.start
    added = {key: added_columns(reading.template, key) if reading.template else () for key in OWN_SHEETS}
    writer = Writer(
        name=one_line(start.text("name") or reading.student.name),
        email=one_line(start.text("email")),
        class_=one_line(start.text("class") or reading.student.class_),
        about_me=clean(start.text("about_me")),
    )
    interviews = find_interviews(book)
    seen: set[str] = set()
    contacts = []
    for row in book.rows("contacts"):
        key = normalize_name(row.text("name"))
        own = _own("contacts", added["contacts"], row, today)
        contacts.append(_contact(book, row, interviews, own, is_duplicate=bool(key) and key in seen))
        seen.add(key)
    of_interviews = {
        (row.sheet, row.cell("date", "contact")): _own("interviews", added["interviews"], row, today)
        for row in book.rows("interviews")
    }
    names = frozenset(f"{key}_{c.key}" for key, columns in added.items() for c in columns)
    return LetterFacts(writer, tuple(contacts), _unlisted_people(book, interviews), names, of_interviews)


def _own(key: str, columns: tuple[Column, ...], row: Record, today: date) -> OwnValues:
    return {f"{key}_{c.key}": _own_value(c, row, today) for c in columns}


def _own_value(column: Column, row: Record, today: date) -> str | bool:
    """A value as a letter can say it: whole sentences of a long text, a yes as true, all else within a sentence."""
    value = as_shown(row.values.get(column.key))
    if column.type == "yes_no":
        return row.yes(column.key)
    if isinstance(value, date):
        return date_in_prose(value, today)
    return passage(str(value)) if column.type == "long_text" else phrase(value)


def _unlisted_people(book: Records, interviews: tuple[Interview, ...]) -> tuple[tuple[str, str], ...]:
    named = (
        *((t.contact, KIND_THANK_YOU) for t in interviews if t.completed),
        *((f.contact, f.kind) for f in all_follow_ups(book) if f.waiting),
    )
    found = {
        (normalize_name(name), kind): (one_line(name), kind) for name, kind in named if name and not book.contact(name)
    }
    return tuple(found.values())


def _contact(
    book: Records, row: Record, interviews: tuple[Interview, ...], own: OwnValues, *, is_duplicate: bool
) -> Contact:
    name = normalize_name(row.text("name"))
    own_interviews = [t for t in interviews if name and normalize_name(t.contact) == name]
    questions = [e for e in book.where("questions", "contact", name) if e.text("topic") not in HOUSEKEEPING]
    referrals = tuple(dict.fromkeys(n for r in led_to(book, name) if (n := one_line(r.text("name")))))
    talked = {normalize_name(t.contact) for t in interviews if t.completed}
    referrer, reminder = referrer_of(book, name), reminder_due(book, row)
    return Contact(
        name=one_line(row.text("name")),
        place=f"{row.sheet} {row.cell('name')}",
        organization=phrase(row.text("organization")),
        job_title=phrase(row.text("job_title")),
        field=phrase(row.text("field")),
        # With several fields on the start sheet it is not said which of them this person is about.
        exploring=phrase(book.field_of(name)),
        email=one_line(row.text("email")),
        interest=phrase(row.text("interest")),
        source=one_line(row.text("source")),
        referred_by=one_line(book.spelled(referrer)),
        referrer_listed=not referrer or book.contact(referrer) is not None,
        status=row.text("status"),
        reached=status_reached(book, row),
        reminders_sent=reminders_sent(book, name),
        reminder_due=reminder.due if reminder else None,
        last_message=last_message(book, name),
        keep_in_touch_due=keep_in_touch_due(book, name),
        requested_on=row.day("requested_on"),
        interviews=tuple(t for t in own_interviews if t.completed),
        next_interview=next((t for t in own_interviews if t.ahead or t.waiting), None),
        follow_ups=tuple(follow_ups_with(book, name)),
        answers=_pairs(questions, lambda e: e.text("question"), lambda e: e.text("answer")),
        plans=_plans(book, book.where("peaks_wanted", "contact", name)),
        referrals=tuple(n for n in referrals if normalize_name(n) not in talked),
        met=tuple(n for n in referrals if normalize_name(n) in talked),
        own=own,
        is_duplicate=is_duplicate,
    )


def _plans(book: Records, wanted: Sequence[Record]) -> tuple[tuple[str, str], ...]:
    activities = {
        quality_key(row): row.text("activity")
        for row in reversed(book.rows("peaks_mine"))
        if row.text("activity") and is_open_activity(row)
    }
    by_importance = sorted(wanted, key=lambda e: -(e.rating("importance") or 0))
    return _pairs(by_importance, lambda e: e.text("quality"), lambda e: activities.get(quality_key(e), ""))


def _pairs(
    rows: Sequence[Record], first: Callable[[Record], str], second: Callable[[Record], str]
) -> tuple[tuple[str, str], ...]:
    pairs = ((clean(first(row)), clean(second(row))) for row in rows)
    return tuple((a, b) for a, b in pairs if a and b)
