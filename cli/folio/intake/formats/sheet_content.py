"""What stands in the XML of one sheet of an .xlsx, before shared strings and number formats are looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from folio.basics.cell_references import CellPlace


class FileCell(NamedTuple):  # as quick as it gets: there are thousands
    """A filled cell as the file has it, without entities and escapes.

    ``kind`` is the cell's type (``n``, ``s``, ``str``, ``b``, ``e``, ``d``), ``formula`` its text without ``=``, empty
    where it shares that of its ``group``, and None where there is none. ``value`` is empty where nothing is stored, and
    ``rich`` the number of a value that older programs can't show, or 0.
    """

    place: CellPlace
    style: int
    kind: str
    formula: str | None
    group: str
    value: str
    rich: int = 0


@dataclass(frozen=True, slots=True)
class FileRun:
    """Formulas down a column that are one formula: they differ in the row's number only, or share their text.

    The formula of a row is ``pieces`` with the row's number between them; where it is shared there is one piece, and
    ``origin`` is the place of the formula that has it. ``stored`` gives style, kind and value of each row, as in
    FileCell, when they are asked for.
    """

    column: int
    group: str
    pieces: tuple[str, ...]
    origin: CellPlace | None
    rows: Sequence[int]
    stored: Callable[[], Iterable[tuple[int, str, str]]]


@dataclass(slots=True)
class SheetContent:
    """A sheet's filled cells; those of ``runs`` are not among ``cells``.

    ``links`` gives (area, relation) of each hyperlink, ``tables`` the relations of its tables, and ``parsed`` whether
    it was written in a way that only the parser reads.
    """

    cells: list[FileCell] = field(default_factory=list)
    runs: list[FileRun] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    parsed: bool = False
