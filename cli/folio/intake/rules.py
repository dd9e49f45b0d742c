"""The rules about rows, over all workbooks at once: each is a mask on one frame, then words for the rows it holds.

Rules see what could be typed; a cell that did not fit its column has its own problem and is blank here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from folio.intake.canonical import squeeze
from folio.intake.frames import GIVEN, READING, ROW, frames_of
from folio.intake.problems import make_problem, quoted
from folio.intake.result import Problem, Reading, Row
from folio.template.core import INTERVIEW_COMPLETED, THANKS_LATE_DAYS
from folio.template.model import Column, Template

_OLDEST, _AHEAD = date(2000, 1, 1), timedelta(days=5 * 366)

Frame = pd.DataFrame
Frames = dict[str, Frame]
Hits = Iterator[tuple[int, Problem]]
# One line of a frame: the template's columns, and READING, ROW, GIVEN and INDEX.
Hit = dict[str, Any]
INDEX = "_index"


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule works on: the readings, the frames of all their rows, and the day that counts as today."""

    readings: Sequence[Reading]
    frames: Frames
    today: date

    def frame(self, key: str, *columns: str) -> Frame | None:
        """The frame of a sheet if it has all these columns and any row."""
        frame = self.frames.get(key)
        return frame if frame is not None and set(columns) <= set(frame.columns) else None

    def row(self, key: str, hit: Hit) -> Row:
        """The row behind one line of a frame."""
        reading: Reading = self.readings[hit[READING]]
        return reading.tables[key].rows[hit[ROW]]

    def template(self, hit: Hit) -> Template:
        """The template of the workbook behind one line of a frame."""
        reading: Reading = self.readings[hit[READING]]
        if reading.template is None:
            raise ValueError("an unreadable file has no rows")
        return reading.template

    def problem(self, code: str, key: str, hit: Hit, column_key: str, **words: Any) -> tuple[int, Problem]:
        """The problem ``code`` at a column of the row behind ``hit``."""
        row = self.row(key, hit)
        column = self.template(hit).sheet(key).column(column_key)
        words.setdefault("value", row.values.get(column_key))
        if "who" in words and self.template(hit).sheet(key).column("contact").private:
            words["who"] = "this person"
        problem = make_problem(code, sheet=row.sheet, cell=row.cells.get(column_key), column=column, **words)
        return hit[READING], problem


def check_rules(readings: Sequence[Reading], today: date) -> list[Reading]:
    """Return the readings with the problems that the rules find; the order of problems is that of the sheets."""
    case = Case(readings, frames_of(readings), today)
    found: dict[int, list[Problem]] = {}
    for rule in RULES:
        for index, problem in rule(case):
            found.setdefault(index, []).append(problem)
    return [r.with_problems(found.get(i, [])) for i, r in enumerate(readings)]


def _hits(frame: Frame, mask: pd.Series[Any]) -> Iterator[Hit]:
    chosen = frame[mask.astype(bool)]
    for index, line in zip(chosen.index, chosen.to_dict("records"), strict=True):
        yield {INDEX: index, **{str(k): v for k, v in line.items()}}


def _columns(case: Case, wanted: Callable[[Column], object]) -> Iterator[tuple[str, Column]]:
    """The columns of all templates that are wanted, each once, as (sheet key, column)."""
    seen: set[tuple[str, str]] = set()
    for template in {id(r.template): r.template for r in case.readings if r.template}.values():
        for sheet in template.sheets:
            for column in sheet.columns:
                if (sheet.key, column.key) not in seen and wanted(column):
                    seen.add((sheet.key, column.key))
                    yield sheet.key, column


def _has_column(
    case: Case, frame: Frame, key: str, column: Column, wanted: Callable[[Column], object]
) -> pd.Series[Any]:
    """Which lines come from a template that has this column, and wants this of it."""
    fits = [
        r.template is not None
        and r.template.has(key, column.key)
        and bool(wanted(r.template.sheet(key).column(column.key)))
        for r in case.readings
    ]
    found = [column.key in r.tables[key].columns if key in r.tables else False for r in case.readings]
    return frame[READING].map(lambda i: fits[i] and found[i])


