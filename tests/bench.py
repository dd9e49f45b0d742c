"""Speed, as ratios against an older folio and other programs in the same run: ``make bench``; docs/speed.md says more.

Times differ from machine to machine; a ratio says how far folio has come, and how far it is from what the machine allows.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

from tests.apps import has_libreoffice
from tests.bench_runs import (
    Command,
    Folio,
    copies,
    in_turns,
    is_made_by_folio,
    median,
    medians,
    older_folio,
    run_with_peaks,
    saved_by_libreoffice,
)  # fmt: skip
from tests.office import stored_values

COPIES = 20
# In equal steps, so that one can be held against the other.
SIZES = (100, 1050, 2000)
MANY = 10_000
Said = Callable[[float], str]

# What only loads the workbooks of a folder.
CALAMINE = """
import pathlib, sys
from python_calamine import CalamineWorkbook
for path in pathlib.Path(sys.argv[1]).iterdir():
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
"""
PANDAS = """
import pathlib, sys, warnings
import pandas
warnings.simplefilter("ignore")
for path in pathlib.Path(sys.argv[1]).iterdir():
    # openpyxl can't read .ods.
    engine = "calamine" if path.suffix == ".ods" else "openpyxl"
    pandas.read_excel(path, sheet_name=None, header=None, engine=engine)
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured: today's folio, an older one if asked for, where, how often, and whether with a huge class."""

    now: Folio
    older: Folio | None
    work: Path
    runs: int
    many: bool

    @property
    def folios(self) -> list[Folio]:
        """Today's folio, and the older one."""
        return [self.now, *([self.older] if self.older else [])]


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", metavar="REV", help="an older commit, measured in turns with the present folio")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command (default: 3)")
    parser.add_argument("--many", action="store_true", help=f"also check {MANY} workbooks")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; can be repeated")
    asked = parser.parse_args()
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        older = stack.enter_context(older_folio(asked.against, work)) if asked.against else None
        bench = Bench(Folio("now"), older, work, asked.runs, asked.many)
        without = "" if has_libreoffice() else "; without LibreOffice, so no workbook was saved again"
        print(
            f"{os.cpu_count()} cores; medians of {asked.runs} runs{without}\n\n| what | measured | ratio |\n|---|---|---|"
        )
        for name, part in PARTS.items():
            if not asked.only or name in asked.only:
                print(f"{name} ...", file=sys.stderr)
                part(bench)


def seconds(figure: float) -> str:
    """Time in words."""
    return f"{figure * 1000:.1f} ms" if figure < 1 else f"{figure:.1f} s"


def mebibytes(figure: float) -> str:
    """Memory in words."""
    return f"{figure:.0f} MiB"


def kibibytes(figure: float) -> str:
    """The size of a file in words, from bytes."""
    return f"{figure / 1024:.0f} KiB"


def row(what: str, figure: float, other: str = "", other_figure: float = 1, said: Said = seconds) -> None:
    """Print one figure, and its ratio to another one."""
    ratio = f"{figure / other_figure:.2f} x {other} ({said(other_figure)})" if other else ""
    print(f"| {what} | {said(figure)} | {ratio} |", flush=True)


def compare(bench: Bench, what: str, measured: Callable[[Folio], float], said: Said = seconds) -> None:
    """Print one figure of today's folio, and its ratio to that of the older one."""
    against: tuple[str, float] = (bench.older.name, measured(bench.older)) if bench.older else ("", 1)
    row(what, measured(bench.now), *against, said)


def check(folio: Folio, folder: Path) -> Command:
    """Check a folder of workbooks."""
    return folio("check", folder, "-q")


def reading(bench: Bench) -> None:
    """Processor time of ``folio check`` for a workbook: each folio's with its own class, today's with the older one, too."""
    commands: dict[tuple[Folio, str, Folio], Command] = {}
    numbers: dict[tuple[Folio, str], int] = {}
    for owner in bench.folios:
        for kind, workbooks in kinds_of_workbooks(owner, bench.work).items():
            folder = copies(workbooks, COPIES * len(workbooks), bench.work / f"{owner.name}, {kind}")
            numbers[owner, kind] = COPIES * len(workbooks)
            commands |= {(owner, kind, reader): check(reader, folder) for reader in (bench.now, owner)}
    costs = medians(commands, bench.work, bench.runs)
    spent = {which: cost.cpu / numbers[which[:2]] for which, cost in costs.items()}
    for owner, kind in numbers:
        of_whom = "" if owner is bench.now else f" of {owner.name}"
        against = (bench.older.name, spent[bench.older, kind, bench.older]) if bench.older else ()
        row(f"`check`, each workbook{of_whom}: {kind}", spent[owner, kind, bench.now], *against)


