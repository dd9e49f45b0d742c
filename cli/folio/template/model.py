"""The typed objects of a workbook template.

A template says once what each sheet and column is. The workbook, the reader, the rules, the messages and the
reports are all made from it, and a filled-in workbook carries it along (see ``workbook.identity``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

ColumnType = Literal[
    "text", "long_text", "choice", "rating", "integer", "date", "time", "yes_no",
    "email", "phone", "url", "reference", "formula",
]  # fmt: skip

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
# Excel ends a sheet's name at 31 characters and forbids these; an apostrophe may not stand at either end.
Title = Annotated[
    str, Field(pattern=r"^[^'\[\]:*?/\\\x00-\x1f]([^\[\]:*?/\\\x00-\x1f]{0,29}[^'\[\]:*?/\\\x00-\x1f])?$")
]

RATING_MIN, RATING_MAX = 1, 5
# Hidden sheets that every workbook has beside the template's own.
LISTS_SHEET, META_SHEET = "Lists", "_folio"
# Hidden cells that begin so mark columns and lines.
KEY_PREFIX = "folio:"
RESERVED_TITLES = (LISTS_SHEET, META_SHEET, "History")  # the last is Excel's own


class Part(BaseModel):
    """Frozen, and strict about unknown keys: a misspelt key is an error, never silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Measure(Part):
    """What a formula cell computes, said so that both a spreadsheet and Python can compute it.

    ``of`` and the keys of ``where`` are ``sheet.column``; for the row kinds (``difference``, ``days_after``)
    ``of`` names columns of the same row. ``where`` compares with a value; the words ``<today``, ``filled`` and
    ``blank`` compare with the day the workbook is open, or ask whether anything is there.
    """

    kind: Literal["count", "average", "distinct", "share", "balance", "earliest", "difference", "days_after"]
    of: tuple[str, ...]
    where: dict[str, str] = {}
    out_of: int | None = Field(default=None, ge=1)
    days: int = 0

    @field_validator("of", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _is_whole(self) -> Measure:
        wanted = 2 if self.kind in ("balance", "difference") else 1
        if len(self.of) != wanted:
            raise ValueError(f"{self.kind} is of {wanted} column{'s' * (wanted > 1)}, not of {len(self.of)}")
        if (self.kind == "share") != (self.out_of is not None):
            raise ValueError("out_of belongs to share, and share needs it")
        return self

    @property
    def by_row(self) -> bool:
        """Whether it is worked out for each row of a table, from the row's own cells."""
        return self.kind in ("difference", "days_after")


class Column(Part):
    """One column of a table, or one line of a form.

    ``deadline`` marks a date to act by; it is overdue once past, unless the column ``settled_by`` is filled.
    ``tones`` colours choices. ``suggest`` offers words without insisting on them.
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
    width: int = Field(default=16, ge=4, le=90)
    number_format: str = ""
    measure: Measure | None = None
    deadline: bool = False
    settled_by: Key | None = None
    tones: dict[str, Literal["good", "warn", "bad", "muted"]] = {}

    @model_validator(mode="after")
    def _fits_its_type(self) -> Column:
        for given, needed_by in (("choices", "choice"), ("refers_to", "reference"), ("measure", "formula")):
            has, needs = getattr(self, given) is not None, self.type == needed_by
            if needs and not has:
                raise ValueError(f"a column of type {needed_by} needs {given}")
            if has and not needs:
                raise ValueError(f"{given} belongs to type {needed_by}, not to {self.type}")
        if self.type not in ("rating", "integer") and (self.min is not None or self.max is not None):
            raise ValueError("min and max belong to the types rating and integer")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("min is greater than max")
        for name in ("choices", "suggest"):
            values = getattr(self, name)
            if values is not None and len({v.casefold().strip() for v in values}) < max(len(values), 1):
                raise ValueError(f"{name} must not be empty or name the same thing twice")
        if self.header.strip().startswith(KEY_PREFIX):
            raise ValueError(f"a header must not begin with {KEY_PREFIX}, by which folio finds its columns")
        if set(self.tones) - set(self.choices or ()):
            raise ValueError("tones may only name the column's own choices")
        if self.required and self.type == "formula":
            raise ValueError("a formula cannot be required of a person")
        return self

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
    def note(self) -> str:
        """The note on the heading or label: the help, and what is special about the column."""
        parts = [self.help]
        if self.required:
            parts.append("Please always fill this in.")
        if not self.typed:
            parts.append("Nothing to type here.")
        return " ".join(p for p in parts if p)


class Section(Part):
    """A titled group of lines on a form; lines name it by ``key``."""

    key: Key
    title: str
    hint: str = ""


class Chart(Part):
    """A native chart over the lines of one or more sections of a form, drawn beside the section ``beside``."""

    title: str
    kind: Literal["bar", "column"] = "column"
    series: tuple[Key, ...] = Field(min_length=1)
    beside: Key
    alt: str


class Sheet(Part):
    """One sheet: a table (a row per thing) or a form (a value per label)."""

    key: Key
    title: Title
    purpose: str = Field(min_length=1, max_length=200)
    layout: Literal["table", "form"] = "table"
    label: Key | None = None
    tip: str = ""
    accent: str = "ink"
    rows: int = Field(default=40, ge=5, le=400)
    prefill: Literal["question_plan"] | None = None
    steps: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    charts: tuple[Chart, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Sheet:
        _no_twins((c.key for c in self.columns), "column key")
        _no_twins((f"{c.section} {c.header}".strip() for c in self.columns), "header")
        if self.label is not None and self.label not in self.keys:
            raise ValueError(f"label names the column {self.label!r}, which the sheet does not have")
        if self.layout == "table" and self.label is None:
            raise ValueError("a table needs a label: the column by which other sheets refer to a row")
        for column in self.columns:
            if self.layout == "form" and column.private:
                raise ValueError(f"the line {column.key} cannot be private; only a table's columns can")
            if column.measure is not None and column.measure.by_row != (self.layout == "table"):
                where = "a table's row" if column.measure.by_row else "a form"
                raise ValueError(f"{column.key}: {column.measure.kind} is worked out in {where}, not here")
            if column.settled_by is not None and column.settled_by not in self.keys:
                raise ValueError(f"{column.key} is settled by {column.settled_by!r}, which the sheet does not have")
        known = {s.key for s in self.sections}
        for column in self.columns:
            if self.layout == "form" and column.section not in known:
                raise ValueError(f"the line {column.key} stands in the section {column.section!r}, which is not there")
        for chart in self.charts:
            for name in (*chart.series, chart.beside):
                if name not in known:
                    raise ValueError(f"the chart {chart.title!r} names the section {name!r}, which is not there")
        return self

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
    questions: tuple[str, ...] = Field(min_length=1)


class Template(Part):
    """A workbook template: its sheets in order, and what is filled in beforehand."""

    name: Key
    version: int = Field(ge=1)
    title: str
    summary: str = ""
    bank_title: Title | None = None
    plan: Plan
    sheets: tuple[Sheet, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Template:
        _no_twins((s.key for s in self.sheets), "sheet key")
        own = [t for t in (self.bank_title, *RESERVED_TITLES) if t]
        _no_twins((*(s.title for s in self.sheets), *own), "sheet title")
        for sheet in self.sheets:
            for column in sheet.columns:
                self._check_links(sheet, column)
        return self

    def _check_links(self, sheet: Sheet, column: Column) -> None:
        where = f"{sheet.key}.{column.key}"
        if column.refers_to is not None:
            target = self.get(column.refers_to)
            if target is None or target.label is None:
                raise ValueError(f"{where} refers to {column.refers_to!r}, which is no table of this template")
        if column.measure is not None:
            by_row = column.measure.by_row
            for path in (*column.measure.of, *column.measure.where):
                owner, _, key = (sheet.key, "", path) if by_row else path.partition(".")
                found = self.get(owner)
                if found is None or key not in found.keys:
                    raise ValueError(f"{where} measures {path!r}, which this template does not have")
                if not by_row and (found.layout != "table" or owner != column.measure.of[0].partition(".")[0]):
                    raise ValueError(f"{where} measures {path!r}, which is not in the same table")

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

    @property
    def tables(self) -> Iterator[Sheet]:
        """The sheets that hold a row per thing."""
        return (s for s in self.sheets if s.layout == "table")

    def __reduce__(self) -> tuple[Callable[[str], Template], tuple[str]]:
        """Travel between processes as text, so that the workbooks of a class share one template there."""
        return template_from_json, (self.model_dump_json(exclude_defaults=True),)


@lru_cache(maxsize=32)
def template_from_json(text: str) -> Template:
    """Return the template that a workbook carries; the same object for the same text. Raises ValidationError."""
    return Template.model_validate_json(text)


class Question(Part):
    """One question of the bank: when to ask it, why, and what to ask when the answer stays vague."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    stage: str
    topic: str
    question: str = Field(max_length=200)
    purpose: str
    probe: str
    minutes: int = Field(ge=1, le=10)


class Quality(Part):
    """A quality that employers look for, its P.E.A.K.S. category, and a document that could prove it."""

    category: str
    quality: str = Field(max_length=40)
    proof: str


class QuestionBank(Part):
    """The content of ``question_bank.toml``."""

    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_no_twins(self) -> QuestionBank:
        _no_twins((q.id for q in self.questions), "question id")
        return self


class QualityList(Part):
    """The content of ``qualities.toml``."""

    qualities: tuple[Quality, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_no_twins(self) -> QualityList:
        _no_twins((q.quality for q in self.qualities), "quality")
        return self


COLORS = (
    "ink", "muted", "paper", "line", "computed", "chosen", "accent_text", "good", "good_fill", "warn", "warn_fill",
    "bad", "bad_fill", "link",
)  # fmt: skip


ACCENTS = ("ink", "people", "talk", "learn")


class Theme(Part):
    """Colours (``RRGGBB``), type and spacing that all sheets and reports share."""

    font: str
    size: float
    colors: dict[str, Annotated[str, Field(pattern=r"^[0-9A-F]{6}$")]]
    accents: dict[str, Annotated[str, Field(pattern=r"^[0-9A-F]{6}$")]]

    @model_validator(mode="after")
    def _is_whole(self) -> Theme:
        missing = [name for name in COLORS if name not in self.colors]
        missing += [name for name in ACCENTS if name not in self.accents]
        if missing:
            raise ValueError(f"colours are missing: {', '.join(missing)}")
        return self


def _no_twins(values: Iterable[str], what: str) -> None:
    """Spreadsheets tell names apart without regard to case; so does this."""
    seen: set[str] = set()
    for value in values:
        if value.casefold() in seen:
            raise ValueError(f"the {what} {value!r} is there twice")
        seen.add(value.casefold())


_FIELD = re.compile(r"\{field\}")


def fill_field(text: str, field: str | None) -> str:
    """Put the field of interest into a question's ``{field}``; without one it reads "this field"."""
    return _FIELD.sub(lambda _: field or "this field", text)