def missing_required(case: Case) -> Hits:
    """A required cell is empty in a row that is used."""
    for key, column in _columns(case, lambda c: c.required):
        frame = case.frame(key, column.key)
        if frame is None:
            continue
        empty = ~frame[GIVEN].map(lambda given, k=column.key: k in given)
        for hit in _hits(frame, empty & _has_column(case, frame, key, column, lambda c: c.required)):
            yield case.problem("missing-required", key, hit, column.key, value=None)


def unknown_reference(case: Case) -> Hits:
    """A reference names no row of the sheet it refers to."""
    labels: dict[tuple[int, str], list[str]] = {}
    for i, reading in enumerate(case.readings):
        for key, table in reading.tables.items():
            label = reading.template.sheet(key).label if reading.template else None
            if label:
                labels[i, key] = [n for row in table.rows if isinstance(n := row.values.get(label), str)]
    known = {place: {squeeze(n) for n in names} for place, names in labels.items()}
    for key, column in _columns(case, lambda c: c.refers_to):
        frame = case.frame(key, column.key)
        if frame is None:
            continue
        target = column.refers_to or ""
        pairs = zip(frame[READING], frame[column.key], strict=True)
        mask = pd.Series(
            [isinstance(n, str) and (i, target) in known and squeeze(n) not in known[i, target] for i, n in pairs],
            index=frame.index,
        )
        for hit in _hits(frame, mask):
            named = case.template(hit).sheet(target)
            secret = named.label is not None and named.column(named.label).private
            close = "" if secret else _closest(hit[column.key], labels[hit[READING], target])
            hint = f" Did you mean {close}?" if close else ""
            title = case.readings[hit[READING]].tables[target].sheet
            yield case.problem("unknown-reference", key, hit, column.key, target=title, hint=hint)


