"""One file, from bytes to a Reading: gate, read, identify, locate, type. Runs in a worker process."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from folio.intake.formats.file_facts import FileRejected
from folio.intake.formats.grid import RawWorkbook, read_book
from folio.intake.locate.extract import extract
from folio.intake.locate.identify import identify
from folio.intake.locate.sheets import locate
from folio.intake.model import Reading, Student, Table
from folio.intake.problems.make import make_problem
from folio.template.schema import LISTS_SHEET, META_SHEET, WORKINGS_SHEET
from folio.workbook.embedded_description import EmbeddedDescription


def read_content(path: str, content: bytes) -> Reading:
    """Read one workbook; whatever is wrong with the file is in the Reading, never raised."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        return replace(reading_of(read_book(content)), path=path, sha256=digest)
    except FileRejected as refused:
        return unreadable(path, refused.code, digest, **refused.words)


def reading_of(book: RawWorkbook) -> Reading:
    """What a workbook's grids say, once its bytes are read; raises FileRejected when folio did not make it."""
    identity = identify(book)
    template, carried = identity.template, identity.carried
    content = extract(
        book, template, carried, locate(book, template, carried, (META_SHEET, LISTS_SHEET, WORKINGS_SHEET))
    )
    unseen = "formulas, only their results" if book.facts.sheets else "cell notes, formulas or error values"
    limits_of_format = () if book.facts.knows_formulas else (make_problem("format-limits", unseen=unseen),)
    lost = [
        make_problem("account-open", sheet=g.title, filled=len(g.cells) + g.lost, accounted=len(g.cells))
        for g in book.grids
        if g.lost
    ]
    return Reading(
        path="",
        workbook_id=carried.facts.get("workbook_id", ""),
        template=template,
        student=_student(content.tables, carried),
        tables=content.tables,
        extra=tuple(content.extra),
        notes=tuple(content.notes),
        problems=(*identity.problems, *limits_of_format, *lost, *content.problems),
    )


def unreadable(path: str, code: str, digest: str = "", **words: Any) -> Reading:
    """The Reading of a file that could not be read, with its one problem."""
    return Reading(path=path, sha256=digest, problems=(make_problem(code, **words),))


def _student(tables: dict[str, Table], carried: EmbeddedDescription) -> Student:
    """Who the workbook belongs to: what stands on the start sheet, else what it was made for."""
    start = tables.get("start")
    typed = start.rows[0].values if start and start.rows else {}

    def fact(key: str) -> str:
        return str(typed.get(key) or carried.facts.get(key) or "").strip()

    return Student(fact("name"), fact("student_id"), fact("class"))
