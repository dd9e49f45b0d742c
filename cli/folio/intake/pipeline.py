"""All of reading: paths in, readings with every problem out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from folio.basics.shelf import Shelf
from folio.intake.files.discover import find_workbooks
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.kept_rows import kept
from folio.intake.model import Intake, Problem, Reading, Skipped
from folio.intake.one_workbook import unreadable
from folio.intake.problems.make import make_problem
from folio.intake.readers import Reader, Wanted, read_here


def read_workbooks(
    paths: Iterable[str], today: date, on_progress: Callable[[int, int, str], None] = lambda done, total, file: None,
    *, rules: bool = True, keep_rows: bool = True, reader: Reader = read_here,
) -> Intake:  # fmt: skip
    """Read every workbook in ``paths`` (files, folders, zips) and check it.

    A file that cannot be read never stops the others: it becomes a Reading with the reason. ``on_progress`` gets
    (done, total, file). ``rules`` and ``keep_rows``: see Wanted. ``reader`` says where they are read.
    """
    paths = list(paths)
    found = find_workbooks(paths)
    sources = [item for item in found.items if isinstance(item, WorkbookFile)]
    done = 0

    def count(index: int) -> None:
        nonlocal done
        done += 1
        on_progress(done, len(sources), sources[index].label)

    shelf = Shelf()
    checked = {i: kept(read, shelf) for i, read in reader(sources, Wanted(today, rules, keep_rows), count)}
    read = iter(checked[i] for i in range(len(sources)))
    readings = [
        next(read) if isinstance(item, WorkbookFile) else unreadable(item.label, item.code, why=item.why)
        for item in found.items
    ]
    readings, skipped = _without_reports(readings, set(paths))
    if rules:
        readings = _flag_duplicates(readings)
    return Intake(tuple(readings), (*found.skipped, *skipped), tuple(sources), found.collected)


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
