"""A mark for each row of the job preview on the hidden sheet Workings: all that is counted of it, in one text.

``+u-4Nursing|Autonomy``: here this person first told something of the facet (else ``-``); there is an upside, no
downside, and a rating of 4 (``0`` for none, ``x`` for what is no rating); then the field and the facet. So whatever is
counted by field is one COUNTIFS over one column, however long the job preview has become.
"""

from __future__ import annotations

from collections.abc import Iterator

from folio.domain.heard import HEARD, is_heard
from folio.domain.records import Record, Records
from folio.workbook.formulas.parts import as_criterion, first_line, index_of
from folio.workbook.formulas.workings_layout import (
    MARKS_NAME,
    RATINGS_NAME,
    THIS_LINE,
    FieldFact,
    fact_name,
)

ONLY = fact_name(FieldFact.ONLY)
# The characters before the field and the facet.
_FLAGS = 4


def times(field: str, facet: str, *, first: str = "?", up: str = "?", down: str = "?", rating: str = "?") -> str:
    """How many rows have such a mark; ``field`` and ``facet`` are formulas of criteria (see ``as_criterion``)."""
    return f'COUNTIFS({MARKS_NAME},"={first}{up}{down}{rating}"&{field}&"|"&{facet})'


def times_heard(field: str, facet: str) -> str:
    """How many rows tell anything."""
    return f"({times(field, facet)}-{times(field, facet, up='-', down='-', rating='0')})"


def times_rated(field: str, facet: str) -> str:
    """How many rows have each of the ratings from 1 to 5: an array."""
    return times(field, facet, rating=f'"&{RATINGS_NAME}&"')


def field_or_any(name: str) -> str:
    """The criterion of a field; of any field where its name is empty."""
    return f'IF({name}="","*",{as_criterion(name)})'


def after_flags(marks: str) -> str:
    """The field and the facet of marks, which are a formula."""
    return f"MID({marks},{_FLAGS + 1},255)"


def mark_formula() -> str:
    """The mark of a row, a formula that costs nothing where the row is empty."""
    contact, facet, up, down, rating = (
        index_of(f"preview.{key}", THIS_LINE) for key in ("contact", "facet", "upside", "downside", "rating")
    )
    told = "+".join(f'(preview__{key}<>"")' for key in HEARD)
    first = first_line(f"(preview__contact={contact})*(preview__facet={facet})*({told}>0)", "preview.contact")
    found = index_of("contacts.field", f"MATCH({as_criterion(contact)},contacts__name,0)")
    theirs = f'IFERROR({found}&"","")'
    parts = (
        f'IF({contact}="","-",IF({first}={THIS_LINE},"+","-"))',
        f'IF({up}="","-","u")',
        f'IF({down}="","-","d")',
        f'IF(ISNUMBER({rating})*ISNUMBER(MATCH({rating},{RATINGS_NAME},0)),{rating},IF({rating}="","0","x"))',
        f'IF({theirs}="",{ONLY},{theirs})',
        f'"|"&{facet}',
    )
    return f'=IFERROR(IF({contact}&{facet}="","",{"&".join(parts)}),"")'


def marks(records: Records) -> Iterator[str]:
    """What ``mark_formula`` shows in each row."""
    told_before: set[tuple[str, str]] = set()
    for row in records.rows("preview"):
        this = row.key("contact"), row.key("facet")
        new = bool(this[0]) and is_heard(row) and this not in told_before
        told_before |= {this} if new else set()
        yield f"{'+' if new else '-'}{_flags(row)}{key_of(records, row)}" if any(this) else ""


def key_of(records: Records, row: Record) -> str:
    """The field and the facet of a row, as its mark says them."""
    contact = records.contact(row.text("contact"))
    field = (contact.text("field") if contact else "") or records.only_field
    return f"{field}|{row.text('facet')}"


def _flags(row: Record) -> str:
    rating = row.rating("rating")
    rated = ("x" if row.has("rating") else "0") if rating is None else str(rating)
    return f"{'u' if row.has('upside') else '-'}{'d' if row.has('downside') else '-'}{rated}"
