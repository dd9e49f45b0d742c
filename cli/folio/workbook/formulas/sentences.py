"""Sentences that a sheet makes up about a question plan and about what was heard: the gentle words.

Each is a formula without its ``=``, so that it can be a part of a longer one, and a function that says the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from folio.domain.heard import HEARD
from folio.domain.previews import (
    LOPSIDED,
    MANY,
    PICTURES,
    enough_facets,
    entries_elsewhere,
    facets_heard,
    lean,
    picture,
)
from folio.domain.previews import preview_of as domain_preview
from folio.domain.question_plan import Need, is_longer, lacking, plan_needs
from folio.domain.records import Record, Records
from folio.template.schema import Template
from folio.workbook.formulas.parts import (
    SheetData,
    as_criterion,
    below_heading,
    dots,
    equal_to,
    filled_count,
    shown_dots,
    text_literal,
)
from folio.workbook.formulas.workings_layout import FIELDS, FieldFact, FieldFigure, fact_name, figure_of
from folio.workbook.layout import list_names

# What is amiss comes first: a narrow column shows that much.
_MISSING: dict[Need, str] = {"downsides": "No downsides; ", "leads": "No leads; "}
_ALL_NAMED = "Every question has a contact"
_NO_QUESTIONS, _LONGER, _ALL_SUNSHINE = "No questions yet", "Too long; ", "All sunshine? "
_SEPARATOR = "  \u00b7  "
_ABOUT_OTHERS = " about other fields"
_ELSEWHERE = ("1 entry about another field", " entries about other fields")
_OTHERS = fact_name(FieldFact.OTHERS)


def plan(template: Template, contact: str, minutes: str = "") -> str:
    """What a plan holds and lacks; ``contact`` is the name whose it is, ``minutes`` the cell of an interview's length.

    It counts by comparing, not with COUNTIFS: LibreOffice looks for an empty name only as far down as names stand.
    """
    own = f"(questions__contact={contact})*{below_heading('questions.contact')}"
    count = f'SUMPRODUCT({own}*(questions__question<>""))'
    total = f"SUMPRODUCT({own},questions__minutes)"
    lacking = ""
    for need, signs in plan_needs(template).items():
        there = "+".join(f"(questions__{key}={text_literal(wanted)})" for key, wanted in signs)
        lacking += f'IF(SUMPRODUCT({own}*({there}))=0,"{_MISSING[need]}","")&'
    longer = f'IF(ISNUMBER({minutes}),IF({total}>{minutes},"{_LONGER}",""),"")&' if minutes else ""
    many = f'{count}&IF({count}=1," question"," questions")'
    return f'IF({count}=0,"{_NO_QUESTIONS}",{lacking}{longer}{many}&IF({total}=0,"",", "&{total}&" min"))'


def general_plan(template: Template) -> str:
    """What the plan for any interview holds, which is the questions without a name."""
    general = f'SUMPRODUCT((questions__contact="")*(questions__question<>"")*{below_heading("questions.contact")})'
    all_named = f"AND({general}=0,{filled_count('questions.question')}>0)"
    nobody = '""'
    return f'IF({all_named},"{_ALL_NAMED}",{plan(template, nobody)})'


def general_plan_shown(data: SheetData) -> str:
    """What ``general_plan`` shows."""
    rows = data.records.rows("questions")
    general = [r for r in rows if not r.has("contact")]
    all_named = any(r.has("question") for r in rows) and not any(r.has("question") for r in general)
    return _ALL_NAMED if all_named else plan_shown(data.template, general)


def plan_shown(template: Template, questions: Sequence[Record], minutes: float | None = None) -> str:
    """What ``plan`` shows for these rows of the question plan."""
    count = sum(r.has("question") for r in questions)
    if not count:
        return _NO_QUESTIONS
    total = sum(r.number("minutes") or 0 for r in questions)
    missing = "".join(_MISSING[need] for need in lacking(plan_needs(template), questions))
    longer = _LONGER if minutes is not None and is_longer(total, minutes) else ""
    many = "1 question" if count == 1 else f"{count} questions"
    return f"{missing}{longer}{many}" + (f", {total:g} min" if total else "")


def preview(template: Template) -> str:
    """Breadth and balance of what was heard of the field, with a word on it; of several fields, one after the other."""
    sides, ups, downs = (figure_of(figure, 1) for figure in (FieldFigure.FACETS, FieldFigure.UPS, FieldFigure.DOWNS))
    total = str(len(template.facets))
    nothing, sunshine, clouds, leaning, narrow, fair = map(text_literal, PICTURES.values())
    one = (
        f'{dots(sides, int(total))}&"  "&{sides}&" of {total} facets heard{_SEPARATOR}"&'
        f'{ups}&" up, "&{downs}&" down{_SEPARATOR}"&'
        f"IF({ups}+{downs}=0,{nothing},IF(AND({downs}=0,{ups}>={MANY}),{sunshine},"
        f"IF(AND({ups}=0,{downs}>={MANY}),{clouds},IF(MIN({ups},{downs})*{LOPSIDED}<MAX({ups},{downs}),{leaning},"
        f"IF({sides}<{enough_facets(int(total))},{narrow},{fair})))))"
    )
    several = "&".join(field_word(template, k, between=_SEPARATOR) for k in range(1, FIELDS + 1))
    beside = f'IF({_OTHERS}=0,"","{_SEPARATOR}"&{_OTHERS}&"{_ABOUT_OTHERS}")'
    return f'IF({figure_of(FieldFigure.NAME, 2)}="",{one},{several})&{beside}'


def preview_shown(data: SheetData) -> str:
    """What ``preview`` shows."""
    records, fields = data.records, data.records.fields
    elsewhere = entries_elsewhere(records)
    beside = f"{_SEPARATOR}{elsewhere}{_ABOUT_OTHERS}" if elsewhere else ""
    if len(fields) > 1:
        return _SEPARATOR.join(field_word_shown(data, k) for k in range(1, len(fields) + 1)) + beside
    sides, ups, downs = heard_of(records, 1)
    total = len(records.facets)
    heard = f"{shown_dots(sides, total)}  {sides} of {total} facets heard"
    told = f"{heard}{_SEPARATOR}{ups} up, {downs} down{_SEPARATOR}{PICTURES[picture(ups, downs, sides, total)]}"
    return told + beside


def field_word(template: Template, field: int, between: str = "") -> str:
    """How much was heard of one of the fields; empty where there is none. ``between`` parts it from the one before."""
    name, sides, ups, downs = (
        figure_of(it, field) for it in (FieldFigure.NAME, FieldFigure.FACETS, FieldFigure.UPS, FieldFigure.DOWNS)
    )
    before = f'"{between}"&' if between and field > 1 else ""
    told = f'{name}&": "&{sides}&" of {len(template.facets)} facets, "&{ups}&" up, "&{downs}&" down"'
    return f'IF({name}="","",{before}{told})'


def field_word_shown(data: SheetData, field: int) -> str:
    """What ``field_word`` shows, without what parts it from others."""
    fields = data.records.fields
    if field > len(fields):
        return ""
    sides, ups, downs = heard_of(data.records, field)
    return f"{fields[field - 1]}: {sides} of {len(data.records.facets)} facets, {ups} up, {downs} down"


def heard_of(records: Records, field: int) -> tuple[int, int, int]:
    """Facets, upsides and downsides heard of one of the fields; of all where there is none."""
    found = domain_preview(records, records.fields[field - 1] if field <= len(records.fields) else None)
    return (found.covered, found.ups, found.downs) if found else (0, 0, 0)


def others() -> str:
    """How many entries are about other fields than those on Start; else nothing."""
    return f'IF({_OTHERS}=0,"",IF({_OTHERS}=1,"{_ELSEWHERE[0]}",{_OTHERS}&"{_ELSEWHERE[1]}"))'


def others_shown(data: SheetData) -> str:
    """What ``others`` shows."""
    count = entries_elsewhere(data.records)
    return "" if not count else _ELSEWHERE[0] if count == 1 else f"{count}{_ELSEWHERE[1]}"


def preview_of(template: Template, contact: str) -> str:
    """Breadth and balance of what one person told; ``contact`` is the cell with the name."""
    who = f"preview__contact,{equal_to(contact)}"
    sides = sides_heard(template, f"{who},")
    ups, downs = (f'COUNTIFS({who},preview__{side},"<>")' for side in ("upside", "downside"))
    return (
        f'IF(AND({downs}=0,{ups}>={MANY}),"{_ALL_SUNSHINE}","")&'
        f'{sides}&" of {len(template.facets)} facets; "&{ups}&" up, "&{downs}&" down"'
    )


def preview_of_shown(records: Records, rows: Sequence[Record]) -> str:
    """What ``preview_of`` shows for one person's rows."""
    ups, downs = _count(rows, "upside"), _count(rows, "downside")
    sunshine = _ALL_SUNSHINE if lean(ups, downs) == "only ups" else ""
    return f"{sunshine}{facets_heard(records, rows)} of {len(records.facets)} facets; {ups} up, {downs} down"


def sides_heard(template: Template, criteria: str = "") -> str:
    """Of how many facets something was heard, in rows that meet the criteria (``range,criterion,``)."""
    listed = as_criterion(list_names(template)[template.facets])
    counts = "+".join(f'COUNTIFS({criteria}preview__facet,{listed},preview__{key},"<>")' for key in HEARD)
    return f"SUMPRODUCT(--(({counts})>0))"


def _count(rows: Sequence[Record], column: str) -> int:
    return sum(r.has(column) for r in rows)
