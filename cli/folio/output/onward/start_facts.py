"""Whose new workbook it is: what its maker says of the owner, else what the old one's Start said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from folio.basics.plain_values import as_text
from folio.basics.wording import visible
from folio.domain.names import normalize_name
from folio.output.onward.lines import OldCell, Remark
from folio.workbook.embedded_description import EARLIEST, Owner, name_error

FIELDS = ("field_1", "field_2", "field_3")
# Who it is made for stays so, even where the cell on Start was emptied.
_IDENTITY = ("name", "student_id", "email", "class")


@dataclass(frozen=True, slots=True)
class Start:
    """The owner of a new workbook, the cells of Start that are carried over by their key, and remarks on the others.

    ``only_field`` is the one field that the old workbook had, where the new one has more.
    """

    owner: Owner
    cells: Mapping[str, OldCell]
    remarks: tuple[Remark, ...] = ()
    only_field: OldCell | None = None


def start_of(facts: Mapping[str, str], form: Mapping[str, OldCell], given: Owner) -> Start:
    """Join what is given for a new workbook, which wins, with what Start says in the old one.

    ``facts`` are what folio had written there. Of these, it writes again what is unchanged; the rest is the person's.
    """
    told = given.start_row()
    cells = {key: cell for key, cell in form.items() if key not in FIELDS}
    replaced = [k for k in cells if k in told and not _says(cells[k], told[k])]
    remarks = [Remark(*cells.pop(k).spot, f"{visible(told[k], 60)} is there instead") for k in replaced]
    known = {k: v for k, v in facts.items() if v and (k in _IDENTITY or _is_fact(form.get(k), v))}
    fields = [form[key] for key in FIELDS if key in form]
    # A new field comes first, and the others move on.
    new = [next((cell for cell in fields if _says(cell, name)), name) for name in given.fields]
    names = [*new, *(cell for cell in fields if cell not in new)]
    remarks += [Remark(*c.spot, f"there is room for {len(FIELDS)} fields") for c in _cells(names[len(FIELDS) :])]
    names = names[: len(FIELDS)]
    cells |= {key: one for key, one in zip(FIELDS, names, strict=False) if isinstance(one, OldCell)}
    folios = {*given.fields, *(v for k, v in known.items() if k in FIELDS)}
    texts = (one if isinstance(one, str) else as_text(one.typed.value) for one in names)
    said = {key: str(told.get(key) or _fit(known.get(key, ""))) for key in (*_IDENTITY, "counselor")}
    owner = Owner(
        said["name"], said["student_id"], said["email"], said["class"], said["counselor"],
        given.due or _day(known.get("due", "")), tuple(takewhile(folios.__contains__, texts)),
    )  # fmt: skip
    return Start(owner, cells, tuple(remarks), fields[0] if len(fields) == 1 < len(names) else None)


def _cells(names: Iterable[str | OldCell]) -> list[OldCell]:
    return [one for one in names if isinstance(one, OldCell)]


def _is_fact(cell: OldCell | None, fact: str) -> bool:
    """Whether folio wrote what stands in a cell, and nobody has changed it."""
    return cell is not None and not cell.differs and as_text(cell.value) == fact


def _says(cell: OldCell, what: object) -> bool:
    return cell.said == normalize_name(as_text(what))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= EARLIEST else None


def _fit(text: str) -> str:
    """A name as a workbook can hold it; one from elsewhere may be anything."""
    return "" if name_error(text) else text
