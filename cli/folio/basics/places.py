"""Where files are: on the disk, or in storage that an address of fsspec tells of, such as ``s3://bucket/class``."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, cast

from folio.exit_codes import FolioError, InputUnreadable, PackageMissing, UsageProblem

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://.", re.IGNORECASE)
_ON_DISK = ("file", "local")
# Some kinds of storage try for minutes.
_ANSWER_SECONDS = 30
# As fsspec says it: "Please install gcsfs to access Google Storage", 'requires "requests" and "aiohttp"'.
_PACKAGES = re.compile(r'(?:\b[Ii]nstall (?:the )?|")([a-z][\w-]*)')
# What a disk says, too, and callers know what to do with.
_USUAL = (FileNotFoundError, NotADirectoryError, IsADirectoryError, FileExistsError)


def is_address(path: str | Path) -> bool:
    """Whether a path is an address: a protocol, a colon, two slashes, and a place."""
    return _ADDRESS.match(str(path)) is not None


def place(given: str | Path) -> Path:
    """Return what was given as a path: one in storage is a UPath, which does what a Path does.

    Raises UsageProblem where the package for such addresses is missing, or nobody knows them.
    """
    address = _ADDRESS.match(str(given))
    if address is None:
        return Path(given)
    with reached(given):
        from upath import UPath

        logging.lastResort = logging.NullHandler()  # what storage logs, folio says in a sentence
        found = UPath(address[1].lower() + str(given)[address.end(1) :])
        found.fs  # noqa: B018 - which says what is missing
    return Path(found.path) if found.protocol in _ON_DISK else cast("Path", found)


def reached_place(given: str) -> Path:
    """Return a place that answers; raises what ``place`` does, and InputUnreadable where nothing answers."""
    found = place(given)
    if is_address(found):
        with reached(found):
            _answered(found.exists)
    return found


def same_place(path: str | Path) -> str:
    """Return one and the same name for a file, however its path is written."""
    found = place(path)
    return str(found if is_address(found) else found.resolve())


def _answered(ask: Callable[[], bool]) -> bool:
    """Return the first answer of a storage; raises what it raises, and TimeoutError where there is none in time."""
    asked = Future[bool]()

    def wait() -> None:
        try:
            asked.set_result(ask())
        except BaseException as error:  # for whoever waits
            asked.set_exception(error)

    Thread(target=wait, daemon=True).start()
    try:
        return asked.result(_ANSWER_SECONDS)
    except TimeoutError:
        if asked.done():
            raise
        raise TimeoutError(f"no answer in {_ANSWER_SECONDS} seconds") from None


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
    except (ImportError, ValueError) as error:
        if packages := _packages(error):
            raise PackageMissing(f"{address}: folio needs another package for such an address.", *packages) from None
        fix = "Give a path, or an address such as s3://BUCKET/FOLDER."
        raise UsageProblem(f"{address}: {first_line(error)}.", fix) from None
    except Exception as error:  # each kind of storage has errors of its own
        fix = "Check the address, and that you're signed in to that storage."
        raise refused(f"{address} can't be reached: {first_line(error)}.", fix) from None


def _packages(error: Exception) -> list[str]:
    """Return the packages that an error says are missing."""
    if not isinstance(error, ImportError):
        return []
    if error.name in ("upath", "fsspec"):
        return ["universal-pathlib"]
    return list(dict.fromkeys(_PACKAGES.findall(str(error))))


def files_below(address: str) -> list[tuple[str, int]] | None:
    """Return the files below an address by their paths there, with their bytes, in the order of a walk on the disk.

    None where the address is no folder. Raises what ``reached`` does.
    """
    folder: Any = place(address)
    with reached(address):
        if not _answered(folder.is_dir):
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
