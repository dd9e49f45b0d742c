"""The sample class: exactly the planted mistakes are found, and LibreOffice's files read like the originals."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from folio.basics.cell_references import parse_address
from folio.intake.formats.read_cells import read_cells
from folio.intake.model import Reading
from folio.intake.one_workbook import read_content
from tests.workbooks import TODAY, without_prefilled

ROOT = Path(__file__).resolve().parent.parent
SAMPLES, CLASS = ROOT / "samples", ROOT / "samples" / "riverside"
sys.path.insert(0, str(SAMPLES))

import make as sample_maker  # noqa: E402 - it stands beside the samples, not in a package

ABOUT = sample_maker.read_toml(sample_maker.STORY / "class.toml")
STORIES = {
    story["file"]: story
    for path in sorted(sample_maker.STORY.glob("[0-9]*.toml"))
    if (story := sample_maker.read_toml(path))["state"] == "handed in"
}


@cache
def handed_in(file: str) -> Reading:
    """What is read of a workbook of the class."""
    return read_content(file, (CLASS / file).read_bytes())


def expected() -> list[dict[str, str]]:
    with (SAMPLES / "expected-problems.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_check_names_exactly_the_planted_mistakes(folio: Callable[..., Any]) -> None:
    result = folio("check", str(CLASS), "--today", str(TODAY), "--format", "json")
    data = json.loads(result.out)
    named = [
        {"file": Path(w["path"]).name, "sheet": p["sheet"] or "", "cell": p["cell"] or "", "code": p["code"],
         "value": "" if p["value"] is None else str(p["value"])}
        for w in data["workbooks"] for p in w["problems"]
    ]  # fmt: skip
    assert sorted(named, key=str) == sorted(expected(), key=str)
    assert data["summary"] == {"workbooks": 11, "ok": 5, "problems": 5, "unreadable": 1}
    assert result.code == 3


def test_the_expected_cells_hold_what_was_planted() -> None:
    """The list of expected mistakes is checked against the raw cells, without folio's locating and typing."""
    rows = [row for row in expected() if row["cell"]]
    books = {file: read_cells((CLASS / file).read_bytes()) for file in {row["file"] for row in rows}}
    checked = 0
    for row in rows:
        book = books[row["file"]]
        grid = book.grid(row["sheet"])
        assert grid is not None
        raw = grid.cells.get(parse_address(row["cell"]), "")
        assert str(int(raw) if isinstance(raw, float) else raw) == row["value"]
        checked += 1
    assert checked == 44


def test_every_planted_mistake_of_the_stories_is_expected() -> None:
    planted = [(file, m["code"]) for file, story in STORIES.items() for m in story.get("mistakes", [])]
    listed = [(r["file"], r["code"]) for r in expected() if r["code"] != "damaged"]
    # Rewording a heading is no mistake; folio says all the same how it read it.
    assert sorted([*planted, ("Kowalczyk Tomasz.ods", "heading-changed")]) == sorted(listed)


@pytest.mark.parametrize("file", sorted(STORIES))
def test_a_handed_in_workbook_reads_like_the_original(file: str) -> None:
    """What was typed before LibreOffice edited and saved the file is all there, and the edits are too."""
    story = STORIES[file]
    original = read_content(file, sample_maker.filled_workbook(story, ABOUT))
    came_back = handed_in(file)
    assert came_back.student == original.student
    assert came_back.workbook_id == original.workbook_id
    want, got = without_prefilled(original), without_prefilled(came_back)
    for edit in story.get("edits", []):
        if edit["do"] == "type_below":
            want[edit["sheet"]].append(dict(edit["values"]))
        elif edit["do"] == "type":
            label = original.template.sheet(edit["sheet"]).label if original.template else None
            (row,) = [r for r in want[edit["sheet"]] if r[label or ""] == edit["row_label"]]
            row[edit["column"]] = edit["value"]
    for key in want.keys() | got.keys():
        assert sorted(map(str, map(sorted_items, want[key]))) == sorted(map(str, map(sorted_items, got[key])))


def sorted_items(row: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(row.items())


def test_own_cells_of_the_edits_are_kept() -> None:
    kept = 0
    for file, story in STORIES.items():
        values = [
            str(v)
            for e in story.get("edits", [])
            for v in [*e.get("values", []), *e.get("cells", {}).values()]
            if isinstance(e.get("values", []), list)
        ]
        extra = [str(e.value) for e in handed_in(file).extra]
        for value in filter(None, values):
            assert value in extra
            kept += 1
    assert kept >= 15


def test_private_remarks_reach_no_output(folio: Callable[..., Any], tmp_path: Path) -> None:
    canary = b"PRIVATE-CANARY"
    assert any(canary.decode() in str(r.values) for f in STORIES for t in handed_in(f).tables.values() for r in t.rows)
    for command in (
        ("check", str(CLASS)), ("export", str(CLASS)), ("export", str(CLASS), "--format", "csv", "--out", "csv"),
        ("report", str(CLASS), "--out", "report", "--format", "html,xlsx,md"), ("letters", str(CLASS), "--out", "letters"),
    ):  # fmt: skip
        result = folio(*command)
        assert result.code in (0, 3)
        assert canary.decode() not in result.out + result.err
    written = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert len(written) > 40
    assert [p for p in written if canary in everything_in(p)] == []
    given = folio("export", str(CLASS), "--private").out
    assert given.count(canary.decode()) == 3


def everything_in(path: Path) -> bytes:
    import zipfile

    content = path.read_bytes()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(path) as package:
            return b"".join(package.read(n) for n in package.namelist())
    return content
