"""Formulas down a column that are one formula: they differ in the number of their own row only."""

from __future__ import annotations

from typing import NamedTuple

# So many formulas that are one make a run.
SHORTEST = 8


class Alike(NamedTuple):
    """The pieces of a formula between the numbers of its own row, and the numbers of the cells that have it."""

    pieces: list[bytes]
    numbers: list[int]


class AlikeFormulas:
    """Collects formulas as they stand in a file, row by row; each joins the one above it, or begins anew."""

    def __init__(self) -> None:
        self._all: list[Alike] = []
        self._newest: dict[object, Alike] = {}

    def add(self, column: object, row: bytes, formula: bytes, number: int) -> None:
        """Add the formula of a cell, which has this number, in a row by its number in digits."""
        known = self._newest.get(column)
        if known and row.join(known.pieces) == formula:
            known.numbers.append(number)
        else:
            self._newest[column] = Alike(_cut(formula, row), [number])
            self._all.append(self._newest[column])

    def runs(self) -> list[Alike]:
        """Return those that are long enough for a run."""
        return [alike for alike in self._all if len(alike.numbers) >= SHORTEST]


def _cut(formula: bytes, row: bytes) -> list[bytes]:
    pieces: list[bytes] = []
    piece, *others = formula.split(row)
    for other in others:
        if piece[-1:].isupper() and not other[:1].isdigit():
            pieces.append(piece)
            piece = other
        else:
            piece += row + other
    return [*pieces, piece]
