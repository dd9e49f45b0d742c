"""Whose workbooks an audience may see: what each student chose under "Who may see this" is obeyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from folio.domain.audiences import COUNSELOR, WITHOUT_NAMES, may_be_shared
from folio.domain.names import as_folio_compares, normalize_name
from folio.intake.model import Intake, Reading
from folio.intake.reading_records import records_of
from folio.template.vocabulary import SHARED_WITHOUT_NAMES

_START, _CHOICE = "start", "sharing"


def may_others_see(reading: Reading, today: date) -> bool:
    """Whether others than the counselor may see a workbook, as far as its student says.

    Where the line for it isn't found, the choice can't be read; and one that stands elsewhere is one, too.
    """
    template = reading.template
    if template is None or not template.has(_START, _CHOICE):
        return True
    table = reading.tables.get(_START)
    strict = {*map(normalize_name, template.sheet(_START).column(_CHOICE).choices or ())}
    strict.discard(normalize_name(SHARED_WITHOUT_NAMES))
    said = table is not None and _CHOICE in table.columns
    said_elsewhere = any(as_folio_compares(e.value) in strict for e in reading.extra)
    return said and not said_elsewhere and may_be_shared(records_of(reading, today).start)


def seen_by(audience: str, intake: Intake, today: date) -> tuple[Intake, tuple[Reading, ...]]:
    """Return what was read without the workbooks that the audience may not see, and these workbooks.

    Of a student with several workbooks, the strictest choice counts for all. Where nobody is named, files that were
    skipped are not either.
    """
    if audience == COUNSELOR:
        return intake, ()
    closed = [r for r in intake.readable if not may_others_see(r, today)]
    people = {r.person for r in closed}
    # Where one of two workbooks has no ID, the name tells that they are of one student.
    names = {_name(r) for r in closed} - {""}
    without_id = {_name(r) for r in closed if not r.student.id} - {""}
    left_out = tuple(
        r for r in intake.readable if r.person in people or _name(r) in (without_id if r.student.id else names)
    )
    paths = {r.path for r in left_out}
    seen = replace(
        intake,
        readings=tuple(r for r in intake.readings if r.path not in paths),
        collected=tuple(row for row in intake.collected if row["path"] not in paths),
        skipped=() if audience in WITHOUT_NAMES else intake.skipped,
    )
    return seen, left_out


def _name(reading: Reading) -> str:
    return normalize_name(reading.student.name)
