"""People who contradict each other about a facet of the job.

Two people contradict each other when the student's ratings after the two lie far apart, or when one named only upsides
and the other only downsides. What their words mean nobody here can tell. Where only these two told something of a
facet in a field, nothing is settled: a third person should be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from folio.domain.heard import is_heard
from folio.domain.records import Record, Records

# So far apart, of a scale from 1 to 5, ratings contradict each other.
FAR_APART = 2
# In these words every sheet and report says it.
DISAGREE = "They disagree: ask a third person"


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person said of a facet, all rows together; ``low`` and ``high`` are the student's ratings after it."""

    name: str
    ups: bool
    downs: bool
    low: float | None
    high: float | None
    rows: tuple[Record, ...]

    def apart(self, other: Voice) -> float:
        """How far the ratings of the two lie apart at most; 0 where one has none."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return 0
        return max(self.high - other.low, other.high - self.low)

    def contradicts(self, other: Voice) -> bool:
        """Whether the ratings lie far apart, or one named only upsides and the other only downsides."""
        opposed = self.ups != self.downs and other.ups != other.downs and self.ups != other.ups
        return opposed or self.apart(other) >= FAR_APART


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The only two people who told something of a facet in a field, and contradict each other."""

    first: Voice
    second: Voice


def disagreements(records: Records) -> tuple[Disagreement, ...]:
    """All disagreements of a workbook, whatever the field."""
    return records.once("disagreements", lambda: tuple(_all(records)))


def _all(records: Records) -> Iterator[Disagreement]:
    for facet in dict.fromkeys(r.key("facet") for r in records.rows("preview")):
        yield from disagreements_in(records, records.where("preview", "facet", facet), whole=True)


def disagreements_in(records: Records, rows: Iterable[Record], *, whole: bool) -> Iterator[Disagreement]:
    """Those in the rows of one facet; see ``_by_field`` for ``whole``."""
    for people in _by_field(records, rows, whole=whole):
        if len(people) == 2:
            first, second = (_voice(records, told) for told in people)
            if first.contradicts(second):
                yield Disagreement(first, second)


def voices_in_pairs(records: Records, rows: Iterable[Record], *, whole: bool) -> list[tuple[Voice, Voice]]:
    """Everyone in the rows of one facet beside everyone else of the field."""
    fields = _by_field(records, rows, whole=whole)
    return [pair for people in fields for pair in combinations([_voice(records, told) for told in people], 2)]


def reason(pair: tuple[Voice, Voice]) -> str:
    """In what two people contradict each other; empty where they do not."""
    one, other = pair
    if one.apart(other) >= FAR_APART:
        low, high = pair if (other.high or 0) - (one.low or 0) >= FAR_APART else (other, one)
        return f"you rated it {low.low:g} after {low.name}, and {high.high:g} after {high.name}"
    if one.contradicts(other):
        good, bad = sorted(pair, key=lambda voice: not voice.ups)
        return f"{good.name} named only upsides, and {bad.name} only downsides"
    return ""


def _by_field(records: Records, rows: Iterable[Record], *, whole: bool) -> Iterator[list[list[Record]]]:
    """The rows of who told something, by person; in a ``whole`` workbook, apart for each field."""
    fields: dict[str, dict[str, list[Record]]] = {}
    for row in rows:
        if key := row.key("contact"):
            field = records.field_of(row.text("contact")) if whole else ""
            fields.setdefault(records.compare(field), {}).setdefault(key, []).append(row)
    for people in fields.values():
        yield [told for told in people.values() if any(map(is_heard, told))]


def _voice(records: Records, rows: Sequence[Record]) -> Voice:
    ratings = [rating for r in rows if (rating := r.number("rating")) is not None]
    return Voice(
        records.spelled(rows[0].text("contact")),
        any(r.has("upside") for r in rows),
        any(r.has("downside") for r in rows),
        min(ratings, default=None),
        max(ratings, default=None),
        tuple(rows),
    )
