"""Commands are interrupted and killed at seeded moments: nothing half-written has a name, and the next run completes.

``python -m tests.faults NUMBER SEED`` does NUMBER kills, and shows each that went wrong. What every file has to be is
known from runs that nobody disturbed: the file of this run, or that of the run before, byte for byte.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from folio.basics.file_writing import PART_ENDING
from folio.basics.rerun_folder import is_list

ROOT = Path(__file__).parent.parent
_CLASS = (
    "Ana Lopez.xlsx", "Nguyen_Linh_R1008.xlsx", "Kowalczyk Tomasz.ods", "fatima haddad workbook.xlsx",
    "Whitfield_Marcus_workbook.xlsx",
)  # fmt: skip
_WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Last modified (grade)\nParticipant 1,Ana Lopez,,Submitted,,-\n"
)
_OUT, _SNAPSHOTS = "out", "snapshots"
# What was there before is the first; what is interrupted, and run again, the second.
_RUNS = {
    "new": (
        ("new", "out/a.xlsx", "--template", "essentials", "--force", "--today", "2026-11-13"),
        ("new", "out/a.xlsx", "--name", "Ana Lopez", "--force", "--today", "2026-11-20"),
    ),
    "new --roster": (
        ("new", "--roster", "roster.csv", "out", "--template", "essentials", "--force", "--today", "2026-11-13"),
        ("new", "--roster", "roster.csv", "out", "--force", "--today", "2026-11-20"),
    ),
    "collect": (
        ("collect", "early", "--roster", "roster.csv", "--out", "out", "--today", "2026-11-13"),
        ("collect", "class", "--roster", "roster.csv", "--out", "out", "--today", "2026-11-20"),
    ),
    "report": (
        ("report", "class", "--out", "out", "--format", "html,xlsx,md", "--today", "2026-10-09"),
        ("report", "class", "--out", "out", "--format", "html,xlsx,md", "--today", "2026-11-20"),
    ),
    "letters": (
        ("letters", "class", "--out", "out", "--today", "2026-10-09"),
        ("letters", "class", "--out", "out", "--today", "2026-11-20"),
    ),
    "plan": (
        ("plan", "class", "--out", "out", "--format", "html,docx", "--today", "2026-10-09"),
        ("plan", "class", "--out", "out", "--format", "html,docx", "--today", "2026-11-20"),
    ),
    "grade": (
        ("grade", "early", "--requirements", "requirements.toml", "--out", "out", "--today", "2026-11-13"),
        (
            "grade", "class", "--requirements", "requirements.toml", "--moodle", "worksheet.csv", "--out", "out",
            "--today", "2026-11-20",
        ),
    ),
    "check --marked": (
        ("check", "class", "--marked", "out", "--today", "2026-10-09"),
        ("check", "class", "--marked", "out", "--all", "--today", "2026-11-20"),
    ),
}  # fmt: skip
# The clock starts when folio does; what Python does before is not folio's.
_CHILD = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # even where these tests run in the background
from folio import interrupts
from folio.__main__ import main
interrupts.leave_at_once()
os.write(1, b'!')
main(sys.argv[1:])
"""
_ENV = {"SOURCE_DATE_EPOCH": "1772193600", "NO_COLOR": "1", "PYTHONPATH": f"{ROOT / 'cli'}{os.pathsep}{ROOT}"}

Tree = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Usual:
    """What a command does when nobody disturbs it: what was there, what it makes, its code, and how long it takes."""

    before: Tree
    after: Tree
    code: int
    seconds: float


