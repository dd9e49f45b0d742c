"""What folio makes of the sample class, against what was accepted; ``make accept`` takes today's results as golden.

Text is compared to the letter, workbooks by what stands in their cells: the bytes of an .xlsx also depend on the
version of the library that writes it.
"""

from __future__ import annotations

import email
import email.policy
import os
import warnings
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from folio.template.schema import META_SHEET
from tests.office import made_once
from tests.problem_page import problem_page

ROOT = Path(__file__).resolve().parent.parent
MADE = ROOT / "samples" / "made"
ACCEPT = bool(os.environ.get("FOLIO_ACCEPT"))
TODAY = "2026-11-20"


@pytest.fixture
def made(folio: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the class's reports, one student's, and all letters; made for the first test that asks."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    monkeypatch.chdir(ROOT / "samples")
    formats = ("--format", "html,xlsx,md")

    def fill(folder: Path) -> None:
        out, ana = folder / "made", "riverside/Ana Lopez.xlsx"
        assert folio("report", "riverside", "--out", str(out / "class"), *formats, "--today", TODAY).code == 3
        assert folio("report", ana, "--out", str(out / "student"), *formats, "--today", TODAY).code == 0
        assert folio("letters", "riverside", "--out", str(out / "letters"), "--today", TODAY).code == 3

    return made_once(tmp_path_factory, "golden", fill) / "made"


def compare(name: str, content: bytes) -> None:
    golden = MADE / name
    if ACCEPT:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(content)
    assert golden.is_file(), f"{name} has never been accepted; look at it, then: make accept"
    if name.endswith(".xlsx"):
        assert cells(content) == cells(golden.read_bytes())
    else:
        assert content.decode() == golden.read_text(encoding="utf-8")


def made_before() -> list[Path]:
    """The accepted reports and letters; workbooks have a test of their own."""
    return [p for p in MADE.rglob("*") if p.is_file() and p.parent.name != "workbooks"]


def cells(workbook: bytes) -> dict[str, Any]:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_reports_and_letters_are_as_accepted(made: Path) -> None:
    kept = {
        p.relative_to(made).as_posix(): p.read_bytes()
        for p in sorted(made.rglob("*"))
        # A student's page in a class is the student's own report, with a way back.
        if p.is_file()
        and p.suffix in (".html", ".md", ".xlsx", ".txt")
        and p.parent.name != "students"
        # So are the letters on it the student's own, which are here as text.
        and not (p.name == "index.html" and p.parent.parent.name == "letters")
    }
    assert len(kept) > 25
    if ACCEPT:
        for old in [p for p in made_before() if p.relative_to(MADE).as_posix() not in kept]:
            old.unlink()
    for name, content in kept.items():
        compare(name, content)
    assert {p.relative_to(MADE).as_posix() for p in made_before()} == set(kept)


def anatomy(path: Path) -> Iterator[str]:
    """A workbook as text: every cell, formula, rule, name and setting, whatever library wrote it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says which of Excel's extensions it drops
        book = load_workbook(path)
    yield from (f"name {n} = {d.attr_text}" for n, d in sorted(book.defined_names.items()))
    for sheet in book.worksheets:
        if sheet.title == META_SHEET:
            continue  # it carries the template, which is tested on its own
        yield f"== {sheet.title} ({sheet.sheet_state}), frozen at {sheet.freeze_panes}, printed {sheet.print_area}"
        yield from (
            f"rule {v.sqref} {v.type} {v.operator} {v.formula1} {v.formula2}"
            for v in sheet.data_validations.dataValidation
        )
        yield from (f"color {r.sqref} {[c.formula for c in r.rules]}" for r in sheet.conditional_formatting)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    value = getattr(cell.value, "text", cell.value)  # of an array formula
                    yield f"{cell.coordinate} {cell.number_format} {value!r}"


@pytest.mark.parametrize("template", ["complete", "essentials"])
def test_a_new_workbook_is_as_accepted(
    template: str, folio: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    folio("new", "a.xlsx", "--template", template, "--name", "Ana Lopez", "--field", "Nursing", "--due", TODAY)
    compare(f"workbooks/{template}.txt", ("\n".join(anatomy(tmp_path / "a.xlsx")) + "\n").encode())


def test_every_letter_says_the_same_in_all_its_formats(made: Path) -> None:
    texts = sorted((made / "letters").rglob("*.txt"))
    assert len({p.name.split("-")[0] for p in texts}) == 9
    for path in texts:
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        words = body.split()
        message = email.message_from_bytes(path.with_suffix(".eml").read_bytes(), policy=email.policy.default)
        plain = message.get_body()
        assert plain is not None
        assert plain.get_content().split() == words
        to, subject, *_ = head.splitlines()
        assert subject == f"Subject: {message['Subject']}"
        # Where no address is known, the text names the person, and the mail is left without one.
        assert message["To"] is None or to == f"To: {message['To']}".replace('"', "")
        in_word = " ".join(p.text for p in Document(str(path.with_suffix(".docx"))).paragraphs).split()
        assert " ".join(words) in " ".join(in_word)


def test_the_page_of_problems_is_made_from_the_catalog() -> None:
    page = ROOT / "docs" / "problems.md"
    made = problem_page(page.read_text(encoding="utf-8"))
    if ACCEPT:
        page.write_text(made, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == made


def test_outputs_are_the_same_from_run_to_run(
    folio: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    source = str(ROOT / "samples" / "riverside" / "noah begay (half done).xlsx")
    for run in ("1", "2"):
        folio("report", source, "--out", f"r{run}", "--format", "html,xlsx,md", "--today", TODAY)
        folio("letters", source, "--out", f"l{run}", "--today", TODAY)
    for first in [p for p in (*(tmp_path / "r1").iterdir(), *(tmp_path / "l1").iterdir()) if p.is_file()]:
        second = Path(str(first).replace("/r1/", "/r2/").replace("/l1/", "/l2/"))
        assert (first.name, first.read_bytes()) == (first.name, second.read_bytes())
