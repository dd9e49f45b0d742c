"""Rules about what is written: interviews of which nothing is noted, ratings that rest on nothing, one-sided previews.

What a counselor would ask about; never an error. Until two days after an interview there is still time to note it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import groupby
from string import ascii_uppercase

from folio.basics.wording import counted, visible
from folio.domain.answers import COLUMNS, FIRST, answers_of
from folio.domain.disagreements import disagreements
from folio.domain.gaps import quality_key
from folio.domain.heard import HEARD
from folio.domain.interviews import GRACE
from folio.domain.names import normalize_name
from folio.domain.previews import lean
from folio.intake.model import Reading
from folio.intake.rules.frames import READING, ROW, WHO, Who, person_column
from folio.intake.rules.rule_input import (
    Found,
    FrameRow,
    RuleInput,
    are_completed,
    has_words,
    is_in,
    rows_where,
)
from folio.template.schema import Template

# A text as long as this, in so many cells, was pasted rather than said.
LONG_TEXT, MANY_CELLS, CELLS_SHOWN = 20, 3, 6
# The upper quarter of a scale is high: 4 and 5 of 1 to 5.
HIGH = 0.75

# The cells that show, on sheets about other things too, that something was learned of a person; elsewhere any does.
_TELLING = {
    "contacts": (), "offers": (), "questions": (FIRST,), "follow_ups": ("point", "advice_used"),
}  # fmt: skip
# Words about an interview that are written before it.
_BEFOREHAND = {"goal"}
# Words from or about an interview; the same words may well stand twice where one had read or plans something.
_ANSWERS = (
    *(("questions", answer) for answer in COLUMNS),
    ("interviews", "takeaway"), ("interviews", "takeaway_2"), ("interviews", "takeaway_3"),
    ("interviews", "surprise"), ("interviews", "misconception"), ("preview", "upside"), ("preview", "downside"),
    ("peaks_wanted", "words"),
)  # fmt: skip
_RATED = (("preview", "rating"), ("peaks_wanted", "importance"))
# The cells of these sheets that someone must have said; a row without them only prepares for an interview.
_SAID = {"preview": HEARD, "peaks_wanted": ("quality", "importance", "words")}


def nothing_noted(data: RuleInput) -> Found:
    """Two days after an interview nothing that was learned is noted anywhere; reported once for each person."""
    frame = data.frame("interviews", "contact", "date", "status", "takeaway")
    if frame is None:
        return
    here = is_in(frame[READING], _whole(data) - data.with_unlisted("questions", "answer") - _nameless(data))
    silent = here & is_in(frame[WHO], data.known - _learned_of(data))
    past = data.are_past("interviews", "date", GRACE)
    seen: set[Who] = set()
    beside: dict[int, set[tuple[str, str]]] = {}
    for line in rows_where(frame, silent & past & are_completed(frame)):
        row, index = data.row("interviews", line), line[READING]
        if index not in beside:
            beside[index] = _rows_with_more(data.readings[index])
        if line[WHO] not in seen and (row.sheet, str(row.number)) not in beside[index]:
            seen.add(line[WHO])
            yield data.problem("nothing-noted", "interviews", line, "takeaway")


def _learned_of(data: RuleInput) -> set[Who]:
    found: set[Who] = set()
    for key, frame in data.frames.items():
        who = frame.values[WHO]
        readings: dict[frozenset[str] | None, set[int]] = defaultdict(set)
        for i, reading in enumerate(data.readings):
            if reading.template:
                readings[_telling(reading.template, key)].add(i)
        for telling, here in readings.items():
            told = is_in(frame.values[READING], here)
            found |= set(who[told if telling is None else told & data.filled_in(key, *telling)].dropna())
    answers = ((i, answer) for i in data.readable for answer in answers_of(data.records(i)))
    return found | {(i, normalize_name(answer.contact)) for i, answer in answers}


def _telling(template: Template, key: str) -> frozenset[str] | None:
    """The columns of a sheet that tell of an interview; None where any row does."""
    if key == "interviews":
        return has_words(template.sheet(key)) - _BEFOREHAND
    return frozenset(_TELLING[key]) if key in _TELLING else None


def _whole(data: RuleInput) -> set[int]:
    """The readings whose file still has every sheet and column where something learned could stand."""
    return {i for i, r in enumerate(data.readings) if r.template and _is_whole(r, r.template)}


def _is_whole(reading: Reading, template: Template) -> bool:
    for sheet in template.tables:
        naming, telling = person_column(sheet), _telling(template, sheet.key)
        if naming and telling != frozenset():
            wanted = {naming, *(telling or ())} & set(sheet.keys)
            if sheet.key not in reading.tables or not wanted <= set(reading.tables[sheet.key].columns):
                return False
    return True


def _nameless(data: RuleInput) -> set[int]:
    """The readings in which something is noted of nobody, or of a name that nobody has: it may be about anyone."""
    return set().union(*(data.with_unlisted(key, *said) for key, said in _SAID.items()))


def _rows_with_more(reading: Reading) -> set[tuple[str, str]]:
    """The rows, as (sheet, number), in which something stands beside the tables: in an own column, or in a note."""
    places = [(e.sheet, e.cell) for e in reading.extra] + [(n.sheet, n.cell) for n in reading.notes]
    return {(sheet, cell.lstrip(ascii_uppercase)) for sheet, cell in places}


def rating_without_source(data: RuleInput) -> Found:
    """A rating names nobody it comes from; where a name is required, that it is missing is told already."""
    for key, rating in _RATED:
        frame = data.frame(key, rating, "contact")
        if frame is not None:
            here = is_in(frame[READING], data.having(key, "contact", wanted=lambda c: not c.required))
            for line in rows_where(frame, here & data.filled_in(key, rating) & ~data.filled_in(key, "contact")):
                rated = data.template(line).sheet(key).column(rating).header
                yield data.problem("rating-without-source", key, line, "contact", rated=rated)


def rating_without_words(data: RuleInput) -> Found:
    """A side of the job is rated, and nothing in the row says why; of people one has not met, that is told instead."""
    frame = data.frame("preview", "rating", "upside", "downside")
    if frame is None:
        return
    whole = data.having("preview", "rating", "upside", "downside")
    bare = data.filled_in("preview", "rating") & ~data.filled_in("preview", "upside", "downside")
    for line in rows_where(frame, bare & is_in(frame[READING], whole) & is_in(frame[WHO], data.met - data.fresh)):
        row = data.row("preview", line)
        if not any(map(row.has, has_words(data.template(line).sheet("preview")))):
            rated = data.template(line).sheet("preview").column("rating").header
            yield data.problem("rating-without-words", "preview", line, "upside", rated=rated)


def source_not_met(data: RuleInput) -> Found:
    """Someone is named as a source, and no interview with them was held; told once for each person."""
    sure = data.having("interviews", "contact", "status", "date") & data.having("contacts", "name", "status")
    unmet = data.known - data.met
    named: dict[Who, list[tuple[str, FrameRow]]] = defaultdict(list)
    for key, said in _SAID.items():
        if (frame := data.frame(key, "contact")) is not None:
            here = is_in(frame[READING], sure - data.with_unlisted("interviews", "contact", "date", "status"))
            for line in rows_where(frame, here & data.filled_in(key, *said) & is_in(frame[WHO], unmet)):
                named[line[WHO]].append((key, line))
    for rows in named.values():
        key, line = rows[0]
        yield data.problem("source-not-met", key, line, "contact", rows=counted(len(rows), "row"))


def only_upsides(data: RuleInput) -> Found:
    """Three upsides or more of one person and no downside; told once for each person."""
    frame = data.frame("preview", "contact", "upside", "downside")
    if frame is None:
        return
    here = is_in(frame[READING], data.having("preview", "contact", "upside", "downside"))
    balanced = set(frame[WHO][data.filled_in("preview", "downside")].dropna())
    told: dict[Who, list[FrameRow]] = defaultdict(list)
    for line in rows_where(
        frame, here & data.filled_in("preview", "upside") & is_in(frame[WHO], data.known - balanced - data.fresh)
    ):
        told[line[WHO]].append(line)
    for rows in told.values():
        if lean(len(rows), 0) == "only ups":
            yield data.problem("only-upsides", "preview", rows[0], "downside", count=len(rows))


def people_disagree(data: RuleInput) -> Found:
    """The only two people in a field who told something of a facet contradict each other."""
    for i in sorted(data.showing("preview", "contact", "facet", "upside", "downside", "rating")):
        for it in disagreements(data.records(i)):
            first, line = (data.at(i, "preview", voice.rows[0]) for voice in (it.first, it.second))
            other = data.name(data.template(line).sheet("preview"), first)
            facet = visible(it.second.rows[0].text("facet"), 60)
            yield data.problem("people-disagree", "preview", line, "facet", facet=facet, other=other)


def no_document(data: RuleInput) -> Found:
    """A quality of their own is rated high, and no row of it names a document."""
    for i in sorted(data.showing("peaks_mine", "quality", "rating", "document")):
        rows = data.records(i).rows("peaks_mine")
        documented = {quality_key(r) for r in rows if r.has("document")}
        for row in rows:
            rating, line = row.rating("rating"), data.at(i, "peaks_mine", row)
            column = data.template(line).sheet("peaks_mine").column("rating")
            low, high = column.low or 0, column.high or 0
            if rating is not None and rating >= low + HIGH * (high - low) and quality_key(row) not in documented:
                named = visible(row.text("quality"), 60) or "This quality"
                yield data.problem("no-document", "peaks_mine", line, "document", quality=named, rating=rating)


def same_text(data: RuleInput) -> Found:
    """The same words stand as an answer in three cells or more of a workbook; told once, at the second of them."""
    found: dict[tuple[int, str], list[tuple[str, FrameRow, str]]] = defaultdict(list)
    for key, column in _ANSWERS:
        frame = data.frame(key, column)
        if frame is not None:
            shown = data.showing(key, column)
            for i, j, text in zip(frame[READING], frame[ROW], frame[column], strict=True):
                same = normalize_name(text) if i in shown and isinstance(text, str) else ""
                if len(same) >= LONG_TEXT:
                    found[i, same].append((key, {READING: i, ROW: j}, column))
    for cells in found.values():
        if len(cells) >= MANY_CELLS:
            key, line, column = cells[1]
            yield data.problem("same-text", key, line, column, count=len(cells), places=_places(data, cells))


def _places(data: RuleInput, cells: list[tuple[str, FrameRow, str]]) -> str:
    """The first of these cells by sheet: ``Job preview C6, C7; Interviews I6 and 4 more``."""
    shown = [
        (row.sheet, row.cells[column]) for key, line, column in cells[:CELLS_SHOWN] for row in [data.row(key, line)]
    ]
    by_sheet = (f"{sheet} {', '.join(cell for _, cell in group)}" for sheet, group in groupby(shown, lambda p: p[0]))
    more = f" and {len(cells) - CELLS_SHOWN} more" if len(cells) > CELLS_SHOWN else ""
    return "; ".join(by_sheet) + more


RULES: tuple[Callable[[RuleInput], Found], ...] = (
    nothing_noted, rating_without_source, rating_without_words, source_not_met, only_upsides,
    people_disagree, no_document, same_text,
)  # fmt: skip
