"""A page for a job interview for Word. Its bytes depend on the page and today."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from folio.output.plan.job_interview_page import AFTER, AFTER_HEADING, JobInterviewSheet
from folio.output.plan.plan_docx import set_page
from folio.output.plan.type_size import LINE, RULE
from folio.workbook.packing import repack

if TYPE_CHECKING:
    from datetime import date

    from docx.text.paragraph import Paragraph

    from folio.template.theme import Theme

_RULES = "8B96A1"
# Words, their size in points, their color, and whether they are bold.
_Run = tuple[str, float, str, bool]


def job_interview_docx(sheet: JobInterviewSheet, theme: Theme, today: date) -> bytes:
    """Return the page as a document; what people typed is text in it, never markup."""
    document = Document()
    set_page(document.sections[0])
    ink, muted, warn = (theme.colors[name] for name in ("ink", "muted", "warn"))
    points = sheet.points

    def add(*runs: _Run, style: str = "Normal", before: float = 0, after: float = 0) -> Paragraph:
        return _fill(document.add_paragraph(style=style), runs, before, after)

    eyebrow = f"For a job interview · {sheet.owner}" if sheet.owner else "For a job interview"
    _line(add((eyebrow, 8, muted, False)), "top", 27, theme.accents["talk"])
    add((sheet.name, 21, theme.accents["talk"], True), style="Heading 1")
    if sheet.about:
        add((sheet.about, 10.5, ink, False), after=2)
    for text in sheet.advice:
        _line(add((text, 9, warn, False), after=2), "left", 18, warn)
    for part in sheet.parts:
        accent = theme.accents[part.accent]
        _line(add((part.title, 11.5, accent, True), style="Heading 2", before=5, after=2), "bottom", 6, accent)
        for e in part.entries:
            small = (f"  {e.small}" if e.small else "", points - 1, muted, False)
            add((f"{e.lead}  " if e.lead else "", points, ink, True), (e.text, points, ink, False), small, after=2)
    if sheet.rules:
        add(("Notes", 9.5, theme.accents["learn"], True), style="Heading 2", before=5)
    for _ in range(sheet.rules):
        _ruled(add(("", 9, ink, False)), RULE)
    add((AFTER_HEADING, 11.5, theme.accents["people"], True), style="Heading 2", before=5)
    for label in AFTER:
        _ruled(add((label, 9, ink, False)), 5.6)
    facts = document.core_properties
    facts.title, facts.author, facts.last_modified_by = sheet.title, sheet.owner, "folio"
    facts.comments, facts.revision = "", 1
    facts.created = facts.modified = datetime.combine(today, time(), UTC).replace(tzinfo=None)
    stream = BytesIO()
    document.save(stream)
    return repack(stream.getvalue())


def _fill(paragraph: Paragraph, runs: tuple[_Run, ...], before: float, after: float) -> Paragraph:
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    # Exact, since letters of other alphabets come from fonts with higher lines.
    shape.line_spacing = Pt(max(points for _, points, _, _ in runs) * LINE)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    for text, points, color, bold in runs:
        if text:
            run = paragraph.add_run(text)
            run.font.name, run.font.size, run.font.bold = "Calibri", Pt(points), bold
            run.font.color.rgb = RGBColor.from_string(color)
    return paragraph


def _ruled(paragraph: Paragraph, high: float) -> None:
    """Make a paragraph a line to write on; equal ones share a border, so the one between is asked for, too."""
    paragraph.paragraph_format.line_spacing = Mm(high - 0.35)
    _line(paragraph, "bottom", 4, _RULES, "between")


def _line(paragraph: Paragraph, side: str, width: int, color: str, *more: str) -> None:
    """Draw a border beside a paragraph, in eighths of a point and RRGGBB."""
    borders: Any = OxmlElement("w:pBdr")
    after = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *after)
    for name in (side, *more):
        edge = OxmlElement(f"w:{name}")
        for key, value in {"val": "single", "sz": str(width), "space": "1", "color": color}.items():
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
