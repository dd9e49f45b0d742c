"""The reports as spreadsheets: which figures stand on which sheet."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from folio.output import words
from folio.workbook.summary_book import (
    Cell,
    Kind,
    SummaryChart,
    SummaryColumn,
    SummarySheet,
    SummaryTable,
    Tone,
    write_summary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from folio.insight.classroom import ClassFindings, WantedQuality
    from folio.insight.due import Due
    from folio.insight.progress import StatusCount
    from folio.insight.student import ProblemLine, StudentFindings
    from folio.template.model import Theme

STATE_TONES: dict[str, Tone] = {"overdue": "bad", "today": "warn", "later": "muted"}
SEVERITY_TONES: dict[str, Tone] = {"error": "bad", "warning": "warn", "note": "muted"}
VERDICT_TONES: dict[str, Tone] = {"proven": "good", "show": "warn", "build": "bad", "not asked for": "muted"}
THANKS_TONES: dict[str, Tone] = {
    "on time": "good",
    "sent": "good",
    "late": "warn",
    "due": "warn",
    "missing": "bad",
}
CHARTED_QUALITIES = 12


def student_book(s: StudentFindings, theme: Theme, today: date, created: datetime | None) -> bytes:
    """Return one student's report as the bytes of an .xlsx."""
    about = ", ".join(t for t in (s.name, s.class_, f"as of {words.day(today)}") if t)
    sheets = [_summary(s, about), _due(s, about), _interviews(s, about), _fields(s, about)]
    sheets += [_peaks(s, about), _network(s, about), _problems(s, about)]
    return write_summary(
        sheets, theme, kind="student", title=f"Report: {s.name}", created=_moment(created, today)
    )


def class_book(c: ClassFindings, theme: Theme, today: date, created: datetime | None) -> bytes:
    """Return the class's report as the bytes of an .xlsx."""
    name = words.class_title(c.classes)
    about = f"{name}, as of {words.day(today)}"
    sheets = [_class(c, about), _students(c, about), _class_due(c, about), _class_fields(c, about)]
    sheets += [_class_peaks(c, about), _class_problems(c, about)]
    return write_summary(
        sheets, theme, kind="class", title=f"Report: {name}", created=_moment(created, today)
    )


def _moment(created: datetime | None, today: date) -> datetime:
    return created or datetime.combine(today, time())


def _columns(*columns: str | tuple[str, Kind]) -> tuple[SummaryColumn, ...]:
    return tuple(SummaryColumn(c) if isinstance(c, str) else SummaryColumn(*c) for c in columns)


def _table(
    columns: tuple[SummaryColumn, ...], rows: Iterable[tuple[Cell, ...]], empty: str, title: str = "",
    tones: dict[str, Tone] | None = None,
) -> SummaryTable:  # fmt: skip
    return SummaryTable(columns, tuple(rows), empty, title, tones or {})


def _summary(s: StudentFindings, about: str) -> SummarySheet:
    p = s.progress
    figures: list[tuple[Cell, ...]] = [
        ("People on the list", p.people),
        ("People asked", p.asked),
        ("Talks completed", p.talks),
        ("Talks ahead", p.scheduled),
        ("Questions on the plan", p.planned),
        ("Questions answered", p.answers),
        ("Thank-yous sent in time", p.thanks.on_time),
        ("Thank-yous sent late", p.thanks.late),
        ("Thank-yous sent, day not noted", p.thanks.sent),
        ("Thank-yous not sent yet", p.thanks.due + p.thanks.missing),
        ("Things overdue", len(s.due_in("overdue"))),
        ("Errors to mend", s.problem_count("error")),
    ]
    table = _table(_columns("At a glance", ("Figure", "count")), figures, "")
    return SummarySheet("Summary", s.name, about, (table, *_pipeline(p.pipeline)))


def _pipeline(counts: tuple[StatusCount, ...]) -> tuple[SummaryTable, SummaryChart]:
    rows = [(c.status, c.people) for c in counts] if any(c.people for c in counts) else []
    table = _table(
        _columns("Status", ("People", "count")),
        rows,
        "Nobody is on the list yet.",
        "Where the contacts stand",
    )
    said = ", ".join(f"{c.status} {c.people}" for c in counts)
    return table, SummaryChart("Where the contacts stand", "bar", 0, (1,), f"People at each status: {said}.")


