"""A workbook of summaries: tables and native charts out of plain data, for people to read and sort.

It knows nothing of what the figures mean; whoever calls it says what stands where. Text is always written
as text: what a person typed never becomes a formula or a link.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from xlsxwriter import Workbook

from folio.basics.excel_texts import cut_for_excel
from folio.workbook.embedded_description import REPORT_PROPERTY
from folio.workbook.page import Page
from folio.workbook.row_heights import HEADER_LOSS, LINE_POINTS, lines_of
from folio.workbook.sheet_styles import Styles, date_format

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format

    from folio.template.theme import Theme

SummaryCell = str | int | float | date | None
ColumnKind = Literal["text", "count", "decimal", "signed", "signed decimal", "percent", "date"]
Tone = Literal["good", "warn", "bad", "muted"]

NUMBER_FORMATS: dict[ColumnKind, str] = {
    "count": "0", "decimal": "0.0", "signed": '+0;-0;0', "signed decimal": '+0.0;-0.0;0.0',
    "percent": "0%",
}  # fmt: skip
# A cell holds 32,767 characters; xlsxwriter leaves out what is longer.
MOST_TEXT = 32_000
MOST_IN_PROPERTY = 255
FIRST_DATE = date(1900, 1, 1)
# A sheet without a table needs room for its sentence.
ALONE = 72
# Columns in letters, rows in points, charts in pixels.
WIDE, NUMBER_WIDTH = 46, 11
ROW_PADDING, MOST_POINTS = 3, 400
ROW_PIXELS = 20
CHART_WIDTH, CHART_HEIGHT = 620, 300
# Counts up to here get an axis in whole steps.
MOST_UNITS = 10


@dataclass(frozen=True, slots=True)
class SummaryColumn:
    """A heading, and how the cells below it are written."""

    header: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, slots=True)
class SummaryTable:
    """A titled table; ``empty`` stands in its place without rows. ``tones`` colors cells by their text."""

    columns: tuple[SummaryColumn, ...]
    rows: tuple[tuple[SummaryCell, ...], ...]
    empty: str
    title: str = ""
    tones: Mapping[str, Tone] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SummaryChart:
    """A native chart over the table before it: ``label`` and ``values`` count its columns from 0.

    ``rows`` limits it to the first rows. ``high`` ends the axis of values, None leaves it to the program.
    It is left out where the table has no figure to draw.
    """

    title: str
    kind: Literal["bar", "column", "line"]
    label: int
    values: tuple[int, ...]
    alt: str
    high: int | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """One sheet: a heading, a line or two on what it shows, and its blocks from top to bottom."""

    title: str
    heading: str
    intro: str
    blocks: tuple[SummaryTable | SummaryChart, ...]
    accent: str = "ink"


def write_summary(
    sheets: Sequence[SummarySheet], theme: Theme, *, kind: Literal["student", "class"], title: str, created: datetime
) -> bytes:
    """Return the bytes of an .xlsx with these sheets; they depend on the arguments only.

    The custom property ``folio_report`` says ``kind``, so that folio knows its own reports when it meets
    one among the workbooks. ``created`` stands in the properties as the moment of its making.
    """
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(stream, options) as book:
        styles = Styles(book, theme)
        for sheet in sheets:
            _Writer(Page(book, book.add_worksheet(sheet.title), styles), sheet).write()
        book.set_properties(
            {
                "title": cut_for_excel(title, MOST_IN_PROPERTY),
                "created": created.replace(tzinfo=None),
                "comments": "Made with folio",
            }
        )
        book.set_custom_property(REPORT_PROPERTY, kind, "text")
    return stream.getvalue()


class _Writer:
    """Writes one sheet from top to bottom."""

    def __init__(self, page: Page, sheet: SummarySheet) -> None:
        self.page, self.sheet, self.styles = page, sheet, page.styles
        self.tables = [b for b in sheet.blocks if isinstance(b, SummaryTable)]
        self.widths = _widths(self.tables) or [ALONE]
        self.row = 3
        self.last: tuple[SummaryTable, int] | None = None

    def write(self) -> None:
        ws = self.page.sheet
        ws.hide_gridlines(2)
        ws.set_row(0, 30)
        for col, width in enumerate(self.widths):
            ws.set_column(col, col, width)
        self._put(0, 0, self.sheet.heading, self.styles.title(self.sheet.accent))
        self._put(1, 0, self.sheet.intro, self.styles.muted())
        ws.freeze_panes(2, 0)
        for block in self.sheet.blocks:
            if isinstance(block, SummaryTable):
                self._table(block)
            else:
                self._chart(block)
        ws.set_tab_color(self.styles.accent(self.sheet.accent))
        ws.set_landscape()
        ws.set_paper(self.styles.theme.regional.paper.excel)
        ws.fit_to_pages(1, 0)
        ws.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        ws.set_footer("&L&A&RPage &P of &N")

    def _put(self, row: int, col: int, value: SummaryCell, style: Format) -> None:
        if isinstance(value, str):
            value = cut_for_excel(value, MOST_TEXT)
        elif isinstance(value, date) and value < FIRST_DATE:  # a spreadsheet knows no earlier day
            value = value.isoformat()
        self.page.value(row, col, value, style)

    def _table(self, table: SummaryTable) -> None:
        ws, styles, accent = self.page.sheet, self.styles, self.sheet.accent
        if table.title:
            title = styles(bold=True, font_size=13, font_color=styles.accent(accent))
            self._put(self.row, 0, table.title, title)
            self.row += 1
        self.last = None
        if not table.rows:
            self._put(self.row, 0, table.empty, styles.muted(italic=True))
            self.row += 2
            return
        head, last = self.row, self.row + len(table.rows)
        headers = tuple(c.header for c in table.columns)
        for r, cells in enumerate((headers, *table.rows), start=head):
            # Headings are bold, and the arrow of the filter takes its place.
            room = HEADER_LOSS if r == head else 0
            texts = ((v, w) for v, w in zip(cells, self.widths, strict=False) if isinstance(v, str))
            lines = max((lines_of(text, width - room) for text, width in texts), default=1)
            # No program fits the heights of rows when it opens a file, so they are set here.
            ws.set_row(r, min(lines * LINE_POINTS + ROW_PADDING, MOST_POINTS))
            for col, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
                tone = table.tones.get(value) if isinstance(value, str) else None
                style = styles.header(accent) if r == head else self._style(column.kind, tone, wrapped=lines > 1)
                self._put(r, col, value, style)
        self.last, self.row = (table, head), last + 2
        if len(self.tables) == 1:
            ws.autofilter(head, 0, last, len(table.columns) - 1)
            ws.freeze_panes(head + 1, 1)
            ws.repeat_rows(head)

    def _number_format(self, kind: ColumnKind) -> str | None:
        return date_format(self.styles.theme.regional) if kind == "date" else NUMBER_FORMATS.get(kind)

    def _style(self, kind: ColumnKind, tone: Tone | None, *, wrapped: bool) -> Format:
        color = self.styles.color
        more: dict[str, Any] = {"border": 1, "border_color": color("line"), "valign": "top" if wrapped else "vcenter"}
        if number_format := self._number_format(kind):
            more["num_format"] = number_format
        if kind in ("text", "date"):
            more |= {"text_wrap": kind == "text", "align": "left", "indent": 1}
        else:
            more["align"] = "center"
        if tone == "muted":
            more |= {"font_color": color("muted"), "italic": True}
        elif tone:
            more |= {"font_color": color(tone), "bg_color": color(f"{tone}_fill"), "bold": True}
        return self.styles(**more)

    def _chart(self, spec: SummaryChart) -> None:
        if self.last is None:
            return
        table, head = self.last
        count = min(len(table.rows), spec.rows or len(table.rows))
        figures = [v for row in table.rows[:count] for c in spec.values if isinstance(v := row[c], int | float)]
        if not any(figures):
            return
        title, styles = self.sheet.title, self.styles
        accent, line = styles.accent(self.sheet.accent), styles.color("line")
        font = {"name": styles.theme.font, "size": 10, "color": styles.color("ink")}
        chart = self.page.book.add_chart({"type": spec.kind})
        # Of two series the second is the full one; each shows its figures: color alone tells nothing.
        fills = [accent] if len(spec.values) == 1 else [line, accent]
        for col, fill in zip(spec.values, fills, strict=True):
            series: dict[str, Any] = {
                "name": [title, head, col],
                "categories": [title, head + 1, spec.label, head + count, spec.label],
                "values": [title, head + 1, col, head + count, col],
                "data_labels": {"value": True, "font": font},
                "gap": 45,
            }
            if spec.kind == "line":
                full = {"fill": {"color": fill}, "border": {"color": fill}}
                series["line"] = {"color": fill, "width": 2.25}
                series["marker"] = {"type": "circle", "size": 7, **full}
                series["data_labels"]["position"] = "above"
            else:
                series |= {"fill": {"color": fill}, "border": {"none": True}}
            chart.add_series(series)
        chart.set_title({"name": spec.title, "name_font": font | {"size": 12, "bold": True}})
        chart.set_legend({"none": True} if len(spec.values) == 1 else {"position": "bottom", "font": font})
        values = {"num_font": font, "min": 0, "major_gridlines": {"visible": True, "line": {"color": line}}}
        labels = {"num_font": font, "line": {"color": line}}
        high = spec.high or max(figures)
        if high <= MOST_UNITS:
            values |= {"major_unit": 1, "max": high + (0 if spec.high else 1)}
        if spec.kind == "bar":
            chart.set_x_axis(values | {"visible": False})
            chart.set_y_axis(labels | {"reverse": True})
        else:
            number_format = self._number_format(table.columns[spec.label].kind)
            chart.set_x_axis(labels | {"text_axis": True, "num_format": number_format or "General"})
            chart.set_y_axis(values | {"line": {"none": True}})
        height = CHART_HEIGHT if spec.kind != "bar" else 90 + (12 + 12 * len(spec.values)) * count
        chart.set_size({"width": CHART_WIDTH, "height": height})
        place = {"x_offset": 4, "y_offset": 2, "description": spec.alt, "object_position": 3}
        self.page.sheet.insert_chart(self.row, 0, chart, place)
        self.row += -(-height // ROW_PIXELS) + 2


def _widths(tables: Sequence[SummaryTable]) -> list[int]:
    """Fit the columns that all tables of a sheet share to their text, up to a limit."""
    widths: list[int] = []
    for table in tables:
        for col, column in enumerate(table.columns):
            # A heading may wrap between its words, and beside a filter's button.
            width = max((len(w) for w in column.header.split()), default=0) + 4
            if column.kind == "text":
                lines = [len(line) for row in table.rows for line in str(row[col] or "").splitlines()]
                width = max(width, min(WIDE, max(lines, default=0) + 4))
            else:
                width = max(width, NUMBER_WIDTH + (3 if column.kind == "date" else 0))
            if col == len(widths):
                widths.append(width)
            widths[col] = max(widths[col], width)
    return widths
