"""Plans of interviews as pages for the browser and the printer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from folio.basics.dates import date_in_prose
from folio.output.html_page import html_page
from folio.output.plan.page_content import VAGUE, WHY, PlanSheet
from folio.template.theme import Theme


def plan_html(sheets: Sequence[PlanSheet], title: str, theme: Theme, today: date) -> bytes:
    """Return one file with a page for each; what people typed is escaped."""
    words = {"title": title, "vague": VAGUE, "why": WHY, "today": date_in_prose(today)}
    return html_page("plan.html.j2", theme, "plan.css", pages=sheets, **words).encode()
