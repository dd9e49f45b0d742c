"""A page to take along on a phone: room to type, and what of it goes into which cells of the workbook.

What is typed stays on the device. It is copied as rows to paste: only cells that the page asks about, which lie side by
side in the student's own file, so that nothing else there is written over. Rows that the file doesn't have yet, as of
questions for any interview, are copied whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from folio.basics.cell_references import cell_address, parse_address
from folio.domain.answers import COLUMNS, FIRST
from folio.domain.names import normalize_name
from folio.domain.records import Record, Records
from folio.insight.interview_plan import InterviewPlan, PlanQuestion
from folio.intake.model import Reading
from folio.intake.reading_records import records_of
from folio.output.plan.page_content import PlanSheet, lay_out
from folio.template.schema import Column

# What is noted right after an interview.
_DEBRIEF = (
    "interest_before", "interest_after", "takeaway", "takeaway_2", "takeaway_3", "surprise", "misconception",
    "self_description", "thank_for",
)  # fmt: skip
_ANSWER = ("asked", FIRST)
_YES, _NO = "Yes", "No"
# A cell to paste: its text, or ``n``, the name of the field that says it. With ``t`` it holds that where something is
# typed in the field, else ``f``.
PasteCell = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoteField:
    """A field to type in; ``text`` is what the workbook already says, ``low`` and ``high`` are there for a rating."""

    name: str
    label: str
    text: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class NotedQuestion:
    """A question, what goes deeper, and the field for what was heard."""

    number: int
    text: str
    probe: str
    field: NoteField


@dataclass(frozen=True, slots=True)
class PasteBlock:
    """Cells that are pasted at once: the sheet, the heading of the first, where to click there, and rows of cells."""

    sheet: str
    first: str
    where: str
    rows: tuple[tuple[PasteCell, ...], ...]


@dataclass(frozen=True, slots=True)
class TakeAlong:
    """The page for one interview; ``key`` is the name under which a device remembers what was typed."""

    key: str
    sheet: PlanSheet
    questions: tuple[NotedQuestion, ...]
    debrief: tuple[NoteField, ...]
    blocks: tuple[PasteBlock, ...]


def take_along(reading: Reading, plan: InterviewPlan, today: date) -> TakeAlong:
    """Return the page of a plan."""
    records = records_of(reading, today)
    questions = tuple(_questions(plan))
    columns = _columns(reading, "interviews", _DEBRIEF)
    debrief = tuple(_debrief(plan, columns))
    blocks = (
        *_interview_blocks(records, plan, columns),
        *_answer_blocks(plan, questions, _columns(reading, "questions", ("asked", *COLUMNS))),
        *_new_questions(records, reading, plan, questions),
    )
    return TakeAlong(_key(reading, plan), lay_out(plan, today), questions, debrief, blocks)


def _key(reading: Reading, plan: InterviewPlan) -> str:
    """The same for an interview however its day or its questions change."""
    owner = reading.student.id or normalize_name(reading.student.name)
    parts = (reading.workbook_id, owner, normalize_name(plan.name), str(len(plan.earlier)))
    return f"folio-{_digest(*parts)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _columns(reading: Reading, sheet: str, keys: Iterable[str]) -> list[Column]:
    """The columns of these keys that the template has, that people fill in and that aren't private."""
    template = reading.template
    there = (template.sheet(sheet).column(k) for k in keys if template.has(sheet, k)) if template else ()
    return [column for column in there if column.typed and not column.private and column.proposal is None]


def _debrief(plan: InterviewPlan, columns: Iterable[Column]) -> Iterator[NoteField]:
    for column in columns:
        scale = (column.low, column.high) if column.type == "rating" else (None, None)
        yield NoteField(column.key, column.header, _typed(plan.row, column.key), *scale)


def _questions(plan: InterviewPlan) -> Iterator[NotedQuestion]:
    names: set[str] = set()
    for q in plan.questions:
        name = f"q{_digest(q.text)}"
        if name in names:
            name += str(q.number)
        names.add(name)
        key = _answer_key(plan, q)
        label = f"What I heard: {q.number}. {q.text}"
        yield NotedQuestion(q.number, q.text, q.probe, NoteField(name, label, _typed(q.row, key) if key else ""))


def _interview_blocks(records: Records, plan: InterviewPlan, columns: Sequence[Column]) -> Iterator[PasteBlock]:
    rows = records.tables.get("interviews", ())
    row = plan.row if plan.row and plan.row.cells else None
    cells, number, sheet = (row.cells, -1, row.sheet) if row else _free_row(rows)
    headers = {column.key: column.header for column in columns}
    for run in _runs(cells, headers):
        at = _place(cells[run[0]], number)
        name = plan.name or "this interview"
        whose = f"in the row of {name}" if row else f"in the first free row, after you have put {name} there"
        first = headers[run[0]]
        yield PasteBlock(sheet, first, f"{at} ({first}), {whose}", (tuple({"n": key} for key in run),))


