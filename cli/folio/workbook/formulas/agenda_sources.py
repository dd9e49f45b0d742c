"""The list of what to do next as formulas: what the domain's ``start_list`` lists, from every sheet.

An entry comes from a row of a table, or it is one of its own: the day to hand in, and what is still empty. A next step
that plainly is a message (``said_steps``) takes the place of that message's own line, as in the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from folio.domain import step_words
from folio.domain.follow_ups import NO_REPORTS
from folio.domain.next_steps import TELLING, Source
from folio.domain.said_actions import SaidAction
from folio.domain.start_list import AHEAD_DAYS
from folio.template import vocabulary as terms
from folio.template.schema import Template
from folio.workbook.formulas.list_sources import BEYOND_DAYS, at
from folio.workbook.formulas.parts import as_criterion, equal_to, name, text_literal
from folio.workbook.formulas.said_steps import (
    has_no_day,
    has_said_steps,
    is_own,
    own_words,
    said_by_kind,
    said_of,
    says_nothing,
)
from folio.workbook.formulas.workings_layout import Last, Workings, up_to, workings_name

# Interviews ahead come first in the list: their keys are below all others with a day. Still further up come the name
# and the field; behind all days, what has none.
FIRST_OF_ALL, BEFORE_ALL, NO_DAY = 1_000_000, -2_000_000, BEYOND_DAYS
# The ranks of what has no day; the first person to ask comes so much before the others.
OWN_STEPS, PEOPLE, ASK_FIRST, AFTER_PEOPLE, ASK_OTHERS, IDLE = 0, 1, 2, 3, 9, 10
EARLY = ASK_OTHERS - ASK_FIRST
# Stands in a formula for whom an entry is about; the list works that out once for each line.
WHO = "{who}"
_SOMEBODY = f'IF({WHO}="",{text_literal(step_words.SOMEBODY)},{WHO})'


@dataclass(frozen=True, slots=True)
class AgendaSource:
    """Where entries of the list come from.

    ``sheet`` is the one to go to. ``condition`` and ``day`` are arrays over ``rows``, the cells of a column of a table
    from its heading on. The others are formulas for one entry, in which ``{line}`` is the row's number and ``{day}``
    the key: ``who`` it is about, the ``words`` (with ``{who}``), the cell that is the ``place``, and the ``shown`` day.
    """

    source: Source
    sheet: str
    rows: str
    condition: str
    day: str
    who: str
    words: str
    place: str
    shown: str = "{day}"


# The tables that entries come from, by how far down one has to look there: as far as one of these columns is filled.
REACHES = {
    Last.PEOPLE: ("contacts", "name", "next_step", "next_step_due"), Last.MESSAGES: ("follow_ups", "contact", "due"),
    Last.INTERVIEWS: ("interviews", "date", "status"), Last.LEADS: ("leads", "due"),
    Last.OFFERS: ("offers", "decide_by"), Last.QUALITIES: ("peaks_mine", "activity_by"),
}  # fmt: skip
_REACH_OF = {sheet: last for last, (sheet, *_) in REACHES.items()}


def _down(path: str) -> str:
    """A column from its heading as far down as entries may come from."""
    return up_to(name(path), _REACH_OF[path.partition(".")[0]])


def sentence(words: str, **values: str) -> str:
    """Words of the domain (``step_words``) as a formula; ``values`` are formulas for what stands in braces."""
    parts = []
    for i, piece in enumerate(words.replace("}", "{").split("{")):
        said = {"who": _SOMEBODY, **values}[piece] if i % 2 else text_literal(piece)
        parts += [said] if said != '""' else []
    return "&".join(parts)


def spelled(who: str) -> str:
    """A name as Contacts spells it, or as it is."""
    return f"IFERROR(INDEX(contacts__name,MATCH({as_criterion(who)},contacts__name,0)),{who})"


def _told_once(columns: Iterable[str], *rest: str) -> str:
    """Whether a row is the first of those that say the same: an array, as long as the first of these columns.

    What is looked up has no wildcards in it. ``rest`` are numbers, and whether a row counts.
    """
    told = '&"|"&'.join(columns)
    for sign, instead in (("~", "-"), ("*", "+"), ("?", ".")):
        told = f'SUBSTITUTE({told},"{sign}","{instead}")'
    told = "&".join((f"LEFT({told},{TELLING})", *rest))
    return f"(IFERROR(MATCH({told},{told},0),0)={_line_of(next(iter(columns)))})"


def _line_of(column: str) -> str:
    return f"(ROW({column})-ROW(INDEX({column},1))+1)"


def _unless_said(template: Template, people: str, action: SaidAction) -> str:
    return f"*({said_of(people, action)}=0)" if has_said_steps(template) else ""


def _own_or(template: Template, action: SaidAction, words: str) -> str:
    return own_words(WHO, action, words) if has_said_steps(template) else words


def _interviews(_: Template) -> AgendaSource:
    when, status = _down("interviews.date"), _down("interviews.status")
    to_come = f'(({status}="{terms.INTERVIEW_PLANNED}")+({status}="{terms.INTERVIEW_SCHEDULED}")+({status}=""))'
    open_ = f"ISNUMBER({when})*{to_come}"
    next_one = f"IFERROR(SMALL(IF({open_}*({when}>=TODAY()),{when}),1),0)"
    is_ahead = f"({when}>=TODAY())*({when}<=MAX(TODAY()+{AHEAD_DAYS},{next_one}))"
    its_day, columns = at("interviews.date"), (_down("interviews.contact"), _down("interviews.format"))
    how = f'&IF({at("interviews.format")}="",""," ("&LOWER({at("interviews.format")})&")")'
    meet, note_down = sentence(step_words.MEET), sentence(step_words.NOTE_DOWN)
    return AgendaSource(
        "interview", "interviews", columns[0], f"{open_}*{_told_once(columns, to_come, when)}",
        f"{when}-IF({is_ahead},{FIRST_OF_ALL},0)", f'{at("interviews.contact")}&""',
        f"IF({its_day}<TODAY(),{note_down},{meet}{how})",
        its_day, its_day,
    )  # fmt: skip


def _thanks(template: Template) -> AgendaSource:
    due, who = _down("interviews.thank_you_due"), _down("interviews.contact")
    other = _unless_said(template, who, "thank-you")
    return AgendaSource(
        "thank-you", "interviews", who, f"ISNUMBER({due}){other}", due,
        f'{at("interviews.contact")}&""', _own_or(template, "thank-you", sentence(step_words.THANK)),
        at("interviews.thank_you_sent"),
    )  # fmt: skip


def _follow_ups(template: Template) -> AgendaSource:
    # A row that LibreOffice has inserted has no formula; its own day counts all the same. Each column is asked for
    # itself, since Excel makes a 0 of a blank cell that IF picks from a column.
    who, kinds, by_rule, own, points, sent = (
        _down(f"follow_ups.{key}") for key in ("contact", "kind", "when_due", "due", "point", "sent")
    )
    due = f"IF(ISNUMBER({by_rule}),{by_rule},{own})"
    open_ = f'(ISNUMBER({by_rule})+ISNUMBER({own})>0)*({sent}="")'
    other = f"*({said_by_kind(who, kinds)}=0)" if has_said_steps(template) else ""
    kind, point = at("follow_ups.kind"), at("follow_ups.point")
    called = f'IF({kind}="","Follow-up",{kind})'
    write = words = sentence(step_words.WRITE, kind=called)
    own_or: tuple[tuple[str, SaidAction, str], ...] = (
        (terms.KIND_REPORT, "referrer-report", write), (terms.KIND_THANK_YOU, "thank-you", sentence(step_words.THANK)),
        (terms.KIND_REMINDER, "reminder", sentence(step_words.REMIND[1])),
    )  # fmt: skip
    for said, action, how in own_or:
        words = f"IF({kind}={text_literal(said)},{_own_or(template, action, how)},{words})"
    told_once = _told_once((who, kinds, points), f'({sent}="")', due)
    return AgendaSource(
        "follow-up", "follow_ups", who, f"{open_}{other}*{told_once}", due,
        f'{at("follow_ups.contact")}&""', f'IF({point}="",{words},{called}&": "&{point})',
        at("follow_ups.due"),
    )  # fmt: skip


def _reminders(template: Template) -> AgendaSource:
    due, who = _down("contacts.remind_on"), _down("contacts.name")
    again = f'{at("contacts.status")}="{terms.STATUS_REMINDED}"'
    if template.has("follow_ups", "contact", "kind", "sent"):
        sent = f'follow_ups__contact,{equal_to(WHO)},follow_ups__kind,"{terms.KIND_REMINDER}",follow_ups__sent,"<>"'
        again = f"OR({again},COUNTIFS({sent})>0)"
    words = f"IF({again},{sentence(step_words.REMIND[2])},{sentence(step_words.REMIND[1])})"
    other = _unless_said(template, who, "reminder")
    return AgendaSource(
        "reminder", "contacts", who, f"ISNUMBER({due}){other}", due,
        f'{at("contacts.name")}&""', _own_or(template, "reminder", words), at("contacts.status"),
    )  # fmt: skip


def _own_steps(_: Template) -> AgendaSource:
    due = _down("contacts.next_step_due")
    told_once = _told_once([_down(f"contacts.{key}") for key in ("name", "organization", "next_step")], due)
    return _of_contacts("next-step", f"ISNUMBER({due})*{told_once}", due)


def _own_steps_without_day(_: Template) -> AgendaSource:
    who, step, due = (_down(f"contacts.{key}") for key in ("name", "next_step", "next_step_due"))
    condition = f'({step}<>"")*{is_own(step)}*{has_no_day(due)}*({_line_of(who)}>1)*{says_nothing()}'
    return _of_contacts("own", condition, f"{NO_DAY + OWN_STEPS}", '""')


def _of_contacts(source: Source, condition: str, day: str, shown: str = "{day}") -> AgendaSource:
    """The student's own next steps."""
    step, who, works_at = at("contacts.next_step"), at("contacts.name"), at("contacts.organization")
    who = f'IF({who}="",{works_at},{who})&""'
    words = f'IF({step}="",{sentence(step_words.PLANNED)},{step}&"")'
    place = at("contacts.next_step_due")
    return AgendaSource(source, "contacts", _down("contacts.name"), condition, day, who, words, place, shown)


