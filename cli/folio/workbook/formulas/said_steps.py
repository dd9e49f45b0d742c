"""Which message a next step plainly is, as a formula: the domain's ``said_actions`` say what that means.

On the sheet Workings stands, for each contact, the place of the step's words in a text of all the words that are looked
for: below 0 if the step has no day, and 0 where they are none of them. So one number tells which of the messages it is.
"""

from __future__ import annotations

from folio.domain.next_steps import KINDS
from folio.domain.proposals import MONTHS, STEPS
from folio.domain.said_actions import ONE_AT_A_TIME, REPLACED, SAID, STOPS, THEM, SaidAction, plain_step
from folio.template.schema import Template
from folio.workbook.formulas.parts import SheetData, as_criterion, day, equal_to, filled, index_of, text, text_literal
from folio.workbook.formulas.workings_layout import Last, Workings, as_long_as, up_to, workings_name

# Of a text in a formula, in Excel.
_LONGEST_LITERAL = 255


def _words() -> tuple[str, dict[SaidAction, tuple[int, int]]]:
    """All words that are looked for, between bars, and from where to where those of each message stand."""
    told, places = "|", {}
    for action in SAID:
        first = len(told)
        told += "".join(f"{words}|" for words in SAID[action])
        places[action] = (first, len(told) - 1)
    return told, places


_TOLD, PLACES = _words()


def has_said_steps(template: Template) -> bool:
    """Whether the template has next steps with days."""
    return template.has("contacts", "name", "next_step", "next_step_due")


def said_formula() -> str:
    """The array formula of the column on Workings, with its ``=``."""
    name = _plain("contacts__name")
    words = f'" "&{_plain("contacts__next_step")}&" "'
    for part in (name, f'LEFT({name},FIND(" ",{name}&" ")-1)'):
        words = f'SUBSTITUTE({words}," "&{part}&" "," {THEM} ")'
    for part, instead in REPLACED:
        words = f'SUBSTITUTE({words},"{part}","{instead}")'
    chunks = (_TOLD[i : i + _LONGEST_LITERAL] for i in range(0, len(_TOLD), _LONGEST_LITERAL))
    told = "&".join(map(text_literal, chunks))
    due, step = "contacts__next_step_due", "contacts__next_step"
    sign = f"IF(ISNUMBER({due}),1,IF({has_no_day(due)}*{is_own(step)}>0,-1,0))"
    found = f'IFERROR(FIND("|"&TRIM({words})&"|",{told}),0)*{sign}'
    return f"""=IFERROR(IF({as_long_as("contacts.name")},IF(contacts__name="",0,{found}),0),0)"""


def has_no_day(due: str) -> str:
    """Which cells hold no day that anybody typed: an array. A day that is only proposed is a text, such as Dec 4."""
    months = text_literal(" ".join((*MONTHS, "")))
    return f'((({due}="")+(LEN({due})<7)*ISNUMBER(SEARCH(LEFT({due}&"    ",4),{months})))>0)'


def is_own(step: str) -> str:
    """Which next steps are not only proposed: an array."""
    return "*".join(f"({step}<>{text_literal(words)})" for words in STEPS)


def _plain(cells: str) -> str:
    text = f"LOWER({cells})"
    for sign in STOPS:
        text = f'SUBSTITUTE({text},"{sign}","")'
    return f"TRIM({text})"


def said_shown(data: SheetData) -> list[int]:
    """What the column shows, from the heading on."""
    shown = [0]
    for row in data.rows("contacts"):
        due = row.get("next_step_due")
        counts = not filled(due) and text(row, "name") and text(row, "next_step") not in STEPS
        sign = 1 if day(due) else -1 if counts else 0
        words = plain_step(text(row, "next_step"), text(row, "name"))
        shown.append(sign * (_TOLD.find(f"|{words}|") + 1))
    return shown


def says_nothing() -> str:
    """Whether the next step of each contact is none of the messages: an array, as far down as people stand."""
    return f"({up_to(workings_name(Workings.SAYS), Last.PEOPLE)}=0)"


def own_words(who: str, action: SaidAction, words: str) -> str:
    """What a line says of a message: the student's next step with this person, if it is that and has no day."""
    first, last = PLACES[action]
    line = f"MATCH({as_criterion(who)},contacts__name,0)"
    is_said = f"ABS(INDEX({workings_name(Workings.SAYS)},{line})+{(first + last) / 2:g})<={(last - first) / 2:g}"
    return f"IF(IFERROR({is_said},FALSE),{index_of('contacts.next_step', line)},{words})"


def said_of(people: str, action: SaidAction) -> str:
    """How many next steps with these people are this message; ``people`` are cells with names."""
    first, last = PLACES[action]
    return _counted(people, str(first), str(last))


def said_by_kind(people: str, kinds: str) -> str:
    """The same, of the message that a cell beside names by its kind as in Follow-ups."""
    bounds = ["0", "-1"]
    for action in ONE_AT_A_TIME:
        test = f"{kinds}={text_literal(KINDS[action])}"
        bounds = [f"IF({test},{place},{else_})" for place, else_ in zip(PLACES[action], bounds, strict=True)]
    return _counted(people, *bounds)


def _counted(people: str, first: str, last: str) -> str:
    said = up_to(workings_name(Workings.SAYS), Last.SAID)
    names = up_to("contacts__name", Last.SAID)
    return f'COUNTIFS({names},{equal_to(people)},{said},">="&{first},{said},"<="&{last})'
