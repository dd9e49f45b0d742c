"""Interruptions, full disks, folders that are shut, files that vanish: one sentence, the right code, nothing half-written."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from folio.basics.file_writing import PART_ENDING
from folio.intake.files.workbook_file import WorkbookFile
from tests.conftest import Folio
from tests.faults import ROOT, kill_often
from tests.workbooks import CLEAN, make

NOW = ("--today", "2026-11-20")
COMMANDS = [
    ("new", "out/a.xlsx"),
    ("new", "--roster", "roster.csv", "out"),
    ("collect", "in", "--roster", "roster.csv", "--out", "out"),
    ("report", "in", "--out", "out", "--format", "html,xlsx,md"),
    ("letters", "in", "--out", "out"),
    ("plan", "in", "--out", "out"),
    ("due", "in", "--format", "ics", "--out", "out/due.ics"),
    ("grade", "in", "--requirements", "requirements.toml", "--out", "out"),
    ("check", "in", "--marked", "out", "--all"),
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
    shutil.copy2(ROOT / "workbook_templates" / "requirements.toml", "requirements.toml")


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


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount something over a folder, where this user may."""
    done = subprocess.run(["mount", *options, folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this user may not mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk with room for one small file."""
    folder = Path("small")
    folder.mkdir()
    with mounted(folder, "-t", "tmpfs", "-o", "size=4k", "none"):
        yield folder


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


@pytest.fixture
def shut_folder() -> Iterator[Path]:
    """A folder in which nobody may write: permissions don't hold root back, so for root it is on a read-only disk."""
    folder = Path("out")
    folder.mkdir()
    if os.geteuid():
        folder.chmod(0o500)
        yield folder
        folder.chmod(0o700)
    else:
        with mounted(folder, "-t", "tmpfs", "-o", "ro", "none"):
            yield folder


@EACH
def test_a_folder_that_is_shut(folio: Folio, shut_folder: Path, command: tuple[str, ...]) -> None:
    result = folio(*command)
    assert (result.code, list(shut_folder.iterdir())) == (4, [])
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


READING = [c for c in COMMANDS if c[0] != "new"]
READERS = pytest.mark.parametrize("command", READING, ids=[c[0] for c in READING])


@READERS
def test_a_file_that_vanishes_costs_itself_only(
    folio: Folio, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = WorkbookFile.read

    def vanishing(self: WorkbookFile) -> bytes:
        """Between listing and reading, somebody deletes the file."""
        if "Bo" in self.path:
            Path(self.path).unlink(missing_ok=True)
        return real(self)

    monkeypatch.setattr(WorkbookFile, "read", vanishing)
    result = folio(*command)
    assert (result.code, Path("out").is_dir()) == (3, True)
    assert "couldn't be read" in result.err.splitlines()[-1]
    assert not list(Path("out").rglob(f"*{PART_ENDING}"))


@READERS
def test_a_locked_file_costs_itself_only(command: tuple[str, ...]) -> None:
    """Nobody may read it, not even root: what lets root read anything is taken from the program."""
    Path("in/Bo.xlsx").chmod(0)
    plain = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if not os.geteuid() else ()
    if plain and (not shutil.which("setpriv") or subprocess.run([*plain, "true"], check=False).returncode):
        pytest.skip("setpriv can't take root's rights away here")
    done = subprocess.run(
        [*plain, sys.executable, "-m", "folio", *command], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode, Path("out").is_dir()) == (3, True), done.stderr
    assert "couldn't be read" in done.stderr.splitlines()[-1]
    assert not list(Path("out").rglob(f"*{PART_ENDING}"))
    assert "Traceback" not in done.stderr
