"""What speaks for and against a field: the facets of which most was heard on one side, the strongest first."""

from __future__ import annotations

from typing import Literal

from folio.domain.previews import Facet, Preview

Side = Literal["upside", "downside"]
# So many are weighed against an offer or a decision.
MAIN_SIDES = 3
# A facet that nobody rated is neither good nor bad.
_UNRATED = 3.0


def main_sides(preview: Preview | None, side: Side, most: int = MAIN_SIDES) -> tuple[Facet, ...]:
    """The facets with most upsides or downsides noted; of equals, those that suit the student best, or least."""
    facets = preview.facets if preview else ()
    found = [f for f in facets if noted_of(f, side)]
    sign = -1 if side == "upside" else 1
    return tuple(sorted(found, key=lambda f: (-noted_of(f, side), sign * rating_to_compare(f)))[:most])


def noted_of(facet: Facet, side: Side) -> int:
    """How many upsides or downsides of a facet were noted."""
    return facet.ups if side == "upside" else facet.downs


def rating_to_compare(facet: Facet) -> int:
    """The mean rating in thousandths, as formulas round it."""
    return int((_UNRATED if facet.rating is None else facet.rating) * 1000 + 0.5)
