"""Files, folders and zips given on the command line, into the workbooks that are in them."""

from __future__ import annotations

import os
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from folio.basics.file_writing import PART_ENDING
from folio.intake import limits
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.model import Skipped
from folio.intake.zip_listing import TAIL_BYTES, listing_bytes

WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
NO_WORKBOOK = "not a workbook by its name"
NUMBERS = "a Numbers document; export it as .xlsx"
_OF_NUMBERS = (".numbers", ".numbers.zip")
_SAYS_UTF8 = 0x800
_LITTER = {
    ".ds_store": "a file that macOS adds",
    "thumbs.db": "a file that Windows adds",
    "desktop.ini": "a file that Windows adds",
}


@dataclass(frozen=True, slots=True)
class Unusable:
    """A path that was given, or a zip, from which nothing can be read: the problem's code and its words."""

    label: str
    code: str
    why: str = ""


@dataclass(slots=True)
class FoundFiles:
    """What the paths hold, in order: files to read or paths of no use, and files passed over."""

    items: list[WorkbookFile | Unusable] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def find_workbooks(paths: Iterable[str]) -> FoundFiles:
    """Look into files, folders (recursively, in the order of names) and zips; nothing is unpacked or opened."""
    found = FoundFiles()
    for given in paths:
        before = len(found.items)
        if Path(given).is_dir():
            _take_folder(given, found)
        elif why := _litter(Path(given).name):
            found.skipped.append(Skipped(given, why))
        else:
            _take_file(given, found)
        if len(found.items) == before:
            found.items.append(Unusable(given, "no-workbooks"))
    _drop_twins(found)
    return found


def _drop_twins(found: FoundFiles) -> None:
    """Read each file once, however often and under whatever path it was given."""
    seen: set[tuple[Path, int | None]] = set()
    for item in list(found.items):
        if isinstance(item, WorkbookFile):
            place = (Path(item.path).resolve(), item.member)
            if place in seen:
                found.items.remove(item)
                found.skipped.append(Skipped(item.label, "given twice"))
            seen.add(place)


def _take_folder(given: str, found: FoundFiles) -> None:

    def tell(error: OSError) -> None:
        found.skipped.append(
            Skipped(_label(str(error.filename).replace(os.sep, "/")), "a folder that cannot be opened")
        )

    for root, folders, files in os.walk(given, onerror=tell):
        for name in sorted(folders):
            whole = Path(root, name)
            why = "a file that macOS adds" if name == "__MACOSX" else "hidden" if name.startswith(".") else ""
            if not why and name.lower().endswith(WORKBOOK_ENDINGS):
                why = "a folder with the name of a workbook"
            if name.lower().endswith(_OF_NUMBERS):
                why = NUMBERS
            if whole.is_symlink():
                why = "a link"
            if why:
                found.skipped.append(Skipped(_label(_joined(root, name)), why))
                folders.remove(name)
        folders.sort()
        for name in sorted(files):
            path = Path(root, name)
            why = _litter(name) or ""
            if path.is_symlink():
                why = "a link"
            elif not path.is_file():
                why = "not an ordinary file"
            elif not why and not name.lower().endswith((*WORKBOOK_ENDINGS, ".zip")):
                why = NO_WORKBOOK
            if why:
                found.skipped.append(Skipped(_label(_joined(root, name)), why))
            else:
                _take_file(_joined(root, name), found)


def _joined(root: str, name: str) -> str:
    """The path as given, joined with the way inside, always with forward slashes."""
    return f"{root.replace(os.sep, '/').rstrip('/')}/{name}"


def _take_file(path: str, found: FoundFiles) -> None:
    if path.lower().endswith(".zip"):
        _take_zip(path, found)
    else:
        found.items.append(WorkbookFile(_label(path), path))


def _label(path: str) -> str:
    """A path fit to be shown: what is not UTF-8 in it is replaced."""
    return path.encode("utf-8", "replace").decode()


def _litter(name: str) -> str | None:
    lower = name.lower()
    if lower.startswith("~$") or (lower.startswith(".~lock.") and lower.endswith("#")):
        return "the lock file of an open program"
    if lower.startswith("._"):
        return "a file that macOS adds"
    if lower.endswith((PART_ENDING, ".tmp")):
        return "a half-written file"
    if lower.endswith(".gsheet"):
        return "a link to Google Sheets; download it as .xlsx"
    if lower.endswith(_OF_NUMBERS):
        return NUMBERS
    return _LITTER.get(lower)


def _take_zip(path: str, found: FoundFiles) -> None:
    label = _label(path)
    try:
        # A FIFO would block for ever.
        if not stat.S_ISREG(Path(path).stat().st_mode):
            found.items.append(Unusable(label, "unreadable", "this isn't an ordinary file"))
            return
        with Path(path).open("rb") as stream:
            stream.seek(max(stream.seek(0, os.SEEK_END) - TAIL_BYTES, 0))
            if listing_bytes(stream.read()) > limits.LISTING_BYTES:
                found.items.append(Unusable(label, "too-large", "the zip has too many files"))
                return
            with zipfile.ZipFile(stream) as archive:
                entries = archive.infolist()
    except OSError as error:
        found.items.append(Unusable(label, "unreadable", error.strerror or "it can't be read"))
        return
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        found.items.append(Unusable(label, "damaged", "the zip ends too soon or is broken"))
        return
    if len(entries) > limits.ZIP_MEMBERS:
        found.items.append(Unusable(label, "too-large", f"the zip has {len(entries):,} files"))
        return
    # A workbook under the name .zip is a zip of parts; it is read as what it is.
    if {e.filename for e in entries} & {"[Content_Types].xml", "content.xml"}:
        found.items.append(WorkbookFile(label, path))
        return
    seen: Counter[str] = Counter()
    for number, entry in sorted(enumerate(entries), key=lambda e: e[1].filename):
        if entry.is_dir():
            continue
        steps = [p for p in _name(entry).replace("\\", "/").split("/") if p not in ("", ".", "..")]
        name = steps[-1] if steps else ""
        why = "a file that macOS adds" if steps[:1] == ["__MACOSX"] else _litter(name)
        if why is None and name.lower().endswith(".zip"):
            why = "a zip inside a zip; unpack it first"
        elif why is None and stat.S_ISLNK(entry.external_attr >> 16):
            why = "a link"
        elif why is None and not name.lower().endswith(WORKBOOK_ENDINGS):
            why = NO_WORKBOOK
        inside = f"{label}/{'/'.join(steps)}"
        seen[inside] += 1
        inside += f" ({seen[inside]})" if seen[inside] > 1 else ""
        if why:
            found.skipped.append(Skipped(inside, why))
        else:
            found.items.append(WorkbookFile(inside, path, number))


def _name(entry: zipfile.ZipInfo) -> str:
    """A member's name; macOS writes UTF-8 without saying so, which a zip then shows as the letters of an old PC."""
    try:
        return entry.filename if entry.flag_bits & _SAYS_UTF8 else entry.filename.encode("cp437").decode()
    except UnicodeError:
        return entry.filename
