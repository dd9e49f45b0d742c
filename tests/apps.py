"""Real programs for tests: there, or the test says that it was skipped for want of one, or CI fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SYSTEM_PYTHON = "/usr/bin/python3"


def need_libreoffice() -> None:
    """Skip, or fail where FOLIO_REQUIRE_APPS is set, unless LibreOffice and its Python module are installed."""
    if not has_libreoffice():
        _without("LibreOffice Calc with its Python module (Debian: libreoffice-calc-nogui python3-uno)")


def has_libreoffice() -> bool:
    """Whether LibreOffice and its Python module are installed."""
    there = shutil.which("soffice") and Path(SYSTEM_PYTHON).exists()
    return (
        bool(there)
        and not subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode
    )


def need_chromium() -> str:
    """Return Chromium's path; skip or fail as above where it is not installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        _without("Chromium (Debian: chromium)")
    return path or ""


def need_poppler() -> None:
    """Skip or fail as above unless the tools that look into a PDF are installed."""
    if not shutil.which("pdfinfo") or not shutil.which("pdftotext"):
        _without("Poppler's tools (Debian: poppler-utils)")


def need_node() -> Path:
    """Return the folder with the scripts for Node; skip or fail as above unless Node and their packages are there."""
    folder = Path(__file__).resolve().parent / "node"
    if not shutil.which("node") or not (folder / "node_modules").is_dir():
        _without("Node with the packages of tests/node (make test fetches them with npm)")
    return folder


def need_packages() -> None:
    """Skip or fail as above unless packages can be fetched."""
    asked = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-cache", "-"]
    if subprocess.run(asked, input="click", text=True, capture_output=True, check=False).returncode:
        _without("A package that was asked for")


def _without(what: str) -> None:
    words = f"{what} is not installed, so what it shows was not tested here."
    if os.environ.get("FOLIO_REQUIRE_APPS"):
        pytest.fail(words)
    pytest.skip(words)
