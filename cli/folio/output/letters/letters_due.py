"""Which letter each contact is due, and why the others are not.

request       asked nobody yet (status Identified or blank, no day asked)
reminder      asked, no reply: when the next of two reminders is due, or a planned one
thank-you     a completed interview without a thank-you
keep-in-touch when the next message is due, as the domain knows it, or a planned one within 14 days

The status in Contacts is moved on by what other cells plainly say: who has a day asked was asked,
and with whom an interview was completed one has talked. A person who declined or did not reply gets nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from folio.basics.dates import date_in_prose
from folio.basics.wording import sentence_list
from folio.domain.due_days import REMINDER_DAYS
from folio.domain.follow_ups import FollowUp
from folio.insight.interview_findings import Interview
from folio.insight.to_do import SOON_DAYS
from folio.output.letters.contact_facts import Contact
from folio.template import vocabulary as terms

LetterKind = Literal["request", "reminder", "thank-you", "keep-in-touch"]
KINDS: tuple[LetterKind, ...] = ("request", "reminder", "thank-you", "keep-in-touch")

# The kind whose reason tells most about a contact who gets no letter at all, by how far they are.
_NEXT: dict[str, LetterKind] = {
    terms.STATUS_IDENTIFIED: "request",
    terms.STATUS_REQUESTED: "reminder",
    terms.STATUS_REMINDED: "reminder",
    terms.STATUS_SCHEDULED: "thank-you",
    terms.STATUS_COMPLETED: "thank-you",
}


@dataclass(frozen=True, slots=True)
class LetterDue:
    """A letter to draft: about which interview, from which planned follow-up, and what to remark about it."""

    kind: LetterKind
    interview: Interview | None = None
    follow_up: FollowUp | None = None
    last: bool = False
    remarks: tuple[str, ...] = ()


def decide(
    contact: Contact, kinds: Sequence[LetterKind], today: date
) -> tuple[list[LetterDue], tuple[LetterKind, str] | None]:
    """Return the letters of ``kinds`` that are due, or else the kind that comes next and why not yet."""
    if not contact.name:
        return [], (kinds[0], f"This row has no name ({contact.place}).")
    if contact.is_duplicate:
        return [], (kinds[0], f"{contact.name} is in Contacts twice; folio uses the first row.")
    verdicts = {kind: _RULES[kind](contact, today) for kind in kinds}
    dues = [v for v in verdicts.values() if isinstance(v, LetterDue)]
    if dues:
        return dues, None
    following = _NEXT.get(contact.reached, "keep-in-touch")
    kind = following if following in verdicts else kinds[0]
    return [], (kind, str(verdicts[kind]))


def _request(contact: Contact, today: date) -> LetterDue | str:
    if contact.reached != terms.STATUS_IDENTIFIED:
        return _past_asking(contact) or _asked(contact, today)
    remarks = ("Some classes don't count family members.",) if contact.source == "Family" else ()
    return LetterDue("request", remarks=remarks)


def _reminder(contact: Contact, today: date) -> LetterDue | str:
    status, planned = contact.reached, contact.planned(terms.KIND_REMINDER)
    if status not in (terms.STATUS_REQUESTED, terms.STATUS_REMINDED):
        return _past_asking(contact) or "You haven't asked yet. The request comes first."
    if contact.reminders_sent >= len(REMINDER_DAYS):
        return "You've sent two reminders. Let it go, and set the status to No reply."
    last = status == terms.STATUS_REMINDED
    due = planned.due if planned else None
    due = due or contact.reminder_due
    if due is None and not planned:
        unclear = "whether they replied" if contact.requested_on else "when you asked"
        return f"The workbook doesn't say {unclear}, so folio can't tell when a reminder is due."
    if due is not None and due > today:
        return f"Not yet: the {'last ' if last else ''}reminder is due on {date_in_prose(due, today)}."
    return LetterDue("reminder", follow_up=planned, last=last)


def _thank_you(contact: Contact, today: date) -> LetterDue | str:
    if not contact.interviews:
        return _no_interview(contact, today)
    pending = contact.thanks_to_write
    if not pending:
        if any(t.thanks == "check the date" for t in contact.interviews):
            return "The thank-you date can't be right, or can't be read. Please check it in your workbook."
        sent = max((t.thanks_on for t in contact.interviews if t.thanks_on), default=None)
        return (
            f"You already said thanks on {date_in_prose(sent, today)}."
            if sent
            else "You already said thanks, according to the status."
        )
    interview = pending[-1]
    if interview.when is not None and interview.when > today:
        when = date_in_prose(interview.when, today)
        return f"The interview is marked as completed, but its date, {when}, is in the future."
    earlier = sentence_list([date_in_prose(t.when, today) if t.when else "no date" for t in pending[:-1]])
    remarks = (f"You still need to say thanks for an earlier interview, too ({earlier}).",) if earlier else ()
    return LetterDue("thank-you", interview, contact.planned(terms.KIND_THANK_YOU), remarks=remarks)


def _keep_in_touch(contact: Contact, today: date) -> LetterDue | str:
    planned, interview, status = contact.planned(terms.KIND_KEEP_IN_TOUCH), contact.last_interview, contact.reached
    if status not in terms.MET:
        return _past_asking(contact) or _no_interview(contact, today)
    if contact.thanks_to_write:
        return "The thank-you comes first."
    due = contact.keep_in_touch_due
    if planned and planned.due:
        due = planned.due
        if due <= today + timedelta(days=SOON_DAYS):
            return LetterDue("keep-in-touch", interview, planned)
    if interview is None:
        return _no_interview(contact, today)
    if interview.when is None:
        return "The workbook doesn't say when you talked."
    if due is not None and due <= today:
        return LetterDue("keep-in-touch", interview, planned)
    message = contact.last_message
    last = max(interview.when, message or interview.when)
    thanked = last in (t.thanks_on for t in contact.interviews)
    last_contact = "You already said thanks" if thanked else "You wrote" if message == last else "You talked"
    ahead = f"; the next message is due on {date_in_prose(due, today)}" if due else ""
    return f"{last_contact} on {date_in_prose(last, today)}{ahead}."


_RULES = {"request": _request, "reminder": _reminder, "thank-you": _thank_you, "keep-in-touch": _keep_in_touch}


def _past_asking(contact: Contact) -> str:
    """Say why neither a request nor a reminder makes sense any more; empty if one may."""
    status = contact.reached
    if status in terms.CLOSED:
        return "They declined." if status == terms.STATUS_DECLINED else "They didn't reply."
    if status == terms.STATUS_SCHEDULED:
        return "An interview is already set up."
    return "You've already had the interview." if status in terms.MET else ""


def _asked(contact: Contact, today: date) -> str:
    asked = contact.requested_on
    return (
        f"You already asked on {date_in_prose(asked, today)}."
        if asked
        else f"The status is {contact.status}, so you already asked."
    )


def _no_interview(contact: Contact, today: date) -> str:
    if contact.status in terms.CLOSED:
        return _past_asking(contact)
    ahead = contact.next_interview
    if ahead and ahead.when and ahead.when >= today:
        return f"The interview is coming up on {date_in_prose(ahead.when, today)}."
    if ahead and ahead.when:
        return f"The interview on {date_in_prose(ahead.when, today)} isn't marked as completed yet."
    if contact.status in terms.MET:
        return f"The status is {contact.status}, but no completed interview is listed."
    return "No completed interview yet."
