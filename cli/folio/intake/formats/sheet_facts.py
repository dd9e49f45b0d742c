"""What a walk through the XML or the records of one sheet finds that python-calamine does not give."""

from __future__ import annotations

from dataclasses import dataclass, field

from folio.basics.cell_references import CellPlace


@dataclass(slots=True)
class SheetFacts:
    """Errors, formulas and notes of one sheet by place (row and column from 0).

    ``filled`` holds every filled cell, so that folio can check that no value is missing. ``computed`` holds formulas
    whose text is not read (.xls). ``since_1904`` is RawGrid's.
    """

    errors: dict[CellPlace, str] = field(default_factory=dict)
    formulas: dict[CellPlace, str] = field(default_factory=dict)
    notes: dict[CellPlace, str] = field(default_factory=dict)
    filled: set[CellPlace] = field(default_factory=set)
    computed: set[CellPlace] = field(default_factory=set)
    since_1904: bool = False


# White space, and invisible characters that come along when people copy from a web page.
BLANK = "".join(
    chr(c) for c in (*range(0x20A0), 0x2800, 0x3000, 0x3164, 0xFEFF)
    if chr(c).isspace() or c in (0xAD, 0x34F, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0x2800, 0x3164, 0xFEFF)
)  # fmt: skip