def _leads(_: Template) -> AgendaSource:
    lead, step = at("leads.lead"), at("leads.next_step")
    follow = text_literal(step_words.FOLLOW_LEAD)
    words = f'IF({lead}&{step}="",{follow},{lead}&IF(({lead}="")+({step}="")>0,"",": ")&{step})'
    leads, steps, heard, due = (_down(f"leads.{key}") for key in ("lead", "next_step", "heard_from", "due"))
    open_ = f'({_down("leads.done")}="")'
    told_once = _told_once((leads, steps, heard), open_, due)
    return AgendaSource(
        "lead", "leads", leads, f"ISNUMBER({due})*{open_}*{told_once}", due,
        f'{at("leads.heard_from")}&""', f'"Lead: "&{words}', at("leads.due"),
    )  # fmt: skip


def _offers(_: Template) -> AgendaSource:
    who, decision, due = (_down(f"offers.{key}") for key in ("organization", "decision", "decide_by"))
    open_ = f'(({decision}="")+({decision}="{terms.DECISION_OPEN}"))'
    job = at("offers.job_title")
    return AgendaSource(
        "offer", "offers", who, f"ISNUMBER({due})*{open_}", due,
        f'{at("offers.organization")}&""', f'{sentence(step_words.DECIDE)}&IF({job}="","",": "&{job})',
        at("offers.decide_by"),
    )  # fmt: skip


