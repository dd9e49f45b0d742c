"""``folio check``: what needs fixing in filled-in workbooks, cell by cell."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

import click

from folio.commands import common
from folio.commands.audience import View, audience_options, only
from folio.commands.handing_back import free_place, marking_failed, refuse_inside, write_zips

if TYPE_CHECKING:
    from folio.basics.rerun_folder import RerunFolder
    from folio.intake.model import Intake
    from folio.output.marked.feedback_files import PlannedFeedback
    from folio.output.marked.feedback_zip import FeedbackZips
    from folio.template.theme import Theme


@click.command(epilog="Example:  folio check submissions.zip --marked to-hand-back")
@common.paths_argument
@common.style_option
@click.option("--details", is_flag=True, help="Show every problem of a class, not a line for each student.")
@click.option(
    "--marked",
    metavar="DIR",
    type=common.GivenPath(file_okay=False, path_type=Path),
    help="Also write marked copies of the workbooks with problems to this folder.",
)
@click.option("--all", "everyone", is_flag=True, help="With --marked: workbooks without problems get a copy, too.")
@click.option(
    "--zip", "zipped", is_flag=True, help="With --marked: also write the zip that Canvas or Moodle takes back."
)
@audience_options
@common.cluster_option
@common.today_option
@common.force_option
@common.quiet_option
def command(
    paths: tuple[str, ...], style: Literal["text", "json"], details: bool, marked: Path | None, everyone: bool,
    zipped: bool, audience: str, min_group: int | None, cluster: str | None, today: date, *, force: bool,
    quiet: bool,
) -> int:  # fmt: skip
    """Check filled-in workbooks and show what to fix: the sheet, the cell, what was typed, and what to do.

    PATH is a workbook (.xlsx, .xlsm, .ods, .xls, .xlsb), a folder (with its subfolders) or a zip, such as a download
    from an LMS. Every problem is found in one run, and one bad file never stops the others. No file is changed. A class
    has a line for each student; --details shows all of its problems.

    With --marked, each workbook with problems gets a copy in DIR to hand back. Cells with problems are marked and have
    notes, and the sheet "folio feedback" lists everything. Files other than .xlsx and .xlsm get an .html page instead.
    DIR can be the same every week: copies that somebody changed are kept. With --all, a workbook without problems gets
    a copy that says what to do next. With --zip, the copies of files from Canvas or Moodle are also in a zip, under the
    names that they came with, to upload as feedback.

    With --audience school, class or public, problems are only counted, by code; with family, it's one student's
    workbook, without contact data of others.

    The exit code is 0 if there are no errors, 1 if a workbook has errors, 3 if a file couldn't be read, and 4 if a copy
    would replace a file that folio didn't write.
    """
    from folio.basics.rerun_folder import RerunFolder
    from folio.basics.wording import json_text
    from folio.intake.pipeline import read_workbooks
    from folio.output.check_output import check_data, check_text
    from folio.output.marked.feedback_files import left_behind
    from folio.output.marked.feedback_zip import FeedbackZips

    for option, given in (("--force", force), ("--all", everyone), ("--zip", zipped)):
        if given and marked is None:
            raise click.UsageError(f"{option} only works with --marked, because nothing else is written.")
    view = View.of(audience, min_group)
    if marked is not None and not view.is_counselors:
        raise click.UsageError("--marked makes copies for the students themselves, so it doesn't go with --audience.")
    if marked is not None:
        refuse_inside(marked, paths)
    keep_rows = everyone or not view.is_counselors
    with common.reader_on(cluster, quiet=quiet) as reader, common.progress("Reading", quiet=quiet) as show:
        intake = read_workbooks(paths, today, show, keep_rows=keep_rows, reader=reader)
    if marked is not None:
        folder = RerunFolder(marked, "marked", force=force)
        theme = common.report_theme()
        planned = _plan(intake, paths, folder, today if everyone else None)
        zips = FeedbackZips.of(planned, paths, theme, today) if zipped else None
        folder.refuse([marked / name for name in zips.names] if zips else ())
        targets = _write(planned, zips, intake, folder, theme, force=force, quiet=quiet)
        _finish(folder, left_behind(intake, paths, targets, marked), quiet=quiet)
    if not intake.readable and not view.is_counselors:
        click.echo(common.NOTHING_READ, err=True)
        return common.ended(intake, quiet=quiet)
    if view.is_without_names:
        _echo_counts(view, intake, style, today, quiet=quiet)
        return common.ended(intake, quiet=quiet)
    shown = intake if view.is_counselors else only(intake, view.family(intake, "", today))
    if style == "json":
        click.echo(json_text(check_data(shown)))
    else:
        for line in check_text(shown, _paint, details=details):
            click.echo(line)
    return common.ended(intake, quiet=quiet)


def _echo_counts(view: View, intake: Intake, style: str, today: date, *, quiet: bool) -> None:
    """Show how often each problem occurs, and nobody's name."""
    from folio.basics.wording import json_text
    from folio.output.report.shared_page import problems_page
    from folio.output.report.summary_page import page_data, page_markdown

    page = problems_page(view.figures(intake, today, quiet=quiet), today)
    click.echo(json_text(page_data(page)) if style == "json" else page_markdown(page).rstrip())


