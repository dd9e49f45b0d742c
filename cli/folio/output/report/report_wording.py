"""Dates and figures in words, the same in every report."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date

from folio.basics.dates import short_date
from folio.basics.wording import counted, sentence_list, storable
from folio.domain.gaps import Verdict, WillDo
from folio.domain.main_sides import Side, noted_of
from folio.domain.previews import Facet
from folio.insight.career_fields import FieldFindings
from folio.insight.interview_findings import Interview
from folio.insight.student_findings import StudentFindings

NOTHING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
# What became of a thank-you, by its state in ``Interview``.
THANKS = {
    "on time": "sent on time", "late": "sent late", "check the date": "check the date", "sent": "sent",
    "due": "due now", "missing": "not sent yet",
}  # fmt: skip
# The tone of each verdict, and what it means.
VERDICTS: dict[Verdict, tuple[str, str]] = {
    "proven": ("good", "a document closes the gap; if nobody rated the quality, it takes a strength of 4 or more"),
    "make it stronger": ("warn", "a document shows it, but isn't strong enough yet"),
    "build proof": ("bad", "someone asked for it, and no document shows it yet"),
    "not asked for yet": ("muted", "no contact has mentioned it so far"),
}

NOBODY_SHARED = "Nobody is on the lists of several students."


def day(value: date | None) -> str:
    """Write a date as ``Mar 4, 2026``; a dash for None."""
    return short_date(value) if value else NOTHING


def away(days: int) -> str:
    """Say how far a day is: ``3 days overdue``, ``today``, ``tomorrow``, ``in 5 days``."""
    if days < 0:
        return f"{counted(-days, 'day')} overdue"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def entry(value: str | float | date | None) -> str:
    """Write what stands in a cell: text as it is, a day as ``Mar 4, 2026``, a figure as ``figure`` does."""
    if isinstance(value, date):
        return day(value)
    return value if isinstance(value, str) else figure(value)


def figure(value: float | None) -> str:
    """Write a whole number as it is and a mean, which is a float, with one decimal: ``4``, ``4.0``; a dash for None.

    Halves go up, as in a spreadsheet, so that both reports say the same.
    """
    if value is None:
        return NOTHING
    text = str(abs(value)) if isinstance(value, int) else f"{_half_up(abs(value) * 10) / 10:.1f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text


def signed(value: float | None) -> str:
    """Write a difference with its sign: ``+1``, ``-0.3`` (with a true minus), ``0``; a dash for None."""
    text = figure(value)
    return f"+{text}" if value is not None and value > 0 and float(text) else text


def percent(value: float | None) -> str:
    """Write a share (0 to 1) as ``75%``; a dash for None."""
    return NOTHING if value is None else f"{_half_up(value * 100)}%"


def _half_up(value: float) -> int:
    return int(value + 0.5 + 1e-9)


OVERDUE = (
    "Overdue: the due date has passed. folio check warns about overdue next steps, follow-ups, and thank-yous; "
    "reminders, leads, offers, and activities count here, too."
)


NOTHING_NEW = "Nothing is new in the workbooks."
NOTHING_NEEDED = "Nothing is missing or overdue, we could read every file, and everyone has started."


def field_name(field: str) -> str:
    """Return what to call a field, also that of people for whom none is noted."""
    return field or "No field yet"


def group_name(name: str) -> str:
    """Return what to call a group, also the one of all that are too small to be named."""
    return name or "All others"


def class_name(class_: str) -> str:
    """Return what to call a class, also that of workbooks that name none."""
    return class_ or "Without a class"


def thanks(state: str) -> str:
    """Say what became of a thank-you; nothing where there was no talk to thank for."""
    return THANKS.get(state, "")


def interest(field: FieldFindings) -> str:
    """Say how many interviews raised and lowered the interest in a field: means alone hide ups and downs."""
    moved = [t.change or 0 for t in field.rated]
    counts = {"raised": sum(c > 0 for c in moved), "lowered": sum(c < 0 for c in moved), "kept": moved.count(0)}
    told = sentence_list([f"{counted(n, 'interview')} {verb} it" for verb, n in counts.items() if n])
    return f"Your interest: {told}. On average: {figure(field.before)} before, {figure(field.after)} after."


def interest_story(interview: Interview) -> str:
    """Say who raised or lowered the interest, and why: ``Ana Lopez raised it from 3 to 5: They listen.``."""
    change, who = interview.change, interview.contact or "Someone without a name"
    if not change:
        moved = f"{who} kept it at {figure(interview.after)}"
    else:
        verb = "raised" if change > 0 else "lowered"
        moved = f"{who} {verb} it from {figure(interview.before)} to {figure(interview.after)}"
    return f"{moved}: {interview.takeaway or 'no takeaway yet'}"


def interest_stories(rated: Sequence[Interview]) -> str:
    """The same of several interviews, a line each."""
    return "\n".join(map(interest_story, rated))


def sides(facets: Iterable[Facet], side: Side) -> str:
    """The names of facets, each with how often an upside or a downside was noted: ``Pay and benefits (3)``."""
    return ", ".join(f"{f.facet} ({noted_of(f, side)})" for f in facets)


def facet_names(facets: Iterable[Facet]) -> str:
    """The names of facets, in one line."""
    return in_list(f.facet for f in facets)


def in_list(parts: Iterable[str]) -> str:
    """Write what may have commas in itself in one line."""
    return "; ".join(parts)


def no_status(people: int, unread: int) -> str:
    """Say how many people are missing where people are counted by status; nothing for 0.

    ``unread`` of them have a status, which could not be read.
    """
    counts = ((people - unread, "no status yet"), (unread, "a status we couldn't read"))
    return " ".join(f"{counted(n, 'person has', 'people have')} {what}." for n, what in counts if n)


def for_counselor_only(names: Sequence[str], most: int = sys.maxsize) -> str:
    """Say which students want nobody but their counselor to see their workbook, and what comes of it.

    Where there are more than ``most``, the last are counted.
    """
    if not names:
        return "Nobody asked for their workbook to stay with you alone."
    more = [f"and {len(names) - most} more, whom the Excel report names"] if len(names) > most else []
    listed = "; ".join([*names[:most], *more])
    others = "reports for the school, a family, the class or the public"
    return f"Only you may see the workbooks of: {listed}. So {others} leave them out."


def where_you_stand(s: StudentFindings) -> str:
    """Say in one sentence what a student has done, and about which fields there is enough to decide."""
    p, named = s.progress, [f for f in s.fields if f.field]
    fields = {answer: _some(f.field for f in named if f.basis.enough is answer) for answer in (True, False, None)}
    if not p.interviews:
        people = f"You have {counted(p.people, 'person', 'people')} on your list and no interview behind you"
        done = people if p.people else "Nobody is on your list yet"
        return f"{done}, so it's too early to decide about {_some(f.field for f in named) or 'a field'}."
    told = [
        f"there is enough to decide about {fields[True]}" if fields[True] else "",
        f"there isn't enough to decide about {fields[False]} yet" if fields[False] else "",
        f"whether you heard both sides of {fields[None]} is for you to judge" if fields[None] else "",
    ]
    said = ", but ".join(filter(None, told)) or "name the field you're exploring on Start, so that they add up"
    return f"You've completed {counted(p.interviews, 'interview')}: {said}."


def what_is_missing(s: StudentFindings) -> str:
    """Say what is missing first to decide about the first field for which it isn't enough; empty without one."""
    open_ = [f for f in s.fields if f.field and f.interviews and f.basis.missing and f.basis.judged]
    return f"Next for {open_[0].field}: {open_[0].basis.missing[0]}" if open_ else ""


