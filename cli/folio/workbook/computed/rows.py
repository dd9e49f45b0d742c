"""Values in each row of a table, from the row itself and from what other sheets say of the same person or field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from folio.template.core import (
    INTERVIEW_COMPLETED,
    KIND_KEEP_IN_TOUCH,
    KIND_REMINDER,
    KIND_REPORT,
    KIND_THANK_YOU,
    KIND_THANKS_FOR_REFERRAL,
    REFERRER_DAYS,
    STATUS_IN_TOUCH,
    STATUS_REMINDED,
    STATUS_REQUESTED,
    STATUS_THANKED,
)
from folio.template.due_rules import (
    KEEP_IN_TOUCH_MONTHS,
    LATER_EVERY_MONTHS,
    REMINDER_DAYS,
    THANKS_DAYS,
    business_days_after,
    calendar_days_after,
    follow_up_due,
)
from folio.template.model import Template
from folio.workbook.computed import words
from folio.workbook.computed.base import (
    Known,
    Row,
    Spot,
    Value,
    day,
    filled,
    first_line,
    index_of,
    matching,
    number,
    said,
    same,
    text,
    text_literal,
)

_DONE = text_literal(INTERVIEW_COMPLETED)
_EMPTY = '""'
_ARROW = " \u203a "


def _of(spot: Spot) -> tuple[str, ...]:
    return spot.column.measure.of if spot.column.measure else ()


def _days(spot: Spot) -> int:
    return spot.column.measure.days if spot.column.measure else 0


def difference(spot: Spot) -> str:
    """One cell minus another, once both hold a number."""
    a, b = (spot.cell(key) for key in _of(spot))
    return f'IF(AND(ISNUMBER({a}),ISNUMBER({b})),{a}-{b},"")'


def difference_shown(spot: Spot, known: Known) -> Value:
    """What ``difference`` shows."""
    a, b = (number(known.row(spot).get(key)) for key in _of(spot))
    return "" if a is None or b is None else a - b


def days_after(spot: Spot) -> str:
    """Some days after the day in another cell."""
    start = spot.cell(_of(spot)[0])
    return f'IF(ISNUMBER({start}),{start}+{_days(spot)},"")'


def days_after_shown(spot: Spot, known: Known) -> Value:
    """What ``days_after`` shows."""
    start = day(known.row(spot).get(_of(spot)[0]))
    return "" if start is None else calendar_days_after(start, _days(spot)) or ""


def last_talk(spot: Spot) -> str:
    """The day of the last completed talk with a contact; 0, which shows nothing, without one.

    A number in every row lets other formulas calculate with the column.
    """
    name = spot.cell("name")
    talks = f"(interviews__contact={name})*(interviews__status={_DONE})*interviews__date"
    return f'IF({name}="",0,IFERROR(SUMPRODUCT(MAX({talks})),0))'


def last_talk_shown(spot: Spot, known: Known) -> Value:
    """What ``last_talk`` shows."""
    return _last_talk(known, text(known.row(spot), "name")) or 0


def _last_talk(known: Known, name: str) -> date | None:
    talks = known.rows("interviews")
    if not name or any(isinstance(r.get("date"), str) and r["date"] for r in talks):
        return None  # a text among the dates stops the spreadsheet's sum: no day is better than a wrong one
    days = [day(r.get("date")) for r in matching(talks, contact=name, status=INTERVIEW_COMPLETED)]
    return max((d for d in days if d), default=None)


def led_by(spot: Spot) -> str:
    """The people who led to a contact, the first of them first, three at most."""
    first = spot.cell("referred_by")
    second = _referrer(first)
    third = _referrer(second)
    return f'IF({first}="","",IF({second}="","",IF({third}="","",{third}&"{_ARROW}")&{second}&"{_ARROW}")&{first})'


def _referrer(person: str) -> str:
    return f'IFERROR({index_of("contacts.referred_by", f"MATCH({person},contacts__name,0)")}&"","")'


def led_by_shown(spot: Spot, known: Known) -> Value:
    """What ``led_by`` shows."""
    chain: list[str] = []
    person = text(known.row(spot), "referred_by")
    while person and len(chain) < 3:
        chain.insert(0, person)
        person = next((text(r, "referred_by") for r in matching(known.rows("contacts"), name=person)), "")
    return _ARROW.join(chain)


def plan_check(spot: Spot) -> str:
    """For a talk to come: what its plan holds; without questions of its own, what the plan for any talk holds."""
    contact = spot.cell("contact")
    whose = f'IF(COUNTIFS(questions__contact,{contact})>0,{contact},"")'
    check = words.plan(spot.template, whose, spot.cell("minutes"))
    return f'IF(OR({contact}="",{spot.cell("status")}={_DONE}),"",{check})'


def plan_check_shown(spot: Spot, known: Known) -> Value:
    """What ``plan_check`` shows."""
    row = known.row(spot)
    contact = text(row, "contact")
    if not contact or same(row.get("status"), INTERVIEW_COMPLETED):
        return ""
    questions = known.rows("questions")
    own = matching(questions, contact=contact) or [r for r in questions if not filled(r.get("contact"))]
    return words.plan_shown(known.template, own, number(row.get("minutes")))


def preview_check(spot: Spot) -> str:
    """What one person told of the job: sides, ups and downs."""
    contact = spot.cell("contact")
    nothing = f'IF({spot.cell("status")}={_DONE},"Nothing noted yet","")'
    heard = words.preview_of(spot.template, contact)
    return f'IF({contact}="","",IF(COUNTIFS(preview__contact,{contact})=0,{nothing},{heard}))'


def preview_check_shown(spot: Spot, known: Known) -> Value:
    """What ``preview_check`` shows."""
    row = known.row(spot)
    contact = text(row, "contact")
    told = matching(known.rows("preview"), contact=contact) if contact else []
    if told:
        return words.preview_of_shown(known.template, told)
    return "Nothing noted yet" if contact and same(row.get("status"), INTERVIEW_COMPLETED) else ""


def when_due(spot: Spot) -> str:
    """The day a follow-up is due: the student's own, else by the rules of ``due_rules``."""
    contact, kind, own, sent = (spot.cell(key) for key in ("contact", "kind", "due", "sent"))
    line = f"MATCH({contact},contacts__name,0)"
    talk, asked = index_of("contacts.last_talk", line), index_of("contacts.requested_on", line)
    reminded = (
        f'COUNTIFS(follow_ups__contact,{contact},follow_ups__kind,"{KIND_REMINDER}",follow_ups__sent,"<>")'
        f'-IF({sent}="",0,1)>0'
    )
    top = spot.cell("contact").rstrip("0123456789") + "$6"
    kinds = spot.cell("kind").rstrip("0123456789") + "$6"
    nth = f'COUNTIFS({top}:{contact},{contact},{kinds}:{kind},"{KIND_KEEP_IN_TOUCH}")'
    first, second, third = KEEP_IN_TOUCH_MONTHS
    months = f"CHOOSE(MIN({nth},4),{first},{second},{third},{third}+{LATER_EVERY_MONTHS}*({nth}-3))"
    referral = f"SUMPRODUCT(MAX((contacts__referred_by={contact})*contacts__last_talk))"
    rules = (
        f'IF(OR({kind}="{KIND_THANK_YOU}",{kind}="{KIND_THANKS_FOR_REFERRAL}"),IF({talk}=0,"",{talk}+{THANKS_DAYS}),'
        f'IF({kind}="{KIND_REMINDER}",IF(ISNUMBER({asked}),'
        f'WORKDAY({asked},IF({reminded},{REMINDER_DAYS[1]},{REMINDER_DAYS[0]})),""),'
        f'IF({kind}="{KIND_REPORT}",IF({referral}=0,"",{referral}+{REFERRER_DAYS}),'
        f'IF({kind}="{KIND_KEEP_IN_TOUCH}",IF({talk}=0,"",EDATE({talk},{months})),""))))'
    )
    return f'IF({own}<>"",{own},IF(OR({contact}="",{kind}=""),"",IFERROR({rules},"")))'


