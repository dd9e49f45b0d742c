"""A worksheet with its styles, remembering every text that folio writes outside the rows people fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from folio.basics.cell_references import cell_address, column_letter
from folio.exit_codes import ContentProblem
from folio.template.schema import Column
from folio.template.theme import Theme
from folio.workbook.embedded_description import fingerprint
from folio.workbook.formulas.parts import RANGE_NAME
from folio.workbook.package_patches import Shared

DATE_FORMAT = "d mmm yyyy"
TIME_FORMAT = "hh:mm"
TITLE_SIZE = 18
WRAPPED = ("text", "long_text", "email", "url", "reference", "choice")
_CHOSEN = ("choice", "yes_no", "reference")


# What Excel takes: more, and it calls the file broken.
MOST_IN_FORMULA, MOST_IN_TEXT = 8192, 255


class Styles:
    """Cell formats made from the theme, each made once."""

    def __init__(self, book: Workbook, theme: Theme) -> None:
        self._book = book
        self.shared = Shared()
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.theme = theme

    def __call__(self, **properties: Any) -> Format:
        """Return the format with these xlsxwriter properties on top of the theme's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {
                "font_name": self.theme.font,
                "font_size": self.theme.size,
                "font_color": self.color("ink"),
                "valign": "vcenter",
            }
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]

    def color(self, name: str) -> str:
        """A color of the theme as xlsxwriter writes it."""
        return "#" + self.theme.colors[name]

    def accent(self, name: str) -> str:
        """The accent of a group of sheets."""
        return "#" + self.theme.accents[name]

    def title(self, accent: str) -> Format:
        """A sheet's title."""
        return self(bold=True, font_size=TITLE_SIZE, font_color=self.accent(accent))

    def above(self) -> Format:
        """What stands above a table's headings, where the look of the columns does not reach."""
        return self()

    def meter(self, accent: str) -> Format:
        """A computed sentence above a table."""
        return self(bold=True, font_color=self.accent(accent))

    def group(self, accent: str) -> Format:
        """The title above a group of columns, with a line as long as the group."""
        return self(bold=True, font_color=self.accent(accent), bottom=2, bottom_color=self.accent(accent))

    def muted(self, **more: Any) -> Format:
        """Hints and purposes."""
        return self(font_color=self.color("muted"), **more)

    def header(self, accent: str, *, private: bool = False) -> Format:
        """A heading cell; a private column's is framed in a broken line."""
        return self(
            bold=True, text_wrap=True, bg_color=self.accent(accent), font_color=self.color("accent_text"),
            indent=1, border=3 if private else 1, border_color=self.color("line"),
        )  # fmt: skip

    def entry(self, column: Column, *, in_form: bool = False) -> Format:
        """The cell that a person fills, chooses or reads: white, tinted, or gray and italic.

        In a table short figures stand in the middle of their column, in a form beside their label.
        """
        properties: dict[str, Any] = {"border": 1, "border_color": self.color("line")}
        if not column.typed:
            properties |= {"bg_color": self.color("computed"), "italic": True}
        elif column.type in _CHOSEN:
            properties["bg_color"] = self.color("chosen")
        # Rows grow with what is typed, not with what a formula shows: that stays on its line, except on boards.
        if column.type in WRAPPED or (column.measure is not None and column.measure.place == "board"):
            properties["text_wrap"] = True
        number_format = self.number_format(column)
        if number_format:
            properties["num_format"] = number_format
        short = column.type in ("rating", "integer", "yes_no")
        short = short or (not column.typed and column.number_format not in ("", "date"))
        if short and not in_form:
            properties["align"] = "center"
        else:
            properties |= {"align": "left", "indent": 1}
        return self(**properties)

    def listed(self, part: int) -> Format:
        """One of the three texts of a list that fills itself: when or who, what, and where."""
        look: dict[str, Any] = {"bg_color": self.color("computed"), "bottom": 1, "bottom_color": self.color("line")}
        if part == 0:
            return self(**look, bold=True, num_format=DATE_FORMAT, align="left", indent=1)
        return self(**look, text_wrap=True, italic=part == 2, indent=1)

    def number_format(self, column: Column) -> str:
        """The number format of a column; a phone number is text, so that it keeps its zeros and signs."""
        if column.type == "date" or column.number_format == "date":
            # Where a formula has no day to show, it gives 0.
            return DATE_FORMAT if column.typed else f"{DATE_FORMAT};;"
        if column.type == "phone":
            return "@"
        return TIME_FORMAT if column.type == "time" else column.number_format

    def tone(self, name: str) -> Format:
        """A format for conditional formats: good, warn, bad or muted; never told by color alone."""
        if name == "muted":
            return self._book.add_format({"font_color": self.color("muted"), "italic": True})
        return self._book.add_format(
            {"font_color": self.color(name), "bg_color": self.color(f"{name}_fill"), "bold": name != "good"}
        )

    def unseen(self) -> Format:
        """A format for conditional formats: what stands in the cell does not show."""
        return self._book.add_format({"num_format": ";;;", "font_color": self.color("muted")})


