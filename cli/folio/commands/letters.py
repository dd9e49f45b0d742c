"""``folio letters``: drafts of the follow-up letters that are due."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from folio.commands.common import (
    Several,
    exit_code,
    force_option,
    out_option,
    paths_argument,
    quiet_option,
    read_paths,
    say,
    today_option,
)

KINDS = ("request", "reminder", "thank-you", "keep-in-touch")
FORMATS = ("txt", "docx", "eml")


@click.command(epilog="Example:  folio letters my-interviews.xlsx --kind thank-you --out letters")
@paths_argument
@out_option("the drafts")
@click.option(
    "--kind",
    "kinds",
    type=Several(KINDS),
    default=",".join(KINDS),
    help="Only these kinds, parted by commas; all without it.",
)
@click.option(
    "--format",
    "formats",
    type=Several(FORMATS),
    default=",".join(FORMATS),
    help="Only these formats; all without it.",
)
@click.option(
    "--letters",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Letter templates of your own; what is not there is folio's.",
)
@today_option
@force_option
@quiet_option
def command(
    paths: tuple[str, ...], out: Path, kinds: tuple[Any, ...], formats: tuple[str, ...], folder: Path | None,
    today: date, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Draft the letters that are due: requests, reminders, thank-yous and keeping in touch.

    A draft says only what the workbook says; where it has nothing specific, it shows a gap in [brackets] to fill in.
    The file index.md tells what was drafted, what to look at, and why the others got none. Nothing is ever sent.
    """
    from folio.basics.file_writing import refuse_existing, write_files
    from folio.output.letters.drafting import draft_letters, in_folders, load_letters
    from folio.output.letters.letter_files import INDEX, index_markdown, letter_files

    templates = load_letters(folder)
    refuse_existing([out / INDEX], force=force)
    intake = read_paths(paths, today, quiet=quiet)
    if not intake.readable:
        say("There is nothing to write letters from; no file was written.", quiet=False)
        return exit_code(intake, problems_count=True)
    several = in_folders(draft_letters(r, today, templates, kinds) for r in intake.readable)
    files = (file for one in several for file in letter_files(one, formats, today))
    contents = {out / name: content for name, content in files}
    contents[out / INDEX] = index_markdown(several, formats).encode()
    own = list(folder.iterdir()) if folder else []
    write_files(contents, force=force, inputs=[*intake.paths, *own])
    drafts = sum(len(one.drafts) for one in several)
    click.echo(out / INDEX)
    say(f"{drafts} letter{'s' * (drafts != 1)} drafted. Read each one before you send it.", quiet=quiet)
    return exit_code(intake, problems_count=True)
