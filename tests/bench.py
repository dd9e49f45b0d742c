"""Speed, as ratios against named baselines measured in the same run: ``make bench``.

Absolute times differ from machine to machine; a ratio says how far folio is from what the machine allows. Each
figure is the median of several runs of a whole process.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLASS = ROOT / "samples" / "riverside"
COPIES = 200
FOLIO = (sys.executable, "-m", "folio")

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
    pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
"""
ONE_BY_ONE = """
import sys
from datetime import date
from pathlib import Path
from folio.roster import read_roster
from folio.template.loading import load_kit
from folio.workbook.build import build_workbook
from folio.workbook.embedded_description import Owner
for i, entry in enumerate(read_roster(Path(sys.argv[1]))):
    owner = Owner(entry.name, entry.student_id, entry.email, entry.class_)
    made = build_workbook(load_kit("complete"), owner, today=date(2026, 9, 1))
    Path(sys.argv[2], f"{i}.xlsx").write_bytes(made.content)
"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        source = CLASS / "Ana Lopez.xlsx"
        many = work / "many"
        many.mkdir()
        for i in range(COPIES):
            shutil.copy(source, many / f"{i:03}.xlsx")
        paths = [str(p) for p in sorted(many.iterdir())]
        roster = work / "roster.csv"
        roster.write_text("name,student_id\n" + "".join(f"Student {i},R{i}\n" for i in range(COPIES)), encoding="utf-8")
        alone = work / "alone"
        alone.mkdir()

        say("start-up")
        bare = median([sys.executable, "-c", "import click"], 9)
        compare("folio --version", median([*FOLIO, "--version"], 9), "python importing click", bare)

        say(f"reading {COPIES} filled-in workbooks")
        calamine = median([sys.executable, "-c", CALAMINE, *paths], 3)
        check = median([*FOLIO, "check", str(many), "-q"], 3)
        compare("folio check", check, "bare python-calamine, no checking, one process", calamine)
        few = paths[:20]
        pandas = median([sys.executable, "-c", PANDAS, *few], 1) / len(few) * COPIES
        compare("folio check", check, "pandas with openpyxl (from 20 workbooks)", pandas)

        say(f"a report on {COPIES} workbooks")
        report = median(
            [*FOLIO, "report", str(many), "--out", str(work / "r"), "--format", "html,xlsx,md", "--force"], 3
        )
        compare("folio report, three formats", report, "folio check", check)

        say(f"{COPIES} new workbooks")
        stamped = median([*FOLIO, "new", str(work / "new"), "--roster", str(roster), "--force", "-q"], 3)
        built = median([sys.executable, "-c", ONE_BY_ONE, str(roster), str(alone)], 1)
        compare("folio new --roster", stamped, "building each workbook alone", built)

        say("the sample class")
        for command in (["check", str(CLASS), "-q"], ["report", str(CLASS), "--out", str(work / "s"), "--force", "-q"]):
            print(f"  folio {command[0]}: {median([*FOLIO, *command], 3):.2f} s")


def median(command: Sequence[str], runs: int) -> float:
    """The median of whole-process times in seconds, after one run to warm up."""
    times = []
    for i in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if i or runs == 1:
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def compare(what: str, seconds: float, baseline: str, baseline_seconds: float) -> None:
    """Print one figure as a ratio against its baseline."""
    ratio = seconds / baseline_seconds
    print(f"  {what}: {seconds:.2f} s = {ratio:.2f} x {baseline} ({baseline_seconds:.2f} s)")


def say(what: str) -> None:
    """Print a heading."""
    print(what)


if __name__ == "__main__":
    main()
