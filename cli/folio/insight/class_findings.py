"""What a whole class shows: who stands where, themes by field, qualities wanted, what is due, problems."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from folio.basics.person_names import PersonName, person_name
from folio.domain.gaps import is_proven
from folio.domain.names import normalize_name
from folio.domain.previews import balance
from folio.insight.class_needs import Need, SectionNeeds, class_needs
from folio.insight.progress import StatusCount, count_statuses
from folio.insight.student_findings import SEVERITIES, StudentFindings, problem_lines, student_findings
from folio.insight.student_labels import labels
from folio.insight.to_do import KIND_TURN_IN
from folio.intake.model import Reading, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import pandas as pd

    from folio.insight.to_do import ToDo

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
class WantedQuality:
    """A quality that contacts of the class named.

    ``importance``: mean over all who rated it; ``namings``: rows that name it; ``students`` who heard it;
    ``provers``: those of all students who can prove it (a document with a strength of 4 or more, or of at
    least the importance).
    """

    category: str
    quality: str
    importance: float | None
    namings: int
    students: int
    provers: int


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
    due: ToDo


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
    read, who are not in ``pipeline``; ``unread_status``: those of them for whom something stands there. ``changes`` are
    those since a day, None where nothing was compared.
    """

    students: tuple[StudentFindings, ...]
    rows: tuple[StudentRow, ...]
    classes: tuple[str, ...]
    pipeline: tuple[StatusCount, ...]
    no_status: int
    unread_status: int
    fields: tuple[ClassField, ...]
    wanted: tuple[WantedQuality, ...]
    due: tuple[StudentDue, ...]
    problems: tuple[ProblemCount, ...]
    unreadable: tuple[Unreadable, ...]
    needs: tuple[SectionNeeds, ...]
    since: date | None = None
    changes: tuple[Change, ...] = ()

    def in_need(self, cause: str) -> tuple[Need, ...]:
        """Return who needs something for a cause, over all classes."""
        return tuple(
            n for section in self.needs for group in section.groups if group.cause == cause for n in group.needs
        )

    @property
    def for_counselor_only(self) -> tuple[str, ...]:
        """The names of those who want nobody but their counselor to see their workbook."""
        return tuple(s.name for s in self.students if not s.may_be_shared)

    @property
    def overdue(self) -> int:
        """Things overdue over the class."""
        return sum(d.due.state == "overdue" for d in self.due)


def class_findings(
    readings: Iterable[Reading], today: date, collected: Sequence[Mapping[str, Any]] = ()
) -> ClassFindings:
    """Work out the findings of a class as of ``today`` from all its readings, unreadable ones included.

    ``collected`` are the students of collections, as ``folio collect`` gives them, with the ``path`` of their workbook.
    """
    readings = list(readings)
    found = [student_findings(r, today) for r in readings if r.readable]
    classes = {row["path"]: row["class"] for row in collected if row["path"] and row["class"]}
    found = [replace(s, class_=classes.get(s.path, s.class_)) for s in found]
    called = [person_name(s.name) if s.has_name else PersonName(s.name, "", s.name) for s in found]
    listed = sorted(zip(called, found, strict=True), key=lambda pair: (pair[0].sort_key, pair[1].path))
    found = [s for _, s in listed]
    names = labels((name.last_first, s.student_id, s.path) for name, s in listed)
    students = tuple(_handed_in(s, name) for s, name in zip(found, names, strict=True))
    unread = [r for r in readings if not r.readable]
    people = Counter[str]()
    for s in students:
        people.update({c.status: c.people for c in s.progress.pipeline})
    due = [StudentDue(i, s.name, d) for i, s in enumerate(students) for d in s.due]
    return ClassFindings(
        students=students,
        rows=tuple(_row(s) for s in students),
        classes=tuple(sorted({s.class_ for s in students if s.class_})),
        pipeline=count_statuses(people),
        no_status=sum(s.progress.no_status for s in students),
        unread_status=sum(s.progress.unread_status for s in students),
        fields=_fields(students),
        wanted=_wanted_by(students, []).get((), ()),
        due=tuple(sorted(due, key=lambda d: (d.due.when, d.student))),
        problems=_problem_counts(students),
        unreadable=tuple(map(_unreadable, unread)),
        needs=class_needs(students, unread, collected, today),
    )


