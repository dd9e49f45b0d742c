"""Short lists on a form that fill themselves: what to do next, who connects me, who can advise, open leads.

Each list has sources. For a source, the hidden sheet Workings finds the first lines by a sort key (array formulas over
whole columns), and for the smallest keys of all sources the three texts that the form shows. A key is a day, plus
hundredths for the source and millionths for the row, so that no two are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import floor

from folio.basics.wording import counted
from folio.domain.open_items import is_open_lead
from folio.domain.referrals import led_to
from folio.template.schema import Section, Template
from folio.workbook.formulas.agenda_sources import agenda, will_do
from folio.workbook.formulas.list_sources import BEYOND_DAYS, ListLine, ListSource, at, numbered
from folio.workbook.formulas.parts import SheetData, below_heading, day, name, serial
from folio.workbook.formulas.suggestions import suggestions
from folio.workbook.layout import cell


def _connectors(template: Template) -> ListSource:
    del template
    column = "contacts__led_to"

    def found(data: SheetData) -> Iterator[tuple[float, ListLine]]:
        for line, row in numbered(data.records.rows("contacts")):
            if count := len(led_to(data.records, row.values.get("name"))):
                told = f"Introduced me to {counted(count, 'person', 'people')}"
                yield 1000 - count + line / 1_000_000, (row.text("name"), told, row.text("organization"))

    count = at("contacts.led_to")
    led = f'"Introduced me to "&IF({count}=1,"1 person",{count}&" people")'
    return ListSource(
        name("contacts.name"), f"ISNUMBER({column})*({column}>0)", f"1000-{column}",
        (f'{at("contacts.name")}&""', led, f'{at("contacts.organization")}&""'),
        found,
    )  # fmt: skip


def _advisers(template: Template) -> ListSource:
    del template
    title, organization = at("contacts.job_title"), at("contacts.organization")

    def found(data: SheetData) -> Iterator[tuple[float, ListLine]]:
        for line, row in numbered(data.records.rows("contacts")):
            if row.has("name") and row.says("can_advise", "Yes"):
                work = ", ".join(t for t in (row.text("job_title"), row.text("organization")) if t)
                yield 1 + line / 1_000_000, (row.text("name"), work, row.text("field"))

    return ListSource(
        name("contacts.name"), '(contacts__name<>"")*(contacts__can_advise="Yes")', "1",
        (f'{at("contacts.name")}&""',
         f'{title}&IF(OR({title}="",{organization}=""),"",", ")&{organization}',
         f'{at("contacts.field")}&""'),
        found,
    )  # fmt: skip


def _open_leads(template: Template) -> ListSource:
    """Leads not followed up, those with a day first."""
    del template
    due, step = "leads__due", at("leads.next_step")

    def found(data: SheetData) -> Iterator[tuple[float, ListLine]]:
        for line, row in numbered(data.records.rows("leads")):
            if row.has("lead") and is_open_lead(row):
                when = row.day("due")
                what = ": ".join(t for t in (row.text("lead"), row.text("next_step")) if t)
                source = f"from {row.text('heard_from')}" if row.has("heard_from") else ""
                yield (serial(when) if when else BEYOND_DAYS) + line / 1_000_000, (when or "", what, source)

    heard = at("leads.heard_from")
    return ListSource(
        name("leads.lead"), f'(leads__lead<>"")*(leads__done="")*{below_heading("leads.done")}',
        f"IF(ISNUMBER({due}),{due},{BEYOND_DAYS})",
        (f'IF({{day}}={BEYOND_DAYS},"",{{day}})', f'{at("leads.lead")}&IF({step}="","",": "&{step})',
         f'IF({heard}="","","from "&{heard})'),
        found,
    )  # fmt: skip


def sources(template: Template, section: Section) -> list[ListSource]:
    """The sources of a section's list, as far as the template has what they need."""
    match section.lists:
        case "agenda":
            return agenda(template)
        case "connectors":
            return [_connectors(template)]
        case "advisers":
            return [_advisers(template)]
        case "leads":
            return [_open_leads(template)]
        case "will_do":
            return [will_do(template)]
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
