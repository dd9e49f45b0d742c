"""What ``folio check --marked`` writes: a marked copy of each workbook with problems, or a page that lists them.

A workbook without problems may get one, too: it says what to do next.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from folio.basics.dates import short_date
from folio.basics.file_names import LONGEST as LONGEST_NAME
from folio.basics.wording import storable
from folio.domain.contact_progress import named_contacts
from folio.domain.next_steps import find_due
from folio.domain.records import Records
from folio.exit_codes import OutputRefused
from folio.intake.files.discover import WORKBOOK_ENDINGS
from folio.intake.files.sandbox import Failed, run_guarded
from folio.intake.files.workbook_file import READING_ERRORS, WorkbookFile
from folio.intake.model import Intake, Problem, Reading
from folio.intake.problems.catalog import CATALOG
from folio.intake.reading_records import records_of
from folio.output.html_page import html_page
from folio.output.marked.mark import Mark
from folio.output.marked.marked_copy import mark_copy
from folio.output.marked.package_parts import NotMarkable
from folio.output.report.report_wording import nothing_due
from folio.template.theme import Theme
from folio.workbook.feedback_traces import KINDS, greeting

# Only these can be patched; for any other file there is a page.
MARKABLE = (".xlsx", ".xlsm")
PAGE_ENDING = ".html"
_TURN_IN = "Please open it in the program you made it with, save it as .xlsx, and turn it in again."
_TELL = "Nothing for you to do, but please tell your counselor about it."
# Said in other words to a student, message and fix, where the counselor's ask for what only a counselor can do. Where
# one is empty, the counselor's stays.
_FOR_STUDENTS = {
    "damaged": ("", _TURN_IN),
    "unreadable": ("", "Please turn it in again."),
    "unsafe": ("", _TURN_IN),
    "reader-stopped": ("", _TURN_IN),
    "not-a-workbook": ("", _TURN_IN),
    "own-report": ("This is a report, not your workbook.", "Please turn in your workbook."),
    "not-folio": (
        "This isn't a folio workbook.",
        "Please copy your answers into the workbook your counselor gave you, and turn that one in.",
    ),
    "made-by-newer-folio": ("This workbook is newer than the program that checked it.", _TELL),
    "template-newer": ("This workbook is newer than the program that checked it.", _TELL),
    "template-older": ("There is a newer version of this workbook.", "Nothing to do: yours works fine."),
    "description-missing": (
        "The hidden sheet that describes this workbook is gone or damaged.",
        "If some of your answers seem to be missing, please tell your counselor.",
    ),
    "account-open": ("Some cells of this workbook may not have been read.", _TELL),
    "too-large": ("", "Please copy your answers into a new workbook from your counselor, and turn that one in."),
}  # fmt: skip
_HARMFUL = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# A problem carries days as they are in JSON; people read them as their cells show them.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# So many things to do next are enough for a week.
_NEXT_STEPS = 5
_NUMBERED = re.compile(r" \(\d+\)$")


@dataclass(frozen=True, slots=True)
class PlannedFeedback:
    """One file to write: what it is about, where that came from, where it goes inside the folder, and what it says."""

    reading: Reading
    source: WorkbookFile
    target: PurePosixPath
    marks: tuple[Mark, ...]

    @property
    def is_page(self) -> bool:
        """Whether it will be a page instead of a copy."""
        return self.target.suffix == PAGE_ENDING

    @property
    def in_order(self) -> list[Mark]:
        """What it says, the gravest first."""
        return sorted(self.marks, key=lambda m: list(KINDS).index(m.severity))


@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """One file as it is to be written; ``why`` tells why a page came out where a copy was planned."""

    planned: PlannedFeedback
    target: PurePosixPath
    content: bytes
    why: str = ""

    @property
    def is_page(self) -> bool:
        """Whether it is a page instead of a copy."""
        return self.target.suffix == PAGE_ENDING


def plan_feedback(intake: Intake, given: Sequence[str], today: date | None = None) -> list[PlannedFeedback]:
    """Say for which workbooks there is something to write, and where: each under its own name, none twice.

    The path inside a folder or zip that was ``given`` is kept. With ``today``, workbooks without problems are among
    them.
    """
    by_label = {source.label: source for source in intake.sources}
    said = ((r, _marks(r, today)) for r in intake.readings if r.path in by_label)
    found = [(reading, marks) for reading, marks in said if marks]
    targets = _distinct([_place(reading, given) for reading, _ in found])
    return [
        PlannedFeedback(reading, by_label[reading.path], target, marks)
        for (reading, marks), target in zip(found, targets, strict=True)
    ]


def left_behind(intake: Intake, given: Sequence[str], written: Iterable[PurePosixPath], folder: Path) -> list[Path]:
    """Copies and pages of an earlier run, which nobody should hand back: this run had no such file to write."""
    new = {_alike(target) for target in written}
    places = [_own_place(reading, given) for reading in intake.readings]
    either = dict.fromkeys(p for place in places for p in (place, _with_ending(place, PAGE_ENDING)))
    paths = (folder / place for place in either if _alike(place) not in new)
    return [path for path in paths if _is_file(path)]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # such as a name that is too long
        return False


def inside(folder: Path, target: PurePosixPath) -> Path:
    """The path of a target; raises OutputRefused when a link in the folder leads out of it."""
    path = folder / target
    if not path.resolve().is_relative_to(folder.resolve()):
        raise OutputRefused(f"{path} lies outside of {folder}, by a link.", "Choose another folder.")
    return path


def make_feedback(planned: Sequence[PlannedFeedback], theme: Theme) -> Iterator[FeedbackFile]:
    """Make the files, each as soon as it is ready. A file that cannot be marked costs its copy: it gets a page."""
    taken = [p.target for p in planned]
    for plan in planned:
        if plan.is_page:
            yield FeedbackFile(plan, plan.target, _page(plan, theme))
    jobs = [_MarkJob(p.source, p.reading.sha256, p.marks, theme, p.reading.student.name) for p in planned]
    copies = [(plan, job) for plan, job in zip(planned, jobs, strict=True) if not plan.is_page]
    for index, answer in run_guarded(_mark, [job for _, job in copies]):
        plan = copies[index][0]
        if isinstance(answer, bytes):
            yield FeedbackFile(plan, plan.target, answer)
        else:
            target = _distinct([*taken, plan.target.with_suffix(PAGE_ENDING)])[-1]
            taken.append(target)
            yield FeedbackFile(plan, target, _page(plan, theme), why=_why(answer))


@dataclass(frozen=True, slots=True)
class _MarkJob:
    """What a worker needs to mark one workbook."""

    source: WorkbookFile
    sha256: str
    marks: tuple[Mark, ...]
    theme: Theme
    name: str


def _mark(job: _MarkJob) -> bytes | str:
    """The marked copy, or why there is none; runs in a worker."""
    try:
        content = job.source.read()
    except READING_ERRORS:
        return "it can't be read anymore"
    if hashlib.sha256(content).hexdigest() != job.sha256:
        return "it has changed since it was read"
    try:
        return mark_copy(content, job.marks, job.theme, name=job.name)
    except NotMarkable as error:
        return str(error)


def _why(answer: str | Failed) -> str:
    if isinstance(answer, str):
        return answer
    limits = {"memory": "it took more memory than folio allows", "time": "it took longer than folio waits"}
    return limits.get(answer.what, f"its contents aren't as expected ({answer.what})")


def _marks(reading: Reading, today: date | None) -> tuple[Mark, ...]:
    """What a reading has to say: its problems, or with ``today`` what to do next; in an untouched workbook, first."""
    problems = tuple(_mark_of(p) for p in reading.problems if not CATALOG[p.code].counselor_only)
    if today is None or not reading.readable:
        return problems
    records = records_of(reading, today)
    if reading.started:
        return problems or _next(records) or (_plan_ahead("Nothing is wrong.", records),)
    start, contacts = reading.tables.get("start"), reading.tables.get("contacts")
    beyond = f"Beyond the sheet {start.sheet}, nothing" if start else "Nothing"
    begin = _plan_ahead(f"{beyond} is filled in yet.", records)
    return (
        replace(begin, severity="start", sheet=contacts.sheet if contacts else None),
        *(problems or _next(records)),
    )


def _plan_ahead(message: str, records: Records) -> Mark:
    """That nothing has a due date yet; ``find_due`` doesn't repeat a due date of the workbook that is past."""
    due = records.start.day("due")
    late = f" The workbook was due on {short_date(due)}." if due and due < records.today else ""
    return Mark("next", storable(f"{message}{late}"), nothing_due(len(named_contacts(records))))


