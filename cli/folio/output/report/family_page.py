"""The page for a student's family, on one sheet of paper: what was done, found out, and comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from folio.basics.wording import counted, cut_off, sentence_list
from folio.domain.audiences import FAMILY
from folio.domain.next_steps import KIND_TURN_IN
from folio.insight.career_fields import FieldFindings
from folio.insight.shared_findings import SharedFigure
from folio.insight.student_findings import StudentFindings
from folio.output.report import report_wording
from folio.output.report.summary_page import PageTable, SummaryPage

# So many rows of a table, and characters of a text, leave one sheet of paper enough for all.
_MOST_ROWS, _MOST_TEXT, _MOST_NAME = 4, 58, 34
_NAMES = ("contact", "who", "field", "quality")

DUE = {"By": "when|date", "When": "days|away", "What": "kind", "Who": "who", "More": "what"}
INTERVIEWS = {
    "With": "contact", "About": "field", "On": "when|date", "Interest before": "before|count",
    "After": "after|count", "Takeaway": "takeaway",
}  # fmt: skip
FIELDS = {
    "Field": "field|field", "Interviews": "interviews|count", "Interest before": "before|decimal",
    "After": "after|decimal", "So far": "verdict", "To do": "to_do",
}  # fmt: skip
STRENGTHS = {"Quality": "quality", "Document": "best_document", "Proof": "verdict"}


@dataclass(frozen=True, slots=True)
class _Field:
    """A field in short; ``to_do`` is the first thing that is missing to decide."""

    field: str
    interviews: int
    before: float | None
    after: float | None
    verdict: str
    to_do: str

    @classmethod
    def of(cls, f: FieldFindings) -> _Field:
        to_do = next(iter(f.basis.missing), "")
        return cls(f.field, f.interviews, f.before, f.after, f.basis.verdict, to_do)


def family_page(s: StudentFindings, today: date) -> SummaryPage:
    """Lay out one student's work for a meeting with the family, from what it may see (``insight.family_view``)."""
    progress = s.progress
    held = [t for t in s.interviews if t.completed]
    shown = [*s.peaks.to_show, *(g for g in s.peaks.gaps if g.verdict == "build proof")]
    to_fix = s.problem_count("error")
    about = [s.class_, f"exploring {sentence_list(s.explores)}" if s.explores else ""]
    return SummaryPage(
        audience=FAMILY,
        title=_cut(s.full_name, _MOST_TEXT),
        meta=(*(_cut(it, _MOST_TEXT) for it in about if it), f"as of {report_wording.day(today)}"),
        notes=(f"{counted(to_fix, 'entry needs', 'entries need')} fixing in the workbook.",) if to_fix else (),
        figures=(
            SharedFigure("people on the list", progress.people),
            SharedFigure("people asked", progress.asked),
            SharedFigure("interviews completed", progress.interviews),
            SharedFigure("questions answered", progress.answers),
            SharedFigure("thank-yous sent", progress.thanks.done, progress.interviews or None),
            SharedFigure("overdue", len(s.due_in("overdue"))),
        ),
        tables=(
            _table(
                "due", "What comes next", DUE, (d for d in s.due if d.kind != KIND_TURN_IN), "Nothing has a due date."
            ),
            _table("interviews", "Interviews", INTERVIEWS, reversed(held), "No interviews yet."),
            _table("fields", "Fields", FIELDS, map(_Field.of, s.fields), "No fields yet."),
            _table("strengths", "Strengths to show and to build", STRENGTHS, shown, "No qualities yet."),
        ),
        about={"as_of": today.isoformat()},
    )


def _table(key: str, title: str, columns: dict[str, str], rows: Iterable[object], empty: str) -> PageTable:
    rows = list(rows)
    more = len(rows) - _MOST_ROWS
    note = f"And {more} more." if more > 0 else ""
    return PageTable(key, title, columns, tuple(map(_short, rows[:_MOST_ROWS])), empty, note)


def _short(row: Any) -> Any:
    """The same row with short texts."""
    values = {f.name: getattr(row, f.name) for f in fields(row)}
    limits = dict.fromkeys(_NAMES, _MOST_NAME)
    return replace(row, **{name: _cut(value, limits.get(name, _MOST_TEXT)) for name, value in values.items()})


def _cut(value: Any, most: int) -> Any:
    if isinstance(value, str):
        return cut_off(" ".join(value.split()), most)
    if isinstance(value, tuple) and all(isinstance(v, str) for v in value):
        return tuple(_cut(text, most) for text in value)
    return value
