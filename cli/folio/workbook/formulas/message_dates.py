"""The days of thank-yous, reminders and follow-ups as formulas over all sheets; the domain says what they mean."""

from __future__ import annotations

from folio.domain.due_days import KEEP_IN_TOUCH_MONTHS, LATER_EVERY_MONTHS, REMINDER_DAYS, THANKS_DAYS
from folio.domain.follow_ups import all_follow_ups, reminder_due
from folio.domain.interviews import last_interview as last_interview_day
from folio.domain.thank_yous import thank_you_for, thank_yous_pending
from folio.template import vocabulary as terms
from folio.template.schema import Template
from folio.workbook.formulas.parts import (
    DONE,
    CellValue,
    FormulaCell,
    SheetData,
    as_criterion,
    equal_to,
    index_of,
    text_literal,
    whose_contact_says,
)
from folio.workbook.formulas.workings_layout import Workings, workings_name

_EMPTY, _ANY = '""', '"<>"'
# With whom there was an interview, and the day of a completed one as a number: side by side on the sheet Workings.
_WITH, _DAY, _HOLIDAYS = map(workings_name, (Workings.WITH, Workings.DAY, Workings.HOLIDAYS))


def last_interview(at_cell: FormulaCell) -> str:
    """The day of the last completed interview with a contact; 0, which shows nothing, without one."""
    name = at_cell.cell("name")
    return f'IF({name}="",0,{_talk_with(name)})'


def _talk_with(who: str) -> str:
    return f"SUMPRODUCT(MAX(({_WITH}={who})*{_DAY}))"


def last_interview_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``last_interview`` shows."""
    return last_interview_day(data.records, data.row(at_cell).get("name")) or 0


def when_due(at_cell: FormulaCell) -> str:
    """The day a follow-up is due: the student's own, else by ``due_rules`` while something is left to do."""
    contact, kind, own, sent = (at_cell.cell(key) for key in ("contact", "kind", "due", "sent"))
    who = equal_to(contact)
    interview = _talk_with(contact)
    line = f"MATCH({as_criterion(contact)},contacts__name,0)"
    asked, status = (index_of(f"contacts.{key}", line) for key in ("requested_on", "status"))
    reminded = f'{messages_of(who, terms.KIND_REMINDER, _ANY)}-IF({sent}="",0,1)>0'
    answered = f'OR({interview}>0,{arranged(who)}>0,ISNUMBER(SEARCH("|"&{status}&"|","|{"|".join(terms.ANSWERED)}|")))'
    since = f'">="&{interview}'
    thanked = (
        f'COUNTIFS(interviews__contact,{who},interviews__status,{DONE},interviews__date,">0",'
        f"interviews__thank_you_sent,{since})+{messages_of(who, terms.KIND_THANK_YOU, since)}>0"
    )
    nth = (
        f'COUNTIFS({at_cell.down_to_here("contact")},{who},{at_cell.down_to_here("kind")},"{terms.KIND_KEEP_IN_TOUCH}")'
    )
    first, second, third = KEEP_IN_TOUCH_MONTHS
    months = f"CHOOSE(MIN({nth},4),{first},{second},{third},{third}+{LATER_EVERY_MONTHS}*({nth}-3))"
    led_to = whose_contact_says(_WITH, "referred_by", contact)
    referral = f"SUMPRODUCT(MAX({led_to}*({_WITH}<>{contact})*{_DAY}))"
    remind = f"WORKDAY({asked},IF({reminded},{REMINDER_DAYS[1]},{REMINDER_DAYS[0]}),{_HOLIDAYS})"
    after = (
        f'IF({kind}="{terms.KIND_KEEP_IN_TOUCH}",EDATE({interview},{months}),'
        f'IF(AND({kind}="{terms.KIND_THANK_YOU}",{sent}="",{thanked}),"",{interview}+{THANKS_DAYS}))'
    )
    kinds = (terms.KIND_THANK_YOU, terms.KIND_THANKS_FOR_REFERRAL, terms.KIND_KEEP_IN_TOUCH)
    after_kinds = ",".join(f'{kind}="{it}"' for it in kinds)
    rules = (
        f'IF({kind}="{terms.KIND_REMINDER}",IF(ISNUMBER({asked}),IF(AND({sent}="",{answered}),"",{remind}),""),'
        f'IF({kind}="{terms.KIND_REPORT}",IF({referral}=0,"",{referral}+{terms.REFERRER_DAYS}),'
        f'IF(OR({after_kinds}),IF({interview}=0,"",{after}),"")))'
    )
    return f'IF(ISNUMBER({own}),{own},IF(OR({contact}="",{kind}=""),"",IFERROR({rules},"")))'


