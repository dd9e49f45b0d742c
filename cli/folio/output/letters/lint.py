"""What to look at before a letter is sent: gaps, vague or risky words, names, length and time.

All of it is read from the letter's own text, so a draft that somebody edited is looked at with the same eyes. The codes
never change; ``reports/letters/README.md`` says what each means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from folio.basics.dates import MONTH_NAMES, date_in_prose, nearest_day
from folio.basics.wording import cut_off, sentence_list
from folio.domain.email_addresses import email_address
from folio.domain.names import normalize_name
from folio.domain.thank_yous import is_late
from folio.output.letters import english_words as english
from folio.output.letters.contact_facts import Contact, Due, Writer
from folio.output.letters.date_slips import date_slips
from folio.output.letters.foreign_fields import TAG, foreign_fields
from folio.output.letters.letter_names import spelled
from folio.output.letters.letter_values import FIRST_LETTERS, TELLING_SOURCES
from folio.output.letters.letters_due import LetterKind
from folio.output.letters.name_slips import name_slips
from folio.output.letters.own_words import Usual, sentences_of, words_of
from folio.output.letters.risky_words import job_ask, placeholder, third_persons
from folio.template.vocabulary import STATUS_IDENTIFIED, THANKS_LATE_DAYS, THANKS_MISSED_DAYS

# A first letter fits on the screen of a phone; the others on one of a laptop.
MOST_WORDS, MOST_WORDS_LATER = 110, 220
_ABOUT_OTHERS: tuple[LetterKind, ...] = ("referrer-report", "referral-thank-you")
_NEEDS_POINT: tuple[LetterKind, ...] = (
    "thank-you", "referrer-report", "advice-update", "keep-in-touch", "reconnect", "adviser-request", "outcome",
)  # fmt: skip
# After its day, such a letter comes too late to be of use, or to be polite; and so do others that somebody planned,
# except those that are as welcome later.
_DEADLINES: tuple[LetterKind, ...] = ("confirmation", "referrer-report", "adviser-request")
_ANY_DAY: tuple[LetterKind, ...] = ("reminder", "keep-in-touch", "reconnect")
# So many words of a note in a letter say that the letter is about it; and so many of one's own, that it says something.
_SHARED_WORDS, _OWN_WORDS, _ASKED_WORDS, _SHORT = 2, 3, 2, 3
_ASKS = re.compile(r"\b(?:how|why|what|when|where|which|whether)\b.*\byour?\b", re.IGNORECASE)
# So much is shown of what stands where an address should.
_TYPED = 80
_WORDS_FOR_A_GAP = 15
_INSTEAD = "Write it in place of the brackets."
_MOST_FIELDS = 20
_WEEKS = re.compile(r"\bweeks? of [^.?!\n]{0,60}")
_MONTHS = "|".join(MONTH_NAMES)
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTHS}) (?P<day>\d{{1,2}})\b|(?P<day_before>\d{{1,2}}) (?P<month_behind>{_MONTHS})\b)"
)
_WEEK = timedelta(days=7)
_GRAMMAR = (
    english.DETERMINERS | english.PREPOSITIONS | english.PRONOUNS | english.ADVERBS | english.SUBORDINATORS
    | english.AUXILIARIES | english.FILLERS | english.THIRD_PERSONS | english.PLURAL_THIRD
)  # fmt: skip
_COMMON_WORDS, _EMPTY_WORDS = english.COMMON | _GRAMMAR, _GRAMMAR | english.VAGUE | english.GENERIC_THANKS


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at in a letter: a stable code, what it is, and the way out in one sentence."""

    code: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.fix}".strip()


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter as it stands, drafted or edited; ``gaps`` are the texts in brackets that are still to be filled in.

    ``subject`` is None where the file has no place for one, as on paper.
    """

    kind: LetterKind
    subject: str | None
    body: str
    gaps: tuple[str, ...]

    @property
    def said(self) -> str:
        """The subject and the letter, without its gaps."""
        return f"{self.subject or ''}\n{without_gaps(self.body, self.gaps)}"


@dataclass(frozen=True, slots=True)
class Background:
    """What a letter is held against: its reader and writer, and why it is due (None where it isn't now).

    ``notes`` are texts, besides those about the contact, that make a letter specific; ``usual`` are the phrases that
    come with every letter of the kind.
    """

    contact: Contact
    writer: Writer
    due: Due | None
    notes: tuple[str, ...]
    usual: Usual
    today: date


def without_gaps(body: str, gaps: Iterable[str], instead: str = " ") -> str:
    """Return a letter without its gaps."""
    for gap in gaps:
        body = body.replace(f"[{gap}]", instead)
    return body


def words_in(body: str, gaps: Iterable[str]) -> int:
    """How many words a letter has, greeting and name included; a gap counts as the sentence that will fill it."""
    return len(without_gaps(body, gaps, " word" * _WORDS_FOR_A_GAP).split())


def lint(letter: LetterText, background: Background) -> list[Finding]:
    """Return what is to be looked at in a letter, the most urgent first."""
    if not letter.body.strip():
        return [Finding("empty", "It is empty.", "Write it, or delete it and run folio letters again.")]
    return [
        *_time(letter, background),
        *(Finding("gap", f"Fill in: {_asked(gap)}.", _INSTEAD) for gap in letter.gaps),
        *_subject(letter),
        *_whom(letter, background.contact),
        *_specific(letter, background),
        *_wording(letter, background),
        *(Finding("date-differs", *slip) for slip in _dates(letter, background)),
        *(Finding("name-differs", *slip) for slip in name_slips(letter.body, background.contact, background.writer)),
        *_length(letter),
    ]


def contact_findings(contact: Contact, letter: str) -> list[Finding]:
    """Return what is to be looked at in Contacts before this letter is sent."""
    found = []
    if not contact.referrer_listed and contact.referred_by and contact.referred_by in letter:
        what = f"{contact.referred_by} isn't in your contacts."
        found.append(Finding("referrer-unknown", what, "Check the spelling."))
    if not email_address(contact.email):
        found.append(_no_address(contact))
    if contact.reached != (contact.status or STATUS_IDENTIFIED):
        status = f"is still “{contact.status}”" if contact.status else "is still empty"
        what = f"In Contacts, the status of {contact.name} {status}."
        found.append(Finding("status", what, f"Choose “{contact.reached}” in the row of {contact.place}."))
    return found


def _no_address(contact: Contact) -> Finding:
    if not contact.email:
        return Finding("no-address", f"There is no email address in Contacts for {contact.name}.", "Add it there.")
    typed = cut_off(contact.email, _TYPED)
    return Finding(
        "no-address", f"In Contacts, the email of {contact.name} is “{typed}”.", "Correct it: that isn't one address."
    )


def _asked(gap: str) -> str:
    """What a gap asks for, without the example or the note beside it."""
    return re.split(r"[.:] (?:For example|Your note):", gap)[0].rstrip(".")


# --- when it is sent


def _time(letter: LetterText, background: Background) -> list[Finding]:
    due, today = background.due, background.today
    if letter.kind == "thank-you":
        return _thanks_late(due, today) if due and due.interview else []
    found = [
        Finding("late", f"It asks for the week of {date_in_prose(week, today)}, which is over.", "Name two to come.")
        for week in _weeks_over(letter.said, today)
    ]
    has_a_day = letter.kind in _DEADLINES or (due and due.planned and letter.kind not in _ANY_DAY)
    if due and due.day and due.day < today and has_a_day:
        found.append(Finding("late", f"Late: it was due on {date_in_prose(due.day, today)}.", "Send it today."))
    return found


def _thanks_late(due: Due, today: date) -> list[Finding]:
    if due.interview is None or due.interview.when is None:
        what = "The workbook doesn't say when you talked."
        return [Finding("late", what, "A thank-you is due within a day.")]
    when, passed = date_in_prose(due.interview.when, today), (today - due.interview.when).days
    if passed > THANKS_MISSED_DAYS:
        return [Finding("late", f"Very late: you talked on {when}, {passed} days ago.", "Send it today anyway.")]
    if is_late(due.interview.when, today):
        return [Finding("late", f"Late: you talked on {when}, {passed} days ago.", "Send it today.")]
    if passed == THANKS_LATE_DAYS:
        return [Finding("late", f"Due yesterday: you talked on {when}.", "Send it today.")]
    return []


def _weeks_over(text: str, today: date) -> Iterator[date]:
    """The first week that a letter asks for and that is over: of a day without a year, the nearest is meant."""
    for asked in _WEEKS.findall(text):
        for day in _DAY.finditer(asked):
            month = MONTH_NAMES.index(day["month"] or day["month_behind"]) + 1
            nearest = nearest_day(month, int(day["day"] or day["day_before"]), today)
            if nearest and nearest + _WEEK <= today:
                yield nearest
                return


def _dates(letter: LetterText, background: Background) -> Iterable[tuple[str, str]]:
    body, contact = without_gaps(letter.body, letter.gaps), background.contact
    notes = " ".join((*notes_of(contact), *background.notes))
    return date_slips(letter.subject or "", body, letter.kind, contact, background.due, notes, background.today)


# --- to whom, about what


def _subject(letter: LetterText) -> list[Finding]:
    if letter.subject is None or letter.subject.strip():
        return []
    return [Finding("no-subject", "It has no subject.", "Say in a few words what it's about.")]


def _whom(letter: LetterText, contact: Contact) -> list[Finding]:
    """Check that a first letter says how one came to the person, and that whoever is behind a letter is named."""
    if letter.kind in _ABOUT_OTHERS and not letter.gaps:
        led_to = [*contact.met, *contact.referrals]
        if led_to and not any(_names(letter.said, name) for name in led_to):
            what = f"It doesn't name {sentence_list([spelled(n) for n in led_to], 3)}."
            return [Finding("referral-missing", what, "Say whom they told you about.")]
    if letter.kind not in (*FIRST_LETTERS, "reminder"):
        return []
    if contact.referred_by:
        if _names(letter.said, contact.referred_by) or any("who sent you" in gap for gap in letter.gaps):
            return []
        what = f"It doesn't mention {contact.referred_by}, who told you about {contact.name}."
        return [Finding("referrer-missing", what, "Name them in the first sentence.")]
    asked = any("how you found" in gap for gap in letter.gaps)
    if letter.kind == "reminder" or contact.source in TELLING_SOURCES or asked or _tells_how(letter.said):
        return []
    what = f"It may not say how you found {contact.name}."
    return [Finding("how-missing", what, "Say it in one sentence.")]


def _names(text: str, name: str) -> bool:
    """Whether a text names somebody, by any word of the name; "may I" and "will you" are nobody."""
    if normalize_name(name) in normalize_name(text):
        return True
    said = set(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", re.sub(r"\b\w+(?= (?:I|you|we|be)\b)", " ", text)))  # noqa: RUF001
    said_words = {normalize_name(w) for w in said if not w.islower()}
    return any(w.strip(".,") in said_words for w in normalize_name(name).split() if len(w.strip(".,")) > 1)


_HOW = re.compile(
    r"\b(?:I (?:found|met|saw|heard|read|learned|came across|know|follow|noticed|attended)|we met"
    r"|(?:told me about|gave me) your?|where you (?:spoke|work|gave))\b",
    re.IGNORECASE,
)


def _tells_how(text: str) -> bool:
    """Whether a letter says how its writer came to its reader."""
    return any(_HOW.search(s) and re.search(r"\byour?\b", s, re.IGNORECASE) for s in sentences_of(text))


def notes_of(contact: Contact) -> list[str]:
    """What the student noted about this person or from an interview with them."""
    return [
        contact.goal,
        *(t for i in contact.interviews for t in (*i.takeaways, i.surprise, i.misconception, i.thank_for)),
        *(t for f in contact.follow_ups for t in (f.point, f.advice_used)),
        *contact.answers,
        *(t for pair in contact.plans for t in pair),
        *contact.met,
        *contact.referrals,
        contact.interest,
        *(t for d in contact.dues if d.offer for t in (d.offer.better, d.offer.worse)),
    ]


def _specific(letter: LetterText, background: Background) -> list[Finding]:
    if _says_a_note(letter, background) or _says_something(letter, background):
        return []
    if letter.kind in FIRST_LETTERS:
        if any("why you" in gap for gap in letter.gaps):
            return []
        what = "It doesn't say why you're writing to this person in particular."
        return [Finding("no-reason", what, "Say in one sentence what only they can tell you.")]
    if letter.kind not in _NEEDS_POINT or letter.gaps:
        return []
    if letter.kind == "thank-you":
        what = "It says thanks, but nothing from your interview."
        return [Finding("generic-thanks", what, "Add one thing that stayed with you.")]
    what = "It has nothing specific from your interview yet."
    return [Finding("no-point", what, "Add one thing that only this person told you.")]


def _says_a_note(letter: LetterText, background: Background) -> bool:
    said = _telling(words_of(letter.said))
    noted = (_telling(words_of(n)) for n in (*notes_of(background.contact), *background.notes))
    return any(len(words & said) >= min(_SHARED_WORDS, len(words)) for words in noted if words)


def _says_something(letter: LetterText, background: Background) -> bool:
    """Whether a sentence has enough words that come with no other letter, nor say who the two are, nor just thank."""
    contact, writer = background.contact, background.writer
    facts = frozenset(words_of(
        f"{writer.name} {writer.school} {writer.grade} {contact.name} {contact.addressee.greeting} "
        f"{contact.organization} {contact.job_title} {contact.field} {contact.exploring} {contact.referred_by} "
        f"{' '.join(MONTH_NAMES)}"
    ))  # fmt: skip
    about_me = frozenset(words_of(writer.about_me))
    for sentence in sentences_of(without_gaps(letter.body, letter.gaps)):
        # What one asks them may be about what one does oneself.
        asks = letter.kind in FIRST_LETTERS and _ASKS.search(sentence)
        own = {w for w in background.usual.own(sentence) if len(w) > _SHORT} - _EMPTY_WORDS - facts
        if len(own if asks else own - about_me) >= (_ASKED_WORDS if asks else _OWN_WORDS):
            return True
    return False


def _telling(words: Iterable[str]) -> set[str]:
    return {w for w in words if len(w) > _SHORT and w not in _COMMON_WORDS}


# --- the words


def _wording(letter: LetterText, background: Background) -> list[Finding]:
    text, contact, found = letter.said, background.contact, []
    plain = normalize_name(text)
    found += [
        Finding(
            "example",
            f"It still has folio's example: “{cut_off(example, _TYPED).rstrip('.')}”.",
            "Say it in your own words.",
        )
        for example in background.usual.examples
        if normalize_name(example) in plain
    ]
    if said := job_ask(text):
        what = f"It sounds like you're asking for a job (“{cut_off(said, _TYPED)}”)."
        found.append(Finding("job-ask", what, "Leave that out."))
    if said := placeholder(text):
        found.append(Finding("placeholder", f"It still says “{said}”.", "Say it, or take the sentence out."))
    found += [
        Finding("merge-field", f"“{field}” is a field of another program.", "Write what it stands for.")
        for field in foreign_fields(text)[:_MOST_FIELDS]
    ]
    found += [
        Finding("merge-field", f"“{cut_off(tag, _TYPED)}” is still there.", "Write what it stands for.")
        for tag in TAG.findall(text)[:_MOST_FIELDS]
    ]
    if letter.kind not in _ABOUT_OTHERS:
        name = contact.addressee.greeting
        found += [
            Finding("third-person", f"It says “{word}”.", f"Write “you” or “your” where that means {name}.")
            for word in third_persons(without_gaps(letter.body, letter.gaps), contact, background.writer)
        ]
    if " …" in text:
        found.append(Finding("cut-off", "A long text is cut off at the “…”.", "Shorten it."))
    return found


def _length(letter: LetterText) -> list[Finding]:
    most, screen = (MOST_WORDS, "a phone") if letter.kind in FIRST_LETTERS else (MOST_WORDS_LATER, "a laptop")
    if (words := words_in(letter.body, letter.gaps)) <= most:
        return []
    return [
        Finding("too-long", f"It's long ({words} words).", f"About {most} fit on the screen of {screen}; shorten it.")
    ]