_DUE = (("By", "date"), ("Days", "count"), "State", "Kind", "Who", "What", "Sheet", "Cell")


def _due_row(d: Due) -> tuple[Cell, ...]:
    return d.when, d.days, d.state, d.kind, d.who, d.what, d.sheet, d.cell


def _due(s: StudentFindings, about: str) -> SummarySheet:
    table = _table(
        _columns(*_DUE), map(_due_row, s.due), "Nothing has a day to be done by.", tones=STATE_TONES
    )
    return SummarySheet("Due", "What to do next", about, (table,), "people")


def _interviews(s: StudentFindings, about: str) -> SummarySheet:
    columns = _columns(
        "Contact", "Organization", "Field", ("Date", "date"), "Format", "Status", ("Interest before", "count"),
        ("Interest after", "count"), ("Change", "signed"), "Thank-you", ("Sent on", "date"), "Takeaway", "Surprise",
    )  # fmt: skip
    rows = [
        (
            t.contact, t.organization, t.field, t.when, t.format, t.status, t.before, t.after, t.change, t.thanks,
            t.thanks_on, t.takeaway, t.surprise,
        )
        for t in s.talks
    ]  # fmt: skip
    said = "; ".join(f"{t.contact} {words.figure(t.before)} to {words.figure(t.after)}" for t in s.talks)
    chart = SummaryChart(
        "Interest before and after each talk", "bar", 0, (6, 7), f"Interest, 1 to 5: {said}.", 5
    )
    table = _table(columns, rows, "No talk is noted yet.", tones=THANKS_TONES)
    return SummarySheet("Interviews", "Talks", about, (table, chart), "talk")


def _fields(s: StudentFindings, about: str) -> SummarySheet:
    heading = "What was learned of each field"
    none = "No field is named yet."
    if "preview" not in s.parts:
        rows = [(f.field, f.talks, f.before, f.after, f.change, f.reason) for f in s.fields]
        columns = _columns(
            "Field", ("Talks", "count"), ("Interest before", "decimal"), ("Interest after", "decimal"),
            ("Change", "signed"), "Enough to decide?",
        )  # fmt: skip
        return SummarySheet("Fields", heading, about, (_table(columns, rows, none),), "learn")
    previews = [(f, f.preview) for f in s.fields if f.preview]
    columns = _columns(
        "Field", ("Talks", "count"), ("Breadth", "percent"), ("Balance", "percent"), ("Upsides", "count"),
        ("Downsides", "count"), "Enough to decide?", "Where views differ", "Still to ask",
    )  # fmt: skip
    by_field = [
        (
            f.field, f.talks, v.breadth, v.balance, v.ups, v.downs, f.reason, "\n".join(v.contradictions),
            ", ".join(v.missing),
        )
        for f, v in previews
    ]  # fmt: skip
    said = "; ".join(f"{f.field} {v.ups} up, {v.downs} down" for f, v in previews)
    told = [
        (
            f.field, e.facet, e.rating, e.viewpoint, e.contact, e.agreement, e.upside, e.downside, e.read_elsewhere,
        )
        for f, v in previews
        for e in v.entries
    ]  # fmt: skip
    entries = _columns(
        "Field", "Facet", ("Rating", "count"), "Viewpoint", "Contact", "The talk", "Upside", "Downside",
        "What I had read",
    )  # fmt: skip
    blocks = (
        _table(columns, by_field, none, "By field"),
        SummaryChart("Upsides and downsides by field", "bar", 0, (4, 5), f"Upsides and downsides: {said}."),
        _table(entries, told, "No job preview is noted yet.", "By facet"),
    )
    return SummarySheet("Job preview", heading, about, blocks, "learn")


