"""Find the workbooks in the files, folders and zips given on the command line."""

from __future__ import annotations

import os
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folio.basics.file_writing import PART_ENDING
from folio.basics.places import files_below, is_address, place, reached, same_place
from folio.basics.rerun_folder import is_list
from folio.exit_codes import InputUnreadable
from folio.intake import limits
from folio.intake.files.manifest import Manifest, manifest_at, read_manifest
from folio.intake.files.workbook_file import WorkbookFile, open_file
from folio.intake.model import Skipped
from folio.intake.zip_listing import BROKEN, ListingTooLong, open_zip

WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
NO_WORKBOOK = "not a workbook by its name"
NUMBERS = "a Numbers document; export it as .xlsx"
ZIP_IN_ZIP = "a zip inside a zip; unpack it first"
_OF_NUMBERS = (".numbers", ".numbers.zip")
_SAYS_UTF8 = 0x800
_LITTER = {
    ".ds_store": "a file that macOS adds",
    "thumbs.db": "a file that Windows adds",
    "desktop.ini": "a file that Windows adds",
}


@dataclass(frozen=True, slots=True)
class Unusable:
    """A given path, or a zip, with nothing to read: the problem's code and its words."""

    label: str
    code: str
    why: str = ""


FoundPath = WorkbookFile | Unusable | Skipped


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """What the paths hold, in order: files to read or unusable paths, and files skipped.

    ``collected`` are the students of folders that ``folio collect`` wrote, each with the ``path`` of the workbook and
    the day of the collection.
    """

    items: tuple[WorkbookFile | Unusable, ...]
    skipped: tuple[Skipped, ...]
    collected: tuple[Mapping[str, Any], ...] = ()


def find_workbooks(paths: Sequence[str]) -> FoundFiles:
    """Look into files, folders (recursively, by name) and zips; nothing is unpacked or opened."""
    items: list[WorkbookFile | Unusable] = []
    skipped: list[Skipped] = []
    usable = []
    for given in paths:
        found = list(_in_path(given))
        if not any(isinstance(f, Unusable) for f in found):
            usable.append(given)
        skipped += [f for f in found if isinstance(f, Skipped)]
        items += [f for f in found if not isinstance(f, Skipped)] or [Unusable(given, "no-workbooks")]
    items, duplicates = _without_duplicates(items)
    return FoundFiles(tuple(items), (*skipped, *duplicates), tuple(_collected(usable)))


