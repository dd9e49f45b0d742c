"""Plans of interviews as PDF, set by typst: offline, with typst's own fonts; what people typed goes in as data."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from folio.basics.content_folders import content_folder
from folio.output.plan.page_content import VAGUE, WHY, PlanSheet
from folio.template.theme import Theme

_ENDLESS = re.compile(r"\S{20}(?=\S)")
_COLORS = ("ink", "muted", "warn", "line")
_ACCENTS = ("talk", "people", "learn")


def plan_pdf(sheets: Sequence[PlanSheet], title: str, theme: Theme, today: date) -> bytes:
    """Return a page for each as PDF; the bytes depend on the plans and today, and on the fonts that are installed.

    Letters that typst's own fonts lack, such as Arabic ones, are taken from a font of the system.
    """
    import typst

    source = content_folder("reports").joinpath("plan.typ").read_bytes()
    owners = {sheet.owner for sheet in sheets}
    data = {
        "title": title,
        "owner": owners.pop() if len(owners) == 1 else "",
        "made": [today.year, today.month, today.day],
        "colors": {k: f"#{theme.colors[k]}" for k in _COLORS} | {k: f"#{theme.accents[k]}" for k in _ACCENTS},
        "pages": [_data(sheet) for sheet in sheets],
    }
    made: Any = typst.compile(source, format="pdf", sys_inputs={"plans": json.dumps(data)})
    return bytes(made)


def _breakable(data: Any) -> Any:
    """Let words without an end, such as addresses, be broken; typst would run them off the page."""
    if isinstance(data, dict):
        return {key: _breakable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_breakable(value) for value in data]
    return _ENDLESS.sub("\\g<0>\u200b", data) if isinstance(data, str) else data


def _data(sheet: PlanSheet) -> dict[str, Any]:
    size = sheet.size
    data: dict[str, Any] = _breakable(asdict(sheet))
    return data | {
        "them": [{"label": f.label, "text": _breakable(f.text)} for f in sheet.them],
        "me": [{"label": f.label, "text": _breakable(f.text)} for f in sheet.me],
        "lines": [_breakable(asdict(line)) | {"rules": line.rules} for line in sheet.lines],
        "rules": sheet.rules,
        "heading": sheet.notes_heading,
        "size": asdict(size) | {"apart": size.apart, "fine": size.fine, "after": size.after},
        "vague": VAGUE,
        "why": WHY,
    }
