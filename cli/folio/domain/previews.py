"""The realistic job preview of a field: what was heard of each facet, from whom, and how far it carries.

Breadth is the share of the facets of which something was heard (12 in the shipped templates); balance is the smaller
number of ups and downs over the greater; a facet is corroborated when two people spoke of it who do not contradict each
other. After Breaugh & Billings (1988): a good preview is accurate, specific, broad, credible and about what matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from folio.basics.wording import counted, cut_off
from folio.domain.disagreements import DISAGREE, Voice, disagreements_in, reason, voices_in_pairs
from folio.domain.heard import is_heard
from folio.domain.records import Record, Records, mean
from folio.domain.viewpoints import in_todays_words, viewpoint_of
from folio.template.vocabulary import REBUTS, SUPPORTS

# What matters to the student this much should be known before a decision; of a scale from 1 to 5.
MATTERS = 4
# So many upsides without one downside (or the other way round) deserve a word; so does one side three times the other.
MANY, LOPSIDED = 3, 3
# Two thirds of the facets, 8 of 12, leave few blind spots.
BROAD = Fraction(2, 3)
# A quotation is cut off after so many characters.
MOST_QUOTED = 90

Lean = Literal["nothing", "only ups", "only downs", "one-sided", "fair"]
Picture = Lean | Literal["narrow"]
Coverage = Literal["nothing", "only ups", "only downs", "one voice", "covered", "disputed"]
# What to say of a picture of the job, in the same words on every sheet and in every report.
PICTURES: dict[Picture, str] = {
    "nothing": "Nothing noted yet",
    "only ups": "All sunshine so far: ask what is hard about it",
    "only downs": "Only downsides so far: ask what they would miss",
    "one-sided": "One-sided so far: ask more about the other side",
    "narrow": "Balanced so far: ask about more facets",
    "fair": "A balanced picture",
}


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


@dataclass(frozen=True, slots=True)
class Facet:
    """All that was noted of one facet.

    ``entries`` are those in which something was heard; ``people`` counts who told it; ``corroborated`` is whether two
    people do not contradict each other, ``disputed`` whether the only two do; ``supports`` and ``rebuts`` count what
    they said of what had been read; ``rating`` is the mean. ``importance`` is how much it matters to the student: what
    the board says, else the mean of what is noted in this field, else in any.
    """

    facet: str
    entries: tuple[FacetEntry, ...]
    people: int = 0
    supports: int = 0
    rebuts: int = 0
    rating: float | None = None
    corroborated: bool = False
    disputed: bool = False
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
    def matters(self) -> bool:
        """Whether it matters much to the student: 4 or more of 5."""
        return self.importance is not None and self.importance >= MATTERS

    @property
    def coverage(self) -> Coverage:
        """Whether both sides were heard, and from more than one person; first of all, whether they disagree."""
        if self.disputed:
            return "disputed"
        if not self.ups and not self.downs:
            return "nothing"
        if not self.ups or not self.downs:
            return "only ups" if self.ups else "only downs"
        return "covered" if self.people > 1 else "one voice"

    @property
    def lacks(self) -> str:
        """Say what was not heard of it yet; empty where both sides were."""
        if not self.covered:
            return "nothing heard yet"
        words: dict[Coverage, str] = {
            "disputed": f"{DISAGREE[0].lower()}{DISAGREE[1:]}",
            "nothing": "neither an upside nor a downside noted yet",
            "only ups": "no downside heard yet",
            "only downs": "no upside heard yet",
        }
        return words.get(self.coverage, "")


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
    def picture(self) -> Picture:
        """What picture of the job there is."""
        return picture(self.ups, self.downs, self.covered, len(self.facets))

    @property
    def corroborated(self) -> int:
        """Facets of which two people spoke who do not contradict each other."""
        return sum(f.corroborated for f in self.facets)

    @property
    def heard_twice(self) -> str:
        """Say of how many facets more than one person's word is there."""
        facets = counted(self.corroborated, "facet") if self.corroborated else "no facet yet"
        return f"{facets} heard from two people or more who don't contradict each other"

    @property
    def disputed(self) -> tuple[str, ...]:
        """Facets on which the only two people disagree."""
        return tuple(f.facet for f in self.facets if f.disputed)

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
    """The smaller number over the greater, 0 to 1; None when both are 0."""
    return min(ups, downs) / max(ups, downs) if ups or downs else None


def lean(ups: int, downs: int) -> Lean:
    """To which side a preview leans: a few ups without a downside do not count yet, three do."""
    if not ups + downs:
        return "nothing"
    if not downs and ups >= MANY:
        return "only ups"
    if not ups and downs >= MANY:
        return "only downs"
    return "one-sided" if min(ups, downs) * LOPSIDED < max(ups, downs) else "fair"


def is_broad(covered: int, facets: int) -> bool:
    """Whether so many of the facets were heard of that few blind spots are left."""
    return covered >= enough_facets(facets)


def enough_facets(facets: int) -> int:
    """Of how many of so many facets something should be heard."""
    return ceil(facets * BROAD)


def picture(ups: int, downs: int, covered: int, facets: int) -> Picture:
    """What picture of the job there is: a fair one takes both sides, and two thirds of the facets."""
    leaning = lean(ups, downs)
    return "narrow" if leaning == "fair" and not is_broad(covered, facets) else leaning


def downsides_noted(records: Records) -> list[tuple[Record, bool]]:
    """The rows with a downside, each with whether it is about one of the template's facets, as a preview counts."""
    facets = {records.compare(facet) for facet in records.facets}
    return [(row, row.key("facet") in facets) for row in records.rows("preview") if row.text("downside")]


