"""``folio report``: a summary of one workbook, or of a class with a part for each student."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folio.commands.common import files_from_workbooks, now, read_paths
from folio.exit_codes import exit_code

if TYPE_CHECKING:
    from folio.intake.model import Reading

FORMATS = ("html", "xlsx", "md")


@click.command(epilog="Example:  folio report class/ --out reports --format html,xlsx")
@files_from_workbooks("the report", FORMATS, "html")
def command(paths: tuple[str, ...], out: Path, formats: tuple[str, ...], today: date, force: bool, quiet: bool) -> int:
    """Write a summary: the student's for one workbook, the class's for several, with a part for each student.

    It has what to do next, progress, interest before and after the interviews, how balanced the job previews are,
    P.E.A.K.S. wanted and proven, and the problems found. Private columns are left out.

    Writes report.html, report.xlsx or report.md to DIR. The exit code is 1 if a workbook has errors and 3 if a file
    couldn't be read, as with folio check.
    """
    from folio.basics.file_writing import refuse_existing, write_files

    targets = {style: out / f"report.{style}" for style in formats}
    refuse_existing(targets.values(), force=force)
    intake = read_paths(paths, today, quiet=quiet)
    if not intake.readable:
        return exit_code(intake.statuses)
    contents = {targets[style]: _content(style, intake.readings, today) for style in formats}
    for path in write_files(contents, force=force, inputs=intake.paths):
        click.echo(path)
    return exit_code(intake.statuses)


def _content(style: str, readings: tuple[Reading, ...], today: date) -> bytes:
    """Return the report in one format: the student's for one workbook, else the class's."""
    from folio.insight.class_findings import class_findings
    from folio.insight.student_findings import student_findings
    from folio.output.report.html_report import html_report
    from folio.output.report.markdown_report import markdown_report
    from folio.template.loading import DEFAULT, load_kit

    alone = len(readings) == 1
    found = student_findings(readings[0], today) if alone else class_findings(readings, today)
    theme = load_kit(DEFAULT).theme
    if style == "xlsx":
        from folio.output.report.xlsx_report import xlsx_report  # the writer takes time to load

        return xlsx_report(found, theme, today, now())
    text = html_report(found, theme, today) if style == "html" else markdown_report(found, today)
    return text.encode()
