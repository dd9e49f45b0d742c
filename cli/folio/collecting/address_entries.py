"""One entry of an address book, whatever program wrote it, as a contact: which address, number and link it gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from folio.basics.excel_texts import excel_length
from folio.basics.person_names import listed_name, name_of_parts
from folio.basics.wording import storable, visible
from folio.domain.contact_merging import EMAIL, JOB_TITLE, NAME, ORGANIZATION, PHONE, PROFILE, FoundContact
from folio.domain.email_addresses import email_address
from folio.domain.records import Value
from folio.intake.cells.convert import convert
from folio.intake.problems.make import make_problem
from folio.template.schema import Column, Sheet
from folio.workbook.embedded_description import name_error

# Where somebody is reached at work comes first, then what says nothing, such as a cell phone, then the home.
_WORK = frozenset(("work", "business", "office", "company", "school"))
_HOME = frozenset(("home", "personal", "private"))
_NEVER = frozenset(("fax", "pager", "assistant", "telex", "isdn", "callback", "car", "radio", "tty", "tdd", "manager"))
_LINKEDIN = re.compile(r"(?:https?://)?(?:[\w-]+\.)*linkedin\.com/(?:in|pub)/", re.IGNORECASE)
# What Excel holds in a cell.
_MOST_CHARACTERS = 32_767
_FIX = "Correct it in the program the file is from, or type it into the workbook later."


@dataclass(frozen=True, slots=True)
class Detail:
    """An email address, a phone number or a link as it was typed, with the words of its label, in small letters."""

    text: str
    label: frozenset[str] = frozenset()
    preferred: bool = False

    @property
    def rank(self) -> tuple[int, bool]:
        """What comes first has the lowest rank."""
        place = 0 if self.label & _WORK else 2 if self.label & _HOME else 1
        return place, not self.preferred


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """What an address book says of one person, as texts. ``more`` has what a plain list says besides, by key."""

    file: str
    place: int
    is_card: bool = False
    title: str = ""
    first: str = ""
    middle: str = ""
    last: str = ""
    suffix: str = ""
    full: str = ""
    organization: str = ""
    job_title: str = ""
    emails: Sequence[Detail] = ()
    phones: Sequence[Detail] = ()
    links: Sequence[Detail] = ()
    labels: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is there of which a contact could be made, as of members who restricted what others see."""
        there = (self.first, self.last, self.full, self.organization, *self.emails, *self.phones, *self.links)
        return not any(there)

    @property
    def name(self) -> str:
        """The name as a list has it; empty where no person is named."""
        parts = name_of_parts(self.title, self.first, self.middle, self.last, self.suffix)
        name = parts if self.first or self.last else listed_name(" ".join(filter(None, (self.title, self.full))))
        is_name = any(map(str.isalpha, name)) and not email_address(name)
        # One may work for oneself.
        is_company = not (self.first and self.last) and _plain(name) == _plain(self.organization)
        return name if is_name and not is_company else ""


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """What is wrong with an entry: a cell that is left blank, or, with ``left_out``, an entry that isn't taken."""

    file: str
    place: int
    is_card: bool
    message: str
    fix: str
    column: str | None = None
    value: str = ""
    left_out: bool = False


def contact_of(entry: AddressEntry, sheet: Sheet) -> tuple[FoundContact | None, list[EntryProblem]]:
    """Return the contact that an entry makes on the sheet Contacts, if any, and what is wrong with it."""
    values: dict[str, Value] = {}
    problems: list[EntryProblem] = []

    def problem(message: str, fix: str, column: str | None = None, value: str = "", *, left_out: bool = False) -> None:
        problems.append(
            EntryProblem(entry.file, entry.place, entry.is_card, message, fix, column, visible(value, 200), left_out)
        )

    name, keys = entry.name, sheet.keys
    if not name:
        only = entry.organization or next((d.text for d in (*entry.emails, *entry.phones, *entry.links)), "")
        kind = "person" if entry.organization else "name"
        named = f"there is no {kind} in it, only {visible(only, 60)!r}" if only else "there is no name in it"
        problem(f"{named[0].upper()}{named[1:]}.", "Add the person's name, if it's somebody to talk to.", left_out=True)
        return None, problems
    texts = {NAME: name, ORGANIZATION: entry.organization, JOB_TITLE: entry.job_title, **entry.more}
    for key, text in texts.items():
        column = sheet.column(key) if key in keys else None
        if column is None or not (text := storable(text).strip()):
            continue
        value, message, fix = _converted(column, text)
        if message:
            problem(message, fix, key, text, left_out=key == NAME)
        if value is not None:
            values[key] = value
    others: list[tuple[str, str]] = []
    for key, details in ((EMAIL, entry.emails), (PHONE, entry.phones), (PROFILE, _by_kind(entry.links))):
        usable, wrong = _usable(_column(sheet, key), details)
        if usable and key in keys:
            values[key] = usable[0]
        elif wrong:
            problem(*_wrong(_column(sheet, key), wrong[0]), key, wrong[0])
        others += [(key, text) for text in (usable[1:] if key in keys else usable)]
    if any(p.left_out for p in problems):
        return None, problems
    return FoundContact(entry.file, entry.place, values, entry.is_card, tuple(others), entry.labels), problems


def _converted(column: Column, text: str) -> tuple[Value, str, str]:
    """Return what a text is in a column, or None, and what is wrong with it."""
    if column.type in ("text", "reference", "choice"):
        text = " ".join(text.split())
    if why := name_error(text) if column.type in ("text", "reference") else "":
        return None, f"{visible(text, 40)!r} can't be used as {column.header}: {why}.", _FIX
    if excel_length(text) > _MOST_CHARACTERS:
        return None, f"{column.header} has more than {_MOST_CHARACTERS:,} characters.", "Shorten it."
    converted = convert(column, text)
    if converted.error:
        return None, *_wrong(column, text)
    return converted.value, "", ""


def _wrong(column: Column, text: str) -> tuple[str, str]:
    converted = convert(column, text)
    words = make_problem(converted.error or "", column=column, value=visible(text, 60), hint=converted.hint)
    return words.message, _FIX


def _usable(column: Column, details: Iterable[Detail]) -> tuple[list[str], list[str]]:
    """The details that fit their column, the one to use first, each once; and those that don't."""
    usable: dict[str, str] = {}
    wrong = []
    for detail in sorted((d for d in details if not d.label & _NEVER), key=lambda d: d.rank):
        converted = convert(column, storable(detail.text).strip())
        if converted.error:
            wrong.append(detail.text)
        else:
            text = str(converted.value)
            usable.setdefault(text.casefold(), text)
    return list(usable.values()), wrong


def _by_kind(links: Iterable[Detail]) -> Iterator[Detail]:
    """The links, those to a profile on LinkedIn first."""
    return (Detail(d.text, preferred=bool(_LINKEDIN.match(d.text.strip()))) for d in links)


def _column(sheet: Sheet, key: str) -> Column:
    """The column of a sheet; of a template without it, one of its type, so that entries can be compared by it."""
    types = {EMAIL: "email", PHONE: "phone", PROFILE: "url"}
    return (
        sheet.column(key)
        if key in sheet.keys
        else Column.model_validate({"key": key, "header": key, "type": types[key]})
    )


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
