"""One file to read: on the disk, or inside a zip."""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from folio.basics.places import is_address, place, reached
from folio.exit_codes import FolioError
from folio.intake import limits

# What reading a file's bytes may raise, wherever they are.
READING_ERRORS = (
    OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError,
)  # fmt: skip
# Bits of a member's flags: a password, and the stronger kind of it.
_ENCRYPTED = 0x41
# Ways of compressing by their numbers in a zip (APPNOTE 4.4.5).
_METHODS = {
    1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 20: "Zstandard", 93: "Zstandard", 95: "XZ",
    98: "PPMd",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkbookFile:
    """One file to read: ``label`` is the path as given, ``member`` its number if ``path`` is a zip.

    ``known_size`` is how many bytes it has, as a zip or the listing of a storage says.
    """

    label: str
    path: str
    member: int | None = None
    known_size: int = 0

    @property
    def size(self) -> int:
        """How many bytes there are to read, as far as is known before."""
        try:
            return self.known_size or Path(self.path).stat().st_size
        except OSError:
            return 0

    def read(self) -> bytes:
        """Return the file's bytes, at most one more than the limit.

        Raises OSError, what zipfile raises for a broken zip, RuntimeError for one with a password, and
        NotImplementedError with the name of a way of compressing that folio does not unpack.
        """
        if not is_address(self.path):
            return self._read()
        try:
            with reached(self.path, usual=READING_ERRORS):
                return self._read()
        except FolioError as error:
            raise OSError(error.message.rstrip(".")) from None

    def _read(self) -> bytes:
        if self.member is None:
            with open_file(self.path) as stream:
                return stream.read(limits.FILE_BYTES + 1)
        archive = _opened(self.path, 0 if is_address(self.path) else Path(self.path).stat().st_mtime_ns)
        members = archive.infolist()
        if self.member >= len(members):
            raise zipfile.BadZipFile("the zip changed in the meantime")
        member = members[self.member]
        if member.header_offset < 0:
            raise zipfile.BadZipFile("the zip is broken")
        if member.flag_bits & _ENCRYPTED:
            raise RuntimeError("the zip has a password")
        # bzip2 and LZMA, which Python knows, unpack any number of bytes at once: no limit could be counted.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError(_METHODS.get(member.compress_type, f"method {member.compress_type}"))
        with archive.open(member) as stream:
            return stream.read(limits.FILE_BYTES + 1)


def open_file(path: str) -> IO[bytes]:
    """Open an ordinary file on the disk, or a file in storage; raises OSError, also for what storage says."""
    if is_address(path):
        try:
            with reached(path, usual=(OSError,)):
                stream: IO[bytes] = place(path).open("rb")
        except FileNotFoundError:
            raise OSError("nothing is there") from None
        except FolioError as error:
            raise OSError(error.message.rstrip(".")) from None
        return stream
    # A FIFO would block forever, so folio asks again just before reading.
    if not stat.S_ISREG(Path(path).stat().st_mode):
        raise OSError("this isn't an ordinary file")
    return Path(path).open("rb")


@lru_cache(maxsize=1)
def _opened(path: str, changed: int) -> zipfile.ZipFile:  # noqa: ARG001 - a zip that changed is opened anew
    """Open a zip once: its listing is not read again for each of a thousand members."""
    return zipfile.ZipFile(open_file(path))
