"""Draft the letters that a workbook calls for: a draft says only what it says, and shows its gaps.

The steps: gather the facts (``contact_facts``), decide what is due (``letters_due``), render a checked template
(``letter_templates``), look at the result (``lint``). ``letter_files`` makes the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from folio.basics.dates import date_in_prose
from folio.basics.file_names import LONGEST, distinct, slug
from folio.basics.wording import sentence_list
from folio.domain.email_addresses import email_address
from folio.domain.names import normalize_name
from folio.domain.thank_yous import is_late
from folio.insight.interview_findings import Interview
from folio.insight.student_labels import labels
from folio.intake.model import Reading
from folio.output.letters.contact_facts import Contact, LetterFacts, Writer, gather
from folio.output.letters.drafts import Draft, NotDrafted, StudentLetters
from folio.output.letters.letter_templates import LetterTemplates, LetterValue, render
from folio.output.letters.letter_wording import given, last_sentence, passage, phrase
from folio.output.letters.letters_due import KINDS, LetterDue, LetterKind, decide
from folio.output.letters.lint import lint, outsider, same_text
from folio.template import vocabulary as terms

# The letter by which a follow-up of this kind is done.
FOLLOW_UPS: dict[str, LetterKind] = {
    terms.KIND_THANK_YOU: "thank-you",
    terms.KIND_REMINDER: "reminder",
    terms.KIND_KEEP_IN_TOUCH: "keep-in-touch",
}
ABOUT_ME = 300
POINTS = 2
REFERRALS = 3
# A whole file name has 80 characters at most: room for the longest ending.
_SLUG = LONGEST - len(".docx")


def draft_letters(
    reading: Reading, today: date, templates: LetterTemplates, kinds: Sequence[LetterKind] = KINDS,
    held: Mapping[str, str] | None = None,
) -> StudentLetters:  # fmt: skip
    """Draft all letters of these kinds that the workbook calls for today; pure.

    ``held`` has the contacts who get no request, by how names are compared, and why not. Every contact appears among
    the drafts or, with the reason, among those without one. Raises ContentProblem where a template fails with this
    workbook's values.
    """
    facts = gather(reading, today)
    drafted: list[tuple[Contact, Draft]] = []
    without: list[NotDrafted] = []
    for contact in facts.contacts:
        dues, reason = decide(contact, kinds, today)
        if (why := (held or {}).get(normalize_name(contact.name))) and any(due.kind == "request" for due in dues):
            dues, reason = [due for due in dues if due.kind != "request"], ("request", why)
        drafted += [(contact, _draft(facts, contact, due, today, templates)) for due in dues]
        if reason:
            without.append(NotDrafted(contact.name or contact.place, *reason))
    for name, follow_up in facts.unlisted:
        if (kind := FOLLOW_UPS.get(follow_up)) in kinds and kind:
            without.append(NotDrafted(name, kind, _unlisted(name)))
    writer, drafts = facts.writer, _compared(drafted)
    number = reading.student.id
    return StudentLetters(reading.path, writer.name, email_address(writer.email), drafts, tuple(without), number)


def in_folders(letters: Iterable[StudentLetters]) -> list[StudentLetters]:
    """Give each student a folder and a label of their own where there are several."""
    several = list(letters)
    if len(several) < 2:
        return several
    titles = labels((one.title, one.student_id, one.path) for one in several)
    folders = distinct(slug(title.replace(".xlsx", ""), "student") for title in titles)
    named = zip(several, folders, titles, strict=True)
    return [replace(one, folder=folder, label=title) for one, folder, title in named]


def _draft(facts: LetterFacts, contact: Contact, due: LetterDue, today: date, templates: LetterTemplates) -> Draft:
    template = templates[due.kind]
    own = facts.own(contact, due.interview)
    missing = sorted(template.own - facts.own_names)
    values = {**dict.fromkeys(missing, ""), **own, **_values(facts.writer, contact, due, today)}
    letter = render(template, values)
    findings = lint(template, due, values, letter, today)
    to_email = email_address(contact.email)
    if not contact.referrer_listed and contact.referred_by in f"{letter.subject}\n{letter.body}":
        findings += (_unlisted(contact.referred_by),)
    if not to_email:
        findings += (f"There is no email address in Contacts for {contact.name}.",)
    if contact.reached != (contact.status or terms.STATUS_IDENTIFIED):
        status = f"is still “{contact.status}”" if contact.status else "is still empty"
        findings += (f"In Contacts, the status of {contact.name} {status}.",)
    findings += tuple(f"This workbook has no custom column “{name}”." for name in missing)
    name = slug(f"{due.kind}-{contact.name}", longest=_SLUG)
    return Draft(due.kind, contact.name, to_email, letter.subject, letter.body, letter.gaps, findings, name)


def _unlisted(name: str) -> str:
    return f"{name} isn't in your contacts. Check the spelling."


def _compared(drafted: list[tuple[Contact, Draft]]) -> tuple[Draft, ...]:
    """Return the drafts with distinct file names, and a finding where two say the same."""
    duplicates = same_text([(c.name, d.body, (c.name, c.organization, c.referred_by)) for c, d in drafted])
    names = distinct((d.slug for _, d in drafted), longest=_SLUG)
    return tuple(
        replace(
            draft,
            slug=name,
            findings=(
                *draft.findings,
                *([f"It says the same thing as the letter to {duplicate}."] if duplicate else []),
            ),
        )
        for (_, draft), name, duplicate in zip(drafted, names, duplicates, strict=True)
    )


def _values(writer: Writer, contact: Contact, due: LetterDue, today: date) -> dict[str, LetterValue]:
    """All that a template may say, as plain text and yes or no; what the workbook does not say is empty."""
    interview = due.interview
    points = _points(contact, due)
    thank_for, misconception = (
        (passage(t) for t in (interview.thank_for, interview.misconception)) if interview else ("", "")
    )
    said = len(points) + bool(thank_for) + bool(misconception)
    question, answer = _answer(contact, points) if interview and said < POINTS else ("", "")
    quality, activity = next(iter(contact.plans), ("", ""))
    used = (f.advice_used for f in (due.follow_up, *contact.follow_ups) if f and f.advice_used and f.sent is None)
    when = interview.when if interview else None
    return {
        "my_name": writer.name,
        "my_email": writer.email,
        "my_class": writer.class_,
        "about_me": passage(writer.about_me, ABOUT_ME),
        "their_name": contact.name,
        "organization": contact.organization,
        "job_title": contact.job_title,
        "field": contact.field,
        "exploring": contact.exploring,
        "interest": contact.interest,
        "source": contact.source,
        "referred_by": contact.referred_by,
        "today": date_in_prose(today),
        "asked_on": date_in_prose(contact.requested_on, today) if contact.requested_on else "",
        "last_reminder": due.last,
        "talk_date": date_in_prose(when, today) if when else "",
        "late": when is not None and is_late(when, today),
        "point": points[0] if points else "",
        "second_point": points[1] if len(points) > 1 else "",
        "thank_for": thank_for,
        "thank_for_what": given(interview.thank_for) if interview else "",
        "misconception": misconception,
        "question": question,
        "answer": answer,
        "quality": phrase(quality),
        "activity": passage(activity),
        "advice_used": passage(next(used, "")),
        "referred_me_to": sentence_list(contact.referrals[:REFERRALS]),
        "met_through_you": sentence_list(contact.met[:REFERRALS]),
    }


def _points(contact: Contact, due: LetterDue) -> list[str]:
    """Choose two points at most: the one planned for this letter, then the takeaways and the surprise.

    A later message leaves out what the thank-you said, as long as there is something else to say.
    """
    planned = [passage(due.follow_up.point)] if due.follow_up else []
    noted = _noted(contact, due.interview) if due.interview else []
    if due.interview and due.kind == "keep-in-touch":
        thanked = contact.sent(terms.KIND_THANK_YOU)
        said = _choice(contact, [*(passage(f.point) for f in thanked), *noted])
        others = [p for p in noted if p not in said]
        noted = others or ([] if due.interview.misconception else noted)
    return _choice(contact, [*planned, *noted])


def _noted(contact: Contact, interview: Interview) -> list[str]:
    """What was noted of an interview, without what the letter thanks for already.

    Notes that speak about the reader ("she misses the team") read badly in a letter to them, so others go first.
    """
    noted = [
        p for t in (*interview.takeaways, interview.surprise) if (p := passage(t)) and p != passage(interview.thank_for)
    ]
    return sorted(noted, key=lambda text: bool(outsider(text, contact.name)))


def _choice(contact: Contact, points: list[str]) -> list[str]:
    """The first two of these; none of those that speak about the reader is a second."""
    points = list(dict.fromkeys(filter(None, points)))
    return points[:1] + [p for p in points[1:] if not outsider(p, contact.name)][: POINTS - 1]


def _answer(contact: Contact, points: list[str]) -> tuple[str, str]:
    """Choose the fullest answer that does not speak about the reader; any, where there is no other point."""
    fitting = [pair for pair in contact.answers if not points or not outsider(pair[1], contact.name)]
    best = max(fitting, key=lambda pair: (not outsider(pair[1], contact.name), len(pair[1])), default=("", ""))
    return last_sentence(best[0]), passage(best[1])
