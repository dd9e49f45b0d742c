"""What a question plan must have a question on, and what it lacks.

A contact's plan is the questions beside which their name stands; the plan for everybody else is those without a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from folio.domain.records import Record, Records
from folio.template.vocabulary import STAGE_LEADS, TOPIC_DOWNSIDES, TOPIC_LEADS

if TYPE_CHECKING:
    from folio.template.schema import Template

Need = Literal["downsides", "leads"]
# The cells that tell of a question on it, as (column, choice).
_SIGNS: dict[Need, tuple[tuple[str, str], ...]] = {
    "downsides": (("topic", TOPIC_DOWNSIDES),),
    "leads": (("topic", TOPIC_LEADS), ("stage", STAGE_LEADS)),
}
Needs = Mapping[Need, Sequence[tuple[str, str]]]


# So many times the interview's minutes are worth a warning; below that, not every question gets its minutes.
_MUCH = 1.5


def is_longer(planned: float, minutes: float, *, much: bool = False) -> bool:
    """Whether the minutes of a plan are more than those of the interview, or so many more that folio warns."""
    return planned > minutes * (_MUCH if much else 1)


def plan_needs(template: Template) -> Needs:
    """What a plan must have a question on, as far as the template has words for it: topics may be a counselor's own."""
    sheet = template.sheet("questions")
    found = {need: [(k, v) for k, v in signs if v in (sheet.column(k).choices or ())] for need, signs in _SIGNS.items()}
    return {need: signs for need, signs in found.items() if signs}


def lacking(needs: Needs, questions: Iterable[Record]) -> list[Need]:
    """What none of the questions is about."""
    questions = list(questions)
    return [need for need, signs in needs.items() if not any(r.says(k, v) for r in questions for k, v in signs)]


def surely_lacking(needs: Needs, questions: Iterable[Record]) -> list[Need]:
    """The same, without what a question may be about that does not say what it is about."""
    questions = list(questions)
    return [
        need
        for need in lacking(needs, questions)
        if all(any(r.has(column) for column, _ in needs[need]) for r in questions)
    ]


def plan_of(records: Records, questions: Iterable[Record], name: object) -> tuple[list[Record], bool]:
    """The plan for someone out of these questions, and whether it is their own; else it is the plan for everybody."""
    questions = list(questions)
    key = records.compare(name)
    own = [r for r in questions if key and r.key("contact") == key]
    return own or [r for r in questions if not r.has("contact")], bool(own)
