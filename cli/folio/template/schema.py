"""The typed objects of a workbook template.

A template says once what each sheet and column is. The workbook, the reader, the rules, the messages and the
reports are all made from it, and a filled-in workbook carries it along (see ``workbook.embedded_description``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from folio.basics.days_off import US
from folio.template.form_parts import Chart, Key, Section
from folio.template.measures import Measure, MeasurePlace
from folio.template.strict_model import Part

ColumnType = Literal[
    "text", "long_text", "choice", "rating", "integer", "date", "time", "yes_no",
    "email", "phone", "url", "reference", "formula",
]  # fmt: skip

# Excel ends a sheet's name at 31 characters and forbids these; an apostrophe may not stand at either end.
Title = Annotated[
    str, Field(pattern=r"^[^'\[\]:*?/\\\x00-\x1f]([^\[\]:*?/\\\x00-\x1f]{0,29}[^'\[\]:*?/\\\x00-\x1f])?$")
]

# From where a person sees a job, as the question bank names it.
Viewpoint = Literal["Current employee", "Supervisor", "Former", "Recruiter", "Competitor"]

RATING_MIN, RATING_MAX = 1, 5
# Rows of a table that have drop-downs, colors and a place in the formulas, whether or not they are prepared.
MOST_ROWS = 500
# Hidden sheets that every workbook has beside the template's own.
LISTS_SHEET, META_SHEET = "Lists", "_folio"
# Hidden cells that begin so mark columns and lines.
KEY_PREFIX = "folio:"
# The number format of days, in the words of a template.
DATE = "date"
WORKINGS_SHEET = "Workings"
RESERVED_TITLES = (LISTS_SHEET, META_SHEET, WORKINGS_SHEET, "History")  # the last is Excel's own


class Column(Part):
    """One column of a table, or one line of a form.

    ``group`` begins a group of columns with a title above their headings, up to the next. ``deadline`` marks a date to
    act by; it is overdue once past, unless the column ``settled_by`` is filled. ``tones`` colors choices, or what a
    formula shows. ``bar`` draws numbers as bars up to this one. ``suggest`` offers words without insisting on them.
    ``proposal`` is what a formula puts into a column that a person fills, until they type over it. ``example`` shows
    above the heading how a good entry looks. ``more`` folds the column away until it is asked for.
    """

    key: Key
    header: str = Field(max_length=60, pattern=r"\S")
    type: ColumnType
    required: bool = False
    private: bool = False
    choices: tuple[str, ...] | None = None
    min: int | None = None
    max: int | None = None
    help: str = Field(default="", max_length=250)
    aliases: tuple[str, ...] = ()
    refers_to: Key | None = None
    suggest: tuple[str, ...] | None = None
    section: str = ""
    group: str = ""
    width: int = Field(default=16, ge=4, le=90)
    number_format: str = ""
    measure: Measure | None = None
    proposal: Measure | None = None
    example: str = Field(default="", max_length=120)
    more: bool = False
    deadline: bool = False
    settled_by: Key | None = None
    bar: int | None = Field(default=None, ge=1)
    tones: dict[str, Literal["good", "warn", "bad", "muted"]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _matches_its_type(self) -> Column:
        if wrong := [*self._errors()]:
            raise ValueError("\n".join(wrong))
        return self

    def _errors(self) -> Iterator[str]:
        for given, needed_by in (("choices", "choice"), ("refers_to", "reference"), ("measure", "formula")):
            has, needs = getattr(self, given) is not None, self.type == needed_by
            if needs and not has:
                yield f"a column with the type {needed_by} needs {given}"
            if has and not needs:
                yield f"{given} only goes with the type {needed_by}, not {self.type}"
        if self.type not in ("rating", "integer") and (self.min is not None or self.max is not None):
            yield "min and max only go with the types rating and integer"
        if self.low is not None and self.high is not None and self.low > self.high:
            yield "min is greater than max"
        for name in ("choices", "suggest"):
            values = getattr(self, name)
            if values is not None and len({v.casefold().strip() for v in values}) < max(len(values), 1):
                twice = ", ".join(sorted({v for _, v in duplicates(v.strip() for v in values)})) or "it is empty"
                yield f"{name} can't be empty or have the same thing twice ({twice})"
        if self.header.strip().startswith(KEY_PREFIX):
            yield f"a header can't begin with {KEY_PREFIX}, because that marks folio's own cells"
        if self.typed and (other := set(self.tones) - set(self.choices or ())):
            yield f"tones can only use the column's own choices, not {', '.join(sorted(other))}"
        if self.required and self.type == "formula":
            yield "a formula can't be required"
        if self.proposal is not None and not self.typed:
            yield "only a column that people fill in can have a proposal"

    @property
    def low(self) -> int | None:
        """The least value allowed (a rating starts at 1 unless the template says otherwise)."""
        return RATING_MIN if self.min is None and self.type == "rating" else self.min

    @property
    def high(self) -> int | None:
        """The greatest value allowed (a rating ends at 5 unless the template says otherwise)."""
        return RATING_MAX if self.max is None and self.type == "rating" else self.max

    @property
    def typed(self) -> bool:
        """Whether a person fills this column; formulas are never read back as data."""
        return self.type != "formula"

    @property
    def computed_by(self) -> Measure | None:
        """What the formula in its cells computes: its measure, or what is proposed until someone types over it."""
        return self.measure or self.proposal

    @property
    def remark(self) -> str:
        """What is special about filling in the column, beside its help."""
        if self.proposal is not None:
            return ""
        return "Please always fill this in." if self.required else "" if self.typed else "Nothing to type here."

    @property
    def note(self) -> str:
        """The help, and what is special about the column; until format 2, workbooks had it as a note on the heading."""
        return " ".join(part for part in (self.help, self.remark) if part)


Prefill = Literal["question_plan", "numbers", "facets", "categories", "facet_list"]
# The columns of rows that are listed beforehand: by themselves they make no row, since nobody typed them.
_LISTED: dict[Prefill, tuple[str, ...]] = {
    "numbers": ("number",), "facets": ("number", "facet"), "categories": ("number", "category"),
    "facet_list": ("facet",),
}  # fmt: skip


class Sheet(Part):
    """One sheet: a table (a row per thing) or a form (a value per label).

    ``rows`` is how many rows of a table are prepared, with borders and formulas, before anyone types. ``prefill`` says
    what stands in them: the question plan, the numbers of interviews, for each of these every facet or category, or
    every facet once.
    """

    key: Key
    title: Title
    purpose: str = Field(default="", max_length=200)
    layout: Literal["table", "form"] = "table"
    label: Key | None = None
    rows: int = 40
    tip: str = ""
    accent: str = "ink"
    prefill: Prefill | None = None
    board: Literal["gaps", "facets"] | None = None
    meter: Measure | None = None
    sections: tuple[Section, ...] = ()
    charts: tuple[Chart, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _drop_version_1_keys(cls, data: object) -> object:
        """Pass over what templates of version 1 said of a sheet: workbooks made from them carry it."""
        return {k: v for k, v in data.items() if k != "steps"} if isinstance(data, dict) else data

    @property
    def kind(self) -> MeasurePlace:
        """What its formula columns compute: a ``form``'s values, a table's ``row`` or a ``board``'s lines."""
        return "form" if self.layout == "form" else "board" if self.board else "row"

    @property
    def listed(self) -> tuple[str, ...]:
        """The columns whose cells folio fills in beforehand, so that people type only what belongs beside them."""
        return _LISTED.get(self.prefill, ()) if self.prefill else ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the columns, in order."""
        return tuple(c.key for c in self.columns)

    def column(self, key: str) -> Column:
        """Return the column ``key``; KeyError if there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(f"{self.key}.{key}")

    def has(self, *keys: str) -> bool:
        """Whether the sheet has all these columns."""
        return set(keys) <= set(self.keys)

    def lines(self, section: str) -> list[Column]:
        """The lines of one section of a form, in order."""
        return [c for c in self.columns if c.section == section]


