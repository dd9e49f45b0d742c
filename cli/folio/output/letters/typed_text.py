"""What people type, made fit for a letter: without pictures, shouting and shorthand; and what is not fit for one."""

from __future__ import annotations

import re
import unicodedata

from folio.output.letters import english_words as english
from folio.output.letters.english_grammar import WORD, finite_verbs, words_of

_EMOTICON = re.compile(r"(?<!\w)(?:[:;=8x][-'o]?[)(DPp3/\\|*]+|<3+|\^\^)(?!\w)")
_SHORT = ((re.compile(r"\bb/c\b", re.I), "because"), (re.compile(r"\bw/o\s*", re.I), "without "),
          (re.compile(r"\bw/\s*", re.I), "with "), (re.compile(r"\s&\s"), " and "))  # fmt: skip
_LINK_OR_NUMBER = re.compile(r"https?://|www\.|\S@\S|\d{3}[-. ]\d{4}")
_LABEL = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?: ")


def is_placeholder(text: str) -> bool:
    """Whether a text says that nothing is there: ``N/A``, ``TBD``, ``none``, ``-``, or no letter at all."""
    if not any(map(str.isalnum, text)):
        return True
    return text.strip(" .!?-–—()").replace("’", "'").casefold() in english.PLACEHOLDERS  # noqa: RUF001


def tidy(typed: str) -> str:
    """Take out what no letter has: pictures, shouting, shorthand, straight quotes, missing apostrophes."""
    kept = "".join(c for c in typed if unicodedata.category(c) not in ("So", "Sk", "Cs") and c not in "\ufe0f\u200d")
    text = " ".join(_EMOTICON.sub(" ", kept).split())
    for short, long in _SHORT:
        text = short.sub(long, text)
    if text.isupper() and len(WORD.findall(text)) > 1 and len(text) > 4:
        text = text.capitalize()
    text = re.sub(r"!+", ".", re.sub(r"\?[?!]+|!+\?+", "?", text)).rstrip()
    text = re.sub(r'"([^"]*)"', "“\\1”", text)
    return re.sub(r"[^\W_]+(?:['’][^\W_]+)*", _with_apostrophe, text)  # noqa: RUF001


def _with_apostrophe(match: re.Match[str]) -> str:
    word = match[0]
    right = english.APOSTROPHES.get(word.casefold().replace("’", "'"))  # noqa: RUF001
    if right is None or (word.casefold() == "i" and match.string[match.end() : match.end() + 1] == "."):
        return word
    return right[0].upper() + right[1:] if word[0].isupper() else right


def is_unfit(text: str) -> bool:
    """Whether this is no English for a letter: texting, links, numbers to call, labels, or only how good it was."""
    words = words_of(text)
    if _LINK_OR_NUMBER.search(text) or set(words) & english.TEXTING:
        return True
    if _LABEL.match(text) and not finite_verbs(words):
        return True
    return (
        bool(set(words) & english.VAGUE) and set(words) <= english.VAGUE | english.FILLERS and words != ["everything"]
    )
