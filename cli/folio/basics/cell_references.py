"""Cell addresses (``C7``, ``$C$7``, ``'My people'!$C$7``) to places and back; rows and columns count from 0."""

from __future__ import annotations

import re
from functools import lru_cache

# Row and column of a cell, from 0.
CellPlace = tuple[int, int]

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@lru_cache(maxsize=1 << 12)
def column_letter(index: int) -> str:
    """Return the letters of a column: 0 is A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_address(row: int, col: int) -> str:
    """Return the address of a cell: (6, 2) is ``C7``."""
    return f"{column_letter(col)}{row + 1}"


@lru_cache(maxsize=1 << 12)
def column_number(letters: str) -> int:
    """Return the number of a column given by its letters: A is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


@lru_cache(maxsize=1 << 17)
def parse_address(address: str) -> CellPlace:
    """Return the row and column of an address like ``C7`` or ``$C$7``; raises ValueError for anything else."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"{address[:20]!r} is not a cell address")
    return int(match[2]) - 1, column_number(match[1])


def parse_range(area: str) -> tuple[CellPlace, CellPlace]:
    """Return the first and last cell of a range like ``B2:C7`` or ``B2``; raises ValueError for anything else."""
    first, _, last = area.partition(":")
    return parse_address(first), parse_address(last or first)


def parse_reference(reference: str) -> tuple[str, int, int] | None:
    """Return (sheet, row, column) of a reference like ``'My people'!$C$5``; None unless it is one cell."""
    title, _, address = reference.rpartition("!")
    if not title or _ADDRESS.fullmatch(address) is None:
        return None
    if title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    return (title, *parse_address(address))


def quoted_title(title: str) -> str:
    """Quote a sheet's title as formulas do."""
    return "'" + title.replace("'", "''") + "'"
