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
    structures: list[tuple[str, list[str]]] = []
    values: list[tuple[int, list[str]]] = []
    blocks: list[int] = []
    numbers: list[int] = []
    text: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "s":
            structures.append((attributes.get("t", ""), []))
        elif tag == "k":
            structures[-1][1].append(attributes.get("n", ""))
        elif tag == "rv":
            values.append((int(attributes.get("s", "0")), []))
        elif tag == "v":
            text.clear()
        elif tag == "rvb":
            blocks.append(int(attributes.get("i", "0")))
        elif tag == "rc":
            numbers.append(int(attributes.get("v", "0")))

    def end(tag: str) -> None:
        if tag == "v" and values:
            values[-1][1].append("".join(text))

    for kind in _KINDS:
        package.archive.walk(parts[kind], start, end, text.append)
    found: dict[int, str | ErrorValue] = {}
    for number, block in enumerate(numbers, start=1):
        if block < len(blocks) and blocks[block] < len(values):
            structure, said = values[blocks[block]]
            kind, names = structures[structure] if structure < len(structures) else ("", [])
            if kind in _PICTURES:
                found[number] = PICTURE
            elif _SHOWN in names and names.index(_SHOWN) < len(said):
                found[number] = said[names.index(_SHOWN)]
    return found
