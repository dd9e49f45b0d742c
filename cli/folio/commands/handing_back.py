"""What commands share that write files to hand back to students."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from folio.commands.common import notify
from folio.exit_codes import OutputRefused

if TYPE_CHECKING:
    from folio.basics.rerun_folder import RerunFolder
    from folio.intake.model import Intake
    from folio.output.marked.feedback_files import FeedbackFile
    from folio.output.marked.feedback_zip import FeedbackZips

# Somebody has to see to each of the files that aren't in a zip: so many are named.
_MOST_NAMED = 100


def refuse_inside(folder: Path, paths: tuple[str, ...]) -> None:
    """Raise OutputRefused where the next run would read the copies, too."""
    from folio.basics.places import place, same_place
    from folio.basics.wording import visible

    to = PurePath(same_place(folder))
    for path in paths:
        if to.is_relative_to(same_place(path)) and place(path).is_dir():
            raise OutputRefused(
                f"{visible(folder)} is inside {visible(path)}, so the next run would read the copies, too.",
                "Choose a folder outside it.",
            )


def marking_failed(made: FeedbackFile) -> str:
    """Say why a page came out where a marked copy was planned."""
    from folio.basics.wording import visible

    path = visible(made.planned.reading.path)
    return f"{path} couldn't be marked ({visible(made.why, 120)}). It got a feedback page instead."


def write_zips(zips: FeedbackZips, folder: RerunFolder, intake: Intake, *, quiet: bool) -> None:
    """Write the zips, and name what and who isn't in one."""
    from folio.basics.wording import sentence_list, visible
    from folio.collecting.handed_in import unsettled

    for name, content in zips.contents().items():
        if folder.write(folder.path / name, content):
            notify(f"{visible(folder.path / name)} is for uploading.", quiet=quiet)
    for said, files in zips.notices.items():
        notify(f"{said}: {sentence_list([visible(file) for file in files], _MOST_NAMED)}.", quiet=quiet)
    if students := unsettled(intake.collected):
        notify(
            f"Not in a zip, because no file of theirs counts yet: {visible('; '.join(students))}. "
            "Settle it with folio collect --use, or write to them.",
            quiet=quiet,
        )


def free_place(path: Path, folder: RerunFolder) -> Path:
    """Return the path, with a number before its ending if it is taken, unless by an earlier run."""
    number, free = 1, path
    while os.path.lexists(free) and not folder.may_replace(free):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
