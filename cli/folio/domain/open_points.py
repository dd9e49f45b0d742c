"""What a person could tell that is still missing, disputed or untested in their field, the weightiest first.

How much a point weighs is a rule of thumb of folio's own: what two people contradict each other on, what nobody told,
of what only one side or one voice was heard; twice as much where the person can tell first-hand, half where only by
hearsay, and more the more it matters to the student.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal

from folio.basics.wording import sentence_list
from folio.domain.answers import answers_in, is_of_field
from folio.domain.disagreements import voices_in_pairs
from folio.domain.previews import Facet, preview_of
from folio.domain.records import Record, Records
from folio.domain.viewpoints import first_hand, in_todays_words, such_people, viewpoint_of
from folio.template import vocabulary as terms

if TYPE_CHECKING:
    from folio.template.schema import Question

PointKind = Literal[
    "disputed", "still disputed", "missing", "one-sided", "one viewpoint", "one voice", "topic", "category", "quality"
]
_WEIGHTS: dict[PointKind, float] = {
    "disputed": 5, "missing": 4, "one-sided": 3, "topic": 3, "category": 3, "still disputed": 2.5, "one viewpoint": 2,
    "one voice": 1.5, "quality": 1.5,
}  # fmt: skip
# Of three people who told the same, a fourth hardly tells more.
ALIKE = 3
# A workbook with a job preview has facets for the other topics of the bank.
_BESIDE_FACETS = (terms.TOPIC_OUTLOOK, terms.TOPIC_PATH)
# What belongs to every interview, or is about what employers want, which is a point of its own.
_NO_POINTS = (terms.TOPIC_OPENING, terms.TOPIC_CLOSE, terms.TOPIC_LEADS, terms.TOPIC_PORTFOLIO, *terms.CATEGORIES)
_MIDDLE = 3


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something still to hear.

    ``about`` is a facet, or a topic of the question bank; ``reason`` says in the student's words why to ask;
    ``side`` is the topic of the side that was not heard; ``quality`` what only one person has named.
    """

    kind: PointKind
    about: str
    reason: str
    weight: float
    side: str = ""
    quality: str = ""


def open_points(records: Records, questions: Sequence[Question], field: str, person: str = "") -> tuple[OpenPoint, ...]:
    """What ``person``, or anybody if empty, could still tell about a field; ``questions`` are those of the bank."""
    found = _Field(records, questions, field, person)
    points = chain(found.facets(), found.topics(), found.categories(), found.qualities())
    return tuple(sorted(points, key=lambda p: -p.weight))


def is_anything_heard(records: Records, field: str) -> bool:
    """Whether anybody in a field has told anything yet."""
    preview, key = preview_of(records, field), records.compare(field)
    wanted = any(is_of_field(records, r, key) for r in records.rows("peaks_wanted"))
    return bool(preview and preview.covered) or wanted or bool(answers_in(records, field))


def settled_facets(records: Records, field: str) -> frozenset[str]:
    """The facets of a field on which three people or more have told the same, as they are compared."""
    preview = preview_of(records, field)
    facets = preview.facets if preview else ()
    return frozenset(
        records.compare(f.facet)
        for f in facets
        if f.people >= ALIKE and f.coverage == "covered" and not _opposed(records, field, f)
    )


