"""Readings made by hand, for tests of what comes after the intake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from folio.intake.result import Problem, Reading, Row, Student, Table, address
from folio.template.load import load_kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST_ROW = 5
CANARY = "PRIVATE-CANARY"
UNREADABLE = Reading(
    "broken.xlsx", problems=(Problem("not-a-workbook", "error", "This is no spreadsheet.", "Ask for it again."),)
)


def a_reading(
    name: str = "Ana Lopez",
    template: str = "complete",
    start: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
    without: Sequence[str] = (),
    **sheets: Sequence[Mapping[str, Any]],
) -> Reading:
    """Return a reading with these rows by sheet key; its first row of a table stands in row 6.

    Columns that are not given are None, as where nothing is typed. ``without`` names sheets that the file has lost.
    """
    made = load_kit(template).template
    tables = {}
    for sheet in made.sheets:
        if sheet.key in without:
            continue
        given = [{"name": name, **(start or {})}] if sheet.key == "start" else sheets.get(sheet.key, [])
        rows = []
        for number, values in enumerate(given, start=FIRST_ROW):
            assert set(values) <= set(sheet.keys), f"{sheet.key}: {set(values) - set(sheet.keys)}"
            cells = {key: address(number, col) for col, key in enumerate(sheet.keys)}
            filled = {c.key: values.get(c.key) for c in sheet.columns if c.typed}
            rows.append(Row(sheet.title, number + 1, filled, {}, cells))
        tables[sheet.key] = Table(sheet.key, sheet.title, tuple(rows), sheet.keys)
    student = Student(name, "S1", str((start or {}).get("class") or ""))
    return Reading(f"{name}.xlsx", template=made, student=student, tables=tables, problems=tuple(problems))
