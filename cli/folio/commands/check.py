"""``folio check``: what is wrong in filled-in workbooks, cell by cell."""

from __future__ import annotations

from datetime import date
from typing import Literal

import click

from folio.commands.common import exit_code, paths_argument, progress, quiet_option, today_option


@click.command(epilog="Example:  folio check submissions.zip --format json > problems.json")
@paths_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for scripts.",
)
@today_option
@quiet_option
def command(paths: tuple[str, ...], style: Literal["text", "json"], today: date, quiet: bool) -> int:
    """Say exactly what is wrong in filled-in workbooks: file, sheet, cell, what was typed, what to do.

    PATH is a workbook (.xlsx, .xlsm, .ods, .xls, .xlsb), a folder (searched to the bottom) or a zip as an LMS gives it.
    Every problem is told in one run, and one bad file never stops the others. No file is changed.

    Ends with 0 when there are no errors, 1 when a workbook has errors, 3 when a file could not be read.
    """
    from folio.intake.intake import take_in
    from folio.output.checked import check_data, check_text
    from folio.wording import json_text

    with progress("Reading", quiet=quiet) as show:
        intake = take_in(paths, today, show)
    if style == "json":
        click.echo(json_text(check_data(intake)))
    else:
        for line in check_text(intake, _paint):
            click.echo(line)
    return exit_code(intake, problems_count=True)


def _paint(text: str, color: str) -> str:
    return click.style(text, bold=True) if color == "bold" else click.style(text, fg=color)
