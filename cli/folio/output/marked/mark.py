"""What is marked in a copy of a workbook: one problem, its place and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Mark:
    """One problem as a marked copy tells it; ``sheet`` and ``cell`` are None where it is about more than a cell."""

    severity: Literal["error", "warning", "note"]
    message: str
    fix: str
    sheet: str | None = None
    cell: str | None = None
    typed: str = ""
