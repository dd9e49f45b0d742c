"""``folio new``: a workbook, or one for each student on a roster."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from folio.basics.wording import counted, visible
from folio.commands import common
from folio.commands.contacts import CONTACTS, contact_rows, lists_of, pick_option
from folio.commands.onward import OldOfClass, Order, carry_one, workbook_id_of
from folio.exit_codes import UsageProblem
from folio.template.loading import DEFAULT
from folio.template.plan_builder import LEAST_MINUTES, MOST_MINUTES
from folio.template.schema import MOST_ROWS
from folio.workbook.embedded_description import EARLIEST, Owner

if TYPE_CHECKING:
    from folio.collecting.rosters import RosterEntry
    from folio.output.onward.lines import Keep

_MOST_FIELDS = 3
_MOST_WARNINGS = 10


@click.command(epilog="Example:  folio new --roster period4.csv workbooks/ --due 2026-11-20")
@click.argument("out", metavar="OUT", type=common.GivenPath(path_type=Path))
@click.option(
    "--roster",
    metavar="FILE",
    type=common.GivenPath(path_type=Path),
    help="Make a workbook for each student on this class list. OUT is then a folder.",
)
@click.option(
    "--template",
    metavar="NAME|FOLDER",
    help=f"The name of a template, or the folder of your own. Without it, {DEFAULT}, or that of the old workbook.",
)
@click.option("--name", type=common.OneLine(), default="", help="The student's name.")
@click.option("--student-id", type=common.OneLine(), default="", metavar="ID", help="The student's ID number.")
@click.option("--class", "class_", type=common.OneLine(), default="", metavar="CLASS", help="The class or group.")
@click.option(
    "--counselor",
    type=common.OneLine(),
    default="",
    metavar="NAME",
    help="The counselor or teacher who collects the workbooks.",
)
@click.option("--due", type=common.IsoDate(), metavar="DATE", help="The due date, like 2026-11-20.")
@click.option(
    "--field",
    "fields",
    type=common.OneLine(),
    multiple=True,
    metavar="FIELD",
    help="A career field to explore. Can be used up to three times.",
)
@click.option(
    "--minutes",
    type=click.IntRange(LEAST_MINUTES, MOST_MINUTES),
    metavar="N",
    help="Choose questions that fit an interview of this length.",
)
@click.option(
    "--focus",
    type=common.OneLine(),
    multiple=True,
    metavar="TOPIC",
    help="Ask more about a topic of the question bank, like culture, skills or leads. Can be repeated.",
)
@click.option(
    "--contacts", "books", metavar="FILE", multiple=True, type=common.GivenPath(exists=True, path_type=Path),
    help="Put the people in this address book on the sheet Contacts. Can be repeated; see folio contacts.",
)  # fmt: skip
@pick_option
@click.option(
    "--from",
    "old",
    metavar="OLD",
    type=common.GivenPath(exists=True, readable=False, path_type=str),
    help="Carry over what was typed in this workbook. With --roster, a folder or zip with those of the class.",
)
@click.option(
    "--keep",
    type=click.Choice(["everything", "people"]),
    help="What --from carries over: everything, as without this, or only people, with what you can prove and how you "
    "introduce yourself.",
)
@click.option(
    "--rows",
    type=click.IntRange(1, MOST_ROWS),
    metavar="N",
    help=f"Prepare N rows in every table, up to {MOST_ROWS}. The template says how many there are otherwise.",
)
@common.today_option
@common.force_option
@common.quiet_option
def command(
    out: Path, roster: Path | None, template: str | None, name: str, student_id: str, class_: str, counselor: str,
    due: date | None, fields: tuple[str, ...], minutes: int | None, focus: tuple[str, ...], books: tuple[Path, ...],
    picks: tuple[str, ...], old: str | None, keep: Keep | None, rows: int | None, today: date, force: bool, quiet: bool,
) -> int:  # fmt: skip
    """Make a workbook to fill in. OUT is its file name and ends in .xlsx.

    With --roster, OUT is a folder, and every student on the list gets a workbook. The roster is a CSV file or .xlsx
    with the columns name, student_id, email and class, in any order. Only name is required. Lists as Canvas, Moodle
    and PowerSchool export them are read as they are.

    With --minutes or --focus, folio chooses the questions, for example with --minutes 20 --focus culture --focus leads.
    There is always an opening, a question about downsides, one about who else to talk to, and a closing.

    With --contacts, people come along from LinkedIn, Google Contacts, Outlook, a phone's vCards or a list of your own.
    An address book isn't a list of contacts: choose some with --pick.

    With --from, the new workbook begins with what was typed in an old one, of any version, template and format:
    folio new spring.xlsx --from fall.xlsx --field "game design". What can't come along is listed, and the old file
    stays as it is. With --keep people, only contacts, PEAKS mine and the practice log come along.

    You can always type below the prepared rows. Excel then adds to the table, but LibreOffice fills in no gray cells
    there, so ask for more with --rows if you plan on many.
    """
    if len(fields) > _MOST_FIELDS:
        raise UsageProblem(f"{len(fields)} fields are too many. There's room for {_MOST_FIELDS}.", "Leave some out.")
    if due is not None and due < EARLIEST:
        raise UsageProblem(f"{due} is too long ago to be a due date.", "Give --due a date in the future.")
    if picks and not books:
        raise UsageProblem("--pick chooses from address books.", "Add --contacts FILE.")
    if keep and old is None:
        raise UsageProblem("--keep says what --from carries over.", "Add --from OLD.xlsx, or leave out --keep.")
    owner = Owner(name, student_id, "", class_, counselor, due, tuple(f for f in fields if f))
    order = Order(owner, today, template, minutes, focus, rows, old, keep or "everything")
    if roster is not None:
        if name or student_id:
            raise UsageProblem(
                "--name and --student-id come from the roster.", "Leave them out, or leave out --roster."
            )
        if books:
            raise UsageProblem("--contacts is for one workbook: a class has no address book.", "Leave out --roster.")
        return _for_class(out, roster, order, force=force, quiet=quiet)
    if out.suffix.lower() != ".xlsx":
        raise UsageProblem(f"{out}: the name of a workbook has to end in .xlsx.", f"Try: {out.with_suffix('.xlsx')}")
    from folio.basics.file_writing import refuse_existing, write_files
    from folio.workbook.build import build_workbook

    if old is not None:
        return carry_one(out, old, order, books, picks, force=force, quiet=quiet)
    kit, plan = order.kit_and_plan()
    refuse_existing([out], force=force, fix=_kept_by_another_name(out))
    people = kit.template.sheet(CONTACTS)
    typed = {CONTACTS: contact_rows(books, picks, people, rows or people.rows, quiet=quiet)} if books else {}
    workbook_id = workbook_id_of(kit.template.name, owner, out.name)
    content = build_workbook(
        kit, owner, workbook_id=workbook_id, content=typed, today=today, created=common.now(), plan=plan, prepared=rows
    ).content
    write_files({out: content}, force=force, inputs=(*books, *lists_of(picks)))
    click.echo(out)
    order.notify_plan(plan, quiet=quiet)
    common.notify("Open it in Excel, LibreOffice or Google Sheets, and begin with the sheet Start.", quiet=quiet)
    return 0


def _kept_by_another_name(out: Path) -> str:
    """How to go on with a workbook that is there: nobody should lose answers to a word of advice."""
    return (
        f"To go on with what's in it, make another from it: folio new NEW.xlsx --from {shlex.quote(visible(out))}. "
        "--force replaces it, with every answer in it."
    )


def _for_class(out: Path, roster: Path, order: Order, *, force: bool, quiet: bool) -> int:
    from folio.basics.file_names import distinct, slug
    from folio.basics.file_writing import refuse_existing, refuse_inputs, write_whole
    from folio.collecting.rosters import read_rosters

    listed = read_rosters([roster])
    for notice in listed.notices:
        click.echo(notice, err=True)
    entries = listed.entries
    if out.suffix.lower() == ".xlsx":
        raise UsageProblem(f"{out}: with --roster, OUT is a folder.", f"Try: {out.with_suffix('')}")
    order.kit_and_plan()  # a mistake in it comes before anything is read
    slugs = distinct(slug(f"{e.name.full} {e.student_id}", "student") for e in entries)
    targets = [out / f"{name}.xlsx" for name in slugs]
    refuse_inputs(targets, [roster])
    refuse_existing(targets, force=force)
    onward = OldOfClass.found(roster, entries, order, quiet=quiet)
    refuse_inputs(targets, onward.files)
    make, written = onward.maker(), 0
    with common.progress("Writing", quiet=quiet) as show:
        for i, (entry, target) in enumerate(zip(entries, targets, strict=True), start=1):
            try:
                if (content := make(i - 1, entry, target.name, quiet=quiet)) is not None:
                    write_whole(target, content)
                    written += 1
            except KeyboardInterrupt:
                click.echo(
                    f"\n{written} of {len(entries)} workbooks were written, and each of them is complete.", err=True
                )
                raise
            show(i, len(entries), target.name)
    click.echo(out)
    order.notify_plan(onward.plan, quiet=quiet)
    common.notify(
        f"{counted(written, 'workbook')} written. When your students turn in their work, run: "
        f"folio collect FOLDER --roster {shlex.quote(visible(roster))} --out collected",
        quiet=quiet,
    )
    _show_warnings([e for e in entries if e.warning])
    return onward.code


def _show_warnings(entries: Sequence[RosterEntry]) -> None:
    """Show the mistakes in the roster that didn't stop the run; like errors, even when quiet."""
    for entry in entries[:_MOST_WARNINGS]:
        click.echo(f"{visible(entry.warning)} {visible(entry.name.full)}'s workbook has no email address.", err=True)
    if len(entries) > _MOST_WARNINGS:
        click.echo(f"... and {len(entries) - _MOST_WARNINGS} more.", err=True)
    if entries:
        click.echo(
            "Have the student type it in, or fix the roster and make the workbooks again with --force.", err=True
        )
