"""What a counselor does next: per class, who needs something, grouped by cause, each with the cell it is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from folio.basics.dates import short_date
from folio.basics.wording import counted
from folio.collecting.statuses import in_words
from folio.intake.files.manifest import listed_name
from folio.template.vocabulary import KIND_THANK_YOU

if TYPE_CHECKING:
    from folio.insight.student_findings import StudentFindings
    from folio.intake.model import Reading

# Who did nothing for so long, and isn't waiting for a day that is to come, is stuck.
STUCK_AFTER = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Need:
    """One student who needs something: ``student`` is the place in the table of students, None without a workbook.

    ``what`` says what it is about, ``sheet`` and ``cell`` where; both are empty where it is about the whole workbook.
    """

    name: str
    what: str
    student: int | None = None
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Those who need something for the same cause, and what to do about it."""

    cause: str
    advice: str
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class SectionNeeds:
    """What one class needs; ``students`` counts its workbooks, and the students without one as far as is known.

    ``handed_in`` are workbooks that count; ``excused`` are those of whom no work is expected now, and none came.
    """

    class_: str
    students: int
    handed_in: int
    excused: int
    groups: tuple[NeedGroup, ...]


MISSING, UNSETTLED, NOT_STARTED, STUCK = "Missing", "No file that counts", "Not started", "Stuck"
UNREADABLE, ERRORS, THANKS, OVERDUE = "Unreadable files", "Errors to fix", "Thank-yous late", "Overdue"
NO_INTERVIEW, LATE = "No interview yet", "Late"
# Of whom a roster says that nothing, or nothing yet, has to come in.
_EXCUSED = ("EXCUSED", "EXTENSION")
# In the order in which they are worked through.
_ADVICE = {
    MISSING: "Remind them.",
    UNSETTLED: "Settle which file counts with folio collect --use, or ask for the right one.",
    UNREADABLE: "Ask for the file again.",
    NOT_STARTED: "Ask what keeps them from starting.",
    STUCK: f"They noted nothing for {STUCK_AFTER.days // 7} weeks: ask what is in the way.",
    NO_INTERVIEW: "Everyone else has had one: help them ask a first person.",
    LATE: "Their work came in after it was due: ask what held it up.",
    ERRORS: "Have them fix these cells: what is in them can't be counted.",
    THANKS: "A thank-you goes out within a day.",
    OVERDUE: "Ask whether it was done, and not noted.",
}
CAUSES = tuple(_ADVICE)


def class_needs(
    students: Sequence[StudentFindings], unreadable: Iterable[Reading], collected: Sequence[Mapping[str, Any]],
    today: date,
) -> tuple[SectionNeeds, ...]:  # fmt: skip
    """Return what each class needs, in the order of their names; ``collected`` are the students of collections."""
    found: dict[str, dict[str, list[Need]]] = defaultdict(lambda: defaultdict(list))
    members, handed_in, excused = Counter[str](), Counter[str](), Counter[str]()
    places = {s.path: i for i, s in enumerate(students)}
    excused_paths = {row["path"] for row in collected if row["status"] in _EXCUSED}
    for row in collected:
        i = places.get(row["path"])
        name, class_ = (listed_name(row), row["class"]) if i is None else (students[i].name, students[i].class_)
        if not row["file"]:
            members[class_] += 1
        if row["status"] in _EXCUSED:
            excused[class_] += not row["file"] or (i is not None and not students[i].started)
            continue
        if not row["file"]:
            cause = {"MISSING": MISSING, "UNREADABLE": UNREADABLE}.get(row["status"], UNSETTLED)
            about = f"{in_words(row['status'])}: {row['reason']}" if cause == UNSETTLED else row["reason"]
            found[class_][cause].append(Need(name, about))
        if row.get("late_source"):
            known_by = "a guess" if row["is_guess"] else row["late_source"]
            found[class_][LATE].append(Need(name, f"{row['reason']} ({known_by})", i))
    anybody = any(s.progress.interviews for s in students)
    for i, student in enumerate(students):
        expected = student.path not in excused_paths
        members[student.class_] += 1
        handed_in[student.class_] += expected or student.started
        for cause, need in _needs_of(i, student, today, anybody=anybody, expected=expected):
            found[student.class_][cause].append(need)
    for reading in unreadable:
        members.setdefault("", 0)
        problem = reading.problems[0]
        found[""][UNREADABLE].append(Need(reading.path, f"{problem.message} {problem.fix}"))
    return tuple(
        SectionNeeds(
            class_,
            members[class_],
            handed_in[class_],
            excused[class_],
            tuple(NeedGroup(c, _ADVICE[c], tuple(found[class_][c])) for c in CAUSES if found[class_][c]),
        )
        for class_ in sorted(members)
    )


def _behind(i: int, s: StudentFindings, today: date, *, anybody: bool) -> Iterator[tuple[str, Need]]:
    """How a student lags behind."""
    ahead = any(d.state in ("today", "soon") for d in s.due) or s.progress.scheduled
    if not s.started:
        yield NOT_STARTED, Need(s.name, "nothing is filled in yet", i)
    elif s.last_activity is not None and s.last_activity < today - STUCK_AFTER and not ahead:
        yield STUCK, Need(s.name, f"nothing since {short_date(s.last_activity)}", i)
    elif anybody and not (s.progress.interviews or s.progress.scheduled or any(t.unclear for t in s.interviews)):
        yield NO_INTERVIEW, Need(s.name, f"{counted(s.progress.people, 'contact')}, {s.progress.asked} asked", i)


def _needs_of(i: int, s: StudentFindings, today: date, *, anybody: bool, expected: bool) -> Iterator[tuple[str, Need]]:
    """What a student needs; of whom no work is expected now, only what is wrong or due in the work that is there."""
    if expected:
        yield from _behind(i, s, today, anybody=anybody)
    if not s.started:
        return
    errors = [p for p in s.problems if p.severity == "error"]
    if errors:
        more = f" And {len(errors) - 1} more." if len(errors) > 1 else ""
        yield ERRORS, Need(s.name, f"{errors[0].message}{more}", i, errors[0].sheet, errors[0].cell)
    late = s.due_in("overdue")
    thanks = [d for d in late if d.kind == KIND_THANK_YOU]
    for cause, items in ((THANKS, thanks), (OVERDUE, [d for d in late if d not in thanks])):
        if items:
            first, more = items[0], f", and {len(items) - 1} more" if len(items) > 1 else ""
            day = f", {short_date(first.when)}" if first.when else ""
            yield cause, Need(s.name, f"{first.kind}: {first.who or first.what}{day}{more}", i, first.sheet, first.cell)
