"""Names of people taken apart, however a list has them: ``Haddad, Malik`` is Malik Haddad."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nameparser import HumanName

_LONGEST = 300
# What makes a doctor, behind a name.
DOCTORS = re.compile(r"\b(?:m\.?d|d\.?o|ph\.?d|d\.?v\.?m|d\.?d\.?s|ed\.?d|psy\.?d|d\.?n\.?p|pharm\.?d|dr)\b\.?", re.I)
_MAYBE_BEHIND = re.compile(r" (?:\S*[A-Z]\S*[A-Z.]\S*|(?i:jr|sr|esq))[.\s]*$", re.ASCII)
GENERATION = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
# In these scripts the family name comes first, without a space.
_FAMILY_FIRST = re.compile("[\u1100-\u11ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it is said, first name first, and its parts to sort and search by; one of them may be empty."""

    full: str
    first: str
    last: str

    @property
    def last_first(self) -> str:
        """The name as lists have it."""
        return ", ".join(filter(None, (self.last, self.first)))

    @property
    def sort_key(self) -> tuple[str, str]:
        """What lists are sorted by: accents stand at their letter."""
        return plain_letters(self.last or self.first), plain_letters(self.first)


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of a name as they were typed; any of them may be empty."""

    title: str
    first: str
    middle: str
    last: str
    suffix: str
    nickname: str


def name_parts(typed: str) -> NameParts:
    """Take a name apart as far as it goes; parts of what is no name may be missing."""
    parsed = _parsed(typed)
    return NameParts(parsed.title, parsed.first, parsed.middle, parsed.last, parsed.suffix, parsed.nickname)


def in_usual_case(typed: str) -> str:
    """A name that is all in capitals, or all in small letters, as one writes it: ``JAN VAN DER BERG``."""
    parsed = _parsed(typed)
    parsed.capitalize(force=True)
    fixed = str(parsed)
    # The parser may drop or move parts; only their case is wanted here.
    return fixed if sorted(_letters(fixed.casefold())) == sorted(_letters(typed.casefold())) else typed.title()


def person_name(typed: str) -> PersonName:
    """Take a name apart that is written in either order."""
    parsed = _parsed(typed)
    # A nickname, a picture, or no name at all: nothing may be lost.
    if sorted(_letters(str(parsed))) != sorted(_letters(typed)) or not str(parsed):
        return PersonName(typed, "", typed)
    first = " ".join(filter(None, (parsed.title, parsed.first, parsed.middle)))
    last = " ".join(filter(None, (parsed.last, parsed.suffix)))
    return PersonName(f"{first} {last}".strip() if "," in typed else typed, first, last)


def listed_name(typed: str) -> str:
    """A name as one lists a person: first name first, with a title, and without degrees and licenses behind it.

    ``Lee, Dana``, ``Dana Lee, RN`` and ``Dana Lee RN`` are Dana Lee. What makes a doctor stays, and so does Jr.
    """
    text = _without_pictures(typed)
    first, *more = [piece.strip() for piece in text.split(",") if piece.strip()] or [""]
    turned = [p for p in more if not _is_behind(p, first)]
    behind = [p for p in more if p not in turned]
    if len(turned) > 1:
        return text
    # Taking a name apart is slow, and most end with a name.
    suffix = _parsed(first).suffix if not more and _MAYBE_BEHIND.search(first) else ""
    if suffix and first.endswith(f" {suffix}"):
        first, behind = first.removesuffix(suffix).strip(), [suffix]
    name = person_name(f"{first}, {turned[0]}").full if turned else first
    return ", ".join((name, *filter(_stays, behind)))


def name_of_parts(title: str = "", first: str = "", middle: str = "", last: str = "", suffix: str = "") -> str:
    """A name put together from the parts that an address book has, as ``listed_name`` gives it."""
    first, last, middle = map(_without_pictures, (first, last, middle))
    last, *more = [piece.strip() for piece in last.split(",")]
    if _FAMILY_FIRST.fullmatch(first) and _FAMILY_FIRST.fullmatch(last):
        return last + first
    name = " ".join(filter(None, (title, first.partition(",")[0], middle, last)))
    return ", ".join((name, *filter(_stays, (*more, *suffix.split(","))))) if name != title else ""


def _is_behind(piece: str, first: str) -> bool:
    """Whether what follows a comma is a degree or the like: in ``LEE, DANA`` and ``Lee, Do`` it's the first name."""
    shouted = not any(map(str.islower, piece)) and any(map(str.islower, first))
    known = _parsed(f"Ana Ray, {piece}").suffix == piece
    return (shouted or known) if " " in first else known and (shouted or "." in piece)


def _stays(suffix: str) -> bool:
    """Whether what stands behind a name belongs to it in a list."""
    return bool(GENERATION.fullmatch(suffix.strip()) or DOCTORS.fullmatch(suffix.strip()))


def _without_pictures(typed: str) -> str:
    if typed.isascii():
        return " ".join(typed.split())
    return " ".join("".join(" " if unicodedata.category(c) in ("So", "Cs", "Co") else c for c in typed).split())


def without_title(typed: str) -> str:
    """Return what is a name in how somebody is addressed: empty for a title alone, such as Coach."""
    parsed = _parsed(typed)
    return " ".join(filter(None, (parsed.first, parsed.middle, parsed.last, parsed.suffix)))


def _parsed(typed: str) -> HumanName:
    # What is longer is no name, and takes the parser long.
    return HumanName(typed if len(typed) <= _LONGEST else "")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def plain_letters(text: str) -> str:
    """A text for comparing and sorting: no case, and no accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
