"""``folio report``: a summary of one workbook, or of a class with a page per student."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folio.commands.common import (
    Several,
    exit_code,
    force_option,
    now,
    out_option,
    paths_argument,
    quiet_option,
    read_paths,
    say,
    today_option,
)

if TYPE_CHECKING:
    from folio.intake.model import Reading

FORMATS = ("html", "xlsx", "md")


@click.command(epilog="Example:  folio report class/ --out reports --format html,xlsx")
@paths_argument
@out_option("the report")
@click.option(
    "--format",
    "formats",
    type=Several(FORMATS),
    default="html",
    show_default=True,
    help="One or more, parted by commas.",
)
@today_option
@force_option
@quiet_option
def command(paths: tuple[str, ...], out: Path, formats: tuple[str, ...], today: date, force: bool, quiet: bool) -> int:
    """Write a summary: for one workbook the student's, for several the class's with a page per student.

    In it: what to do next, progress along the pipeline, interest before and after, the job previews' balance and
    breadth, P.E.A.K.S. wanted against proven, and the problems found. Private columns are left out.

    Writes render.html, render.xlsx or render.md into DIR. Ends as folio check does: 1 with errors in a workbook, 3 when
    a file could not be read.
    """
    from folio.basics.file_writing import refuse_existing, write_files

    targets = {style: out / f"report.{style}" for style in formats}
    refuse_existing(targets.values(), force=force)
    intake = read_paths(paths, today, quiet=quiet)
    if not intake.readable:
        say("There is nothing to report on; no file was written.", quiet=False)
        return exit_code(intake, problems_count=True)
    contents = {targets[style]: _content(style, intake.readings, today) for style in formats}
    for path in write_files(contents, force=force, inputs=intake.paths):
        click.echo(path)
    return exit_code(intake, problems_count=True)


def _content(style: str, readings: tuple[Reading, ...], today: date) -> bytes:
    """The report in one format: a student's when there is one workbook, else the class's."""
    from folio.insight.class_findings import class_findings
    from folio.insight.student_findings import student_findings
    from folio.output.report import render
    from folio.template.loading import DEFAULT, load_kit

    theme = load_kit(DEFAULT).theme
    if len(readings) == 1:
        one = student_findings(readings[0], today)
        if style == "xlsx":
            return render.student_xlsx(one, theme, today, created=now())
        return (
            render.student_html(one, theme, today) if style == "html" else render.student_markdown(one, today)
        ).encode()
    several = class_findings(readings, today)
    if style == "xlsx":
        return render.class_xlsx(several, theme, today, created=now())
    return (
        render.class_html(several, theme, today) if style == "html" else render.class_markdown(several, today)
    ).encode()
