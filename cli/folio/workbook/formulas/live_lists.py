"""Short lists on a form that fill themselves: who connects me, who can advise, open leads, what I will do.

What to do next is one, too (``agenda``).

Each list has sources. For a source, the hidden sheet Workings finds the first lines by a sort key (array formulas over
whole columns), and for the smallest keys of all sources the three texts that the form shows. A key is a day, plus
hundredths for the source and millionths for the row, so that no two are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import floor

from folio.basics.wording import counted
from folio.domain.open_items import is_open_activity, is_open_lead
from folio.domain.referrals import led_to
from folio.domain.step_words import BUILD
from folio.template.form_parts import Section
from folio.template.schema import Template
from folio.workbook.formulas.agenda_sources import sentence
from folio.workbook.formulas.list_sources import BEYOND_DAYS, ListLine, ListSource, at, dated, numbered, where_to
from folio.workbook.formulas.parts import SheetData, below_heading, name, serial


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


def _will_do(template: Template) -> ListSource:
    """The activities that will build a quality."""

    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        for line, row in numbered(data.records.rows("peaks_mine")):
            if (when := row.day("activity_by")) and is_open_activity(row):
                yield line, when, row.text("activity") or BUILD.format(quality=row.text("quality"))

    activity, build = at("peaks_mine.activity"), sentence(BUILD, quality=at("peaks_mine.quality"))
    due = name("peaks_mine.activity_by")
    return ListSource(
        name("peaks_mine.quality"), f'ISNUMBER({due})*(peaks_mine__activity_done="")', due,
        ("{day}", f'IF({activity}="",{build},{activity}&"")', where_to(template, "peaks_mine")),
        lambda data: dated(data, "peaks_mine", found(data)),
    )  # fmt: skip


# The sources of each list but that of what to do next.
_LISTS = {"connectors": _connectors, "advisers": _advisers, "leads": _open_leads, "will_do": _will_do}
# The last line of a list that holds more than there is room for.
MORE = "\u2026 and more, on the other sheets"


def sources(template: Template, section: Section) -> list[ListSource]:
    """The sources of a section's list; none for that of what to do next, which the domain knows (see ``agenda``)."""
    return [_LISTS[section.lists](template)] if section.lists in _LISTS else []


def list_lines(data: SheetData, section: Section) -> list[ListLine]:
    """The lines that the list shows, ``section.room`` at most."""
    keyed = [
        (sort_key(key, number), line)
        for number, source in enumerate(sources(data.template, section), start=1)
        for key, line in source.found(data)
    ]
    lines = [line for _, line in sorted(keyed, key=lambda entry: entry[0])]
    return lines if len(lines) <= section.room else [*lines[: section.room - 1], ("", MORE, "")]


def sort_key(key: float, source: int) -> float:
    """What an entry is sorted by: the day, then the number of its source (from 1), then its line."""
    return floor(key) + source / 100 + key % 1
