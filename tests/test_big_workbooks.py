"""Workbooks that are full to the last row: LibreOffice computes in them what folio does, and saves what was typed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from folio.workbook.build import build_workbook
from tests import office
from tests.big import big_term
from tests.workbooks import ANA, CREATED, kit, read

# LibreOffice takes a minute for every table of the complete template with 500 rows, which is thirty years of interviews.
ROWS = {"complete": 60, "essentials": 500}


def fill(folder: Path, libreoffice: office.LibreOffice) -> None:
    jobs = []
    for template, rows in ROWS.items():
        path = folder / f"{template}.xlsx"
        content = big_term(kit(template).template, rows)
        today = date.today()  # noqa: DTZ011
        path.write_bytes(
            build_workbook(
                kit(template), ANA, workbook_id="test", content=content, today=today, created=CREATED
            ).content
        )
        saved = str(folder / f"{template}-saved.ods")
        jobs.append({
            "open": str(path), "recalculate": True, "dump": f"{path}.json", "save": [{"path": saved, "format": "ods"}],
        })  # fmt: skip
    libreoffice(jobs)


@pytest.mark.parametrize("template", sorted(ROWS))
def test_a_full_workbook_is_computed_and_read(
    template: str, libreoffice: office.LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = office.made_once(tmp_path_factory, "full", lambda folder: fill(folder, libreoffice))
    cells = office.shown(folder / f"{template}.xlsx.json")
    expected = office.stored_values((folder / f"{template}.xlsx").read_bytes())
    assert sum(v not in ("", 0.0) for v in expected.values()) > 600
    assert office.differing(expected, cells) == {}
    assert office.errors(cells) == {}
    reading = read((folder / f"{template}-saved.ods").read_bytes())
    content = big_term(kit(template).template, ROWS[template])
    assert {key: [office.as_typed(row) for row in reading.tables[key].typed_rows] for key in content} == content
    assert reading.extra == ()
