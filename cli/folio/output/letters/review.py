"""Look at drafts that somebody edited, in the folder that folio wrote them to; nothing there is changed.

A draft is known by the name that folio gave its file. Of a draft in two files, those that somebody changed are looked
at, each for itself where they differ; one that nobody changed is looked at once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from folio.basics.rerun_folder import RerunFolder
from folio.domain.email_addresses import email_address
from folio.domain.names import normalize_name
from folio.intake.model import Reading
from folio.output.letters.contact_facts import Contact, LetterFacts, gather
from folio.output.letters.drafting import letter_slug, student_folders
from folio.output.letters.edited_files import LARGEST, EditedFileProblem, EditedText, read_edited
from folio.output.letters.letter_names import spelled
from folio.output.letters.letter_templates import LetterTemplates
from folio.output.letters.letters_due import KINDS, LetterKind
from folio.output.letters.lint import Background, Finding, LetterText, lint, notes_of
from folio.output.letters.same_texts import Said, copied, said_in, same_for_two

# The formats that are read back.
REVIEWED = tuple(LARGEST)
_NUMBER = re.compile(r"-\d+$")
_NOBODY = "No contact fits this name, so folio can't tell whose letter it is."
_SEVERAL = "The names of several contacts fit, so folio can't tell whose letter it is."
HALF_A_PAIR = "what belongs at the bracket that stands alone, or delete it"
_EMPTY_BRACKETS = "the empty brackets"


@dataclass(frozen=True, slots=True)
class Passed:
    """A file that was not looked at, by its path below the folder, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class ReviewedLetter:
    """A letter that was looked at, in one file or in two that say the same.

    ``changed``: somebody changed what folio wrote. ``due``: the workbook still calls for it.
    """

    files: tuple[str, ...]
    kind: LetterKind
    contact: str
    changed: bool
    due: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class StudentReview:
    """The letters of one workbook, from its folders; ``sent`` are as folio wrote them, and not called for now."""

    path: str
    title: str
    places: tuple[str, ...]
    letters: tuple[ReviewedLetter, ...]
    sent: tuple[str, ...]
    unmatched: tuple[Passed, ...]
    unreadable: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A draft in a file: what it says, to whom, and what it is held against."""

    file: str
    stem: str
    kind: LetterKind
    contact: Contact
    text: EditedText
    changed: bool


def review_letters(
    readings: Sequence[Reading], folder: RerunFolder, today: date, templates: LetterTemplates,
    kinds: Sequence[LetterKind], endings: Sequence[str],
) -> list[StudentReview]:  # fmt: skip
    """Look at the drafts in a folder, for the workbooks that they were made from."""
    facts = [gather(reading, today) for reading in readings]
    names = [(spelled(f.writer.name), r.student.id, r.path) for f, r in zip(facts, readings, strict=True)]
    reviews: list[StudentReview] = []
    said: list[tuple[int, int, str, Said]] = []
    for i, (reading, own, (place, title)) in enumerate(zip(readings, facts, student_folders(names), strict=True)):
        # The drafts of one student are in the folder itself, unless it is that of a class.
        places = [place] if len(readings) > 1 else ["", place]
        found, unmatched, unreadable = _files(folder, places, own, kinds, endings)
        letters: list[ReviewedLetter] = []
        sent: list[str] = []
        own_words: dict[int, Said] = {}
        for files in _versions(found):
            first = files[0]
            background = background_of(own, first.kind, first.contact, templates, today)
            if not first.changed and background.due is None:
                sent += [f.file for f in files]
                continue
            text = letter_text(own, first.kind, first.contact, first.text)
            own_words[len(letters)] = said_in(text, first.contact, own.writer, background.usual)
            letters.append(
                ReviewedLetter(
                    tuple(f.file for f in files), first.kind, first.contact.name, first.changed,
                    background.due is not None, tuple(lint(text, background)),
                )
            )  # fmt: skip
        said += [(i, n, title, one) for n, one in own_words.items()]
        reviews.append(
            StudentReview(
                reading.path, title, tuple(places), tuple(letters), tuple(sent), tuple(unmatched), tuple(unreadable)
            )
        )
    return _compared(reviews, said)


def other_folders(folder: Path, reviews: Sequence[StudentReview]) -> list[str]:
    """Return the folders with drafts in a folder that belong to none of these students."""
    own = {place for review in reviews for place in review.places}
    names = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name not in own)
    return [name for name in names if any(_documents(folder / name, REVIEWED))]


def _compared(reviews: list[StudentReview], said: list[tuple[int, int, str, Said]]) -> list[StudentReview]:
    """Add what two letters of a student, or of two students, say both."""
    more: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    for i in range(len(reviews)):
        own = [(n, one) for student, n, _, one in said if student == i]
        for (n, _), same in zip(own, same_for_two([one for _, one in own]), strict=True):
            more[i, n] += same
    for (i, n, _, _), same in zip(said, copied([(title, one) for _, _, title, one in said]), strict=True):
        more[i, n] += same
    return [
        replace(r, letters=tuple(replace(x, findings=(*x.findings, *more[i, n])) for n, x in enumerate(r.letters)))
        for i, r in enumerate(reviews)
    ]


def _files(
    folder: RerunFolder, places: Sequence[str], facts: LetterFacts, kinds: Sequence[LetterKind], endings: Sequence[str]
) -> tuple[list[_Found], list[Passed], list[Passed]]:
    """Return a student's drafts of these kinds, what is no draft of a letter to any contact, and what can't be read."""
    fitting = _by_slug(facts, kinds)
    found, unmatched, unreadable = [], [], []
    for path in sorted(p for place in places for p in _documents(folder.path / place, endings)):
        if any(path.stem.casefold().startswith(f"{kind}-") for kind in KINDS if kind not in kinds):
            continue
        name = path.relative_to(folder.path).as_posix()
        candidates = fitting.get(path.stem.casefold()) or fitting.get(_NUMBER.sub("", path.stem.casefold())) or []
        if not candidates:
            unmatched.append(Passed(name, _NOBODY))
            continue
        try:
            text = read_draft(path)
        except EditedFileProblem as problem:
            unreadable.append(Passed(name, f"This file can't be read: {problem}."))
            continue
        fits = [c for c in candidates if len(candidates) == 1 or _is_to(text, c[1])]
        if len(fits) != 1:
            unmatched.append(Passed(name, _SEVERAL))
            continue
        (kind, contact) = fits[0]
        stem = path.with_suffix("").as_posix()
        found.append(_Found(name, stem, kind, contact, text, not folder.is_as_written(path)))
    return found, unmatched, unreadable


def _documents(folder: Path, endings: Sequence[str]) -> Iterator[Path]:
    """The files in a folder that may be drafts; what office programs put beside them is none."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.suffix[1:].casefold() in endings and not path.name.startswith((".", "~")) and path.is_file():
                yield path


