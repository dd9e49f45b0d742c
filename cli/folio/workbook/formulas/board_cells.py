"""Sheets that only compute: the gap matrix of P.E.A.K.S., and what was heard of each facet of the job.

The gap matrix lists what employers want, widest gaps first. Its order comes from the hidden sheet Workings (see
``workings``), which tells for each line which row of the wanted qualities it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from folio.template.schema import Template
from folio.template.vocabulary import CATEGORIES, DOUBTED, IMPORTANT, REBUTS, STRONG, SUPPORTS
from folio.workbook.formulas.parts import (
    Known,
    Row,
    Rows,
    Spot,
    Value,
    distinct,
    exactly,
    filled,
    first_line,
    index_of,
    matching,
    number,
    rated,
    same,
    text,
)
from folio.workbook.formulas.workings_layout import GAP_LINES, Place, workings_cell, workings_name
from folio.workbook.layout import list_names

PROVEN, STRONGER, BUILD = "proven", "make it stronger", "build proof"
PLAN_ONE, RATE_IT = "What would build it?", "How strong is the document?"


def _gap(key: str) -> Callable[[Spot], str]:
    def formula(spot: Spot) -> str:
        quality, category = spot.cell("quality"), spot.cell("category")
        wanted = f"(peaks_wanted__quality={quality})*(peaks_wanted__category={category})"
        mine = f"(peaks_mine__quality={quality})*(peaks_mine__category={category})"
        proven = f'{mine}*(peaks_mine__document<>"")'
        importance, strength, rating = spot.cell("importance"), spot.cell("strength"), spot.cell("rating")
        document, verdict = spot.cell("document"), spot.cell("verdict")
        important = f"AND(ISNUMBER({importance}),N({importance})>={IMPORTANT})"
        match key:
            case "category" | "quality":
                line = workings_cell(Place.GAP_LINE, spot.line)
                return f'IF({line}="","",{index_of(f"peaks_wanted.{key}", line)}&"")'
            case "importance":
                total, count = (f(spot.template, "peaks_wanted.importance", wanted) for f in (sum_of, count_of))
                return f'IF({quality}="","",IFERROR({total}/{count},""))'
            case "people":
                named, under, voice = map(workings_name, (Place.GAP_QUALITY, Place.GAP_CATEGORY, Place.GAP_VOICE))
                return f'IF({quality}="","",SUMPRODUCT(({named}={quality})*({under}={category})*{voice}))'
            case "rating" | "strength":
                rows = mine if key == "rating" else proven
                best = best_of(spot.template, f"peaks_mine.{key}", rows)
                return f'IF({quality}="","",IF({best}=0,"",{best}))'
            case "document":
                line = first_line(
                    f'{proven}*((peaks_mine__strength={strength})+({strength}="")>0)', "peaks_mine.document"
                )
                return f'IF({quality}="","",IFERROR({index_of("peaks_mine.document", line)}&"",""))'
            case "gap":
                return f'IF(ISNUMBER({importance}),{importance}-N({strength}),"")'
            case "verdict":
                enough = f"OR({strength}>={STRONG},AND(ISNUMBER({importance}),{strength}>={importance}))"
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


def sum_of(template: Template, path: str, condition: str) -> str:
    """The sum of the ratings in rows that meet a condition."""
    return f"SUMPRODUCT({condition}*{rated(template, path)})"


def count_of(template: Template, path: str, condition: str) -> str:
    """How many rows that meet a condition have a rating."""
    return f"SUMPRODUCT({condition}*{rated(template, path).rpartition('*')[0]})"


def best_of(template: Template, path: str, condition: str) -> str:
    """The best rating in rows that meet a condition; 0 without one."""
    return f"SUMPRODUCT(MAX({condition}*{rated(template, path)}))"


def gap_rows(known: Known) -> list[dict[str, Value]]:
    """The lines of the gap matrix: widest gaps first, then the most important, then as they stand."""
    return known.once("gaps", lambda: _gap_rows(known))


def _gap_rows(known: Known) -> list[dict[str, Value]]:
    wanted, mine = known.rows("peaks_wanted"), known.rows("peaks_mine")
    groups: dict[tuple[str, str], Row] = {}
    for row in wanted:
        if filled(row.get("quality")):
            groups.setdefault((text(row, "category").casefold(), text(row, "quality").casefold()), row)
    lines = [_gap_row(known.template, row, wanted, mine) for row in groups.values()]
    lines.sort(key=gap_order, reverse=True)
    return lines


def gap_order(gap: Mapping[str, Value]) -> float:
    """What the lines are sorted by, greatest first: as the sheet Workings works it out, too."""
    importance, width = number(gap["importance"]), number(gap["gap"])
    return 0.0 if importance is None or width is None else width * 1000 + importance * 10


def _rating(template: Template, path: str, found: object) -> int | None:
    """A cell's rating; what is not on the column's scale is none."""
    sheet, _, key = path.partition(".")
    column = template.sheet(sheet).column(key)
    value = number(found)
    on_scale = value is not None and value == int(value) and (column.low or 1) <= value <= (column.high or 5)
    return int(value) if on_scale and value is not None else None


def _ratings(template: Template, path: str, rows: Rows) -> list[int]:
    key = path.partition(".")[2]
    return [r for row in rows if (r := _rating(template, path, row.get(key))) is not None]


def _gap_row(template: Template, named: Row, wanted: Rows, mine: Rows) -> dict[str, Value]:
    category, quality = text(named, "category"), text(named, "quality")
    asked, own = (matching(rows, category=category, quality=quality) for rows in (wanted, mine))
    proofs = [r for r in own if filled(r.get("document"))]
    importances = _ratings(template, "peaks_wanted.importance", asked)
    importance = sum(importances) / len(importances) if importances else None
    rating = max(_ratings(template, "peaks_mine.rating", own), default=None)
    strength = max(_ratings(template, "peaks_mine.strength", proofs), default=None)
    best = [
        r for r in proofs if strength is None or _rating(template, "peaks_mine.strength", r.get("strength")) == strength
    ]
    document = text(best[0], "document") if best else ""
    enough = strength is not None and (strength >= STRONG or (importance is not None and strength >= importance))
    verdict = (PROVEN if enough else STRONGER) if document else BUILD
    important = importance is not None and importance >= IMPORTANT
    reasons = {
        "priority": important,
        "character": same(category, CATEGORIES[0]),
        "strength": strength is not None and strength >= STRONG,
        "concern": important and rating is not None and rating <= DOUBTED,
    }
    activity = next((text(r, "activity") for r in own if filled(r.get("activity"))), "")
    return {
        "category": category,
        "quality": quality,
        "importance": _or_blank(importance),
        "people": distinct(r.get("contact") for r in asked),
        "rating": _or_blank(rating),
        "document": document,
        "strength": _or_blank(strength),
        "gap": "" if importance is None else importance - (strength or 0),
        "verdict": verdict,
        "reasons": "; ".join(r for r, applies in reasons.items() if applies) if document else "",
        "activity": activity or ("" if verdict == PROVEN else RATE_IT if document and strength is None else PLAN_ONE),
    }


def _or_blank(found: float | None) -> Value:
    return "" if found is None else found


def _facet(key: str) -> Callable[[Spot], str]:
    def formula(spot: Spot) -> str:
        facet, is_it = spot.cell("facet"), f"preview__facet,{exactly(spot.cell('facet'))}"
        ups, downs, people = spot.cell("ups"), spot.cell("downs"), spot.cell("people")
        match key:
            case "name":
                names = list_names(spot.template)[_facets(spot.template)]
                return f"INDEX({names},ROWS({spot.down_to_here('facet')})-1)"
            case "people":
                return f"COUNTIF({workings_name(Place.FACET_VOICE)},{exactly(facet)})"
            case "ups" | "downs":
                return f'COUNTIFS({is_it},preview__{"upside" if key == "ups" else "downside"},"<>")'
            case "rating" | "importance":
                return f'IFERROR(AVERAGEIFS(preview__{key},{is_it}),"")'
            case "reading":
                yes, no = (f'COUNTIFS({is_it},preview__agreement,"{word}")' for word in (SUPPORTS, REBUTS))
                return f'IF({yes}+{no}=0,"",{yes}&" for, "&{no}&" against")'
            case _:
                return (
                    f'IF({ups}+{downs}=0,"Still to ask",IF({downs}=0,"Only ups",IF({ups}=0,"Only downs",'
                    f'IF({people}>1,"Well covered","One voice"))))'
                )

    return formula


def _facets(template: Template) -> tuple[str, ...]:
    return template.sheet("preview").column("facet").choices or ()


def facet_rows(known: Known) -> list[dict[str, Value]]:
    """The lines of the preview board: one for each facet, in the template's order."""
    return known.once("facets", lambda: [_facet_row(known, facet) for facet in _facets(known.template)])


