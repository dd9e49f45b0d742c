"""``folio new``: a workbook, or one for each student of a roster."""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folio.basics.wording import counted, visible
from folio.commands.common import GivenPath, IsoDate, Name, force_option, now, progress, quiet_option, say, today_option
from folio.exit_codes import UsageProblem
from folio.template.loading import DEFAULT
from folio.template.plan_builder import LEAST_MINUTES, MOST_MINUTES, PlannedQuestion, plan_for
from folio.workbook.embedded_description import EARLIEST, Owner

if TYPE_CHECKING:
    from folio.roster import Entry

_MOST_FIELDS = 3
# More of one kind are no news.
_MOST_DOUBTS = 10


@click.command(epilog="Example:  folio new --roster period4.csv workbooks/ --counselor 'Ms. Okafor' --due 2026-11-20")
@click.argument("out", metavar="OUT", type=GivenPath(path_type=Path))
@click.option(
    "--roster",
    metavar="CSV",
    type=click.Path(path_type=Path),
    help="Make one workbook for each student of this list; OUT is then a folder.",
)
@click.option(
    "--template",
    default=DEFAULT,
    show_default=True,
    metavar="NAME|FOLDER",
    help="A template by name, or the folder of your own.",
)
@click.option("--name", type=Name(), default="", help="Whose workbook it is.")
@click.option("--student-id", type=Name(), default="", metavar="ID", help="The student's number at school.")
@click.option("--class", "class_", type=Name(), default="", metavar="CLASS", help="The class or group.")
@click.option("--counselor", type=Name(), default="", metavar="NAME", help="Who the workbook is handed to.")
@click.option("--due", type=IsoDate(), metavar="DATE", help="The day to hand it in, such as 2026-11-20.")
@click.option(
    "--field",
    "fields",
    type=Name(),
    multiple=True,
    metavar="FIELD",
    help="A field to explore; up to three times.",
)
@click.option(
    "--minutes",
    type=click.IntRange(LEAST_MINUTES, MOST_MINUTES),
    metavar="N",
    help="How long an interview is: the question plan is chosen to fit.",
)
@click.option(
    "--focus",
    type=Name(),
    multiple=True,
    metavar="TOPIC",
    help="A topic of the question bank to ask more about, such as culture, skills or leads; may be repeated.",
)
@today_option
@force_option
@quiet_option
def command(
    out: Path, roster: Path | None, template: str, name: str, student_id: str, class_: str, counselor: str,
    due: date | None, fields: tuple[str, ...], minutes: int | None, focus: tuple[str, ...], today: date, force: bool,
    quiet: bool,
) -> int:  # fmt: skip
    """Make a workbook to fill in: OUT is its name and ends in .xlsx.

    With --roster, OUT is a folder, and each student of the list gets a workbook. The roster is a CSV file with the
    columns name, student_id, email and class, in any order; only name is needed.

    With --minutes or --focus, the question plan is chosen from the question bank, such as with
    --minutes 20 --focus culture --focus leads. It always has an opening, a downside, a lead and a close.
    """
    if len(fields) > _MOST_FIELDS:
        raise UsageProblem(f"{len(fields)} fields are given; there is room for {_MOST_FIELDS}.", "Leave some out.")
    if due is not None and due < EARLIEST:
        raise UsageProblem(f"{due} is too long ago to hand anything in.", "Give --due as a day to come.")
    owner = Owner(name, student_id, "", class_, counselor, due, tuple(f for f in fields if f))
    if roster is not None:
        if name or student_id:
            raise UsageProblem(
                "--name and --student-id come from the roster.", "Leave them out, or leave out --roster."
            )
        return _for_class(out, roster, template, owner, minutes, focus, today, force=force, quiet=quiet)
    if out.suffix.lower() != ".xlsx":
        raise UsageProblem(f"{out}: a workbook's name ends in .xlsx.", f"Try: {out.with_suffix('.xlsx')}")
    from folio.basics.file_writing import refuse_existing, write_files
    from folio.template.loading import load_kit
    from folio.workbook.build import build_workbook

    kit = load_kit(template)
    plan = plan_for(kit, minutes, focus)
    refuse_existing([out], force=force)
    moment = now()
    workbook_id = _workbook_id(kit.template.name, owner, out.name)
    content = build_workbook(kit, owner, workbook_id=workbook_id, today=today, created=moment, plan=plan)
    write_files({out: content}, force=force, inputs=())
    click.echo(out)
    if minutes or focus:
        _say_plan(plan, quiet=quiet)
    say("Open it in Excel, LibreOffice or Google Sheets, and begin on the sheet Start.", quiet=quiet)
    return 0


