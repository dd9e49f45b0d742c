"""All of reading: paths in, readings with every problem out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from importlib import import_module
from threading import Thread

from folio.basics.cell_references import CellPlace, parse_address
from folio.intake.files.discover import find_workbooks
from folio.intake.files.sandbox import read_all
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.model import Intake, Problem, Reading, Skipped
from folio.intake.one_workbook import unreadable
from folio.intake.problems.make import make_problem

# So many workbooks are checked at once: enough that a rule costs next to nothing for each, few enough to hold.
_BATCH = 250


def read_workbooks(
    paths: Iterable[str], today: date, on_progress: Callable[[int, int, str], None] = lambda done, total, file: None,
    *, rules: bool = True, keep_rows: bool = True,
) -> Intake:  # fmt: skip
    """Read every workbook in ``paths`` (files, folders, zips) and check it.

    A file that cannot be read never stops the others: it becomes a Reading with the reason. ``on_progress`` gets
    (done, total, file). Without ``rules``, only single cells and sheets are checked, which needs no pandas. Without
    ``keep_rows``, what was typed is let go of once it is checked, so that memory stays flat in the number of workbooks.
    """
    paths = list(paths)
    found = find_workbooks(paths)
    sources = [item for item in found.items if isinstance(item, WorkbookFile)]
    checked: dict[int, Reading] = {}
    batch: dict[int, Reading] = {}

    def finish() -> None:
        readings = _checked(list(batch.values()), today) if rules else list(batch.values())
        readings = [_sorted(r) for r in readings]
        checked.update(zip(batch, readings if keep_rows else [r.without_rows() for r in readings], strict=True))
        batch.clear()

    for done, (index, reading) in enumerate(read_all(sources), start=1):
        batch[index] = reading
        on_progress(done, len(sources), sources[index].label)
        if done == 1 and rules and len(sources) > 1:
            # Loading pandas takes longer than reading some workbooks; the workers go on meanwhile.
            Thread(target=_load_rules).start()
        if len(batch) == _BATCH:
            finish()
    finish()
    read = iter(checked[i] for i in range(len(sources)))
    readings = [
        next(read) if isinstance(item, WorkbookFile) else unreadable(item.label, item.code, why=item.why)
        for item in found.items
    ]
    readings, skipped = _without_reports(readings, set(paths))
    if rules:
        readings = _flag_duplicates(readings)
    return Intake(tuple(readings), (*found.skipped, *skipped), tuple(sources), found.collected)


def _load_rules() -> None:
    """Load the rules ahead of their use, which would tell of an error: here it may only mean that the run is over."""
    with suppress(Exception):
        import_module("folio.intake.rules.check_rules")


def _checked(readings: list[Reading], today: date) -> list[Reading]:
    """The readings with the problems that the rules find."""
    if not any(r.tables for r in readings):
        return readings
    from folio.intake.rules.check_rules import check_rules

    return check_rules(readings, today)


def _without_reports(readings: list[Reading], given: set[str]) -> tuple[list[Reading], list[Skipped]]:
    """Skip folio's own reports among the workbooks, unless one was named on the command line."""
    reports = {r.path for r in readings if r.path not in given and [p.code for p in r.problems] == ["own-report"]}
    kept = [r for r in readings if r.path not in reports]
    return kept, [Skipped(path, "a report that folio made") for path in sorted(reports)]


def _flag_duplicates(readings: list[Reading]) -> list[Reading]:
    """Warn about each workbook that is a copy of an earlier one."""
    first: dict[str, str] = {}
    flagged = []
    for reading in readings:
        other = first.setdefault(reading.workbook_id, reading.path) if reading.workbook_id else reading.path
        flagged.append(
            reading if other == reading.path else _with_first(reading, make_problem("same-workbook", other=other))
        )
    return flagged


def _with_first(reading: Reading, problem: Problem) -> Reading:
    """The reading with one more problem of the whole file, behind the others of that kind."""
    of_file = sum(p.sheet is None for p in reading.problems)
    return replace(reading, problems=(*reading.problems[:of_file], problem, *reading.problems[of_file:]))


def _sorted(reading: Reading) -> Reading:
    """Sort problems by sheet as in the template, then by row and column."""
    titles = [t.sheet for t in reading.tables.values()]

    def place(problem: Problem) -> tuple[int, CellPlace]:
        sheet = titles.index(problem.sheet) if problem.sheet in titles else -1
        return sheet, parse_address(problem.cell) if problem.cell else (-1, -1)

    return replace(reading, problems=tuple(sorted(reading.problems, key=place)))
