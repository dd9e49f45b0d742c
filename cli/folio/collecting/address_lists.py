"""Address books as lists: what LinkedIn, Google, Outlook and phones export as CSV, and lists that people keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from folio.collecting.address_entries import AddressEntry, Detail
from folio.collecting.list_files import ListFile, ListRow
from folio.collecting.rosters import is_class_list, plain_heading
from folio.domain.contact_merging import JOB_TITLE, NAME, ORGANIZATION
from folio.exit_codes import ContentProblem
from folio.template.schema import META_SHEET, Sheet

LINKEDIN, GOOGLE, OUTLOOK, OTHER, LIST = "LinkedIn", "Google", "Outlook", "address book", "list"
# A title, or a note as LinkedIn writes it, may stand above the headings.
_ABOVE = 20
_MOST = 50_000
# The headings of what an entry says of a person, the first that is there. The sheet's own come besides.
_PARTS = {
    "first": ("first name", "given name", "firstname", "first"),
    "middle": ("middle name", "additional name", "middle"),
    "last": ("last name", "family name", "lastname", "surname", "last"),
    "title": ("name prefix", "prefix", "honorific"),
    "suffix": ("name suffix", "suffix"),
    NAME: ("name", "full name", "display name", "contact name", "person"),
    ORGANIZATION: ("organization name", "organization 1 - name", "company", "company name", "workplace"),
    JOB_TITLE: ("organization title", "organization 1 - title", "job title", "position", "occupation"),
    "labels": ("labels", "group membership", "categories"),
}
_EMAIL, _PHONE = {"email", "mail"}, {"phone", "mobile", "cell", "telephone", "tel"}
_NO_VALUE = frozenset(("type", "label", "display", "yomi", "phonetic", "photo", "picture", "image"))
# A list with such columns isn't about work, and nor are its notes.
_PRIVATE = frozenset(("birthday", "birth", "anniversary", "nickname", "home", "fax", "pager", "spouse"))
_BESIDE = re.compile(r"(.+) - value")
# Google joins what stands in one cell.
_JOINED = re.compile(r"\s*:::\s*")


@dataclass(frozen=True, slots=True)
class _Headings:
    """Which column says what: ``parts`` by their name, ``more`` by the key of the sheet, details with their label's."""

    kind: str
    count: int
    parts: Mapping[str, int]
    more: Mapping[str, int] = field(default_factory=dict)
    emails: Sequence[tuple[int, frozenset[str], int | None]] = ()
    phones: Sequence[tuple[int, frozenset[str], int | None]] = ()
    links: Sequence[tuple[int, frozenset[str], int | None]] = ()


def listed_entries(listed: ListFile, sheet: Sheet) -> tuple[str, list[AddressEntry], list[int], list[int]]:
    """Return the program that wrote a list, its entries, and the lines that are none.

    First come those with more cells than headings, then those that seem to be the rest of one that can't be read.

    Raises ContentProblem where it's no address book.
    """
    path = listed.path
    if META_SHEET in listed.sheets:
        raise ContentProblem(
            f"{path}: this is a workbook of folio, and no address book.",
            "To take its people along, give it to --from: folio new NEW.xlsx --from OLD.xlsx",
        )
    for i, row in enumerate(listed.rows[:_ABOVE]):
        headings = list(map(plain_heading, row.cells))
        if is_class_list(headings):
            raise ContentProblem(
                f"{path}: this is a class list, and no address book.", "Use folio new --roster for it."
            )
        if found := _headings(headings, sheet):
            rows = listed.rows[i + 1 :]
            if len(rows) > _MOST:
                raise ContentProblem(f"{path}: there are {len(rows):,} lines.", f"{_MOST:,} is the most at a time.")
            surplus = [r.line for r in rows if any(c.strip() for c in r.cells[found.count :])]
            unread, rests = set(listed.unread), []
            for row in rows:
                if row.line - 1 in unread and len(row.cells) < found.count:
                    rests.append(row.line)
                    unread.add(row.line)
            none = {*surplus, *rests}
            return found.kind, [_entry(str(path), r, found) for r in rows if r.line not in none], surplus, rests
    there = ", ".join(c.strip() for c in listed.rows[0].cells if c.strip()) if listed.rows else ""
    raise ContentProblem(
        f"{path}: this is no address book: there's no line of headings with names"
        + (f". It begins with: {there[:100]}." if there else ", and it's empty."),
        "Export it as CSV or vCard, or give its columns headings: name,organization,job_title,email,phone",
    )


