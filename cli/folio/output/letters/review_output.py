"""What ``folio letters --review`` says: as text for people, and as data for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from folio.basics.wording import counted, sentence_list, visible
from folio.output.letters.letters_due import KIND_WORDS
from folio.output.letters.review import ReviewedLetter, StudentReview

FORMAT = 1
_NAMED = 6


def to_look_at(reviews: Sequence[StudentReview]) -> int:
    """How many letters have something to look at."""
    return sum(bool(letter.findings) for review in reviews for letter in review.letters)


def review_data(reviews: Sequence[StudentReview], others: Sequence[str]) -> dict[str, Any]:
    """The answer of ``folio letters --review --format json``; ``others`` are folders of no workbook that was given."""
    return {
        "format": FORMAT,
        "workbooks": [
            {
                "path": review.path,
                "student": review.title,
                "letters": [_letter_data(letter) for letter in review.letters],
                "not_due": list(review.sent),
                "unmatched": [{"file": it.file, "why": it.why} for it in review.unmatched],
                "unreadable": [{"file": it.file, "why": it.why} for it in review.unreadable],
            }
            for review in reviews
        ],
        "other_folders": list(others),
        "summary": {"letters": sum(len(r.letters) for r in reviews), "to_look_at": to_look_at(reviews)},
    }


def _letter_data(letter: ReviewedLetter) -> dict[str, Any]:
    return {
        "files": list(letter.files),
        "kind": letter.kind,
        "contact": letter.contact,
        "changed": letter.changed,
        "due": letter.due,
        "findings": [{"code": f.code, "message": f.what, "fix": f.fix} for f in letter.findings],
    }


def review_text(reviews: Sequence[StudentReview], others: Sequence[str]) -> Iterator[str]:
    """The lines that a person reads: per student the letters with what to look at, the way out beside it."""
    several = len(reviews) > 1
    for review in reviews:
        yield visible(review.title)
        for letter in review.letters:
            if letter.findings or not several:
                yield f"  {_called(letter)}: {_files(letter)}"
                yield from (f"    - {visible(finding)} ({finding.code})" for finding in letter.findings)
            if not letter.findings and not several:
                yield "    Nothing to look at."
        fine = sum(not letter.findings for letter in review.letters)
        if several and fine:
            yield f"  Nothing to look at: {counted(fine, 'letter')}."
        if review.sent:
            named = sentence_list([visible(f) for f in review.sent], _NAMED)
            yield f"  As drafted, but not due now, so not looked at: {named}."
        for passed in (*review.unmatched, *review.unreadable):
            yield f"  {visible(passed.file)}: {visible(passed.why)}"
        if not (review.letters or review.sent or review.unmatched or review.unreadable):
            yield "  No drafts."
        yield ""
    if others:
        named = sentence_list([visible(folder) for folder in others], _NAMED)
        yield f"Not looked at, since no workbook for them was given: {named}."
    found, total = to_look_at(reviews), sum(len(r.letters) for r in reviews)
    yield f"{counted(total, 'letter')} looked at, {found or 'none'} with something to look at."


def _called(letter: ReviewedLetter) -> str:
    notes = [*([] if letter.changed else ["as drafted"]), *([] if letter.due else ["not due now"])]
    beside = f" ({', '.join(notes)})" if notes else ""
    kind = KIND_WORDS[letter.kind]
    return f"{kind[0].upper()}{kind[1:]} to {visible(letter.contact)}{beside}"


def _files(letter: ReviewedLetter) -> str:
    first, *others = letter.files
    return " and ".join((visible(first), *(f".{visible(name.rpartition('.')[2])}" for name in others)))
