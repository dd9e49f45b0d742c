"""The charts of the HTML reports: which figures each of them shows."""

from __future__ import annotations

from typing import Any

from folio.insight.career_fields import FieldFindings
from folio.insight.class_findings import ClassField
from folio.insight.student_findings import StudentFindings
from folio.output.report import report_wording, svg_charts
from folio.template.vocabulary import CLOSED

CHARTED_FIELDS = 12


class Drawings:
    """The charts by what they show, for the templates to place."""

    def pipeline(self, pipeline: Any) -> str:
        """People by status."""
        items = [svg_charts.CountBar(p.status, p.people, p.status in CLOSED) for p in pipeline]
        return svg_charts.bars("Contacts by status", items)

    def interest(self, s: StudentFindings) -> str:
        """Interest before and after each interview."""
        rated = [t for t in s.interviews if t.before is not None or t.after is not None]
        items = [svg_charts.InterestChange(t.contact or "No name", t.before, t.after) for t in rated]
        return svg_charts.changes("Interest before and after each interview", items) if items else ""

    def class_interest(self, fields: tuple[ClassField, ...]) -> str:
        """Mean interest before and after, for the fields with most interviews."""
        items = [
            svg_charts.InterestChange(report_wording.field_name(f.field), f.before, f.after)
            for f in fields
            if f.change is not None
        ][:CHARTED_FIELDS]
        return svg_charts.changes("Average interest before and after the interviews, by field", items) if items else ""

    def heat(self, f: FieldFindings) -> str:
        """Who said something about which facet, and the ratings."""
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
        """Ups beside downs."""
        return svg_charts.balance_meter(ups, downs)

    def breadth(self, covered: int, of: int) -> str:
        """Facets covered."""
        return svg_charts.steps("Facets covered", covered, of)

    def peaks(self, s: StudentFindings) -> str:
        """What is wanted and what is proven, by category."""
        items = [svg_charts.ValuePair(c.category, c.importance, c.strength) for c in s.peaks.categories]
        rated = any(i.first is not None or i.second is not None for i in items)
        return svg_charts.pairs("P.E.A.K.S. wanted and proven", "wanted", "proven", items) if rated else ""

    def practice(self, s: StudentFindings) -> str:
        """The ratings of a self-description, one after the other."""
        return svg_charts.line("Ratings of my self-description", s.practice.ratings) if s.practice.ratings else ""
