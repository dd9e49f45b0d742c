"""The container of an old workbook (.xls), after [MS-CFB]: the streams that are in the file."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from olefile import OleFileIO

# The sectors of the table of sectors that the header itself lists.
_LISTED = 109
# Streams below this size are kept elsewhere; no workbook is so small.
_SMALL = 4096


def open_container(content: bytes) -> OleFileIO | None:
    """Open a container; None where it is not whole."""
    from olefile import OleFileIO  # not before an .xls comes

    try:
        shift, tables = struct.unpack_from("<H12xI", content, 30)
        # The library reads as many sectors of the table as the header says, not as many as the file can need.
        if shift not in (9, 12) or tables > _LISTED + (len(content) >> 2 * shift - 2):
            return None
        return OleFileIO(BytesIO(content))
    except (OSError, ValueError, IndexError, RecursionError, struct.error):
        return None


def workbook_stream(container: OleFileIO, size: int) -> bytes:
    """Return the stream of records; empty where there is none, or none that a file of this size can hold."""
    if container.exists("Workbook") and _SMALL <= container.get_size("Workbook") <= size:
        return bytes(container.openstream("Workbook").read())
    return b""
