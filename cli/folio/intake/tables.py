"""Located sheets into typed rows; every other filled cell into ``extra``; and the account that nothing was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from folio.intake.canonical import ErrorValue, NoValue, as_text, fit, squeeze
from folio.intake.facts import Place
from folio.intake.locate import Located, Map
from folio.intake.problems import make_problem
from folio.intake.read import Book, Grid
from folio.intake.result import Extra, Note, Problem, Row, Table, Value, address
from folio.template.model import META_SHEET, Column, Template
from folio.workbook.identity import Carried, fingerprint, parse_key

Static = Iterable[tuple[int, int, str]]


@dataclass(slots=True)
class Content:
    """What a workbook holds, sorted out."""

    tables: dict[str, Table] = field(default_factory=dict)
    extra: list[Extra] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def sort_out(book: Book, template: Template, carried: Carried, where: Map) -> Content:
    """Put every filled cell of the book into a table or into ``extra``, or know it for folio's own.

    The cells are counted on the way in and again in what came out; should the two ever differ, that is a problem.
    """
    content = Content(problems=list(where.problems))
    by_grid = {id(found.grid): found for found in where.located.values()}
    own_notes = {fingerprint(c.note) for s in template.sheets for c in s.columns}
    filled = own_cells = 0
    for grid in book.grids:
        if grid.title == META_SHEET:
            continue
        found = by_grid.get(id(grid))
        used: set[Place] = set()
        if found is not None:
            read = _read_table if found.sheet.layout == "table" else _read_form
            content.tables[found.sheet.key] = read(found, carried, used, content.problems)
        own = _own_places(grid, found, carried, book.facts.knows_formulas, used)
        rest = sorted(p for p in grid.cells if p not in used and p not in own)
        content.extra += [
            Extra(grid.title, address(*p), as_data(grid.cells[p]), grid.facts.formulas.get(p, "")) for p in rest
        ]
        content.notes += _notes(grid, own_notes, found)
        filled += len(grid.cells)
        own_cells += len(own)
    accounted = own_cells + len(content.extra) + _cells_in(content.tables.values())
    if filled != accounted:
        content.problems.append(make_problem("account-open", filled=filled, accounted=accounted))
    _resolve_references(content, template)
    content.tables = {s.key: content.tables[s.key] for s in template.sheets if s.key in content.tables}
    return content


def as_data(raw: Any) -> Any:
    """A raw cell as JSON can say it."""
    match raw:
        case ErrorValue():
            return {"error": raw.text}
        case NoValue():
            return None
        case bool() | str():
            return raw
        case float() if raw.is_integer() and abs(raw) < 1e15:
            return int(raw)
        case datetime() | date() | time():
            return raw.isoformat()
        case timedelta():
            return str(raw)
    return raw


def _cells_in(tables: Iterable[Table]) -> int:
    """How many filled cells stand in the rows of tables."""
    return sum(v is not None or k in row.as_typed for t in tables for row in t.rows for k, v in row.values.items())


def _read_table(found: Located, carried: Carried, used: set[Place], problems: list[Problem]) -> Table:
    columns = [(found.sheet.column(k), c) for k, c in found.columns.items() if found.sheet.column(k).typed]
    beforehand = [_as_set(row) for row in carried.prefilled.get(found.sheet.key, ())]
    rows = []
    for r in sorted(found.grid.by_row):
        if r < found.first_row:
            continue
        places = {column.key: (r, c) for column, c in columns}
        row = _read_row(found, {column.key: column for column, _ in columns}, places, r, used, problems)
        if row is not None:
            # Clearing cells of a prefilled row types nothing: what is left of it counts as the row itself.
            known = _as_set(row.values)
            untouched = not row.as_typed and any(known <= whole for whole in beforehand)
            rows.append(replace(row, untouched=untouched))
    order = [c.key for c in found.sheet.columns if c.key in found.columns and c.typed]
    return Table(found.sheet.key, found.grid.title, tuple(rows), tuple(order))


def _read_form(found: Located, carried: Carried, used: set[Place], problems: list[Problem]) -> Table:
    static = {mark for _, _, mark in carried.static.get(found.sheet.title, ())}
    columns = {k: found.sheet.column(k) for k in found.cells if found.sheet.column(k).typed}
    places = {k: _value_place(found.grid, found.cells[k], static) for k in columns}
    first = min((r for r, _ in places.values()), default=0)
    row = _read_row(found, columns, places, first, used, problems)
    beforehand = {k: v for k, v in carried.facts.items() if v and k in found.sheet.keys}
    if row is not None and not row.as_typed and _as_set(row.values) <= _as_set(beforehand):
        row = replace(row, untouched=True)
    return Table(found.sheet.key, found.grid.title, (row,) if row else (), tuple(columns))


def _value_place(grid: Grid, label: Place, static: set[str]) -> Place:
    """Where a line's value stands: beside its label, or further right when a column was put in between."""
    beside = (label[0], label[1] + 1)
    if beside in grid.cells or not static:  # without the description, folio's own hints look like anybody's
        return beside
    for col, raw in sorted(grid.row(label[0]).items()):
        if col > label[1] and fingerprint(as_text(raw)) not in static:
            return (label[0], col)
    return beside


