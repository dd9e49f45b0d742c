"""The gap matrix with what a report adds to it: means by category, and which documents to show first."""

from __future__ import annotations

from dataclasses import dataclass

from folio.domain.gaps import Gap, Mine, Verdict, Wanted, gap_matrix, own_qualities, wanted_qualities
from folio.domain.names import normalize_name
from folio.domain.records import Records, mean
from folio.template.vocabulary import CATEGORIES

TO_SHOW = 5


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
    def named(self) -> tuple[str, ...]:
        """Every quality of both lists, as typed, as often as it is there."""
        typed = (*(w.quality for w in self.wanted), *(m.quality for m in self.mine))
        return tuple(filter(None, typed))

    @property
    def to_show(self) -> tuple[Gap, ...]:
        """The documents with most reasons to be shown, five at most, the best first."""
        chosen = [g for g in self.gaps if g.reasons]
        chosen.sort(
            key=lambda g: (-len(g.reasons), -(g.importance or 0), -(g.strength or 0), normalize_name(g.quality))
        )
        return tuple(chosen[:TO_SHOW])


def find_peaks(records: Records) -> Peaks:
    """Bring the wanted and the own qualities together."""
    return records.once("peaks", lambda: _find(records))


def _find(records: Records) -> Peaks:
    wanted, mine = wanted_qualities(records), own_qualities(records)
    means = tuple(
        CategoryMeans(
            c,
            mean(w.importance for w in wanted if w.category == c),
            mean(m.rating for m in mine if m.category == c),
            mean(m.strength for m in mine if m.category == c),
        )
        for c in CATEGORIES
    )
    return Peaks(gap_matrix(records), means, wanted, mine)
