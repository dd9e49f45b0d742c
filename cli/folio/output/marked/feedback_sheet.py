"""The sheet "folio feedback": every problem in words, with a link to its cell, and room for a reply."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from folio.basics.cell_references import cell_address
from folio.basics.excel_texts import cut_for_excel
from folio.basics.wording import cut_off
from folio.output.marked.mark import Mark
from folio.output.marked.mark_styles import CellLook, MarkStyles
from folio.template.theme import Theme
from folio.workbook.feedback_traces import KINDS, escaped, feedback_key, greeting, showable

TITLE = "folio feedback"
HEADING_ROW = 5
KEY, KIND, WHERE, TYPED, WRONG, FIX, REPLY = range(7)
HEADINGS = ("", "Kind", "Where", "What is there", "What is wrong", "What to do", "Your reply (optional)")
WHOLE = "The whole workbook"
WIDTHS = (3, 16, 20, 26, 44, 44, 26)
# Excel has no higher rows, and of what stands in a cell this many letters tell enough.
_HIGHEST, _LONGEST_TYPED = 409, 200
_LINE, _PADDING = 15, 5
_LONGEST = 32_000
_FRAMES = {
    "error": "a solid frame if there's something to fix",
    "warning": "a dashed frame if there's something to check",
}
_TONES = {
    "error": ("bad", "bad_fill"),
    "warning": ("warn", "warn_fill"),
    "note": ("muted", "computed"),
    "start": ("good", "good_fill"),
    "next": ("good", "good_fill"),
}


@dataclass(frozen=True, slots=True)
class ReplyText:
    """What a person typed on a feedback sheet: its text, whether it is a number, and the place it was said about."""

    text: str
    number: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Replies:
    """What a person typed on the feedback sheet before: beside a row that folio's key names, or elsewhere."""

    beside: Mapping[str, Mapping[int, ReplyText]] = field(default_factory=dict)
    elsewhere: Sequence[ReplyText] = ()


@dataclass(slots=True)
class _SheetXml:
    """The rows and links of the sheet while it is written."""

    rows: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def feedback_xml(
    marks: Sequence[Mark], name: str, styles: MarkStyles, theme: Theme, links: Container[str], replies: Replies,
    namespace: str,
) -> bytes:  # fmt: skip
    """The part of the feedback sheet.

    ``links`` has the titles of the sheets to which a link may lead, ``replies`` what a person typed on the sheet
    before: it stays beside its problem as long as that is there, and else below the table.
    """
    made = _SheetXml()
    colors, accents = theme.colors, theme.accents
    plain = styles.cell(CellLook(colors["ink"], line=colors["line"], indented=True))
    link = styles.cell(CellLook(colors["link"], underlined=True, line=colors["line"], indented=True))
    labels = {
        severity: styles.cell(CellLook(colors[ink], bold=True, fill=colors[fill], line=colors["line"], indented=True))
        for severity, (ink, fill) in _TONES.items()
        if severity in {m.severity for m in marks}
    }
    heading = styles.cell(CellLook(colors["accent_text"], bold=True, fill=accents["ink"], indented=True))
    words = (
        (1, "Feedback on your workbook", CellLook(accents["ink"], size=20, bold=True)),
        (2, greeting(name, [m.severity for m in marks]), CellLook(colors["ink"], size=12)),
        (3, _how_to_read(marks), CellLook(colors["muted"])),
    )
    for row, text, look in words:
        _banner(made, row, text, styles.cell(look), look.size)
    made.rows.append(f'<row r="{HEADING_ROW - 1}" ht="6" customHeight="1"/>')
    _row(made, HEADING_ROW, {col: (HEADINGS[col], heading) for col in range(KIND, REPLY + 1)}, height=24)
    row, beside = HEADING_ROW, {key: dict(cells) for key, cells in replies.beside.items()}
    for mark in sorted(marks, key=lambda m: list(KINDS).index(m.severity)):
        row += 1
        where, target = _place(mark, links)
        texts = {KIND: KINDS[mark.severity], WHERE: where, TYPED: _typed(mark), WRONG: mark.message, FIX: mark.fix}
        looks = {KIND: labels[mark.severity], WHERE: link if target else plain}
        cells = {col: (_clean(text), looks.get(col, plain)) for col, text in texts.items()}
        if target:
            made.links.append(
                f"<hyperlink ref={quoteattr(cell_address(row - 1, WHERE))} location={quoteattr(target)}"
                f" display={quoteattr(cells[WHERE][0])}/>"
            )
        typed = {REPLY: ReplyText("")} | beside.pop(key_of(text for text, _ in cells.values()), {})
        _row(made, row, cells, replies={col: (reply, plain) for col, reply in typed.items()})
    rest = [*(reply for cells in beside.values() for reply in cells.values()), *replies.elsewhere]
    if rest:
        row += 2
        _row(
            made, row, {KIND: ("What you wrote on this sheet before", styles.cell(CellLook(accents["ink"], bold=True)))}
        )
        made.merged.append(f"{cell_address(row - 1, KIND)}:{cell_address(row - 1, FIX)}")
        for reply in rest:
            row += 1
            about = {WHERE: (_clean(reply.about), plain)} if reply.about else {}
            _row(made, row, about, replies={WRONG: (reply, plain)})
    return _part(made, row, accents["ink"], namespace)


