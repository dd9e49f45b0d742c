"""Rules about the question plan: what it does not ask, and whether it fits the time. Never more than a note.

A contact's plan is the questions beside which their name stands; the plan for everybody else is those without a name.
A plan that nobody touched is folio's own, and no business of these rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from folio.basics.wording import visible
from folio.domain.names import normalize_name
from folio.intake.model import Row
from folio.intake.rules.frames import READING, ROW, WHO, Who
from folio.intake.rules.rule_input import Case, Hit, Hits, hits, within
from folio.template.schema import Template
from folio.template.vocabulary import DOWNSIDES, INTERVIEW_NOT_HELD, LEADS, plan_needs

# Fewer questions than this are the beginning of a plan.
WHOLE_PLAN = 5
# A plan may be this many times as long as the interview: not every question gets its minutes.
LONGER = 1.5

_NEEDED = {DOWNSIDES: "the downsides of the job", LEADS: "advice and other people to ask"}


@dataclass(slots=True)
class _Plan:
    """The stage and topic of each question; ``touched`` is the first row that a person typed in."""

    name: str = ""
    questions: list[dict[str, str]] = field(default_factory=list)
    touched: int | None = None


def plan_one_sided(case: Case) -> Hits:
    """A plan asks nothing about downsides, or nothing about leads; told once for each plan, before the interview."""
    for i in sorted(case.shown("questions", "contact", "question", "stage", "topic")):
        reading = case.readings[i]
        template = reading.template
        for plan in _plans(reading.tables["questions"].rows):
            lacking = _lacking(template, plan) if template else []
            if lacking and plan.touched is not None and (i, normalize_name(plan.name)) not in case.met:
                hit: Hit = {READING: i, ROW: plan.touched}
                whose = f"for {_shown(template, plan.name)}" if template and plan.name else "for your interviews"
                bank = f" The sheet {template.bank_title} has some." if template and template.bank_title else ""
                yield case.problem(
                    "plan-one-sided", "questions", hit, "topic", plan=whose, lacking=" or ".join(lacking), bank=bank
                )


def _plans(rows: Iterable[Row]) -> list[_Plan]:
    """One plan for each name, and one of the questions without a name."""
    plans: dict[str, _Plan] = {}
    for j, row in enumerate(rows):
        if not _words(row, "question"):
            continue
        name = _words(row, "contact")
        if not name and "contact" in row.as_typed:
            return []  # what is typed instead of a name may mean anybody
        plan = plans.setdefault(normalize_name(name), _Plan(name))
        plan.questions.append({key: _words(row, key) for key in ("stage", "topic")})
        if plan.touched is None and not row.untouched:
            plan.touched = j
    return [p for p in plans.values() if len(p.questions) >= WHOLE_PLAN]


def _shown(template: Template, name: str) -> str:
    return "this person" if template.sheet("contacts").column("name").private else visible(name, 60)


def _lacking(template: Template, plan: _Plan) -> list[str]:
    """What no question is about; nothing where one of them does not say what it is about."""
    lacking = []
    for need, signs in plan_needs(template).items():
        said = [[(key, question[key]) for key, _ in signs] for question in plan.questions]
        if all(any(word for _, word in cells) and not set(cells) & set(signs) for cells in said):
            lacking.append(_NEEDED[need])
    return lacking


def plan_too_long(case: Case) -> Hits:
    """The questions for somebody take much longer than the interview with them."""
    frame, interviews = case.frame("questions", "contact", "question", "minutes"), case.frame("interviews", "minutes")
    if frame is None or interviews is None:
        return
    planned: dict[Who, int] = defaultdict(int)
    shown = case.shown("questions", "contact", "question", "minutes")
    for hit in hits(frame, within(frame[READING], shown) & frame[WHO].notna()):
        if isinstance(hit["question"], str) and _is_number(hit["minutes"]):
            planned[hit[WHO]] += hit["minutes"]
    seen: set[Who] = set()
    here = within(interviews[READING], case.shown("interviews", "contact", "minutes"))
    for hit in hits(interviews, here & within(interviews[WHO], planned.keys() & case.known)):
        who, minutes = hit[WHO], hit["minutes"]
        held = hit.get("status") not in INTERVIEW_NOT_HELD
        if held and who not in seen and _is_number(minutes) and planned[who] > LONGER * minutes:
            seen.add(who)
            yield case.problem("plan-too-long", "interviews", hit, "minutes", planned=planned[who])


def _is_number(value: Any) -> bool:
    # A file without the column has pandas' own mark of nothing there, which is a float.
    return isinstance(value, int) and not isinstance(value, bool)


def _words(row: Row, key: str) -> str:
    value = row.values.get(key)
    return value.strip() if isinstance(value, str) else ""


RULES: tuple[Callable[[Case], Hits], ...] = (plan_one_sided, plan_too_long)
