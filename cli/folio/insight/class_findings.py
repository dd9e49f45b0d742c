"""What a whole class shows: who stands where, themes by field, qualities wanted, what is due, problems."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from folio.basics.shelf import KeptList
from folio.domain.names import normalize_name
from folio.domain.next_steps import KIND_TURN_IN
from folio.domain.previews import balance
from folio.domain.professionals import identities
from folio.insight.class_needs import Need, SectionNeeds, class_needs
from folio.insight.class_sections import SectionTotals
from folio.insight.employers import FieldSaid, WantedQuality, qualities_wanted, said_by_field
from folio.insight.name_suggestions import suggestions
from folio.insight.progress import StatusCount, count_statuses
from folio.insight.shared_contacts import SharedContact, maybe_shared, shared_contacts
from folio.insight.student_findings import SEVERITIES, StudentFindings, problem_lines, student_findings
from folio.insight.student_labels import by_last_name
from folio.insight.synonyms import FIELDS, NO_SYNONYMS, QUALITIES, Merge, Synonyms
from folio.intake.model import Reading, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    import pandas as pd

    from folio.domain.next_steps import Step

TOP_OF_FIELD = 5


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One student in the table of the class."""

    name: str
    class_: str
    contacts: int
    asked: int
    interviews: int
    answers: int
    previews: int
    overdue: int
    errors: int
    last_activity: date | None


@dataclass(frozen=True, slots=True)
class ClassField:
    """A field over the class.

    ``before``, ``after``, ``change``: mean interest over the completed interviews that have both ratings.
    ``covered``: facets of which anybody in the class heard something; ``facets``: how many there are (0: no
    sheet). ``enough``: students with enough to decide; None where no workbook can tell.
    """

    field: str
    students: int
    people: int
    interviews: int
    before: float | None
    after: float | None
    change: float | None
    facets: int
    covered: int
    ups: int
    downs: int
    enough: int | None
    top: tuple[WantedQuality, ...]

    @property
    def breadth(self) -> float | None:
        """Facets covered by the class over all facets, 0 to 1; None where nobody has the sheet."""
        return self.covered / self.facets if self.facets else None

    @property
    def most_wanted(self) -> tuple[str, ...]:
        """The qualities named most often."""
        return tuple(q.quality for q in self.top)

    @property
    def balance(self) -> float | None:
        """The smaller number of ups and downs over the greater, 0 to 1; None when neither was noted."""
        return balance(self.ups, self.downs)