def key_of(texts: Iterable[str]) -> str:
    """The hidden key of a row, by the texts that folio wrote there, as programs may give them back."""
    plain = list(texts)
    return feedback_key([*plain, *(e for t in plain if (e := escaped(t)) != t)])


def _how_to_read(marks: Sequence[Mark]) -> str:
    severities = {m.severity for m in marks if m.cell}
    frames = [words for severity, words in _FRAMES.items() if severity in severities]
    marked = f"On your sheets, a cell has {' or '.join(frames)}, and a note that says why. " if frames else ""
    return (
        f"{marked}Click a place to go there. Nothing you typed was changed. When you're done, turn in this "
        "file or your own. You can keep or delete this sheet."
    )


def _typed(mark: Mark) -> str:
    text = mark.typed
    return cut_off(text, _LONGEST_TYPED, "...")


def _place(mark: Mark, links: Container[str]) -> tuple[str, str]:
    """Where a problem is, in words and as the target of a link, which is empty when there is none."""
    if not mark.sheet:
        return WHOLE, ""
    where = f"{mark.sheet} {mark.cell}" if mark.cell else mark.sheet
    if mark.sheet not in links:
        return where, ""
    quoted = mark.sheet.replace("'", "''")
    return where, f"'{quoted}'!{mark.cell or 'A1'}"


def _banner(made: _SheetXml, row: int, text: str, style: int, size: float) -> None:
    """A line across the table, as high as its text needs."""
    letters = sum(WIDTHS[KIND : REPLY + 1]) * 11 / size * 0.95
    lines = max(1, math.ceil(len(text) / letters))
    _row(made, row, {KIND: (_clean(text), style)}, height=min(lines * size * 1.4 + 6, _HIGHEST))
    made.merged.append(f"{cell_address(row - 1, KIND)}:{cell_address(row - 1, REPLY)}")


def _row(
    made: _SheetXml, row: int, cells: Mapping[int, tuple[str, int]], *, height: float = 0,
    replies: Mapping[int, tuple[ReplyText, int]] | None = None,
) -> None:  # fmt: skip
    """Write one row: folio's texts, for which the hidden key vouches, and what a person typed."""
    parts = {col: _cell(row, col, text, style) for col, (text, style) in cells.items()}
    if cells:
        parts[KEY] = _cell(row, KEY, key_of(text for text, _ in cells.values()), 0)
    for col, (reply, style) in (replies or {}).items():
        if reply.number:
            parts[col] = f'<c r="{cell_address(row - 1, col)}" s="{style}"><v>{escape(reply.text)}</v></c>'
        else:
            parts[col] = _cell(row, col, _clean(reply.text, short=False), style)
    # A height that is not fixed: programs that work it out themselves may, the others need one.
    size = f' ht="{height:g}" customHeight="1"' if height else f' ht="{_height(cells):g}"'
    made.rows.append(f'<row r="{row}"{size}>{"".join(parts[col] for col in sorted(parts))}</row>')


def _height(cells: Mapping[int, tuple[str, int]]) -> float:
    """The height that a row's wrapped texts need."""
    lines = [
        sum(math.ceil(len(part) / (WIDTHS[col] - 2)) or 1 for part in text.split("\n"))
        for col, (text, _) in cells.items()
    ]
    return min(max(lines, default=1) * _LINE + _PADDING, _HIGHEST)


def _cell(row: int, col: int, text: str, style: int) -> str:
    look = f' s="{style}"' if style else ""
    if not text:
        return f'<c r="{cell_address(row - 1, col)}"{look}/>'
    shown = escape(escaped(text), {"\r": "&#13;"})
    return f'<c r="{cell_address(row - 1, col)}"{look} t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _clean(text: str, *, short: bool = True) -> str:
    """Text that a cell can hold; folio's own is never longer than a person wants to read."""
    text = showable(text)
    longest = 1_000 if short else _LONGEST
    return cut_for_excel(text, longest, "...")


def _part(made: _SheetXml, last: int, accent: str, namespace: str) -> bytes:
    columns = "".join(
        f'<col min="{i}" max="{i}" width="{width}"{" hidden=" + quoteattr("1") if i == 1 else ""} customWidth="1"/>'
        for i, width in enumerate(WIDTHS, start=1)
    )
    below = HEADING_ROW + 1
    links = f"<hyperlinks>{''.join(made.links)}</hyperlinks>" if made.links else ""
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in made.merged)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FF{accent}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{cell_address(last - 1, REPLY)}"/>'
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        f'<pane ySplit="{HEADING_ROW}" topLeftCell="A{below}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="B{below}" sqref="B{below}"/>'
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
        f"<sheetData>{''.join(made.rows)}</sheetData>"
        f'<mergeCells count="{len(made.merged)}">{merged}</mergeCells>{links}'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    ).encode()
