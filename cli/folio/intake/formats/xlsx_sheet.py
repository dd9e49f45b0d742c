"""A walk through one sheet of an Office Open XML workbook, for its filled cells, errors and formulas.

Nearly all of a sheet is cells that are written plainly, in rows that differ from each other in their number only. Those
are noted from the bytes, a row at a time, and the parser gets to see what is left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from folio.basics.cell_references import CellPlace, cell_address, parse_address, parse_range
from folio.intake import limits
from folio.intake.formats.sheet_facts import BLANK
from folio.intake.formats.zip_guard import Archive
from folio.intake.raw_workbook import FileRejected

# In what is remembered of a row, these stand for its number and for that of the row above; XML knows neither sign.
_HERE, _ABOVE = "\x01", "\x02"
_EMPTY = re.compile(rb'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]+")? ?/>')
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"[^<>/]*>')
# A cell as spreadsheets write it: column, row, kind, attributes and text of its formula, value.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}+)([1-9][0-9]{0,6}+|\x01)"(?: s="[0-9\x01\x02]++")?+'
    rb'(?: t="(s(?="><v>[0-9]{1,9}<)|str|n|b)")?+>(?=<[fv])'
    rb"(?:<f((?: [^<>/\x01\x02]*+)?+)(?:/>|>([^<]*+)</f>))?+(?:<v ?/>|<v>([^<&]*+)</v>)?+</c>"
)
_SHARED = re.compile(rb' si="([0-9]+)"')
_ENTITIES = (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"), ("&amp;", "&"))


def walk_sheet(package: Archive, part: str) -> SheetWalk:
    """Walk a sheet; raises FileRejected where its cells are too many or lie too far out."""
    walk = SheetWalk()
    package.walk(part, walk.start, walk.end, walk.text, raw=True, filter_piece=walk.take_plain_cells, most=limits.TAGS)
    if walk.unplaced:  # a cell without an address stands behind the one before, taken out or not
        walk = SheetWalk()
        package.walk(part, walk.start, walk.end, walk.text, raw=True, most=limits.TAGS)
    walk.finish()
    return walk


class SheetWalk:
    """Collects the filled cells, errors and formulas of one sheet, and refuses cells that lie too far out."""

    def __init__(self) -> None:
        self.errors: dict[CellPlace, str] = {}
        self.formulas: dict[CellPlace, str] = {}
        self.shared: dict[CellPlace, CellPlace] = {}
        self.filled: dict[CellPlace, int] = {}
        self.cells = 0
        self.unplaced = False
        self._row, self._col = -1, -1
        self._error = self._in_cell = False
        self._inside = ""
        self._text: list[str] = []
        self._groups: dict[str, tuple[str, CellPlace]] = {}
        self._followers: dict[str, list[CellPlace]] = defaultdict(list)
        self._follows = ""
        self._last_row, self._last_col = 0, 0
        self._run = _Run(0, [], [], [], [], 0, 0)

    def take_plain_cells(self, piece: bytes) -> bytes:
        """Note the plain rows and cells of a piece of the part and return the rest of it."""
        if self.cells > limits.CELLS:
            raise FileRejected("too-large", why=f"a sheet has more than {limits.CELLS:,} cells")
        plain = _HERE.encode() not in piece and _ABOVE.encode() not in piece
        *rows, tail = _EMPTY.sub(b"", piece).split(b"</row>") if plain else [piece]
        rest = []
        for row in rows:
            if row and row == self._run.expected:
                self._run.extend()
                continue
            self._note(self._run)
            begin = max(row.rfind(b"<row "), 0)
            run = _run(row[begin:])
            if run:
                self._run = run
                rest.append(self._take_cells(row[:begin]) if begin else b"")
            else:
                rest += self._take_cells(row), b"</row>"
        self._note(self._run)
        rest.append(self._take_cells(tail))
        return b"".join(rest)

    def _take_cells(self, piece: bytes) -> bytes:
        split = _CELL.split(piece)
        self.cells += len(split) // 7
        for cell in _cells(split):
            place = parse_address((cell.column + cell.row).decode())
            if cell.formula is not None:
                self._note_formula(place, _unescaped(cell.formula.decode()), cell.group)
            elif cell.stands is None:
                continue
            if cell.stands is not None:
                self.filled[place] = cell.stands
            self._check_far(*place)
        return b"".join(split[::7])

    def _note(self, run: _Run) -> None:
        """Note the rows of a run that have come since it was noted before."""
        rows, run.first = range(run.first, run.end), run.end
        self.cells += len(rows) * run.cells
        for col, stands in run.filled:
            self.filled.update(dict.fromkeys([(row, col) for row in rows], stands))
        for col, group in run.followers:
            self._followers[group] += [(row, col) for row in rows]
        for col, pieces in run.formulas:
            if run.looks_up:
                self.formulas.update({(r, col): str(r + 1).join(pieces).replace(_ABOVE, str(r)) for r in rows})
            else:
                self.formulas.update({(r, col): str(r + 1).join(pieces) for r in rows})
        if rows and run.last >= 0:
            self._check_far(run.end - 1, run.last)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a tag that was not taken out, and its attributes."""
        if tag == "c":
            self.cells += 1
            reference = attributes.get("r")
            if reference:
                self._row, self._col = parse_address(reference)
            else:
                self._row, self._col = max(self._row, 0), self._col + 1
                self.unplaced = True
            self._error = attributes.get("t") == "e"
            self._in_cell = True
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if _number(attributes.get("r", "")) else self._row + 1
            self._col = -1
        elif tag in ("f", "v", "is") and self._in_cell:  # rules and ranges elsewhere have an <f> of their own
            self._inside = tag
            self._text.clear()
            if tag == "f":
                self._follows = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif tag in ("mergeCell", "hyperlink") and (ref := attributes.get("ref")):
            self._check_area(ref)
        elif ":" in tag:
            self.start(tag.rpartition(":")[2], attributes)

    def end(self, tag: str) -> None:
        """Take the end of a tag."""
        if tag == "c":
            self._in_cell = False
        if tag != self._inside:
            if ":" in tag:
                self.end(tag.rpartition(":")[2])
            return
        text, place = "".join(self._text), (self._row, self._col)
        self._inside = ""
        if tag == "f":
            self._note_formula(place, text, self._follows)
        elif self._error:
            self.errors[place] = text
        elif text.strip(BLANK):
            self.filled[place] = -1
        else:
            return
        self._check_far(*place)

    def text(self, piece: str) -> None:
        """Take text between tags."""
        if self._inside:
            self._text.append(piece)

    def _note_formula(self, place: CellPlace, text: str, group: str) -> None:
        """Note a formula; one without a text of its own shares that of its group, which may be told later."""
        if text and group:
            self._groups[group] = ("=" + text, place)
        if group and not text:
            self._followers[group].append(place)
        else:
            self.formulas[place] = "=" + text

    def finish(self) -> None:
        """Give the cells that share a formula the text of the first, and note which that is."""
        for group, places in self._followers.items():
            formula, origin = self._groups.get(group, ("=", None))
            self.formulas.update(dict.fromkeys(places, formula))
            if origin is not None:
                self.shared.update(dict.fromkeys(places, origin))
                self.shared.pop(origin, None)

    def _check_far(self, row: int, col: int) -> None:
        if row <= self._last_row and col <= self._last_col:
            return
        self._last_row, self._last_col = max(self._last_row, row), max(self._last_col, col)
        rectangle = (self._last_row + 1) * (self._last_col + 1)
        if self._last_row >= limits.ROWS or self._last_col >= limits.COLUMNS or rectangle > limits.RECTANGLE:
            far = cell_address(self._last_row, self._last_col)
            raise FileRejected("too-large", why=f"a sheet goes as far as {far}")

    @staticmethod
    def _check_area(reference: str) -> None:
        (top, left), (bottom, right) = parse_range(reference)
        if (bottom - top + 1) * (right - left + 1) > limits.RECTANGLE:
            raise FileRejected("too-large", why=f"merged cells or a link over {reference}")


