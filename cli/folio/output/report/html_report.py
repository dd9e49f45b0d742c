"""Findings as self-contained HTML pages: no network, everything inline; only the class's tables have a script."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from folio.basics.file_names import distinct, slug
from folio.insight.class_findings import ClassFindings
from folio.insight.student_findings import StudentFindings
from folio.output.html_page import html_page
from folio.output.report.class_index import INDEX, class_index
from folio.output.report.drawings import Drawings
from folio.template.theme import Theme


def html_pages(findings: StudentFindings | ClassFindings, theme: Theme, today: date) -> dict[str, str]:
    """Return pages by their place: one student's report, or the class's with a page for each student beside it."""
    if isinstance(findings, StudentFindings):
        return {INDEX: _student_page(findings, theme, today)}
    places = student_places(findings, "html")
    pages = (_student_page(s, theme, today, back=f"../{INDEX}#students") for s in findings.students)
    return {**class_index(findings, places, theme, today), **dict(zip(places, pages, strict=True))}


def student_places(findings: ClassFindings, style: str) -> list[str]:
    """Return where the report of each student of a class stands."""
    names = distinct(slug(s.name, "student") for s in findings.students)
    return [f"students/{name}.{style}" for name in names]


def _student_page(s: StudentFindings, theme: Theme, today: date, back: str = "") -> str:
    shown = replace(s, name=s.full_name)
    return html_page("student.html.j2", theme, title=shown.name, today=today, draw=Drawings(), s=shown, back=back)
