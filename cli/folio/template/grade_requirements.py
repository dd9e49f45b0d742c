"""What a class has to do and how many points that is worth: a counselor's own file, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from folio.template.form_parts import Key
from folio.template.schema import duplicates
from folio.template.strict_model import Part
from folio.template.toml_source import read_source
from folio.template.validation import TemplateError

REQUIREMENTS_FILE = "requirements.toml"
# What folio can count; what is judged gets its points from the teacher alone.
Counts = Literal["contacts", "interviews", "downsides", "thank_yous", "judged"]
TITLES: dict[Counts, str] = {
    "contacts": "Contacts", "interviews": "Interviews completed", "downsides": "Downsides heard",
    "thank_yous": "Thank-yous in time", "judged": "Judged",
}  # fmt: skip
_WITH_A_DAY = ("interviews", "thank_yous")

Points = Annotated[float, Field(strict=True, ge=0, le=10_000, allow_inf_nan=False)]
# Days are days in TOML, without quotes; a number is none.
Day = Annotated[date, Field(strict=True)]
OneLine = Annotated[str, Field(max_length=120, pattern=r"\S")]


class Criterion(Part):
    """One thing to do: ``at_least`` so many are worth all the ``points``; ``by`` leaves out what came later."""

    key: Key
    counts: Counts
    points: Points
    title: str = Field(default="", max_length=60)
    at_least: int | None = Field(default=None, strict=True, ge=1, le=500)
    by: Day | None = None

    @property
    def heading(self) -> str:
        """Its title, or what it counts."""
        return self.title or TITLES[self.counts]


class StudentDecision(Part):
    """What the teacher decided about one student: points and days late that stand whatever folio knows, and a note."""

    id: str = Field(default="", max_length=120)
    name: str = Field(default="", max_length=120)
    points: dict[str, Points] = Field(default_factory=dict)
    days_late: int | None = Field(default=None, strict=True, ge=0, le=366)
    note: str = Field(default="", max_length=1_000)


class Requirements(Part):
    """The whole file.

    With ``partial``, a part of what is asked for gives that part of the points. ``blank_is_zero`` gives 0 where nothing
    was noted, instead of no points yet. ``relatives`` lets interviews with relatives count. A class asks one
    professional for ``requests_per_professional`` interviews at most; None is no limit. ``late_penalty``
    is taken off for each day that work is late.
    """

    title: OneLine
    due: Day | None = None
    partial: bool = Field(default=True, strict=True)
    blank_is_zero: bool = Field(default=False, strict=True)
    relatives: bool = Field(default=False, strict=True)
    requests_per_professional: int | None = Field(default=None, strict=True, ge=1, le=500)
    late_penalty: Points = 0
    criteria: tuple[Criterion, ...] = Field(min_length=1, max_length=40)
    students: tuple[StudentDecision, ...] = Field(default=(), max_length=20_000)

    @property
    def most(self) -> float:
        """The points of all criteria."""
        return sum(c.points for c in self.criteria)


# What stands in for a wrong table while the rest is looked at.
_STAND_INS: dict[str, dict[str, Any]] = {
    "criteria": {"key": "x", "counts": "judged", "points": 10_000}, "students": {"id": "x"},
}  # fmt: skip


def load_requirements(file: Path) -> Requirements:
    """Read a requirements file; raises ContentProblem with a line for each mistake, naming its line and place."""
    return read_source(file).load_right(Requirements, "requirements file", _mistakes, _STAND_INS)


def _mistakes(requirements: Requirements) -> Iterator[TemplateError]:
    """What doesn't match between the parts of the file."""
    for i, key in duplicates(c.key for c in requirements.criteria):
        yield ("criteria", i, "key"), f"there are two criteria with the key {key!r}. Each one needs its own"
    for i, it in enumerate(requirements.criteria):
        if it.counts == "judged" and it.at_least is not None:
            yield ("criteria", i, "at_least"), "what you judge isn't counted. Remove at_least"
        if it.counts != "judged" and it.at_least is None:
            yield ("criteria", i), "at_least is missing: how many are worth all the points?"
        if it.by is not None and it.counts not in _WITH_A_DAY:
            yield ("criteria", i, "by"), f"by only goes with {' and '.join(_WITH_A_DAY)}, because only those have a day"
    most = {c.key: c.points for c in requirements.criteria}
    for i, student in enumerate(requirements.students):
        if not (student.id.strip() or student.name.strip()):
            yield ("students", i), "this needs an id, or a name"
        if student.days_late is not None and not requirements.late_penalty:
            yield ("students", i, "days_late"), "this needs late_penalty at the top: the points for each day"
        for key, points in student.points.items():
            if key not in most:
                yield ("students", i, "points", key), f"there is no criterion {key!r}. There are: {', '.join(most)}"
            elif points > most[key]:
                yield ("students", i, "points", key), f"{points:g} is more than the criterion's {most[key]:g} points"
    for kind in ("id", "name"):
        values = [(i, v) for i, s in enumerate(requirements.students) if (v := getattr(s, kind).strip())]
        values = [(i, v) for i, v in values if kind == "id" or not requirements.students[i].id.strip()]
        for n, value in duplicates(v for _, v in values):
            what = f"the student {value!r} is there twice. Put everything about one student into one place"
            yield ("students", values[n][0], kind), what
