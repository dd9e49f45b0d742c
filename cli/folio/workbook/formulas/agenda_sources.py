"""The sources of the list of what to do next: what the domain's ``next_steps`` has a deadline for, as formulas.

A next step that plainly is a message (``said_steps``) takes the place of that message's own line, as in the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from folio.domain.due_days import calendar_days_after
from folio.domain.follow_ups import NO_REPORTS, waits_for_report
from folio.domain.interviews import is_to_come, last_interview
from folio.domain.next_steps import KINDS
from folio.domain.open_items import is_open_activity, is_open_lead, is_open_offer
from folio.domain.records import Record
from folio.domain.said_actions import ONE_AT_A_TIME, SaidAction
from folio.template.schema import Template
from folio.template.vocabulary import DECISION_OPEN, INTERVIEW_PLANNED, INTERVIEW_SCHEDULED, REFERRER_DAYS
from folio.workbook.formulas.list_sources import ListLine, ListSource, at, dated, numbered, where_to
from folio.workbook.formulas.parts import SheetData, day, equal_to, filled, name, serial, text
from folio.workbook.formulas.row_measures import with_computed
from folio.workbook.formulas.said_steps import has_said_steps, said_by_kind, said_of, said_steps, says
from folio.workbook.formulas.workings_layout import Last, Workings, up_to, workings_name

# Interviews of so many days ahead come first in the list: their keys are below all others.
AHEAD_DAYS, FIRST_OF_ALL = 7, 1_000_000
_ACTIONS = {KINDS[action].casefold(): action for action in ONE_AT_A_TIME}


def _interviews(template: Template) -> ListSource:
    when, status = "interviews__date", "interviews__status"
    to_come = f'(({status}="{INTERVIEW_PLANNED}")+({status}="{INTERVIEW_SCHEDULED}")+({status}=""))'
    contact = at("interviews.contact")
    today, soon = "TODAY()", f"TODAY()+{AHEAD_DAYS}"
    # Interviews of the days ahead come before all else, however much is overdue.
    key = f"{when}-IF(({when}>={today})*({when}<={soon}),{FIRST_OF_ALL},0)"
    its_day = at("interviews.date")
    what = f'IF({its_day}<{today},"Note how the interview with "&{contact}&" went","Interview with "&{contact})'

    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        for line, row in numbered(data.records.rows("interviews")):
            if (when := row.day("date")) and is_to_come(row):
                what = f"Interview with {row.text('contact')}"
                yield (
                    line,
                    when,
                    f"Note how the interview with {row.text('contact')} went" if when < data.today else what,
                )

    return ListSource(
        name("interviews.contact"),
        f"ISNUMBER({when})*{to_come}", key,
        (its_day, what, where_to(template, "interviews").replace("{day}", its_day)),
        lambda data: _soonest_first(data, dated(data, "interviews", found(data))),
    )  # fmt: skip


def _soonest_first(data: SheetData, interviews: Iterator[tuple[float, ListLine]]) -> Iterator[tuple[float, ListLine]]:
    today = serial(data.today)
    for key, line in interviews:
        yield key - FIRST_OF_ALL * (today <= int(key) <= today + AHEAD_DAYS), line


def _computed(
    template: Template, sheet: str, key: str, who: str, condition: str, what: str, told: str, action: SaidAction
) -> ListSource:
    """A source whose rows show the day in a formula column, and nothing once it is over.

    It has no lines for whom a next step says the same. ``told`` is what it says, with the name in {}.
    """

    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        said = said_steps(data)
        for line, row in numbered(with_computed(data, sheet, [key])):
            when, name = day(row.get(key)), text(row, who)
            if when and (data.records.compare(name), action) not in said:
                yield line, when, told.format(name)

    when = name(f"{sheet}.{key}")
    return ListSource(
        name(f"{sheet}.{template.sheet(sheet).label or key}"), f"ISNUMBER({when}){condition}", when,
        ("{day}", what, where_to(template, sheet)),
        lambda data: dated(data, sheet, found(data)),
    )  # fmt: skip


def _thanks(template: Template) -> ListSource:
    what = f'"Thank "&{at("interviews.contact")}&" for the interview"'
    other = f"*({said_of('interviews__contact', 'thank-you')}=0)" if has_said_steps(template) else ""
    told = "Thank {} for the interview"
    return _computed(template, "interviews", "thank_you_due", "contact", other, what, told, "thank-you")


def _reminders(template: Template) -> ListSource:
    what = f'"Remind "&{at("contacts.name")}&": no reply yet"'
    other = f"*({says('reminder')}=0)" if has_said_steps(template) else ""
    return _computed(template, "contacts", "remind_on", "name", other, what, "Remind {}: no reply yet", "reminder")


def _follow_ups(template: Template) -> ListSource:
    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        said, compare = said_steps(data), data.records.compare
        for line, row in numbered(with_computed(data, "follow_ups", ["when_due"])):
            due, kind = day(row.get("when_due")), _ACTIONS.get(compare(row.get("kind")), "")
            is_said = (compare(row.get("contact")), kind) in said
            if due and not filled(row.get("sent")) and filled(row.get("contact")) and not is_said:
                yield line, due, f"{text(row, 'kind')}: {text(row, 'contact')}"

    # A row that LibreOffice has inserted has no formula; its own day counts all the same. Each column is asked for
    # itself, since Excel makes a 0 of a blank cell that IF picks from a column.
    due = "IF(ISNUMBER(follow_ups__when_due),follow_ups__when_due,follow_ups__due)"
    has_day = "(ISNUMBER(follow_ups__when_due)+ISNUMBER(follow_ups__due)>0)"
    other = ""
    if has_said_steps(template):
        other = f"*({said_by_kind('follow_ups__contact', 'follow_ups__kind')}=0)"
    return ListSource(
        name("follow_ups.contact"), f'{has_day}*(follow_ups__sent="")*(follow_ups__contact<>""){other}', due,
        ("{day}", f'{at("follow_ups.kind")}&": "&{at("follow_ups.contact")}', where_to(template, "follow_ups")),
        lambda data: dated(data, "follow_ups", found(data)),
    )  # fmt: skip


def _simple(
    template: Template, sheet: str, column: str, due: str, condition: str, what: str,
    fits: Callable[[Record], bool], said: Callable[[Record], str],
) -> ListSource:  # fmt: skip
    """A source whose rows hold their own day."""

    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        for line, row in numbered(data.records.rows(sheet)):
            if (when := row.day(due)) and fits(row):
                yield line, when, said(row)

    when = name(f"{sheet}.{due}")
    return ListSource(
        name(f"{sheet}.{column}"), f"ISNUMBER({when})*{condition}", when, ("{day}", what, where_to(template, sheet)),
        lambda data: dated(data, sheet, found(data)),
    )  # fmt: skip


def _next_steps(template: Template) -> ListSource:
    step = at("contacts.next_step")
    return _simple(
        template, "contacts", "name", "next_step_due", '(contacts__name<>"")',
        f'{at("contacts.name")}&": "&IF({step}="","next step",{step})',
        lambda r: r.has("name"), lambda r: f"{r.text('name')}: {r.text('next_step') or 'next step'}",
    )  # fmt: skip


def _leads(template: Template) -> ListSource:
    return _simple(
        template, "leads", "lead", "due", '(leads__done="")', f'"Lead: "&{at("leads.lead")}',
        is_open_lead, lambda r: f"Lead: {r.text('lead')}",
    )  # fmt: skip


def _offers(template: Template) -> ListSource:
    return _simple(
        template, "offers", "organization", "decide_by",
        f'((offers__decision="")+(offers__decision="{DECISION_OPEN}"))',
        f'"Decide on the offer from "&{at("offers.organization")}',
        is_open_offer, lambda r: f"Decide on the offer from {r.text('organization')}",
    )  # fmt: skip


def will_do(template: Template) -> ListSource:
    """The activities that will build a quality."""
    activity = at("peaks_mine.activity")
    return _simple(
        template, "peaks_mine", "quality", "activity_by", '(peaks_mine__activity_done="")',
        f'IF({activity}="","Build "&{at("peaks_mine.quality")},{activity}&"")',
        is_open_activity, lambda r: r.text("activity") or f"Build {r.text('quality')}",
    )  # fmt: skip


def _reports(template: Template) -> ListSource:
    """The rows of those with whom the last interview is one of which who led there has not heard."""
    who, referrer, met = (up_to(f"contacts__{key}", Last.PEOPLE) for key in ("name", "referred_by", "last_talk"))
    them = equal_to(referrer)
    to, kind, sent, due, own_day = (
        up_to(f"follow_ups__{key}", Last.MESSAGES) for key in ("contact", "kind", "sent", "when_due", "due")
    )
    # Whatever is typed in Sent on or Due on may be a day; and what has a day by any rule is planned.
    waiting = f'{to},{them},{sent},""' + "".join(f',{kind},"<>{it}"' for it in NO_REPORTS)
    heard = [
        f'COUNTIFS({to},{them},{sent},">="&{met})', f'COUNTIFS({to},{them},{sent},"?*")',
        f'COUNTIFS({waiting},{due},">0")', f'COUNTIFS({waiting},{own_day},"<>")',
        # Who met them since has told them; and of several that they led to, the last interview tells of all.
        f'COUNTIFS({workings_name(Workings.WITH)},{them},{workings_name(Workings.DAY)},">="&{met})',
        f'COUNTIFS({referrer},{them},{met},">"&{met},{met},"<="&TODAY())',
    ]  # fmt: skip
    if has_said_steps(template):
        heard.append(said_of(referrer, "referrer-report"))
    known = f'({referrer}<>"")*({referrer}<>{who})*(COUNTIFS({who},{them})>0)'
    held = f"ISNUMBER({met})*({met}>0)*({met}<=TODAY())"
    what = f'"Tell "&{at("contacts.referred_by")}&" how the interview with "&{at("contacts.name")}&" went"'

    def found(data: SheetData) -> Iterator[tuple[int, date, str]]:
        records, said = data.records, said_steps(data)
        rows = [(line, row) for line, row in numbered(records.rows("contacts")) if _is_referred(row)]
        held = ((line, row, last_interview(records, row.values.get("name"))) for line, row in rows)
        past = [(line, row, met) for line, row, met in held if met and met <= data.today]
        for line, row, met in past:
            who, referrer = row.key("referred_by"), row.text("referred_by")
            told_later = any(other.key("referred_by") == who and day > met for _, other, day in past)
            if told_later or records.contact(referrer) is None or (who, "referrer-report") in said:
                continue
            due = calendar_days_after(met, REFERRER_DAYS)
            if due and waits_for_report(records, referrer, met):
                yield line, due, f"Tell {referrer} how the interview with {row.text('name')} went"

    return ListSource(
        who, f"{known}*{held}*({'+'.join(heard)}=0)", f"{met}+{REFERRER_DAYS}",
        ("{day}", what, where_to(template, "interviews")), lambda data: dated(data, "interviews", found(data)),
    )  # fmt: skip


def _is_referred(contact: Record) -> bool:
    return contact.has("referred_by") and contact.key("referred_by") != contact.key("name")


_FOR_REPORTS = ("contacts.name", "contacts.referred_by", "contacts.last_talk", "follow_ups.when_due")
_AGENDA: tuple[tuple[tuple[str, ...], Callable[[Template], ListSource]], ...] = (
    (("interviews.contact", "interviews.date", "interviews.status"), _interviews),
    (("interviews.contact", "interviews.thank_you_due"), _thanks),
    (
        ("follow_ups.kind", "follow_ups.sent", "follow_ups.due", "follow_ups.when_due"),
        _follow_ups,
    ),
    (("contacts.name", "contacts.remind_on"), _reminders),
    (("contacts.name", "contacts.next_step", "contacts.next_step_due"), _next_steps),
    (_FOR_REPORTS, _reports),
    (("leads.lead", "leads.due", "leads.done"), _leads),
    (("offers.organization", "offers.decide_by", "offers.decision"), _offers),
    (("peaks_mine.quality", "peaks_mine.activity", "peaks_mine.activity_by", "peaks_mine.activity_done"), will_do),
)


def agenda(template: Template) -> list[ListSource]:
    """The sources of the list of what to do next, as far as the template has what they need."""
    return [make(template) for wanted, make in _AGENDA if _has(template, wanted)]


def has_reports(template: Template) -> bool:
    """Whether the list tells of reports to who led to an interview."""
    return _has(template, _FOR_REPORTS)


def _has(template: Template, paths: Iterable[str]) -> bool:
    return all(template.has(*path.split(".")) for path in paths)
