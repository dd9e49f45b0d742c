"""A sheet being written: it remembers every text that folio writes outside the rows people fill in."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from folio.basics.cell_references import cell_address, column_letter, quoted_title
from folio.basics.excel_texts import excel_length
from folio.exit_codes import ContentProblem
from folio.workbook.embedded_description import fingerprint
from folio.workbook.formulas.parts import RANGE_NAME, serial
from folio.workbook.package_patches import SharedFormulas, can_be_shared
from folio.workbook.row_heights import width_of
from folio.workbook.sheet_styles import TITLE_SIZE, Styles

# The first row and column, and the last.
Area = tuple[int, int, int, int]
# What Excel takes: more, and it calls the file broken.
MOST_IN_FORMULA, MOST_IN_TEXT = 8192, 255
ALL_ROWS = 1_048_576
# No row is lower than its largest type: so an empty column of larger type, far to the right, gives all of them air.
_STRUT, _STRUT_SIZE = 25, 16.5


@dataclass(slots=True)
class Page:
    """One worksheet being written."""

    book: Workbook
    sheet: Worksheet
    styles: Styles
    formulas: SharedFormulas = field(default_factory=SharedFormulas)
    static: list[tuple[int, int, str]] = field(default_factory=list)
    ranges: set[str] = field(default_factory=set)
    # The headings of a person's own columns, which belong to the table, and how many lines these take, by row.
    beside: Sequence[str] = ()
    lines_beside: Mapping[int, int] = field(default_factory=dict)

    def remember(self, row: int, col: int, text: object) -> None:
        """Note down what folio wrote here, so that the reader can tell it from what a person types."""
        self.static.append((row, col, fingerprint(text)))

    def text(self, row: int, col: int, text: str, style: Format) -> None:
        """Write a text of folio's own, and remember it; an empty one is only a look."""
        if not text:
            self.sheet.write_blank(row, col, None, style)
            return
        self.remember(row, col, text)
        self.sheet.write_string(row, col, text, style)

    def number(self, row: int, col: int, number: float) -> None:
        """Write a number of folio's own, and remember it."""
        self.remember(row, col, number)
        self.sheet.write_number(row, col, number, self.styles())

    def header(self, row: int, col: int, text: str, style: Format) -> None:
        """Write a heading; the reader knows it from the template."""
        self.sheet.write_string(row, col, text, style)

    def link(self, row: int, col: int, title: str, text: str) -> None:
        """Write a link to another sheet, and remember its text."""
        self.remember(row, col, text)
        style = self.styles(font_color=self.styles.color("link"), underline=1)
        target = title.replace("'", "''")
        self.sheet.write_url(row, col, f"internal:'{target}'!A1", style, text, f"Go to {title}")

    def link_home(self, title: str, widths: Sequence[int], home: str, col: int = 0) -> int:
        """Write the link to the first sheet beside the title, in the first column that the title does not reach.

        Return that column.
        """
        room = width_of(title, bold=True) * TITLE_SIZE / self.styles.theme.size + 1
        while widths and room > 0:
            room -= widths[0]
            widths, col = widths[1:], col + 1
        self.link(0, col, home, f"Back to {home}")
        return col

    def add_strut(self, col: int = _STRUT) -> None:
        """Keep rows from shrinking below ``ROW_POINTS`` when they fit themselves to what is typed."""
        self.sheet.set_column(col, col, None, self.styles(font_size=_STRUT_SIZE))

    def set_print(self, *, landscape: bool, high: int = 0) -> None:
        """Print a page wide and ``high`` pages high, as many as it takes for 0, with the sheet's name below."""
        if landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(self.styles.theme.regional.paper.excel)
        self.sheet.fit_to_pages(1, high)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer("&L&A&RPage &P of &N")

    def print_columns(self, last: int) -> None:
        """Print the columns up to this one, and none of those beyond; rows as far as they are filled.

        A computed area could say the rows, too, but exceljs opens no workbook with one; nor does it know ``$A:$R``.
        """
        # To a spreadsheet these are whole columns. define_name would not find a sheet with a ! or ' in its title.
        area = f"{quoted_title(self.sheet.name)}!$A$1:${column_letter(last)}${ALL_ROWS}"
        self.book.defined_names.append(["_xlnm.Print_Area", self.sheet.index, area, False])

    def protect(self) -> None:
        """Keep a sheet without anything to type from being changed; its cells can be selected and copied."""
        self.sheet.protect("", {"select_locked_cells": True, "select_unlocked_cells": True, "objects": True})

    def value(self, row: int, col: int, value: object, style: Format) -> None:
        """Write what stands in a person's cell; text always as text, never as a formula or a link."""
        if value is None or value == "":
            self.sheet.write_blank(row, col, None, style)
        elif isinstance(value, bool):
            self.sheet.write_string(row, col, "Yes" if value else "No", style)
        elif isinstance(value, int | float):
            self.sheet.write_number(row, col, value, style)
        elif isinstance(value, date | datetime | time):
            self.sheet.write_datetime(row, col, value, style)
        else:
            self.sheet.write_string(row, col, str(value), style)

    def formula(self, row: int, col: int, formula: str, value: object, style: Format) -> None:
        """Write a formula with its true value, and note which columns it names."""
        self._note(row, col, formula)
        self.sheet.write_formula(row, col, self.formulas.mark(formula), style, _as_stored(value))

    def down(
        self, row: int, col: int, formula: str | Callable[[int], str], values: Sequence[object], style: Format,
        but: Container[int] = (),
    ) -> None:  # fmt: skip
        """Write a formula that goes down a column, with its true values, once for all cells where that can be.

        ``formula`` may give the one of each line from 0; from line to line only its relative references change. The
        lines ``but`` hold something else.
        """
        formula_at = formula if callable(formula) else lambda _: formula
        lines = [i for i in range(len(values)) if i not in but]
        if not lines:
            return
        first = formula_at(lines[0])
        if not can_be_shared(first):
            for i in lines:
                self.formula(row + i, col, formula_at(i), values[i], style)
            return
        self._note(row + lines[0], col, first)
        letter = column_letter(col)
        mark = self.formulas.mark(first, f"{letter}{row + lines[0] + 1}:{letter}{row + lines[-1] + 1}")
        for i in lines:
            self.sheet.write_formula(row + i, col, mark, style, _as_stored(values[i]))

    def array_formula(self, row: int, col: int, formula: str, value: object, style: Format) -> None:
        """Write an array formula into one cell, with its true value."""
        self.array_down(row, col, 1, formula, [value], style)

    def array_down(self, row: int, col: int, rows: int, formula: str, values: Sequence[object], style: Format) -> None:
        """Write one array formula into this many cells of a column, with its true values so far.

        Cells below the values are not written: once the formula is worked out, they show what it gives.
        """
        self._note(row, col, formula)
        area = ":".join(dict.fromkeys((cell_address(row, col), cell_address(row + rows - 1, col))))
        self.sheet.write_formula(row, col, self.formulas.mark_array(formula, area), style, _as_stored(values[0]))
        for i, value in enumerate(values[1:], start=row + 1):
            self.value(i, col, _as_stored(value), style)

    def color(self, area: Area, rule: Mapping[str, Any]) -> None:
        """Give cells a conditional format, in xlsxwriter's words; ``criteria`` or ``value`` is its formula."""
        key = "criteria" if rule["type"] == "formula" else "value"
        self.sheet.conditional_format(*area, self._with_mark(rule, key))

    def validate(self, area: Area, rules: Mapping[str, Any]) -> None:
        """Give cells a drop-down, a hint or an alert, in xlsxwriter's words."""
        key = "source" if rules["validate"] == "list" else "value"
        self.sheet.data_validation(*area, self._with_mark(rules, key))

    def _with_mark(self, options: Mapping[str, Any], key: str) -> dict[str, Any]:
        """The options with a mark for their formula: that is faster than to have xlsxwriter go through it."""
        formula = options.get(key)
        return {**options, **({key: self.formulas.mark(formula)} if isinstance(formula, str) else {})}

    def _note(self, row: int, col: int, formula: str) -> None:
        """Note which columns a formula names. Raises ContentProblem where Excel would call the file broken for it."""
        self.ranges.update(RANGE_NAME.findall(formula))
        if len(formula) <= MOST_IN_TEXT:
            return
        # Sheet titles stand in single quotes, and may have double ones in them.
        texts = re.findall(r""" '(?:[^']|'')*' | "((?:[^"]|"")*)" """, formula, re.VERBOSE)
        length = excel_length(formula)
        longest = max((excel_length(text.replace('""', '"')) for text in texts), default=0)
        if length > MOST_IN_FORMULA or longest > MOST_IN_TEXT:
            raise ContentProblem(
                f"The formula in {cell_address(row, col)} on the sheet {self.sheet.name!r} is too long for Excel. "
                f"It has {length} characters, and its longest text has {longest}; the limits are "
                f"{MOST_IN_FORMULA} and {MOST_IN_TEXT}.",
                "Give its measure fewer conditions or shorter texts.",
            )


def _as_stored(value: object) -> Any:
    return serial(value) if isinstance(value, date) else value
