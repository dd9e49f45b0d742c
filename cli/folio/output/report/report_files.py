"""The files of a report: which there are in each format, and where they lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial

from folio.insight.class_findings import ClassFindings
from folio.insight.student_findings import StudentFindings
from folio.output.report.class_index import INDEX
from folio.output.report.html_report import html_pages
from folio.output.report.markdown_report import markdown_report
from folio.output.report.student_extras import StudentExtras
from folio.output.report.summary_page import SummaryPage, page_html, page_markdown
from folio.template.theme import Theme


def report_files(
    shown: StudentFindings | ClassFindings | SummaryPage, style: str, theme: Theme, today: date, created: datetime,
    extras: StudentExtras | None = None,
) -> Mapping[str, Callable[[], bytes]]:  # fmt: skip
    """Return what makes each file of a report in one format, by its place: a large class has thousands.

    ``created`` is the moment that an .xlsx gives.
    """
    if style == "xlsx":
        from folio.output.report.xlsx_report import xlsx_report  # the writer takes time to load

        return {"report.xlsx": partial(xlsx_report, shown, theme, today, created)}
    if style == "pdf":
        from folio.output.report.pdf_report import markdown_as_pdf, pdf_reports  # typst is an extra

        if isinstance(shown, SummaryPage):
            return {"report.pdf": partial(markdown_as_pdf, page_markdown(shown), "summary", theme, today)}
        return pdf_reports(shown, theme, today)
    if style == "md":
        text = page_markdown(shown) if isinstance(shown, SummaryPage) else markdown_report(shown, today)
        return {"report.md": text.encode}
    if isinstance(shown, SummaryPage):
        return {INDEX: page_html(shown, theme, today).encode}
    return {place: partial(_encoded, page) for place, page in html_pages(shown, theme, today, extras).items()}


def _encoded(page: Callable[[], str]) -> bytes:
    return page().encode()
