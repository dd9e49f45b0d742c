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
from folio.output.letters.letters_due import KINDS, LetterDue, LetterKind, decide
from folio.output.letters.lint import MOST_WORDS, Finding, contact_findings, lint, same_text, words_in

REQUESTS: tuple[LetterKind, ...] = ("request", "referral-request")
# How much of the student's self-description a letter has; less of it where a first letter would be too long.
_ABOUT_LIMITS = (240, 150, 110, 0)
_LEFT_OUT = Finding("left-out", "Your self-description doesn't fit.", "Say in one short sentence who you are.")
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
    drafted: list[tuple[Contact, Draft]] = []
    without: list[NotDrafted] = []
    for contact in facts.contacts:
        due, reasons = decide(contact, kinds, today)
        if due and due.kind in REQUESTS and (why := (held or {}).get(normalize_name(contact.name))):
            reasons, due = [(due.kind, why), *reasons], None
        if due:
            own_voice = next((v for v in VOICES if v == contact.voice), usual)
            drafted.append((contact, _draft(facts, contact, due, own_voice, today, templates)))
        without += [NotDrafted(contact.name or contact.place, *reason) for reason in reasons]
    for name, kind in facts.unlisted:
        if kind in kinds:
            without.append(NotDrafted(name, kind, f"{name} isn't in your contacts. Check the spelling."))
    writer, drafts = facts.writer, _compared(drafted)
    number = reading.student.id
    return StudentLetters(
        reading.path, spelled(writer.name), email_address(writer.email), drafts, tuple(without), number
    )


def in_folders(letters: Iterable[StudentLetters]) -> list[StudentLetters]:
    """Give each student a folder and a label of their own where there are several."""
    several = list(letters)
    if len(several) < 2:
        return several
    titles = labels((one.title, one.student_id, one.path) for one in several)
    folders = distinct(slug(title.replace(".xlsx", ""), "student") for title in titles)
    named = zip(several, folders, titles, strict=True)
    return [replace(one, folder=folder, label=title) for one, folder, title in named]


def _draft(
    facts: LetterFacts, contact: Contact, due: LetterDue, voice: Voice, today: date, templates: LetterTemplates
) -> Draft:
    template = templates.by_kind[due.kind, voice]
    missing = sorted(template.own - facts.own_names)
    own = {**dict.fromkeys(missing, ""), **facts.own(contact, due.interview)}

    for limit in _ABOUT_LIMITS:
        said = letter_values(facts, contact, due, voice, templates.frames, today, limit)
        letter = render(template, {**own, **said})
        if due.kind not in FIRST_LETTERS or words_in(letter.body) <= MOST_WORDS:
            break
    left_out = due.kind in FIRST_LETTERS and facts.writer.about_me and not (said["about_me"] or said["about_gap"])
    findings = [
        *lint(due.kind, letter.subject, letter.body, letter.gaps, contact, due.interview, _texts(own), today),
        *contact_findings(contact, letter.body),
        *([_LEFT_OUT] if left_out and "about_me" in template.uses else []),
        *(Finding("remark", remark) for remark in due.remarks),
        *(_foreign(field) for field in template.foreign if field not in letter.body),
        *(Finding("own-column", f"This workbook has no custom column “{name}”.") for name in missing),
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
        slug=slug(f"{due.kind}-{contact.name}", longest=_SLUG),
        address=contact.address,
        send_on=due.send_on,
        covers=tuple(dict.fromkeys(d.kind for d in due.covers)),
        word=letter.word,
        places=tuple(dict.fromkeys(d.place for d in (due.due, *due.covers))),
    )


def _foreign(field: str) -> Finding:
    what = f"“{field}” is a field of another program, and folio leaves it as it is."
    return Finding("merge-field", what, "Write what it stands for.")


def _texts(values: Mapping[str, LetterValue]) -> list[str]:
    return [v for v in values.values() if isinstance(v, str)]


def _compared(drafted: list[tuple[Contact, Draft]]) -> tuple[Draft, ...]:
    """Return the drafts with distinct file names, and a finding where two say the same."""
    others = same_text([(c.name, d.body, _names(c)) for c, d in drafted])
    slugs = distinct((d.slug for _, d in drafted), longest=_SLUG)
    return tuple(
        replace(draft, slug=name, findings=(*draft.findings, *([_same(other)] if other else [])))
        for (_, draft), name, other in zip(drafted, slugs, others, strict=True)
    )


def _names(contact: Contact) -> tuple[str, ...]:
    person = contact.addressee
    return (person.envelope, person.greeting, contact.name, contact.organization, contact.referred_by)


def _same(other: str) -> Finding:
    what = f"It says the same thing as the letter to {other}."
    return Finding("same-text", what, "Add something that only this person told you.")


def compare_students(several: Sequence[StudentLetters]) -> list[StudentLetters]:
    """Add a finding where two students' letters say the same: one of them was copied, or neither says anything."""
    flat = [(one, draft) for one in several for draft in one.drafts]
    bodies = [(one.title, draft.body, (one.name, draft.contact)) for one, draft in flat]
    others = dict(zip(((id(one), d.slug) for one, d in flat), same_text(bodies), strict=True))
    found = []
    for one in several:
        drafts = []
        for draft in one.drafts:
            other = others[id(one), draft.slug]
            if other and other != one.title:
                copied = Finding("copied", f"A letter of {other} says the same thing.", "Say it in your own words.")
                draft = replace(draft, findings=(*draft.findings, copied))
            drafts.append(draft)
        found.append(replace(one, drafts=tuple(drafts)))
    return found
