"""What was heard of each field on Start: which row is about which field, and the figures of each.

A row of the job preview is about the field of its person: the one on Contacts, else the only one on Start. Without a
field on Start, everything counts together, as long as nobody has said what to keep apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from folio.basics.cell_references import column_letter
from folio.domain.interviews import completed_about, is_completed, mean_interest
from folio.domain.main_sides import Side, main_sides, noted_of, rating_to_compare
from folio.domain.previews import preview_of
from folio.domain.records import Records
from folio.template.measures import NEED_HEARD
from folio.template.schema import Template
from folio.workbook.formulas.heard_marks import ONLY, field_or_any, times, times_heard
from folio.workbook.formulas.parts import (
    DONE,
    CellValue,
    SheetData,
    as_criterion,
    measures,
)
from folio.workbook.formulas.parts import name as column_name
from folio.workbook.formulas.sentences import heard_of
from folio.workbook.formulas.workings_layout import (
    FIELDS,
    RATINGS_NAME,
    THIS_LINE,
    FieldFigure,
    Last,
    field_column,
    figure_of,
    figures_name,
    up_to,
)
from folio.workbook.layout import cell, list_names

_NOTHING = '""'
_NOT_TOLD = "; nobody told yet: "


def needs_heard(template: Template) -> bool:
    """Whether the sheet Workings has the figures of fields."""
    return template.get("preview") is not None and measures(template, *NEED_HEARD)


def fields_on_start(template: Template) -> list[str]:
    """The addresses of the fields on Start, in order; empty texts where the template asks for fewer."""
    start = template.sheets[0]
    keys = [f"field_{i}" for i in range(1, FIELDS + 1)]
    return [cell(start, start.column(key)) if start.has(key) else '""' for key in keys]


def field_names(template: Template) -> Iterator[str]:
    """The formulas of the fields, those that are filled in first; then of the only one."""
    first, second, third = fields_on_start(template)
    yield f'=IF({first}<>"",{first},IF({second}<>"",{second},{third}))&""'
    both = f'({first}<>"")*({second}<>"")'
    yield f'=IF({both},{second},IF(({first}<>"")+({second}<>"")>0,{third},""))&""'
    yield f'=IF({both},{third},"")&""'


def only_field(template: Template) -> str:
    """The formula of the only field on Start; empty where there are several, or none."""
    fields = fields_on_start(template)
    return f'=IF({"+".join(f"({field}<>{_NOTHING})" for field in fields)}=1,{"&".join(fields)},"")'


def other_fields() -> str:
    """The formula of how many entries are about other fields than those on Start."""
    any_text, theirs = '"*"', []
    names = [figure_of(FieldFigure.NAME, field) for field in range(1, FIELDS + 1)]
    for k, name in enumerate(names):
        counted_before = ",".join(f"{name}={other}" for other in (_NOTHING, *names[:k]))
        theirs.append(f"IF(OR({counted_before}),0,{times_heard(as_criterion(name), any_text)})")
    return f'=IF({names[0]}="",0,{times_heard(any_text, any_text)}-{"-".join(theirs)})'


def figure_formula(template: Template, figure: FieldFigure) -> str:
    """The formula of a figure, the same in the line of each field; see ``FieldFigure``."""
    name = f"INDEX({figures_name(FieldFigure.NAME)},{THIS_LINE})"
    return f"={_FIGURES[figure](template, name)}"


def figures_shown(data: SheetData, figure: FieldFigure) -> Iterator[CellValue]:
    """What the formulas of a figure show."""
    records, fields = data.records, data.records.fields
    for k in range(FIELDS):
        name = fields[k] if k < len(fields) else ""
        sides, ups, downs = heard_of(records, k + 1)
        held = completed_about(records, name) if name else [*filter(is_completed, records.rows("interviews"))]
        before, after = mean_interest(held)
        shown: dict[FieldFigure, CellValue] = {
            FieldFigure.NAME: name,
            FieldFigure.FACETS: sides,
            FieldFigure.UPS: ups,
            FieldFigure.DOWNS: downs,
            FieldFigure.DONE: len(held),
            FieldFigure.BEFORE: "" if before is None else before,
            FieldFigure.AFTER: "" if after is None else after,
            FieldFigure.FOR: main_words(records, name, "upside"),
            FieldFigure.AGAINST: main_words(records, name, "downside"),
            FieldFigure.UNHEARD: unheard_shown(records, name),
        }
        yield shown[figure] if figure in shown else _main_key(records, name, figure)


def is_on_start(records: Records, field: str) -> bool:
    """Whether Start names a field."""
    return bool(field) and records.compare(field) in map(records.compare, records.fields)


def main_words(records: Records, field: str, side: Side) -> str:
    """The facets that speak most for or against a field on Start, each with how often it was noted."""
    found = main_sides(preview_of(records, field), side) if is_on_start(records, field) else ()
    return ", ".join(f"{f.facet} ({noted_of(f, side)})" for f in found)


def _main_key(records: Records, field: str, figure: FieldFigure) -> int:
    side, place = _PLACES[figure]
    preview = preview_of(records, field) if field else None
    found = main_sides(preview, side)[place - 1 : place]
    if not found or preview is None:
        return 0
    rating = rating_to_compare(found[0])
    rank = rating if side == "upside" else _BEST - rating
    return noted_of(found[0], side) * _OFTEN + rank * 100 + 99 - preview.facets.index(found[0])


def _main(figure: FieldFigure) -> Callable[[Template, str], str]:
    """One of the greatest keys of the facets: how often noted, how well rated, and how far up in the list."""
    side, place = _PLACES[figure]

    def formula(template: Template, name: str) -> str:
        field, listed = as_criterion(name), list_names(template)[template.facets]
        facet = as_criterion(listed)
        noted = times(field, facet, **{"up" if side == "upside" else "down": side[0]})
        each = [times(field, facet, rating=str(rating)) for rating in range(1, 6)]
        rated, total = "+".join(each), "+".join(f"{rating}*{count}" for rating, count in enumerate(each, start=1))
        # What nobody rated counts as 3.
        mean = f"INT(({total}+3*({rated}=0))/({rated}+({rated}=0))*1000+0.5)"
        rank = mean if side == "upside" else f"({_BEST}-{mean})"
        order = f"99-ROW({listed})+ROW(INDEX({listed},1))"
        return f'IF({name}="",0,SUMPRODUCT(LARGE(({noted}>0)*({noted}*{_OFTEN}+{rank}*100+{order}),{place})))'

    return formula


def _main_text(side: Side) -> Callable[[Template, str], str]:
    """The facets by their keys, which stand in the same line before the text."""
    columns = [column_letter(field_column(figure)) for figure, (its, _) in _PLACES.items() if its == side]

    def formula(template: Template, _: str) -> str:
        listed = list_names(template)[template.facets]
        parts: list[str] = []
        for column in columns:
            key, comma = f"${column}1", '", "&' if parts else ""
            entry = f'{comma}INDEX({listed},100-MOD({key},100))&" ("&INT({key}/{_OFTEN})&")"'
            parts.append(f'IF({key}=0,"",{entry})')
        return "&".join(parts)

    return formula


# Of a key of a facet: the best rating in thousandths, and what counts how often it was noted.
_BEST, _OFTEN = 5000, 1_000_000
_PLACES: dict[FieldFigure, tuple[Side, int]] = {
    FieldFigure.FOR_1: ("upside", 1),
    FieldFigure.FOR_2: ("upside", 2),
    FieldFigure.FOR_3: ("upside", 3),
    FieldFigure.AGAINST_1: ("downside", 1),
    FieldFigure.AGAINST_2: ("downside", 2),
    FieldFigure.AGAINST_3: ("downside", 3),
}


def _facets(template: Template, name: str) -> str:
    listed = as_criterion(list_names(template)[template.facets])
    return f"SUMPRODUCT(--({times_heard(field_or_any(name), listed)}>0))"


def _noted(side: Side) -> Callable[[Template, str], str]:
    flag = {"up" if side == "upside" else "down": side[0]}

    def formula(template: Template, name: str) -> str:
        listed = as_criterion(list_names(template)[template.facets])
        return f"SUMPRODUCT({times(field_or_any(name), listed, **flag)})"

    return formula


def _interviews(key: str) -> str:
    """The cells of a column of the interviews, as far down as someone stands there."""
    return f"({up_to(column_name(f'interviews.{key}'), Last.INTERVIEWS)})"


def _held(name: str) -> str:
    """Which interviews about a field are completed: an array of 1 and 0; about any where it is empty."""
    people, fields = (up_to(column_name(f"contacts.{key}"), Last.PEOPLE) for key in ("name", "field"))
    line = f"MATCH({as_criterion(_interviews('contact'))},{people},0)"
    lines = f"(ROW({people})-ROW(INDEX({column_name('contacts.name')},1))+1)"
    says, elsewhere = (
        f"ISNUMBER(MATCH({line},(({fields}){what})*{lines},0))" for what in (f"={name}", f"<>{_NOTHING}")
    )
    mine = f"(({name}={_NOTHING})+{says}+({ONLY}={name})*(1-{elsewhere})>0)"
    return f"({_interviews('status')}={DONE})*{mine}"


def _done(_: Template, name: str) -> str:
    return f"SUMPRODUCT({_held(name)})"


def _interest(key: str) -> Callable[[Template, str], str]:
    def formula(_: Template, name: str) -> str:
        # To some programs, the text "3" is the number 3.
        columns = [_interviews(f"interest_{k}") for k in ("before", "after")]
        rated = "*".join(f"ISNUMBER({it})*ISNUMBER(MATCH({it},{RATINGS_NAME},0))" for it in columns)
        both = f"{_held(name)}*{rated}"
        return f'IFERROR(SUMPRODUCT({both},{_interviews(f"interest_{key}")})/SUMPRODUCT({both}),"")'

    return formula


def _unheard(template: Template, name: str) -> str:
    """The first facets that nobody in a field has told about, once anything was heard there; else nothing."""
    facets, beyond = list_names(template)[template.facets], len(template.facets) + 1
    field, any_facet = as_criterion(name), '"*"'
    place = f"(ROW({facets})-ROW(INDEX({facets},1))+1)"
    open_ = f"({times(field, as_criterion(facets), first='+')}=0)"

    def next_after(before: str) -> str:
        """The place of the first open facet after another; one beyond the last where there is none."""
        return f"({beyond}-SUMPRODUCT(MAX({open_}*({place}>{before})*({beyond}-{place}))))"

    first = next_after("0")
    names = [f'IFERROR("{sep}"&INDEX({facets},{at}),"")' for sep, at in ((_NOT_TOLD, first), (", ", next_after(first)))]
    return f'IF({name}="","",IF({times(field, any_facet, first="+")}=0,"",{"&".join(names)}))'


def unheard_shown(records: Records, field: str) -> str:
    """What is said of a plan: the first facets that nobody in a field on Start has told about."""
    found = preview_of(records, field) if is_on_start(records, field) else None
    missing = [f.facet for f in found.facets if not f.people] if found else []
    told = found is not None and len(missing) < len(found.facets)
    return f"{_NOT_TOLD}{', '.join(missing[:2])}" if told and missing else ""


_FIGURES: dict[FieldFigure, Callable[[Template, str], str]] = {
    FieldFigure.FACETS: _facets,
    FieldFigure.UPS: _noted("upside"),
    FieldFigure.DOWNS: _noted("downside"),
    FieldFigure.DONE: _done,
    FieldFigure.BEFORE: _interest("before"),
    FieldFigure.AFTER: _interest("after"),
    FieldFigure.FOR: _main_text("upside"),
    FieldFigure.AGAINST: _main_text("downside"),
    FieldFigure.UNHEARD: _unheard,
    **{figure: _main(figure) for figure in _PLACES},
}
