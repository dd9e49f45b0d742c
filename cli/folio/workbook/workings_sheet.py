"""The hidden sheet Workings: the order of the gap matrix, completed interviews, entries of the live lists.

Nothing is typed here and nothing is read back from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from folio.basics.cell_references import column_letter
from folio.domain.gaps import gap_matrix, gap_order, quality_key
from folio.domain.interviews import is_completed
from folio.domain.names import as_formulas_compare
from folio.domain.referrals import referrer_of
from folio.template.schema import Section, Sheet, Template
from folio.template.vocabulary import INTERVIEW_COMPLETED
from folio.workbook.formulas import live_lists
from folio.workbook.formulas.board_cells import best_of, count_of, sum_of
from folio.workbook.formulas.parts import (
    CellValue,
    SheetData,
    SheetRow,
    SheetRows,
    as_criterion,
    day,
    equal_to,
    index_of,
    name,
    of_contact,
    serial,
    text,
)
from folio.workbook.formulas.suggestions import suggestions
from folio.workbook.formulas.workings_layout import (
    FIRST,
    GAP_LINES,
    LISTING_FIRST,
    Workings,
    workings_cell,
    workings_range,
)
from folio.workbook.layout import ROOM
from folio.workbook.page import Page

_NUDGE, _NOTHING_KEY = live_lists.BEYOND_DAYS, live_lists.BEYOND_DAYS + 900
_HEADINGS = ("key", "row", "left", "middle", "right", "order")


@dataclass(frozen=True, slots=True)
class ListBlock:
    """The columns of one list on the sheet, and how many entries they hold."""

    sheet: Sheet
    section: Section
    column: int
    entries: int

    def shown(self, line: int, text_number: int) -> str:
        """The formula of one of the three texts of a line of the list."""
        order = workings_cell(self.column + 5, line)
        shown = f'IF({order}="","",INDEX({workings_range(self.column + 2 + text_number, self.entries)},{order}))'
        if line < self.section.room - 1:
            return f"={shown}"
        more = f'"{live_lists.MORE}"' if text_number == 1 else '""'
        keys = workings_range(self.column, self.entries)
        return f'=IF(COUNTIF({keys},"<{live_lists.BEYOND_DAYS + 1}")>{self.section.room},{more},{shown})'


def list_blocks(template: Template) -> list[ListBlock]:
    """The lists of a template's forms, in order."""
    blocks: list[ListBlock] = []
    for sheet in template.sheets:
        for section in sheet.sections:
            if section.lists:
                entries = (section.room + 1) * len(live_lists.sources(template, section))
                if section.lists == "agenda":
                    entries += bool(live_lists.due_date_cell(template)) + len(suggestions(template)) + 1
                blocks.append(ListBlock(sheet, section, LISTING_FIRST + 6 * len(blocks), entries))
    return blocks


def has_workings(template: Template) -> bool:
    """Whether anything in the template needs the sheet."""
    gaps = any(s.board == "gaps" for s in template.sheets)
    needs = (_needs_talks, _needs_fields, _needs_voices)
    return bool(list_blocks(template)) or gaps or any(needed(template) for needed in needs)


def write_workings(page: Page, data: SheetData) -> None:
    """Write the sheet."""
    template = data.template
    page.sheet.set_column(0, LISTING_FIRST + 6 * len(list_blocks(template)), 14)
    if any(s.board == "gaps" for s in template.sheets):
        _write_gap_order(page, data)
    if _needs_talks(template):
        _write_talks(page, data)
    if _needs_fields(template):
        _write_fields(page, data)
    if _needs_voices(template):
        _write_voices(page, data)
    for block in list_blocks(template):
        _write_list(page, data, block)


