"""The page for those who may see figures, but nobody's name: the school, the class, and the public."""

from __future__ import annotations

from datetime import date

from folio.basics.wording import counted
from folio.domain.audiences import CLASS, PUBLIC, SCHOOL
from folio.insight.shared_findings import SharedFindings
from folio.output.report import report_wording
from folio.output.report.summary_page import PageTable, SummaryPage

_TITLES = {
    SCHOOL: "Figures on informational interviews, for the school",
    CLASS: "What our class found in informational interviews",
    PUBLIC: "What students found in informational interviews",
}
_NOTHING = "Nothing can be said here that enough students have in common."
_SMALL = "Small groups are shown, so somebody who knows the class may recognize a student. Not for passing on."

SECTIONS = {
    "Class": "name|group", "Students": "students|count", "People on the lists": "contacts|count",
    "Interviews": "interviews|count",
}  # fmt: skip
STATUS = {"Status": "status", "People": "people|count"}
FIELDS = {
    "Field": "field|group", "Students": "students|count", "Interviews": "interviews|count",
    "Interest before": "before|decimal", "Interest after": "after|decimal", "Enough to decide": "enough|count",
}  # fmt: skip
QUALITIES = {
    "Quality": "quality", "Category": "category", "Times named": "mentions|count",
    "Importance": "importance|decimal", "Students who heard it": "students|count",
    "Students who can prove it": "provers|count",
}  # fmt: skip
NEEDS = {"What": "cause", "Class": "class_|group", "Students": "students|count"}
PROBLEMS = {"Severity": "severity", "Code": "code", "How often": "times|count", "Students": "students|count"}


def shared_page(found: SharedFindings, today: date) -> SummaryPage:
    """Lay out what a class shows to an audience without names."""
    return SummaryPage(
        audience=found.audience,
        title=_TITLES[found.audience],
        meta=(f"as of {report_wording.day(today)}",),
        notes=_notes(found),
        figures=found.figures,
        tables=tuple(t for t in _tables(found) if t.rows or t.empty),
        about=_about(found, today),
    )


def problems_page(found: SharedFindings, today: date) -> SummaryPage:
    """Lay out what ``folio check`` found, without names."""
    table = PageTable("problems", "Problems in the workbooks", PROBLEMS, found.problems, "Nothing to fix.")
    return SummaryPage(
        audience=found.audience,
        title="Problems in the workbooks",
        meta=(f"as of {report_wording.day(today)}",),
        notes=_notes(found),
        figures=found.figures[:1],
        tables=(table,),
        about=_about(found, today),
    )


def _about(found: SharedFindings, today: date) -> dict[str, object]:
    return {"as_of": today.isoformat(), "min_group": found.min_group or None, "left_out": found.left_out}


def _notes(found: SharedFindings) -> tuple[str, ...]:
    out = ""
    if found.left_out is None:
        out = "Students who want nobody but their counselor to see their workbook are never counted."
    elif found.left_out:
        who, verb = counted(found.left_out, "student wants", "students want"), "is" if found.left_out == 1 else "are"
        out = f"{who} nobody but their counselor to see their workbook, and {verb} left out."
    if found.audience == SCHOOL:
        return tuple(filter(None, (f"For the school only: no names. {_SMALL}", out)))
    hidden = (
        f"No names, and no group of fewer than {found.min_group} students. Figures are rounded, up or down at random, "
        f"so parts may not add up. {report_wording.NOTHING} stands where a figure would tell about too few students, "
        "or about all."
    )
    return tuple(filter(None, (hidden, out)))


def _tables(found: SharedFindings) -> tuple[PageTable, ...]:
    return (
        PageTable("needs", "Who needs something", NEEDS, found.needs, ""),
        PageTable("classes", "Classes", SECTIONS, found.sections, ""),
        PageTable("pipeline", "Contacts by status", STATUS, found.pipeline, "No contacts yet."),
        PageTable(
            "fields", "Fields", FIELDS, found.fields, _NOTHING,
            "Interest, 1 to 5, over all completed interviews rated both before and after. Enough to decide: students "
            "who heard enough, from two people or more.",
        ),
        PageTable(
            "qualities", "Qualities that employers want", QUALITIES, found.qualities,
            _NOTHING,
        ),
    )  # fmt: skip