def when_due_shown(spot: Spot, known: Known) -> Value:
    """What ``when_due`` shows."""
    row = known.row(spot)
    own, contact, kind = row.get("due"), text(row, "contact"), text(row, "kind")
    if filled(own):
        return own if isinstance(own, date | int | float | str) else str(own)
    person = next(iter(matching(known.rows("contacts"), name=contact)), None) if contact else None
    follow_ups = known.rows("follow_ups")
    due = follow_up_due(
        _as_known(known, kind),
        talk=_last_talk(known, contact) if person else None,
        asked=day(person.get("requested_on")) if person else None,
        referral_talk=_referral_talk(known, contact),
        nth=len(matching(follow_ups[: spot.line + 1], contact=contact, kind=KIND_KEEP_IN_TOUCH)),
        reminded=any(
            filled(r.get("sent")) for r in matching(follow_ups, contact=contact, kind=KIND_REMINDER) if r is not row
        ),
    )
    return due if contact and due else ""


def _as_known(known: Known, kind: str) -> str:
    kinds = known.template.sheet("follow_ups").column("kind").choices or ()
    return next((k for k in kinds if same(k, kind)), kind)


def _referral_talk(known: Known, contact: str) -> date | None:
    led_to = [text(r, "name") for r in matching(known.rows("contacts"), referred_by=contact)]
    return max((d for name in led_to if (d := _last_talk(known, name))), default=None)


