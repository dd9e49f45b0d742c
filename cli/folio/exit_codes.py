"""Exit codes: the numbers, the errors of folio that carry one, and the code after reading workbooks.

``app.run`` gives the code of what else ends a command: click's errors, Ctrl-C, a full disk, a defect.
"""

from __future__ import annotations

import sys
from collections.abc import Set as AbstractSet
from enum import IntEnum
from shlex import quote


class ExitCode(IntEnum):
    """What a command's exit status means; users' scripts rely on these numbers."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    UNREADABLE = 3
    REFUSED = 4
    CONTENT = 5
    DEFECT = 70
    INTERRUPTED = 130


def exit_code(statuses: AbstractSet[str], *, errors_count: bool = True) -> ExitCode:
    """Return 3 if any file could not be read, else 1 if any workbook has errors (and they count), else 0."""
    if "unreadable" in statuses:
        return ExitCode.UNREADABLE
    if errors_count and "problems" in statuses:
        return ExitCode.PROBLEMS
    return ExitCode.OK


class FolioError(Exception):
    """An error that ends the command: what is wrong, what to do, and the exit code."""

    code: ExitCode = ExitCode.USAGE

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class UsageProblem(FolioError):
    """The command line asks for something that cannot be done."""

    code = ExitCode.USAGE


class PackageMissing(UsageProblem):
    """An extra that was asked for is not installed; ``packages`` are what pip calls it."""

    def __init__(self, message: str, *packages: str) -> None:
        # Into the Python that runs folio: an index may have another project by folio's name.
        install = f"{quote(sys.executable)} -m pip install {' '.join(packages)}"
        super().__init__(message, f"Please run:  {install}")


class InputUnreadable(FolioError):
    """A file that the command can't do without can't be read, or is of another kind."""

    code = ExitCode.UNREADABLE


class OutputRefused(FolioError):
    """An output exists already, or cannot be written."""

    code = ExitCode.REFUSED


class ContentProblem(FolioError):
    """A user's own template, letter or roster has a mistake."""

    code = ExitCode.CONTENT
