"""A student's kit: a folder with the page to keep on a phone, the marked workbook, letters, and the calendar.

Its names are known before anything is made, so that a run can refuse before it writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePosixPath

from folio.basics.file_names import distinct
from folio.collecting.handed_in import collected_from
from folio.collecting.submissions import Submission, folder_in, name_in_zip, submission_of
from folio.insight.student_findings import student_findings
from folio.intake.model import Intake
from folio.output.letters.drafting import draft_letters, student_folders
from folio.output.letters.drafts import StudentLetters
from folio.output.letters.letter_files import letter_files, letter_path
from folio.output.letters.letter_templates import load_letters
from folio.output.letters.step_drafts import with_drafts
from folio.output.marked.feedback_files import PlannedFeedback, for_student, plan_feedback, safe_step
from folio.output.report.html_report import student_page
from folio.output.report.student_extras import student_calendar, student_extras
from folio.template.theme import Theme

PAGE, CALENDAR, LETTERS = "page.html", "calendar.ics", "letters"
# What can't be marked gets a page in place of a workbook; the student's own page has another name.
FEEDBACK = "feedback.html"
ENDINGS = ("txt", "docx")


@dataclass(frozen=True, slots=True)
class StudentKit:
    """What goes into the folder of one workbook's student; a file that couldn't be read only gets its feedback.

    ``workbook`` is the name of the marked copy, where one can be made.
    """

    feedback: PlannedFeedback
    came: Submission
    folder: str
    workbook: str
    letters: StudentLetters | None

    @property
    def places(self) -> list[PurePosixPath]:
        """Every file that there may be."""
        found = [self.place(name) for name in (self.workbook, FEEDBACK)]
        if letters := self.letters:
            drafts = (letter_path(letters, draft, ending) for draft in letters.drafts for ending in ENDINGS)
            found += [self.place(PAGE), self.place(CALENDAR), *map(PurePosixPath, drafts)]
        return found

    def place(self, name: str) -> PurePosixPath:
        """Where a file of this name goes."""
        return PurePosixPath(self.folder, name)


def plan_kits(intake: Intake, given: Sequence[str], today: date) -> list[StudentKit]:
    """Say what each student gets; folders and workbooks have the names by which a learning system knows them."""
    planned = plan_feedback(intake, given, today)
    origins = collected_from(given)
    came = [submission_of(origins.get(plan.reading.path, plan.reading.path)) for plan in planned]
    own = student_folders([(p.reading.student.name, p.reading.student.id, p.reading.path) for p in planned])
    named = [safe_step(folder_in(c)) if c.system else folder for c, (folder, _) in zip(came, own, strict=True)]
    folders = distinct(named, max(map(len, named), default=0) + 4)
    templates = load_letters(None)
    kits = []
    for plan, submission, folder in zip(planned, came, folders, strict=True):
        name = name_in_zip(submission) if submission.system else plan.target.name
        letters = None
        if plan.reading.readable:
            letters = replace(draft_letters(plan.reading, today, templates), folder=f"{folder}/{LETTERS}")
        kits.append(StudentKit(plan, submission, folder, safe_step(PurePosixPath(name).name), letters))
    return kits


def kit_files(kit: StudentKit, theme: Theme, moment: datetime, today: date) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield all files of a kit but the workbook, each with its place."""
    if kit.letters is None:
        return
    reading = for_student(kit.feedback.reading)
    calendar = student_calendar(reading, moment, today)
    extras = student_extras(reading, kit.letters, calendar, today)
    found = with_drafts(student_findings(reading, today), reading, today)
    yield kit.place(PAGE), student_page(found, theme, today, extras).encode()
    if calendar:
        yield kit.place(CALENDAR), calendar
    for name, content in letter_files(kit.letters, ENDINGS, today):
        yield PurePosixPath(name), content
