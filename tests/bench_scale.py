"""A district's workbooks, by all that this machine can do, and on clusters of one, two and four workers.

``make bench-scale`` stamps and fills the workbooks first. It takes an hour for 10,000 on two cores, and 2 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from folio.template.loading import load_kit
from folio.workbook.build import build_workbook
from folio.workbook.class_copies import WORKBOOK_ID, marked, stamped
from folio.workbook.embedded_description import Owner
from tests.bench_runs import Cost, Folio, Peaks, run_with_peaks

# Where it stands, bench_runs knows.
import make as sample_maker  # isort: skip

WORKERS = (1, 2, 4)
# Of a class, and of the classes of a school.
STUDENTS, CLASSES = 30, 50


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took."""

    cost: Cost
    peaks: Peaks


def main() -> None:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int, help="how many workbooks")
    parser.add_argument("--only", action="append", help="only what begins so; can be repeated")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        began = time.perf_counter()
        size = fill(work / "district", work / "roster.csv", asked.number)
        spent = time.perf_counter() - began
        print(
            f"{os.cpu_count()} cores; {asked.number:,} workbooks of {size / asked.number / 1024:.0f} KiB; single runs\n"
        )
        print(f"filled and stamped in {spent:.0f} s", file=sys.stderr)
        print("| what | time | each | processor time | memory, main | largest worker | efficiency |")
        print("|---|---|---|---|---|---|---|", flush=True)
        measure(work, asked.number, tuple(asked.only or [""]))


def fill(folder: Path, roster: Path, number: int) -> int:
    """Make so many workbooks, each student's own, filled in as those of the sample class; return their bytes."""
    folder.mkdir()
    listed = ["student_id,name,email,class"]
    about = sample_maker.read_toml(sample_maker.STORY / "class.toml")
    stories = [sample_maker.read_toml(file) for file in sorted(sample_maker.STORY.glob("[0-9]*.toml"))]
    masters = [master(story, about) for story in stories if story["state"] not in ("missing", "broken")]
    total = 0
    for i, content in enumerate(islice(cycle(masters), number)):
        school, place = divmod(i // STUDENTS, CLASSES)
        owner = Owner(f"Student {i:06}", f"D{i:06}", f"s{i}@example.org", f"School {school + 1}, class {place + 1}")
        target = folder / f"{school + 1:03}" / f"{place + 1:02}" / f"{owner.student_id}.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        listed.append(f'{owner.student_id},{owner.name},{owner.email},"{owner.class_}"')
        total += target.write_bytes(stamped(content, owner, f"district-{i}"))
    roster.write_text("\n".join(listed), encoding="utf-8")
    return total


def master(story: sample_maker.Story, about: sample_maker.Story) -> bytes:
    """A student's workbook with marks in place of what is each one's own."""
    kit = load_kit(story["template"])
    return build_workbook(
        kit, marked(sample_maker.owner_of(story, about)), workbook_id=WORKBOOK_ID,
        content=sample_maker.content_of(story, kit), today=about["today"], created=sample_maker.HANDED_OUT,
    ).content  # fmt: skip


def measure(work: Path, number: int, only: tuple[str, ...]) -> None:
    """Print a line for each command."""
    folio, folder, needs = Folio("now"), work / "district", work / "needs.toml"
    needs.write_bytes((sample_maker.HERE.parent / "workbook_templates/requirements.toml").read_bytes())
    day = ("--today", "2026-11-20")
    alone = {
        "check": ("check", folder, "--format", "json", *day),
        "export as JSON": ("export", folder),
        "export as CSV": ("export", folder, "--format", "csv", "--out", work / "tables"),
        "export as Parquet": ("export", folder, "--format", "parquet", "--out", work / "data"),
        "collect": ("collect", folder, "--roster", work / "roster.csv", "--out", work / "collected", *day),
        "grade": ("grade", folder, "--requirements", needs, "--out", work / "grades", *day),
        "report": ("report", folder, "--out", work / "report", *day),
        "figures for the school": ("report", folder, "--audience", "school", "--out", work / "figures", *day),
    }
    for what, words in alone.items():
        if what.startswith(only):
            line(what, number, Run(*run_with_peaks(folio(*words, "-q"), work)))
    first = 0.0
    for count in WORKERS:
        if "cluster".startswith(only):
            with cluster(work, count) as address:
                taken = Run(*run_with_peaks(folio(*alone["check"], "-q", "--cluster", address), work))
            first = first or taken.cost.wall
            line(f"check, cluster of {count}", number, taken, f"{first / taken.cost.wall / count:.0%}")


def line(what: str, number: int, run: Run, efficiency: str = "") -> None:
    """Print a line of the table; what a cluster takes isn't in it, but for the time on the clock."""
    each, worker = run.cost.wall / number * 1000, "" if efficiency else f"{run.peaks.worker:.0f} MiB"
    cells = [f"{run.cost.wall:.0f} s", f"{each:.0f} ms", f"{run.cost.cpu:.0f} s", f"{run.peaks.own:.0f} MiB", worker]
    cells.append(efficiency)
    print(f"| {what} | {' | '.join(cells)} |", flush=True)


@contextmanager
def cluster(work: Path, workers: int) -> Iterator[str]:
    """A scheduler with so many workers of one thread each; yields its address."""
    told = work / f"scheduler-{workers}.json"
    running = [dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))]
    try:
        while not told.exists():
            time.sleep(0.1)
        address: str = json.loads(told.read_text())["address"]
        running += [dask("worker", address, "--nthreads", "1", "--local-directory", str(work)) for _ in range(workers)]
        time.sleep(5)  # until all workers are there
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


def dask(*words: str) -> subprocess.Popen[bytes]:
    """Start a part of a cluster."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:], "--no-dashboard"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
