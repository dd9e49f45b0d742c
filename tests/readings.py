"""Readings made by hand, for tests of what comes after the intake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from folio.basics.cell_references import cell_address
from folio.intake.files.sandbox import read_all
from folio.intake.files.workbook_file import WorkbookFile
from folio.intake.model import Problem, Reading, Row, Student, Table
from folio.template.loading import load_kit
from tests.workbooks import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CANARY = "PRIVATE-CANARY"


class Unfit(str):
    """What was typed where it does not fit: the cell counts as filled, and its value as None."""

    __slots__ = ()


UNREADABLE = Reading(
    "broken.xlsx", problems=(Problem("not-a-workbook", "error", "This is no spreadsheet.", "Ask for it again."),)
)


def a_reading(
    name: str = "Ana Lopez",
    template: str = "complete",
    start: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
    without: Sequence[str] = (),
    path: str = "",
    student_id: str = "S1",
    **sheets: Sequence[Mapping[str, Any]],
) -> Reading:
    """Return a reading with these rows by sheet key; its first row of a table stands in row 6.

    Columns that are not given are None, as where nothing is typed, and so are those that are ``Unfit``.
    ``without`` names sheets that the file has lost.
    """
    made = load_kit(template).template
    tables = {}
    for sheet in made.sheets:
        if sheet.key in without:
            continue
        given = [{"name": name, **(start or {})}] if sheet.key == "start" else sheets.get(sheet.key, [])
        rows = []
        for number, values in enumerate(given, start=FIRST_ROW - 1):
            assert set(values) <= set(sheet.keys), f"{sheet.key}: {set(values) - set(sheet.keys)}"
            cells = {key: cell_address(number, col) for col, key in enumerate(sheet.keys)}
            unfit = {key: str(value) for key, value in values.items() if isinstance(value, Unfit)}
            filled = {c.key: None if c.key in unfit else values.get(c.key) for c in sheet.columns if c.typed}
            rows.append(Row(sheet.title, number + 1, filled, unfit, cells))
        tables[sheet.key] = Table(sheet.key, sheet.title, tuple(rows), sheet.keys)
    student = Student(name, student_id, str((start or {}).get("class") or ""))
    counts = {key: len(table.typed_rows) for key, table in tables.items()}
    return Reading(
        path or f"{name}.xlsx", template=made, student=student, tables=tables, problems=tuple(problems),
        row_counts=counts,
    )  # fmt: skip


def read_guarded(sources: Sequence[WorkbookFile]) -> list[Reading]:
    """What the real workers read of these files, in their order."""
    return [reading for _, reading in sorted(read_all(sources), key=lambda pair: pair[0])]
