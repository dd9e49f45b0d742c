"""``folio plan``: one page for each interview ahead, to print and take along."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folio.basics.wording import counted, in_a_row, visible
from folio.commands.common import (
    Name,
    Several,
    exit_code,
    force_option,
    out_option,
    paths_argument,
    progress,
    quiet_option,
    read_paths,
    say,
    today_option,
)
from folio.exit_codes import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from folio.intake.model import Reading

FORMATS = ("html", "docx", "pdf")
# A class that has not begun needs no list of everybody.
_MOST_NAMED = 40
_ANY_DAY = 'For an interview that has no day yet, name the person:  --contact "Dana Lee"'


@click.command(epilog="Example:  folio plan my-interviews.xlsx --contact 'Dana Lee' --out take-along")
@paths_argument
@click.option("--contact", type=Name(), metavar="NAME", help="Only for this person, even with no day set.")
@out_option("the plans")
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
def command(
    paths: tuple[str, ...],
    contact: str | None,
    out: Path,
    formats: tuple[str, ...],
    today: date,
    force: bool,
    quiet: bool,
) -> int:
    """Write one page for each interview ahead, to print and take along: what I know, what I ask, and room to write.

    An interview is ahead when it is planned, scheduled or without a status, and not on a past day; so is one with a
    contact whose status is Scheduled. Private columns are left out. Ends as folio check does: 1 with errors in a
    workbook, 3 when a file could not be read.
    """
    from folio.basics.file_writing import write_files
    from folio.insight.interview_plan import find_plans
    from folio.output.plan.plan_files import names_of, plan_files, refuse_missing
    from folio.template.loading import DEFAULT, load_kit

    if contact == "":
        raise UsageProblem("The name after --contact is empty.", "Leave the option out for all interviews ahead.")
    refuse_missing(formats)
    intake = read_paths(paths, today, quiet=quiet)
    readings = intake.readable
    if not readings:
        say("There is nothing to plan from; no file was written.", quiet=False)
        return exit_code(intake, problems_count=True)
    plans = {r.path: find_plans(r, today, contact or "") for r in readings}
    if not any(plans.values()):
        if contact:
            _refuse_unknown(contact, readings, today)
        say("No interview is ahead, so there is no plan to write.", quiet=False)
        say(_ANY_DAY, quiet=quiet)
        return exit_code(intake, problems_count=True)
    pages = sum(map(len, plans.values()))
    contents: dict[Path, bytes] = {}
    with progress("Making the pages", quiet=quiet) as show:
        for name, content in plan_files(plans, readings, formats, load_kit(DEFAULT).theme, today):
            contents[out / name] = content
            show(min(len(contents), pages * len(formats)), pages * len(formats))
    for path in write_files(contents, force=force, inputs=intake.paths):
        click.echo(path)
    it = "it" if pages == 1 else "them"
    say(f"{counted(pages, 'plan')}, one page each. Print {it}, and take a pen.", quiet=quiet)
    without = sorted(visible(n) for r, n in zip(readings, names_of(readings), strict=True) if not plans[r.path])
    if without and not contact:
        say(f"No interview is ahead for {in_a_row(without, _MOST_NAMED)}. {_ANY_DAY}", quiet=quiet)
    return exit_code(intake, problems_count=True)


def _refuse_unknown(contact: str, readings: Sequence[Reading], today: date) -> None:
    """Raise UsageProblem for a name that no workbook has, with those that are close."""
    from difflib import get_close_matches

    from folio.domain.names import normalize_name
    from folio.insight.interview_plan import people

    known = {normalize_name(name): name for r in readings for name in people(r, today)}
    close = [known[key] for key in get_close_matches(normalize_name(contact), known, n=3, cutoff=0.5)]
    hint = f"Did you mean {visible(' or '.join(close), 200)}?" if close else "The sheet Contacts lists who is known."
    raise UsageProblem(f"Nobody is called {visible(contact, 80)} in Contacts or Interviews.", hint)
