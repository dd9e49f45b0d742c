"""Sheets that only compute: the gap matrix of P.E.A.K.S., and what was heard of each facet of the job.

The gap matrix lists what employers want, widest gaps first. Its order comes from the hidden sheet Workings (see
``workings``), which tells for each line which row of the wanted qualities it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from folio.domain import gaps
from folio.domain.disagreements import DISAGREE
from folio.domain.previews import Coverage, Facet, preview_of
from folio.template.schema import Template
from folio.template.vocabulary import CATEGORIES, DOUBTED, IMPORTANT, REBUTS, STRONG, SUPPORTS
from folio.workbook.formulas.heard_marks import field_or_any, times, times_rated
from folio.workbook.formulas.parts import (
    CellValue,
    FormulaCell,
    SheetData,
    as_criterion,
    equal_to,
    first_line,
    index_of,
    name,
)
from folio.workbook.formulas.workings_layout import (
    GAP_LINES,
    RATINGS_NAME,
    FieldFigure,
    Workings,
    beside,
    figure_of,
    workings_name,
)
from folio.workbook.layout import list_names

PROVEN: gaps.Verdict = "proven"
STRONGER: gaps.Verdict = "make it stronger"
BUILD: gaps.Verdict = "build proof"
# The reasons in a word each, for a narrow column.
_REASONS = {
    gaps.REASON_PRIORITY: "priority", gaps.REASON_CHARACTER: "character", gaps.REASON_STRENGTH: "strength",
    gaps.REASON_CONCERN: "concern",
}  # fmt: skip
_STATES: dict[Coverage, str] = {
    "nothing": "Still to ask", "only ups": "Only ups", "only downs": "Only downs", "covered": "Well covered",
    "one voice": "One person so far", "disputed": DISAGREE,
}  # fmt: skip
PLAN_ONE, RATE_IT = "What would build it?", "How strong is the document?"


def _gap(key: str) -> Callable[[FormulaCell], str]:
    def formula(at_cell: FormulaCell) -> str:
        quality, category = at_cell.cell("quality"), at_cell.cell("category")
        wanted = f"(peaks_wanted__quality={quality})*(peaks_wanted__category={category})"
        mine = f"(peaks_mine__quality={quality})*(peaks_mine__category={category})"
        proven = f'{mine}*(peaks_mine__document<>"")'
        importance, strength, rating = at_cell.cell("importance"), at_cell.cell("strength"), at_cell.cell("rating")
        document, verdict = at_cell.cell("document"), at_cell.cell("verdict")
        important = f"AND(ISNUMBER({importance}),N({importance})>={IMPORTANT})"
        match key:
            case "category" | "quality":
                line = f"INDEX({workings_name(Workings.GAP_LINE)},ROW()-ROW({at_cell.heading(key)}))"
                return f'IF({line}="","",{index_of(f"peaks_wanted.{key}", line)}&"")'
            case "importance":
                total, count = (f("peaks_wanted.importance", wanted) for f in (sum_of, count_of))
                return f'IF({quality}="","",IFERROR({total}/{count},""))'
            case "people":
                first_said = f'({beside(Workings.ORDER, "peaks_wanted.contact")}<>"")'
                return f'IF({quality}="","",SUMPRODUCT({wanted}*(peaks_wanted__contact<>"")*{first_said}))'
            case "rating" | "strength":
                rows = mine if key == "rating" else proven
                best = best_of(f"peaks_mine.{key}", rows)
                return f'IF({quality}="","",IF({best}=0,"",{best}))'
            case "document":
                line = first_line(
                    f'{proven}*((peaks_mine__strength={strength})+({strength}="")>0)', "peaks_mine.document"
                )
                return f'IF({quality}="","",IFERROR({index_of("peaks_mine.document", line)}&"",""))'
            case "gap":
                return f'IF(ISNUMBER({importance}),{importance}-N({strength}),"")'
            case "verdict":
                enough = f"{strength}>=IF(ISNUMBER({importance}),{importance},{STRONG})"
                return (
                    f'IF({quality}="","",IF({document}="","{BUILD}",'
                    f'IF(AND(ISNUMBER({strength}),{enough}),"{PROVEN}","{STRONGER}")))'
                )
            case "reasons":
                doubted = f"AND({important},ISNUMBER({rating}),N({rating})<={DOUBTED})"
                return (
                    f'IF({document}="","",MID(IF({important},"; priority","")'
                    f'&IF({category}="{CATEGORIES[0]}","; character","")'
                    f'&IF(AND(ISNUMBER({strength}),N({strength})>={STRONG}),"; strength","")'
                    f'&IF({doubted},"; concern",""),3,60))'
                )
            case _:
                line = first_line(f'{mine}*(peaks_mine__activity<>"")', "peaks_mine.activity")
                found = index_of("peaks_mine.activity", line)
                ask = f'IF(AND({document}<>"",{strength}=""),"{RATE_IT}","{PLAN_ONE}")'
                return f'IF({quality}="","",IFERROR({found}&"",IF({verdict}="{PROVEN}","",{ask})))'

    return formula


def sum_of(path: str, condition: str) -> str:
    """The sum of the ratings in rows that meet a condition."""
    return f"SUMPRODUCT({condition}*{_is_rated(path)}*{RATINGS_NAME})"


def count_of(path: str, condition: str) -> str:
    """How many rows that meet a condition have a rating."""
    return f"SUMPRODUCT({condition}*{_is_rated(path)})"


def best_of(path: str, condition: str) -> str:
    """The best rating in rows that meet a condition; 0 without one."""
    return f"SUMPRODUCT(MAX({condition}*{_is_rated(path)}*{RATINGS_NAME}))"


def _is_rated(path: str) -> str:
    """Which row has which rating: what is no rating counts as none, and never as an error."""
    return f"({name(path)}={RATINGS_NAME})"


def gap_rows(data: SheetData) -> list[dict[str, CellValue]]:
    """The lines of the gap matrix, which leaves out what nobody has asked for."""
    return [_gap_row(g) for g in gaps.gap_matrix(data.records) if g.verdict != "not asked for yet"]


def _gap_row(gap: gaps.Gap) -> dict[str, CellValue]:
    document = gap.best_document
    ask = "" if gap.verdict == PROVEN else RATE_IT if document and gap.strength is None else PLAN_ONE
    return {
        "category": gap.category,
        "quality": gap.quality,
        "importance": _or_blank(gap.importance),
        "people": len(gap.people),
        "rating": _or_blank(gap.rating),
        "document": document,
        "strength": _or_blank(gap.strength),
        "gap": _or_blank(gap.gap),
        "verdict": gap.verdict,
        "reasons": "; ".join(_REASONS[r] for r in gap.reasons),
        "activity": gap.will_do[0].activity if gap.will_do else ask,
    }


def _or_blank(found: float | None) -> CellValue:
    return "" if found is None else found


def _facet(key: str) -> Callable[[FormulaCell], str]:
    def formula(at_cell: FormulaCell) -> str:
        cell, name = at_cell.cell("facet"), _field_name(at_cell)
        field, facet, is_it = (
            field_or_any(name) if name else '"*"',
            as_criterion(cell),
            f"preview__facet,{equal_to(cell)}",
        )
        ups, downs, people = (at_cell.cell(_of_field(at_cell, k)) for k in ("ups", "downs", "people"))
        match key:
            case "name":
                names = list_names(at_cell.template)[at_cell.template.facets]
                return f"INDEX({names},ROW()-ROW({at_cell.heading('facet')}))"
            case "people":
                found = times(field, facet, first="+")
            case "ups":
                found = times(field, facet, up="u")
            case "downs":
                found = times(field, facet, down="d")
            case "rating":
                rated = times_rated(field, facet)
                found = f'IFERROR(SUMPRODUCT({RATINGS_NAME}*{rated})/SUMPRODUCT({rated}),"")'
            case "importance":
                return f'IFERROR(AVERAGEIFS(preview__importance,{is_it}),"")'
            case "reading":
                yes, no = (f'COUNTIFS({is_it},preview__agreement,"{word}")' for word in (SUPPORTS, REBUTS))
                return f'IF({yes}+{no}=0,"",{yes}&" for, "&{no}&" against")'
            case _:
                ask, only_ups, only_downs, covered, one, disputed = (f'"{_STATES[c]}"' for c in _STATES)
                both = f"IF({people}>1,{covered},{one})"
                marked = f'COUNTIFS({workings_name(Workings.DISPUTED)},"="&{field}&"|"&{facet})'
                known = f"IF({ups}+{downs}=0,{ask},IF({downs}=0,{only_ups},IF({ups}=0,{only_downs},{both})))"
                found = f"IF({marked},{disputed},{known})"
        return f'IF({name}="","",{found})' if _field(at_cell) > 1 else found

    return formula


def _field(at_cell: FormulaCell) -> int:
    """Which of the fields on Start a column is about; 0 where it is about all that was heard."""
    return (at_cell.column.measure.field if at_cell.column.measure else None) or 0


def _field_name(at_cell: FormulaCell) -> str:
    return figure_of(FieldFigure.NAME, _field(at_cell)) if _field(at_cell) else ""


def _of_field(at_cell: FormulaCell, key: str) -> str:
    """The key of another column about the same field."""
    return f"{key}_{_field(at_cell)}" if _field(at_cell) > 1 else key


def facet_rows(data: SheetData, field: int = 0) -> list[dict[str, CellValue]]:
    """The lines of the preview board: one for each facet, in the template's order; by one of the fields, or by all."""
    fields = data.records.fields
    if field > max(len(fields), 1):
        return []
    found = preview_of(data.records, fields[field - 1] if field and fields else None)
    return [_facet_row(f) for f in found.facets] if found else []


