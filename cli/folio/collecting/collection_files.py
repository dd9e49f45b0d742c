"""The folder of a collection: copies of what counts, the list, the manifest, and earlier collections as snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

from folio.basics.file_writing import refuse_existing, write_whole
from folio.basics.rerun_folder import sha256_of
from folio.basics.wording import json_text
from folio.collecting.collection_data import FILES, collection_csv
from folio.exit_codes import OutputRefused
from folio.intake.files.manifest import MANIFEST, SNAPSHOTS, Manifest, marked, read_manifest

LIST = "collect.csv"


@dataclass(frozen=True, slots=True)
class CollectionFolder:
    """Where a collection goes; ``before`` is the manifest of the one that is there."""

    path: Path
    before: Manifest | None
    force: bool = False

    @classmethod
    def at(cls, path: Path, *, force: bool = False) -> CollectionFolder:
        """Look at the folder; raises OutputRefused when something else is in it, or it can't be written to."""
        before = read_manifest(path)
        refuse_existing([path / LIST, path / MANIFEST], force=force or before is not None)
        return cls(path, before, force)

    def write(self, data: dict[str, Any], contents: Mapping[str, Callable[[], bytes]]) -> list[str]:
        """Write what is new: ``contents`` reads the file behind each copy. Return the copies that somebody edited.

        Those are kept under another name. The manifest comes last: what an interruption leaves is no collection yet,
        and the next run completes it.
        """
        is_new = self.before is None or self.before.data != marked(data)
        known = self.before.copies if self.before else {}
        wanted = {s["copy"]: s["sha256"] for s in data["students"] if s.get("copy")}
        self._refuse_others(known, wanted)
        edited = self._keep_edited(known)
        if self.before is not None and is_new:
            self._snapshot(self.before)
        for copy, digest in wanted.items():
            if sha256_of(self.path / copy) != digest:
                write_whole(self.path / copy, contents[copy]())
        for copy in known.keys() - wanted.keys():
            (self.path / copy).unlink(missing_ok=True)
        if is_new:
            write_whole(self.path / LIST, collection_csv(data).encode("utf-8-sig"))
            write_whole(self.path / MANIFEST, json_text(marked(data)).encode())
        return edited

    def _refuse_others(self, known: Mapping[str, str], wanted: Mapping[str, str]) -> None:
        """Raise OutputRefused where a file that folio did not write has the name of a copy."""
        for copy, digest in wanted.items():
            if not self.force and copy not in known and sha256_of(self.path / copy) not in ("", digest):
                raise OutputRefused(
                    f"{self.path / copy} already exists, and folio didn't write it.", "Choose another folder for --out."
                )

    def _keep_edited(self, known: Mapping[str, str]) -> list[str]:
        """Give the copies that somebody edited since another name."""
        edited = [copy for copy, digest in known.items() if sha256_of(self.path / copy) not in ("", digest)]
        kept = []
        for copy in edited:
            path = self.path / copy
            names = (
                path.with_name(f"{path.stem}-edited{n}{path.suffix}") for n in chain([""], map("-{}".format, count(2)))
            )
            free = next(name for name in names if not name.exists())
            path.rename(free)
            kept.append(f"{FILES}/{free.name}")
        return kept

    def _snapshot(self, before: Manifest) -> None:
        """Keep the collection that is there under its day."""
        folder, number = self.path / SNAPSHOTS / before.collected, 1
        while folder.exists():
            number += 1
            folder = self.path / SNAPSHOTS / f"{before.collected}-{number}"
        for name in (*before.copies, LIST, MANIFEST):
            # A copy of its own: programs that save in place would change what is linked, too.
            if (self.path / name).exists():
                write_whole(folder / name, (self.path / name).read_bytes())