def when_due_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``when_due`` shows."""
    own, messages = data.row(at_cell).get("due"), all_follow_ups(data.records)
    if isinstance(own, int | float):
        return own
    return (messages[at_cell.line].due if at_cell.line < len(messages) else None) or ""


def _has_follow_ups(template: Template) -> bool:
    return template.has("follow_ups", "contact", "kind", "sent")


def messages_of(who: str, kind: str, sent: str) -> str:
    """How many follow-ups of a kind have this contact and this in Sent on; both are criteria."""
    return f'COUNTIFS(follow_ups__contact,{who},follow_ups__kind,"{kind}",follow_ups__sent,{sent})'


def arranged(who: str) -> str:
    """How many interviews with someone are agreed on or were held; ``who`` is a criterion."""
    interviews = f"COUNTIFS(interviews__contact,{who},interviews__status"
    return f'({interviews},"{terms.INTERVIEW_SCHEDULED}")+{interviews},{DONE})+{interviews},"",interviews__date,">0"))'


def _told(template: Template, who: str, since: str) -> str:
    """How much tells of a thank-you to someone; both are criteria.

    The status does, as long as no day of a thank-you is noted: it may be of an earlier interview.
    """
    status = "+".join(
        f'COUNTIFS(contacts__name,{who},contacts__status,"{s}")' for s in (terms.STATUS_THANKED, terms.STATUS_IN_TOUCH)
    )
    dated, sent = f'COUNTIFS(interviews__contact,{who},interviews__thank_you_sent,">0")', ""
    if _has_follow_ups(template):
        # Where the interview's day is a text, a text in Sent on would come after it.
        sent = "+" + messages_of(who, terms.KIND_THANK_YOU, f'{since},follow_ups__sent,">0"')
        dated += "+" + messages_of(who, terms.KIND_THANK_YOU, '">0"')
    return f"({status})*({dated}=0){sent}"


def thanks_due(at_cell: FormulaCell) -> str:
    """The day a thank-you is due: after a completed interview, until one is noted or planned anywhere."""
    contact, when, status, sent = (at_cell.cell(key) for key in ("contact", "date", "status", "thank_you_sent"))
    who = equal_to(contact)
    told = _told(at_cell.template, who, f'">="&{when}')
    if _has_follow_ups(at_cell.template):
        told += f"+{messages_of(who, terms.KIND_THANK_YOU, _EMPTY)}"
    over = f'OR({status}<>{DONE},{sent}<>"",NOT(ISNUMBER({when})))'
    return f'IF({over},"",IF(AND({contact}<>"",{told}>0),"",{when}+{THANKS_DAYS}))'


def thanks_due_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``thanks_due`` shows."""
    found = thank_you_for(data.records, data.record(at_cell))
    return (found and found.due) or ""


def thanks_open(template: Template) -> str:
    """How many completed interviews have no thank-you: none beside them, none by status, none sent since."""
    # A 0 before the day changes nothing, and makes one of a blank cell.
    told = _told(template, equal_to("interviews__contact"), '">=0"&interviews__date')
    untold = f'((interviews__contact="")+({told}=0)>0)'
    return f'SUMPRODUCT((interviews__status={DONE})*(interviews__thank_you_sent="")*{untold})'


def thanks_open_shown(data: SheetData) -> int:
    """What ``thanks_open`` shows."""
    return thank_yous_pending(data.records)


def remind_on(at_cell: FormulaCell) -> str:
    """The day to remind someone who has not replied: twice at most, and not while a reminder is planned."""
    who, status, asked = (at_cell.cell(key) for key in ("name", "status", "requested_on"))
    waiting = f"OR({','.join(f'{status}={text_literal(s)}' for s in ('', *terms.WAITING))})"
    reminded = f'{status}="{terms.STATUS_REMINDED}"'
    over = f'OR({who}="",NOT(ISNUMBER({asked})),NOT({waiting}),{arranged(equal_to(who))}>0)'
    day_of = f"WORKDAY({asked},IF({{}},{REMINDER_DAYS[1]},{REMINDER_DAYS[0]}),{_HOLIDAYS})"
    if not _has_follow_ups(at_cell.template):
        return f'IF({over},"",{day_of.format(reminded)})'
    sent, planned = (messages_of(equal_to(who), terms.KIND_REMINDER, it) for it in (_ANY, _EMPTY))
    again = f"OR({reminded},{sent}>0)"
    return f'IF({over},"",IF(OR({sent}>1,{planned}>0),"",{day_of.format(again)}))'


def remind_on_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``remind_on`` shows."""
    reminder = reminder_due(data.records, data.record(at_cell))
    return reminder.due if reminder else ""
