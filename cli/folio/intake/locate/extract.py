"""Extract typed rows from the sheets that were found, and all other filled cells; count that nothing was lost."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from folio.basics.cell_references import CellPlace, cell_address
from folio.basics.plain_values import as_json, as_text
from folio.domain.names import normalize_name
from folio.domain.records import Value
from folio.intake.cells.convert import convert, hint_of_link, linked_address
from folio.intake.locate.folio_cells import folio_places, is_whole, proposal_places, total_rows
from folio.intake.locate.form_fields import value_places
from folio.intake.locate.headings import repeats_headings, says_only_folios
from folio.intake.locate.privacy import private_places, withhold_copies
from folio.intake.locate.proposed_rows import settled, shown_in
from folio.intake.locate.sheet_match import Fingerprints, SheetMatch
from folio.intake.locate.sheets import SheetMap
from folio.intake.model import Extra, Note, Problem, Row, Table
from folio.intake.problems.make import make_problem
from folio.intake.raw_workbook import ErrorValue, NotComputed, NoValue, RawGrid, RawWorkbook
from folio.template.schema import Column, Template
from folio.workbook.embedded_description import LAST_WITH_NOTES, EmbeddedDescription, fingerprint
from folio.workbook.feedback_traces import without_marks


@dataclass(slots=True)
class Extracted:
    """What a workbook has in it: tables, everything else, and problems."""

    tables: dict[str, Table] = field(default_factory=dict)
    extra: list[Extra] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def extract(
    book: RawWorkbook, template: Template, description: EmbeddedDescription, fingerprints: Fingerprints, where: SheetMap
) -> Extracted:
    """Put every filled cell into a table or into ``extra``, unless folio wrote it.

    The cells are counted before and after; if the two counts ever differ, that is a problem.
    """
    content = Extracted(problems=list(where.problems))
    has_notes = description.format <= LAST_WITH_NOTES
    folio_notes = {fingerprint(c.note) for s in template.sheets for c in s.columns if has_notes}
    filled = folio_cells = 0
    whole = is_whole(where, template)
    for grid in book.grids:
        used: set[CellPlace] = set()
        tables = [found for found in where.on(grid) if found.sheet.layout == "table"]
        folios = proposal_places(grid, tables, fingerprints, book.formula_detail, is_whole=whole)
        for found in where.on(grid):
            if found.sheet.layout == "table":
                content.tables[found.sheet.key], problems = _read_table(found, description, used, folios)
            else:
                content.tables[found.sheet.key], problems = _read_form(found, description, used)
            content.problems += problems
        written = folio_places(grid, where, template, description, fingerprints, used, folios, book.formula_detail)
        written -= used
        rest = sorted(grid.cells.keys() - used - written)
        notes = [(place, text) for place, text in _notes(grid) if fingerprint(text) not in folio_notes]
        if rest or notes:
            secret = private_places(grid, where, template)
            content.extra += [
                Extra(grid.title, cell_address(*p), as_data(grid.cells[p]), grid.formula(p), secret(p)) for p in rest
            ]
            content.notes += [Note(grid.title, cell_address(*place), text, secret(place)) for place, text in notes]
        in_runs = sum(len(run.rows) for run in grid.runs)
        filled += len(grid.cells) + in_runs
        folio_cells += len(written) + in_runs
    accounted = folio_cells + len(content.extra) + _cells_in(content.tables.values())
    if filled != accounted:
        content.problems.append(make_problem("account-open", filled=filled, accounted=accounted))
    withhold_copies(content.tables, content.extra, content.notes, template)
    _resolve_references(content, template)
    content.tables, shown = settled(content.tables, template, shown_in(book))
    content.problems = [p for p in content.problems if (p.sheet, p.cell) not in shown]
    content.tables = {s.key: content.tables[s.key] for s in template.sheets if s.key in content.tables}
    return content


def _notes(grid: RawGrid) -> Iterable[tuple[CellPlace, str]]:
    """Return the notes of a sheet without what folio wrote into them."""
    texts = ((place, without_marks(text)) for place, text in sorted(grid.notes.items()))
    return ((place, text) for place, text in texts if text.strip())


def as_data(raw: Any) -> Any:
    """Return a raw cell as JSON can have it."""
    if isinstance(raw, ErrorValue):
        return {"error": raw.text}
    return None if isinstance(raw, NoValue) else as_json(raw)


def _cells_in(tables: Iterable[Table]) -> int:
    """Count the filled cells in the rows of tables."""
    return sum(v is not None or k in row.as_typed for t in tables for row in t.rows for k, v in row.values.items())


def _read_table(
    found: SheetMatch, description: EmbeddedDescription, used: set[CellPlace], folios: set[CellPlace]
) -> tuple[Table, list[Problem]]:
    columns = [(found.sheet.column(k), c) for k, c in found.columns.items() if found.sheet.column(k).typed]
    beforehand = [_as_set(row) for row in description.prefilled.get(found.sheet.key, ())]
    by_key = {column.key: column for column, _ in columns}
    rows: list[Row] = []
    problems: list[Problem] = []
    typed = {c for _, c in columns}
    filled = {
        r for r, c in found.grid.cells if c in typed and found.first_row <= r < found.end_row and (r, c) not in folios
    }
    filled -= {found.header_row, *(r for r, _ in found.grid.totals), *total_rows(found, folios)}
    for r in sorted(filled):
        if repeats_headings(found, found.grid.row(r)) or says_only_folios(found, found.grid.row(r)):
            continue
        places = {column.key: (r, c) for column, c in columns}
        row, wrong = _read_row(found, by_key, places, r, used, folios)
        problems += wrong
        if row is not None:
            # Clearing cells of a prefilled row is not typing: the rest still counts as the prefilled row.
            known = _as_set(row.values)
            untouched = not row.as_typed and any(known <= whole for whole in beforehand)
            rows.append(replace(row, untouched=True) if untouched else row)
    order = [c.key for c in found.sheet.columns if c.key in found.columns and c.typed]
    return Table(found.sheet.key, found.grid.title, tuple(rows), tuple(order)), problems


def _read_form(
    found: SheetMatch, description: EmbeddedDescription, used: set[CellPlace]
) -> tuple[Table, list[Problem]]:
    columns = {k: found.sheet.column(k) for k in found.cells if found.sheet.column(k).typed}
    places = {k: place for k, place in value_places(found).items() if k in columns}
    first = min((r for r, _ in places.values()), default=0)
    row, problems = _read_row(found, columns, places, first, used)
    beforehand = {k: v for k, v in description.facts.items() if v and k in found.sheet.keys}
    if row is not None and not row.as_typed and _as_set(row.values) <= _as_set(beforehand):
        row = replace(row, untouched=True)
    return Table(found.sheet.key, found.grid.title, (row,) if row else (), tuple(columns)), problems


def _read_row(
    found: SheetMatch, columns: Mapping[str, Column], places: Mapping[str, CellPlace], number: int,
    used: set[CellPlace], folios: Container[CellPlace] = (),
) -> tuple[Row | None, list[Problem]]:  # fmt: skip
    """Convert the cells of one row but ``folios``; no row when a person's columns are all blank."""
    grid = found.grid
    # If keys were mixed up, two columns or sheets may claim a cell: it is read once.
    claimed: dict[CellPlace, str] = {}
    for key, place in places.items():
        if place in grid.cells and place not in used and place not in folios:
            claimed.setdefault(place, key)
    if not claimed:
        return None, []
    problems: list[Problem] = []
    used.update(claimed)
    values: dict[str, Value] = dict.fromkeys(places)
    as_typed: dict[str, Any] = {}
    for place, key in claimed.items():
        raw, column = grid.cells[place], columns[key]
        formula = grid.formula(place)
        converted = convert(column, raw, formula, since_1904=grid.since_1904, shown=grid.shown.get(place))
        if converted.error and not converted.hint:
            converted = replace(converted, hint=hint_of_link(column, grid.links.get(place) or linked_address(formula)))
        values[key] = converted.value
        typed, canonical = as_data(raw), as_data(converted.value)
        # 1 == True in Python, but not to the person who typed it.
        if formula or (converted.differs and (type(typed), typed) != (type(canonical), canonical)):
            as_typed[key] = formula or typed
        if converted.error:
            shown = raw.text if isinstance(raw, ErrorValue) else formula if isinstance(raw, NotComputed) else raw
            problems.append(
                make_problem(
                    converted.error,
                    sheet=grid.title,
                    cell=cell_address(*place),
                    column=column,
                    value=shown,
                    hint=converted.hint,
                )
            )
    addresses = {k: cell_address(*p) for k, p in places.items()}
    return Row(grid.title, number + 1, values, as_typed, addresses), problems


def _as_set(row: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    return frozenset((k, as_text(v)) for k, v in row.items() if v is not None and v != "")


def _resolve_references(content: Extracted, template: Template) -> None:
    """Spell references like the rows they name; others stay as typed, and a rule reports them."""
    labels: dict[str, dict[str, str]] = {}
    for sheet in template.sheets:
        table = content.tables.get(sheet.key)
        if table and sheet.label:
            named = (row.values.get(sheet.label) for row in table.rows)
            labels[sheet.key] = {normalize_name(n): n for n in named if isinstance(n, str)}
    for key, table in content.tables.items():
        targets = {c.key: labels.get(c.refers_to, {}) for c in template.sheet(key).columns if c.refers_to}
        if targets:
            content.tables[key] = replace(table, rows=tuple(_resolved(row, targets) for row in table.rows))


def _resolved(row: Row, targets: Mapping[str, Mapping[str, str]]) -> Row:
    values, as_typed = dict(row.values), dict(row.as_typed)
    for key, known in targets.items():
        typed = values.get(key)
        label = known.get(normalize_name(typed)) if isinstance(typed, str) else None
        if label is not None and label != typed:
            values[key] = label
            as_typed.setdefault(key, typed)
    return replace(row, values=values, as_typed=as_typed)
