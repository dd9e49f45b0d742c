"""How letters name people, places and jobs: ``Dear Dr. Foster``, ``a nurse practitioner``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from folio.basics.person_names import (
    DOCTORS,
    GENERATION,
    NameParts,
    PersonName,
    in_usual_case,
    name_parts,
    person_name,
)
from folio.domain.names import normalize_name
from folio.output.letters import english_words as english
from folio.output.letters.letter_wording import one_line, phrase
from folio.output.letters.typed_text import is_placeholder

# Titles as Americans write them before a last name.
_TITLES = {
    "dr": "Dr.", "doctor": "Dr.", "ms": "Ms.", "mrs": "Mrs.", "mr": "Mr.", "miss": "Miss", "mx": "Mx.",
    "prof": "Professor", "professor": "Professor", "rev": "Rev.", "fr": "Father", "father": "Father", "coach": "Coach",
    "chef": "Chef", "officer": "Officer", "judge": "Judge", "captain": "Captain", "capt": "Captain", "sgt": "Sergeant",
    "sergeant": "Sergeant", "lt": "Lieutenant", "principal": "Principal", "rabbi": "Rabbi", "imam": "Imam",
    "pastor": "Pastor", "chief": "Chief", "dean": "Dean", "senator": "Senator", "mayor": "Mayor",
}  # fmt: skip
_ADDRESS_BESIDE = re.compile(r"\s*<[^<>]*>|\s*\([^()]*\)|\s*\S+@\S+")
_ROLE = re.compile(
    r"(?:(?:er|or|ist|ian|ant|ent|man|woman|ess)|nurse|tech|aide|cook|chef|clerk|vet|judge|pilot|coach|apprentice|guard|dean"
    r"|intern|principal|medic|official|professional|representative|executive|associate|lead|boss|host|guide|mechanic)$"
)
_GRADE = re.compile(r"(?:grade )?(\d{1,2})(?:st|nd|rd|th)?(?: grade)?(?:r)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addressee:
    """How a letter names its reader.

    ``envelope`` is the name as one writes it on an envelope, ``greeting`` what follows "Dear", ``parts`` the name taken
    apart. Envelope and greeting are empty where what was typed is no name: ``-``, ``N/A``.
    """

    envelope: str
    greeting: str
    parts: PersonName


@lru_cache(maxsize=1 << 12)  # a letter names the same few people many times
def addressee(typed: str, address_as: str = "") -> Addressee:
    """Return how to name someone, from the name as it was typed in any order or case, and how the student says it."""
    text = _cleaned(typed)
    if not any(map(str.isalnum, text)) or text.casefold().strip(" .") in english.NO_NAMES:
        return Addressee("", greeting_of(address_as), PersonName(text, "", ""))
    if " and " in text:  # two people
        return Addressee(text, greeting_of(address_as) or text, person_name(text))
    parsed = name_parts(text)
    title = _title(parsed)
    bare = " ".join(filter(None, (parsed.first, parsed.middle, parsed.last)))
    # In some languages the last name comes first, without a comma: such a name stays as it is.
    turned = "," not in text and text.find(parsed.first) > text.rfind(parsed.last)
    whole = _letters(bare + parsed.title + parsed.suffix + parsed.nickname) == _letters(text)
    full = bare if bare and whole and not turned else text
    last = parsed.last if parsed.first or parsed.title else ""
    envelope = " ".join(filter(None, (title, full))) if full == bare else full
    called = parsed.first if title in ("Sister", "Brother") and parsed.first else last
    greeting = f"{title} {called}" if title and called and full == bare else envelope
    if full == bare and GENERATION.fullmatch(parsed.suffix):
        envelope = f"{envelope} {parsed.suffix}"
    return Addressee(envelope, greeting_of(address_as) or greeting, person_name(text))


def greeting_of(address_as: str) -> str:
    """What the student says to call somebody, without a "Dear" and a comma of their own."""
    words = re.sub(r"^(?:dear|hi|hello)\s+", "", one_line(address_as), flags=re.IGNORECASE)
    named = any(map(str.isalnum, words)) and words.casefold().rstrip(".") not in english.PLACEHOLDERS
    return words.rstrip(" ,:!.") if named else ""


def spelled(typed: str) -> str:
    """A name inside a sentence: first name first, in the usual case."""
    return addressee(typed).envelope


def _cleaned(typed: str) -> str:
    text = one_line(typed)
    text = one_line(_ADDRESS_BESIDE.sub(" ", text)).strip(" ,;/") or text
    text = re.sub(r"\s*(?:&|\+)\s*", " and ", text)
    cased = [c for c in text if c.isalpha()]
    if len(cased) > 1 and "@" not in text and (text.isupper() or text.islower()):
        return in_usual_case(text)
    return text


def _letters(text: str) -> list[str]:
    return sorted(filter(str.isalnum, text.casefold()))


def _title(parsed: NameParts) -> str:
    words = [w.strip(".").casefold() for w in parsed.title.split()]
    known = [_TITLES[w] for w in words if w in _TITLES]
    if "Professor" in known:
        return "Professor"
    if known:
        return known[0]
    if words:
        return parsed.title
    return "Dr." if DOCTORS.fullmatch(parsed.suffix.split(",")[0].strip()) else ""


def title_of(word: str) -> str:
    """A title as Americans write it: ``Ms.`` for ``ms``; nothing for another word."""
    return _TITLES.get(word.strip(".").casefold(), "")


def workplace(typed: str) -> str:
    """The organization, where it is a place to work at; nothing for ``self-employed`` or ``retired``."""
    text = phrase(typed)
    key = normalize_name(text).replace("-", " ").strip(" .()")
    return "" if is_placeholder(text) or key in english.NO_WORKPLACE else text


def field_words(typed: str) -> str:
    """A field of work as a sentence has it: ``veterinary medicine``, ``UX design``, ``French cooking``."""
    text = phrase(typed)
    if is_placeholder(text):
        return ""
    if text.isupper() and len(text) > 4:
        text = text.lower()
    return " ".join(map(_small, text.split()))


def _small(word: str) -> str:
    bare = word.strip("(),;:&/").casefold()
    plain = word[1:] == word[1:].lower()
    keeps = not plain or bare in english.PROPER or word[1:2] == "-"
    return word if keeps else word[:1].lower() + word[1:]


def job_words(typed: str) -> str:
    """A job title as it stands after "as": ``a nurse practitioner``; nothing where it is no such title."""
    text = re.split(r"[,;(/|–—]| - | now | at ", phrase(typed))[0].strip()  # noqa: RUF001 - dashes separate
    words = text.split()
    if not words or len(words) > 4 or not all(re.fullmatch(r"[\w'’.&-]+", w) for w in words):  # noqa: RUF001
        return ""
    if text.isupper() and len(text) > 4:
        words = text.lower().split()
    head = words[-1].casefold()
    if not _ROLE.search(head) or head in english.NO_ROLES or words[0].casefold() in ("former", "retired", "ex"):
        return ""
    if len(words) > 1 and any(w[0].isupper() and not _is_job_word(w) for w in words[1:]):
        job = " ".join(words)
    else:
        job = " ".join(map(_small, words))
    return f"{article(job)} {job}"


def offered_job(typed: str) -> str:
    """What an offer is for, as it stands after "as": ``an evening aide in training``."""
    if found := job_words(typed):
        return found
    title = phrase(typed).split(",")[0]
    words = title.split()
    if not words:
        return ""
    title = " ".join([_small(words[0]), *words[1:]])
    return title if title.startswith(("a ", "an ", "the ")) else f"{article(title)} {title}"


def _is_job_word(word: str) -> bool:
    low = word.casefold()
    return bool(_ROLE.search(low)) or low in english.JOB_WORDS or low in english.COMMON


def article(words: str) -> str:
    """``a`` or ``an``, by how the first word sounds."""
    first = words.split()[0]
    if (first.isupper() and len(first) > 1) or first[1:2] == "-":
        return "an" if first[0] in "AEFHILMNORSX" else "a"
    low = first.casefold()
    if low.startswith(("uni", "use", "usu", "euro", "ux", "one")):
        return "a"
    return "an" if low[0] in "aeiou" or low.startswith(("hour", "honest", "honor", "heir")) else "a"


def grade_words(typed: str) -> str:
    """A grade as it stands after "I am": ``a senior``, ``in 11th grade``; nothing where there is none."""
    text = phrase(typed)
    low = text.casefold()
    if not text or low in english.PLACEHOLDERS:
        return ""
    if (match := _GRADE.fullmatch(low)) and 1 <= int(match[1]) <= 12:
        number = int(match[1])
        return f"in {number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') } grade"
    low = low.removeprefix("a ").removeprefix("an ")
    if re.search(r"(?:freshman|sophomore|junior|senior|student|graduate|apprentice|grader)$", low):
        return f"{article(low)} {low}"
    return f"in {low}" if re.search(r"(?:grade|year|semester)$", low) else ""
