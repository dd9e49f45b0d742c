"""Everything that one workbook shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from folio.domain.next_steps import State, Step, find_due, find_undated
from folio.domain.professionals import Listed, listed_people
from folio.domain.records import Records
from folio.domain.start_list import first_steps, other_steps
from folio.insight.audience_members import may_others_see
from folio.insight.career_fields import FieldFindings, find_fields
from folio.insight.custom_columns import AddedTable, find_added
from folio.insight.interview_findings import Interview, find_interviews
from folio.insight.network import Network, Practice, find_network, find_practice
from folio.insight.offers import Offer, find_offers
from folio.insight.peaks import Peaks, find_peaks
from folio.insight.presenting import Presentation, find_presentation
from folio.insight.progress import Progress, find_progress
from folio.intake.model import Problem, Reading, Severity
from folio.intake.reading_records import records_of

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
# So many steps stand first; more than a week's worth would only be scrolled past.
FIRST_STEPS = 5
WITHHELD = "The entry in this private cell doesn't fit."

# Days on which the student did something; a day to come is a plan, not an activity.
_ACTIVITY = {
    "contacts": ("requested_on",),
    "interviews": ("date", "thank_you_sent"),
    "follow_ups": ("sent",),
    "leads": ("heard_on", "done"),
    "peaks_mine": ("activity_done",),
    "practice": ("date",),
    "offers": ("offered_on",),
}


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem as reports may show it: without the value and words of a private column."""

    code: str
    severity: Severity
    sheet: str
    cell: str
    value: str
    message: str
    fix: str

    @property
    def place(self) -> str:
        """Where it is: ``Contacts C7``, a sheet alone, or empty for the whole file."""
        return f"{self.sheet} {self.cell}".strip()


@dataclass(frozen=True, slots=True)
class StudentFindings:
    """All findings of one workbook; ``parts``: see ``Records.columns``; ``added``: custom sheets and columns.

    ``due`` has a deadline, ``advice`` is what Start lists besides.
    ``full_name`` is the student's, or the file's where the workbook has none (``has_name``). ``name`` is the same; in a
    class it has the last name first, and tells everybody apart.
    """

    path: str
    name: str
    full_name: str
    has_name: bool
    student_id: str
    class_: str
    counselor: str
    sharing: str
    may_be_shared: bool
    explores: tuple[str, ...]
    template: str
    parts: frozenset[str]
    readable: bool
    started: bool
    progress: Progress
    due: tuple[Step, ...]
    advice: tuple[Step, ...]
    undated: tuple[Step, ...]
    interviews: tuple[Interview, ...]
    fields: tuple[FieldFindings, ...]
    peaks: Peaks
    presentation: Presentation
    network: Network
    practice: Practice
    offers: tuple[Offer, ...]
    added: tuple[AddedTable, ...]
    listed: tuple[Listed, ...]
    problems: tuple[ProblemLine, ...]
    last_activity: date | None

    def due_in(self, *states: State) -> tuple[Step, ...]:
        """Return what is due in these states, in order."""
        return tuple(d for d in self.due if d.state in states)

    @property
    def first_steps(self) -> tuple[Step, ...]:
        """What to do first: by day, then what has a day that can't be read."""
        return (*self.due, *self.undated)[:FIRST_STEPS]

    @property
    def further_steps(self) -> tuple[Step, ...]:
        """All that comes after the first steps, in the same order."""
        return (*self.due, *self.undated)[FIRST_STEPS:]

    def problem_count(self, severity: Severity) -> int:
        """How many problems have this severity."""
        return sum(p.severity == severity for p in self.problems)

    @property
    def preview_entries(self) -> int:
        """Entries of the job preview over all fields."""
        return sum(len(f.preview.entries) for f in self.fields if f.preview)


def student_findings(reading: Reading, today: date) -> StudentFindings:
    """Work out all findings of one workbook as of ``today``; an unreadable one has its problem only."""
    records = records_of(reading, today)
    interviews = find_interviews(records)
    fields = find_fields(records, interviews)
    return StudentFindings(
        path=reading.path,
        name=reading.display_name,
        full_name=reading.display_name,
        has_name=bool(reading.student.name),
        student_id=reading.student.id,
        class_=reading.student.class_,
        counselor=records.start.text("counselor"),
        sharing=records.start.text("sharing"),
        may_be_shared=may_others_see(reading, today),
        explores=records.fields,
        template=reading.template.name if reading.template else "",
        parts=records.columns,
        readable=reading.readable,
        started=reading.started,
        progress=find_progress(records, interviews),
        due=find_due(records),
        advice=(*first_steps(records), *other_steps(records)),
        undated=find_undated(records),
        interviews=interviews,
        fields=fields,
        peaks=find_peaks(records),
        presentation=find_presentation(records),
        network=find_network(records),
        practice=find_practice(records),
        offers=find_offers(records),
        added=find_added(reading),
        listed=listed_people(records),
        problems=problem_lines(reading.problems),
        last_activity=_last_activity(records),
    )


def problem_lines(problems: tuple[Problem, ...]) -> tuple[ProblemLine, ...]:
    """Return the problems, errors first, else in the order found; nothing of a private column is quoted."""
    lines = [
        ProblemLine(
            code=p.code,
            severity=p.severity,
            sheet=p.sheet or "",
            cell=p.cell or "",
            value="" if p.private or p.value is None else str(p.value),
            message=WITHHELD if p.private else p.message,
            fix=p.fix,
        )
        for p in problems
    ]
    return tuple(sorted(lines, key=lambda line: SEVERITIES.index(line.severity)))


def _last_activity(records: Records) -> date | None:
    days = (r.day(c) for key, columns in _ACTIVITY.items() for r in records.rows(key) for c in columns)
    return max((d for d in days if d is not None and d <= records.today), default=None)
