"""Values in each row of a table, from the row itself and from what other sheets say of the same person or field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from folio.domain.due_days import calendar_days_after
from folio.domain.heard import HEARD, is_heard
from folio.domain.interviews import is_completed
from folio.domain.question_plan import plan_of
from folio.domain.referrals import led_to as people_led_to
from folio.domain.referrals import referrers
from folio.workbook.formulas import message_dates, proposed_cells, sentences
from folio.workbook.formulas.field_figures import needs_heard, unheard_shown
from folio.workbook.formulas.heard_marks import ONLY
from folio.workbook.formulas.of_field import FIELD_MEASURES
from folio.workbook.formulas.parts import (
    DONE,
    CellValue,
    FormulaCell,
    SheetData,
    SheetRow,
    as_criterion,
    day,
    equal_to,
    index_of,
    number,
)
from folio.workbook.formulas.workings_layout import FieldFigure, figures_name

_EMPTY = '""'
_ARROW = " \u203a "


def _of(at_cell: FormulaCell) -> tuple[str, ...]:
    return at_cell.column.measure.of if at_cell.column.measure else ()


def _days(at_cell: FormulaCell) -> int:
    return at_cell.column.measure.days if at_cell.column.measure else 0


def difference(at_cell: FormulaCell) -> str:
    """One cell minus another, once both hold a number."""
    a, b = (at_cell.cell(key) for key in _of(at_cell))
    return f'IF(AND(ISNUMBER({a}),ISNUMBER({b})),{a}-{b},"")'


def difference_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``difference`` shows."""
    a, b = (number(data.row(at_cell).get(key)) for key in _of(at_cell))
    return "" if a is None or b is None else a - b


def days_after(at_cell: FormulaCell) -> str:
    """Some days after the day in another cell."""
    start = at_cell.cell(_of(at_cell)[0])
    return f'IF(ISNUMBER({start}),{start}+{_days(at_cell)},"")'


def days_after_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``days_after`` shows."""
    start = day(data.row(at_cell).get(_of(at_cell)[0]))
    return "" if start is None else calendar_days_after(start, _days(at_cell)) or ""


def led_by(at_cell: FormulaCell) -> str:
    """The people who led to a contact, the first of them first, three at most; nobody stands there twice."""
    who, first = at_cell.cell("name"), at_cell.cell("referred_by")
    second = _referrer(first)
    third = _referrer(second)
    ends = [
        f"OR({','.join(f'{person}={end}' for end in (_EMPTY, who, *before))})"
        for person, before in ((first, ()), (second, (first,)), (third, (first, second)))
    ]
    return f'IF({ends[0]},"",IF({ends[1]},"",IF({ends[2]},"",{third}&"{_ARROW}")&{second}&"{_ARROW}")&{first})'


def _referrer(person: str) -> str:
    return f'IFERROR({index_of("contacts.referred_by", f"MATCH({as_criterion(person)},contacts__name,0)")}&"","")'


def led_by_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``led_by`` shows."""
    nearest = list(islice(referrers(data.records, data.record(at_cell)), 3))
    return _ARROW.join(reversed(nearest))


def plan_check(at_cell: FormulaCell) -> str:
    """For a coming interview: what its plan holds (without questions of its own, the plan for any), and what to ask."""
    contact = at_cell.cell("contact")
    whose = f'IF(COUNTIFS(questions__contact,{equal_to(contact)})>0,{contact},"")'
    check = sentences.plan(at_cell.template, whose, at_cell.cell("minutes"))
    if needs_heard(at_cell.template):
        field = index_of("contacts.field", f"MATCH({as_criterion(contact)},contacts__name,0)")
        # Without a field, the only one on Start is meant, which is the first in the list.
        at = f"MATCH({as_criterion(field)},{figures_name(FieldFigure.NAME)},0)"
        line = f'IF(IFERROR({field}&"","")<>"",{at},1/({ONLY}<>""))'
        check = f'{check}&IFERROR(INDEX({figures_name(FieldFigure.UNHEARD)},{line}),"")'
    return f'IF(OR({contact}="",{at_cell.cell("status")}={DONE}),"",{check})'


