"""What ``folio due`` lists of each workbook: the steps by how near they are, within the days asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from folio.domain.next_steps import Step, next_steps
from folio.domain.records import Records
from folio.domain.settled_steps import settled_steps
from folio.insight.student_labels import by_last_name
from folio.intake.model import Intake, Reading
from folio.intake.reading_records import records_of

Nearness = Literal["overdue", "today", "coming", "anytime", "no date"]


@dataclass(frozen=True, slots=True)
class DueList:
    """One workbook's steps within the days asked for, by day, then those without one; ``settled`` waits no more.

    ``label`` tells the student from all others.
    """

    reading: Reading
    label: str
    records: Records
    steps: tuple[Step, ...]
    settled: tuple[Step, ...]

    def near(self, *nearness: Nearness) -> list[Step]:
        """Return the steps that are so near, in order."""
        return [step for step in self.steps if nearness_of(step) in nearness]


def nearness_of(step: Step) -> Nearness:
    """Say how near a step is, whatever the days asked for."""
    match step.state:
        case "open":
            return "anytime"
        case "soon" | "later":
            return "coming"
        case state:
            return state


def due_lists(intake: Intake, today: date, days: int | None) -> list[DueList]:
    """Return the lists of all readable workbooks, by last name; without ``days``, all that is to come counts."""
    found = []
    readings = intake.readable
    named = by_last_name((r.display_name, bool(r.student.name), r.student.id, r.path) for r in readings)
    for i, label in named:
        records = records_of(readings[i], today)
        steps = tuple(s for s in next_steps(records) if days is None or s.days is None or s.days <= days)
        found.append(DueList(readings[i], label, records, steps, settled_steps(records)))
    return found
