"""``folio export``: everything that people typed, as data."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folio.basics.wording import counted
from folio.commands.audience import View, audience_options, only, refuse_other_audiences
from folio.commands.common import (
    NOTHING_READ,
    GivenPath,
    OneLine,
    cluster_option,
    ended,
    force_option,
    notify,
    now,
    paths_argument,
    progress,
    quiet_option,
    reader_on,
)
from folio.exit_codes import PackageMissing, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from folio.intake.model import Intake
    from folio.output.parquet_dataset import ParquetDataset

_NAMES = {"csv": "CSV", "parquet": "Parquet"}


@click.command(epilog="Example:  folio export class/ --format csv --out tables")
@paths_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["json", "csv", "parquet"]),
    default="json",
    show_default=True,
    help="JSON for programs, CSV for spreadsheets, Parquet for data of many workbooks over time.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=GivenPath(file_okay=False, path_type=Path),
    help="The folder for the files; of Parquet, it's the dataset to add to. Without it, JSON goes to stdout.",
)
@click.option(
    "--term",
    metavar="TEXT",
    type=OneLine(),
    help="For Parquet: the term of all workbooks, like 2026-fall. Without it, each one's due date tells.",
)
@click.option("--private", is_flag=True, help="Include private columns. Without this, they are only counted.")
@audience_options
@cluster_option
@force_option
@quiet_option
def command(
    paths: tuple[str, ...], style: str, out: Path | None, term: str | None, private: bool, audience: str,
    min_group: int | None, cluster: str | None, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Export everything that people typed as JSON, CSV or Parquet.

    PATH is a workbook, a folder or a zip. Every filled-in cell is there with its place: in a table, or under "extra" if
    it isn't part of one. Where folio converted an entry, the original is there, too. Private columns are only counted.

    With --audience school, class or public, it's the figures of their report, and nothing that one person typed; with
    family, one student's workbook without contact data of others. Parquet is only for yourself: each export is added to
    what the folder has, and nothing there is replaced.
    """
    view = View.of(audience, min_group)
    if private and not view.is_counselors:
        raise click.UsageError(f"--private doesn't go with --audience {audience}: private columns are nobody else's.")
    if style != "json" and out is None:
        raise UsageProblem(f"{_NAMES[style]} needs a folder for its files.", "Add --out DIR.")
    if term and style != "parquet":
        raise click.UsageError("--term only works with --format parquet.")
    from folio.basics.file_writing import refuse_existing, write_files
    from folio.intake.pipeline import read_workbooks

    if out is not None:
        refuse_other_audiences(out, audience)
    if out is not None and style == "json":
        refuse_existing([out / "export.json"], force=force)
    dataset = _dataset(out, view, term, private=private, force=force) if out and style == "parquet" else None
    with reader_on(cluster, quiet=quiet) as reader, progress("Reading", quiet=quiet) as show:
        intake = read_workbooks(paths, now().date(), show, rules=view.is_without_names, reader=reader)
    if not intake.readable and (out is not None or not view.is_counselors):
        click.echo(NOTHING_READ, err=True)
        return ended(intake, quiet=quiet, errors_count=False)
    if dataset is not None:
        _add(dataset, intake, quiet=quiet)
        return ended(intake, quiet=quiet, errors_count=False)
    texts = _texts(intake, view, style, private=private, quiet=quiet)
    if out is None:
        for text in texts["export.json"]:
            click.echo(text, nl=False)
        return ended(intake, quiet=quiet, errors_count=False)
    # A byte order mark, so that spreadsheet programs take the text for UTF-8.
    mark = "\ufeff" if style == "csv" else ""
    files = {out / name: (part.encode() for part in chain([mark], parts)) for name, parts in texts.items()}
    for path in write_files(files, force=force, inputs=intake.paths):
        click.echo(path)
    notify(f"{counted(len(files), 'file')} written.", quiet=quiet)
    return ended(intake, quiet=quiet, errors_count=False)


def _texts(intake: Intake, view: View, style: str, *, private: bool, quiet: bool) -> dict[str, Iterator[str]]:
    """Return the files of the export by their name, in parts, as the audience may see them."""
    from folio.basics.wording import json_text
    from folio.output.export_output import export_csv, export_json, page_csv

    today = now().date()
    if view.is_without_names:
        from folio.output.report.shared_page import shared_page
        from folio.output.report.summary_page import page_data

        page = shared_page(view.figures(intake, today, quiet=quiet), today)
        return page_csv(page) if style == "csv" else {"export.json": iter([json_text(page_data(page)) + "\n"])}
    shown = intake if view.is_counselors else only(intake, view.family(intake, "", today))
    if style == "csv":
        return export_csv(shown, private=private)
    return {"export.json": export_json(shown, private=private)}


def _dataset(out: Path, view: View, term: str | None, *, private: bool, force: bool) -> ParquetDataset:
    """Return the dataset to add to; raises UsageError or UsageProblem when that can't be done."""
    if not view.is_counselors:
        # A dataset grows with every export: what others may see would soon lie beside what they may not.
        other = f"For --audience {view.audience}, use --format json or csv."
        raise click.UsageError(f"Parquet is only for yourself. {other}")
    if force:
        raise click.UsageError("--force doesn't go with Parquet: an export is added, and never replaces a file.")
    if find_spec("pyarrow") is None:
        raise PackageMissing("Parquet needs one more package, so nothing was read.", "pyarrow")
    from folio.output.parquet_dataset import ParquetDataset

    return ParquetDataset(out, private=private, term=term or "")


def _add(dataset: ParquetDataset, intake: Intake, *, quiet: bool) -> None:
    """Add what was read to the dataset, as of the day of its collection or of today."""
    days = {row["path"]: date.fromisoformat(row["collected"]) for row in intake.collected if row["collected"]}
    today = now().date()
    for reading in intake.readable:
        dataset.add(reading, days.get(reading.path, today))
    written = 0
    for path in dataset.write():
        click.echo(path)
        written += 1
    said = f"{counted(written, 'file')} written." if written else "Nothing was written: the dataset has all of this."
    notify(said, quiet=quiet)
