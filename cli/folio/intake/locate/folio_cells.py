"""Which cells still hold what folio wrote: all others belong to the person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from folio.basics.cell_references import CellPlace
from folio.basics.plain_values import as_text
from folio.domain.names import normalize_name
from folio.intake.limits import ROWS
from folio.intake.locate.form_fields import value_places
from folio.intake.locate.identify import is_meta, is_workings, written_title
from folio.intake.locate.sheet_match import Fingerprints, SheetMatch
from folio.intake.locate.sheets import SheetMap
from folio.intake.raw_workbook import ErrorValue, FormulaDetail, RawGrid
from folio.template.schema import KEY_PREFIX, MOST_ROWS, WORKINGS_SHEET, Sheet, Template
from folio.workbook.embedded_description import FACTS, EmbeddedDescription
from folio.workbook.feedback_traces import feedback_places
from folio.workbook.formulas.fingerprints import FINGERPRINTS_0_1_0, formula_fingerprint
from folio.workbook.formulas.measure_formulas import formula_fingerprints
from folio.workbook.layout import beside_places

Static = Iterable[tuple[int, int, str]]


def known_formulas(template: Template, description: EmbeddedDescription) -> Fingerprints:
    """Return the fingerprints of the formulas that folio wrote into a workbook."""
    return description.formulas or {k: [*now, *FINGERPRINTS_0_1_0] for k, now in formula_fingerprints(template).items()}


def folio_places(
    grid: RawGrid,
    where: SheetMap,
    template: Template,
    description: EmbeddedDescription,
    fingerprints: Fingerprints,
    used: set[CellPlace],
    folios: set[CellPlace],
    detail: FormulaDetail,
) -> set[CellPlace]:
    """Return the cells that still hold what folio wrote: keys, headings, formulas, ``folios``, and other texts."""
    if is_meta(grid) and not where.keys[grid.title]:
        return _meta_places(grid)
    if grid.title in where.feedback:
        return feedback_places({p: as_text(raw) for p, raw in grid.cells.items()})
    if is_workings(grid, description):
        # The sheet only computes: any formula there is folio's, even with broken references; and any value where it was
        # saved without formulas.
        computing = {*grid.formulas, *grid.computed}
        if detail == "none" or not (computing or grid.runs):
            computing = set(grid.cells)
        computing |= _below_arrays(grid, computing)
        return _text_places(grid, description.static[WORKINGS_SHEET], used) | (computing & grid.cells.keys())
    written = {p for p, key in where.keys[grid.title].items() if template.has(*key) and p not in used}
    written |= grid.totals & grid.cells.keys() - used
    here = where.on(grid)
    for found in here:
        written |= _total_places(found, folios) - used
        written |= _heading_places(found) | _formula_places(found, fingerprints, value_places(found), detail)
        written |= _places_beside(found, fingerprints, detail)
    titles = [found.sheet.title for found in here] or [written_title(grid, description)]
    if not here:
        written |= _left_behind(grid, next((s for s in template.sheets if s.title == titles[0]), None), fingerprints)
    static = [mark for title in titles for mark in description.static.get(title, ())]
    written |= folios
    return written | _text_places(grid, static, written | used)


def _below_arrays(grid: RawGrid, computing: set[CellPlace]) -> set[CellPlace]:
    """Return the cells that hold only values of an array formula, which goes down from the top of its column."""
    top = min((r for r, _ in computing), default=0)
    alone = Counter(c for _, c in computing) + Counter(run.column for run in grid.runs)
    arrays = {c for r, c in computing if r == top and alone[c] == 1}
    return {(r, c) for r, c in grid.cells if c in arrays and r <= MOST_ROWS + top}


# What Excel writes below a column in its Total Row.
_TOTAL, _TOTAL_LABEL = re.compile(r"=SUBTOTAL\(", re.IGNORECASE), "Total"


def total_rows(found: SheetMatch, folios: Container[CellPlace]) -> set[int]:
    """Return the rows of a table that are Excel's Total Row, as it stays when another program saves the workbook.

    Such a row has totals, and no more than a label beside them; ``folios`` are the places of proposals, which nobody
    typed.
    """
    if found.sheet.layout != "table":
        return set()
    rows = {r for (r, _), formula in found.grid.formulas.items() if _TOTAL.match(formula)}
    return {r for r in rows if _is_total_row(found, r, folios)}


def _is_total_row(found: SheetMatch, row: int, folios: Container[CellPlace]) -> bool:
    formulas = found.grid.formulas
    typed = [(row, c) for key, c in found.columns.items() if c in found.grid.row(row) and found.sheet.column(key).typed]
    cells = [p for p in typed if p not in folios]
    others = [p for p in cells if not _TOTAL.match(formulas.get(p, ""))]
    return len(others) < len(cells) and all(p == min(cells) and p not in formulas for p in others)


def _total_places(found: SheetMatch, folios: Container[CellPlace]) -> set[CellPlace]:
    """Return what Excel writes into a Total Row by itself: the totals and its label."""
    grid = found.grid
    cells = [(r, c) for r in total_rows(found, folios) for c in grid.row(r)]
    return {p for p in cells if _TOTAL.match(grid.formulas.get(p, "")) or grid.cells[p] == _TOTAL_LABEL}


def _meta_places(grid: RawGrid) -> set[CellPlace]:
    """Return the cells of folio's labels on the hidden sheet, and the values beside them."""
    names = {KEY_PREFIX + name for name in ("format", *FACTS)}
    pieces = re.compile(re.escape(KEY_PREFIX) + r"description \d+")
    labels = {
        p
        for p, raw in grid.cells.items()
        if p[1] == 0 and isinstance(raw, str) and (raw in names or pieces.fullmatch(raw))
    }
    return labels | {(r, 1) for r, _ in labels if (r, 1) in grid.cells}


