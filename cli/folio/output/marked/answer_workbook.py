"""Feedback as a small workbook of its own: what Canvas can give back where a file cannot be marked.

Canvas gives an answer the ending of the file that was handed in, so the answer has to be of that form.
"""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Literal

from folio.output.html_page import environment
from folio.output.marked.feedback_files import PlannedFeedback, lead_of
from folio.output.marked.feedback_sheet import HEADINGS, KIND, REPLY, WHOLE
from folio.output.report.summary_workbook import SummaryColumn, SummarySheet, SummaryTable, Tone, write_summary
from folio.template.theme import Theme
from folio.workbook.embedded_description import REPORT_PROPERTY
from folio.workbook.feedback_traces import KINDS, showable

_HINT = "Keep working in your own file: nothing in it was changed, and this one isn't for typing."
_TITLE = "Feedback"
_OF: Literal["student"] = "student"
_TONES: dict[str, Tone] = {
    KINDS["error"]: "bad", KINDS["warning"]: "warn", KINDS["note"]: "muted",
    KINDS["start"]: "good", KINDS["next"]: "good",
}  # fmt: skip
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_PARTS = ("META-INF/manifest.xml", "content.xml", "styles.xml", "meta.xml")
_OWNER_ONLY = 0o600 << 16


def answer_workbook(plan: PlannedFeedback, ending: str, theme: Theme, today: date) -> bytes | None:
    """Return the feedback as a file with this ending that opens; None for the endings that folio cannot write."""
    if ending == ".xlsx":
        created = datetime.combine(today, time(), UTC)
        return write_summary([_sheet(plan)], theme, kind=_OF, title=_TITLE, created=created)
    return _ods(_sheet(plan), theme) if ending == ".ods" else None


def _sheet(plan: PlannedFeedback) -> SummarySheet:
    rows = [
        (KINDS[m.severity], " ".join(filter(None, (m.sheet, m.cell))) or WHOLE, m.typed, m.message, m.fix)
        for m in plan.in_order
    ]
    table = SummaryTable(
        tuple(map(SummaryColumn, HEADINGS[KIND:REPLY])),
        tuple(tuple(map(showable, row)) for row in rows), empty="", tones=_TONES,
    )  # fmt: skip
    return SummarySheet(_TITLE, "Feedback on your workbook", f"{showable(lead_of(plan))} {_HINT}", (table,))


def _ods(sheet: SummarySheet, theme: Theme) -> bytes:
    """The sheet as OpenDocument: its words, its table and its colors."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        _add(package, "mimetype", _MIMETYPE)  # first and not packed, by which programs know the form
        for part in _ODS_PARTS:
            template = environment(html=True).get_template(f"feedback-ods/{part}.j2")
            text = template.render(
                sheet=sheet, table=sheet.blocks[0], colors=theme.colors, accents=theme.accents, font=theme.font,
                mimetype=_MIMETYPE, report_property=REPORT_PROPERTY, kind=_OF,
            )  # fmt: skip
            _add(package, part, text)
    return stream.getvalue()


def _add(package: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name)  # of no day, so that the same feedback makes the same file
    entry.external_attr = _OWNER_ONLY
    package.writestr(entry, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
