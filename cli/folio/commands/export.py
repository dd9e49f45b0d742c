"""``folio export``: everything that people typed, as data."""

from __future__ import annotations

from pathlib import Path

import click

from folio.basics.wording import counted
from folio.commands.common import NOTHING_READ, ended, force_option, notify, now, paths_argument, progress, quiet_option
from folio.exit_codes import UsageProblem


@click.command(epilog="Example:  folio export class/ --format csv --out tables")
@paths_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["json", "csv"]),
    default="json",
    show_default=True,
    help="JSON for programs, CSV for spreadsheets.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the files. Without it, JSON goes to stdout.",
)
@click.option("--private", is_flag=True, help="Include private columns. Without this, they are only counted.")
@force_option
@quiet_option
def command(paths: tuple[str, ...], style: str, out: Path | None, private: bool, force: bool, quiet: bool) -> int:
    """Export everything that people typed as JSON or CSV.

    PATH is a workbook, a folder or a zip. Every filled-in cell is there with its place: in a table, or under "extra" if
    it isn't part of one. Where folio converted an entry, the original is there, too. Private columns are only counted.
    """
    if style == "csv" and out is None:
        raise UsageProblem("CSV needs a folder for its files.", "Add --out DIR.")
    from folio.basics.file_writing import refuse_existing, write_files
    from folio.basics.wording import json_text
    from folio.intake.pipeline import read_workbooks
    from folio.output.export_output import export_csv, export_data

    if out is not None and style == "json":
        refuse_existing([out / "export.json"], force=force)
    with progress("Reading", quiet=quiet) as show:
        intake = read_workbooks(paths, now().date(), show, rules=False)
    if out is not None and not intake.readable:
        click.echo(NOTHING_READ, err=True)
        return ended(intake, quiet=quiet, errors_count=False)
    if style == "json":
        text = json_text(export_data(intake, private=private)) + "\n"
        if out is None:
            click.echo(text, nl=False)
            return ended(intake, quiet=quiet, errors_count=False)
        files = {out / "export.json": text.encode()}
    else:
        # A byte order mark, so that spreadsheet programs take the text for UTF-8.
        files = {
            (out or Path()) / name: ("\ufeff" + text).encode()
            for name, text in export_csv(intake, private=private).items()
        }
    for path in write_files(files, force=force, inputs=intake.paths):
        click.echo(path)
    notify(f"{counted(len(files), 'file')} written.", quiet=quiet)
    return ended(intake, quiet=quiet, errors_count=False)
