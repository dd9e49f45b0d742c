"""Reading many workbooks, on this machine or on others: what a run wants of each, and how this machine does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from threading import Thread
from typing import Protocol

from folio.basics.cell_references import CellPlace, parse_address
from folio.intake.files.sandbox import read_all
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.model import Problem, Reading

# So many workbooks are checked at once: enough that a rule costs next to nothing for each, few enough to hold.
_BATCH = 250


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run wants of each workbook.

    Without ``rules``, only single cells and sheets are checked, which needs no pandas. Without ``keep_rows``, what was
    typed is let go of once it is checked, so that memory stays flat in the number of workbooks.
    """

    today: date
    rules: bool = True
    keep_rows: bool = True


OnRead = Callable[[int], None]


class Reader(Protocol):
    """Where workbooks are read. The readings are the same everywhere, and come in any order."""

    def __call__(
        self, sources: Sequence[WorkbookFile], wanted: Wanted, on_read: OnRead
    ) -> Iterator[tuple[int, Reading]]:
        """Yield the reading of each source with its number; ``on_read`` gets the number once it is read."""


def read_here(
    sources: Sequence[WorkbookFile],
    wanted: Wanted,
    on_read: OnRead = lambda number: None,
    *,
    processes: int | None = None,
) -> Iterator[tuple[int, Reading]]:
    """Read on this machine, in as many processes at once as it has cores, or so many."""
    batch: dict[int, Reading] = {}
    for done, (index, reading) in enumerate(read_all(sources, processes), start=1):
        batch[index] = reading
        on_read(index)
        if done == 1 and wanted.rules and len(sources) > 1:
            # Loading pandas takes longer than reading some workbooks; the workers go on meanwhile.
            Thread(target=_load_rules).start()
        if len(batch) == _BATCH:
            yield from finished(batch, wanted)
            batch.clear()
    yield from finished(batch, wanted)


def finished(batch: Mapping[int, Reading], wanted: Wanted) -> Iterator[tuple[int, Reading]]:
    """Check workbooks that were read; what is found in one doesn't depend on which others are in the batch."""
    readings = list(batch.values())
    if wanted.rules and any(r.tables for r in readings):
        from folio.intake.rules.check_rules import check_rules

        readings = check_rules(readings, wanted.today)
    for index, reading in zip(batch, readings, strict=True):
        whole = _sorted(reading)
        yield index, whole if wanted.keep_rows else whole.without_rows()


def _load_rules() -> None:
    """Load the rules ahead of their use, which would tell of an error: here it may only mean that the run is over."""
    with suppress(Exception):
        import_module("folio.intake.rules.check_rules")


def _sorted(reading: Reading) -> Reading:
    """Sort problems by sheet as in the template, then by row and column."""
    titles = [t.sheet for t in reading.tables.values()]

    def place(problem: Problem) -> tuple[int, CellPlace]:
        sheet = titles.index(problem.sheet) if problem.sheet in titles else -1
        return sheet, parse_address(problem.cell) if problem.cell else (-1, -1)

    return replace(reading, problems=tuple(sorted(reading.problems, key=place)))
