"""Short lists on a form that fill themselves: what to do next, who connects me, who can advise, open leads.

Each list has sources. For a source, the hidden sheet Workings finds the first lines by a sort key (array formulas over
whole columns), and for the smallest keys of all sources the three texts that the form shows. A key is a day, plus
hundredths for the source and millionths for the row, so that no two are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import TypeVar

from folio.basics.wording import counted
from folio.domain.interviews import is_to_come
from folio.domain.open_items import is_open_activity, is_open_lead, is_open_offer
from folio.domain.records import Record
from folio.domain.referrals import led_to
from folio.template.schema import Section, Template
from folio.template.vocabulary import DECISION_OPEN, INTERVIEW_PLANNED, INTERVIEW_SCHEDULED
from folio.workbook.formulas.parts import CellValue, SheetData, SheetRow, below_heading, day, filled, name, serial, text
from folio.workbook.formulas.row_measures import with_computed
from folio.workbook.formulas.suggestions import suggestions
from folio.workbook.layout import cell

_R = TypeVar("_R")
# Three texts of a line: at the label (a day or a name), in the value's column, and beside it.
ListLine = tuple[CellValue, str, str]
LINE = "{line}"
# Interviews of so many days ahead come first in the list: their keys are below all others.
AHEAD_DAYS, FIRST_OF_ALL = 7, 1_000_000
# Keys from here on are no days (the last of the calendar is 2,958,465): what has none, and what would be good to do.
BEYOND_DAYS = 3_000_000


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where entries of a list come from.

    ``condition`` and ``day`` are arrays over whole columns of ``sheet`` (its label tells the rows); ``texts`` are the
    formulas of the three texts, in which ``{line}`` is the row's number and ``{day}`` the day. ``found`` gives the same
    entries as (key, line) from rows.
    """

    sheet: str
    column: str
    condition: str
    day: str
    texts: tuple[str, str, str]
    found: Callable[[SheetData], Iterator[tuple[float, ListLine]]]


def _at(path: str) -> str:
    return f"INDEX({name(path)},{LINE})"


def _where(template: Template, sheet: str) -> str:
    """The sheet to go to, and whether it is high time."""
    title = template.sheet(sheet).title.replace('"', '""')
    return f'"{title}"&IF({{day}}<TODAY(),", overdue",IF({{day}}=TODAY(),", today",""))'


def _told(data: SheetData, sheet: str, when: date) -> str:
    word = ", overdue" if when < data.today else ", today" if when == data.today else ""
    return data.template.sheet(sheet).title + word


def _dated(data: SheetData, sheet: str, entries: Iterator[tuple[int, date, str]]) -> Iterator[tuple[float, ListLine]]:
    for line, when, what in entries:
        yield serial(when) + line / 1_000_000, (when, what, _told(data, sheet, when))


def _numbered(rows: Iterable[_R]) -> Iterator[tuple[int, _R]]:
    """The rows with their lines in the whole column, where the heading is the first."""
    return enumerate(rows, start=2)


def _interviews(template: Template) -> ListSource:
    when, status = "interviews__date", "interviews__status"
    to_come = f'(({status}="{INTERVIEW_PLANNED}")+({status}="{INTERVIEW_SCHEDULED}")+({status}=""))'
    contact = _at("interviews.contact")
    today, soon = "TODAY()", f"TODAY()+{AHEAD_DAYS}"
    # Interviews of the days ahead come before all else, however much is overdue.
    key = f"{when}-IF(({when}>={today})*({when}<={soon}),{FIRST_OF_ALL},0)"
    its_day = _at("interviews.date")
    what = f'IF({its_day}<{today},"Note how the interview with "&{contact}&" went","Interview with "&{contact})'

    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        for line, row in _numbered(data.records.rows("interviews")):
            if (when := row.day("date")) and is_to_come(row):
                what = f"Interview with {row.text('contact')}"
                yield (
                    line,
                    when,
                    f"Note how the interview with {row.text('contact')} went" if when < data.today else what,
                )

    return ListSource(
        "interviews", "contact",
        f"ISNUMBER({when})*{to_come}", key,
        (its_day, what, _where(template, "interviews").replace("{day}", its_day)),
        lambda data: _soonest_first(data, _dated(data, "interviews", found(data))),
    )  # fmt: skip


def _soonest_first(data: SheetData, interviews: Iterator[tuple[float, ListLine]]) -> Iterator[tuple[float, ListLine]]:
    today = serial(data.today)
    for key, line in interviews:
        yield key - FIRST_OF_ALL * (today <= int(key) <= today + AHEAD_DAYS), line


