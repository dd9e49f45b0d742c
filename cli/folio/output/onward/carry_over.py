"""A new workbook with what was typed in an old one: every cell gets its place, or is listed with why not.

Nothing is taken on trust: the new workbook is read like any other, and each cell has to be found in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import isclose
from typing import Any

from folio.basics.cell_references import parse_address
from folio.basics.plain_values import as_text
from folio.domain.names import normalize_name
from folio.domain.people_kept import KEPT_SHEETS, is_of_last_term
from folio.intake.close_reading import CloseReading, Spot, closely_read
from folio.intake.formats.read_cells import read_cells
from folio.intake.model import Note
from folio.output.onward.lines import Keep, OldCell, Remark
from folio.output.onward.moves import take_to_new_places
from folio.output.onward.repacking import NOT_PRIVATE, Placed, Repacking
from folio.output.onward.start_facts import start_of
from folio.output.onward.unpacking import Unpacked, unpack
from folio.template.loading import Kit
from folio.template.plan_builder import PlannedQuestion
from folio.workbook.build import build_workbook, prefilled_rows
from folio.workbook.embedded_description import Owner

# What one cell does to another is seen once it is left out.
_TRIES = 3
_INEXACT = "it can't be carried over exactly"
_Banned = dict[Spot, str]
AddPeople = Callable[[Sequence[Mapping[str, Any]]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class NewWorkbook:
    """The bytes of a new workbook, and what became of each cell of the old one.

    ``placed`` has the new places of cells, ``remarks`` what is there otherwise or not at all, ``left_out`` the cells
    left out on purpose, and ``absorbed`` headings that are the template's now. ``lines`` counts the rows that came
    along, by sheet key. ``given_field`` is what contacts without a field got, because it had been the only one.
    """

    content: bytes
    placed: dict[Spot, Placed]
    remarks: tuple[Remark, ...]
    left_out: tuple[Spot, ...]
    absorbed: tuple[Spot, ...]
    lines: dict[str, int]
    given_field: str = ""


@dataclass(frozen=True, slots=True)
class NewParts:
    """How a new workbook is made, beside what it gets from the old one.

    ``people`` is given the rows of Contacts and returns them with more people below.
    """

    kit: Kit
    today: date
    workbook_id: str = ""
    created: datetime | None = None
    plan: tuple[PlannedQuestion, ...] = ()
    prepared: int | None = None
    keep: Keep = "everything"
    people: AddPeople | None = None


def new_from_old(old: CloseReading, given: Owner, parts: NewParts) -> NewWorkbook:
    """Make a new workbook with what was typed in an old one; ``given`` wins over what Start said there."""
    banned, banned_notes = _Banned(), _Banned()
    for _ in range(_TRIES):
        made, packing = _made(old, given, parts, banned, banned_notes)
        new = closely_read(read_cells(made.content))
        cells, notes = _wrong_cells(new, packing), _wrong_notes(new, packing)
        if not cells and not notes:
            break
        banned |= cells
        banned_notes |= notes
    if parts.people is not None:
        made, _ = _made(old, given, parts, banned, banned_notes, parts.people)
    still = (Remark(*spot, why) for spot, why in {**notes, **cells}.items())
    return replace(made, remarks=(*made.remarks, *still))


def _made(
    old: CloseReading, given: Owner, parts: NewParts, banned: _Banned, banned_notes: _Banned,
    people: AddPeople | None = None,
) -> tuple[NewWorkbook, Repacking]:  # fmt: skip
    template = parts.kit.template
    unpacked = unpack(old, template, banned.keys())
    notes = [n for n in old.reading.notes if (n.sheet, parse_address(n.cell)) not in banned_notes]
    left_out: list[Spot] = []
    if parts.keep == "people":
        left_out, notes = _left_out(unpacked, old, notes)
    start = start_of(old.facts, unpacked.form, given)
    packing = Repacking(template, parts.prepared)
    packing.remarks += [Remark(*spot, why) for spot, why in banned.items()]
    packing.remarks += [Remark(*spot, f"the note: {why}") for spot, why in banned_notes.items()]
    packing.remarks += start.remarks
    packing.remarks += take_to_new_places(unpacked, template)
    packing.pack(unpacked, start.cells, old)
    packing.pack_notes(notes, old)
    if parts.keep == "people":
        _keep_whom_one_met(packing.content.get("contacts", []), old)
    lines = {
        key: sum(any(row[k] not in (None, "") for k in row.keys() - {*template.sheet(key).listed}) for row in rows)
        for key, rows in packing.content.items()
        if key != template.sheets[0].key
    }
    given_field = _give_field(packing.content, start.only_field) if template.has("contacts", "field") else ""
    field = start.owner.fields[0] if start.owner.fields else None
    for key, rows in prefilled_rows(parts.kit, field, parts.plan).items():
        if key in packing.content:
            packing.content[key] += rows
    if people is not None:
        packing.content["contacts"] = people(packing.content.get("contacts", []))
    content = build_workbook(
        parts.kit, start.owner, workbook_id=parts.workbook_id, content=packing.content, today=parts.today,
        created=parts.created, plan=parts.plan, prepared=parts.prepared, own=packing.own,
    ).content  # fmt: skip
    made = NewWorkbook(
        content, packing.placed, tuple(packing.remarks), tuple(left_out), tuple(unpacked.absorbed), lines,
        given_field,
    )  # fmt: skip
    return made, packing


def _left_out(old: Unpacked, close: CloseReading, notes: Sequence[Note]) -> tuple[list[Spot], list[Note]]:
    """Leave out what isn't about people; return the cells, and the notes that stay."""
    cells = [*old.strays, *(old.form.pop(k) for k in [*old.form] if is_of_last_term("start", k, None))]
    for key, way in list(old.tables.items()):
        if key not in KEPT_SHEETS:
            del old.tables[key]
            cells += [heading for heading in way.own.values() if isinstance(heading, OldCell)]
            cells += [cell for line in way.lines.values() for cell in line.own.values()]
        for line in way.lines.values():
            old_ones = [k for k, cell in line.cells.items() if is_of_last_term(key, k, cell.value)]
            cells += [line.cells.pop(k) for k in old_ones if not line.is_prefilled]
    cells += [cell for sheet in old.sheets.values() for cell in sheet.values()]
    old.sheets.clear()
    old.strays.clear()
    kept = {found.title for key, found in close.sheets.items() if key in KEPT_SHEETS}
    gone = [(n.sheet, parse_address(n.cell)) for n in notes if n.sheet not in kept]
    return [*(cell.spot for cell in cells), *gone], [n for n in notes if n.sheet in kept]