def _peaks(s: StudentFindings, about: str) -> SummarySheet:
    means = [(c.category, c.importance, c.rating, c.strength) for c in s.peaks.categories]
    any_mean = any(m is not None for row in means for m in row[1:])
    said = "; ".join(f"{c} wanted {words.figure(w)}, proven {words.figure(p)}" for c, w, _, p in means)
    gaps = [
        (
            g.quality, g.importance, g.rating, g.strength, g.gap, len(g.people), g.verdict, g.category, g.document,
            g.activity, "; ".join(g.reasons), "\n".join(f"{who}: {text}" if who else text for who, text in g.words),
        )
        for g in s.peaks.gaps
    ]  # fmt: skip
    scale: tuple[tuple[str, Kind], ...] = (
        ("Wanted", "decimal"),
        ("My rating", "decimal"),
        ("Proof", "decimal"),
    )
    columns = _columns(
        "Quality", *scale, ("Gap", "decimal"), ("Named by", "count"), "Verdict", "Category", "Document",
        "What would build it", "Why to show it", "In their words",
    )  # fmt: skip
    blocks = (
        _table(
            _columns("Category", *scale), means if any_mean else [], "Nothing is rated yet.", "By category"
        ),
        SummaryChart("Wanted and proven", "column", 0, (1, 3), f"Means, 1 to 5: {said}.", 5),
        _table(columns, gaps, "No quality is noted yet.", "Gap matrix, widest gaps first", VERDICT_TONES),
    )
    return SummarySheet("PEAKS", "P.E.A.K.S.: wanted and proven", about, blocks, "learn")


def _network(s: StudentFindings, about: str) -> SummarySheet:
    w = s.network
    blocks: list[SummaryTable | SummaryChart] = [
        _table(
            _columns("Person", "Organization", "Status"),
            [
                ("    " * b.depth + ("└ " if b.depth else "") + b.name, b.organization, b.status)
                for b in w.referrals
            ],
            "No referral is noted yet.",
            "Who led to whom",
        )
    ]
    if "leads" in s.parts:
        columns = _columns(
            "Lead",
            "Heard from",
            "Kind",
            "State",
            ("By", "date"),
            ("Done on", "date"),
            "Next step",
            "What came of it",
        )
        rows = [
            (
                x.lead,
                x.heard_from,
                x.kind,
                "open" if x.open else "done",
                x.due,
                x.done,
                x.next_step,
                x.outcome,
            )
            for x in w.leads
        ]
        blocks.append(
            _table(columns, rows, "No lead is noted yet.", "Leads", {"open": "warn", "done": "good"})
        )
    if "contacts.can_advise" in s.parts:
        advisers = [(a.name, a.organization, a.job_title, a.field) for a in w.advisers]
        named = _columns("Adviser", "Organization", "Job title", "Field")
        blocks.append(_table(named, advisers, "Nobody is marked as an adviser yet.", "Advisers for offers"))
    if "practice" in s.parts:
        tries = [
            (t.version, t.setting, words.day(t.when), t.rating, t.reaction, t.change)
            for t in s.practice.tries
        ]
        columns = _columns(
            "How I described myself", "Setting", "Date", ("Rating", "count"), "Reaction", "What to change"
        )
        blocks.append(_table(columns, tries, "No try is noted yet.", "Practice"))
        said = ", ".join(map(str, s.practice.ratings))
        blocks.append(
            SummaryChart("My rating of each try", "line", 2, (3,), f"Ratings, oldest first: {said}.", 5)
        )
    if s.offers:
        columns = _columns(
            "Organization", "Job title", "Field", "Decision", ("Decide by", "date"), ("Fit", "count"), "Adviser",
            "Better than heard", "Worse than heard",
        )  # fmt: skip
        rows = [
            (
                o.organization,
                o.job_title,
                o.field,
                o.decision,
                o.decide_by,
                o.fit,
                o.adviser,
                o.better,
                o.worse,
            )
            for o in s.offers
        ]
        blocks.append(_table(columns, rows, "", "Offers"))
    return SummarySheet("Network", "Network", about, tuple(blocks), "people")


_PROBLEM = ("Severity", "Sheet", "Cell", "What is wrong", "What to do", "As typed", "Code")


def _problem_row(p: ProblemLine) -> tuple[Cell, ...]:
    return p.severity, p.sheet, p.cell, p.message, p.fix, p.value, p.code


def _problems(s: StudentFindings, about: str) -> SummarySheet:
    none = "Nothing: everything that is filled in could be read."
    table = _table(_columns(*_PROBLEM), map(_problem_row, s.problems), none, tones=SEVERITY_TONES)
    return SummarySheet("Problems", "To mend in the workbook", about, (table,))


