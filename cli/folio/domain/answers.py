"""What was answered in the question plan: by whom, and to which question.

A question may be asked of several people: the answer of interview 1 stands under ``answer``, that of interview 2 under
``answer_2``, and so on, by the numbers on Interviews. Beside a question for one person, ``answer`` is theirs.
A question is recognized by its words, however its row was moved; one that was reworded is a question of one's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from folio.domain.records import Record, Records

FIRST = "answer"
# As far as a template may go; the shipped ones have fewer.
MOST = 12
COLUMNS = {FIRST: 1, **{f"{FIRST}_{number}": number for number in range(2, MOST + 1)}}


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """An answer, to which row of the plan, and whose it is; empty where nobody can tell."""

    question: Record
    contact: str
    text: str


def answers_of(records: Records) -> tuple[Answer, ...]:
    """Every answer in the question plan, in its order."""
    return records.once("answers", lambda: tuple(_answers(records)))


def answers_by(records: Records, person: object) -> list[Answer]:
    """The answers of one person."""
    key = records.compare(person)
    return [a for a in answers_of(records) if key and records.compare(a.contact) == key]


def answers_in(records: Records, field: str) -> list[Answer]:
    """The answers of the people of a field."""
    compare, key = records.compare, records.compare(field)
    return records.once(
        ("answers", key), lambda: [a for a in answers_of(records) if compare(records.field_of(a.contact)) == key]
    )


def asked_of(records: Records, person: str) -> frozenset[str]:
    """The questions, as they are compared, that a person has answered or was asked."""
    answered = {a.question.key("question") for a in answers_by(records, person)}
    rows = records.where("questions", "contact", person)
    return frozenset(answered | {r.key("question") for r in rows if r.yes("asked")})


def is_asked(row: Record) -> bool:
    """Whether a question of the plan was asked of anybody: it is marked so, or answered."""
    return row.yes("asked") or any(map(row.has, COLUMNS))


def is_of_field(records: Records, row: Record, field: str) -> bool:
    """Whether the person whom a row names belongs to a field, as it is compared."""
    return records.compare(records.field_of(row.text("contact"))) == field


def _answers(records: Records) -> Iterator[Answer]:
    for row in records.rows("questions"):
        for column, number in COLUMNS.items():
            if row.text(column):
                yield Answer(row, _whose(records, row, column, number), row.text(column))


def _whose(records: Records, question: Record, column: str, number: int) -> str:
    if column == FIRST and question.has("contact"):
        return records.spelled(question.text("contact"))
    return interviewed(records, number)


def interviewed(records: Records, number: int) -> str:
    """The contact of the interview with a number; empty where there is none."""
    found = records.where("interviews", "number", number)
    return records.spelled(found[0].text("contact")) if found else ""
