"""Who may see what: the audiences of a report, and what a student's own choice allows."""

from __future__ import annotations

from folio.domain.records import Record
from folio.template.vocabulary import SHARED_WITHOUT_NAMES

COUNSELOR, SCHOOL, FAMILY, CLASS, PUBLIC = "counselor", "school", "family", "class", "public"
AUDIENCES = (COUNSELOR, SCHOOL, FAMILY, CLASS, PUBLIC)
# They get figures about groups, in which nobody is named; for the latter two, nobody can be recognized either.
WITHOUT_NAMES = (SCHOOL, CLASS, PUBLIC)
ANONYMOUS = (CLASS, PUBLIC)
# A group of fewer students isn't shown to an anonymous audience; 10 is common in school statistics.
MIN_GROUP, LEAST_MIN_GROUP, MOST_MIN_GROUP = 10, 5, 30


def may_be_shared(start: Record) -> bool:
    """Whether the workbook with this start form may be seen, as far as its student says, by others than the counselor.

    A student who chose nothing leaves it to the counselor. A choice that can't be read, or that only a custom template
    has, counts as the strictest.
    """
    return not start.has("sharing") or start.says("sharing", SHARED_WITHOUT_NAMES)
