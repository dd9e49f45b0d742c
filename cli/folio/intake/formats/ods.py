"""OpenDocument spreadsheets (.ods)."""

from __future__ import annotations

from collections.abc import Iterator

from folio.intake import limits
from folio.intake.formats.ods_sheets import OdsSheets
from folio.intake.formats.plain_ods import PlainRow, take_out_cells
from folio.intake.formats.plain_xml import NotPlain
from folio.intake.formats.xml_walk import walk_xml
from folio.intake.formats.zip_guard import Archive, day_of
from folio.intake.raw_workbook import FileRejected, RawGrid, RawWorkbook

_CONTENT = "content.xml"


def read_ods(package: Archive) -> RawWorkbook:
    """Read an .ods."""
    kind = package.part("mimetype")
    if b"spreadsheet" not in kind:
        raise FileRejected("not-a-workbook", looks="a text document" if b"text" in kind else "another kind of document")
    # The manifest says which parts are encrypted; their zip entries do not.
    if package.tree("META-INF/manifest.xml").find(".//encryption-data") is not None:
        raise FileRejected("encrypted")
    content = package.part(_CONTENT)
    try:
        sheets, grids = _sheets(*take_out_cells(content))
    except NotPlain:
        sheets, grids = _sheets(content, iter(()))
    if not grids:
        raise FileRejected("damaged", why="it has no sheets")
    properties, saved_on = package.texts("meta.xml", "user-defined"), day_of(package.texts("meta.xml", "date"))
    return RawWorkbook(grids, "text", sheets.names, properties, saved_on=saved_on)


def _sheets(content: bytes, taken: Iterator[PlainRow]) -> tuple[OdsSheets, list[RawGrid]]:
    sheets = OdsSheets(taken)
    walk_xml(_CONTENT, content, sheets.start, sheets.end, sheets.text, most=limits.TAGS)
    return sheets, sheets.grids()
