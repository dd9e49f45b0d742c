"""A real Chromium opens the HTML reports: they draw something, need no network, and print."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from tests.browser import Browser
from tests.conftest import Folio

RIVERSIDE = Path(__file__).resolve().parent.parent / "samples" / "riverside"
# A page that holds the report in a frame as wide as a phone, and writes down how wide its content comes out.
PHONE = """<!DOCTYPE html><meta charset="utf-8"><iframe width="390" height="800" srcdoc="{report}"></iframe>
<script>onload = () => {{
  const root = document.querySelector("iframe").contentDocument.documentElement;
  document.title = `${{root.clientWidth}} ${{root.scrollWidth}}`;
}}</script>"""


@pytest.mark.parametrize("path", [RIVERSIDE, RIVERSIDE / "Ana Lopez.xlsx"], ids=["class", "student"])
def test_the_report_shows_without_a_complaint_prints_and_fits_a_phone(
    path: Path, folio: Folio, browser: Browser, tmp_path: Path
) -> None:
    folio("report", path, "--out", "r", "--today", "2026-11-20")
    report = (tmp_path / "r" / "report.html").resolve()
    page = browser.open(report.as_uri())
    assert page.dom.count("<svg") > 3
    assert "Ana Lopez" in page.dom
    assert page.complaints == []
    assert page.pdf.startswith(b"%PDF")
    frame = tmp_path / "phone.html"
    frame.write_text(PHONE.format(report=html.escape(report.read_text(encoding="utf-8"))), encoding="utf-8")
    room, width = map(int, browser.open(frame.as_uri()).title.split())
    assert 0 < width <= room <= 390


def test_the_browser_tells_what_it_complains_of(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for wrong in ('<img src="gone.png">', "<script>console.log('x')</script>", "<script>nothing()</script>"):
        page.write_text(wrong, encoding="utf-8")
        assert browser.open(page.as_uri()).complaints != []


def test_the_report_names_no_address_outside_itself(folio: Folio, tmp_path: Path) -> None:
    folio("report", str(RIVERSIDE), "--out", "r", "--today", "2026-11-20")
    text = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    loaded = re.findall(r"""(?:src|href|action)\s*=\s*["'](?!#)([^"']*)|url\(([^)]*)\)|@import""", text)
    assert loaded == []
    assert "<script" not in text
    assert "Content-Security-Policy" in text
