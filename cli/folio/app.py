"""The ``folio`` command: a click group whose commands are loaded only when called."""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from folio import __version__, interrupts
from folio.basics.regional_formats import RegionalFormats, write_as
from folio.exit_codes import ExitCode, FolioError

# In the order of a term, which is the order of the help.
COMMANDS = {
    "new": "Make a workbook, or one for each student on a roster.",
    "contacts": "Show the people in address books, as contacts for a workbook.",
    "check": "Check filled-in workbooks and show what to fix, cell by cell.",
    "export": "Export everything that people typed as JSON, CSV or Parquet.",
    "collect": "Give each file of a class its student, and say who is missing.",
    "report": "Write a report on one student, or on a class with a page for each student.",
    "plan": "Write one page to take along to each upcoming interview.",
    "due": "Show what is due, overdue and coming, or put it on a calendar.",
    "grade": "Give points by your requirements, with the cells that show what was done.",
    "letters": "Draft the follow-up letters that are due.",
    "kit": "Make a folder for each student to hand back: page, workbook, letters, calendar.",
    "template": "List, show, check or copy workbook templates.",
    "demo": "Try every step on a sample class.",
}


class LazyGroup(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"folio.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; fails with a suggestion for a misspelled one."""
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Example:  folio new my-interviews.xlsx --name 'Ana Lopez' --field nursing",
)
@click.version_option(__version__, "-V", "--version", prog_name="folio", message="%(prog)s %(version)s")
@click.option(
    "--theme", metavar="NAME|FILE", envvar="FOLIO_THEME", show_envvar=True,
    help="How days, times and pages look: american (the default), european, iso, or the file of your own theme.",
)  # fmt: skip
@click.pass_context
def cli(ctx: click.Context, theme: str | None) -> None:
    """Make workbooks for informational interviews, check and report on them, and draft the follow-up letters.

    Nothing leaves this computer unless you say --cluster, and the files you give folio are never changed.
    """
    write_as(RegionalFormats())
    if theme:
        from folio.template.loading import load_theme

        ctx.obj = load_theme(theme)
        write_as(ctx.obj.regional)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    # What a command makes is mostly needed to its end: to look for garbage after every 700 objects, as is usual, costs
    # a tenth of the time; and to look once more when everything is done, half as much.
    gc.set_threshold(100_000)
    code = run(arguments)
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code; an error is one message on stderr, never a traceback."""
    try:
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is None:  # closed by who called us
                setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows its number instead
                stream.reconfigure(errors="backslashreplace")
        interrupts.watch()
        result: Any = cli.main(args=arguments, prog_name="folio", standalone_mode=False, color=_color())
        sys.stdout.flush()
        interrupts.stop()
    except BaseException as error:
        interrupts.stop()
        return _ended_by(error)
    # Something may have swallowed it.
    return _ended_by(KeyboardInterrupt()) if interrupts.seen() else int(result or ExitCode.OK)


def _ended_by(error: BaseException) -> int:
    """Say what ended the command, and return the exit code."""
    if interrupts.seen() or isinstance(error, (KeyboardInterrupt, click.Abort)):
        click.echo(interrupts.SAID, err=True)
        return ExitCode.INTERRUPTED
    match error:
        case FolioError():
            _show_error(error.message, error.fix)
            return error.code
        case click.exceptions.Exit():
            return error.exit_code
        case click.NoSuchOption(option_name="--theme"):
            _show_error("--theme goes in front of the command.", "Like this: folio --theme european COMMAND ...")
            return ExitCode.USAGE
        case click.ClickException():
            error.show()
            return ExitCode.USAGE
        case BrokenPipeError():
            _forget_stdout()
            return ExitCode.OK
        case OSError():
            _forget_stdout()
            _show_error(f"The result couldn't be written: {error.strerror or error}.", "Is the disk full?")
            return ExitCode.REFUSED
        case SystemExit():
            # click ends this way when the reader of stdout is gone, which is no error.
            return ExitCode.OK
        case Exception():
            return _defect(error)
    raise error


def _forget_stdout() -> None:
    """Keep Python from writing to a broken stdout once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _color() -> bool | None:
    """Return False where NO_COLOR is set; else click checks for a terminal."""
    return False if os.environ.get("NO_COLOR") else None


def _show_error(message: str, fix: str = "") -> None:
    # Below a list of mistakes, what to do has a line of its own.
    text = ("\n" if "\n" in message else " ").join(filter(None, (message, fix)))
    click.echo(click.style("Error: ", fg="red", bold=True) + text, err=True, color=_color())


def _defect(error: Exception) -> int:
    if os.environ.get("FOLIO_TRACEBACK"):
        traceback.print_exception(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    _show_error(
        f"Something went wrong inside folio ({type(error).__name__} in {where}). Your files weren't changed.",
        "Please report this with the command you ran. FOLIO_TRACEBACK=1 shows more, maybe also what people typed.",
    )
    return ExitCode.DEFECT
