"""``folio collect``: a class's files from downloads and folders, each given its student."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import click

from folio.commands import common
from folio.exit_codes import ExitCode, UsageProblem


@click.command(epilog="Example:  folio collect canvas.zip --roster period4.csv --out collected")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=common.GivenPath(exists=True))
@click.option(
    "--roster",
    "rosters",
    multiple=True,
    required=True,
    metavar="FILE",
    type=common.GivenPath(path_type=Path),
    help="The class list, as CSV or .xlsx: your own, or as Canvas, Moodle or PowerSchool export it. Can be repeated.",
)
@common.out_option("the collection")
@click.option(
    "--use", "chosen", multiple=True, metavar="FILE",
    help="Let this file count, as its path is shown, where folio asks or is wrong. Can be repeated and is remembered.",
)  # fmt: skip
@common.style_option
@common.cluster_option
@common.today_option
@common.force_option
@common.quiet_option
def command(
    sources: tuple[str, ...], rosters: tuple[Path, ...], out: Path, chosen: tuple[str, ...],
    style: Literal["text", "json"], cluster: str | None, today: date, *, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Find each student's workbook in downloads and folders: who is missing, late, or handed in something else.

    SOURCE is a folder, a zip as Canvas or Moodle gives it, or a file, in any mix. Whose work a file is, is told by who
    handed it in and by what the workbook says. Where the two disagree, that is shown, and the file counts for nobody.

    DIR gets collect.csv with one line for each student and each file left out, a manifest, and a copy of each workbook
    that counts. Give DIR to check, report, letters and export, and they use these files, each once. Run it again for
    what came in later: DIR is brought up to date, and the earlier collection is kept in DIR/snapshots. No source is
    ever changed.

    The exit code is 3 if a file couldn't be read.
    """
    from folio.basics.wording import counted, json_text, visible
    from folio.collecting.arrivals import read_arrivals
    from folio.collecting.collect_text import collection_text
    from folio.collecting.collecting import collect
    from folio.collecting.collection_data import changes, collection_data
    from folio.collecting.collection_files import CollectionFolder
    from folio.collecting.rosters import read_rosters

    roster = read_rosters(rosters)
    for notice in roster.notices:
        click.echo(notice, err=True)
    folder = CollectionFolder.at(out, force=force)
    with common.reader_on(cluster, quiet=quiet) as reader, common.progress("Reading", quiet=quiet) as show:
        arrivals = read_arrivals(sources, today, show, rosters, reader=reader)
    for source in arrivals.empty:
        click.echo(f"{visible(source)}: there are no workbooks in it.", err=True)
    if not any(file.reading for file in arrivals.files):
        click.echo("No workbook came in, so nothing was written.", err=True)
        return ExitCode.UNREADABLE
    known = {file.path for file in arrivals.files}
    if unknown := [path for path in chosen if path not in known]:
        raise UsageProblem(f"--use {visible(unknown[0])!r}: no such file came in.", "Copy its path from collect.csv.")
    used = {*chosen, *(folder.before.chosen if folder.before else ())} & known
    collection = collect(roster.entries, arrivals.files, today, used)
    data = collection_data(collection, roster.entries, arrivals.left_out, today, sorted(used))
    edited = folder.write(data, {s["copy"]: arrivals.contents[s["file"]] for s in data["students"] if "copy" in s})
    for path in edited:
        common.notify(f"Somebody edited a copy in {visible(out)}. It is kept as {visible(path)}.", quiet=quiet)
    if style == "json":
        click.echo(json_text(data))
    else:
        new = changes(folder.before.data, data) if folder.before else None
        for line in collection_text(data, new):
            click.echo(line)
    rows = (*data["students"], *data["strays"])
    # The student of an unreadable file is so, too; the file is one.
    if unread := len(arrivals.empty) + sum(row["status"] == "UNREADABLE" and bool(row["file"]) for row in rows):
        what = counted(unread, "source or file", "sources or files")
        common.explain(ExitCode.UNREADABLE, f"{what} couldn't be read.", quiet=quiet)
    return ExitCode.UNREADABLE if unread else ExitCode.OK
