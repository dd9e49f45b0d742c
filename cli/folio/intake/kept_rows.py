"""Readings whose rows lie on the disk until somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

from folio.basics.shelf import Kept, Shelf
from folio.intake.model import Extra, Note, Reading, Table


@dataclass(frozen=True, slots=True)
class _Rows:
    """What was typed into one workbook."""

    tables: Mapping[str, Table]
    extra: Sequence[Extra]
    notes: Sequence[Note]


def kept(reading: Reading, shelf: Shelf) -> Reading:
    """Return the same reading, with its rows on the shelf."""
    if not reading.tables and not reading.extra and not reading.notes:
        return reading
    rows = shelf.keep(_Rows(reading.tables, reading.extra, reading.notes))
    return replace(
        reading,
        tables=_KeptTables(rows, tuple(reading.tables)),
        extra=_KeptCells(rows, "extra", len(reading.extra)),
        notes=_KeptCells(rows, "notes", len(reading.notes)),
    )


class _KeptTables(Mapping[str, Table]):
    __slots__ = ("_keys", "_rows")

    def __init__(self, rows: Kept[_Rows], keys: tuple[str, ...]) -> None:
        self._rows, self._keys = rows, keys

    def __getitem__(self, key: str) -> Table:
        return self._rows.value.tables[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _KeptCells(Sequence[Any]):
    __slots__ = ("_length", "_name", "_rows")

    def __init__(self, rows: Kept[_Rows], name: str, length: int) -> None:
        self._rows, self._name, self._length = rows, name, length

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        return self._all[place]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all)

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    @property
    def _all(self) -> Sequence[Any]:
        found: Sequence[Any] = getattr(self._rows.value, self._name) if self._length else ()
        return found
