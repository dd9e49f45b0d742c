"""The realistic job preview of a field: what was heard of each facet, from whom, and how far it carries.

Breadth is the share of the facets of which something was heard (12 in the shipped templates); balance is
the smaller number of ups and downs over the greater; a facet is corroborated when two people or more spoke
of it. After Breaugh & Billings (1988): a good preview is accurate, specific, broad, credible and about what
matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from folio.domain.names import normalize_name
from folio.insight.records import Book, Entry, mean
from folio.template.vocabulary import REBUTS

# What matters to the student this much should be known before a decision; of a scale from 1 to 5.
MATTERS = 4
# Two people contradict each other when their ratings of a facet lie this far apart.
FAR_APART = 2


@dataclass(frozen=True, slots=True)
class FacetEntry:
    """What one person said of a facet; ``rating`` and ``importance`` are the student's own, 1-5."""

    facet: str
    contact: str
    viewpoint: str
    upside: str
    downside: str
    rating: int | None
    importance: int | None
    read_elsewhere: str
    agreement: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Facet:
    """All that was said of one facet.

    ``importance`` is how much it matters to the student: the mean of what is noted in this field, else in any.
    """

    facet: str
    entries: tuple[FacetEntry, ...]
    contradictions: tuple[str, ...] = ()
    importance: float | None = None

    @property
    def covered(self) -> bool:
        """Whether anything was heard of it."""
        return bool(self.entries)

    @property
    def ups(self) -> int:
        """Upsides noted."""
        return sum(bool(e.upside) for e in self.entries)

    @property
    def downs(self) -> int:
        """Downsides noted."""
        return sum(bool(e.downside) for e in self.entries)

    @property
    def people(self) -> int:
        """People who spoke of it; entries without a name do not count."""
        return len({normalize_name(e.contact) for e in self.entries if e.contact})

    @property
    def corroborated(self) -> bool:
        """Whether two people or more spoke of it."""
        return self.people > 1

    @property
    def rating(self) -> float | None:
        """The mean of the ratings, or None."""
        return mean(e.rating for e in self.entries)

    @property
    def matters(self) -> bool:
        """Whether it matters much to the student: 4 or more of 5."""
        return self.importance is not None and self.importance >= MATTERS

    @property
    def lacks(self) -> str:
        """Say what was not heard of it yet; empty where both sides were."""
        if not self.covered:
            return "nothing heard yet"
        if not self.ups and not self.downs:
            return "neither an upside nor a downside noted yet"
        if not self.downs:
            return "no downside heard yet"
        return "" if self.ups else "no upside heard yet"


@dataclass(frozen=True, slots=True)
class Preview:
    """The job preview of one field; ``facets`` has every facet of the template, in its order."""

    facets: tuple[Facet, ...]
    people: tuple[str, ...]
    viewpoints: tuple[tuple[str, int], ...]

    @property
    def entries(self) -> tuple[FacetEntry, ...]:
        """All entries, facet by facet."""
        return tuple(e for f in self.facets for e in f.entries)

    @property
    def covered(self) -> int:
        """Facets of which something was heard."""
        return sum(f.covered for f in self.facets)

    @property
    def breadth(self) -> float:
        """Facets covered over all facets, 0 to 1."""
        return self.covered / len(self.facets) if self.facets else 0.0

    @property
    def ups(self) -> int:
        """Upsides noted."""
        return sum(f.ups for f in self.facets)

    @property
    def downs(self) -> int:
        """Downsides noted."""
        return sum(f.downs for f in self.facets)

    @property
    def balance(self) -> float | None:
        """The smaller number of ups and downs over the greater, 0 to 1; None when neither was noted."""
        return balance(self.ups, self.downs)

    @property
    def corroborated(self) -> int:
        """Facets of which two people or more spoke."""
        return sum(f.corroborated for f in self.facets)

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Where two people, or a person and what had been read, do not agree."""
        return tuple(c for f in self.facets for c in f.contradictions)

    @property
    def missing(self) -> tuple[str, ...]:
        """Facets of which nothing was heard yet, first those that matter most to the student."""
        return tuple(f.facet for f in self._by_importance if not f.covered)

    @property
    def open(self) -> tuple[Facet, ...]:
        """Facets that matter much to the student and of which not both sides were heard, the weightiest first."""
        return tuple(f for f in self._by_importance if f.matters and f.lacks)

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The same in words: ``Autonomy: no downside heard yet``."""
        return tuple(f"{f.facet}: {f.lacks}" for f in self.open)

    @property
    def _by_importance(self) -> list[Facet]:
        return sorted(self.facets, key=lambda f: -(f.importance or 0))


