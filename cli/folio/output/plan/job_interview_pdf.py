"""Pages for job interviews as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from folio.output.plan.job_interview_page import AFTER, AFTER_HEADING, JobInterviewSheet
from folio.output.typesetting import breakable, typeset
from folio.template.theme import Theme

_COLORS, _ACCENTS = ("ink", "muted", "warn"), ("talk", "people", "learn")


def job_interview_pdf(sheets: Sequence[JobInterviewSheet], title: str, theme: Theme, today: date) -> bytes:
    """Return a page for each as PDF."""
    owners = {sheet.owner for sheet in sheets}
    data = {
        "title": title,
        "owner": owners.pop() if len(owners) == 1 else "",
        "made": [today.year, today.month, today.day],
        "colors": {k: f"#{theme.colors[k]}" for k in _COLORS} | {k: f"#{theme.accents[k]}" for k in _ACCENTS},
        "after_heading": AFTER_HEADING,
        "after": AFTER,
        "pages": [breakable(asdict(sheet)) | {"rules": sheet.rules} for sheet in sheets],
    }
    return typeset("job-interview.typ", data)