class Plan(Part):
    """The question plan that is filled in beforehand: ids of the question bank, in the order to ask them."""

    minutes: int = Field(default=30, ge=10, le=120)
    questions: tuple[str, ...] = ()


# What only says how a workbook looks and what it tells people: nothing that reads one needs it. Where a template leaves
# them out, all of these are empty or have a default.
_ONLY_SHOWN: dict[str, Any] = {
    "summary": True,
    "plan": {"questions"},
    "sheets": {
        "__all__": {
            "purpose": True,
            "tip": True,
            "accent": True,
            "sections": {"__all__": {"title", "hint"}},
            "charts": True,
            "columns": {
                "__all__": {
                    "help",
                    "suggest",
                    "group",
                    "width",
                    "deadline",
                    "settled_by",
                    "bar",
                    "tones",
                    "example",
                    "more",
                },
            },
        }
    },
}


class Template(Part):
    """A workbook template: its sheets in order, and what is filled in beforehand.

    ``letters_voice`` is how letters sound unless a contact's voice says otherwise; ``holidays`` is the country or state
    whose holidays are no business days (see ``days_off``).
    """

    name: Key
    version: int = Field(ge=1)
    title: str
    summary: str = ""
    bank_title: Title | None = None
    letters_voice: Literal["warm", "formal"] = "warm"
    holidays: str = US
    plan: Plan
    sheets: tuple[Sheet, ...] = Field(min_length=1)

    def get(self, key: str) -> Sheet | None:
        """Return the sheet ``key``, or None."""
        return next((s for s in self.sheets if s.key == key), None)

    def sheet(self, key: str) -> Sheet:
        """Return the sheet ``key``; KeyError if there is none."""
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def has(self, sheet: str, *columns: str) -> bool:
        """Whether the template has this sheet with all these columns."""
        found = self.get(sheet)
        return found is not None and found.has(*columns)

    def total(self, measure: Measure) -> int:
        """What a share or a meter is out of: its ``out_of``, or as many as its column has choices."""
        sheet, _, key = measure.of[0].partition(".")
        return measure.out_of or len(self.sheet(sheet).column(key).choices or "1")

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets of the job that the template's job preview asks about; none where it has no preview."""
        return (self.sheet("preview").column("facet").choices or ()) if self.has("preview", "facet") else ()

    @property
    def tables(self) -> Iterator[Sheet]:
        """The sheets that hold a row per thing."""
        return (s for s in self.sheets if s.layout == "table")

    def __reduce__(self) -> tuple[Callable[[str], Template], tuple[str]]:
        """Travel between processes as text, so that the workbooks of a class share one template there."""
        return template_from_json, (self.as_json,)

    def to_read(self) -> dict[str, Any]:
        """What a workbook made from the template has to say of it, to be read whatever became of the template."""
        return self.model_dump(mode="json", exclude_defaults=True, exclude=_ONLY_SHOWN)

    @cached_property
    def as_json(self) -> str:
        """The whole template as text; worked out once."""
        return self.model_dump_json(exclude_defaults=True)


