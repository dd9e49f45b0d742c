"""Which cells are folio's own, and which lie in private columns: what is left belongs to the person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from folio.intake.canonical import as_text, squeeze
from folio.intake.facts import Place
from folio.intake.locate import Located
from folio.intake.read import Grid
from folio.template.model import KEY_PREFIX, META_SHEET, Column, Template
from folio.workbook.identity import FACTS, Carried, fingerprint, parse_key
from folio.workbook.measures import row_formula, sheet_formula

Static = Iterable[tuple[int, int, str]]


def own_places(
    grid: Grid, found: Located | None, template: Template, carried: Carried, used: set[Place], *, knows_formulas: bool
) -> set[Place]:
    """The cells that hold, unchanged, what folio wrote: keys, headings, formulas, and its other texts."""
    if grid.title == META_SHEET:
        return _own_facts(grid)
    known = {(s.key, c.key) for s in template.sheets for c in s.columns}
    own = {p for p, raw in grid.cells.items() if p not in used and parse_key(raw) in known}
    if found is not None:
        own |= _own_headings(found) | _own_formulas(found, template, knows_formulas=knows_formulas)
    title = found.sheet.title if found is not None else _static_title(grid, carried)
    return own | _own_texts(grid, carried.static.get(title, ()), own | used)


def _own_facts(grid: Grid) -> set[Place]:
    """On the hidden sheet: every label of folio's, and the value beside it."""
    names = {KEY_PREFIX + name for name in ("format", *FACTS)}
    pieces = re.compile(re.escape(KEY_PREFIX) + r"description \d+")
    labels = {
        p
        for p, raw in grid.cells.items()
        if p[1] == 0 and isinstance(raw, str) and (raw in names or pieces.fullmatch(raw))
    }
    return labels | {(r, 1) for r, _ in labels if (r, 1) in grid.cells}


def _own_headings(found: Located) -> set[Place]:
    places = dict(found.cells)
    if found.header_row is not None:
        places |= {key: (found.header_row, col) for key, col in found.columns.items()}
    return {
        place
        for key, place in places.items()
        if squeeze(as_text(found.grid.cells.get(place, ""))) == squeeze(found.sheet.column(key).header)
    }


def _own_formulas(found: Located, template: Template, *, knows_formulas: bool) -> set[Place]:
    """Computed cells that still compute what folio wrote; a value or formula put in their place is a person's."""
    own: set[Place] = set()
    for column in (c for c in found.sheet.columns if c.measure is not None):
        places: list[Place] = []
        if column.key in found.cells:
            row, col = found.cells[column.key]
            places = [(row, col + 1)]
        elif column.key in found.columns:
            col = found.columns[column.key]
            places = [(r, c) for r, c in found.grid.cells if c == col and r >= found.first_row]
        shape = _shape(_formula(found, template, column))
        formulas = found.grid.facts.formulas
        own |= {
            p
            for p in places
            if p in found.grid.cells and (not knows_formulas or (p in formulas and _shape(formulas[p]) == shape))
        }
    return own


def _formula(found: Located, template: Template, column: Column) -> str:
    if column.measure is None:
        return ""
    return row_formula(found.sheet, column, "") if column.measure.by_row else sheet_formula(template, column.measure)


@lru_cache(maxsize=1 << 12)
def _shape(formula: str) -> Counter[str]:
    """What a formula is made of: functions, texts and numbers. Each program writes references in its own way."""
    texts = re.findall(r'"(?:[^"]|"")*"', formula)
    rest = re.sub(r'"(?:[^"]|"")*"', " ", formula)
    while (shorter := re.sub(r"\[[^\[\]]*\]", " ", rest)) != rest:
        rest = shorter
    rest = re.sub(r"'(?:[^']|'')*'", " ", rest).upper()
    rest = re.sub(r"\$?\b[A-Z]{1,3}\$?\d+\b", " ", rest)
    functions = re.findall(r"([A-Z][A-Z0-9]*)\(", rest)
    return Counter([*texts, *functions, *re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w(])", rest)])


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


def value_column(found: Located, carried: Carried) -> int | None:
    """The column of a form's values, found once for all its lines; None where only their labels can tell.

    It is the column beside the labels, or left of folio's hints when one was put in between: whichever holds more.
    """
    hints = {mark for _, _, mark in carried.static.get(found.sheet.title, ())}
    beside = Counter(col + 1 for _, col in found.cells.values()).most_common(1)
    left_of_hints = Counter(
        col - 1
        for row, label in found.cells.values()
        for col, raw in found.grid.row(row).items()
        if col > label + 1 and fingerprint(as_text(raw)) in hints
    ).most_common(1)
    rows = {row for row, _ in found.cells.values()}
    filled = {col: sum((r, col) in found.grid.cells for r in rows) for col, _ in (*left_of_hints, *beside)}
    return max(filled, key=lambda col: (filled[col], -col)) if filled else None


def private_places(
    grid: Grid, found: Located | None, template: Template, located: Mapping[str, Located]
) -> Callable[[Place], bool]:
    """Return whether a cell must be taken for private: it stands in a private column, or may come from one.

    A private column is known by its key or its heading anywhere in the sheet. Where a sheet with private columns has
    lost them, or its headings, nothing tells what came from there, and everything left over counts as private.
    """
    private = {(s.key, c.key) for s in template.sheets for c in s.columns if c.private}
    names = {squeeze(n) for s in template.sheets for c in s.columns if c.private for n in (c.header, *c.aliases)}
    columns = {
        col: row
        for (row, col), raw in sorted(grid.cells.items(), reverse=True)
        if isinstance(raw, str) and (parse_key(raw) in private or squeeze(raw) in names)
    }
    if found is not None:
        columns |= {col: 0 for key, col in found.columns.items() if (found.sheet.key, key) in private}
        lost = any((found.sheet.key, c.key) in private and c.key not in found.columns for c in found.sheet.columns)
    else:
        # Where a sheet with private columns is missing, this may be what has become of it.
        lost = any(s.key not in located and any(c.private for c in s.columns) for s in template.sheets)
    taken = set(found.columns.values()) if found is not None else set()

    def secret(place: Place) -> bool:
        row, col = place
        return (col in columns and row > columns[col]) or (lost and col not in taken)

    return secret