def _computed(template: Template, sheet: str, key: str, what: str, said: Callable[[SheetRow], str]) -> ListSource:
    """A source whose rows show the day in a formula column, and nothing once it is over."""

    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        for line, row in _numbered(with_computed(data, sheet, [key])):
            when = day(row.get(key))
            if when:
                yield line, when, said(row)

    when = name(f"{sheet}.{key}")
    return ListSource(
        sheet, template.sheet(sheet).label or key, f"ISNUMBER({when})", when, ("{day}", what, _where(template, sheet)),
        lambda data: _dated(data, sheet, found(data)),
    )  # fmt: skip


def _thanks(template: Template) -> ListSource:
    what = f'"Thank "&{_at("interviews.contact")}&" for the interview"'
    return _computed(
        template, "interviews", "thank_you_due", what, lambda r: f"Thank {text(r, 'contact')} for the interview"
    )


def _reminders(template: Template) -> ListSource:
    what = f'"Remind "&{_at("contacts.name")}&": no reply yet"'
    return _computed(template, "contacts", "remind_on", what, lambda r: f"Remind {text(r, 'name')}: no reply yet")


def _follow_ups(template: Template) -> ListSource:
    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        for line, row in _numbered(with_computed(data, "follow_ups", ["when_due"])):
            due = day(row.get("when_due"))
            if due and not filled(row.get("sent")) and filled(row.get("contact")):
                yield line, due, f"{text(row, 'kind')}: {text(row, 'contact')}"

    # A row that LibreOffice has inserted has no formula; its own day counts all the same. Each column is asked for
    # itself, since Excel makes a 0 of a blank cell that IF picks from a column.
    due = "IF(ISNUMBER(follow_ups__when_due),follow_ups__when_due,follow_ups__due)"
    has_day = "(ISNUMBER(follow_ups__when_due)+ISNUMBER(follow_ups__due)>0)"
    return ListSource(
        "follow_ups", "contact", f'{has_day}*(follow_ups__sent="")*(follow_ups__contact<>"")', due,
        ("{day}", f'{_at("follow_ups.kind")}&": "&{_at("follow_ups.contact")}', _where(template, "follow_ups")),
        lambda data: _dated(data, "follow_ups", found(data)),
    )  # fmt: skip


def _simple(
    template: Template, sheet: str, column: str, due: str, condition: str, what: str,
    fits: Callable[[Record], bool], said: Callable[[Record], str],
) -> ListSource:  # fmt: skip
    """A source whose rows hold their own day."""

    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        for line, row in _numbered(data.records.rows(sheet)):
            if (when := row.day(due)) and fits(row):
                yield line, when, said(row)

    when = name(f"{sheet}.{due}")
    return ListSource(
        sheet, column, f"ISNUMBER({when})*{condition}", when, ("{day}", what, _where(template, sheet)),
        lambda data: _dated(data, sheet, found(data)),
    )  # fmt: skip


def _next_steps(template: Template) -> ListSource:
    step = _at("contacts.next_step")
    return _simple(
        template, "contacts", "name", "next_step_due", '(contacts__name<>"")',
        f'{_at("contacts.name")}&": "&IF({step}="","next step",{step})',
        lambda r: r.has("name"), lambda r: f"{r.text('name')}: {r.text('next_step') or 'next step'}",
    )  # fmt: skip


def _leads(template: Template) -> ListSource:
    return _simple(
        template, "leads", "lead", "due", '(leads__done="")', f'"Lead: "&{_at("leads.lead")}',
        is_open_lead, lambda r: f"Lead: {r.text('lead')}",
    )  # fmt: skip


def _offers(template: Template) -> ListSource:
    return _simple(
        template, "offers", "organization", "decide_by",
        f'((offers__decision="")+(offers__decision="{DECISION_OPEN}"))',
        f'"Decide on the offer from "&{_at("offers.organization")}',
        is_open_offer, lambda r: f"Decide on the offer from {r.text('organization')}",
    )  # fmt: skip


def _will_do(template: Template) -> ListSource:
    activity = _at("peaks_mine.activity")
    return _simple(
        template, "peaks_mine", "quality", "activity_by", '(peaks_mine__activity_done="")',
        f'IF({activity}="","Build "&{_at("peaks_mine.quality")},{activity}&"")',
        is_open_activity, lambda r: r.text("activity") or f"Build {r.text('quality')}",
    )  # fmt: skip


_AGENDA: tuple[tuple[str, tuple[str, ...], Callable[[Template], ListSource]], ...] = (
    ("interviews", ("contact", "date", "status"), _interviews),
    ("interviews", ("contact", "thank_you_due"), _thanks),
    ("follow_ups", ("contact", "kind", "sent", "due", "when_due"), _follow_ups),
    ("contacts", ("name", "remind_on"), _reminders),
    ("contacts", ("name", "next_step", "next_step_due"), _next_steps),
    ("leads", ("lead", "due", "done"), _leads),
    ("offers", ("organization", "decide_by", "decision"), _offers),
    ("peaks_mine", ("quality", "activity", "activity_by", "activity_done"), _will_do),
)


