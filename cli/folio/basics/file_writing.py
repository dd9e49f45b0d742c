"""Writing files so that each appears whole or not at all, and nothing that exists is lost."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from folio.basics.places import is_address, reached, same_place
from folio.exit_codes import OutputRefused

# The bytes of a file, whole or in parts.
Content = bytes | Iterable[bytes]

# Owner only: workbooks and reports hold personal data.
FILE_MODE, _FOLDER_MODE = 0o600, 0o700
# What an interruption leaves behind never carries a final name.
PART_ENDING = ".folio-part"


def refuse_existing(
    targets: Iterable[Path], *, force: bool, but: Callable[[Path], bool] = lambda target: False,
    fix: str = "",
) -> None:  # fmt: skip
    """Look at every target before anything is written; raises OutputRefused when one cannot be.

    A target that exists can only be written with ``force``, or if ``but`` says so.
    """
    taken: list[str] = []
    writable: set[Path] = set()
    for target in targets:
        try:
            _refuse_unwritable(target, writable)
            if (target.exists() or target.is_symlink()) and not but(target):
                taken.append(str(target))
        except OSError as error:  # such as a name that is too long
            raise OutputRefused(f"{target} can't be written: {error.strerror}.", "Choose another name.") from None
    if taken and not force:
        more = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
        verb = "exist" if len(taken) > 1 else "exists"
        them = "them" if len(taken) > 1 else "it"
        usual = f"Add --force to replace {them}, or choose another name or folder."
        raise OutputRefused(f"{taken[0]}{more} already {verb}.", fix or usual)


def refuse_inputs(targets: Iterable[Path], inputs: Iterable[str | Path]) -> None:
    """Raise OutputRefused when a target is one of the inputs, whatever ``--force`` says: inputs are never changed."""
    read = {same_place(path) for path in inputs}
    for target in targets:
        if target.exists() and same_place(target) in read:
            raise OutputRefused(
                f"{target} is one of the files you gave folio to read, and folio never changes those.",
                "Choose another folder.",
            )


def _refuse_unwritable(target: Path, writable: set[Path]) -> None:
    """Look at a target and its folder, each folder once: those that can be written to are added to ``writable``."""
    if target.is_dir():
        raise OutputRefused(f"{target} is a folder, so no file can have that name.", "Choose another name.")
    folder = target.parent
    if folder in writable:
        return
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise OutputRefused(f"{folder} is a file, but it should be a folder.", "Choose another folder.")
    if not is_address(folder) and not os.access(folder, os.W_OK | os.X_OK):
        raise OutputRefused(f"You can't write to the folder {folder}.", "Choose another folder, or ask for permission.")
    writable.add(target.parent)


def write_files(contents: Mapping[Path, Content], *, force: bool, inputs: Iterable[str | Path]) -> list[Path]:
    """Write every file whole, beside its place first and then under its name; return the paths in order.

    Raises OutputRefused before anything is written when a target exists (without ``force``), cannot be written, or is
    one of the ``inputs``.
    """
    refuse_inputs(contents, inputs)
    refuse_existing(contents, force=force)
    for target, content in contents.items():
        write_whole(target, content)
    return list(contents)


def write_whole(target: Path, content: Content) -> None:
    """Write one file beside its place, then rename it; what an interruption leaves has an ending of its own.

    In storage, a file appears when all of it has arrived; so it's made whole on the disk first.
    """
    if is_address(target):
        with tempfile.TemporaryDirectory() as folder:
            whole = Path(folder, "whole")
            with whole.open("wb") as stream:
                _write(stream, content)
            with reached(target, OutputRefused, usual=()):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.fs.put_file(str(whole), target.path)  # type: ignore[attr-defined]
        return
    part = target.with_name(f".{zlib.crc32(os.fsencode(target.name)):08x}.{os.getpid()}{PART_ENDING}")
    try:
        with explained(target):
            make_folder(target.parent)
            _remove_leftovers(target.parent)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
            with os.fdopen(descriptor, "wb") as stream:
                _write(stream, content)
            part.replace(target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _write(stream: IO[bytes], content: Content) -> None:
    for part in [content] if isinstance(content, bytes) else content:
        stream.write(part)


@contextlib.contextmanager
def explained(target: Path) -> Iterator[None]:
    """Turn what the system says about a file that can't be written into an OutputRefused."""
    try:
        yield
    except OSError as error:
        locked = error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY)
        why = (
            "Is it open in another program, or write-protected?"
            if locked
            else "Is the disk full, or was the folder deleted?"
        )
        raise OutputRefused(f"{target} couldn't be written: {error.strerror or error}.", why) from None


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, that only the owner can look into."""
    # Most are there already.
    missing_ones = [] if folder.is_dir() else [f for f in (folder, *folder.parents) if not f.exists()]
    for missing in reversed(missing_ones):
        missing.mkdir(mode=_FOLDER_MODE, exist_ok=True)


def _remove_leftovers(folder: Path) -> None:
    """Remove half-written files of runs that are no more."""
    with os.scandir(folder) as entries:
        left_there = [e.name for e in entries if e.name.startswith(".") and e.name.endswith(PART_ENDING)]
    for name in left_there:
        pid = name.removesuffix(PART_ENDING).rpartition(".")[2]
        # This process writes one file at a time: what bears its number is another's that had the number before.
        if not pid.isdigit() or int(pid) == os.getpid() or not _alive(int(pid)):
            with contextlib.suppress(OSError):
                (folder / name).unlink()


def _alive(pid: int) -> bool:
    if os.name == "nt":  # there, asking would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