def _next(records: Records) -> tuple[Mark, ...]:
    """What to do next in a workbook without problems."""
    due = find_due(records)[:_NEXT_STEPS]
    return tuple(
        Mark(
            "next", f"Nothing is wrong here. {'Overdue since' if it.state == 'overdue' else 'Due on'} "
            f"{short_date(it.when or records.today)}.", storable(it.told), it.sheet, it.cell,
        )
        for it in due
    )  # fmt: skip


def _mark_of(problem: Problem) -> Mark:
    message, fix = for_students(problem)
    return Mark(
        problem.severity, storable(message), storable(fix), problem.sheet, problem.cell,
        _typed(problem),
    )  # fmt: skip


def for_students(problem: Problem) -> tuple[str, str]:
    """The message and the fix of a problem as the student reads them."""
    message, fix = _FOR_STUDENTS.get(problem.code, ("", ""))
    return message or problem.message, fix or problem.fix


def for_student(reading: Reading) -> Reading:
    """Return a reading with its problems as the student hears of them."""
    told = (p for p in reading.problems if not CATALOG[p.code].counselor_only)
    said = ((p, *for_students(p)) for p in told)
    return replace(reading, problems=tuple(replace(p, message=message, fix=fix) for p, message, fix in said))


def _typed(problem: Problem) -> str:
    """What stands in the cell, as a person reads it."""
    if problem.private:
        return "(private)"
    if problem.value is None:
        return "(empty)" if problem.cell else ""
    if isinstance(problem.value, bool):
        return "TRUE" if problem.value else "FALSE"
    text = storable(str(problem.value))
    try:
        return short_date(date.fromisoformat(text)) if _DAY.fullmatch(text) else text
    except ValueError:  # such as 30 February
        return text


