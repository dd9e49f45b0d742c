"""People whom address books hold, those that are one person joined, and those that may be one listed for a look.

Two are one person where the name and one of email, phone and profile link agree. Anything weaker is for people to
decide: an office has one number for many, and many are called Dana Lee.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from folio.basics.person_names import GENERATION, listed_name
from folio.basics.wording import sentence_list
from folio.domain.professionals import BY_NAME, contact_details, name_words
from folio.domain.records import Value

NAME, ORGANIZATION, JOB_TITLE, FIELD = "name", "organization", "job_title", "field"
EMAIL, PHONE, PROFILE = "email", "phone", "profile_url"
# What every address book may say of a person, by the keys of the sheet Contacts.
BASICS = (NAME, ORGANIZATION, JOB_TITLE, FIELD, EMAIL, PHONE, PROFILE)


@dataclass(frozen=True, slots=True)
class FoundContact:
    """One entry of an address book: ``values`` by the keys of the sheet Contacts, only what is there.

    ``place`` is a line of a list or the number of a card, counted from 1. ``others`` are the person's further email
    addresses, phone numbers and links, by key. ``labels`` are the groups that the address book puts the person in.
    """

    file: str
    place: int
    values: Mapping[str, Value]
    is_card: bool = False
    others: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name."""
        return str(self.values.get(NAME) or "")


@dataclass(frozen=True, slots=True)
class MergedContact:
    """A row of the sheet Contacts: what it says, and the entries of address books that it comes from.

    ``existing`` is its place among the rows that were there before, None for a new one.
    """

    values: Mapping[str, Value]
    found: tuple[FoundContact, ...] = ()
    existing: int | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Rows that are, or may be, about one person, and why: ``merged`` into the first one, or left for people to see."""

    merged: bool
    reason: str
    rows: tuple[MergedContact, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The rows that were there, then the new ones in the order of the address books, and what is there twice."""

    rows: tuple[MergedContact, ...]
    duplicates: tuple[Duplicate, ...]


def merge(existing: Sequence[Mapping[str, Value]], new: Sequence[FoundContact]) -> Merged:
    """Add people to rows that are there: blank cells are filled in, and nothing that stands there changes.

    Rows that were there before are never joined with each other.
    """
    single = [MergedContact(values, (), i) for i, values in enumerate(existing)]
    single += [MergedContact(contact.values, (contact,)) for contact in new]
    groups: dict[int, list[MergedContact]] = {}
    for i, root in enumerate(_roots(single)):
        groups.setdefault(i if i < len(existing) else root, []).append(single[i])
    rows = tuple(_joined(members) for members in groups.values())
    merged = [Duplicate(True, _why_one(members), tuple(members)) for members in groups.values() if len(members) > 1]
    return Merged(rows, (*merged, *_alike(rows)))


def _roots(rows: Sequence[MergedContact]) -> list[int]:
    """The place of the first row that is about the same person, for each row."""
    parent = list(range(len(rows)))
    first: dict[tuple[object, ...], int] = {}

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, row in enumerate(rows):
        name = _name_key(row)
        for detail in _details(row) if name else ():
            a, b = root(first.setdefault((name, detail), i)), root(i)
            parent[max(a, b)] = min(a, b)
    return [root(i) for i in range(len(rows))]


def _joined(members: Sequence[MergedContact]) -> MergedContact:
    """One row of several: what the first doesn't say, the next one may."""
    values: dict[str, Value] = {}
    for member in members:
        values |= {k: v for k, v in member.values.items() if values.get(k) in (None, "")}
    return MergedContact(values, tuple(f for member in members for f in member.found), members[0].existing)


def _why_one(members: Sequence[MergedContact]) -> str:
    shared = Counter(sign for member in members for sign in _details(member))
    kinds = dict.fromkeys(kind for (kind, _), times in sorted(shared.items()) if times > 1)
    return f"same name and {sentence_list(list(kinds))}"


def _alike(rows: Sequence[MergedContact]) -> list[Duplicate]:
    """What may be one person: those with one name, and those with one email address, number or link."""
    by_sign: dict[tuple[str, object], list[int]] = {}
    for i, row in enumerate(rows):
        name = _name_key(row)
        for sign in (*([(BY_NAME, name)] if name else []), *_details(row)):
            by_sign.setdefault(sign, []).append(i)
    reasons: dict[tuple[int, ...], list[str]] = {}
    for (kind, _), places in by_sign.items():
        if len(places) > 1 and any(rows[i].found for i in places):
            reasons.setdefault(tuple(places), []).append(kind)
    return [Duplicate(False, _why_alike(kinds), tuple(rows[i] for i in places)) for places, kinds in reasons.items()]


def _why_alike(kinds: Sequence[str]) -> str:
    if BY_NAME in kinds:
        return "same name, but no email, phone or profile link in common"
    return f"same {sentence_list(sorted(kinds))}, but another name"


def _name_key(row: MergedContact) -> tuple[str, ...]:
    """The words of a name in any order, without titles and degrees; a father isn't his son."""
    name = listed_name(str(row.values.get(NAME) or ""))
    bare, _, behind = name.partition(",")
    generation = (word.strip(" .").casefold() for word in behind.split(",") if GENERATION.fullmatch(word.strip()))
    return (*name_words(bare), *generation) if name else ()


def _details(row: MergedContact) -> set[tuple[str, str]]:
    """The email addresses, numbers and links of a row, in the form in which they are compared."""
    typed = [(key, str(row.values.get(key) or "")) for key in (EMAIL, PHONE, PROFILE)]
    typed += [other for found in row.found for other in found.others]
    return {sign for key, text in typed if text for sign in contact_details(**{key: text})}