def _write_gap_order(page: Page, data: SheetData) -> None:
    """For each row of what is wanted: its quality, and where it is the first of it, how far up it belongs."""
    template = data.template
    plain = page.styles()
    for place in (Workings.GAP_ORDER, Workings.GAP_LINE):
        page.text(0, place.value, place.name.lower().replace("_", " "), page.styles(bold=True))
    rows = data.rows("peaks_wanted")
    order = _gap_orders(data)
    for place, key in ((Workings.GAP_QUALITY, "quality"), (Workings.GAP_CATEGORY, "category")):
        formula = f'=IFERROR({index_of(f"peaks_wanted.{key}", "ROW()")}&"","")'
        _write_down(page, data, place, formula, [text(r, key) for r in rows], "")
    voices = [int(first and bool(text(r, "quality"))) for r, first in _first_named(rows, "category", "quality")]
    first = _is_first("peaks_wanted", "category", "quality")
    _write_each(page, data, Workings.GAP_VOICE, f"=IFERROR(IF({first},1,0),0)", voices, 0)
    # Excel's shared formulas cannot hold arrays like {1,2,3}: this one is written in full in every row.
    for i in range(min(ROOM, max(data.prepared, len(rows)))):
        row = FIRST + i
        page.formula(row, Workings.GAP_ORDER.value, _order_formula(template, row), order.get(i, ""), plain)
    lines = sorted((i for i in order), key=lambda i: -order[i])
    for k in range(GAP_LINES):
        scores = workings_range(Workings.GAP_ORDER)
        formula = f'=IFERROR(MATCH(LARGE({scores},{k + 1}),{scores},0)+1,"")'
        page.formula(FIRST + k, Workings.GAP_LINE.value, formula, lines[k] + 2 if k < len(lines) else "", plain)


def _write_talks(page: Page, data: SheetData) -> None:
    """Each completed interview with someone: with whom, who led to them, and the day as a number; 0 where it has none.

    Unlike the sheet's own columns these always hold what formulas can calculate with, whatever is typed there.
    """
    contact, status, when = (index_of(f"interviews.{key}", "ROW()") for key in ("contact", "status", "date"))
    counts = f'AND({contact}<>"",{status}="{INTERVIEW_COMPLETED}",ISNUMBER({when}))'
    rows = data.rows("interviews")
    held = [is_completed(r) and r.has("contact") for r in data.records.rows("interviews")]
    days = [(counted and day(r.get("date"))) or 0 for r, counted in zip(rows, held, strict=True)]
    who = [text(r, "contact") for r in rows]
    _write_down(page, data, Workings.INTERVIEW_WITH, f'=IFERROR({contact}&"","")', who, "")
    _write_down(page, data, Workings.INTERVIEW_DAY, f"=IFERROR(IF({counts},{when},0),0)", days, 0)
    referrer = _of_contact(contact, "referred_by")
    formula, referrers = f'=IF({referrer}={contact},"",{referrer})', [referrer_of(data.records, name) for name in who]
    _write_down(page, data, Workings.INTERVIEW_REFERRER, formula, referrers, "")


def _write_fields(page: Page, data: SheetData) -> None:
    """The field of whoever told each of the upsides and downsides."""
    contact, rows = index_of("preview.contact", "ROW()"), data.records.rows("preview")
    for place, side in ((Workings.UPSIDE_FIELD, "upside"), (Workings.DOWNSIDE_FIELD, "downside")):
        said = f'IFERROR({index_of(f"preview.{side}", "ROW()")},"")'
        fields = [of_contact(data.records, r, "field") if r.has(side) else "" for r in rows]
        _write_down(page, data, place, f'=IF({said}="","",{_of_contact(contact, "field")})', fields, "")


def _write_voices(page: Page, data: SheetData) -> None:
    """The facet in each row of the job preview in which someone first speaks of it."""
    facets = [text(r, "facet") if first else "" for r, first in _first_named(data.rows("preview"), "facet")]
    formula = f'=IFERROR(IF({_is_first("preview", "facet")},{index_of("preview.facet", "ROW()")}&"",""),"")'
    _write_each(page, data, Workings.FACET_VOICE, formula, facets, "")


def _is_first(sheet: str, *keys: str) -> str:
    """Whether someone stands in this row of a sheet, and in no row above with the same in these columns."""
    here = {key: index_of(f"{sheet}.{key}", "ROW()") for key in ("contact", *keys)}
    criteria = ",".join(f"{index_of(f'{sheet}.{key}', '1')}:{cell},{equal_to(cell)}" for key, cell in here.items())
    return f'AND({here["contact"]}<>"",COUNTIFS({criteria})=1)'


