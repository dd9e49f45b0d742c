"""Turn a note about the reader of a letter into words to them: ``She misses the team`` becomes ``you miss the team``.

Only where it is clear who is meant; where ``he`` or ``she`` may be somebody else, nothing is turned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from folio.basics.person_names import PersonName
from folio.output.letters import english_words as english

_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")  # noqa: RUF001 - the typographic apostrophe is meant
# The reader's own name stands for a pronoun of either gender while it is turned.
_NAMED = {"Xhe": "he", "Xhis": "his", "Xhim": "him"}
_BE = {
    "is": "are", "was": "were", "has": "have", "does": "do", "isn't": "aren't", "wasn't": "weren't",
    "hasn't": "haven't", "doesn't": "don't",
}  # fmt: skip
_HER_IS_OBJECT = english.PREPOSITIONS | english.SUBORDINATORS | english.DETERMINERS - {"own"} | {"and", "or", "but"}
_PARTICIPLES = frozenset(
    [
        "been",
        "got",
        "seen",
        "done",
        "had",
        "gone",
        "taken",
        "become",
        "made",
        "known",
        "won",
        "lost",
        "grown",
        "written",
        "given",
    ]
)
_STATES = frozenset(
    [
        "tired",
        "married",
        "retired",
        "excited",
        "scared",
        "interested",
        "bored",
        "worried",
        "licensed",
        "certified",
        "trained",
        "needed",
        "required",
    ]
)
_AND = frozenset({"and", "or", "but", "then"})
_PEOPLE_ENDING = re.compile(r"(?:woman|man|ician|ologist)$")


@dataclass(frozen=True)
class Reader:
    """Whom a letter goes to: the name, the job title, and the words of other people's names, in small letters."""

    name: PersonName
    job_title: str = ""
    others: frozenset[str] = frozenset()

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What names the reader in a note: the whole name, the first or the last, with a title or without."""
        parts = {self.name.full, *self.name.last.split(), *self.name.first.split()}
        parts |= {
            f"{title} {self.name.last}" for title in ("Dr.", "Dr", "Ms.", "Mr.", "Mrs.", "Prof.") if self.name.last
        }
        parts |= {f"{word} {self.name.last}" for word in self.name.first.split() if not word.endswith(".")}
        names = sorted((p for p in parts if len(p) > 2 and not p.endswith(".")), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(['’]s)?(?!\w)") if names else None  # noqa: RUF001


def to_you(sentence: str, reader: Reader, *, starts: bool = True) -> str | None:
    """Return one sentence as it is said to its reader; None where it is not clear whom it is about.

    A sentence without a third person comes back as it is. ``starts``: the note begins with it, so ``they`` at its
    beginning are the reader and those with them; later on, ``they`` are whoever was named before.
    """
    text = _without_name(sentence, reader)
    tokens = list(_TOKEN.finditer(text))
    words = [_plain(t[0]) for t in tokens]
    about = [i for i, word in enumerate(words) if _is_third(words, i, starts=starts)]
    if not about:
        return text
    if not _is_clear(words, about, reader):
        return None
    pieces, end = [], 0
    for token, new in zip(tokens, _turned(words, about, tokens), strict=True):
        pieces += [text[end : token.start()], token[0] if new is None else _cased(token, new)]
        end = token.end()
    turned = "".join([*pieces, text[end:]])
    return None if _is_left(turned, words) else turned


def _plain(word: str) -> str:
    return word if word in _NAMED else word.replace("’", "'").lower()  # noqa: RUF001


def _without_name(sentence: str, reader: Reader) -> str:
    """The reader's name as a pronoun: whose, who or whom."""

    def pronoun(match: re.Match[str]) -> str:
        if match[1]:
            return "Xhis"
        before = _TOKEN.findall(sentence[: match.start()])
        asked = len(before) < 3 and bool(before) and before[-1].lower() in english.INVERTED
        return "Xhe" if not before or asked or before[-1].lower() in english.SUBORDINATORS | _AND else "Xhim"

    return reader.pattern.sub(pronoun, sentence) if reader.pattern else sentence


def _is_third(words: list[str], i: int, *, starts: bool) -> bool:
    base = re.sub(r"'(?:s|d|ll|ve|re)$", "", words[i])
    if base in english.THIRD_PERSONS or base in _NAMED:
        return True
    # "They" may be anybody, unless the note begins with them.
    return starts and base in english.PLURAL_THIRD and words[0] in ("they", "their")


def _is_clear(words: list[str], about: list[int], reader: Reader) -> bool:
    first = about[0]
    genders = {"f" if words[i] in ("she", "her", "hers", "herself", "she's") else "m"
               for i in about if words[i] not in _NAMED and words[i] not in english.PLURAL_THIRD}  # fmt: skip
    if len(genders) > 1 or words[first + 1 : first + 2] in (["and"], ["or"]):
        return False
    before = words[:first]
    as_a = before[:2] in (["as", "a"], ["as", "an"])
    if not as_a and any(_is_person(w) for w in before):
        return False
    if set(words) & reader.others:
        return False
    # "Her boss said that she ...": two people, one pronoun.
    whose = words[first] in ("his", "her", "their")
    return not (whose and any(_is_person(w) for w in words[first + 1 : first + 3]) and len(about) > 1)


