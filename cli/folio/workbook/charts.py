"""Native charts on a form: over its own lines, or over the first rows of a table's columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from folio.template.model import Chart, Sheet, Template
from folio.workbook.layout import FORM_CHART, FORM_HINT, FORM_LABEL, FORM_VALUE, TABLE_FIRST, FormLayout
from folio.workbook.page import Page

_ROW_PIXELS = 27
_CHART_PIXELS, _HINT_PIXELS = 520, 356
_LEAST_ROWS, _MOST_ROWS = 7, 11

# Sheet, first row, column, last row, column: as xlsxwriter takes a range.
_Range = list[str | int]


def add_charts(page: Page, template: Template, sheet: Sheet, layout: FormLayout) -> None:
    """Draw the charts to the right, or on a form that people fill in where its hints stand, beside lines without."""
    narrow = any(c.typed for c in sheet.columns)
    col, width = (FORM_HINT, _HINT_PIXELS) if narrow else (FORM_CHART, _CHART_PIXELS)
    free = 0
    for chart in sheet.charts:
        row = max(layout.sections[chart.beside], free) + narrow
        lines = _height(sheet, chart, narrow=narrow)
        drawn = _draw(page, template, sheet, chart, layout)
        drawn.set_size({"width": width, "height": lines * _ROW_PIXELS})
        page.sheet.insert_chart(
            row, col, drawn, {"description": chart.alt, "object_position": 2, "x_offset": 8 * narrow}
        )
        free = row + lines + 1


def _height(sheet: Sheet, chart: Chart, *, narrow: bool) -> int:
    """How many rows of the sheet a chart takes."""
    if chart.columns:
        return _MOST_ROWS if chart.kind == "bar" else _LEAST_ROWS + 1
    own = [len(sheet.lines(key)) for key in chart.series]
    # On a form that people fill in, a chart stands beside the lines of all its series.
    if narrow:
        return sum(own) + 2 * (len(own) - 1)
    return min(max(own[0] + 2, _LEAST_ROWS), _MOST_ROWS) + 2 * (len(own) > 1)


def _draw(page: Page, template: Template, sheet: Sheet, chart: Chart, layout: FormLayout) -> Any:
    theme = page.styles
    drawn = page.book.add_chart({"type": chart.kind})
    font = {"name": theme.theme.font, "size": 9, "color": theme.color("ink")}
    colors = [theme.accent("people"), theme.accent("learn"), theme.accent("talk")]
    shown = [*(_columns(template, chart) if chart.columns else _sections(sheet, chart, layout))]
    for (name, categories, values, number_format), color in zip(shown, colors, strict=False):
        drawn.add_series({
            "name": name,
            "categories": categories,
            "values": values,
            "data_labels": {"value": True, "font": font, "num_format": number_format}
            | ({"position": "above"} if chart.kind == "line" else {}),
        } | _ink(chart, color))  # fmt: skip
    drawn.set_title({"name": chart.title, "name_font": font | {"size": 12, "bold": True}, "overlay": False})
    drawn.set_legend({"none": True} if len(shown) == 1 else {"position": "bottom", "font": font})
    numbers = {"visible": False, "min": 0, "major_gridlines": {"visible": False}}
    names: dict[str, Any] = {"num_font": font, "line": {"color": theme.color("line")}}
    if chart.kind == "line":
        names |= {"num_format": "d mmm", "text_axis": True}
    if chart.kind == "bar":
        # In a bar chart the x axis is the one that carries the numbers.
        drawn.set_x_axis(numbers)
        drawn.set_y_axis(names | {"reverse": True})
    else:
        drawn.set_x_axis(names)
        drawn.set_y_axis(numbers)
    drawn.set_chartarea({"border": {"color": theme.color("line")}})
    return drawn


def _ink(chart: Chart, color: str) -> dict[str, Any]:
    if chart.kind != "line":
        return {"fill": {"color": color}, "gap": 60}
    marker = {"type": "circle", "size": 7, "fill": {"color": color}, "border": {"color": color}}
    return {"line": {"color": color, "width": 2}, "marker": marker}


def _sections(sheet: Sheet, chart: Chart, layout: FormLayout) -> Iterator[tuple[str, _Range, _Range, str]]:
    titles = {s.key: s.title for s in sheet.sections}
    labels = [layout.lines[c.key] for c in sheet.lines(chart.series[0])]
    for key in chart.series:
        rows = [layout.lines[c.key] for c in sheet.lines(key)]
        yield (
            titles[key],
            [sheet.title, labels[0], FORM_LABEL, labels[-1], FORM_LABEL],
            [sheet.title, rows[0], FORM_VALUE, rows[-1], FORM_VALUE],
            _label_format(sheet.lines(key)[0].number_format),
        )


def _columns(template: Template, chart: Chart) -> Iterator[tuple[str, _Range, _Range, str]]:
    def cells(path: str) -> _Range:
        sheet_key, _, key = path.partition(".")
        sheet = template.sheet(sheet_key)
        col = sheet.keys.index(key)
        return [sheet.title, TABLE_FIRST, col, TABLE_FIRST + chart.rows - 1, col]

    for path in chart.columns[1:]:
        column = template.sheet(path.partition(".")[0]).column(path.partition(".")[2])
        yield column.header, cells(chart.columns[0]), cells(path), _label_format(column.number_format)


def _label_format(number_format: str) -> str:
    """Show what is there and nothing where there is none: zeros would clutter a chart that has just begun."""
    return f"{number_format or '0'};;"
