"""``folio kit``: what each student gets back, in one folder, or in the zip that a learning platform takes."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from folio.basics.wording import counted, sentence_list, visible
from folio.commands.audience import refuse_other_audiences
from folio.commands.common import (
    ended,
    finish,
    force_option,
    notify,
    now,
    out_option,
    paths_argument,
    progress,
    quiet_option,
    read_paths,
    report_theme,
    today_option,
)
from folio.commands.handing_back import marking_failed, refuse_inside, write_zips
from folio.domain.audiences import COUNSELOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from folio.basics.rerun_folder import RerunFolder
    from folio.output.kit.student_kit import StudentKit
    from folio.output.marked.feedback_files import FeedbackFile
    from folio.output.marked.feedback_zip import FeedbackZips

_MOST_NAMED = 40


@click.command(epilog="Example:  folio kit collected --out to-hand-back --zip")
@paths_argument
@out_option("the kits, with a folder for each student")
@click.option("--zip", "zipped", is_flag=True, help="Also write the zip that Canvas or Moodle takes back.")
@today_option
@force_option
@quiet_option
def command(paths: tuple[str, ...], out: Path, zipped: bool, today: date, force: bool, quiet: bool) -> int:
    """Make a kit for each student, to hand back: the page for the phone, the marked workbook, letters, and a calendar.

    Each student has a folder. Of files from Canvas or Moodle, folders and workbooks have the names that they came
    with; else a folder is called by the student's name. In it are page.html, which says what to do next and has
    everything else, too; the workbook, in which is marked what to fix or what to do next; the letters that are due, as
    .txt and .docx; and calendar.ics. What can't be marked gets feedback.html instead of the workbook.

    With --zip, all of it is also in a zip to upload. Canvas takes back one file for each that came in: its zip has the
    workbooks alone.

    A kit is for the student it is about: it says all that they typed but what is private, and the workbook even that.
    DIR can be the same every week: what somebody changed is kept. The exit code is 1 if a workbook has errors and 3 if
    a file couldn't be read, as with folio check.
    """
    from folio.basics.rerun_folder import RerunFolder
    from folio.output.kit.student_kit import kit_files, plan_kits
    from folio.output.marked.feedback_files import inside, make_feedback
    from folio.output.marked.feedback_zip import FeedbackZips

    refuse_inside(out, paths)
    refuse_other_audiences(out, COUNSELOR)
    folder = RerunFolder(out, "kit", force=force)
    intake = read_paths(paths, today, quiet=quiet)
    if not intake.readable:
        return ended(intake, quiet=quiet)
    theme, moment = report_theme(), now()
    kits = plan_kits(intake, paths, today)
    zips = FeedbackZips.of([kit.feedback for kit in kits], paths, theme, today) if zipped else None
    targets = [inside(out, place) for kit in kits for place in kit.places]
    folder.refuse([*targets, *(out / name for name in (zips.names if zips else ()))], intake.paths)
    by_path = {kit.feedback.reading.path: kit for kit in kits}
    with progress("Making the kits", quiet=quiet) as show:
        for done, made in enumerate(make_feedback([kit.feedback for kit in kits], theme), start=1):
            kit = by_path[made.planned.reading.path]
            _write_workbook(made, kit, folder, zips)
            if made.why:
                notify(marking_failed(made), quiet=quiet)
            files = {}
            for place, content in kit_files(kit, theme, moment, today):
                target = out / place
                files[place.name] = content if folder.write(target, content) else target.read_bytes()
            if zips:
                zips.add_beside(kit.feedback, files)
            show(done, len(kits), kit.folder)
    for kit in kits:
        click.echo(out / kit.folder)
    _say_what_is_there(kits, quiet=quiet)
    if zips:
        write_zips(zips, folder, intake, quiet=quiet)
        if any(kit.came.system == "Canvas" for kit in kits):
            notify(
                "Canvas takes back one file for each that came in: its zip has the workbooks. To give a student the "
                "rest, attach page.html to a comment in SpeedGrader: it has the letters and the calendar, too.",
                quiet=quiet,
            )
    _finish(folder, kits, zips, quiet=quiet)
    return ended(intake, quiet=quiet)


def _write_workbook(made: FeedbackFile, kit: StudentKit, folder: RerunFolder, zips: FeedbackZips | None) -> None:
    """Write the marked copy, or the page in its place."""
    from folio.output.kit.student_kit import FEEDBACK

    target = folder.path / kit.place(FEEDBACK if made.is_page else kit.workbook)
    is_folios = folder.write(target, made.content)
    if zips:
        zips.add(made, None if is_folios else target.read_bytes())


def _say_what_is_there(kits: Sequence[StudentKit], *, quiet: bool) -> None:
    whole = [kit for kit in kits if kit.letters]
    notify(f"{counted(len(whole), 'kit')}. Start with page.html in each.", quiet=quiet)
    if len(whole) < len(kits):
        named = sentence_list([visible(kit.folder) for kit in kits if not kit.letters], _MOST_NAMED)
        notify(f"Only feedback, since the file couldn't be read: {named}.", quiet=quiet)


def _finish(folder: RerunFolder, kits: Sequence[StudentKit], zips: FeedbackZips | None, *, quiet: bool) -> None:
    """Remove what is no longer due from these students' kits, and name other kits of earlier runs."""
    folders = {kit.folder for kit in kits}

    def is_ours(file: PurePosixPath) -> bool:
        return file.parts[0] in folders or (zips is not None and len(file.parts) == 1)

    finish(folder, is_ours, quiet=quiet)
    others = sorted({file.parts[0] for file in folder.written_before if len(file.parts) > 1} - folders)
    if others and len(kits) > 1:
        named = sentence_list([visible(name) for name in others], _MOST_NAMED)
        notify(f"From an earlier run, and not made anew: {named}. Don't hand them back.", quiet=quiet)