def _closest(name: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(squeeze(name), [squeeze(n) for n in names], n=1, cutoff=0.7)
    return next((n for n in names if close and squeeze(n) == close[0]), "")


def duplicate_contact(case: Case) -> Hits:
    """Two rows of Contacts have the same name."""
    frame = case.frame("contacts", "name")
    if frame is None:
        return
    first: dict[tuple[int, str], str | None] = {}
    for hit in _hits(frame, frame["name"].notna()):
        person = (hit[READING], squeeze(str(hit["name"])))
        if person in first:
            yield case.problem("duplicate-contact", "contacts", hit, "name", first=first[person])
        else:
            first[person] = case.row("contacts", hit).cells["name"]


# sheet, the earlier date, the later date
_ORDERED = (
    ("interviews", "date", "thank_you_sent"),
    ("leads", "heard_on", "done"),
    ("offers", "offered_on", "decide_by"),
)


def dates_out_of_order(case: Case) -> Hits:
    """A date lies before the thing it must follow."""
    for key, earlier, later in _ORDERED:
        frame = case.frame(key, earlier, later)
        if frame is not None:
            for hit in _hits(frame, _before(frame[later], frame[earlier])):
                yield _out_of_order(case, key, hit, later, case.template(hit).sheet(key).column(earlier), hit[earlier])
    contacts, interviews = (
        case.frame("contacts", "name", "requested_on"),
        case.frame("interviews", "contact", "date"),
    )
    if contacts is None or interviews is None:
        return
    names = zip(contacts[READING], contacts["name"], contacts["requested_on"], strict=True)
    asked = {(i, squeeze(name)): day for i, name, day in names if isinstance(name, str)}
    keys = zip(interviews[READING], interviews["contact"], strict=True)
    requested = pd.Series(
        [asked.get((i, squeeze(c))) if isinstance(c, str) else None for i, c in keys],
        index=interviews.index,
        dtype=object,
    )
    for hit in _hits(interviews, _before(interviews["date"], requested)):
        column = case.template(hit).sheet("contacts").column("requested_on")
        yield _out_of_order(case, "interviews", hit, "date", column, requested[hit[INDEX]])


def _out_of_order(case: Case, key: str, hit: Hit, later: str, earlier: Column, value: date) -> tuple[int, Problem]:
    shown = "private" if earlier.private else quoted(value)
    return case.problem("dates-out-of-order", key, hit, later, earlier=earlier.header, earlier_value=shown)


def _before(later: pd.Series[Any], earlier: pd.Series[Any]) -> pd.Series[Any]:
    pairs = zip(later, earlier, strict=True)
    return pd.Series([isinstance(a, date) and isinstance(b, date) and a < b for a, b in pairs], index=later.index)


# Dates of things done, which cannot lie ahead.
_DONE = (
    ("contacts", "requested_on"), ("interviews", "thank_you_sent"), ("follow_ups", "sent"), ("leads", "heard_on"),
    ("leads", "done"), ("practice", "date"),
)  # fmt: skip


def future_date(case: Case) -> Hits:
    """Something done is dated after today."""
    for key, column in _DONE:
        frame = case.frame(key, column)
        if frame is not None:
            for hit in _hits(frame, _after(frame[column], case.today)):
                yield case.problem("future-date", key, hit, column)
    frame = case.frame("interviews", "date", "status")
    if frame is not None:
        for hit in _hits(frame, _after(frame["date"], case.today) & (frame["status"] == INTERVIEW_COMPLETED)):
            yield case.problem(
                "future-date", "interviews", hit, "date", way="set Status to Scheduled until you have talked"
            )


def far_date(case: Case) -> Hits:
    """A date whose year is most likely a slip."""
    done = set(_DONE)
    for key, column in _columns(case, lambda c: c.type == "date"):
        frame = case.frame(key, column.key)
        if frame is None:
            continue
        far = _after(frame[column.key], case.today + _AHEAD) & ((key, column.key) not in done)
        for hit in _hits(frame, far | frame[column.key].map(lambda d: isinstance(d, date) and d < _OLDEST)):
            yield case.problem("far-date", key, hit, column.key)


def _after(dates: pd.Series[Any], limit: date) -> pd.Series[Any]:
    return dates.map(lambda d: isinstance(d, date) and d > limit).astype(bool)


def completed_without_date(case: Case) -> Hits:
    """An interview is marked Completed but nobody knows when it was."""
    frame = case.frame("interviews", "date", "status")
    if frame is None:
        return
    blank = ~frame[GIVEN].map(lambda given: "date" in given)
    for hit in _hits(frame, blank & (frame["status"] == INTERVIEW_COMPLETED)):
        yield case.problem("completed-without-date", "interviews", hit, "date", value=None, who=_who(hit))


def thank_you(case: Case) -> Hits:
    """A thank-you is missing after two days, or went out later than that."""
    frame = case.frame("interviews", "date", "status", "thank_you_sent")
    if frame is None:
        return
    for hit in _hits(
        frame, (frame["status"] == INTERVIEW_COMPLETED) & frame["date"].map(lambda d: isinstance(d, date))
    ):
        sent = hit["thank_you_sent"]
        if isinstance(sent, date):
            days = (sent - hit["date"]).days
            if days > THANKS_LATE_DAYS and sent <= case.today:
                yield case.problem("thank-you-late", "interviews", hit, "thank_you_sent", who=_who(hit), days=days)
        elif "thank_you_sent" not in hit[GIVEN] and (days := (case.today - hit["date"]).days) > THANKS_LATE_DAYS:
            yield case.problem(
                "thank-you-missing", "interviews", hit, "thank_you_sent", value=None, who=_who(hit), days=days
            )


def _who(hit: Hit) -> str:
    return hit["contact"] if isinstance(hit.get("contact"), str) else "this person"


RULES: tuple[Callable[[Case], Hits], ...] = (
    missing_required, unknown_reference, duplicate_contact, dates_out_of_order, future_date, far_date,
    completed_without_date, thank_you,
)  # fmt: skip
