"""Everything that one workbook shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from folio.insight.career_fields import FieldFindings, find_fields
from folio.insight.custom_columns import AddedTable, find_added
from folio.insight.interviews import Interview, find_interviews
from folio.insight.network import Network, Offer, Practice, find_network, find_offers, find_practice
from folio.insight.peaks import Peaks, find_peaks
from folio.insight.progress import Progress, find_progress
from folio.insight.records import Book, open_book
from folio.insight.to_do import Due, State, Undated, find_due, find_undated

if TYPE_CHECKING:
    from datetime import date

    from folio.intake.model import Problem, Reading, Severity

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
WITHHELD = "What stands in this private cell does not fit."

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
    """All findings of one workbook; ``parts``: see ``entries.Book``, ``added``: what the template adds to folio's own.

    ``name`` is the student's, or the file's where the workbook has none; in a class it tells everybody apart.
    """

    path: str
    name: str
    student_id: str
    class_: str
    counselor: str
    sharing: str
    explores: tuple[str, ...]
    template: str
    parts: frozenset[str]
    readable: bool
    progress: Progress
    due: tuple[Due, ...]
    undated: tuple[Undated, ...]
    interviews: tuple[Interview, ...]
    fields: tuple[FieldFindings, ...]
    peaks: Peaks
    network: Network
    practice: Practice
    offers: tuple[Offer, ...]
    added: tuple[AddedTable, ...]
    problems: tuple[ProblemLine, ...]
    last_activity: date | None

    def due_in(self, *states: State) -> tuple[Due, ...]:
        """Return what is due in these states, in order."""
        return tuple(d for d in self.due if d.state in states)

    def problem_count(self, severity: Severity) -> int:
        """How many problems have this severity."""
        return sum(p.severity == severity for p in self.problems)

    @property
    def preview_entries(self) -> int:
        """Entries of the job preview over all fields."""
        return sum(len(f.preview.entries) for f in self.fields if f.preview)


def student_findings(reading: Reading, today: date) -> StudentFindings:
    """Work out all findings of one workbook as of ``today``; an unreadable one has its problem only."""
    book = open_book(reading, today)
    interviews = find_interviews(book)
    fields = find_fields(book, interviews)
    return StudentFindings(
        path=reading.path,
        name=reading.display_name,
        student_id=reading.student.id,
        class_=reading.student.class_,
        counselor=book.start.text("counselor"),
        sharing=book.start.text("sharing"),
        explores=book.fields,
        template=reading.template.name if reading.template else "",
        parts=book.parts,
        readable=reading.readable,
        progress=find_progress(book, interviews),
        due=find_due(book, interviews),
        undated=find_undated(book),
        interviews=interviews,
        fields=fields,
        peaks=find_peaks(book),
        network=find_network(book),
        practice=find_practice(book),
        offers=find_offers(book, fields),
        added=find_added(reading),
        problems=problem_lines(reading.problems),
        last_activity=_last_activity(book),
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


def _last_activity(book: Book) -> date | None:
    days = (r.day(c) for key, columns in _ACTIVITY.items() for r in book.entries(key) for c in columns)
    return max((d for d in days if d is not None and d <= book.today), default=None)
