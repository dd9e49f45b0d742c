"""Plans of interviews as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from folio.output.plan.page_content import VAGUE, WORTH, PlanSheet
from folio.output.typesetting import breakable, typeset
from folio.template.theme import Theme

_COLORS = ("ink", "muted", "warn", "line")
_ACCENTS = ("talk", "people", "learn")


def plan_pdf(sheets: Sequence[PlanSheet], title: str, theme: Theme, today: date) -> bytes:
    """Return a page for each as PDF."""
    owners = {sheet.owner for sheet in sheets}
    data = {
        "title": title,
        "owner": owners.pop() if len(owners) == 1 else "",
        "made": [today.year, today.month, today.day],
        "colors": {k: f"#{theme.colors[k]}" for k in _COLORS} | {k: f"#{theme.accents[k]}" for k in _ACCENTS},
        "pages": [_data(sheet) for sheet in sheets],
    }
    return typeset("plan.typ", data)


def _data(sheet: PlanSheet) -> dict[str, Any]:
    size = sheet.size
    data: dict[str, Any] = breakable(asdict(sheet))
    return data | {
        "them": [{"label": f.label, "text": breakable(f.text)} for f in sheet.them],
        "me": [{"label": f.label, "text": breakable(f.text)} for f in sheet.me],
        "lines": [breakable(asdict(line)) | {"rules": line.rules} for line in sheet.lines],
        "later": [breakable(asdict(line)) | {"rules": line.rules} for line in sheet.later],
        "rules": sheet.rules,
        "later_rules": sheet.later_rules,
        "worth": [breakable(text) for text, _ in sheet.worth],
        "heading": sheet.notes_heading,
        "size": asdict(size) | {"apart": size.apart, "fine": size.fine, "after": size.after},
        "vague": VAGUE,
        "worth_heading": WORTH,
    }
