"""The manifest that ``folio collect`` leaves in its folder: which files count, and what became of the others.

It lies in ``intake/files`` because every command that reads workbooks obeys it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folio.basics.places import place, reached
from folio.basics.wording import counted, sentence_list
from folio.exit_codes import FolioError

MANIFEST, SNAPSHOTS, FORMAT = "manifest.json", "snapshots", 1
_MARK = "folio_collection"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in a manifest: the data of ``folio collect --format json``, and the day of the collection."""

    data: dict[str, Any]

    @property
    def collected(self) -> str:
        """The day of the collection, as 2026-11-20."""
        return str(self.data.get("collected", ""))

    @property
    def copies(self) -> dict[str, str]:
        """The files that count, by their path in the folder, with the sum over their bytes."""
        return {s["copy"]: s["sha256"] for s in self.data["students"] if s.get("copy")}

    @property
    def chosen(self) -> list[str]:
        """The files that the counselor wanted to count."""
        return list(self.data.get("chosen", []))

    @property
    def left_out(self) -> str:
        """One line about the files that count for nobody: ``5 files left out: 2 DUPLICATE and 3 OLD``."""
        found = Counter(s["status"] for s in self.data["strays"])
        if not found:
            return ""
        each = sentence_list([f"{number} {status}" for status, number in found.items()])
        return f"{counted(found.total(), 'file')} left out, as collect.csv says: {each}"


def listed_name(student: Mapping[str, Any]) -> str:
    """Return the name of a student of a collection, last name first."""
    return ", ".join(filter(None, (student["last_name"], student["first_name"])))


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in a folder; None where there is none of folio's."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        is_ours = data.get(_MARK) == FORMAT and isinstance(data["students"], list) and isinstance(data["strays"], list)
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    return Manifest(data) if is_ours else None


def manifest_at(path: str) -> Manifest | None:
    """Return the manifest at a given path or address; None also where it can't be reached, as reading says."""
    try:
        with reached(path):
            return read_manifest(place(path))
    except FolioError:
        return None


def marked(data: dict[str, Any]) -> dict[str, Any]:
    """Return data with the mark by which a manifest is known."""
    return {_MARK: FORMAT, **data}
