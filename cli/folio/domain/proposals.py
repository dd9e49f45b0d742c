"""What stands in a cell that people fill in until they type over it: who an interview was with, how far things are.

Some proposals are facts that follow from other cells (``FACTS``): they count like what was typed. The proposed next
step is only a suggestion until its day is typed: it is shown, but nobody has planned it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from folio.domain.due_days import THANKS_DAYS, calendar_days_after
from folio.domain.follow_ups import follow_ups_with, reminder_due
from folio.domain.interviews import completed_with, has_interview, last_interview
from folio.domain.records import Record, Records
from folio.template import vocabulary as terms

if TYPE_CHECKING:
    from folio.template.schema import Template

# An interview in whose row one of these is noted was held.
DEBRIEF = ("interest_after", "takeaway", "thank_you_sent")
ASK, REMIND, THANK = "Ask for an interview", "Send a friendly reminder", "Send a thank-you"
STEPS = (ASK, REMIND, THANK)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FRIDAY = 4


def interview_contact(records: Records, row: Record) -> str:
    """Whom a row is about: the contact of the interview that has its number."""
    number = row.number("number")
    found = records.where("interviews", "number", number) if number is not None else ()
    return found[0].text("contact") if found else ""


def interview_status(_: Records, row: Record) -> str:
    """How far an interview is: held once something of it is noted, scheduled once it has a day."""
    if not row.has("contact"):
        return ""
    if any(map(row.has, DEBRIEF)):
        return terms.INTERVIEW_COMPLETED
    return terms.INTERVIEW_SCHEDULED if row.has("date") else terms.INTERVIEW_PLANNED


def contact_status(records: Records, row: Record) -> str:
    """How far one is with a contact, by what was sent and by the interviews; that they declined only people know."""
    name = row.values.get("name")
    if not row.has("name"):
        return ""
    if held := completed_with(records, name):
        if not all(it.has("thank_you_sent") for it in held):
            return terms.STATUS_COMPLETED
        kept = any(m.record.has("sent") for m in follow_ups_with(records, name, terms.KIND_KEEP_IN_TOUCH))
        return terms.STATUS_IN_TOUCH if kept else terms.STATUS_THANKED
    if has_interview(records, name):
        return terms.STATUS_SCHEDULED
    if any(m.record.has("sent") for m in follow_ups_with(records, name, terms.KIND_REMINDER)):
        return terms.STATUS_REMINDED
    return terms.STATUS_REQUESTED if row.day("requested_on") else terms.STATUS_IDENTIFIED


def is_proposed_step(contact: Record) -> bool:
    """Whether a next step is only what is proposed, in the same words and without a day: nobody planned it."""
    return contact.text("next_step") in STEPS and not contact.has("next_step_due")


def planned_step(records: Records, row: Record) -> str:
    """The proposed next step of a contact for whom only its day was typed: with it, it is planned."""
    found = proposed_step(records, row) if row.has("next_step_due") else None
    return found[0] if found else ""


def proposed_step(records: Records, contact: Record) -> tuple[str, date] | None:
    """The next step that is proposed with a person, and by when; None where nothing waits, or only for a day."""
    if contact.says("status", terms.STATUS_IDENTIFIED):
        return ASK, next_friday(records.today)
    if contact.says("status", terms.STATUS_REQUESTED, terms.STATUS_REMINDED):
        reminder = reminder_due(records, contact)
        return (REMIND, reminder.due) if reminder else None
    met = (
        last_interview(records, contact.values.get("name")) if contact.says("status", terms.STATUS_COMPLETED) else None
    )
    due = calendar_days_after(met, THANKS_DAYS) if met else None
    return (THANK, due) if due else None


def next_friday(today: date) -> date:
    """The next Friday after a day: enough time for a message, and not left to the weekend."""
    return today + timedelta((_FRIDAY - today.weekday() - 1) % 7 + 1)


def day_in_short(day: date) -> str:
    """A day as a proposal shows it, which is no date to a spreadsheet: ``Dec 4``."""
    return f"{MONTHS[day.month - 1]} {day.day}"


# By the kind of the proposal, in the order in which one builds on another.
FACTS: Mapping[str, Callable[[Records, Record], str]] = {
    "interview_status": interview_status,
    "interview_contact": interview_contact,
    "contact_status": contact_status,
    "next_step": planned_step,
}


def with_proposals(records: Records, template: Template) -> Records:
    """The same records with the proposed facts in cells that nobody filled."""
    wanted = [
        (column.proposal.kind, sheet.key, column.key)
        for sheet in template.tables
        for column in sheet.columns
        if column.proposal is not None and f"{sheet.key}.{column.key}" in records.columns
    ]
    for kind, propose in FACTS.items():
        for sheet, column in ((s, c) for k, s, c in wanted if k == kind and records.tables.get(s)):
            rows = [_filled(records, row, column, propose) for row in records.tables[sheet]]
            records = replace(records, tables={**records.tables, sheet: rows}, _memo={})
    return records


def _filled(
    records: Records, row: Record, column: str, propose: Callable[[Records, Record], str]
) -> Record:  # fmt: skip
    found = "" if row.has(column) else propose(records, row)
    return replace(row, values={**row.values, column: found}, proposed=row.proposed | {column}) if found else row
