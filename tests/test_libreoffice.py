"""A real LibreOffice opens what folio makes, works out its formulas, types into it, and saves it for folio to read."""

from __future__ import annotations

import html
import json
import pickle
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from folio.intake.model import Extra, Reading, Row
from folio.workbook.build import build_workbook, listed_rows
from tests.conftest import Folio, open_book
from tests.office import LibreOffice, differing, errors, made_once, shown, stored_values
from tests.workbooks import ANA, CLEAN, CREATED, kit, make, read, without_prefilled

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "samples"))

# They stand beside the samples, not in a package.
import edits_run  # noqa: E402
import make as sample_maker  # noqa: E402
from edits import EDITS  # noqa: E402

WORKBOOKS = [(template, filled) for template in ("complete", "essentials") for filled in ("new", "filled")]
TYPED = {key: CLEAN[key] for key in ("contacts", "interviews", "leads")}


@pytest.fixture(scope="module")
def opened(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with workbooks as folio makes them, what LibreOffice shows of each, and what was typed into one."""
    return made_once(tmp_path_factory, "opened", lambda folder: open_all(folder, libreoffice))


def open_all(folder: Path, libreoffice: LibreOffice) -> None:
    jobs: list[dict[str, Any]] = []
    for template, filled in WORKBOOKS:
        stories = [sample_maker.read_toml(p) for p in sorted(sample_maker.STORY.glob("0*.toml"))]
        story = next(s for s in stories if s["template"] == template)
        content = sample_maker.content_of(story, kit(template)) if filled == "filled" else None
        # LibreOffice's TODAY() is the machine's day.
        today = datetime.now(UTC).date()
        path = folder / f"{template}-{filled}.xlsx"
        path.write_bytes(
            build_workbook(
                kit(template), ANA, workbook_id="test", content=content, today=today, created=CREATED
            ).content
        )
        jobs.append({"open": str(path), "recalculate": True, "dump": f"{path}.json"})
    (folder / "typed.xlsx").write_bytes(make())
    steps = [
        {"do": "type", "sheet": key, "row": i, "column": column, "value": value}
        for key, rows in TYPED.items() for i, row in enumerate(rows) for column, value in row.items()
    ]  # fmt: skip
    saves = [{"path": str(folder / f"saved.{style}"), "format": style} for style in ("xlsx", "ods", "xls")]
    jobs.append({"open": str(folder / "typed.xlsx"), "steps": steps, "save": saves})
    libreoffice(jobs)


@pytest.mark.parametrize(("template", "filled"), WORKBOOKS)
def test_libreoffice_works_out_what_is_stored(template: str, filled: str, opened: Path) -> None:
    path = opened / f"{template}-{filled}.xlsx"
    stored, cells = stored_values(path.read_bytes()), shown(Path(f"{path}.json"))
    assert len(stored) > (60 if template == "essentials" else 100)
    assert differing(stored, cells) == {}
    assert errors(cells) == {}


@pytest.mark.parametrize("style", ["xlsx", "ods", "xls"])
def test_what_is_typed_in_libreoffice_is_read(style: str, opened: Path) -> None:
    reading = read((opened / f"saved.{style}").read_bytes())
    assert [p.code for p in reading.problems] == (["format-limits"] if style == "xls" else [])
    numbers = listed_rows(kit().template)["interviews"]
    numbered = [one | row for one, row in zip(numbers, TYPED["interviews"], strict=False)]
    assert without_prefilled(reading) == TYPED | {"interviews": numbered}
    assert reading.extra == ()
    assert reading.notes == ()
    assert reading.workbook_id == "test"


def test_the_help_of_every_cell_is_still_there(opened: Path) -> None:
    made = prompts(opened / "typed.xlsx")
    assert len(made) > 100
    assert prompts(opened / "saved.xlsx") == made
    with zipfile.ZipFile(opened / "saved.ods") as ods:
        text = html.unescape(re.sub(r"</?text:[^>]*>", "", ods.read("content.xml").decode()))
    assert [prompt for _, _, prompt in made if prompt not in text] == []


def prompts(path: Path) -> set[tuple[str, str, str]]:
    """Where help shows at cells, and what it says."""
    book = open_book(path)
    rules = [(s.title, rule) for s in book.worksheets for rule in s.data_validations.dataValidation]
    return {(title, str(rule.sqref), rule.prompt) for title, rule in rules if rule.prompt}


@pytest.fixture(scope="module")
def edited(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every edit in every format, done by LibreOffice."""
    return made_once(tmp_path_factory, "edits", lambda folder: edits_run.do_edits(folder, libreoffice))


@pytest.fixture(scope="module")
def verdicts(edited: Path, tmp_path_factory: pytest.TempPathFactory) -> list[edits_run.Verdict]:
    def judge(folder: Path) -> None:
        (folder / "verdicts").write_bytes(pickle.dumps(edits_run.judge_edits(edited)))

    kept = made_once(tmp_path_factory, "verdicts", judge) / "verdicts"
    verdicts: list[edits_run.Verdict] = pickle.loads(kept.read_bytes())  # noqa: S301 - written by this run
    return verdicts


@pytest.mark.parametrize("edit", [e.name for e in EDITS])
def test_edits_in_libreoffice_lose_and_misplace_nothing(edit: str, verdicts: list[edits_run.Verdict]) -> None:
    own = [v for v in verdicts if v.edit == edit]
    assert [v.style for v in own] == ["xlsx", "ods", "xls"]
    assert [(v.style, v.faults) for v in own if v.faults] == []
    assert min(v.cells for v in own) > 100


def test_the_page_of_edits_is_what_libreoffice_yields(verdicts: list[edits_run.Verdict]) -> None:
    shown = edits_run.PAGE.read_text(encoding="utf-8")
    version = re.search(r"LibreOffice [\d.]+\d", shown)
    assert version is not None
    assert edits_run.page(verdicts, version[0]) == shown


def lose_an_extra_cell(reading: Reading) -> Reading:
    return replace(reading, extra=reading.extra[1:])


def give_an_extra_cell_elsewhere(reading: Reading) -> Reading:
    first, *others = reading.extra
    return replace(reading, extra=(replace(first, cell="ZZ99"), *others))


def with_row(reading: Reading, change: Callable[[Row], Row]) -> Reading:
    table = reading.tables["contacts"]
    rows = (change(table.rows[0]), *table.rows[1:])
    return replace(reading, tables={**reading.tables, "contacts": replace(table, rows=rows)})


def lose_a_value(reading: Reading) -> Reading:
    return with_row(reading, lambda row: replace(row, values={**row.values, "phone": None}))


def swap_two_values(reading: Reading) -> Reading:
    def swapped(row: Row) -> Row:
        values = {**row.values, "job_title": row.values["organization"], "organization": row.values["job_title"]}
        return replace(row, values=values)

    return with_row(reading, swapped)


def swap_two_places(reading: Reading) -> Reading:
    def swapped(row: Row) -> Row:
        cells = {**row.cells, "job_title": row.cells["organization"], "organization": row.cells["job_title"]}
        return replace(row, cells=cells)

    return with_row(reading, swapped)


def lose_a_row(reading: Reading) -> Reading:
    table = reading.tables["contacts"]
    return replace(reading, tables={**reading.tables, "contacts": replace(table, rows=table.rows[1:])})


def read_a_cell_twice(reading: Reading) -> Reading:
    row = reading.tables["contacts"].rows[0]
    return replace(reading, extra=(*reading.extra, Extra(row.sheet, row.cells["name"], row.values["name"])))


def tell_a_mistake_elsewhere(reading: Reading) -> Reading:
    return replace(reading, problems=tuple(replace(p, cell=p.cell and "A1") for p in reading.problems))


def tell_one_mistake_less(reading: Reading) -> Reading:
    return replace(reading, problems=reading.problems[1:])


@pytest.mark.parametrize("fault", [
    lose_an_extra_cell, give_an_extra_cell_elsewhere, lose_a_value, swap_two_values, swap_two_places, lose_a_row,
    read_a_cell_twice, tell_a_mistake_elsewhere, tell_one_mistake_less,
])  # fmt: skip
def test_the_judge_of_edits_sees_what_is_lost_or_misplaced(fault: Callable[[Reading], Reading], edited: Path) -> None:
    name = "renamed, column inserted, rows above"
    number = [e.name for e in EDITS].index(name)
    content = (edited / f"{number}.ods").read_bytes()
    judge = edits_run.judge_of(edited, number, "ods")
    reading = read(content, today=edits_run.TODAY)
    assert judge(reading).faults() == []
    assert judge(fault(reading)).faults() != []


def test_libreoffice_opens_the_report(folio: Folio, libreoffice: LibreOffice, tmp_path: Path) -> None:
    folio("report", ROOT / "samples" / "riverside", "--out", "r", "--format", "xlsx", "--today", "2026-11-20")
    dump = tmp_path / "dump.json"
    libreoffice([{"open": str(tmp_path / "r" / "report.xlsx"), "recalculate": True, "dump": str(dump)}])
    shown = json.loads(dump.read_text(encoding="utf-8"))["values"]
    texts = {str(v) for cells in shown.values() for v in cells.values()}
    assert {"Lopez, Ana", "Nguyễn, Linh", "Nursing"} <= texts
    assert [v for cells in shown.values() for v in cells.values() if isinstance(v, dict)] == []