def read_draft(path: Path) -> EditedText:
    """Return what a draft says as it stands in a file; raises EditedFileProblem where it can't be read."""
    ending = path.suffix[1:].casefold()
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST[ending] + 1)
    except OSError as error:
        raise EditedFileProblem(error.strerror or "it can't be opened") from None
    return read_edited(content, ending)


def _by_slug(facts: LetterFacts, kinds: Sequence[LetterKind]) -> dict[str, list[tuple[LetterKind, Contact]]]:
    fitting: dict[str, list[tuple[LetterKind, Contact]]] = defaultdict(list)
    for contact in facts.contacts:
        for kind in kinds if contact.name and not contact.is_duplicate else ():
            fitting[letter_slug(kind, contact)].append((kind, contact))
    return fitting


def _is_to(text: EditedText, contact: Contact) -> bool:
    """Whether the address above a letter, or its greeting, is a contact's."""
    greeting = text.body.partition("\n")[0]
    above = normalize_name(f"{text.above}\n{greeting}")
    email = email_address(contact.email)
    names = (contact.name, contact.addressee.envelope, contact.addressee.greeting, email)
    return any(normalize_name(name) in above for name in names if name)


def _versions(found: Sequence[_Found]) -> Iterator[list[_Found]]:
    """Group the files of one letter that are looked at together; what stays as drafted beside a changed one is left."""
    letters: dict[str, list[_Found]] = defaultdict(list)
    # A text has a subject to look at, too.
    for one in sorted(found, key=lambda f: f.text.subject is None):
        letters[one.stem].append(one)
    for _, files in sorted(letters.items()):
        changed = [f for f in files if f.changed]
        texts: dict[str, list[_Found]] = defaultdict(list)
        for file in changed:
            texts[" ".join(file.text.body.split())].append(file)
        yield from texts.values() if changed else [files]


def background_of(
    facts: LetterFacts, kind: LetterKind, contact: Contact, templates: LetterTemplates, today: date
) -> Background:
    """Return what an edited letter is held against."""
    due = next((d for d in contact.dues if d.kind == kind), None)
    own = facts.own(contact, due.interview if due else contact.last_interview)
    notes = tuple(v for v in own.values() if isinstance(v, str))
    return Background(contact, facts.writer, due, notes, templates.usual(kind), today)


def letter_text(facts: LetterFacts, kind: LetterKind, contact: Contact, text: EditedText) -> LetterText:
    """Return what a file says, with the gaps that are left; brackets from the workbook are none."""
    own = (v for v in facts.own(contact, contact.last_interview).values() if isinstance(v, str))
    typed = " ".join(" ".join((*notes_of(contact), *own, facts.writer.about_me)).split())
    left = [gap for gap in brackets_in(text.body) if f"[{' '.join(gap.split())}]" not in typed]
    return LetterText(kind, text.subject, text.body, tuple(dict.fromkeys(left)))


def brackets_in(text: str) -> list[str]:
    """Return what stands in brackets, the outermost ones, and once for each half of a pair that stands alone."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        depth, start = 0, 0
        for at, sign in enumerate(paragraph):
            if sign == "[":
                depth, start = depth + 1, start if depth else at + 1
            elif sign == "]" and depth:
                depth -= 1
                if not depth:
                    found.append(paragraph[start:at].strip() or _EMPTY_BRACKETS)
            elif sign == "]":
                found.append(HALF_A_PAIR)
        if depth:
            found.append(HALF_A_PAIR)
    return found
