"""A real Chromium opens the HTML reports: they draw something, need no network, and print."""

from __future__ import annotations

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
    # No page is wider than a phone: what is too wide scrolls inside its own box.
    browse("--window-size=390,800", f"--screenshot={tmp_path / 'phone.png'}")
    assert (tmp_path / "phone.png").stat().st_size > 10_000


def test_the_report_names_no_address_outside_itself(folio: Callable[..., Any], tmp_path: Path) -> None:
    folio("report", str(RIVERSIDE), "--out", "r", "--today", "2026-11-20")
    text = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    loaded = re.findall(r"""(?:src|href|action)\s*=\s*["'](?!#)([^"']*)|url\(([^)]*)\)|@import""", text)
    assert loaded == []
    assert "<script" not in text
    assert "Content-Security-Policy" in text
