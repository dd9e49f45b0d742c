"""The live lists on the hidden sheet Workings: which entries each shows, and their texts (see ``list_blocks``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from folio.basics.cell_references import column_letter
from folio.domain.start_list import MOST_OTHERS
from folio.workbook.formulas import live_lists
from folio.workbook.formulas.agenda import MORE, NOTHING, THE_REST, Agenda, Option
from folio.workbook.formulas.agenda_sources import EARLY, NO_DAY, WHO, AgendaSource, spelled
from folio.workbook.formulas.list_sources import LINE, ListLine, ListSource
from folio.workbook.formulas.parts import CellValue, SheetData, serial, text_literal
from folio.workbook.formulas.workings_layout import FIRST, NOTE_COLUMN, THIS_LINE
from folio.workbook.list_blocks import BEHIND, CHOICE, COUNTS, ROW, SHOWN, TEXTS, WHO_FOR, WORDS, ListBlock, behind
from folio.workbook.page import Page

_NOTHING = '""'


def list_lines(data: SheetData, block: ListBlock) -> list[ListLine]:
    """The lines that a list shows, as many as there is room for."""
    return _Agenda(data, block, block.agenda).lines if block.agenda else live_lists.list_lines(data, block.section)


def write_list(page: Page, data: SheetData, block: ListBlock) -> None:
    """Write the keys of all entries of a list; for each line that it shows, which entry it is, and its texts."""
    page.text(0, block.column, block.section.key, page.styles(bold=True))
    if block.agenda:
        _Agenda(data, block, block.agenda).write(page)
    else:
        _write_plain(page, data, block)


def _write_plain(page: Page, data: SheetData, block: ListBlock) -> None:
    sources, room = live_lists.sources(data.template, block.section), block.section.room
    found = [
        sorted(live_lists.sort_key(key, number) for key, _ in source.found(data))[: block.each]
        for number, source in enumerate(sources, start=1)
    ]
    _write_source_keys(page, block, sources, found)
    keys = sorted(key for some in found for key in some)
    texts = [*(s.texts for s in sources), (_NOTHING, text_literal(live_lists.MORE), _NOTHING)]
    shown = f'=IFERROR(SMALL({block.keys},{THIS_LINE}-{FIRST}),"")'
    choices = [behind(key) // 10_000 for key in keys[:room]]
    _write_choices(page, block, (shown, keys[:room]), (0, choices), (f"COUNT({block.keys})", len(keys), len(texts)))
    lines = live_lists.list_lines(data, block.section)
    for number in range(3):
        _write_texts(page, block, TEXTS + number, [t[number] for t in texts], [line[number] for line in lines])


class _Agenda:
    """The list of what to do next: its keys and lines, and how they are written."""

    def __init__(self, data: SheetData, block: ListBlock, agenda: Agenda) -> None:
        self._data, self._block, self._agenda = data, block, agenda
        self._keyed = agenda.keyed(data)
        self._found = [
            [key for key, step in self._keyed if step.source == source.source][: block.each]
            for source in agenda.sources
        ]
        own = [key for key, step in self._keyed if step.source in ("hand-in", "blank")]
        keys = sorted([*own, *(key for some in self._found for key in some)])
        self._own = {*own} if keys else {agenda.idle}
        with_day = [key for key, _ in self._keyed if key < NO_DAY]
        counts = [sum(behind(key) // 10_000 == i for key in with_day) for i in range(1, block.sources + 1)]
        self._counts = [len(with_day) - sum(counts), *counts]
        self._with_day = len(with_day)
        self._keys = (keys or [agenda.idle])[: min(block.section.room, self._with_day + MOST_OTHERS)]
        steps = dict(self._keyed)
        self._steps = [steps.get(key) for key in self._keys]

    @property
    def lines(self) -> list[ListLine]:
        """What the form shows."""
        lines = [self._agenda.line(self._data, step) if step else ("", NOTHING, "") for step in self._steps]
        return [*lines[:-1], ("", self._more, "")] if self._more else lines

    @property
    def _more(self) -> str:
        more = self._with_day - self._block.section.room + 1
        return MORE.format(count=more) if more > 1 else ""

    def write(self, page: Page) -> None:
        """Write the columns of the list."""
        block, plain = self._block, page.styles()
        options = self._agenda.options
        _write_source_keys(page, block, self._agenda.sources, self._found)
        for i, (formula, key) in enumerate(self._own_keys()):
            page.formula(FIRST + i, block.column, formula, key if key in self._own else "", plain)
        self._write_counts(page)
        with_day = f"SUM({block.counts})"
        line = f"{THIS_LINE}-{FIRST}"
        shown = f'=IFERROR(IF({line}>{with_day}+{MOST_OTHERS},"",SMALL({block.keys},{line})),"")'
        choices = [behind(key) // 10_000 + 1 for key in self._keys]
        _write_choices(page, block, (shown, self._keys), (1, choices), (with_day, self._with_day, len(options)))
        self._write_texts(page, options)

    def _write_counts(self, page: Page) -> None:
        """How many entries with a day each source has, and before them the list itself."""
        block, column, plain = self._block, self._block.beside(COUNTS), page.styles()
        own = f"=SUMPRODUCT(({block.own_keys(block.others)}<{NO_DAY})*1)"
        page.formula(FIRST, column, own, self._counts[0], plain)
        for number, source in enumerate(self._agenda.sources, start=1):
            if source.shown != '""':
                formula = f"=SUM(IF({source.condition},1,0))"
                page.array_formula(FIRST + number, column, formula, self._counts[number], plain)

    def _own_keys(self) -> list[tuple[str, float]]:
        """The formula of each key of the list's own, and the key."""
        agenda, block = self._agenda, self._block
        due = agenda.due_cell()
        when = self._data.records.start.day("due")
        by = f'=IF(ISNUMBER({due}),IF({due}>=TODAY(),INT({due}),""),"")' if due else '=""'
        blanks = [agenda.blank_key(i) for i in range(len(agenda.blanks))]
        count = len(blanks) + 1
        idle = f'=IF(COUNT({block.source_keys},{block.own_keys(count)})=0,{agenda.idle!r},"")'
        return [
            (by, float(serial(when)) if when else 0.0),
            *((f'=IF({it.holds},{key!r},"")', key) for it, key in zip(agenda.blanks, blanks, strict=True)),
            (idle, agenda.idle),
        ]

    def _write_texts(self, page: Page, options: Sequence[Option]) -> None:
        block, steps, lines = self._block, self._steps, self.lines
        names, words = [s.with_whom if s else "" for s in steps], [s.words if s else NOTHING for s in steps]
        if self._more:
            names[-1], words[-1] = "", self._more
        who = [it.who for it in options]
        _write_texts(page, block, WHO_FOR, who, names, lambda it: f'IF({it}="","",{spelled(it)})')
        more = f'SUBSTITUTE({text_literal(MORE)},"{{count}}",SUM({block.counts})-{block.section.room - 1})'
        _write_texts(page, block, WORDS, [it.words.replace(THE_REST, more) for it in options], words)
        _write_texts(page, block, TEXTS, [it.shown for it in options], [line[0] for line in lines])
        told = _padded([line[1] for line in lines], block)
        page.down(FIRST, block.beside(TEXTS + 1), self._told, told, page.styles())
        _write_texts(page, block, TEXTS + 2, [it.where for it in options], [line[2] for line in lines])

    def _told(self, line: int) -> str:
        """The formula of ``step_words.told``."""
        who, words = (self._block.cell(part, line) for part in (WHO_FOR, WORDS))
        return f'=IF({who}="",{words},IF(ISNUMBER(FIND({who},{words})),{words},{who}&": "&{words}))'


