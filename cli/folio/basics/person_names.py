"""Names of people taken apart, however a list has them: ``Haddad, Malik`` is Malik Haddad."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from nameparser import HumanName

_LONGEST = 300


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
