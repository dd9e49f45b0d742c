"""Where everything stands in a new workbook: rows and columns count from 0, as xlsxwriter counts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from folio.basics.cell_references import CellPlace, column_letter, quoted_title
from folio.domain.answers import COLUMNS
from folio.domain.answers import FIRST as FIRST_ANSWER
from folio.template.schema import MOST_ROWS, Column, Sheet, Template

ROOM = MOST_ROWS

TABLE_TITLE, TABLE_PURPOSE, TABLE_TIP, TABLE_KEYS, TABLE_HEADER, TABLE_FIRST = range(6)

FORM_KEYS, FORM_LABEL, FORM_VALUE, FORM_HINT, FORM_CHART = 0, 1, 2, 3, 5
FORM_TOP = 3


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The rows of a form: where its section titles (with their lists below) and lines stand."""

    sections: dict[str, int]
    lines: dict[str, int]
    links: int
    end: int


def form_layout(sheet: Sheet) -> FormLayout:
    """Lay out a form from top to bottom: sections of lines, then links to the other sheets."""
    row = FORM_TOP
    sections: dict[str, int] = {}
    lines: dict[str, int] = {}
    for section in sheet.sections:
        sections[section.key] = row
        row += 1 + (section.room if section.lists else 0)
        for line in sheet.lines(section.key):
            lines[line.key] = row
            row += 1
        row += 1
    return FormLayout(sections, lines, links=row, end=row)


def cell(sheet: Sheet, column: Column) -> str:
    """The absolute address of a form's value, with its sheet: ``'Start'!$C$7``."""
    return f"{quoted_title(sheet.title)}!${column_letter(FORM_VALUE)}${form_layout(sheet).lines[column.key] + 1}"


def column_range(template: Template, path: str, first: int = TABLE_FIRST) -> str:
    """The absolute range of a table's column given as ``sheet.column``: ``'Contacts'!$A$6:$A$505``."""
    sheet_key, _, key = path.partition(".")
    sheet = template.sheet(sheet_key)
    letter = column_letter(sheet.keys.index(key))
    return f"{quoted_title(sheet.title)}!${letter}${first + 1}:${letter}${TABLE_FIRST + ROOM}"


def list_names(template: Template) -> dict[tuple[str, ...], str]:
    """The defined name of each list of choices or suggestions, in the order of the columns that first use them."""
    names: dict[tuple[str, ...], str] = {}
    for sheet in template.sheets:
        for column in sheet.columns:
            choices = column.choices or column.suggest
            if choices is not None:
                names.setdefault(choices, f"folio_list_{sheet.key}_{column.key}")
    return names


@dataclass(frozen=True, slots=True)
class FieldBlock:
    """Columns of a board, side by side, about one of the fields on Start; ``first`` and ``last`` are their places."""

    field: int
    first: int
    last: int

    @property
    def title(self) -> CellPlace:
        """Where the field's name stands, above the headings."""
        return TABLE_PURPOSE, self.first


def field_blocks(sheet: Sheet) -> list[FieldBlock]:
    """The blocks of columns about a field; none but on a board. What only is shown of a template says nothing of it."""
    fields = [c.measure.field if c.measure and sheet.board else None for c in sheet.columns]
    runs = [(field, [i for i, _ in run]) for field, run in groupby(enumerate(fields), key=lambda it: it[1])]
    return [FieldBlock(field, places[0], places[-1]) for field, places in runs if field]


def answer_tops(sheet: Sheet) -> dict[int, CellPlace]:
    """The places above the columns of answers, where their person's name stands, by the interview's number."""
    if not sheet.has(f"{FIRST_ANSWER}_2"):
        return {}
    return {COLUMNS[c.key]: (TABLE_TIP, i) for i, c in enumerate(sheet.columns) if c.key in COLUMNS}


def beside_places(sheet: Sheet) -> set[CellPlace]:
    """Where folio writes formulas outside the columns of a sheet (row and column from 0)."""
    if sheet.layout == "table":
        # Until version 4 of the templates, the meter stood one row below.
        meter = {(TABLE_PURPOSE, 0), (TABLE_TIP, 0)} if sheet.meter else set()
        return {b.title for b in field_blocks(sheet)} | meter | {*answer_tops(sheet).values()}
    tops = form_layout(sheet).sections
    return {
        (tops[section.key] + 1 + line, col)
        for section in sheet.sections
        if section.lists
        for line in range(section.room)
        for col in (FORM_LABEL, FORM_VALUE, FORM_HINT)
    }
