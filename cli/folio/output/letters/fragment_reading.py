"""Tell what a typed text is, by what it is used for in a letter."""

from __future__ import annotations

from collections.abc import Callable

from folio.basics.wording import sentence_list
from folio.output.letters import interview_fragments as interview
from folio.output.letters import plan_fragments as plan
from folio.output.letters.english_grammar import ended, small, words_of
from folio.output.letters.fragments import BLANK, GAP, Fragment, Use
from folio.output.letters.letter_wording import bulleted
from folio.output.letters.reader_address import Reader
from folio.output.letters.typed_text import is_placeholder, is_unfit, tidy

_MOST_ITEMS = 5


def read_fragment(typed: str, use: Use, reader: Reader) -> Fragment:
    """Tell what a typed text is when it is used so in a letter to this reader; pure, never fails."""
    items = bulleted(typed)
    if len(items) > 1:
        return _list([tidy(item) for item in items], use, reader)
    text = tidy(items[0] if items else typed)
    if is_placeholder(text):
        return BLANK
    if not words_of(text) and use != "point":
        return GAP
    if use not in ("interest", "shared") and is_unfit(text):
        return GAP
    return _READ[use](text, reader)


def _list(items: list[str], use: Use, reader: Reader) -> Fragment:
    """Several items as one: all phrases, or all pieces of advice."""
    items = [item for item in items if not is_placeholder(item)][:_MOST_ITEMS]
    if not items:
        return BLANK
    found = [_READ[use](item, reader) for item in items] if not any(map(is_unfit, items)) else [GAP]
    forms = {one.form for one in found}
    texts = [one.text.rstrip(".") for one in found]
    if forms == {"advice"}:
        return Fragment("advice", ended(sentence_list([texts[0], *map(small, texts[1:])])))
    return Fragment(found[0].form, sentence_list(texts)) if len(forms) == 1 and forms <= {"topic", "doing"} else GAP


_READ: dict[Use, Callable[[str, Reader], Fragment]] = {
    "point": interview.read_point, "thank_for": interview.read_thank_for, "misconception": interview.read_misconception,
    "advice_used": plan.read_advice_used, "activity": plan.read_activity, "goal": plan.read_goal,
    "interest": plan.read_interest, "shared": plan.read_interest, "about_me": plan.read_about_me,
    "view": plan.read_view, "met": plan.read_met, "heard": interview.read_heard,
    "better": plan.read_side, "worse": plan.read_side,
}  # fmt: skip
