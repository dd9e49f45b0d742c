"""Draft the letters that a workbook calls for: a draft says only what it says, and shows its gaps.

The steps: gather the facts (``contact_facts``), decide what is due (``letters_due``), say it (``letter_values``),
render a checked template (``letter_templates``), look at the result (``lint``). ``letter_files`` makes the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from folio.basics.file_names import LONGEST, distinct, slug
from folio.domain.email_addresses import email_address
from folio.domain.names import normalize_name
from folio.insight.student_labels import labels
from folio.intake.model import Reading
from folio.output.letters.contact_facts import Contact, LetterFacts, gather
from folio.output.letters.drafts import Draft, NotDrafted, StudentLetters
from folio.output.letters.letter_names import spelled
from folio.output.letters.letter_sentences import VOICES, Voice
from folio.output.letters.letter_templates import LetterTemplates, render
from folio.output.letters.letter_values import FIRST_LETTERS, LetterValue, letter_values
from folio.output.letters.letters_due import KIND_WORDS, KINDS, LetterDue, LetterKind, decide
from folio.output.letters.lint import (
    MOST_WORDS,
    Background,
    Finding,
    LetterText,
    contact_findings,
    lint,
    words_in,
)
from folio.output.letters.same_texts import SAME_TEXT, copied, said_in, same_for_two
from folio.output.letters.step_drafts import step_told

REQUESTS: tuple[LetterKind, ...] = ("request", "referral-request")
# How much of the student's self-description a letter has; less of it where a first letter would be too long.
_ABOUT_LIMITS = (240, 150, 110, 0)
_LEFT_OUT = Finding(
    "left-out", "Your self-description is too long for a first letter.", "Say in one short sentence who you are."
)
_ADD_COLUMN = "Add it to the workbook, or take it out of the letter."
_UNSAID = "Your own {} doesn't say it. Say it there, or run folio letters again after you've sent that."
# What to do about a remark, by the kind of letter that has one.
_REMARKED: dict[LetterKind, str] = {
    "request": "Ask your counselor.",
    "referral-request": "Ask your counselor.",
    "thank-you": "Do it in this letter, or write another one.",
}
# A whole file name has 80 characters at most: room for the longest ending.
_SLUG = LONGEST - len(".docx")


def draft_letters(
    reading: Reading, today: date, templates: LetterTemplates, kinds: Sequence[LetterKind] = KINDS,
    held: Mapping[str, str] | None = None, voice: Voice | None = None,
) -> StudentLetters:  # fmt: skip
    """Draft all letters of these kinds that the workbook calls for today; pure.

    ``held`` has the contacts who get no request, by how names are compared, and why not. ``voice`` is that of letters
    to people for whom Contacts names none; without it, that of the workbook's template. Every contact appears among
    the drafts or, with the reason, among those without one. Raises ContentProblem where a template fails with this
    workbook's values.
    """
    facts = gather(reading, today)
    usual = voice or facts.voice
    drafted: list[Draft] = []
    without: list[NotDrafted] = []
    for contact in facts.contacts:
        due, reasons = decide(contact, kinds, today)
        if due and due.kind in REQUESTS and (why := (held or {}).get(normalize_name(contact.name))):
            reasons, due = [(due.kind, why), *reasons], None
        if due:
            own_voice = next((v for v in VOICES if v == contact.voice), usual)
            template = templates.by_kind[due.kind, own_voice]
            unsaid = tuple(d for d in due.covers if not template.says(d.kind))
            due = replace(due, covers=tuple(d for d in due.covers if d not in unsaid))
            reasons = [*reasons, *((d.kind, _UNSAID.format(KIND_WORDS[due.kind])) for d in unsaid)]
            step = step_told(reading, today, contact.name, due.kind)
            drafted.append(replace(_draft(facts, contact, due, own_voice, today, templates), step=step))
        without += [NotDrafted(contact.name or contact.place, *reason) for reason in reasons]
    for name, kind in facts.unlisted:
        if kind in kinds:
            without.append(NotDrafted(name, kind, f"{name} isn't in your contacts. Check the spelling."))
    names = distinct((draft.slug for draft in drafted), longest=_SLUG)
    named = [replace(draft, slug=name) for draft, name in zip(drafted, names, strict=True)]
    writer, drafts = facts.writer, compare_drafts(named)
    number = reading.student.id
    return StudentLetters(
        reading.path, spelled(writer.name), email_address(writer.email), drafts, tuple(without), number
    )


def in_folders(letters: Iterable[StudentLetters]) -> list[StudentLetters]:
    """Give each student a folder and a label of their own where there are several."""
    several = list(letters)
    if len(several) < 2:
        return several
    folders = student_folders([(one.name, one.student_id, one.path) for one in several])
    return [replace(one, folder=folder, label=title) for one, (folder, title) in zip(several, folders, strict=True)]


def student_folders(students: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Return the (folder, label) of each of several (name, id, path of the workbook); both are distinct."""
    titles = labels((name or path.rsplit("/", 1)[-1], number, path) for name, number, path in students)
    folders = distinct(slug(title.replace(".xlsx", ""), "student") for title in titles)
    return list(zip(folders, titles, strict=True))


