"""A form sheet: one value per label, with steps at the top, charts beside and links below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from folio.template.model import Chart, Sheet, Template
from folio.workbook.hints import add_note, validation
from folio.workbook.identity import defined_name, key_cell
from folio.workbook.layout import (
    FORM_CHART,
    FORM_HINT,
    FORM_KEYS,
    FORM_LABEL,
    FORM_TOP,
    FORM_VALUE,
    FormLayout,
    column_letter,
    form_layout,
    quoted,
)
from folio.workbook.measures import Rows, sheet_formula, value
from folio.workbook.page import Page, Styles
from folio.workbook.tables import LETTER, ROW_POINTS

_ROW_PIXELS = 27
_CHART_PIXELS, _HINT_PIXELS = 520, 356


def write_form(
    page: Page, template: Template, sheet: Sheet, content: Mapping[str, Rows], lists: dict[tuple[str, ...], str],
    references: dict[str, str], today: date,
) -> dict[str, str]:  # fmt: skip
    """Write the sheet of a form; return the defined names of its values' cells."""
    ws, styles = page.sheet, page.styles
    layout = form_layout(sheet)
    is_home = sheet is template.sheets[0]
    _set_up(page, sheet)
    page.text(0, FORM_LABEL, template.title if is_home else sheet.title, styles.title(sheet.accent))
    page.text(1, FORM_LABEL, sheet.purpose, styles.muted())
    if not is_home:
        page.link(0, FORM_HINT, template.sheets[0].title, f"Back to {template.sheets[0].title}")
    if sheet.tip:
        page.text(2, FORM_LABEL, sheet.tip, styles.muted(italic=True))
    _write_steps(page, sheet)
    row_content = next(iter(content.get(sheet.key, ())), {})
    names: dict[str, str] = {}
    for section in sheet.sections:
        top = layout.sections[section.key]
        _section_title(page, top, section.title, sheet.accent)
        if section.hint:
            page.text(top, FORM_HINT, section.hint, _under(styles, sheet.accent, hint=True))
    for column in sheet.columns:
        row = layout.lines[column.key]
        ws.write_string(row, FORM_KEYS, key_cell(sheet.key, column.key))
        page.text(row, FORM_LABEL, column.header, styles())
        if column.type == "long_text":
            ws.set_row(row, 62)
        style = styles.entry(column, valign="vcenter")
        if column.measure is None:
            page.value(row, FORM_VALUE, row_content.get(column.key), style)
        else:
            shown = value(column.measure, content, {}, today)
            page.formula(row, FORM_VALUE, sheet_formula(template, column.measure), shown, style)
        if column.help:
            page.text(row, FORM_HINT, column.help, styles.muted(italic=True, font_size=9, text_wrap=True, indent=1))
            if len(column.help) > 62:
                ws.set_row(row, 62 if column.type == "long_text" else 30)
        if column.typed:
            add_note(page, row, FORM_LABEL, column)
        at = f"{column_letter(FORM_VALUE)}{row + 1}"
        rules = validation(column, lists, references, at)
        if rules:
            ws.data_validation(row, FORM_VALUE, row, FORM_VALUE, rules)
        names[defined_name(sheet.key, column.key)] = f"={quoted(sheet.title)}!${column_letter(FORM_VALUE)}${row + 1}"
    _add_charts(page, sheet, layout)
    if is_home:
        _write_links(page, template, layout.links, sheet.accent)
    if not any(c.typed for c in sheet.columns):
        ws.protect("", {"select_locked_cells": True, "select_unlocked_cells": True, "objects": True})
    return names


def _set_up(page: Page, sheet: Sheet) -> None:
    ws = page.sheet
    typed = any(c.typed for c in sheet.columns)
    ws.set_column(FORM_KEYS, FORM_KEYS, 2, None, {"hidden": True})
    ws.set_column(FORM_LABEL, FORM_LABEL, 33)
    ws.set_column(FORM_VALUE, FORM_VALUE, 44 if typed else 16)
    ws.set_column(FORM_HINT, FORM_HINT, 52 if typed else 34)
    ws.set_column(FORM_HINT + 1, FORM_HINT + 1, 3)
    ws.set_default_row(ROW_POINTS)
    ws.set_row(0, 30)
    ws.hide_gridlines(2)
    ws.set_tab_color(page.styles.accent(sheet.accent))
    ws.set_landscape()
    ws.set_paper(LETTER)
    ws.fit_to_pages(1, 1)
    ws.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    ws.set_footer("&L&A&RPage &P of &N")