def kinds_of_workbooks(folio: Folio, work: Path) -> dict[str, list[Path]]:
    """The sample class; those of it that only folio saved; and the same as LibreOffice saves them, if it is there."""
    workbooks = folio.workbooks()
    own = [w for w in workbooks if is_made_by_folio(w)]
    saved = saved_by_libreoffice(own, work / f"{folio.name} saved")
    kinds = {"the class": workbooks, "as folio saved it": own, "as LibreOffice saves it": saved}
    return {kind: workbooks for kind, workbooks in kinds.items() if workbooks}


def peers(bench: Bench) -> None:
    """Time on the clock of ``folio check``, which uses all cores, and of loops that only load the same files, on one."""
    workbooks = bench.now.workbooks()
    number = COPIES * len(workbooks)
    folder = copies(workbooks, number, bench.work / "peers")
    loops = {"pandas with openpyxl": PANDAS, "calamine": CALAMINE}
    commands = {name: Command(("-c", loop, str(folder))) for name, loop in loops.items()}
    costs = medians({"folio": check(bench.now, folder), **commands}, bench.work, bench.runs)
    for kind, time in (("on the clock", attrgetter("wall")), ("processor time", attrgetter("cpu"))):
        for name in loops:
            row(f"`check`, {number} workbooks, {kind}", time(costs["folio"]), name, time(costs[name]))


def growth(bench: Bench) -> None:
    """What more workbooks cost ``folio check``: time on the clock, processor time for each, and memory."""
    sizes = [*SIZES, *([MANY] if bench.many else [])]
    workbooks = bench.now.workbooks()
    commands = {n: check(bench.now, copies(workbooks, n, bench.work / f"{n} workbooks")) for n in sizes}
    taken = in_turns(commands, bench.work, bench.runs, run_with_peaks)
    costs = {n: median([cost for cost, _ in runs]) for n, runs in taken.items()}
    for n in sizes:
        row(f"`check`, {n:,} workbooks, on the clock", costs[n].wall)
    steps = {f"from {a:,} to {b:,}": (costs[b].cpu - costs[a].cpu) / (b - a) for a, b in pairwise(sizes)}
    first, *others = steps
    for step in others:
        row(f"`check`, each further workbook, {step}", steps[step], first, steps[first])
    for whose, peak in (("main process", attrgetter("own")), ("largest worker", attrgetter("worker"))):
        most = {n: max(peak(peaks) for _, peaks in runs) for n, runs in taken.items()}
        for n in sizes[1:]:
            what = f"`check`, {n:,} workbooks, memory of the {whose}"
            row(what, most[n], f"{sizes[0]} workbooks", most[sizes[0]], mebibytes)


def new(bench: Bench) -> None:
    """Processor time of ``folio new``, and how heavy its workbook is: as it is, and as LibreOffice saves it."""
    files = {folio: bench.work / f"{folio.name}.xlsx" for folio in bench.folios}
    costs = medians({f: f("new", path, "--force", "-q") for f, path in files.items()}, bench.work, bench.runs)
    saved = dict(zip(files, saved_by_libreoffice(list(files.values()), bench.work / "new saved"), strict=False))
    compare(bench, "`new`, one workbook", lambda f: costs[f].cpu)
    compare(bench, "a new workbook, size", lambda f: files[f].stat().st_size, kibibytes)
    if saved:
        compare(bench, "a new workbook, size as LibreOffice saves it", lambda f: saved[f].stat().st_size, kibibytes)
    formulas = {folio: len(stored_values(path.read_bytes())) for folio, path in files.items()}
    compare(bench, "a new workbook, cells with formulas", lambda f: formulas[f], "{:,}".format)


PARTS = {"reading": reading, "peers": peers, "growth": growth, "new": new}

if __name__ == "__main__":
    main()
