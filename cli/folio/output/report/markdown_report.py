"""Findings as Markdown: tidy tables that read well as plain text too."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from folio.basics.wording import storable
from folio.insight.student_findings import StudentFindings
from folio.output.html_page import environment
from folio.output.report import report_tables, report_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinja2 import Environment

    from folio.insight.class_findings import ClassFindings


_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_AT_START = re.compile(r"^(\s*)([#>+=-]|\d+(?=[.)]))")


def markdown_report(findings: StudentFindings | ClassFindings, today: date) -> str:
    """One student's report, or the class's summary and tables."""
    if isinstance(findings, StudentFindings):
        return markdown_environment().get_template("student.md.j2").render(s=findings, today=today)
    title = report_wording.class_title(findings.classes)
    return markdown_environment().get_template("class.md.j2").render(c=findings, title=title, today=today)


def inline(value: str) -> str:
    """Write a text so that Markdown shows it as typed, on one line: no markup, no HTML, no cell border."""
    text = _ENTITY.sub("&amp;", " ".join(storable(value).split()))
    return _SPECIAL.sub(r"\\\1", text).replace("<", "&lt;").replace(">", "&gt;")


def escape(value: str) -> str:
    """Write a text as ``inline`` does, and so that it begins no heading, list or quotation either."""
    return _AT_START.sub(r"\1\\\2", inline(value))


def table(items: Iterable[object], columns: report_tables.Columns) -> str:
    """Lay out a table with aligned columns (see ``report_tables``), a row for each item; every cell is escaped."""
    shown = report_tables.columns_in("md", columns)
    texts = [[report_tables.shown_at(item, path, kind) for _, path, kind in shown] for item in items]
    return _grid([header for header, _, _ in shown], texts)


def plain_table(headers: Sequence[str], rows: Iterable[Sequence[str | float | date]]) -> str:
    """Lay out rows of cells below headings; every cell is escaped, the headings too."""
    return _grid([inline(h) for h in headers], [[report_wording.entry(value) for value in row] for row in rows])


def _grid(headers: list[str], texts: list[list[str]]) -> str:
    rows = [[inline(text) or " " for text in row] for row in texts]
    grid = [headers, *rows]
    widths = [max(3, *(_width(row[i]) for row in grid)) for i in range(len(headers))]

    def line(row: Sequence[str]) -> str:
        padded = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
        return f"| {' | '.join(padded)} |"

    rule = f"| {' | '.join('-' * w for w in widths)} |"
    return "\n".join([line(grid[0]), rule, *(line(row) for row in rows)])


def _width(text: str) -> int:
    """Count the columns that a text takes in a fixed-width font; East Asian letters take two, marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@cache
def markdown_environment() -> Environment:
    """Return the Jinja environment of reports in Markdown."""
    env = environment(html=False)
    env.filters["md"] = escape
    env.globals |= {"table": table, "plain_table": plain_table, "tables": report_tables}
    return env
