"""What a class shows to those who may see figures, but nobody's name: the school, the class, and the public.

Nothing here is of one person: there are figures about groups, terms of the template, and words that several students
typed. For the class and the public, ``domain.disclosure`` hides and rounds, so that nobody can be recognized.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import chain

from folio.domain.audiences import ANONYMOUS
from folio.domain.contact_data import has_contact_data
from folio.domain.disclosure import Disclosure, pooled
from folio.domain.gaps import Mine, is_proven
from folio.domain.names import normalize_name
from folio.domain.records import mean
from folio.insight.class_findings import ClassFindings, class_findings
from folio.insight.class_needs import CAUSES
from folio.insight.class_shares import FieldShare, StudentShare, class_shares
from folio.insight.names_in_texts import Names, names_known
from folio.insight.progress import count_statuses
from folio.insight.student_findings import SEVERITIES
from folio.insight.synonyms import FIELDS, NO_SYNONYMS, QUALITIES, Synonyms
from folio.intake.model import Intake, Reading, Severity

# What one student alone typed is never shown.
SEVERAL = 2
# In a sum for all to see, no student counts for more than these: nobody stands out then.
MOST_PEOPLE, MOST_OTHERS = 20, 10
_Figure = Callable[[StudentShare], int]


@dataclass(frozen=True, slots=True)
class SharedFigure:
    """One figure: ``value`` is None where it would tell about too few; ``of`` is the whole it is a part of."""

    label: str
    value: int | None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class SharedSection:
    """One section; ``name`` is empty for those that are too small to be shown alone."""

    name: str
    students: int | None
    contacts: int | None
    interviews: int | None


@dataclass(frozen=True, slots=True)
class SharedStatus:
    """How many people stand at one status."""

    status: str
    people: int | None


@dataclass(frozen=True, slots=True)
class SharedField:
    """One field; ``field`` is empty for those that are too small to be shown alone. Interest is a mean, 1 to 5."""

    field: str
    students: int | None
    interviews: int | None
    before: float | None
    after: float | None
    enough: int | None


@dataclass(frozen=True, slots=True)
class SharedQuality:
    """A quality that employers want: mentions, mean importance (1 to 5), and students who heard it or can prove it."""

    quality: str
    category: str
    mentions: int | None
    importance: float | None
    students: int | None
    provers: int | None


@dataclass(frozen=True, slots=True)
class SharedNeed:
    """How many students of a class need something for the same cause."""

    class_: str
    cause: str
    students: int


@dataclass(frozen=True, slots=True)
class SharedProblem:
    """How often a problem occurs, and with how many students."""

    code: str
    severity: Severity
    times: int | None
    students: int | None


@dataclass(frozen=True, slots=True)
class SharedFindings:
    """All that an audience without names may know of a class.

    ``left_out`` are the students who chose so; None where that isn't said, whether or not there are any. ``needs`` are
    for the school only.
    """

    audience: str
    min_group: int
    left_out: int | None
    figures: tuple[SharedFigure, ...]
    sections: tuple[SharedSection, ...]
    pipeline: tuple[SharedStatus, ...]
    fields: tuple[SharedField, ...]
    qualities: tuple[SharedQuality, ...]
    needs: tuple[SharedNeed, ...]
    problems: tuple[SharedProblem, ...]


def students_of(seen: Intake) -> int:
    """Return of how many students there are workbooks that could be read."""
    return len({r.person for r in seen.readable})


def shared_findings(
    seen: Intake,
    left_out: Sequence[Reading],
    audience: str,
    min_group: int,
    today: date,
    synonyms: Synonyms = NO_SYNONYMS,
) -> SharedFindings:
    """Work out what an audience without names may know of the workbooks that it may see, as of ``today``."""
    anonymous = audience in ANONYMOUS
    found = class_findings(seen.readings, today, seen.collected, synonyms)
    digests = {r.path: r.sha256 for r in seen.readable}
    # A student whom the roster moves to another section changes figures, too.
    told = sorted(f"{digests[s.path]} {s.class_}" for s in found.students)
    seed = sha256("\n".join(told).encode()).hexdigest()
    it = _Shared(
        found,
        {r.path: r.person for r in seen.readable},
        names_known([*seen.readable, *left_out], seen.collected, today, counselors=anonymous),
        Disclosure.drawn(min_group, seed, students_of(seen)) if anonymous else Disclosure(),
        synonyms,
    )
    return SharedFindings(
        audience=audience,
        min_group=min_group if anonymous else 0,
        left_out=None if anonymous else len({r.person for r in left_out}),
        figures=it.figures(None if anonymous else len(seen.collected) or None),
        sections=it.sections(),
        pipeline=it.pipeline(),
        fields=it.fields(),
        qualities=it.qualities(),
        needs=() if anonymous else it.needs(),
        problems=it.problems(),
    )


class _Shared:
    """The findings of a class, counted by who contributes to each of them."""

    def __init__(
        self, found: ClassFindings, people: dict[str, str], names: Names, disclosure: Disclosure,
        synonyms: Synonyms,
    ) -> None:  # fmt: skip
        self.found = found
        self.synonyms = synonyms
        self.names = names
        self.disclosure = disclosure
        self.anonymous = bool(disclosure.min_group)
        self.at_least = max(SEVERAL, disclosure.at_least)
        self.students = class_shares(found, people)
        self.size = len({s.person for s in self.students})
        self.everybody = disclosure.count("students", self.size, self.size)

    def figures(self, roster: int | None) -> tuple[SharedFigure, ...]:
        """The figures to read first; ``roster`` is how many students were to hand in, as far as it is known."""
        everybody = self.everybody
        held = {s.person for s in self.students if s.progress.interviews}
        return (
            SharedFigure("students", everybody, roster),
            SharedFigure("people on the lists", self._sum("people", lambda s: s.progress.people, MOST_PEOPLE)),
            SharedFigure("people asked", self._sum("asked", lambda s: s.progress.asked, MOST_PEOPLE)),
            SharedFigure("interviews completed", self._sum("interviews", lambda s: s.progress.interviews)),
            SharedFigure("thank-yous sent", self._sum("thanks", lambda s: s.progress.thanks.done)),
            SharedFigure(
                "students with an interview",
                self.disclosure.part("held", len(held), self.size, everybody),
                everybody,
            ),
        )

    def sections(self) -> tuple[SharedSection, ...]:
        """The sections, the small ones together; none where they are all one."""
        named, rest = self._pooled_sections()
        groups = {name: {name} for name in sorted(named)} | ({"": set(rest)} if rest else {})
        if len(groups) < 2:
            return ()
        own = {name: [s for s in self.students if normalize_name(s.class_) in keys] for name, keys in groups.items()}
        sizes = {name: len({s.person for s in students}) for name, students in own.items()}
        students = self.disclosure.parts("sections", sizes, sizes)
        contacts = self._sums("sections people", lambda s: s.progress.people, own, MOST_PEOPLE)
        interviews = self._sums("sections interviews", lambda s: s.progress.interviews, own)
        return tuple(
            SharedSection(
                self._spelled(name, (s.class_ for s in own[name])), students[name], contacts[name], interviews[name]
            )
            for name in groups
        )

    def pipeline(self) -> tuple[SharedStatus, ...]:
        shares = {s.status: Counter[str]() for s in count_statuses(Counter())}
        for s in self.students:
            for c in s.progress.pipeline:
                if c.status in shares:
                    shares[c.status][s.person] += c.people
        return tuple(
            SharedStatus(status, people) for status, people in self._parts("status", shares, MOST_PEOPLE).items()
        )

    def fields(self) -> tuple[SharedField, ...]:
        listed = [(s.person, self._key(FIELDS, f.field), f) for s in self.students for f in s.fields if f.field]
        spelled = [self.synonyms.name_for(FIELDS, f.field) for _, _, f in listed]
        named, rest = self._pooled(self._members((person, key) for person, key, _ in listed), spelled)
        groups = {name: {name} for name in named} | ({"": set(rest)} if rest else {})
        own = {name: [(person, f) for person, key, f in listed if key in keys] for name, keys in groups.items()}
        shares = {name: _summed((person, f.interviews) for person, f in theirs) for name, theirs in own.items()}
        interviews = self._parts("field interviews", shares)
        found = [self._field(name, own[name], interviews[name], self._spelled(name, spelled)) for name in groups]
        shown = (f for f in found if f.students is not None)
        return tuple(sorted(shown, key=lambda f: (not f.field, -(f.students or 0), normalize_name(f.field))))

    def _field(self, name: str, own: list[tuple[str, FieldShare]], interviews: int | None, spelled: str) -> SharedField:
        rated = [(person, before, after) for person, f in own for before, after in f.rated]
        size = len({person for person, _ in own})
        decided = len({person for person, f in own if f.enough})
        place = f"field {name}"
        shown = self.disclosure.count(place, size, size)
        return SharedField(
            spelled,
            shown,
            interviews,
            self._average(f"{place} before", ((person, before) for person, before, _ in rated)),
            self._average(f"{place} after", ((person, after) for person, _, after in rated)),
            self.disclosure.part(f"{place} enough", decided, size, shown),
        )

    def qualities(self) -> tuple[SharedQuality, ...]:
        heard: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        rated: dict[tuple[str, str], list[tuple[str, int | None]]] = defaultdict(list)
        proofs: dict[tuple[str, str], list[tuple[str, Mine]]] = defaultdict(list)
        for s in self.students:
            for w in s.wanted:
                place = w.category, self._key(QUALITIES, w.quality)
                heard[place][s.person] += 1
                rated[place].append((s.person, w.importance))
            for m in s.mine:
                proofs[m.category, self._key(QUALITIES, m.quality)].append((s.person, m))
        found = []
        for q in self.found.wanted:
            key = q.category, self._key(QUALITIES, q.quality)
            # What few people said tells who they are.
            if min(len(heard[key]), q.professionals) < self.at_least or self._tells(q.quality):
                continue
            proven = {person for person, m in proofs[key] if is_proven(m.document, m.strength, q.importance)}
            name, part = f"quality {' '.join(key)}", self.disclosure.part
            found.append(
                SharedQuality(
                    q.quality,
                    q.category,
                    self._count(name, heard[key]),
                    self._average(f"{name} importance", rated[key]),
                    part(f"{name} heard", len(heard[key]), self.size, self.everybody),
                    part(f"{name} provers", len(proven), self.size, self.everybody),
                )
            )
        return tuple(sorted(found, key=lambda q: (-(q.mentions or 0), normalize_name(q.quality), q.category)))

    def _key(self, kind: str, typed: str) -> str:
        return normalize_name(self.synonyms.name_for(kind, typed))

    def needs(self) -> tuple[SharedNeed, ...]:
        named, _ = self._pooled_sections()
        counted: dict[tuple[str, str], int] = defaultdict(int)
        for section in self.found.needs:
            name = section.class_ if normalize_name(section.class_) in named else ""
            for group in section.groups:
                counted[name, group.cause] += len(group.needs)
        # Of each cause, those that are counted together come last.
        ordered = sorted(counted.items(), key=lambda item: (CAUSES.index(item[0][1]), not item[0][0]))
        return tuple(SharedNeed(name, cause, number) for (name, cause), number in ordered)

    def problems(self) -> tuple[SharedProblem, ...]:
        """The problems that many have; one that isn't listed may be there, too."""
        shares: dict[tuple[Severity, str], Counter[str]] = defaultdict(Counter)
        for s in self.students:
            for problem, times in s.problems.items():
                shares[problem][s.person] += times
        found = []
        for (severity, code), theirs in shares.items():
            place = f"problem {severity} {code}"
            students = self.disclosure.part(place, len(theirs), self.size, self.everybody)
            if students is not None:
                found.append(SharedProblem(code, severity, self._count(f"{place} times", theirs), students))
        return tuple(sorted(found, key=lambda p: (SEVERITIES.index(p.severity), -(p.times or 0), p.code)))

    def _sum(self, place: str, figure: _Figure, most: int = MOST_OTHERS) -> int | None:
        return self._sums(place, figure, {"": self.students}, most)[""]

    def _sums(
        self, place: str, figure: _Figure, groups: Mapping[str, Sequence[StudentShare]], most: int = MOST_OTHERS
    ) -> dict[str, int | None]:
        """A figure summed up in each group."""
        shares = {name: _summed((s.person, figure(s)) for s in own) for name, own in groups.items()}
        return self._parts(place, shares, most)

    def _average(self, place: str, ratings: Iterable[tuple[str, float | None]]) -> float | None:
        """The mean of ratings by so many people; for all to see, each of them counts once."""
        given: dict[str, list[float]] = defaultdict(list)
        for person, rating in ratings:
            if rating is not None:
                given[person].append(rating)
        each = map(mean, given.values()) if self.anonymous else chain.from_iterable(given.values())
        return self.disclosure.mean(place, mean(each), len(given))

    def _count(self, place: str, shares: Counter[str]) -> int | None:
        return self._parts(place, {"": shares})[""]

    def _parts(self, place: str, shares: Mapping[str, Counter[str]], most: int = MOST_OTHERS) -> dict[str, int | None]:
        """The parts of a total, from how much each person contributes to each; for all to see, ``most``."""
        own = {
            name: [min(n, most) if self.anonymous else n for n in theirs.values()] for name, theirs in shares.items()
        }
        members = {name: sum(map(bool, numbers)) for name, numbers in own.items()}
        return self.disclosure.parts(place, {name: sum(numbers) for name, numbers in own.items()}, members, most)

    def _pooled_sections(self) -> tuple[list[str], list[str]]:
        members = self._members((s.person, s.class_) for s in self.students)
        return self._pooled(members, {s.class_ for s in self.students})

    def _members(self, named: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
        members: dict[str, set[str]] = defaultdict(set)
        for person, text in named:
            members[normalize_name(text)].add(person)
        return members

    def _pooled(self, members: dict[str, set[str]], spelled: Iterable[str]) -> tuple[list[str], list[str]]:
        """The groups that can be named, and the others; a name that tells of somebody is none."""
        nameless = {"", *(normalize_name(text) for text in spelled if self._tells(text))}
        return pooled(members, self.at_least, nameless, complementary=self.anonymous)

    def _tells(self, text: str) -> bool:
        """Whether a text names somebody, or may be how to reach them."""
        return has_contact_data(text) or self.names.are_in(text)

    def _spelled(self, key: str, texts: Iterable[str]) -> str:
        """The most common spelling of a name, of two the first in the alphabet; empty for what is pooled."""
        spellings = Counter(text for text in texts if key and normalize_name(text) == key)
        return min(spellings, key=lambda text: (-spellings[text], text), default="")


def _summed(shares: Iterable[tuple[str, int]]) -> Counter[str]:
    """How much each person contributes, over all of their workbooks."""
    summed = Counter[str]()
    for person, share in shares:
        summed[person] += share
    return summed
