"""Reports: findings in, one file's content out. Nothing here reads a clock or touches a disk."""

from __future__ import annotations

from datetime import date, datetime

from folio.insight.class_findings import ClassFindings
from folio.insight.student_findings import StudentFindings
from folio.template.theme import Theme


def student_html(findings: StudentFindings, theme: Theme, today: date) -> str:
    """Return one student's report as a self-contained HTML page."""
    from folio.output.report.html_report import render_student

    return render_student(findings, theme, today)


def class_html(findings: ClassFindings, theme: Theme, today: date) -> str:
    """Return the class's report as one self-contained HTML page: the summary, then each student."""
    from folio.output.report.html_report import render_class

    return render_class(findings, theme, today)


def student_markdown(findings: StudentFindings, today: date) -> str:
    """Return one student's report as Markdown."""
    from folio.output.report.markdown_report import render_student

    return render_student(findings, today)


def class_markdown(findings: ClassFindings, today: date) -> str:
    """Return the class's report as Markdown: the summary and its tables."""
    from folio.output.report.markdown_report import render_class

    return render_class(findings, today)


def student_xlsx(findings: StudentFindings, theme: Theme, today: date, *, created: datetime | None = None) -> bytes:
    """Return one student's report as the bytes of an .xlsx with native charts.

    ``created`` is the moment that the file gives as its making; without it the day ``today`` at midnight.
    """
    from folio.output.report.xlsx_report import student_book

    return student_book(findings, theme, today, created)


def class_xlsx(findings: ClassFindings, theme: Theme, today: date, *, created: datetime | None = None) -> bytes:
    """Return the class's report as the bytes of an .xlsx; ``created`` as for a student's."""
    from folio.output.report.xlsx_report import class_book

    return class_book(findings, theme, today, created)