@dataclass(slots=True)
class Figures:
    """How many runs ended with each code, and what went wrong."""

    codes: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Place:
    """A folder with a class, in which commands run and are interrupted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("class", "early"):
            (folder / name).mkdir(parents=True)
            for file in _CLASS[: -1 if name == "early" else None]:
                shutil.copy2(ROOT / "samples" / "riverside" / file, folder / name)
        names = "".join(f"{Path(file).stem},{number}\n" for number, file in enumerate(_CLASS, start=1))
        (folder / "roster.csv").write_text(f"name,student_id\n{names}", encoding="utf-8")
        shutil.copy2(ROOT / "workbook_templates" / "requirements.toml", folder)
        (folder / "worksheet.csv").write_text(_WORKSHEET, encoding="utf-8")
        self.given = self._inputs()

    def _inputs(self) -> Tree:
        """Return every file that commands read, by its path."""
        files = (p for p in sorted(self.folder.rglob("*")) if p.is_file() and _OUT not in p.parts)
        return {p.relative_to(self.folder).as_posix(): p.read_bytes() for p in files}

    def changed(self) -> list[str]:
        """Return the inputs that are not what they were."""
        now = self._inputs()
        return sorted(name for name in {*self.given, *now} if self.given.get(name) != now.get(name))

    def usual(self, command: str) -> Usual:
        """Run a command twice, undisturbed, and return what it does."""
        first, second = _RUNS[command]
        self.fill({})
        self.run(first)
        before = self.tree()
        code, _, seconds = self.run(second)
        return Usual(before, self.tree(), code, seconds)

    def fill(self, tree: Tree) -> None:
        """Let the output folder hold these files and nothing else."""
        shutil.rmtree(self.folder / _OUT, ignore_errors=True)
        for name, content in tree.items():
            path = self.folder / _OUT / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def tree(self) -> Tree:
        """Return every file in the output folder by its path there."""
        out = self.folder / _OUT
        return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}

    def run(
        self, words: tuple[str, ...], kill: signal.Signals | None = None, after: float = 0
    ) -> tuple[int, str, float]:
        """Run a command in a session of its own, as a terminal does; ``kill`` it some seconds after folio began.

        Return its exit code, what it said on stderr, and how many seconds it took from there on.
        """
        with subprocess.Popen(
            [sys.executable, "-c", _CHILD, *words], cwd=self.folder, env=os.environ | _ENV, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            os.read(process.stdout.fileno(), 1)
            began = time.monotonic()
            if kill is not None:
                time.sleep(after)
                if process.poll() is None:
                    os.killpg(process.pid, kill)
            _, errors = process.communicate(timeout=120)
            return process.returncode, errors.decode(), time.monotonic() - began


def kill_often(folder: Path, number: int, seed: int, only: str = "") -> Figures:
    """Do ``number`` kills over all commands, and return what was seen."""
    place, figures, chance = Place(folder), Figures(), random.Random(seed)  # noqa: S311 - not for secrets
    commands = [only] if only else list(_RUNS)
    usual = {command: place.usual(command) for command in commands}
    for turn in range(number):
        command = commands[turn % len(commands)]
        kill = chance.choice([signal.SIGINT, signal.SIGINT, signal.SIGKILL])
        again, moment = chance.random() < 0.5, chance.random()
        code, wrong = _kill_once(place, command, usual[command], kill, moment, again=again)
        figures.codes[code] += 1
        figures.faults += [
            f"{command} ({'again' if again else 'first'}), {kill.name} after {moment:.4f} of its time: {what}"
            for what in wrong
        ]
    return figures


def _kill_once(
    place: Place, command: str, usual: Usual, kill: signal.Signals, moment: float, *, again: bool
) -> tuple[int, list[str]]:
    """Kill a command once and run it again; return how it ended and what is wrong."""
    words = _RUNS[command][1]
    place.fill(usual.before if again else {})
    code, errors, _ = place.run(words, kill, moment * usual.seconds)
    wrong = [f"a traceback: {errors}"] if "Traceback" in errors else []
    ended = {signal.SIGINT: 130, signal.SIGKILL: -signal.SIGKILL}[kill]
    if code not in (ended, usual.code):
        wrong.append(f"exit code {code}: {errors}")
    if code == 130 and "Interrupted" not in errors.splitlines()[-1]:
        wrong.append(f"the last line doesn't say so: {errors}")
    wrong += _not_whole(place.tree(), usual, parts=kill == signal.SIGKILL)
    wrong += [f"an input changed: {name}" for name in place.changed()]
    code_then, errors, _ = place.run(words)
    if code_then != usual.code:
        wrong.append(f"the next run ended with {code_then}: {errors}")
    if _results(place.tree()) != _results(usual.after):
        wrong.append(f"the next run left {sorted(place.tree())}: {errors}")
    return code, wrong


def _not_whole(tree: Tree, usual: Usual, *, parts: bool) -> Iterator[str]:
    """Say what is neither of this run nor of the one before; ``parts`` may be left by a kill that no program sees."""
    for name, content in tree.items():
        if name.endswith(PART_ENDING):
            if not parts:
                yield f"left behind: {name}"
        elif not is_list(name) and content not in (usual.before.get(name), usual.after.get(name)):
            yield f"neither old nor new: {name}"


def _results(tree: Tree) -> Tree:
    return {name: content for name, content in tree.items() if not is_list(name) and not name.startswith(_SNAPSHOTS)}


def main() -> int:
    """Kill and tell; the exit code is 1 if anything went wrong."""
    number, seed = (int(word) for word in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        figures = kill_often(Path(folder) / "place", number, seed, " ".join(sys.argv[3:]))
    for fault in figures.faults:
        print(fault)
    ends = ", ".join(f"{count} with {code}" for code, count in sorted(figures.codes.items()))
    print(f"{number} kills: {ends}; {len(figures.faults)} went wrong")
    return bool(figures.faults)


if __name__ == "__main__":
    sys.exit(main())
