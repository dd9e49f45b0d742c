"""Workbooks for tests: made with folio, filled in, changed as people change them, and read back."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from folio.basics.cell_references import column_letter
from folio.intake.formats.read_cells import read_cells
from folio.intake.model import Reading
from folio.intake.one_workbook import read_content, reading_of
from folio.intake.raw_workbook import RawGrid, RawWorkbook
from folio.intake.rules.check_rules import check_rules
from folio.template.loading import Kit, load_kit
from folio.workbook.build import build_workbook
from folio.workbook.embedded_description import Owner
from folio.workbook.layout import form_layout

TODAY = date(2026, 11, 20)
CREATED = datetime(2026, 8, 31, 8, 0, tzinfo=UTC)
ANA = Owner(
    "Ana Lopez",
    "R1001",
    "ana@students.example.org",
    "Period 4",
    "Ms. Okafor",
    date(2026, 11, 20),
    ("Nursing",),
)
# Where a table has its hidden keys, its headings and its first entry; and a form its labels and values.
KEY_ROW, HEADER_ROW, FIRST_ROW = 4, 5, 6
LABEL_COLUMN, VALUE_COLUMN = 2, 3
# How many rows of each table have their formulas before anyone types; folio new prepares more.
PREPARED = 24

Content = Mapping[str, Sequence[Mapping[str, Any]]]

# A small term without a mistake: what each test changes, it changes on a copy of this.
CLEAN: dict[str, list[dict[str, Any]]] = {
    "contacts": [
        {"name": "Dana Lee", "organization": "Cedar Clinic", "email": "dana@cedar.example.org", "phone": "(503) 555-0142",
         "source": "Teacher", "status": "Thanked", "requested_on": date(2026, 9, 7), "can_advise": True},
        {"name": "Sam Ortiz", "organization": "Valley Labs", "referred_by": "Dana Lee", "status": "Scheduled",
         "next_step": "Confirm", "next_step_due": date(2026, 12, 1), "private_notes": "PRIVATE-CANARY"},
    ],
    "interviews": [
        {"contact": "Dana Lee", "date": date(2026, 9, 16), "format": "In person", "minutes": 30, "status": "Completed",
         "interest_before": 3, "interest_after": 5, "takeaway": "Charting takes a third of the shift.",
         "thank_you_sent": date(2026, 9, 17)},
        {"contact": "Sam Ortiz", "date": date(2026, 12, 3), "status": "Scheduled", "interest_before": 4},
    ],
    "preview": [
        {"contact": "Dana Lee", "facet": "Typical tasks", "upside": "Hands-on care", "downside": "Charting", "rating": 4},
    ],
    "peaks_wanted": [{"contact": "Dana Lee", "category": "Skills", "quality": "Writing", "importance": 5}],
    "peaks_mine": [{"category": "Skills", "quality": "Writing", "rating": 3, "document": "Essay", "strength": 4}],
    "follow_ups": [{"contact": "Dana Lee", "kind": "Keep in touch", "due": date(2026, 12, 16), "point": "The new ward"}],
    "leads": [{"lead": "Open day", "kind": "Event", "heard_from": "Dana Lee", "heard_on": date(2026, 9, 16)}],
    "practice": [{"date": date(2026, 9, 1), "version": "I am a junior who likes people.", "rating": 3}],
    "offers": [{"organization": "Cedar Clinic", "offered_on": date(2026, 11, 2), "decide_by": date(2026, 12, 1), "adviser": "Dana Lee"}],
}  # fmt: skip


def kit(template: str = "complete") -> Kit:
    """A shipped template with its content."""
    return load_kit(template)


FACETS = kit().template.sheet("preview").column("facet").choices or ()


def make(
    content: Content | None = None, *, template: str = "complete", owner: Owner = ANA, prepared: int | None = PREPARED
) -> bytes:
    """A workbook with this content in it; without any, as it is handed out. The same one is built once.

    It has few prepared rows unless a test asks for more: 500 in every table take seconds to read for some libraries.
    """
    asked = (repr(content), template, owner, prepared)
    if asked not in _made:
        if len(_made) >= _KEPT:
            del _made[next(iter(_made))]
        _made[asked] = build_workbook(
            kit(template), owner, workbook_id="test", content=content, today=TODAY, created=CREATED, prepared=prepared
        ).content
    return _made[asked]


_KEPT = 64
_made: dict[tuple[str, str, Owner, int | None], bytes] = {}


def with_change(sheet: str, row: int, **cells: Any) -> dict[str, list[dict[str, Any]]]:
    """The clean term with some cells of one row changed; a row number past the end adds a row."""
    content = {key: [dict(r) for r in rows] for key, rows in CLEAN.items()}
    if row == len(content[sheet]):
        content[sheet].append({})
    content[sheet][row] |= cells
    return content


def read(workbook: bytes, path: str = "test.xlsx", today: date = TODAY) -> Reading:
    """Read a workbook in this process, with the rules."""
    reading = read_content(path, workbook)
    return check_rules([reading], today)[0] if reading.readable else reading


def entered(content: Content, *, template: str = "complete", today: date = TODAY) -> Reading:
    """What folio reads when this is typed into a new workbook: cells are put where they belong, without a file."""
    blank = _blank(template)
    grids = [RawGrid(g.title, dict(g.cells), dict(g.formulas), g.notes) for g in blank.grids]
    for key, rows in content.items():
        sheet = kit(template).template.sheet(key)
        grid = next(g for g in grids if g.title == sheet.title)
        cells = grid.cells
        for place in [p for p in cells if p[0] >= FIRST_ROW - 1 and sheet.columns[p[1]].typed]:
            del cells[place]  # what stands in a new workbook, such as a plan of questions
            grid.formulas.pop(place, None)
        for row, values in enumerate(rows, start=FIRST_ROW - 1):
            filled = {k: v for k, v in values.items() if v is not None}
            cells |= {(row, sheet.keys.index(k)): _in_cell(v) for k, v in filled.items()}
    whole = [RawGrid(g.title, g.cells, g.formulas, g.notes) for g in grids]
    reading = reading_of(RawWorkbook(whole, names=blank.names, properties=blank.properties))
    return check_rules([reading], today)[0]


@lru_cache
def _blank(template: str) -> RawWorkbook:
    return all_cells(make(template=template))


def all_cells(workbook: bytes) -> RawWorkbook:
    """Every cell of a workbook, those of formulas that go down a column, too."""
    book = read_cells(workbook)
    for grid in book.grids:
        grid.spell_out(list(grid.runs))
    return book


def _in_cell(value: Any) -> Any:
    """A value as a reader of files gives it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return float(value) if isinstance(value, int) else value