def _collected(paths: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for given in paths:
        if collection := manifest_at(given):
            for student in collection.data["students"]:
                path = _label(_joined(given, student["copy"])) if student.get("copy") else ""
                yield {**student, "path": path, "collected": collection.collected}


def _in_path(given: str) -> Iterator[FoundPath]:
    if is_address(given):
        yield from _at_address(given)
    elif Path(given).is_dir():
        collection = read_manifest(Path(given))
        yield from _in_collection(given, collection) if collection else _in_folder(given)
    elif why := _litter(Path(given).name):
        yield Skipped(given, why)
    else:
        yield from _in_file(given)


def _at_address(given: str) -> Iterator[FoundPath]:
    """What storage has: a file, or everything below a folder."""
    try:
        found = files_below(given)
        with reached(given):
            collection = read_manifest(place(given)) if found else None
    except InputUnreadable as error:
        yield Unusable(given, "unreadable", error.message.rstrip("."))
        return
    if found is None:
        yield from _in_file(given)
    elif collection:
        yield from _in_collection(given, collection)
    else:
        yield from _below(given, found)


def _below(given: str, found: Iterable[tuple[str, int]]) -> Iterator[FoundPath]:
    """What counts of the files below an address, as of those in a folder on the disk."""
    passed: set[str] = set()
    for path, size in found:
        *folders, name = path.split("/")
        closed = next((i for i, folder in enumerate(folders) if _why_closed(folder)), None)
        if closed is not None:
            folder = path_in(given, "/".join(folders[: closed + 1]))
            if folder not in passed:
                passed.add(folder)
                yield Skipped(folder, _why_closed(folders[closed]))
        elif why := _why_no_work(name):
            if not is_list(name):
                yield Skipped(path_in(given, path), why)
        else:
            yield from _in_file(_joined(given, path), size)


def _in_collection(given: str, collection: Manifest) -> Iterator[FoundPath]:
    """The files that count in a folder of ``folio collect``, and one word about all others."""
    for copy in collection.copies:
        path = _joined(given, copy)
        yield WorkbookFile(_label(path), path)
    if collection.left_out:
        yield Skipped(_label(given), collection.left_out, is_summary=True)


def _without_duplicates(
    items: Iterable[WorkbookFile | Unusable],
) -> tuple[list[WorkbookFile | Unusable], list[Skipped]]:
    """Keep each file once, however often and by whatever path it was given."""
    kept: dict[object, WorkbookFile | Unusable] = {}
    duplicates = []
    for item in items:
        key = (same_place(item.path), item.member) if isinstance(item, WorkbookFile) else len(kept)
        if kept.setdefault(key, item) is not item:
            duplicates.append(Skipped(item.label, "given twice"))
    return list(kept.values()), duplicates


def _in_folder(given: str) -> Iterator[FoundPath]:
    unopened: list[Skipped] = []

    def note(error: OSError) -> None:
        path = str(error.filename).replace(os.sep, "/")
        unopened.append(Skipped(_label(path), "a folder that can't be opened"))

    for root, folders, files in os.walk(given, onerror=note):
        for name in sorted(folders):
            why = "a link" if Path(root, name).is_symlink() else _why_closed(name)
            if why:
                yield Skipped(path_in(root, name), why)
                folders.remove(name)
        folders.sort()
        for name in sorted(name for name in files if not is_list(name)):
            path = Path(root, name)
            why = _why_no_work(name)
            if path.is_symlink():
                why = "a link"
            elif not path.is_file():
                why = "not an ordinary file"
            if why:
                yield Skipped(path_in(root, name), why)
            else:
                yield from _in_file(_joined(root, name))
    yield from unopened


def _why_closed(name: str) -> str:
    """Say why folio doesn't look into a folder of that name; empty where it does."""
    if name.lower().endswith(_OF_NUMBERS):
        return NUMBERS
    if name == "__MACOSX":
        return "a file that macOS adds"
    if name.startswith("."):
        return "hidden"
    return "a folder with the name of a workbook" if name.lower().endswith(WORKBOOK_ENDINGS) else ""


def _why_no_work(name: str) -> str:
    """Say why a file of that name is nobody's workbook; empty where it may be one."""
    return _litter(name) or ("" if name.lower().endswith((*WORKBOOK_ENDINGS, ".zip")) else NO_WORKBOOK)


def path_in(folder: str, name: str) -> str:
    """Return how a file in a folder is named in what folio says and reads."""
    return _label(_joined(folder, name))


def _joined(root: str, name: str) -> str:
    """Join a folder as given with a name, always with forward slashes."""
    return f"{root.replace(os.sep, '/').rstrip('/')}/{name}"


def _in_file(path: str, size: int = 0) -> Iterator[FoundPath]:
    if path.lower().endswith(".zip"):
        yield from _in_zip(path)
    else:
        yield WorkbookFile(_label(path), path, known_size=size)


def _label(path: str) -> str:
    """Return a path that can be shown: what is not UTF-8 is replaced."""
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


def _in_zip(path: str) -> Iterator[FoundPath]:
    label = _label(path)
    try:
        with open_file(path) as stream:
            entries = open_zip(stream).infolist()
    except ListingTooLong:
        yield Unusable(label, "too-large", "the zip has too many files")
        return
    except OSError as error:
        yield Unusable(label, "unreadable", error.strerror or str(error) or "it can't be read")
        return
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        yield Unusable(label, "damaged", BROKEN)
        return
    if len(entries) > limits.ZIP_MEMBERS:
        yield Unusable(label, "too-large", f"the zip has {len(entries):,} files")
        return
    # A workbook renamed to .zip is read as a workbook.
    if {e.filename for e in entries} & {"[Content_Types].xml", "content.xml"}:
        yield WorkbookFile(label, path)
        return
    seen: Counter[str] = Counter()
    for number, entry in sorted(enumerate(entries), key=lambda e: e[1].filename):
        steps = [p for p in _name(entry).replace("\\", "/").split("/") if p not in ("", ".", "..")]
        name = steps[-1] if steps else ""
        if entry.is_dir() or is_list(name):
            continue
        why = "a file that macOS adds" if steps[:1] == ["__MACOSX"] else _litter(name)
        if why is None and name.lower().endswith(".zip"):
            why = ZIP_IN_ZIP
        elif why is None and stat.S_ISLNK(entry.external_attr >> 16):
            why = "a link"
        elif why is None and not name.lower().endswith(WORKBOOK_ENDINGS):
            why = NO_WORKBOOK
        inside = f"{label}/{'/'.join(steps)}"
        seen[inside] += 1
        inside += f" ({seen[inside]})" if seen[inside] > 1 else ""
        if why:
            yield Skipped(inside, why)
        else:
            yield WorkbookFile(inside, path, number, entry.file_size)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a member's name; macOS writes UTF-8 without saying so, and zipfile then decodes it as cp437."""
    try:
        return entry.filename if entry.flag_bits & _SAYS_UTF8 else entry.filename.encode("cp437").decode()
    except UnicodeError:
        return entry.filename
