"""``folio contacts``: the people in address books, and those of them that a new workbook gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from folio.basics.wording import counted, visible
from folio.commands.common import F, GivenPath, explain, force_option, notify, quiet_option
from folio.exit_codes import ExitCode, InputUnreadable, UsageProblem
from folio.template.loading import DEFAULT

if TYPE_CHECKING:
    from folio.output.contacts_output import ContactsAnswer
    from folio.template.schema import Sheet

CONTACTS = "contacts"
_MOST_NOTES = 10


def pick_option(function: F) -> F:
    """``--pick``: whom to take."""
    return click.option(
        "--pick", "picks", multiple=True, metavar="WHO",
        help="Only these people: company=NAME, field=WORD, name=NAME, or a file with a name on each line. Can be "
        "repeated.",
    )(function)  # fmt: skip


@click.command(epilog="Example:  folio contacts Connections.csv phone.vcf --pick field=nursing")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=GivenPath(exists=True, path_type=Path))
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True,
    help="Text for people, JSON for scripts, CSV for spreadsheets.",
)  # fmt: skip
@pick_option
@click.option(
    "--out", metavar="FILE", type=GivenPath(dir_okay=False, path_type=Path),
    help="Write to this file. Without it, the answer goes to stdout.",
)  # fmt: skip
@force_option
@quiet_option
def command(
    files: tuple[Path, ...], style: str, picks: tuple[str, ...], out: Path | None, force: bool, quiet: bool
) -> int:
    """Show the people in address books, as contacts for a workbook.

    FILE is what LinkedIn (Connections.csv), Google Contacts or Outlook export as CSV, a vCard file (.vcf) from a phone
    or a mail program, or a list of your own with headings. Home addresses, birthdays and notes aren't taken.

    People who are in it twice are joined where the name and an email address, a phone number or a profile link agree.
    Whoever may be the same person is listed with the reason.

    With --pick, it's only some: who is named, and who fits the company and the field. A field is looked for in job
    titles, organizations and the groups of the address book.

    To put people into a new workbook: folio new my-interviews.xlsx --contacts FILE --pick field=nursing. Or write CSV,
    delete the lines you don't want, and give that to folio new.
    """
    from folio.basics.file_writing import refuse_existing, write_files
    from folio.basics.wording import json_text
    from folio.output.contacts_output import contacts_csv, contacts_data, contacts_text, counts_text, notes_text
    from folio.template.loading import load_kit

    if force and out is None:
        raise click.UsageError("--force only works with --out, because nothing else is written.")
    if out is not None:
        refuse_existing([out], force=force)
    answer = find_contacts(files, picks, load_kit(DEFAULT).template.sheet(CONTACTS), quiet=quiet)
    if style == "json":
        text = json_text(contacts_data(answer)) + "\n"
    elif style == "csv":
        text = contacts_csv(answer)
        for line in notes_text(answer):
            click.echo(line, err=True)
        notify(counts_text(answer), quiet=quiet)
    else:
        text = "".join(f"{line}\n" for line in contacts_text(answer))
    if answer.books or style == "json":
        if out is None:
            click.echo(text, nl=False)
        else:
            # A byte order mark, so that spreadsheet programs take the text for UTF-8.
            content = text.encode("utf-8-sig" if style == "csv" else "utf-8")
            write_files({out: content}, force=force, inputs=(*files, *lists_of(picks)))
            click.echo(out)
    if not answer.unread:
        return ExitCode.OK
    why = f"{len(answer.unread)} of {counted(len(answer.unread) + len(answer.books), 'file')} couldn't be read."
    explain(ExitCode.UNREADABLE, why, quiet=quiet)
    return ExitCode.UNREADABLE


def find_contacts(
    files: Sequence[Path], picks: Sequence[str], sheet: Sheet, existing: Sequence[Mapping[str, Any]] = (), *,
    quiet: bool,
) -> ContactsAnswer:  # fmt: skip
    """Read address books, and say on stderr which can't be read, and which picks fit nobody."""
    from folio.collecting.address_books import AddressBook, UnreadBook, read_address_books
    from folio.collecting.contact_picks import parse_picks, picked
    from folio.domain.contact_merging import merge
    from folio.output.contacts_output import ContactsAnswer

    wanted = parse_picks(picks)
    read = list(read_address_books(files, sheet))
    books = [book for book in read if isinstance(book, AddressBook)]
    unread = [book for book in read if isinstance(book, UnreadBook)]
    for other in unread:
        click.echo(f"{visible(other.message)} {visible(other.fix)}", err=True)
    for book in books:
        if book.guessed:
            notify(f"{visible(book.path)} doesn't say how its letters are stored, so this was guessed.", quiet=quiet)
    contacts = [contact for book in books for contact in book.contacts]
    nobody = []
    if picks:
        contacts, unmatched = picked(contacts, wanted)
        nobody = [pick.given for pick in unmatched]
    for given in nobody[:_MOST_NOTES]:
        click.echo(f"--pick {visible(given)}: nobody fits.", err=True)
    if len(nobody) > _MOST_NOTES:
        click.echo(f"... and {len(nobody) - _MOST_NOTES} more.", err=True)
    return ContactsAnswer(books, unread, merge(existing, contacts), nobody)


def contact_rows(
    files: Sequence[Path], picks: Sequence[str], sheet: Sheet, room: int, existing: Sequence[Mapping[str, Any]] = (), *,
    quiet: bool,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the rows that a workbook gets on the sheet Contacts: the existing ones, then those who aren't among them.

    Raises InputUnreadable for a file that isn't an address book, and UsageProblem where nobody or too many are left.
    """
    from folio.output.contacts_output import counts_text, notes_text

    answer = find_contacts(files, picks, sheet, existing, quiet=quiet)
    if answer.unread:
        raise InputUnreadable("Nothing was written.", "Leave that file out, or export it again.")
    rows = answer.merged.rows
    given = str(files[0])
    if not any(row.found for row in rows):
        what = "--pick fits nobody" if picks else f"There's no contact in {given}"
        raise UsageProblem(f"{what}, so nothing was written.", _look(given))
    if len(rows) > room:
        raise UsageProblem(
            f"That's {len(rows):,} contacts, and a list to work with has up to {room}. Nothing was written.",
            f"Choose some with --pick, like --pick company=NAME, --pick field=WORD or --pick names.txt. {_look(given)}",
        )
    lines = list(notes_text(answer))
    for line in lines[: _MOST_NOTES * 2]:
        click.echo(line, err=True)
    if len(lines) > _MOST_NOTES * 2:
        click.echo(f"... and more. {_look(given)}", err=True)
    notify(counts_text(answer), quiet=quiet)
    return [dict(row.values) for row in rows]


def lists_of(picks: Sequence[str]) -> list[Path]:
    """The files that picks may name, which are inputs like any other."""
    return [Path(pick.removeprefix("@")) for pick in picks]


def _look(file: str) -> str:
    return f"To see who is in it, run: folio contacts {visible(file)}"