def _facet_row(known: Known, facet: str) -> dict[str, Value]:
    rows = matching(known.rows("preview"), facet=facet)
    ups, downs = (sum(filled(r.get(side)) for r in rows) for side in ("upside", "downside"))
    people = distinct(r.get("contact") for r in rows)
    means = {
        key: (
            sum(numbers) / len(numbers)
            if (numbers := [n for r in rows if (n := number(r.get(key))) is not None])
            else ""
        )
        for key in ("rating", "importance")
    }
    yes, no = (len(matching(rows, agreement=word)) for word in (SUPPORTS, REBUTS))
    if ups + downs == 0:
        state = "Still to ask"
    elif downs == 0 or ups == 0:
        state = "Only ups" if downs == 0 else "Only downs"
    else:
        state = "Well covered" if people > 1 else "One voice"
    return {
        "name": facet, "people": people, "ups": ups, "downs": downs, **means,
        "reading": f"{yes} for, {no} against" if yes + no else "", "state": state,
    }  # fmt: skip


BOARD_ROWS: dict[str, Callable[[Known], list[dict[str, Value]]]] = {"gaps": gap_rows, "facets": facet_rows}
_BOARDS: Mapping[str, Callable[[str], Callable[[Spot], str]]] = {"gap": _gap, "facet": _facet}


def board_formula(spot: Spot) -> str:
    """The formula of a board's cell, without its ``=``."""
    board, _, key = _kind(spot).partition("_")
    return _BOARDS[board](key)(spot)


def board_shown(spot: Spot, known: Known) -> Value:
    """What ``board_formula`` shows."""
    lines = BOARD_ROWS[spot.sheet.board or ""](known)
    return lines[spot.line][_kind(spot).partition("_")[2]] if spot.line < len(lines) else ""


def board_lines(template: Template, board: str) -> int:
    """How many lines a board has."""
    return GAP_LINES if board == "gaps" else len(_facets(template))


def _kind(spot: Spot) -> Any:
    return spot.column.measure.kind if spot.column.measure else ""
