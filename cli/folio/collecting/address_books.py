"""Address books of any kind, read into contacts: a broken line or card, or a file of another kind, stops no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from folio.basics.wording import visible
from folio.collecting.address_entries import AddressEntry, EntryProblem, contact_of
from folio.collecting.address_lists import listed_entries
from folio.collecting.list_files import NOT_CSV, UNCLOSED, content_of, looks_of, read_list
from folio.collecting.vcards import BrokenCard, card_entries, is_vcard
from folio.domain.contact_merging import FoundContact
from folio.exit_codes import ContentProblem
from folio.template.schema import Sheet

CARDS = "vCard"
_QUOTES = 'A name with a comma in it needs quotes, like "Lee, Inc.".'
_FIX_CARD = "Export it again, or type this person into the workbook."


@dataclass(frozen=True, slots=True)
class AddressBook:
    """One file: the program it is from, its contacts, and what is wrong with entries.

    ``blank`` counts entries with nothing in them, as LinkedIn has them for members who restrict what others see.
    ``guessed`` says that nothing told which letters its bytes are.
    """

    path: str
    kind: str
    contacts: tuple[FoundContact, ...]
    problems: tuple[EntryProblem, ...] = ()
    blank: int = 0
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class UnreadBook:
    """A file that isn't an address book, or can't be read: what is wrong, and what to do."""

    path: str
    message: str
    fix: str


def read_address_books(paths: Sequence[Path], sheet: Sheet) -> Iterator[AddressBook | UnreadBook]:
    """Read address books for the sheet Contacts of a template, each once, in the order given."""
    for path in {path.resolve(): path for path in paths}.values():
        try:
            yield _read(path, sheet)
        except ContentProblem as problem:
            yield UnreadBook(str(path), problem.message, problem.fix)


def _read(path: Path, sheet: Sheet) -> AddressBook:
    content = content_of(path)
    if is_vcard(content):
        read, guessed = card_entries(str(path), content)
        entries = [e for e in read if isinstance(e, AddressEntry)]
        broken = [
            EntryProblem(str(path), c.number, True, f"This card can't be read: {c.why}.", _FIX_CARD, left_out=True)
            for c in read if isinstance(c, BrokenCard)
        ]  # fmt: skip
        return _book(path, CARDS, entries, broken, sheet, guessed=guessed)
    if looks := looks_of(content):
        raise ContentProblem(f"{path}: this is {looks}, and no address book.", "Export it as CSV or vCard (.vcf).")
    listed = read_list(path, forgiving=True)
    kind, rows, surplus, rests = listed_entries(listed, sheet)
    broken = [_line(path, line, f"T{NOT_CSV[1:]}", UNCLOSED) for line in listed.unread]
    broken += [_line(path, line, "There are more cells than headings.", _QUOTES) for line in surplus]
    broken += [_line(path, line, "This seems to be the rest of the line above.", UNCLOSED) for line in rests]
    return _book(path, kind, rows, broken, sheet, guessed=listed.guessed)


def _line(path: Path, line: int, message: str, fix: str) -> EntryProblem:
    return EntryProblem(str(path), line, False, message, fix, left_out=True)


def _book(
    path: Path, kind: str, entries: Sequence[AddressEntry], broken: Sequence[EntryProblem], sheet: Sheet, *,
    guessed: bool,
) -> AddressBook:  # fmt: skip
    there = [entry for entry in entries if not entry.is_blank]
    made = [contact_of(entry, sheet) for entry in there]
    contacts = tuple(contact for contact, _ in made if contact)
    problems = sorted((*broken, *(p for _, found in made for p in found)), key=lambda p: p.place)
    odd = any(not contact.name.isascii() for contact in contacts)
    return AddressBook(str(path), kind, contacts, tuple(problems), len(entries) - len(there), guessed and odd)


def place_of(contact: FoundContact | EntryProblem) -> str:
    """Where an entry stands: ``people.csv, line 7``, ``people.vcf, card 3``."""
    return f"{visible(contact.file)}, {'card' if contact.is_card else 'line'} {contact.place}"