def _headings(headings: Sequence[str], sheet: Sheet) -> _Headings | None:
    """What the columns below some headings say; None where these are no headings of an address book."""
    own = {plain_heading(n): c.key for c in sheet.columns for n in (c.key, c.header, *c.aliases)}
    parts = {part: headings.index(n) for part, names in _PARTS.items() for n in reversed(names) if n in headings}
    details: dict[str, list[tuple[int, frozenset[str], int | None]]] = {"emails": [], "phones": [], "links": []}
    for i, heading in enumerate(headings):
        if (kind := _kind_of_detail(heading)) and headings.index(heading) == i:
            details[kind].append((i, frozenset(_words(heading)), _label_beside(heading, headings)))
    kind = _program(headings)
    if {"title", "job title"} <= {*headings}:  # beside the job, it's Dr. or Ms.
        parts["title"] = headings.index("title")
    taken = {*parts.values(), *(i for columns in details.values() for i, *_ in columns)}
    more: dict[str, int] = {}
    for i, heading in enumerate(headings):
        key = own.get(heading)
        if key in (NAME, ORGANIZATION, JOB_TITLE):
            parts.setdefault(key, i)
        elif kind == LIST and key and i not in taken and sheet.column(key).typed and not sheet.column(key).private:
            more.setdefault(key, i)
    if not (NAME in parts or {"first", "last"} & parts.keys()):
        return None
    # One word may be a title above the headings; a list of names alone is one, too.
    if len(taken | {*more.values()}) == 1 and sum(map(bool, headings)) > 1:
        return None
    return _Headings(kind, len(headings), parts, more, **details)


def _program(headings: Sequence[str]) -> str:
    """The program that writes such headings."""
    there = set(headings)
    if "connected on" in there and "first name" in there:
        return LINKEDIN
    if any(re.fullmatch(r"(?:e-mail|phone) 1 - value|organization name|organization 1 - name", h) for h in there):
        return GOOGLE
    if there & {"given name", "e-mail 1 - label"}:
        return GOOGLE
    if "e-mail address" in there and there & {"job title", "business phone", "mobile phone"}:
        return OUTLOOK
    return OTHER if any(_words(heading) & _PRIVATE for heading in headings) else LIST


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.casefold().replace("e-mail", "email")))


def _kind_of_detail(heading: str) -> str:
    words = _words(heading)
    if words & _NO_VALUE:
        return ""
    if words & _EMAIL:
        return "emails"
    if words & _PHONE:
        return "phones"
    is_link = words & {"url", "website", "linkedin"} or {"web", "page"} <= words or {"profile", "link"} <= words
    return "links" if is_link else ""


def _label_beside(heading: str, headings: Sequence[str]) -> int | None:
    """The column that says what an address or number is for, as Google has it: Work, Home."""
    found = _BESIDE.fullmatch(heading)
    names = [f"{found[1]} - {word}" for word in ("label", "type")] if found else []
    return next((headings.index(name) for name in names if name in headings), None)


def _entry(file: str, row: ListRow, headings: _Headings) -> AddressEntry:
    def cell(place: int | None) -> str:
        return row.cells[place].strip() if place is not None and place < len(row.cells) else ""

    def details(columns: Sequence[tuple[int, frozenset[str], int | None]]) -> Iterator[Detail]:
        for place, words, beside in columns:
            label = cell(beside)
            for text in filter(None, _JOINED.split(cell(place))):
                # Google marks with a star what somebody prefers.
                yield Detail(text, words | _words(label), preferred=label.startswith("*"))

    def part(name: str) -> str:
        return " ".join(_JOINED.split(cell(headings.parts.get(name)))[0].split())

    groups = re.split(r"\s*:::\s*|\s*;\s*", cell(headings.parts.get("labels")))
    return AddressEntry(
        file, row.line, title=part("title"), first=part("first"), middle=part("middle"), last=part("last"),
        suffix=part("suffix"), full=part(NAME), organization=part(ORGANIZATION), job_title=part(JOB_TITLE),
        emails=tuple(details(headings.emails)), phones=tuple(details(headings.phones)),
        links=tuple(details(headings.links)),
        # Google has everybody in groups that begin with a star.
        labels=tuple(group for group in groups if group and not group.startswith("*")),
        more={key: text for key, place in headings.more.items() if (text := cell(place))},
    )  # fmt: skip
