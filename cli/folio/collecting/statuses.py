"""What a student, or a file that counts for nobody, is in a collection, and what that means in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

Status = Literal[
    "FOUND", "LATE", "NOT STARTED", "OLD", "DUPLICATE", "MISMATCH", "EXTRA", "WRONG FILE", "UNREADABLE", "MISSING",
    "EXCUSED", "EXTENSION",
]  # fmt: skip
# What a counselor may settle by choosing a file.
TO_CHOOSE = ("DUPLICATE", "MISMATCH", "OLD")
# As a reason why nothing counts; docs/collect.md says more.
_WORDS: Mapping[Status, str] = {
    "FOUND": "handed in",
    "LATE": "handed in late",
    "NOT STARTED": "not started",
    "OLD": "an earlier term's workbook",
    "DUPLICATE": "several workbooks that differ",
    "MISMATCH": "the workbook says it's someone else's",
    "EXTRA": "nobody's on the roster",
    "WRONG FILE": "not a workbook",
    "UNREADABLE": "the file can't be read",
    "MISSING": "missing",
    "EXCUSED": "excused",
    "EXTENSION": "has more time",
}


def in_words(status: str) -> str:
    """Return what a status means, for people; a status that this folio doesn't know as it is."""
    return _WORDS.get(cast("Status", status), status.lower())
