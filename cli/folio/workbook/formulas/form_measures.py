"""Values of a form: worked out from whole columns of a table."""

from __future__ import annotations

from datetime import date
from typing import Any

from folio.domain.interviews import was_asked
from folio.domain.previews import balance, facets_heard
from folio.template.measures import Measure
from folio.template.schema import Template
from folio.template.vocabulary import ASKED
from folio.workbook.formulas import message_dates, sentences
from folio.workbook.formulas.parts import (
    CellValue,
    SheetData,
    SheetRow,
    day,
    distinct,
    dots,
    equal_to,
    filled,
    filled_count,
    heading_count,
    name,
    number,
    same,
    shown_dots,
    text_literal,
)
from folio.workbook.formulas.row_measures import with_computed
from folio.workbook.formulas.workings_layout import FieldFigure, figure_of


def form_formula(template: Template, measure: Measure) -> str:
    """The formula of a measure over whole columns."""
    if measure.kind == "plan_word":
        return "=" + sentences.general_plan(template)
    if measure.kind == "preview_word":
        return "=" + sentences.preview(template)
    if measure.kind == "others_word":
        return "=" + sentences.others()
    if measure.field is not None:
        return "=" + _of_one_field(template, measure, measure.field)
    if measure.kind in ("heard", "heard_share"):
        return (
            "="
            + sentences.sides_heard(template)
            + (f"/{len(template.facets)}" if measure.kind == "heard_share" else "")
        )
    if measure.kind == "asked":
        statuses = ",".join(map(text_literal, ASKED))
        by_status = f"ISNUMBER(MATCH(contacts__status,{{{statuses}}},0))"
        return f'=SUMPRODUCT((contacts__name<>"")*((ISNUMBER(contacts__requested_on)+{by_status})>0))'
    if measure.kind == "thanks_open":
        return f"={message_dates.thanks_open(template)}"
    first = name(measure.of[0])
    conditions = [f"{name(path)}, {_criterion(wanted)}" for path, wanted in measure.where.items()]
    match measure.kind:
        case "count":
            return f"={_count(measure)}"
        case "meter":
            goal = measure.out_of or 1
            count = _count(measure)
            return f'={dots(count, goal)}&"  "&{count}&" (goal {goal})"'
        case "average":
            inner = f"AVERAGEIFS({', '.join([first, *conditions])})" if conditions else f"AVERAGE({first})"
            return f'=IFERROR({inner}, "")'
        case "distinct":
            return f"={_distinct(measure.of[0])}"
        case "share":
            return f"=({_distinct(measure.of[0])})/{template.total(measure)}"
        case "balance":
            ups, downs = map(filled_count, measure.of)
            return f'=IF(MAX({ups}, {downs})=0, "", MIN({ups}, {downs})/MAX({ups}, {downs}))'
        case "earliest":
            fits = "*".join([f"ISNUMBER({first})", *(_meets(p, w) for p, w in measure.where.items())])
            return f'=IFERROR(SMALL(IF({fits}, {first}), 1), "")'
        case "at_first" | "at_last":
            days, end = name(measure.of[1]), "MIN" if measure.kind == "at_first" else "MAX"
            found = f"INDEX({first}, MATCH({end}({days}), {days}, 0))"
            return f'=IFERROR(IF(ISNUMBER({found}), {found}, ""), "")'
    raise ValueError(f"{measure.kind} is no measure of a form")


def _of_one_field(template: Template, measure: Measure, field: int) -> str:
    sides, ups, downs = (figure_of(it, field) for it in (FieldFigure.FACETS, FieldFigure.UPS, FieldFigure.DOWNS))
    if measure.kind == "field_word":
        return sentences.field_word(template, field)
    found = {
        "heard": sides,
        "heard_share": f"{sides}/{len(template.facets)}",
        "balance": f'IF(MAX({ups},{downs})=0,"",MIN({ups},{downs})/MAX({ups},{downs}))',
    }[measure.kind]
    return f'IF({figure_of(FieldFigure.NAME, field)}="","",{found})' if field > 1 else found


def _of_one_field_shown(measure: Measure, data: SheetData, field: int) -> CellValue:
    if measure.kind == "field_word":
        return sentences.field_word_shown(data, field)
    if field > max(len(data.records.fields), 1):
        return ""
    sides, ups, downs = sentences.heard_of(data.records, field)
    share = balance(ups, downs)
    shown: dict[str, CellValue] = {
        "heard": sides,
        "heard_share": sides / len(data.records.facets),
        "balance": "" if share is None else share,
    }
    return shown[measure.kind]


