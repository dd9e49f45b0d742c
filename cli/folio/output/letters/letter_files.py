"""Drafts as files, and the index that tells what was drafted and what was not.

All bytes depend only on the drafts and on today: document properties and zip times are fixed.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from folio.basics.dates import day_in_prose
from folio.basics.wording import counted, sentence_list
from folio.domain.step_words import with_draft
from folio.output.letters.letter_pdf import letter_pdf
from folio.output.letters.letters_due import KIND_WORDS
from folio.output.letters.mail_file import mail_file
from folio.output.letters.word_file import word_file
from folio.output.report.markdown_report import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from folio.insight.request_cap import Requests
    from folio.output.letters.drafts import Draft, Edits, StudentLetters

FORMATS = ("txt", "docx", "eml")
ENDINGS = (*FORMATS, "pdf")
MANY_ASK = "Many requests go to one professional"
HOLD_BACK = "To hold some back, set requests_per_professional in a file, and give it with --requirements."
INDEX, INDEX_DATA = "index.md", "index.json"


def letter_files(letters: StudentLetters, formats: Sequence[str], today: date) -> list[tuple[str, bytes]]:
    """Return the files of one student's letters as (relative path, bytes), but of none that the student edited."""
    make = {"txt": _text, "docx": word_file, "eml": mail_file, "pdf": letter_pdf}
    return [
        (letter_path(letters, draft, ending), make[ending](letters, draft, today))
        for draft in letters.drafts
        if not draft.edits
        for ending in formats
    ]


def letter_path(letters: StudentLetters, draft: Draft, ending: str) -> str:
    """Return where a draft's file goes below the output folder, with forward slashes."""
    return "/".join(filter(None, (letters.folder, f"{draft.slug}.{ending}")))


