"""What to look at before a letter is sent: gaps, vague or risky words, names, length and time.

All of it is read from the letter's own text, so a draft that somebody edited is looked at with the same eyes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from folio.basics.dates import date_in_prose
from folio.basics.wording import cut_off
from folio.domain.email_addresses import email_address
from folio.domain.names import normalize_name
from folio.domain.thank_yous import is_late
from folio.insight.interview_findings import Interview
from folio.output.letters import english_words as english
from folio.output.letters.contact_facts import Contact
from folio.output.letters.foreign_fields import foreign_fields
from folio.output.letters.letter_values import FIRST_LETTERS, TELLING_SOURCES
from folio.output.letters.letters_due import LetterKind
from folio.template.vocabulary import STATUS_IDENTIFIED, THANKS_LATE_DAYS, THANKS_MISSED_DAYS

# A first letter fits on the screen of a phone; the others on one of a laptop.
MOST_WORDS, MOST_WORDS_LATER = 110, 220
_ABOUT_OTHERS: tuple[LetterKind, ...] = ("referrer-report", "referral-thank-you")
_NEEDS_POINT: tuple[LetterKind, ...] = (
    "thank-you", "referrer-report", "advice-update", "keep-in-touch", "reconnect", "adviser-request", "outcome",
)  # fmt: skip
# So many words of a note in a letter say that the letter is about it.
_SHARED_WORDS = 2
_OUTSIDER = re.compile(r"\b(?:s?he|hers?|him|his)\b", re.IGNORECASE)
_JOB_ASK = re.compile(
    r"\b(?:hire me|hiring me|offer me|give me (?:a|the) (?:job|internship|position|chance)"
    r"|(?:job|position|internship|summer) openings?|open(?:ing)?s? for me|any openings?"
    r"|(?<!not )(?<!not to )(?:get|find|need|want|looking for|apply(?:ing)? for) (?:me )?(?:a|an|the|this|any) "
    r"(?:\w+ )?(?:job|internship|position)\b(?! (?:of|that|is|was|where|like))"
    r"|my (?:resume|résumé|cv) (?:is )?attached|attached (?:is )?my (?:resume|résumé|cv))\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\b(?:TBD|TBA|TODO|N/A|XXX+|lorem ipsum|insert name|your name here)\b|\?\?\?+", re.IGNORECASE
)
# So much is shown of what stands where an address should.
_TYPED = 80
_WORDS_FOR_A_GAP = 15
_GAP = re.compile(r"\[[^\[\]]+\]")
_CAPITALIZED = re.compile(r"(?<![.!?“\"] )(?<!^)\b[^\W\d_a-z][^\W\d_]{3,}\b", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")  # noqa: RUF001 - the typographic apostrophe is meant
_COMMON_WORDS = english.COMMON | english.FILLERS | english.AUXILIARIES


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at in a letter: a stable code, what it is, and the way out in one sentence."""

    code: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.fix}".strip()


def words_in(body: str) -> int:
    """How many words a letter has, greeting and name included; a gap counts as the sentence that will fill it."""
    return len(_GAP.sub(" word" * _WORDS_FOR_A_GAP, body).split())


