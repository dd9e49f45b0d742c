"""The hidden sheet Workings: days of interviews, the order of the gap matrix, entries of the live lists.

It holds what visible cells need and cannot work out themselves: in each row, since a day may be typed as a text and a
quality more than once, or once for all lines of a list. Nothing is typed here and nothing is read back from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from folio.basics.cell_references import column_letter
from folio.basics.days_off import days_off
from folio.domain.gaps import gap_matrix, gap_order, quality_key
from folio.domain.heard import HEARD, is_heard
from folio.domain.interviews import is_completed
from folio.domain.names import as_formulas_compare
from folio.template.schema import WORKINGS_SHEET, Section, Sheet, Template
from folio.template.vocabulary import INTERVIEW_COMPLETED
from folio.workbook.formulas import live_lists
from folio.workbook.formulas.board_cells import best_of, count_of, sum_of
from folio.workbook.formulas.disagreement_marks import disagreement_formula, disagreement_marks
from folio.workbook.formulas.parts import (
    CellValue,
    SheetData,
    SheetRow,
    SheetRows,
    as_criterion,
    day,
    first_line,
    index_of,
    lines_of_column,
    name,
    of_contact,
    serial,
    text,
    text_literal,
)
from folio.workbook.formulas.suggestions import suggestions
from folio.workbook.formulas.workings_layout import (
    FIRST,
    GAP_LINES,
    LISTING_FIRST,
    NOTE_COLUMN,
    RATINGS_COLUMN,
    RATINGS_ROW,
    THIS_LINE,
    Workings,
    as_long_as,
    workings_name,
    workings_range,
)
from folio.workbook.layout import ROOM
from folio.workbook.page import Page

_NUDGE = live_lists.BEYOND_DAYS
# Columns of a list, from its first one; there are three texts.
_KEY, _SHOWN, _CHOICE, _ROW, _TEXTS = 0, 1, 2, 3, 4
_WIDTH = _TEXTS + 3
# Of a text in a formula, in Excel.
_LONGEST_LITERAL = 255
_NOTE = "Only for formulas. Line 1 stands for the headings of a table, line 2 for its first row."


@dataclass(frozen=True, slots=True)
class ListBlock:
    """The columns of one list on the sheet, and how many entries they hold."""

    sheet: Sheet
    section: Section
    column: int
    entries: int

    def cell(self, part: int, line: int) -> str:
        """The address of a cell of the list for formulas of its line, which go down the column."""
        return f"${column_letter(self.column + part)}{FIRST + line + 1}"

    def keys(self, entries: int) -> str:
        """The address of the keys of the first entries for formulas beside them."""
        return workings_range(self.column + _KEY, entries).rpartition("!")[2]

    @property
    def name(self) -> str:
        """The defined name of what the form shows of the list: the lines of the columns from the choice on."""
        return f"workings__list_{(self.column - LISTING_FIRST) // _WIDTH + 1}"

    @property
    def area(self) -> str:
        """What the name stands for."""
        first, last = (column_letter(self.column + part) for part in (_CHOICE, _TEXTS + 2))
        return f"{WORKINGS_SHEET}!${first}${FIRST + 1}:${last}${FIRST + self.section.room}"

    def shown(self, text_number: int, above: str) -> str:
        """The formula for one of the three texts, in all lines of the list on the form; ``above`` is the cell above."""
        choice, told = (
            f"INDEX({self.name},ROW()-ROW({above}),{part - _CHOICE + 1})" for part in (_CHOICE, _TEXTS + text_number)
        )
        return f'=IFERROR(IF({choice}="","",{told}),"")'


def list_blocks(template: Template) -> list[ListBlock]:
    """The lists of a template's forms, in order."""
    blocks: list[ListBlock] = []
    for sheet in template.sheets:
        for section in sheet.sections:
            if section.lists:
                entries = (section.room + 1) * len(live_lists.sources(template, section))
                if section.lists == "agenda":
                    entries += bool(live_lists.due_date_cell(template)) + len(suggestions(template)) + 1
                blocks.append(ListBlock(sheet, section, LISTING_FIRST + _WIDTH * len(blocks), entries))
    return blocks


def has_workings(template: Template) -> bool:
    """Whether anything in the template needs the sheet."""
    return any(section.lists for s in template.sheets for section in s.sections) or any(
        needed(template) for needed, _ in _COLUMNS
    )


def write_workings(page: Page, data: SheetData) -> None:
    """Write the sheet."""
    template = data.template
    page.sheet.set_column(0, LISTING_FIRST + _WIDTH * len(list_blocks(template)), 14)
    page.text(0, NOTE_COLUMN, _NOTE, page.styles())
    for needed, write in _COLUMNS:
        if needed(template):
            write(page, data)
    for block in list_blocks(template):
        _write_list(page, data, block)


