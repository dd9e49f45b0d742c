"""Rules about how rows hang together: required cells, references to other sheets, names that are there twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from folio.basics.plain_pandas import pd
from folio.basics.wording import counted
from folio.domain.names import normalize_name
from folio.intake.model import Problem
from folio.intake.rules.frames import READING, ROW, WHO, Who
from folio.intake.rules.rule_input import Found, RuleInput, is_in, rows_where
from folio.template.schema import Template
from folio.template.vocabulary import ANYBODY


def missing_required(data: RuleInput) -> Found:
    """A required cell is empty in a row that is used."""
    for key, column in data.columns(lambda c: c.required):
        frame = data.frame(key, column.key)
        if frame is not None:
            here = is_in(frame[READING], data.having(key, column.key, wanted=lambda c: c.required))
            for line in rows_where(frame, here & ~data.filled_in(key, column.key)):
                yield data.problem("missing-required", key, line, column.key, value=None)


def unknown_reference(data: RuleInput) -> Found:
    """A reference names no row of the sheet it refers to."""
    labels: dict[tuple[int, str], list[str]] = {}
    for i, reading in enumerate(data.readings):
        for key, table in reading.tables.items():
            label = reading.template.sheet(key).label if reading.template else None
            if label in table.columns:
                labels[i, key] = [n for row in table.rows if isinstance(n := row.values.get(label), str)]
    known = {place: {normalize_name(n) for n in names} for place, names in labels.items()}
    compared: Counter[int] = Counter()
    for key, column in data.columns(lambda c: c.refers_to):
        frame = data.frame(key, column.key)
        if frame is None:
            continue
        target = column.refers_to or ""
        pairs = zip(frame[READING], frame[column.key], strict=True)
        mask = pd.Series(
            [
                isinstance(n, str) and (i, target) in known and normalize_name(n) not in known[i, target]
                for i, n in pairs
            ],
            index=frame.index,
        )
        for line in rows_where(frame, mask):
            named = data.template(line).sheet(target)
            secret = named.label is not None and named.column(named.label).private
            index, names = line[READING], labels[line[READING], target]
            compared[index] += len(names)
            close = "" if secret or compared[index] > _COMPARISONS else _closest(line[column.key], names)
            hint = f" Did you mean {close}?" if close else ""
            title = data.readings[line[READING]].tables[target].sheet
            code = "referrer-not-listed" if (key, column.key) in ANYBODY else "unknown-reference"
            yield data.problem(code, key, line, column.key, target=title, hint=hint)


# Rules run outside of the workers and their limits: so many names of one workbook are compared in about two seconds.
_COMPARISONS = 100_000


def _closest(name: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(normalize_name(name), [normalize_name(n) for n in names], n=1, cutoff=0.7)
    return next((n for n in names if close and normalize_name(n) == close[0]), "")


def number_twice(data: RuleInput) -> Found:
    """Two rows of Interviews have the same number, by which other sheets find them."""
    frame = data.frame("interviews", "number")
    if frame is None:
        return
    numbered = frame["number"].notna()
    first: dict[tuple[int, int], str | None] = {}
    for line in rows_where(frame, numbered & frame.duplicated([READING, "number"], keep=False)):
        place = (line[READING], int(line["number"]))
        if place in first:
            yield data.problem("number-twice", "interviews", line, "number", first=first[place])
        else:
            first[place] = data.row("interviews", line).cells.get("number")


def duplicate_contact(data: RuleInput) -> Found:
    """Two rows of Contacts have the same name."""
    frame = data.frame("contacts", "name")
    if frame is None:
        return
    first: dict[Who, str | None] = {}
    for line in rows_where(frame, frame[WHO].notna() & frame[WHO].duplicated(keep=False)):
        if line[WHO] in first:
            yield data.problem("duplicate-contact", "contacts", line, "name", first=first[line[WHO]])
        else:
            first[line[WHO]] = data.row("contacts", line).cells["name"]


# A text as it was typed, and its sheet, column and row (from 0).
_Cell = tuple[str, str, str, int]


def outer_spaces(data: RuleInput) -> Found:
    """A name or a quality has other spaces than where it stands again; told once for each, at the first such cell."""
    for i, _, cells in _names(data):
        spaced = [c for c in cells if c[0] != " ".join(c[0].split())]
        if spaced and len({text.casefold() for text, *_ in cells}) > 1:
            yield _told_once(data, "outer-spaces", i, spaced)


def tilde_in_name(data: RuleInput) -> Found:
    """A name has a ~, which Excel takes for a sign of its own when it looks a name up; told once for each."""
    for i, about, cells in _names(data):
        if about != _QUALITY and (found := [c for c in cells if "~" in c[0]]):
            yield _told_once(data, "tilde-in-name", i, found)


def _told_once(data: RuleInput, code: str, reading: int, cells: Sequence[_Cell]) -> tuple[int, Problem]:
    text, key, column, row = cells[0]
    more = f" and in {counted(len(cells) - 1, 'more cell')}" if len(cells) > 1 else ""
    return data.problem(code, key, {READING: reading, ROW: row}, column, value=text, more=more)


def _names(data: RuleInput) -> Iterator[tuple[int, str, list[_Cell]]]:
    """Each name or quality by which formulas find rows: the number of its reading, what it names, and its cells."""
    for i, reading in enumerate(data.readings):
        said: dict[tuple[str, str], list[_Cell]] = defaultdict(list)
        for key, column, about in _compared(reading.template):
            for j, row in enumerate(reading.tables[key].rows if key in reading.tables else ()):
                value, typed = row.values.get(column), row.as_typed.get(column)
                if isinstance(value, str):
                    text = typed if isinstance(typed, str) and normalize_name(typed) == normalize_name(value) else value
                    said[about, normalize_name(value)].append((text, key, column, j))
        yield from ((i, about, cells) for (about, _), cells in said.items())


_QUALITY = "quality"


def _compared(template: Template | None) -> Iterator[tuple[str, str, str]]:
    """The columns by which formulas find rows: (sheet, column, what it names); private ones are nobody's business."""
    for sheet in template.tables if template else ():
        for column in sheet.columns:
            about = column.refers_to or (sheet.key if column.key == sheet.label else "")
            about = _QUALITY if column.key == "quality" else about
            if about and column.typed and not column.private:
                yield sheet.key, column.key, about


RULES: tuple[Callable[[RuleInput], Found], ...] = (
    missing_required, unknown_reference, number_twice, duplicate_contact, outer_spaces, tilde_in_name,
)  # fmt: skip