@dataclass(slots=True)
class Page:
    """One worksheet being written."""

    book: Workbook
    sheet: Worksheet
    styles: Styles
    static: list[tuple[int, int, str]] = field(default_factory=list)
    ranges: set[str] = field(default_factory=set)

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

    def header(self, row: int, col: int, text: str, style: Format) -> None:
        """Write a heading; the reader knows it from the template."""
        self.sheet.write_string(row, col, text, style)

    def link(self, row: int, col: int, title: str, text: str) -> None:
        """Write a link to another sheet, and remember its text."""
        self.remember(row, col, text)
        style = self.styles(font_color=self.styles.color("link"), underline=1)
        target = title.replace("'", "''")
        self.sheet.write_url(row, col, f"internal:'{target}'!A1", style, text, f"Go to {title}")

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
        self.sheet.write_formula(row, col, self.styles.shared.mark(formula), style, _as_stored(value))

    def mark(self, row: int, col: int, rows: int, formula: str) -> str:
        """Return what stands for a formula that goes down ``rows`` cells of a column; see ``package.Shared``.

        ``formula`` is the first cell's; in the others its relative references move along.
        """
        self._note(row, col, formula)
        letter = column_letter(col)
        return self.styles.shared.mark(formula, f"{letter}{row + 1}:{letter}{row + rows}")

    def marked(self, row: int, col: int, mark: str, values: Iterable[object], style: Format) -> None:
        """Write a formula that goes down a column, with its true values."""
        for i, value in enumerate(values):
            self.sheet.write_formula(row + i, col, mark, style, _as_stored(value))

    def array_formula(self, row: int, col: int, formula: str, value: object, style: Format) -> None:
        """Write an array formula into one cell, with its true value."""
        self._note(row, col, formula)
        self.sheet.write_array_formula(row, col, row, col, "{" + formula + "}", style, _as_stored(value))

    def _note(self, row: int, col: int, formula: str) -> None:
        """Note which columns a formula names. Raises ContentProblem where Excel would call the file broken for it."""
        self.ranges.update(RANGE_NAME.findall(formula))
        if len(formula) <= MOST_IN_TEXT:
            return
        # Sheet titles stand in single quotes, and may have double ones in them.
        texts = re.findall(r""" '(?:[^']|'')*' | "((?:[^"]|"")*)" """, formula, re.VERBOSE)
        longest = max((len(text.replace('""', '"')) for text in texts), default=0)
        if len(formula) > MOST_IN_FORMULA or longest > MOST_IN_TEXT:
            raise ContentProblem(
                f"The formula in {cell_address(row, col)} of the sheet {self.sheet.name!r} is too long for Excel: "
                f"{len(formula)} characters, where {MOST_IN_FORMULA} may be, with a text of {longest}, where "
                f"{MOST_IN_TEXT} may be.",
                "Give its measure fewer conditions, or shorter texts.",
            )


def _as_stored(value: object) -> Any:
    return (value - date(1899, 12, 30)).days if isinstance(value, date) else value