def _answer_blocks(
    plan: InterviewPlan, questions: Iterable[NotedQuestion], columns: Iterable[Column]
) -> Iterator[PasteBlock]:
    """Where the answers go to questions that have rows: a block for rows that stand together."""
    headers = {column.key: column.header for column in columns}
    pairs = [*zip(plan.questions, questions, strict=True)]
    for answer in dict.fromkeys(key for q, _ in pairs if (key := _answer_key(plan, q))):
        there = [(q.row, noted) for q, noted in pairs if _answer_key(plan, q) == answer and q.row]
        there.sort(key=lambda pair: _row_of(pair[0]))
        wanted = [answer, *(["asked"] if answer == FIRST else [])]
        for group in _together(there):
            first = group[0][0]
            keys = next((run for run in _runs(first.cells, [k for k in wanted if k in headers]) if answer in run), ())
            if keys:
                heading = headers[keys[0]]
                rows = tuple(tuple(_answer_cell(key, row, noted) for key in keys) for row, noted in group)
                yield PasteBlock(first.sheet, heading, f"{first.cells[keys[0]]} ({heading})", rows)


def _together(own: Sequence[tuple[Record, NotedQuestion]]) -> Iterator[Sequence[tuple[Record, NotedQuestion]]]:
    start = 0
    for end, (one, next_) in enumerate(pairwise(own), start=1):
        if _row_of(next_[0]) != _row_of(one[0]) + 1:
            yield own[start:end]
            start = end
    if own:
        yield own[start:]


def _new_questions(
    records: Records, reading: Reading, plan: InterviewPlan, questions: Sequence[NotedQuestion]
) -> Iterator[PasteBlock]:
    """Rows for questions that have none for this person: as copies that name the person, with the answer."""
    new = [(q, noted) for q, noted in zip(plan.questions, questions, strict=True) if not _answer_key(plan, q)]
    cells, number, sheet = _free_row(records.tables.get("questions", ()))
    template = reading.template
    if not (new and cells and template):
        return
    headers = {
        c.key: c.header for c in template.sheet("questions").columns if c.typed and not c.private and c.proposal is None
    }
    run = next((run for run in _runs(cells, headers) if {"contact", "question", "answer"} <= {*run}), ())
    if run:
        rows = tuple(tuple(_new_cell(key, plan, q, noted) for key in run) for q, noted in new)
        yield PasteBlock(sheet, headers[run[0]], f"{_place(cells[run[0]], number)}, the first free row", rows)


def _new_cell(key: str, plan: InterviewPlan, question: PlanQuestion, noted: NotedQuestion) -> PasteCell:
    if key in _ANSWER:
        return _answer_cell(key, None, noted)
    said = {"contact": plan.name, "question": question.text, "stage": question.stage, "topic": question.topic}
    if question.row is None:
        # Chosen by what is missing: no row says how long it takes or why to ask it.
        minutes = str(question.minutes)
        said |= {"probe": question.probe, "purpose": question.reason, "priority": question.priority, "minutes": minutes}
    return said.get(key, "") or _typed(question.row, key)


def _answer_cell(key: str, row: Record | None, noted: NotedQuestion) -> PasteCell:
    return {"n": noted.field.name} | ({"t": _YES, "f": _typed(row, key)} if key == "asked" else {})


def _answer_key(plan: InterviewPlan, question: PlanQuestion) -> str:
    """The column of a question's row in which the answer of this interview stands; empty where it has no such row."""
    row = question.row
    if row is None or not row.cells:
        return ""
    if row.has("contact"):
        return FIRST
    number = plan.row.number("number") if plan.row else None
    return next((key for key, of in COLUMNS.items() if of == number and key in row.cells), "")


def _free_row(rows: Sequence[Record]) -> tuple[Mapping[str, str], int, str]:
    """Return the cells of some row of a sheet, the number of its first free row, from 0, and its title."""
    there = [row for row in rows if row.cells]
    if not there:
        return {}, -1, ""
    used = [_row_of(row) for row in there if not row.untouched]
    return there[-1].cells, max(used, default=_row_of(there[0]) - 1) + 1, there[-1].sheet


def _row_of(row: Record) -> int:
    return parse_address(next(iter(row.cells.values())))[0]


def _place(address: str, row: int) -> str:
    """The address of a cell, or of that below or above it in another row."""
    return address if row < 0 else cell_address(row, parse_address(address)[1])


def _runs(cells: Mapping[str, str], keys: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Those of these columns that lie side by side in the file, from left to right."""
    places = sorted((parse_address(cells[key])[1], key) for key in keys if key in cells)
    run: list[str] = []
    for at, (column, key) in enumerate(places):
        if run and column != places[at - 1][0] + 1:
            yield tuple(run)
            run = []
        run.append(key)
    if run:
        yield tuple(run)


def _typed(row: Record | None, key: str) -> str:
    """What stands in a cell, as one types it."""
    value: Any = row.values.get(key) if row else None
    if value is None and row:
        return str(row.unread.get(key, ""))
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, time):
        return value.isoformat("minutes")
    return "" if value is None else str(value)