def _handed_in(s: StudentFindings, name: str) -> StudentFindings:
    return replace(s, name=name, due=tuple(d for d in s.due if d.kind != KIND_TURN_IN))


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
    import pandas as pd  # here, because no command needs it for --help

    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def _mean(series: pd.Series[Any]) -> float | None:
    known = series.dropna().astype(float)
    return float(known.mean()) if len(known) else None


def _fields(students: tuple[StudentFindings, ...]) -> tuple[ClassField, ...]:
    """Group everything that belongs to a field over all students, the field with most interviews first."""
    named = _frame(
        (
            (normalize_name(f.field), f.field, i, f.people, f.interviews, f.basis.enough)
            for i, s in enumerate(students)
            for f in s.fields
        ),
        ("key", "field", "student", "people", "interviews", "enough"),
    )
    if named.empty:
        return ()
    interviews = _frame(
        (
            (normalize_name(t.field), t.before, t.after, t.change)
            for s in students
            for t in s.interviews
            if t.completed and t.change is not None
        ),
        ("key", "before", "after", "change"),
    )
    told = _frame(
        (
            (normalize_name(f.field), x.facet, x.covered, x.ups, x.downs)
            for s in students
            for f in s.fields
            if f.preview
            for x in f.preview.facets
        ),
        ("key", "facet", "covered", "ups", "downs"),
    )
    talks_by, told_by = dict(list(interviews.groupby("key"))), dict(list(told.groupby("key")))
    top = _wanted_by(students, ["field"])
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
            enough=int(rows["enough"].sum()) if rows["enough"].notna().any() else None,
            top=top.get((str(key),), ())[:TOP_OF_FIELD],
        )
        fields.append(field)
    return tuple(sorted(fields, key=lambda f: (not f.field, -f.interviews, -f.people, normalize_name(f.field))))


def _wanted_by(
    students: tuple[StudentFindings, ...], by: list[str]
) -> dict[tuple[str, ...], tuple[WantedQuality, ...]]:
    """Rank the wanted qualities, grouped by these columns beside category and quality; most named first."""
    wanted = _frame(
        (
            (normalize_name(w.field), w.category, normalize_name(w.quality), w.quality, w.importance, i)
            for i, s in enumerate(students)
            for w in s.peaks.wanted
            if w.quality
        ),
        ("field", "category", "key", "quality", "importance", "student"),
    )
    if wanted.empty:
        return {}
    mine: dict[tuple[str, str], list[tuple[int, str, int | None]]] = {}
    for i, s in enumerate(students):
        for m in s.peaks.mine:
            if m.document:
                mine.setdefault((m.category, normalize_name(m.quality)), []).append((i, m.document, m.strength))
    found: dict[tuple[str, ...], list[WantedQuality]] = {}
    for key, rows in wanted.groupby([*by, "category", "key"]):
        *group, category, quality = (str(k) for k in (key if isinstance(key, tuple) else (key,)))
        importance = _mean(rows["importance"])
        proofs = mine.get((category, quality), [])
        it = WantedQuality(
            category=category,
            quality=str(rows["quality"].mode().iloc[0]),
            importance=importance,
            namings=len(rows),
            students=int(rows["student"].nunique()),
            provers=len({i for i, document, strength in proofs if is_proven(document, strength, importance)}),
        )
        found.setdefault(tuple(group), []).append(it)
    return {
        group: tuple(
            sorted(qualities, key=lambda q: (-q.namings, -(q.importance or 0), normalize_name(q.quality), q.category))
        )
        for group, qualities in found.items()
    }


def _problem_counts(students: tuple[StudentFindings, ...]) -> tuple[ProblemCount, ...]:
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
