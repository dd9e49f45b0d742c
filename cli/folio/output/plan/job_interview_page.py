"""A page to take along to a job interview: the words on it, and the size of the type in which they fit one sheet.

HTML, Word and PDF are all made from a ``JobInterviewSheet``, and only draw it in their own ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from folio.basics.wording import counted
from folio.domain.gaps import REASON_CHARACTER, REASON_CONCERN, REASON_PRIORITY, REASON_STRENGTH
from folio.insight.job_interview import Acquaintance, HeardSide, JobInterview
from folio.insight.presenting import Concern, Proof
from folio.output.plan.type_size import GAP, HEAD, HEIGHT, RULE, WIDTH, high, shorten
from folio.output.report import report_wording


@dataclass(frozen=True, slots=True)
class _Size:
    """The type in points, how many characters of a text and of what goes with it are shown, and of how many entries."""

    points: float
    text: int
    small: int
    lead: int = 80
    most: int = 9


# The largest first. With the last, all of the longest fits.
_SIZES = (
    _Size(10.5, 400, 240),
    _Size(10, 320, 200),
    _Size(9.5, 240, 160),
    _Size(9, 200, 130),
    _Size(9, 160, 110),
    _Size(9, 130, 90),
    _Size(9, 120, 80, lead=60, most=5),
    _Size(9, 95, 60, lead=60, most=4),
    _Size(9, 65, 0, lead=40, most=4),
)
_WHY = {
    REASON_PRIORITY: "a high priority", REASON_CHARACTER: "a key personal characteristic",
    REASON_STRENGTH: "leads from strength", REASON_CONCERN: "a likely concern",
}  # fmt: skip
# Of a part: its heading, and what lies between two entries.
_HEADING, _BETWEEN = 6.2, 1.0
_EASE = 1.08
_SIGNS = {"upside": "▲", "downside": "▼"}
# The strip at the end, with lines to write on.
_AFTER = 26.0
AFTER_HEADING = "Right after the interview"
AFTER = ("Thank them within a day for", "What they asked that I didn't expect", "What I would say better")


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One entry: what it is about, what there is to say, and what goes with it in small type."""

    lead: str
    text: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class PagePart:
    """Some entries under a heading, in the color ``accent``."""

    title: str
    accent: str
    entries: tuple[PageEntry, ...]


@dataclass(frozen=True, slots=True)
class JobInterviewSheet:
    """One page; ``notes`` is the height left over for notes in millimeters, ``points`` the size of the type."""

    title: str
    owner: str
    name: str
    about: str
    advice: tuple[str, ...]
    parts: tuple[PagePart, ...]
    points: float
    notes: float = 0.0

    @property
    def rules(self) -> int:
        """How many lines there are for notes."""
        return int((self.notes - _HEADING) / RULE) if self.notes else 0


def lay_out_job_interview(it: JobInterview) -> JobInterviewSheet:
    """Return the page in the largest type in which everything fits, else in the smallest, texts cut."""
    for size in _SIZES:
        sheet = _sheet(it, size)
        left = HEIGHT - _height(sheet)
        if left >= 0:
            break
    return replace(sheet, notes=round(left, 2) if left >= _HEADING + 2 * RULE else 0.0)


def _sheet(it: JobInterview, size: _Size) -> JobInterviewSheet:
    return JobInterviewSheet(
        title=f"Job interview at {shorten(it.organization, 80)}",
        owner=shorten(it.student, 60),
        name=shorten(it.organization, 60),
        about=shorten(" · ".join(filter(None, (it.job_title, it.field))), 120),
        advice=tuple(filter(None, (_note(it), *it.presentation.advice))),
        parts=tuple(part for part in _parts(it, size) if part.entries),
        points=size.points,
    )


def _note(it: JobInterview) -> str:
    if it.known:
        return ""
    field = shorten(it.field, 40)
    rest = f"What follows is about {field}." if field else "Note your field on Start, and this page will be about it."
    return f"Nobody on my list works there, and I have noted no offer from them. {rest}"


def _parts(it: JobInterview, size: _Size) -> Iterator[PagePart]:
    told, field, most = it.presentation, shorten(it.field, 40) or "this work", size.most
    about_me = PageEntry("", shorten(told.about_me, 3 * size.text))
    yield PagePart("Who I am", "talk", (about_me,) if told.about_me else ())
    yield PagePart("What to lead with", "learn", tuple(_proof(p, size) for p in told.proofs[:most]))
    yield PagePart("Where they may have doubts", "learn", tuple(_concern(c, size) for c in told.concerns[:most]))
    # Of both sides, where there is room for fewer.
    heard = [h for side in _SIGNS for h in [h for h in it.heard if h.side == side][: (most + 1) // 2]]
    yield PagePart(f"What I have heard about {field}", "people", tuple(_heard(h, size) for h in heard))
    asks = tuple(_entry(size, a.facet, a.question) for a in it.to_ask[:most])
    yield PagePart("What I will ask them", "talk", asks)
    title = "Whom I know there" if it.knows_people else "Who can help me prepare"
    yield PagePart(title, "people", tuple(_person(p, size, it.knows_people) for p in it.people[:most]))


def _entry(size: _Size, lead: str, text: str, small: str = "") -> PageEntry:
    return PageEntry(shorten(lead, size.lead), shorten(text, size.text), shorten(small, size.small))


def _proof(proof: Proof, size: _Size) -> PageEntry:
    why = ", ".join(_WHY[reason] for reason in proof.reasons)
    strength = f"strength {proof.strength} of 5" if proof.strength else ""
    people = f"asked for by {counted(len(proof.people), 'person', 'people')}" if proof.people else ""
    small = "; ".join(filter(None, (why, strength, people, *proof.quotes[:1])))
    return _entry(size, proof.document, ", ".join(proof.qualities), small)


def _concern(concern: Concern, size: _Size) -> PageEntry:
    mine = f", I rate myself {concern.rating}" if concern.rating is not None else ""
    return _entry(size, concern.quality, concern.answer, f"wanted {round(concern.importance, 1):g} of 5{mine}")


def _heard(heard: HeardSide, size: _Size) -> PageEntry:
    others = f" and {counted(heard.more, 'other')}" if heard.more else ""
    return _entry(size, f"{_SIGNS[heard.side]} {heard.facet}", heard.text, f"{shorten(heard.who, 40)}{others}")


def _person(person: Acquaintance, size: _Size, works_there: bool) -> PageEntry:
    about = ", ".join(filter(None, (person.job_title, "" if works_there else person.organization)))
    met = f"interview on {report_wording.day(person.met)}" if person.met else ""
    small = "; ".join(filter(None, (met, "can advise me" if person.can_advise else "")))
    return _entry(size, person.name, ". ".join(filter(None, (about, person.takeaway))), small)


def _height(sheet: JobInterviewSheet) -> float:
    head = 9.0 + high(sheet.name, HEAD + 60, 21) + (high(sheet.about, WIDTH, 10.5) if sheet.about else 0)
    lines = [high(text, WIDTH - 3, 9) + 1.5 for text in sheet.advice]
    return head + sum(lines) + sum(_part_height(p, sheet.points) + GAP for p in sheet.parts) + _AFTER + GAP


def _part_height(part: PagePart, points: float) -> float:
    def in_full_size(small: str) -> str:
        return small[: round(len(small) * (points - 1) / points)]

    said = (f"{e.lead}   {e.text}   {in_full_size(e.small)}" for e in part.entries)
    # Entries are many and short: a font that is a little wider than Calibri breaks few of them into one more line.
    return _HEADING + sum(high(text, WIDTH * _EASE, points) + _BETWEEN for text in said)