def _first_named(rows: SheetRows, *keys: str) -> Iterator[tuple[SheetRow, bool]]:
    """Each row, and whether someone stands in it who stood in none above with the same in these columns."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        it = tuple(as_formulas_compare(row.get(key)) for key in ("contact", *keys))
        yield row, bool(it[0]) and it not in seen
        seen.add(it)


def _of_contact(who: str, key: str) -> str:
    """What Contacts says of someone."""
    line = f"MATCH({as_criterion(who)},contacts__name,0)"
    return f'IFERROR({index_of(f"contacts.{key}", line)}&"","")'


def _write_down(
    page: Page, data: SheetData, place: Workings, formula: str, values: Sequence[CellValue], blank: CellValue
) -> None:
    """Write one formula down a whole column, with its values so far."""
    shown = _begin_column(page, data, place, values, blank)
    page.marked(FIRST, place.value, page.mark(FIRST, place.value, len(shown), formula), shown, page.styles())


def _write_each(
    page: Page, data: SheetData, place: Workings, formula: str, values: Sequence[CellValue], blank: CellValue
) -> None:
    """The same in full in every row: Excel's shared formulas cannot hold areas between two INDEX."""
    for row, value in enumerate(_begin_column(page, data, place, values, blank), start=FIRST):
        page.formula(row, place.value, formula, value, page.styles())


def _begin_column(
    page: Page, data: SheetData, place: Workings, values: Sequence[CellValue], blank: CellValue
) -> list[CellValue]:
    """Write the heading of a column, and return its values down to the last prepared row."""
    page.text(0, place.value, place.name.lower().replace("_", " "), page.styles(bold=True))
    return [*values[:ROOM], *[blank] * (data.prepared - len(values))]


def _needs(template: Template, *kinds: str) -> bool:
    return any(c.measure and c.measure.kind in kinds for s in template.sheets for c in s.columns)


def _needs_talks(template: Template) -> bool:
    return _needs(template, "last_talk", "follow_up_due")


def _needs_fields(template: Template) -> bool:
    return _needs(template, "heard_of_field")


def _needs_voices(template: Template) -> bool:
    return _needs(template, "facet_people")


def _order_formula(template: Template, row: int) -> str:
    quality, category = (f"${column_letter(p.value)}{row + 1}" for p in (Workings.GAP_QUALITY, Workings.GAP_CATEGORY))
    above = "*".join(
        f"(${column_letter(p.value)}${FIRST}:${column_letter(p.value)}{row}={at})"
        for p, at in ((Workings.GAP_QUALITY, quality), (Workings.GAP_CATEGORY, category))
    )
    wanted = f"(peaks_wanted__quality={quality})*(peaks_wanted__category={category})"
    proven = f'(peaks_mine__quality={quality})*(peaks_mine__category={category})*(peaks_mine__document<>"")'
    total, count = (work(template, "peaks_wanted.importance", wanted) for work in (sum_of, count_of))
    strength = best_of(template, "peaks_mine.strength", proven)
    return (
        f'=IF({quality}="","",IF(SUMPRODUCT({above})>0,"",'
        f"IFERROR(({total}/{count}-{strength})*1000+{total}/{count}*10,0)-ROW()/100000))"
    )


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


def _write_list(page: Page, data: SheetData, block: ListBlock) -> None:
    plain, bold = page.styles(), page.styles(bold=True)
    for i, heading in enumerate(_HEADINGS):
        page.text(0, block.column + i, f"{block.section.key}: {heading}", bold)
    keys = workings_range(block.column, block.entries)
    entries = [*_entries(data, block)]
    for i, (formula, texts, key, line, shown) in enumerate(entries):
        row = FIRST + i
        page.array_formula(row, block.column, formula, key, plain)
        page.formula(row, block.column + 1, _line_formula(block, i), line, plain)
        for j, (one, value) in enumerate(zip(texts, shown, strict=True), start=2):
            page.formula(row, block.column + j, one, value, plain)
    ordered = sorted((key, i) for i, (_, _, key, _, _) in enumerate(entries) if not isinstance(key, str))
    for k in range(block.section.room):
        value = ordered[k][1] + 1 if k < len(ordered) else ""
        formula = f'=IFERROR(MATCH(SMALL({keys},{k + 1}),{keys},0),"")'
        page.formula(FIRST + k, block.column + 5, formula, value, plain)


