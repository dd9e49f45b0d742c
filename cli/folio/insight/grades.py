"""Grades by a counselor's requirements: the points of each criterion, and the cells that they rest on.

Only things are counted, never words judged. Where a cell may count and can't be read, there are no points until the
teacher gives them. What counts as an interview, a relative, a downside or a thank-you in time is the domain's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from folio.basics.wording import counted
from folio.collecting.handed_in import HandedIn
from folio.collecting.statuses import in_words
from folio.domain.contact_progress import named_contacts
from folio.domain.interviews import is_completed, is_relative
from folio.domain.names import normalize_name
from folio.domain.previews import downsides_noted
from folio.domain.records import Record, Records
from folio.domain.thank_yous import thank_you_for
from folio.exit_codes import ContentProblem
from folio.intake.reading_records import records_of
from folio.template.grade_requirements import Criterion, Requirements, StudentDecision

_EXCUSED, _TO_JUDGE = "EXCUSED", "not judged yet"


@dataclass(frozen=True, slots=True)
class EvidenceCell:
    """A cell that shows what was done, where it stands in the file."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        """Return it as messages have it: ``Contacts C7``."""
        return f"{self.sheet} {self.cell}".strip()


@dataclass(frozen=True, slots=True)
class CriterionGrade:
    """The points of one criterion; None where there are none yet, and ``why``.

    ``counted`` is None where nothing was counted. ``unclear`` are cells that may count, but can't be read. ``decided``
    says that the points are the teacher's.
    """

    criterion: Criterion
    points: float | None
    counted: int | None = None
    evidence: tuple[EvidenceCell, ...] = ()
    unclear: tuple[EvidenceCell, ...] = ()
    why: str = ""
    decided: bool = False


@dataclass(frozen=True, slots=True)
class StudentGrade:
    """A student's points by criterion, in the order of the requirements, and the points taken off for late work.

    ``late_unknown`` says that the work is late and costs nothing, since nobody knows by how many days.
    """

    work: HandedIn
    criteria: tuple[CriterionGrade, ...]
    note: str = ""
    penalty: float = 0
    late_unknown: bool = False

    @property
    def score(self) -> float | None:
        """The points that are left, 0 at least; None while some are missing."""
        return None if self.points is None else max(round(self.points - self.penalty, 2), 0)

    @property
    def points(self) -> float | None:
        """All points before anything is taken off; None while some are missing."""
        points = [c.points for c in self.criteria if c.points is not None]
        return round(sum(points), 2) if len(points) == len(self.criteria) else None

    @property
    def to_judge(self) -> bool:
        """Whether there is work, and the teacher hasn't judged all of it yet."""
        return any(c.why == _TO_JUDGE for c in self.criteria)


def grade_class(requirements: Requirements, works: Sequence[HandedIn], today: date) -> list[StudentGrade]:
    """Grade everyone. Raises ContentProblem where a decision may be about one of several students."""
    decisions = _decisions(requirements, works)
    grades = []
    for i, work in enumerate(works):
        decision = decisions.get(i, StudentDecision())
        criteria = tuple(_grade(requirements, it, work, decision, today) for it in requirements.criteria)
        days = _days_late(work, decision)
        penalty = round(requirements.late_penalty * (days or 0), 2)
        unknown = days is None and bool(requirements.late_penalty)
        grades.append(StudentGrade(work, criteria, decision.note, penalty, unknown))
    return grades


def _days_late(work: HandedIn, decision: StudentDecision) -> int | None:
    """By how many days work is late; None where it is late, but nobody knows by how many. A guess costs nothing."""
    if decision.days_late is not None:
        return decision.days_late
    if work.days_late is not None:
        return work.days_late
    return None if work.late_source else 0


def decisions_left(requirements: Requirements, works: Sequence[HandedIn]) -> list[str]:
    """Return the students about whom something is decided, and of whom there is no work."""
    used = list(_decisions(requirements, works).values())
    return [d.id or d.name for d in requirements.students if d not in used]


def _decisions(requirements: Requirements, works: Sequence[HandedIn]) -> Mapping[int, StudentDecision]:
    found: dict[int, StudentDecision] = {}
    for decision in requirements.students:
        told = normalize_name(decision.id or decision.name)
        students = (w.student.student_id if decision.id else w.student.name.full for w in works)
        places = [i for i, said in enumerate(students) if normalize_name(said) == told]
        if len(places) > 1:
            name = decision.id or decision.name
            raise ContentProblem(f"The requirements file decides about {name!r}, and there are several.", "Use the ID.")
        for i in places:
            if i in found:
                raise ContentProblem(
                    f"The requirements file decides twice about {works[i].student.name.full!r}.",
                    "Put everything about one student into one place.",
                )
            found[i] = decision
    return found


