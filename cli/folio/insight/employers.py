"""What employers said: the qualities that contacts of a class want, by field and over all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from folio.domain.gaps import is_proven
from folio.domain.names import normalize_name
from folio.domain.records import mean
from folio.insight.synonyms import FIELDS, QUALITIES, Synonyms

if TYPE_CHECKING:
    from folio.insight.student_findings import StudentFindings


@dataclass(frozen=True, slots=True)
class WantedQuality:
    """A quality that contacts of the class named.

    ``importance``: mean over all who rated it; ``namings``: rows that name it; ``professionals``: different people who
    named it, as far as a name is noted; ``students`` who heard it; ``provers``: those of all students who can prove it
    (``is_proven`` by this importance).
    """

    category: str
    quality: str
    importance: float | None
    namings: int
    professionals: int
    students: int
    provers: int


@dataclass(frozen=True, slots=True)
class FieldSaid:
    """What professionals of one field named, most often named first."""

    field: str
    professionals: int
    qualities: tuple[WantedQuality, ...]

    @property
    def namings(self) -> int:
        """How many rows name a quality."""
        return sum(q.namings for q in self.qualities)


@dataclass(frozen=True, slots=True)
class _Naming:
    """One quality that somebody named: ``student`` heard it, and ``who`` said it, where a name is noted."""

    field: str
    category: str
    quality: str
    importance: int | None
    student: int
    who: str


def said_by_field(
    students: Sequence[StudentFindings], people: Sequence[Sequence[int]], synonyms: Synonyms
) -> tuple[FieldSaid, ...]:
    """Return what was named in each field; ``people`` are the ``identities`` of those on each student's list."""
    by_field: dict[str, list[_Naming]] = defaultdict(list)
    for naming in _namings(students, people, synonyms):
        by_field[normalize_name(naming.field)].append(naming)
    proofs = _proofs(students, synonyms)
    fields = [
        FieldSaid(_spelling(n.field for n in named), _people(named), _ranked(named, proofs))
        for named in by_field.values()
    ]
    return tuple(sorted(fields, key=lambda f: (not f.field, -f.professionals, -f.namings, normalize_name(f.field))))


def qualities_wanted(
    students: Sequence[StudentFindings], people: Sequence[Sequence[int]], synonyms: Synonyms
) -> tuple[WantedQuality, ...]:
    """Return the same over all fields."""
    return _ranked(_namings(students, people, synonyms), _proofs(students, synonyms))


def _namings(
    students: Sequence[StudentFindings], people: Sequence[Sequence[int]], synonyms: Synonyms
) -> Iterator[_Naming]:
    for i, (student, numbers) in enumerate(zip(students, people, strict=True)):
        known = {normalize_name(p.name): str(number) for p, number in zip(student.listed, numbers, strict=True)}
        for w in student.peaks.wanted:
            name, field = normalize_name(w.contact), synonyms.name_for(FIELDS, w.field)
            # Who isn't in Contacts is somebody whom this student alone knows.
            who = known.get(name, f"{name} of {i}") if name else ""
            if w.quality:
                quality = synonyms.name_for(QUALITIES, w.quality)
                yield _Naming(field, w.category, quality, w.importance, i, who)


_Proofs = dict[tuple[str, str], list[tuple[int, str, int | None]]]


def _proofs(students: Sequence[StudentFindings], synonyms: Synonyms) -> _Proofs:
    """The documents of all students, with their strength, by category and quality."""
    found: _Proofs = defaultdict(list)
    for i, student in enumerate(students):
        for m in student.peaks.mine:
            if m.document:
                key = normalize_name(synonyms.name_for(QUALITIES, m.quality))
                found[m.category, key].append((i, m.document, m.strength))
    return found


def _ranked(namings: Iterable[_Naming], proofs: _Proofs) -> tuple[WantedQuality, ...]:
    """Rank qualities, the most often named first; the same words in two categories are two qualities."""
    groups: dict[tuple[str, str], list[_Naming]] = defaultdict(list)
    for naming in namings:
        groups[naming.category, normalize_name(naming.quality)].append(naming)
    found = []
    for key, named in groups.items():
        importance = mean(n.importance for n in named)
        it = WantedQuality(
            category=key[0],
            quality=_spelling(n.quality for n in named),
            importance=importance,
            namings=len(named),
            professionals=_people(named),
            students=len({n.student for n in named}),
            provers=len(
                {i for i, document, strength in proofs.get(key, ()) if is_proven(document, strength, importance)}
            ),
        )
        found.append(it)
    return tuple(sorted(found, key=lambda q: (-q.namings, -(q.importance or 0), normalize_name(q.quality), q.category)))


def _people(namings: Iterable[_Naming]) -> int:
    return len({n.who for n in namings if n.who})


def _spelling(typed: Iterable[str]) -> str:
    """The spelling that is there most often; of equals, the first by its letters."""
    counts = Counter(typed)
    return min(counts, key=lambda text: (-counts[text], text))
