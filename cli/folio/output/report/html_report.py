"""Findings as self-contained HTML pages: no network, everything inline, whole without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from folio.basics.file_names import distinct, slug
from folio.insight.class_findings import ClassFindings
from folio.insight.student_findings import StudentFindings
from folio.output.html_page import html_page, script_of
from folio.output.report.class_index import INDEX, class_index
from folio.output.report.drawings import Drawings
from folio.output.report.student_extras import StudentExtras
from folio.template.theme import Theme


def html_pages(
    findings: StudentFindings | ClassFindings, theme: Theme, today: date, extras: StudentExtras | None = None
) -> Mapping[str, Callable[[], str]]:
    """Return what makes each page by its place: one student's report, or the class's with a page for each student.

    ``extras`` make one student's report the page to keep on a phone.
    """
    if isinstance(findings, StudentFindings):
        return {INDEX: partial(student_page, findings, theme, today, extras)}
    places = student_places(findings, "html")
    index = class_index(findings, places, theme, today)
    pages = (partial(_page_of, findings, i, theme, today) for i in range(len(findings.students)))
    return {place: partial(str, page) for place, page in index.items()} | dict(zip(places, pages, strict=True))


def student_places(findings: ClassFindings, style: str) -> list[str]:
    """Return where the report of each student of a class stands."""
    names = distinct(slug(row.name, "student") for row in findings.rows)
    return [f"students/{name}.{style}" for name in names]


def _page_of(findings: ClassFindings, number: int, theme: Theme, today: date) -> str:
    return student_page(findings.students[number], theme, today, back=f"../{INDEX}#students")


def student_page(
    s: StudentFindings, theme: Theme, today: date, extras: StudentExtras | None = None, back: str = ""
) -> str:
    """Return the page of one student; in a class, with a link ``back``."""
    shown = replace(s, name=s.full_name)
    script = script_of("folds.js", "copy.js", "notes.js") if extras else ""
    return html_page(
        "student.html.j2", theme, script=script, title=shown.name, today=today, draw=Drawings(), s=shown, back=back,
        own=extras,
    )  # fmt: skip
