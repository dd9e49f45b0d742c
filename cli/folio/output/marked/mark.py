"""What a copy of a workbook tells: one problem, or one thing to do next, its place and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of feedback; ``sheet`` and ``cell`` are None where it is about more than a cell.

    ``next`` is nothing wrong, but what to do next; its cell isn't marked.
    """

    severity: Literal["error", "warning", "note", "next"]
    message: str
    fix: str
    sheet: str | None = None
    cell: str | None = None
    typed: str = ""
