"""One workbook, from bytes to a Reading. Runs in a worker process."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from folio.intake.formats.read_cells import read_cells
from folio.intake.locate.extract import extract
from folio.intake.locate.folio_cells import known_formulas
from folio.intake.locate.formula_runs import spell_out_others, spell_out_strays
from folio.intake.locate.identify import identify
from folio.intake.locate.own_results import without_own_results
from folio.intake.locate.sheets import SheetMap, locate
from folio.intake.model import Reading, Student, Table
from folio.intake.problems.make import make_problem
from folio.intake.raw_workbook import FileRejected, RawWorkbook
from folio.template.loading import load_kit, shipped_names
from folio.template.schema import LISTS_SHEET, META_SHEET, WORKINGS_SHEET
from folio.workbook.embedded_description import EmbeddedDescription

# What folio cannot read in a file, by the detail of its formulas.
_UNSEEN = {"text": "", "places": "formulas, only their results", "none": "cell notes, formulas or error values"}


def get_ready() -> None:
    """Load what every reading needs, once for all the processes that are started afterwards."""
    for name in shipped_names():
        load_kit(name)
    gc.collect()
    gc.freeze()  # nobody looks through these objects for garbage again, nor copies their memory


def read_content(path: str, content: bytes) -> Reading:
    """Read one workbook; problems with the file are in the Reading, never raised."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        return replace(reading_of(read_cells(content)), path=path, sha256=digest)
    except FileRejected as refused:
        return unreadable(path, refused.code, digest, **refused.words)


def reading_of(book: RawWorkbook) -> Reading:
    """Make the Reading of a workbook's cells; raises FileRejected when folio did not make it."""
    return read_and_located(book)[0]


def read_and_located(book: RawWorkbook) -> tuple[Reading, SheetMap, EmbeddedDescription]:
    """Make the Reading of a workbook's cells, and say where its sheets are and what it says about itself."""
    identity = identify(book)
    template, description = identity.template, identity.description
    fingerprints = known_formulas(template, description)
    spell_out_others(book, template, description, fingerprints)
    own_sheets = (META_SHEET, LISTS_SHEET, WORKINGS_SHEET)
    where = locate(book, template, description, own_sheets)
    if spell_out_strays(book, where, fingerprints):
        where = locate(book, template, description, own_sheets)
    found = extract(book, template, description, fingerprints, where)
    extra = without_own_results(found, where, template, book.saved_on)
    unseen = _UNSEEN[book.formula_detail]
    format_limits = [make_problem("format-limits", unseen=unseen)] if unseen else []
    reading = Reading(
        path="",
        workbook_id=description.facts.get("workbook_id", ""),
        template=template,
        student=_student(found.tables, description.facts),
        made_for=_student({}, description.facts),
        tables=found.tables,
        extra=extra,
        notes=tuple(found.notes),
        problems=(*identity.problems, *format_limits, *found.problems),
        row_counts={key: len(table.typed_rows) for key, table in found.tables.items()},
        extra_count=len(extra),
    )
    return reading, where, description


def unreadable(path: str, code: str, digest: str = "", **words: Any) -> Reading:
    """Return the Reading of a file that could not be read, with its one problem."""
    return Reading(path=path, sha256=digest, problems=(make_problem(code, **words),))


def _student(tables: Mapping[str, Table], facts: Mapping[str, str]) -> Student:
    """Return whose workbook it is: by the start sheet, else by whom it was made for."""
    start = tables.get("start")
    typed = start.rows[0].values if start and start.rows else {}

    def fact(key: str) -> str:
        return str(typed.get(key) or facts.get(key) or "").strip()

    return Student(fact("name"), fact("student_id"), fact("class"), fact("email"))
