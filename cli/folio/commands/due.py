"""``folio due``: what is due, overdue and coming, on the terminal or in a calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folio.commands.common import (
    GivenPath,
    ended,
    force_option,
    notify,
    now,
    paths_argument,
    quiet_option,
    read_paths,
    today_option,
)

if TYPE_CHECKING:
    from folio.intake.model import Intake

FORMATS = ("text", "json", "ics")
DAYS = 14


@click.command(epilog="Example:  folio due my-interviews.xlsx --format ics --out my-interviews.ics")
@paths_argument
@click.option(
    "--format", "style", type=click.Choice(FORMATS), default="text", show_default=True,
    help="Text for people, JSON for scripts, ics for calendars.",
)  # fmt: skip
@click.option(
    "--days", type=click.IntRange(0, 3660), metavar="N",
    help=f"How many days ahead to look: {DAYS} unless you say otherwise, and all of them in a calendar.",
)  # fmt: skip
@click.option(
    "--out", metavar="FILE", type=GivenPath(dir_okay=False, path_type=Path),
    help="Write to this file. Without it, the answer goes to stdout.",
)  # fmt: skip
@today_option
@force_option
@quiet_option
def command(
    paths: tuple[str, ...], style: str, days: int | None, out: Path | None, today: date, force: bool, quiet: bool
) -> int:
    """Show what is due, overdue and coming: messages, next steps, interviews, leads, offers and activities.

    Each step stands once, with its day, the person and the cell, whether the student planned it or folio's rules say
    so. What is good manners but has no deadline stands under "Anytime". Of a class, those with most overdue come first,
    and what is coming is only counted.

    With --format ics, it's a calendar: import it again whenever the workbook has changed, and entries are updated, not
    doubled. What was done or called off since is canceled there. An interview brings its questions along. Private
    columns are in none of it.

    The exit code is 3 if a file couldn't be read, and 4 if FILE exists.
    """
    from folio.basics.file_writing import refuse_existing, write_files

    if force and out is None:
        raise click.UsageError("--force only works with --out, because nothing else is written.")
    if out is not None:
        refuse_existing([out], force=force)
    intake = read_paths(paths, today, quiet=quiet)
    if intake.readable or style == "json":
        content = _content(intake, style, today, days, colored=out is None)
        if out is None:
            click.echo(content if style == "ics" else content.decode(), nl=False)
        else:
            write_files({out: content}, force=force, inputs=intake.paths)
            click.echo(out)
            if style == "ics":
                notify("Import it into your calendar; after a change, make and import it again.", quiet=quiet)
    return ended(intake, quiet=quiet, errors_count=False)


def _content(intake: Intake, style: str, today: date, days: int | None, *, colored: bool) -> bytes:
    """Return the answer in the format asked for."""
    from folio.basics.wording import json_text
    from folio.insight.due_lists import due_lists
    from folio.output.due_output import due_data, due_text

    if style == "ics":
        from folio.output.calendar_file import calendar_file

        return calendar_file(due_lists(intake, today, days), now(), today)
    days = DAYS if days is None else days
    lists = due_lists(intake, today, days)
    if style == "json":
        return f"{json_text(due_data(intake, lists, today, days))}\n".encode()
    lines = due_text(intake, lists, today, days, *([_paint] if colored else []))
    return "".join(f"{line}\n" for line in lines).encode()


def _paint(text: str, color: str) -> str:
    return click.style(text, bold=True) if color == "bold" else click.style(text, fg=color)
