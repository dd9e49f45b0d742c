"""A class collected: for each student, which of the files that came in counts, and what becomes of the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from folio.basics.dates import short_date
from folio.basics.wording import counted, sentence_list
from folio.collecting.contents import WorkContent
from folio.collecting.rosters import RosterEntry
from folio.collecting.statuses import Status
from folio.collecting.submissions import Submission
from folio.collecting.witnesses import Owner, Witnesses
from folio.intake.model import Reading

# A due date so long before that of the class is an earlier term's; so is a workbook in which nothing is as recent.
_TERM_BEFORE, _NOTHING_SINCE = timedelta(days=60), timedelta(days=150)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that came in: what its name says, and what was read; no reading where it isn't a workbook by its name."""

    submission: Submission
    reading: Reading | None = None
    content: WorkContent | None = None
    why: str = ""

    @property
    def path(self) -> str:
        """Where it lies, as given."""
        return self.submission.path

    @property
    def usable(self) -> bool:
        """Whether it is a workbook that could be read."""
        return self.content is not None


@dataclass(frozen=True, slots=True)
class Collected:
    """A student, or a file that counts for nobody: its status, the reason, and the file.

    ``student`` is the number on the roster; of a stray file, whose it may be. ``file`` is empty where nothing counts.
    ``days_late`` is None where nobody knows when the work came in.
    """

    status: Status
    reason: str
    student: int | None = None
    file: Arrived | None = None
    late_source: str = ""
    is_guess: bool = False
    days_late: int | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """The students in the order of the roster, and the stray files in the order in which they came."""

    students: tuple[Collected, ...]
    strays: tuple[Collected, ...]


def collect(
    roster: Sequence[RosterEntry], arrived: Iterable[Arrived], today: date, chosen: Container[str] = ()
) -> Collection:
    """Give each file its student, and each student at most one file; none is lost, and none counts twice.

    ``chosen`` are the paths of files that the counselor wants to count.
    """
    witnesses = Witnesses(roster)
    owned = [(witnesses.owner(file.submission, file.reading if file.usable else None), file) for file in arrived]
    due = _due_of_class(file for owner, file in owned if owner.student is not None and file.usable)
    by_student: dict[int, list[tuple[Owner, Arrived]]] = defaultdict(list)
    strays: list[Collected] = []
    for owner, file in owned:
        if owner.student is None:
            strays.append(_stray_of_nobody(owner, file))
        else:
            by_student[owner.student].append((owner, file))
    students = []
    for i, entry in enumerate(roster):
        student, others = _Desk(i, entry, due, today, chosen).choose(by_student.get(i, []))
        students.append(student)
        strays += others
    places = {file.path: n for n, (_, file) in enumerate(owned)}
    return Collection(tuple(students), tuple(sorted(strays, key=lambda s: places[s.file.path] if s.file else 0)))


def _stray_of_nobody(owner: Owner, file: Arrived) -> Collected:
    if owner.mismatch:
        return Collected("MISMATCH", owner.reason, None, file)
    if not file.usable:
        status: Status = "UNREADABLE" if file.reading else "WRONG FILE"
        return Collected(status, "; ".join(filter(None, (_what_is_wrong(file), owner.reason))), None, file)
    return Collected("EXTRA", owner.reason, None, file, is_guess=owner.is_guess)


def _what_is_wrong(file: Arrived) -> str:
    if file.reading is not None:
        return file.reading.problems[0].message
    return "typed into the LMS, not a file" if file.submission.text else file.why


def _due_of_class(files: Iterable[Arrived]) -> date | None:
    """The due date that most workbooks have; the latest of those that as many have."""
    days = Counter(day for file in files if file.content and (day := file.content.due))
    return max(days, key=lambda d: (days[d], d), default=None)


@dataclass(frozen=True, slots=True)
class _Late:
    """That a file came late: why, and who or what says so."""

    reason: str
    source: str
    is_guess: bool = False
    days: int | None = None


