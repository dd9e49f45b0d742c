"""Reports as PDF: they say what the Markdown report says, whatever was typed, and read well as documents."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folio.basics.wording import storable
from folio.insight.class_findings import ClassFindings
from folio.insight.student_findings import StudentFindings
from folio.output.report.markdown_report import escape, markdown_report, plain_table
from folio.output.report.pdf_report import pdf_reports, read_markdown
from tests.apps import need_poppler
from tests.test_report_output import THEME, TODAY, classroom, student

if TYPE_CHECKING:
    from tests.conftest import Folio

RIVERSIDE = Path(__file__).resolve().parent.parent / "samples" / "riverside"
TYPED = st.text(max_size=60)
NASTY = '#import "x.typ" $a$ *b* _c_ [d] \\ | `e` <f> @g &amp; ]=HYPERLINK("x")'


def one_line(text: str) -> str:
    """A text as the Markdown report has it: what can't be stored left out, on one line."""
    return " ".join(storable(text).split())


@given(TYPED, st.lists(st.tuples(TYPED, TYPED), min_size=1, max_size=3))
def test_whatever_is_typed_is_read_back_from_markdown(text: str, rows: list[tuple[str, str]]) -> None:
    blocks = list(read_markdown(f"# {escape(text)} x\n\n- {escape(text)} x\n\n{plain_table(('Words', text), rows)}\n"))
    assert blocks[0]["text"] == one_line(text + " x") if one_line(text) else True
    assert one_line("".join(run["text"] for run in blocks[1]["items"][0]["runs"])) == one_line(text + " x")
    if blocks[2]["kind"] == "table":
        assert blocks[2]["heads"] == ["Words", one_line(text)]
        assert [[cell["text"] for cell in row] for row in blocks[2]["rows"]] == [[*map(one_line, row)] for row in rows]


def words_of(pdf: bytes, place: Path) -> str:
    """All words of a PDF, without what stands between them: lines and long words are broken."""
    need_poppler()
    place.write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-raw", place, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"[\s\u200b-]", "", said)


def said_in(block: dict[str, Any]) -> list[str]:
    """The texts of a block."""
    match block["kind"]:
        case "heading":
            return [block["text"]]
        case "text":
            return [run["text"] for run in block["runs"]]
        case "list":
            return [run["text"] for item in block["items"] for run in item["runs"]]
        case "table":
            return [*block["heads"], *(cell["text"] for row in block["rows"] for cell in row)]
        case _:
            return [f"{item['value']}" for item in block["items"]] + [item["label"] for item in block["items"]]


@pytest.mark.parametrize("text", ["Plain words", NASTY])
@pytest.mark.parametrize("make", [student, classroom])
def test_it_says_what_the_markdown_report_says(make: Any, text: str, tmp_path: Path) -> None:
    findings: StudentFindings | ClassFindings = make(text)
    made = pdf_reports(findings, THEME, TODAY)
    said = words_of(made["report.pdf"](), tmp_path / "a.pdf")
    # The header of a page may come between the words of a table that goes on there.
    title = re.sub(r"[\s-]", "", next(read_markdown(markdown_report(findings, TODAY)))["text"])
    said = said.replace(f"{title}asofNovember20,2026", "")
    texts = [t for block in read_markdown(markdown_report(findings, TODAY)) for t in said_in(block)]
    assert len(texts) > 50
    assert [t for t in texts if re.sub(r"[\s\u200b-]", "", t) not in said] == []
    assert len(made) == (1 if make is student else 4)


def test_it_is_the_same_from_run_to_run_and_says_what_it_is(tmp_path: Path) -> None:
    need_poppler()
    made, again = ({place: make() for place, make in pdf_reports(classroom(), THEME, TODAY).items()} for _ in range(2))
    assert made == again
    assert sorted(made) == ["report.pdf", *sorted(f"students/{n}.pdf" for n in ("cy", "lopez-ana", "words-plain"))]
    (tmp_path / "a.pdf").write_bytes(made["students/lopez-ana.pdf"])
    info = subprocess.run(["pdfinfo", tmp_path / "a.pdf"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Title: +Ana Lopez: report$", info, re.MULTILINE)
    assert re.search(r"^Tagged: +yes$", info, re.MULTILINE)
    assert re.search(rb"/Lang ?\(en\b", made["report.pdf"])
    assert "Page1of" in words_of(made["report.pdf"], tmp_path / "b.pdf")


def test_a_class_gets_a_pdf_for_each_student_and_a_rerun_replaces_them(folio: Folio, tmp_path: Path) -> None:
    words = ("report", RIVERSIDE, "--out", "r", "--format", "pdf", "--today", "2026-11-20")
    assert folio(*words).out.split() == [str(Path("r") / "report.pdf")]
    first = {p: p.read_bytes() for p in (tmp_path / "r").rglob("*.pdf")}
    assert len(first) == 11
    assert all(content.startswith(b"%PDF") for content in first.values())
    assert folio(*words).code == 3
    assert {p: p.read_bytes() for p in (tmp_path / "r").rglob("*.pdf")} == first


def test_pdf_without_typst_says_how_to_get_it(folio: Folio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("folio.output.typesetting.find_spec", lambda name: None)
    result = folio("report", RIVERSIDE, "--out", "r", "--format", "html,pdf")
    assert (result.code, (tmp_path / "r").exists()) == (2, False)
    assert "-m pip install typst" in result.err


def test_dates_are_as_given() -> None:
    other = pdf_reports(student(), THEME, date(2026, 11, 21))["report.pdf"]()
    assert other != pdf_reports(student(), THEME, TODAY)["report.pdf"]()
