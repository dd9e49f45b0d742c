"""Open a zip without letting its listing fill the memory: the whole listing is held there."""

from __future__ import annotations

import zipfile
from typing import IO

from folio.intake import limits

# Why a zip without a whole listing can't be read, in the words of the problem "damaged".
BROKEN = "part of it is missing or can't be read"


class ListingTooLong(Exception):
    """A zip whose listing is longer than that of any zip of submissions."""


def open_zip(source: IO[bytes]) -> zipfile.ZipFile:
    """Open a zip; raises ListingTooLong before a long listing is read, and what zipfile raises for a broken one.

    A zip may say the size of its listing in more than one place, so what is asked for counts, not what is said.
    """
    archive = zipfile.ZipFile(_Listing(source))
    archive.fp = source
    return archive


class _Listing:
    """A stream that gives no more at once than a listing may have."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.seek, self.tell = source.seek, source.tell

    def read(self, size: int = -1, /) -> bytes:
        if size > limits.LISTING_BYTES:
            raise ListingTooLong
        return self._source.read(size)
