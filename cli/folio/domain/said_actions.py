"""What a next step says in the student's own words, where it plainly names one of the messages: ``Remind him``.

A step is told by its whole text, never by a word in it: "Thank her brother" thanks somebody else, and "Ask what the
first exam was like" asks for no interview. In doubt it is a step of its own, and stands beside folio's advice.
The formulas of the list on Start do the same with the same words (``plain_step``).
"""

from __future__ import annotations

from typing import Literal

from folio.domain.records import Record

SaidAction = Literal[
    "request", "reminder", "confirmation", "thank-you", "referral-thank-you", "referrer-report", "keep-in-touch",
    "adviser-request", "outcome",
]  # fmt: skip
# Messages that a next step names in the same words as others.
SAID_AS: dict[str, SaidAction] = {"referral-request": "request", "reconnect": "keep-in-touch"}
# Of these, one is open with a person at a time: a next step that says so is that one, in whatever row it is planned.
ONE_AT_A_TIME: tuple[SaidAction, ...] = ("reminder", "thank-you", "referrer-report")
# Whom a step is about, however it names them.
THEM = "them"
STOPS = ".!"
# What a step says in other ways, in the order in which it is replaced, once the step is in lower case without stops,
# has a space at both ends, and the contact's name (the whole, then its first word) is replaced by THEM.
REPLACED = (
    ("-", " "), (" him ", f" {THEM} "), (" her ", f" {THEM} "), (" a ", " "), (" an ", " "), (" the ", " "),
    (" friendly ", " "), (" note ", " "), (" card ", " "), (" email ", " "), (" by hand ", " "),
)  # fmt: skip

SAID: dict[SaidAction, tuple[str, ...]] = {
    "request": (
        "ask for interview", "ask them for interview", "ask for informational interview",
        "ask them for informational interview", "request interview", "send request", "send them request",
        "write request",
    ),
    "reminder": (
        "remind", "remind them", "remind them again", "reminder", "send reminder", "send them reminder",
        "send reminder to them", "send second reminder", "write reminder", "write them reminder",
    ),
    "confirmation": (
        "confirm", "confirm interview", "confirm interview with them", "confirm time", "confirm date",
        "confirm with them",
    ),
    "thank-you": (
        "thank them", "thank them for interview", "thank them for their time",
        "thank you", "write thank you", "send thank you", "write them thank you", "send them thank you",
    ),
    "referral-thank-you": (
        "thank them for referral", "thank them for introduction", "thank them for introducing me",
    ),
    "referrer-report": (
        "report back", "report back to them", "report to them", "tell them how it went", "let them know how it went",
        "tell them how interview went", "let them know how interview went",
    ),
    "keep-in-touch": (
        "keep in touch", "keep in touch with them", "stay in touch", "stay in touch with them", "check in",
        "check in with them", "get back in touch", "get back in touch with them", "say hello", "reconnect",
    ),
    "adviser-request": (
        "ask for advice on offer", "ask them for advice on offer", "ask them about offer",
        "ask them what they think of offer",
    ),
    "outcome": (
        "tell them outcome", "tell them how it came out", "tell them my decision", "tell them about my decision",
    ),
}  # fmt: skip
_ACTIONS = {text: action for action, texts in SAID.items() for text in texts}


def said_action(contact: Record) -> SaidAction | None:
    """Which message the next step of a contact plainly is, or None: without a name, none."""
    if not contact.text("name"):
        return None
    return _ACTIONS.get(plain_step(contact.text("next_step"), contact.text("name")))


def plain_step(step: str, name: str) -> str:
    """A next step in the words by which it is looked up."""
    text, name = f" {_plain(step)} ", _plain(name)
    for part in filter(None, (name, name.split(" ", 1)[0])):
        text = text.replace(f" {part} ", f" {THEM} ")
    for part, instead in REPLACED:
        text = text.replace(part, instead)
    return _single_spaced(text)


def _plain(text: str) -> str:
    text = text.lower()
    for sign in STOPS:
        text = text.replace(sign, "")
    return _single_spaced(text)


def _single_spaced(text: str) -> str:
    return " ".join(filter(None, text.split(" ")))
