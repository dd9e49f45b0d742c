"""Findings as one self-contained HTML file: no script, no network, everything inline."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from folio.basics.content_folders import content_folder
from folio.basics.dates import date_in_prose
from folio.basics.wording import counted, sentence_list, storable
from folio.insight.career_fields import FieldFindings
from folio.insight.class_findings import ClassField, ClassFindings
from folio.insight.student_findings import SEVERITIES, StudentFindings
from folio.output.report import report_wording, svg_charts
from folio.template.theme import Theme
from folio.template.vocabulary import CLOSED


@cache
def environment(*, html: bool) -> Environment:
    """Return the Jinja environment of the reports: escaping for HTML, loud about a name that is not there."""
    made = Environment(
        loader=FileSystemLoader(content_folder("reports"), encoding="utf-8"),
        autoescape=html,  # noqa: S701 (Markdown has an escaping of its own, see markdown.py)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "day": report_wording.day,
        "prose": date_in_prose,
        "in_sentence": sentence_list,
        "away": report_wording.away,
        "figure": report_wording.figure,
        "signed": report_wording.signed,
        "percent": report_wording.percent,
        "will_do": report_wording.will_do,
        "entry": report_wording.entry,
        "named": report_wording.field_name,
        "thanks": report_wording.thanks,
    }
    made.globals |= {
        "overdue_means": report_wording.OVERDUE,
        "plural": counted,
        "no_status": report_wording.no_status,
        "nothing_due": report_wording.nothing_due,
        "severities": SEVERITIES,
        "verdicts": report_wording.VERDICTS,
    }
    return made


def html_report(findings: StudentFindings | ClassFindings, theme: Theme, today: date) -> str:
    """One student's report, or the class's summary with every student's report after it, as one page."""
    if isinstance(findings, StudentFindings):
        return _render("student.html.j2", findings.name, theme, today, s=findings)
    return _render("class.html.j2", report_wording.class_title(findings.classes), theme, today, c=findings)


def _render(template: str, title: str, theme: Theme, today: date, **context: Any) -> str:
    env = environment(html=True)
    css = content_folder("reports").joinpath("report.css").read_text(encoding="utf-8")
    page = env.get_template(template).render(
        title=title, today=today, css=colors_as_css(theme) + css, draw=_Drawings(), **context
    )
    return storable(page)


def colors_as_css(theme: Theme) -> str:
    """Write the theme's colors as CSS variables; accents are named ``--in-people`` and so on."""
    pairs = [*((k, v) for k, v in theme.colors.items()), *((f"in-{k}", v) for k, v in theme.accents.items())]
    lines = "".join(f"--{name.replace('_', '-')}:#{value};" for name, value in pairs)
    return f":root{{{lines}}}\n"


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
