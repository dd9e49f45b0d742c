"""Rules about the question plan: what it does not ask, and whether it fits the time. Never more than a note.

A contact's plan is the questions beside which their name stands; the plan for everybody else is those without a name.
A plan that nobody touched is folio's own, and no business of these rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from folio.basics.wording import visible
from folio.domain.question_plan import Need, is_longer, plan_needs, surely_lacking
from folio.domain.records import Record, Records
from folio.intake.rules.frames import READING, WHO, Who
from folio.intake.rules.rule_input import Found, RuleInput, is_in, rows_where
from folio.template.schema import Template
from folio.template.vocabulary import INTERVIEW_NOT_HELD

# Fewer questions than this are the beginning of a plan.
WHOLE_PLAN = 5

_NEEDED: dict[Need, str] = {"downsides": "the downsides of the job", "leads": "advice and who else to talk to"}


def plan_one_sided(data: RuleInput) -> Found:
    """A plan asks nothing about downsides, or nothing about leads; reported once a plan, before the interview."""
    for i in sorted(data.showing("questions", "contact", "question", "stage", "topic")):
        template = data.readings[i].template
        for name, questions in _plans(data.records(i)).items() if template else ():
            touched = next((r for r in questions if not r.untouched), None)
            missing = [_NEEDED[need] for need in surely_lacking(plan_needs(template), questions)] if template else []
            if template and missing and touched and len(questions) >= WHOLE_PLAN and (i, name) not in data.met:
                yield data.problem(
                    "plan-one-sided", "questions", data.at(i, "questions", touched), "topic",
                    plan=_whose(template, questions[0].text("contact")), lacking=" or about ".join(missing),
                    bank=f" You'll find some on {template.bank_title}." if template.bank_title else "",
                )  # fmt: skip


def _plans(records: Records) -> dict[str, list[Record]]:
    """One plan for each name, and one of the questions without a name."""
    plans: dict[str, list[Record]] = defaultdict(list)
    for row in records.tables.get("questions", ()):
        if row.text("question"):
            if "contact" in row.unread:
                return {}  # what is typed instead of a name may mean anybody
            plans[row.key("contact")].append(row)
    return plans


def _whose(template: Template, name: str) -> str:
    if not name:
        return "for your interviews"
    secret = template.sheet("contacts").column("name").private
    return "for this person" if secret else f"for {visible(name, 60)}"


def plan_too_long(data: RuleInput) -> Found:
    """The questions for someone take much longer than the interview with them."""
    frame, interviews = data.frame("questions", "contact", "question", "minutes"), data.frame("interviews", "minutes")
    if frame is None or interviews is None:
        return
    planned: dict[Who, int] = defaultdict(int)
    shown = data.showing("questions", "contact", "question", "minutes")
    for line in rows_where(frame, is_in(frame[READING], shown) & frame[WHO].notna()):
        if isinstance(line["question"], str) and _is_number(line["minutes"]):
            planned[line[WHO]] += line["minutes"]
    seen: set[Who] = set()
    here = is_in(interviews[READING], data.showing("interviews", "contact", "minutes"))
    for line in rows_where(interviews, here & is_in(interviews[WHO], planned.keys() & data.known)):
        who, minutes = line[WHO], line["minutes"]
        held = line.get("status") not in INTERVIEW_NOT_HELD
        if held and who not in seen and _is_number(minutes) and is_longer(planned[who], minutes, much=True):
            seen.add(who)
            yield data.problem("plan-too-long", "interviews", line, "minutes", planned=planned[who])


def _is_number(value: Any) -> bool:
    # A file without the column has pandas' own mark of nothing there, which is a float.
    return isinstance(value, int) and not isinstance(value, bool)


RULES: tuple[Callable[[RuleInput], Found], ...] = (plan_one_sided, plan_too_long)
