"""Speed, as ratios against an older folio and other programs in the same run: ``make bench``; docs/speed.md says more.

Times differ from machine to machine; a ratio says how far folio has come, and how far it is from what the machine allows.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.apps import has_libreoffice
from tests.bench_runs import (
    Command,
    Folio,
    copies,
    is_made_by_folio,
    medians,
    older_folio,
    saved_by_libreoffice,
)  # fmt: skip

COPIES = 20
# In equal steps, so that one can be held against the other.
SIZES = (100, 1050, 2000)
MANY = 10_000

CALAMINE = """
import sys
from python_calamine import CalamineWorkbook
for path in sys.argv[1:]:
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
"""
PANDAS = """
import sys, warnings
import pandas
warnings.simplefilter("ignore")
for path in sys.argv[1:]:
    engine = "calamine" if path.endswith(".ods") else "openpyxl"
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
            f"{os.cpu_count()} cores; medians of {asked.runs} runs{without}\n\n| what | time | ratio |\n|---|---|---|"
        )
        for name, part in PARTS.items():
            if not asked.only or name in asked.only:
                part(bench)


def row(what: str, seconds: float, other: str = "", other_seconds: float = 1) -> None:
    """Print one figure, and its ratio to another one."""
    ratio = f"{seconds / other_seconds:.2f} x {other} ({_said(other_seconds)})" if other else ""
    print(f"| {what} | {_said(seconds)} | {ratio} |", flush=True)


def _said(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


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
        row(f"`check`, a workbook: {kind}{of_whom}", spent[owner, kind, bench.now], *against)


def kinds_of_workbooks(folio: Folio, work: Path) -> dict[str, list[Path]]:
    """The sample class; those of it that only folio saved; and these as LibreOffice saves them, if it is there."""
    workbooks = folio.workbooks()
    own = [w for w in workbooks if is_made_by_folio(w)]
    saved = saved_by_libreoffice(own, work / f"{folio.name} saved")
    kinds = {"the class": workbooks, "only folio saved it": own, "then LibreOffice saved it": saved}
    return {kind: workbooks for kind, workbooks in kinds.items() if workbooks}


PARTS = {"reading": reading}

if __name__ == "__main__":
    main()
