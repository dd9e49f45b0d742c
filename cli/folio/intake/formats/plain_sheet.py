"""The quick way to read a sheet of an .xlsx: all of its cells by one pattern, where they are written as usual.

Nothing is skipped because the pattern did not know it: without its cells, what is left must be rows and nothing else,
and what stands around the rows is parsed. A sheet with anything else in it is left to the parser as a whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, compress, repeat
from typing import Any, NamedTuple

from folio.basics.cell_references import column_number
from folio.intake import limits
from folio.intake.formats.alike_formulas import SHORTEST, AlikeFormulas
from folio.intake.formats.plain_xml import MARK, NotPlain, decoded
from folio.intake.formats.sheet_content import FileCell, FileRun, SheetContent
from folio.intake.formats.sheet_parser import parse_around_rows, parse_sheet
from folio.intake.raw_workbook import FileRejected

_CELL = re.compile(
    rb'<c r="(([A-Z]{1,3})([1-9][0-9]{0,6}))"(?: s="([0-9]{1,5})")?+(?: t="(s|str|n|b|e)")?+(?:/>|>'
    rb'(?:<f((?: [A-Za-z0-9:]{1,20}="[^"<>&\x00-\x1f]*+")*+)(?:/>|>([^<]*+)</f>))?+'
    rb'(?:<v(?: xml:space="preserve")?+(?:/>|>([^<]*+)</v>))?+</c>)'
)
_GROUPS = _CELL.groups + 1
# What is left of the rows when a mark stands in place of each cell.
_ROWS = re.compile(
    rb'(?:\s*+<row(?: [A-Za-z0-9:]{1,30}="[^"<>&\x00-\x1f]{0,200}+")*+(?:/>|>(?:\x01|\s)*+</row>))*+\s*+'
)
_SHARED = re.compile(rb' si="([0-9]{1,9})"')
_KINDS = {None: "n", b"n": "n", b"s": "s", b"str": "str", b"b": "b", b"e": "e"}


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
    if begin < len(b"<sheetData>") or end < begin or MARK in part:
        raise NotPlain
    split = _CELL.split(part[begin:end])
    if _ROWS.fullmatch(MARK.join(split[::_GROUPS])) is None:
        raise NotPlain
    content = parse_around_rows(name, part[:begin] + part[end:])
    addresses = split[1::_GROUPS]
    if len(set(addresses)) < len(addresses):
        raise NotPlain
    fields = _Fields(*(split[i::_GROUPS] for i in range(2, _GROUPS)))
    fields = fields.only([a is not None or bool(v) for a, v in zip(fields.attributes, fields.values, strict=True)])
    if len(fields.rows) > limits.CELLS:
        raise FileRejected("too-large", why=f"a sheet has more than {limits.CELLS:,} cells")
    runs, taken = _runs(fields)
    if taken:
        fields = fields.only([i not in taken for i in range(len(fields.rows))])
    return SheetContent(_file_cells(fields), runs, content.links, content.tables)


def _runs(fields: _Fields) -> tuple[list[FileRun], set[int]]:
    """Return the runs of formulas, and the numbers of the cells that are in them."""
    sharing: dict[tuple[bytes, bytes], list[int]] = defaultdict(list)
    originals: dict[bytes, int] = {}
    alike = AlikeFormulas()
    formulas = zip(fields.columns, fields.rows, fields.attributes, fields.formulas, strict=True)
    for i, (column, row, attributes, text) in enumerate(formulas):
        if attributes is None:
            continue
        if not text:
            sharing[column, attributes].append(i)
        elif not attributes or (group := _group(attributes)) == b"":
            alike.add(column, row, text, i)
        elif group and originals.setdefault(group, i) != i:
            raise NotPlain
    by_group: dict[tuple[bytes, bytes], list[int]] = {(fields.columns[i], group): [i] for group, i in originals.items()}
    for (column, attributes), numbers in sharing.items():
        if (group := _group(attributes)) in originals:
            by_group.setdefault((column, group), []).extend(numbers)
    own = alike.runs()
    runs = [_run(fields, b"", pieces, numbers) for pieces, numbers in own]
    runs += [
        _run(fields, group, [fields.formulas[originals[group]] or b""], numbers, originals[group])
        for (_, group), numbers in by_group.items()
        if len(numbers) >= SHORTEST
    ]
    taken = [numbers for _, numbers in (*own, *by_group.items()) if len(numbers) >= SHORTEST]
    return runs, set(chain.from_iterable(taken))


def _run(fields: _Fields, group: bytes, pieces: Sequence[bytes], numbers: Sequence[int], original: int = -1) -> FileRun:
    first = numbers[0]
    decoded(list({fields.values[i] for i in numbers}))  # whether they are well formed; few differ

    def stored() -> Iterator[tuple[int, str, str]]:
        values = decoded([fields.values[i] for i in numbers])
        return ((int(fields.styles[i] or 0), _KINDS[fields.kinds[i]], v) for i, v in zip(numbers, values, strict=True))

    return FileRun(
        _column(fields.columns[first]),
        group.decode(),
        tuple(decoded(pieces)),
        (int(fields.rows[original]) - 1, _column(fields.columns[original])) if group else None,
        [int(fields.rows[i]) - 1 for i in numbers],
        stored,
    )


def _file_cells(fields: _Fields) -> list[FileCell]:
    """The cells of these fields, one by one."""
    formulas: Iterable[str | None] = repeat(None, len(fields.rows))
    groups: Iterable[str] = repeat("", len(fields.rows))
    if any(a is not None for a in fields.attributes):
        texts = decoded(fields.formulas)
        formulas = [None if a is None else text for a, text in zip(fields.attributes, texts, strict=True)]
        groups = [(_group(a) or b"").decode() if a else "" for a in fields.attributes]
    places = [(int(row) - 1, _column(column)) for row, column in zip(fields.rows, fields.columns, strict=True)]
    styles = [int(style) if style else 0 for style in fields.styles]
    kinds = [_KINDS[kind] for kind in fields.kinds]
    return list(map(FileCell, places, styles, kinds, formulas, groups, decoded(fields.values)))


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
