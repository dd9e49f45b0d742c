"""The reports as spreadsheets: which figures stand on which sheet.

A table is said as in the Markdown templates: by heading, where the value is found in each item, here with
the kind of the column if it is not text, such as ``due.when|date``.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, cast

from folio.basics.wording import cut_off, storable
from folio.insight.student_findings import StudentFindings
from folio.output.report import report_wording
from folio.output.report.summary_workbook import (
    ColumnKind,
    SummaryCell,
    SummaryChart,
    SummaryColumn,
    SummarySheet,
    SummaryTable,
    Tone,
    write_summary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from folio.basics.plain_values import ShownValue
    from folio.insight.class_findings import ClassFindings
    from folio.insight.custom_columns import AddedColumn
    from folio.insight.progress import StatusCount
    from folio.template.theme import Theme

STATE_TONES: dict[str, Tone] = {"overdue": "bad", "today": "warn", "later": "muted", "no date": "warn"}
SEVERITY_TONES: dict[str, Tone] = {"error": "bad", "warning": "warn", "note": "muted"}
VERDICT_TONES: dict[str, Tone] = {verdict: cast("Tone", tone) for verdict, (tone, _) in report_wording.VERDICTS.items()}
_THANKS: dict[str, Tone] = {
    "on time": "good", "sent": "good", "late": "warn", "check the date": "warn", "due": "warn", "missing": "bad",
}  # fmt: skip
THANKS_TONES: dict[str, Tone] = {report_wording.THANKS[state]: tone for state, tone in _THANKS.items()}
CHARTED_QUALITIES = 12
SCALE = 5
# Lists of longer texts than this stand a line each.
SENTENCE = 40
MOST_SAID = 1000

NOTHING_WRONG = "Nothing. We could read everything that was filled in."


def xlsx_report(
    findings: StudentFindings | ClassFindings, theme: Theme, today: date, created: datetime | None = None
) -> bytes:
    """One student's report, or the class's, as the bytes of an .xlsx with native charts.

    ``created`` is the moment that the file gives as its making; without it the day ``today`` at midnight.
    """
    made = created or datetime.combine(today, time())
    if isinstance(findings, StudentFindings):
        return _student_report(findings, theme, today, made)
    return _class_report(findings, theme, today, made)


def _student_report(s: StudentFindings, theme: Theme, today: date, made: datetime) -> bytes:
    name, about = storable(s.name), f"as of {report_wording.day(today)}"
    if s.class_:
        about = f"{storable(s.class_)}, {about}"
    makers = (_summary, _due, _interviews, _fields, _peaks, _network, *([_added] if s.added else []), _problems)
    sheets = [make(s, about if make is _summary else f"{name}, {about}") for make in makers]
    return write_summary(sheets, theme, kind="student", title=f"Report: {name}", created=made)


def _class_report(c: ClassFindings, theme: Theme, today: date, made: datetime) -> bytes:
    name = report_wording.class_title(c.classes)
    makers = (_class, _students, _class_due, _class_fields, _class_peaks, _class_problems)
    about = f"as of {report_wording.day(today)}"
    sheets = [make(c, about if make is _class else f"{name}, {about}") for make in makers]
    return write_summary(sheets, theme, kind="class", title=f"Report: {name}", created=made)


def _table(
    items: Iterable[object], columns: Mapping[str, str], empty: str, title: str = "",
    tones: Mapping[str, Tone] | None = None, said: Mapping[str, Callable[[Any], object]] | None = None,
) -> SummaryTable:  # fmt: skip
    parts = {header: path.partition("|") for header, path in columns.items()}
    heads = tuple(SummaryColumn(h, cast("ColumnKind", kind or "text")) for h, (_, _, kind) in parts.items())
    told = [
        [(report_wording.value_at(it, path), (said or {}).get(path)) for path, _, _ in parts.values()] for it in items
    ]
    rows = tuple(tuple(_cell(say(value) if say else value) for value, say in row) for row in told)
    return SummaryTable(heads, rows, empty, title, tones or {})


def _said(parts: Iterable[str]) -> str:
    """Say the figures of a chart in words, for those who cannot see it."""
    return cut_off(storable("; ".join(parts)), MOST_SAID)


def _cell(value: object) -> SummaryCell:
    if isinstance(value, str):
        return storable(value)
    if value is None or isinstance(value, int | float | date):
        return value
    if not isinstance(value, tuple):
        return storable(str(value))
    texts = [storable(str(v)) for v in value]
    return ("\n" if any(len(t) > SENTENCE for t in texts) else "; ").join(texts)


def _glance(figures: Mapping[str, int]) -> SummaryTable:
    return _table(figures.items(), {"At a glance": "0", "Number": "1|count"}, "")


def _pipeline(counts: tuple[StatusCount, ...], no_status: int, unread: int) -> tuple[SummaryTable | SummaryChart, ...]:
    title, none = "Contacts by status", "No contacts yet."
    listed = counts if no_status or any(c.people for c in counts) else ()
    said = _said(f"{c.status} {c.people}" for c in counts)
    chart = SummaryChart(title, "bar", 0, (1,), f"People at each status: {said}.")
    missing = (_table((), {}, report_wording.no_status(no_status, unread)),) if no_status else ()
    return _table(listed, {"Status": "status", "People": "people|count"}, none, title), chart, *missing


def _summary(s: StudentFindings, about: str) -> SummarySheet:
    p = s.progress
    figures = {
        "People on the list": p.people,
        "People asked": p.asked,
        "Interviews completed": p.interviews,
        "Interviews coming up": p.scheduled,
        "Questions on the plan": p.planned,
        "Questions answered": p.answers,
        "Thank-yous sent on time": p.thanks.on_time,
        "Thank-yous sent late": p.thanks.late,
        "Thank-yous sent, date to check": p.thanks.check_the_date,
        "Thank-yous sent, date not given": p.thanks.sent,
        "Thank-yous not sent yet": p.thanks.due + p.thanks.missing,
        "Things overdue": len(s.due_in("overdue")),
        "Errors to fix": s.problem_count("error"),
    }
    blocks = (_glance(figures), *_pipeline(p.pipeline, p.no_status, p.unread_status))
    return SummarySheet("Summary", storable(s.name), about, blocks)


_DUE = {
    "By": "when|date", "Days": "days|count", "State": "state", "Kind": "kind", "Who": "who", "What": "what",
    "Sheet": "sheet", "Cell": "cell",
}  # fmt: skip


def _due(s: StudentFindings, about: str) -> SummarySheet:
    table = _table((*s.due, *s.undated), _DUE, report_wording.nothing_due(s.progress.people), tones=STATE_TONES)
    return SummarySheet("Due", "What to do next", about, (table,), "people")


# Of the interviews, if anything is noted there.
_DEBRIEF = {
    "Time": "at", "What I wanted to learn": "goal", "What I had wrong": "misconception",
    "What to thank for": "thank_for",
}  # fmt: skip


def _interviews(s: StudentFindings, about: str) -> SummarySheet:
    columns = {
        "Contact": "contact", "Organization": "organization", "Field": "field", "Date": "when|date",
        "Format": "format", "Status": "status", "Interest before": "before|count",
        "Interest after": "after|count", "Change": "change|signed",
        "Thank-you": "thanks", "Sent on": "thanks_on|date", "Takeaway": "takeaways",
        "Surprise": "surprise",
    }  # fmt: skip
    columns |= {h: key for h, key in _DEBRIEF.items() if any(report_wording.value_at(t, key) for t in s.interviews)}
    said = _said(
        f"{t.contact} {report_wording.figure(t.before)} to {report_wording.figure(t.after)}" for t in s.interviews
    )
    title = "Interest before and after each interview"
    chart = SummaryChart(title, "bar", 0, (6, 7), f"Interest, 1 to 5: {said}.", SCALE)
    table = _table(
        s.interviews, columns, "No interviews yet.", tones=THANKS_TONES, said={"thanks": report_wording.thanks}
    )
    return SummarySheet("Interviews", "Interviews", about, (table, chart), "talk")


def _fields(s: StudentFindings, about: str) -> SummarySheet:
    heading, none = "What you learned about each field", "No fields yet."
    if "preview" not in s.parts:
        columns = {
            "Field": "field", "Interviews": "interviews|count", "Interest before": "before|decimal",
            "Interest after": "after|decimal", "Change": "change|signed decimal", "Enough to decide?": "reason",
        }  # fmt: skip
        table = _table(s.fields, columns, none, said={"field": report_wording.field_name})
        return SummarySheet("Fields", heading, about, (table,), "learn")
    columns = {
        "Field": "field", "Interviews": "interviews|count", "Breadth": "preview.breadth|percent",
        "Balance": "preview.balance|percent", "Upsides": "preview.ups|count",
        "Downsides": "preview.downs|count",
        "Enough to decide?": "reason", "Where views differ": "preview.contradictions",
        "Still to ask": "preview.missing",
    }  # fmt: skip
    entries = {
        "Field": "0", "Facet": "1.facet", "Rating": "1.rating|count", "Viewpoint": "1.viewpoint",
        "Contact": "1.contact", "The interview": "1.agreement", "Upside": "1.upside", "Downside": "1.downside",
        "What I had read": "1.read_elsewhere",
    }  # fmt: skip
    previews = [(report_wording.field_name(f.field), f.preview) for f in s.fields if f.preview]
    told = [(field, e) for field, preview in previews for e in preview.entries]
    if any(x.importance is not None for _, preview in previews for x in preview.facets):
        columns["Matters most, and still open"] = "preview.open_questions"
        entries["Matters to me"] = "1.importance|count"
    said = _said(f"{field} {v.ups} up, {v.downs} down" for field, v in previews)
    blocks = (
        _table(s.fields, columns, none, "By field", said={"field": report_wording.field_name}),
        SummaryChart("Upsides and downsides by field", "bar", 0, (4, 5), f"Noted: {said}."),
        _table(told, entries, "No job preview yet.", "By facet"),
    )
    return SummarySheet("Job preview", heading, about, blocks, "learn")


def _peaks(s: StudentFindings, about: str) -> SummarySheet:
    scale = {"Wanted": "importance|decimal", "My rating": "rating|decimal", "Proof": "strength|decimal"}
    matrix = {
        "Quality": "quality", **scale, "Gap": "gap|decimal", "Verdict": "verdict", "Category": "category",
        "Document": "document", "What would build it": "will_do", "Why to show it": "reasons",
        "Named by": "people", "In their words": "quotes",
    }  # fmt: skip
    means = s.peaks.categories
    rated = means if any((m.importance, m.rating, m.strength) != (None, None, None) for m in means) else ()
    said = _said(
        f"{m.category} wanted {report_wording.figure(m.importance)}, proven {report_wording.figure(m.strength)}"
        for m in means
    )
    will_do = {"will_do": report_wording.will_do}
    blocks = (
        _table(rated, {"Category": "category", **scale}, "Nothing rated yet.", "By category"),
        SummaryChart("Wanted and proven", "column", 0, (1, 3), f"Averages, 1 to 5: {said}.", SCALE),
        _table(s.peaks.gaps, matrix, "No qualities yet.", "Gap matrix", VERDICT_TONES, will_do),
    )
    return SummarySheet("PEAKS", "P.E.A.K.S.: wanted and proven", about, blocks, "learn")


def _network(s: StudentFindings, about: str) -> SummarySheet:
    chain = [("    " * b.depth + ("└ " if b.depth else "") + b.name, b) for b in s.network.referrals]
    columns = {"Person": "0", "Organization": "1.organization", "Status": "1.status"}
    blocks: list[SummaryTable | SummaryChart] = [_table(chain, columns, "No referrals yet.", "Who led you to whom")]
    if "leads" in s.parts:
        columns = {
            "Lead": "lead", "Heard from": "heard_from", "Kind": "kind", "State": "state",
            "Next step": "next_step", "What came of it": "outcome", "By": "due|date", "Done on": "done|date",
        }  # fmt: skip
        tones: dict[str, Tone] = {"open": "warn", "followed up": "good"}
        blocks.append(_table(s.network.leads, columns, "No leads yet.", "Leads", tones))
    if "contacts.can_advise" in s.parts:
        columns = {
            "Adviser": "name", "Organization": "organization", "Job title": "job_title", "Field": "field",
        }  # fmt: skip
        none = "No one is marked as an adviser yet."
        blocks.append(_table(s.network.advisers, columns, none, "People who can advise on offers"))
    if "practice" in s.parts:
        columns = {
            "How I described myself": "version", "Setting": "setting", "Date": "when|date",
            "Rating": "rating|count", "Reaction": "reaction", "What to change": "change",
        }  # fmt: skip
        blocks.append(_table(s.practice.tries, columns, "No tries yet.", "Practice"))
        said = _said(map(str, s.practice.ratings))
        chart = SummaryChart("My rating of each try", "line", 2, (3,), f"Oldest first: {said}.", SCALE)
        blocks.append(chart)
    if s.offers:
        columns = {
            "Organization": "organization", "Job title": "job_title", "Field": "field",
            "Decision": "decision",
            "Better than heard": "better", "Worse than heard": "worse", "Decide by": "decide_by|date",
            "Fit": "fit|count", "Adviser": "adviser",
        }  # fmt: skip
        blocks.append(_table(s.offers, columns, "", "Offers"))
    return SummarySheet("Network", "Network", about, tuple(blocks), "people")


def _added(s: StudentFindings, about: str) -> SummarySheet:
    blocks = tuple(
        SummaryTable(
            tuple(SummaryColumn(storable(c.header), c.kind) for c in table.columns),
            tuple(tuple(map(_added_cell, row, table.columns)) for row in table.rows),
            "",
            storable(table.title),
        )
        for table in s.added
    )
    return SummarySheet("Also noted", "Also in this workbook", about, blocks)


def _added_cell(value: ShownValue, column: AddedColumn) -> SummaryCell:
    return storable(report_wording.entry(value)) if column.kind == "text" else value


_PROBLEM = {
    "Severity": "severity", "Sheet": "sheet", "Cell": "cell", "What is wrong": "message", "What to do": "fix",
    "As typed": "value", "Code": "code",
}  # fmt: skip


def _problems(s: StudentFindings, about: str) -> SummarySheet:
    table = _table(s.problems, _PROBLEM, NOTHING_WRONG, tones=SEVERITY_TONES)
    return SummarySheet("Problems", "To fix in the workbook", about, (table,))


def _class(c: ClassFindings, about: str) -> SummarySheet:
    figures = {
        "Workbooks": len(c.rows),
        "Unreadable files": len(c.unreadable),
        "Students who haven't started": len(c.quiet),
        "People on the lists": sum(r.contacts for r in c.rows),
        "People asked": sum(r.asked for r in c.rows),
        "Interviews completed": sum(r.interviews for r in c.rows),
        "Students with an interview": sum(bool(r.interviews) for r in c.rows),
        "Things overdue": c.overdue,
        "Errors to fix": sum(r.errors for r in c.rows),
    }
    columns = {"File": "path", "Code": "code", "What is wrong": "message", "What to do": "fix"}
    unreadable = _table(c.unreadable, columns, "We could read every file.", "Unreadable files")
    blocks = (_glance(figures), *_pipeline(c.pipeline, c.no_status, c.unread_status), unreadable)
    return SummarySheet("Class", report_wording.class_title(c.classes), about, blocks)


def _students(c: ClassFindings, about: str) -> SummarySheet:
    columns = {
        "Student": "name", "Class": "class_", "Contacts": "contacts|count", "Asked": "asked|count",
        "Interviews": "interviews|count", "Answers": "answers|count", "Previews": "previews|count",
        "Overdue": "overdue|count", "Errors": "errors|count", "Last activity": "last_activity|date",
    }  # fmt: skip
    table = _table(c.rows, columns, "We couldn't read any workbook.")
    return SummarySheet("Students", "Students", about, (table,))


def _class_due(c: ClassFindings, about: str) -> SummarySheet:
    columns = {"Student": "name", **{header: f"due.{path}" for header, path in _DUE.items()}}
    table = _table(c.due, columns, "Nothing has a due date.", tones=STATE_TONES)
    return SummarySheet("Due", "What is due", about, (table,), "people")


def _class_fields(c: ClassFindings, about: str) -> SummarySheet:
    columns = {
        "Field": "field", "Students": "students|count", "Contacts": "people|count", "Interviews": "interviews|count",
        "Interest before": "before|decimal", "Interest after": "after|decimal", "Change": "change|signed decimal",
        "Breadth": "breadth|percent", "Balance": "balance|percent", "Enough to decide": "enough|count",
        "Most wanted": "most_wanted",
    }  # fmt: skip
    said = _said(
        f"{report_wording.field_name(f.field)} {report_wording.figure(f.before)} to {report_wording.figure(f.after)}"
        for f in c.fields
    )
    title = "Average interest before and after the interviews"
    chart = SummaryChart(title, "bar", 0, (4, 5), f"1 to 5: {said}.", SCALE)
    table = _table(c.fields, columns, "No fields yet.", said={"field": report_wording.field_name})
    return SummarySheet("Fields", "Fields", about, (table, chart), "learn")


def _class_peaks(c: ClassFindings, about: str) -> SummarySheet:
    columns = {
        "Quality": "quality", "Category": "category", "Importance": "importance|decimal",
        "Times named": "namings|count", "Students who heard it": "students|count",
        "Students who can prove it": "provers|count",
    }  # fmt: skip
    top = c.wanted[:CHARTED_QUALITIES]
    said = _said(f"{q.quality}: heard by {q.students}, proven by {q.provers}" for q in top)
    title = "Students who heard it and who can prove it"
    blocks = (
        _table(c.wanted, columns, "No contact has named a quality yet."),
        SummaryChart(title, "bar", 0, (4, 5), f"{said}.", rows=CHARTED_QUALITIES),
    )
    return SummarySheet("PEAKS", "Qualities that employers want", about, blocks, "learn")


def _class_problems(c: ClassFindings, about: str) -> SummarySheet:
    columns = {
        "Severity": "severity", "How often": "count|count", "Workbooks": "workbooks|count", "Code": "code",
        "For example": "example",
    }  # fmt: skip
    listed = [(s.name, p) for s in c.students for p in s.problems]
    by_student = {"Student": "0", **{header: f"1.{path}" for header, path in _PROBLEM.items()}}
    blocks = (
        _table(c.problems, columns, NOTHING_WRONG, "By code", SEVERITY_TONES),
        _table(listed, by_student, NOTHING_WRONG, "By student", SEVERITY_TONES),
    )
    return SummarySheet("Problems", "Problems in the workbooks", about, blocks)