def balance(ups: int, downs: int) -> float | None:
    """Return the smaller number over the greater, 0 to 1; None when both are 0."""
    return min(ups, downs) / max(ups, downs) if ups or downs else None


def find_preview(book: Book, field: str) -> Preview | None:
    """Gather the preview of one field; None where the workbook has no such sheet."""
    if "preview" not in book.parts:
        return None
    everything = book.entries("preview")
    rows = [r for r in everything if normalize_name(book.field_of(r.text("contact"))) == normalize_name(field)]
    weights = (_importance(rows), _importance(everything))
    entries = [_entry(book, r) for r in rows]
    told = [e for e in entries if e.upside or e.downside or e.rating is not None]
    facets = []
    for facet in book.facets:
        own = tuple(e for e in told if normalize_name(e.facet) == normalize_name(facet))
        weight = next((w[normalize_name(facet)] for w in weights if normalize_name(facet) in w), None)
        facets.append(Facet(facet, own, tuple(_contradictions(facet, own)), weight))
    said = [e for f in facets for e in f.entries]
    people = {normalize_name(e.contact): e.contact for e in said if e.contact}
    views: dict[str, set[str]] = {}
    for e in said:
        if e.viewpoint:
            views.setdefault(e.viewpoint, set()).add(normalize_name(e.contact))
    counted = sorted(((v, len(who)) for v, who in views.items()), key=lambda pair: (-pair[1], pair[0]))
    return Preview(tuple(facets), tuple(people.values()), tuple(counted))


def _importance(rows: Iterable[Entry]) -> dict[str, float]:
    """How much each facet matters by these rows, by its folded name; also where nothing was heard of it yet."""
    noted: dict[str, list[int]] = {}
    for row in rows:
        if (rating := row.rating("importance")) is not None:
            noted.setdefault(normalize_name(row.text("facet")), []).append(rating)
    return {facet: sum(ratings) / len(ratings) for facet, ratings in noted.items()}


def _entry(book: Book, row: Entry) -> FacetEntry:
    return FacetEntry(
        facet=row.text("facet"),
        contact=book.spelled(row.text("contact")),
        viewpoint=row.text("viewpoint"),
        upside=row.text("upside"),
        downside=row.text("downside"),
        rating=row.rating("rating"),
        importance=row.rating("importance"),
        read_elsewhere=row.text("read_elsewhere"),
        agreement=row.text("agreement"),
        sheet=row.sheet,
        cell=row.cell("facet"),
    )


def _contradictions(facet: str, entries: tuple[FacetEntry, ...]) -> list[str]:
    found = []
    rated = sorted(
        (e.rating, normalize_name(e.contact), e.contact) for e in entries if e.rating is not None and e.contact
    )
    if rated:
        (low, low_key, low_name), (high, high_key, high_name) = rated[0], rated[-1]
        if high - low >= FAR_APART and low_key != high_key:
            found.append(f"{facet}: after {low_name} you rated it {low}, after {high_name} {high}")
    for e in entries:
        if e.agreement == REBUTS:
            read = f": “{_short(e.read_elsewhere)}”" if e.read_elsewhere else ""
            found.append(f"{facet}: {e.contact or 'somebody'} rebuts what you had read{read}")
    return found


def _short(text: str, room: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"
