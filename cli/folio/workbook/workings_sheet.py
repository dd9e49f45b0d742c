"""The hidden sheet Workings: days of interviews, holidays, the order of the gap matrix, entries of the live lists.

It holds what visible cells need and cannot work out themselves: in each row, since a day may be typed as a text and a
quality more than once, or once for all lines of a list. Nothing is typed here and nothing is read back from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from folio.basics.cell_references import column_letter
from folio.domain.gaps import gap_matrix, gap_order, quality_key
from folio.domain.interviews import is_completed
from folio.domain.names import as_formulas_compare
from folio.domain.previews import entries_elsewhere
from folio.template.schema import Template
from folio.template.vocabulary import INTERVIEW_COMPLETED
from folio.workbook.formulas.agenda_sources import REACHES
from folio.workbook.formulas.board_cells import best_of, count_of, sum_of
from folio.workbook.formulas.disagreement_marks import disagreement_formula, disagreement_marks
from folio.workbook.formulas.field_figures import (
    field_names,
    figure_formula,
    figures_shown,
    needs_heard,
    only_field,
    other_fields,
)
from folio.workbook.formulas.heard_marks import mark_formula, marks
from folio.workbook.formulas.parts import (
    CellValue,
    SheetData,
    SheetRow,
    SheetRows,
    day,
    filled,
    index_of,
    lines_of_column,
    measures,
    name,
    serial,
    text,
    text_literal,
)
from folio.workbook.formulas.said_steps import has_said_steps, said_formula, said_shown
from folio.workbook.formulas.workings_layout import (
    FIRST,
    GAP_LINES,
    LISTING_FIRST,
    NOTE_COLUMN,
    RATINGS_COLUMN,
    RATINGS_ROW,
    THIS_LINE,
    FieldFact,
    FieldFigure,
    Last,
    Workings,
    as_long_as,
    field_column,
    holidays_listed,
    last_place,
    workings_name,
)
from folio.workbook.layout import ROOM
from folio.workbook.list_blocks import list_blocks
from folio.workbook.page import Page
from folio.workbook.workings_lists import write_list

_NOTE = "Only for formulas. Line 1 stands for the headings of a table, line 2 for its first row."
# Of a text in a formula, in Excel.
_LONGEST_LITERAL = 255


def has_workings(template: Template) -> bool:
    """Whether anything in the template needs the sheet."""
    return any(section.lists for s in template.sheets for section in s.sections) or any(
        needed(template) for needed, _ in _COLUMNS
    )


def write_workings(page: Page, data: SheetData) -> None:
    """Write the sheet."""
    template = data.template
    blocks = list_blocks(template)
    page.sheet.set_column(0, max((block.end for block in blocks), default=LISTING_FIRST), 14)
    page.text(0, NOTE_COLUMN, _NOTE, page.styles())
    for needed, write in _COLUMNS:
        if needed(template):
            write(page, data)
    for block in blocks:
        write_list(page, data, block)


def _has_gaps(template: Template) -> bool:
    return any(s.board == "gaps" for s in template.sheets)


def _has_agenda(template: Template) -> bool:
    return any(section.lists == "agenda" for s in template.sheets for section in s.sections)


def _needs_days(template: Template) -> bool:
    return measures(template, "last_talk", "follow_up_due")


def _needs_fields(template: Template) -> bool:
    return needs_heard(template) or measures(template, "adviser_for_field")


def _needs_reach(template: Template) -> bool:
    return _has_agenda(template) or needs_heard(template)


def _needs_disputed(template: Template) -> bool:
    return measures(template, "facet_state")


def _needs_holidays(template: Template) -> bool:
    return measures(template, "remind_on", "follow_up_due")


def _write_gap_order(page: Page, data: SheetData) -> None:
    """For each row of what is wanted, how far up its quality belongs if it is the first of it; then the lines in order.

    A + marks the other rows in which someone first names a quality: the matrix counts people by these and the first.
    """
    for rating in range(1, 6):
        page.number(RATINGS_ROW, RATINGS_COLUMN + rating - 1, rating)
    orders, rows = _gap_orders(data), data.rows("peaks_wanted")
    named = _first_named(rows, "category", "quality")
    marks = ["+" if new and it.get("quality") not in (None, "") else "" for it, new in named]
    shown = [orders.get(i, mark) for i, mark in enumerate(marks)]
    _write_down(page, Workings.ORDER, _order_formula(), shown, "")
    lines = sorted(orders, key=lambda i: -orders[i])
    scores = workings_name(Workings.ORDER)
    formula = f'=IFERROR(MATCH(LARGE({scores},{THIS_LINE}-{FIRST}),{scores},0),"")'
    found = [lines[k] + 2 if k < len(lines) else "" for k in range(GAP_LINES)]
    page.down(FIRST, Workings.GAP_LINE.value, formula, found, page.styles())


def _write_days(page: Page, data: SheetData) -> None:
    """With whom each interview was, and its day as a number if it was completed, else 0, whatever is typed there."""
    there = as_long_as("interviews.contact")
    completed = f'(interviews__contact<>"")*(interviews__status="{INTERVIEW_COMPLETED}")*ISNUMBER(interviews__date)'
    heading = data.template.sheet("interviews").column("contact").header
    who = [heading, *(text(r, "contact") for r in data.rows("interviews"))]
    held = [is_completed(r) and r.has("contact") for r in data.records.rows("interviews")]
    days = [(counted and day(r.get("date"))) or 0 for r, counted in zip(data.rows("interviews"), held, strict=True)]
    columns: tuple[tuple[Workings, str, list[CellValue]], ...] = (
        (Workings.WITH, f'=IFERROR(IF({there},interviews__contact&"",""),"")', [*who]),
        (Workings.DAY, f"=IFERROR(IF({there},IF({completed},interviews__date,0),0),0)", [0, *days]),
    )
    for place, formula, values in columns:
        page.array_down(0, place.value, ROOM + 1, formula, values[: ROOM + 1], page.styles())


def _write_heard(page: Page, data: SheetData) -> None:
    """Which field each row of the job preview is about, and the figures of the fields on Start."""
    _write_down(page, Workings.HEARD, mark_formula(), [*marks(data.records)], "")
    for figure in FieldFigure:
        if figure != FieldFigure.NAME:
            values, formula = [*figures_shown(data, figure)], figure_formula(data.template, figure)
            page.down(0, field_column(figure), formula, values, page.styles())
    others, column = other_fields(), field_column(FieldFigure.NAME)
    page.formula(FieldFact.OTHERS.value, column, others, entries_elsewhere(data.records), page.styles())


def _write_fields(page: Page, data: SheetData) -> None:
    """The fields on Start, and the only one."""
    column, plain = field_column(FieldFigure.NAME), page.styles()
    names = zip(field_names(data.template), figures_shown(data, FieldFigure.NAME), strict=True)
    for line, (formula, field) in enumerate(names):
        page.formula(line, column, formula, field, plain)
    page.formula(FieldFact.ONLY.value, column, only_field(data.template), data.records.only_field, plain)


def _write_disputed(page: Page, data: SheetData) -> None:
    """Which rows of the job preview show that two people disagree, and nobody else was asked."""
    shown = ["", *disagreement_marks(data)][: ROOM + 1]
    page.array_down(0, Workings.DISPUTED.value, ROOM + 1, disagreement_formula(), shown, page.styles())


def _write_holidays(page: Page, data: SheetData) -> None:
    """The holidays, told in one formula by how many days after the first each is."""
    days = [serial(day) for day in holidays_listed(data.template)]
    told = "".join(f"{day - days[0]:04}" for day in days)
    parts = "&".join(text_literal(told[i : i + _LONGEST_LITERAL]) for i in range(0, len(told), _LONGEST_LITERAL))
    note = column_letter(NOTE_COLUMN)
    formula = f"={days[0]}+MID({parts},ROW(${note}$1:${note}${len(days)})*4-3,4)"
    page.array_down(0, Workings.HOLIDAYS.value, len(days), formula, days, page.styles())


def _write_said(page: Page, data: SheetData) -> None:
    """Which message the next step of each contact plainly is."""
    shown = said_shown(data)[: ROOM + 1]
    page.array_down(0, Workings.SAYS.value, ROOM + 1, said_formula(), shown, page.styles())
    says = workings_name(Workings.SAYS)
    _write_last(page, Last.SAID, f"({says}>0)*ROW({says})", map(bool, shown))


def _write_reach(page: Page, data: SheetData) -> None:
    """How far down the list of what to do next has to look in each table."""
    for last, (sheet, *keys) in REACHES.items():
        if not data.template.has(sheet, *keys):
            continue
        paths = [f"{sheet}.{key}" for key in keys]
        there = [any(filled(row.get(key)) for key in keys) for row in data.rows(sheet)]
        stands = "+".join(f'({name(path)}<>"")' for path in paths)
        _write_last(page, last, f"({stands}+0>0)*{lines_of_column(paths[0])}", (True, *there))


def _write_last(page: Page, last: Last, lines: str, there: Iterable[bool]) -> None:
    """The last of some lines, an array in which 0 is none; at least the second: one cell alone is no array."""
    value = max((line for line, is_there in enumerate(there, start=1) if is_there and line > 1), default=2)
    page.formula(*last_place(last), f"=MAX(2,SUMPRODUCT(MAX({lines})))", value, page.styles())


# The columns that are not for the lists, and when they are needed.
_COLUMNS: tuple[tuple[Callable[[Template], bool], Callable[[Page, SheetData], None]], ...] = (
    (_has_gaps, _write_gap_order),
    (_needs_days, _write_days),
    (_needs_fields, _write_fields),
    (needs_heard, _write_heard),
    (_needs_disputed, _write_disputed),
    (_needs_holidays, _write_holidays),
    (has_said_steps, _write_said),
    (_needs_reach, _write_reach),
)


def _write_down(page: Page, place: Workings, formula: str, values: Sequence[CellValue], blank: CellValue) -> None:
    """Write one formula down a whole column, with its values so far: rows can be typed far below the prepared ones."""
    shown = [*values[:ROOM], *[blank] * (ROOM - len(values))]
    page.down(FIRST, place.value, formula, shown, page.styles())


def _first_named(rows: SheetRows, *keys: str) -> Iterator[tuple[SheetRow, bool]]:
    """Each row, and whether someone stands in it who stood in none above with the same in these columns."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        it = tuple(as_formulas_compare(row.get(key)) for key in ("contact", *keys))
        yield row, bool(it[0]) and it not in seen
        seen.add(it)


