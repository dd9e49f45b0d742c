"""``folio report``: a summary of one workbook, or of a class with a page for each student."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folio.commands.audience import View, audience_options, list_name, one_student, only, refuse_other_audiences
from folio.commands.common import (
    GivenPath,
    cluster_option,
    ended,
    files_from_workbooks,
    finish,
    notify,
    now,
    read_paths,
    report_theme,
)
from folio.domain.audiences import FAMILY
from folio.exit_codes import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from folio.insight.class_findings import ClassFindings
    from folio.insight.student_findings import StudentFindings
    from folio.insight.synonyms import Synonyms
    from folio.intake.model import Intake, Reading
    from folio.output.report.student_extras import StudentExtras
    from folio.output.report.summary_page import SummaryPage

FORMATS = ("html", "xlsx", "md", "pdf")


@click.command(epilog="Example:  folio report class/ --out reports --format html,xlsx")
@click.option("--student", metavar="NAME|ID", default="", help="Only this student's report, out of a class.")
@click.option(
    "--by", type=click.Choice(["class"]), help="Add totals of each class, and filters to the page.",
)  # fmt: skip
@click.option(
    "--since", metavar="SNAPSHOT|last", default="",
    help="Say what changed since an earlier collection: a folder in snapshots/ of folio collect, or the last one.",
)  # fmt: skip
@click.option(
    "--synonyms", "synonyms_file", metavar="FILE", type=GivenPath(path_type=Path),
    help="Your list of fields and qualities that mean the same; folio template copy gives one to begin with.",
)  # fmt: skip
@audience_options
@cluster_option
@files_from_workbooks("the report", FORMATS, "html")
def command(
    paths: tuple[str, ...], out: Path, formats: tuple[str, ...], student: str, by: str | None, since: str,
    synonyms_file: Path | None, audience: str, min_group: int | None, cluster: str | None, today: date,
    *, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Write a summary: the student's for one workbook, the class's for several, with a page for each student.

    A class report begins with what you do next: who is missing, hasn't started, is stuck, has errors to fix or
    thank-yous to send. A student's has whether there is enough to decide, what to do next, progress, interest before
    and after the interviews, how balanced the job previews are, P.E.A.K.S. wanted and proven, and the problems found.
    The HTML page of one student is for keeping on a phone: the letters that are due, the pages to take along to
    interviews, and a calendar are in the same file. Private columns are left out.

    That is for you, the counselor. With --audience, others get what they may see, on one page, and students who want
    nobody but you to see their workbook are left out: the school gets figures without names; a family one student's
    work, without contact data of others; the class and the public get figures in which nobody can be recognized.

    Writes report.html, report.xlsx, report.md or report.pdf to DIR, and for a class in HTML or PDF each student's to
    DIR/students. With --student, the name is in the file's name, so one folder can hold several. The exit code is 1 if
    a workbook has errors and 3 if a file couldn't be read, as with folio check.
    """
    from folio.basics.file_names import slug
    from folio.basics.rerun_folder import RerunFolder
    from folio.basics.wording import counted, visible
    from folio.insight.class_findings import ClassFindings
    from folio.insight.student_findings import StudentFindings
    from folio.insight.synonyms import NO_SYNONYMS, load_synonyms
    from folio.output.report.report_files import report_files
    from folio.output.typesetting import refuse_missing

    refuse_missing(formats)
    view = View.of(audience, min_group)
    if student and view.is_without_names:
        raise click.UsageError(f"--student doesn't go with --audience {audience}, which shows nobody alone.")
    if since and not view.is_counselors:
        raise click.UsageError(f"--since names students, so it doesn't go with --audience {audience}.")
    refuse_other_audiences(out, audience)
    folder = RerunFolder(out, list_name("report", audience), force=force)
    if not student:
        folder.refuse([out / f"report.{style}" for style in formats])
    snapshot = _snapshot(since, paths) if since else None
    synonyms = load_synonyms(synonyms_file) if synonyms_file else NO_SYNONYMS
    intake = read_paths(paths, today, quiet=quiet, names=view.is_counselors, cluster=cluster)
    if not intake.readable:
        return ended(intake, quiet=quiet)
    found: StudentFindings | ClassFindings | SummaryPage
    if view.is_counselors:
        found = _findings(intake, student, today, synonyms)
        if snapshot is not None:
            found = _compared(found, snapshot)
        if by:
            found = _with_totals(found)
        if isinstance(found, ClassFindings) and synonyms_file:
            merged = counted(sum(len(merge.others) for merge in found.merged), "name")
            notify(f"{merged} merged by {visible(synonyms_file)}.", quiet=quiet)
    else:
        found = _page(intake, view, student, today, synonyms, quiet=quiet)
    theme, moment = report_theme(), now()
    extras = None
    if "html" in formats and isinstance(found, StudentFindings):
        extras = _extras(one_student(intake, student) if student else intake.readings[0], moment, today)
    made = [report_files(found, style, theme, today, moment, extras) for style in formats]
    inputs: list[str | Path] = [*intake.paths, *([synonyms_file] if synonyms_file else [])]
    if student or audience == FAMILY:
        intake = only(intake, one_student(intake, student))
    # One folder may hold the reports on several students.
    stem = f"report-{slug(intake.readable[0].display_name, 'student')}" if student else "report"
    contents = {out / place.replace("report", stem, 1): make for files in made for place, make in files.items()}
    folder.refuse(contents, inputs)
    written = [path for path, make in contents.items() if folder.write(path, make())]
    for path in written:
        if path.parent == out:
            click.echo(path)
    if pages := sum(path.parent.name == "students" for path in written):
        notify(f"{counted(pages, 'page')} for students in {visible(out / 'students')}", quiet=quiet)
    finish(folder, lambda file: file.suffix[1:] in formats and file.parent.name in ("students", "lists"), quiet=quiet)
    return ended(intake, quiet=quiet)


