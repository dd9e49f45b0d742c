"""Who is the same professional on the lists of several students.

People are the same where an email address, a phone number or a profile link is the same and their names share a word:
an office has one number for many people. Else they are where name and organization are the same. In one list, a name is
one person. What is weaker than that is for people to look at.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from folio.basics.person_names import plain_letters
from folio.domain.contact_progress import named_contacts, status_reached
from folio.domain.email_addresses import likely_address
from folio.domain.names import normalize_name
from folio.domain.records import Record, Records
from folio.template.vocabulary import STATUS_IDENTIFIED

BY_EMAIL, BY_PHONE, BY_PROFILE = "email", "phone", "profile link"
BY_NAME_AND_ORGANIZATION, BY_NAME = "name and organization", "name"
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "jr", "sr"))
# Fewer digits than that are an extension, or a part of a number.
_FEWEST_DIGITS = 7
_US_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as one student's Contacts has them.

    ``status`` is the one they have reached; ``asked`` is False as long as a request is still to be written.
    """

    name: str
    organization: str
    email: str
    phone: str
    profile: str
    status: str
    asked: bool
    sheet: str
    cell: str


def listed_people(records: Records) -> tuple[Listed, ...]:
    """Return the people in Contacts; of two with one name, the first."""
    by_name = {r.key("name"): r for r in reversed(named_contacts(records))}
    return tuple(_listed(records, r) for r in sorted(by_name.values(), key=lambda r: r.index))


def _listed(records: Records, row: Record) -> Listed:
    reached = status_reached(records, row)
    asked = reached != STATUS_IDENTIFIED
    name, organization, email, phone, profile, status = map(
        row.text, ("name", "organization", "email", "phone", "profile_url", "status")
    )
    shown = reached if asked else status or reached
    return Listed(name, organization, email, phone, profile, shown, asked, row.sheet, row.cell("name"))


def identities(lists: Sequence[Sequence[Listed]]) -> list[list[int]]:
    """Return a number for each person on each list: the same number where it is the same professional."""
    parent: list[int] = []
    first: dict[Hashable, int] = {}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, person in enumerate(chain.from_iterable(lists)):
        parent.append(i)
        for sign in signs(person):
            a, b = root(first.setdefault(sign, i)), root(i)
            parent[max(a, b)] = min(a, b)
    places = count()
    return [[root(next(places)) for _ in people] for people in lists]


def signs(person: Listed) -> Iterator[tuple[str, ...]]:
    """What tells that two are one professional: the kind of sign first."""
    words = name_words(person.name)
    for kind, value in contact_details(person.email, person.phone, person.profile):
        yield from ((kind, value, word) for word in words)
    # Many a list has a "Mom", or a "Coach" of the same school.
    if len(words) > 1 and (organization := _letters(person.organization)):
        yield (BY_NAME_AND_ORGANIZATION, organization, *words)


def weak_signs(person: Listed) -> Iterator[tuple[str, ...]]:
    """What tells that two may be one professional, and may as well not."""
    words = name_words(person.name)
    yield from contact_details(person.email, person.phone, person.profile)
    if len(words) > 1:
        yield (BY_NAME, *words)
    elif organization := _letters(person.organization):
        yield (BY_NAME_AND_ORGANIZATION, organization, *words)


def contact_details(email: str = "", phone: str = "", profile_url: str = "") -> Iterator[tuple[str, str]]:
    """The email address, phone number and profile link of one person, each with its kind, as they are compared."""
    if address := likely_address(email):
        yield BY_EMAIL, address.casefold()
    digits = "".join(filter(str.isdigit, phone))
    if len(digits) >= _FEWEST_DIGITS:
        yield BY_PHONE, digits[1:] if len(digits) == _US_DIGITS and digits[0] == "1" else digits
    link = re.sub(r"^(https?://)?(www\.|m\.)?", "", profile_url.strip().casefold())
    host, _, path = re.split("[?#]", link, maxsplit=1)[0].rstrip("/").partition("/")
    if path:  # without one it's everybody's page
        yield BY_PROFILE, f"{host}/{path}"


def name_words(name: str) -> list[str]:
    """The words of a name in any order, without titles and initials."""
    words = sorted({w for w in re.split(r"[\W_]+", plain_letters(normalize_name(name)).replace("'", "")) if w})
    telling = [w for w in words if w not in _TITLES and (len(w) > 1 or not w.isascii())]
    return telling or words or [normalize_name(name)]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, plain_letters(normalize_name(text))))
