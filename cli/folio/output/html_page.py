"""Pages out of Jinja templates: self-contained, without network, what people typed escaped."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from folio.basics.content_folders import content_folder
from folio.basics.dates import date_in_prose
from folio.basics.regional_formats import regional
from folio.basics.wording import counted, sentence_list, storable
from folio.domain.disagreements import DISAGREE
from folio.insight.name_suggestions import as_toml
from folio.insight.student_findings import SEVERITIES
from folio.output.report import report_wording
from folio.template.theme import Theme


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
        "class_named": report_wording.class_name,
        "thanks": report_wording.thanks,
        "sides": report_wording.sides,
        "interest": report_wording.interest,
        "interest_story": report_wording.interest_story,
        "stand": report_wording.where_you_stand,
        "lacks": report_wording.what_is_missing,
    }
    made.globals |= {
        "overdue_means": report_wording.OVERDUE,
        "disagree": DISAGREE,
        "plural": counted,
        "for_counselor_only": report_wording.for_counselor_only,
        "no_status": report_wording.no_status,
        "nothing_due": report_wording.nothing_due,
        "nobody_shared": report_wording.NOBODY_SHARED,
        "as_toml": as_toml,
        "nothing_new": report_wording.NOTHING_NEW,
        "nothing_needed": report_wording.NOTHING_NEEDED,
        "severities": SEVERITIES,
        "verdicts": report_wording.VERDICTS,
    }
    return made


def html_page(template: str, theme: Theme, style: str = "report.css", script: str = "", **context: Any) -> str:
    """Return a page with the theme's colors, a style sheet, and perhaps a script in it; it runs no other."""
    digest = b64encode(sha256(script.encode()).digest()).decode() if script else ""
    context |= {"script": script, "script_digest": digest}
    css = content_folder("reports").joinpath(style).read_text(encoding="utf-8")
    return storable(environment(html=True).get_template(template).render(css=_theme_as_css(theme) + css, **context))


def script_of(*names: str) -> str:
    """Return the scripts of these names, as one."""
    return "".join(content_folder("reports").joinpath(name).read_text(encoding="utf-8") for name in names)


def _theme_as_css(theme: Theme) -> str:
    """Write the theme's colors as CSS variables, accents named ``--in-people`` and so on, and the region's paper."""
    pairs = [*theme.colors.items(), *((f"in-{k}", v) for k, v in theme.accents.items())]
    lines = "".join(f"--{name.replace('_', '-')}:#{value};" for name, value in pairs)
    return f":root{{{lines}}}\n@page{{size:{regional().paper.css}}}\n"
