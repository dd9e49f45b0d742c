"""What came in: every file of the sources that may be somebody's work, read, and the ones that never are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from folio.basics.places import same_place
from folio.collecting.collecting import Arrived
from folio.collecting.contents import content_of
from folio.collecting.submissions import submission_of
from folio.intake.files.discover import NO_WORKBOOK, NUMBERS, ZIP_IN_ZIP
from folio.intake.model import Skipped
from folio.intake.pipeline import read_workbooks
from folio.intake.readers import Reader, read_here

# Files that folio doesn't read, but that may be somebody's work.
_SOMEBODYS = (NO_WORKBOOK, NUMBERS, ZIP_IN_ZIP)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The files that came in, those that are never anybody's work, and how to get the bytes of each by its path.

    ``empty`` are the sources in which there is nothing.
    """

    files: tuple[Arrived, ...]
    empty: tuple[str, ...]
    left_out: tuple[Skipped, ...]
    contents: Mapping[str, Callable[[], bytes]]


def read_arrivals(
    sources: Iterable[str], today: date, on_progress: Callable[[int, int, str], None], rosters: Iterable[Path] = (),
    *, reader: Reader = read_here,
) -> Arrivals:  # fmt: skip
    """Read the sources: workbooks wherever they lie, and the names of files of other kinds, but for the rosters."""
    lists = {same_place(path) for path in rosters}
    intake = read_workbooks(sources, today, on_progress, rules=False, reader=reader)
    empty = tuple(r.path for r in intake.readings if [p.code for p in r.problems] == ["no-workbooks"])
    files = [
        Arrived(submission_of(r.path), r, content_of(r, today) if r.readable else None)
        for r in intake.readings
        if r.path not in empty
    ]
    others = [s for s in intake.skipped if s.why in _SOMEBODYS and same_place(s.path) not in lists]
    files += [Arrived(submission_of(s.path), why="not a workbook" if s.why == NO_WORKBOOK else s.why) for s in others]
    return Arrivals(
        tuple(files),
        empty,
        tuple(s for s in intake.skipped if s not in others and s.why != NO_WORKBOOK),
        {source.label: source.read for source in intake.sources},
    )