def _facet_row(facet: Facet) -> dict[str, CellValue]:
    yes, no = facet.supports, facet.rebuts
    return {
        "name": facet.facet,
        "people": facet.people,
        "ups": facet.ups,
        "downs": facet.downs,
        "rating": _or_blank(facet.rating),
        "importance": _or_blank(facet.importance),
        "reading": f"{yes} for, {no} against" if yes + no else "",
        "state": _STATES[facet.coverage],
    }


BOARD_ROWS: dict[str, Callable[[SheetData], list[dict[str, CellValue]]]] = {"gaps": gap_rows, "facets": facet_rows}
_BOARDS: Mapping[str, Callable[[str], Callable[[FormulaCell], str]]] = {"gap": _gap, "facet": _facet}


def board_formula(at_cell: FormulaCell) -> str:
    """The formula of a board's cell, without its ``=``."""
    board, _, key = _kind(at_cell).partition("_")
    return _BOARDS[board](key)(at_cell)


def board_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``board_formula`` shows."""
    field = _field(at_cell)
    lines = facet_rows(data, field) if field else BOARD_ROWS[at_cell.sheet.board or ""](data)
    return lines[at_cell.line][_kind(at_cell).partition("_")[2]] if at_cell.line < len(lines) else ""


def board_lines(template: Template, board: str) -> int:
    """How many lines a board has."""
    return GAP_LINES if board == "gaps" else len(template.facets)


def _kind(at_cell: FormulaCell) -> Any:
    return at_cell.column.measure.kind if at_cell.column.measure else ""
