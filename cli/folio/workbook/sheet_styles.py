"""The look of a sheet: each kind of cell's format, made from the theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from folio.basics.regional_formats import Clock, DateOrder, RegionalFormats
from folio.template.schema import DATE, Column
from folio.template.theme import Theme

_DATE_FORMATS: Mapping[DateOrder, str] = {"american": "mmm d, yyyy", "european": "d mmm yyyy", "iso": "yyyy-mm-dd"}
# In a narrow column, and soon: the weekday says more than the year.
_LIST_DATE_FORMATS: Mapping[DateOrder, str] = {"american": "ddd, mmm d", "european": "ddd d mmm", "iso": "ddd mm-dd"}
_TIME_FORMATS: Mapping[Clock, str] = {"12-hour": "h:mm AM/PM", "24-hour": "h:mm"}
TITLE_SIZE = 18
WRAPPED = ("text", "long_text", "email", "url", "reference", "choice")
_CHOSEN = ("choice", "yes_no", "reference")


def date_format(formats: RegionalFormats) -> str:
    """The number format of a day."""
    return _DATE_FORMATS[formats.dates]


def time_format(formats: RegionalFormats) -> str:
    """The number format of a time of day."""
    return _TIME_FORMATS[formats.times]


class Styles:
    """Cell formats made from the theme, each made once."""

    def __init__(self, book: Workbook, theme: Theme) -> None:
        self._book = book
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

    def entry(self, column: Column, *, in_form: bool = False, **more: Any) -> Format:
        """The cell that a person fills, chooses or reads: white, tinted, or gray and italic.

        ``more`` are xlsxwriter's properties on top, such as ``locked`` for a cell to type into on a protected sheet.

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
        short = short or (not column.typed and column.number_format not in ("", DATE))
        if short and not in_form:
            properties["align"] = "center"
        else:
            properties |= {"align": "left", "indent": 1}
        return self(**(properties | more))

    def listed(self, part: int, *, is_link: bool = False) -> Format:
        """One of the three texts of a list that fills in by itself: when or who, what, and where.

        A line that shows nothing looks like nothing: ``line`` colors the others.
        """
        if part == 0:
            return self(bold=True, num_format=_LIST_DATE_FORMATS[self.theme.date_format], align="left", indent=1)
        link = {"font_color": self.color("link"), "underline": 1} if is_link and part == 1 else {}
        return self(text_wrap=True, italic=part == 2, indent=1, **link)

    def line(self) -> Format:
        """The conditional format of a line in a list that shows something."""
        return self._book.add_format({"bg_color": self.color("computed"), **self._below})

    def late_line(self) -> Format:
        """The conditional format of a line in a list whose day has passed."""
        return self._book.add_format(
            {"bg_color": self.color("warn_fill"), "font_color": self.color("warn"), **self._below}
        )

    @property
    def _below(self) -> dict[str, Any]:
        return {"bottom": 1, "bottom_color": self.color("line")}

    def number_format(self, column: Column) -> str:
        """The number format of a column; a phone number is text, so that it keeps its zeros and signs."""
        if column.type == "date" or column.number_format == DATE:
            # Where a formula has no day to show, it gives 0.
            shown = date_format(self.theme.regional)
            return shown if column.typed else f"{shown};;"
        if column.type == "phone":
            return "@"
        return time_format(self.theme.regional) if column.type == "time" else column.number_format

    def unseen(self) -> Format:
        """A format for conditional formats: as if nothing were there, border and heading neither."""
        # Not by a number format: programs that add formats of their own give its number away a second time.
        paper = self.color("paper")
        return self._book.add_format({"bg_color": paper, "font_color": paper, "border": 1, "border_color": paper})

    def tone(self, name: str) -> Format:
        """A format for conditional formats: good, warn, bad or muted; never shown by color alone."""
        if name == "muted":
            return self._book.add_format({"font_color": self.color("muted"), "italic": True})
        return self._book.add_format(
            {"font_color": self.color(name), "bg_color": self.color(f"{name}_fill"), "bold": name != "good"}
        )
