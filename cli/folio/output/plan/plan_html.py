"""Plans of interviews as pages for the browser and the printer: no script, no network, everything inline."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from folio.basics.content_folders import content_folder
from folio.basics.dates import date_in_prose
from folio.basics.wording import storable
from folio.output.plan import page_content
from folio.output.report.html_report import colors_as_css

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from folio.output.plan.page_content import PlanSheet
    from folio.template.theme import Theme


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(content_folder("reports"), encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def plan_html(sheets: Sequence[PlanSheet], title: str, theme: Theme, today: date) -> bytes:
    """Return one file with a page for each; what people typed is escaped."""
    css = content_folder("reports").joinpath("plan.css").read_text(encoding="utf-8")
    page = _environment().get_template("plan.html.j2").render(
        pages=sheets, title=title, vague=page_content.VAGUE, why=page_content.WHY, css=colors_as_css(theme) + css,
        today=date_in_prose(today),
    )  # fmt: skip
    return storable(page).encode()
