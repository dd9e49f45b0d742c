"""What is proposed in cells that people fill, as formulas; the domain's ``proposals`` say what they mean."""

from __future__ import annotations

from folio.domain.due_days import THANKS_DAYS
from folio.domain.proposals import (
    ASK,
    DEBRIEF,
    FACTS,
    MONTHS,
    REMIND,
    THANK,
    day_in_short,
    proposed_step,
)
from folio.template import vocabulary as terms
from folio.template.schema import Template
from folio.workbook.formulas.message_dates import arranged, messages_of
from folio.workbook.formulas.parts import CellValue, FormulaCell, SheetData, equal_to, text_literal

_WAITING = (terms.STATUS_REQUESTED, terms.STATUS_REMINDED)


def interview_contact(at_cell: FormulaCell) -> str:
    """The contact of the interview with the number in the row."""
    number = at_cell.cell("number")
    return f'IF({number}="","",{contact_of(number)})'


def contact_of(number: str) -> str:
    """The contact of the interview with a number; nothing where there is none."""
    return f'IFERROR(INDEX(interviews__contact,MATCH({number},interviews__number,0))&"","")'


def interview_status(at_cell: FormulaCell) -> str:
    """Completed once something of the interview is noted, scheduled once it has a day."""
    contact, when = at_cell.cell("contact"), at_cell.cell("date")
    noted = "+".join(f'({at_cell.cell(key)}<>"")' for key in DEBRIEF)
    done, scheduled, planned = map(
        text_literal, (terms.INTERVIEW_COMPLETED, terms.INTERVIEW_SCHEDULED, terms.INTERVIEW_PLANNED)
    )
    return f'IF({contact}="","",IF({noted}>0,{done},IF({when}="",{planned},{scheduled})))'


def contact_status(at_cell: FormulaCell) -> str:
    """How far one is with a contact, by what was sent and by the interviews."""
    name, asked = at_cell.cell("name"), at_cell.cell("requested_on")
    who = equal_to(name)
    held = f"COUNTIFS(interviews__contact,{who},interviews__status,{text_literal(terms.INTERVIEW_COMPLETED)}"
    thanked, waiting = (text_literal(s) for s in (terms.STATUS_THANKED, terms.STATUS_REQUESTED))
    waiting = f'IF(ISNUMBER({asked}),{waiting},"{terms.STATUS_IDENTIFIED}")'
    if _has_follow_ups(at_cell.template):
        thanked = _if_sent(who, terms.KIND_KEEP_IN_TOUCH, terms.STATUS_IN_TOUCH, thanked)
        waiting = _if_sent(who, terms.KIND_REMINDER, terms.STATUS_REMINDED, waiting)
    met = f'IF({held},interviews__thank_you_sent,"")>0,"{terms.STATUS_COMPLETED}",{thanked})'
    before = f'IF({arranged(who)}>0,"{terms.STATUS_SCHEDULED}",{waiting})'
    return f'IF({name}="","",IF({held})>0,{met},{before}))'


def _if_sent(who: str, kind: str, status: str, otherwise: str) -> str:
    return f'IF({messages_of(who, kind, _SENT)}>0,"{status}",{otherwise})'


_SENT = '"<>"'


def _has_follow_ups(template: Template) -> bool:
    return template.has("follow_ups", "contact", "kind", "sent")


def next_step(at_cell: FormulaCell) -> str:
    """What to do next with a contact, in a few words."""
    return _by_status(at_cell, text_literal(ASK), text_literal(REMIND), text_literal(THANK))


def next_step_by(at_cell: FormulaCell) -> str:
    """By when, as a text: it is no date to a spreadsheet, so it counts for nothing and never is overdue."""
    remind, met = at_cell.cell("remind_on"), at_cell.cell("last_talk")
    tomorrow = "TODAY()+1"
    friday = f"{tomorrow}+MOD(6-WEEKDAY({tomorrow}),7)"
    return _by_status(at_cell, _in_short(friday), _in_short(remind), _in_short(f"({met}+{THANKS_DAYS})"))


def _by_status(at_cell: FormulaCell, ask: str, remind: str, thank: str) -> str:
    status, remind_on, met = (at_cell.cell(key) for key in ("status", "remind_on", "last_talk"))
    waiting = ",".join(f'{status}="{one}"' for one in _WAITING)
    return (
        f'IF({at_cell.cell("name")}="","",IF({status}="{terms.STATUS_IDENTIFIED}",{ask},'
        f"IF(AND(OR({waiting}),ISNUMBER({remind_on})),{remind},"
        f'IF(AND({status}="{terms.STATUS_COMPLETED}",N({met})>0),{thank},""))))'
    )


def _in_short(day: str) -> str:
    # TEXT() takes other letters for a month in other languages.
    return f'MID("{"".join(MONTHS)}",MONTH({day})*3-2,3)&" "&DAY({day})'


def fact_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What stands in the cell of a proposed fact as long as nobody types over it."""
    kind = at_cell.column.proposal.kind if at_cell.column.proposal else ""
    return FACTS[kind](data.records, data.record(at_cell))


def next_step_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``next_step`` shows."""
    found = proposed_step(data.records, data.record(at_cell))
    return found[0] if found else ""


def next_step_by_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``next_step_by`` shows."""
    found = proposed_step(data.records, data.record(at_cell))
    return day_in_short(found[1]) if found else ""
