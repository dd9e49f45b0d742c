"""What a workbook says about each contact that a letter may use; private columns never get this far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from folio.basics.plain_values import as_shown
from folio.domain.answers import answers_by
from folio.domain.contact_progress import status_reached
from folio.domain.follow_ups import FollowUp, all_follow_ups, follow_ups_with, last_message, reminders_sent
from folio.domain.gaps import quality_key
from folio.domain.interviews import last_interview
from folio.domain.messages import PLANNED_KINDS, Message, MessageKind, messages_to
from folio.domain.names import normalize_name
from folio.domain.open_items import is_open_activity
from folio.domain.records import Record, Records
from folio.domain.referrals import led_to, referrer_of
from folio.insight.custom_columns import added_columns
from folio.insight.interview_findings import Interview, find_interviews
from folio.insight.network import find_practice
from folio.intake.model import Reading
from folio.intake.reading_records import records_of
from folio.output.letters.letter_names import Addressee, addressee, workplace
from folio.output.letters.letter_sentences import VOICES, Voice
from folio.output.letters.letter_wording import clean, day_within, one_line, passage, phrase
from folio.output.letters.reader_address import Reader
from folio.template.schema import Column
from folio.template.vocabulary import TOPIC_CLOSE, TOPIC_OPENING

HOUSEKEEPING = (TOPIC_OPENING, TOPIC_CLOSE)
# The sheets whose added columns a letter may use, as ``contacts_languages``.
OWN_SHEETS = ("contacts", "interviews")
OwnValues = Mapping[str, str | bool]


# Messages that are welcome on their day, not before; of the others, the day is the last one.
_ON_ITS_DAY = ("reminder", "confirmation", "keep-in-touch", "reconnect")
_BY_ITS_DAY = ("thank-you",)


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose letters they are; ``about_me`` is the latest self-description that was practiced, else the one on Start."""

    name: str
    email: str
    class_: str
    school: str
    grade: str
    about_me: str


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """An offer: what for, where, until when, what is better and worse than one had heard, and what was decided."""

    job_title: str
    organization: str
    decide_by: date | None
    better: str
    worse: str
    decision: str


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is to be sent (see ``domain.messages``), with what a letter may say of its reason.

    ``planned`` is the student's own row for it. ``place`` is the cell that calls for it, ``note_in`` the one
    in which the day is noted once it is sent; empty where the workbook has none.
    """

    kind: MessageKind
    day: date | None
    planned: FollowUp | None
    interview: Interview | None
    offer: OfferFacts | None
    number: int
    place: str
    note_in: str

    @property
    def waits_for_its_day(self) -> bool:
        """Whether it goes out on its day, not at once."""
        return self.kind in _ON_ITS_DAY or (self.planned is not None and self.kind not in _BY_ITS_DAY)


@dataclass(frozen=True, slots=True)
class Contact:
    """One person, and all that the workbook says about them that a letter may use.

    ``dues`` are the messages to them that are not sent yet. ``interviews`` are the completed ones, oldest first;
    ``next_interview`` is one that is planned or scheduled, ``goal`` what one wants to learn in the next; ``answers``
    are what they answered, the fullest first; ``plans`` are (quality that this person named, what the student will do
    to build it) pairs, most important first;
    ``referrals`` are those whom this person led to, ``met`` those of them with whom an interview was completed
    since the last message to this person.
    ``reached`` is how far one is (see ``status_reached``). ``own``: what stands in the columns that the template adds
    to Contacts, by the names that letters have for them. ``referrer_listed`` is False where ``referred_by`` names
    nobody in Contacts. ``is_duplicate`` marks a second row of the same name. ``voice`` is how letters to this person
    sound, if the student says so.
    """

    name: str
    addressee: Addressee
    reader: Reader
    place: str
    organization: str
    job_title: str
    field: str
    exploring: str
    email: str
    interest: str
    source: str
    voice: str
    referred_by: str
    referrer_listed: bool
    status: str
    reached: str
    reminders_sent: int
    last_message: date | None
    requested_on: date | None
    interviews: tuple[Interview, ...]
    next_interview: Interview | None
    goal: str
    follow_ups: tuple[FollowUp, ...]
    dues: tuple[Due, ...]
    answers: tuple[str, ...]
    plans: tuple[tuple[str, str], ...]
    referrals: tuple[str, ...]
    met: tuple[str, ...]
    own: OwnValues
    is_duplicate: bool

    def sent(self, kind: str) -> tuple[FollowUp, ...]:
        """Return the follow-ups of this kind that were sent."""
        return tuple(f for f in self.follow_ups if f.kind == kind and not f.waiting)

    @property
    def address(self) -> tuple[str, ...]:
        """Return the receiver line by line, as on an envelope; what is missing leaves no line."""
        return tuple(filter(None, (self.addressee.envelope, self.job_title, workplace(self.organization))))

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

    ``unlisted`` are (name, kind of message) pairs, from completed interviews and from follow-ups not sent yet.
    ``voice`` is how letters sound where Contacts doesn't say. ``own_names`` are the names that letters have for columns
    that the template adds; ``of_interviews`` is what is in those of the interviews, by the place of the interview.
    """

    writer: Writer
    contacts: tuple[Contact, ...]
    unlisted: tuple[tuple[str, MessageKind], ...]
    voice: Voice
    days_off: Set[date]
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
    practiced = find_practice(book).latest
    added = {key: added_columns(reading.template, key) if reading.template else () for key in OWN_SHEETS}
    writer = Writer(
        name=one_line(start.text("name") or reading.student.name),
        email=one_line(start.text("email")),
        class_=one_line(start.text("class") or reading.student.class_),
        school=phrase(start.text("school")),
        grade=phrase(start.text("grade")),
        about_me=clean(practiced.version if practiced else start.text("about_me")),
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
    voice = reading.template.letters_voice if reading.template else VOICES[0]
    return LetterFacts(
        writer, tuple(contacts), _unlisted_people(book, interviews), voice, book.days_off, names, of_interviews
    )


def _own(key: str, columns: tuple[Column, ...], row: Record, today: date) -> OwnValues:
    return {f"{key}_{c.key}": _own_value(c, row, today) for c in columns}


def _own_value(column: Column, row: Record, today: date) -> str | bool:
    """A value as a letter can say it: whole sentences of a long text, a yes as true, all else within a sentence."""
    value = as_shown(row.values.get(column.key))
    if column.type == "yes_no":
        return row.yes(column.key)
    if isinstance(value, date):
        return day_within(value, today)
    return passage(str(value)) if column.type == "long_text" else phrase(value)


def _unlisted_people(book: Records, interviews: tuple[Interview, ...]) -> tuple[tuple[str, MessageKind], ...]:
    named: tuple[tuple[str, MessageKind], ...] = (
        *((t.contact, "thank-you") for t in interviews if t.completed),
        *((f.contact, PLANNED_KINDS[f.kind]) for f in all_follow_ups(book) if f.waiting and f.kind in PLANNED_KINDS),
    )
    found: dict[tuple[str, MessageKind], tuple[str, MessageKind]] = {
        (normalize_name(name), kind): (one_line(name), kind) for name, kind in named if name and not book.contact(name)
    }
    return tuple(found.values())


def _contact(
    book: Records, row: Record, interviews: tuple[Interview, ...], own: OwnValues, *, is_duplicate: bool
) -> Contact:
    name = normalize_name(row.text("name"))
    own_interviews = [t for t in interviews if name and normalize_name(t.contact) == name]
    answers = [clean(a.text) for a in answers_by(book, name) if a.question.text("topic") not in HOUSEKEEPING]
    referrals = tuple(dict.fromkeys(n for r in led_to(book, name) if (n := one_line(r.text("name")))))
    talked = {normalize_name(t.contact) for t in interviews if t.completed}
    referrer = referrer_of(book, name)
    person = addressee(row.text("name"), row.text("address_as"))
    own_words = set(normalize_name(person.parts.full).split())
    return Contact(
        name=one_line(row.text("name")),
        addressee=person,
        reader=Reader(person.parts, row.text("job_title"), _words_of_names(book) - own_words),
        place=f"{row.sheet} {row.cell('name')}",
        organization=phrase(row.text("organization")),
        job_title=phrase(row.text("job_title")),
        field=phrase(row.text("field")),
        # With several fields on the start sheet it is not said which of them this person is about.
        exploring=phrase(book.field_of(name)),
        email=one_line(row.as_typed("email")),
        interest=phrase(row.text("interest")),
        source=one_line(row.text("source")),
        voice=normalize_name(row.text("voice")),
        referred_by=one_line(book.spelled(referrer)),
        referrer_listed=not referrer or book.contact(referrer) is not None,
        status=row.text("status"),
        reached=status_reached(book, row),
        reminders_sent=reminders_sent(book, name),
        last_message=last_message(book, name),
        requested_on=row.day("requested_on"),
        interviews=tuple(t for t in own_interviews if t.completed),
        next_interview=next((t for t in own_interviews if t.ahead or t.waiting), None),
        goal=next((t.goal for t in own_interviews if t.goal and not t.completed), ""),
        follow_ups=tuple(follow_ups_with(book, name)),
        dues=tuple(_due(message, interviews) for message in messages_to(book, row)),
        answers=tuple(sorted(filter(None, answers), key=len, reverse=True)),
        plans=_plans(book, book.where("peaks_wanted", "contact", name)),
        referrals=tuple(n for n in referrals if normalize_name(n) not in talked),
        met=tuple(n for n in referrals if normalize_name(n) in talked and _is_news(book, name, n)),
        own=own,
        is_duplicate=is_duplicate,
    )


def _is_news(book: Records, name: str, met: str) -> bool:
    """Whether nothing was written to a person since the interview with someone they led to."""
    day, message = last_interview(book, met), last_message(book, name)
    return day is None or message is None or day > message


def _words_of_names(book: Records) -> frozenset[str]:
    """The words of all contacts' names, as names are compared: a "she" may be any of them."""

    def words() -> frozenset[str]:
        names = (row.text("name") for row in book.rows("contacts"))
        return frozenset(
            w for name in names for w in normalize_name(name).split() if len(w) > 2 and not w.endswith(".")
        )

    return book.once("words of names", words)


def _due(message: Message, interviews: tuple[Interview, ...]) -> Due:
    about = message.about
    is_offer = message.kind in ("adviser-request", "outcome")
    interview = next((t for t in interviews if about and (t.sheet, t.cell) == _place(about)), None)
    return Due(
        message.kind, message.due, message.follow_up, interview, _offer(about) if about and is_offer else None,
        message.number, f"{message.sheet} {message.cell}", _note_in(message),
    )  # fmt: skip


def _note_in(message: Message) -> str:
    """The cell for the day on which a message was sent."""
    if message.follow_up:
        row, column = message.follow_up.record, "sent"
    elif message.kind == "thank-you" and message.about:
        row, column = message.about, "thank_you_sent"
    elif message.kind in ("request", "referral-request"):
        row, column = message.contact, "requested_on"
    else:
        return ""
    return f"{row.sheet} {row.cells[column]}" if column in row.cells else ""


def _place(row: Record) -> tuple[str, str]:
    return row.sheet, row.cell("date", "contact")


def _offer(row: Record) -> OfferFacts:
    texts = (phrase(row.text("job_title")), phrase(row.text("organization")), row.day("decide_by"))
    return OfferFacts(*texts, clean(row.text("better")), clean(row.text("worse")), row.text("decision"))


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
