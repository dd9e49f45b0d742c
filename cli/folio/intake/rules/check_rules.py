"""All rules about rows, over all workbooks at once.

Rules see what could be read; a cell that did not fit its column has its own problem, and counts as filled. Most are a
mask on one frame with the rows of all workbooks, then words for the rows it holds; what the domain knows, they ask it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from folio.intake.model import Problem, Reading
from folio.intake.rules import content_rules, date_rules, question_plan_rules, reference_rules
from folio.intake.rules.frames import frames_of
from folio.intake.rules.rule_input import RuleInput

RULES = (*reference_rules.RULES, *date_rules.RULES, *content_rules.RULES, *question_plan_rules.RULES)


def check_rules(readings: Sequence[Reading], today: date) -> list[Reading]:
    """Return the readings with the problems that the rules find; the order of problems is that of the rules."""
    data = RuleInput(readings, frames_of(readings), today)
    found: dict[int, list[Problem]] = {}
    for rule in RULES:
        for index, problem in rule(data):
            found.setdefault(index, []).append(problem)
    return [r.with_problems(found.get(i, [])) for i, r in enumerate(readings)]
