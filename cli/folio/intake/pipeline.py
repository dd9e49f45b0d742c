"""All of reading: paths in, readings with every problem out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from folio.basics.cell_references import CellPlace, parse_address
from folio.intake.files.discover import find_workbooks
from folio.intake.files.sandbox import read_all
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.model import Intake, Problem, Reading, Skipped
from folio.intake.one_workbook import unreadable
from folio.intake.problems.make import make_problem


def read_workbooks(
    paths: Iterable[str], today: date, on_progress: Callable[[int, int], None] = lambda done, total: None, *,
    rules: bool = True,
) -> Intake:  # fmt: skip
    """Read every workbook in ``paths`` (files, folders, zips) and check it.

    A file that cannot be read never stops the others: it becomes a Reading with the reason. ``on_progress`` gets
    (done, total). Without ``rules``, only single cells and sheets are checked, which needs no pandas.
    """
    paths = list(paths)
    found = find_workbooks(paths)
    sources = [item for item in found.items if isinstance(item, WorkbookFile)]
    read = iter(read_all(sources, lambda done: on_progress(done, len(sources))))
    readings = [
        next(read) if isinstance(item, WorkbookFile) else unreadable(item.label, item.code, why=item.why)
        for item in found.items
    ]
    readings, skipped = _without_reports(readings, set(paths))
    if rules:
        readings = _flag_duplicates(readings)
    if rules and any(r.tables for r in readings):
        # Loading pandas takes longer than reading a workbook.
        from folio.intake.rules.check_rules import check_rules

        readings = check_rules(readings, today)
    return Intake(tuple(_sorted(r) for r in readings), (*found.skipped, *skipped), tuple(sources))


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
        problems = [make_problem("same-workbook", other=other)] if other != reading.path else []
        flagged.append(reading.with_problems(problems))
    return flagged


def _sorted(reading: Reading) -> Reading:
    """Sort problems by sheet as in the template, then by row and column."""
    titles = [t.sheet for t in reading.tables.values()]

    def place(problem: Problem) -> tuple[int, CellPlace]:
        sheet = titles.index(problem.sheet) if problem.sheet in titles else -1
        return sheet, parse_address(problem.cell) if problem.cell else (-1, -1)

    return replace(reading, problems=tuple(sorted(reading.problems, key=place)))
