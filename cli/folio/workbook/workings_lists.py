"""The live lists on the hidden sheet Workings: which entries each shows, and their texts.

A list has a column of keys of its own (the day to hand in, suggestions, the word that nothing is due), then one for
each of its sources: one array formula finds the smallest keys of the whole source at once. Beside them, in each line
that the form shows, stand the smallest key of all, which of the texts it means, its row, and the three texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from folio.basics.cell_references import column_letter
from folio.template.schema import WORKINGS_SHEET, Section, Sheet, Template
from folio.workbook.formulas import live_lists
from folio.workbook.formulas.list_sources import BEYOND_DAYS, LINE, ListSource
from folio.workbook.formulas.parts import SheetData, serial, text_literal
from folio.workbook.formulas.suggestions import suggestions
from folio.workbook.formulas.workings_layout import FIRST, LISTING_FIRST, NOTE_COLUMN, THIS_LINE
from folio.workbook.page import Page

_NUDGE = BEYOND_DAYS
# Columns beside those of the keys; there are three texts.
_SHOWN, _CHOICE, _ROW, _TEXTS = 0, 1, 2, 3
_WIDTH = _TEXTS + 3


@dataclass(frozen=True, slots=True)
class ListBlock:
    """The columns of one list on the sheet: the ``number``th there, from ``column`` on, with so many ``sources``.

    ``others`` says how many keys of its own it has.
    """

    sheet: Sheet
    section: Section
    number: int
    column: int
    sources: int
    others: int

    @property
    def each(self) -> int:
        """How many keys of a source are looked for: one more than there is room for tells that there is more."""
        return self.section.room + 1

    @property
    def end(self) -> int:
        """The first column behind the list."""
        return self.beside(_WIDTH)

    def beside(self, part: int) -> int:
        """One of the columns beside the keys."""
        return self.column + 1 + self.sources + part

    def cell(self, part: int, line: int) -> str:
        """The address of a cell beside the keys for formulas of its line, which go down the column."""
        return f"${column_letter(self.beside(part))}{FIRST + line + 1}"

    @property
    def keys(self) -> str:
        """The address of all keys for formulas beside them."""
        last = max(self.each, FIRST + self.others)
        return f"${column_letter(self.column)}$1:${column_letter(self.column + self.sources)}${last}"

    @property
    def source_keys(self) -> str:
        """The address of the keys of all sources."""
        first, last = (column_letter(self.column + number) for number in (1, self.sources))
        return f"${first}$1:${last}${self.each}"

    def own_keys(self, count: int) -> str:
        """The address of the first keys of the list's own."""
        letter = column_letter(self.column)
        return f"${letter}${FIRST + 1}:${letter}${FIRST + count}"

    @property
    def name(self) -> str:
        """The defined name of what the form shows of the list: the lines of the columns from the choice on."""
        return f"workings__list_{self.number}"

    @property
    def area(self) -> str:
        """What the name stands for."""
        first, last = (column_letter(self.beside(part)) for part in (_CHOICE, _TEXTS + 2))
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
                others = 0
                if section.lists == "agenda":
                    others = bool(live_lists.due_date_cell(template)) + len(suggestions(template)) + 1
                column = blocks[-1].end if blocks else LISTING_FIRST
                sources = len(live_lists.sources(template, section))
                blocks.append(ListBlock(sheet, section, len(blocks) + 1, column, sources, others))
    return blocks


