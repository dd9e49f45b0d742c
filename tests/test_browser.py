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
    assert page.dom.count("<svg") >= 2
    assert ("Lopez, Ana" if path == RIVERSIDE else "Ana Lopez") in page.dom
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
    pages = {p: p.read_text(encoding="utf-8") for p in (tmp_path / "r").rglob("*.html")}
    assert len(pages) == 11
    for place, text in pages.items():
        loaded = re.findall(r"""(?:src|href|action)\s*=\s*["'](?!#)([^"'#]*)|url\(([^)]*)\)|@import""", text)
        assert all((place.parent / target).resolve() in pages and not other for target, other in loaded)
        assert text.count("<script") == (place.name == "report.html")
        assert "Content-Security-Policy" in text
        assert len(text) < 300_000


# A page that sorts the report's students by a heading, twice, and writes down who comes first.
SORTED = """<!DOCTYPE html><meta charset="utf-8"><iframe srcdoc="{report}"></iframe>
<script>onload = () => {{
  const table = document.querySelector("iframe").contentDocument.querySelector("table.students");
  const first = () => table.tBodies[0].rows[0].cells[0].textContent.trim();
  const button = [...table.querySelectorAll("th button")].find((b) => b.textContent === "{heading}");
  const found = [first()];
  for (let i = 0; i < 2; i++) {{ button.click(); found.push(first()); }}
  document.title = found.join("; ") + "; " + button.parentElement.getAttribute("aria-sort");
}}</script>"""


@pytest.mark.parametrize(
    ("heading", "first", "last"),
    [
        ("Contacts", "Haddad, Fatima", "Lopez, Ana"),
        ("Student", "Begay, Noah", "Whitfield, Marcus"),
        ("Last activity", "Mensah, Kwame", "Kowalczyk, Tomasz"),
    ],
)
def test_the_students_can_be_sorted(
    heading: str, first: str, last: str, folio: Folio, browser: Browser, tmp_path: Path
) -> None:
    folio("report", RIVERSIDE, "--out", "r", "--today", "2026-11-20")
    report = html.escape((tmp_path / "r" / "report.html").read_text(encoding="utf-8"))
    frame = tmp_path / "sorted.html"
    frame.write_text(SORTED.format(report=report, heading=heading), encoding="utf-8")
    page = browser.open(frame.as_uri())
    assert page.title == f"Begay, Noah; {first}; {last}; descending"
