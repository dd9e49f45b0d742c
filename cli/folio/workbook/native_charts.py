"""Native charts on a form: over its own lines, or over the first rows of a table's columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from folio.basics.number_formats import positive_part
from folio.template.form_parts import Chart
from folio.template.schema import Column, Sheet, Template
from folio.workbook.formulas.board_cells import BOARD_ROWS
from folio.workbook.formulas.chart_words import WAITING, waiting_formula
from folio.workbook.formulas.measure_formulas import value_of
from folio.workbook.formulas.parts import FormulaCell, SheetData, number
from folio.workbook.formulas.row_measures import with_computed
from folio.workbook.layout import FORM_CHART, FORM_HINT, FORM_LABEL, FORM_VALUE, TABLE_FIRST, FormLayout
from folio.workbook.page import Page
from folio.workbook.row_heights import width_of
from folio.workbook.sheet_styles import Styles

_ROW_PIXELS = 27
_CHART_PIXELS, _HINT_PIXELS = 520, 312
_LEAST_ROWS, _MOST_ROWS = 5, 11
# Room for names beside bars that are not known yet, in digits; a digit of a chart's type and the title, in pixels. So
# much of a chart is left to names at most.
_NAME, _DIGIT_PIXELS, _TITLE_PIXELS, _NAMES_SHARE = 22, 6.1, 38, 0.7

# Sheet, first row, column, last row, column: as xlsxwriter takes a range.
_Range = list[str | int]


def add_charts(page: Page, data: SheetData, sheet: Sheet, layout: FormLayout) -> None:
    """Draw the charts to the right, or on a form that people fill in where its hints stand, beside lines without."""
    narrow = any(c.typed for c in sheet.columns)
    col, width = (FORM_HINT, _HINT_PIXELS) if narrow else (FORM_CHART, _CHART_PIXELS)
    free = 0
    for chart in sheet.charts:
        row = max(layout.sections[chart.beside], free) + narrow
        lines = _height(sheet, chart, narrow=narrow)
        size = (width, lines * _ROW_PIXELS)
        drawn = _draw(page, data.template, sheet, chart, layout, size)
        drawn.set_size({"width": size[0], "height": size[1]})
        page.sheet.insert_chart(
            row, col, drawn, {"description": chart.alt, "object_position": 2, "x_offset": 8 * narrow}
        )
        _wait(page, data, sheet, chart, row + lines // 2, col)
        free = row + lines + 1


def covered(sheet: Sheet, section: str) -> bool:
    """Whether a chart stands where the title of this section has its hint."""
    typed = any(c.typed for c in sheet.columns)
    return typed and any(section in chart.series and section != chart.beside for chart in sheet.charts)


def _wait(page: Page, data: SheetData, sheet: Sheet, chart: Chart, row: int, col: int) -> None:
    """Say in the middle of an empty chart what it is there for: it lets through what stands behind it."""
    style = page.styles.muted(italic=True, indent=14, font_size=9 if col == FORM_HINT else 11)
    # Programs that keep only values leave the text.
    page.remember(row, col, WAITING)
    is_empty = sum(n for n in map(number, _drawn(data, sheet, chart)) if n is not None) <= 0
    page.formula(row, col, waiting_formula(sheet, chart), WAITING if is_empty else "", style)


def _drawn(data: SheetData, sheet: Sheet, chart: Chart) -> Iterator[object]:
    """What the cells hold that a chart draws."""
    for path in chart.columns[1:]:
        key, _, column = path.partition(".")
        board = data.template.sheet(key).board
        rows = BOARD_ROWS[board](data) if board else with_computed(data, key, [column])
        yield from (row.get(column) for row in rows)
    content = next(iter(data.rows(sheet.key)), {})
    for line in (line for key in chart.series for line in sheet.lines(key)):
        yield content.get(line.key) if line.typed else value_of(FormulaCell(data.template, sheet, line), data)


def _height(sheet: Sheet, chart: Chart, *, narrow: bool) -> int:
    """How many rows of the sheet a chart takes."""
    if chart.columns:
        return _MOST_ROWS if chart.kind == "bar" else _MOST_ROWS - 3
    lines = [len(sheet.lines(key)) for key in chart.series]
    # On a form that people fill in, a chart stands beside the lines of all its series.
    if narrow:
        return sum(lines) + 2 * (len(lines) - 1)
    return min(max(lines[0] + 3, _LEAST_ROWS), _MOST_ROWS) + (len(lines) > 1)


def _draw(page: Page, template: Template, sheet: Sheet, chart: Chart, layout: FormLayout, size: tuple[int, int]) -> Any:
    theme = page.styles
    drawn = page.book.add_chart({"type": chart.kind})
    font = {"name": theme.theme.font, "size": 9, "color": theme.color("ink")}
    colors = [theme.accent("people"), theme.accent("learn"), theme.accent("talk")]
    shown = [*(_columns(theme, template, chart) if chart.columns else _sections(theme, sheet, chart, layout))]
    for (title, categories, values, number_format), color in zip(shown, colors, strict=False):
        drawn.add_series({
            "name": title,
            "categories": categories,
            "values": values,
            "data_labels": {"value": True, "font": font, "num_format": number_format}
            | ({"position": "above"} if chart.kind == "line" else {}),
        } | _ink(chart, color))  # fmt: skip
    drawn.set_title({"name": chart.title, "name_font": font | {"size": 12, "bold": True}, "overlay": False})
    bars = chart.kind == "bar"
    drawn.set_legend({"none": True} if bars or len(shown) == 1 else {"position": "bottom", "font": font})
    numbers: dict[str, Any] = {"visible": False, "min": 0, "max": _end_of_scale(template, sheet, chart)}
    numbers["major_gridlines"] = {"visible": False}
    names: dict[str, Any] = {
        "num_font": font, "line": {"color": theme.color("line")}, "major_tick_mark": "none", "minor_tick_mark": "none"
    }  # fmt: skip
    if chart.kind == "line":
        names |= {"num_format": "mmm d", "text_axis": True}
    if bars and len(shown) > 1:
        # Programs do not agree on the order of a legend beside bars that lie: so it is said which one is which.
        said = "Top to bottom: " + ", ".join(title for title, *_ in shown)
        numbers |= {"visible": True, "label_position": "none", "line": {"none": True}, "major_tick_mark": "none"}
        numbers |= {"name": said, "name_font": font | {"bold": False}}
    # In a bar chart the x axis is the one that carries the numbers; it stays below when the names begin at the top.
    drawn.set_x_axis(numbers if bars else names)
    drawn.set_y_axis(names | {"reverse": True, "crossing": "max"} if bars else numbers)
    drawn.set_chartarea({"border": {"color": theme.color("line")}, "fill": {"none": True}})
    width, height = size
    plot: dict[str, Any] = {"fill": {"none": True}}
    if bars:
        labels = [c.header for c in sheet.lines(chart.series[0])] if chart.series else []
        left = min((max(map(width_of, labels), default=_NAME) * _DIGIT_PIXELS + 12) / width, _NAMES_SHARE)
        top, bottom = _TITLE_PIXELS / height, (_TITLE_PIXELS if len(shown) > 1 else 0.2 * _TITLE_PIXELS) / height
        plot["layout"] = {"x": left, "y": top, "width": 0.97 - left, "height": 1 - top - bottom}
    drawn.set_plotarea(plot)
    return drawn


def _end_of_scale(template: Template, sheet: Sheet, chart: Chart) -> float | None:
    """The end of the scale that all figures of a chart share, if there is one, with room for the greatest's label."""

    def column(path: str) -> Column:
        return template.sheet(path.partition(".")[0]).column(path.partition(".")[2])

    drawn = [column(path) for path in chart.columns[1:]]
    measures = [line.measure for key in chart.series for line in sheet.lines(key)]
    drawn += [column(m.of[0]) for m in measures if m is not None and m.kind == "average"]
    ends = {c.bar or c.high for c in drawn} if len(drawn) == len(chart.columns[1:]) + len(measures) else {None}
    most = ends.pop() if len(ends) == 1 else None
    return most and most * 1.12


