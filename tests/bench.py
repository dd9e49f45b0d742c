"""Speed, as ratios against an older folio and other programs in the same run: ``make bench``; docs/speed.md says more.

Times differ from machine to machine; a ratio says how far folio has come, and how far it is from what the machine allows.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

from docx import Document

from tests.apps import has_libreoffice
from tests.bench_runs import (
    Command,
    Cost,
    Folio,
    copies,
    in_turns,
    is_made_by_folio,
    median,
    medians,
    older_folio,
    run,
    run_with_peaks,
    saved_by_libreoffice,
)  # fmt: skip
from tests.office import stored_values
from tests.workbooks import make

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
# What a counselor who knows Python would write: one letter after the other, in Word only.
DOCXTPL = """
import sys
from docxtpl import DocxTemplate
template, folder, number = sys.argv[1:]
for i in range(int(number)):
    letter = DocxTemplate(template)
    letter.render({
        "my_name": "Ana Lopez", "their_name": f"Person {i}", "organization": "Cedar Hospital", "field": "Nursing",
        "interest": "Choir singing", "source": "Alum", "today": "November 20, 2026", "about_me": "I like people.",
    })
    letter.save(f"{folder}/{i}.docx")
"""
# Letters at least, how many a student of a busy class has to write, and how many one of the sample class at least.
LETTERS, PEOPLE, FEW = 1000, 10, 3
CONTACT = {
    "organization": "Cedar Hospital", "job_title": "Nurse", "field": "Nursing", "email": "person@example.com",
    "interest": "Choir singing", "source": "Alum", "status": "Identified",
}  # fmt: skip
LETTER = (
    "Subject: Could I ask you about your work in {{ field }}?", "{{ my_name }}", "{{ today }}", "{{ their_name }}",
    "{{ organization }}", "Dear {{ their_name }},",
    "{% if source == 'Alum' %}You are an alum of my school, and that is how I found you.{% endif %} {{ about_me }}",
    "I am exploring {{ field }} as a career, and I would like to hear about it from someone who knows it from inside.",
    "I would also love to hear about something you care about: {{ interest }}.",
    "Would you have 20 minutes to talk with me in the next two weeks, in person, by phone, or on a video call?",
    "I would bring a few questions about your work at {{ organization }}. I am writing to learn.",
    "If that works for you, please let me know what time suits you. Thank you for reading this.", "Sincerely,",
    "{{ my_name }}",
)  # fmt: skip


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


def letters(bench: Bench) -> None:
    """A thousand letters as text, for Word and as email, and a loop that makes only those for Word, with docxtpl."""
    own, out, plain = bench.work / "own", bench.work / "letters", bench.work / "plain"
    own.mkdir()
    document = Document()
    for line in LETTER:
        document.add_paragraph(line)
    document.save(str(own / "request.docx"))
    student = bench.work / "student.xlsx"
    student.write_bytes(make({"contacts": [{**CONTACT, "name": f"Person {n}"} for n in range(PEOPLE)]}))
    many = copies([student], LETTERS // PEOPLE, bench.work / "students")
    few = copies(bench.now.workbooks(), LETTERS // FEW, bench.work / "sample students")
    words = ("--out", out, "--today", "2026-11-20", "-q")
    loop = "docxtpl, for Word only"
    commands = {
        f"{PEOPLE} a student": bench.now("letters", many, *words),
        f"{PEOPLE} a student, a counselor's own in Word": bench.now("letters", many, *words, "--letters", own),
        "the sample class": bench.now("letters", few, *words),
        loop: Command(("-c", DOCXTPL, str(own / "request.docx"), str(plain), str(LETTERS))),
    }

    def measure(command: Command, work: Path) -> tuple[Cost, int]:
        for place in (out, plain):
            shutil.rmtree(place, ignore_errors=True)
        plain.mkdir()
        return run(command, work), len([*out.rglob("*.docx"), *plain.iterdir()])

    taken = in_turns(commands, bench.work, bench.runs, measure)
    numbers = {name: runs[0][1] for name, runs in taken.items()}
    assert min(numbers.values()) >= LETTERS, numbers
    costs = {name: median([cost for cost, _ in runs]) for name, runs in taken.items()}
    for name in [name for name in commands if name != loop]:
        for kind, time in (("on the clock", attrgetter("wall")), ("processor time", attrgetter("cpu"))):
            what = f"`letters`, each of {numbers[name]:,} as txt, docx and eml, {name}, {kind}"
            row(what, time(costs[name]) / numbers[name], loop, time(costs[loop]) / numbers[loop])


PARTS = {"reading": reading, "peers": peers, "growth": growth, "new": new, "letters": letters}

if __name__ == "__main__":
    main()
