"""``folio plan``: a page for each upcoming interview, or for a job interview, to print and take along."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from folio.basics.wording import counted, sentence_list, visible
from folio.commands.common import (
    OneLine,
    ended,
    files_from_workbooks,
    finish,
    notify,
    progress,
    read_paths,
    report_theme,
)
from folio.exit_codes import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from folio.basics.rerun_folder import RerunFolder
    from folio.intake.model import Intake, Reading

FORMATS = ("html", "docx", "pdf")
# A class that has not started needs no list of everybody.
_MOST_NAMED = 40
_ANY_DAY = 'For an interview without a date yet, name the person:  --contact "Dana Lee"'


@click.command(epilog="Example:  folio plan my-interviews.xlsx --contact 'Dana Lee' --out plans")
@click.option("--contact", type=OneLine(), metavar="NAME", help="Only for this person, even without a date.")
@click.option(
    "--for-interview",
    "organization",
    type=OneLine(),
    metavar="ORGANIZATION",
    help="Instead, one page for a job interview there: your best proofs, likely concerns, what to ask.",
)
@files_from_workbooks("the plans", FORMATS, "html")
def command(
    paths: tuple[str, ...], contact: str | None, organization: str | None, out: Path, formats: tuple[str, ...],
    today: date, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Write a page for each upcoming interview, to print and take along.

    The page has what the student knows about the person, the questions to ask, and room to write. If the student wrote
    no questions for the person, it asks what is still missing or disputed in the field, given what the person can tell.
    Questions that don't fit in readable type go to a second page. An interview is
    upcoming if it's planned, scheduled or has no status, and its date hasn't passed. A contact with the status
    Scheduled counts, too. On a phone, the HTML page has room to type. Private columns are left out.

    With --for-interview, the page is for a job interview: who you are, three to five documents to lead with and why,
    where an employer may have doubts, what you heard, what to ask, and whom you know there.

    The exit code is 1 if a workbook has errors and 3 if a file couldn't be read, as with folio check.
    """
    from folio.basics.rerun_folder import RerunFolder
    from folio.insight.interview_plan import find_plans
    from folio.output.plan.plan_files import ALL, folders_of, names_of, plan_files
    from folio.output.typesetting import refuse_missing

    if contact == "":
        raise UsageProblem("The name after --contact is empty.", "Leave --contact out to get all upcoming interviews.")
    if organization == "":
        raise UsageProblem("The name after --for-interview is empty.", "Give the name of the organization.")
    if contact and organization:
        raise UsageProblem("--contact and --for-interview don't go together.", "Run folio plan once with each.")
    refuse_missing(formats)
    intake = read_paths(paths, today, quiet=quiet)
    readings = intake.readable
    if not readings:
        return ended(intake, quiet=quiet)
    folder = RerunFolder(out, "plan", force=force)
    if organization:
        _write_job_interviews(organization, readings, folder, intake, out, formats, today, quiet=quiet)
        return ended(intake, quiet=quiet)
    folders = set(map(PurePosixPath, folders_of(readings)))

    def is_ours(file: PurePosixPath) -> bool:
        together = len(readings) > 1 and file.stem == ALL
        return not contact and file.suffix[1:] in formats and (together or file.parent in folders)

    plans = {r.path: find_plans(r, today, contact or "") for r in readings}
    if not any(plans.values()):
        if contact:
            _refuse_unknown(contact, readings, today)
        notify("There are no upcoming interviews, so there are no plans to write.", quiet=False)
        notify(_ANY_DAY, quiet=quiet)
        folder.refuse((), intake.paths)
        finish(folder, is_ours, quiet=quiet)
        return ended(intake, quiet=quiet)
    pages = sum(map(len, plans.values()))
    files = plan_files(plans, readings, formats, report_theme(), today)
    _write(files, pages * len(formats), folder, out, intake, is_ours, quiet=quiet)
    it = "it" if pages == 1 else "them"
    notify(f"{counted(pages, 'plan')} written. Print {it} and bring a pen.", quiet=quiet)
    without = sorted(visible(n) for r, n in zip(readings, names_of(readings), strict=True) if not plans[r.path])
    if without and not contact:
        notify(f"No upcoming interviews for {sentence_list(without, _MOST_NAMED)}. {_ANY_DAY}", quiet=quiet)
    return ended(intake, quiet=quiet)


def _write_job_interviews(
    organization: str, readings: Sequence[Reading], folder: RerunFolder, intake: Intake, out: Path,
    formats: Sequence[str], today: date, *, quiet: bool,
) -> None:  # fmt: skip
    """Write a page for a job interview from each workbook, and say where nobody knows the organization."""
    from folio.insight.job_interview import find_job_interview
    from folio.output.plan.plan_files import job_interview_files, names_of

    pages = {r.path: find_job_interview(r, today, organization) for r in readings}
    files = job_interview_files(pages, readings, formats, report_theme(), today)
    # What earlier runs wrote for other interviews stays.
    _write(files, len(pages) * len(formats), folder, out, intake, lambda _: False, quiet=quiet)
    what = "page" if len(pages) == 1 else "pages, one for each student"
    notify(f"{len(pages)} {what}, for a job interview. Read it aloud once, and bring a pen.", quiet=quiet)
    unknown = [visible(n) for r, n in zip(readings, names_of(readings), strict=True) if not pages[r.path].known]
    if unknown:
        notify(_unknown_organization(organization, readings, unknown, today), quiet=quiet)


def _unknown_organization(organization: str, readings: Sequence[Reading], unknown: list[str], today: date) -> str:
    """Say that no one in a workbook works there, and which organization may be meant."""
    from folio.domain.names import did_you_mean
    from folio.insight.job_interview import organizations

    hint = did_you_mean(organization, (name for r in readings for name in organizations(r, today)))
    whose = "" if len(readings) == 1 else f" of {sentence_list(sorted(unknown), _MOST_NAMED)}"
    where = f"{visible(organization, 80)} isn't in Contacts or Offers{whose}, so the page is about the field."
    return f"{where} {hint}".strip()


def _write(
    files: Iterable[tuple[str, bytes]], expected: int, folder: RerunFolder, out: Path, intake: Intake,
    is_ours: Callable[[PurePosixPath], bool], *, quiet: bool,
) -> None:  # fmt: skip
    """Write the files into the folder, and name them."""
    contents: dict[Path, bytes] = {}
    with progress("Making the pages", quiet=quiet) as show:
        for name, content in files:
            contents[out / name] = content
            show(min(len(contents), expected), expected, name)
    for path in folder.write_all(contents, intake.paths):
        click.echo(path)
    finish(folder, is_ours, quiet=quiet)


def _refuse_unknown(contact: str, readings: Sequence[Reading], today: date) -> None:
    """Raise UsageProblem for a name that no workbook has, suggesting similar ones."""
    from folio.domain.names import did_you_mean
    from folio.insight.interview_plan import people

    names = (name for r in readings for name in people(r, today))
    hint = did_you_mean(contact, names) or "Use a name from the sheet Contacts."
    raise UsageProblem(f"{visible(contact, 80)} isn't in Contacts or Interviews.", hint)