def _is_person(word: str) -> bool:
    return word in english.PERSONS or bool(_PEOPLE_ENDING.search(word))


def _turned(words: list[str], about: list[int], tokens: list[re.Match[str]]) -> list[str | None]:
    """The new words, by the place of the old; None where it stays."""
    new: list[str | None] = [None] * len(words)
    for i in about:
        word = _NAMED.get(words[i], words[i])
        following = words[i + 1] if i + 1 < len(words) else ""
        adjacent = bool(following) and tokens[i].string[tokens[i].end() : tokens[i + 1].start()].strip() == ""
        if word in ("he", "she", "they"):
            new[i] = "you"
            if word != "they":
                _conjugate(words, i, new)
        elif word.partition("'")[0] in ("he", "she", "they"):
            later = i + 2 if following in english.ADVERBS else i + 1
            new[i] = _contracted(word, words[later] if later < len(words) else "")
            if word.endswith("'s"):
                _conjugate_later(words, i + 1, new)
        elif word in ("his", "their") or (word == "her" and adjacent and not _is_object(words, i)):
            new[i] = "your"
        elif word in ("hers", "theirs"):
            new[i] = "yours"
        else:
            new[i] = "yourself" if word.endswith("sel") or "self" in word or "selves" in word else "you"
    return new


def _is_object(words: list[str], i: int) -> bool:
    """Whether "her" is whom, not whose."""
    following = words[i + 1]
    if not i:
        return False
    if following[:1].isdigit() or following in _HER_IS_OBJECT:
        return True
    if words[i - 1] in ("make", "makes", "made", "keep", "keeps") and following in english.FEELINGS:
        return True
    return words[i - 1] in english.MAKES and following in english.VERBS | english.IMPERATIVES


def _conjugate(words: list[str], i: int, new: list[str | None]) -> None:
    """Put the verbs of "he" or "she" into the form for "you"."""
    if i and words[i - 1] in _BE and (i == 1 or words[i - 2] in english.QUESTION_WORDS):
        new[i - 1] = _BE[words[i - 1]]
        return
    at = i + 1
    while at < len(words) and (words[at] in english.ADVERBS or words[at].endswith("ly")):
        at += 1
    if at < len(words):
        new[at] = _second_person(words[at])
    _conjugate_later(words, at, new)


def _conjugate_later(words: list[str], at: int, new: list[str | None]) -> None:
    """Put further verbs behind the one at this place into the form for "you"."""
    # "... and pays nothing": the same person goes on.
    for j in range(at + 1, len(words) - 1):
        if words[j] in english.THIRD_PERSONS or words[j] in english.SUBORDINATORS:
            break
        nxt = j + 2 if words[j + 1] in english.ADVERBS and j + 2 < len(words) else j + 1
        if words[j] in _AND and (words[nxt] in _BE or base_form(words[nxt]) in english.VERBS):
            new[nxt] = _second_person(words[nxt])


def _second_person(verb: str) -> str | None:
    if verb in _BE:
        return _BE[verb]
    return base_form(verb) if base_form(verb) != verb else None


def base_form(verb: str) -> str:
    """The form of a verb without the -s of "he" and "she"."""
    if len(verb) < 4 or not verb.endswith("s") or verb.endswith(("ss", "us", "is")):
        return verb
    if verb.endswith("ies"):
        return verb[:-1] if verb in ("lies", "dies", "ties") else f"{verb[:-3]}y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return verb[:-2]
    return verb[:-1]


def is_finite(word: str) -> bool:
    """Whether a word in small letters is, by its form, the -s form of a known verb."""
    return word.endswith("s") and base_form(word) != word and base_form(word) in english.VERBS


def _contracted(word: str, following: str) -> str:
    ending = word.partition("'")[2]
    if ending == "s":
        done = following.endswith("ed") and following not in _STATES
        return "you've" if following in _PARTICIPLES or done else "you're"
    return f"you'{ending}"


def _cased(old: re.Match[str], new: str) -> str:
    """The reader's name inside a sentence becomes a word in small letters."""
    large = old[0][0].isupper() and old[0] != "Xhim" and (old[0] not in _NAMED or not old.start())
    return new[0].upper() + new[1:] if large else new


def _is_left(turned: str, words: list[str]) -> bool:
    """Whether a third person is left that nothing was made of."""
    if words[0] in ("they", "their"):
        return False
    return any(_plain(w) in english.THIRD_PERSONS or w in _NAMED for w in _TOKEN.findall(turned))
