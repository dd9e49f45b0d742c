"""An interview's plan for Word, its rows as high as ``page_content`` says. Its bytes depend on the plan and today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from folio.basics.regional_formats import regional
from folio.output.plan import type_size
from folio.output.plan.page_content import VAGUE, WORTH
from folio.workbook.packing import repack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from docx.document import Document as WordDocument
    from docx.section import Section
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

    from folio.output.plan.page_content import PlanFact, PlanLine, PlanSheet
    from folio.template.theme import Theme

_RULES = "8B96A1"
_BOX = "\u2610"


@dataclass(frozen=True, slots=True)
class _Text:
    """Some words in one type; ``color`` is RRGGBB."""

    text: str
    points: float
    color: str
    bold: bool = False


def set_page(section: Section) -> None:
    """Take the region's paper; what is on the page is as wide as A4 and as high as Letter allow."""
    paper = regional().paper
    section.page_width, section.page_height = Mm(paper.width), Mm(paper.height)
    section.left_margin = section.right_margin = Mm(round((paper.width - type_size.WIDTH) / 2, 2))
    section.top_margin = section.bottom_margin = Mm(11)
    section.header_distance = section.footer_distance = Mm(5)


def plan_docx(sheet: PlanSheet, theme: Theme, today: date) -> bytes:
    """Return the page as a document; what people typed is text in it, never markup."""
    document = Document()
    set_page(document.sections[0])
    document.styles["Normal"].font.name = "Calibri"
    _Page(document, sheet, theme).draw()
    facts = document.core_properties
    facts.title, facts.author, facts.last_modified_by = sheet.title, sheet.owner, "folio"
    facts.comments, facts.revision = "", 1
    facts.created = facts.modified = datetime.combine(today, time(), UTC).replace(tzinfo=None)
    stream = BytesIO()
    document.save(stream)
    return repack(stream.getvalue())


