"""What ``folio check`` says: as text for people, grouped by workbook and sheet, and as data for scripts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from folio.basics.person_names import PersonName, person_name
from folio.basics.wording import counted, sentence_list, visible
from folio.domain.names import normalize_name
from folio.insight.student_labels import labels
from folio.intake.files.discover import NO_WORKBOOK
from folio.intake.model import Intake, Problem, Reading, Severity

FORMAT = 1
_MARKS: dict[Severity, str] = {"error": "x", "warning": "!", "note": "-"}
_COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}
# Longer names push their line to the right.
_NAME_WIDTH = 40
# With more files that are no workbooks, nobody wants to read their names.
_NAMED = 3

Paint = Callable[[str, str], str]


def student_data(reading: Reading) -> dict[str, str]:
    """Whose workbook it is; empty for an unreadable file."""
    if not reading.readable:
        return {}
    return {"name": reading.student.name, "id": reading.student.id, "class": reading.student.class_}


def check_data(intake: Intake) -> dict[str, Any]:
    """The answer of ``folio check --format json``."""
    statuses = Counter(r.status for r in intake.readings)
    return {
        "format": FORMAT,
        "workbooks": [_workbook_data(r) for r in intake.readings],
        "skipped": [{"path": s.path, "why": s.why} for s in intake.skipped],
        "summary": {
            "workbooks": len(intake.readings), "ok": statuses["ok"], "problems": statuses["problems"],
            "unreadable": statuses["unreadable"],
        },
    }  # fmt: skip


def _workbook_data(reading: Reading) -> dict[str, Any]:
    template = reading.template
    return {
        "path": reading.path,
        "student": student_data(reading),
        "template": template.name if template else None,
        "version": template.version if template else None,
        "status": reading.status,
        "rows": dict(reading.row_counts),
        "problems": [_problem_data(p) for p in reading.problems],
    }


def _problem_data(problem: Problem) -> dict[str, Any]:
    keys = ("code", "severity", "sheet", "cell", "column", "value", "message", "fix")
    return {k: getattr(problem, k) for k in keys}


def check_text(intake: Intake, paint: Paint = lambda text, color: text, *, details: bool = False) -> Iterator[str]:
    """The lines that a person reads; ``paint(text, color)`` colors a word where the terminal can.

    A class has a line for each student, by last name, unless ``details`` are asked for.
    """
    brief = len(intake.readings) > 1 and not details
    if brief:
        yield from _class_lines(intake.readings, paint)
        yield ""
    for reading in () if brief else intake.readings:
        yield from _workbook_lines(reading, paint)
        yield ""
    notices = [*skipped_lines(intake), *twice_lines(intake)]
    yield from notices
    if notices:
        yield ""
    yield _summary(intake)
    if brief and any(r.problems for r in intake.readable):
        yield "Add --details to see every problem and how to fix it."


def skipped_lines(intake: Intake) -> Iterator[str]:
    """A line for each file that was skipped; many that are no workbooks by their names are only counted."""
    others = [s for s in intake.skipped if s.why == NO_WORKBOOK]
    for skipped in intake.skipped:
        if skipped.is_summary:
            yield f"{visible(skipped.path)}: {skipped.why}."
        elif skipped.why != NO_WORKBOOK:
            yield f"{visible(skipped.path)}: skipped, {skipped.why}."
        elif len(others) <= _NAMED:
            yield f"{visible(skipped.path)}: skipped, it isn't a spreadsheet file."
    if len(others) > _NAMED:
        yield f"{counted(len(others), 'file')} skipped: they aren't spreadsheet files."


def twice_lines(intake: Intake) -> Iterator[str]:
    """A line where students have several workbooks, so that each of them counts."""
    by_student: dict[str, list[Reading]] = defaultdict(list)
    for reading in intake.readable:
        if reading.student.id or reading.student.name:
            by_student[normalize_name(reading.student.id or reading.student.name)].append(reading)
    several = [readings for readings in by_student.values() if len(readings) > 1]
    if several:
        names = sentence_list([visible(readings[0].display_name) for readings in several], _NAMED)
        verb = "has" if len(several) == 1 else "each have"
        yield f"{names} {verb} more than one workbook here, and all count. folio collect chooses one each."


def _class_lines(readings: Sequence[Reading], paint: Paint) -> Iterator[str]:
    """A line for each student: how many problems there are, and the first."""
    named = [person_name(r.student.name) if r.student.name else PersonName(r.path, "", r.path) for r in readings]
    ordered = sorted(
        zip(named, readings, strict=True), key=lambda pair: (not pair[1].student.name, pair[0].sort_key, pair[1].path)
    )
    called = labels((name.last_first, r.student.id, r.path) for name, r in ordered)
    width = max((len(c) for c in called if len(c) <= _NAME_WIDTH), default=0)
    for name, (_, reading) in zip(called, ordered, strict=True):
        mark = paint("x", "red") if reading.status != "ok" else paint("ok", "green")
        yield f"{mark}{' ' * (1 if reading.status == 'ok' else 2)}{visible(name):<{width}}  {_told(reading)}".rstrip()


def _told(reading: Reading) -> str:
    if not reading.readable:
        return f"can't be read: {visible(reading.problems[0].message)}"
    counts = Counter(p.severity for p in reading.problems)
    told = ", ".join(counted(counts[s], s) for s in _MARKS if counts[s])
    first = next((p for p in reading.problems if p.severity == "error"), None)
    if first is None:
        return told
    place = f"{visible(first.sheet)} {first.cell or ''}".strip() if first.sheet else "the workbook"
    return f"{told}; {place}: {visible(first.message)}"


def _workbook_lines(reading: Reading, paint: Paint) -> Iterator[str]:
    name = visible(reading.student.name) or "(no name)"
    if not reading.readable:
        problem = reading.problems[0]
        yield f"{visible(reading.path)}"
        yield f"  {paint('x', 'red')} can't be read   [{problem.code}]"
        yield f"      {visible(problem.message)}"
        yield f"      {visible(problem.fix)}"
        return
    yield f"{paint(name, 'bold')}   {visible(reading.path)}"
    yield f"  {_filled(reading)}"
    if not reading.problems:
        yield f"  {paint('ok', 'green')}"
    for sheet, problems in groupby(reading.problems, key=lambda p: p.sheet):
        yield f"  {visible(sheet)}" if sheet else "  The workbook"
        for problem in problems:
            yield from _problem_lines(problem, paint)


def _filled(reading: Reading) -> str:
    template = reading.template
    if template is None:
        return ""
    parts = [
        f"{template.sheet(k).title} {count}" for k, count in reading.row_counts.items()
        if count and template.sheet(k).layout == "table"
    ]  # fmt: skip
    extra = f"; {counted(reading.extra_count, 'extra cell')} kept" if reading.extra_count else ""
    return (f"rows: {', '.join(parts)}" if parts else "nothing typed yet") + extra


def _problem_lines(problem: Problem, paint: Paint) -> Iterator[str]:
    where = f"{problem.cell:<6} " if problem.cell else ""
    mark = paint(_MARKS[problem.severity], _COLORS[problem.severity])
    yield f"    {mark} {where}{problem.severity}   [{problem.code}]"
    yield f"        {visible(problem.message)}"
    yield f"        {visible(problem.fix)}"


def _summary(intake: Intake) -> str:
    statuses = Counter(r.status for r in intake.readings)
    severities = Counter(p.severity for r in intake.readings if r.readable for p in r.problems)
    parts = [counted(len(intake.readings), "workbook"), f"{statuses['ok']} without errors"]
    if statuses["problems"]:
        parts.append(f"{statuses['problems']} with errors")
    if statuses["unreadable"]:
        parts.append(f"{statuses['unreadable']} unreadable")
    found = [counted(severities[s], s) for s in ("error", "warning", "note")]
    return f"{', '.join(parts)}: {', '.join(found)}."
