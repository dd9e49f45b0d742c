"""Names in a letter that aren't as Contacts has them, and a greeting for somebody else."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from folio.basics.dates import MONTH_NAMES, WEEKDAY_NAMES
from folio.basics.person_names import plain_letters
from folio.domain.names import normalize_name
from folio.output.letters import english_words as english
from folio.output.letters.contact_facts import Contact, Writer
from folio.output.letters.letter_names import title_of

GREETING = re.compile(
    r"(?:(?:Dear(?!\w)|(?:Hi|Hello|Hey|Greetings|Good (?:morning|afternoon|evening))(?!\w),?) *(?P<who>[^,:!\n]*)"
    r"|(?P<nobody>To whom it may concern))",
    re.IGNORECASE,
)
# What may stand beside a name in a greeting.
_BESIDE = frozenset({"and", "the", "all", "everyone", "everybody", "there"})
# A gap, or a merge field: that is said elsewhere.
_TO_COME = re.compile(r"[\[«{<%*]")
_NAME_WORD = re.compile(r"[^\W\d_][^\s,;:()]*")
# Within a sentence; the first word of one is written large anyway.
_LARGE = re.compile(r"(?<![.!?“\"] )(?<!^)\b[^\W\d_]{4,}\b", re.MULTILINE)
_PART = re.compile(r"[^\W\d_]{3,}")
_TWO_LARGE = re.compile(r"\b(?=([^\W\d_a-z][^\W\d_]{2,30})[ \n]([^\W\d_a-z][^\W\d_]{2,30})\b)")
_ALIKE, _RATHER = 0.8, 0.7
_NO_NAMES = frozenset(w.casefold() for w in (*MONTH_NAMES, *WEEKDAY_NAMES)) | english.COMMON | english.PROPER

Slip = tuple[str, str]


def name_slips(body: str, contact: Contact, writer: Writer) -> list[Slip]:
    """Return what is wrong with names in a letter, each with the way out."""
    text = unicodedata.normalize("NFC", body.lstrip())
    greeted = GREETING.match(text)
    wrong = _greeting(greeted, contact) if greeted else None
    rest = text[greeted.end() :] if greeted else text
    return [*([wrong] if wrong else []), *_misspelled(rest, contact, writer)]


def _greeting(greeted: re.Match[str], contact: Contact) -> Slip | None:
    own = f"{contact.addressee.greeting} {contact.addressee.envelope} {contact.name}"
    said = (greeted["who"] or "").strip()
    if _TO_COME.search(said):
        return None
    names = [w for w in _NAME_WORD.findall(said) if w.casefold() not in _BESIDE]
    titles, others = [title_of(w) for w in names if title_of(w)], [w for w in names if not title_of(w)]
    if not names and not greeted["nobody"]:
        return None if said else ("It greets nobody.", f"Write “Dear {contact.addressee.greeting},”.")
    known = set(_plain(own))
    # “Dear Dana and team”: whoever comes along is written small.
    unknown = [w for w in others if not w.islower() and not known >= set(_plain(w)) and len(w.strip(".")) > 1]
    if greeted["nobody"] or unknown:
        close = _close(unknown[0], own) if unknown else ""
        if close:
            return f"It says “{unknown[0]}”; Contacts says {close}.", "Spell it as they do."
        whom = said or greeted[0]
        what = f"It greets {whom}, but the letter is to {contact.name}."
        return what, "Greet them as Contacts does, or note there how you address them."
    right = [title_of(w) for w in contact.addressee.greeting.split() if title_of(w)]
    if titles and right and titles[0] != right[0]:
        what = f"It says “{titles[0]}”; by Contacts, it's {right[0]}"
        return what.rstrip(".") + ".", "Use the title that's right, and note it in Contacts."
    return None


def _plain(name: str) -> list[str]:
    return normalize_name(name).replace(".", " ").replace(",", " ").replace("-", " ").split()


def _misspelled(text: str, contact: Contact, writer: Writer) -> Iterator[Slip]:
    """Words written large that are almost a name in Contacts; other names in the workbook are none."""
    person = contact.addressee
    others = (contact.referred_by, *contact.referrals, *contact.met)
    facts = (
        contact.name, contact.organization, contact.job_title, contact.field, contact.exploring, writer.name,
        writer.school, writer.about_me,
    )  # fmt: skip
    people = " ".join((person.envelope, person.greeting, *others))
    known = {normalize_name(w) for w in re.findall(r"[^\W\d_]+", " ".join((people, *facts)))} | contact.reader.others
    known |= _NO_NAMES
    # A place to work at that is one word is as telling as a person's name; other words of it are said of many.
    names = people if " " in contact.organization else f"{people} {contact.organization}"
    slips = {w: _close(w, names) for w in _LARGE.findall(text) if w[0].isupper() and normalize_name(w) not in known}
    for said, meant in _beside(text, (person.envelope, contact.organization, *others)):
        if normalize_name(said) not in known:
            slips[said] = slips.get(said) or meant
    for word, close in slips.items():
        if close:
            yield f"It says “{word}”; Contacts says {close}.", "Spell it as they do."


def _beside(text: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words that are rather like one of a name, beside its next or last word: Acne Inc. for Acme Inc."""
    pairs = [pair for name in names for pair in pairwise(_PART.findall(unicodedata.normalize("NFC", name)))]
    by_word = {(normalize_name(pair[at]), at): pair[1 - at] for pair in pairs for at in (0, 1)}
    for match in _TWO_LARGE.finditer(text) if pairs else ():
        for at in (0, 1):
            said, meant = match[2 - at], by_word.get((normalize_name(match[1 + at]), at), "")
            if meant and said.casefold().rstrip("s") != meant.casefold().rstrip("s") and _ratio(said, meant) >= _RATHER:
                yield said, meant


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def _close(word: str, own: str) -> str:
    """The part of a name that a word is almost, or is without its accents."""
    parts = {w.casefold(): w for w in _PART.findall(unicodedata.normalize("NFC", own))}
    bare = plain_letters(word)
    accents = next((own for own in parts.values() if plain_letters(own) == bare), "")
    close = difflib.get_close_matches(word.casefold(), parts, 1, _ALIKE)
    return accents or (parts[close[0]] if close else "")
