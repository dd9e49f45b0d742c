"""Which letter each contact is due, and why the others are not; the domain's ``messages`` says what is to be sent.

One letter to a person at most: the most pressing, which says what else it can. What somebody planned is drafted two
weeks ahead, with the day to send it; a reminder or a note to keep in touch that nobody planned only once it is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from folio.basics.dates import date_in_prose
from folio.basics.wording import sentence_list
from folio.domain.messages import MessageKind
from folio.domain.next_steps import SOON_DAYS
from folio.insight.interview_findings import Interview
from folio.output.letters.contact_facts import Contact, Due
from folio.template import vocabulary as terms

LetterKind = MessageKind
KINDS: tuple[LetterKind, ...] = get_args(MessageKind)

# Of several letters to one person, the first of these is written.
_MOST_PRESSING: tuple[LetterKind, ...] = (
    "thank-you", "confirmation", "reminder", "adviser-request", "outcome", "referrer-report", "referral-request",
    "request", "referral-thank-you", "advice-update", "keep-in-touch", "reconnect",
)  # fmt: skip
# Days after the request within which a reminder still makes sense.
_REMIND_WITHIN = 30
_NEWS: tuple[LetterKind, ...] = ("advice-update", "keep-in-touch", "reconnect")
# What else a letter says, so that it needs no letter of its own.
COVERS: dict[LetterKind, tuple[LetterKind, ...]] = {
    "thank-you": ("referral-thank-you", "referrer-report", "advice-update"),
    "adviser-request": ("keep-in-touch", "reconnect"),
    "outcome": _NEWS,
    "referrer-report": ("referral-thank-you", *_NEWS),
    "referral-thank-you": ("keep-in-touch", "reconnect"),
    "advice-update": ("keep-in-touch", "reconnect"),
    "request": ("referral-thank-you",),
    "referral-request": ("referral-thank-you",),
}
KIND_WORDS: dict[LetterKind, str] = {
    "request": "request", "referral-request": "request by referral", "reminder": "reminder",
    "confirmation": "confirmation", "thank-you": "thank-you", "referral-thank-you": "thank-you for a referral",
    "referrer-report": "report to the referrer", "advice-update": "note about their advice",
    "keep-in-touch": "note to keep in touch", "reconnect": "note to get back in touch",
    "adviser-request": "request for advice on an offer", "outcome": "note on how it came out",
}  # fmt: skip
# The kind whose reason tells most about a contact who gets no letter at all, by how far they are.
_NEXT: dict[str, LetterKind] = {
    terms.STATUS_IDENTIFIED: "request",
    terms.STATUS_REQUESTED: "reminder",
    terms.STATUS_REMINDED: "reminder",
    terms.STATUS_SCHEDULED: "confirmation",
    terms.STATUS_COMPLETED: "thank-you",
}


@dataclass(frozen=True, slots=True)
class LetterDue:
    """A letter to draft: about what, what else it says, when to send it, and what to remark about it.

    ``send_on`` is None for a letter to send now.
    """

    kind: LetterKind
    due: Due
    covers: tuple[Due, ...] = ()
    send_on: date | None = None
    remarks: tuple[str, ...] = ()

    @property
    def interview(self) -> Interview | None:
        """The interview it is about."""
        return self.due.interview


def decide(
    contact: Contact, kinds: Sequence[LetterKind], today: date
) -> tuple[LetterDue | None, list[tuple[LetterKind, str]]]:
    """Return the letter of ``kinds`` that is due, or None; and, by kind, why others are not written.

    Whatever the workbook lists as due is either in the letter or among the reasons; who gets no letter has one.
    """
    if not contact.name:
        return None, [(kinds[0], f"This row has no name ({contact.place}).")]
    if not contact.addressee.greeting:
        return None, [(kinds[0], f"“{contact.name}” is no name ({contact.place}).")]
    if contact.is_duplicate:
        return None, [(kinds[0], f"{contact.name} is in Contacts twice; folio uses the first row.")]
    wanted = [due for due in contact.dues if due.kind in kinds]
    over = [(due.kind, why) for due in wanted if (why := _over(contact, due, today))]
    wanted = [due for due in wanted if not _over(contact, due, today)]
    ready = sorted((d for d in wanted if _is_ready(d, today)), key=lambda d: _MOST_PRESSING.index(d.kind))
    if not ready:
        return None, over or [_why_none(contact, wanted, kinds, today)]
    first, others = ready[0], ready[1:]
    covers = tuple(d for d in others if d.kind in COVERS.get(first.kind, ()))
    reasons = [
        (d.kind, f"The {KIND_WORDS[first.kind]} comes first. Run folio letters again after you've sent it.")
        for d in others
        if d not in covers
    ]
    waits = first.waits_for_its_day and not any(d.day and d.day <= today for d in covers)
    ahead = first.day if first.day is not None and first.day > today and waits else None
    return LetterDue(first.kind, first, covers, ahead, _remarks(contact, first, today)), [*over, *reasons]


def _over(contact: Contact, due: Due, today: date) -> str:
    """Say why a message makes no sense anymore; empty where it does."""
    if due.kind == "adviser-request" and due.offer and due.offer.decide_by and due.offer.decide_by < today:
        return f"The day to decide on the offer, {date_in_prose(due.offer.decide_by, today)}, is over."
    asked = contact.requested_on
    if due.kind == "reminder" and asked and (today - asked).days > _REMIND_WITHIN:
        when = date_in_prose(asked, today)
        return f"You asked on {when}, too long ago for a reminder. Ask again as if for the first time, or let it go."
    return ""


def _is_ready(due: Due, today: date) -> bool:
    if due.kind == "confirmation" and due.interview and due.interview.when == today:
        return False
    if due.kind == "thank-you" and due.interview and due.interview.when and due.interview.when > today:
        return False
    if due.day is None or not due.waits_for_its_day:
        return True
    ahead = SOON_DAYS if due.planned or due.kind == "confirmation" else 0
    return due.day <= today + timedelta(days=ahead)


def _remarks(contact: Contact, due: Due, today: date) -> tuple[str, ...]:
    if due.kind in ("request", "referral-request") and contact.source == "Family":
        return ("Some classes don't count family members.",)
    if due.kind == "thank-you" and (pending := contact.thanks_to_write[:-1]):
        earlier = sentence_list([date_in_prose(t.when, today) if t.when else "no date" for t in pending])
        return (f"You still need to say thanks for an earlier interview, too ({earlier}).",)
    return ()


# --- why somebody gets no letter


def _why_none(
    contact: Contact, wanted: Sequence[Due], kinds: Sequence[LetterKind], today: date
) -> tuple[LetterKind, str]:
    following = _NEXT.get(contact.reached, "keep-in-touch")
    if following == "request" and contact.referred_by:
        following = "referral-request"
    ahead = min((d for d in wanted if d.day and d.kind != "thank-you"), key=lambda d: d.day or date.max, default=None)
    if ahead and ahead.day and ahead.kind not in ("keep-in-touch", "reconnect"):
        last = "last " if ahead.kind == "reminder" and ahead.number > 1 else ""
        return ahead.kind, f"Not yet: the {last}{KIND_WORDS[ahead.kind]} is due on {date_in_prose(ahead.day, today)}."
    kind = following if following in kinds else kinds[0]
    return kind, _REASONS.get(kind, _after_the_interview)(contact, today)


def _no_request(contact: Contact, today: date) -> str:
    if past := _past_asking(contact):
        return past
    asked = contact.requested_on
    if asked:
        return f"You already asked on {date_in_prose(asked, today)}."
    return f"The status is {contact.status}, so you already asked." if contact.status else "Nothing is due."


def _no_reminder(contact: Contact, _: date) -> str:
    if contact.reached not in (terms.STATUS_REQUESTED, terms.STATUS_REMINDED):
        return _past_asking(contact) or "You haven't asked yet. The request comes first."
    if contact.reminders_sent >= 2:
        return "You've sent two reminders. Let it go, and set the status to No reply."
    unclear = "whether they replied" if contact.requested_on else "when you asked"
    return f"The workbook doesn't say {unclear}, so folio can't tell when a reminder is due."


def _no_thank_you(contact: Contact, today: date) -> str:
    if not contact.interviews:
        return _no_interview(contact, today)
    if pending := contact.thanks_to_write:
        when = date_in_prose(pending[-1].when, today) if pending[-1].when else "no date"
        return f"The interview is marked as completed, but its date, {when}, is in the future."
    if any(t.thanks == "check the date" for t in contact.interviews):
        return "The thank-you date can't be right, or can't be read. Please check it in your workbook."
    sent = max((t.thanks_on for t in contact.interviews if t.thanks_on), default=None)
    if sent:
        return f"You already said thanks on {date_in_prose(sent, today)}."
    return "You already said thanks, according to the status."


def _after_the_interview(contact: Contact, today: date) -> str:
    if contact.reached not in terms.MET:
        return _past_asking(contact) or _no_interview(contact, today)
    if contact.thanks_to_write:
        return "The thank-you comes first."
    interview = contact.last_interview
    if interview is None:
        return _no_interview(contact, today)
    if interview.when is None:
        return "The workbook doesn't say when you talked."
    message = contact.last_message
    last = max(interview.when, message or interview.when)
    thanked = last in (t.thanks_on for t in contact.interviews)
    last_contact = "You already said thanks" if thanked else "You wrote" if message == last else "You talked"
    next_day = min((d.day for d in contact.dues if d.day and d.kind in ("keep-in-touch", "reconnect")), default=None)
    ahead = f"; the next message is due on {date_in_prose(next_day, today)}" if next_day else ""
    return f"{last_contact} on {date_in_prose(last, today)}{ahead}."


def _past_asking(contact: Contact) -> str:
    """Say why neither a request nor a reminder makes sense any more; empty if one may."""
    status = contact.reached
    if status in terms.CLOSED:
        return "They declined." if status == terms.STATUS_DECLINED else "They didn't reply."
    if status == terms.STATUS_SCHEDULED:
        return "An interview is already set up."
    return "You've already had the interview." if status in terms.MET else ""


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


_REASONS = {
    "request": _no_request, "referral-request": _no_request, "reminder": _no_reminder, "thank-you": _no_thank_you,
    "confirmation": _no_interview,
}  # fmt: skip
