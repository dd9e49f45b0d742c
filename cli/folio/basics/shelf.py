"""Values that lie on the disk until they are asked for, so that a run over very many needs no more memory."""

from __future__ import annotations

import pickle
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import eq
from typing import IO, Any, Generic, TypeVar, overload
from weakref import finalize

T = TypeVar("T")

# A class fits into memory; what comes after so many values is put away.
_AT_HAND = 200
# What was asked for last is likely asked for again.
_RECENT = 16


class Shelf:
    """A temporary file that nobody else sees, and that is gone when the run is."""

    def __init__(self) -> None:
        self._at_hand = _AT_HAND
        self._file: IO[bytes] | None = None
        self._recent: OrderedDict[int, Any] = OrderedDict()

    def keep(self, value: T) -> Kept[T]:
        """Put a value away. What comes back later equals it, and is another object."""
        if self._at_hand:
            self._at_hand -= 1
            return Kept(None, 0, 0, value)
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open for as long as there is anything on the shelf
            finalize(self, self._file.close)
        start = self._file.seek(0, 2)
        return Kept(self, start, self._file.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)))

    def fetch(self, start: int, length: int) -> Any:
        """Return the value that lies there."""
        if start in self._recent:
            self._recent.move_to_end(start)
            return self._recent[start]
        assert self._file is not None  # noqa: S101 - something was put there
        self._file.seek(start)
        value = self._recent[start] = pickle.loads(self._file.read(length))  # noqa: S301 - written by this process
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        return value


class KeptList(Sequence[T]):
    """A list of values on a shelf of its own."""

    def __init__(self) -> None:
        self._shelf, self._kept = Shelf(), list[Kept[T]]()

    def append(self, value: T) -> None:
        """Add a value at the end."""
        self._kept.append(self._shelf.keep(value))

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return [kept.value for kept in self._kept[place]]
        return self._kept[place].value

    def __len__(self) -> int:
        return len(self._kept)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A value on a shelf, or at hand."""

    _shelf: Shelf | None
    _start: int
    _length: int
    _at_hand: T | None = None

    @property
    def value(self) -> T:
        """The value itself."""
        found: T = self._at_hand if self._shelf is None else self._shelf.fetch(self._start, self._length)  # type: ignore[assignment]
        return found