def lead_of(plan: PlannedFeedback) -> str:
    """The first sentence of feedback outside of a marked copy."""
    if not plan.reading.readable:
        return "Hello, and thank you for your work! Unfortunately, folio couldn't open this file."
    return greeting(plan.reading.student.name, [m.severity for m in plan.marks])


def _page(plan: PlannedFeedback, theme: Theme) -> bytes:
    """The page that tells the problems of a file that cannot be marked; one file, nothing beside it."""
    reading = plan.reading
    return html_page(
        "feedback.html.j2", theme, file=PurePosixPath(reading.path).name, readable=reading.readable,
        marks=plan.in_order, labels=KINDS, lead=lead_of(plan),
    ).encode()  # fmt: skip


def _place(reading: Reading, given: Sequence[str]) -> PurePosixPath:
    """Where the file for a reading goes."""
    place = _own_place(reading, given)
    return place if reading.readable and place.suffix.lower() in MARKABLE else _with_ending(place, PAGE_ENDING)


def _own_place(reading: Reading, given: Sequence[str]) -> PurePosixPath:
    """The path of a workbook inside what was given."""
    path = reading.path.replace(os.sep, "/")
    roots = [g.encode("utf-8", "replace").decode().replace(os.sep, "/").rstrip("/") + "/" for g in given]
    root = max((r for r in roots if path.startswith(r)), key=len, default="")
    steps = path.removeprefix(root).split("/") if root else [path.rpartition("/")[2]]
    if not steps[-1].lower().endswith((*WORKBOOK_ENDINGS, ".zip")):  # the second of its name in a zip
        steps[-1] = _NUMBERED.sub("", steps[-1])
    safe = [safe_step(s) for s in steps if s not in ("", ".", "..")] or ["workbook"]
    return PurePosixPath(*safe)


def _with_ending(place: PurePosixPath, ending: str) -> PurePosixPath:
    return place.with_name(f"{place.stem if place.suffix else place.name}{ending}")


def safe_step(step: str) -> str:
    """A step of a path as every system can have it; one that is fit already stays as it is."""
    name = _HARMFUL.sub("_", step).rstrip(". ") or "_"
    name = f"_{name}" if _DEVICES.match(name) else name
    stem, dot, ending = name.rpartition(".")
    return name if len(name.encode()) <= _LONGEST else f"{(stem or name)[:LONGEST_NAME]}{dot}{ending[:8]}"


# What file systems allow in bytes, less some for a number.
_LONGEST = 240


def _distinct(places: Sequence[PurePosixPath]) -> list[PurePosixPath]:
    """The places, numbered before the ending where equal in all but case, or where one is another's folder."""
    taken = {_alike(parent) for place in places for parent in place.parents}
    last: Counter[str] = Counter()
    result = []
    for place in places:
        key, candidate = _alike(place), place
        while _alike(candidate) in taken:
            last[key] += 1
            candidate = place.with_name(f"{place.stem}-{last[key] + 1}{place.suffix}")
        taken.add(_alike(candidate))
        result.append(candidate)
    return result


def _alike(place: PurePosixPath) -> str:
    """A place as file systems may compare it."""
    return unicodedata.normalize("NFC", str(place)).casefold()