def _of_field(field: str) -> str:
    return f"(COUNTIFS(contacts__name,preview__contact,contacts__field,{field})>0)"


def heard_of_field(spot: Spot) -> str:
    """How many ups and downs were heard of the field of an offer."""
    field = spot.cell("field")
    ups, downs = (f'SUMPRODUCT({_of_field(field)}*(preview__{side}<>""))' for side in ("upside", "downside"))
    return f'IF({field}="","",{ups}&" up, "&{downs}&" down")'


def heard_of_field_shown(spot: Spot, known: Known) -> Value:
    """What ``heard_of_field`` shows."""
    field = text(known.row(spot), "field")
    if not field:
        return ""
    people = {said(r.get("name")) for r in matching(known.rows("contacts"), field=field) if filled(r.get("name"))}
    told = [r for r in known.rows("preview") if said(r.get("contact")) in people]
    ups, downs = (sum(filled(r.get(side)) for r in told) for side in ("upside", "downside"))
    return f"{ups} up, {downs} down"


def adviser_for_field(spot: Spot) -> str:
    """The first contact in the offer's field who can advise."""
    field = spot.cell("field")
    line = first_line(f'(contacts__field={field})*(contacts__can_advise="Yes")', "contacts.name")
    return f'IF({field}="","",IFERROR({index_of("contacts.name", line)}&"",""))'


def adviser_for_field_shown(spot: Spot, known: Known) -> Value:
    """What ``adviser_for_field`` shows."""
    field = text(known.row(spot), "field")
    found: list[Row] = matching(known.rows("contacts"), field=field, can_advise="Yes") if field else []
    return text(found[0], "name") if found else ""


def _has_follow_ups(template: Template) -> bool:
    return template.has("follow_ups", "contact", "kind", "sent")


def _messages(who: str, kind: str, sent: str) -> str:
    """How many follow-ups of a kind with somebody have this in Sent on."""
    return f'COUNTIFS(follow_ups__contact,{who},follow_ups__kind,"{kind}",follow_ups__sent,{sent})'


def thanks_due(spot: Spot) -> str:
    """The day a thank-you is due: after a completed talk, until one is noted or planned anywhere."""
    who, when, status, sent = (spot.cell(key) for key in ("contact", "date", "status", "thank_you_sent"))
    told = "+".join(f'COUNTIFS(contacts__name,{who},contacts__status,"{s}")' for s in (STATUS_THANKED, STATUS_IN_TOUCH))
    if _has_follow_ups(spot.template):
        sent_since = f'">="&{when}'
        told += f"+{_messages(who, KIND_THANK_YOU, sent_since)}+{_messages(who, KIND_THANK_YOU, _EMPTY)}"
    over = f'OR({status}<>{_DONE},{sent}<>"",NOT(ISNUMBER({when})))'
    return f'IF({over},"",IF({told}>0,"",{when}+{THANKS_DAYS}))'


