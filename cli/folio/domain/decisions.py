"""Whether there is enough to decide about a field: what there is, what is missing, in the same words everywhere.

A rule of thumb of folio's own, not a finding of research: two people guard against one person's story, a takeaway and
a rating say what came of an interview, both sides guard against an ad, two thirds of the facets leave few blind spots.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from folio.basics.wording import counted, sentence_list
from folio.domain.interviews import TAKEAWAYS, completed_about
from folio.domain.previews import PICTURES, Preview, enough_facets, is_broad, preview_of
from folio.domain.records import Record, Records

ENOUGH_PEOPLE = 2
# More than these would make a list of a sentence.
MOST_NAMED = 4
_NO_PLACE = "This workbook has no place for ups and downs. Whether you heard both sides is for you to judge."

Verdict = Literal["enough to decide", "not enough to decide yet", ""]


@dataclass(frozen=True, slots=True)
class Basis:
    """What there is to decide on, and what is missing, as sentences.

    ``judged`` is false where nobody can tell from the workbook: it has no place for both sides.
    """

    there: str = ""
    missing: tuple[str, ...] = ()
    judged: bool = True

    @property
    def enough(self) -> bool | None:
        """Whether there is enough; None where the workbook cannot tell."""
        return not self.missing if self.judged else None

    @property
    def verdict(self) -> Verdict:
        """The same in words; empty where the workbook cannot tell."""
        return "" if self.enough is None else "enough to decide" if self.enough else "not enough to decide yet"

    @property
    def reason(self) -> str:
        """What there is and what is missing."""
        return " ".join(filter(None, (self.there, *self.missing)))


def basis_for(records: Records, field: str) -> Basis:
    """What there is to decide on about a field."""
    held = completed_about(records, field)
    preview = preview_of(records, field)
    there, missing = _there(held, preview), _missing_talks(records, held)
    if preview is not None:
        missing += _missing_sides(preview, bool(held))
    elif not missing:
        return Basis(there, (_NO_PLACE,), judged=False)
    return Basis(there, tuple(missing))


def _has_takeaway(interview: Record) -> bool:
    return any(map(interview.has, TAKEAWAYS))


def _is_rated(interview: Record) -> bool:
    return interview.rating("interest_after") is not None


def _there(held: list[Record], preview: Preview | None) -> str:
    told, rated = sum(map(_has_takeaway, held)), sum(map(_is_rated, held))
    there = []
    if held:
        there += [f"{counted(len(held), 'interview')} completed", f"{told} with a takeaway"]
        there += [f"{rated} with your interest afterward"]
    if preview is not None and preview.covered:
        there += [f"{preview.covered} of {len(preview.facets)} facets covered"]
        there += [f"{counted(preview.ups, 'up')} and {counted(preview.downs, 'down')} heard"]
    return f"{', '.join(there)}." if there else ""


def _missing_talks(records: Records, held: list[Record]) -> list[str]:
    if not held:
        return ["No interviews completed yet."]
    missing = []
    if _people(held) < ENOUGH_PEOPLE:
        missing.append("Only one person so far. A second one keeps you from relying on a single story.")
    needed = min(ENOUGH_PEOPLE, _people(held))
    untold = [r for r in held if not _has_takeaway(r)]
    if _people(set(held) - set(untold)) < needed:
        missing.append(f"There is no takeaway yet from {_names(records, untold)}. One sentence is enough.")
    unrated = [r for r in held if not _is_rated(r)]
    if _people(set(held) - set(unrated)) < needed:
        missing.append(f"Rate your interest after the interview with {_names(records, unrated)}.")
    return missing


def _people(interviews: Iterable[Record]) -> int:
    return len({r.key("contact") for r in interviews})


def _names(records: Records, interviews: list[Record]) -> str:
    names = {r.key("contact"): records.spelled(r.text("contact")) or "someone without a name" for r in interviews}
    return sentence_list(list(names.values()), MOST_NAMED)


def _missing_sides(preview: Preview, interviewed: bool) -> list[str]:
    if not preview.covered:
        return ["You haven't noted any ups or downs from your interviews yet."] if interviewed else []
    missing = []
    if not is_broad(preview.covered, len(preview.facets)):
        missing.append(f"Ask about more facets: {enough_facets(len(preview.facets))} would leave few blind spots.")
    if unheard := [f.facet for f in preview.open if not f.covered]:
        missing.append(f"You haven't heard yet about what matters a lot to you: {', '.join(unheard)}.")
    if disputed := [f.facet for f in preview.open if f.disputed]:
        missing.append(
            f"Two people disagree about what matters a lot to you: {', '.join(disputed)}. Ask a third person."
        )
    if preview.picture not in ("fair", "narrow"):
        missing.append(f"{PICTURES[preview.picture]}.")
    return missing
