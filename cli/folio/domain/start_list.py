"""What Start lists, and what reports call "What to do next": the next steps that matter now, in one order.

While the name or the first field is empty, these come first. Then come the interviews of the week ahead, and in any
case the next one; then everything with a deadline, by day; then three others at most, which have none: the student's
own next steps without a day, whom to ask for an interview, and what is still empty. The formulas on Start
(``workbook/formulas/agenda_sources``) show the same for the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from folio.domain import step_words
from folio.domain.interviews import is_completed
from folio.domain.next_steps import Step, find_due, next_steps
from folio.domain.records import Records
from folio.domain.said_actions import said_action

# Interviews of so many days ahead come before everything else with a day.
AHEAD_DAYS = 7
MOST_OTHERS = 3
# With fewer people than these on the list, finding more comes first.
FEW_PEOPLE = 3
KIND_BLANK = "Start"
# What is good to do as long as nothing stands in a column; and what is so only after an interview.
BLANKS: tuple[tuple[str, str, str], ...] = (
    ("practice", "version", step_words.PRACTICE),
    ("peaks_mine", "quality", step_words.NOTE_STRENGTHS),
)
BLANKS_AFTERWARD: tuple[tuple[str, str, str], ...] = (
    ("preview", "facet", step_words.NOTE_SIDES),
    ("peaks_wanted", "quality", step_words.NOTE_WANTED),
)


def start_list(records: Records) -> tuple[Step, ...]:
    """Everything that Start has to say, in its order; how much of it there is room for is a matter of the sheet."""
    return (*first_steps(records), *by_deadline(records), *other_steps(records))


def first_steps(records: Records) -> tuple[Step, ...]:
    """What a new workbook needs first of all: whose it is, and a field."""
    start = records.start
    wanted = (("name", step_words.TYPE_NAME), ("field_1", step_words.NAME_FIELD))
    return tuple(
        _blank(words, start.sheet or records.titles.get("start", ""), start.cell(column))
        for column, words in wanted
        if f"start.{column}" in records.columns and not start.has(column)
    )


def by_deadline(records: Records) -> tuple[Step, ...]:
    """The steps with a deadline by their days, but the interviews ahead before all others."""
    ahead = interviews_ahead(records)
    return (*ahead, *(step for step in find_due(records) if step not in ahead))


def interviews_ahead(records: Records) -> tuple[Step, ...]:
    """The interviews of the week ahead, and in any case the next one."""
    today = records.today
    to_come = [(step.when, step) for step in find_due(records) if step.source == "interview" and step.when]
    to_come = [(when, step) for when, step in to_come if when >= today]
    until = max((min(timedelta(days=AHEAD_DAYS), date.max - today) + today, *(when for when, _ in to_come[:1])))
    return tuple(step for when, step in to_come if when <= until)


def other_steps(records: Records) -> tuple[Step, ...]:
    """The steps without a deadline that are worth a line now, three at most."""
    return tuple(islice(all_others(records), MOST_OTHERS))


def all_others(records: Records) -> Iterator[Step]:
    """The steps without a deadline in the order in which they are worth a line."""
    steps = next_steps(records)
    yield from (s for s in steps if s.source == "own" and s.state == "open" and s.row and not said_action(s.row))
    requests = [step for step in steps if step.source == "request"]
    if sum(row.has("name") for row in records.rows("contacts")) < FEW_PEOPLE:
        yield _blank(step_words.LIST_PEOPLE, *_sheet(records, "contacts"))
    yield from requests[:1]
    yield from _empty(records, BLANKS)
    if any(map(is_completed, records.rows("interviews"))):
        yield from _empty(records, BLANKS_AFTERWARD)
    yield from requests[1:]


def _empty(records: Records, columns: tuple[tuple[str, str, str], ...]) -> Iterator[Step]:
    for sheet, column, words in columns:
        if f"{sheet}.{column}" in records.columns and not any(row.has(column) for row in records.rows(sheet)):
            yield _blank(words, *_sheet(records, sheet))


def _sheet(records: Records, key: str) -> tuple[str, str]:
    return records.titles.get(key, ""), ""


def _blank(words: str, sheet: str, cell: str) -> Step:
    return Step("fill-in", KIND_BLANK, "", words, None, sheet, cell, source="blank")