@dataclass(frozen=True, slots=True)
class StudentDue:
    """What is due for one student; ``student`` is the place of the student in the table, counted from 0."""

    student: int
    name: str
    due: Step


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How often a problem occurs, and in how many workbooks."""

    code: str
    severity: Severity
    count: int
    workbooks: int
    example: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read, why, and what to do."""

    path: str
    code: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is new of one student, in words; ``student`` is the place of the student in the table, counted from 0."""

    student: int
    name: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassFindings:
    """All findings of a class; ``students`` and ``rows`` stand in the same order, by last name, which comes first.

    Nothing here says that a workbook is to be handed in: it was. ``no_status``: people without a status that can be
    read, who are not in ``pipeline``; ``unread_status``: those of them for whom something stands there. ``said``: what
    professionals named, by field; ``wanted``: the same over all fields. ``merged``: names that the counselor's list
    brought together; ``alike``: those that it might. ``shared``: who is on several lists. ``changes`` are those since a
    day, None where nothing was compared. ``sections`` end with their sum; none unless asked for.
    """

    students: Sequence[StudentFindings]
    rows: tuple[StudentRow, ...]
    classes: tuple[str, ...]
    pipeline: tuple[StatusCount, ...]
    no_status: int
    unread_status: int
    fields: tuple[ClassField, ...]
    said: tuple[FieldSaid, ...]
    wanted: tuple[WantedQuality, ...]
    merged: tuple[Merge, ...]
    alike: tuple[Merge, ...]
    shared: tuple[SharedContact, ...]
    maybe_shared: tuple[SharedContact, ...]
    problems: tuple[ProblemCount, ...]
    unreadable: tuple[Unreadable, ...]
    needs: tuple[SectionNeeds, ...]
    since: date | None = None
    changes: tuple[Change, ...] = ()
    sections: tuple[SectionTotals, ...] = ()

    def in_need(self, cause: str) -> tuple[Need, ...]:
        """Return who needs something for a cause, over all classes."""
        return tuple(need for _, why, need in self.listed_needs if why == cause)

    @property
    def listed_needs(self) -> tuple[tuple[str, str, Need], ...]:
        """All that is needed, as (class, cause, need)."""
        return tuple((s.class_, g.cause, n) for s in self.needs for g in s.groups for n in g.needs)

    @property
    def for_counselor_only(self) -> tuple[str, ...]:
        """The names of those who want nobody but their counselor to see their workbook."""
        return tuple(s.name for s in self.students if not s.may_be_shared)

    @property
    def said_of(self) -> tuple[tuple[FieldSaid, WantedQuality], ...]:
        """Each quality with the field in which it was named."""
        return tuple((field, quality) for field in self.said for quality in field.qualities)

    @property
    def due(self) -> tuple[StudentDue, ...]:
        """All that is due, by day and student."""
        due = [StudentDue(i, s.name, d) for i, s in enumerate(self.students) for d in s.due]
        return tuple(sorted(due, key=lambda d: (d.due.when, d.student)))

    @property
    def overdue(self) -> int:
        """Things overdue over the class."""
        return sum(row.overdue for row in self.rows)


def class_findings(
    readings: Iterable[Reading], today: date, collected: Sequence[Mapping[str, Any]] = (),
    synonyms: Synonyms = NO_SYNONYMS,
    completed: Callable[[StudentFindings, Reading], StudentFindings] = lambda found, reading: found,
) -> ClassFindings:  # fmt: skip
    """Work out the findings of a class as of ``today`` from all its readings, unreadable ones included.

    ``collected`` are the students of collections, as ``folio collect`` gives them, with the ``path`` of their workbook.
    ``synonyms`` merges fields and qualities in the figures of the class. ``completed`` may add to a student's findings.
    """
    readings = list(readings)
    readable, unread = [r for r in readings if r.readable], [r for r in readings if not r.readable]
    classes = {row["path"]: row["class"] for row in collected if row["path"] and row["class"]}
    called = by_last_name((r.display_name, bool(r.student.name), r.student.id, r.path) for r in readable)
    students = KeptList[StudentFindings]()
    rows, listed, fields, qualities = [], [], list[str](), list[str]()
    people, no_status = Counter[str](), Counter[str]()
    # One after the other: not all of a district's students fit into memory.
    for i, name in called:
        s = completed(student_findings(readable[i], today), readable[i])
        due = tuple(d for d in s.due if d.kind != KIND_TURN_IN)
        s = replace(s, name=name, class_=classes.get(s.path, s.class_), due=due)
        students.append(s)
        rows.append(_row(s))
        listed.append(s.listed)
        fields += (f.field for f in s.fields if f.field)
        qualities += s.peaks.named
        people.update({c.status: c.people for c in s.progress.pipeline})
        no_status.update(all=s.progress.no_status, unread=s.progress.unread_status)
    people_ids = identities(listed)
    said = said_by_field(students, people_ids, synonyms)
    return ClassFindings(
        students=students,
        rows=tuple(rows),
        classes=tuple(sorted({row.class_ for row in rows if row.class_})),
        pipeline=count_statuses(people),
        no_status=no_status["all"],
        unread_status=no_status["unread"],
        fields=_fields(students, said, synonyms),
        said=said,
        wanted=qualities_wanted(students, people_ids, synonyms),
        merged=(*synonyms.merged(FIELDS, fields), *synonyms.merged(QUALITIES, qualities)),
        alike=(*suggestions(FIELDS, fields, synonyms), *suggestions(QUALITIES, qualities, synonyms)),
        shared=shared_contacts(students, people_ids),
        maybe_shared=maybe_shared(students, people_ids),
        problems=_problem_counts(students),
        unreadable=tuple(map(_unreadable, unread)),
        needs=class_needs(students, unread, collected, today),
    )


def _row(s: StudentFindings) -> StudentRow:
    return StudentRow(
        name=s.name,
        class_=s.class_,
        contacts=s.progress.people,
        asked=s.progress.asked,
        interviews=s.progress.interviews,
        answers=s.progress.answers,
        previews=s.preview_entries,
        overdue=len(s.due_in("overdue")),
        errors=s.problem_count("error"),
        last_activity=s.last_activity,
    )


def _frame(rows: Iterable[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    from folio.basics.plain_pandas import pd  # here, because no command needs it for --help

    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def _mean(series: pd.Series[Any]) -> float | None:
    known = series.dropna().astype(float)
    return float(known.mean()) if len(known) else None


def _fields(
    students: Sequence[StudentFindings], said: tuple[FieldSaid, ...], synonyms: Synonyms
) -> tuple[ClassField, ...]:
    """Group everything that belongs to a field over all students, the field with most interviews first."""

    def called(field: str) -> str:
        return synonyms.name_for(FIELDS, field)

    of_fields, of_interviews, of_facets = list[Any](), list[Any](), list[Any]()
    for i, s in enumerate(students):
        for f in s.fields:
            name = normalize_name(called(f.field))
            of_fields.append((name, called(f.field), i, f.people, f.interviews, f.basis.enough))
            of_facets += ((name, x.facet, x.covered, x.ups, x.downs) for x in (f.preview.facets if f.preview else ()))
        of_interviews += (
            (normalize_name(called(t.field)), t.before, t.after, t.change)
            for t in s.interviews
            if t.completed and t.change is not None
        )
    named = _frame(of_fields, ("key", "field", "student", "people", "interviews", "enough"))
    if named.empty:
        return ()
    interviews = _frame(of_interviews, ("key", "before", "after", "change"))
    told = _frame(of_facets, ("key", "facet", "covered", "ups", "downs"))
    talks_by, told_by = dict(list(interviews.groupby("key"))), dict(list(told.groupby("key")))
    top = {normalize_name(f.field): f.qualities for f in said}
    fields = []
    for key, rows in named.groupby("key"):
        rated, facets = talks_by.get(key, interviews.iloc[:0]), told_by.get(key, told.iloc[:0])
        field = ClassField(
            field=str(rows["field"].mode().iloc[0]),
            students=int(rows["student"].nunique()),
            people=int(rows["people"].sum()),
            interviews=int(rows["interviews"].sum()),
            before=_mean(rated["before"]),
            after=_mean(rated["after"]),
            change=_mean(rated["change"]),
            facets=int(facets["facet"].nunique()),
            covered=int(facets.loc[facets["covered"].astype(bool), "facet"].nunique()),
            ups=int(facets["ups"].sum()),
            downs=int(facets["downs"].sum()),
            enough=rows.loc[rows["enough"].eq(True), "student"].nunique() if rows["enough"].notna().any() else None,
            top=top.get(str(key), ())[:TOP_OF_FIELD],
        )
        fields.append(field)
    return tuple(sorted(fields, key=lambda f: (not f.field, -f.interviews, -f.people, normalize_name(f.field))))


def _problem_counts(students: Iterable[StudentFindings]) -> tuple[ProblemCount, ...]:
    counts = Counter[tuple[Severity, str]]()
    books = Counter[tuple[Severity, str]]()
    examples: dict[tuple[Severity, str], str] = {}
    for s in students:
        keys = [(p.severity, p.code) for p in s.problems]
        counts.update(keys)
        books.update(set(keys))
        for p in s.problems:
            examples.setdefault((p.severity, p.code), p.message)
    ordered = sorted(counts, key=lambda k: (SEVERITIES.index(k[0]), -counts[k], k[1]))
    return tuple(ProblemCount(k[1], k[0], counts[k], books[k], examples[k]) for k in ordered)


def _unreadable(reading: Reading) -> Unreadable:
    lines = problem_lines(reading.problems)
    if not lines:
        return Unreadable(reading.path, "", "It could not be read.", "Ask for the file again.")
    return Unreadable(reading.path, lines[0].code, lines[0].message, lines[0].fix)