def _connectors(template: Template) -> ListSource:
    del template
    column = "contacts__led_to"

    def found(data: SheetData) -> Iterator[tuple[float, ListLine]]:
        for line, row in _numbered(data.records.rows("contacts")):
            if count := len(led_to(data.records, row.values.get("name"))):
                told = f"Introduced me to {counted(count, 'person', 'people')}"
                yield 1000 - count + line / 1_000_000, (row.text("name"), told, row.text("organization"))

    count = _at("contacts.led_to")
    led = f'"Introduced me to "&IF({count}=1,"1 person",{count}&" people")'
    return ListSource(
        "contacts", "name", f"ISNUMBER({column})*({column}>0)", f"1000-{column}",
        (f'{_at("contacts.name")}&""', led, f'{_at("contacts.organization")}&""'),
        found,
    )  # fmt: skip


def _advisers(template: Template) -> ListSource:
    del template
    title, organization = _at("contacts.job_title"), _at("contacts.organization")

    def found(data: SheetData) -> Iterator[tuple[float, ListLine]]:
        for line, row in _numbered(data.records.rows("contacts")):
            if row.has("name") and row.says("can_advise", "Yes"):
                work = ", ".join(t for t in (row.text("job_title"), row.text("organization")) if t)
                yield 1 + line / 1_000_000, (row.text("name"), work, row.text("field"))

    return ListSource(
        "contacts", "name", '(contacts__name<>"")*(contacts__can_advise="Yes")', "1",
        (f'{_at("contacts.name")}&""',
         f'{title}&IF(OR({title}="",{organization}=""),"",", ")&{organization}',
         f'{_at("contacts.field")}&""'),
        found,
    )  # fmt: skip


def _open_leads(template: Template) -> ListSource:
    """Leads not followed up, those with a day first."""
    del template
    due, step = "leads__due", _at("leads.next_step")

    def found(data: SheetData) -> Iterator[tuple[float, ListLine]]:
        for line, row in _numbered(data.records.rows("leads")):
            if row.has("lead") and is_open_lead(row):
                when = row.day("due")
                what = ": ".join(t for t in (row.text("lead"), row.text("next_step")) if t)
                source = f"from {row.text('heard_from')}" if row.has("heard_from") else ""
                yield (serial(when) if when else BEYOND_DAYS) + line / 1_000_000, (when or "", what, source)

    heard = _at("leads.heard_from")
    return ListSource(
        "leads", "lead", f'(leads__lead<>"")*(leads__done="")*{below_heading("leads.done")}',
        f"IF(ISNUMBER({due}),{due},{BEYOND_DAYS})",
        (f'IF({{day}}={BEYOND_DAYS},"",{{day}})', f'{_at("leads.lead")}&IF({step}="","",": "&{step})',
         f'IF({heard}="","","from "&{heard})'),
        found,
    )  # fmt: skip


def sources(template: Template, section: Section) -> list[ListSource]:
    """The sources of a section's list, as far as the template has what they need."""
    match section.lists:
        case "agenda":
            return [make(template) for sheet, columns, make in _AGENDA if template.has(sheet, *columns)]
        case "connectors":
            return [_connectors(template)]
        case "advisers":
            return [_advisers(template)]
        case "leads":
            return [_open_leads(template)]
        case "will_do":
            return [_will_do(template)]
    return []


NOTHING = "Nothing for now. Nice work!"
TURN_IN = "Turn in this workbook"
# The last line of a list that holds more than there is room for.
MORE = "\u2026 and more, on the other sheets"


def list_lines(data: SheetData, section: Section) -> list[ListLine]:
    """The lines that the list shows, ``section.room`` at most."""
    keyed = [
        (sort_key(key, number), line)
        for number, source in enumerate(sources(data.template, section), start=1)
        for key, line in source.found(data)
    ]
    if section.lists == "agenda" and (day := due_date(data)):
        keyed.append((serial(day), (day, TURN_IN, "")))
    lines = [line for _, line in sorted(keyed, key=lambda entry: entry[0])]
    if len(lines) > section.room:
        return [*lines[: section.room - 1], ("", MORE, "")]
    if section.lists == "agenda":
        lines += [("", n.what, data.template.sheet(n.sheet).title) for n in suggestions(data.template) if n.found(data)]
        lines = lines or [("", NOTHING, "")]
    return lines[: section.room]


def sort_key(key: float, source: int) -> float:
    """What an entry is sorted by: the day, then the number of its source (from 1), then its line."""
    return floor(key) + source / 100 + key % 1


def due_date_cell(template: Template) -> str:
    """The cell with the day to hand the workbook in; empty where the template has none."""
    start = template.sheets[0]
    return cell(start, start.column("due")) if start.has("due") else ""


def due_date(data: SheetData) -> date | None:
    """The day to hand the workbook in, until it is past."""
    start = data.rows(data.template.sheets[0].key)
    due = day(start[0].get("due")) if start and due_date_cell(data.template) else None
    return due if due and due >= data.today else None
