"""Drafts of an earlier run that the student edited: they stay as they are, and the student's text is what counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from email.utils import parseaddr
from pathlib import Path

from folio.basics.rerun_folder import RerunFolder
from folio.domain.email_addresses import email_address
from folio.intake.model import Reading
from folio.output.letters.contact_facts import LetterFacts, gather
from folio.output.letters.drafting import compare_drafts
from folio.output.letters.drafts import Draft, Edits, StudentLetters
from folio.output.letters.edited_files import EditedFileProblem, EditedText
from folio.output.letters.letter_files import ENDINGS, letter_path
from folio.output.letters.letter_templates import LetterTemplates
from folio.output.letters.lint import contact_findings, lint
from folio.output.letters.review import REVIEWED, background_of, letter_text, read_draft
from folio.output.letters.same_texts import NOTHING_SAID, said_in


def with_edits(
    several: Sequence[StudentLetters], readings: Sequence[Reading], folder: RerunFolder, templates: LetterTemplates,
    today: date,
) -> list[StudentLetters]:  # fmt: skip
    """Return the letters with the text of the student in place of folio's, where a file of a draft was edited."""
    found = []
    for one, reading in zip(several, readings, strict=True):
        edits = [_edits(one, draft, folder) for draft in one.drafts]
        if any(edits):
            facts = gather(reading, today)
            drafts = [
                _edited(draft, *edit, facts, templates, today) if edit else draft
                for draft, edit in zip(one.drafts, edits, strict=True)
            ]
            found.append(replace(one, drafts=compare_drafts(drafts)))
        else:
            found.append(one)
    return found


def kept_files(several: Sequence[StudentLetters], folder: RerunFolder, *, edited: bool = False) -> list[Path]:
    """Return the files of the drafts that the student edited: all of them, or only those that are ``edited``."""
    return [
        folder.path / letter_path(one, draft, ending)
        for one in several
        for draft in one.drafts
        if draft.edits
        for ending in (draft.edits.edited if edited else draft.edits.files)
    ]


def _edits(one: StudentLetters, draft: Draft, folder: RerunFolder) -> tuple[Edits, EditedText | None] | None:
    paths = {ending: folder.path / letter_path(one, draft, ending) for ending in ENDINGS}
    edited = [ending for ending, path in paths.items() if folder.is_edited(path)]
    if not edited:
        return None
    files = tuple(ending for ending, path in paths.items() if path.exists())
    texts = dict(_texts({ending: paths[ending] for ending in edited if ending in REVIEWED}))
    shown = next(iter(texts), "")
    differ = len({" ".join(text.body.split()) for text in texts.values()}) > 1
    return Edits(files, tuple(edited), shown, differ), texts.get(shown)


def _texts(paths: dict[str, Path]) -> Iterator[tuple[str, EditedText]]:
    for ending, path in paths.items():
        try:
            yield ending, read_draft(path)
        except EditedFileProblem:
            continue


def _edited(
    draft: Draft, edits: Edits, text: EditedText | None, facts: LetterFacts, templates: LetterTemplates, today: date
) -> Draft:
    if text is None:
        return replace(draft, body="", gaps=(), findings=(), said=NOTHING_SAID, edits=edits)
    contact = next(c for c in facts.contacts if c.name == draft.contact and not c.is_duplicate)
    letter = letter_text(facts, draft.kind, contact, text)
    background = background_of(facts, draft.kind, contact, templates, today)
    # On paper, there is no subject, and the receiver is an address block.
    address = "" if text.subject is None else email_address(parseaddr(text.above)[1])
    return replace(
        draft,
        to_email=address or draft.to_email,
        subject=draft.subject if text.subject is None else text.subject,
        body=text.body,
        gaps=letter.gaps,
        findings=(
            *lint(letter, background),
            *contact_findings(contact, text.body),
            *(f for f in draft.findings if f.code == "remark"),
        ),
        said=said_in(letter, contact, facts.writer, background.usual),
        edits=edits,
    )
