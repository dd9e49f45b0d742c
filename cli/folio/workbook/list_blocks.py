"""Where the live lists stand on the hidden sheet Workings, and how a form shows what stands there.

A list has a column of keys of its own (what no row of a table has), then one for each of its sources: one array formula
finds the smallest keys of the whole source at once. Beside them, in each line that the form shows, stand the smallest
key of all, which of the texts it means, its row, and the texts.
"""

from __future__ import annotations

from dataclasses import dataclass

from folio.basics.cell_references import column_letter
from folio.template.form_parts import Section
from folio.template.schema import WORKINGS_SHEET, Sheet, Template
from folio.workbook.formulas import live_lists
from folio.workbook.formulas.agenda import Agenda, agenda_of
from folio.workbook.formulas.list_sources import LINE
from folio.workbook.formulas.parts import CellValue
from folio.workbook.formulas.workings_layout import FIRST, LISTING_FIRST

# Columns beside those of the keys: the key, which texts, which row, and three texts; of what to do next also who and
# what, from which the second text is made, and how many there are of each source.
SHOWN, CHOICE, ROW, TEXTS, WHO_FOR, WORDS, COUNTS = 0, 1, 2, 3, 6, 7, 8


# A step on the first sheet has two lines, and its row can't grow: so much of it is shown.
_MOST_SHOWN = 70
# What stands behind the point of a key: the number of its source in ten thousands, and its row.
BEHIND = "ROUND(MOD({},1)*1000000,0)"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """The columns of one list on the sheet: the ``number``th there, from ``column`` on, with so many ``sources``.

    ``others`` says how many keys of its own it has; ``agenda`` is there for the list of what to do next.
    """

    sheet: Sheet
    section: Section
    number: int
    column: int
    sources: int
    others: int = 0
    agenda: Agenda | None = None

    @property
    def each(self) -> int:
        """How many keys of a source are looked for: one more than there is room for tells that there is more."""
        return self.section.room + 1

    @property
    def end(self) -> int:
        """The first column behind the list."""
        return self.beside((COUNTS if self.agenda else TEXTS + 2) + 1)

    def beside(self, part: int) -> int:
        """One of the columns beside the keys."""
        return self.column + 1 + self.sources + part

    def cell(self, part: int, line: int) -> str:
        """The address of a cell beside the keys for formulas of its line, which go down the column."""
        return f"${column_letter(self.beside(part))}{FIRST + line + 1}"

    @property
    def keys(self) -> str:
        """The address of all keys for formulas beside them."""
        first, last = column_letter(self.column), column_letter(self.column + self.sources)
        return f"${first}$1:${last}${max(self.each, FIRST + self.others)}"

    @property
    def counts(self) -> str:
        """The address of the numbers that say how many entries with a day each source has, and the list's own."""
        letter = column_letter(self.beside(COUNTS))
        return f"${letter}${FIRST + 1}:${letter}${FIRST + 1 + self.sources}"

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
        first, last = (column_letter(self.beside(part)) for part in (CHOICE, TEXTS + 2))
        return f"{WORKINGS_SHEET}!${first}${FIRST + 1}:${last}${FIRST + self.section.room}"

    def shown(self, text_number: int, above: str) -> str:
        """The formula for one of the three texts, in all lines of the list on the form; ``above`` is the cell above.

        What to do next is a link to the cell that it is about. The program says where that is, in its own way, so the
        link is right after the sheet was renamed or the row was moved.
        """

        def part(number: int) -> str:
            return f"INDEX({self.name},ROW()-ROW({above}),{number - CHOICE + 1})"

        choice, told = part(CHOICE), part(TEXTS + text_number)
        if self.agenda and text_number == 1:
            places = ",".join(it.place.replace(LINE, part(ROW)) for it in self.agenda.options)
            link = f'IFERROR("#"&CELL("address",CHOOSE({choice},{places})),"#")'
            fitting = f'IF(LEN({told})>{_MOST_SHOWN},LEFT({told},{_MOST_SHOWN - 1})&"…",{told})'
            return f'=IF(IFERROR({choice},"")="","",HYPERLINK({link},{fitting}))'
        return f'=IFERROR(IF({choice}="","",{told}),"")'

    def fitting(self, text_number: int, text: CellValue) -> CellValue:
        """What of a text is shown, as in the formula."""
        if self.agenda and text_number == 1 and isinstance(text, str) and len(text) > _MOST_SHOWN:
            return text[: _MOST_SHOWN - 1] + "…"
        return text


def list_blocks(template: Template) -> list[ListBlock]:
    """The lists of a template's forms, in order."""
    blocks: list[ListBlock] = []
    for sheet in template.sheets:
        for section in (section for section in sheet.sections if section.lists):
            place = sheet, section, len(blocks) + 1, blocks[-1].end if blocks else LISTING_FIRST
            if section.lists == "agenda":
                agenda = agenda_of(template, sheet)
                blocks.append(ListBlock(*place, len(agenda.sources), len(agenda.blanks) + 2, agenda))
            else:
                blocks.append(ListBlock(*place, len(live_lists.sources(template, section))))
    return blocks


def behind(key: float) -> int:
    """What ``BEHIND`` gives."""
    return round(key % 1 * 1_000_000)
