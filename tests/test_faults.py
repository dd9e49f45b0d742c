"""Interruptions, full disks, folders that are shut, files that vanish: one sentence, the right code, nothing half-written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from folio.basics.file_writing import PART_ENDING
from folio.intake.files.workbook_file import WorkbookFile
from tests.conftest import Folio
from tests.faults import kill_often
from tests.workbooks import CLEAN, make

NOW = ("--today", "2026-11-20")
COMMANDS = [
    ("new", "out/a.xlsx"),
    ("new", "--roster", "roster.csv", "out"),
    ("collect", "in", "--roster", "roster.csv", "--out", "out"),
    ("report", "in", "--out", "out", "--format", "html,xlsx,md"),
    ("letters", "in", "--out", "out"),
    ("plan", "in", "--out", "out"),
    ("check", "in", "--marked", "out"),
    ("export", "in", "--out", "out"),
]
EACH = pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(c[:2]) for c in COMMANDS])


@pytest.fixture(autouse=True)
def _inputs() -> None:
    Path("in").mkdir()
    for name in ("Ana", "Bo"):
        content = {**CLEAN, "contacts": [{"name": name, "email": "dana at cedar"}, *CLEAN["contacts"]]}
        Path(f"in/{name}.xlsx").write_bytes(make(content))
    Path("roster.csv").write_text("name\nAna Lopez\nBo Li\n")


def test_a_few_kills(tmp_path: Path) -> None:
    """``make faults`` does many."""
    figures = kill_often(tmp_path / "place", number=6, seed=1)
    assert figures.faults == []
    assert figures.codes.total() == 6


_WHILE_A_CLASS_IS_MADE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from folio import interrupts
interrupts.leave_at_once()
import folio.app, folio.template.loading

class Named:
    def __set_name__(self, owner, name):
        signal.raise_signal(signal.SIGINT)

def load_kit(name):
    return type("Made", (), {"named": Named()})

folio.template.loading.load_kit = load_kit
folio.app.main(["new", "a.xlsx"])
"""
_IN_A_DESTRUCTOR = _WHILE_A_CLASS_IS_MADE.replace("__set_name__(self, owner, name)", "__del__(self)").replace(
    'return type("Made", (), {"named": Named()})', "Named(); import time; time.sleep(5)"
)
_WHILE_FOLIO_IS_LOADED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)

class Finder:
    def find_spec(self, name, *_):
        if name == "click":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Finder())
from folio.__main__ import main
main(["new", "a.xlsx"])
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C otherwise")
@pytest.mark.parametrize("program", [_WHILE_A_CLASS_IS_MADE, _IN_A_DESTRUCTOR, _WHILE_FOLIO_IS_LOADED])
def test_an_interrupt_is_one_wherever_it_comes(program: str) -> None:
    """Python makes a RuntimeError of it where a class is being made, and that ended with 70."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.strip() == "Interrupted. No half-written file was left behind."
    assert not Path("a.xlsx").exists()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk with room for one small file, where this user may mount one."""
    folder = Path("small")
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4k", "none", folder], capture_output=True, check=False
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("this user may not mount a disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


@EACH
def test_a_full_disk(folio: Folio, small_disk: Path, command: tuple[str, ...]) -> None:
    words = [
        word.replace("out", str(small_disk / "out")) if "out" in word and word[0] != "-" else word for word in command
    ]
    result = folio(*words, *[w for w in NOW if command[0] != "export"])
    assert result.code == 4
    assert "couldn't be written: No space left on device. Is the disk full" in result.err.splitlines()[-1]
    assert not list(small_disk.rglob(f"*{PART_ENDING}"))
    assert [p for p in small_disk.rglob("*") if p.is_file() and p.stat().st_size == 0] == []


@EACH
def test_a_folder_that_is_shut(folio: Folio, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """As root may write everywhere, the system's answer is stood in for."""
    Path("out").mkdir()
    monkeypatch.setattr("os.access", lambda path, mode: Path(path).name != "out" or not mode & os.W_OK)
    result = folio(*command)
    assert (result.code, list(Path("out").iterdir())) == (4, [])
    assert "You can't write to the folder out." in result.err.splitlines()[-1]


@EACH
def test_a_target_that_another_program_holds(
    folio: Folio, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows answers while a workbook is open in Excel."""

    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", held)
    result = folio(*command)
    assert result.code == 4
    assert "couldn't be written: Permission denied. Is it open in another program" in result.err.splitlines()[-1]
    assert not list(Path("out").rglob(f"*{PART_ENDING}"))


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "No such file"), PermissionError(errno.EACCES, "No")]
)
@pytest.mark.parametrize("command", [c for c in COMMANDS if c[0] != "new"], ids=lambda c: c[0])
def test_a_file_that_vanishes_or_is_locked_costs_itself_only(
    folio: Folio, command: tuple[str, ...], error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = WorkbookFile.read

    def vanished(self: WorkbookFile) -> bytes:
        if "Bo" in self.path:
            raise error
        return real(self)

    monkeypatch.setattr(WorkbookFile, "read", vanished)
    result = folio(*command)
    assert (result.code, Path("out").is_dir()) == (3, True)
    assert "couldn't be read" in result.err.splitlines()[-1]