def _class(c: ClassFindings, about: str) -> SummarySheet:
    figures: list[tuple[Cell, ...]] = [
        ("Workbooks", len(c.rows)),
        ("Files not readable", len(c.unreadable)),
        ("Students who have not begun", len(c.quiet)),
        ("People on the lists", sum(r.contacts for r in c.rows)),
        ("People asked", sum(r.asked for r in c.rows)),
        ("Talks completed", sum(r.talks for r in c.rows)),
        ("Students with a talk", sum(bool(r.talks) for r in c.rows)),
        ("Things overdue", c.overdue),
        ("Errors to mend", sum(r.errors for r in c.rows)),
    ]
    blocks = (
        _table(_columns("At a glance", ("Figure", "count")), figures, ""),
        *_pipeline(c.pipeline),
        _table(
            _columns("File", "What is wrong", "What to do"),
            [(u.path, u.message, u.fix) for u in c.unreadable],
            "Every file could be read.",
            "Files not readable",
        ),
    )
    return SummarySheet("Class", words.class_title(c.classes), about, blocks)


def _students(c: ClassFindings, about: str) -> SummarySheet:
    counts = ("Contacts", "Asked", "Talks", "Answers", "Previews", "Overdue", "Errors")
    columns = _columns("Student", "Class", *((n, "count") for n in counts), ("Last activity", "date"))
    rows = [
        (
            r.name, r.class_, r.contacts, r.asked, r.talks, r.answers, r.previews, r.overdue, r.errors,
            r.last_activity,
        )
        for r in c.rows
    ]  # fmt: skip
    return SummarySheet("Students", "Students", about, (_table(columns, rows, "No workbook could be read."),))


def _class_due(c: ClassFindings, about: str) -> SummarySheet:
    rows = [(d.name, *_due_row(d.due)) for d in c.due]
    table = _table(_columns("Student", *_DUE), rows, "Nothing has a day to be done by.", tones=STATE_TONES)
    return SummarySheet("Due", "What is due", about, (table,), "people")


def _class_fields(c: ClassFindings, about: str) -> SummarySheet:
    columns = _columns(
        "Field", ("Students", "count"), ("Contacts", "count"), ("Talks", "count"), ("Interest before", "decimal"),
        ("Interest after", "decimal"), ("Change", "signed"), ("Breadth", "percent"), ("Balance", "percent"),
        ("Enough to decide", "count"), "Most wanted",
    )  # fmt: skip
    rows = [
        (
            f.field, f.students, f.people, f.talks, f.before, f.after, f.change, f.breadth, f.balance, f.enough,
            ", ".join(q.quality for q in f.top),
        )
        for f in c.fields
    ]  # fmt: skip
    said = "; ".join(f"{f.field} {words.figure(f.before)} to {words.figure(f.after)}" for f in c.fields)
    chart = SummaryChart("Mean interest before and after the talks", "bar", 0, (4, 5), f"1 to 5: {said}.", 5)
    return SummarySheet(
        "Fields", "Fields", about, (_table(columns, rows, "No field is named yet."), chart), "learn"
    )


def _class_peaks(c: ClassFindings, about: str) -> SummarySheet:
    columns = _columns(
        "Quality", "Category", ("Importance", "decimal"), ("Times named", "count"), ("Students who heard it", "count"),
        ("Students who can prove it", "count"),
    )  # fmt: skip

    def row(q: WantedQuality) -> tuple[Cell, ...]:
        return q.quality, q.category, q.importance, q.namings, q.students, q.provers

    top = c.wanted[:CHARTED_QUALITIES]
    said = "; ".join(f"{q.quality}: heard by {q.students}, proven by {q.provers}" for q in top)
    blocks = (
        _table(columns, map(row, c.wanted), "No contact has named a quality yet."),
        SummaryChart(
            "Students who heard it and who can prove it", "bar", 0, (4, 5), f"{said}.", rows=CHARTED_QUALITIES
        ),
    )
    return SummarySheet("PEAKS", "Qualities that employers want", about, blocks, "learn")


def _class_problems(c: ClassFindings, about: str) -> SummarySheet:
    counted = [(p.severity, p.count, p.workbooks, p.code, p.example) for p in c.problems]
    listed = [(*_problem_row(p)[:1], s.name, *_problem_row(p)[1:]) for s in c.students for p in s.problems]
    none = "None: everything that is filled in could be read."
    by_code = _columns("Severity", ("How often", "count"), ("Workbooks", "count"), "Code", "For example")
    blocks = (
        _table(by_code, counted, none, "By code", SEVERITY_TONES),
        _table(_columns(_PROBLEM[0], "Student", *_PROBLEM[1:]), listed, none, "By student", SEVERITY_TONES),
    )
    return SummarySheet("Problems", "Problems in the workbooks", about, blocks)