def _write_source_keys(
    page: Page, block: ListBlock, sources: Sequence[ListSource | AgendaSource], found: Sequence[Sequence[float]]
) -> None:  # fmt: skip
    """Write the smallest keys of each source: an array, so that the source is gone through once for all."""
    note, plain = column_letter(NOTE_COLUMN), page.styles()
    for number, (source, keys) in enumerate(zip(sources, found, strict=True), start=1):
        line = f"(ROW({source.rows})-ROW(INDEX({source.rows},1))+1)/1000000"
        which = f"ROW(${note}$1:${note}${block.each})"
        first = f"SMALL(IF({source.condition},INT({source.day})+{number / 100}+{line}),{which})"
        if isinstance(source, AgendaSource) and source.source == "request":
            first += f"-IF({which}=1,{EARLY},0)"
        page.array_down(0, block.column + number, block.each, f'=IFERROR({first},"")', keys or [""], plain)


def _write_choices(
    page: Page, block: ListBlock, shown: tuple[str, Sequence[float]], choices: tuple[int, Sequence[int]],
    rest: tuple[str, int, int],
) -> None:  # fmt: skip
    """Write the keys that are shown, which of the texts each means (with what is added to its number), and its row.

    Only the last line can say that there is more: ``rest`` is the formula of how many there are, how many, and the
    number of the text for that.
    """
    formula, keys = shown
    add, numbers = choices
    count, there, last = rest
    room, plain = block.section.room, page.styles()
    values = [*numbers[:-1], last] if there > room else [*numbers]

    def choice(line: int) -> str:
        key = block.cell(SHOWN, line)
        chosen = f'IF({key}="","",INT({BEHIND.format(key)}/10000)+{add})'
        return f"=IF({count}>{room},{last},{chosen})" if line == room - 1 else f"={chosen}"

    def row(line: int) -> str:
        key = block.cell(SHOWN, line)
        return f'=IF({key}="","",MOD({BEHIND.format(key)},10000))'

    page.down(FIRST, block.beside(SHOWN), formula, _padded(keys, block), plain)
    shown_choices = _padded(values, block)
    if room > 1:
        page.down(FIRST, block.beside(CHOICE), choice, shown_choices[:-1], plain)
    page.formula(FIRST + room - 1, block.beside(CHOICE), choice(room - 1), shown_choices[-1], plain)
    page.down(FIRST, block.beside(ROW), row, _padded([behind(key) % 10_000 for key in keys], block), plain)


def _write_texts(
    page: Page, block: ListBlock, part: int, texts: Sequence[str], values: Sequence[CellValue],
    finish: Callable[[str], str] = str,
) -> None:  # fmt: skip
    """Write one of the texts of all lines: the one that the line's choice means."""

    def formula(line: int) -> str:
        choice, key, row, who = (block.cell(part, line) for part in (CHOICE, SHOWN, ROW, WHO_FOR))
        chosen = finish(f"CHOOSE({choice},{','.join(texts)})")
        chosen = chosen.replace(LINE, row).replace("{day}", f"INT({key})").replace(WHO, who)
        return f'=IF({choice}="","",{chosen})'

    page.down(FIRST, block.beside(part), formula, _padded(values, block), page.styles())


def _padded(values: Sequence[CellValue], block: ListBlock) -> list[CellValue]:
    """The values of all lines: nothing in those that show nothing."""
    return [*values, *[""] * (block.section.room - len(values))]
