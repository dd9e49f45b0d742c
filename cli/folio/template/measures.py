"""What formula cells can compute: the kinds, where each belongs, and which columns it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field, field_validator, model_validator

from folio.basics.wording import counted
from folio.template.strict_model import Part

MeasurePlace = Literal["form", "row", "board"]


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """One kind of measure: where it belongs, how many columns it takes, and which (``sheet.column``) it needs, too.

    What it needs of its own sheet has no name of a sheet: ``.field``.

    ``on`` is the only sheet whose rows it can be worked out in, or the only board; empty where any will do.
    ``form``: one value from whole columns. ``row``: in each row of a table, from the row itself and from other
    sheets. ``board``: in each line of a sheet that only computes.
    """

    place: MeasurePlace
    columns: int = 0
    needs: tuple[str, ...] = ()
    on: str = ""


def _of(sheet: str, *columns: str) -> tuple[str, ...]:
    return tuple(f"{sheet}.{column}" for column in columns)


_PLAN = _of("questions", "contact", "question", "stage", "topic", "minutes")
_HEARD = _of("preview", "contact", "facet", "upside", "downside")
_GAPS = (
    *_of("peaks_wanted", "contact", "category", "quality", "importance"),
    *_of("peaks_mine", "category", "quality", "rating", "document", "strength", "activity"),
)
_INTERVIEWS = _of("interviews", "contact", "date", "status")
_THANKED = (*_INTERVIEWS, "interviews.thank_you_sent")
_STEPS = (*_THANKED, *_of("contacts", "name", "status", "requested_on", "remind_on", "last_talk"))
_MY_FIELDS = _of("contacts", "name", "field")

MEASURES: dict[str, MeasureKind] = {
    "count": MeasureKind("form", 1),
    "average": MeasureKind("form", 1),
    "distinct": MeasureKind("form", 1),
    "share": MeasureKind("form", 1),
    "balance": MeasureKind("form", 2),
    "earliest": MeasureKind("form", 1),
    # The count of a column as dots out of a goal.
    "meter": MeasureKind("form", 1),
    # A value in the row with the first or last date: of = [value, date].
    "at_first": MeasureKind("form", 2),
    "at_last": MeasureKind("form", 2),
    # How many people were asked for an interview, as the day or the status tells.
    "asked": MeasureKind("form", 0, _of("contacts", "name", "status", "requested_on")),
    # How many completed interviews nobody was thanked for, as far as any sheet tells.
    "thanks_open": MeasureKind("form", 0, (*_THANKED, *_of("contacts", "name", "status"))),
    # Of how many facets of the job something was heard, and of what share of them.
    "heard": MeasureKind("form", 0, _HEARD),
    "heard_share": MeasureKind("form", 0, _HEARD),
    # How much was heard of one of the fields on Start, in a sentence that begins with the field.
    "field_word": MeasureKind("form", 0, _HEARD),
    # How many entries are about other fields than those on Start.
    "others_word": MeasureKind("form", 0, _HEARD),
    # A word on the plan for any interview, and on the preview of each field.
    "plan_word": MeasureKind("form", 0, _PLAN),
    "preview_word": MeasureKind("form", 0, _HEARD),
    "difference": MeasureKind("row", 2),
    "days_after": MeasureKind("row", 1),
    # What is proposed in a column that people fill: who an interview of this number was with, and how far things are.
    "interview_contact": MeasureKind("row", 0, _of("interviews", "number", "contact")),
    "interview_status": MeasureKind("row", 0, _of("interviews", "contact", "date", "interest_after", "takeaway",
                                                  "thank_you_sent"), "interviews"),
    "contact_status": MeasureKind("row", 0, (*_THANKED, *_of("contacts", "name", "requested_on")), "contacts"),
    "next_step": MeasureKind("row", 0, _STEPS, "contacts"),
    "next_step_by": MeasureKind("row", 0, _STEPS, "contacts"),
    "last_talk": MeasureKind("row", 0, (*_INTERVIEWS, "contacts.name"), "contacts"),
    "led_to": MeasureKind("row", 0, _of("contacts", "name", "referred_by"), "contacts"),
    "remind_on": MeasureKind("row", 0, _of("contacts", "name", "status", "requested_on"), "contacts"),
    "thanks_due": MeasureKind("row", 0, (*_THANKED, *_of("contacts", "name", "status")), "interviews"),
    "led_by": MeasureKind("row", 0, _of("contacts", "name", "referred_by"), "contacts"),
    "plan_check": MeasureKind("row", 0, (*_PLAN, *_of("interviews", "contact", "status", "minutes")), "interviews"),
    "preview_check": MeasureKind("row", 0, (*_HEARD, *_of("interviews", "contact", "status")), "interviews"),
    "follow_up_due": MeasureKind(
        "row", 0,
        (*_of("follow_ups", "contact", "kind", "due", "sent"),
         *_of("contacts", "name", "status", "requested_on", "referred_by"), *_THANKED),
        "follow_ups",
    ),
    # In any table with a column "field": what was heard about the field in that row, and who can advise in it.
    "heard_of_field": MeasureKind("row", 0, (*_HEARD, *_MY_FIELDS, ".field")),
    "ups_of_field": MeasureKind("row", 0, (*_HEARD, "preview.rating", *_MY_FIELDS, ".field")),
    "downs_of_field": MeasureKind("row", 0, (*_HEARD, "preview.rating", *_MY_FIELDS, ".field")),
    "basis_of_field": MeasureKind("row", 0, (*_HEARD, *_MY_FIELDS, *_INTERVIEWS, ".field")),
    "interest_of_field": MeasureKind("row", 0, (*_HEARD, *_MY_FIELDS, *_INTERVIEWS, ".field")),
    "adviser_for_field": MeasureKind("row", 0, (*_MY_FIELDS, "contacts.can_advise", ".field")),
    **{f"gap_{name}": MeasureKind("board", 0, _GAPS, "gaps") for name in (
        "category", "quality", "importance", "people", "rating", "document", "strength", "gap", "verdict", "reasons",
        "activity",
    )},
    **{f"facet_{k}": MeasureKind("board", 0, _HEARD, "facets") for k in ("name", "people", "ups", "downs")},
    "facet_state": MeasureKind("board", 0, (*_HEARD, "preview.rating"), "facets"),
    "facet_rating": MeasureKind("board", 0, (*_HEARD, "preview.rating"), "facets"),
    "facet_importance": MeasureKind("board", 0, (*_HEARD, "preview.importance"), "facets"),
    "facet_reading": MeasureKind("board", 0, (*_HEARD, "preview.agreement"), "facets"),
}  # fmt: skip

# From which types of columns these kinds can work something out; the others take what is filled in.
TAKES: dict[str, tuple[str, ...]] = {
    "average": ("rating", "integer", "formula"),
    "earliest": ("date", "formula"),
    "days_after": ("date",),
    "difference": ("rating", "integer", "date"),
}
# Kinds that show 0 where there is nothing, so that others can reckon with them.
ZEROS = ("led_to", "last_talk")
# Kinds that can be about one of the fields on Start.
BY_FIELD = (
    "field_word", "heard", "heard_share", "balance", "facet_state", "facet_people", "facet_ups", "facet_downs",
    "facet_rating",
)  # fmt: skip
# What needs to know which row of the job preview is about which field.
NEED_HEARD = (
    *BY_FIELD, "others_word", "preview_word", "heard_of_field", "ups_of_field", "downs_of_field",
    "basis_of_field", "interest_of_field",
)  # fmt: skip
MOST_FIELDS = 3
# The columns that the others of a board are worked out from.
BOARD_COLUMNS = {
    "gaps": ("quality", "category", "importance", "rating", "document", "strength", "verdict"),
    "facets": ("facet", "people", "ups", "downs"),
}


class Measure(Part):
    """What a formula cell computes, said so that both a spreadsheet and Python can compute it.

    ``of`` and the keys of ``where`` are ``sheet.column``; for the row kinds (``difference``, ``days_after``)
    ``of`` names columns of the same row. ``where`` compares with a value; the words ``<today``, ``>=today``,
    ``filled`` and ``blank`` compare with the day the workbook is open, or ask whether anything is there. Kinds that
    need columns of certain sheets know them themselves. ``field`` is which of the fields on Start it is about.
    """

    kind: str
    of: tuple[str, ...] = ()
    where: dict[str, str] = Field(default_factory=dict)
    out_of: int | None = Field(default=None, ge=1)
    days: int = 0
    field: int | None = Field(default=None, ge=1, le=MOST_FIELDS)

    @field_validator("of", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _is_whole(self) -> Measure:
        if self.kind not in MEASURES:
            raise ValueError(f"folio can't calculate {self.kind!r}. It can calculate {', '.join(MEASURES)}")
        wanted = MEASURES[self.kind].columns
        if len(self.of) != wanted:
            raise ValueError(f"{self.kind} needs {counted(wanted, 'column')}, not {len(self.of)}")
        if self.kind == "meter" and self.out_of is None:
            raise ValueError("a meter needs out_of, the goal")
        if self.kind not in ("share", "meter") and self.out_of is not None:
            raise ValueError("out_of only goes with share and meter")
        if self.kind == "field_word" and self.field is None:
            raise ValueError("field_word needs field, the number of one of the fields on Start")
        if self.field is not None and self.kind not in BY_FIELD:
            raise ValueError(f"field doesn't go with {self.kind}")
        return self

    @property
    def place(self) -> MeasurePlace:
        """Where it is worked out: in a ``form``, in each ``row`` of a table, or in each line of a ``board``."""
        return MEASURES[self.kind].place

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns (``sheet.column``) that it reads in other sheets by itself."""
        return MEASURES[self.kind].needs