def _ink(chart: Chart, color: str) -> dict[str, Any]:
    if chart.kind != "line":
        return {"fill": {"color": color}, "gap": 60}
    marker = {"type": "circle", "size": 7, "fill": {"color": color}, "border": {"color": color}}
    return {"line": {"color": color, "width": 2}, "marker": marker}


def _sections(
    styles: Styles, sheet: Sheet, chart: Chart, layout: FormLayout
) -> Iterator[tuple[str, _Range, _Range, str]]:  # fmt: skip
    titles = {s.key: s.title for s in sheet.sections}
    labels = [layout.lines[c.key] for c in sheet.lines(chart.series[0])]
    for key in chart.series:
        rows = [layout.lines[c.key] for c in sheet.lines(key)]
        yield (
            titles[key],
            [sheet.title, labels[0], FORM_LABEL, labels[-1], FORM_LABEL],
            [sheet.title, rows[0], FORM_VALUE, rows[-1], FORM_VALUE],
            _label_format(styles, sheet.lines(key)[0]),
        )


def _columns(styles: Styles, template: Template, chart: Chart) -> Iterator[tuple[str, _Range, _Range, str]]:
    def cells(path: str) -> _Range:
        sheet_key, _, key = path.partition(".")
        sheet = template.sheet(sheet_key)
        col = sheet.keys.index(key)
        return [sheet.title, TABLE_FIRST, col, TABLE_FIRST + chart.rows - 1, col]

    for path in chart.columns[1:]:
        column = template.sheet(path.partition(".")[0]).column(path.partition(".")[2])
        yield column.header, cells(chart.columns[0]), cells(path), _label_format(styles, column)


def _label_format(styles: Styles, column: Column) -> str:
    """Show what is there and nothing where there is none: zeros would clutter a chart that has just begun."""
    return f"{positive_part(styles.number_format(column)) or '0'};;"
