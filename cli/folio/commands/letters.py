"""``folio letters``: drafts of the follow-up letters that are due."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from folio.basics.wording import counted, sentence_list, visible
from folio.commands.common import CommaList, GivenPath, ended, files_from_workbooks, finish, notify, read_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from folio.insight.request_cap import Requests

KINDS = ("request", "reminder", "thank-you", "keep-in-touch")
FORMATS = ("txt", "docx", "eml")
_MOST_NAMED = 6


@click.command(epilog="Example:  folio letters my-interviews.xlsx --kind thank-you --out letters")
@click.option(
    "--kind", "kinds", type=CommaList(KINDS), default=",".join(KINDS), help="Only these letters, separated by commas."
)
@click.option(
    "--letters",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="A folder with your own letter templates, used in place of folio's.",
)
@click.option(
    "--requirements", "requirements_file", metavar="FILE", type=GivenPath(path_type=Path),
    help="Hold back requests to one professional over the requests_per_professional in this file.",
)  # fmt: skip
@files_from_workbooks("the drafts", FORMATS, ",".join(FORMATS))
def command(
    paths: tuple[str, ...], out: Path, kinds: tuple[Any, ...], formats: tuple[str, ...], folder: Path | None,
    requirements_file: Path | None, today: date, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Draft the letters that are due: requests, reminders, thank-yous and notes to keep in touch.

    A draft says only what the workbook says. Where something is missing, it has a gap in [brackets] to fill in. The
    file index.md lists the drafts, what to check in each, and why other letters weren't drafted. Nothing is sent.
    DIR can be the same every week: drafts that somebody changed are kept.

    Where many students ask one professional, folio says so. With --requirements, it holds back requests over your
    limit: who has asked counts first, then students by last name.
    """
    from folio.basics.rerun_folder import RerunFolder
    from folio.insight.request_cap import class_requests, held_back
    from folio.output.letters.drafting import draft_letters, in_folders
    from folio.output.letters.letter_files import INDEX, index_markdown, letter_files
    from folio.output.letters.letter_templates import load_letters
    from folio.template.grade_requirements import load_requirements

    templates = load_letters(folder)
    most = load_requirements(requirements_file).requests_per_professional if requirements_file else None
    written = RerunFolder(out, "letters", force=force)
    written.refuse([out / INDEX])
    intake = read_paths(paths, today, quiet=quiet)
    if not intake.readable:
        return ended(intake, quiet=quiet)
    readable = intake.readable
    requests = class_requests(readable, today, most) if "request" in kinds else []
    held = held_back(requests)
    several = in_folders(draft_letters(r, today, templates, kinds, held.get(i)) for i, r in enumerate(readable))
    files = (file for one in several for file in letter_files(one, formats, today))
    contents = {out / name: content for name, content in files}
    contents[out / INDEX] = index_markdown(several, formats, requests).encode()
    template_files = list(folder.iterdir()) if folder else []
    given = [*template_files, *([requirements_file] if requirements_file else [])]
    written.write_all(contents, [*intake.paths, *given])
    folders = {PurePosixPath(one.folder) for one in several}

    def is_ours(file: PurePosixPath) -> bool:
        return file.parent in folders and file.suffix[1:] in formats and file.name.startswith(kinds)

    finish(written, is_ours, quiet=quiet)
    click.echo(out / INDEX)
    drafts = sum(len(one.drafts) for one in several)
    read_them = " Read each one before you send it." if drafts else ""
    notify(f"{counted(drafts, 'letter')} drafted.{read_them}", quiet=quiet)
    if said := _about_requests(requests, most):
        notify(said, quiet=quiet)
    return ended(intake, quiet=quiet)


def _about_requests(requests: Sequence[Requests], most: int | None) -> str:
    """Say in a sentence which requests are held back, or who gets many; nothing where that isn't so."""
    from folio.insight.request_cap import MANY

    if most is None:
        many = [(one.name, len(one.open)) for one in requests if len(one.open) >= MANY]
        way = "To hold some back, set requests_per_professional in a file, and give it with --requirements."
        return f"Many requests go to one professional: {_names(many)}. {way}" if many else ""
    held = [(one.name, len(one.held)) for one in requests if one.held]
    number = counted(sum(count for _, count in held), "request")
    limit = counted(most, "request")
    return (
        f"{number} held back, because one professional gets {limit} at most: {_names(held)}. index.md says whose."
        if held
        else ""
    )


def _names(counts: Sequence[tuple[str, int]]) -> str:
    """Name people with a number each, the greatest first."""
    ordered = sorted(counts, key=lambda pair: -pair[1])
    return sentence_list([f"{visible(name)} ({count})" for name, count in ordered], _MOST_NAMED)
