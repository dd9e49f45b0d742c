"""Find each sheet of the template in a file.

Signals, in the order in which they are believed: the hidden key cells, then a row of its headings. Where two sheets
could be the same table, the one that still has the template's title is read; otherwise that is a question, not a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from folio.basics.cell_references import CellPlace
from folio.domain.names import normalize_name
from folio.intake.locate.columns import main_row, place_columns
from folio.intake.locate.form_fields import place_lines
from folio.intake.locate.headings import best_row, says_only_folios
from folio.intake.locate.identify import written_title
from folio.intake.locate.sheet_match import KeyCell, Names, SheetMatch
from folio.intake.model import Problem
from folio.intake.problems.make import make_problem, quoted
from folio.intake.raw_workbook import RawGrid, RawWorkbook
from folio.template.schema import KEY_PREFIX, Sheet, Template
from folio.workbook.embedded_description import EmbeddedDescription, defined_name, parse_key
from folio.workbook.feedback_traces import is_feedback

# A sheet without keys counts as a table if at least this share of its headings is in one row; its own title counts
# for a lot, but is not enough.
_ENOUGH, _TITLE = 0.6, 0.5
# Between that share and this one, folio asks.
_SIMILAR = 0.3
# Someone may have typed a space before a key.
_NEAR = 12


@dataclass(slots=True)
class SheetMap:
    """All sheets that were found, and problems with them.

    ``keys`` gives the key cells of each grid by its title; ``feedback`` has the titles of the sheets of feedback.
    """

    located: dict[str, SheetMatch] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    keys: dict[str, dict[CellPlace, tuple[str, str]]] = field(default_factory=dict)
    feedback: set[str] = field(default_factory=set)

    def on(self, grid: RawGrid) -> list[SheetMatch]:
        """Return the template's sheets in this grid; more than one if a table was moved below another."""
        return [found for found in self.located.values() if found.grid is grid]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A grid that could be a sheet, with its key cells as (row, col, column key); none if only its headings match."""

    grid: RawGrid
    keys: tuple[KeyCell, ...] = ()


def locate(book: RawWorkbook, template: Template, description: EmbeddedDescription, hidden: Iterable[str]) -> SheetMap:
    """Find every sheet and column of the template; ``hidden`` are titles of folio's own sheets, never searched."""
    result = SheetMap()
    for grid in book.grids:
        marks = {p: raw for p, raw in grid.cells.items() if isinstance(raw, str) and KEY_PREFIX in raw[:_NEAR]}
        result.keys[grid.title] = {p: key for p, raw in marks.items() if (key := parse_key(raw))}
        if not result.keys[grid.title] and is_feedback(marks.values()):
            result.feedback.add(grid.title)
    # A sheet with keys is searched even if it has the title of a hidden one.
    passed = {title for title in hidden if not result.keys.get(title)} | result.feedback
    grids = [g for g in book.grids if g.title not in passed]
    keyed = _by_keys(grids, result.keys)
    # The question bank has the headings of the question plan, but nobody fills it in.
    plain = {
        key: [c for c in candidates if written_title(c.grid, description) != template.bank_title]
        for key, candidates in _without_keys(template, grids, keyed, result.keys, book.names).items()
    }
    for sheet in template.sheets:
        with_keys, without = keyed.get(sheet.key, []), plain.get(sheet.key, [])
        chosen, problems = _choose(sheet, with_keys, without)
        result.problems += problems
        if chosen is not None:
            written = frozenset(mark for _, _, mark in description.static.get(sheet.title, ()))
            found = SheetMatch(sheet, chosen.grid, written=written)
            place = place_columns if sheet.layout == "table" else place_lines
            strays = _strays(sheet, chosen.grid, result.keys)
            result.problems += place(found, chosen.keys, book.names, strays)
            result.located[sheet.key] = found
        elif not (with_keys or without) and any(c.typed for c in sheet.columns):
            hint = _similar(sheet, template, grids)
            result.problems.append(make_problem("sheet-missing", title=sheet.title, hint=hint))
    _end_where_others_begin(list(result.located.values()))
    return result


def _by_keys(
    grids: Sequence[RawGrid], keys: Mapping[str, Mapping[CellPlace, tuple[str, str]]]
) -> dict[str, list[_Candidate]]:
    found: dict[str, list[_Candidate]] = defaultdict(list)
    for grid in grids:
        by_sheet: dict[str, list[KeyCell]] = defaultdict(list)
        for (row, col), (sheet, column) in sorted(keys[grid.title].items()):
            by_sheet[sheet].append((row, col, column))
        for sheet, places in by_sheet.items():
            found[sheet].append(_Candidate(grid, tuple(places)))
    # One or two stray keys, as from a column that was moved to another sheet, do not make a sheet.
    most = {sheet: max(len(c.keys) for c in candidates) for sheet, candidates in found.items()}
    return {sheet: [c for c in candidates if len(c.keys) * 2 >= most[sheet]] for sheet, candidates in found.items()}


