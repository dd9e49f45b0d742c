"""From where a person sees a job, and what can be told best, and only by hearsay, from there.

A rule of thumb of folio's own: who lives the job knows its days, who leads people knows what is looked for, who hires
knows the market, who left knows why people leave, and who works elsewhere knows how employers differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from folio.domain.names import normalize_name
from folio.domain.records import Records
from folio.template import vocabulary as terms

if TYPE_CHECKING:
    from folio.template.schema import Viewpoint

# Workbooks up to version 4 have another word.
_TODAY = {"incumbent": "Current employee"}
_BEST: Mapping[Viewpoint, tuple[str, ...]] = {
    "Current employee": (
        "Typical tasks", "Hours and schedule", "Pace and stress", "Autonomy", "Meaning and rewards", "Frustrations",
    ),
    "Supervisor": (
        "Culture and unwritten rules", "Growth and advancement", "People and supervision", *terms.CATEGORIES,
    ),
    "Former": ("Frustrations", "Pace and stress", "Growth and advancement", "People and supervision"),
    "Recruiter": (
        "Pay and benefits", "Security and outlook", terms.TOPIC_OUTLOOK, *terms.CATEGORIES, terms.TOPIC_PORTFOLIO,
    ),
    "Competitor": (
        "Security and outlook", "Culture and unwritten rules", "Pay and benefits", terms.TOPIC_OUTLOOK,
    ),
}  # fmt: skip
_HEARSAY: Mapping[Viewpoint, tuple[str, ...]] = {
    "Recruiter": (
        "Typical tasks", "Hours and schedule", "Pace and stress", "Autonomy", "People and supervision",
        "Meaning and rewards", "Frustrations", terms.TOPIC_WEEK,
    ),
    "Former": (terms.TOPIC_OUTLOOK,),
}  # fmt: skip
_WORDS: Mapping[Viewpoint, str] = {
    "Current employee": "people who do the job now", "Supervisor": "supervisors",
    "Former": "people who have left", "Recruiter": "recruiters", "Competitor": "people at other employers",
}  # fmt: skip
BEST, USUAL, HEARSAY = 2.0, 1.0, 0.5


def viewpoint_of(records: Records, person: object) -> str:
    """From where a person sees the job: what Contacts says, else the person's rows on Job preview; empty if neither.

    A job title is no viewpoint: nothing is guessed from it.
    """
    contact = records.contact(person)
    rows = ([contact] if contact else []) + [*records.where("preview", "contact", person)]
    found = next((said for row in rows if (said := row.text("viewpoint"))), "")
    return in_todays_words(found)


def in_todays_words(viewpoint: str) -> str:
    """A viewpoint as the current template names it."""
    return _TODAY.get(normalize_name(viewpoint), viewpoint)


def first_hand(viewpoint: str, about: str) -> float:
    """How much someone with this viewpoint can tell about a facet or a topic: ``BEST``, ``USUAL`` or ``HEARSAY``."""
    if _has(_BEST, viewpoint, about):
        return BEST
    return HEARSAY if _has(_HEARSAY, viewpoint, about) else USUAL


def such_people(viewpoint: str) -> str:
    """The people with a viewpoint, in a word or some; empty for a viewpoint that a template made up."""
    return next((words for v, words in _WORDS.items() if normalize_name(v) == normalize_name(viewpoint)), "")


def _has(table: Mapping[Viewpoint, tuple[str, ...]], viewpoint: str, about: str) -> bool:
    key, wanted = normalize_name(viewpoint), normalize_name(about)
    return any(normalize_name(v) == key and wanted in map(normalize_name, told) for v, told in table.items())
