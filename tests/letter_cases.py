"""Workbooks for tests of letters: Ana, who writes, and Dana, to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from folio.output.letters.drafting import draft_letters
from folio.output.letters.letter_templates import load_letters
from folio.output.letters.letters_due import KINDS
from folio.template.loading import load_kit
from tests.readings import CANARY, a_reading

if TYPE_CHECKING:
    from pathlib import Path

    from folio.intake.model import Reading
    from folio.output.letters.drafts import Draft, StudentLetters
    from folio.output.letters.letter_sentences import Voice
    from folio.output.letters.letters_due import LetterKind

TODAY = date(2026, 3, 4)  # a Wednesday
Cells = Mapping[str, Any]

DANA: Cells = {
    "name": "Dana Lee", "organization": "Cedar Hospital", "job_title": "Nurse", "field": "Nursing",
    "email": "dana.lee@example.com", "source": "Alum", "status": "Identified", "private_notes": CANARY,
}  # fmt: skip
TALK: Cells = {
    "contact": "dana lee ", "date": date(2026, 3, 3), "status": "Completed",
    "takeaway": "Charting takes half the shift", "private_notes": CANARY,
}  # fmt: skip
ME: Cells = {
    "name": "Ana Lopez",
    "email": "ana@example.org",
    "about_me": "I translate for my grandmother.",
    "field_1": "Nursing",
}


def ana(template: str = "complete", start: Cells = ME, **sheets: Any) -> Reading:
    """Ana's reading with these rows, as far as the template has the columns."""
    made = load_kit(template).template
    rows: dict[str, Any] = {
        k: [{c: v for c, v in r.items() if made.has(k, c)} for r in given] for k, given in sheets.items()
    }
    return a_reading(str(start.get("name", "")), template, start, path="Ana.xlsx", **rows)


def letters(
    kinds: tuple[LetterKind, ...] = KINDS, today: date = TODAY, folder: Path | None = None, voice: Voice | None = None,
    **sheets: Any,
) -> StudentLetters:  # fmt: skip
    """What is drafted of these kinds from a workbook with these rows."""
    return draft_letters(ana(**sheets), today, load_letters(folder), kinds, voice=voice)


def only(result: StudentLetters) -> Draft:
    """The one draft, where nothing else was to be drafted."""
    assert [n.reason for n in result.not_drafted] == []
    (draft,) = result.drafts
    return draft


def reason(result: StudentLetters) -> str:
    """Why there is no draft."""
    assert result.drafts == ()
    (one,) = result.not_drafted
    return one.reason


def told(draft: Draft) -> list[str]:
    """What the index says is to be looked at."""
    return [str(finding) for finding in draft.findings]


def codes(draft: Draft) -> list[str]:
    """The codes of what is to be looked at."""
    return [finding.code for finding in draft.findings]


def paragraphs(draft: Draft) -> list[str]:
    """The paragraphs between the greeting and the closing."""
    return draft.body.split("\n\n")[1:-2]


def dana(**changes: Any) -> list[Cells]:
    """Dana's row in Contacts."""
    return [{**DANA, **changes}]


def interview(**changes: Any) -> list[Cells]:
    """The interview with Dana, of yesterday."""
    return [{**TALK, **changes}]


def own(tmp_path: Path, text: str, name: str = "request.txt.j2") -> Path:
    """A folder with one letter of a counselor's own."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path
