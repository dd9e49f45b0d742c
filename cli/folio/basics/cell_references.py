"""Cells by the names that people know: ``C7``, ``$C$7``, ``'My people'!$C$7``; rows and columns count from 0."""

from __future__ import annotations

import re
from functools import lru_cache

# Row and column of a cell, from 0.
CellPlace = tuple[int, int]

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


def column_letter(index: int) -> str:
    """The letters of a column: 0 is A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_address(row: int, col: int) -> str:
    """The address of a cell: (6, 2) is ``C7``."""
    return f"{column_letter(col)}{row + 1}"


@lru_cache(maxsize=1 << 17)
def parse_address(address: str) -> CellPlace:
    """Row and column of an address like ``C7`` or ``$C$7``. Raises ValueError when it is none."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"{address[:20]!r} is no cell's address")
    col = 0
    for letter in match[1].upper():
        col = col * 26 + ord(letter) - 64
    return int(match[2]) - 1, col - 1


def parse_reference(reference: str) -> tuple[str, int, int] | None:
    """Sheet, row and column of a reference to one cell, such as ``'My people'!$C$5``; None for anything else."""
    title, _, address = reference.rpartition("!")
    if not title or _ADDRESS.fullmatch(address) is None:
        return None
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    return (title, *parse_address(address))


def quoted_title(title: str) -> str:
    """A sheet's title as formulas write it."""
    return "'" + title.replace("'", "''") + "'"
