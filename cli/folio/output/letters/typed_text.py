"""What people type, made fit for a letter: without pictures, shouting and shorthand; and what is not fit for one."""

from __future__ import annotations

import re
import unicodedata

from folio.output.letters import english_words as english
from folio.output.letters.english_grammar import WORD, capital, finite_verbs, with_article, words_of

_EMOTICON = re.compile(r"(?<!\w)(?:[:;=8x][-'o]?[)(DPp3/\\|*]+|<3+|\^\^)(?!\w)")
_SHORT = ((re.compile(r"\bb/c\b", re.I), "because"), (re.compile(r"\bw/o\s*", re.I), "without "),
          (re.compile(r"\bw/\s*", re.I), "with "), (re.compile(r"\s[&+]\s"), " and "), (re.compile(r"\s@\s"), " at "),
          (re.compile(r"\*(\w[^*]*)\*"), r"\1"), (re.compile(r"\b2x(?!\w)", re.I), "twice"),
          (re.compile(r"\b(\d+)x(?= )", re.I), r"\1 times"), (re.compile(r"(?<=\d)/h(?:ou)?r\b"), " an hour"),
          (re.compile(r"(?<=\w)/(wk|week|yr|year|mo|month|day)\b"),
           lambda m: f" a {({'wk': 'week', 'yr': 'year', 'mo': 'month'}).get(m[1], m[1])}"))  # fmt: skip
_ITS = re.compile(
    rf"\b([Ii])ts(?= (?:{english.AFTER_IT_IS})\b"
    rf"| (?:{english.LIKE_IT_IS})(?:[.,;!?)]|$| (?:to|that|how|for|but|and|if|when|than|in|with|as|because|from|it)\b))"
)
_NO_ITS = re.compile(
    r"(?:(?:^|[.,;:!?(] ?)|\b(?:if|that|because|thinks?|thought|said|says|but|what|actually) )its\b", re.I
)
_THE = re.compile(rf"{english.SUPERLATIVES}\b(?! ever)", re.IGNORECASE)
_A = re.compile(r"\b([Aa]) (?=([A-Z][A-Z]+|[A-Z]|e[mnlx]\w+|i[nm]\w+|o[rfp][a-z]\w+|app\w+|art\w+|ani\w+)\b)")
_NEXT_SENTENCE = re.compile(r"(?<=[a-z]{2}[.?] )(?<!etc\. )(?<!vs\. )(?<!min\. )(?<!rox\. )(?<!hrs\. )(?<!ept\. )[a-z]")
_LINK_OR_NUMBER = re.compile(r"https?://|www\.|\S@\S|\d{3}[-. ]\d{4}")
# Signs that stand for words, a list on one line, "like 60k", "3 12s", and an initial for a name.
_SIGNS = re.compile(
    r"[=<>→@~^]|(?<!\d)\*|#\w|\b[2-9][.)] [a-z]|\blike \$?\d|\d \d+s\b|\b(?:Dr|Mr|Mrs|Ms)\.? [A-Z]\b\.?"
    r"|[^\W\d_]{2,}/[^\W\d_]{2,}"
)
_LABEL = re.compile(r"(?:[Tt]he )?[^\W\d_]+(?: [^\W\d_]+)?: ")
_SPEAKS = frozenset(["said", "says", "told", "mentioned", "explained"])


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
    if text.isupper() and len(WORD.findall(text)) > 1 and len(text) > 4 and not re.search(r"\d", text):
        text = text.capitalize()
    text = re.sub(r"!+(?=\))", "", text)
    text = re.sub(r"!+", ".", re.sub(r"\?[?!]+|!+\?+", "?", text)).rstrip()
    text = re.sub(r"\s+([.?,;:]+)(?=\s|$)", r"\1", text)
    # Of several stops in a row, the one that ends the sentence counts: "so , !".
    text = re.sub(r"[,;:]+(?=[.?]+(?:\s|$))|(?<=\?)[.?,;:]+(?=\s|$)", "", text)
    text = re.sub(r'"([^"]*)"', "“\\1”", text)
    text = re.sub(r"[^\W_]+(?:['’/][^\W_]+)*", _spelled, text)  # noqa: RUF001
    text = _ITS.sub(r"\1t's", text)
    if the := _THE.match(text):
        text = f"the {the[0].lower()}{text[the.end() :]}"
    text = _A.sub(lambda m: f"{m[1]}{with_article(m[2]).partition(' ')[0][1:]} ", text)
    return _NEXT_SENTENCE.sub(lambda m: m[0].upper(), text)


def _spelled(match: re.Match[str]) -> str:
    """A word with its apostrophe, and as it is spelled."""
    word = match[0]
    plain = word.casefold().replace("’", "'")  # noqa: RUF001
    if word in english.SPELLINGS or (word[0].isupper() and word[1:].islower() and plain in english.SPELLINGS):
        right = english.SPELLINGS[plain]
        return capital(right) if word[0].isupper() else right
    apostrophe = english.APOSTROPHES.get(plain)
    if apostrophe is None or (plain == "i" and match.string[match.end() : match.end() + 1] == "."):
        return word
    return capital(apostrophe) if word[0].isupper() else apostrophe


def is_unfit(text: str) -> bool:
    """Whether this is no English for a letter: texting, links, numbers to call, labels, or only how good it was."""
    words = words_of(text)
    if _LINK_OR_NUMBER.search(text) or _SIGNS.search(text.replace("and/or", "or")) or set(words) & english.TEXTING:
        return True
    if _NO_ITS.search(text) and "its own" not in text:
        return True
    label = _LABEL.match(text)
    if label and not finite_verbs(words_of(label[0])) and not set(words_of(label[0])) & _SPEAKS:
        return True
    return (
        bool(set(words) & english.VAGUE) and set(words) <= english.VAGUE | english.FILLERS and words != ["everything"]
    )
