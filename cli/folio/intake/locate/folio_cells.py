"""Which cells are folio's own, and which lie in private columns: what is left belongs to the person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from folio.basics.cell_references import CellPlace
from folio.basics.plain_values import as_text
from folio.domain.names import normalize_name
from folio.intake.limits import ROWS
from folio.intake.locate.form_fields import value_places
from folio.intake.locate.identify import is_meta, written_title
from folio.intake.locate.sheet_match import SheetMatch
from folio.intake.locate.sheets import SheetMap
from folio.intake.raw_workbook import FormulaDetail, NoValue, RawGrid
from folio.template.schema import KEY_PREFIX, WORKINGS_SHEET, Sheet, Template
from folio.workbook.embedded_description import FACTS, EmbeddedDescription, fingerprint
from folio.workbook.feedback_traces import folios_places
from folio.workbook.formulas.fingerprints import formula_fingerprint
from folio.workbook.formulas.fingerprints_0_1_0 import FINGERPRINTS_0_1_0
from folio.workbook.formulas.measure_formulas import formula_fingerprints
from folio.workbook.layout import beside_places

Static = Iterable[tuple[int, int, str]]
Marks = Mapping[str, Sequence[str]]


def folio_places(
    grid: RawGrid,
    where: SheetMap,
    template: Template,
    description: EmbeddedDescription,
    used: set[CellPlace],
    detail: FormulaDetail,
) -> set[CellPlace]:
    """The cells that hold, unchanged, what folio wrote: keys, headings, formulas, and its other texts."""
    if is_meta(grid) and not where.keys[grid.title]:
        return _own_facts(grid)
    if grid.title in where.feedback:
        return folios_places({p: as_text(raw) for p, raw in grid.cells.items()})
    if _is_workings(grid, description):
        # The sheet only computes: a formula there is folio's, whatever became of its references.
        computing = {*grid.formulas, *grid.computed} if detail != "none" else set(grid.cells)
        return _own_texts(grid, description.static[WORKINGS_SHEET], used) | (computing & grid.cells.keys())
    marks: Marks = description.formulas or {
        k: [*now, *FINGERPRINTS_0_1_0] for k, now in formula_fingerprints(template).items()
    }
    known = {(s.key, c.key) for s in template.sheets for c in s.columns}
    own = {p for p, key in where.keys[grid.title].items() if key in known and p not in used}
    here = where.on(grid)
    for found in here:
        own |= _own_headings(found) | _own_formulas(found, marks, value_places(found), detail)
        own |= _own_beside(found, marks, detail)
    titles = [found.sheet.title for found in here] or [written_title(grid, description)]
    if not here:
        own |= _left_behind(grid, next((s for s in template.sheets if s.title == titles[0]), None), marks)
    static = [mark for title in titles for mark in description.static.get(title, ())]
    return own | _own_texts(grid, static, own | used)


def _own_facts(grid: RawGrid) -> set[CellPlace]:
    """On the hidden sheet: every label of folio's, and the value beside it."""
    names = {KEY_PREFIX + name for name in ("format", *FACTS)}
    pieces = re.compile(re.escape(KEY_PREFIX) + r"description \d+")
    labels = {
        p
        for p, raw in grid.cells.items()
        if p[1] == 0 and isinstance(raw, str) and (raw in names or pieces.fullmatch(raw))
    }
    return labels | {(r, 1) for r, _ in labels if (r, 1) in grid.cells}


def _own_headings(found: SheetMatch) -> set[CellPlace]:
    places = dict(found.cells)
    if found.header_row is not None:
        places |= {key: (found.header_row, col) for key, col in found.columns.items()}
    return {
        place
        for key, place in places.items()
        if normalize_name(as_text(found.grid.cells.get(place, ""))) == normalize_name(found.sheet.column(key).header)
    }


def _own_formulas(
    found: SheetMatch, marks: Marks, values: Mapping[str, CellPlace], detail: FormulaDetail
) -> set[CellPlace]:
    """Computed cells that still compute what folio wrote; a value or formula put in their place is a person's.

    ``marks`` are those of folio's formulas; ``values`` are the places of a form's values. Where a format tells only
    that a cell computes, but not what, that has to be enough; where it tells neither, every value there is taken for
    folio's.
    """
    own: set[CellPlace] = set()
    here = found.grid
    for column in (c for c in found.sheet.columns if c.measure is not None):
        places: list[CellPlace] = []
        if column.key in found.cells:
            places = [values[column.key]]
        elif column.key in found.columns:
            col = found.columns[column.key]
            # A table that was moved below ends the rows, not the formulas that were prepared for them.
            end = ROWS if detail == "text" else found.end_row
            places = [(r, c) for r, c in found.grid.cells if c == col and found.first_row <= r < end]
        if detail == "text":
            alike = _Alike(marks.get(f"{found.sheet.key}.{column.key}", ()))
            places = [p for p in places if p in here.formulas and alike(p, here.formulas[p])]
        elif detail == "places":
            places = [p for p in places if p in here.computed]
        own |= {p for p in places if p in found.grid.cells}
    return own


class _Alike:
    """Whether formulas are of one shape with folio's; down a column only the number of the row differs, as a rule."""

    def __init__(self, marks: Iterable[str]) -> None:
        self._marks = {*marks, _LEFT_OVER}
        self._row = ""
        self._pieces: list[str] = []

    def __call__(self, place: CellPlace, formula: str) -> bool:
        row = str(place[0] + 1)
        if self._pieces and formula in (self._row.join(self._pieces), row.join(self._pieces)):
            return True
        alike = formula_fingerprint(formula) in self._marks
        if alike:
            # Read once, a formula tells what it is in any other row; where it is shared, it is the first's in each.
            self._row, self._pieces = row, re.split(rf"(?<=[A-Z]){row}(?![0-9])", formula)
        return alike


# What LibreOffice leaves of a formula with names of columns that went through an .xls.
_LEFT_OVER = formula_fingerprint("NA()")


def _own_beside(found: SheetMatch, marks: Marks, detail: FormulaDetail) -> set[CellPlace]:
    """Folio's formulas outside its columns: the meter above a table, and the lists of a form."""
    folios = {*marks.get(found.sheet.key, ())}
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


def _left_behind(grid: RawGrid, sheet: Sheet | None, marks: Marks) -> set[CellPlace]:
    """Folio's formulas where a table stood that is elsewhere now: what is seen of it was cut, not what is empty."""
    if sheet is None:
        return set()
    folios = {m for c in ("", *(f".{key}" for key in sheet.keys)) for m in marks.get(sheet.key + c, ())}
    return {p for p, formula in grid.formulas.items() if p in grid.cells and formula_fingerprint(formula) in folios}


def _is_workings(grid: RawGrid, description: EmbeddedDescription) -> bool:
    return WORKINGS_SHEET in description.static and written_title(grid, description) == WORKINGS_SHEET


def _own_texts(grid: RawGrid, static: Static, taken: set[CellPlace]) -> set[CellPlace]:
    """Texts that folio wrote: first those still in their place, then those that moved, each at most once."""
    digests = {p: fingerprint(as_text(raw)) for p, raw in grid.cells.items() if p not in taken and not _nothing(raw)}
    own: set[CellPlace] = set()
    moved: Counter[str] = Counter()
    for r, c, digest in static:
        if digests.get((r, c)) == digest:
            own.add((r, c))
        else:
            moved[digest] += 1
    for place in sorted(digests.keys() - own):
        if moved[digests[place]] > 0:
            moved[digests[place]] -= 1
            own.add(place)
    return own


def _nothing(raw: object) -> bool:
    return isinstance(raw, NoValue)
