"""The reports as spreadsheets: which figures stand on which sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Literal, cast

from folio.basics.plain_values import ShownValue
from folio.basics.wording import cut_off, storable
from folio.domain.audiences import FAMILY
from folio.insight.class_findings import ClassFindings
from folio.insight.class_needs import NOT_STARTED
from folio.insight.custom_columns import AddedColumn
from folio.insight.progress import StatusCount
from folio.insight.student_findings import StudentFindings
from folio.output.report import report_tables, report_wording
from folio.output.report.summary_page import SummaryPage
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
    findings: StudentFindings | ClassFindings | SummaryPage, theme: Theme, today: date, created: datetime | None = None
) -> bytes:
    """One student's report, the class's, or a page for others, as the bytes of an .xlsx with native charts.

    ``created`` is the moment that the file gives as its making; without it the day ``today`` at midnight.
    """
    made = created or datetime.combine(today, time())
    if isinstance(findings, SummaryPage):
        return _page(findings, theme, made)
    if isinstance(findings, StudentFindings):
        return _student_report(findings, theme, today, made)
    return _class_report(findings, theme, today, made)


def _page(page: SummaryPage, theme: Theme, made: datetime) -> bytes:
    about = " · ".join(map(storable, page.meta))
    figures = {f.label.capitalize(): f.value for f in page.figures}
    glance = _table(figures.items(), {"At a glance": "0", "Number": "1|count"}, "")
    notes = (_table((), {}, storable(note)) for note in page.notes)
    sheets = [SummarySheet("Summary", storable(page.title), about, (glance, *notes))]
    for table in page.tables:
        rows = _table(table.rows, table.columns, table.empty)
        note = (_table((), {}, table.note),) if table.note else ()
        sheets.append(SummarySheet(table.title, table.title, about, (rows, *note)))
    kind: Literal["student", "class"] = "student" if page.audience == FAMILY else "class"
    return write_summary(sheets, theme, kind=kind, title=storable(page.title), created=made)


def _student_report(s: StudentFindings, theme: Theme, today: date, made: datetime) -> bytes:
    name, about = storable(s.name), f"as of {report_wording.day(today)}"
    if s.class_:
        about = f"{storable(s.class_)}, {about}"
    makers = (_summary, _due, _interviews, _fields, _peaks, _network, *([_added] if s.added else []), _problems)
    sheets = [make(s, about if make is _summary else f"{name}, {about}") for make in makers]
    return write_summary(sheets, theme, kind="student", title=f"Report: {name}", created=made)


def _class_report(c: ClassFindings, theme: Theme, today: date, made: datetime) -> bytes:
    name = report_wording.class_title(c.classes)
    first = (_class, *([_sections] if c.sections else []), _needs, *([_changes] if c.since else []))
    makers = (*first, _students, _class_due, _class_fields, _class_peaks, _class_said, _class_shared, _class_problems)
    about = f"as of {report_wording.day(today)}"
    sheets = [make(c, about if make is _class else f"{name}, {about}") for make in makers]
    return write_summary(sheets, theme, kind="class", title=f"Report: {name}", created=made)


def _table(
    items: Iterable[object], columns: report_tables.Columns, empty: str, title: str = "",
    tones: Mapping[str, Tone] | None = None,
) -> SummaryTable:  # fmt: skip
    shown = report_tables.columns_in("xlsx", columns)
    words = report_tables.WORDS
    heads = tuple(
        SummaryColumn(h, cast("ColumnKind", "text" if kind in words else kind or "text")) for h, _, kind in shown
    )
    rows = tuple(
        tuple(_cell(words.get(kind, _as_is)(report_wording.value_at(item, path))) for _, path, kind in shown)
        for item in items
    )
    return SummaryTable(heads, rows, empty, title, tones or {})


def _as_is(value: object) -> object:
    return value


def _in_words(parts: Iterable[str]) -> str:
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
    words = _in_words(f"{c.status} {c.people}" for c in counts)
    chart = SummaryChart(title, "bar", 0, (1,), f"People at each status: {words}.")
    missing = (_table((), {}, report_wording.no_status(no_status, unread)),) if no_status else ()
    return _table(listed, report_tables.STATUS, none, title), chart, *missing


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
    stands = _table((), {}, storable(report_wording.where_you_stand(s)))
    blocks = (stands, _glance(figures), *_pipeline(p.pipeline, p.no_status, p.unread_status))
    return SummarySheet("Summary", storable(s.name), about, blocks)


def _due(s: StudentFindings, about: str) -> SummarySheet:
    table = _table(
        (*s.due, *s.undated), report_tables.DUE, report_wording.nothing_due(s.progress.people), tones=STATE_TONES
    )
    return SummarySheet("Due", "What to do next", about, (table,), "people")


def _interviews(s: StudentFindings, about: str) -> SummarySheet:
    noted = {
        h: key for h, key in report_tables.DEBRIEF.items() if any(report_wording.value_at(t, key) for t in s.interviews)
    }
    words = _in_words(
        f"{t.contact} {report_wording.figure(t.before)} to {report_wording.figure(t.after)}" for t in s.interviews
    )
    title = "Interest before and after each interview"
    chart = SummaryChart(title, "bar", 0, (6, 7), f"Interest, 1 to 5: {words}.", SCALE)
    table = _table(s.interviews, report_tables.INTERVIEWS | noted, "No interviews yet.", tones=THANKS_TONES)
    return SummarySheet("Interviews", "Interviews", about, (table, chart), "talk")


def _fields(s: StudentFindings, about: str) -> SummarySheet:
    heading, none = "What you learned about each field", "No fields yet."
    if "preview" not in s.parts:
        table = _table(s.fields, report_tables.FIELDS_WITHOUT_PREVIEW, none)
        return SummarySheet("Fields", heading, about, (table,), "learn")
    columns, entries = report_tables.FIELDS, report_tables.FIELD_PREVIEWS
    previews = [(report_wording.field_name(f.field), f.preview) for f in s.fields if f.preview]
    listed = [(field, e) for field, preview in previews for e in preview.entries]
    if any(x.importance is not None for _, preview in previews for x in preview.facets):
        columns = columns | {"Matters most, and still open": "preview.open_questions"}
        entries = entries | {"Matters to me": "1.importance|count"}
    words = _in_words(f"{field} {v.ups} up, {v.downs} down" for field, v in previews)
    blocks = (
        _table(s.fields, columns, none, "By field"),
        SummaryChart("Upsides and downsides by field", "bar", 0, (4, 5), f"Noted: {words}."),
        _table(listed, entries, "No job preview yet.", "By facet"),
    )
    return SummarySheet("Job preview", heading, about, blocks, "learn")


def _peaks(s: StudentFindings, about: str) -> SummarySheet:
    means = s.peaks.categories
    rated = means if any((m.importance, m.rating, m.strength) != (None, None, None) for m in means) else ()
    words = _in_words(
        f"{m.category} wanted {report_wording.figure(m.importance)}, proven {report_wording.figure(m.strength)}"
        for m in means
    )
    told = s.presentation
    blocks = (
        _table(rated, report_tables.CATEGORIES, "Nothing rated yet.", "By category"),
        SummaryChart("Wanted and proven", "column", 0, (1, 3), f"Averages, 1 to 5: {words}.", SCALE),
        _table(s.peaks.gaps, report_tables.GAPS, "No qualities yet.", "Gap matrix", VERDICT_TONES),
        _table(told.proofs, report_tables.PROOFS, " ".join(told.advice), "Present myself: what to lead with"),
        _table(told.concerns, report_tables.CONCERNS, "None.", "Present myself: where they may have doubts"),
    )
    return SummarySheet("PEAKS", "P.E.A.K.S.: wanted and proven", about, blocks, "learn")


def _network(s: StudentFindings, about: str) -> SummarySheet:
    chain = [("    " * b.depth + ("└ " if b.depth else "") + b.name, b) for b in s.network.referrals]
    columns = {"Person": "0", "Organization": "1.organization", "Status": "1.status"}
    blocks: list[SummaryTable | SummaryChart] = [_table(chain, columns, "No referrals yet.", "Who led you to whom")]
    if "leads" in s.parts:
        tones: dict[str, Tone] = {"open": "warn", "followed up": "good"}
        blocks.append(_table(s.network.leads, report_tables.LEADS, "No leads yet.", "Leads", tones))
    if "contacts.can_advise" in s.parts:
        none = "No one is marked as an adviser yet."
        blocks.append(_table(s.network.advisers, report_tables.ADVISERS, none, "People who can advise on offers"))
    if "practice" in s.parts:
        blocks.append(_table(s.practice.tries, report_tables.PRACTICE, "No tries yet.", "Practice"))
        words = _in_words(map(str, s.practice.ratings))
        chart = SummaryChart("My rating of each try", "line", 2, (3,), f"Oldest first: {words}.", SCALE)
        blocks.append(chart)
    if s.offers:
        blocks.append(_table(s.offers, report_tables.OFFERS, "", "Offers"))
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


def _problems(s: StudentFindings, about: str) -> SummarySheet:
    table = _table(s.problems, report_tables.PROBLEMS, NOTHING_WRONG, tones=SEVERITY_TONES)
    return SummarySheet("Problems", "To fix in the workbook", about, (table,))


def _class(c: ClassFindings, about: str) -> SummarySheet:
    figures = {
        "Workbooks": len(c.rows),
        "Unreadable files": len(c.unreadable),
        "Students who haven't started": len(c.in_need(NOT_STARTED)),
        "People on the lists": sum(r.contacts for r in c.rows),
        "People asked": sum(r.asked for r in c.rows),
        "Interviews completed": sum(r.interviews for r in c.rows),
        "Students with an interview": sum(bool(r.interviews) for r in c.rows),
        "Things overdue": c.overdue,
        "Errors to fix": sum(r.errors for r in c.rows),
    }
    unreadable = _table(c.unreadable, report_tables.UNREADABLE, "We could read every file.", "Unreadable files")
    sharing = _table((), {}, report_wording.for_counselor_only(c.for_counselor_only), "Who may see this")
    blocks = (_glance(figures), *_pipeline(c.pipeline, c.no_status, c.unread_status), unreadable, sharing)
    return SummarySheet("Class", report_wording.class_title(c.classes), about, blocks)


def _sections(c: ClassFindings, about: str) -> SummarySheet:
    return SummarySheet("Classes", "Totals of each class", about, (_table(c.sections, report_tables.SECTIONS, ""),))


def _needs(c: ClassFindings, about: str) -> SummarySheet:
    table = _table(c.listed_needs, report_tables.NEEDS, report_wording.NOTHING_NEEDED)
    return SummarySheet("Start here", "Start here", about, (table,), "people")


def _changes(c: ClassFindings, about: str) -> SummarySheet:
    table = _table(c.changes, report_tables.CHANGES, report_wording.NOTHING_NEW)
    return SummarySheet("New", f"New since {report_wording.day(c.since)}", about, (table,))


def _students(c: ClassFindings, about: str) -> SummarySheet:
    table = _table(c.rows, report_tables.STUDENTS, "We couldn't read any workbook.")
    return SummarySheet("Students", "Students", about, (table,))


def _class_due(c: ClassFindings, about: str) -> SummarySheet:
    table = _table(c.due, report_tables.CLASS_DUE, "Nothing has a due date.", tones=STATE_TONES)
    return SummarySheet("Due", "What is due", about, (table,), "people")


def _class_fields(c: ClassFindings, about: str) -> SummarySheet:
    words = _in_words(
        f"{report_wording.field_name(f.field)} {report_wording.figure(f.before)} to {report_wording.figure(f.after)}"
        for f in c.fields
    )
    title = "Average interest before and after the interviews"
    chart = SummaryChart(title, "bar", 0, (4, 5), f"1 to 5: {words}.", SCALE)
    table = _table(c.fields, report_tables.CLASS_FIELDS, "No fields yet.")
    return SummarySheet("Fields", "Fields", about, (table, chart), "learn")


def _class_peaks(c: ClassFindings, about: str) -> SummarySheet:
    top = c.wanted[:CHARTED_QUALITIES]
    words = _in_words(f"{q.quality}: heard by {q.students}, proven by {q.provers}" for q in top)
    title = "Students who heard it and who can prove it"
    blocks = (
        _table(c.wanted, report_tables.WANTED, "No contact has named a quality yet."),
        SummaryChart(title, "bar", 0, (5, 6), f"{words}.", rows=CHARTED_QUALITIES),
    )
    return SummarySheet("PEAKS", "Qualities that employers want", about, blocks, "learn")


def _class_said(c: ClassFindings, about: str) -> SummarySheet:
    blocks = (
        _table(c.said_of, report_tables.SAID, "No contact has named a quality yet."),
        *([_table(c.merged, report_tables.NAMES, "", "Merged by your list of synonyms")] if c.merged else []),
        *([_table(c.alike, report_tables.NAMES, "", "Names that may mean the same")] if c.alike else []),
    )
    return SummarySheet("Employers", "What employers said, by field", about, blocks, "learn")


def _class_shared(c: ClassFindings, about: str) -> SummarySheet:
    blocks = (
        _table(c.shared, report_tables.SHARED, report_wording.NOBODY_SHARED),
        *([_table(c.maybe_shared, report_tables.SHARED, "", "To review: maybe the same")] if c.maybe_shared else []),
    )
    return SummarySheet("On several lists", "On several lists", about, blocks, "people")


def _class_problems(c: ClassFindings, about: str) -> SummarySheet:
    listed = [(s.name, p) for s in c.students for p in s.problems]
    blocks = (
        _table(c.problems, report_tables.CLASS_PROBLEMS, NOTHING_WRONG, "By code", SEVERITY_TONES),
        _table(listed, report_tables.STUDENT_PROBLEMS, NOTHING_WRONG, "By student", SEVERITY_TONES),
    )
    return SummarySheet("Problems", "Problems in the workbooks", about, blocks)
