"""Days in a letter that aren't those of the workbook, or of its own subject: of the interview, or to decide by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from folio.basics.dates import MONTH_NAMES, WEEKDAY_NAMES, date_in_prose, day_in_prose, nearest_day
from folio.basics.regional_formats import regional
from folio.output.letters.contact_facts import Contact, Due
from folio.output.letters.letters_due import LetterKind

_KEY = 3
_MONTH_KEYS = [name[:_KEY].casefold() for name in MONTH_NAMES]
_WEEKDAY_KEYS = [name[:_KEY].casefold() for name in WEEKDAY_NAMES]
_ANY_MONTH = "|".join((*MONTH_NAMES, "Sept", *(name[:_KEY] for name in MONTH_NAMES)))
_ANY_WEEKDAY = "|".join((*WEEKDAY_NAMES, "Tues", "Thurs?", *(name[:_KEY] for name in WEEKDAY_NAMES)))
_DAY = re.compile(
    rf"\b(?:(?P<weekday>{_ANY_WEEKDAY})\.?,? (?:the )?)?"
    rf"(?:(?P<month>{_ANY_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>(?:19|20)\d\d)\b)?"
    rf"|(?P<day_before>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month_behind>{_ANY_MONTH})\b"
    r"(?:\.?,? (?P<year_behind>(?:19|20)\d\d)\b)?"
    r"|(?P<number>\d{1,2})/(?P<of>\d{1,2})(?:/(?P<short>(?:20)?\d\d))?\b)"
    rf"|\b(?P<alone>{'|'.join(WEEKDAY_NAMES)})\b",
    re.IGNORECASE,
)
# So far before a day stands what it is the day of.
_NEAR = 90
_TALK = re.compile(
    r"\b(?:talk(?:ed|ing)?|spoken?|speak(?:ing)?|met|meet(?:ing)?|interview(?:ed|ing)?|conversation|chat(?:ted|ting)?"
    r"|phone call|video call|visit(?:ed|ing)?|(?:told|telling|showed|showing) me|(?:your|the|making|taking) time)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:interview(?:ing)?|appointment|talk(?:ing)?|speak(?:ing)?|meet(?:ing)?|see(?:ing)? you|chat|conversation"
    r"|phone call|video call|call you|visit|confirm(?:ing|ed)?|time)\b",
    re.IGNORECASE,
)
_DECIDE = re.compile(r"\b(?:have (?:time )?until|decide|decision|my answer|answer them|deadline)\b", re.IGNORECASE)
_TOLD = re.compile(r" ?,? ?(?:when )?(?:we|you|I) (?:talked|spoke|met|told|showed|interviewed)\b", re.IGNORECASE)
# From there on, the sentence is about something else.
_ELSE = re.compile(r"[.?!;:,]|\b(?:sa(?:id|y)|that|how|what|who|when|while|since|because|weeks? of)\b", re.IGNORECASE)
_BEFORE_A_DAY = re.compile(r"\b(?:on|for|until|by|this|next|last|before)(?: the)? $", re.IGNORECASE)
_NOT_YET = re.compile(r"\b(?:next|forward|could|can|would|will|may|another|second|follow-up)\b", re.IGNORECASE)
_NO_TALK_YET: tuple[LetterKind, ...] = ("request", "referral-request", "reminder")
_ABOUT_OTHERS: tuple[LetterKind, ...] = ("referrer-report", "referral-thank-you")
_FIX = "Correct it here, or in the workbook."


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a day in a letter is the day of: how it's called, the words that say so, and its days in the workbook.

    ``others`` are right beside one of ``days``, as an earlier interview is. ``past``: it has been.
    """

    what: str
    words: re.Pattern[str]
    days: tuple[date, ...]
    others: tuple[date, ...]
    past: bool


