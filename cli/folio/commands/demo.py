"""``folio demo``: every step on the sample class that comes with folio."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from folio.commands import check, collect, contacts, due, grade, kit, letters, new, plan, report
from folio.commands.common import force_option, quiet_option
from folio.domain.audiences import SCHOOL

# The sample class is frozen at the end of its term; reports that depend on the day are made for this one.
TODAY = date(2026, 11, 20)
_CLASS, _BOOKS = "riverside", "address-books"
# PDF needs an extra.
_REPORTS = ("html", "xlsx", "md")


@click.command(epilog="Example:  folio demo my-demo")
@click.argument("folder", metavar="[DIR]", default="folio-demo", type=click.Path(file_okay=False, path_type=Path))
@force_option
@quiet_option
@click.pass_context
def command(ctx: click.Context, folder: Path, force: bool, quiet: bool) -> int:
    """Try every step on a made-up class of twelve, in DIR.

    The steps are contacts, new, collect, check, report, letters, plan, due, grade and kit. The class is like a real
    one: it has mistakes, files saved by LibreOffice, one broken file and one missing file. Nothing outside DIR is
    touched.
    """
    from folio.basics.content_folders import content_folder
    from folio.basics.file_writing import refuse_existing, write_files

    samples = content_folder("samples")
    turned_in = {
        folder / target / p.name: p.read_bytes()
        for source, target in ((_CLASS, "class"), (_BOOKS, _BOOKS))
        for p in sorted((samples / source).iterdir())
        if p.is_file()
    }
    books = tuple(p for p in turned_in if p.parent.name == _BOOKS)
    requirements = folder / "requirements.toml"
    turned_in[requirements] = (content_folder("workbook_templates") / requirements.name).read_bytes()
    calendar = folder / "due.ics"
    made = [
        folder / "my-interviews.xlsx",
        folder / "collected" / "collect.csv",
        folder / "grades" / "grades.csv",
        *(folder / "report" / f"report.{style}" for style in _REPORTS),
        folder / "for-the-principal" / "report.html",
        calendar,
        folder / "letters" / "index.html",
        folder / "plans" / "all-plans.html",
    ]
    folders = ("collected", "grades", "letters", "plans", "kits")
    there = [p for name in folders for p in (folder / name).rglob("*") if p.is_file()]
    refuse_existing([*turned_in, *made, *there], force=force)
    write_files(turned_in, force=force, inputs=())
    roster, collected = folder / "class" / "roster.csv", folder / "collected"
    paths = (str(collected),)

    _show_command(f"folio contacts {' '.join(map(str, books))}")
    ctx.invoke(contacts.command, files=books, style="text", quiet=quiet)
    wanted = " ".join(f"--contacts {book}" for book in books)
    _show_command(f"folio new {made[0]} --name 'Ana Lopez' --field nursing {wanted}")
    ctx.invoke(
        new.command, out=made[0], name="Ana Lopez", fields=("nursing",), books=books, today=TODAY, force=force,
        quiet=True,
    )  # fmt: skip
    _show_command(f"folio collect {folder / 'class'} --roster {roster} --out {collected} --today {TODAY}")
    ctx.invoke(
        collect.command, sources=(str(folder / "class"),), rosters=(roster,), out=collected, today=TODAY, force=force,
        quiet=True,
    )  # fmt: skip
    _show_command(f"folio check {paths[0]} --today {TODAY}")
    ctx.invoke(check.command, paths=paths, style="text", today=TODAY, quiet=quiet)
    _show_command(f"folio report {paths[0]} --out {folder / 'report'} --format {','.join(_REPORTS)} --today {TODAY}")
    ctx.invoke(
        report.command, paths=paths, out=folder / "report", formats=_REPORTS, today=TODAY, force=force, quiet=True
    )
    principal = folder / "for-the-principal"
    _show_command(f"folio report {paths[0]} --out {principal} --audience {SCHOOL} --today {TODAY}")
    ctx.invoke(
        report.command, paths=paths, out=principal, formats=_REPORTS[:1], audience=SCHOOL, today=TODAY, force=force,
        quiet=True,
    )  # fmt: skip
    _show_command(f"folio letters {paths[0]} --out {folder / 'letters'} --today {TODAY}")
    ctx.invoke(
        letters.command, paths=paths, out=folder / "letters", kinds=letters.KINDS, formats=letters.USUAL, today=TODAY,
        force=force, quiet=True,
    )  # fmt: skip

    _show_command(f"folio plan {paths[0]} --out {made[-1].parent} --today {TODAY}")
    ctx.invoke(plan.command, paths=paths, out=made[-1].parent, formats=("html",), today=TODAY, force=force, quiet=True)

    _show_command(f"folio due {paths[0]} --format ics --out {calendar} --today {TODAY}")
    ctx.invoke(due.command, paths=paths, style="ics", out=calendar, today=TODAY, force=force, quiet=True)

    _show_command(f"folio grade {paths[0]} --requirements {requirements} --out {folder / 'grades'} --today {TODAY}")
    ctx.invoke(
        grade.command, paths=paths, requirements_file=requirements, out=folder / "grades", today=TODAY, force=force,
        quiet=True,
    )  # fmt: skip

    kits = folder / "kits"
    _show_command(f"folio kit {paths[0]} --out {kits} --today {TODAY}")
    ctx.invoke(kit.command, paths=paths, out=kits, today=TODAY, force=force, quiet=True)

    click.echo("")
    click.echo(click.style("Where to look:", bold=True))
    for path, what in (
        (made[0], "a new workbook, with the people from two address books"),
        (folder / "class", "what the class turned in, mistakes and a broken file included"),
        (made[1], "whose work each file is, who is missing, and why"),
        (folder / "report" / "report.html", "the class at a glance, and a page for each student"),
        (folder / "report" / "report.xlsx", "the same report as a workbook with charts"),
        (principal / "report.html", "figures for the school, without names"),
        (folder / "letters" / "index.html", "the letters that were drafted, and why others weren't"),
        (made[2], "the points by requirements.toml; evidence.csv beside it has the cells"),
        (calendar, "what is due, for a calendar"),
        (made[-1], "a page for each upcoming interview, to print and take along"),
        (kits, "a folder to hand back to each student: page, marked workbook, letters and calendar"),
    ):
        click.echo(f"  {path}\n      {what}")
    return 0


def _show_command(line: str) -> None:
    click.echo("")
    click.echo(click.style(f"$ {line}", bold=True))
