"""Which questions a new workbook's plan begins with: the template's own, or as many as fit an interview.

A plan is chosen in five steps, each as far as the minutes reach:

1. one question each of what no interview may lack: the opening, a downside, a lead, the close;
2. the topics in focus, in turn: one each, then more until they fill two fifths of what step 1 left, but at most half
   of what the bank has on a topic;
3. a typical week and an upside;
4. the template's own plan, topics that are still missing first;
5. all other topics but opening and close, always the one with the fewest questions next.

Within a topic the template's own questions come first, then the bank's in its order, which is best first. The order
of choosing also gives the priorities; the order of asking is that of the bank's stages and topics.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from folio.exit_codes import UsageProblem
from folio.template.loading import Kit
from folio.template.schema import Question
from folio.template.vocabulary import (
    PRIORITIES,
    TOPIC_CLOSE,
    TOPIC_DOWNSIDES,
    TOPIC_LEADS,
    TOPIC_OPENING,
    TOPIC_OUTLOOK,
    TOPIC_PATH,
    TOPIC_PORTFOLIO,
    TOPIC_UPSIDES,
    TOPIC_WEEK,
)

LEAST_MINUTES, MOST_MINUTES = 10, 120
# What no interview may lack.
CORE = (TOPIC_OPENING, TOPIC_DOWNSIDES, TOPIC_LEADS, TOPIC_CLOSE)
_HEART = (TOPIC_WEEK, TOPIC_UPSIDES)
_FOCUS_SHARE = 2 / 5
# Interviews run over: what was chosen beyond this share of the minutes is for when there is time.
_SURE_SHARE = 5 / 6

# What people say for a topic, where it is none of the topic's own words.
_EVERYDAY = {
    "leads": TOPIC_LEADS, "network": TOPIC_LEADS, "networking": TOPIC_LEADS, "contacts": TOPIC_LEADS,
    "day": TOPIC_WEEK, "tasks": TOPIC_WEEK, "hours": TOPIC_WEEK, "job": TOPIC_WEEK,
    "pros": TOPIC_UPSIDES, "rewards": TOPIC_UPSIDES, "cons": TOPIC_DOWNSIDES, "problems": TOPIC_DOWNSIDES,
    "education": TOPIC_PATH, "school": TOPIC_PATH, "career path": TOPIC_PATH,
    "character": "Personal characteristics", "personality": "Personal characteristics",
    "resume": TOPIC_PORTFOLIO, "future": TOPIC_OUTLOOK, "entry": TOPIC_OUTLOOK,
    "start": TOPIC_OPENING, "introduction": TOPIC_OPENING, "end": TOPIC_CLOSE, "closing": TOPIC_CLOSE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """A question of a plan, and how important it is: one of ``PRIORITIES``.

    ``reason`` is why to ask it now, as the student would say it; empty in a plan that knows nothing of the student.
    """

    question: Question
    priority: str
    reason: str = ""


def build_plan(kit: Kit, *, minutes: int | None = None, focus: Sequence[str] = ()) -> tuple[PlannedQuestion, ...]:
    """Return the questions of a plan in the order to ask them.

    Without ``minutes`` and ``focus`` they are the template's own plan, as it stands. Else they are chosen from the
    bank so that their minutes come close to ``minutes`` (the template's, if None) and never exceed them. ``focus``
    names topics of the bank exactly. Raises UsageProblem when the minutes cannot hold what no interview may lack.
    """
    focus = list(dict.fromkeys(focus))
    length = kit.template.plan.minutes if minutes is None else minutes
    if minutes is None and not focus:
        order = kit.plan
        ranked = _distinct(first_of(order, (*CORE, *_HEART)), first_of(order, _topics(kit)), order)
    else:
        ranked = _choose(kit, length, focus)
        order = in_order(kit, ranked)
    must = first_of(ranked, (*CORE, TOPIC_WEEK, *focus))
    priorities = priorities_of(ranked, must, length)
    return tuple(PlannedQuestion(q, priorities[q.id]) for q in order)


def priorities_of(ranked: Iterable[Question], must: Sequence[Question], minutes: float) -> dict[str, str]:
    """The priority of each question by its id; ``ranked`` has the most important first, ``must`` is asked anyway."""
    priorities = {q.id: PRIORITIES[0] for q in must}
    used = sum(q.minutes for q in must)
    for question in ranked:
        if question.id in priorities:
            continue
        used += question.minutes
        priorities[question.id] = PRIORITIES[1 if used <= minutes * _SURE_SHARE else 2]
    return priorities


def plan_for(kit: Kit, minutes: int | None, words: Iterable[str]) -> tuple[PlannedQuestion, ...]:
    """Return the plan that a command line asks for, with topics as people name them; UsageProblem if it cannot be."""
    return build_plan(kit, minutes=minutes, focus=focus_named(kit, minutes, words))


def focus_named(kit: Kit, minutes: int | None, words: Iterable[str]) -> list[str]:
    """Return the topics that a command line names; UsageProblem for one that is none, and where no plan begins."""
    focus = [topic_named(kit, word) for word in words]
    if (minutes or focus) and not any(s.prefill == "question_plan" for s in kit.template.sheets):
        raise UsageProblem(
            f"The template {kit.template.name} has no sheet that starts with a question plan.",
            'Leave out --minutes and --focus, or add this to a sheet of the template: prefill = "question_plan"',
        )
    return focus


def topic_named(kit: Kit, text: str) -> str:
    """Return the bank's topic that ``text`` means: its name, an everyday word for it, or words that only it has.

    Case does not count, and a word may be cut short. Raises UsageProblem, with the topics, when none or several fit.
    """
    topics = _topics(kit)
    said = " ".join(text.casefold().split())
    exact = [t for t in topics if t.casefold() == said]
    exact = exact or [t for t in topics if t == _EVERYDAY.get(said)]
    fits = exact or [t for t in topics if said and f" {said}" in f" {t.casefold()}"]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise UsageProblem(f"--focus {text!r} could be {_or(fits)}.", "Give its whole name.")
    raise UsageProblem(f"The question bank has no topic {text!r}.", f"Its topics are {', '.join(topics)}.")


class Choice:
    """Questions taken for an interview, in the order of taking, and those still waiting, by topic and best first."""

    def __init__(self, kit: Kit, questions: Iterable[Question], minutes: int) -> None:
        self.waiting: dict[str, list[Question]] = {topic: [] for topic in _topics(kit)}
        for question in questions:
            self.waiting[question.topic].append(question)
        self.taken: list[Question] = []
        self.left = minutes

    def best(self, topic: str, room: float) -> Question | None:
        """The best question on the topic that takes no more minutes than there is room for."""
        return next((q for q in self.waiting.get(topic, ()) if q.minutes <= room), None)

    def take(self, question: Question | None) -> bool:
        """Take a question if there is one, it was not taken before, and it fits; say whether it was taken."""
        if question is None or question.minutes > self.left or question in self.taken:
            return False
        self.taken.append(question)
        if question in self.waiting.get(question.topic, ()):
            self.waiting[question.topic].remove(question)
        self.left -= question.minutes
        return True


def _choose(kit: Kit, minutes: int, focus: Sequence[str]) -> list[Question]:
    """The questions of a plan in the order in which they were chosen: the most important first."""
    choice = Choice(kit, _distinct(kit.plan, kit.for_anyone), minutes)
    take_core(choice)
    take_focus(choice, focus)
    met = {q.topic for q in choice.taken}
    heart = [q for t in _HEART if t not in met for q in choice.waiting.get(t, [])[:1]]
    missing = [q for q in first_of(kit.plan, _topics(kit)) if q.topic not in met]
    for question in (*heart, *missing, *kit.plan):
        choice.take(question)
    take_rest(choice)
    return choice.taken


def take_rest(choice: Choice) -> None:
    """Fill the minutes that are left with all other topics, always the one with the fewest questions next."""
    # A topic is done with when its next best does not fit: a worse question never stands in for a better one.
    waiting = choice.waiting
    others = [t for t in waiting if t not in (TOPIC_OPENING, TOPIC_CLOSE)]
    while others := [t for t in others if waiting[t] and waiting[t][0].minutes <= choice.left]:
        count = Counter(q.topic for q in choice.taken)
        choice.take(waiting[min(others, key=lambda t: count[t])][0])


def take_core(choice: Choice, topics: Iterable[str] = CORE) -> None:
    """Take a question on each topic that no interview may lack, the best that leaves room for the others."""
    shortest = {t: min(q.minutes for q in choice.waiting[t]) for t in topics if choice.waiting.get(t)}
    least = sum(shortest.values())
    if least > choice.left:
        raise UsageProblem(
            f"{choice.left} minutes aren't enough for one question on each of {', '.join(shortest)}.",
            f"Use --minutes {least} or more.",
        )
    for topic, minutes in shortest.items():
        least -= minutes
        choice.take(choice.best(topic, choice.left - least))


def take_focus(choice: Choice, focus: Sequence[str]) -> None:
    """Take a question on each topic in focus, then more in turn, until they have their share of the minutes."""
    stop = choice.left * (1 - _FOCUS_SHARE)
    for topic in focus:
        choice.take(choice.best(topic, choice.left))
    enough = {t: len(choice.waiting.get(t, ())) // 2 for t in focus}
    turns = list(focus)
    while turns:
        topic = turns.pop(0)
        if len(choice.waiting.get(topic, ())) > enough[topic] and choice.take(choice.best(topic, choice.left - stop)):
            turns.append(topic)


def in_order(kit: Kit, questions: Iterable[Question]) -> list[Question]:
    """The questions by stage, then topic, then place, all as the bank has them; what it doesn't have comes last."""
    stages = list(dict.fromkeys(q.stage for q in kit.questions))
    topics = _topics(kit)
    places = {q.id: i for i, q in enumerate(kit.questions)}
    return sorted(
        questions, key=lambda q: (stages.index(q.stage), topics.index(q.topic), places.get(q.id, len(places)))
    )


def _topics(kit: Kit) -> list[str]:
    return list(dict.fromkeys(q.topic for q in kit.questions))


def first_of(questions: Iterable[Question], topics: Iterable[str]) -> list[Question]:
    """The first question of each of these topics."""
    first: dict[str, Question] = {}
    for question in questions:
        first.setdefault(question.topic, question)
    return [first[t] for t in dict.fromkeys(topics) if t in first]


def _distinct(*lists: Iterable[Question]) -> list[Question]:
    """These questions one after the other, each once."""
    return list({q.id: q for questions in lists for q in questions}.values())


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