def in_sentence(text: str) -> str:
    """A facet, a topic or a quality inside a sentence; what begins with capitals keeps them."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


class _Field:
    """All that was heard in the field, seen by the one who is to be asked next."""

    def __init__(self, records: Records, questions: Sequence[Question], field: str, person: str) -> None:
        self.records, self.questions, self.field = records, questions, field
        self.person, self.viewpoint = records.compare(person), viewpoint_of(records, person)
        self.nobody = f"Nobody{f' in {field}' if field else ''} has"

    def point(self, kind: PointKind, about: str, reason: str, *, factor: float = 1, **more: str) -> OpenPoint:
        """A point of that kind, with what it weighs for this person."""
        return OpenPoint(kind, about, reason, _WEIGHTS[kind] * first_hand(self.viewpoint, about) * factor, **more)

    def facets(self) -> Iterator[OpenPoint]:
        """What is open about the facets of the job."""
        preview = preview_of(self.records, self.field)
        for facet in preview.facets if preview else ():
            factor = 1 if facet.importance is None else 1 + (facet.importance - _MIDDLE) / 4
            if (found := self._of_facet(facet)) is not None:
                kind, reason, side = found
                yield self.point(kind, facet.facet, reason, factor=factor, side=side)

    def _of_facet(self, facet: Facet) -> tuple[PointKind, str, str] | None:
        about = in_sentence(facet.facet)
        if not facet.covered:
            return "missing", f"{self.nobody} told me yet about {about}.", ""
        told = {self.records.compare(e.contact): e.contact for e in facet.entries if e.contact}
        if self.person not in told and (opposed := _opposed(self.records, self.field, facet)):
            kind: PointKind = "disputed" if facet.disputed else "still disputed"
            return kind, f"{sentence_list(opposed)} disagree about {about}.", ""
        lacks = {"only ups": terms.TOPIC_DOWNSIDES, "only downs": terms.TOPIC_UPSIDES}.get(facet.coverage, "")
        if lacks and any(facet.facet in q.facets and q.topic == lacks for q in self.questions):
            heard = "good" if lacks == terms.TOPIC_DOWNSIDES else "hard"
            return "one-sided", f"So far I have only heard what is {heard} about {about}.", lacks
        if not told or self.person in told:
            return None
        views = {in_todays_words(e.viewpoint) or viewpoint_of(self.records, e.contact) for e in facet.entries}
        seen = such_people(next(iter(views))) if len(views) == 1 and len(told) > 1 else ""
        if seen and self.viewpoint and self.records.compare(self.viewpoint) not in map(self.records.compare, views):
            return "one viewpoint", f"So far only {seen} have told me about {about}.", ""
        if len(told) == 1:
            return "one voice", f"Only {next(iter(told.values()))} has told me about {about} so far.", ""
        return None

    def topics(self) -> Iterator[OpenPoint]:
        """The topics of the bank on which nobody has answered a question, where no facet stands for them."""
        answered = {a.question.key("topic") for a in answers_in(self.records, self.field)}
        topics = dict.fromkeys(q.topic for q in self.questions)
        faceted = bool(self.records.facets)
        for topic in topics:
            wanted = topic in _BESIDE_FACETS if faceted else topic not in _NO_POINTS
            if wanted and self.records.compare(topic) not in answered:
                reason = f"{self.nobody} answered a question on {in_sentence(topic)} yet."
                yield self.point("topic", topic, reason)

    def categories(self) -> Iterator[OpenPoint]:
        """The P.E.A.K.S. categories for which nobody has named anything."""
        named = {r.key("category") for r in self._wanted()}
        named |= {a.question.key("topic") for a in answers_in(self.records, self.field)}
        for category in terms.CATEGORIES:
            if self.records.compare(category) not in named and any(q.topic == category for q in self.questions):
                reason = f"{self.nobody} told me yet which {in_sentence(category)} employers want."
                yield self.point("category", category, reason)

    def qualities(self) -> Iterator[OpenPoint]:
        """The qualities that one person only has named, the most important first."""
        by_quality: dict[tuple[str, str], list[Record]] = {}
        for row in self._wanted():
            by_quality.setdefault((row.key("category"), row.key("quality")), []).append(row)
        for rows in sorted(by_quality.values(), key=lambda rows: -(rows[0].number("importance") or 0)):
            quality, who = rows[0].text("quality"), {r.key("contact") for r in rows}
            if quality and len(who) == 1 and "" not in who and self.person not in who:
                name = self.records.spelled(rows[0].text("contact"))
                reason = f"Only {name} has named {in_sentence(quality)} so far."
                yield self.point("quality", rows[0].text("category"), reason, quality=quality)

    def _wanted(self) -> list[Record]:
        key = self.records.compare(self.field)
        return [r for r in self.records.rows("peaks_wanted") if is_of_field(self.records, r, key)]


def _opposed(records: Records, field: str, facet: Facet) -> tuple[str, ...]:
    """The two people who contradict each other most about a facet; nobody where nobody does."""
    key = records.compare(field)
    rows = [r for r in records.where("preview", "facet", facet.facet) if is_of_field(records, r, key)]
    pairs = voices_in_pairs(records, rows, whole=False)
    opposed = [pair for pair in pairs if pair[0].contradicts(pair[1])]
    widest = max(opposed, key=lambda pair: pair[0].apart(pair[1]), default=())
    return tuple(voice.name for voice in widest)
