"""What a new template may not have, though workbooks made from such a template are still read.

These are things that letters and reports would read wrongly, or that spreadsheet programs would calculate differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from folio.basics.days_off import calendar_error
from folio.basics.excel_texts import excel_length
from folio.basics.number_formats import format_error
from folio.basics.wording import sentence_list
from folio.template.excel_limits import excel_errors
from folio.template.measures import BOARD_COLUMNS, MEASURES, TAKES, ZEROS, Measure
from folio.template.requirements import CHOICES, OPTIONAL, REQUIRED, SCALE, SCALED
from folio.template.schema import DATE, MOST_ROWS, Column, Sheet, Template
from folio.template.validation import TemplateError, TemplatePlace, measures

# A text in a formula ends at 255 characters, and a choice may come to stand in one, with signs of a comparison.
MOST_CHARACTERS = 250
HIGHEST_RATING = 10
_WORDS = ("filled", "blank", "<today", ">=today")


def authoring_errors(template: Template) -> Iterator[TemplateError]:
    """Yield what a new template may not have."""
    first = template.sheets[0]
    if first.key != "start" or first.layout != "form":
        yield ("sheets", 0), "the first sheet must be the form 'start', because it says whose workbook this is"
    if not template.plan.questions:
        yield ("plan",), "a plan needs questions, the ids of one or more in the question bank"
    if what := calendar_error(template.holidays):
        yield ("holidays",), what
    for i, sheet in enumerate(template.sheets):
        for j, column in enumerate(sheet.columns):
            yield from _column(sheet, column, ("sheets", i, "columns", j))
        yield from _rows(sheet, ("sheets", i, "rows"))
        lost = [k for k in BOARD_COLUMNS.get(sheet.board or "", ()) if not sheet.has(k)]
        if lost:
            yield ("sheets", i), f"the rest of the board is calculated from {sentence_list(lost)}. Put that back"
        if not sheet.purpose:
            yield ("sheets", i), "a sheet needs a purpose, one line that says what it's for"
        for k, section in enumerate(sheet.sections):
            if not section.title:
                yield ("sheets", i, "sections", k), "a section needs a title"
        for k, chart in enumerate(sheet.charts):
            if not (chart.title and chart.alt):
                yield ("sheets", i, "charts", k), "a chart needs a title, and alt for people who can't see it"
            if sheet.layout != "form":
                yield ("sheets", i, "charts", k), "a chart can only go on a form, not on a table"
            for key in (key for key in chart.series if not sheet.lines(key)):
                yield ("sheets", i, "charts", k), f"there is nothing to draw, because the section {key} has no lines"
    for at, sheet, measure in measures(template):
        for what in _measured(template, sheet, measure):
            yield at, what
    yield from excel_errors(template)


def _rows(sheet: Sheet, at: TemplatePlace) -> Iterator[TemplateError]:
    if "rows" in sheet.model_fields_set and (sheet.layout == "form" or sheet.board):
        yield at, "only a table that people fill in has rows to prepare. Take this out"
    elif not 1 <= sheet.rows <= MOST_ROWS:
        yield at, f"a table can have from 1 to {MOST_ROWS} prepared rows, not {sheet.rows}"


def _column(sheet: Sheet, column: Column, at: TemplatePlace) -> Iterator[TemplateError]:
    path = f"{sheet.key}.{column.key}"
    kind = (REQUIRED | OPTIONAL).get(sheet.key, {}).get(column.key, column.type)
    if column.type != kind:
        yield (
            (*at, "type"),
            f"{path} must have the type {kind}, not {column.type}, because letters, reports and rules need it",
        )
        return
    lost = [c for c in CHOICES.get(path, ()) if c not in (column.choices or ())]
    if lost:
        yield (*at, "choices"), f"folio's rules also need these choices: {', '.join(lost)}"
    if column.type == "rating":
        low, high = column.low or 0, column.high or 0
        if path in SCALED and (low, high) != SCALE:
            yield (
                at,
                f"must go from 1 to 5, not {low} to {high}, because rules, charts and reports compare it on that scale",
            )
        elif low < 0 or high > HIGHEST_RATING:
            yield (
                at,
                f"a rating goes from 0 or more to {HIGHEST_RATING} or less. For other numbers, use the type integer",
            )
    if column.number_format not in ("", DATE) and (what := format_error(column.number_format)):
        yield (*at, "number_format"), f"this number format can't be used: {what}"
    for key in ("choices", "suggest"):
        for choice in getattr(column, key) or ():
            if what := _odd(choice, column):
                yield (*at, key), f"the choice {choice[:40]!r} {what}"
    if column.measure is not None and column.measure.place == "board":
        key = column.measure.kind.partition("_")[2] if column.measure.kind != "facet_name" else "facet"
        if (column.measure.field or 1) > 1:
            key = f"{key}_{column.measure.field}"
        if column.key != key:
            yield (*at, "key"), f"the key of {column.measure.kind} must be {key!r}, because other formulas look for it"
    if column.measure is not None and column.measure.kind == "follow_up_due" and column.key != "when_due":
        yield (*at, "key"), "the key of follow_up_due must be 'when_due', because other formulas look for it"


def _odd(choice: str, column: Column) -> str:
    """Why spreadsheets could not compare a column's cells with a choice; empty where they can."""
    if not choice.strip() or choice != choice.strip():
        return "is blank, or has spaces before or after it. Remove the spaces"
    if choice.casefold() == column.header.strip().casefold():
        return "is also the header, so formulas would count the header, too. Use a different word for one of them"
    if (length := excel_length(choice)) > MOST_CHARACTERS:
        return f"has {length} characters. Formulas allow {MOST_CHARACTERS} at most"
    if choice[0] in "=<>":
        return f"begins with {choice[0]}, which has a special meaning in formulas. Begin it with a word"
    if found := re.search(r"[*~\n]", choice):
        return f"contains {found[0]!r}, which has a special meaning in formulas. Leave it out"
    return ""


