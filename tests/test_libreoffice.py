"""A real LibreOffice opens what folio makes, works out its formulas, types into it, and saves it for folio to read."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from folio.intake.reader import read_content
from folio.workbook.build import build_workbook
from tests.apps import need_libreoffice
from tests.workbooks import ANA, CLEAN, CREATED, kit, make, read, without_prefilled

pytestmark = pytest.mark.xdist_group("libreoffice")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "samples"))

import make as sample_maker  # noqa: E402 - it stands beside the samples, not in a package


def stored_values(workbook: bytes) -> dict[tuple[str, str], Any]:
    """The stored value of every formula cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        formulas, values = load_workbook(BytesIO(workbook)), load_workbook(BytesIO(workbook), data_only=True)
    return {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def number(value: Any) -> Any:
    """A value as LibreOffice shows it: dates as serial numbers, an empty text for nothing."""
    if value is None:
        return ""
    if hasattr(value, "year"):
        return float((date(value.year, value.month, value.day) - date(1899, 12, 30)).days)
    return float(value) if isinstance(value, int | float) else value


@pytest.mark.parametrize("template", ["complete", "essentials"])
@pytest.mark.parametrize("filled", [False, True], ids=["new", "filled"])
def test_libreoffice_works_out_what_is_stored(template: str, filled: bool, tmp_path: Path) -> None:
    need_libreoffice()
    content = None
    if filled:
        story = next(
            s
            for p in sorted(sample_maker.STORY.glob("0*.toml"))
            if (s := sample_maker.read_toml(p))["template"] == template
        )
        content = sample_maker.content_of(story, kit(template))
    # LibreOffice's TODAY() is the machine's day.
    workbook = build_workbook(
        kit(template), ANA, workbook_id="test", content=content, today=datetime.now(UTC).date(), created=CREATED
    )
    (tmp_path / "a.xlsx").write_bytes(workbook)
    sample_maker.run_robot(
        [{"open": str(tmp_path / "a.xlsx"), "recalculate": True, "dump": str(tmp_path / "dump.json")}]
    )
    shown = json.loads((tmp_path / "dump.json").read_text(encoding="utf-8"))
    stored = stored_values(workbook)
    assert len(stored) > (60 if template == "essentials" else 100)
    differing = {
        place: (number(value), shown[place[0]].get(place[1], ""))
        for place, value in stored.items()
        if shown[place[0]].get(place[1], "") != pytest.approx(number(value))
    }
    assert differing == {}
    assert [cell for cells in shown.values() for cell in cells.values() if isinstance(cell, dict)] == []


@pytest.mark.parametrize("style", ["xlsx", "ods", "xls"])
def test_what_is_typed_in_libreoffice_is_read(style: str, tmp_path: Path) -> None:
    need_libreoffice()
    (tmp_path / "a.xlsx").write_bytes(make())
    content = {k: CLEAN[k] for k in ("contacts", "interviews", "leads")}
    steps = [
        {"do": "type", "sheet": key, "row": i, "column": column, "value": value}
        for key, rows in content.items() for i, row in enumerate(rows) for column, value in row.items()
    ]  # fmt: skip
    target = tmp_path / f"b.{style}"
    sample_maker.run_robot(
        [{"open": str(tmp_path / "a.xlsx"), "steps": steps, "save": [{"path": str(target), "format": style}]}]
    )
    reading = read(target.read_bytes())
    assert [p.code for p in reading.problems] == (["format-limits"] if style == "xls" else [])
    assert without_prefilled(reading) == content
    assert reading.extra == ()
    assert reading.notes == ()
    assert reading.workbook_id == "test"


EDITS: dict[str, list[dict[str, Any]]] = {
    "renamed": [{"do": "rename_sheet", "sheet": "contacts", "to": "My people"}],
    "moved": [{"do": "move_sheet", "sheet": "contacts", "to": 7}],
    "column inserted": [
        {
            "do": "insert_column",
            "sheet": "contacts",
            "before": "job_title",
            "header": "How",
            "values": ["fair"],
        }
    ],
    "columns exchanged": [{"do": "swap_columns", "sheet": "contacts", "a": "email", "b": "phone"}],
    "rows above": [{"do": "insert_rows_above", "sheet": "contacts", "count": 3}],
    "sorted": [{"do": "sort", "sheet": "contacts", "by": "name", "descending": True}],
    "column hidden": [{"do": "hide_column", "sheet": "contacts", "column": "email"}],
    "lists deleted": [{"do": "delete_sheet", "title": "Lists"}],
    "far below": [{"do": "type_below", "sheet": "leads", "offset": 70, "values": {"lead": "Night tour"}}],
}


def test_edits_in_libreoffice_lose_nothing(tmp_path: Path) -> None:
    need_libreoffice()
    (tmp_path / "a.xlsx").write_bytes(make(CLEAN))
    jobs = [
        {"open": str(tmp_path / "a.xlsx"), "steps": steps,
         "save": [{"path": str(tmp_path / f"{i}.{style}"), "format": style} for style in ("xlsx", "ods", "xls")]}
        for i, steps in enumerate(EDITS.values())
    ]  # fmt: skip
    sample_maker.run_robot(jobs)
    want = without_prefilled(read(make(CLEAN)))
    for i, name in enumerate(EDITS):
        for style in ("xlsx", "ods", "xls"):
            reading = read_content(name, (tmp_path / f"{i}.{style}").read_bytes())
            got = without_prefilled(reading)
            if name == "far below":
                assert got["leads"].pop() == {"lead": "Night tour"}
            if name == "sorted":
                got["contacts"].reverse()
            assert (name, style, got) == (name, style, want)
            assert [(name, style, p.code) for p in reading.problems if p.code != "format-limits"] == []
            assert (name, style, len(reading.extra)) == (name, style, 2 if name == "column inserted" else 0)


def test_libreoffice_opens_the_report(folio: Callable[..., Any], tmp_path: Path) -> None:
    need_libreoffice()
    folio(
        "report",
        str(ROOT / "samples" / "riverside"),
        "--out",
        "r",
        "--format",
        "xlsx",
        "--today",
        "2026-11-20",
    )
    sample_maker.run_robot(
        [
            {
                "open": str(tmp_path / "r" / "report.xlsx"),
                "recalculate": True,
                "dump": str(tmp_path / "dump.json"),
            }
        ]
    )
    shown = json.loads((tmp_path / "dump.json").read_text(encoding="utf-8"))
    texts = {str(v) for cells in shown.values() for v in cells.values()}
    assert {"Ana Lopez", "Linh Nguyễn", "Nursing"} <= texts
    assert [v for cells in shown.values() for v in cells.values() if isinstance(v, dict)] == []
