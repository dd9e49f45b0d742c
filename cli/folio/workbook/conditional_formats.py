"""Colors that depend on what is in a cell: missing, overdue, good or bad news, and ratings as bars."""

from __future__ import annotations

from typing import Any

from folio.basics.cell_references import column_letter
from folio.template.schema import Column, Sheet
from folio.workbook.formulas.parts import text_literal
from folio.workbook.layout import ROOM, TABLE_FIRST, field_blocks
from folio.workbook.page import Page


def color_rows(page: Page, sheet: Sheet) -> None:
    """Add a table's conditional formats: missing, overdue, toned choices, and ratings as bars."""
    cells = {c.key: f"${column_letter(i)}{TABLE_FIRST + 1}" for i, c in enumerate(sheet.columns)}
    row = f"{cells[sheet.keys[0]]}:{cells[sheet.keys[-1]]}"
    tone = page.styles.tone
    for block in (b for b in field_blocks(sheet) if b.field > 1):
        # Of a field that Start doesn't name, nothing is seen, not even the headings.
        top, left = block.title
        nothing = f'=${column_letter(left)}${top + 1}=""'
        rule = {"type": "formula", "criteria": nothing, "format": page.styles.unseen(), "stop_if_true": True}
        page.color((top, left, TABLE_FIRST + ROOM - 1, block.last), rule)
    for i, column in enumerate(sheet.columns):
        cell = cells[column.key]
        rules: list[dict[str, Any]] = []
        if column.required:
            missing = f'=AND({cell}="",COUNTA({row})>{_formulas(sheet)})'
            rules.append({"type": "formula", "criteria": missing, "format": tone("bad")})
        if column.deadline:
            settled = f',{cells[column.settled_by]}=""' if column.settled_by else ""
            overdue = f"=AND(ISNUMBER({cell}),{cell}<TODAY(){settled})"
            rules.append({"type": "formula", "criteria": overdue, "format": tone("warn")})
        for choice, name in column.tones.items():
            rules.append({"type": "cell", "criteria": "==", "value": text_literal(choice), "format": tone(name)})
        if column.proposal is not None:
            # Not typed over yet.
            rules.append({"type": "formula", "criteria": f"=_xlfn.ISFORMULA({cell})", "format": tone("muted")})
        if column.type == "rating" or column.bar:
            rules.append(_bar(page, sheet, column))
        for rule in rules:
            page.color((TABLE_FIRST, i, TABLE_FIRST + ROOM - 1, i), rule)


def _formulas(sheet: Sheet) -> int:
    """How many cells of a row COUNTA counts though nobody typed: what is listed, and formulas even without a text."""
    return sum(c.computed_by is not None or c.key in sheet.listed for c in sheet.columns)


def _bar(page: Page, sheet: Sheet, column: Column) -> dict[str, Any]:
    return {
        "type": "data_bar", "data_bar_2010": True, "bar_solid": True,
        "bar_color": _tint(page.styles.accent(sheet.accent)), "min_type": "num", "max_type": "num",
        "min_value": 0, "max_value": column.bar or column.high,
        "bar_no_border": True,
    }  # fmt: skip


def _tint(color: str, share: float = 0.84) -> str:
    """A color mixed with white: ``share`` is how much white."""
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(p + (255 - p) * share):02X}" for p in parts)
