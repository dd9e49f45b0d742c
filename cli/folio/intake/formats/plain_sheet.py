"""The quick way to read a sheet of an .xlsx: all of its cells by one pattern, where they are written as usual.

Nothing is skipped because the pattern did not know it: without its cells, what is left must be rows and nothing else,
and what stands around the rows is parsed. A sheet with anything else in it is left to the parser as a whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, compress
from typing import Any, NamedTuple

from folio.basics.cell_references import column_number
from folio.intake import limits
from folio.intake.formats.sheet_content import FileCell, FileRun, SheetContent
from folio.intake.formats.sheet_parser import parse_sheet
from folio.intake.raw_workbook import FileRejected

_CELL = re.compile(
    rb'<c r="(([A-Z]{1,3})([1-9][0-9]{0,6}))"(?: s="([0-9]{1,5})")?+(?: t="(s|str|n|b|e)")?+(?:/>|>'
    rb'(?:<f((?: [A-Za-z0-9:]{1,20}="[^"<>&\x00-\x1f]*+")*+)(?:/>|>([^<]*+)</f>))?+'
    rb'(?:<v(?: xml:space="preserve")?+(?:/>|>([^<]*+)</v>))?+</c>)'
)
_GROUPS = _CELL.groups + 1
# What is left of the rows when the cells are replaced by this sign, which XML does not know.
_TAKEN = b"\x01"
_ROWS = re.compile(
    rb'(?:\s*+<row(?: [A-Za-z0-9:]{1,30}="[^"<>&\x00-\x1f]{0,200}+")*+(?:/>|>(?:\x01|\s)*+</row>))*+\s*+'
)
_SHARED = re.compile(rb' si="([0-9]{1,9})"')
# What XML does not allow in a text.
_BAD_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CONTROLS = bytes((*range(9), 0xB, 0xC, *range(0xE, 0x20)))
_KINDS = {None: "n", b"n": "n", b"s": "s", b"str": "str", b"b": "b", b"e": "e"}
# So many formulas that are one make a run.
_SHORTEST = 8
# No characters of XML, by number.
_NO_SIGNS = frozenset((*_CONTROLS, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


class NotPlain(Exception):
    """A way of writing that only the parser knows."""


def read_sheet(name: str, part: bytes) -> SheetContent:
    """Read a sheet in the quick way, or else in the strict one; raises FileRejected as ``parse_sheet`` does."""
    try:
        return read_plain_sheet(name, part)
    except NotPlain:
        return parse_sheet(name, part)


class _Fields(NamedTuple):
    """The cells of a sheet, field by field, as bytes; None where a cell lacks a field."""

    columns: Sequence[bytes]
    rows: Sequence[bytes]
    styles: Sequence[bytes | None]
    kinds: Sequence[bytes | None]
    attributes: Sequence[bytes | None]
    formulas: Sequence[bytes | None]
    values: Sequence[bytes | None]

    def only(self, wanted: Sequence[bool]) -> _Fields:
        """Return those cells that are wanted."""
        fields: list[Any] = [list(compress(field, wanted)) for field in self]
        return _Fields(*fields)


def read_plain_sheet(name: str, part: bytes) -> SheetContent:
    """Read a sheet that is written as usual; raises NotPlain where it has anything else."""
    begin, end = part.find(b"<sheetData>") + len(b"<sheetData>"), part.rfind(b"</sheetData>")
    if begin < len(b"<sheetData>") or end < begin or _TAKEN in part:
        raise NotPlain
    split = _CELL.split(part[begin:end])
    if _ROWS.fullmatch(_TAKEN.join(split[::_GROUPS])) is None:
        raise NotPlain
    content = parse_sheet(name, part[:begin] + part[end:])
    addresses = split[1::_GROUPS]
    if content.cells or len(set(addresses)) < len(addresses):
        raise NotPlain
    fields = _Fields(*(split[i::_GROUPS] for i in range(2, _GROUPS)))
    fields = fields.only([a is not None or bool(v) for a, v in zip(fields.attributes, fields.values, strict=True)])
    if len(fields.rows) > limits.CELLS:
        raise FileRejected("too-large", why=f"a sheet has more than {limits.CELLS:,} cells")
    _check_texts(fields.values)
    runs, taken = _runs(fields)
    if taken:
        fields = fields.only([i not in taken for i in range(len(fields.rows))])
        _check_texts(fields.formulas)
    return SheetContent(_file_cells(fields), runs, content.links, content.tables)


def _runs(fields: _Fields) -> tuple[list[FileRun], set[int]]:
    """Return the runs of formulas, and the numbers of the cells that are in them."""
    sharing: dict[tuple[bytes, bytes], list[int]] = defaultdict(list)
    originals: dict[bytes, int] = {}
    alike: list[tuple[list[bytes], list[int]]] = []
    newest: dict[bytes, tuple[list[bytes], list[int]]] = {}
    formulas = zip(fields.columns, fields.rows, fields.attributes, fields.formulas, strict=True)
    for i, (column, row, attributes, text) in enumerate(formulas):
        if attributes is None:
            continue
        if not text:
            sharing[column, attributes].append(i)
        elif (known := newest.get(column)) and row.join(known[0]) == text:
            known[1].append(i)
        elif not attributes or (group := _group(attributes)) == b"":
            newest[column] = (_cut(text, row), [i])
            alike.append(newest[column])
        elif group and originals.setdefault(group, i) != i:
            raise NotPlain
    by_group: dict[tuple[bytes, bytes], list[int]] = {(fields.columns[i], group): [i] for group, i in originals.items()}
    for (column, attributes), numbers in sharing.items():
        if (group := _group(attributes)) in originals:
            by_group.setdefault((column, group), []).extend(numbers)
    runs = [_run(fields, b"", pieces, numbers) for pieces, numbers in alike if len(numbers) >= _SHORTEST]
    runs += [
        _run(fields, group, [fields.formulas[originals[group]] or b""], numbers, originals[group])
        for (_, group), numbers in by_group.items()
        if len(numbers) >= _SHORTEST
    ]
    taken = [numbers for _, numbers in (*alike, *by_group.items()) if len(numbers) >= _SHORTEST]
    return runs, set(chain.from_iterable(taken))


def _cut(formula: bytes, row: bytes) -> list[bytes]:
    """The pieces of a formula between the numbers of its own row."""
    pieces: list[bytes] = []
    piece, *others = formula.split(row)
    for other in others:
        if piece[-1:].isupper() and not other[:1].isdigit():
            pieces.append(piece)
            piece = other
        else:
            piece += row + other
    return [*pieces, piece]


def _run(fields: _Fields, group: bytes, pieces: Iterable[bytes], numbers: Sequence[int], original: int = -1) -> FileRun:
    pieces = list(pieces)
    _check_texts(pieces)

    def stored() -> Iterator[tuple[int, str, str]]:
        for i in numbers:
            yield int(fields.styles[i] or 0), (fields.kinds[i] or b"n").decode(), _text(fields.values[i])

    rows = [int(fields.rows[i]) - 1 for i in numbers]
    column = _column(fields.columns[numbers[0]])
    origin = (int(fields.rows[original]) - 1, _column(fields.columns[original])) if group else None
    return FileRun(column, group.decode(), tuple(map(_text, pieces)), origin, rows, stored)


def _file_cells(fields: _Fields) -> list[FileCell]:
    """The cells of these fields, one by one."""
    return [
        FileCell(
            (int(row) - 1, _column(column)),
            int(style) if style else 0,
            _KINDS[kind],
            None if attributes is None else _text(formula),
            (_group(attributes) or b"").decode() if attributes else "",
            _text(value),
        )
        for column, row, style, kind, attributes, formula, value in zip(*fields, strict=True)
    ]


@lru_cache(maxsize=1 << 12)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())


@lru_cache(maxsize=1 << 10)
def _group(attributes: bytes) -> bytes | None:
    """The number under which a formula is shared; empty where it is not, None where it is of another kind."""
    if b' t="shared"' not in attributes:
        return None if b" t=" in attributes else b""
    shared = _SHARED.search(attributes)
    if shared is None:
        raise NotPlain
    return shared[1]


def _check_texts(texts: Iterable[bytes | None]) -> None:
    """Leave texts that are not well formed to the parser, which says so."""
    joined = b"\n".join(text for text in set(texts) if text)
    if _BAD_ENTITY.search(joined) or len(joined.translate(None, _CONTROLS)) < len(joined):
        raise NotPlain
    try:
        joined.decode()
    except UnicodeDecodeError:
        raise NotPlain from None


def _text(raw: bytes | None) -> str:
    """A text as XML means it: line ends are one sign, entities are read."""
    if not raw:
        return ""
    text = raw.decode()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_sign, text) if "&" in text else text


_ENTITY = re.compile(r"&(?:#([0-9]+)|#x([0-9A-Fa-f]+)|([a-z]+));")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _sign(entity: re.Match[str]) -> str:
    if entity[3]:
        return _SIGNS[entity[3]]
    number = int(entity[1]) if entity[1] else int(entity[2], 16)
    if number in _NO_SIGNS or number > 0x10FFFF:
        raise NotPlain
    return chr(number)