def write_list(page: Page, data: SheetData, block: ListBlock) -> None:
    """Write the keys of all entries of a list; for each line that it shows, which entry it is, and its three texts."""
    plain = page.styles()
    page.text(0, block.column, block.section.key, page.styles(bold=True))
    entries = _Entries(data, block)
    found, own = entries.source_keys(), [*entries.own_keys()]
    for column, (formula, values) in enumerate(found, start=block.column + 1):
        page.array_down(0, column, block.each, formula, values or [""], plain)
    for i, (formula, value) in enumerate(own):
        page.formula(FIRST + i, block.column, formula, value, plain)
    keys = sorted([*(k for _, keys in found for k in keys), *(k for _, k in own if not isinstance(k, str))])
    room, lines = block.section.room, live_lists.list_lines(data, block.section)
    shown: list[float | str] = [*keys[:room], *[""] * (room - len(keys))]
    choices = [entries.choice(key) for key in shown]
    if sum(it < _NUDGE + 1 for it in keys) > room:
        choices[-1] = entries.more
    rows = ["" if key == "" else _behind(key) % 10_000 for key in shown]
    smallest = f'=IFERROR(SMALL({block.keys},{THIS_LINE}-{FIRST}),"")'
    page.down(FIRST, block.beside(_SHOWN), smallest, shown, plain)
    # Only the last line can say that there is more.
    if room > 1:
        page.down(FIRST, block.beside(_CHOICE), entries.choice_formula, choices[:-1], plain)
    page.formula(FIRST + room - 1, block.beside(_CHOICE), entries.choice_formula(room - 1), choices[-1], plain)
    page.down(FIRST, block.beside(_ROW), entries.row_formula, rows, plain)
    for j in range(3):
        told = [lines[k][j] if k < len(lines) else "" for k in range(room)]
        page.down(FIRST, block.beside(_TEXTS + j), partial(entries.text_formula, number=j), told, plain)


class _Entries:
    """The entries of a list: those found in rows, the day to hand in, suggestions, and the word that nothing is due.

    Their texts are numbered from 1: the day, one for each source, the suggestions, nothing due, and that there is more.
    """

    def __init__(self, data: SheetData, block: ListBlock) -> None:
        self._data, self._block = data, block
        self._sources = live_lists.sources(data.template, block.section)
        self._suggestions = suggestions(data.template) if block.others else []
        self.more = len(self._texts())

    def source_keys(self) -> list[tuple[str, list[float]]]:
        """The formula of the keys of each source, and the keys, as many as are there and found."""
        each, found = self._block.each, []
        for number, source in enumerate(self._sources, start=1):
            keys = sorted(live_lists.sort_key(key, number) for key, _ in source.found(self._data))
            found.append((_keys_formula(source, number, each), keys[:each]))
        return found

    def own_keys(self) -> Iterator[tuple[str, float | str]]:
        """The formula and the value of each key of the list's own, in the order of the sheet."""
        if not self._block.others:
            return
        if by := live_lists.due_date_cell(self._data.template):
            when = live_lists.due_date(self._data)
            yield f'=IF(ISNUMBER({by}),IF({by}>=TODAY(),INT({by}),""),"")', serial(when) if when else ""
        for i, suggestion in enumerate(self._suggestions, start=1):
            yield f'=IF({suggestion.holds},{_NUDGE + i},"")', _NUDGE + i if suggestion.found(self._data) else ""
        above, last = self._block.own_keys(self._block.others - 1), _NUDGE + len(self._suggestions) + 1
        idle = live_lists.list_lines(self._data, self._block.section)[0][1] == live_lists.NOTHING
        yield f'=IF(COUNT({self._block.source_keys},{above})=0,{last},"")', last if idle else ""

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
        return f'=IF(COUNTIF({self._block.keys},"<{_NUDGE + 1}")>{room},{self.more},{shown})'

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
        texts = [t[number].replace(LINE, row).replace("{day}", f"INT({key})") for t in self._texts()]
        return f'=IF({choice}="","",CHOOSE({choice},{",".join(texts)}))'

    def row_formula(self, line: int) -> str:
        """In which row of its table a line's entry stands."""
        key = self._block.cell(_SHOWN, line)
        return f'=IF({key}="","",MOD({_BEHIND.format(key)},10000))'


# What stands behind the point of a key: the number of its source in ten thousands, and its row.
_BEHIND = "ROUND(MOD({},1)*1000000,0)"


def _behind(key: float | str) -> int:
    return round(float(key) % 1 * 1_000_000)


def _keys_formula(source: ListSource, number_of: int, count: int) -> str:
    """The smallest keys of a source, ``count`` at most: an array, so that the source is gone through once for all."""
    note = column_letter(NOTE_COLUMN)
    line = f"(ROW({source.rows})-ROW(INDEX({source.rows},1))+1)/1000000"
    keys = f"IF({source.condition},INT({source.day})+{number_of / 100}+{line})"
    return f'=IFERROR(SMALL({keys},ROW(${note}$1:${note}${count})),"")'