@dataclass(slots=True)
class _Desk:
    """Where the files of one student are looked through."""

    student: int
    entry: RosterEntry
    class_due: date | None
    today: date
    chosen: Container[str]
    others: list[Collected] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)

    def choose(self, files: Sequence[tuple[Owner, Arrived]]) -> tuple[Collected, list[Collected]]:
        """Return what the student is, and the student's files that don't count."""
        live: list[tuple[Owner, Arrived]] = []
        self.names = Counter(file.submission.display for _, file in files)
        for owner, file in files:
            if not file.usable:
                status: Status = "UNREADABLE" if file.reading else "WRONG FILE"
                self._aside(status, _what_is_wrong(file), file, guess=owner.is_guess)
            elif file.path in self.chosen:
                live.append((Owner(self.student, "you chose it"), file))
            elif owner.mismatch:
                self._aside("MISMATCH", owner.reason, file, guess=owner.is_guess)
            elif old := self._old(file):
                self._aside("OLD", old, file, guess=file.content is not None and file.content.due is None)
            else:
                live.append((owner, file))
        if picked := [pair for pair in live if pair[1].path in self.chosen]:
            for _, file in live:
                if file is not picked[0][1]:
                    self._aside("DUPLICATE", "you chose another", file)
            live = picked[:1]
        live = self._of_last_attempt(self._without_copies(live))
        if len(live) > 1:
            asked = sentence_list([self._called(file) for _, file in live])
            reason = f"{counted(len(live), 'file')}, and none has all that the others have: {asked}. Which one counts?"
            for _, file in live:
                self._aside("DUPLICATE", "one of several that differ", file)
            late = [self._late(file) for _, file in live]
            return self._is("DUPLICATE", reason, late=late[0] if all(late) else None), self.others
        return (self._with(*live[0]) if live else self._without_work()), self.others

    def _is(
        self, status: Status, reason: str, file: Arrived | None = None, late: _Late | None = None, *,
        guess: bool = False,
    ) -> Collected:  # fmt: skip
        """What the student is; that the work came ``late`` is told, too, unless it's a guess."""
        found = Collected(status, reason, self.student, file, is_guess=guess)
        if late is None or late.is_guess:
            return found
        return replace(found, reason=f"{reason}; {late.reason}", late_source=late.source, days_late=late.days)

    def _aside(self, status: Status, reason: str, file: Arrived, *, guess: bool = False) -> None:
        self.others.append(Collected(status, reason, self.student, file, is_guess=guess))

    def _old(self, file: Arrived) -> str:
        """Why a workbook is an earlier term's; empty where it isn't."""
        due, latest = (file.content.due, file.content.latest_day) if file.content else (None, None)
        if self.class_due is None:
            return ""
        if due is not None and due < self.class_due - _TERM_BEFORE:
            return f"its due date is {short_date(due)}, and the class's is {short_date(self.class_due)}"
        if due is None and latest is not None and latest < self.class_due - _NOTHING_SINCE:
            return f"nothing in it is later than {short_date(latest)}"
        return ""

    def _without_copies(self, live: Sequence[tuple[Owner, Arrived]]) -> list[tuple[Owner, Arrived]]:
        """Set aside what is the same file again, an earlier state of another, or untouched beside another."""
        uploaded = _last_uploads(live)
        # What the learning system has is the copy that counts, and of that the last attempt.
        ordered = sorted(live, key=lambda pair: (not pair[1].submission.system, -uploaded[pair[1].submission.attempt]))
        kept: list[tuple[Owner, Arrived]] = []
        for owner, file in ordered:
            content = _content(file)
            same = next((k for _, k in kept if _content(k) >= content), None)
            if same is not None:
                equal = "the same as" if _content(same) == content else "an earlier state of"
                self._aside("DUPLICATE", f"{equal} {self._called(same)}", file)
                continue
            for pair in [p for p in kept if _content(p[1]) <= content]:
                kept.remove(pair)
                self._aside("DUPLICATE", f"an earlier state of {self._called(file)}", pair[1])
            kept.append((owner, file))
        return kept

    def _of_last_attempt(self, live: Sequence[tuple[Owner, Arrived]]) -> list[tuple[Owner, Arrived]]:
        """Set aside what was handed in again later: the same workbook, in another attempt in Canvas."""
        ids = {file.reading.workbook_id for _, file in live if file.reading}
        if len(ids) != 1 or "" in ids or not all(file.submission.attachment for _, file in live):
            return list(live)
        uploaded = _last_uploads(live)
        last = max(live, key=lambda pair: uploaded[pair[1].submission.attempt])[1]
        for _, file in live:
            if file.submission.attempt != last.submission.attempt:
                self._aside("DUPLICATE", f"an earlier attempt than {self._called(last)}", file)
        return [pair for pair in live if pair[1].submission.attempt == last.submission.attempt]

    def _called(self, file: Arrived) -> str:
        """The name that the student gave a file; its path where several of the student's have that name."""
        return file.submission.display if self.names[file.submission.display] == 1 else file.path

    def _with(self, owner: Owner, file: Arrived) -> Collected:
        if self.entry.excused:
            return self._is("EXCUSED", "excused, and handed in all the same", file)
        late = self._late(file)
        if file.reading and not file.reading.started:
            untouched = "nothing is typed in it but what is on the start sheet"
            if more_time := self._more_time():
                return self._is("EXTENSION", f"{more_time}; {untouched}", file, guess=owner.is_guess)
            return self._is("NOT STARTED", untouched, file, late, guess=owner.is_guess)
        if late is not None:
            guess = late.is_guess or owner.is_guess
            return Collected("LATE", late.reason, self.student, file, late.source, guess, late.days)
        return self._is("FOUND", owner.reason, file, guess=owner.is_guess)

    def _late(self, file: Arrived) -> _Late | None:
        """Return that it is late, as far as is known: by whom, or by what stands in it."""
        due = self.entry.extension or self.class_due
        submitted = self.entry.submitted if file.submission.system == "Moodle" else None
        if submitted is not None and due is not None:
            late = f"handed in late, on {short_date(submitted)}, and due on {short_date(due)}"
            return _Late(late, "Moodle", days=(submitted - due).days) if submitted > due else None
        if file.submission.late and self.entry.extension is None:
            return _Late("handed in late", "Canvas")
        latest = file.content.latest_day if file.content else None
        if due is not None and latest is not None and due < latest and not file.submission.system:
            late = f"something in it is of {short_date(latest)}, and it was due on {short_date(due)}"
            return _Late(late, "dates inside", is_guess=True)
        return None

    def _without_work(self) -> Collected:
        """What a student is of whom nothing counts."""
        if self.entry.excused:
            return self._is("EXCUSED", "excused")
        for status in ("OLD", "MISMATCH", "UNREADABLE", "WRONG FILE"):
            found = next((o for o in self.others if o.status == status), None)
            if found is not None and found.file is not None:
                return self._is(found.status, found.reason, late=self._late(found.file), guess=found.is_guess)
        if more_time := self._more_time():
            return self._is("EXTENSION", more_time)
        return self._is("MISSING", "nothing came in")

    def _more_time(self) -> str:
        """Until when the student has more time; empty where that is over."""
        until = self.entry.extension
        return f"has until {short_date(until)}" if until and until >= self.today else ""


def _last_uploads(files: Iterable[tuple[Owner, Arrived]]) -> dict[tuple[str, bool], int]:
    """The highest number that Canvas gave to a file of each attempt."""
    last: dict[tuple[str, bool], int] = defaultdict(int)
    for _, file in files:
        last[file.submission.attempt] = max(last[file.submission.attempt], file.submission.attachment)
    return last


def _content(file: Arrived) -> Counter[tuple[str, str, str]]:
    """What was typed in a workbook, wherever its rows stand now."""
    return file.content.typed if file.content else Counter()