def _read_row(
    found: Located, columns: Mapping[str, Column], places: Mapping[str, Place], number: int, used: set[Place],
    problems: list[Problem],
) -> Row | None:  # fmt: skip
    """Type the cells of one row; None when a person's columns are all blank."""
    grid = found.grid
    if not any(place in grid.cells for place in places.values()):
        return None
    values: dict[str, Value] = {}
    as_typed: dict[str, Any] = {}
    for key, place in places.items():
        values[key] = None
        if place not in grid.cells:
            continue
        used.add(place)
        raw, column = grid.cells[place], columns[key]
        fitted = fit(column, raw)
        values[key] = fitted.value
        formula = grid.facts.formulas.get(place)
        if formula or (fitted.differs and as_data(raw) != as_data(fitted.value)):
            as_typed[key] = formula or as_data(raw)
        if fitted.fault:
            shown = raw.text if isinstance(raw, ErrorValue) else raw
            problems.append(
                make_problem(
                    fitted.fault,
                    sheet=grid.title,
                    cell=address(*place),
                    column=column,
                    value=shown,
                    hint=fitted.hint,
                )
            )
    return Row(grid.title, number + 1, values, as_typed, {k: address(*p) for k, p in places.items()})


def _as_set(row: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    return frozenset((k, as_text(v)) for k, v in row.items() if v is not None and v != "")


def _own_places(
    grid: Grid, found: Located | None, carried: Carried, knows_formulas: bool, used: set[Place]
) -> set[Place]:
    """The cells that hold, unchanged, what folio wrote: keys, headings, formulas, and its other texts."""
    own = {p for p, raw in grid.cells.items() if p not in used and parse_key(raw)}
    if found is not None:
        own |= _own_headings(found) | _own_formulas(found, knows_formulas)
    title = found.sheet.title if found is not None else _static_title(grid, carried)
    return own | _own_texts(grid, carried.static.get(title, ()), own | used)


def _own_headings(found: Located) -> set[Place]:
    if found.sheet.layout == "form":
        return {p for p in found.cells.values() if p in found.grid.cells}
    heading = found.grid.row(found.header_row) if found.header_row is not None else {}
    return {
        (found.header_row or 0, c)
        for key, c in found.columns.items()
        if squeeze(str(heading.get(c, ""))) == squeeze(found.sheet.column(key).header)
    }


def _own_formulas(found: Located, knows_formulas: bool) -> set[Place]:
    computed = [k for k in (found.columns or found.cells) if not found.sheet.column(k).typed]
    if found.sheet.layout == "form":
        places = {(r, c + 1) for r, c in (found.cells[k] for k in computed)}
    else:
        columns = {found.columns[k] for k in computed}
        places = {(r, c) for r, c in found.grid.cells if c in columns and r >= found.first_row}
    return {p for p in places if p in found.grid.cells and (not knows_formulas or p in found.grid.facts.formulas)}


def _own_texts(grid: Grid, static: Static, taken: set[Place]) -> set[Place]:
    """Texts that folio wrote: first those still in their place, then those that moved, each at most once."""
    marks = {p: fingerprint(as_text(raw)) for p, raw in grid.cells.items() if p not in taken}
    own: set[Place] = set()
    moved: Counter[str] = Counter()
    for r, c, mark in static:
        if marks.get((r, c)) == mark:
            own.add((r, c))
        else:
            moved[mark] += 1
    for place in sorted(marks.keys() - own):
        if moved[marks[place]] > 0:
            moved[marks[place]] -= 1
            own.add(place)
    return own


def _static_title(grid: Grid, carried: Carried) -> str:
    """The title under which folio wrote this sheet, by what stands in it, whatever it is called now."""
    marks = {fingerprint(as_text(raw)) for raw in grid.cells.values()}
    for title in sorted(carried.static, key=lambda t: t != grid.title):
        known = {mark for _, _, mark in carried.static[title]}
        if known and len(known & marks) * 2 >= len(known):
            return title
    return grid.title


def _notes(grid: Grid, own: set[str], found: Located | None) -> list[Note]:
    private = {c for k, c in found.columns.items() if found.sheet.column(k).private} if found else set()
    return [
        Note(grid.title, address(*place), text, private=place[1] in private)
        for place, text in sorted(grid.facts.notes.items())
        if text.strip() and fingerprint(text) not in own
    ]


def _resolve_references(content: Content, template: Template) -> None:
    """Spell references as the rows they name; what names no row stays as typed, and a rule will say so."""
    labels: dict[str, dict[str, str]] = {}
    for sheet in template.sheets:
        table = content.tables.get(sheet.key)
        if table and sheet.label:
            named = (row.values.get(sheet.label) for row in table.rows)
            labels[sheet.key] = {squeeze(n): n for n in named if isinstance(n, str)}
    for key, table in content.tables.items():
        targets = {c.key: labels.get(c.refers_to, {}) for c in template.sheet(key).columns if c.refers_to}
        if targets:
            content.tables[key] = replace(table, rows=tuple(_resolved(row, targets) for row in table.rows))


def _resolved(row: Row, targets: Mapping[str, Mapping[str, str]]) -> Row:
    values, as_typed = dict(row.values), dict(row.as_typed)
    for key, known in targets.items():
        typed = values.get(key)
        label = known.get(squeeze(typed)) if isinstance(typed, str) else None
        if label is not None and label != typed:
            values[key] = label
            as_typed.setdefault(key, typed)
    return replace(row, values=values, as_typed=as_typed)
