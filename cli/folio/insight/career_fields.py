"""What you learned about each field, and whether it is enough to decide."""

from __future__ import annotations

from dataclasses import dataclass

from folio.basics.wording import sentence_list
from folio.domain.decisions import MOST_NAMED, Basis, basis_for
from folio.domain.interviews import completed_about, mean_interest
from folio.domain.main_sides import main_sides
from folio.domain.names import normalize_name
from folio.domain.previews import Facet, Preview, preview_of
from folio.domain.records import Records, mean
from folio.insight.field_decisions import FieldDecision, decided_fields, decision_about
from folio.insight.interview_findings import Interview

# Where people are named, by sheet.
NAMES = {"contacts": "name", "interviews": "contact", "preview": "contact", "peaks_wanted": "contact"}


@dataclass(frozen=True, slots=True)
class FieldFindings:
    """One field of interest.

    ``before``, ``after``, ``change``: mean interest (1-5) over the completed interviews that have both ratings, so that
    the three belong together; None when no interview has. ``rated`` are these interviews. ``basis`` tells whether there
    is enough to decide, and why. ``preview`` is None where the workbook has no such sheet. ``decision`` is the
    student's own; ``speaks_for`` and ``speaks_against`` are the facets with most upsides and downsides. Where ``field``
    is empty, it is about those for whom none is noted: there is nothing to decide, and ``basis`` says who they are.
    """

    field: str
    people: int
    interviews: int
    before: float | None
    after: float | None
    change: float | None
    rated: tuple[Interview, ...]
    preview: Preview | None
    basis: Basis
    decision: FieldDecision | None = None
    speaks_for: tuple[Facet, ...] = ()
    speaks_against: tuple[Facet, ...] = ()


def find_fields(records: Records, interviews: tuple[Interview, ...]) -> tuple[FieldFindings, ...]:
    """List the fields of the start sheet first, then those named only in the contacts, what has none at the end."""
    contacts = [c.text("name") for c in records.rows("contacts") if c.text("name")]
    heard = [r.text("contact") for key in ("preview", "peaks_wanted") for r in records.rows(key)]
    met = [records.field_of(name) for name in (*contacts, *heard)]
    named = [*records.fields, *decided_fields(records), *(t.field for t in interviews), *met]
    fields = {normalize_name(f): f for f in reversed(named)}
    ordered = sorted(dict.fromkeys(normalize_name(f) for f in named), key=lambda key: not key)
    by_field = [normalize_name(records.field_of(name)) for name in contacts]
    return tuple(_field(records, fields[key], by_field.count(key), interviews) for key in ordered)


def _field(records: Records, field: str, people: int, interviews: tuple[Interview, ...]) -> FieldFindings:
    own = [t for t in interviews if t.completed and normalize_name(t.field) == normalize_name(field)]
    preview = preview_of(records, field)
    both = [t for t in own if t.change is not None]
    before, after = mean_interest(completed_about(records, field))
    return FieldFindings(
        field=field,
        people=people,
        interviews=len(own),
        before=before,
        after=after,
        change=mean(t.change for t in both),
        rated=tuple(both),
        preview=preview,
        basis=basis_for(records, field) if field else Basis(missing=(_whose(records),), judged=False),
        decision=decision_about(records, field),
        speaks_for=main_sides(preview, "upside") if field else (),
        speaks_against=main_sides(preview, "downside") if field else (),
    )


def _whose(records: Records) -> str:
    """Say for whom no field is noted, and what to do about it."""
    noted = (r.text(key) for sheet, key in NAMES.items() for r in records.rows(sheet))
    names = list(
        {normalize_name(name): records.spelled(name) for name in noted if name and not records.field_of(name)}.values()
    )
    if not names:
        return "These notes have no name. Add one, and they will be listed under that person's field."
    who = sentence_list(names, MOST_NAMED)
    return (
        f"There is no field for {who} yet. Fill it in on the Contacts sheet, and what you hear will be listed under it."
    )
