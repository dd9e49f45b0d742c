"""What a formula cell computes, twice: as a formula for the spreadsheet, and as its value from the same rows.

Spreadsheet programs show a formula's stored value until they recalculate, some never do; so every formula is
written with its true value. Only functions that Excel 2016, LibreOffice 7.4 and Google Sheets share are used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from folio.template.model import Column, Measure, Sheet, Template
from folio.workbook.layout import TABLE_FIRST, column_letter, column_range

Rows = Sequence[Mapping[str, Any]]
Value = float | int | str | date

# A number greater than any date, to push what does not count out of a minimum.
_NEVER = 9_999_999
# In a reference to a table's column these take an apostrophe before them.
_QUOTED, QUOTE = re.compile(r"[\[\]#'@]"), r"'\g<0>"


def sheet_formula(template: Template, measure: Measure) -> str:
    """The formula of a measure over whole columns; its ranges are absolute."""
    first = column_range(template, measure.of[0])
    conditions = [_condition(template, path, wanted) for path, wanted in measure.where.items()]
    match measure.kind:
        case "count":
            return f"={_countifs(first, conditions)}"
        case "average":
            inner = f"AVERAGEIFS({', '.join([first, *conditions])})" if conditions else f"AVERAGE({first})"
            return f'=IFERROR({inner}, "")'
        case "distinct":
            return f"={_distinct(first)}"
        case "share":
            return f"={_distinct(first)}/{measure.out_of}"
        case "balance":
            ups, downs = (f"COUNTA({column_range(template, path)})" for path in measure.of)
            return f'=IF(MAX({ups}, {downs})=0, "", MIN({ups}, {downs})/MAX({ups}, {downs}))'
        case "earliest":
            out = "+".join([f'({first}="")', *(_fails(template, p, w) for p, w in measure.where.items())])
            return f'=IFERROR(IF({_countifs(first, conditions)}=0, "", SUMPRODUCT(MIN({first}+({out})*{_NEVER}))), "")'
        case _:
            raise ValueError(f"{measure.kind} is worked out row by row")


def row_formula(sheet: Sheet, column: Column, table: str) -> str:
    """The formula of a row measure, in the table's own references, the same in every row."""
    measure = _measure(column)
    cells = [f"{table}[[#This Row],[{_QUOTED.sub(QUOTE, sheet.column(key).header)}]]" for key in measure.of]
    if measure.kind == "difference":
        return f'=IF(OR({cells[0]}="",{cells[1]}=""),"",{cells[0]}-{cells[1]})'
    return f'=IF({cells[0]}="","",{cells[0]}+{measure.days})'


def text_literal(text: str) -> str:
    """A text as formulas write it: in quotes, with quotes inside doubled."""
    return '"' + text.replace('"', '""') + '"'


def row_condition(sheet: Sheet, text: str) -> str:
    """Replace ``{key}`` by the cell of that column in the first row, its column fixed: for conditional formats."""
    cells = {k: f"${column_letter(i)}{TABLE_FIRST + 1}" for i, k in enumerate(sheet.keys)}
    return text.format_map(cells)


def value(measure: Measure, tables: Mapping[str, Rows], row: Mapping[str, Any], today: date) -> Value:
    """What the formula shows: a number, a date, or an empty text where there is nothing to show.

    ``tables`` holds canonical values by sheet key; ``row`` is the formula's own row (for the row kinds).
    """
    match measure.kind:
        case "difference":
            after, before = (_number(row.get(k)) for k in measure.of)
            return "" if after is None or before is None else after - before
        case "days_after":
            start = row.get(measure.of[0])
            return start + timedelta(days=measure.days) if isinstance(start, date) else ""
        case "balance":
            counts = [len(_column(tables, path)) for path in measure.of]
            return "" if max(counts) == 0 else min(counts) / max(counts)
    sheet, _, key = measure.of[0].partition(".")
    values = [r[key] for r in tables.get(sheet, ()) if _filled(r.get(key)) and _holds(measure, r, today)]
    match measure.kind:
        case "count":
            return len(values)
        case "average":
            numbers = [n for n in map(_number, values) if n is not None]
            return sum(numbers) / len(numbers) if numbers else ""
        case "distinct":
            return len({str(v).casefold() for v in values})
        case "share":
            return len({str(v).casefold() for v in values}) / (measure.out_of or 1)
        case "earliest":
            dates = [v for v in values if isinstance(v, date)]
            return min(dates) if dates else ""
    raise ValueError(measure.kind)


def _countifs(cells: str, conditions: Sequence[str]) -> str:
    arguments = ", ".join([f'{cells}, "<>"', *conditions])
    return f"COUNTIFS({arguments})"


def _distinct(cells: str) -> str:
    return f'SUMPRODUCT(({cells}<>"")/COUNTIF({cells}, {cells}&""))'


def _condition(template: Template, path: str, wanted: str) -> str:
    criterion = {"filled": '"<>"', "blank": '""', "<today": '"<"&TODAY()'}.get(wanted, text_literal(wanted))
    return f"{column_range(template, path)}, {criterion}"


def _fails(template: Template, path: str, wanted: str) -> str:
    cells = column_range(template, path)
    tests = {"filled": f'({cells}="")', "blank": f'({cells}<>"")', "<today": f"({cells}>=TODAY())"}
    return tests.get(wanted, f"({cells}<>{text_literal(wanted)})")


def _holds(measure: Measure, row: Mapping[str, Any], today: date) -> bool:
    for path, wanted in measure.where.items():
        found = row.get(path.partition(".")[2])
        if wanted == "filled":
            fits = _filled(found)
        elif wanted == "blank":
            fits = not _filled(found)
        elif wanted == "<today":
            fits = isinstance(found, date) and found < today
        else:
            fits = ("Yes" if found is True else str(found)).casefold() == wanted.casefold()
        if not fits:
            return False
    return True


def _column(tables: Mapping[str, Rows], path: str) -> list[Any]:
    sheet, _, key = path.partition(".")
    return [r[key] for r in tables.get(sheet, ()) if _filled(r.get(key))]


def _filled(found: object) -> bool:
    return found is not None and found != ""


def _number(found: object) -> float | None:
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def _measure(column: Column) -> Measure:
    if column.measure is None:
        raise ValueError(f"{column.key} measures nothing")
    return column.measure
