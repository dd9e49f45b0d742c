"""The tables of the reports, each described once: Markdown and Excel show the same columns under the same headings.

A column is said as ``path|kind|format``: where the value is in each item, how it is written if not as text, and the
only format that shows the column, ``md`` or ``xlsx``, if not both do. Kinds are those of ``ColumnKind`` and ``WORDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from folio.output.report import report_wording

Columns = Mapping[str, str]

# Kinds that turn a value into text.
WORDS: dict[str, Callable[[Any], str]] = {
    "field": report_wording.field_name,
    "group": report_wording.group_name,
    "thanks": report_wording.thanks,
    "activities": report_wording.will_do,
    "away": report_wording.away,
    "stories": report_wording.interest_stories,
    "list": report_wording.in_list,
    "class": report_wording.class_name,
    "facets": report_wording.facet_names,
}

STATUS = {"Status": "status", "People": "people|count"}
DUE = {
    "By": "when|date", "When": "days|away|md", "Days": "days|count|xlsx", "State": "state||xlsx", "Kind": "kind",
    "Who": "who", "What": "what", "Sheet": "sheet", "Cell": "cell",
}  # fmt: skip
UNDATED = {"Kind": "kind", "Who": "who", "What": "what", "Sheet": "sheet", "Cell": "cell"}
INTERVIEWS = {
    "Contact": "contact", "Organization": "organization", "Field": "field", "Date": "when|date",
    "Format": "format||xlsx", "Status": "status", "Interest before": "before|count", "Interest after": "after|count",
    "Change": "change|signed", "Thank-you": "thanks|thanks", "Sent on": "thanks_on|date|xlsx",
    "Takeaway": "takeaway||md", "Takeaways": "takeaways||xlsx", "Surprise": "surprise||xlsx",
}  # fmt: skip
# Of the interviews, if anything is noted there.
DEBRIEF = {
    "Time": "at", "Where or link": "where", "What I wanted to learn": "goal", "What I had wrong": "misconception",
    "What to thank for": "thank_for",
}  # fmt: skip
FIELDS = {
    "Field": "field|field", "Interviews": "interviews|count", "Breadth": "preview.breadth|percent",
    "Balance": "preview.balance|percent", "Upsides": "preview.ups|count", "Downsides": "preview.downs|count",
    "Enough to decide?": "basis.verdict", "Why": "basis.reason", "My decision": "decision.decision",
    "Still unsure because": "decision.unsure_because", "What would settle it": "decision.would_settle",
    "Speaks for it": "speaks_for|facets", "Speaks against it": "speaks_against|facets",
    "Who changed your interest": "rated|stories", "Where views differ": "preview.contradictions",
    "Still to ask": "preview.missing",
}  # fmt: skip
FIELDS_WITHOUT_PREVIEW = {
    "Field": "field|field", "Interviews": "interviews|count", "Interest before": "before|decimal",
    "Interest after": "after|decimal", "Change": "change|signed decimal", "Enough to decide?": "basis.verdict",
    "Why": "basis.reason", "Who changed your interest": "rated|stories",
}  # fmt: skip
PREVIEW = {
    "Facet": "facet", "Rating": "rating|count", "Viewpoint": "viewpoint", "Contact": "contact",
    "The interview": "agreement||xlsx", "Upside": "upside", "Downside": "downside",
    "What I had read": "read_elsewhere||xlsx",
}  # fmt: skip
_SCALE = {"Wanted": "importance|decimal", "My rating": "rating|decimal", "Proof": "strength|decimal"}
CATEGORIES = {"Category": "category", **_SCALE}
GAPS = {
    "Quality": "quality", **_SCALE, "Gap": "gap|decimal|xlsx", "Verdict": "verdict", "Category": "category",
    "Document": "document", "What would build it": "will_do|activities", "Why to show it": "reasons||xlsx",
    "Named by": "people||xlsx", "In their words": "quotes",
}  # fmt: skip
LEADS = {
    "Lead": "lead", "Heard from": "heard_from", "Kind": "kind||xlsx", "State": "state", "Next step": "next_step",
    "What came of it": "outcome", "By": "due|date", "Done on": "done|date",
}  # fmt: skip
ADVISERS = {"Adviser": "name", "Organization": "organization", "Job title": "job_title", "Field": "field"}
PRACTICE = {
    "How I introduced myself": "version", "Setting": "setting", "Date": "when|date", "Rating": "rating|count",
    "Reaction": "reaction||xlsx", "What to change": "change",
}  # fmt: skip
OFFERS = {
    "Organization": "organization", "Job title": "job_title", "Field": "field||xlsx", "Decision": "decision",
    "Pay": "pay||xlsx", "Hours": "hours||xlsx", "Commute": "commute||xlsx", "Starts": "starts|date|xlsx",
    "Training": "training||xlsx", "Main downsides heard": "downsides|facets|xlsx", "Avoids them?": "avoids||xlsx",
    "Better than heard": "better||xlsx", "Worse than heard": "worse||xlsx", "Decide by": "decide_by|date",
    "Fit": "fit|count", "Adviser": "adviser",
}  # fmt: skip
PROOFS = {
    "Document": "document", "What it proves": "qualities", "Why to lead with it": "reasons",
    "Strength": "strength|count", "Asked for by": "people",
}  # fmt: skip
CONCERNS = {
    "They may doubt": "quality", "Wanted": "importance|decimal", "My rating": "rating|count",
    "What to answer": "answer",
}  # fmt: skip
PROBLEMS = {
    "Severity": "severity", "Sheet": "sheet", "Cell": "cell", "What is wrong": "message", "What to do": "fix",
    "As typed": "value||xlsx", "Code": "code||xlsx",
}  # fmt: skip

CHANGES = {"Student": "name", "New": "what"}
NEEDS = {
    "Class": "0|class", "Cause": "1", "Student": "2.name", "What it is about": "2.what", "Sheet": "2.sheet",
    "Cell": "2.cell",
}  # fmt: skip
SECTIONS = {
    "Class": "class_|class", "Students": "students|count", "Handed in": "handed_in|count", "Missing": "missing|count",
    "No file that counts": "unsettled|count", "Unreadable": "unreadable|count",
    "Excused or later": "excused|count", "Not started": "not_started|count",
    "With an interview": "interviewed|count", "Interviews": "interviews|count", "Errors": "errors|count",
    "Thank-yous late": "thanks_late|count", "Overdue": "overdue|count",
}  # fmt: skip
UNREADABLE = {"File": "path", "Code": "code||xlsx", "What is wrong": "message", "What to do": "fix"}
STUDENTS = {
    "Student": "name", "Class": "class_", "Contacts": "contacts|count", "Asked": "asked|count",
    "Interviews": "interviews|count", "Answers": "answers|count", "Previews": "previews|count",
    "Overdue": "overdue|count", "Errors": "errors|count", "Last activity": "last_activity|date",
}  # fmt: skip
CLASS_FIELDS = {
    "Field": "field|field", "Students": "students|count", "Contacts": "people|count|xlsx",
    "Interviews": "interviews|count", "Interest before": "before|decimal", "Interest after": "after|decimal",
    "Change": "change|signed decimal", "Breadth": "breadth|percent", "Balance": "balance|percent",
    "Enough to decide": "enough|count", "Most wanted": "most_wanted",
}  # fmt: skip
WANTED = {
    "Quality": "quality", "Category": "category", "Importance": "importance|decimal", "Times named": "namings|count",
    "Professionals": "professionals|count", "Students who heard it": "students|count",
    "Students who can prove it": "provers|count",
}  # fmt: skip
# A field with one of its qualities.
SAID = {
    "Field": "0.field|field", "Quality": "1.quality", "Category": "1.category", "Times named": "1.namings|count",
    "Professionals": "1.professionals|count", "Importance": "1.importance|decimal",
}  # fmt: skip
NAMES = {"Kind": "kind", "Name": "name", "Other names": "others|list"}
SHARED = {
    "Professional": "names|list", "Organization": "organizations|list", "Students": "students|count",
    "Asked": "asked|count", "On the list of": "who|list", "The same": "known_by|list",
}  # fmt: skip
CLASS_PROBLEMS = {
    "Severity": "severity", "How often": "count|count", "Workbooks": "workbooks|count", "Code": "code",
    "For example": "example",
}  # fmt: skip


def nested(columns: Columns, place: str) -> dict[str, str]:
    """Return the same columns of items that are found at a place inside larger ones."""
    return {header: f"{place}.{column}" for header, column in columns.items()}


CLASS_DUE = {"Student": "name", **nested(DUE, "due")}
FIELD_PREVIEWS = {"Field": "0", **nested(PREVIEW, "1")}
STUDENT_PROBLEMS = {"Student": "0", **nested(PROBLEMS, "1")}


def shown_at(item: object, path: str, kind: str) -> str:
    """Return what stands at a path of an item as text, by the kind of its column."""
    value: Any = report_wording.value_at(item, path)
    if kind in WORDS:
        return WORDS[kind](value)
    if kind == "percent":
        return report_wording.percent(value)
    if kind.startswith("signed"):
        return report_wording.signed(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else report_wording.entry(value)


def columns_in(style: Literal["md", "xlsx"], columns: Columns) -> list[tuple[str, str, str]]:
    """Return (heading, path, kind) of the columns that a format shows."""
    parts = [(header, *f"{column}||".split("|")[:3]) for header, column in columns.items()]
    return [(header, path, kind) for header, path, kind, only in parts if only in ("", style)]
