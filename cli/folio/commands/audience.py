"""``--audience`` and ``--min-group``: who an answer is for, and what it may say to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from folio.basics.wording import counted, visible
from folio.commands.common import notify
from folio.domain.audiences import (
    ANONYMOUS,
    AUDIENCES,
    COUNSELOR,
    FAMILY,
    LEAST_MIN_GROUP,
    MIN_GROUP,
    MOST_MIN_GROUP,
    WITHOUT_NAMES,
)
from folio.exit_codes import OutputRefused, UsageProblem

if TYPE_CHECKING:
    from folio.insight.shared_findings import SharedFindings
    from folio.insight.synonyms import Synonyms
    from folio.intake.model import Intake, Reading

F = TypeVar("F", bound=Callable[..., Any])


def audience_options(function: F) -> F:
    """Add ``--audience`` and ``--min-group``."""
    groups = click.option(
        "--min-group", "min_group", metavar="N", type=click.IntRange(LEAST_MIN_GROUP, MOST_MIN_GROUP),
        help=f"For class and public: hide groups of fewer students ({LEAST_MIN_GROUP} to {MOST_MIN_GROUP}; "
        f"{MIN_GROUP} unless you say otherwise).",
    )  # fmt: skip
    audiences = click.option(
        "--audience", type=click.Choice(AUDIENCES), default=COUNSELOR, show_default=True,
        help="Who will see it. school: no names; family: one student, no contact data of others; class, public: "
        "figures only, in which nobody can be recognized.",
    )  # fmt: skip
    return audiences(groups(function))


@dataclass(frozen=True, slots=True)
class View:
    """Who an answer is for."""

    audience: str
    min_group: int

    @classmethod
    def of(cls, audience: str, min_group: int | None) -> View:
        """Return the view that the options ask for; raises UsageError where they don't fit."""
        if min_group is not None and audience not in ANONYMOUS:
            raise click.UsageError("--min-group only works with --audience class or public, which hide small groups.")
        return cls(audience, min_group or MIN_GROUP)

    @property
    def is_counselors(self) -> bool:
        """Whether everything may be seen."""
        return self.audience == COUNSELOR

    @property
    def is_without_names(self) -> bool:
        """Whether nobody may be named."""
        return self.audience in WITHOUT_NAMES

    def figures(self, intake: Intake, today: date, synonyms: Synonyms | None = None, *, quiet: bool) -> SharedFindings:
        """Return what a class shows to an audience without names; raises OutputRefused where there are too few."""
        from folio.insight.audience_members import seen_by
        from folio.insight.shared_findings import shared_findings, students_of
        from folio.insight.synonyms import NO_SYNONYMS

        seen, left_out = seen_by(self.audience, intake, today)
        students = students_of(seen)
        if out := len({r.person for r in left_out}):
            who, verb = counted(out, "student wants", "students want"), "is" if out == 1 else "are"
            said = f"{who} only you to see their workbook, and {verb} left out. Your own report names them."
            notify(said, quiet=quiet)
        if not students or (self.audience in ANONYMOUS and students < self.min_group):
            raise OutputRefused(
                f"{counted(students, 'student')} can be counted: too few for nobody to be recognized.",
                "Give more sections or terms at once: they are counted together.",
            )
        return shared_findings(seen, left_out, self.audience, self.min_group, today, synonyms or NO_SYNONYMS)

    def family(self, intake: Intake, student: str, today: date) -> Reading:
        """Return the one student's workbook as the family may see it; raises OutputRefused where it may not."""
        from folio.insight.audience_members import seen_by
        from folio.insight.family_view import family_view

        chosen = one_student(intake, student)
        _, left_out = seen_by(FAMILY, intake, today)
        if chosen in left_out:
            raise OutputRefused(
                f"{visible(chosen.display_name)} wants nobody but the counselor to see this workbook.",
                'Talk with the student first. If they agree, have them change "Who may see this" on Start.',
            )
        return family_view(chosen)


def one_student(intake: Intake, student: str) -> Reading:
    """Return the workbook of a student, by ID or name, or the only one; raises UsageProblem where it isn't one."""
    from folio.basics.person_names import person_name
    from folio.collecting.handed_in import full_name
    from folio.collecting.statuses import TO_CHOOSE
    from folio.domain.names import did_you_mean, normalize_name

    if not student:
        if len(intake.readable) == 1:
            return intake.readable[0]
        raise UsageProblem(
            f"This is about one student, and there are {counted(len(intake.readable), 'workbook')}.",
            "Give that workbook alone; a report takes --student, too.",
        )
    wanted = {normalize_name(student), normalize_name(person_name(student).full)}
    found = [r for r in intake.readable if normalize_name(r.student.id) in wanted]
    found = found or [r for r in intake.readable if normalize_name(r.student.name) in wanted]
    if len(found) == 1:
        return found[0]
    if found:
        ids = " or ".join(filter(None, (visible(r.student.id) for r in found)))
        raise UsageProblem(
            f"{len(found)} workbooks are of {student!r}.", f"Give the student ID instead{ids and f': {ids}'}."
        )
    without = [(full_name(row), row) for row in intake.collected if not row["path"]]
    for name, row in without:
        if wanted & {normalize_name(row["student_id"]), normalize_name(name)}:
            to_choose = "To choose a file yourself, run folio collect again with --use."
            said = f"{row['status']} ({visible(row['reason'])})"
            raise UsageProblem(
                f"No workbook of {visible(name)} counts: folio collect says {said}.",
                to_choose if row["status"] in TO_CHOOSE else "Run folio collect again when something came in.",
            )
    hint = did_you_mean(student, [*(r.student.name for r in intake.readable), *(name for name, _ in without)])
    raise UsageProblem(f"None of the workbooks is of {student!r}.", hint or "Give the whole name, or the student ID.")


def only(intake: Intake, reading: Reading) -> Intake:
    """Return what was read with one workbook alone."""
    return replace(intake, readings=(reading,), skipped=(), collected=())


def list_name(command: str, audience: str) -> str:
    """Return the name of a command's list of files in its folder: each audience has its own."""
    return command if audience == COUNSELOR else f"{command}-{audience}"


def refuse_other_audiences(out: Path, audience: str) -> None:
    """Raise OutputRefused where a folder holds files for others: somebody might pass on all of it."""
    from folio.basics.rerun_folder import commands_in

    for name in commands_in(out):
        command, _, other = name.rpartition("-")
        command, other = (command, other) if other in AUDIENCES else (name, COUNSELOR)
        if other != audience:
            what = "a report" if command == "report" else f"files of folio {command}"
            raise OutputRefused(
                f"{visible(out)} has {what} for another audience ({other}).",
                "Choose another folder, so that nobody gets what isn't meant for them.",
            )
