"""Exit codes, and the errors that end a command with one of them."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status says; users' scripts rely on these numbers."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    UNREADABLE = 3
    REFUSED = 4
    CONTENT = 5
    DEFECT = 70
    INTERRUPTED = 130


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


class OutputRefused(FolioError):
    """An output exists already, or cannot be written."""

    code = ExitCode.REFUSED


class ContentProblem(FolioError):
    """A template, letter or roster that the user handed in is wrong."""

    code = ExitCode.CONTENT
