"""The list of what to do next: what each of its entries shows, as formulas, and by which key the entries are sorted.

The domain's ``start_list`` says which entries there are, and in which order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from folio.basics.cell_references import column_letter
from folio.domain import step_words
from folio.domain.interviews import last_interview
from folio.domain.next_steps import Step
from folio.domain.referrals import led_to
from folio.domain.start_list import all_others, by_deadline, first_steps, interviews_ahead
from folio.template.schema import Sheet, Template
from folio.workbook.embedded_description import defined_name
from folio.workbook.formulas.agenda_sources import (
    ASK_FIRST,
    ASK_OTHERS,
    FIRST_OF_ALL,
    IDLE,
    NO_DAY,
    OWN_STEPS,
    AgendaSource,
    agenda,
)
from folio.workbook.formulas.list_sources import ListLine, where_to
from folio.workbook.formulas.parts import SheetData, serial, text_literal
from folio.workbook.formulas.suggestions import Suggestion, suggestions
from folio.workbook.layout import FORM_LABEL, cell, form_layout

NOTHING = "Nothing for now. Nice work!"
# The last line where there is no room for all that has a day.
MORE = "\u2026 and {count} more, on the other sheets"
# Stands in a formula for these words with the count.
THE_REST = "{more}"


@dataclass(frozen=True, slots=True)
class Option:
    """What a line can show, as formulas (see ``AgendaSource``)."""

    shown: str
    who: str
    words: str
    where: str
    place: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """The entries of the list in a template: their ``options`` are numbered from 1, in the order of their keys.

    First comes the day to hand in, then the ``sources``, what is still empty (``blanks``), that nothing is left to do,
    and last that there is more.
    """

    template: Template
    sheet: Sheet
    sources: tuple[AgendaSource, ...]
    blanks: tuple[Suggestion, ...]

    @property
    def options(self) -> list[Option]:
        """What a line can show."""
        nothing, start = '""', self.template.sheets[0]
        # Below, the links to all sheets.
        links = f"${column_letter(FORM_LABEL)}${form_layout(self.sheet).links + 1}"
        due = defined_name(start.key, "due") if start.has("due") else links
        turn_in = text_literal(step_words.TURN_IN)
        return [
            Option("{day}", nothing, turn_in, where_to(self.template, start.key), due),
            *(Option(s.shown, s.who, s.words, self._where(s), s.place) for s in self.sources),
            *(Option(nothing, nothing, text_literal(s.words), s.where, s.place) for s in self.blanks),
            Option(nothing, nothing, text_literal(NOTHING), nothing, links),
            Option(nothing, nothing, THE_REST, nothing, links),
        ]

    def _where(self, source: AgendaSource) -> str:
        if source.shown == '""':
            return text_literal(self.template.sheet(source.sheet).title)
        return where_to(self.template, source.sheet).replace("{day}", source.shown)

    @property
    def idle(self) -> float:
        """The key of the line that nothing is left to do."""
        return NO_DAY + IDLE + (1 + len(self.sources) + len(self.blanks)) / 100

    def blank_key(self, number: int) -> float:
        """The key of one of the blanks, which are numbered from 0."""
        return self.blanks[number].rank + (1 + len(self.sources) + number) / 100

    def due_cell(self) -> str:
        """The cell with the day to hand the workbook in; empty where the template has none."""
        start = self.template.sheets[0]
        return cell(start, start.column("due")) if start.has("due") else ""

    def keyed(self, data: SheetData) -> list[tuple[float, Step]]:
        """All entries with their keys, in their order."""
        records = data.records
        ahead = interviews_ahead(records)
        numbers = {s.source: i for i, s in enumerate(self.sources, start=1)}
        words = {s.words: i for i, s in enumerate(self.blanks)}
        asked = False
        found: list[tuple[float, Step]] = []
        for step in (*first_steps(records), *by_deadline(records), *all_others(records)):
            if step.source == "hand-in":
                found.append((float(serial(step.when or data.today)), step))
            elif step.source == "blank" and step.what in words:
                found.append((self.blank_key(words[step.what]), step))
            elif step.source in numbers:
                whole = serial(step.when) if step.when else NO_DAY + OWN_STEPS
                if step.source == "request":
                    whole, asked = NO_DAY + (ASK_OTHERS if asked else ASK_FIRST), True
                whole -= FIRST_OF_ALL if step in ahead else 0
                found.append((whole + numbers[step.source] / 100 + _line(data, step) / 1_000_000, step))
        return sorted(found, key=lambda it: it[0])

    def line(self, data: SheetData, step: Step) -> ListLine:
        """The three texts of an entry."""
        numbers = {s.source: s for s in self.sources}
        key = numbers[step.source].sheet if step.source in numbers else self.template.sheets[0].key
        title = step.sheet if step.source == "blank" else self.template.sheet(key).title
        return step.when or "", step.told, title + _how_near(step.when, data.today)


def agenda_of(template: Template, sheet: Sheet) -> Agenda:
    """The list of what to do next on a form."""
    return Agenda(template, sheet, tuple(agenda(template)), tuple(suggestions(template)))


def _how_near(when: date | None, today: date) -> str:
    return "" if when is None or when > today else ", today" if when == today else ", overdue"


def _line(data: SheetData, step: Step) -> int:
    """The line of an entry's row, where the heading is the first; of a report, that of who was met."""
    row, records = step.row, data.records
    if step.source == "report" and step.about and row:
        day = step.about.day("date")
        led = led_to(records, row.values.get("name"))
        row = next((r for r in led if last_interview(records, r.values.get("name")) == day), row)
    return row.index + 2 if row else 0
