"""What was answered in the question plan: by whom, and to which question.

A question is told by its words, however its row was moved; one that was reworded is a question of one's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from folio.domain.records import Record, Records


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that someone gave; all as it is compared. Whose it is, is empty where the row names nobody."""

    contact: str
    question: str
    topic: str


def answers_in(records: Records, field: str) -> list[Answer]:
    """All answers from people of a field."""
    return records.once(("answers", records.compare(field)), lambda: list(_answers(records, records.compare(field))))


def _answers(records: Records, field: str) -> Iterator[Answer]:
    for row in records.rows("questions"):
        if row.has("answer") and is_of_field(records, row, field):
            yield Answer(row.key("contact"), row.key("question"), row.key("topic"))


def is_of_field(records: Records, row: Record, field: str) -> bool:
    """Whether the person whom a row names belongs to a field, as it is compared."""
    return records.compare(records.field_of(row.text("contact"))) == field


def asked_of(records: Records, person: str) -> frozenset[str]:
    """The questions, as they are compared, that a person has answered or was asked."""
    rows = records.where("questions", "contact", person)
    return frozenset(r.key("question") for r in rows if is_asked(r))


def is_asked(row: Record) -> bool:
    """Whether a question of the plan was asked: it is marked so, or answered."""
    return row.yes("asked") or row.has("answer")
