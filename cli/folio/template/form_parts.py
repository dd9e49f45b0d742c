"""The parts of a form: titled groups of lines, lists that fill in by themselves, and charts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from folio.template.strict_model import Part

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]

# What a section of a form can list from the tables, and the columns that it needs for that.
LIST_COLUMNS: dict[str, tuple[str, ...]] = {
    "agenda": (),
    "connectors": ("contacts.name", "contacts.organization", "contacts.led_to"),
    "advisers": (
        "contacts.name",
        "contacts.job_title",
        "contacts.organization",
        "contacts.field",
        "contacts.can_advise",
    ),
    "leads": ("leads.lead", "leads.next_step", "leads.heard_from", "leads.due", "leads.done"),
    "will_do": ("peaks_mine.quality", "peaks_mine.activity", "peaks_mine.activity_by", "peaks_mine.activity_done"),
}


class Section(Part):
    """A titled group of lines on a form; lines name it by ``key``.

    With ``lists``, it shows the first ``room`` entries of a list that is worked out from the tables.
    """

    key: Key
    title: str = ""
    hint: str = ""
    lists: Literal["agenda", "connectors", "advisers", "leads", "will_do"] | None = None
    room: int = Field(default=8, ge=1, le=20)


class Chart(Part):
    """A native chart on a form, drawn beside the section ``beside``.

    It shows the lines of some sections (``series``), or the first ``rows`` of a table's ``columns``: the names of what
    is shown first, then one series for each further column.
    """

    title: str = ""
    kind: Literal["bar", "column", "line"] = "column"
    series: tuple[Key, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = Field(default=10, ge=2, le=100)
    beside: Key
    alt: str = ""

    @model_validator(mode="after")
    def _shows_something(self) -> Chart:
        if bool(self.series) == bool(self.columns) or len(self.columns) == 1:
            raise ValueError("a chart needs either sections (series) or at least two columns of a table (columns)")
        return self