def _will_do(_: Template) -> AgendaSource:
    activity, quality = at("peaks_mine.activity"), at("peaks_mine.quality")
    build = sentence(step_words.BUILD, quality=f'IF({quality}="","this quality",{quality})')
    qualities, due, what, done = (
        _down(f"peaks_mine.{key}") for key in ("quality", "activity_by", "activity", "activity_done")
    )
    open_ = f'({done}="")'
    told_once = _told_once((what, f'IF({what}="",{qualities},"")'), open_, due)
    return AgendaSource(
        "activity", "peaks_mine", qualities, f"ISNUMBER({due})*{open_}*{told_once}", due, '""',
        f'"Will do: "&IF({activity}="",{build},{activity})',
        at("peaks_mine.activity_by"),
    )  # fmt: skip


def _reports(template: Template) -> AgendaSource:
    """The rows of those with whom the last interview is one of which who led there has not heard."""
    who, referrer, met = (_down(f"contacts.{key}") for key in ("name", "referred_by", "last_talk"))
    them = equal_to(referrer)
    to, kind, sent, due, own_day = (
        _down(f"follow_ups.{key}") for key in ("contact", "kind", "sent", "when_due", "due")
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
    with_, day = workings_name(Workings.WITH), workings_name(Workings.DAY)
    its_line = f"SUMPRODUCT(MAX(({with_}={at('contacts.name')})*({day}={at('contacts.last_talk')})*ROW({with_})))"
    words = sentence(step_words.TELL, met=at("contacts.name"))
    once = _told_once([referrer], f"({referrer}<>{who})", met)
    return AgendaSource(
        "report", "interviews", who, f"{known}*{held}*({'+'.join(heard)}=0)*{once}", f"{met}+{terms.REFERRER_DAYS}",
        f'{at("contacts.referred_by")}&""', _own_or(template, "referrer-report", words),
        f"INDEX(interviews__date,{its_line})",
    )  # fmt: skip


def _requests(template: Template) -> AgendaSource:
    """Whom nobody has asked yet: in the first row of their name, and nothing says more than Identified."""
    who = _down("contacts.name")
    status, asked = (_down(f"contacts.{key}") for key in ("status", "requested_on"))
    unasked = f"*(ISNUMBER({asked})=FALSE)" if template.has("contacts", "requested_on") else ""
    said = ",".join(map(text_literal, (*terms.PIPELINE[1:], *terms.CLOSED)))
    them = equal_to(who)
    met = f"COUNTIFS(interviews__contact,{them},interviews__status"
    done = [
        f'{met},"{terms.INTERVIEW_SCHEDULED}")', f'{met},"{terms.INTERVIEW_COMPLETED}")',
        f'{met},"",interviews__date,">0")',
    ]  # fmt: skip
    if template.has("follow_ups", "contact", "kind", "sent"):
        kind = f'follow_ups__kind,"{terms.KIND_REMINDER}"'
        done.append(f'COUNTIFS(follow_ups__contact,{them},{kind},follow_ups__sent,"<>")')
    if has_said_steps(template):
        done.append(said_of(who, "request"))
    open_ = f'({who}<>""){unasked}*(ISNUMBER(MATCH({status},{{{said}}},0))=FALSE)'
    words, referrer = sentence(step_words.ASK), at("contacts.referred_by")
    referred = sentence(step_words.ASK_REFERRED, referrer=spelled(referrer))
    words = f'IF(({referrer}="")+({referrer}={WHO})>0,{words},{referred})'
    return AgendaSource(
        "request", "contacts", who, f"{open_}*({_line_of(who)}>1)*({'+'.join(done)}=0)*{_told_once([who])}",
        f"{NO_DAY + ASK_OTHERS}", f'{at("contacts.name")}&""', _own_or(template, "request", words),
        at("contacts.status"), '""',
    )  # fmt: skip


_OWN_STEPS = ("contacts.name", "contacts.organization", "contacts.next_step", "contacts.next_step_due")
_FOR_REPORTS = ("contacts.name", "contacts.referred_by", "contacts.last_talk", "follow_ups.when_due")
_AGENDA: tuple[tuple[tuple[str, ...], Callable[[Template], AgendaSource]], ...] = (
    (("interviews.contact", "interviews.date", "interviews.status", "interviews.format"), _interviews),
    (("interviews.contact", "interviews.thank_you_due", "interviews.thank_you_sent"), _thanks),
    (
        ("follow_ups.kind", "follow_ups.sent", "follow_ups.due", "follow_ups.when_due", "follow_ups.point"),
        _follow_ups,
    ),
    (("contacts.name", "contacts.remind_on", "contacts.status"), _reminders),
    (_OWN_STEPS, _own_steps),
    (_FOR_REPORTS, _reports),
    (("leads.lead", "leads.due", "leads.done", "leads.heard_from", "leads.next_step"), _leads),
    (("offers.organization", "offers.decide_by", "offers.decision", "offers.job_title"), _offers),
    (("peaks_mine.quality", "peaks_mine.activity", "peaks_mine.activity_by", "peaks_mine.activity_done"), _will_do),
    (_OWN_STEPS, _own_steps_without_day),
    (
        ("contacts.name", "contacts.status", "contacts.referred_by", "interviews.contact", "interviews.status"),
        _requests,
    ),
)


def agenda(template: Template) -> list[AgendaSource]:
    """The sources of the list of what to do next, as far as the template has what they need."""
    return [make(template) for wanted, make in _AGENDA if _has(template, wanted)]


def _has(template: Template, paths: Iterable[str]) -> bool:
    return all(template.has(*path.split(".")) for path in paths)