def plan_check_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``plan_check`` shows."""
    row = data.record(at_cell)
    if not row.key("contact") or is_completed(row):
        return ""
    questions, _ = plan_of(data.records, data.records.rows("questions"), row.values.get("contact"))
    check = sentences.plan_shown(data.template, questions, row.number("minutes"))
    if not needs_heard(data.template):
        return check
    return check + unheard_shown(data.records, data.records.field_of(row.text("contact")))


def preview_check(at_cell: FormulaCell) -> str:
    """What one person told of the job: sides, ups and downs."""
    contact = at_cell.cell("contact")
    nothing = f'IF({at_cell.cell("status")}={DONE},"Nothing noted yet","")'
    heard = sentences.preview_of(at_cell.template, contact)
    told = "+".join(f'COUNTIFS(preview__contact,{equal_to(contact)},preview__{key},"<>")' for key in HEARD)
    return f'IF({contact}="","",IF({told}=0,{nothing},{heard}))'


def preview_check_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``preview_check`` shows."""
    row = data.record(at_cell)
    if heard := [*filter(is_heard, data.records.where("preview", "contact", row.values.get("contact")))]:
        return sentences.preview_of_shown(data.records, heard)
    return "Nothing noted yet" if row.key("contact") and is_completed(row) else ""


def led_to(at_cell: FormulaCell) -> str:
    """How many people someone led to: others than themselves."""
    who = at_cell.cell("name")
    return f'IF({who}="",0,COUNTIFS(contacts__referred_by,{equal_to(who)},contacts__name,"<>"&{as_criterion(who)}))'


def led_to_shown(at_cell: FormulaCell, data: SheetData) -> CellValue:
    """What ``led_to`` shows."""
    return len(people_led_to(data.records, data.row(at_cell).get("name")))


Formula = Callable[[FormulaCell], str]
ValueOf = Callable[[FormulaCell, SheetData], CellValue]
ROW_MEASURES: dict[str, tuple[Formula, ValueOf]] = {
    "difference": (difference, difference_shown),
    "days_after": (days_after, days_after_shown),
    "last_talk": (message_dates.last_interview, message_dates.last_interview_shown),
    "led_to": (led_to, led_to_shown),
    "remind_on": (message_dates.remind_on, message_dates.remind_on_shown),
    "thanks_due": (message_dates.thanks_due, message_dates.thanks_due_shown),
    "led_by": (led_by, led_by_shown),
    "plan_check": (plan_check, plan_check_shown),
    "preview_check": (preview_check, preview_check_shown),
    "follow_up_due": (message_dates.when_due, message_dates.when_due_shown),
    "interview_contact": (proposed_cells.interview_contact, proposed_cells.fact_shown),
    "interview_status": (proposed_cells.interview_status, proposed_cells.fact_shown),
    "contact_status": (proposed_cells.contact_status, proposed_cells.fact_shown),
    "next_step": (proposed_cells.next_step, proposed_cells.next_step_shown),
    "next_step_by": (proposed_cells.next_step_by, proposed_cells.next_step_by_shown),
    **FIELD_MEASURES,
}


def with_computed(data: SheetData, sheet_key: str, keys: Iterable[str]) -> list[SheetRow]:
    """The rows of a table, with the values of those among these columns that are worked out in each row."""
    sheet = data.template.sheet(sheet_key)
    columns = [c for c in sheet.columns if c.key in keys and c.measure is not None]
    return [
        {
            **row,
            **{
                c.key: ROW_MEASURES[c.measure.kind][1](FormulaCell(data.template, sheet, c, i), data)
                for c in columns
                if c.measure
            },
        }
        for i, row in enumerate(data.rows(sheet_key))
    ]
