"""How a place writes days and times, and on which paper: chosen once, when a command begins, as a locale is.

What a person typed is read the same everywhere; this is about what folio writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

DateOrder = Literal["american", "european", "iso"]
Clock = Literal["12-hour", "24-hour"]
PaperName = Literal["letter", "a4"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper: millimeters, its number in a workbook, and its names in a style sheet and in typst."""

    width: float
    height: float
    excel: int
    css: str
    typst: str

    @property
    def twips(self) -> tuple[int, int]:
        """Width and height as Word counts them: 1,440 an inch."""
        return round(self.width / 25.4 * 1440), round(self.height / 25.4 * 1440)


PAPERS: Mapping[PaperName, Paper] = MappingProxyType(
    {"letter": Paper(215.9, 279.4, 1, "letter", "us-letter"), "a4": Paper(210, 297, 9, "A4", "a4")}
)


@dataclass(frozen=True, slots=True)
class RegionalFormats:
    """The order of a date's parts, the clock, and the paper; those of the United States where nothing is said."""

    dates: DateOrder = "american"
    times: Clock = "12-hour"
    paper_name: PaperName = "letter"

    @property
    def paper(self) -> Paper:
        """The paper that pages are made for."""
        return PAPERS[self.paper_name]


_USUAL = RegionalFormats()
_chosen: ContextVar[RegionalFormats] = ContextVar("regional formats", default=_USUAL)


def regional() -> RegionalFormats:
    """The formats that this run writes in."""
    return _chosen.get()


def write_as(formats: RegionalFormats) -> None:
    """Write days, times and pages in these formats from now on."""
    _chosen.set(formats)