def _has_gaps(template: Template) -> bool:
    return any(s.board == "gaps" for s in template.sheets)


def _needs_days(template: Template) -> bool:
    return _measures(template, "last_talk", "follow_up_due")


def _needs_heard(template: Template) -> bool:
    return _measures(template, "heard_of_field", "facet_people", "facet_state")


def _needs_disputed(template: Template) -> bool:
    return _measures(template, "facet_state")


def _needs_holidays(template: Template) -> bool:
    return _measures(template, "remind_on", "follow_up_due")


def _measures(template: Template, *kinds: str) -> bool:
    return any(c.measure and c.measure.kind in kinds for s in template.sheets for c in s.columns)


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
    """The field of who told each part of the job preview, after a + where they first told something of it, else a -.

    The rows that someone is named in are few: so the others cost nothing.
    """
    line = THIS_LINE
    contact, facet = (index_of(f"preview.{key}", line) for key in ("contact", "facet"))
    told = "+".join(f'(preview__{key}<>"")' for key in HEARD)
    first = first_line(f"(preview__contact={contact})*(preview__facet={facet})*({told}>0)", "preview.contact")
    row = f"MATCH({as_criterion(contact)},contacts__name,0)"
    field = f'IFERROR({index_of("contacts.field", row)}&"","")'
    formula = f'=IFERROR(IF({contact}="","",IF({first}={line},"+","-")&{field}),"")'
    heard, told_before = [], set()
    for it in data.records.rows("preview"):
        this = (it.key("contact"), it.key("facet"))
        new = is_heard(it) and this not in told_before
        told_before |= {this} if new else set()
        heard.append(f"{'+' if new else '-'}{of_contact(data.records, it, 'field')}" if this[0] else "")
    _write_down(page, Workings.HEARD, formula, heard, "")


def _write_disputed(page: Page, data: SheetData) -> None:
    """Which rows of the job preview show that two people disagree, and nobody else was asked."""
    shown = ["", *disagreement_marks(data)][: ROOM + 1]
    page.array_down(0, Workings.DISPUTED.value, ROOM + 1, disagreement_formula(), shown, page.styles())


def _write_holidays(page: Page, data: SheetData) -> None:
    """The holidays, told in one formula by how many days after the first each is."""
    del data
    days = [serial(day) for day in days_off()]
    told = "".join(f"{day - days[0]:04}" for day in days)
    parts = "&".join(text_literal(told[i : i + _LONGEST_LITERAL]) for i in range(0, len(told), _LONGEST_LITERAL))
    note = column_letter(NOTE_COLUMN)
    formula = f"={days[0]}+MID({parts},ROW(${note}$1:${note}${len(days)})*4-3,4)"
    page.array_down(0, Workings.HOLIDAYS.value, len(days), formula, days, page.styles())