def _grade(
    requirements: Requirements, criterion: Criterion, work: HandedIn, decision: StudentDecision, today: date
) -> CriterionGrade:
    found = _found(requirements, criterion, work, today)
    if criterion.key not in decision.points:
        return found
    points = decision.points[criterion.key]
    folio = f"; folio counts {found.counted}" if found.counted is not None else ""
    return CriterionGrade(
        criterion, points, found.counted, found.evidence, found.unclear, f"your decision{folio}", decided=True
    )


def _found(requirements: Requirements, criterion: Criterion, work: HandedIn, today: date) -> CriterionGrade:
    """What folio can say of a criterion by itself."""
    reading = work.counts
    if work.status == _EXCUSED:
        return CriterionGrade(criterion, None, why="excused")
    if reading is None:
        several = len(work.readings) > 1
        why = f"{len(work.readings)} workbooks: folio collect chooses one" if several else "it can't be read"
        return CriterionGrade(criterion, None, why=why if work.readings else in_words(work.status))
    if criterion.counts == "judged":
        return CriterionGrade(criterion, None, why=_TO_JUDGE)
    records = records_of(reading, today)
    if criterion.counts == "downsides" and "preview" not in records.columns:
        return CriterionGrade(criterion, None, why="its template has no sheet for this")
    return _points(requirements, criterion, list(_noted(records, requirements, criterion)))


def _points(requirements: Requirements, criterion: Criterion, noted: Sequence[_Noted]) -> CriterionGrade:
    evidence = tuple(cell for cell, does in noted if does)
    unclear = tuple(cell for cell, does in noted if does is None)
    number, wanted = len(evidence), criterion.at_least or 1
    share = min(number / wanted, 1) if requirements.partial else float(number >= wanted)
    points: float | None = round(criterion.points * share, 2)
    why = f"{number} of {wanted}" if number < wanted else str(number)
    if unclear and number < wanted:
        points, why = None, f"{why}, and {counted(len(unclear), 'cell')} unclear"
    elif not noted and not requirements.blank_is_zero:
        points, why = None, "nothing noted"
    return CriterionGrade(criterion, points, number, evidence, unclear, why)


# A cell, and whether what it shows counts; None where that can't be known.
_Noted = tuple[EvidenceCell, bool | None]


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    """Whether all hold; None where that hangs on one that isn't known."""
    verdicts = list(verdicts)
    return False if False in verdicts else None if None in verdicts else True


def _by(day: date | None, criterion: Criterion) -> bool | None:
    if criterion.by is None:
        return True
    return None if day is None else day <= criterion.by


def _cell(record: Record, *columns: str) -> EvidenceCell:
    return EvidenceCell(record.sheet, record.cell(*columns))


def _noted(records: Records, requirements: Requirements, criterion: Criterion) -> Iterator[_Noted]:
    """What was noted for a criterion."""
    if criterion.counts == "contacts":
        yield from ((_cell(row, "name"), True) for row in named_contacts(records))
    elif criterion.counts == "downsides":
        yield from ((_cell(row, "downside"), known or None) for row, known in downsides_noted(records))
    elif criterion.counts == "interviews":
        for row, counts in _held(records, requirements):
            yield _cell(row, "status", "contact"), _all((counts, _by(row.day("date"), criterion)))
    else:
        for row, counts in _held(records, requirements):
            yield from _thanks(records, row, counts, criterion)


def _thanks(records: Records, interview: Record, counts: bool | None, criterion: Criterion) -> Iterator[_Noted]:
    """The thank-you for an interview, if one was noted."""
    thanks = thank_you_for(records, interview)
    if thanks is not None and not thanks.pending:
        in_time = {"on time": True, "late": False}.get(thanks.state)
        noted = _cell(thanks.noted_in or interview, "thank_you_sent", "sent", "contact")
        yield noted, _all((counts, in_time, _by(thanks.sent_on, criterion)))
    elif thanks is None and interview.has("thank_you_sent"):  # it isn't known whether the interview was held
        yield _cell(interview, "thank_you_sent"), _all((counts, None))


def _held(records: Records, requirements: Requirements) -> Iterator[tuple[Record, bool | None]]:
    """The interviews that were held or may have been, each with whether it counts."""
    for row in records.rows("interviews"):
        held = None if "status" in row.unread else is_completed(row)
        if held is not False:
            contacts = () if requirements.relatives else records.where("contacts", "name", row.values.get("contact"))
            related = [is_relative(contact) for contact in contacts]
            yield row, _all((held, *(None if it is None else not it for it in related)))
