"""Progress: on a terminal it shows the file, the rate and the time left; elsewhere nothing."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from folio.commands.common import progress

# Short runs show nothing: here, every run counts as long, and every file is drawn.
_AT_ONCE = """
import sys
from folio.commands import common
common._BAR_AFTER_SECONDS = common._BAR_EVERY_SECONDS = 0.0
from folio.app import main
main(sys.argv[1:])
"""
_COMMAND = ("new", "--roster", "roster.csv", "out", "--template", "essentials")
NAMES = ("Ana Lopez", "Bo Li", "\u674e\u5a1c " * 9)


@pytest.fixture(autouse=True)
def _roster() -> None:
    Path("roster.csv").write_text("\n".join(["name", *NAMES]), encoding="utf-8")


def on_a_terminal(program: str, *words: str, columns: int = 110) -> str:
    """What a program shows on a terminal on stderr."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns)}
    try:
        subprocess.run(
            [sys.executable, "-c", program, *words],
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            env=environment,
            check=True,
        )
        return os.read(ours, 100_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)


def test_the_file_the_rate_and_the_time_left() -> None:
    shown = on_a_terminal(_AT_ONCE, *_COMMAND)
    _, one, two, three, *_ = shown.split("\r")
    assert re.fullmatch(r"Writing \[#{6}\.{14}\] 1/3, \d+\.\d/s, \d+ s left: ana-lopez\.xlsx *", one)
    assert re.fullmatch(r"Writing \[#{13}\.{7}\] 2/3, \d+\.\d/s, \d+ s left: bo-li\.xlsx *", two)
    assert "3/3" in three
    # What comes after stands on a line that is empty again.
    assert re.search(r"\r {109}\r3 workbooks written", shown)


@pytest.mark.parametrize("columns", [20, 60, 90])
def test_it_never_takes_a_second_line(columns: int) -> None:
    lines = on_a_terminal(_AT_ONCE, *_COMMAND, columns=columns).split("3 workbooks")[0].split("\r")
    assert len(lines) == 6
    assert max(sum(2 - letter.isascii() for letter in line) for line in lines) <= columns - 1


def test_nothing_when_quiet() -> None:
    # A terminal on which nothing is said would let a reader wait.
    says = "import atexit; atexit.register(print, 'done', file=sys.stderr)\nmain("
    assert on_a_terminal(_AT_ONCE.replace("main(", says), *_COMMAND, "-q") == "done\r\n"


def test_nothing_elsewhere() -> None:
    done = subprocess.run([sys.executable, "-c", _AT_ONCE, *_COMMAND], capture_output=True, text=True, check=True)
    assert "\r" not in done.stderr
    assert "Writing" not in done.stderr


def test_minutes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    moments = iter([0.0, 10.0])
    monkeypatch.setattr("folio.commands.common.time.monotonic", lambda: next(moments))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress("Reading", quiet=False) as show:
        show(20, 1000, "in/Ana Lopez.xlsx")
    assert "Reading [....................] 20/1000, 2.0/s, 8 min left: in/Ana Lopez.xlsx " in capsys.readouterr().err
