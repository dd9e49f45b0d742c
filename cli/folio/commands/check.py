"""``folio check``: what is wrong in filled-in workbooks, cell by cell."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

import click

from folio.commands.common import (
    GivenPath,
    exit_code,
    force_option,
    paths_argument,
    progress,
    quiet_option,
    say,
    today_option,
)

if TYPE_CHECKING:
    from folio.intake.model import Intake
    from folio.output.marked.feedback_files import PlannedFeedback


@click.command(epilog="Example:  folio check submissions.zip --marked to-hand-back")
@paths_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for scripts.",
)
@click.option(
    "--marked",
    metavar="DIR",
    type=GivenPath(file_okay=False, path_type=Path),
    help="Also write a copy of each workbook with problems: cells marked, and a sheet that lists them.",
)
@today_option
@force_option
@quiet_option
def command(
    paths: tuple[str, ...], style: Literal["text", "json"], marked: Path | None, today: date, force: bool, quiet: bool
) -> int:
    """Say exactly what is wrong in filled-in workbooks: file, sheet, cell, what was typed, what to do.

    PATH is a workbook (.xlsx, .xlsm, .ods, .xls, .xlsb), a folder (searched to the bottom) or a zip as an LMS gives it.
    Every problem is told in one run, and one bad file never stops the others. No file is changed.

    With --marked, each workbook with problems gets a copy in DIR, to hand back: its cells are marked, with notes, and
    the sheet "folio feedback" lists everything. Files other than .xlsx and .xlsm get an .html page instead.

    Ends with 0 when there are no errors, 1 when a workbook has errors, 3 when a file could not be read, 4 when a copy
    is there already.
    """
    from folio.basics.wording import json_text, visible
    from folio.intake.pipeline import read_workbooks
    from folio.output.check_output import check_data, check_text
    from folio.output.marked.feedback_files import left_behind

    if force and marked is None:
        raise click.UsageError("--force goes with --marked: nothing else is written.")
    if marked is not None:
        _refuse_inside(marked, paths)
    with progress("Reading", quiet=quiet) as show:
        intake = read_workbooks(paths, today, show)
    if marked is not None:
        targets = _write(_plan(intake, paths, marked, force=force), intake, marked, force=force, quiet=quiet)
        for left in left_behind(intake, paths, targets, marked):
            say(f"{visible(left)} is from an earlier run and was left: please do not hand it back.", quiet=quiet)
    if style == "json":
        click.echo(json_text(check_data(intake)))
    else:
        for line in check_text(intake, _paint):
            click.echo(line)
    return exit_code(intake, problems_count=True)


def _refuse_inside(folder: Path, paths: tuple[str, ...]) -> None:
    """Raise OutputRefused where the copies would be read as handed in the next time."""
    from folio.basics.wording import visible
    from folio.exit_codes import OutputRefused

    place = Path(os.path.realpath(folder))
    for path in paths:
        if Path(path).is_dir() and place.is_relative_to(os.path.realpath(path)):
            raise OutputRefused(
                f"{visible(folder)} lies in {visible(path)}, a folder to read: next time, it would be read too.",
                "Choose a folder outside of it.",
            )


def _plan(intake: Intake, paths: tuple[str, ...], folder: Path, *, force: bool) -> list[PlannedFeedback]:
    """What is to be written; refused as a whole when one target cannot be."""
    from folio.basics.file_writing import refuse_existing, refuse_inputs
    from folio.intake.files.discover import WorkbookFile, find_workbooks
    from folio.output.marked.feedback_files import inside, plan_feedback

    sources = [item for item in find_workbooks(paths).items if isinstance(item, WorkbookFile)]
    planned = plan_feedback(intake, sources, paths)
    targets = [inside(folder, plan.target) for plan in planned]
    refuse_inputs(targets, [*paths, *(source.path for source in sources)])
    refuse_existing(targets, force=force)
    return planned


def _write(
    planned: list[PlannedFeedback], intake: Intake, folder: Path, *, force: bool, quiet: bool
) -> list[PurePosixPath]:
    """Write the copies and pages, say how many there are, and return where they are in the folder."""
    from folio.basics.file_writing import write_whole
    from folio.basics.wording import visible
    from folio.output.marked.feedback_files import inside, make_feedback
    from folio.output.report.report_wording import plural
    from folio.template.loading import DEFAULT, load_kit

    written: Counter[bool] = Counter()
    targets: list[PurePosixPath] = []
    with progress("Marking", quiet=quiet) as show:
        for made in make_feedback(planned, load_kit(DEFAULT).theme):
            target = inside(folder, made.target)
            if made.why and not force:  # a page that was not planned, and that must not end the run midway
                target = _free(target)
            write_whole(target, made.content)
            written[made.is_page] += 1
            targets.append(made.target)
            show(written.total(), len(planned))
            if made.why:
                path = visible(made.planned.reading.path)
                say(f"{path} could not be marked: {visible(made.why, 120)}. There is a page instead.", quiet=quiet)
    spared = len(intake.readings) - len(planned)
    parts = [plural(written[False], "marked copy", "marked copies")]
    parts += [plural(written[True], "feedback page")] if written[True] else []
    rest = f" {plural(spared, 'workbook')} without problems got none." if spared else ""
    say(f"{' and '.join(parts)} written into {visible(folder)}.{rest}", quiet=quiet)
    return targets


def _free(path: Path) -> Path:
    """The path, or the first with a number before its ending at which nothing stands."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _paint(text: str, color: str) -> str:
    return click.style(text, bold=True) if color == "bold" else click.style(text, fg=color)
