"""Whose letters a folder has: those of one student or of a class, which others must not mix with theirs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from folio.basics.rerun_folder import RerunFolder
from folio.basics.wording import visible
from folio.domain.names import normalize_name
from folio.exit_codes import OutputRefused
from folio.output.letters.drafts import StudentLetters
from folio.output.letters.index_page import INDEX_PAGE

_CLASS = "a class"


def refuse_others(folder: RerunFolder, several: Sequence[StudentLetters]) -> None:
    """Look at whose letters a folder has, before its index is replaced; raises OutputRefused if they're others'.

    A folder whose list doesn't say whose it is may be anybody's.
    """
    theirs, ours = _owner(folder), several[0].title if len(several) == 1 else _CLASS
    if theirs and normalize_name(theirs) != normalize_name(ours):
        way = "Choose another folder with --out."
        if _CLASS not in (theirs, ours):
            way += f" If that's the same student, delete {INDEX_PAGE} there first."
        if ours != _CLASS and theirs == _CLASS:
            way += " Or give the workbooks of the whole class."
        raise OutputRefused(
            f"{visible(folder.path)} has the letters of {visible(theirs)}, and those of {visible(ours)} would replace "
            "the list of them.",
            way,
        )


def _owner(folder: RerunFolder) -> str:
    page = PurePosixPath(INDEX_PAGE)
    before = folder.written_before
    if page not in before or not (folder.path / page).exists():
        return ""
    return folder.owner_of(page) or (_CLASS if any(len(file.parts) > 1 for file in before) else "")
