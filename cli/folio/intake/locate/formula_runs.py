"""Which runs of formulas are folio's: they are recognized whole, not cell by cell.

A run that is not where folio's formula belongs is spelled out: its cells count like any that a person filled.
"""

from __future__ import annotations

from folio.intake.locate.identify import is_workings
from folio.intake.locate.sheet_match import Fingerprints
from folio.intake.locate.sheets import SheetMap
from folio.intake.raw_workbook import FormulaRun, RawGrid, RawWorkbook
from folio.template.schema import Sheet, Template
from folio.workbook.embedded_description import EmbeddedDescription
from folio.workbook.formulas.fingerprints import formula_fingerprint


def spell_out_others(
    book: RawWorkbook, template: Template, description: EmbeddedDescription, fingerprints: Fingerprints
) -> None:
    """Spell out the runs of every sheet but those of its own formulas, and of the sheet that only computes."""
    by_title = {sheet.title: sheet for sheet in template.tables}
    for grid in book.grids:
        if grid.runs and not is_workings(grid, description):
            sheet = by_title.get(grid.title)
            grid.spell_out([run for run in grid.runs if not (sheet and _columns(sheet, run, fingerprints))])


def spell_out_strays(book: RawWorkbook, where: SheetMap, fingerprints: Fingerprints) -> bool:
    """Spell out the runs of tables on which one is elsewhere than its column; return whether there are any."""
    astray = [
        grid
        for grid in book.grids
        if where.on(grid) and not all(_in_place(grid, r, where, fingerprints) for r in grid.runs)
    ]
    for grid in astray:
        grid.spell_out(list(grid.runs))
    return bool(astray)


def _in_place(grid: RawGrid, run: FormulaRun, where: SheetMap, fingerprints: Fingerprints) -> bool:
    return any(
        found.columns.get(key) == run.column and found.first_row <= min(run.rows)
        for found in where.on(grid)
        for key in _columns(found.sheet, run, fingerprints)
    )


def _columns(sheet: Sheet, run: FormulaRun, fingerprints: Fingerprints) -> list[str]:
    """The columns of a sheet whose formula this is."""
    digest = formula_fingerprint(run.formula)
    measured = (c.key for c in sheet.columns if c.computed_by is not None)
    return [key for key in measured if digest in fingerprints.get(f"{sheet.key}.{key}", ())]
