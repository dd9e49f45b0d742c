"""Whose workbooks an audience may see: what each student chose under "Who may see this" is obeyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from folio.domain.audiences import COUNSELOR, WITHOUT_NAMES, may_be_shared
from folio.intake.model import Intake, Reading
from folio.intake.reading_records import records_of


def seen_by(audience: str, intake: Intake, today: date) -> tuple[Intake, tuple[Reading, ...]]:
    """Return what was read without the workbooks that the audience may not see, and these workbooks.

    Of a student with several workbooks, the strictest choice counts for all. Where nobody is named, files that were
    skipped are not either.
    """
    if audience == COUNSELOR:
        return intake, ()
    closed = {r.person for r in intake.readable if not may_be_shared(records_of(r, today).start)}
    left_out = tuple(r for r in intake.readable if r.person in closed)
    paths = {r.path for r in left_out}
    seen = replace(
        intake,
        readings=tuple(r for r in intake.readings if r.path not in paths),
        collected=tuple(row for row in intake.collected if row["path"] not in paths),
        skipped=() if audience in WITHOUT_NAMES else intake.skipped,
    )
    return seen, left_out
