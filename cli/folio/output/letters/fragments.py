"""What a typed fragment is, for a letter: what students type is fragments and notes to themselves.

What fits no sentence for sure is a gap; a gap with the student's own note beside it is better than a bad sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal[
    "blank", "gap", "topic", "thing", "fact", "said", "words", "advice", "note", "question", "own", "doing", "learned",
    "what",
]  # fmt: skip
Use = Literal[
    "point", "thank_for", "misconception", "advice_used", "activity", "goal", "interest", "shared",
    "about_me", "view", "met", "heard", "better", "worse",
]  # fmt: skip

# What gaps ask for besides, where nothing was typed that could be read.
Ask = Literal["how", "news", "time"]


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a typed text is, and its words as they fit into a sentence of that form.

    ``blank``: nothing. ``gap``: something that no sentence takes. ``topic``, ``thing``: a phrase. ``fact``: what
    follows "that". ``said``: "saying that ...". ``words``, ``advice``, ``note``, ``question``: to be quoted. ``own``:
    whole sentences of the student's. ``doing``: "keeping a log", or "keep a log" for what is planned. ``learned``: what
    one knows now. ``what``: a clause with a question word. ``rest``: whole sentences that go on after it.
    """

    form: Form
    text: str = ""
    rest: str = ""


BLANK, GAP = Fragment("blank"), Fragment("gap")
# No sentence takes more of a text than this many characters.
LONGEST = 240
