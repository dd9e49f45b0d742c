"""What is on its way from an old workbook into a new one: cells, rows with what stood beside them, and remarks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from folio.basics.cell_references import CellPlace, cell_address
from folio.basics.plain_values import as_text
from folio.domain.names import normalize_name
from folio.intake.close_reading import Spot, TypedCell
from folio.template.schema import Sheet

Keep = Literal["everything", "people"]
# A column of a person's own: its number in the old file; or the key of a column that the new template lacks.
OwnColumn = int | str


@dataclass(frozen=True, slots=True)
class OldCell:
    """A filled cell of the old workbook: where it stood, what it holds, and of a table's cell the canonical value.

    ``header`` names what it was, as far as that is known.
    """

    spot: Spot
    typed: TypedCell
    value: Any = None
    differs: bool = False
    private: bool = False
    header: str = ""

    @property
    def said(self) -> str:
        """What it says, for comparing."""
        return normalize_name(as_text(self.typed.value if self.value is None else self.value))


@dataclass(slots=True)
class Line:
    """A row on its way into a table: its row in the old file, its cells by column key, and those of own columns.

    ``is_prefilled`` marks a row of folio's that only comes along for what stands beside it.
    """

    row: int
    cells: dict[str, OldCell] = field(default_factory=dict)
    own: dict[OwnColumn, OldCell] = field(default_factory=dict)
    is_prefilled: bool = False


@dataclass(slots=True)
class TableOnItsWay:
    """A table of the old workbook: ``old`` is its sheet there, in the words of the template of then.

    ``own`` has the columns beside it in their order, each with its heading if it has one.
    """

    old: Sheet
    lines: dict[int, Line] = field(default_factory=dict)
    own: dict[OwnColumn, OldCell | str | None] = field(default_factory=dict)

    def line(self, row: int) -> Line:
        """Return the line of a row in the old file; a new one where nothing else stood in it."""
        return self.lines.setdefault(row, Line(row))

    @property
    def in_order(self) -> list[Line]:
        """The lines as they stood one below the other."""
        return [self.lines[row] for row in sorted(self.lines)]


@dataclass(frozen=True, slots=True)
class Remark:
    """A cell that is not in the new workbook as it was, and why; ``is_left`` if it isn't there at all."""

    sheet: str
    place: CellPlace
    why: str
    is_left: bool = True

    @property
    def cell(self) -> str:
        """Its address in the old file."""
        return cell_address(*self.place)
