"""The realistic job preview of a field: what was heard of each facet, from whom, and how far it carries.

Breadth is the share of the facets of which something was heard (12 in the shipped templates); balance is
the smaller number of ups and downs over the greater; a facet is corroborated when two people or more spoke
of it. After Breaugh & Billings (1988): a good preview is accurate, specific, broad, credible and about what
matters.
"""

from __future__ import annotations

from dataclasses import dataclass

from folio.insight.entries import Book, Entry, fold, mean

REBUTS = "Rebuts it"
# Two people contradict each other when their ratings of a facet lie this far apart.
FAR_APART = 2


@dataclass(frozen=True, slots=True)
class FacetEntry:
    """What one person said of a facet; ``rating`` is the student's own, 1-5."""

    facet: str
    contact: str
    viewpoint: str
    upside: str
    downside: str
    rating: int | None
    read_elsewhere: str
    agreement: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Facet:
    """All that was said of one facet."""

    facet: str
    entries: tuple[FacetEntry, ...]
    contradictions: tuple[str, ...] = ()

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
        return len({fold(e.contact) for e in self.entries if e.contact})

    @property
    def corroborated(self) -> bool:
        """Whether two people or more spoke of it."""
        return self.people > 1

    @property
    def rating(self) -> float | None:
        """The mean of the ratings, or None."""
        return mean(e.rating for e in self.entries)


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
        """Facets of which nothing was heard yet."""
        return tuple(f.facet for f in self.facets if not f.covered)


def balance(ups: int, downs: int) -> float | None:
    """Return the smaller number over the greater, 0 to 1; None when both are 0."""
    return min(ups, downs) / max(ups, downs) if ups or downs else None


def find_preview(book: Book, field: str) -> Preview | None:
    """Gather the preview of one field; None where the workbook has no such sheet."""
    if "preview" not in book.parts:
        return None
    rows = [r for r in book.entries("preview") if fold(book.field_of(r.text("contact"))) == fold(field)]
    entries = [_entry(book, r) for r in rows]
    told = [e for e in entries if e.upside or e.downside or e.rating is not None]
    facets = []
    for facet in book.facets:
        own = tuple(e for e in told if fold(e.facet) == fold(facet))
        facets.append(Facet(facet, own, tuple(_contradictions(facet, own))))
    said = [e for f in facets for e in f.entries]
    people = {fold(e.contact): e.contact for e in said if e.contact}
    views: dict[str, set[str]] = {}
    for e in said:
        if e.viewpoint:
            views.setdefault(e.viewpoint, set()).add(fold(e.contact))
    counted = sorted(((v, len(who)) for v, who in views.items()), key=lambda pair: (-pair[1], pair[0]))
    return Preview(tuple(facets), tuple(people.values()), tuple(counted))


def _entry(book: Book, row: Entry) -> FacetEntry:
    return FacetEntry(
        facet=row.text("facet"),
        contact=book.spelled(row.text("contact")),
        viewpoint=row.text("viewpoint"),
        upside=row.text("upside"),
        downside=row.text("downside"),
        rating=row.rating("rating"),
        read_elsewhere=row.text("read_elsewhere"),
        agreement=row.text("agreement"),
        sheet=row.sheet,
        cell=row.cell("facet"),
    )


def _contradictions(facet: str, entries: tuple[FacetEntry, ...]) -> list[str]:
    found = []
    rated = sorted((e.rating, fold(e.contact), e.contact) for e in entries if e.rating is not None and e.contact)
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
