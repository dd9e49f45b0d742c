"""P.E.A.K.S.: what employers want beside what the student's documents prove.

Two lists, as in the source: the *employer wants* (importance 1-5, by each person) and *my documents prove*
(my rating 1-5, a portfolio document, strength of the proof 1-5). They meet where category and quality are
the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from folio.domain.names import normalize_name
from folio.insight.records import Book, mean
from folio.template.vocabulary import CATEGORIES, DOUBTED, IMPORTANT, STRONG
from folio.workbook.formulas.board_cells import gap_order

# The words in which every report says them.
Verdict = Literal["proven", "make it stronger", "build proof", "not asked for yet"]
TO_SHOW = 5

REASON_PRIORITY = "covers a high-priority quality"
REASON_CHARACTER = "shows a key personal characteristic"
REASON_STRENGTH = "leads from strength"
REASON_CONCERN = "addresses a likely concern"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quality that one person named; ``importance`` 1-5, None where not rated."""

    contact: str
    field: str
    category: str
    quality: str
    importance: int | None
    words: str


@dataclass(frozen=True, slots=True)
class WillDo:
    """What would build a quality: the activity, the day to have done it by, and the day it was done."""

    activity: str
    by: date | None = None
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    """A quality of the student's own, with what proves it; ``strength`` counts only with a document."""

    category: str
    quality: str
    rating: int | None
    document: str
    strength: int | None
    will_do: WillDo
    portfolio: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One line of the gap matrix.

    ``importance``: mean over those who rated it; ``people``: who named it; ``gap``: importance minus
    strength (0 without a document), None where nobody rated the importance. ``reasons``: which of the four
    reasons to choose the document apply. ``verdict``: ``proven`` (a document with a strength of 4 or more, or as
    strong as the quality is important), ``make it stronger`` (a weaker document), ``build proof`` (no document), ``not
    asked for yet`` (nobody named it). ``will_do``: the activities noted for it.
    """

    category: str
    quality: str
    importance: float | None
    people: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    rating: int | None
    document: str
    strength: int | None
    will_do: tuple[WillDo, ...]
    gap: float | None
    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def quotes(self) -> tuple[str, ...]:
        """What was said of it, with the name of who said it."""
        return tuple(f"{who}: {text}" if who else text for who, text in self.words)


@dataclass(frozen=True, slots=True)
class CategoryMeans:
    """Means of one P.E.A.K.S. category, 1-5; None where nothing was rated."""

    category: str
    importance: float | None
    rating: float | None
    strength: float | None


@dataclass(frozen=True, slots=True)
class Peaks:
    """The gap matrix (widest gaps first), the category means, and the two lists behind them."""

    gaps: tuple[Gap, ...]
    categories: tuple[CategoryMeans, ...]
    wanted: tuple[Wanted, ...]
    mine: tuple[Mine, ...]

    def count(self, verdict: Verdict) -> int:
        """How many qualities have this verdict."""
        return sum(g.verdict == verdict for g in self.gaps)

    @property
    def to_show(self) -> tuple[Gap, ...]:
        """The documents with most reasons to be shown, five at most, the best first."""
        chosen = [g for g in self.gaps if g.reasons]
        chosen.sort(
            key=lambda g: (-len(g.reasons), -(g.importance or 0), -(g.strength or 0), normalize_name(g.quality))
        )
        return tuple(chosen[:TO_SHOW])


def is_proven(document: str, strength: int | None, importance: float | None) -> bool:
    """Whether a document proves a quality: strength 4 or more, or as strong as the quality is important."""
    if not document or strength is None:
        return False
    return strength >= STRONG or (importance is not None and strength >= importance)


def find_peaks(book: Book) -> Peaks:
    """Bring the wanted and the own qualities together."""
    wanted = tuple(
        Wanted(
            contact=book.spelled(r.text("contact")),
            field=book.field_of(r.text("contact")),
            category=r.text("category"),
            quality=r.text("quality"),
            importance=r.rating("importance"),
            words=r.text("words"),
        )
        for r in book.entries("peaks_wanted")
    )
    mine = tuple(
        Mine(
            category=r.text("category"),
            quality=r.text("quality"),
            rating=r.rating("rating"),
            document=r.text("document"),
            strength=r.rating("strength"),
            will_do=WillDo(r.text("activity"), r.day("activity_by"), r.day("activity_done")),
            portfolio=r.text("portfolio"),
        )
        for r in book.entries("peaks_mine")
    )
    named: tuple[Wanted | Mine, ...] = (*wanted, *mine)
    keys = dict.fromkeys(_key(q) for q in named if q.quality)
    gaps = [_gap([w for w in wanted if _key(w) == k], [m for m in mine if _key(m) == k]) for k in keys]
    gaps.sort(key=_as_on_the_sheet)
    means = tuple(
        CategoryMeans(
            c,
            mean(w.importance for w in wanted if w.category == c),
            mean(m.rating for m in mine if m.category == c),
            mean(m.strength for m in mine if m.category == c),
        )
        for c in CATEGORIES
    )
    return Peaks(tuple(gaps), means, wanted, mine)


def _key(it: Wanted | Mine) -> tuple[str, str]:
    return it.category, normalize_name(it.quality)


def _gap(wanted: list[Wanted], mine: list[Mine]) -> Gap:
    mine = sorted(mine, key=lambda m: (not m.document, -(m.strength or 0)))
    best = mine[0] if mine else Mine("", "", None, "", None, WillDo(""), "")
    strength = best.strength if best.document else None
    importance = mean(w.importance for w in wanted)
    rating = max((m.rating for m in mine if m.rating is not None), default=None)
    people = {normalize_name(w.contact): w.contact for w in wanted if w.contact}
    named = (wanted or mine)[0]
    return Gap(
        category=named.category,
        quality=named.quality,
        importance=importance,
        people=tuple(people.values()),
        words=tuple((w.contact, w.words) for w in wanted if w.words),
        rating=rating,
        document="; ".join(dict.fromkeys(m.document for m in mine if m.document)),
        strength=strength,
        will_do=tuple(dict.fromkeys(m.will_do for m in mine if m.will_do.activity)),
        gap=None if importance is None else importance - (strength or 0),
        verdict=_verdict(bool(wanted), best, importance),
        reasons=_reasons(named.category, bool(wanted), best, importance, rating),
    )


def _verdict(asked_for: bool, best: Mine, importance: float | None) -> Verdict:
    if not asked_for:
        return "not asked for yet"
    if is_proven(best.document, best.strength, importance):
        return "proven"
    return "make it stronger" if best.document else "build proof"


def _reasons(
    category: str, asked_for: bool, best: Mine, importance: float | None, rating: int | None
) -> tuple[str, ...]:
    if not best.document:
        return ()
    high = importance is not None and importance >= IMPORTANT
    apply = {
        REASON_PRIORITY: high,
        REASON_CHARACTER: asked_for and category == CATEGORIES[0],
        REASON_STRENGTH: best.strength is not None and best.strength >= STRONG,
        REASON_CONCERN: high and rating is not None and rating <= DOUBTED,
    }
    return tuple(reason for reason, applies in apply.items() if applies)


def _as_on_the_sheet(gap: Gap) -> tuple[bool, float]:
    """Sort as the workbook's own matrix does, which leaves out what nobody has asked for."""
    return gap.verdict == "not asked for yet", -gap_order({"importance": gap.importance or "", "gap": gap.gap or 0})