def letter_slug(kind: LetterKind, contact: Contact) -> str:
    """Return the name of a letter's files, without ending; it may get a number where several letters have it."""
    return slug(f"{kind}-{contact.name}", longest=_SLUG)


def _draft(
    facts: LetterFacts, contact: Contact, due: LetterDue, voice: Voice, today: date, templates: LetterTemplates
) -> Draft:
    template = templates.by_kind[due.kind, voice]
    missing = sorted(template.own - facts.own_names)
    own = {**dict.fromkeys(missing, ""), **facts.own(contact, due.interview)}

    for limit in _ABOUT_LIMITS:
        said = letter_values(facts, contact, due, voice, templates.frames, today, limit)
        letter = render(template, {**own, **said})
        if due.kind not in FIRST_LETTERS or words_in(letter.body, letter.gaps) <= MOST_WORDS:
            break
    left_out = due.kind in FIRST_LETTERS and facts.writer.about_me and not (said["about_me"] or said["about_gap"])
    text = LetterText(due.kind, letter.subject, letter.body, letter.gaps)
    usual = templates.usual(due.kind)
    findings = [
        *lint(text, Background(contact, facts.writer, due.due, _texts(own), usual, today)),
        *contact_findings(contact, letter.body),
        *([_LEFT_OUT] if left_out and "about_me" in template.uses else []),
        *(Finding("remark", remark, _REMARKED[due.kind]) for remark in due.remarks),
        *(_foreign(field) for field in template.foreign if field not in letter.body),
        *(Finding("own-column", f"This workbook has no custom column “{name}”.", _ADD_COLUMN) for name in missing),
    ]
    return Draft(
        kind=due.kind,
        voice=voice,
        contact=contact.name,
        to_email=email_address(contact.email),
        subject=letter.subject,
        body=letter.body,
        gaps=letter.gaps,
        findings=tuple(findings),
        slug=letter_slug(due.kind, contact),
        address=contact.address,
        send_on=due.send_on,
        covers=tuple(dict.fromkeys(d.kind for d in due.covers)),
        word=letter.word,
        to_note=tuple(dict.fromkeys(d.note_in for d in (due.due, *due.covers) if d.note_in)),
        said=said_in(text, contact, facts.writer, usual),
    )


def _foreign(field: str) -> Finding:
    what = f"“{field}” is a field of another program, and folio leaves it as it is."
    return Finding("merge-field", what, "Write what it stands for.")


def _texts(values: Mapping[str, LetterValue]) -> tuple[str, ...]:
    return tuple(v for v in values.values() if isinstance(v, str))


def compare_drafts(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Return a student's drafts, each with a finding where two say the same now."""
    found = same_for_two([draft.said for draft in drafts])
    return tuple(
        replace(draft, findings=(*(f for f in draft.findings if f.code != SAME_TEXT), *same))
        for draft, same in zip(drafts, found, strict=True)
    )


def compare_students(several: Sequence[StudentLetters]) -> list[StudentLetters]:
    """Add a finding where two students' letters say the same, also with small changes: one of them was copied."""
    found = iter(copied([(one.title, draft.said) for one in several for draft in one.drafts]))
    return [
        replace(one, drafts=tuple(replace(draft, findings=(*draft.findings, *next(found))) for draft in one.drafts))
        for one in several
    ]