def _order_formula() -> str:
    line = THIS_LINE
    contact, quality = (index_of(f"peaks_wanted.{key}", line) for key in ("contact", "quality"))
    category = f'({index_of("peaks_wanted.category", line)}&"")'
    wanted = f"(peaks_wanted__quality={quality})*(peaks_wanted__category={category})"
    proven = f'(peaks_mine__quality={quality})*(peaks_mine__category={category})*(peaks_mine__document<>"")'
    above = f"{wanted}*({lines_of_column('peaks_wanted.quality')}<{line})"
    total, count = (work("peaks_wanted.importance", wanted) for work in (sum_of, count_of))
    strength = best_of("peaks_mine.strength", proven)
    # A thousand times the gap plus ten times the importance, in which the importance stands only once.
    order = f"IFERROR({total}/{count}*1010-{strength}*1000,0)-{line}/100000"
    new = f'IF({contact}="","",IF(SUMPRODUCT({above}*(peaks_wanted__contact={contact}))>0,"","+"))'
    return f'=IFERROR(IF({quality}="","",IF(SUMPRODUCT({above})>0,{new},{order})),"")'


def _gap_orders(data: SheetData) -> dict[int, float]:
    """The sort key of each first row of a wanted quality, by its line."""
    compare = data.records.compare
    gaps = {(compare(g.category), compare(g.quality)): g for g in gap_matrix(data.records)}
    orders: dict[int, float] = {}
    for i, row in enumerate(data.records.rows("peaks_wanted")):
        gap = gaps.pop(quality_key(row), None)
        if gap is not None:
            orders[i] = gap_order(gap.importance, gap.gap) - (FIRST + i + 1) / 100_000
    return orders
