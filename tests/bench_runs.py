"""What ``make bench`` measures with: whole processes in turns, an older folio in a worktree, and classes of any size."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

from tests.apps import has_libreoffice

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "samples"))

# It stands beside the samples, not in a package.
import make as sample_maker  # noqa: E402

CLASS = "samples/riverside"
Name = TypeVar("Name")
Taken = TypeVar("Taken")
# Runs folio as ``python -m folio`` does, and writes down the peaks at its end; the last word is the file for them.
_PEAKS = """
import resource, runpy, sys
told = sys.argv.pop()
try:
    runpy.run_module("folio", run_name="__main__", alter_sys=True)
finally:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    with open(told, "w") as file:
        print(*(resource.getrusage(kind).ru_maxrss for kind in kinds), file=file)
"""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of this Python, and the checkout whose folio it runs; the packages are those of this environment."""

    words: tuple[str, ...]
    checkout: Path = ROOT


@dataclass(frozen=True, slots=True)
class Folio:
    """A folio to measure."""

    name: str
    checkout: Path = ROOT

    def __call__(self, *words: str | Path) -> Command:
        """A command line of it."""
        return Command(("-m", "folio", *map(str, words)), self.checkout)

    def workbooks(self) -> list[Path]:
        """What its sample class handed in, without broken files."""
        files = sorted((self.checkout / CLASS).iterdir())
        return [f for f in files if f.suffix in (".xlsx", ".ods") and zipfile.is_zipfile(f)]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the clock, and those of all processors together."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Peaks:
    """The most memory in MiB: of the process itself, and of the largest of its workers."""

    own: float
    worker: float


def run(command: Command, folder: Path) -> Cost:
    """Run it once, in a folder from which nothing is imported; what its workers used counts, since it waits for them."""
    # Modules are kept compiled, as they are for users.
    settings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    settings["PYTHONPATH"] = str(command.checkout / "cli")
    began = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, *command.words], cwd=folder, env=settings,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        spent = Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        told = errors.read().decode(errors="replace")
    # 1 is what folio says of workbooks with problems. Anything else would measure how fast something is refused.
    assert process.returncode in (0, 1), f"{command.words[:4]} ended with {process.returncode}: {told}"
    # Python ends with 1, too, when something is missing.
    assert "Traceback" not in told, told
    return spent


def in_turns(
    commands: Mapping[Name, Command], folder: Path, runs: int, measure: Callable[[Command, Path], Taken]
) -> dict[Name, list[Taken]]:
    """Measure all commands in turns, several times, so that what slows the machine down slows all of them."""
    taken: dict[Name, list[Taken]] = {name: [] for name in commands}
    for turn in range(runs):
        print(f"  turn {turn + 1} of {runs}, {len(commands)} commands", file=sys.stderr)
        for name, command in commands.items():
            taken[name].append(measure(command, folder))
    return taken


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each kind of time."""
    return Cost(statistics.median(c.wall for c in costs), statistics.median(c.cpu for c in costs))


def medians(commands: Mapping[Name, Command], folder: Path, runs: int) -> dict[Name, Cost]:
    """What each command costs: the medians of several runs, in turns."""
    return {name: median(costs) for name, costs in in_turns(commands, folder, runs, run).items()}


def run_with_peaks(command: Command, folder: Path) -> tuple[Cost, Peaks]:
    """Run a folio once, and look at its memory, too."""
    told = folder / "peaks"
    spent = run(Command(("-c", _PEAKS, *command.words[2:], str(told)), command.checkout), folder)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return spent, Peaks(*(int(peak) / unit for peak in told.read_text().split()))


@contextmanager
def older_folio(revision: str, folder: Path) -> Iterator[Folio]:
    """The folio of an older commit, in a worktree as long as it is needed."""
    checkout = folder / "older"
    worktree = ("git", "-C", str(ROOT), "worktree")
    subprocess.run([*worktree, "add", "--quiet", "--detach", str(checkout), revision], check=True)
    try:
        yield Folio(revision, checkout)
    finally:
        subprocess.run([*worktree, "remove", "--force", str(checkout)], check=True)


def is_made_by_folio(workbook: Path) -> bool:
    """Whether nobody but folio saved it."""
    if workbook.suffix != ".xlsx":
        return False
    with zipfile.ZipFile(workbook) as package:
        return b"LibreOffice" not in package.read("docProps/app.xml")


def saved_by_libreoffice(workbooks: Sequence[Path], folder: Path) -> list[Path]:
    """Copies as LibreOffice saves them; none where it is not installed."""
    if not has_libreoffice():
        return []
    folder.mkdir()
    sample_maker.run_robot(
        [{"open": str(w), "save": [{"path": str(folder / w.name), "format": "xlsx"}]} for w in workbooks]
    )
    return [folder / w.name for w in workbooks]


def copies(workbooks: Sequence[Path], number: int, folder: Path) -> Path:
    """A folder with this number of workbooks: the given ones, over and over."""
    folder.mkdir()
    for i, workbook in enumerate(islice(cycle(workbooks), number)):
        (folder / f"{i:05} {workbook.name}").write_bytes(workbook.read_bytes())
    return folder
