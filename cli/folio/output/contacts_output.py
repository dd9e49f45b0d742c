"""What ``folio contacts`` says: as text for a person at a terminal, as data for scripts, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from folio.basics.csv_cells import neutral
from folio.basics.plain_values import as_json, as_shown
from folio.basics.wording import counted, visible
from folio.collecting.address_books import AddressBook, UnreadBook, place_of
from folio.collecting.address_entries import EntryProblem
from folio.domain.contact_merging import (
    BASICS,
    EMAIL,
    JOB_TITLE,
    NAME,
    ORGANIZATION,
    PHONE,
    PROFILE,
    Duplicate,
    FoundContact,
    Merged,
    MergedContact,
)

FORMAT = 1
_NAME_WIDTH, _WORK_WIDTH = 26, 44
# An office has one number for many people.
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class ContactsAnswer:
    """What address books hold: the files, and the people that were asked for, joined."""

    books: Sequence[AddressBook]
    unread: Sequence[UnreadBook]
    merged: Merged
    unmatched: Sequence[str] = ()

    @property
    def problems(self) -> list[EntryProblem]:
        """The entries that are left out, and what is wrong with those that were asked for."""
        asked = {(found.file, found.place) for row in self.merged.rows for found in row.found}
        return [p for book in self.books for p in book.problems if p.left_out or (p.file, p.place) in asked]


def contacts_data(answer: ContactsAnswer) -> dict[str, Any]:
    """The answer of ``folio contacts --format json``."""
    rows, duplicates = answer.merged.rows, answer.merged.duplicates
    return {
        "format": FORMAT,
        "files": [
            {"path": b.path, "kind": b.kind, "contacts": len(b.contacts), "blank": b.blank, "guessed": b.guessed}
            for b in answer.books
        ],
        "contacts": [_contact(row) for row in rows],
        "duplicates": [
            {"merged": d.merged, "reason": d.reason, "rows": [_place(f) for row in d.rows for f in row.found]}
            for d in duplicates
        ],
        "problems": [
            {
                "file": p.file, "row": p.place, "card": p.is_card, "column": p.column, "value": p.value or None,
                "message": p.message, "fix": p.fix, "left_out": p.left_out,
            }
            for p in answer.problems
        ],
        "unreadable": [{"path": u.path, "message": u.message, "fix": u.fix} for u in answer.unread],
        "picks_without_anybody": list(answer.unmatched),
        "summary": _summary(answer),
    }  # fmt: skip


def _contact(row: MergedContact) -> dict[str, Any]:
    values = {key: as_json(row.values.get(key)) for key in BASICS}
    values |= {key: as_json(value) for key, value in row.values.items()}
    others: dict[str, list[str]] = {EMAIL: [], PHONE: [], PROFILE: []}
    kept = {str(row.values.get(key)).casefold() for key in others}
    for found in row.found:
        for key, text in [*found.others, *((key, str(found.values.get(key) or "")) for key in others)]:
            if text and text.casefold() not in kept and text not in others[key]:
                others[key].append(text)
    first = row.found[0]
    return {
        "file": first.file, "row": first.place, "card": first.is_card, **values, "others": others,
        "labels": list(dict.fromkeys(label for found in row.found for label in found.labels)),
        "also": [_place(found) for found in row.found[1:]],
    }  # fmt: skip


def _place(found: FoundContact) -> dict[str, Any]:
    return {"file": found.file, "row": found.place, "card": found.is_card, "name": found.name}


def _summary(answer: ContactsAnswer) -> dict[str, int]:
    duplicates = answer.merged.duplicates
    return {
        "files": len(answer.books),
        "contacts": sum(bool(row.found) for row in answer.merged.rows),
        "merged": sum(d.merged for d in duplicates),
        "to_look_at": sum(not d.merged for d in duplicates),
        "left_out": sum(p.left_out for p in answer.problems),
        "blank": sum(b.blank for b in answer.books),
        "unreadable": len(answer.unread),
    }


def contacts_csv(answer: ContactsAnswer) -> str:
    """The contacts as CSV, with the columns of the sheet Contacts, so that folio can read it again."""
    more = dict.fromkeys(key for row in answer.merged.rows for key in row.values if key not in BASICS)
    columns = [*BASICS, *more, "_labels", "_file", "_row"]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns)
    writer.writeheader()
    for row in answer.merged.rows:
        data = _contact(row)
        cells = data | {"_labels": "; ".join(data["labels"]), "_file": data["file"], "_row": data["row"]}
        writer.writerow({key: neutral(cells.get(key)) for key in columns})
    return stream.getvalue()


def contacts_text(answer: ContactsAnswer) -> Iterator[str]:
    """The lines that a person reads: the people, then what to look at."""
    for book in answer.books:
        shown = [row for row in answer.merged.rows if row.found[0].file == book.path]
        blank = f", {counted(book.blank, 'blank entry', 'blank entries')} passed over" if book.blank else ""
        yield f"{visible(book.path)}   {book.kind}, {counted(len(book.contacts), 'contact')}{blank}"
        word = "card" if any(row.found[0].is_card for row in shown) else "line"
        for row in shown:
            yield f"  {word} {row.found[0].place:<5} {_told(row)}".rstrip()
        yield ""
    yield from notes_text(answer)
    yield counts_text(answer)


def notes_text(answer: ContactsAnswer) -> Iterator[str]:
    """What was joined, what may be one person, and what is wrong with entries."""
    parts = (
        ("Joined, because it's one person", [_twice(d) for d in answer.merged.duplicates if d.merged]),
        ("Maybe one person: look at these", [_twice(d) for d in answer.merged.duplicates if not d.merged]),
        ("Left out", [problem_line(p) for p in answer.problems if p.left_out]),
        ("Left blank", [problem_line(p) for p in answer.problems if not p.left_out]),
    )
    for title, lines in parts:
        if lines:
            yield title
            yield from (f"  {line}" for line in lines)
            yield ""


def counts_text(answer: ContactsAnswer) -> str:
    """How many contacts there are, in one line."""
    summary = _summary(answer)
    said = [
        f"{summary[key]} {word}"
        for key, word in (("merged", "joined"), ("to_look_at", "to look at"), ("left_out", "left out"))
        if summary[key]
    ]
    counts = f"{counted(summary['contacts'], 'contact')} in {counted(summary['files'], 'file')}"
    return f"{counts}{': ' if said else ''}{', '.join(said)}."


def problem_line(problem: EntryProblem) -> str:
    """A problem with its place, and what to do."""
    return f"{place_of(problem)}: {visible(problem.message)} {visible(problem.fix)}"


def _told(row: MergedContact) -> str:
    """A person in one line: name, job and organization, then how to reach them."""
    said = {key: visible(as_shown(value)) for key, value in row.values.items()}
    work = ", ".join(filter(None, (said.get(JOB_TITLE), said.get(ORGANIZATION))))
    reach = "  ".join(filter(None, map(said.get, (EMAIL, PHONE, PROFILE))))
    name = visible(said[NAME], _NAME_WIDTH)
    return f"{name:<{_NAME_WIDTH}}  {visible(work, _WORK_WIDTH):<{_WORK_WIDTH}}  {reach}"


def _twice(duplicate: Duplicate) -> str:
    places = [f"{visible(found.name)} ({place_of(found)})" for row in duplicate.rows for found in row.found]
    places += [f"{visible(row.values[NAME])} (in the workbook)" for row in duplicate.rows if row.existing is not None]
    more = f", and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    return f"{' / '.join(places[:_MOST_PLACES])}{more}: {duplicate.reason}"
