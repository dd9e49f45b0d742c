"""What ``folio due`` says: as text for a person at a terminal, and as data for scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from folio.basics.dates import day_in_list, short_date
from folio.basics.wording import counted, sentence_list, visible
from folio.domain.next_steps import Step
from folio.domain.start_list import first_steps, other_steps
from folio.insight.due_lists import DueList, Nearness, nearness_of
from folio.intake.model import Intake
from folio.output.check_output import skipped_lines, student_data, twice_lines

FORMAT = 1
_DATED: tuple[Nearness, ...] = ("overdue", "today", "coming")
_TITLES: dict[Nearness, str] = {
    "overdue": "Overdue",
    "today": "Today",
    "coming": "Coming",
    "anytime": "Anytime",
    "no date": "The day can't be read",
}
_COLORS: dict[Nearness, str] = {"overdue": "red", "today": "yellow", "no date": "yellow"}
_LONGEST = 100
# So many students with nothing due are named.
_NAMED = 12
_DAY_WIDTH = len("Wed, Sep 23  ")

Paint = Callable[[str, str], str]


def due_data(intake: Intake, lists: Sequence[DueList], today: date, days: int) -> dict[str, Any]:
    """The answer of ``folio due --format json``."""
    return {
        "format": FORMAT,
        "today": today.isoformat(),
        "days": days,
        "workbooks": [
            {"path": one.reading.path, "student": student_data(one.reading), "steps": [_step(s) for s in one.steps]}
            for one in lists
        ],
        "unreadable": [
            {"path": r.path, "code": p.code, "message": p.message, "fix": p.fix}
            for r in intake.readings if not r.readable for p in r.problems[:1]
        ],
        "summary": {"workbooks": len(lists), **{n.replace(" ", "_"): _count(lists, n) for n in _TITLES}},
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {
        "state": nearness_of(step),
        "due": step.when.isoformat() if step.when else None,
        "days": step.days,
        "deadline": step.has_deadline,
        "action": step.action,
        "kind": step.kind,
        "who": step.who,
        "what": step.what,
        "sheet": step.sheet,
        "cell": step.cell,
        "also": [{"sheet": sheet, "cell": cell} for sheet, cell in step.also],
    }


def due_text(
    intake: Intake, lists: Sequence[DueList], today: date, days: int, paint: Paint = lambda text, color: text
) -> Iterator[str]:
    """The lines that a person reads; ``paint(text, color)`` colors a word where the terminal can.

    Of a class, those with most overdue come first, and what is coming is only counted.
    """
    alone = len(intake.readings) == 1
    until = today + timedelta(days=min(days, (date.max - today).days))
    waiting = sorted(
        (one for one in lists if alone or one.near(*_DATED, "no date")),
        key=lambda one: (-len(one.near("overdue")), -len(one.near("today"))),
    )
    for one in waiting:
        name = one.reading.display_name if alone else one.label
        yield f"{paint(visible(name), 'bold')}   {visible(one.reading.path)}"
        yield from _student_lines(one, until, paint, alone=alone)
        yield ""
    idle = [visible(one.label) for one in lists if one not in waiting]
    if idle:
        yield f"Nothing is due until {short_date(until)}: {sentence_list(idle, _NAMED)}."
    yield from (*skipped_lines(intake), *twice_lines(intake))
    if lists:
        yield _summary(lists, until)


def _student_lines(one: DueList, until: date, paint: Paint, *, alone: bool) -> Iterator[str]:
    for nearness, title in _TITLES.items():
        steps = one.near(nearness)
        if not steps:
            continue
        if not alone and nearness in ("coming", "anytime"):
            continue
        said = f"{title}, until {short_date(until)}" if nearness == "coming" else title
        yield f"  {paint(said, _COLORS.get(nearness, 'cyan'))}"
        width = max(_DAY_WIDTH, *(len(_day(step)) for step in steps))
        for step in steps:
            yield f"    {_day(step):<{width}} {_told(step)}   {_places(step)}"
    if alone and not one.near(*_DATED):
        yield f"  Nothing is due until {short_date(until)}."
    if not alone and (coming := one.near("coming")):
        yield f"  {len(coming)} coming, next {_day(coming[0])}: {_told(coming[0])}"


def _day(step: Step) -> str:
    if step.when is None or nearness_of(step) == "anytime":
        return "-"
    return day_in_list(step.when, step.when - timedelta(step.days or 0))


def _told(step: Step) -> str:
    return visible(step.told, _LONGEST)


def _places(step: Step) -> str:
    return ", ".join(visible(f"{sheet} {cell}".strip()) for sheet, cell in step.places)


def _count(lists: Sequence[DueList], nearness: Nearness) -> int:
    return sum(len(one.near(nearness)) for one in lists)


def _summary(lists: Sequence[DueList], until: date) -> str:
    overdue, today, coming = (_count(lists, nearness) for nearness in _DATED)
    counts = f"{overdue} overdue, {today} today, {coming} coming until {short_date(until)}."
    if len(lists) > 1:
        return f"{counted(len(lists), 'workbook')}: {counts}"
    if overdue:
        return f"{counts} Begin with the first: late is better than never."
    if today or coming:
        return f"{counts} Nothing is late. Nice work!"
    begin = [step.told for one in lists for step in (*first_steps(one.records), *other_steps(one.records))]
    return "Nice work!" if _count(lists, "anytime") or not begin else f"Begin with this: {visible(begin[0])}."
