"""Asked by several: professionals on the lists of more than one student, and which requests are one too many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from folio.domain.names import normalize_name
from folio.domain.professionals import Listed, signs, weak_signs

if TYPE_CHECKING:
    from folio.insight.student_findings import StudentFindings


@dataclass(frozen=True, slots=True)
class OnList:
    """One person on one student's list; ``student`` is the place in the table of students."""

    student: int
    name: str
    person: Listed

    @property
    def words(self) -> str:
        """Say it: ``Lopez, Ana: Requested``."""
        return f"{self.name}: {self.person.status}"


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A professional, or what may be one, on several lists; ``known_by`` says what they have in common."""

    lists: tuple[OnList, ...]
    known_by: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called, the most frequent first."""
        return _spellings(it.person.name for it in self.lists)

    @property
    def organizations(self) -> tuple[str, ...]:
        """Where they are, the most frequent first."""
        return _spellings(it.person.organization for it in self.lists)

    @property
    def students(self) -> int:
        """How many students have them on their list."""
        return len({it.student for it in self.lists})

    @property
    def asked(self) -> int:
        """How many students have asked them."""
        return len({it.student for it in self.lists if it.person.asked})

    @property
    def who(self) -> tuple[str, ...]:
        """Say who has them on the list, and how far that is."""
        return tuple(it.words for it in self.lists)


def shared_contacts(students: Sequence[StudentFindings], people: Sequence[Sequence[int]]) -> tuple[SharedContact, ...]:
    """Return the professionals on several lists, most students first; ``people`` are their ``identities``."""
    groups: dict[int, list[OnList]] = defaultdict(list)
    for number, it in _on_lists(students, people):
        groups[number].append(it)
    return _ranked(SharedContact(tuple(g), tuple(_in_common(g))) for g in groups.values())


def maybe_shared(students: Sequence[StudentFindings], people: Sequence[Sequence[int]]) -> tuple[SharedContact, ...]:
    """Return those who may be one professional, for review: one name in two places, or one number of two names."""
    alike: dict[tuple[str, ...], list[tuple[int, OnList]]] = defaultdict(list)
    for number, it in _on_lists(students, people):
        for sign in weak_signs(it.person):
            alike[sign].append((number, it))
    found: dict[frozenset[int], SharedContact] = {}
    for (kind, *_), group in alike.items():
        numbers = frozenset(number for number, _ in group)
        if len(numbers) > 1:
            before = found.get(numbers)
            listed = tuple({**dict.fromkeys(before.lists if before else ()), **dict.fromkeys(it for _, it in group)})
            found[numbers] = SharedContact(listed, tuple(dict.fromkeys((*(before.known_by if before else ()), kind))))
    return _ranked(found.values())


def _on_lists(students: Sequence[StudentFindings], people: Sequence[Sequence[int]]) -> Iterator[tuple[int, OnList]]:
    for i, (student, numbers) in enumerate(zip(students, people, strict=True)):
        for number, person in zip(numbers, student.listed, strict=True):
            yield number, OnList(i, student.name, person)


def _in_common(group: Sequence[OnList]) -> Iterator[str]:
    """The kinds of signs that more than one student noted the same way."""
    noted: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for it in group:
        for sign in signs(it.person):
            noted[sign].add(it.student)
    yield from dict.fromkeys(kind for (kind, *_), who in noted.items() if len(who) > 1)


def _ranked(found: Iterable[SharedContact]) -> tuple[SharedContact, ...]:
    several = [it for it in found if it.students > 1]
    return tuple(sorted(several, key=lambda it: (-it.students, -it.asked, [normalize_name(n) for n in it.names])))


def _spellings(texts: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(filter(None, texts))
    first: dict[str, str] = {}
    for text, _ in counts.most_common():
        first.setdefault(normalize_name(text), text)
    return tuple(first.values())