def _keep_whom_one_met(people: list[dict[str, Any]], old: CloseReading) -> None:
    """Type a status that followed from the interviews of the last term: without them it wouldn't follow anymore."""
    rows = old.reading.tables["contacts"].rows if "contacts" in old.reading.tables else ()
    then = {normalize_name(as_text(row.values.get("name"))): row.values.get("status") for row in reversed(rows)}
    for person in people:
        status = then.get(normalize_name(as_text(person.get("name", ""))))
        if status and not person.get("status") and not is_of_last_term("contacts", "status", status):
            person["status"] = status


def _give_field(content: dict[str, list[dict[str, Any]]], only: OldCell | None) -> str:
    """Write the field that was the only one beside the people who had none; return it if there were such people."""
    if only is None:
        return ""
    people = [row for row in content.get("contacts", ()) if row and not row.get("field")]
    for row in people:
        row["field"] = as_text(only.typed.value)
    return as_text(only.typed.value) if people else ""


def _wrong_cells(new: CloseReading, packing: Repacking) -> _Banned:
    """The cells of the old workbook that aren't in the new one as they should be."""
    private = {(e.sheet, parse_address(e.cell)) for e in new.reading.extra if e.private}
    template = packing.template
    for key, table in new.reading.tables.items():
        secret = [c.key for c in template.sheet(key).columns if c.private]
        private |= {(row.sheet, parse_address(row.cells[k])) for row in table.rows for k in secret if k in row.cells}
    wrong = _Banned()
    for spot, placed in packing.placed.items():
        cell = new.cells.get(placed.spot)
        if cell is None or not _is_same(cell.value, placed.value):
            wrong[spot] = _INEXACT
        elif placed.private and placed.spot not in private:
            wrong[spot] = NOT_PRIVATE
    return wrong


def _wrong_notes(new: CloseReading, packing: Repacking) -> _Banned:
    """The notes of the old workbook that aren't in the new one as they should be."""
    found = {(n.sheet, parse_address(n.cell)): n for n in new.reading.notes}
    cells = {(e.sheet, parse_address(e.cell)): e.private for e in new.reading.extra}
    wrong = _Banned()
    for spot, placed in packing.placed_notes.items():
        note = found.get(placed.spot)
        if placed.private and not (note.private if note else cells.get(placed.spot)):
            wrong[spot] = NOT_PRIVATE
        elif placed.spot not in cells and (note is None or placed.value not in note.text):
            wrong[spot] = _INEXACT
    return wrong


def _is_same(found: Any, wanted: Any) -> bool:
    if isinstance(found, float) and isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return isclose(found, wanted, rel_tol=1e-15)
    return type(found) is type(wanted) and as_text(found) == as_text(wanted)
