"""A question plan that asks what is still missing, disputed or untested, instead of the same for everybody.

It is chosen in five steps, each as far as the minutes reach:

1. the student's own questions for any interview, and one question each of what no interview may lack: the opening, a
   downside, a lead, the close;
2. a typical week, if nobody has told of one and this person can;
3. the topics in focus, as in ``plan_builder``;
4. a question for each open point, the weightiest first (see ``open_points``);
5. the template's own plan and the other topics of the bank.

Left out is what this person was asked before, and what three people have answered, or told the same about; and from
steps 2 and 5, what the person knows by hearsay only. Where several questions serve a point, the one for the person's
viewpoint comes first, then the one that fewest have answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from folio.basics.wording import cut_off
from folio.domain.answers import answers_in, asked_of
from folio.domain.open_points import (
    ALIKE,
    OpenPoint,
    in_sentence,
    is_anything_heard,
    open_points,
    settled_facets,
)
from folio.domain.records import Record, Records
from folio.domain.viewpoints import HEARSAY, first_hand, viewpoint_of
from folio.template.plan_builder import (
    CORE,
    MOST_MINUTES,
    Choice,
    PlannedQuestion,
    first_of,
    focus_named,
    in_order,
    plan_for,
    priorities_of,
    take_core,
    take_focus,
    take_rest,
)
from folio.template.schema import Question, fill_field
from folio.template.vocabulary import PRIORITIES, TOPIC_CLOSE, TOPIC_DOWNSIDES, TOPIC_LEADS, TOPIC_OPENING, TOPIC_WEEK

if TYPE_CHECKING:
    from folio.template.loading import Kit

# Ten questions fill half an hour.
USUAL_MINUTES = 3
# So many open points are asked before anything that can wait.
_FIRST_POINTS = 3
_WEEK_FACET = "Typical tasks"
# Courtesies and leads are for everybody, however many have answered them.
_FOR_EVERYBODY = (TOPIC_OPENING, TOPIC_LEADS, TOPIC_CLOSE)
_CORE_REASONS = {
    TOPIC_OPENING: "I begin every interview this way.",
    TOPIC_DOWNSIDES: "I ask everybody what is hard.",
    TOPIC_LEADS: "I ask everybody who else to talk to.",
    TOPIC_CLOSE: "I end every interview this way.",
}
_BOTH_SIDES = ("disputed", "still disputed")
# What a custom plan should not be without.
_PRESSING = ("disputed", "missing", "one-sided")
# A question, why to ask it, and what to ask if the answer is vague, where the bank has none.
_ON_A_QUALITY = (
    "I've heard that {about} matters in this work. How much does it count where you are, and how would you notice it?",
    "One person has named it. A second one shows whether it counts elsewhere, too.",
    "What would prove it to you?",
)
_ON_BOTH_SIDES = (
    "I've heard different things about {about}. What is it like where you are?",
    "Two people see it differently. A third one shows what it depends on.",
    "What do you think makes the difference?",
)
_ON_A_FACET = (
    "Could you tell me about {about} in your job: what is good about it, and what is hard?",
    "It's a part of the job that you should know both sides of.",
    "When did you notice that last?",
)
# So much of a student's own words, such as a quality, goes into a question.
_LONGEST = 60


def adapted_plan(
    kit: Kit, records: Records, minutes: int | None, focus: Iterable[str], *, field: str | None = None,
    person: str = "", own: Sequence[Record] = (),
) -> tuple[PlannedQuestion, ...]:  # fmt: skip
    """Return the questions to ask next in a field, in the order to ask them, given what a workbook's people have told.

    Use it in place of ``plan_for``, which it equals where nobody in the field has told anything yet and nothing is
    known of who is to be asked. ``kit`` is that of the workbook that gets the plan, and ``records`` are those of the
    workbook with what was heard. ``minutes`` (the template's, if None) and ``focus`` (topics, as people name them) are
    as in ``plan_for``, and so are the priorities and the UsageProblem.

    ``field`` is what the interview is about: by default the person's field, or without a person the first on Start.
    With ``person``, what they were asked before is left out, and their viewpoint counts. ``own`` are questions of the
    student's that will be asked, too: they take their minutes, and make other questions on a point needless. They are
    not in the result.

    Texts have ``{field}`` in them, as in the bank (see ``fill_field``). ``reason`` of each question is why to ask it
    now, in the student's words: "Nobody in nursing has told me yet about autonomy."
    """
    words = list(focus)
    topics = focus_named(kit, minutes, words)
    if field is None:
        field = records.field_of(person) if person else next(iter(records.fields), "")
    if not (is_anything_heard(records, field) or viewpoint_of(records, person)):
        return plan_for(kit, minutes, words)
    length = kit.template.plan.minutes if minutes is None else minutes
    return _Adapted(kit, records, field, person, own).plan(length, topics)


def worth_asking(
    kit: Kit, records: Records, person: str, own: Sequence[Record], most: int
) -> tuple[PlannedQuestion, ...]:
    """Return up to ``most`` questions on the weightiest points that the student's ``own`` plan for a person lacks."""
    field = records.field_of(person)
    if not is_anything_heard(records, field):
        return ()
    return _Adapted(kit, records, field, person, own).lacking(most)


class _Adapted:
    """The bank, as far as it serves an interview with one person after all that was heard in their field."""

    def __init__(self, kit: Kit, records: Records, field: str, person: str, own: Sequence[Record]) -> None:
        self.kit, self.records, self.field, self.own = kit, records, field, own
        self.viewpoint = viewpoint_of(records, person)
        self.points = open_points(records, kit.questions, field, person)
        answered = {(records.compare(a.contact), a.question.key("question")) for a in answers_in(records, field)}
        self.answered = Counter(question for _, question in answered)
        own_texts = {row.key("question") for row in own}
        done, settled = asked_of(records, person) | own_texts, settled_facets(records, field)
        self.left = [q for q in kit.questions if not self._texts(q) & done and self._is_fresh(q, settled)]
        # Whatever this person was asked before: rather the same close again than none.
        there = {q.topic for q in self.left}
        self.left += [q for q in kit.for_anyone if q.topic in CORE and q.topic not in there]
        asked = [q for q in kit.questions if self._texts(q) & own_texts]
        self.covered = {about for q in asked for about in q.facets} | {row.text("topic") for row in own}
        self.places = {q.id: i for i, q in enumerate((*kit.plan, *kit.questions))}

    def _texts(self, question: Question) -> set[str]:
        """The words of a question, as they are compared: with any field that the workbook names, or none."""
        fields = {self.field, *self.records.fields, ""}
        return {self.records.compare(fill_field(question.question, field)) for field in fields}

    def _times_answered(self, question: Question) -> int:
        return sum(self.answered[text] for text in self._texts(question))

    def _is_fresh(self, question: Question, settled: frozenset[str]) -> bool:
        """Whether a question still tells something after three people have answered it, or told the same."""
        if question.topic in _FOR_EVERYBODY:
            return True
        told = bool(question.facets) and {self.records.compare(f) for f in question.facets} <= settled
        return not told and self._times_answered(question) < ALIKE

    def plan(self, minutes: int, focus: Sequence[str]) -> tuple[PlannedQuestion, ...]:
        """Choose the questions, and give each its priority and reason."""
        waiting = sorted((q for q in self.left if not q.disputed), key=self._rank)
        core = [topic for topic in CORE if not any(row.says("topic", topic) for row in self.own)]
        sure = minutes - sum(row.rating("minutes") or USUAL_MINUTES for row in self.own)
        # What no interview may lack is asked even if one's own questions fill the time.
        least = sum(min((q.minutes for q in waiting if q.topic == topic), default=0) for topic in core)
        choice = Choice(self.kit, waiting, max(sure, least) if self.own else minutes)
        take_core(choice, core)
        if self._wants_a_week():
            choice.take(choice.best(TOPIC_WEEK, choice.left))
        take_focus(choice, focus)
        must = first_of(choice.taken, (*CORE, TOPIC_WEEK, *focus))
        reasons: dict[str, str] = {}
        for question, point in self._for_points(choice):
            reasons[question.id] = point.reason
            must += [question] if len(reasons) <= _FIRST_POINTS else []
        covered = {about for q in choice.taken for about in q.facets}
        for topic, questions in choice.waiting.items():
            choice.waiting[topic] = [q for q in questions if not (covered & {*q.facets} or self._by_hearsay(q))]
        for question in self.kit.plan:
            if question in choice.waiting[question.topic]:
                choice.take(question)
        take_rest(choice)
        priorities = priorities_of(choice.taken, must, sure)
        order = in_order(self.kit, choice.taken)
        return tuple(PlannedQuestion(q, priorities[q.id], reasons.get(q.id) or self._reason(q)) for q in order)

    def lacking(self, most: int) -> tuple[PlannedQuestion, ...]:
        """Questions on what one's own questions leave out of what is missing, disputed or one-sided."""
        choice = Choice(self.kit, sorted((q for q in self.left if not q.disputed), key=self._rank), MOST_MINUTES)
        found = islice((pair for pair in self._for_points(choice) if pair[1].kind in _PRESSING), most)
        return tuple(PlannedQuestion(q, PRIORITIES[1], point.reason) for q, point in found)

    def _for_points(self, choice: Choice) -> Iterator[tuple[Question, OpenPoint]]:
        """Take a question for each open point on which none is there yet, the weightiest first."""
        covered = self.covered | {about for q in choice.taken for about in (q.topic, *q.facets)}
        named = " ".join(row.key("question") for row in self.own)
        for point in self.points:
            about = point.kind if point.quality else point.about
            if about in covered or self.records.compare(about) in named:
                continue
            question = self._question_for(point, choice)
            if question and choice.take(question):
                covered |= {about, *question.facets}
                yield question, point

    def _question_for(self, point: OpenPoint, choice: Choice) -> Question | None:
        """The best question on a point that fits; one made for it where the bank can have none."""
        about = in_sentence(cut_off(point.quality or point.about, _LONGEST))
        if point.quality:
            return self._made(point, *(text.format(about=about) for text in _ON_A_QUALITY))
        if point.kind in _BOTH_SIDES:
            of_bank = (q for q in self.left if q.disputed and point.about in q.facets)
            return next(of_bank, None) or self._made(point, *(text.format(about=about) for text in _ON_BOTH_SIDES))
        if point.kind == "missing" and not any(point.about in q.facets for q in self.kit.questions):
            return self._made(point, *(text.format(about=about) for text in _ON_A_FACET))
        waiting = [q for topic, qs in choice.waiting.items() if topic not in _FOR_EVERYBODY for q in qs]
        serving = [q for q in waiting if _serves(q, point) and q.minutes <= choice.left]

        def best_first(question: Question) -> tuple[float, ...]:
            elsewhere = question.facets[:1] != (point.about,)
            return self._view(question), elsewhere, self._times_answered(question), self.places[question.id]

        return min(serving, key=best_first, default=None)

    def _made(self, point: OpenPoint, question: str, purpose: str, probe: str) -> Question:
        """A question of folio's own, beside the bank's on the same topic."""
        topics = {q.topic: q for q in reversed(self.kit.for_anyone)}
        beside = topics.get(point.about) or topics.get(TOPIC_WEEK) or self.kit.for_anyone[0]
        facets = () if point.quality else (point.about,)
        texts = {"question": question, "purpose": purpose, "probe": probe}
        own = {
            "id": f"{point.kind}: {point.quality or point.about}",
            "minutes": USUAL_MINUTES,
            "facets": facets,
            "viewpoints": (),
        }
        return beside.model_copy(update=texts | own)

    def _view(self, question: Question) -> bool:
        """Whether others than this person would rather have to answer it; false sorts first."""
        return self.viewpoint not in question.viewpoints

    def _rank(self, question: Question) -> tuple[float, ...]:
        """Where a question stands among those of its topic: what sorts first is best."""
        if question.topic in _FOR_EVERYBODY:
            return (self.places[question.id],)
        weight = max((p.weight for p in self.points if _serves(question, p)), default=0.0)
        return self._view(question), -weight, self._times_answered(question), self.places[question.id]

    def _wants_a_week(self) -> bool:
        """Whether nobody has told of a typical week, and this person can."""
        open_ = any(p.kind in ("missing", "topic") and p.about in (_WEEK_FACET, TOPIC_WEEK) for p in self.points)
        there = TOPIC_WEEK in self.covered or _WEEK_FACET in self.covered
        return open_ and not there and first_hand(self.viewpoint, _WEEK_FACET) > HEARSAY

    def _by_hearsay(self, question: Question) -> bool:
        """Whether this person knows what a question is about by hearsay only."""
        return all(first_hand(self.viewpoint, about) == HEARSAY for about in question.facets or (question.topic,))

    def _reason(self, question: Question) -> str:
        """Why a question is asked that was not chosen for a point: what it serves, its first facet first."""
        serves = [p for p in self.points if _serves(question, p)]
        served = sorted(serves, key=lambda p: question.facets[:1] != (p.about,))
        if served and question.topic not in _FOR_EVERYBODY:
            return served[0].reason
        if core := _CORE_REASONS.get(question.topic):
            return core
        if question in self.kit.plan:
            return "It's in my plan for any interview."
        return f"There is time to hear more about {in_sentence(question.topic)}."


def _serves(question: Question, point: OpenPoint) -> bool:
    """Whether a question of the bank asks about an open point; on what is disputed, only those for both sides do."""
    if point.quality or point.kind in _BOTH_SIDES:
        return False
    return point.about in (*question.facets, question.topic) and point.side in ("", question.topic)