def date_slips(
    subject: str, body: str, kind: LetterKind, contact: Contact, due: Due | None, notes: str, today: date
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the days in a letter, each with the way out; days in ``notes`` are none of it."""
    paragraphs = [" ".join(text.split()) for text in (subject, *re.split(r"\n\s*\n", body))]
    for matter in _matters(kind, contact, due):
        said = [it for text in paragraphs for it in _days_of(matter, text, today) if it.text not in notes]
        if matter.days:
            found = _wrong(said, matter.days, matter.others, f"by the workbook, {matter.what}", today)
        else:
            first = tuple(it.day for it in _days_of(matter, paragraphs[0], today) if it.day)
            found = _wrong(said, first, (), "the subject says", today)
        yield from islice(found, 1)


def _matters(kind: LetterKind, contact: Contact, due: Due | None) -> Iterator[_Matter]:
    ahead = contact.next_interview.when if contact.next_interview else None
    talks = tuple(i.when for i in contact.interviews if i.when)
    about = due.interview.when if due and due.interview else None
    if kind == "confirmation":
        days = (about or ahead,)
        yield _Matter("the interview is on", _AHEAD, tuple(filter(None, days)), talks, past=False)
    elif kind not in _NO_TALK_YET:
        of_letter = (about,) if about and kind in ("thank-you", *_ABOUT_OTHERS) else talks
        if due or kind not in _ABOUT_OTHERS:
            others = (*talks, *((ahead,) if ahead else ()))
            yield _Matter("you talked on", _TALK, of_letter, others, past=True)
    if kind == "adviser-request" and due and due.offer and due.offer.decide_by:
        yield _Matter("you have until", _DECIDE, (due.offer.decide_by,), (), past=False)


@dataclass(frozen=True, slots=True)
class _Said:
    """A day that a letter names: as it stands there, the date if it says one, and the weekday if it says that."""

    text: str
    day: date | None
    weekday: int | None


def _days_of(matter: _Matter, text: str, today: date) -> Iterator[_Said]:
    near = matter.days[-1] if matter.days else today
    for match in _DAY.finditer(text):
        said = _said(match, near)
        before = text[max(0, match.start() - _NEAR) : match.start()]
        about = list(matter.words.finditer(before))
        between = before[about[-1].end() :] if about else ""
        told = matter.past and _TOLD.match(text, match.end())
        if said is None or not (told or (about and not _ELSE.search(between))):
            continue
        if not (match["month"] or match["month_behind"]) and not _BEFORE_A_DAY.search(before):
            continue
        if matter.past and said.day and said.day > today and _NOT_YET.search(before):
            continue
        yield said


def _said(match: re.Match[str], near: date) -> _Said | None:
    weekday = match["weekday"] or match["alone"]
    number = _WEEKDAY_KEYS.index(weekday[:_KEY].casefold()) if weekday else None
    if match["alone"]:
        return _Said(match[0], None, number)
    if name := match["month"] or match["month_behind"]:
        month, of_month = _MONTH_KEYS.index(name[:_KEY].casefold()) + 1, match["day"] or match["day_before"]
    else:
        month, of_month = int(match["number"]), match["of"]
        if regional().dates == "european":
            month, of_month = int(of_month), month
    year = int(match["year"] or match["year_behind"] or match["short"] or 0) % 100
    day = nearest_day(month, int(of_month), near, year + 2000 if year else None)
    return _Said(match[0], day, number) if day else None


def _wrong(
    said: Sequence[_Said], days: Sequence[date], others: Sequence[date], source: str, today: date
) -> Iterator[tuple[str, str]]:
    right = {*days, *(others if any(it.day in days for it in said) else ())}
    for it in said if days else ():
        if it.day not in right if it.day else it.weekday not in {day.weekday() for day in right}:
            yield f"It says “{it.text}”; {source} {day_in_prose(days[-1], today)}.", _FIX
        elif it.day and it.weekday not in (None, it.day.weekday()):
            weekday = WEEKDAY_NAMES[it.day.weekday()]
            yield f"It says “{it.text}”; {date_in_prose(it.day, it.day)} is a {weekday}.", _FIX