def facets_heard(records: Records, rows: Iterable[Record]) -> int:
    """Of how many of the template's facets something was heard in these rows."""
    heard = {row.key("facet") for row in rows if is_heard(row)}
    return len(heard & {records.compare(facet) for facet in records.facets})


def rows_about(records: Records, *fields: str) -> list[Record]:
    """The rows of the job preview about some fields; one that names neither a person nor a facet is about none."""
    about = {records.compare(field) for field in fields} - {""}
    return [r for r in _named_rows(records) if records.compare(records.field_of(r.text("contact"))) in about]


def entries_elsewhere(records: Records) -> int:
    """How many entries of the job preview are about none of the fields on the start sheet; 0 where it names none."""
    if not records.fields:
        return 0
    return sum(map(is_heard, _named_rows(records))) - sum(map(is_heard, rows_about(records, *records.fields)))


def _named_rows(records: Records) -> list[Record]:
    return [r for r in records.rows("preview") if r.key("contact") or r.key("facet")]


def preview_of(records: Records, field: str | None = None) -> Preview | None:
    """The preview of one field, or of all there is; None where the workbook has no such sheet."""
    if "preview" not in records.columns:
        return None
    key = None if field is None else records.compare(field)
    return records.once(("preview", key), lambda: _preview(records, key))


def _preview(records: Records, field: str | None) -> Preview:
    everything = records.rows("preview")
    rows = [r for r in everything if field is None or records.compare(records.field_of(r.text("contact"))) == field]
    # Asked once for each facet, on the board; until version 4 of the templates, beside what each person said.
    weights = (_importance(records.rows("preview_board")), _importance(rows), _importance(everything))
    by_facet: dict[str, list[Record]] = {}
    for row in rows:
        by_facet.setdefault(row.key("facet"), []).append(row)
    whole = field is None
    facets = tuple(_facet(records, f, by_facet.get(records.compare(f), []), weights, whole) for f in records.facets)
    said = [e for f in facets for e in f.entries]
    people = {records.compare(e.contact): e.contact for e in said if e.contact}
    views: dict[str, set[str]] = {}
    for e in said:
        if e.viewpoint:
            views.setdefault(e.viewpoint, set()).add(records.compare(e.contact))
    counted = sorted(((v, len(who)) for v, who in views.items()), key=lambda pair: (-pair[1], pair[0]))
    return Preview(facets, tuple(people.values()), tuple(counted))


def _facet(
    records: Records, facet: str, rows: list[Record], weights: Sequence[dict[str, float]], whole: bool
) -> Facet:  # fmt: skip
    entries = tuple(_entry(records, r) for r in rows if is_heard(r))
    pairs = voices_in_pairs(records, rows, whole=whole)
    disputed = any(disagreements_in(records, rows, whole=whole))
    return Facet(
        facet,
        entries,
        people=len({r.key("contact") for r in rows if is_heard(r)} - {""}),
        supports=sum(r.says("agreement", SUPPORTS) for r in rows),
        rebuts=sum(r.says("agreement", REBUTS) for r in rows),
        rating=mean(r.rating("rating") for r in rows),
        corroborated=any(not a.contradicts(b) for a, b in pairs),
        disputed=disputed,
        contradictions=tuple(_contradictions(records, facet, entries, pairs, f". {DISAGREE}" if disputed else "")),
        importance=next((w[key] for w in weights if (key := records.compare(facet)) in w), None),
    )


def _importance(rows: Iterable[Record]) -> dict[str, float]:
    """How much each facet matters by these rows, by its compared name; also where nothing was heard of it yet."""
    noted: dict[str, list[float]] = {}
    for row in rows:
        if (importance := row.number("importance")) is not None:
            noted.setdefault(row.key("facet"), []).append(importance)
    return {facet: sum(found) / len(found) for facet, found in noted.items()}


def _entry(records: Records, row: Record) -> FacetEntry:
    facet, viewpoint, up, down, read, agreement = map(
        row.text, ("facet", "viewpoint", "upside", "downside", "read_elsewhere", "agreement")
    )
    contact, rating, importance = records.spelled(row.text("contact")), row.rating("rating"), row.rating("importance")
    viewpoint = in_todays_words(viewpoint) or viewpoint_of(records, contact)
    read = read or next((r.text("read_elsewhere") for r in records.where("preview_board", "facet", facet)), "")
    return FacetEntry(facet, contact, viewpoint, up, down, rating, importance, read, agreement)


def _contradictions(
    records: Records, facet: str, entries: tuple[FacetEntry, ...], pairs: list[tuple[Voice, Voice]], then: str
) -> list[str]:
    found = []
    widest = max(pairs, key=lambda pair: (pair[0].contradicts(pair[1]), pair[0].apart(pair[1])), default=None)
    if widest and (why := reason(widest)):
        found.append(f"{facet}: {why}{then}")
    for e in entries:
        if records.compare(e.agreement) == records.compare(REBUTS):
            who, said = e.contact or "someone", " and ".join(_quoted(text) for text in (e.upside, e.downside) if text)
            read = f" ({_quoted(e.read_elsewhere)})" if e.read_elsewhere else ""
            beside = f": {said}" if said else ""
            found.append(f"{facet}: {who} contradicts what you had read{read}{beside}")
    return found


def _quoted(text: str) -> str:
    return f"“{cut_off(' '.join(text.split()), MOST_QUOTED)}”"
