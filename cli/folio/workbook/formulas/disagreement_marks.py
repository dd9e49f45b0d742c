"""Which rows of the job preview show that the only two people who told of a facet, in a field, disagree.

One of the two rows is marked, with field and facet: the one with the lower of two ratings that lie far apart, or of
who named only upsides where the other named only downsides.
"""

from __future__ import annotations

from collections.abc import Iterator

from folio.domain.disagreements import FAR_APART, Voice, disagreements
from folio.domain.records import Record
from folio.workbook.formulas.heard_marks import after_flags, key_of
from folio.workbook.formulas.parts import BEYOND, SheetData, as_criterion
from folio.workbook.formulas.workings_layout import Workings, as_long_as, beside


def disagreement_formula() -> str:
    """The array formula with a line for each row of the job preview."""
    heard = beside(Workings.HEARD, "preview.contact")
    key = as_criterion(after_flags(heard))
    facet = f'preview__facet,"="&{as_criterion("preview__facet")}'
    named = 'preview__contact,"<>"'
    all_told, told = (
        f'{heard},"=????"&{key},{named}',
        f'{facet},preview__contact,"="&{as_criterion("preview__contact")}',
    )

    def counts(criteria: str) -> tuple[str, str]:
        """How often this person's rows meet it, and how often those of all of the field do."""
        return f"COUNTIFS({told},{criteria})", f"COUNTIFS({all_told},{criteria})"

    (my_ups, ups), (my_downs, downs) = (counts(f'preview__{side},"<>"') for side in ("upside", "downside"))
    mine, theirs = counts(f'preview__rating,">="&IF(ISNUMBER(preview__rating),preview__rating,{BEYOND})+{FAR_APART}')
    opposed = f"({my_ups}={ups})*({ups}>0)*({my_downs}=0)*({downs}>0)"
    both = f'(preview__contact<>"")*(preview__facet<>"")*(COUNTIFS({heard},"=+???"&{key})=2)'
    shown = f'IF({both}*({opposed}+({theirs}>{mine})),{after_flags(heard)},"")'
    return f'=IFERROR(IF({as_long_as("preview.contact")},{shown},""),"")'


def disagreement_marks(data: SheetData) -> Iterator[str]:
    """What the formula shows for each row."""
    marked = {
        id(row)
        for it in disagreements(data.records)
        for this, other in ((it.first, it.second), (it.second, it.first))
        for row in this.rows
        if _shows(row, this, other)
    }
    return (key_of(data.records, row) if id(row) in marked else "" for row in data.records.rows("preview"))


def _shows(row: Record, this: Voice, other: Voice) -> bool:
    rating = row.number("rating")
    above = rating is not None and other.high is not None and other.high >= rating + FAR_APART
    return above or (this.ups and not this.downs and other.downs and not other.ups)