class _Cell(NamedTuple):  # as quick as it gets: there are thousands
    """A plain cell: ``stands`` is as in ``SheetFacts.filled``, or None; ``group`` shares its formula, or is empty."""

    column: bytes
    row: bytes
    formula: bytes | None
    group: str
    stands: int | None


def _cells(split: Sequence[bytes]) -> Iterator[_Cell]:
    """The cells that ``_CELL`` has split out."""
    fields = (split[i::7] for i in range(1, 7))
    for column, row, kind, attributes, formula, value in zip(*fields, strict=True):
        stands = None
        if value and (value.isdigit() or value.decode().strip(BLANK)):
            stands = int(value) if kind == b"s" else -1
        yield _Cell(column, row, None if attributes is None else formula or b"", _group(attributes or b""), stands)


@lru_cache(maxsize=1 << 8)
def _group(attributes: bytes) -> str:
    """The number under which a formula is shared; empty where it is not."""
    shared = _SHARED.search(attributes) if b't="shared"' in attributes else None
    return shared[1].decode() if shared else ""


@dataclass(slots=True)
class _Run:
    """Rows that follow each other and differ in their number only: by column what stands there, and the formulas.

    Texts are cut where the number of the row belongs. ``first`` and ``end`` count rows from 0.
    """

    cells: int
    filled: list[tuple[int, int]]
    followers: list[tuple[int, str]]
    formulas: list[tuple[int, list[str]]]
    pieces: list[bytes]
    first: int
    end: int
    looks_up: bool = False
    expected: bytes = b""

    def extend(self) -> None:
        """Take the expected row, and work out the next."""
        self.end += 1
        self.expected = (b"%d" % (self.end + 1)).join(self.pieces)
        if self.looks_up:
            self.expected = self.expected.replace(_ABOVE.encode(), b"%d" % self.end)

    @property
    def last(self) -> int:
        """The last column in which there is something; -1 where there is nothing."""
        return max((col for col, _ in (*self.filled, *self.followers, *self.formulas)), default=-1)


def _run(row: bytes) -> _Run | None:
    """The run that begins with this row; None where its cells have to be read one by one."""
    head = _ROW.match(row)
    if head is None or b"<f" not in row or b't="s"' in row:  # what people type, they type in one row only
        return None
    end = int(head[1])
    pattern = row.replace(head[1], b"\x01").replace(b"%d" % (end - 1), b"\x02")
    split = _CELL.split(pattern[pattern.index(b">") + 1 :])
    if any(split[::7]):
        return None
    run = _Run(len(split) // 7, [], [], [], pattern.split(b"\x01"), end - 1, end - 1, b"\x02" in pattern)
    for cell in _cells(split):
        col = parse_address(cell.column.decode() + "1")[1]
        if cell.row != b"\x01" or (cell.formula and (cell.group or b"&#" in cell.formula)):
            return None
        if cell.stands is not None:
            run.filled.append((col, cell.stands))
        if cell.group:
            run.followers.append((col, cell.group))
        elif cell.formula is not None:
            run.formulas.append((col, f"={_unescaped(cell.formula.decode())}".split(_HERE)))
    run.extend()
    return run


def _unescaped(text: str) -> str:
    """A formula as it is typed; some programs write the whole formula again in every row, so this is quick."""
    if "&#" in text:
        return unescape(text)
    for entity, sign in _ENTITIES:  # ``&`` last, so that nothing is read twice
        text = text.replace(entity, sign)
    return text


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 10
