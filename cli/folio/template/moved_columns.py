"""Columns whose content has another place in later templates: said once, as data, for whatever is carried over.

A move takes effect where the new template no longer has the old place, and has the new one. Choices that are only
spelled in another way are in ``vocabulary.OTHER_SPELLINGS``.
"""

from __future__ import annotations

from dataclasses import dataclass

from folio.template.schema import Template
from folio.template.vocabulary import KIND_THANK_YOU


@dataclass(frozen=True, slots=True)
class MovedColumn:
    """From the column ``old`` (``sheet.column``) to ``new``, into the row whose column ``label`` says what ``of`` says.

    With ``choice``, only rows with that choice in a column move, and the old place is gone once that choice is. Of
    several rows that could take it, the last one by its column ``day``, up to the day that moves, is meant.
    """

    old: str
    new: str
    of: str
    label: str
    choice: tuple[str, str] | None = None
    day: str = ""

    @property
    def source(self) -> tuple[str, str]:
        """The sheet and the column where it stood."""
        sheet, _, column = self.old.partition(".")
        return sheet, column

    @property
    def target(self) -> tuple[str, str]:
        """The sheet and the column where it belongs now."""
        sheet, _, column = self.new.partition(".")
        return sheet, column

    def takes_effect(self, template: Template) -> bool:
        """Whether a template no longer has the old place, and has a column to type into at the new one."""
        sheet, column = self.target
        if not template.has(sheet, column) or not template.sheet(sheet).column(column).typed:
            return False
        sheet, column = self.source
        if self.choice is None or not template.has(sheet, self.choice[0]):
            return not template.has(sheet, column)
        return self.choice[1] not in (template.sheet(sheet).column(self.choice[0]).choices or ())


MOVED = (
    # Once per person, and once per side of the job, instead of in every row about them.
    MovedColumn("preview.viewpoint", "contacts.viewpoint", of="contact", label="name"),
    MovedColumn("preview.importance", "preview_board.importance", of="facet", label="facet"),
    MovedColumn("preview.read_elsewhere", "preview_board.read_elsewhere", of="facet", label="facet"),
    # A thank-you's date has one place.
    MovedColumn(
        "follow_ups.sent",
        "interviews.thank_you_sent",
        of="contact",
        label="contact",
        choice=("kind", KIND_THANK_YOU),
        day="date",
    ),
)
