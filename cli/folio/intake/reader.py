"""One file, from bytes to a Reading: gate, read, identify, locate, type. Runs in a worker process."""

from __future__ import annotations

import hashlib
from typing import Any

from folio.intake.facts import Refused
from folio.intake.identify import identify
from folio.intake.locate import locate
from folio.intake.problems import make_problem
from folio.intake.read import read_book
from folio.intake.result import Reading, Student, Table
from folio.intake.tables import sort_out
from folio.template.model import LISTS_SHEET, META_SHEET
from folio.workbook.identity import Carried


def read_content(path: str, content: bytes) -> Reading:
    """Read one workbook; whatever is wrong with the file is in the Reading, never raised."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        book = read_book(content)
        identity = identify(book)
    except Refused as refused:
        return unreadable(path, refused.code, digest, **refused.words)
    where = locate(book, identity.template, (META_SHEET, LISTS_SHEET))
    limits_of_format = () if book.facts.knows_formulas else (make_problem("format-limits"),)
    content_found = sort_out(book, identity.template, identity.carried, where)
    return Reading(
        path=path,
        sha256=digest,
        workbook_id=identity.carried.facts.get("workbook_id", ""),
        template=identity.template,
        student=_student(content_found.tables, identity.carried),
        tables=content_found.tables,
        extra=tuple(content_found.extra),
        notes=tuple(content_found.notes),
        problems=(*identity.problems, *limits_of_format, *content_found.problems),
    )


def unreadable(path: str, code: str, digest: str = "", **words: Any) -> Reading:
    """The Reading of a file that could not be read, with its one problem."""
    return Reading(path=path, sha256=digest, problems=(make_problem(code, **words),))


def _student(tables: dict[str, Table], carried: Carried) -> Student:
    """Who the workbook belongs to: what stands on the start sheet, else what it was made for."""
    start = tables.get("start")
    typed = start.rows[0].values if start and start.rows else {}

    def fact(key: str) -> str:
        return str(typed.get(key) or carried.facts.get(key) or "").strip()

    return Student(fact("name"), fact("student_id"), fact("class"))
