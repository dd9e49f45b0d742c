"""Let LibreOffice do every edit of ``edits.py`` in every format, judge what folio then reads, and write docs/edits.md.

Run it with ``make edits``; it needs LibreOffice with its Python module (Debian: libreoffice-calc-nogui python3-uno).
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from edits import EDITS, Edit
from edits_expected import Expected, Row, typed
from edits_judge import Judge, load
from edits_typed import CONTENT, LINES
from make import run_robot

from folio.intake.model import Reading
from folio.intake.one_workbook import read_content
from folio.intake.rules.check_rules import check_rules
from folio.template.loading import load_kit
from folio.workbook.build import build_workbook, listed_rows, prefilled_rows
from folio.workbook.embedded_description import Owner

PAGE = Path(__file__).resolve().parent.parent / "docs" / "edits.md"
TEMPLATE = "essentials"
FORMATS = ("xlsx", "ods", "xls")
TODAY = date(2026, 11, 20)
HANDED_OUT = datetime(2026, 8, 31, 8, 0, tzinfo=UTC)
OWNER = Owner("Ana Lopez", "R1001", "ana@students.example.org", "Period 4", "Ms. Okafor", TODAY, ("Nursing",))
OFFICES = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one edit in one format: what is wrong, how much was looked for, what folio says."""

    edit: str
    style: str
    faults: tuple[str, ...]
    cells: int
    told: int
    codes: tuple[str, ...]


