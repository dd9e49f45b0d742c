"""Results of folio's formulas in a workbook that some program saved as values only.

What equals folio's own result for what was read is folio's; anything else in such a place is a person's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import isclose
from typing import Any

from folio.basics.cell_references import cell_address, parse_address
from folio.exit_codes import FolioError
from folio.intake.formats.read_cells import read_cells
from folio.intake.locate.extract import Extracted, as_data
from folio.intake.locate.sheets import SheetMap
from folio.intake.model import Extra, Row
from folio.intake.raw_workbook import FileRejected
from folio.template.loading import DEFAULT, load_kit
from folio.template.plan_builder import build_plan
from folio.template.schema import MOST_ROWS, Template
from folio.workbook.embedded_description import Owner
from folio.workbook.layout import FORM_VALUE, TABLE_FIRST, beside_places

# By title and address.
_Results = dict[tuple[str, str], Any]
# Where the file does not say when it was saved: a day on which nothing is due yet.
_LONG_AGO = date(1900, 1, 1)


def without_own_results(
    found: Extracted, where: SheetMap, template: Template, saved_on: date | None
) -> tuple[Extra, ...]:
    """Return the extra cells but for values that folio's formula shows in their place.

    To know them, a workbook with the same rows is made, as of the day on which the file was saved.
    """
    values = [e for e in found.extra if not e.formula]
    computed = {
        (match.grid.title, match.columns.get(column.key, FORM_VALUE))
        for match in where.located.values()
        for column in match.sheet.columns
        if not column.typed
    }
    beside = {(m.grid.title, cell_address(*p)) for m in where.located.values() for p in beside_places(m.sheet)}
    if not any((e.sheet, e.cell) in beside or (e.sheet, parse_address(e.cell)[1]) in computed for e in values):
        return tuple(found.extra)
    lowest = max(parse_address(e.cell)[0] for e in values)
    prepared = min(max(lowest - TABLE_FIRST, 0) + 1, MOST_ROWS)
    try:
        results = _results(found, where, template, saved_on or _LONG_AGO, prepared)
    except (FileRejected, FolioError, LookupError, TypeError, ValueError):
        # A template from elsewhere may ask for what no workbook can hold.
        return tuple(found.extra)
    return tuple(e for e in found.extra if e.formula or not _is_same(results.get((e.sheet, e.cell)), e.value))


def _is_same(result: Any, value: Any) -> bool:
    """Whether both show the same: programs round the last digits of a number in ways of their own."""
    if isinstance(result, float) and isinstance(value, int | float):
        return isclose(result, value, rel_tol=1e-12)
    return result is not None and result == value


def _results(found: Extracted, where: SheetMap, template: Template, today: date, prepared: int) -> _Results:
    """What folio writes into a workbook with these rows, by the place where each cell is in the file."""
    from folio.workbook.build import build_workbook  # few workbooks need it, and it takes a while to load

    rows: dict[str, list[Mapping[str, Any]]] = {}
    for key, table in found.tables.items():
        here = where.located[key]
        lines = {row.number - 1 - here.first_row if here.columns else 0: _typed(row) for row in table.rows}
        rows[key] = [lines.get(i, {}) for i in range(min(max(lines, default=-1) + 1, MOST_ROWS))]
    shipped = load_kit(DEFAULT)
    # The bank of questions of another template isn't known. No formula depends on it, so any plan does.
    kit, plan = replace(shipped, template=template), build_plan(shipped)
    workbook = build_workbook(kit, Owner(), content=rows, today=today, plan=plan, prepared=prepared)
    built = read_cells(workbook.content)
    results: _Results = {}
    for grid in built.grids:
        grid.spell_out(list(grid.runs))
        match = next((m for m in where.located.values() if m.sheet.title == grid.title), None)
        title = match.grid.title if match else grid.title
        results |= {(title, cell_address(*place)): as_data(value) for place, value in grid.cells.items()}
        if match and match.columns:
            columns = {i: match.columns.get(column.key, i) for i, column in enumerate(match.sheet.columns)}
            results |= {
                (title, cell_address(r - TABLE_FIRST + match.first_row, columns[c])): as_data(value)
                for (r, c), value in grid.cells.items()
                if r >= TABLE_FIRST and c in columns
            }
    return results


def _typed(row: Row) -> Mapping[str, Any]:
    """The cells of a row as a formula sees them, but for errors."""
    cells = {
        key: row.as_typed.get(key) if value is None else value
        for key, value in row.values.items()
        if key not in row.proposed
    }
    return {key: value for key, value in cells.items() if not isinstance(value, dict)}
