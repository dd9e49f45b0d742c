"""Fixtures that all tests share: folio's command line in this process, and cells found by template key."""

from __future__ import annotations

import os
import shlex
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from folio.app import run
from tests.apps import need_chromium, need_libreoffice
from tests.browser import Browser
from tests.office import LibreOffice, shared_folder
from tests.workbooks import FIRST_ROW, HEADER_ROW, KEY_ROW, LABEL_COLUMN, VALUE_COLUMN

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = ("complete", "essentials")
# 2026-02-27, a Friday, 12:00 UTC.
EPOCH = 1_772_193_600
_KEPT = ("FOLIO_REQUIRE_APPS", "FOLIO_ACCEPT")


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Folio = Callable[..., Result]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what needs LibreOffice come first, in one worker: the others need not wait for it, and have work meanwhile."""
    items.sort(key=lambda item: "libreoffice" not in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a folder and a home of its own, and no settings from outside."""
    home = tmp_path / ".home"
    home.mkdir()
    for name in [n for n in os.environ if n.startswith("FOLIO_") and n not in _KEPT]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folio(capsys: pytest.CaptureFixture[str]) -> Folio:
    """``folio("new", "a.xlsx")`` or ``folio("new a.xlsx")``: run a command in this process."""

    def call(*arguments: str | Path) -> Result:
        words = [str(a) for a in arguments]
        if len(words) == 1 and isinstance(arguments[0], str):
            words = shlex.split(words[0])
        capsys.readouterr()
        code = run(words)
        said = capsys.readouterr()
        return Result(int(code), said.out, said.err)

    return call


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """``libreoffice([job, ...])``: let LibreOffice do what people do to a workbook."""
    need_libreoffice()
    return LibreOffice(shared_folder(tmp_path_factory))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """``browser.open(url)``: a page as Chromium shows it."""
    with Browser(need_chromium(), tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still, and every output is the same from run to run."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))


def open_book(path: Path | str, *, values: bool = False) -> Workbook:
    """Open a workbook with its formulas, or with their stored values."""
    with warnings.catch_warnings():
        # openpyxl says which of Excel's extensions it passes over.
        warnings.simplefilter("ignore")
        return load_workbook(path, data_only=values)


def key_cell(book: Workbook, key: str) -> Cell:
    """Return the hidden cell that carries a template key such as ``contacts.email``."""
    for sheet in book.worksheets:
        found = [c for c in (*sheet[KEY_ROW], *sheet["A"]) if c.value == f"folio:{key}"]
        if found:
            cell = found[0]
            assert isinstance(cell, Cell)
            return cell
    raise AssertionError(f"no cell says folio:{key}")


def is_form(sheet: Worksheet) -> bool:
    """Whether the sheet's keys stand in its hidden first column."""
    return bool(sheet.column_dimensions["A"].hidden)


def head_of(book: Workbook, key: str) -> Cell:
    """Return the heading of a table's column, or the label of a form's line."""
    return _beside(book, key, LABEL_COLUMN, HEADER_ROW)


def cell_of(book: Workbook, key: str, row: int = 0) -> Cell:
    """Return the cell a person fills: a table's column in ``row`` (from 0), or a form's value."""
    return _beside(book, key, VALUE_COLUMN, FIRST_ROW + row)


def _beside(book: Workbook, key: str, form_column: int, table_row: int) -> Cell:
    at = key_cell(book, key)
    sheet = at.parent
    assert isinstance(sheet, Worksheet)
    place = (at.row, form_column) if is_form(sheet) else (table_row, at.column)
    found = sheet.cell(*place)
    assert isinstance(found, Cell)
    return found
