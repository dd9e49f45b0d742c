"""What a copy of a workbook tells: one problem, or one thing to do next, its place and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of feedback; ``sheet`` and ``cell`` are None where it is about more than a cell.

    ``start`` and ``next`` are nothing wrong, but what to do first or next; their cells aren't marked.
    """

    severity: Literal["start", "error", "warning", "note", "next"]
    message: str
    fix: str
    sheet: str | None = None
    cell: str | None = None
    typed: str = ""
