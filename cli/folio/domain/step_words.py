"""What steps are called: one sentence for each, with the person in it, the same on Start, in reports, letters and due.

The formulas of the list on Start are made from the same sentences. In braces stand ``who`` the step is with (the
organization of an offer), ``met`` whom they led to, ``referrer``, ``kind`` of message, and ``quality``.
"""

from __future__ import annotations

# Where a row names nobody.
SOMEBODY = "a contact"

ASK = "Ask {who} for an interview"
ASK_REFERRED = "Ask {who} for an interview, and say that you have it from {referrer}"
# By the number of the reminder.
REMIND = {1: "Remind {who}: no reply yet", 2: "Remind {who} once more, or try another way: still no reply"}
CONFIRM = "Confirm the interview with {who}"
MEET = "Interview with {who}"
NOTE_DOWN = "Note how the interview with {who} went"
THANK = "Thank {who} for the interview"
THANK_FOR_NAME = "Thank {who} for the name they gave you"
TELL = "Tell {who} how the interview with {met} went"
KEEP_IN_TOUCH = "Write {who} a few lines to keep in touch"
RECONNECT = "Get back in touch with {who}, and say again who you are"
ASK_ADVICE = "Ask {who} what they think of the offer"
TELL_OUTCOME = "Tell {who} how it came out, and what of theirs helped"
WRITE = "{kind}: note a point to mention, then write to {who}"
PLANNED = "Next step with {who}"
FOLLOW_LEAD = "Follow up this lead"
DECIDE = "Decide on the offer from {who}"
BUILD = "Build {quality}"
TURN_IN = "Turn in this workbook"

# Those of the messages that nobody planned, by their kind (see ``domain.messages``).
MESSAGES = {
    "request": ASK, "referral-request": ASK_REFERRED, "confirmation": CONFIRM, "referral-thank-you": THANK_FOR_NAME,
    "referrer-report": TELL, "keep-in-touch": KEEP_IN_TOUCH, "reconnect": RECONNECT, "adviser-request": ASK_ADVICE,
    "outcome": TELL_OUTCOME,
}  # fmt: skip

# Said after a step for which the letters have one.
DRAFT_READY = "a draft is ready"


def with_draft(what: str) -> str:
    """Return a step with the word that its draft is ready."""
    return f"{what.rstrip('.')}; {DRAFT_READY}"


def without_draft(what: str) -> str:
    """Return a step without that word, for comparing: the same, whether or not it had it."""
    return what.removesuffix(f"; {DRAFT_READY}").rstrip(".")


# What is good to do while something is still empty.
TYPE_NAME = "Type your name"
NAME_FIELD = "Name a field to explore"
LIST_PEOPLE = "List the people you could talk to: a name is enough"
PRACTICE = "Practice introducing yourself, and note how it went"
NOTE_STRENGTHS = "Note your strengths and what proves them"
NOTE_SIDES = "Note the ups and downs you heard"
NOTE_WANTED = "Note the qualities employers look for"


def said(words: str, who: str, **others: str) -> str:
    """Words with what belongs into their braces."""
    return words.format(who=who or SOMEBODY, **others)


def told(who: str, words: str) -> str:
    """A step in one line: with the person in front, unless the words name them."""
    return words if who in words else f"{who}: {words}"