_Shown = tuple[float | str, int | str, Sequence[CellValue]]
_Entry = tuple[str, Sequence[str], float | str, int | str, Sequence[CellValue]]
_NOT_SHOWN: _Shown = ("", "", ("", "", ""))


def _entries(data: SheetData, block: ListBlock) -> Iterator[_Entry]:
    """The entries of a list as (key's formula, texts' formulas, key, row, texts), in the order of the sheet."""
    # One more than there is room for, so that the last line can tell that there is more.
    template, room = data.template, block.section.room + 1
    at = 0
    for number_of, source in enumerate(live_lists.sources(template, block.section), start=1):
        keyed = ((live_lists.sort_key(k, number_of), k, line) for k, line in source.found(data))
        found = sorted(keyed, key=lambda f: f[0])
        for k in range(room):
            texts = [_text_formula(block, at, t) for t in source.texts]
            shown = _NOT_SHOWN if k >= len(found) else (found[k][0], round(found[k][1] % 1 * 1_000_000), found[k][2])
            yield _key_formula(source, number_of, k + 1), texts, *shown
            at += 1
    if block.section.lists != "agenda":
        return
    if by := live_lists.due_date_cell(template):
        when = live_lists.due_date(data)
        texts = [_text_formula(block, at, t) for t in ("{day}", f'"{live_lists.TURN_IN}"', '""')]
        by_then = f'=IF(ISNUMBER({by}),IF({by}>=TODAY(),INT({by}),""),"")'
        shown = (serial(when), 0, (when, live_lists.TURN_IN, "")) if when else _NOT_SHOWN
        yield by_then, texts, *shown
        at += 1
    for i, suggestion in enumerate(suggestions(template), start=1):
        title = template.sheet(suggestion.sheet).title
        texts = [
            _text_formula(block, at, t) for t in ('""', f'"{suggestion.what}"', '"' + title.replace('"', '""') + '"')
        ]
        shown = (_NUDGE + i, "", ("", suggestion.what, title)) if suggestion.found(data) else _NOT_SHOWN
        yield f'=IF({suggestion.holds},{_NUDGE + i},"")', texts, *shown
        at += 1
    above = workings_range(block.column, at)
    idle = live_lists.list_lines(data, block.section)[0][1] == live_lists.NOTHING
    texts = [_text_formula(block, at, t) for t in ('""', f'"{live_lists.NOTHING}"', '""')]
    shown = (_NOTHING_KEY, "", ("", live_lists.NOTHING, "")) if idle else _NOT_SHOWN
    yield f'=IF(COUNT({above})=0,{_NOTHING_KEY},"")', texts, *shown


def _key_formula(source: live_lists.ListSource, number_of: int, k: int) -> str:
    column = name(f"{source.sheet}.{source.column}")
    line = f"(ROW({column})-ROW(INDEX({column},1))+1)/1000000"
    return f'=IFERROR(SMALL(IF({source.condition},INT({source.day})+{number_of / 100}+{line}),{k}),"")'


def _line_formula(block: ListBlock, entry: int) -> str:
    key = workings_cell(block.column, entry)
    return f'=IF({key}="","",IF({key}>={_NUDGE + 1},"",ROUND(MOD({key}*100,1)*10000,0)))'


def _text_formula(block: ListBlock, entry: int, formula: str) -> str:
    key, line = workings_cell(block.column, entry), workings_cell(block.column + 1, entry)
    return f'=IF({key}="","",{formula.replace(live_lists.LINE, line).replace("{day}", f"INT({key})")})'
