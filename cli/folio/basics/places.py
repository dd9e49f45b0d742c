"""Where files are: on the disk, or in storage that an address of fsspec tells of, such as ``s3://bucket/class``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from folio.exit_codes import FolioError, InputUnreadable, PackageMissing, UsageProblem

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_ON_DISK = ("file", "local")
# What a disk says, too, and callers know what to do with.
_USUAL = (FileNotFoundError, NotADirectoryError, IsADirectoryError, FileExistsError)


def is_address(path: str | Path) -> bool:
    """Whether a path is an address: a protocol, a colon and two slashes."""
    return _ADDRESS.match(str(path)) is not None


def place(given: str | Path) -> Path:
    """Return what was given as a path: one in storage is a UPath, which does what a Path does.

    Raises UsageProblem where the package for such addresses is missing, or nobody knows them.
    """
    if not is_address(given):
        return Path(given)
    with reached(given):
        from upath import UPath

        found = UPath(given)
        found.fs  # noqa: B018 - which says what is missing
    return cast("Path", found)


def reached_place(given: str) -> Path:
    """Return a place that answers; raises what ``place`` does, and InputUnreadable where nothing answers."""
    found: Any = place(given)
    if not is_address(found):
        return cast("Path", found)
    if found.protocol in _ON_DISK:
        return Path(found.path)
    with reached(given):
        found.exists()
    return cast("Path", found)


def same_place(path: str | Path) -> str:
    """Return one and the same name for a file, however its path is written."""
    found: Any = place(path)
    if not is_address(path):
        return str(found.resolve())
    return str(Path(found.path).resolve()) if found.protocol in _ON_DISK else str(found)


@contextmanager
def reached(
    address: str | Path, refused: Callable[[str, str], FolioError] = InputUnreadable,
    usual: tuple[type[Exception], ...] = _USUAL,
) -> Iterator[None]:  # fmt: skip
    """Turn what goes wrong with storage into a sentence, but for the ``usual``, which a disk says, too.

    Raises UsageProblem for an address that folio can't use, and ``refused`` where storage says no or nothing.
    """
    try:
        yield
    except FolioError:
        raise
    except usual:
        raise
    except ImportError as error:
        # As fsspec says it: "Install s3fs to access S3".
        package = str(error).partition(" to ")[0].removeprefix("Install ")
        package = "universal-pathlib" if " " in package else package
        raise PackageMissing(f"{address}: folio needs another package for such an address.", package) from None
    except ValueError as error:
        fix = "Give a path, or an address such as s3://BUCKET/FOLDER."
        raise UsageProblem(f"{address}: {first_line(error)}.", fix) from None
    except Exception as error:  # each kind of storage has errors of its own
        fix = "Check the address, and that you're signed in to that storage."
        raise refused(f"{address} can't be reached: {first_line(error)}.", fix) from None


def files_below(address: str) -> list[tuple[str, int]] | None:
    """Return the files below an address by their paths there, with their bytes, in the order of a walk on the disk.

    None where the address is no folder. Raises what ``reached`` does.
    """
    folder: Any = place(address)
    with reached(address):
        if not folder.is_dir():
            return None
        inside = folder.fs.find(folder.path, detail=True)
    root = folder.path.strip("/")
    found = [(name.strip("/").removeprefix(root).strip("/"), int(inside[name].get("size") or 0)) for name in inside]
    return sorted(found, key=lambda file: _as_walked(file[0]))


def _as_walked(name: str) -> list[tuple[bool, str]]:
    """In each folder its files come first, then the folders in it."""
    *folders, file = name.split("/")
    return [*((True, folder) for folder in folders), (False, file)]


def first_line(error: BaseException) -> str:
    """Return what an error says, in one line without a full stop."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
