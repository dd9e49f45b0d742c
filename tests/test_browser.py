"""A real Chromium opens the HTML reports: they draw something, need no network, and print."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.apps import need_chromium

RIVERSIDE = Path(__file__).resolve().parent.parent / "samples" / "riverside"
# As root in a container Chromium needs --no-sandbox; the other switches keep it from calling home.
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--enable-logging=stderr",
)  # fmt: skip


@pytest.mark.parametrize("path", [RIVERSIDE, RIVERSIDE / "Ana Lopez.xlsx"], ids=["class", "student"])
def test_a_browser_shows_the_report_without_a_complaint(path: Path, folio: Callable[..., Any], tmp_path: Path) -> None:
    chromium = need_chromium()
    folio("report", str(path), "--out", "r", "--today", "2026-11-20")
    page = (tmp_path / "r" / "report.html").resolve()

    def browse(*switches: str) -> subprocess.CompletedProcess[str]:
        command = [chromium, *SWITCHES, f"--user-data-dir={tmp_path / 'profile'}", *switches, page.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)

    shown = browse("--dump-dom")
    assert shown.stdout.count("<svg") > 3
    assert "Ana Lopez" in shown.stdout
    assert re.findall(r"CONSOLE.*", shown.stderr) == []
    browse(f"--print-to-pdf={tmp_path / 'report.pdf'}")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


# A page that holds the report in a frame as wide as a phone, and writes down how wide its content comes out.
PHONE = """<!DOCTYPE html><meta charset="utf-8"><iframe width="390" height="800" srcdoc="{report}"></iframe>
<script>onload = () => {{
  const root = document.querySelector("iframe").contentDocument.documentElement;
  document.title = `${{root.clientWidth}} ${{root.scrollWidth}}`;
}}</script>"""


@pytest.mark.parametrize("path", [RIVERSIDE, RIVERSIDE / "Ana Lopez.xlsx"], ids=["class", "student"])
def test_nothing_is_wider_than_a_phone(path: Path, folio: Callable[..., Any], tmp_path: Path) -> None:
    chromium = need_chromium()
    folio("report", str(path), "--out", "r", "--today", "2026-11-20")
    report = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    page = tmp_path / "phone.html"
    page.write_text(PHONE.format(report=html.escape(report)), encoding="utf-8")
    command = [chromium, *SWITCHES, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    found = re.search(r"<title>(\d+) (\d+)</title>", shown)
    assert found, "the browser did not measure the page"
    room, width = map(int, found.groups())
    assert 0 < width <= room <= 390


def test_the_report_names_no_address_outside_itself(folio: Callable[..., Any], tmp_path: Path) -> None:
    folio("report", str(RIVERSIDE), "--out", "r", "--today", "2026-11-20")
    text = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    loaded = re.findall(r"""(?:src|href|action)\s*=\s*["'](?!#)([^"']*)|url\(([^)]*)\)|@import""", text)
    assert loaded == []
    assert "<script" not in text
    assert "Content-Security-Policy" in text
