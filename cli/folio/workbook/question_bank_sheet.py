"""The question bank: a sheet to choose from, with nothing to type."""

from __future__ import annotations

from folio.template.loading import Kit
from folio.template.schema import Sheet, fill_field
from folio.workbook.embedded_description import Owner
from folio.workbook.layout import TABLE_FIRST, TABLE_HEADER
from folio.workbook.page import Page
from folio.workbook.row_heights import ROW_POINTS, height_of, lines_of

_COLUMNS = (
    ("Stage", 20),
    ("Topic", 24),
    ("Question", 70),
    ("Why ask it", 50),
    ("If the answer is vague", 50),
    ("Minutes", 9),
)


def write_question_bank(page: Page, kit: Kit, owner: Owner, start: Sheet) -> None:
    """Write the question bank: a sheet to choose from, with nothing to type."""
    ws, styles = page.sheet, page.styles
    field = owner.fields[0] if owner.fields else None
    page.text(0, 0, kit.template.bank_title or "", styles.title("talk"))
    page.text(
        1,
        0,
        "Questions to choose from. Copy any of them into your question plan, and put them in your own words.",
        styles(),
    )
    page.link_home(kit.template.bank_title or "", [width for _, width in _COLUMNS], start.title)
    header, body = (
        styles.header("talk"),
        styles(text_wrap=True, indent=1, border=1, border_color=styles.color("line")),
    )
    for i, (title, width) in enumerate(_COLUMNS):
        ws.set_column(i, i, width)
        page.text(TABLE_HEADER, i, title, header)
    ws.set_default_row(ROW_POINTS)
    for r, q in enumerate(kit.for_anyone, start=TABLE_FIRST):
        said = [fill_field(text, field) for text in (q.question, q.purpose, q.probe)]
        texts = zip(said, (w for _, w in _COLUMNS[2:]), strict=False)
        ws.set_row(r, height_of(max(lines_of(text, width) for text, width in texts)))
        for c, text in enumerate((q.stage, q.topic, *said)):
            page.text(r, c, text, body)
        page.remember(r, 5, q.minutes)
        ws.write_number(r, 5, q.minutes, styles(align="center", border=1, border_color=styles.color("line")))
    last = TABLE_FIRST + len(kit.for_anyone) - 1
    ws.autofilter(TABLE_HEADER, 0, last, len(_COLUMNS) - 1)
    ws.freeze_panes(TABLE_FIRST, 0)
    ws.set_tab_color(styles.accent("talk"))
    for row, height in ((0, 28), (1, 18), (2, 6), (3, 6), (TABLE_HEADER, 34)):
        ws.set_row(row, height)
    page.set_print(landscape=True)
    ws.repeat_rows(TABLE_HEADER)
