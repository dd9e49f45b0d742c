"""Whose work a file is, by two witnesses: who handed it in, and whose workbook it says it is.

Neither outranks the other. Where they disagree, that is told, and the file counts for nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from folio.basics.person_names import plain_letters
from folio.collecting.rosters import RosterEntry
from folio.collecting.submissions import Submission
from folio.domain.names import normalize_name
from folio.intake.model import Reading, Student

_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is: the number of the student on the roster, or None; why, and whether that is a guess.

    With ``mismatch``, the student is who handed in a workbook that is somebody else's.
    """

    student: int | None
    reason: str
    is_guess: bool = False
    mismatch: bool = False


class Witnesses:
    """Finds students of a roster by what files say."""

    def __init__(self, entries: Sequence[RosterEntry]) -> None:
        self._entries = entries
        self._by_id = _index(entries, lambda e: normalize_name(e.student_id))
        self._by_email = _index(entries, lambda e: e.email.casefold())
        self._by_name = _index(entries, lambda e: normalize_name(e.name.full))
        self._by_words = _index(entries, lambda e: " ".join(sorted(_words(e.name.full))))
        self._by_login_name = _index(entries, lambda e: _letters(f"{e.name.last}{e.name.first}"))
        self._by_number = {
            "Canvas": _index(entries, lambda e: e.canvas_id), "Moodle": _index(entries, lambda e: e.participant),
        }  # fmt: skip

    def owner(self, submission: Submission, reading: Reading | None) -> Owner:
        """Hear both witnesses; ``reading`` is None where the file is no workbook, or can't be read."""
        by = self.submitter(submission)
        inside = self.inside(reading) if reading else _Inside((), "")
        return _agreed(self._entries, by, inside)

    def submitter(self, submission: Submission) -> Owner:
        """Return who handed a file in, as far as its name says."""
        if submission.number:
            found = self._by_number[submission.system].get(submission.number, ())
            if len(found) == 1:
                return Owner(found[0], f"handed in through {submission.system}")
            named = {*self._by_login_name.get(_letters(submission.name), ()), *self._named(submission.name)}
            if len(named) == 1:
                return Owner(named.pop(), f"handed in through {submission.system}")
            return Owner(None, f"{submission.system} has a student {submission.name!r} who isn't on the roster")
        words = _words(submission.path)
        found = [n for key, ns in self._by_id.items() if key in words for n in ns]
        if not found:
            found = [i for i, e in enumerate(self._entries) if len(own := _words(e.name.full)) > 1 and own <= words]
        if len(found) == 1:
            return Owner(found[0], "by the file's name", is_guess=True)
        return Owner(None, "")

    def inside(self, reading: Reading) -> _Inside:
        """Return whose workbook it is, by all that it says."""
        typed, made_for = reading.student, reading.made_for
        claims: list[tuple[set[int], str]] = []
        for person, how in ((typed, "it says"), (made_for, "it was made for")):
            exact = {*self._of_id(person), *self._by_email.get(person.email.casefold(), ())}
            found = exact or set(self._named(person.name))
            if len(found) > 1:
                found = {i for i in found if _same(self._entries[i].class_, person.class_)} or found
            if person.name or person.id or person.email:
                claims.append((found, f"{how} {person.name or person.id or person.email}"))
        return _Inside(tuple(claims), typed.name or made_for.name)

    def _of_id(self, person: Student) -> Iterator[int]:
        """The students with that ID; where it may be Canvas's number, only with a word of the name."""
        for i in self._by_id.get(normalize_name(person.id), ()):
            entry = self._entries[i]
            if entry.school_id or not person.name or _words(person.name) & _words(entry.name.full):
                yield i

    def _named(self, name: str) -> Sequence[int]:
        words = " ".join(sorted(_words(name)))
        return self._by_name.get(normalize_name(name)) or self._by_words.get(words) or ()


@dataclass(frozen=True, slots=True)
class _Inside:
    """What a workbook says of its owner: (students that it may mean, how it says so), and the name in it."""

    claims: tuple[tuple[set[int], str], ...]
    name: str


def _agreed(entries: Sequence[RosterEntry], by: Owner, inside: _Inside) -> Owner:
    known = [(found, how) for found, how in inside.claims if found]
    here = by.student
    # What may mean several students means the one who handed it in, if that is one of them.
    meant = [({here} if here in found else found, how) for found, how in known]
    others = [(found, how) for found, how in meant if here is not None and found != {here}]
    if here is not None and others:
        who = entries[here].name.full
        return Owner(here, f"{who} handed it in, but {others[0][1]}", by.is_guess, mismatch=True)
    single = {next(iter(found)) for found, _ in meant if len(found) == 1}
    if len(single) > 1:
        return Owner(None, f"{meant[0][1]}, but {meant[1][1]}", mismatch=True)
    if here is None:
        if single and all(len(found) == 1 for found, _ in meant):
            return Owner(single.pop(), "by the name or ID in it")
        if known:
            return Owner(None, f"{known[0][1]}, and the roster has {len(known[0][0])} of that name", is_guess=True)
        said = inside.claims[0][1] if inside.claims else "it doesn't say whose it is"
        return Owner(None, "; ".join(filter(None, (said, by.reason))))
    if known:
        return Owner(here, "both agree")
    if not inside.claims:
        silent = "" if by.is_guess else "; the workbook doesn't say whose it is"
        return Owner(here, f"{by.reason}{silent}", by.is_guess)
    if _words(inside.name) & _words(entries[here].name.full):
        return Owner(here, f"{by.reason}; {inside.claims[0][1]}", is_guess=True)
    who = entries[here].name.full
    return Owner(here, f"{who} handed it in, but {inside.claims[0][1]}", is_guess=True, mismatch=True)


def _same(text: str, other: str) -> bool:
    return normalize_name(text) == normalize_name(other)


def _index(entries: Sequence[RosterEntry], key: Callable[[RosterEntry], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for i, entry in enumerate(entries):
        if text := key(entry):
            found[text].append(i)
    return found


def _words(text: str) -> set[str]:
    """The words of a name or a path, without accents and signs."""
    return set(_SIGNS.sub(" ", plain_letters(text)).split())


def _letters(text: str) -> str:
    """A name as Canvas puts it into the names of files: its letters and digits alone."""
    return "".join(_SIGNS.sub("", plain_letters(text)).split())
