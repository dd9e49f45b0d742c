"""An .xlsx as the zip of parts that it is: what xlsxwriter cannot say is put into the parts it has written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

from folio.workbook.layout import TABLE_FIRST

# Zip entries carry a time; this one, the earliest a zip can say, keeps the bytes the same from run to run.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ROW = re.compile(rb'<row r="(\d+)"[^>]*?>')


def repack(workbook: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return the workbook with ``change(name, content)`` applied to every part, in the same order."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            target.writestr(
                zipfile.ZipInfo(entry.filename, _EPOCH),
                change(entry.filename, source.read(entry)),
                zipfile.ZIP_DEFLATED,
            )
    return stream.getvalue()


def let_rows_grow(part: bytes) -> bytes:
    """Take the fixed height off a table's rows, so that they grow with what is typed.

    xlsxwriter marks every height that it writes as fixed by the user.
    """

    def free(match: re.Match[bytes]) -> bytes:
        return match[0].replace(b' customHeight="1"', b"") if int(match[1]) > TABLE_FIRST else match[0]

    return _ROW.sub(free, part)