# The columns that are not for the lists, and when they are needed.
_COLUMNS: tuple[tuple[Callable[[Template], bool], Callable[[Page, SheetData], None]], ...] = (
    (_has_gaps, _write_gap_order),
    (_needs_days, _write_days),
    (_needs_heard, _write_heard),
    (_needs_disputed, _write_disputed),
    (_needs_holidays, _write_holidays),
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


def _write_list(page: Page, data: SheetData, block: ListBlock) -> None:
    """Write the keys of all entries of a list; for each line that it shows, which entry it is, and its three texts."""
    plain = page.styles()
    page.text(0, block.column, block.section.key, page.styles(bold=True))
    entries = _Entries(data, block)
    keyed = [*entries.keys()]
    for i, (formula, value) in enumerate(keyed):
        write = page.array_formula if i < entries.found_in_rows else page.formula
        write(FIRST + i, block.column + _KEY, formula, value, plain)
    keys = sorted(key for _, key in keyed if not isinstance(key, str))
    room, lines = block.section.room, live_lists.list_lines(data, block.section)
    shown: list[float | str] = [*keys[:room], *[""] * (room - len(keys))]
    choices = [entries.choice(key) for key in shown]
    if sum(it < _NUDGE + 1 for it in keys) > room:
        choices[-1] = entries.more
    rows = ["" if key == "" else _behind(key) % 10_000 for key in shown]
    smallest = f'=IFERROR(SMALL({block.keys(block.entries)},{THIS_LINE}-{FIRST}),"")'
    page.down(FIRST, block.column + _SHOWN, smallest, shown, plain)
    # Only the last line can say that there is more.
    if room > 1:
        page.down(FIRST, block.column + _CHOICE, entries.choice_formula, choices[:-1], plain)
    page.formula(FIRST + room - 1, block.column + _CHOICE, entries.choice_formula(room - 1), choices[-1], plain)
    page.down(FIRST, block.column + _ROW, entries.row_formula, rows, plain)
    for j in range(3):
        told = [lines[k][j] if k < len(lines) else "" for k in range(room)]
        page.down(FIRST, block.column + _TEXTS + j, partial(entries.text_formula, number=j), told, plain)


class _Entries:
    """The entries of a list: those found in rows, the day to hand in, suggestions, and the word that nothing is due.

    Their texts are numbered from 1: the day, one for each source, the suggestions, nothing due, and that there is more.
    """

    def __init__(self, data: SheetData, block: ListBlock) -> None:
        self._data, self._block = data, block
        self._sources = live_lists.sources(data.template, block.section)
        self._is_agenda = block.section.lists == "agenda"
        self._suggestions = suggestions(data.template) if self._is_agenda else []
        # One more than there is room for, so that the last line can tell that there is more.
        self._each = block.section.room + 1
        self.found_in_rows = self._each * len(self._sources)
        self.more = len(self._texts())

    def keys(self) -> Iterator[tuple[str, float | str]]:
        """The formula and the value of each entry's key, in the order of the sheet."""
        for number, source in enumerate(self._sources, start=1):
            found = sorted(live_lists.sort_key(key, number) for key, _ in source.found(self._data))
            for k in range(self._each):
                yield _key_formula(source, number, k + 1), found[k] if k < len(found) else ""
        if not self._is_agenda:
            return
        if by := live_lists.due_date_cell(self._data.template):
            when = live_lists.due_date(self._data)
            yield f'=IF(ISNUMBER({by}),IF({by}>=TODAY(),INT({by}),""),"")', serial(when) if when else ""
        for i, suggestion in enumerate(self._suggestions, start=1):
            yield f'=IF({suggestion.holds},{_NUDGE + i},"")', _NUDGE + i if suggestion.found(self._data) else ""
        above, last = self._block.keys(self._block.entries - 1), _NUDGE + len(self._suggestions) + 1
        idle = live_lists.list_lines(self._data, self._block.section)[0][1] == live_lists.NOTHING
        yield f'=IF(COUNT({above})=0,{last},"")', last if idle else ""

    def _texts(self) -> list[tuple[str, str, str]]:
        """The formulas of the three texts that entries can have."""
        nothing = '""'
        due = ("{day}", text_literal(live_lists.TURN_IN), nothing)
        titles = {s.key: text_literal(s.title) for s in self._data.template.sheets}
        others = [(nothing, text_literal(s.what), titles[s.sheet]) for s in self._suggestions]
        idle = (nothing, text_literal(live_lists.NOTHING), nothing)
        more = (nothing, text_literal(live_lists.MORE), nothing)
        return [due, *(s.texts for s in self._sources), *others, idle, more]

    def choice_formula(self, line: int) -> str:
        """Which of the texts a line shows."""
        key, room = self._block.cell(_SHOWN, line), self._block.section.room
        numbered = f"IF({key}<{_NUDGE + 1},INT({_BEHIND.format(key)}/10000)+1,{key}-{_NUDGE - len(self._sources) - 1})"
        shown = f'IF({key}="","",{numbered})'
        if line < room - 1:
            return f"={shown}"
        keys = self._block.keys(self._block.entries)
        return f'=IF(COUNTIF({keys},"<{_NUDGE + 1}")>{room},{self.more},{shown})'

    def choice(self, key: float | str) -> int | str:
        """What ``choice_formula`` shows for a key, unless there is more."""
        if isinstance(key, str):
            return ""
        if key < _NUDGE + 1:
            return _behind(key) // 10_000 + 1
        return int(key) - _NUDGE + len(self._sources) + 1

    def text_formula(self, line: int, number: int) -> str:
        """One of the three texts of a line."""
        choice, key, row = (self._block.cell(part, line) for part in (_CHOICE, _SHOWN, _ROW))
        texts = [t[number].replace(live_lists.LINE, row).replace("{day}", f"INT({key})") for t in self._texts()]
        return f'=IF({choice}="","",CHOOSE({choice},{",".join(texts)}))'

    def row_formula(self, line: int) -> str:
        """In which row of its table a line's entry stands."""
        key = self._block.cell(_SHOWN, line)
        return f'=IF({key}="","",MOD({_BEHIND.format(key)},10000))'


# What stands behind the point of a key: the number of its source in ten thousands, and its row.
_BEHIND = "ROUND(MOD({},1)*1000000,0)"


def _behind(key: float | str) -> int:
    return round(float(key) % 1 * 1_000_000)


def _key_formula(source: live_lists.ListSource, number_of: int, k: int) -> str:
    column = name(f"{source.sheet}.{source.column}")
    line = f"(ROW({column})-ROW(INDEX({column},1))+1)/1000000"
    return f'=IFERROR(SMALL(IF({source.condition},INT({source.day})+{number_of / 100}+{line}),{k}),"")'
