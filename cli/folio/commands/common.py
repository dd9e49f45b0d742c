"""What commands share: options, dates, progress, and messages on stderr."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

import click

from folio.basics.places import is_address, place, reached_place
from folio.basics.wording import counted, sentence_list, visible
from folio.exit_codes import ExitCode, UsageProblem, exit_code
from folio.workbook.embedded_description import name_error

if TYPE_CHECKING:
    from folio.basics.rerun_folder import RerunFolder
    from folio.intake.model import Intake
    from folio.intake.readers import Reader
    from folio.template.theme import Theme

F = TypeVar("F", bound=Callable[..., Any])

# Short runs need no bar: it would only flicker.
_BAR_AFTER_SECONDS = 1.0
_BAR_EVERY_SECONDS = 0.1
_BAR_WIDTH, _MINUTE = 20, 60
NOTHING_READ = "No workbook could be read, so nothing was written."
_YEARS = range(1900, 2201)
# Of the files that a run kept or removed, so many are named.
_MOST_NAMED = 20


class IsoDate(click.ParamType[date]):
    """A day as 2026-11-20."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date; fails with an example."""
        if isinstance(value, date):
            value = value.isoformat()
        try:
            day = datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(f"{value!r} isn't a date. Type it like 2026-11-20.", param, ctx)
        if day.year not in _YEARS:
            self.fail(f"{value!r} is too far from today. Check the year.", param, ctx)
        return day


class OneLine(click.ParamType[str]):
    """A name or the like that a workbook can hold; outer and doubled spaces are dropped."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text on one line; fails where a workbook cannot hold it."""
        text = " ".join(str(value).split())
        if why := name_error(text):
            self.fail(f"{visible(text, 40)!r} can't be used: {why}.", param, ctx)
        return text


class GivenPath(click.Path):
    """A path or an address that is not empty, as an unset variable in a script is.

    One that must exist is missed in plain words; what is at an address, reading finds out.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; fails when it is empty, or when nothing has that name."""
        if value == "":
            self.fail("the path is empty.", param, ctx)
        if is_address(value):
            found = reached_place(value) if self.type is Path else place(value)
            if is_address(found):
                return found if self.type is Path else str(found)
            value = str(found)
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            if not self.exists:
                raise
            fix = "Check the spelling, and which folder you are in."
            raise UsageProblem(f"{visible(value)!r} isn't there.", fix) from None


class CommaList(click.ParamType[tuple[str, ...]]):
    """One or more of some words, separated by commas."""

    name = "list"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the words as help shows them."""
        return f"[{','.join(self.words)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the given words, each once; fails on an unknown one."""
        if isinstance(value, tuple):
            return value
        given = [w.strip() for w in value.split(",") if w.strip()]
        unknown = [w for w in given if w not in self.words]
        if unknown or not given:
            from folio.domain.names import did_you_mean

            hints = dict.fromkeys(did_you_mean(word, self.words, most=1) for word in unknown)
            what = f"{', '.join(unknown) or 'nothing'!r} isn't one of {', '.join(self.words)}."
            self.fail(" ".join(filter(None, (what, *hints))), param, ctx)
        return tuple(dict.fromkeys(given))


def chosen_theme() -> Theme | None:
    """The theme that ``folio --theme`` chose; None where nobody did."""
    theme: Theme | None = click.get_current_context().obj
    return theme


def report_theme() -> Theme:
    """The theme of what this run writes about workbooks."""
    from folio.template.loading import load_theme

    return chosen_theme() or load_theme()