def form_value(measure: Measure, data: SheetData) -> CellValue:
    """What the formula of a form shows."""
    if measure.field is not None:
        return _of_one_field_shown(measure, data, measure.field)
    match measure.kind:
        case "others_word":
            return sentences.others_shown(data)
        case "heard" | "heard_share":
            heard = facets_heard(data.records, data.records.rows("preview"))
            return heard if measure.kind == "heard" else heard / len(data.records.facets)
        case "asked":
            return sum(r.has("name") and was_asked(r) for r in data.records.rows("contacts"))
        case "thanks_open":
            return message_dates.thanks_open_shown(data)
        case "plan_word":
            return sentences.general_plan_shown(data)
        case "preview_word":
            return sentences.preview_shown(data)
        case "balance":
            ups, downs = (len(_column(data, path)) for path in measure.of)
            share = balance(ups, downs)
            return "" if share is None else share
        case "at_first" | "at_last":
            return _at_end(measure, data)
    sheet, _, key = measure.of[0].partition(".")
    keys = {path.partition(".")[2] for path in (*measure.of, *measure.where)}
    found = with_computed(data, sheet, keys)
    values = [r[key] for r in found if filled(r.get(key)) and _holds(measure, r, data.today)]
    match measure.kind:
        case "count":
            return len(values)
        case "meter":
            goal = measure.out_of or 1
            return f"{shown_dots(len(values), goal)}  {len(values)} (goal {goal})"
        case "average":
            numbers = [n for n in map(number, values) if n is not None]
            return sum(numbers) / len(numbers) if numbers else ""
        case "distinct":
            return distinct(values)
        case "share":
            return distinct(values) / data.template.total(measure)
        case "earliest":
            dates = [v for v in values if isinstance(v, date)]
            return min(dates) if dates else ""
    raise ValueError(f"{measure.kind} is no measure of a form")


def _at_end(measure: Measure, data: SheetData) -> CellValue:
    sheet, _, key = measure.of[0].partition(".")
    day_key = measure.of[1].partition(".")[2]
    dated: list[tuple[date, SheetRow]] = [(d, r) for r in data.rows(sheet) if (d := day(r.get(day_key))) is not None]
    if not dated:
        return ""
    end = (min if measure.kind == "at_first" else max)(d for d, _ in dated)
    found = number(next(r for d, r in dated if d == end).get(key))
    return "" if found is None else found


def _count(measure: Measure) -> str:
    paths = dict.fromkeys([*measure.of, *measure.where])
    wanted = {path: measure.where.get(path, "filled") for path in paths}
    rows, heading = (
        f"COUNTIFS({', '.join(f'{cells.format(name(path))}, {_criterion(it)}' for path, it in wanted.items())})"
        for cells in ("{}", "INDEX({},1)")
    )
    return f"({rows}-{heading})"


def _distinct(path: str) -> str:
    cells = name(path)
    return f'SUMPRODUCT(({cells}<>"")/(COUNTIF({cells}, {equal_to(cells)})+({cells}="")))-{heading_count(path)}'


def _criterion(wanted: str) -> str:
    criteria = {"filled": '"<>"', "blank": '""', "<today": '"<"&TODAY()', ">=today": '">="&TODAY()'}
    return criteria.get(wanted, text_literal("=" + "".join(f"~{c}" if c in "~*?" else c for c in wanted)))


def _meets(path: str, wanted: str) -> str:
    cells = name(path)
    tests = {"filled": f'({cells}<>"")', "blank": f'({cells}="")'}
    tests |= {"<today": f"({cells}<TODAY())", ">=today": f"({cells}>=TODAY())"}
    return tests.get(wanted, f"({cells}={text_literal(wanted)})")


def _holds(measure: Measure, row: SheetRow, today: date) -> bool:
    for path, wanted in measure.where.items():
        found = row.get(path.partition(".")[2])
        if wanted == "filled":
            fits = filled(found)
        elif wanted == "blank":
            fits = not filled(found)
        elif wanted == ">=today":
            fits = isinstance(found, date) and found >= today
        elif wanted == "<today":
            fits = isinstance(found, date) and found < today
        else:
            fits = same(found, wanted)
        if not fits:
            return False
    return True


def is_array_form(measure: Measure) -> bool:
    """Whether the formula of a form works only as an array formula."""
    return measure.kind == "earliest"


def _column(data: SheetData, path: str) -> list[Any]:
    sheet, _, key = path.partition(".")
    return [r[key] for r in data.rows(sheet) if filled(r.get(key))]