def index_data(
    several: Iterable[StudentLetters], formats: Sequence[str] = FORMATS, earlier: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what the index says as plain data, ready for JSON; ``earlier`` are drafts of an earlier run."""
    return {"format": 1, "earlier": list(earlier), "workbooks": _workbooks(several, formats)}


def _workbooks(several: Iterable[StudentLetters], formats: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "path": letters.path,
            "student": letters.title,
            "drafted": [
                {
                    "kind": draft.kind,
                    "contact": draft.contact,
                    "step": draft.step,
                    "files": [letter_path(letters, draft, e) for e in (draft.edits.files if draft.edits else formats)],
                    "edited": [letter_path(letters, draft, e) for e in (draft.edits.edited if draft.edits else ())],
                    "note": about_edits(draft.edits),
                    "voice": draft.voice,
                    "send_on": draft.send_on.isoformat() if draft.send_on else None,
                    "also": list(draft.covers),
                    "after": after_sending(draft),
                    "gaps": list(draft.gaps),
                    "findings": [{"code": f.code, "message": f.what, "fix": f.fix} for f in draft.findings],
                }
                for draft in letters.drafts
            ],
            "not_drafted": [
                {"contact": it.contact, "kind": it.kind, "reason": it.reason} for it in letters.not_drafted
            ],
        }
        for letters in several
    ]


def after_sending(draft: Draft) -> str:
    """Say where to note that a letter was sent; a message that nobody planned has no row for it yet."""
    if draft.kind in ("request", "referral-request"):
        return "After you have sent it, change the status in Contacts to Requested, and note the date."
    if draft.kind == "confirmation":
        return ""
    if draft.to_note:
        return f"After you have sent it, note the date in your workbook: {sentence_list(draft.to_note)}."
    return "After you have sent it, add it to the follow-ups in your workbook, with the date."


def about_step(step: str) -> str:
    """Say for which next step a draft is there; nothing where that is none."""
    return f"{with_draft(step)}." if step else ""


def about_edits(edits: Edits | None) -> str:
    """Say that the student edited a draft, and which of its files count; nothing where nobody did."""
    if not edits:
        return ""
    said = ["You edited this draft; folio left it as it is."]
    yours = sentence_list([f".{ending}" for ending in edits.edited])
    if len(edits.files) > len(edits.edited):
        said.append(f"Your text is in the {yours}; its other files are older.")
    if not edits.shown:
        said.append(f"folio can't show the {yours}: open it to read it.")
    elif edits.differ:
        said.append(f"The {yours} differ: what is shown and looked at here is the .{edits.shown}.")
    return " ".join(said)


def index_markdown(
    several: Iterable[StudentLetters],
    today: date,
    formats: Sequence[str] = FORMATS,
    requests: Iterable[Requests] = (),
    earlier: Sequence[str] = (),
) -> str:
    """Return the index as Markdown: whose requests are held back, then per student the drafts, and who got none.

    ``earlier`` are drafts of an earlier run that this one doesn't write.
    """
    lines = ["# Letters", "", "Drafts for you to read, finish, and send yourself. folio sends nothing."]
    requests = list(requests)
    many = [one for one in requests if one.many]
    if many:
        lines += ["", f"## {MANY_ASK}", "", escape(HOLD_BACK), ""]
        lines += [f"- **{escape(one.name)}**: {escape('; '.join(it.student for it in one.open))}" for one in many]
    held = [one for one in requests if one.held]
    if held:
        lines += ["", "## Requests held back", ""]
        lines += [f"- {_held_back(one)}" for one in held]
    if earlier:
        lines += ["", "## From an earlier run", "", "These aren't due now. Delete what you don't need anymore.", ""]
        lines += [f"- [{escape(name)}]({name})" for name in earlier]
    for student in _workbooks(several, formats):
        drafted, without = student["drafted"], student["not_drafted"]
        lines += ["", f"## {escape(student['student'])}", ""]
        kept = sum(bool(it["edited"]) for it in drafted)
        yours = f" Kept as you edited them: {kept}." if kept else ""
        count = f"Drafted: {len(drafted) - kept}.{yours} No letter now: {len(without)}."
        lines.append(count if drafted or without else "The workbook lists no contacts.")
        if drafted:
            lines += ["", "### Drafted", ""]
        for it in drafted:
            files = ", ".join(f"[{path.rpartition('.')[2]}]({path})" for path in it["files"])
            lines.append(f"- **{escape(it['contact'])}**, {KIND_WORDS[it['kind']]}: {files}")
            if it["step"]:
                lines.append(f"  - {escape(about_step(it['step']))}")
            if it["note"]:
                lines.append(f"  - {it['note']}")
            if it["send_on"]:
                lines.append(f"  - Send it on {day_in_prose(date.fromisoformat(it['send_on']), today)}.")
            if it["also"]:
                also = sentence_list([KIND_WORDS[kind] for kind in it["also"]])
                lines.append(f"  - It also serves as the {also}. {it['after']}".rstrip())
            lines += [f"  - {escape(one['message'])} {escape(one['fix'])}".rstrip() for one in it["findings"]]
        if without:
            lines += ["", "### No letter now", ""]
        lines += [f"- **{escape(it['contact'])}**, {KIND_WORDS[it['kind']]}: {escape(it['reason'])}" for it in without]
    return "\n".join(lines) + "\n"


def _held_back(one: Requests) -> str:
    """Say who is to wait with asking a professional, and who comes first."""
    held = "; ".join(escape(it.student) for it in one.held)
    return f"**{escape(one.name)}**: {held} ({escape(', '.join(asked_before(one)))})"


def asked_before(one: Requests) -> list[str]:
    """Say how many asked a professional already, and who may."""
    first = "; ".join(it.student for it in one.open)
    return [
        *([f"asked already: {counted(one.asked, 'student')}"] if one.asked else []),
        *([f"may ask: {first}"] if first else []),
    ]


def _text(_: StudentLetters, draft: Draft, today: date) -> bytes:
    to = f"{draft.contact} <{draft.to_email}>" if draft.to_email else draft.contact
    when = f"Send on: {day_in_prose(draft.send_on, today)}\n" if draft.send_on else ""
    return f"To: {to}\nSubject: {draft.subject}\n{when}\n{draft.body}\n".encode()