def lint(
    kind: LetterKind, subject: str, body: str, gaps: Sequence[str], contact: Contact, interview: Interview | None,
    notes: Iterable[str], today: date,
) -> list[Finding]:  # fmt: skip
    """Return what is to be looked at in a letter, the most urgent first.

    ``gaps`` are what is still to be filled in; ``interview`` is the one that the letter is about; ``notes`` are texts,
    besides those about the contact, that make a letter specific.
    """
    text = f"{subject}\n{body}"
    bare = _GAP.sub(" ", text)
    return [
        *_time(kind, interview, today),
        *(Finding("gap", f"Fill in: {_asked(gap)}.") for gap in gaps),
        *_how(kind, bare, gaps, contact),
        *_specific(kind, bare, gaps, [*_notes_of(contact), *notes]),
        *_wording(kind, bare, contact),
        *_names(body, contact),
        *_length(kind, body),
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
        found.append(Finding("status", f"In Contacts, the status of {contact.name} {status}."))
    return found


def _no_address(contact: Contact) -> Finding:
    if not contact.email:
        return Finding("no-address", f"There is no email address in Contacts for {contact.name}.")
    typed = cut_off(contact.email, _TYPED)
    return Finding(
        "no-address", f"In Contacts, the email of {contact.name} is “{typed}”.", "That isn't one email address."
    )


def same_text(letters: Sequence[tuple[str, str, Iterable[str]]]) -> list[str]:
    """Find for each (contact, body, names) the first other contact with the same text, names aside."""
    bare = []
    for _, body, names in letters:
        for name in sorted(filter(None, names), key=len, reverse=True):
            body = body.replace(name, "")
        bare.append(body)
    firsts: dict[str, list[int]] = {}
    for i, body in enumerate(bare):
        firsts.setdefault(body, []).append(i)
    return [next((letters[j][0] for j in firsts[body] if j != i), "") for i, body in enumerate(bare)]


def _asked(gap: str) -> str:
    """What a gap asks for, without the example or the note beside it."""
    return re.split(r"[.:] (?:For example|Your note):", gap)[0].rstrip(".")


def _time(kind: LetterKind, interview: Interview | None, today: date) -> list[Finding]:
    if kind != "thank-you" or interview is None:
        return []
    if interview.when is None:
        what = "The workbook doesn't say when you talked."
        return [Finding("late", what, "A thank-you is due within a day.")]
    when, passed = date_in_prose(interview.when, today), (today - interview.when).days
    if passed > THANKS_MISSED_DAYS:
        return [Finding("late", f"Very late: you talked on {when}, {passed} days ago.", "Send it today anyway.")]
    if is_late(interview.when, today):
        return [Finding("late", f"Late: you talked on {when}, {passed} days ago.", "Send it today.")]
    if passed == THANKS_LATE_DAYS:
        return [Finding("late", f"Due yesterday: you talked on {when}.", "Send it today.")]
    return []


def _how(kind: LetterKind, text: str, gaps: Sequence[str], contact: Contact) -> list[Finding]:
    """Check that a first letter says how one came to the person, and that it and a reminder name the referrer."""
    if kind not in (*FIRST_LETTERS, "reminder"):
        return []
    named = set(normalize_name(contact.referred_by).split())
    if named:
        if named & set(normalize_name(text).replace(",", " ").replace(".", " ").split()):
            return []
        what = f"It doesn't mention {contact.referred_by}, who told you about {contact.name}."
        return [Finding("referrer-missing", what, "Name them in the first sentence.")]
    if kind == "reminder" or contact.source in TELLING_SOURCES or any("how you found" in gap for gap in gaps):
        return []
    what = f"It may not say how you found {contact.name}."
    return [Finding("how-missing", what, "Say it in one sentence.")]


def _notes_of(contact: Contact) -> list[str]:
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


def _specific(kind: LetterKind, text: str, gaps: Sequence[str], notes: Iterable[str]) -> list[Finding]:
    said = _telling_words(text)
    if any(len(words & said) >= min(_SHARED_WORDS, len(words)) for n in notes if (words := _telling_words(n))):
        return []
    if kind in FIRST_LETTERS:
        if any("why you" in gap for gap in gaps):
            return []
        what = "It doesn't say why you're writing to this person in particular."
        return [Finding("no-reason", what, "Say in one sentence what only they can tell you.")]
    if kind not in _NEEDS_POINT or gaps:
        return []
    if kind == "thank-you":
        what = "It says thanks, but nothing from your interview."
        return [Finding("generic-thanks", what, "Add one thing that stayed with you.")]
    what = "It has nothing specific from your interview yet."
    return [Finding("no-point", what, "Add one thing that only this person told you.")]


def _telling_words(text: str) -> set[str]:
    words = (w.lower() for w in _WORD.findall(text))
    return {w for w in words if len(w) > 3 and w not in _COMMON_WORDS}


def _wording(kind: LetterKind, text: str, contact: Contact) -> list[Finding]:
    found = []
    if match := _JOB_ASK.search(text):
        found.append(Finding("job-ask", f"It sounds like you're asking for a job (“{match[0]}”).", "Leave that out."))
    if match := _PLACEHOLDER.search(text):
        found.append(Finding("placeholder", f"It still says “{match[0]}”.", "Say it, or take the sentence out."))
    found += [
        Finding("merge-field", f"“{field}” is a field of another program.", "Write what it stands for.")
        for field in foreign_fields(text)[:3]
    ]
    if kind not in _ABOUT_OTHERS:
        words = dict.fromkeys(outsider(sentence, contact) for sentence in re.split(r"(?<=[.!?”])\s", text))
        name = contact.addressee.greeting
        found += [
            Finding("third-person", f"It says “{word}”.", f"Write “you” or “your” where that means {name}.")
            for word in words if word
        ]  # fmt: skip
    if " …" in text:
        found.append(Finding("cut-off", "A long text is cut off at the “…”.", "Shorten it."))
    return found


def outsider(sentence: str, contact: Contact) -> str:
    """Return the word by which a sentence speaks about its reader instead of to them; empty if there is none."""
    match = _OUTSIDER.search(sentence)
    if not match:
        return ""
    before = {w.lower() for w in _WORD.findall(sentence[: match.start()])}
    # "Samuel showed me his night": somebody else is meant.
    return "" if before & (contact.reader.others | english.PERSONS) else match[0]


def _names(body: str, contact: Contact) -> list[Finding]:
    """Look for the contact's name spelled otherwise than in Contacts, and for another name after "Dear"."""
    found = []
    own = {w for w in _WORD.findall(f"{contact.addressee.envelope} {contact.addressee.greeting}") if len(w) > 3}
    known = own | {w.title() for w in contact.reader.others}
    for word in dict.fromkeys(_CAPITALIZED.findall(body)):
        close = difflib.get_close_matches(word, own, 1, 0.8)
        if close and word not in known and word.lower() not in english.COMMON:
            found.append(
                Finding("name-differs", f"It says “{word}”; Contacts says {close[0]}.", "Spell it as they do.")
            )
    greeted = re.match(r"(?:Dear|Hi|Hello)\s+(.*?)[,:]", body)
    if greeted and contact.addressee.greeting:
        words = set(normalize_name(greeted[1]).replace(".", "").split())
        name = normalize_name(f"{contact.addressee.greeting} {contact.addressee.envelope}").replace(".", "").split()
        if not words & set(name) and not found:
            what = f"It greets {greeted[1]}, but the letter is to {contact.name}."
            found.append(Finding("name-differs", what, "Greet the person it goes to."))
    return found


def _length(kind: LetterKind, body: str) -> list[Finding]:
    most, screen = (MOST_WORDS, "a phone") if kind in FIRST_LETTERS else (MOST_WORDS_LATER, "a laptop")
    if (words := words_in(body)) <= most:
        return []
    return [
        Finding("too-long", f"It's long ({words} words).", f"About {most} fit on the screen of {screen}; shorten it.")
    ]
