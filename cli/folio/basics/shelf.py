"""Values that lie on the disk until they are asked for, so that a run over very many needs no more memory."""

from __future__ import annotations

import pickle
import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from typing import IO, Any, Generic, TypeVar

T = TypeVar("T")

# A class fits into memory; what comes after so many values is put away.
_AT_HAND = 200
# What was asked for last is likely asked for again.
_RECENT = 16


class Shelf:
    """A temporary file that nobody else sees, and that is gone when the run is."""

    def __init__(self, at_hand: int = _AT_HAND) -> None:
        self._at_hand = at_hand
        self._file: IO[bytes] | None = None
        self._recent: OrderedDict[int, Any] = OrderedDict()

    def keep(self, value: T) -> Kept[T]:
        """Put a value away. What comes back later equals it, and is another object."""
        if self._at_hand:
            self._at_hand -= 1
            return Kept(None, 0, 0, value)
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open for as long as there is anything on the shelf
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