def main() -> int:
    """Do all edits, write the page, and say what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        do_edits(Path(folder))
        verdicts = judge_edits(Path(folder))
        version = json.loads(Path(folder, "version.json").read_text(encoding="utf-8"))
    PAGE.write_text(page(verdicts, version), encoding="utf-8")
    for verdict in verdicts:
        for fault in verdict.faults:
            print(f"{verdict.edit}, .{verdict.style}: {fault}")
    print(PAGE.name)
    return 1 if any(v.faults for v in verdicts) else 0


def do_edits(folder: Path, run: Callable[[list[dict[str, Any]]], None] = run_robot) -> None:
    """Have LibreOffice fill in the workbook, save it in each format, and do each edit on each."""
    kit = load_kit(TEMPLATE)
    workbook = build_workbook(kit, OWNER, workbook_id="edits", today=TODAY, created=HANDED_OUT).content
    new = folder / "new.xlsx"
    new.write_bytes(workbook)
    typing: list[dict[str, Any]] = [
        {"do": "type", "sheet": sheet, "row": i, "column": column, "value": typed(value)}
        for sheet, rows in CONTENT.items() for i, row in enumerate(rows) for column, value in row.items()
        if typed(value) is not None
    ]  # fmt: skip
    typing += [{"do": "type", "sheet": "start", "line": line, "value": typed(value)} for line, value in LINES.items()]
    about = {"dump": str(folder / "new.json"), "version": str(folder / "version.json")}
    filled = [{"path": str(folder / f"filled.{style}"), "format": style} for style in FORMATS]
    run([{"open": str(new), **about}, {"open": str(new), "steps": typing, "save": filled}])

    def do_some(office: int) -> None:
        jobs: list[dict[str, Any]] = []
        for style in FORMATS:
            # Two offices do not open the same file.
            own = shutil.copy(folder / f"filled.{style}", folder / f"filled-{office}.{style}")
            for i, edit in list(enumerate(EDITS))[office::OFFICES]:
                target = str(folder / f"{i}.{style}")
                save = [{"path": target, "format": style}]
                jobs.append({"open": str(own), "steps": edit.steps, "dump": f"{target}.json", "save": save})
        run(jobs)

    with ThreadPoolExecutor(OFFICES) as pool:
        list(pool.map(do_some, range(OFFICES)))


def judge_edits(folder: Path) -> list[Verdict]:
    """Judge what folio reads of each edit in each format."""
    places = [(i, style) for i in range(len(EDITS)) for style in FORMATS]
    files = [f"{i}.{style}" for i, style in places]
    readings = check_rules([read_content(name, (folder / name).read_bytes()) for name in files], TODAY)
    verdicts = []
    for (i, style), reading in zip(places, readings, strict=True):
        judge = judge_of(folder, i, style)(reading)
        rows = [row for rows in judge.want.rows.values() for row in rows]
        cells = sum(typed(v) is not None for row in rows for v in row.values()) + len(judge.want.extra)
        told = [code for code, *_ in judge.want.problems() if code != "format-limits"]
        codes = sorted(p.code for p in reading.problems)
        verdicts.append(Verdict(EDITS[i].name, style, tuple(judge.faults()), cells, len(told), tuple(codes)))
    return verdicts


def judge_of(folder: Path, number: int, style: str) -> Callable[[Reading], Judge]:
    """The judge of one edit in one format: it takes what folio reads."""
    handed_out, now = load(folder / "new.json"), load(folder / f"{number}.{style}.json")
    # Not every formula comes back from every format as it was written.
    known = handed_out.shapes | load(folder / f"0.{style}.json").shapes
    want = expected(EDITS[number], style)
    return lambda reading: Judge(want, reading, now, handed_out, known, style != "xls")


def expected(edit: Edit, style: str) -> Expected:
    """What must be read after an edit."""
    kit = load_kit(TEMPLATE)
    plan: list[Row] = [dict(row) for row in prefilled_rows(kit, OWNER.fields[0])["questions"]]
    rows = deepcopy(CONTENT)
    for key, listed in listed_rows(kit.template).items():
        rows[key] = [one | row for one, row in zip(listed, rows.get(key, []), strict=False)]
    both = [((plan[i] if i < len(plan) else {}) | row, row) for i, row in enumerate(rows["questions"])]
    rows["questions"] = [whole for whole, touched in both if touched]
    rows["start"] = [OWNER.start_row() | LINES]
    untouched = {"questions": [whole for whole, touched in both if not touched]}
    want = Expected({s.key: s.title for s in kit.template.sheets}, rows, untouched)
    edit.expect(want)
    if style == "xls":
        want.tell("format-limits")
    return want


def page(verdicts: Sequence[Verdict], version: str) -> str:
    """The page of the docs that shows what became of every edit."""
    usual = Counter([*verdicts[0].codes, "format-limits"])
    lines = []
    for edit in EDITS:
        own = {v.style: v for v in verdicts if v.edit == edit.name}
        says: Counter[str] = Counter()
        for verdict in own.values():
            says |= Counter(verdict.codes) - usual
        links = [f"[{code}](problems.md#{code})" + (f" {n} times" if n > 1 else "") for code, n in sorted(says.items())]
        lines.append(f"| {edit.name} | {' | '.join(_cell(own[style]) for style in FORMATS)} | {', '.join(links)} |")
    first = verdicts[0]
    wrong = sum(bool(v.faults) for v in verdicts)
    outcome = f"**{wrong} of them are not read right.**" if wrong else "None of them loses or misplaces a typed cell."
    head = _HEAD.format(
        version=version, edits=len(EDITS), files=len(verdicts), cells=first.cells, told=first.told, outcome=outcome
    )
    return head + "\n".join(lines) + "\n"


def _cell(verdict: Verdict) -> str:
    if verdict.faults:
        return f"**{len(verdict.faults)} wrong**"
    return f"all {verdict.cells} cells, {verdict.told} problems"


_HEAD = """\
# Edits

What people do to a workbook before they hand it in, and what folio then reads. {version} made each of these {edits}
edits in each of three formats, {files} files in all. {outcome}

    make edits

does it all again and writes this page. The tests do the same, and fail if a line below is no longer true.

How it works: LibreOffice types {cells} cells into the workbook `essentials`, {told} mistakes among them, and saves it
as `.xlsx`, `.ods` and `.xls`. For each edit, it opens such a file, does what a person would do by hand, notes what
every cell then shows, and saves the file. folio reads it, and the result is compared with what was typed and what
LibreOffice shows:

- folio reads each typed value once, in its row and column, at the address where LibreOffice shows it. A value that
  belongs to no table is among the extra cells, with that address.
- Every other cell is one that folio wrote itself.
- folio reports each mistake at the right cell, under the sheet's current name. It reports nothing else, except what the
  last column lists. `.xls` files also get [format-limits](problems.md#format-limits).

"All {cells} cells, {told} problems" means that this many cells were looked for and found, and this many problems were
reported, each at its cell. The numbers vary, since an edit may add cells and mistakes or take some away.

| edit | .xlsx | .ods | .xls | what folio says besides |
|---|---|---|---|---|
"""


if __name__ == "__main__":
    sys.exit(main())