class _Page:
    """Draws the parts of the page one below the other."""

    def __init__(self, document: WordDocument, sheet: PlanSheet, theme: Theme) -> None:
        self.document, self.sheet, self.size = document, sheet, sheet.size
        self.ink, self.muted, self.warn = (theme.colors[k] for k in ("ink", "muted", "warn"))
        self.line = theme.colors["line"]
        self.talk, self.people, self.learn = (theme.accents[k] for k in ("talk", "people", "learn"))

    def draw(self) -> None:
        """Draw all of it."""
        self._head()
        self._goal()
        if self.sheet.them or self.sheet.me:
            left, right = self._table(1, [type_size.COLUMN + 8, type_size.COLUMN]).rows[0].cells
            self._facts(left, self.sheet.them)
            self._facts(right, self.sheet.me)
            self._gap()
        self._questions()
        self._worth()
        if self.sheet.notes:
            self._notes(self.sheet.notes_heading, self.sheet.rules)
        if self.sheet.facets:
            self._hear()
        self._after()
        if self.sheet.later:
            self._second_page()

    def _second_page(self) -> None:
        s = self.sheet
        eyebrow = " · ".join(filter(None, ("To take along", s.owner, s.name)))
        _write(self.document, [_Text(eyebrow, 8, self.muted)]).paragraph_format.page_break_before = True
        heading = _write(self.document, [_Text(s.later_heading, 11.5, self.ink, bold=True)], style="Heading 2", after=1)
        _border(heading, "w:pBdr", bottom=(8, self.ink, 1))
        self._rows(s.later)
        self._gap()
        if s.later_notes:
            self._notes("What else I heard", s.later_rules)

    def _head(self) -> None:
        s = self.sheet
        left, right = self._table(1, [type_size.HEAD, type_size.WIDTH - type_size.HEAD]).rows[0].cells
        for cell in (left, right):
            _border(cell._tc.get_or_add_tcPr(), "w:tcBorders", top=(24, self.talk))
        owner = "To take along" + (f" · {s.owner}" if s.owner else "")
        _write(left, [_Text(owner, 8, self.muted)], before=4)
        _write(left, [_Text(s.name or "An interview with someone", 21, self.talk, bold=True)], style="Heading 1")
        if s.about:
            _write(left, [_Text(s.about, 10.5, self.ink)])
        day = _Text(s.day, 12.5, self.ink, bold=True) if s.day else _Text("Date and time " + "_" * 24, 9, self.muted)
        _write(right, [day], before=14, align=WD_ALIGN_PARAGRAPH.RIGHT)
        if s.details:
            _write(right, [_Text(s.details, 9.5, self.muted)], align=WD_ALIGN_PARAGRAPH.RIGHT)
        self._gap(3)

    def _goal(self) -> None:
        runs = [_Text("I want to learn   ", 10, self.talk, bold=True), _Text(self.sheet.goal, 10, self.ink)]
        _border(_write(self.document, runs, after=6), "w:pBdr", top=(6, self.talk, 3), bottom=(6, self.talk, 3))

    def _facts(self, cell: _Cell, facts: Iterable[PlanFact]) -> None:
        for fact in facts:
            label, text = _Text(f"{fact.label}  ", self.size.fine, self.people, bold=True), fact.text
            paragraph = _write(cell, [label, _Text(text, self.size.fine, self.ink)], after=1.5)
            paragraph.paragraph_format.right_indent = Mm(8) if cell._tc.getnext() is not None else None

    def _questions(self) -> None:
        s = self.sheet
        head = [_Text("My questions", 11.5, self.ink, bold=True), _Text(f"\t{s.summary}", 9, self.muted)]
        heading = _write(self.document, head, style="Heading 2", after=1)
        heading.paragraph_format.tab_stops.add_tab_stop(Mm(type_size.WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        _border(heading, "w:pBdr", bottom=(8, self.ink, 1))
        for text in s.advice:
            advice = _write(self.document, [_Text(text, 8.5, self.warn)], after=1.5)
            advice.paragraph_format.left_indent = Mm(2.5)
            _border(advice, "w:pBdr", left=(18, self.warn, 4))
        if s.lines:
            self._rows(s.lines)
        if s.more:
            _write(self.document, [_Text(s.more, 8.5, self.muted)])
        self._gap()

    def _rows(self, lines: Sequence[PlanLine]) -> None:
        words = type_size.WORDS + type_size.BETWEEN
        widths = [type_size.NUMBER + type_size.BETWEEN, words, type_size.ROOM]
        table = self._table(len(lines), widths)
        for line, row in zip(lines, table.rows, strict=True):
            # What rounds up in a row must not push the last one off the page.
            row.height, row.height_rule = Mm(line.height - 0.15), WD_ROW_HEIGHT_RULE.AT_LEAST
            self._question(row.cells, line)

    def _worth(self) -> None:
        if self.sheet.worth:
            _write(self.document, [_Text(WORTH, 9.5, self.learn, bold=True)], style="Heading 2")
            for text, _ in self.sheet.worth:
                _write(self.document, [_Text(f"{_BOX}  {text}", 9, self.ink)], after=1.5)
            self._gap()

    def _question(self, cells: Sequence[_Cell], line: PlanLine) -> None:
        size, (at, words, room) = self.size, cells
        for cell in (at, words):
            _border(cell._tc.get_or_add_tcPr(), "w:tcBorders", bottom=(2, self.line))
        _write(at, [_Text(str(line.number), size.points, self.talk, bold=True)], before=1)
        if line.starts >= 0:
            _write(at, [_Text(f"min {line.starts}", 7, self.muted)])
        stage = [_Text(line.stage, size.small, self.talk, bold=True)] if line.stage else []
        small: list[list[_Text]] = []
        if not size.apart and stage:
            small.append(stage)
        if line.priority:
            small.append(
                [_Text(f"{line.mark} {line.priority}".strip().replace(" ", "\u00a0"), size.small, self.ink, bold=True)]
            )
        small.append([_Text(line.minutes, size.small, self.muted)])
        if line.probe:
            bold = _Text(f"{VAGUE}: ", size.small, self.muted, bold=True)
            small.append([bold, _Text(line.probe, size.small, self.muted)])
        beside = _parted(small, _Text(" · ", size.small, self.muted))
        question = _Text(line.text, size.points, self.ink, bold=True)
        if size.tight:
            _write(words, [question, _Text("  ", size.small, self.muted), *beside], before=1)
        else:
            if size.apart and stage:
                _write(words, stage, before=1, style="Heading 3")
            _write(words, [question], before=0 if size.apart and stage else 1)
            _write(words, beside)
        self._rules(room, line.rules, (line.height - 0.6) / line.rules)

    def _rules(self, where: WordDocument | _Cell, count: int, high: float) -> None:
        """Draw lines to write on; equal paragraphs share one border, so the lines between are asked for too."""
        for _ in range(count):
            paragraph = _write(where, [], exact=high - 0.35)
            _border(paragraph, "w:pBdr", bottom=(4, _RULES), between=(4, _RULES))

    def _notes(self, heading: str, rules: int) -> None:
        _write(self.document, [_Text(heading, 9.5, self.learn, bold=True)], style="Heading 2")
        self._rules(self.document, rules, type_size.RULE)
        self._gap()

    def _hear(self) -> None:
        runs = [_Text(f"{self.sheet.hear}:   ", 8, self.learn, bold=True)]
        # A facet is not broken across lines, and stays with its box.
        facets = "   ".join(f"{_BOX} {facet}".replace(" ", "\u00a0") for facet in self.sheet.facets)
        _write(self.document, [*runs, _Text(facets, 8, self.ink)], after=5)

    def _after(self) -> None:
        half = type_size.WIDTH / 2
        table = self._table(4, [half, half])
        for row in table.rows:
            row.height, row.height_rule = Mm(self.size.after), WD_ROW_HEIGHT_RULE.EXACTLY
        # So that the last line to write on does not touch the frame.
        table.rows[-1].height = Mm(self.size.after + 1.5)
        edge = (6, self.people)
        for at, row in enumerate(table.rows):
            left, right = row.cells
            ends = {"top": edge} if at == 0 else {"bottom": edge} if at == len(table.rows) - 1 else {}
            _border(left._tc.get_or_add_tcPr(), "w:tcBorders", left=edge, **ends)
            _border(right._tc.get_or_add_tcPr(), "w:tcBorders", right=edge, **ends)
        _write(_first(table, 0, 0), [_Text("Right after the interview", 11, self.people, bold=True)], style="Heading 2")
        boxes = "    ".join(f"{_BOX} {n}" for n in range(1, 6))
        scale = [_Text(f"Interest now    {boxes}", 9, self.ink), _Text("   1 = a little, 5 = a lot", 7.5, self.muted)]
        _write(_first(table, 1, 0), scale, before=4)
        labels = {(2, 0): "Surprise", (3, 0): "Thank them for"} | {(n, 1): f"Takeaway {n}" for n in (1, 2, 3)}
        for (row_, col), label in labels.items():
            written = _write(_first(table, row_, col), [_Text(label, 9, self.ink)], before=3)
            written.paragraph_format.right_indent = Mm(4)
            _border(written, "w:pBdr", bottom=(4, _RULES, 0))
        for row in table.rows:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.left_indent = Mm(3)
        self._gap(0.4)

    def _table(self, rows: int, widths: Sequence[float]) -> Table:
        table: Table = self.document.add_table(rows, len(widths))
        table.autofit = False
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "0")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.append(margins)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return table

    def _gap(self, high: float = type_size.GAP) -> None:
        """Part two tables, which Word would join."""
        _write(self.document, [], exact=high)


def _first(table: Table, row: int, column: int) -> _Cell:
    return table.rows[row].cells[column]


def _parted(several: Sequence[list[_Text]], between: _Text) -> list[_Text]:
    runs: list[_Text] = []
    for part in several:
        runs += [between, *part] if runs else part
    return runs


def _write(
    where: WordDocument | _Cell, runs: Sequence[_Text], *, before: float = 0, after: float = 0, exact: float = 0,
    align: WD_ALIGN_PARAGRAPH | None = None, style: str = "Normal",
) -> Paragraph:  # fmt: skip
    """Add a paragraph, or take the empty one that a cell begins with; spaces in points, ``exact`` in millimeters."""
    fresh = [p for p in where.paragraphs[:1] if not p.runs and p.paragraph_format.line_spacing is None]
    inside = hasattr(where, "_tc")
    paragraph = fresh[0] if inside and fresh and len(where.paragraphs) == 1 else where.add_paragraph()
    paragraph.style = style
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.alignment = Pt(before), Pt(after), align
    # Exact, since letters of other alphabets come from fonts with higher lines.
    points = max((it.points for it in runs), default=1)
    shape.line_spacing = Emu(Mm(exact)) if exact else Pt(points * type_size.LINE)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    for it in runs:
        run = paragraph.add_run(it.text)
        run.font.name, run.font.size, run.font.bold = "Calibri", Pt(it.points), it.bold
        run.font.color.rgb = RGBColor.from_string(it.color)
    return paragraph


def _border(of: Any, kind: str, **sides: tuple[int, str] | tuple[int, str, int]) -> None:
    """Set borders of a paragraph or a cell: side to (eighths of a point, RRGGBB, points of distance)."""
    properties = of._p.get_or_add_pPr() if hasattr(of, "_p") else of
    found = properties.find(qn(kind))
    if found is None:
        found = OxmlElement(kind)
        if kind == "w:pBdr":
            properties.insert_element_before(
                found, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:rPr"
            )
        else:
            properties.append(found)
    for side in ("top", "left", "bottom", "right", "between"):
        if side not in sides:
            continue
        width, color, *space = sides[side]
        edge = OxmlElement(f"w:{side}")
        values = {"val": "single", "sz": str(width), "space": str(space[0] if space else 0), "color": color}
        for name, value in values.items():
            edge.set(qn(f"w:{name}"), value)
        found.append(edge)
