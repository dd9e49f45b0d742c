"""A folder that a command fills week after week: what folio wrote there and nobody changed since is replaced.

A list in the folder says what the command wrote, with the SHA-256 of each file, one JSON object a line. A line is added
before its file gets its name, so whenever a run is interrupted, the list knows each file, the old one or the new one.
Where the files are one person's, the line says whose.
Each command has a list of its own, so two of them can share a folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath

from folio.basics.file_writing import (
    FILE_MODE,
    explained,
    make_folder,
    refuse_existing,
    refuse_inputs,
    write_whole,
)  # fmt: skip
from folio.basics.places import is_address, same_place

_PREFIX, _ENDING = ".folio-", ".jsonl"


class RerunFolder:
    """A folder and what its command wrote there before.

    ``kept`` are files that somebody changed, so this run did not write them. ``removed`` are files of an earlier run
    that this run does not make anymore; ``outdated`` are such files that somebody changed, so they are still there.
    ``replaced`` are files that somebody changed and that were written over, because of ``force``. ``owner`` is the
    person whose files this run writes, where they are one person's.
    """

    def __init__(self, path: Path, command: str, *, force: bool = False) -> None:
        self.path = path
        self.kept: list[Path] = []
        self.removed: list[Path] = []
        self.outdated: list[Path] = []
        self.replaced: list[Path] = []
        self.owner = ""
        self._force = force
        self._list = path / f"{_PREFIX}{command}{_ENDING}"
        self._known, self._owners = _read_list(self._list)
        self._made: set[str] = set()
        self._inputs: set[str] = set()

    @property
    def written_before(self) -> list[PurePosixPath]:
        """The files that earlier runs of the command wrote, by their paths below the folder."""
        return [PurePosixPath(name) for name in sorted(self._known)]

    def owner_of(self, file: PurePosixPath) -> str:
        """Return the person whose file an earlier run wrote; empty where no line says so."""
        return self._owners.get(file.as_posix(), "")

    def may_replace(self, target: Path) -> bool:
        """Whether an earlier run of the command wrote a file of that name, and this one did not."""
        name = self._name(target)
        return name in self._known and name not in self._made

    def is_as_written(self, target: Path) -> bool:
        """Whether a file is as the command wrote it."""
        return sha256_of(target) in self._known.get(self._name(target), ())

    def is_edited(self, target: Path) -> bool:
        """Whether somebody changed a file that the command wrote."""
        known = self._known.get(self._name(target))
        return known is not None and sha256_of(target) not in {"", *known}

    def refuse(self, targets: Iterable[Path], inputs: Iterable[str | Path] = ()) -> None:
        """Look at every target before anything is written; raises OutputRefused, as for a file folio didn't write."""
        targets, inputs = list(targets), list(inputs)
        refuse_inputs(targets, inputs)
        refuse_existing(targets, force=self._force, but=self.may_replace)
        self._inputs |= {same_place(path) for path in inputs}

    def write_all(self, contents: Mapping[Path, bytes], inputs: Iterable[str | Path]) -> list[Path]:
        """Write all files, or refuse them all; return the paths of those that are there as they should be."""
        self.refuse(contents, inputs)
        return [target for target, content in contents.items() if self.write(target, content)]

    def write(self, target: Path, content: bytes) -> bool:
        """Write one file whole; False where somebody changed the one that is there, which is kept."""
        name, new = self._name(target), hashlib.sha256(content).hexdigest()
        self._made.add(name)
        there = sha256_of(target)
        if there not in ("", new) and there not in self._known.get(name, {there}):
            if not self._force:
                self.kept.append(target)
                return False
            self.replaced.append(target)
        if new not in self._known.get(name, ()):
            self._add(name, new)
        self._owners[name] = self.owner
        if there != new:
            write_whole(target, content)
        self._known[name] = {new}
        return True

    def left_over(self, made: Iterable[Path], is_ours: Callable[[PurePosixPath], bool]) -> list[Path]:
        """Return the files of an earlier run, by ``is_ours``, that are still there and that this run will not make.

        Those of another owner are left out.
        """
        names = {self._name(target) for target in made}
        own = (file for file in self.written_before if self.owner_of(file) in ("", self.owner))
        old = (file for file in own if file.as_posix() not in names and is_ours(file))
        return [path for file in old if (path := self.path / file).exists()]

    def finish(self, is_ours: Callable[[PurePosixPath], bool]) -> None:
        """Remove what this run would have made, by ``is_ours``, but doesn't anymore; what somebody changed stays."""
        for name in sorted(self._known.keys() - self._made):
            path = self.path / name
            if is_ours(PurePosixPath(name)) and same_place(path) not in self._inputs:
                self._clear(name, path)
        lines = "".join(
            _line(name, one, self._owners.get(name, ""))
            for name in sorted(self._known)
            for one in sorted(self._known[name])
        )
        if lines:
            write_whole(self._list, lines.encode())
        else:
            self._list.unlink(missing_ok=True)

    def _clear(self, name: str, path: Path) -> None:
        there = sha256_of(path)
        if there and there not in self._known[name]:
            self.outdated.append(path)
            return
        if there and path.resolve().is_relative_to(self.path.resolve()):
            with explained(path):
                path.unlink()
            self.removed.append(path)
        del self._known[name]

    def _add(self, name: str, new: str) -> None:
        line = f"\n{_line(name, new, self.owner)}".encode()  # the line before may be torn
        if is_address(self.path):
            # In storage, nothing can be added to a file.
            write_whole(self._list, (self._list.read_bytes() if self._list.exists() else b"") + line)
            return
        with explained(self._list):
            make_folder(self.path)
            descriptor = os.open(self._list, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(line)

    def _name(self, target: Path) -> str:
        return target.relative_to(self.path).as_posix()


def is_list(name: str) -> bool:
    """Whether a file is the list of a command, by its name."""
    return name.startswith(_PREFIX) and name.endswith(_ENDING)


def commands_in(folder: Path) -> list[str]:
    """Return the commands that have a list in a folder."""
    names = sorted(path.name for path in folder.glob(f"{_PREFIX}*{_ENDING}"))
    return [name.removeprefix(_PREFIX).removesuffix(_ENDING) for name in names]


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; empty where there is none."""
    with explained(path):
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest()
        except FileNotFoundError:
            return ""


def _line(name: str, sha256: str, owner: str) -> str:
    return json.dumps({"file": name, "sha256": sha256} | ({"owner": owner} if owner else {})) + "\n"


def _read_list(path: Path) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return every SHA-256 that a file may have, and its owner, by its name.

    A torn line was of a file that was not written.
    """
    known: dict[str, set[str]] = {}
    owners: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return known, owners
    for line in lines:
        try:
            entry = json.loads(line)
            known.setdefault(str(entry["file"]), set()).add(str(entry["sha256"]))
            owners[str(entry["file"])] = str(entry.get("owner", ""))
        except (ValueError, KeyError, TypeError):
            continue
    return known, owners
