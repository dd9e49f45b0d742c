"""Choosing some contacts of an address book: by company, by field, or by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from folio.basics.person_names import listed_name, plain_letters
from folio.collecting.list_files import read_list
from folio.collecting.rosters import plain_heading
from folio.domain.contact_merging import FIELD, JOB_TITLE, ORGANIZATION, FoundContact, merge
from folio.domain.names import did_you_mean, normalize_name
from folio.domain.professionals import name_words
from folio.exit_codes import UsageProblem

_KINDS = {"company": "company", "organization": "company", "field": "field", "name": "name"}
HOW = "Use company=, field=, name=, or the name of a file with a name on each line."
# Nurse, nurses and nursing are one word here, so are engineer and engineering.
_ENDING = re.compile(r"(?<=\w{4})(?:(?:er)?ings?|ers?|ants?|es|e|s)$")


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to choose by: its kind is ``company``, ``field`` or ``name``; ``given`` is how it was asked for."""

    kind: str
    text: str
    given: str


def parse_picks(given: Sequence[str]) -> tuple[Pick, ...]:
    """Return what to choose by; raises UsageProblem for what isn't clear, ContentProblem for a bad list of names."""
    return tuple(pick for text in given for pick in _parsed(text))


def _parsed(given: str) -> Iterable[Pick]:
    kind, equals, text = given.partition("=")
    if equals and (known := _KINDS.get(normalize_name(kind))):
        if not any(map(str.isalnum, text)):
            raise UsageProblem(f"--pick {given}: there's nothing to choose by.", HOW)
        return [Pick(known, text.strip(), given)]
    path = Path(given.removeprefix("@"))
    if not path.is_file():
        hint = did_you_mean(kind, _KINDS, most=1) if equals else ""
        raise UsageProblem(f"--pick {given}: there's no file of that name.", f"{HOW} {hint}".strip())
    rows = [row.cells for row in read_list(path).rows]
    head = list(map(plain_heading, rows[0])) if rows else []
    column = next((head.index(word) for word in ("name", "full name") if word in head), None)
    # Without headings, all of a line is a name: Lee, Dana.
    names = [r[column] if column < len(r) else "" for r in rows[1:]] if column is not None else map(", ".join, rows)
    return [Pick("name", text.strip(), text.strip()) for text in names if any(map(str.isalnum, text))]


def picked(contacts: Sequence[FoundContact], picks: Sequence[Pick]) -> tuple[list[FoundContact], list[Pick]]:
    """Return the contacts that were asked for, in order, and the picks that fit nobody.

    Who is named is taken. Else the company and the field have to fit, where they are given; of several companies or
    fields, one. Entries about one person are chosen together.
    """
    people = [row.found for row in merge((), contacts).rows]
    by_kind = {kind: [p for p in picks if p.kind == kind] for kind in ("company", "field", "name")}
    taken: set[int] = set()
    fitting: set[Pick] = set()
    for entries in people:
        fits = {pick for pick in picks if any(_fits(entry, pick) for entry in entries)}
        fitting |= fits
        others = [kind for kind in ("company", "field") if by_kind[kind]]
        if fits & set(by_kind["name"]) or (others and all(fits & set(by_kind[kind]) for kind in others)):
            taken |= {id(entry) for entry in entries}
    return [c for c in contacts if id(c) in taken], [p for p in dict.fromkeys(picks) if p not in fitting]


def _fits(contact: FoundContact, pick: Pick) -> bool:
    if pick.kind == "name":
        return _name(pick.text) <= _name(contact.name)
    texts = [str(contact.values.get(ORGANIZATION) or "")]
    if pick.kind == "field":
        texts += [str(contact.values.get(key) or "") for key in (JOB_TITLE, FIELD)] + [*contact.labels]
    wanted = _words(pick.text)
    return any(wanted == words[i : i + len(wanted)] for words in map(_words, texts) for i in range(len(words)))


@lru_cache(maxsize=1 << 16)
def _name(text: str) -> frozenset[str]:
    return frozenset(name_words(listed_name(text)))


@lru_cache(maxsize=1 << 16)
def _words(text: str) -> list[str]:
    """The words of a text for comparing, without their endings."""
    return [_ENDING.sub("", word) for word in re.findall(r"\w+", plain_letters(normalize_name(text)))]