def _write_steps(page: Page, sheet: Sheet) -> None:
    if not sheet.steps:
        return
    _section_title(page, FORM_TOP, "How it works", sheet.accent)
    for i, step in enumerate(sheet.steps, start=1):
        page.text(FORM_TOP + i, FORM_LABEL, f"{i}.  {step}", page.styles())


def _write_links(page: Page, template: Template, row: int, accent: str) -> None:
    _section_title(page, row, "The sheets of this workbook", accent)
    titles: Sequence[tuple[str, str]] = [(s.title, s.purpose) for s in template.sheets[1:]]
    if template.bank_title:
        titles = [*titles, (template.bank_title, "More questions to choose from, with the reason for each.")]
    for i, (title, purpose) in enumerate(titles, start=row + 1):
        page.link(i, FORM_LABEL, title, title)
        page.text(i, FORM_VALUE, purpose, page.styles.muted())


def _section_title(page: Page, row: int, text: str, accent: str) -> None:
    style = _under(page.styles, accent)
    page.sheet.set_row(row, 26)
    page.text(row, FORM_LABEL, text, style)
    for col in (FORM_VALUE, FORM_HINT):
        page.sheet.write_blank(row, col, None, style)


def _under(styles: Styles, accent: str, *, hint: bool = False) -> Any:
    line = {"bottom": 2, "bottom_color": styles.accent(accent)}
    if hint:
        return styles.muted(italic=True, font_size=9, **line)
    return styles(bold=True, font_size=13, font_color=styles.accent(accent), **line)


def _add_charts(page: Page, sheet: Sheet, layout: FormLayout) -> None:
    """Draw the charts to the right, or on a form that people fill in where its hints stand, beside lines without."""
    narrow = any(c.typed for c in sheet.columns)
    col, width = (FORM_HINT, _HINT_PIXELS) if narrow else (FORM_CHART, _CHART_PIXELS)
    free = 0
    for chart in sheet.charts:
        row = max(layout.sections[chart.beside], free) + narrow
        own = [len(sheet.lines(key)) for key in chart.series]
        # On a form that people fill in, a chart stands beside the lines of all its series.
        lines = sum(own) + 2 * (len(own) - 1) if narrow else min(max(own[0] + 2, 7), 11) + 2 * (len(own) > 1)
        drawn = _chart(page, sheet, chart, layout)
        drawn.set_size({"width": width, "height": lines * _ROW_PIXELS})
        page.sheet.insert_chart(
            row, col, drawn, {"description": chart.alt, "object_position": 2, "x_offset": 8 * narrow}
        )
        free = row + lines + 1


def _chart(page: Page, sheet: Sheet, chart: Chart, layout: FormLayout) -> Any:
    theme = page.styles
    drawn = page.book.add_chart({"type": chart.kind})
    font = {"name": theme.theme.font, "size": 9, "color": theme.color("ink")}
    colors = [theme.accent("people"), theme.accent("learn"), theme.accent("talk")]
    labels = [layout.lines[c.key] for c in sheet.lines(chart.series[0])]
    titles = {s.key: s.title for s in sheet.sections}
    for key, color in zip(chart.series, colors, strict=False):
        rows = [layout.lines[c.key] for c in sheet.lines(key)]
        drawn.add_series({
            "name": titles[key],
            "categories": [sheet.title, labels[0], FORM_LABEL, labels[-1], FORM_LABEL],
            "values": [sheet.title, rows[0], FORM_VALUE, rows[-1], FORM_VALUE],
            "fill": {"color": color},
            "gap": 60,
            "data_labels": {"value": True, "font": font, "num_format": _label_format(sheet, key)},
        })  # fmt: skip
    drawn.set_title({"name": chart.title, "name_font": font | {"size": 12, "bold": True}, "overlay": False})
    drawn.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": font})
    numbers = {"visible": False, "min": 0, "major_gridlines": {"visible": False}}
    names: dict[str, Any] = {"num_font": font, "line": {"color": theme.color("line")}}
    if chart.kind == "bar":
        # In a bar chart the x axis is the one that carries the numbers.
        drawn.set_x_axis(numbers)
        drawn.set_y_axis(names | {"reverse": True})
    else:
        drawn.set_x_axis(names)
        drawn.set_y_axis(numbers)
    drawn.set_chartarea({"border": {"color": theme.color("line")}})
    return drawn


def _label_format(sheet: Sheet, section: str) -> str:
    """Show what is there and nothing where there is none: zeros would clutter a chart that has just begun."""
    return f"{sheet.lines(section)[0].number_format or '0'};;"
