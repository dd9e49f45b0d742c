"""P.E.A.K.S.: what employers want beside what the student's documents prove.

Two lists, as in the source: the *employer wants* (importance 1-5, by each person) and *my documents prove* (my rating
1-5, a portfolio document, strength of the proof 1-5). They meet where category and quality are the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from folio.domain.names import normalize_name
from folio.domain.records import Record, Records, mean
from folio.template.vocabulary import CATEGORIES, DOUBTED, IMPORTANT, PORTFOLIO_PLANNED, STRONG

# In these words every sheet and report says them.
Verdict = Literal["proven", "make it stronger", "build proof", "not asked for yet"]
# The four reasons to choose a document, in the order in which they are given.
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

    ``importance``: mean over those who rated it; ``people``: who named it; ``documents``: the strongest first; ``gap``:
    importance minus strength (0 without a document), None where nobody rated the importance. ``reasons``: which of the
    four reasons to choose the document apply. ``verdict``: ``proven`` (see ``is_proven``), ``make it stronger`` (a
    document that leaves a gap), ``build proof`` (no document), ``not asked for yet`` (nobody named it). ``will_do``:
    what would build it.
    """

    category: str
    quality: str
    importance: float | None
    people: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    rating: int | None
    documents: tuple[str, ...]
    strength: int | None
    will_do: tuple[WillDo, ...]
    gap: float | None
    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def best_document(self) -> str:
        """The strongest document, the first of equals; empty without one."""
        return self.documents[0] if self.documents else ""

    @property
    def document(self) -> str:
        """All documents, the strongest first."""
        return "; ".join(self.documents)

    @property
    def quotes(self) -> tuple[str, ...]:
        """What was said of it, with the name of who said it."""
        return tuple(f"{who}: {text}" if who else text for who, text in self.words)


def wanted_qualities(records: Records) -> tuple[Wanted, ...]:
    """What each person said they look for, in the order of the sheet."""
    return records.once("wanted", lambda: tuple(_wanted(records, r) for r in records.rows("peaks_wanted")))


def own_qualities(records: Records) -> tuple[Mine, ...]:
    """The student's own qualities, in the order of the sheet."""
    return records.once("mine", lambda: tuple(map(_mine, records.rows("peaks_mine"))))


def gap_matrix(records: Records, field: str | None = None, *, at_hand: bool = False) -> tuple[Gap, ...]:
    """The gap matrix: widest gaps first, then the most important; what nobody asked for at the end.

    With ``field``, by what people in that field want. ``at_hand`` leaves out documents that are only planned.
    """
    about = None if field is None else records.compare(field)
    return records.once(("gaps", about, at_hand), lambda: _gaps(records, about, at_hand))


def gap_of(records: Records, category: str, quality: str) -> Gap | None:
    """The line of the gap matrix for a quality."""
    compare = records.compare
    lines = records.once(
        "gaps by quality", lambda: {(compare(g.category), compare(g.quality)): g for g in gap_matrix(records)}
    )
    return lines.get((compare(category), compare(quality)))


def is_proven(document: str, strength: int | None, importance: float | None) -> bool:
    """Whether a document closes the gap: as strong as the quality is important, or 4 and more if nobody rated that."""
    if not document or strength is None:
        return False
    return strength >= (STRONG if importance is None else importance)


def gap_order(importance: float | None, gap: float | None) -> float:
    """What the matrix is sorted by, greatest first; the hidden sheet Workings computes the same."""
    return 0.0 if importance is None or gap is None else gap * 1000 + importance * 10


def _wanted(records: Records, row: Record) -> Wanted:
    name = row.text("contact")
    return Wanted(
        records.spelled(name), records.field_of(name), row.text("category"), row.text("quality"),
        row.rating("importance"), row.text("words"),
    )  # fmt: skip


def is_planned(mine: Mine) -> bool:
    """Whether the document is only planned: it is in the Will-Do portfolio."""
    return normalize_name(mine.portfolio) == normalize_name(PORTFOLIO_PLANNED)


def _mine(row: Record) -> Mine:
    will_do = WillDo(row.text("activity"), row.day("activity_by"), row.day("activity_done"))
    return Mine(
        row.text("category"), row.text("quality"), row.rating("rating"), row.text("document"), row.rating("strength"),
        will_do, row.text("portfolio"),
    )  # fmt: skip


def quality_key(row: Record) -> tuple[str, str]:
    """What tells one quality from another: the same words in two categories are two qualities."""
    return row.key("category"), row.key("quality")


def _gaps(records: Records, field: str | None, at_hand: bool) -> tuple[Gap, ...]:
    asked: dict[tuple[str, str], list[Wanted]] = {}
    own: dict[tuple[str, str], list[Mine]] = {}
    for row, one in zip(records.rows("peaks_wanted"), wanted_qualities(records), strict=True):
        if field is None or records.compare(one.field) == field:
            asked.setdefault(quality_key(row), []).append(one)
    for row, it in zip(records.rows("peaks_mine"), own_qualities(records), strict=True):
        there = replace(it, document="", strength=None) if at_hand and is_planned(it) else it
        own.setdefault(quality_key(row), []).append(there)
    found = [_gap(records, asked.get(key, []), own.get(key, [])) for key in {**asked, **own} if key[1]]
    found.sort(key=lambda g: (g.verdict == "not asked for yet", -gap_order(g.importance, g.gap)))
    return tuple(found)


def _gap(records: Records, asked: list[Wanted], own: list[Mine]) -> Gap:
    proofs = sorted((m for m in own if m.document), key=lambda m: -(m.strength or 0))
    document, strength = (proofs[0].document, proofs[0].strength) if proofs else ("", None)
    importance = mean(w.importance for w in asked)
    rating = max((m.rating for m in own if m.rating is not None), default=None)
    named = (asked or own)[0]
    people = {records.compare(w.contact): w.contact for w in asked if w.contact}
    return Gap(
        category=named.category,
        quality=named.quality,
        importance=importance,
        people=tuple(people.values()),
        words=tuple((w.contact, w.words) for w in asked if w.words),
        rating=rating,
        documents=tuple(dict.fromkeys(m.document for m in proofs)),
        strength=strength,
        will_do=tuple(dict.fromkeys(m.will_do for m in own if m.will_do.activity)),
        gap=None if importance is None else importance - (strength or 0),
        verdict=_verdict(bool(asked), document, strength, importance),
        reasons=_reasons(records, named.category, bool(asked), document, strength, importance, rating),
    )


def _verdict(asked_for: bool, document: str, strength: int | None, importance: float | None) -> Verdict:
    if not asked_for:
        return "not asked for yet"
    if is_proven(document, strength, importance):
        return "proven"
    return "make it stronger" if document else "build proof"


def _reasons(
    records: Records, category: str, asked_for: bool, document: str, strength: int | None, importance: float | None,
    rating: int | None,
) -> tuple[str, ...]:  # fmt: skip
    if not document:
        return ()
    important = importance is not None and importance >= IMPORTANT
    apply = {
        REASON_PRIORITY: important,
        REASON_CHARACTER: asked_for and records.compare(category) == records.compare(CATEGORIES[0]),
        REASON_STRENGTH: strength is not None and strength >= STRONG,
        REASON_CONCERN: important and rating is not None and rating <= DOUBTED,
    }
    return tuple(reason for reason, applies in apply.items() if applies)