def told(reading: Reading) -> list[str]:
    """The problems as people name cells: ``Contacts!E6 not-an-email``."""
    return [f"{p.sheet}!{p.cell} {p.code}" for p in reading.problems]


def found(reading: Reading) -> list[tuple[str, str | None, str | None]]:
    """The problems as (code, sheet, cell)."""
    return [(p.code, p.sheet, p.cell) for p in reading.problems]


def edited(workbook: bytes, change: Callable[[Workbook], object], *, values_only: bool = False) -> bytes:
    """The workbook after a change made with openpyxl, saved as another program would; perhaps without formulas."""
    book = _loaded(workbook, data_only=True) if values_only else _loaded(_saved_before(workbook))
    change(book)
    return _saved(book)


@lru_cache(maxsize=64)
def _saved_before(workbook: bytes) -> bytes:
    """The workbook as openpyxl saves it unchanged."""
    return _saved(_loaded(workbook))


def _loaded(workbook: bytes, *, data_only: bool = False) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says which of Excel's extensions it drops
        return load_workbook(BytesIO(workbook), data_only=data_only)


def _saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def without_prefilled(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """The typed rows by sheet key, blanks left out: comparable with the content that went in."""
    return {
        key: [
            {k: v for k, v in row.values.items() if v is not None and k not in row.proposed} for row in table.typed_rows
        ]
        for key, table in reading.tables.items()
        if table.typed_rows
    }


def letter(sheet: str, column: str, template: str = "complete") -> str:
    """The letters of a table's column: ``letter("interviews", "contact")`` is ``A``."""
    return column_letter(kit(template).template.sheet(sheet).keys.index(column))


def at(sheet: str, column: str, row: int = HEADER_ROW, template: str = "complete") -> str:
    """The address of a cell of a table; without a row that of the heading."""
    return f"{letter(sheet, column, template)}{row}"


def width(sheet: str, template: str = "complete") -> int:
    """How many columns a table has."""
    return len(kit(template).template.sheet(sheet).keys)


def line(key: str, sheet: str = "start", template: str = "complete") -> int:
    """The row of a line of a form."""
    return form_layout(kit(template).template.sheet(sheet)).lines[key] + 1