def _some(fields: Iterable[str]) -> str:
    return sentence_list(list(fields), 3)


def nothing_due(people: int) -> str:
    """Say what to do where nothing has a day to be done by, to a student with so many people on the list."""
    if not people:
        return "A good start: list three people whose work interests you, and give each a next step with a due date."
    step = "Give each person on the list a next step and a due date: plans without a date tend to slip."
    return f"Nothing has a due date. {step}"


def will_do(items: Iterable[WillDo]) -> str:
    """Write activities with their days: ``Tutor for a term (by Mar 4, 2026)``, ``... (done Mar 4, 2026)``."""
    return "; ".join(it.activity + _by(it) for it in items)


def _by(it: WillDo) -> str:
    if it.done:
        return f" (done {day(it.done)})"
    return f" (by {day(it.by)})" if it.by else ""


def value_at(item: object, path: str) -> object:
    """Return what stands at a path such as ``due.when`` or ``0.name``; None where a link of it is None."""
    for key in path.split("."):
        if item is None:
            return None
        if isinstance(item, tuple):
            item = item[int(key)]
        else:
            item = item[key] if isinstance(item, dict) else getattr(item, key)
    return item


def class_title(classes: tuple[str, ...]) -> str:
    """Return the name of the class where all workbooks name the same one."""
    return storable(classes[0]) if len(classes) == 1 else "All classes"
