"""Values in a row that names a field of work: what was heard about it, what speaks for it, who can advise."""

from __future__ import annotations

from collections.abc import Callable

from folio.basics.wording import counted
from folio.domain.advisers import advisers_in
from folio.domain.interviews import completed_about, mean_interest
from folio.domain.main_sides import Side
from folio.domain.previews import preview_of, rows_about
from folio.workbook.formulas.field_figures import is_on_start, main_words
from folio.workbook.formulas.heard_marks import ONLY, times
from folio.workbook.formulas.parts import (
    CellValue,
    FormulaCell,
    SheetData,
    as_criterion,
    first_line,
    index_of,
)
from folio.workbook.formulas.workings_layout import FieldFigure, figures_name

_NOT_ON_START = "Add this field on Start"


def heard(at_cell: FormulaCell) -> str:
    """How many ups and downs were heard."""
    field = at_cell.cell("field")
    about, any_facet = as_criterion(field), '"*"'
    ups, downs = times(about, any_facet, up="u"), times(about, any_facet, down="d")
    return f'IF({field}="","",{ups}&" up, "&{downs}&" down")'


def heard_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``heard`` shows."""
    field = data.record(at_cell).text("field")
    ups, downs = (sum(r.has(side) for r in rows_about(data.records, field)) for side in ("upside", "downside"))
    return f"{ups} up, {downs} down" if field else ""


def main(side: Side) -> Callable[[FormulaCell], str]:
    """The facets that speak most for or against a field on Start, each with how often: the strongest first."""
    figure = FieldFigure.FOR if side == "upside" else FieldFigure.AGAINST
    return lambda at_cell: f'IFERROR({_figure(at_cell, figure)},"")'


def main_shown(side: Side) -> Callable[[FormulaCell, SheetData], CellValue]:
    """What ``main`` shows."""
    return lambda at_cell, data: main_words(data.records, data.record(at_cell).text("field"), side)


def _figure(at_cell: FormulaCell, figure: FieldFigure) -> str:
    line = f"MATCH({as_criterion(at_cell.cell('field'))},{figures_name(FieldFigure.NAME)},0)"
    return f"INDEX({figures_name(figure)},{line})"


def basis(at_cell: FormulaCell) -> str:
    """On how many interviews and facets a decision would rest, for a field on Start."""
    done, sides = (_figure(at_cell, figure) for figure in (FieldFigure.DONE, FieldFigure.FACETS))
    total = len(at_cell.template.facets)
    told = f'{done}&IF({done}=1," interview, "," interviews, ")&{sides}&" of {total} facets"'
    return f'IF({at_cell.cell("field")}="","",IFERROR({told},"{_NOT_ON_START}"))'


def basis_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``basis`` shows."""
    field, records = data.record(at_cell).text("field"), data.records
    if not field:
        return ""
    if not is_on_start(records, field):
        return _NOT_ON_START
    found, done = preview_of(records, field), len(completed_about(records, field))
    return f"{counted(done, 'interview')}, {found.covered if found else 0} of {len(records.facets)} facets"


def interest(at_cell: FormulaCell) -> str:
    """The mean interest before and after the interviews about a field on Start."""
    before, after = (_figure(at_cell, figure) for figure in (FieldFigure.BEFORE, FieldFigure.AFTER))
    told = f'ROUND({before},1)&" before, "&ROUND({after},1)&" after"'
    return f'IF({at_cell.cell("field")}="","",IFERROR({told},""))'


def interest_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``interest`` shows."""
    field, records = data.record(at_cell).text("field"), data.records
    if not is_on_start(records, field):
        return ""
    means = [int(m * 10 + 0.5 + 1e-9) / 10 for m in mean_interest(completed_about(records, field)) if m is not None]
    return f"{means[0]:g} before, {means[1]:g} after" if means else ""


def adviser(at_cell: FormulaCell) -> str:
    """The first contact in the field who can advise."""
    field = at_cell.cell("field")
    theirs = f'((contacts__field={field})+(contacts__field="")*({ONLY}={field})>0)*(contacts__name<>"")'
    line = first_line(f'{theirs}*(contacts__can_advise="Yes")', "contacts.name")
    return f'IF({field}="","",IFERROR({index_of("contacts.name", line)}&"",""))'


def adviser_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``adviser`` shows."""
    found = advisers_in(data.records, data.record(at_cell).text("field"))
    return found[0].text("name") if found else ""


FIELD_MEASURES: dict[str, tuple[Callable[[FormulaCell], str], Callable[[FormulaCell, SheetData], CellValue]]] = {
    "heard_of_field": (heard, heard_shown),
    "ups_of_field": (main("upside"), main_shown("upside")),
    "downs_of_field": (main("downside"), main_shown("downside")),
    "basis_of_field": (basis, basis_shown),
    "interest_of_field": (interest, interest_shown),
    "adviser_for_field": (adviser, adviser_shown),
}