def _plan(intake: Intake, paths: tuple[str, ...], folder: RerunFolder, today: date | None) -> list[PlannedFeedback]:
    """Return what to write; refuses everything if one file can't be written."""
    from folio.output.marked.feedback_files import inside, plan_feedback

    planned = plan_feedback(intake, paths, today)
    targets = [inside(folder.path, plan.target) for plan in planned]
    folder.refuse(targets, [*paths, *(source.path for source in intake.sources)])
    return planned


def _write(
    planned: list[PlannedFeedback],
    zips: FeedbackZips | None,
    intake: Intake,
    folder: RerunFolder,
    theme: Theme,
    *,
    force: bool,
    quiet: bool,
) -> list[PurePosixPath]:
    """Write the copies and pages, say how many there are, and return their places in the folder."""
    from folio.basics.wording import counted, visible
    from folio.output.marked.feedback_files import inside, make_feedback

    written: Counter[bool] = Counter()
    targets: list[PurePosixPath] = []
    with common.progress("Marking", quiet=quiet) as show:
        for done, made in enumerate(make_feedback(planned, theme), start=1):
            target = inside(folder.path, made.target)
            if made.why and not force:  # an unplanned page must not end the run midway
                target = free_place(target, folder)
            is_folios = folder.write(target, made.content)
            written[made.is_page] += is_folios
            targets.append(made.target)
            if zips:
                zips.add(made, None if is_folios else target.read_bytes())
            show(done, len(planned), made.target.name)
            if made.why:
                common.notify(marking_failed(made), quiet=quiet)
    told = {plan.reading.path for plan in planned}
    fine = sum(not r.problems and r.path not in told for r in intake.readings)
    parts = [counted(written[False], "marked copy", "marked copies")]
    parts += [counted(written[True], "feedback page")] if written[True] else []
    rest = f" {counted(fine, 'workbook')} had no problems." if fine else ""
    common.notify(f"{' and '.join(parts)} written to {visible(folder.path)}.{rest}", quiet=quiet)
    if zips:
        write_zips(zips, folder, intake, quiet=quiet)
    return targets


def _finish(folder: RerunFolder, left: list[Path], *, quiet: bool) -> None:
    """Remove copies of an earlier run that nobody should hand back, or name them where folio may not."""
    from folio.basics.wording import visible

    common.finish(folder, lambda file: folder.path / file in left, quiet=quiet)
    for path in left:
        if path not in folder.removed:
            common.notify(f"{visible(path)} is from an earlier run. Don't hand it back.", quiet=quiet)


def _paint(text: str, color: str) -> str:
    return click.style(text, bold=True) if color == "bold" else click.style(text, fg=color)
