"""Sentences that a sheet makes up about a question plan and about what was heard: the gentle words.

Each is a formula without its ``=``, so that it can be a part of a longer one, and a function that says the same.
"""

from __future__ import annotations

from folio.template.schema import Template
from folio.template.vocabulary import DOWNSIDES, LEADS, plan_needs
from folio.workbook.formulas.parts import (
    Rows,
    below_heading,
    dots,
    exactly,
    filled,
    filled_count,
    literally,
    matching,
    number,
    same,
    shown_dots,
    text_literal,
)
from folio.workbook.layout import list_names

# So many upsides without one downside (or the other way round) deserve a word; so does one side three times the other.
MANY, LOPSIDED = 3, 3
# What is amiss comes first: a narrow column shows that much.
_MISSING = {DOWNSIDES: "No downsides; ", LEADS: "No leads; "}
_ALL_NAMED = "Every question belongs to somebody"
_NO_QUESTIONS, _LONGER, _ALL_SUNSHINE = "No questions yet", "Too long; ", "All sunshine? "
_NOTHING, _FAIR = "Nothing noted yet", "A fair picture"
_SUNSHINE = "All sunshine so far: ask what is hard about it"
_CLOUDS = "Only the hard sides so far: ask what they would miss"
_LEANING = "One-sided so far: ask more about the other side"
_SEPARATOR = "  \u00b7  "


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


def general_plan_shown(template: Template, rows: Rows) -> str:
    """What ``general_plan`` shows for all rows of the question plan."""
    general = [r for r in rows if not filled(r.get("contact"))]
    asked = [r for r in rows if filled(r.get("question"))]
    return _ALL_NAMED if asked and not any(r in general for r in asked) else plan_shown(template, general)


def plan_shown(template: Template, rows: Rows, minutes: float | None = None) -> str:
    """What ``plan`` shows for these rows of the question plan."""
    count = sum(filled(r.get("question")) for r in rows)
    if not count:
        return _NO_QUESTIONS
    total = sum(number(r.get("minutes")) or 0 for r in rows)
    lacking = "".join(
        _MISSING[need]
        for need, signs in plan_needs(template).items()
        if not any(same(r.get(key), wanted) for r in rows for key, wanted in signs)
    )
    longer = _LONGER if minutes is not None and total > minutes else ""
    many = "1 question" if count == 1 else f"{count} questions"
    return f"{lacking}{longer}{many}" + (f", {total:g} min" if total else "")


def preview(template: Template) -> str:
    """Breadth and balance of all that was heard, with a word on it."""
    sides, total = sides_heard(template), str(len(facets(template)))
    ups, downs = filled_count("preview.upside"), filled_count("preview.downside")
    return (
        f'{dots(sides, int(total))}&"  "&{sides}&" of {total} sides heard{_SEPARATOR}"&'
        f'{ups}&" up, "&{downs}&" down{_SEPARATOR}"&'
        f'IF({ups}+{downs}=0,"{_NOTHING}",IF(AND({downs}=0,{ups}>={MANY}),"{_SUNSHINE}",'
        f'IF(AND({ups}=0,{downs}>={MANY}),"{_CLOUDS}",'
        f'IF(MIN({ups},{downs})*{LOPSIDED}<MAX({ups},{downs}),"{_LEANING}","{_FAIR}"))))'
    )


def preview_shown(template: Template, rows: Rows) -> str:
    """What ``preview`` shows."""
    sides, total = sides_heard_shown(template, rows), len(facets(template))
    ups, downs = _count(rows, "upside"), _count(rows, "downside")
    if not ups + downs:
        word = _NOTHING
    elif not downs and ups >= MANY:
        word = _SUNSHINE
    elif not ups and downs >= MANY:
        word = _CLOUDS
    else:
        word = _LEANING if min(ups, downs) * LOPSIDED < max(ups, downs) else _FAIR
    heard = f"{shown_dots(sides, total)}  {sides} of {total} sides heard"
    return f"{heard}{_SEPARATOR}{ups} up, {downs} down{_SEPARATOR}{word}"


def preview_of(template: Template, contact: str) -> str:
    """Breadth and balance of what one person told; ``contact`` is the cell with the name."""
    who = f"preview__contact,{exactly(contact)}"
    sides = sides_heard(template, f"{who},")
    ups, downs = (f'COUNTIFS({who},preview__{side},"<>")' for side in ("upside", "downside"))
    return (
        f'IF(AND({downs}=0,{ups}>={MANY}),"{_ALL_SUNSHINE}","")&'
        f'{sides}&" of {len(facets(template))} sides; "&{ups}&" up, "&{downs}&" down"'
    )


def preview_of_shown(template: Template, rows: Rows) -> str:
    """What ``preview_of`` shows for one person's rows."""
    ups, downs = _count(rows, "upside"), _count(rows, "downside")
    sunshine = _ALL_SUNSHINE if not downs and ups >= MANY else ""
    return f"{sunshine}{sides_heard_shown(template, rows)} of {len(facets(template))} sides; {ups} up, {downs} down"


def facets(template: Template) -> tuple[str, ...]:
    """The facets of the job that the template asks about."""
    return template.sheet("preview").column("facet").choices or ()


# A row with nothing in these only prepares for an interview.
_HEARD = ("upside", "downside", "rating")


def sides_heard(template: Template, criteria: str = "") -> str:
    """Of how many facets something was heard, in rows that meet the criteria (``range,criterion,``)."""
    listed = literally(list_names(template)[facets(template)])
    counts = "+".join(f'COUNTIFS({criteria}preview__facet,{listed},preview__{key},"<>")' for key in _HEARD)
    return f"SUMPRODUCT(--(({counts})>0))"


def sides_heard_shown(template: Template, rows: Rows) -> int:
    """What ``sides_heard`` shows for these rows."""
    heard = [r for r in rows if any(filled(r.get(key)) for key in _HEARD)]
    return sum(bool(matching(heard, facet=facet)) for facet in facets(template))


def _count(rows: Rows, key: str) -> int:
    return sum(filled(r.get(key)) for r in rows)
