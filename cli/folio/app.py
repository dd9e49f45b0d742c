"""The ``folio`` command: a click group whose commands are loaded only when called."""

from __future__ import annotations

import _thread
import importlib
import io
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from folio import __version__
from folio.exit_codes import ExitCode, FolioError

# In the order in which a term goes: the order of the help.
COMMANDS = {
    "new": "Make a workbook, or one for each student of a roster.",
    "check": "Say exactly what is wrong in filled-in workbooks, cell by cell.",
    "export": "Give everything that people typed as JSON or CSV.",
    "report": "Write a summary of one workbook, or of a class with a page per student.",
    "plan": "Write one page to take along to each interview ahead.",
    "letters": "Draft the follow-up letters that are due.",
    "template": "List, show, check or copy workbook templates.",
    "demo": "Run the whole round on a sample class.",
}


class LazyGroup(click.Group):
    """Knows its commands by name and one line each; imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None when there is none of that name."""
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
        """Find the command, with a suggestion when it is misspelled."""
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Example:  folio new my-interviews.xlsx --name 'Ana Lopez' --field Nursing",
)
@click.version_option(__version__, "-V", "--version", prog_name="folio", message="%(prog)s %(version)s")
def cli() -> None:
    """Workbooks for informational interviews: make them, read them back, report on them, follow up.

    Nothing leaves this computer, and no file that you hand in is ever changed.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the code that says how it went."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code; what went wrong is one message on stderr, never a traceback."""
    sys.unraisablehook = _interrupt_again
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who called us
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows its number instead
            stream.reconfigure(errors="backslashreplace")
    try:
        result: Any = cli.main(args=arguments, prog_name="folio", standalone_mode=False, color=_color())
        sys.stdout.flush()
    except FolioError as error:
        _say(error.message, error.fix)
        return error.code
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted. Nothing half-written was left.", err=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return ExitCode.OK
    except OSError as error:
        _forget_stdout()
        _say(f"The answer could not be written: {error.strerror or error}.", "Is the disk full?")
        return ExitCode.REFUSED
    except SystemExit:
        # click ends so when the reader of stdout has gone, which is nobody's fault.
        return ExitCode.OK
    except Exception as error:
        return _defect(error)
    return int(result or ExitCode.OK)


def _interrupt_again(unraisable: sys.UnraisableHookArgs) -> None:
    """Ctrl-C in the middle of a destructor would be printed and forgotten; raise it again where it counts."""
    if unraisable.exc_type is KeyboardInterrupt:
        _thread.interrupt_main()
    else:
        sys.__unraisablehook__(unraisable)


def _forget_stdout() -> None:
    """Let Python not try to write to a broken stdout once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _color() -> bool | None:
    """No color where NO_COLOR asks for none; else click looks whether there is a terminal."""
    return False if os.environ.get("NO_COLOR") else None


def _say(message: str, fix: str = "") -> None:
    click.echo(click.style("Error: ", fg="red", bold=True) + message, err=True, color=_color())
    if fix:
        click.echo(fix, err=True)


def _defect(error: Exception) -> int:
    if os.environ.get("FOLIO_TRACEBACK"):
        traceback.print_exception(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    _say(
        f"folio has a defect ({type(error).__name__} in {where}). No input was changed.",
        "Please report it with the command you gave. FOLIO_TRACEBACK=1 shows more, and may show what people typed.",
    )
    return ExitCode.DEFECT
