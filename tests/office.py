"""What a spreadsheet program shows beside what folio stored, and how a person types a term into a workbook."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from lxml import etree

from folio.intake.model import Row
from folio.template.schema import Sheet, Template
from folio.workbook.layout import form_layout

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "samples"))

# It stands beside the samples, not in a package.
import make as sample_maker  # noqa: E402

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Place = tuple[str, str]
Rows = Sequence[Mapping[str, Any]]
OFFICES = 3


@dataclass(frozen=True, slots=True)
class LibreOffice:
    """Does jobs in one of a few offices that all workers of a run share; each is started once and ends with the run."""

    folder: Path

    def __call__(self, jobs: list[dict[str, Any]]) -> None:
        """Do the jobs one after the other; ``samples/libreoffice.py`` says what they can be."""
        with self._free() as office, socket.socket(socket.AF_UNIX) as line:
            if not office.exists():
                office.write_text(self._started(), encoding="utf-8")
            line.connect(office.read_text(encoding="utf-8"))
            with line.makefile("rw", encoding="utf-8") as stream:
                stream.write(sample_maker.orders(jobs) + "\n")
                stream.flush()
                answer = json.loads(stream.readline() or '{"error": "LibreOffice has ended"}')
        assert "error" not in answer, answer["error"]

    @contextmanager
    def _free(self) -> Iterator[Path]:
        """The file with the address of an office that is not at work; no other worker gets it meanwhile."""
        while True:
            for number in range(OFFICES):
                office = self.folder / f"office-{number}"
                with office.with_suffix(".lock").open("w") as lock:
                    try:
                        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        continue
                    yield office
                    return
            sleep(0.1)

    @staticmethod
    def _started() -> str:
        """The address of a new office, which ends when this run of the tests does."""
        owner = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
        started = subprocess.run(
            [sample_maker.SYSTEM_PYTHON, str(sample_maker.ROBOT), "--serve", str(owner)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True, cwd="/",
            env={**os.environ, "TZ": "UTC"}, start_new_session=True,
        )  # fmt: skip
        return started.stdout.strip()


def stored_values(workbook: bytes) -> dict[Place, float | str]:
    """The stored value of every formula cell by (sheet, address): days as serial numbers, nothing as an empty text."""
    found: dict[Place, float | str] = {}
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"))
        related = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        parts = {r.get("Id"): r.get("Target") for r in related}
        for sheet in book.iter(f"{_MAIN}sheet"):
            part = etree.fromstring(package.read(f"xl/{parts[sheet.get(_RELATED)]}"))
            for cell in part.iter(f"{_MAIN}c"):
                if cell.find(f"{_MAIN}f") is not None:
                    value = cell.findtext(f"{_MAIN}v") or ""
                    is_text = cell.get("t") == "str" or not value
                    found[str(sheet.get("name")), str(cell.get("r"))] = value if is_text else float(value)
    return found


def shown(dump: Path) -> dict[Place, Any]:
    """What the robot saw in every filled cell, by (sheet, address)."""
    values = json.loads(dump.read_text(encoding="utf-8"))["values"]
    return {(sheet, cell): value for sheet, cells in values.items() for cell, value in cells.items()}


def errors(cells: Mapping[Place, Any]) -> dict[Place, Any]:
    """The cells that show an error."""
    return {place: value for place, value in cells.items() if isinstance(value, dict)}


def differing(expected: Mapping[Place, float | str], cells: Mapping[Place, Any]) -> dict[Place, tuple[Any, Any]]:
    """The expected cells that show something else: (expected, shown)."""
    return {
        place: (value, cells.get(place, ""))
        for place, value in expected.items()
        if cells.get(place, "") != (value if isinstance(value, str) else pytest.approx(value, rel=1e-9, abs=1e-9))
    }


def keys(value: object) -> str:
    """What a person types for a value."""
    match value:
        case bool():
            return "Yes" if value else "No"
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
    return str(value)


def as_typed(row: Row) -> dict[str, Any]:
    """A row with its texts in the person's own spelling, without what folio proposes in it."""
    values = {k: row.as_typed.get(k, v) if isinstance(v, str) else v for k, v in row.values.items()}
    return {k: v for k, v in values.items() if v is not None and k not in row.proposed}


def typing(content: Mapping[str, Rows], template: Template, row: Mapping[str, int]) -> list[dict[str, Any]]:
    """The robot's steps that type the content cell by cell; ``row`` tells where a sheet's first row goes, else 0."""
    return [
        {
            "do": "key_in", "sheet": sheet.key, "form": sheet.layout == "form", "row": row.get(sheet.key, 0),
            "rows": [{key: keys(value) for key, value in cells.items()} for cells in content[sheet.key]],
        }
        for sheet in template.sheets
        if sheet.key in content
    ]  # fmt: skip


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of a run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], None]) -> Path:
    """A folder that ``fill`` filled once for all workers of a run: the first does it, the others wait for it."""
    folder = shared_folder(tmp_path_factory) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            fill(folder)
            (folder / "done").touch()
    return folder


def grid(cells: Mapping[Place, Any], key: str) -> list[dict[str, Any]]:
    """The rows of a table as shown, by the hidden keys above it, down to the last in which anything shows."""
    found = [(p, str(v).partition(".")[2]) for p, v in cells.items() if str(v).startswith(f"folio:{key}.")]
    columns = {column: re.sub(r"\d+$", "", cell) for (_, cell), column in found}
    (title, corner), _ = found[0]
    first = int(re.sub(r"^[A-Z]+", "", corner)) + 2
    last = max(int(re.sub(r"^[A-Z]+", "", cell)) for sheet, cell in cells if sheet == title)
    rows = [
        {column: cells.get((title, f"{letter}{row}"), "") for column, letter in columns.items()}
        for row in range(first, last + 1)
    ]
    while rows and not any(v not in ("", 0.0) for v in rows[-1].values()):
        rows.pop()
    return rows


def line(cells: Mapping[Place, Any], path: str) -> Any:
    """What a form's line ``sheet.key`` shows."""
    (title, cell) = next(p for p, v in cells.items() if v == f"folio:{path}")
    return cells.get((title, f"C{cell[1:]}"), "")


def listing(cells: Mapping[Place, Any], sheet: Sheet, section: str) -> list[tuple[Any, str, str]]:
    """The lines that a list on a form shows: (day or name, what, where)."""
    top = form_layout(sheet).sections[section] + 2
    room = next(s.room for s in sheet.sections if s.key == section)
    lines = [tuple(cells.get((sheet.title, f"{c}{top + i}"), "") for c in "BCD") for i in range(room)]
    return [(first, str(what), str(where)) for first, what, where in lines if what]


def serial(day: date) -> float:
    """A day as spreadsheets count it."""
    return float((day - date(1899, 12, 30)).days)
