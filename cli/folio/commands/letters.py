"""``folio letters``: drafts of the follow-up letters that are due."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import click

from folio.basics.wording import counted
from folio.commands.common import CommaList, ended, files_from_workbooks, finish, notify, read_paths

KINDS = ("request", "reminder", "thank-you", "keep-in-touch")
FORMATS = ("txt", "docx", "eml")


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
@files_from_workbooks("the drafts", FORMATS, ",".join(FORMATS))
def command(
    paths: tuple[str, ...], out: Path, kinds: tuple[Any, ...], formats: tuple[str, ...], folder: Path | None,
    today: date, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Draft the letters that are due: requests, reminders, thank-yous and notes to keep in touch.

    A draft says only what the workbook says. Where something is missing, it has a gap in [brackets] to fill in. The
    file index.md lists the drafts, what to check in each, and why other letters weren't drafted. Nothing is sent.
    DIR can be the same every week: drafts that somebody changed are kept.
    """
    from folio.basics.rerun_folder import RerunFolder
    from folio.output.letters.drafting import draft_letters, in_folders
    from folio.output.letters.letter_files import INDEX, index_markdown, letter_files
    from folio.output.letters.letter_templates import load_letters

    templates = load_letters(folder)
    written = RerunFolder(out, "letters", force=force)
    written.refuse([out / INDEX])
    intake = read_paths(paths, today, quiet=quiet)
    if not intake.readable:
        return ended(intake, quiet=quiet)
    several = in_folders(draft_letters(r, today, templates, kinds) for r in intake.readable)
    files = (file for one in several for file in letter_files(one, formats, today))
    contents = {out / name: content for name, content in files}
    contents[out / INDEX] = index_markdown(several, formats).encode()
    template_files = list(folder.iterdir()) if folder else []
    written.write_all(contents, [*intake.paths, *template_files])
    folders = {PurePosixPath(one.folder) for one in several}

    def is_ours(file: PurePosixPath) -> bool:
        return file.parent in folders and file.suffix[1:] in formats and file.name.startswith(kinds)

    finish(written, is_ours, quiet=quiet)
    click.echo(out / INDEX)
    drafts = sum(len(one.drafts) for one in several)
    notify(f"{counted(drafts, 'letter')} drafted. Read each one before you send it.", quiet=quiet)
    return ended(intake, quiet=quiet)