def _heading_places(found: SheetMatch) -> set[CellPlace]:
    places = dict(found.cells)
    if found.header_row is not None:
        places |= {key: (found.header_row, col) for key, col in found.columns.items()}
    return {
        place
        for key, place in places.items()
        if normalize_name(as_text(found.grid.cells.get(place, ""))) == normalize_name(found.sheet.column(key).header)
    }


def _formula_places(
    found: SheetMatch, fingerprints: Fingerprints, values: Mapping[str, CellPlace], detail: FormulaDetail
) -> set[CellPlace]:
    """Return the computed cells that still have folio's formula; anything else in their place is the person's.

    ``fingerprints`` are those of folio's formulas; ``values`` are the places of a form's values. If a format
    says only that a cell computes, that has to be enough; if not even that, every value there counts as folio's.
    """
    written: set[CellPlace] = set()
    here = found.grid
    for column in (c for c in found.sheet.columns if c.computed_by):
        places: list[CellPlace] = []
        if column.key in found.cells:
            places = [values[column.key]]
        elif column.key in found.columns:
            col = found.columns[column.key]
            # A table that was moved below this one ends its rows, but not its prepared formulas.
            end = ROWS if detail == "text" else found.end_row
            places = [(r, c) for r, c in found.grid.cells if c == col and found.first_row <= r < end]
        if detail == "text":
            matches = _FormulaMatcher(fingerprints.get(f"{found.sheet.key}.{column.key}", ()))
            places = [p for p in places if p in here.formulas and matches(p, here.formulas[p])]
        elif detail == "places":
            places = [p for p in places if p in here.computed]
        written |= {p for p in places if p in found.grid.cells}
    return written