def _without_keys(
    template: Template, grids: Iterable[RawGrid], keyed: Mapping[str, list[_Candidate]],
    keys: Mapping[str, Mapping[CellPlace, tuple[str, str]]], names: Names,
) -> dict[str, list[_Candidate]]:  # fmt: skip
    """Return the grids without a sheet's keys that could still be it, by its headings or defined names.

    A grid with keys of other sheets counts only for sheets that are nowhere else: someone may have put one table below
    another.
    """
    found: dict[str, list[_Candidate]] = defaultdict(list)
    lost = [s for s in template.tables if all(_hollow(s, c) for c in keyed.get(s.key, ()))]
    for grid in grids:
        here = {sheet for sheet, _ in keys[grid.title].values()}
        wanted = [s for s in lost if s.key not in here] if here else template.sheets
        if grid.title == template.bank_title or not grid.cells or not wanted:
            continue
        scored = [(_likeness(s, grid, names) + _TITLE * (not here and grid.title == s.title), s.key) for s in wanted]
        for score, sheet in scored if here else [max(scored, key=lambda pair: pair[0])]:
            if score >= _ENOUGH:
                found[sheet].append(_Candidate(grid))
    return found


def _likeness(sheet: Sheet, grid: RawGrid, names: Names) -> float:
    """Return the share of a sheet's columns with headings in one row of a grid, or defined names in it."""
    typed = [c.key for c in sheet.columns if c.typed]
    places = (names.get(defined_name(sheet.key, key)) for key in typed)
    named = sum(place is not None and place[0] == grid.title for place in places)
    return max(best_row(sheet, grid)[1], named / max(len(typed), 1))


def _choose(sheet: Sheet, keyed: list[_Candidate], plain: list[_Candidate]) -> tuple[_Candidate | None, list[Problem]]:
    """Choose the grid that is this sheet; if two could be, ask instead of guessing."""
    # If someone cut and pasted the visible cells, the keys stay behind with nothing below them.
    live = [c for c in keyed if not _hollow(sheet, c)]
    group = live or plain or keyed
    if not group:
        return None, []
    titled = [c for c in group if c.grid.title == sheet.title]
    if len(group) > 1 and len(titled) != 1:
        title, other = group[0].grid.title, group[1].grid.title
        return None, [make_problem("sheet-ambiguous", title=title, other=other, wanted=sheet.title)]
    chosen = titled[0] if len(group) > 1 else group[0]
    title = chosen.grid.title
    problems = []
    if keyed and group is plain:
        problems.append(make_problem("sheet-moved", sheet=title, title=title, wanted=sheet.title))
    others = dict.fromkeys(c.grid.title for c in (*group, *plain) if c.grid is not chosen.grid)
    problems += [make_problem("sheet-twice", sheet=o, title=title, other=o, wanted=sheet.title) for o in others]
    return chosen, problems


def _hollow(sheet: Sheet, candidate: _Candidate) -> bool:
    """Whether there is nothing below a table's keys, not even headings."""
    if sheet.layout == "form":
        return False
    top = main_row(candidate.keys)
    # What folio proposes or lists stays behind in rows that nobody has filled.
    own = {c.key for c in sheet.columns if c.typed and c.proposal is None and c.key not in sheet.listed}
    columns = {col for _, col, key in candidate.keys if key in own}
    return not any(row > top and col in columns for row, col in candidate.grid.cells)


def _strays(sheet: Sheet, grid: RawGrid, keys: Mapping[str, Mapping[CellPlace, tuple[str, str]]]) -> dict[str, str]:
    """Return the columns of a sheet whose key is in another grid: column key -> that grid's title."""
    return {
        column: title
        for title, places in keys.items()
        for owner, column in places.values()
        if owner == sheet.key and title != grid.title
    }


def _similar(sheet: Sheet, template: Template, grids: Iterable[RawGrid]) -> str:
    """Suggest a sheet for one that is missing: by a similar title, or by some of its headings."""
    others = {s.title for s in template.sheets} - {sheet.title}
    free = [g for g in grids if g.title not in others]
    close = get_close_matches(normalize_name(sheet.title), [normalize_name(g.title) for g in free], n=1, cutoff=0.75)
    meant = [g for g in free if normalize_name(g.title) in close] or [
        g for g in free if best_row(sheet, g)[1] >= _SIMILAR
    ]
    return f" Is it {quoted(meant[0].title)} now?" if meant else ""


def _end_where_others_begin(found: list[SheetMatch]) -> None:
    """End each table where another one, perhaps with its title, was moved below it."""
    for upper in found:
        for lower in found:
            below = lower.grid is upper.grid and lower.top > upper.top
            if below and set(upper.columns.values()) & set(lower.columns.values()):
                upper.end_row = min(upper.end_row, _with_its_title(lower))


def _with_its_title(found: SheetMatch) -> int:
    """Return the first of the rows right above a table that hold only what folio wrote there."""
    top = found.top
    for row in sorted((r for r in found.grid.by_row if r < found.top), reverse=True):
        # The prepared formulas of the table above continue here.
        typed = found.grid.typed_row(row)
        if not typed or not says_only_folios(found, typed):
            break
        top = row
    return top
