"""Findings as self-contained HTML pages: no network, everything inline; only the class's tables have a script."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from folio.basics.content_folders import content_folder
from folio.basics.file_names import distinct, slug
from folio.insight.career_fields import FieldFindings
from folio.insight.class_findings import ClassField, ClassFindings
from folio.insight.student_findings import StudentFindings
from folio.output.html_page import html_page
from folio.output.report import report_wording, svg_charts
from folio.template.theme import Theme
from folio.template.vocabulary import CLOSED

INDEX = "report.html"


def html_pages(findings: StudentFindings | ClassFindings, theme: Theme, today: date) -> dict[str, str]:
    """Return pages by their place: one student's report, or the class's with a page for each student beside it."""
    if isinstance(findings, StudentFindings):
        return {INDEX: _student_page(findings, theme, today)}
    names = distinct(slug(s.name, "student") for s in findings.students)
    places = [f"students/{name}.html" for name in names]
    title = report_wording.class_title(findings.classes)
    script = content_folder("reports").joinpath("sort.js").read_text(encoding="utf-8")
    index = html_page(
        "class.html.j2", theme, title=title, today=today, draw=_Drawings(), c=findings, pages=places, script=script
    )
    pages = (_student_page(s, theme, today, back=f"../{INDEX}#students") for s in findings.students)
    return {INDEX: index, **dict(zip(places, pages, strict=True))}


def _student_page(s: StudentFindings, theme: Theme, today: date, back: str = "") -> str:
    shown = replace(s, name=s.full_name)
    return html_page("student.html.j2", theme, title=shown.name, today=today, draw=_Drawings(), s=shown, back=back)


class _Drawings:
    """The charts by what they show, for the templates to place."""

    def pipeline(self, pipeline: Any) -> str:
        items = [svg_charts.CountBar(p.status, p.people, p.status in CLOSED) for p in pipeline]
        return svg_charts.bars("Contacts by status", items)

    def interest(self, s: StudentFindings) -> str:
        rated = [t for t in s.interviews if t.before is not None or t.after is not None]
        items = [svg_charts.InterestChange(t.contact or "No name", t.before, t.after) for t in rated]
        return svg_charts.changes("Interest before and after each interview", items) if items else ""

    def class_interest(self, fields: tuple[ClassField, ...]) -> str:
        items = [
            svg_charts.InterestChange(report_wording.field_name(f.field), f.before, f.after)
            for f in fields
            if f.change is not None
        ]
        return svg_charts.changes("Average interest before and after the interviews, by field", items) if items else ""

    def heat(self, f: FieldFindings) -> str:
        if f.preview is None or not f.preview.people:
            return ""
        people = f.preview.people
        cells: list[list[svg_charts.HeatCell | None]] = []
        for facet in f.preview.facets:
            row: list[svg_charts.HeatCell | None] = []
            for name in people:
                own = [e for e in facet.entries if e.contact == name]
                ratings = [e.rating for e in own if e.rating is not None]
                heat = svg_charts.HeatCell(
                    any(e.upside for e in own), any(e.downside for e in own), max(ratings, default=None)
                )
                row.append(heat if own else None)
            cells.append(row)
        return svg_charts.heat(f"Job preview {f.field}".strip(), [x.facet for x in f.preview.facets], people, cells)

    def balance(self, ups: int, downs: int) -> str:
        return svg_charts.balance_meter(ups, downs)

    def breadth(self, covered: int, of: int) -> str:
        return svg_charts.steps("Facets covered", covered, of)

    def peaks(self, s: StudentFindings) -> str:
        items = [svg_charts.ValuePair(c.category, c.importance, c.strength) for c in s.peaks.categories]
        rated = any(i.first is not None or i.second is not None for i in items)
        return svg_charts.pairs("P.E.A.K.S. wanted and proven", "wanted", "proven", items) if rated else ""

    def practice(self, s: StudentFindings) -> str:
        return svg_charts.line("Ratings of my self-description", s.practice.ratings) if s.practice.ratings else ""
