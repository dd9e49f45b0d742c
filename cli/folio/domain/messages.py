"""The messages that a workbook calls for, of all twelve kinds: to whom, why, and by when.

request, request by referral   nobody asked them yet; with whom one has in common decides which of the two
reminder                       asked, no reply: after 3 business days, and once more after 7
confirmation                   an interview is agreed on: one business day before it
thank-you                      within a day of a completed interview
thanks for a referral          planned; or they gave a name, and there was no interview for which to thank them
report to the referrer         within a week of the interview with whom they led to
advice used                    planned, in a row that says what became of their advice
keep in touch, reconnect       the next message is due; reconnect after half a year without a word
adviser request                planned; or an offer waits for a decision, and its row names them as the adviser
outcome                        planned; or an offer was accepted, and they advised or told about that field

What the student planned among the follow-ups comes first: its day, its point. A next step in Contacts that plainly is
the message gives its day, too (``said_actions``). A message that was sent is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from folio.domain.contact_progress import status_reached
from folio.domain.due_days import (
    ADVISER_DAYS,
    CONFIRM_DAYS,
    FORGOTTEN_MONTHS,
    REMINDER_DAYS,
    business_days_before,
    calendar_days_after,
    months_after,
)
from folio.domain.follow_ups import (
    FollowUp,
    follow_ups_with,
    keep_in_touch_due,
    last_message,
    reminder_due,
    reminders_sent,
    waits_for_report,
)
from folio.domain.interviews import completed_with, is_arranged, is_completed, last_interview
from folio.domain.open_items import is_accepted, is_open_offer
from folio.domain.records import Record, Records
from folio.domain.referrals import led_to, referrer_of
from folio.domain.said_actions import ONE_AT_A_TIME, SAID_AS, said_action
from folio.domain.thank_yous import thank_you_for
from folio.template import vocabulary as terms

MessageKind = Literal[
    "request", "referral-request", "reminder", "confirmation", "thank-you", "referral-thank-you", "referrer-report",
    "advice-update", "keep-in-touch", "reconnect", "adviser-request", "outcome",
]  # fmt: skip
# The kind of a planned follow-up, by what the sheet calls it.
PLANNED_KINDS: dict[str, MessageKind] = {
    terms.KIND_THANK_YOU: "thank-you",
    terms.KIND_REMINDER: "reminder",
    terms.KIND_THANKS_FOR_REFERRAL: "referral-thank-you",
    terms.KIND_REPORT: "referrer-report",
    terms.KIND_ADVICE_USED: "advice-update",
    terms.KIND_KEEP_IN_TOUCH: "keep-in-touch",
    terms.KIND_ADVISER_REQUEST: "adviser-request",
    terms.KIND_OUTCOME: "outcome",
}


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """One message to send.

    ``due`` is None where no rule and no cell gives a day: it may go out at once. ``follow_up`` is the row in which the
    student planned it; ``about`` the interview or the offer that it is about, of two the latest; ``number`` counts the
    messages of this kind to this person from 1. ``cell`` and ``sheet`` are where the reason stands.
    """

    kind: MessageKind
    contact: Record
    due: date | None
    follow_up: FollowUp | None = None
    about: Record | None = None
    number: int = 1
    sheet: str = ""
    cell: str = ""


def messages_to(records: Records, contact: Record) -> tuple[Message, ...]:
    """The messages to a contact that are not sent yet, whatever their day, each kind once; none without a name."""
    return records.once(("messages", id(contact)), lambda: tuple(_messages(records, contact)))


def all_messages(records: Records) -> tuple[Message, ...]:
    """The messages to everyone in Contacts; of two rows with one name, the first counts."""
    rows = (r for r in records.rows("contacts") if records.contact(r.values.get("name")) is r)
    return tuple(message for row in rows for message in messages_to(records, row))


def _messages(records: Records, contact: Record) -> Iterator[Message]:
    if not contact.key("name"):
        return
    found: dict[MessageKind, Message] = {}
    for message in (*_planned(records, contact), *_unplanned(records, contact)):
        found.setdefault(message.kind, message)
    for message in found.values():
        yield _on_own_day(contact, message)


def _on_own_day(contact: Record, message: Message) -> Message:
    """The message on the day of the next step in Contacts, where that plainly is this message and has a day."""
    day, said = contact.day("next_step_due"), said_action(contact)
    if day is None or not said or said != SAID_AS.get(message.kind, message.kind):
        return message
    if message.follow_up and said not in ONE_AT_A_TIME:
        return message
    return replace(message, due=day, sheet=contact.sheet, cell=contact.cell("next_step_due"))


def _planned(records: Records, contact: Record) -> Iterator[Message]:
    """What waits among the follow-ups, unless another cell shows that nothing is left to send."""
    waiting = [f for f in follow_ups_with(records, contact.values.get("name")) if f.waiting]
    for row in sorted(waiting, key=lambda f: (f.due is None, f.due or date.min, f.record.index)):
        kind = next((k for said, k in PLANNED_KINDS.items() if row.record.says("kind", said)), None)
        if kind is None or (kind in ("reminder", "thank-you") and not _is_open(records, contact, kind)):
            continue
        about = _about(records, contact, kind)
        if kind == "keep-in-touch" and _is_forgotten(records, contact):
            kind = "reconnect"
        yield Message(
            kind, contact, row.due, row, about, _number(records, contact, kind), row.record.sheet,
            row.record.cell("due", "contact"),
        )  # fmt: skip


def _is_open(records: Records, contact: Record, kind: MessageKind) -> bool:
    if kind == "reminder":
        asked = status_reached(records, contact) in (terms.STATUS_REQUESTED, terms.STATUS_REMINDED)
        return asked and reminders_sent(records, contact.values.get("name")) < len(REMINDER_DAYS)
    return _interview_to_thank_for(records, contact) is not None


def _unplanned(records: Records, contact: Record) -> Iterator[Message]:
    """What the other sheets call for, although nobody planned it."""
    for find in (_request, _reminder, _confirmation, _thank_you, _thanks_for_referral, _report):
        yield from find(records, contact)
    if not contact.says("status", *terms.CLOSED):
        for find in (_adviser_request, _outcome, _keep_in_touch):
            yield from find(records, contact)


def _request(records: Records, contact: Record) -> Iterator[Message]:
    if status_reached(records, contact) == terms.STATUS_IDENTIFIED:
        referred = bool(referrer_of(records, contact.values.get("name")))
        yield _message("referral-request" if referred else "request", contact, None, contact, "status")


def _reminder(records: Records, contact: Record) -> Iterator[Message]:
    if reminder := reminder_due(records, contact):
        yield _message("reminder", contact, reminder.due, contact, "requested_on", number=reminder.number)


def _confirmation(records: Records, contact: Record) -> Iterator[Message]:
    for interview in records.where("interviews", "contact", contact.values.get("name")):
        day = interview.day("date")
        if day is not None and day >= records.today and is_arranged(interview) and not is_completed(interview):
            before = business_days_before(day, CONFIRM_DAYS, records.days_off)
            yield _message("confirmation", contact, before, interview, "date", about=interview)


def _thank_you(records: Records, contact: Record) -> Iterator[Message]:
    if interview := _interview_to_thank_for(records, contact):
        thanks = thank_you_for(records, interview)
        cells = ("thank_you_sent", "contact")
        yield _message("thank-you", contact, thanks.due if thanks else None, interview, *cells, about=interview)


def _interview_to_thank_for(records: Records, contact: Record) -> Record | None:
    """The latest completed interview for which a thank-you has to be written."""
    held = completed_with(records, contact.values.get("name"))
    owed = [r for r in held if (it := thank_you_for(records, r)) and it.to_write]
    return max(owed, key=lambda r: r.day("date") or date.min, default=None)


def _thanks_for_referral(records: Records, contact: Record) -> Iterator[Message]:
    """Where they gave a name and no interview: the thank-you for one says it, also for one of an earlier term."""
    name = contact.values.get("name")
    thanked = any(not f.waiting for f in follow_ups_with(records, name))
    met_or_soon = status_reached(records, contact) in (terms.STATUS_SCHEDULED, *terms.MET)
    if led_to(records, name) and not (thanked or met_or_soon or completed_with(records, name)):
        yield _message("referral-thank-you", contact, None, contact, "name")


def _report(records: Records, contact: Record) -> Iterator[Message]:
    """The latest interview with someone to whom they led, if they have not heard of it."""
    last = _last_with_referred(records, contact)
    day = last.day("date") if last else None
    if last is None or day is None or day > records.today:
        return
    if waits_for_report(records, contact.values.get("name"), day):
        due = calendar_days_after(day, terms.REFERRER_DAYS)
        yield _message("referrer-report", contact, due, last, "date", "contact", about=last)


def _last_with_referred(records: Records, contact: Record) -> Record | None:
    """The latest completed interview with someone to whom they led."""
    referred = led_to(records, contact.values.get("name"))
    held = [r for person in referred for r in completed_with(records, person.values.get("name"))]
    return max(held, key=lambda r: r.day("date") or date.min, default=None)


def _adviser_request(records: Records, contact: Record) -> Iterator[Message]:
    name = contact.values.get("name")
    for offer in records.where("offers", "adviser", name):
        if not is_open_offer(offer) or _told_since(records, name, terms.KIND_ADVISER_REQUEST, offer.day("offered_on")):
            continue
        decide = offer.day("decide_by")
        due = business_days_before(decide, ADVISER_DAYS, records.days_off) if decide else None
        yield _message("adviser-request", contact, due, offer, "adviser", about=offer)


def _outcome(records: Records, contact: Record) -> Iterator[Message]:
    """Once an offer is accepted, its adviser hears of it, and who told about its field."""
    name = contact.values.get("name")
    for offer in filter(is_accepted, records.rows("offers")):
        told = _told_since(records, name, terms.KIND_OUTCOME, offer.day("offered_on"))
        if not told and _helped(records, contact, offer):
            yield _message("outcome", contact, None, offer, "decision", about=offer)


def _helped(records: Records, contact: Record, offer: Record) -> bool:
    name = contact.values.get("name")
    if offer.key("adviser") == records.compare(name):
        return True
    field = records.compare(records.field_of(contact.text("name")))
    return bool(field) and offer.key("field") == field and bool(completed_with(records, name))


def _told_since(records: Records, name: object, kind: str, since: date | None) -> bool:
    sent = [f for f in follow_ups_with(records, name, kind) if not f.waiting]
    return any(since is None or f.sent is None or f.sent >= since for f in sent)


def _keep_in_touch(records: Records, contact: Record) -> Iterator[Message]:
    due = keep_in_touch_due(records, contact.values.get("name"))
    if due is None or _interview_to_thank_for(records, contact) is not None:
        return
    kind: MessageKind = "reconnect" if _is_forgotten(records, contact) else "keep-in-touch"
    about = _about(records, contact, kind)
    where = about or contact
    number = _number(records, contact, kind)
    yield _message(kind, contact, due, where, "date", "name", about=about, number=number)


def _is_forgotten(records: Records, contact: Record) -> bool:
    """Whether they have not heard a word for so long that a message has to say who is writing."""
    name = contact.values.get("name")
    days = [day for day in (last_interview(records, name), last_message(records, name)) if day]
    forgotten = months_after(max(days), FORGOTTEN_MONTHS) if days else None
    return forgotten is not None and forgotten <= records.today


def _about(records: Records, contact: Record, kind: MessageKind) -> Record | None:
    """The interview, or offer, that a planned message is about."""
    name = contact.values.get("name")
    if kind == "thank-you":
        return _interview_to_thank_for(records, contact)
    if kind == "referrer-report":
        return _last_with_referred(records, contact)
    if kind in ("adviser-request", "outcome"):
        asks = kind == "adviser-request"
        fitting = [o for o in records.rows("offers") if (is_open_offer(o) if asks else not is_open_offer(o))]
        theirs = [o for o in fitting if o.key("adviser") == records.compare(name)]
        return next(iter(theirs or (fitting if len(fitting) == 1 else ())), None)
    return max(completed_with(records, name), key=lambda r: r.day("date") or date.min, default=None)


def _number(records: Records, contact: Record, kind: MessageKind) -> int:
    """The how-manieth message of this kind to this person it is."""
    name = contact.values.get("name")
    if kind == "reminder":
        return reminders_sent(records, name) + 1
    said = next((s for s, k in PLANNED_KINDS.items() if k == ("keep-in-touch" if kind == "reconnect" else kind)), "")
    return 1 + sum(not f.waiting for f in follow_ups_with(records, name, said))


def _message(
    kind: MessageKind, contact: Record, due: date | None, reason: Record, *columns: str, about: Record | None = None,
    number: int = 1,
) -> Message:  # fmt: skip
    return Message(kind, contact, due, None, about, number, reason.sheet, reason.cell(*columns))
