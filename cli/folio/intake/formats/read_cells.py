"""The one way into the formats: a file's bytes to its cells, or FileRejected with the reason."""

from __future__ import annotations

import zipfile
import zlib
from xml.parsers import expat

from python_calamine import CalamineError, PasswordError

from folio.intake import limits
from folio.intake.formats.ods import read_ods
from folio.intake.formats.sniff import OLE, ZIP, looks_of, zip_format
from folio.intake.formats.xls import read_xls
from folio.intake.formats.xlsx import read_ooxml
from folio.intake.formats.zip_guard import Archive
from folio.intake.raw_workbook import FileRejected, RawWorkbook

_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]


def read_cells(content: bytes) -> RawWorkbook:
    """Read every sheet of an .xlsx, .xlsm, .xlsb, .ods or .xls file, whatever it is called.

    Raises FileRejected when it is not a workbook, or is damaged, encrypted, unsafe or too large.
    """
    try:
        return _read(content)
    except PasswordError:
        raise FileRejected("encrypted") from None
    except expat.ExpatError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from None
        raise FileRejected(
            "damaged", why=f"one of its parts is incomplete ({expat.ErrorString(error.code)})"
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise FileRejected("damaged", why="one of its parts can't be unpacked") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise FileRejected("damaged", why=_first_words(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how calamine itself breaks down; it is not an Exception
            raise
        raise FileRejected("damaged", why="its records don't fit together") from None


def _read(content: bytes) -> RawWorkbook:
    if len(content) > limits.FILE_BYTES:
        raise FileRejected("too-large", why=f"it has {len(content) // limits.MIB} MiB")
    if content.startswith(OLE):
        return read_xls(content)
    if not content.startswith(ZIP):
        raise FileRejected("not-a-workbook", looks=looks_of(content))
    package = Archive(content)
    return read_ods(package) if zip_format(package.names) == "ods" else read_ooxml(content, package)


def _first_words(error: Exception) -> str:
    text = " ".join(str(error).split()).rstrip(".")
    return text[:120] or "the reader gave up"