def _measured(template: Template, sheet: Sheet, measure: Measure) -> Iterator[str]:
    """What is wrong with a measure whose columns are all there."""
    kind = MEASURES[measure.kind]
    if kind.on and kind.on != (sheet.board if kind.place == "board" else sheet.key):
        what = "a board" if kind.place == "board" else "the sheet"
        yield f"{measure.kind} only works on {what} {kind.on}"
    for path in measure.of:
        owner, column = _found(template, sheet, measure, path)
        if owner is None or column is None:
            continue
        takes = TAKES.get(measure.kind, (column.type,) if column.typed else ())
        if owner.board or column.proposal or (not column.typed and ("formula" not in takes or _zeros(column))):
            yield f"{path} fills in by itself, so every row would count. Name a column that people fill in"
        elif column.type not in takes:
            yield f"{path} has the type {column.type}, but {measure.kind} needs {' or '.join(takes)}"
        if measure.kind == "share" and measure.out_of is None and not column.choices:
            yield f"{path} has no choices to count. Add out_of, the number of different values there could be"
    for path, wanted in measure.where.items():
        _, column = _found(template, sheet, measure, path)
        if column is None:
            continue
        if not column.typed and (wanted == "filled" or _zeros(column)):
            yield f"{path} fills in by itself, so no row is ever blank. Name a column that people fill in"
        elif wanted.endswith("today") and wanted in _WORDS and column.type not in TAKES["earliest"]:
            yield f"{path} has the type {column.type}, but {wanted} needs a date"
        elif column.choices and wanted not in _WORDS and wanted.casefold() not in map(str.casefold, column.choices):
            yield f"{path} has no choice {wanted!r}. Its choices are {sentence_list(column.choices)}"
        elif wanted not in _WORDS and (what := _odd(wanted, column)):
            yield f"the value {wanted[:40]!r} for {path} {what}"


def _found(template: Template, sheet: Sheet, measure: Measure, path: str) -> tuple[Sheet | None, Column | None]:
    """The sheet and the column that a measure names; None for what is not there."""
    key, _, name = (sheet.key, "", path) if measure.place == "row" else path.partition(".")
    owner = template.get(key)
    return owner, owner.column(name) if owner is not None and owner.has(name) else None


def _zeros(column: Column) -> bool:
    return column.measure is not None and column.measure.kind in ZEROS