def thanks_due_shown(spot: Spot, known: Known) -> Value:
    """What ``thanks_due`` shows."""
    row = known.row(spot)
    when, who = day(row.get("date")), text(row, "contact")
    if not when or not same(row.get("status"), INTERVIEW_COMPLETED) or filled(row.get("thank_you_sent")):
        return ""
    people = matching(known.rows("contacts"), name=who) if who else []
    if any(same(p.get("status"), s) for p in people for s in (STATUS_THANKED, STATUS_IN_TOUCH)):
        return ""
    messages = matching(known.rows("follow_ups"), contact=who, kind=KIND_THANK_YOU) if who else []
    if any(not filled(m.get("sent")) or ((s := day(m.get("sent"))) and s >= when) for m in messages):
        return ""
    return calendar_days_after(when, THANKS_DAYS) or ""


def remind_on(spot: Spot) -> str:
    """The day to remind somebody who has not replied: twice at most, and not while a reminder is planned."""
    who, status, asked = (spot.cell(key) for key in ("name", "status", "requested_on"))
    waiting = f'OR({status}="{STATUS_REQUESTED}",{status}="{STATUS_REMINDED}")'
    reminded = f'{status}="{STATUS_REMINDED}"'
    over = f'OR({who}="",NOT(ISNUMBER({asked})),NOT({waiting}))'
    day_of = f"WORKDAY({asked},IF({{}},{REMINDER_DAYS[1]},{REMINDER_DAYS[0]}))"
    if not _has_follow_ups(spot.template):
        return f'IF({over},"",{day_of.format(reminded)})'
    sent, planned = _messages(who, KIND_REMINDER, '"<>"'), _messages(who, KIND_REMINDER, _EMPTY)
    again = f"OR({reminded},{sent}>0)"
    return f'IF({over},"",IF(OR({sent}>1,{planned}>0),"",{day_of.format(again)}))'


def remind_on_shown(spot: Spot, known: Known) -> Value:
    """What ``remind_on`` shows."""
    row = known.row(spot)
    when, who, by_status = day(row.get("requested_on")), text(row, "name"), same(row.get("status"), STATUS_REMINDED)
    if not when or not who or not (by_status or same(row.get("status"), STATUS_REQUESTED)):
        return ""
    reminders = matching(known.rows("follow_ups"), contact=who, kind=KIND_REMINDER)
    sent = sum(filled(m.get("sent")) for m in reminders)
    if sent > 1 or sent < len(reminders):
        return ""
    return business_days_after(when, REMINDER_DAYS[bool(by_status or sent)]) or ""


def led_to(spot: Spot) -> str:
    """How many people somebody led to."""
    who = spot.cell("name")
    return f'IF({who}="",0,COUNTIF(contacts__referred_by,{who}))'


def led_to_shown(spot: Spot, known: Known) -> Value:
    """What ``led_to`` shows."""
    who = text(known.row(spot), "name")
    return len(matching(known.rows("contacts"), referred_by=who)) if who else 0


Formula = Callable[[Spot], str]
Shown = Callable[[Spot, Known], Value]
ROW_MEASURES: dict[str, tuple[Formula, Shown]] = {
    "difference": (difference, difference_shown),
    "days_after": (days_after, days_after_shown),
    "last_talk": (last_talk, last_talk_shown),
    "led_to": (led_to, led_to_shown),
    "remind_on": (remind_on, remind_on_shown),
    "thanks_due": (thanks_due, thanks_due_shown),
    "led_by": (led_by, led_by_shown),
    "plan_check": (plan_check, plan_check_shown),
    "preview_check": (preview_check, preview_check_shown),
    "follow_up_due": (when_due, when_due_shown),
    "heard_of_field": (heard_of_field, heard_of_field_shown),
    "adviser_for_field": (adviser_for_field, adviser_for_field_shown),
}


def with_computed(known: Known, sheet_key: str, keys: Iterable[str]) -> list[Row]:
    """The rows of a table, with the values of those among these columns that are worked out in each row."""
    sheet = known.template.sheet(sheet_key)
    columns = [c for c in sheet.columns if c.key in keys and c.measure is not None]
    return [
        {
            **row,
            **{
                c.key: ROW_MEASURES[c.measure.kind][1](Spot(known.template, sheet, c, i), known)
                for c in columns
                if c.measure
            },
        }
        for i, row in enumerate(known.rows(sheet_key))
    ]