def now() -> datetime:
    """Return the current time, or that of SOURCE_DATE_EPOCH, which makes outputs the same from run to run."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    with contextlib.suppress(ValueError, OverflowError, OSError):
        moment = datetime.fromtimestamp(int(epoch), UTC)
        if moment.year in _YEARS:
            return moment
    return datetime.now().astimezone()


def today_option(function: F) -> F:
    """``--today DATE``: the day that counts as today."""
    return click.option(
        "--today", type=IsoDate(), default=lambda: now().date(), metavar="DATE", show_default="the current date",
        help="The date to use as today, like 2026-11-20.",
    )(function)  # fmt: skip


def paths_argument(function: F) -> F:
    """``PATH...``: workbooks, folders, zips."""
    kind = GivenPath(exists=True, readable=False, path_type=str)
    return click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=kind)(function)


def style_option(function: F) -> F:
    """Add the option ``--format`` of commands that answer on the terminal."""
    return click.option(
        "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
        help="Text for people, JSON for scripts.",
    )(function)  # fmt: skip


def quiet_option(function: F) -> F:
    """``-q/--quiet``: nothing on stderr but errors."""
    return click.option("-q", "--quiet", is_flag=True, help="Print only the result and errors.")(function)


def force_option(function: F) -> F:
    """``--force``: replace outputs that exist."""
    return click.option("--force", is_flag=True, help="Replace files that already exist.")(function)


def out_option(what: str) -> Callable[[F], F]:
    """``--out DIR``: the folder for what a command writes."""
    return click.option(
        "--out", required=True, metavar="DIR", type=GivenPath(file_okay=False, path_type=Path),
        help=f"The folder for {what}; it can be the same every week.",
    )  # fmt: skip


def files_from_workbooks(what: str, formats: Sequence[str], default: str) -> Callable[[F], F]:
    """Add what every command has that writes files from workbooks: PATH..., --out, --format, --today, --force, -q."""
    styles = click.option(
        "--format", "formats", type=CommaList(formats), default=default, show_default=True,
        help="One or more, separated by commas.",
    )  # fmt: skip

    def decorate(function: F) -> F:
        for option in (quiet_option, force_option, today_option, styles, out_option(what), paths_argument):
            function = option(function)
        return function

    return decorate


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """Yield a function (done, total, file) that draws a bar on a terminal once the run lasts over a second."""
    began = drawn = time.monotonic()
    shown = sys.stderr.isatty() and not quiet
    width = shutil.get_terminal_size().columns - 1  # in the last column, some terminals begin a new line

    def show(done: int, total: int, file: str) -> None:
        nonlocal drawn
        moment = time.monotonic()
        if not shown or total < 2 or moment - began < _BAR_AFTER_SECONDS or moment - drawn < _BAR_EVERY_SECONDS:
            return
        click.echo("\r" + _bar(what, done, total, file, moment - began, width), nl=False, err=True)
        drawn = moment

    try:
        yield show
    finally:
        if drawn > began:
            click.echo("\r" + " " * width + "\r", nl=False, err=True)


def _bar(what: str, done: int, total: int, file: str, seconds: float, width: int) -> str:
    """Return the line that shows how far a run is, filled up with spaces."""
    rate = done / seconds
    left = (total - done) / rate
    time_left = f"{left:.0f} s" if left < _MINUTE else f"{left / _MINUTE:.0f} min"
    full = _BAR_WIDTH * done // total
    bar = "#" * full + "." * (_BAR_WIDTH - full)
    line = f"{what} [{bar}] {done}/{total}, {rate:.1f}/s, {time_left} left: {visible(file)}"
    # Beyond ASCII, a letter may be two columns wide.
    ends = [end for end in accumulate(2 - letter.isascii() for letter in line) if end <= width]
    return line[: len(ends)] + " " * (width - max(ends, default=0))


def notify(text: str, *, quiet: bool) -> None:
    """Show a line to the person at the terminal, on stderr."""
    if not quiet:
        click.echo(text, err=True)


def finish(folder: RerunFolder, is_ours: Callable[[PurePosixPath], bool] = lambda file: False, *, quiet: bool) -> None:
    """Remove what this run would have made, by ``is_ours``, but doesn't anymore; name edited and old files."""
    folder.finish(is_ours)
    if folder.replaced:
        click.echo(f"Replaced, though somebody had changed what folio wrote: {_names(folder.replaced)}.", err=True)
    if folder.kept:
        click.echo(
            f"Kept, since somebody changed what folio wrote: {_names(folder.kept)}. To get a new one, move or "
            "delete it and run this again, or add --force.",
            err=True,
        )
    if folder.outdated:
        click.echo(f"No longer made, but changed since, and so still there: {_names(folder.outdated)}.", err=True)
    if folder.removed:
        notify(f"Removed, since no longer made: {_names(folder.removed)}.", quiet=quiet)


def _names(paths: Sequence[Path]) -> str:
    return sentence_list([visible(path) for path in paths], _MOST_NAMED)


def ended(intake: Intake, *, quiet: bool, errors_count: bool = True) -> ExitCode:
    """Return the exit code after reading, and say in the last line why it is not 0."""
    code = exit_code(intake.statuses, errors_count=errors_count)
    total = len(intake.readings)
    if code == ExitCode.UNREADABLE:
        explain(code, f"{total - len(intake.readable)} of {counted(total, 'file')} couldn't be read.", quiet=quiet)
    if code == ExitCode.PROBLEMS:
        bad = sum(reading.status == "problems" for reading in intake.readings)
        verb = "has" if bad == 1 else "have"
        explain(code, f"{bad} of {counted(total, 'workbook')} {verb} errors.", quiet=quiet)
    return code


def explain(code: ExitCode, why: str, *, quiet: bool) -> None:
    """Say why a command that did its work ends with another code than 0."""
    notify(f"Exit code {code}: {why}", quiet=quiet)


def cluster_option(function: F) -> F:
    """``--cluster local|ADDRESS``: where workbooks are read."""
    return click.option(
        "--cluster", metavar="local|ADDRESS", default=None,
        help="Read on a Dask cluster: its scheduler's address or file, or local for one on this machine.",
    )(function)  # fmt: skip


@contextmanager
def reader_on(cluster: str | None, *, quiet: bool) -> Iterator[Reader]:
    """Yield what reads workbooks: this machine, or a cluster, which is left at the end."""
    from folio.intake.readers import read_here

    if cluster is None:
        yield read_here
        return
    from folio.intake.cluster.cluster_reader import ClusterReader
    from folio.intake.cluster.connection import connected

    with connected(cluster) as found:
        notify(f"Reading on {counted(found.workers, 'worker')} of the cluster.", quiet=quiet)
        yield ClusterReader(found)


def read_paths(
    paths: tuple[str, ...], today: date, *, quiet: bool, names: bool = True, cluster: str | None = None
) -> Intake:
    """Read and check all workbooks with a progress bar, and say on stderr which files could not be read.

    Without ``names``, nothing is said that a file or a student is called by.
    """
    from folio.intake.pipeline import read_workbooks
    from folio.output.check_output import skipped_lines, twice_lines

    with reader_on(cluster, quiet=quiet) as reader, progress("Reading", quiet=quiet) as show:
        intake = read_workbooks(paths, today, show, reader=reader)
    for reading in intake.readings if names else ():
        if not reading.readable:
            problem = reading.problems[0]
            click.echo(f"{visible(reading.path)}: {visible(problem.message)} {visible(problem.fix)}", err=True)
    for line in (*skipped_lines(intake), *twice_lines(intake)) if names else ():
        notify(line, quiet=quiet)
    if not intake.readable:
        click.echo(NOTHING_READ, err=True)
    return intake
