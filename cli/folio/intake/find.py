"""Files, folders and zips given on the command line, into the workbooks that are in them."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from folio.intake import limits
from folio.intake.result import Skipped

WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
PART_ENDING = ".folio-part"
_LITTER = {
    ".ds_store": "litter of the Finder", "thumbs.db": "litter of Windows", "desktop.ini": "litter of Windows",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: ``label`` is the path as given, ``member`` its name if ``path`` is a zip that it is in."""

    label: str
    path: str
    member: str | None = None

    def read(self) -> bytes:
        """The file's bytes, at most one more than the limit; raises OSError or zipfile.BadZipFile."""
        if self.member is None:
            # A FIFO would block for ever, so the kind is asked again at the moment of reading.
            if not stat.S_ISREG(Path(self.path).stat().st_mode):
                raise OSError("this is not an ordinary file")
            with Path(self.path).open("rb") as stream:
                return stream.read(limits.FILE_BYTES + 1)
        with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
            return stream.read(limits.FILE_BYTES + 1)


@dataclass(frozen=True, slots=True)
class Found:
    """What the paths hold, in order: workbooks to read, files passed over, and paths that held no workbook."""

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    empty: tuple[str, ...]
    broken: tuple[tuple[str, str], ...]


def find_workbooks(paths: Iterable[str]) -> Found:
    """Look into files, folders (recursively, in the order of names) and zips; nothing is unpacked or opened."""
    sources: list[Source] = []
    skipped: list[Skipped] = []
    empty: list[str] = []
    broken: list[tuple[str, str]] = []
    for given in paths:
        before = len(sources) + len(broken)
        path = Path(given)
        if path.is_dir():
            for file in _walk(path, skipped):
                _take(file, given=False, sources=sources, skipped=skipped, broken=broken)
        else:
            _take(path, given=True, sources=sources, skipped=skipped, broken=broken)
        if len(sources) + len(broken) == before:
            empty.append(given)
    return Found(tuple(sources), tuple(skipped), tuple(empty), tuple(broken))


def _walk(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        for name in sorted(folders):
            whole = Path(root, name)
            if name == "__MACOSX":
                skipped.append(Skipped(str(whole), "litter of the Finder"))
            elif whole.is_symlink():
                skipped.append(Skipped(str(whole), "a link"))
            elif name.lower().endswith(WORKBOOK_ENDINGS):
                skipped.append(Skipped(str(whole), "a folder, whatever its name"))
        folders[:] = sorted(f for f in folders if f != "__MACOSX" and not f.lower().endswith(WORKBOOK_ENDINGS))
        for name in sorted(files):
            yield Path(root, name)


def _take(
    file: Path, *, given: bool, sources: list[Source], skipped: list[Skipped], broken: list[tuple[str, str]]
) -> None:
    label = str(file)
    why = _litter(file.name)
    if why is None and not given:
        if file.is_symlink():
            why = "a link"
        elif not file.is_file():
            why = "not an ordinary file"
        elif not file.name.lower().endswith((*WORKBOOK_ENDINGS, ".zip")):
            why = "not a workbook by its name"
    if why is not None:
        skipped.append(Skipped(label, why))
    elif file.name.lower().endswith(".zip"):
        _take_zip(file, sources, skipped, broken)
    else:
        sources.append(Source(label, str(file)))


def _litter(name: str) -> str | None:
    lower = name.lower()
    if lower.startswith("~$") or (lower.startswith(".~lock.") and lower.endswith("#")):
        return "the lock file of an open program"
    if lower.startswith("._"):
        return "litter of the Finder"
    if lower.endswith((PART_ENDING, ".tmp")):
        return "a half-written file"
    if lower.endswith(".gsheet"):
        return "a link to Google Sheets; please download it as .xlsx"
    return _LITTER.get(lower)


def _take_zip(file: Path, sources: list[Source], skipped: list[Skipped], broken: list[tuple[str, str]]) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        broken.append((str(file), "the zip ends early or is broken"))
        return
    if len(entries) > limits.ZIP_MEMBERS:
        broken.append((str(file), f"the zip has {len(entries):,} members"))
        return
    # A workbook under the name .zip is a zip of parts; it is read as what it is.
    if any(e.filename == "[Content_Types].xml" for e in entries):
        sources.append(Source(str(file), str(file)))
        return
    for entry in sorted(entries, key=lambda e: e.filename):
        inside = entry.filename.replace("\\", "/")
        label = f"{file}/{'/'.join(p for p in inside.split('/') if p not in ('', '.', '..'))}"
        name = inside.rsplit("/", 1)[-1]
        if entry.is_dir():
            continue
        why = "litter of the Finder" if inside.startswith("__MACOSX/") else _litter(name)
        if why is None and name.lower().endswith(".zip"):
            why = "a zip inside a zip; please unpack it first"
        elif why is None and stat.S_ISLNK(entry.external_attr >> 16):
            why = "a link"
        elif why is None and not name.lower().endswith(WORKBOOK_ENDINGS):
            why = "not a workbook by its name"
        if why:
            skipped.append(Skipped(label, why))
        else:
            sources.append(Source(label, str(file), entry.filename))