def _for_class(
    out: Path, roster: Path, template: str, common: Owner, minutes: int | None, focus: tuple[str, ...], today: date,
    *, force: bool, quiet: bool,
) -> int:  # fmt: skip
    from folio.basics.file_names import distinct, slug
    from folio.basics.file_writing import refuse_existing, refuse_inputs, write_whole
    from folio.roster import read_roster
    from folio.template.loading import load_kit
    from folio.workbook.class_copies import stamping

    entries = read_roster(roster)
    turned = next((e for e in entries if "," in e.name), None)
    if turned:
        say(f"The roster writes names such as {turned.name!r}; letters will be signed so.", quiet=quiet)
    kit = load_kit(template)
    if out.suffix.lower() == ".xlsx":
        raise UsageProblem(f"{out}: with --roster, give a folder.", f"Try: {out.with_suffix('')}")
    plan = plan_for(kit, minutes, focus)
    slugs = distinct(slug(f"{e.name} {e.student_id}", "student") for e in entries)
    targets = [out / f"{name}.xlsx" for name in slugs]
    refuse_inputs(targets, [roster])
    refuse_existing(targets, force=force)
    moment = now()
    stamp = stamping(kit, common, today=today, created=moment, plan=plan)
    with progress("Writing", quiet=quiet) as show:
        for i, (entry, target) in enumerate(zip(entries, targets, strict=True), start=1):
            owner = replace(
                common,
                name=entry.name,
                student_id=entry.student_id,
                email=entry.email,
                class_=entry.class_ or common.class_,
            )
            try:
                write_whole(target, stamp(owner, _workbook_id(kit.template.name, owner, target.name)))
            except KeyboardInterrupt:
                click.echo(f"\n{i - 1} of {len(entries)} workbooks were written; each of them is whole.", err=True)
                raise
            show(i, len(entries))
    click.echo(out)
    if minutes or focus:
        _say_plan(plan, quiet=quiet)
    say(
        f"{counted(len(entries), 'workbook')} written. Hand out; when they come back: folio check FOLDER",
        quiet=quiet,
    )
    _say_doubts([e for e in entries if e.doubt])
    return 0


def _say_doubts(entries: list[Entry]) -> None:
    """Name what is wrong in the roster though the workbooks could be made; said even when quiet, as other mistakes."""
    for entry in entries[:_MOST_DOUBTS]:
        click.echo(f"{visible(entry.doubt)} The workbook of {visible(entry.name)} has no address.", err=True)
    if len(entries) > _MOST_DOUBTS:
        click.echo(f"... and {len(entries) - _MOST_DOUBTS} more.", err=True)
    if entries:
        click.echo(
            "Let the student type it in, or mend the roster and make the workbooks again with --force.", err=True
        )


def _say_plan(plan: tuple[PlannedQuestion, ...], *, quiet: bool) -> None:
    minutes = sum(p.question.minutes for p in plan)
    say(f"The question plan has {counted(len(plan), 'question')} for {counted(minutes, 'minute')}.", quiet=quiet)


def _workbook_id(template: str, owner: Owner, name: str) -> str:
    """A random id, or with SOURCE_DATE_EPOCH one that follows from what the workbook is for."""
    if not os.environ.get("SOURCE_DATE_EPOCH"):
        return uuid.uuid4().hex
    return hashlib.sha256(repr((template, owner, name)).encode()).hexdigest()[:32]
