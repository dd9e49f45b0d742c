"""Figures about groups that tell nothing about one person in them.

Three means, all common in official statistics: groups that are too small are hidden, and so is what would give them
away by subtraction (primary and complementary suppression: National Center for Education Statistics, "Statistical
Methods for Protecting Personally Identifiable Information in Aggregate Reporting", NCES 2011-603). What is shown is
rounded at random, up or down (random rounding, as Statistics New Zealand does to base 3). The draw depends on all that
was read: the same workbooks always give the same figures, and as soon as one of them changes, each figure is drawn
again, so that the difference between two reports cannot be laid to one person. For the same reason, a step is never
smaller than what one person may contribute, and the size from which groups are shown is drawn, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from math import floor

# Counts of people are shown in fives, means of ratings in halves.
COUNT_STEP, MEAN_STEP = 5, 0.5
_DRAWS = 1 << 64


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How figures are shown: of groups of ``min_group`` members or more, and rounded by draws from ``seed``.

    ``above``: so many members more are asked for in this report: a group that just became large enough may be hidden,
    so that what appears tells of nobody who came last. Without a seed, figures are exact.
    """

    min_group: int = 0
    seed: str = ""
    above: int = 0

    @classmethod
    def drawn(cls, min_group: int, seed: str, everybody: int) -> Disclosure:
        """Return how figures are shown of so many people, of whom all together are always enough."""
        drawn = int(_draw(seed, "above") * COUNT_STEP)
        return cls(min_group, seed, max(0, min(drawn, everybody - min_group)))

    @property
    def at_least(self) -> int:
        """How many members a group must have to be shown."""
        return self.min_group + self.above

    def count(self, place: str, value: int, members: int, step: float = COUNT_STEP) -> int | None:
        """Return a count to which so many people contribute, each ``step`` at most; None where they are too few.

        ``place`` tells the figure from all others of the report.
        """
        return None if self._hidden(members) else max(round(self._rounded(place, value, step)), self.min_group)

    def part(self, place: str, members: int, whole: int, shown: int | None) -> int | None:
        """Return how many of ``whole`` people something is true of; None where those or the others are too few.

        What is true of all would tell of each of them. ``shown`` is what stands for the whole; the part is never more.
        """
        found = None if self._hidden(whole - members) else self.count(place, members, members)
        return found if found is None or shown is None else min(found, shown)

    def mean(self, place: str, value: float | None, members: int) -> float | None:
        """Return a mean of ratings by so many people; None where they are too few."""
        return None if value is None or self._hidden(members) else self._rounded(place, value, MEAN_STEP)

    def parts(
        self, place: str, values: Mapping[str, int], members: Mapping[str, int], step: float = COUNT_STEP
    ) -> dict[str, int | None]:
        """Return the parts of a total that is shown, too; if just one was hidden, so is the smallest of the others."""
        shown = {name: self.count(f"{place} {name}", n, members[name], step) for name, n in values.items()}
        hidden = [name for name, n in shown.items() if n is None and values[name]]
        others = [name for name, n in shown.items() if n]
        if len(hidden) == 1 and others:
            shown[min(others, key=lambda name: values[name])] = None
        return shown

    def _hidden(self, members: int) -> bool:
        return members < self.at_least

    def _rounded(self, place: str, value: float, step: float) -> float:
        if not self.seed:
            return value
        low = floor(value / step + 1e-9)
        return (low + (value / step - low > _draw(self.seed, place) + 1e-9)) * step


def _draw(seed: str, place: str) -> float:
    """Return a number from 0 up to 1 for a place of a report."""
    return int.from_bytes(sha256(f"{seed} {place}".encode()).digest()[:8]) / _DRAWS


def pooled(
    groups: Mapping[str, AbstractSet[str]], at_least: int, nameless: AbstractSet[str], *, complementary: bool
) -> tuple[list[str], list[str]]:
    """Return the groups that can be named, and those that are only shown together.

    A group that is ``nameless``, or of fewer members than ``at_least``, is pooled. ``complementary``: while those
    pooled are still too few, the smallest of the others joins them, for the total would tell of them else.
    """
    named = sorted(groups.keys() - nameless, key=lambda name: (-len(groups[name]), name))
    while named and (len(groups[named[-1]]) < at_least or (complementary and 0 < _members(groups, named) < at_least)):
        named.pop()
    return named, sorted(groups.keys() - set(named))


def _members(groups: Mapping[str, AbstractSet[str]], named: Sequence[str]) -> int:
    """How many members the groups have that are not named, each counted once."""
    return len(frozenset[str]().union(*(groups[name] for name in groups.keys() - set(named))))