def _page(intake: Intake, view: View, student: str, today: date, synonyms: Synonyms, *, quiet: bool) -> SummaryPage:
    """Return what an audience other than the counselor may see."""
    if view.is_without_names:
        from folio.output.report.shared_page import shared_page

        return shared_page(view.figures(intake, today, synonyms, quiet=quiet), today)
    from folio.insight.student_findings import student_findings
    from folio.output.report.family_page import family_page

    return family_page(student_findings(view.family(intake, student, today), today), today)


def _findings(intake: Intake, student: str, today: date, synonyms: Synonyms) -> StudentFindings | ClassFindings:
    """What the report is about: one student where there is one workbook or one is asked for, else the class."""
    from folio.insight.class_findings import class_findings
    from folio.insight.student_findings import student_findings
    from folio.output.letters.step_drafts import with_drafts

    one = one_student(intake, student) if student else intake.readings[0]
    if student or (len(intake.readings) == 1 and not intake.collected):
        if synonyms.groups:
            raise UsageProblem("--synonyms is for the report on a class.", "Leave it out.")
        return with_drafts(student_findings(one, today), one, today)
    drafts = partial(with_drafts, today=today)
    return class_findings(intake.readings, today, intake.collected, synonyms, drafts)


def _extras(reading: Reading, moment: datetime, today: date) -> StudentExtras:
    """Return what the page of one student has beside the report."""
    from folio.output.letters.drafting import draft_letters
    from folio.output.letters.letter_templates import load_letters
    from folio.output.report.student_extras import student_calendar, student_extras

    letters = draft_letters(reading, today, load_letters(None))
    return student_extras(reading, letters, student_calendar(reading, moment, today), today)


def _snapshot(since: str, paths: Sequence[str]) -> Path:
    """The folder of an earlier collection; raises UsageProblem where there is none."""
    from folio.basics.places import place
    from folio.intake.files.manifest import SNAPSHOTS, read_manifest

    kept = [p for path in paths for p in (place(path) / SNAPSHOTS).glob("*")] if since == "last" else [place(since)]
    found = max((p for p in kept if read_manifest(p)), default=None, key=lambda p: (p.name[:10], len(p.name), p.name))
    if found is None:
        said = "There is no earlier collection" if since == "last" else f"{since!r} isn't one of folio's collections"
        raise UsageProblem(f"{said}.", "Give a folder in snapshots/, which folio collect writes when something is new.")
    return found


def _compared(found: StudentFindings | ClassFindings, snapshot: Path) -> StudentFindings | ClassFindings:
    """The findings of a class with what changed since a snapshot; one student's stay as they are."""
    from folio.insight.class_changes import with_changes
    from folio.insight.class_findings import ClassFindings, class_findings
    from folio.intake.files.manifest import read_manifest
    from folio.intake.pipeline import read_workbooks

    earlier = read_manifest(snapshot)
    if earlier is None or not isinstance(found, ClassFindings):
        raise UsageProblem("--since compares a class.", "Leave it out, or leave out --student.")
    day = date.fromisoformat(earlier.collected)
    before = read_workbooks([str(snapshot)], day)
    return with_changes(found, class_findings(before.readings, day, before.collected), day)


def _with_totals(found: StudentFindings | ClassFindings) -> ClassFindings:
    """The findings of a class with the totals of each section."""
    from folio.insight.class_findings import ClassFindings
    from folio.insight.class_sections import section_totals

    if not isinstance(found, ClassFindings):
        raise UsageProblem("--by class is about several workbooks.", "Leave it out, or leave out --student.")
    return replace(found, sections=section_totals(found.students, found.needs))
