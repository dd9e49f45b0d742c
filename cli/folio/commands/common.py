"""What commands share: options, dates, progress, and what they say on stderr."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from folio.basics.wording import visible
from folio.exit_codes import ExitCode
from folio.workbook.embedded_description import unfit

if TYPE_CHECKING:
    from folio.intake.model import Intake

F = TypeVar("F", bound=Callable[..., Any])

# Short runs need no bar: it would only flicker.
_BAR_AFTER_SECONDS = 1.0
_YEARS = range(1900, 2201)


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
            self.fail(f"{value!r} is not a date; write it like 2026-11-20.", param, ctx)
        if day.year not in _YEARS:
            self.fail(f"{value!r} is in a year that no workbook is about.", param, ctx)
        return day


class Name(click.ParamType[str]):
    """A name or the like: one line that a workbook can hold; outer and doubled spaces do not count."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text on one line; fails where a workbook cannot hold it."""
        text = " ".join(str(value).split())
        if why := unfit(text):
            self.fail(f"{visible(text, 40)!r} cannot be taken: {why}.", param, ctx)
        return text


class GivenPath(click.Path):
    """A path that is not empty: an unset variable in a script must not mean the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; fails when it is empty."""
        if value == "":
            self.fail("the path is empty.", param, ctx)
        return super().convert(value, param, ctx)


class Several(click.ParamType[tuple[str, ...]]):
    """One or more of some words, parted by commas."""

    name = "list"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The words, as help shows them."""
        return f"[{','.join(self.words)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the words given, each once; fails on an unknown one."""
        if isinstance(value, tuple):
            return value
        given = [w.strip() for w in value.split(",") if w.strip()]
        unknown = [w for w in given if w not in self.words]
        if unknown or not given:
            self.fail(f"{', '.join(unknown) or 'nothing'!r} is not one of {', '.join(self.words)}.", param, ctx)
        return tuple(dict.fromkeys(given))


def now() -> datetime:
    """The current time, or that of SOURCE_DATE_EPOCH, which makes outputs the same from run to run."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    with contextlib.suppress(ValueError, OverflowError, OSError):
        moment = datetime.fromtimestamp(int(epoch), UTC)
        if moment.year in _YEARS:
            return moment
    return datetime.now().astimezone()


def today_option(function: F) -> F:
    """``--today DATE``: the day that counts as today."""
    return click.option(
        "--today", type=IsoDate(), default=lambda: now().date(), metavar="DATE", show_default="the current day",
        help="The day that counts as today, such as 2026-11-20.",
    )(function)  # fmt: skip


def paths_argument(function: F) -> F:
    """``PATH...``: workbooks, folders, zips."""
    return click.argument(
        "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, readable=False, path_type=str)
    )(function)


def quiet_option(function: F) -> F:
    """``-q/--quiet``: nothing on stderr but errors."""
    return click.option("-q", "--quiet", is_flag=True, help="Say nothing but the answer and errors.")(function)


def force_option(function: F) -> F:
    """``--force``: replace outputs that exist."""
    return click.option("--force", is_flag=True, help="Replace files that exist already.")(function)


def out_option(what: str) -> Callable[[F], F]:
    """``--out DIR``: where the files go."""
    return click.option(
        "--out",
        required=True,
        metavar="DIR",
        type=GivenPath(file_okay=False, path_type=Path),
        help=f"The folder for {what}.",
    )


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Yield a function (done, total) that draws a bar on a terminal once the run lasts over a second."""
    began = time.monotonic()
    shown = sys.stderr.isatty() and not quiet
    drawn = False

    def show(done: int, total: int) -> None:
        nonlocal drawn
        if not shown or total < 2 or time.monotonic() - began < _BAR_AFTER_SECONDS:
            return
        width = 30
        full = width * done // total
        click.echo(f"\r{what} [{'#' * full}{'.' * (width - full)}] {done}/{total}", nl=False, err=True)
        drawn = True

    try:
        yield show
    finally:
        if drawn:
            click.echo("\r" + " " * 78 + "\r", nl=False, err=True)


def exit_code(intake: Intake, *, problems_count: bool) -> int:
    """The exit code of a run over workbooks: an unreadable file wins over problems."""
    if any(not r.readable for r in intake.readings):
        return ExitCode.UNREADABLE
    if problems_count and any(r.status == "problems" for r in intake.readings):
        return ExitCode.PROBLEMS
    return ExitCode.OK


def say(text: str, *, quiet: bool) -> None:
    """A word to the person at the terminal, on stderr."""
    if not quiet:
        click.echo(text, err=True)


def read_paths(paths: tuple[str, ...], today: date, *, quiet: bool) -> Intake:
    """Read and check all workbooks with a progress bar, and say on stderr what could not be read."""
    from folio.intake.pipeline import read_workbooks

    with progress("Reading", quiet=quiet) as show:
        intake = read_workbooks(paths, today, show)
    say_unreadable(intake, quiet=quiet)
    return intake


def say_unreadable(intake: Intake, *, quiet: bool) -> None:
    """Name every file that could not be read; errors are said even when quiet."""
    from folio.output.check_output import passed_over

    for reading in intake.readings:
        if not reading.readable:
            problem = reading.problems[0]
            click.echo(f"{visible(reading.path)}: {visible(problem.message)} {visible(problem.fix)}", err=True)
    for line in passed_over(intake):
        say(line, quiet=quiet)
