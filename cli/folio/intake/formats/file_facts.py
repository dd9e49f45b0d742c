"""What the gate tells of a file: that it is refused, or what stands where parsers do not look."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from folio.basics.cell_references import CellPlace, cell_address, parse_address

if TYPE_CHECKING:
    from openpyxl.formula.translate import Translator


class FileRejected(Exception):
    """The file will not be read; ``code`` is the problem's and ``words`` fill its message."""

    def __init__(self, code: str, **words: Any) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


@dataclass(slots=True)
class SheetFacts:
    """What the walk saw in one sheet: errors, formulas and notes by place (row and column from 0).

    ``filled`` holds every cell in which something stands, so that the values can be checked to be all there; with
    the number of its shared string, or -1. ``computed`` holds the cells of formulas whose text cannot be told (.xls).
    Where cells share a formula, ``formulas`` has the text of the first for all of them, and ``shared`` which that is.
    """

    errors: dict[CellPlace, str] = field(default_factory=dict)
    formulas: dict[CellPlace, str] = field(default_factory=dict)
    notes: dict[CellPlace, str] = field(default_factory=dict)
    filled: dict[CellPlace, int] = field(default_factory=dict)
    computed: set[CellPlace] = field(default_factory=set)
    shared: dict[CellPlace, CellPlace] = field(default_factory=dict)

    def formula(self, place: CellPlace) -> str:
        """The formula of a cell as it stands there; empty where there is none."""
        formula, origin = self.formulas.get(place, ""), self.shared.get(place)
        if origin is None:
            return formula
        from openpyxl.formula.tokenizer import TokenizerError  # slow to load, and people's own are rarely shared
        from openpyxl.formula.translate import TranslatorError

        try:
            return str(_translator(formula, origin).translate_formula(cell_address(*place)))
        except (TokenizerError, TranslatorError, ValueError, LookupError):
            return formula


@dataclass(frozen=True, slots=True)
class Parts:
    """Where an .xlsx has its parts, under whatever names: sheets by title, shared strings and styles.

    ``blank`` are the numbers of shared strings in which nothing stands.
    """

    sheets: dict[str, str]
    strings: str = ""
    styles: str = ""
    since_1904: bool = False
    blank: frozenset[int] = frozenset()


@dataclass(slots=True)
class FileFacts:
    """What the gate knows of a file that it lets through.

    ``sheets`` is by title; ``names`` gives the sheet and cell of defined names that point at one cell;
    ``properties`` the custom document properties. ``knows_formulas`` is False for formats that are not XML.
    ``parts`` is known for .xlsx only.
    """

    kind: str
    knows_formulas: bool
    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    names: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    parts: Parts | None = None


# White space, and signs that nobody sees and that come along when one copies from a web page.
BLANK = "".join(
    chr(c) for c in (*range(0x20A0), 0x2800, 0x3000, 0x3164, 0xFEFF)
    if chr(c).isspace() or c in (0xAD, 0x34F, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0x2800, 0x3164, 0xFEFF)
)  # fmt: skip


@lru_cache(maxsize=16)
def _translator(formula: str, origin: CellPlace) -> Translator:
    """What moves a formula to other cells: it has taken the formula apart, which costs far more than the move."""
    from openpyxl.formula.translate import Translator

    return Translator(formula, origin=cell_address(*origin))


def place_of(address: str) -> CellPlace:
    """Row and column from 0 of an address like ``C7``; FileRejected when it is none."""
    try:
        return parse_address(address)
    except ValueError:
        raise FileRejected("damaged", why=f"a cell has the address {address[:20]!r}") from None
