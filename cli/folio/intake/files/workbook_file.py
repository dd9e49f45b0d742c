"""One file to read: on the disk, or inside a zip."""

from __future__ import annotations

import stat
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from folio.intake import limits


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """One file to read: ``label`` is the path as given, ``member`` its number if ``path`` is a zip."""

    label: str
    path: str
    member: int | None = None

    def read(self) -> bytes:
        """Return the file's bytes, at most one more than the limit; raises OSError or zipfile.BadZipFile."""
        if self.member is None:
            # A FIFO would block forever, so folio asks again just before reading.
            if not stat.S_ISREG(Path(self.path).stat().st_mode):
                raise OSError("this isn't an ordinary file")
            with Path(self.path).open("rb") as stream:
                return stream.read(limits.FILE_BYTES + 1)
        archive = _opened(self.path, Path(self.path).stat().st_mtime_ns)
        members = archive.infolist()
        if self.member >= len(members):
            raise zipfile.BadZipFile("the zip changed in the meantime")
        if members[self.member].header_offset < 0:
            raise zipfile.BadZipFile("the zip is broken")
        with archive.open(members[self.member]) as stream:
            return stream.read(limits.FILE_BYTES + 1)


@lru_cache(maxsize=1)
def _opened(path: str, changed: int) -> zipfile.ZipFile:  # noqa: ARG001 - a zip that changed is opened anew
    """Open a zip once: its listing is not read again for each of a thousand members."""
    return zipfile.ZipFile(path)