def proposal_places(
    grid: RawGrid, tables: Sequence[SheetMatch], fingerprints: Fingerprints, detail: FormulaDetail, *, is_whole: bool
) -> set[CellPlace]:
    """Return the cells of a sheet in which folio's proposal still stands as a formula, wherever that was moved.

    Where a file does not give the text of its formulas, only those that say nothing are taken for folio's here: of all
    others, what they show decides later. ``is_whole`` tells that no sheet or column was deleted that they reckon with.
    """
    if detail != "text":
        columns = [
            (found, c) for found in tables for key, c in found.columns.items() if found.sheet.column(key).proposal
        ]
        return {
            (r, c)
            for found, c in columns
            for r, col in grid.computed
            if col == c
            and found.first_row <= r < found.end_row
            and _says_nothing(grid.cells.get((r, c)), is_whole=is_whole)
        }
    folios = {
        mark
        for found in tables
        for column in found.sheet.columns
        if column.proposal
        for mark in fingerprints.get(f"{found.sheet.key}.{column.key}", ())
    }
    if not folios:
        return set()
    return {p for p, text in grid.formulas.items() if p in grid.cells and formula_fingerprint(text) in folios}


def is_whole(where: SheetMap, template: Template) -> bool:
    """Whether every sheet and column of the template is there."""
    found = where.located
    return all(s.key in found and not {*s.keys} - {*found[s.key].columns, *found[s.key].cells} for s in template.sheets)


def _says_nothing(result: Any, *, is_whole: bool) -> bool:
    """Whether the result of a formula is what LibreOffice at times saves in an .xls in place of a text, or broken.

    That is a 0, which is midnight in the format of a day. Broken is what refers to a cell that was deleted.
    """
    return result in (0, time(0)) or (not is_whole and result == ErrorValue("#REF!"))


class _FormulaMatcher:
    """Whether formulas match folio's; down a column, usually only the row number differs."""

    def __init__(self, fingerprints: Iterable[str]) -> None:
        self._fingerprints = {*fingerprints, _LEFT_OVER}
        self._row = ""
        self._pieces: list[str] = []

    def __call__(self, place: CellPlace, formula: str) -> bool:
        row = str(place[0] + 1)
        if self._pieces and formula in (self._row.join(self._pieces), row.join(self._pieces)):
            return True
        matches = formula_fingerprint(formula) in self._fingerprints
        if matches:
            # One formula gives its text in all other rows; a shared formula has the text of the first in each.
            self._row, self._pieces = row, re.split(rf"(?<=[A-Z]){row}(?![0-9])", formula)
        return matches


# What LibreOffice makes of a formula with column names when it saves as .xls.
_LEFT_OVER = formula_fingerprint("NA()")


def _places_beside(found: SheetMatch, fingerprints: Fingerprints, detail: FormulaDetail) -> set[CellPlace]:
    """Return folio's formulas outside of columns: the meter above a table, and the lists of a form."""
    folios = {*fingerprints.get(found.sheet.key, ())}
    if not folios:
        return set()
    here = found.grid
    if detail == "text":
        folios.add(_LEFT_OVER)
        return {
            p
            for p, formula in here.formulas.items()
            if p in found.grid.cells and formula_fingerprint(formula) in folios
        }
    if detail == "places":
        return here.computed & found.grid.cells.keys()
    return {p for p in beside_places(found.sheet) if p in found.grid.cells}


def _left_behind(grid: RawGrid, sheet: Sheet | None, fingerprints: Fingerprints) -> set[CellPlace]:
    """Return folio's formulas that stayed behind when a person cut a table and pasted it elsewhere."""
    if sheet is None:
        return set()
    folios = {m for c in ("", *(f".{key}" for key in sheet.keys)) for m in fingerprints.get(sheet.key + c, ())}
    return {p for p, formula in grid.formulas.items() if p in grid.cells and formula_fingerprint(formula) in folios}


def _text_places(grid: RawGrid, static: Static, taken: set[CellPlace]) -> set[CellPlace]:
    """Return the texts that folio wrote: those still in place, then those that moved, each at most once."""
    digests = {place: digest for place, digest in grid.fingerprints.items() if place not in taken}
    written: set[CellPlace] = set()
    moved: Counter[str] = Counter()
    for r, c, digest in static:
        if digests.get((r, c)) == digest:
            written.add((r, c))
        else:
            moved[digest] += 1
    for place in sorted(digests.keys() - written):
        if moved[digests[place]] > 0:
            moved[digests[place]] -= 1
            written.add(place)
    return written
