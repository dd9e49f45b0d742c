"""Where the content folders are: beside ``cli/`` in a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def content_folder(name: str) -> Path:
    """Return the folder ``name`` (``workbook_templates``, ``reports`` or ``samples``) that folio ships.

    Raises FileNotFoundError when the installation is incomplete.
    """
    inside = _PACKAGE / name
    if inside.is_dir():
        return inside
    beside = _PACKAGE.parent.parent / name
    if beside.is_dir():
        return beside
    raise FileNotFoundError(f"folio's own folder {name} is missing; please install folio again")