@lru_cache(maxsize=32)
def template_from_json(text: str) -> Template:
    """Return the template that this text describes, the same object for the same text. Raises ValidationError."""
    return Template.model_validate_json(text)


class Question(Part):
    """One question of the bank: when to ask it, why, and what to ask when the answer stays vague.

    ``facets`` are those of the job preview that it asks about, ``viewpoints`` who can answer it best. A ``disputed``
    one only goes where people disagree about its facet: no new plan has it, and the sheet of the bank leaves it out.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    stage: str
    topic: str
    question: str = Field(max_length=200)
    purpose: str
    probe: str
    minutes: int = Field(ge=1, le=10)
    facets: tuple[str, ...] = ()
    viewpoints: tuple[Viewpoint, ...] = ()
    disputed: bool = False


class Quality(Part):
    """A quality that employers look for, its P.E.A.K.S. category, and a document that could prove it."""

    category: str
    quality: str = Field(max_length=40)
    proof: str


class QuestionBank(Part):
    """The content of ``question_bank.toml``."""

    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_no_duplicates(self) -> QuestionBank:
        _refuse_duplicates((q.id for q in self.questions), "question id")
        return self


class QualityList(Part):
    """The content of ``qualities.toml``."""

    qualities: tuple[Quality, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_no_duplicates(self) -> QualityList:
        _refuse_duplicates((q.quality for q in self.qualities), "quality")
        return self


def duplicates(values: Iterable[str]) -> Iterator[tuple[int, str]]:
    """What is there a second time, and where; case does not tell names apart, as in spreadsheets."""
    seen: set[str] = set()
    for i, value in enumerate(values):
        if value.casefold() in seen:
            yield i, value
        seen.add(value.casefold())


def _refuse_duplicates(values: Iterable[str], what: str) -> None:
    found = [f"the {what} {value!r} is used twice" for _, value in duplicates(values)]
    if found:
        raise ValueError("\n".join(found))


_FIELD = re.compile(r"\{field\}")


def fill_field(text: str, field: str | None) -> str:
    """Put the field of interest into a question's ``{field}``; without one it reads "this field"."""
    return _FIELD.sub(lambda _: field or "this field", text)
