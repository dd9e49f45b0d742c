"""Cells that show an error to older programs but hold something else, such as a city as Excel's linked data type.

Such a cell has a number (``vm``). It leads through the workbook's metadata to a value, whose parts are named by its
structure: [MS-XLSX] 2.3.6 and 2.3.10.
"""

from __future__ import annotations

from collections.abc import Mapping

from folio.intake.formats.ooxml_package import Package
from folio.intake.raw_workbook import PICTURE, ErrorValue

_KINDS = ("rdRichValueStructure", "rdRichValue", "sheetMetadata")
_SHOWN = "_DisplayString"
# The structures of a picture in a cell: inserted there, or found by the function IMAGE.
_PICTURES = ("_localImage", "_webimage")


def linked_values(package: Package, parts: Mapping[str, str]) -> dict[int, str | ErrorValue]:
    """Return what a person sees in cells with linked values, by their numbers; ``parts`` are by kind."""
    if not all(parts.get(kind, "") in package.archive.names for kind in _KINDS):
        return {}
    structures, rich, metadata = (package.archive.tree(parts[kind]) for kind in _KINDS)
    shapes = [(s.get("t", ""), [key.get("n", "") for key in s.iter("k")]) for s in structures.iter("s")]
    values = [(int(rv.get("s", "0")), ["".join(v.itertext()) for v in rv.iter("v")]) for rv in rich.iter("rv")]
    blocks = [int(block.get("i", "0")) for block in metadata.iter("rvb")]
    numbers = [int(record.get("v", "0")) for record in metadata.iter("rc")]
    found: dict[int, str | ErrorValue] = {}
    for number, block in enumerate(numbers, start=1):
        if block < len(blocks) and blocks[block] < len(values):
            structure, said = values[blocks[block]]
            kind, names = shapes[structure] if structure < len(shapes) else ("", [])
            if kind in _PICTURES:
                found[number] = PICTURE
            elif _SHOWN in names and names.index(_SHOWN) < len(said):
                found[number] = said[names.index(_SHOWN)]
    return found
