"""A report of one page: figures and a few tables, the same in every format.

What an audience may see is decided before (``insight.shared_findings``, ``family_page``); here it is only laid out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from folio.basics.plain_values import as_json
from folio.insight.shared_findings import SharedFigure
from folio.output.html_page import html_page
from folio.output.report import report_tables, report_wording
from folio.output.report.markdown_report import markdown_environment
from folio.template.theme import Theme

FORMAT = 1
# How cells of a kind stand in a table.
_CLASSES = {"count": "n", "decimal": "n", "date": "date"}


@dataclass(frozen=True, slots=True)
class PageTable:
    """A titled table: ``columns`` as in ``report_tables``, and what is to be read there of each row.

    ``key`` names it in data. ``empty`` stands in its place without rows.
    """

    key: str
    title: str
    columns: report_tables.Columns
    rows: tuple[object, ...]
    empty: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """The whole page; ``notes`` stand above the figures, ``about`` has what else data say."""

    audience: str
    title: str
    meta: tuple[str, ...]
    notes: tuple[str, ...]
    figures: tuple[SharedFigure, ...]
    tables: tuple[PageTable, ...]
    about: Mapping[str, Any] = field(default_factory=dict)


def page_html(page: SummaryPage, theme: Theme, today: date) -> str:
    """Return the page as HTML, to be printed on one sheet."""
    return html_page("summary.html.j2", theme, title=page.title, today=today, page=page, cells=cells)


def page_markdown(page: SummaryPage) -> str:
    """Return the page as Markdown."""
    return markdown_environment().get_template("summary.md.j2").render(page=page)


def page_data(page: SummaryPage) -> dict[str, Any]:
    """Return the page as data; what isn't shown is null."""
    return {
        "format": FORMAT,
        "audience": page.audience,
        **page.about,
        "figures": {f.label: f.value for f in page.figures},
        "tables": {
            table.key: [
                {path: as_json(report_wording.value_at(row, path)) for path in paths_of(table)} for row in table.rows
            ]
            for table in page.tables
        },
    }


def paths_of(table: PageTable) -> list[str]:
    """Where each column of a table finds its value."""
    return [path for _, path, _ in report_tables.columns_in("xlsx", table.columns)]


def cells(table: PageTable, row: object) -> list[tuple[str, str, str]]:
    """Return (heading, text, CSS class) of each cell in a row."""
    return [
        (header, report_tables.shown_at(row, path, kind), _CLASSES.get(kind, ""))
        for header, path, kind in report_tables.columns_in("md", table.columns)
    ]
