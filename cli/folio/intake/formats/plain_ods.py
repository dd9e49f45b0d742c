"""The quick way through the cells of an .ods: those written as usual are taken out by one pattern.

Nothing is skipped because the pattern did not know it: all other XML is parsed, and in it one element stands in place
of each row of such cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

from folio.intake.formats.plain_xml import NotPlain, decoded

# Columns to the right of the first one, how many it fills, its formula as it stands in the file, kind, value and text.
PlainCell = tuple[int, int, bytes | None, str, str, str]
# How many columns there are in a row, and the cells that are filled.
PlainRow = tuple[int, list[PlainCell]]

TAKEN = "_"
_TAKEN = b"<_/>"
_CELL = re.compile(
    rb'<table:table-cell(?: table:style-name="[-.\w]*+")?+(?: table:content-validation-name="[-.\w]*+")?+'
    rb'(?: table:number-columns-repeated="([1-9][0-9]{0,8})")?+(?: table:formula="([^"]{1,500000}+)")?+'
    rb'(?: office:value-type="(?:float|percentage|currency|date|time|boolean|string)"(?: office:currency="[A-Z]*+")?+'
    rb'(?: office:((?:date-|time-|boolean-|string-)?value)="([^"<\t\r\n]{0,500000}+)")?+'
    rb'(?: calcext:value-type="(?!error)[a-z]++")?+)?+'
    rb"(?:/>|>(?:<text:p/>|<text:p>([^<]{0,500000}+)</text:p>)?+</table:table-cell>)"
)
# Comments and the like, in which no cell is one.
_UNSURE = re.compile(rb"<[!?]")
# What a parser refuses in an attribute, or changes.
_ODD = re.compile(rb"[<\t\r\n]")


def take_out_cells(part: bytes) -> tuple[bytes, Iterator[PlainRow]]:
    """Return the rest of the XML, and the cells that each of its elements ``TAKEN`` stands for.

    Raises NotPlain where a cell may stand in a comment or the like, or is not well formed.
    """
    split = _CELL.split(part)
    between, repeats, formulas, kinds, stored, texts = (split[i :: _CELL.groups + 1] for i in range(_CELL.groups + 1))
    begins = [i for i, xml in enumerate(between) if xml]
    rest = _TAKEN.join([between[i] for i in begins])
    if not (between[0] and between[-1]) or _UNSURE.search(rest, 1) or rest.count(b"<_") >= len(begins):
        raise NotPlain
    widths = [int(times) if times else 1 for times in repeats]
    ends = [0, *accumulate(widths)]
    filled = [i for i, (f, s, t) in enumerate(zip(formulas, stored, texts, strict=True)) if f or s or t]
    said = [decoded([field[i] for i in filled]) for field in (kinds, stored, texts)]
    cells = iter(list(zip(filled, *said, strict=True)))

    def rows() -> Iterator[PlainRow]:
        at, *cell = next(cells, (len(widths),))
        for begin, end in pairwise(begins):
            row = []
            while at < end:
                row.append((ends[at] - ends[begin], widths[at], formulas[at], *cell))
                at, *cell = next(cells, (len(widths),))
            yield ends[end] - ends[begin], row

    return rest, rows()


def decoded_formulas(formulas: list[bytes]) -> list[str]:
    """Return formulas as a parser gives them; raises NotPlain where one is not well formed."""
    if any(map(_ODD.search, formulas)):
        raise NotPlain
    return decoded(formulas)
