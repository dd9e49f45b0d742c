"""What a few words of English are by their form: a phrase, a sentence, a question, a piece of advice.

Everything here is careful in one direction: what could be something else as well isn't taken for sure.
"""

from __future__ import annotations

import re
from itertools import pairwise

from folio.output.letters import english_words as english
from folio.output.letters.reader_address import is_finite

WORD = re.compile(r"[^\W_]+(?:['’/.-][^\W_]+)*")  # noqa: RUF001 - the typographic apostrophe is meant
_LAST_PARTICIPLE = re.compile(r", [a-z]+ed\.?$")
_QUOTED = re.compile(r"“[^”]*”")
_SHORT_VERB = re.compile(r"\w+'(?:re|ve|ll|d|m)|(?:it|that|there|he|she|what|who|how|where|here|everyone|nobody)'s")
_BEFORE_PARTICIPLES = frozenset(["being", "been", "be", "having", "gets", "get", "got", "getting"])


def words_of(text: str) -> list[str]:
    """The words in small letters, quoted ones left out."""
    bare = _LAST_PARTICIPLE.sub("", _QUOTED.sub(" ", text))
    return [w.replace("’", "'").lower() for w in WORD.findall(bare)]  # noqa: RUF001


def finite_verbs(words: list[str]) -> list[int]:
    """The places of words that are, or may well be, finite verbs."""
    return [i for i, w in enumerate(words) if _is_verb(words, i, w)]


def _is_verb(words: list[str], i: int, word: str) -> bool:
    before = words[i - 1] if i else ""
    if word == "paid" and before in ("of", "a", "the", "for", "no", "my"):
        return False
    if before == "to" or before in _BEFORE_PARTICIPLES:
        return word in english.AUXILIARIES and before != "to"
    if word in english.AUXILIARIES or _SHORT_VERB.fullmatch(word) or (i and word in english.PAST):
        return True
    share = before in english.DETERMINERS and words[i - 2 : i - 1] == ["of"]  # "three out of four bring nothing"
    nobody = before == "one" and words[i - 2 : i - 1] in (["no"], ["every"], ["any"])
    after_noun = bool(before) and (
        share or nobody or before not in english.DETERMINERS | english.PREPOSITIONS | english.ADVERBS
    )
    if i and is_finite(word):
        follows = words[i + 1] if i + 1 < len(words) else ""
        tells = follows in english.DETERMINERS | english.PRONOUNS | english.ADVERBS | english.SUBORDINATORS
        tells = tells or before in ("never", "always", "often", "rarely", "usually", "also")
        return (after_noun or before in english.ADVERBS) and (tells or word not in english.VERBS_OR_PLURALS)
    if after_noun and word in english.PLURAL_VERBS:
        return share or before in english.PRONOUNS or any(w.endswith("s") for w in words[:i])
    behind = after_noun or (i > 1 and before in ("never", "always", "also", "still"))
    return behind and is_past(word) and not before.endswith("ly")


def no_sentence(words: list[str]) -> bool:
    """Whether its only verb is none of its own: ``no degree needed``; or its first word lacks its "the"."""
    verbs = finite_verbs(words)
    if verbs and all(words[i] in english.PARTICIPLES for i in verbs) and words[0] == "no":
        return True
    at = verbs[0] if verbs else 0
    bare = not set(words[:at]) & english.DETERMINERS and words[0] not in english.PREPOSITIONS
    return 0 < at < 3 and bare and words[at - 1] in english.PERSONS - {"nobody"} | english.NEEDS_THE


def is_untold(words: list[str]) -> bool:
    """Whether it isn't said to the face of the person it's about: ``your boss is mean``."""
    before = {"is", "was", "be", "are", "were", "so", "very", "really", "seemed", "seems"}
    mean = any(b == "mean" and a in before for a, b in pairwise(words))
    return mean or bool(set(words) & english.UNTOLD)


def is_past(word: str) -> bool:
    """Whether a word may be the past of a regular verb."""
    return len(word) > 3 and word.endswith("ed") and word not in english.NO_PAST


def lacks_subject(words: list[str]) -> bool:
    """Whether it begins with the verb of somebody who isn't named: ``has 3 cats``, ``changed careers at 35``."""
    first, follows = words[0], words[1] if len(words) > 1 else ""
    if first in ("never", "always"):
        past = follows in english.PAST - {"put", "set", "let", "read", "cut", "quit"} or is_past(follows)
        return past or is_finite(follows) or follows in english.PREPOSITIONS
    if first in english.AUXILIARIES | {"need", "wish", "hope", "gotta", "used", "been"}:
        return not is_question(words) and first not in ("do", "don't", "be")
    if is_finite(first) and first not in english.VERBS_OR_PLURALS:
        return True
    tells = english.DETERMINERS | english.PREPOSITIONS | english.PRONOUNS | english.ADVERBS | english.SUBORDINATORS
    if first in english.PAST - {"put", "set", "let", "read", "cut", "quit"}:
        return follows in tells
    if first in english.VERBS_OR_PLURALS:
        return bool(follows) and follows not in english.PREPOSITIONS | {"and", "or"}
    return is_past(first) and (
        follows in tells or first.removesuffix("d") in english.VERBS or first.removesuffix("ed") in english.VERBS
    )


def has_main_verb(words: list[str]) -> bool:
    """Whether there is a verb before the first word that begins a clause of its own."""
    ends = next((i for i, w in enumerate(words) if i and w in english.SUBORDINATORS), len(words))
    return any(i < ends for i in finite_verbs(words))


def until_subordinator(words: list[str]) -> list[str]:
    """The words before the first one that begins a clause of its own."""
    ends = next((i for i, w in enumerate(words) if i and w in english.SUBORDINATORS), len(words))
    return words[:ends]


def is_doing(words: list[str]) -> bool:
    """Whether it begins with a doing: ``keeping a log``, ``not making fun``."""
    start = words[1:] if words[:1] == ["not"] else words
    return bool(start) and len(start[0]) > 4 and start[0].endswith("ing") and start[0] not in english.NOT_DOING


def is_question(words: list[str]) -> bool:
    """Whether it asks, question mark or not: ``would he go back``."""
    if len(words) < 2:
        return False
    if words[0] in english.INVERTED:
        follows = words[1]
        if follows in (english.PRONOUNS | english.DETERMINERS | {"there"}) - {"a", "an", "no", "most"}:
            return words[0] not in ("have", "must") or follows in english.PRONOUNS
        if words[0] == "do":
            return len(words) > 2 and words[2] in english.VERBS | english.PLURAL_VERBS | {"have"}
        takes_noun = words[0] in ("is", "are", "does", "will", "can", "should")
        known = english.ADVERBS | english.PREPOSITIONS | english.AUXILIARIES | english.IMPERATIVES | {"a", "an", "no"}
        if words[0] in ("will", "can", "should"):
            known |= english.VERBS | english.AMBIGUOUS_IMPERATIVES
        return (
            takes_noun and len(words) > 2 and follows not in known and not is_past(follows) and not is_doing([follows])
        )
    if words[0] not in english.QUESTION_WORDS - {"whether", "if"}:
        return False
    for i in range(2, min(5, len(words) - 1)):
        if set(words[1:i]) & (english.PRONOUNS | english.DETERMINERS - {"much", "many", "more"}):
            break
        if words[i] in english.INVERTED and words[i + 1] in english.PRONOUNS and words[0] in ("what", "how", "which"):
            return True
    at = 2 if words[1] in ("long", "often", "many", "much", "far", "hard") and len(words) > 3 else 1
    return words[at] in english.INVERTED


def is_advice(words: list[str]) -> bool:
    """Whether it tells somebody what to do: ``call the barn``, ``never skip lunch``."""
    if len(words) < 2:
        return False
    if words[0] in ("don't", "never", "always") or words[:2] == ["do", "not"]:
        told = words[1] in english.PAST | english.PREPOSITIONS or is_finite(words[1])
        return not told and not words[1].endswith("ed")
    if words[0] == "do" and (words[1] in english.PRONOUNS - {"it"} or (words[1].endswith("s") and is_question(words))):
        return False
    if words[0] in english.IMPERATIVES:
        return words[1] not in english.AUXILIARIES
    if words[1] in ("and", "or") and len(words) > 3:
        words = [words[0], *words[3:]] if words[2] in english.IMPERATIVES | english.VERBS else words
    tells = english.DETERMINERS | english.PREPOSITIONS | english.PRONOUNS | english.ADVERBS | english.SUBORDINATORS
    tells |= {"hard", "harder", "smart", "smarter", "early"}
    return words[0] in english.AMBIGUOUS_IMPERATIVES and words[1] in tells


def is_phrase(words: list[str]) -> bool:
    """Whether it is certainly a thing without a verb: ``an estimate on paper``, ``night shifts``."""
    if not words or has_main_verb(words) or (lacks_subject(words) and words[0] not in english.DETERMINERS):
        return False
    opener = next((i for i, w in enumerate(words) if i and w in english.SUBORDINATORS), None)
    if opener is not None and words[1] not in english.TOLD_THINGS and (verbs := len(finite_verbs(words[opener:]))):
        follows_person = words[opener + 1] in english.PRONOUNS
        if words[opener] in english.PREPOSITIONS | {"because", "while"} and not follows_person:
            return False
        if words[opener] in ("that", "who", "which") and verbs > 1:
            return False
    if words[0] in ("more", "less", "most"):
        cut = next((i for i, w in enumerate(words) if i and w in english.PREPOSITIONS), len(words))
        if not needs_no_article(words[cut - 1]) or words[-1] in ("on", "in", "at", "for", "with"):
            return False
    if words[0][0].isdigit() and len(words) == 2 and words[1] in ("years", "hours", "minutes", "dollars", "days"):
        return False
    if words[0] in english.DETERMINERS:
        return len(words) > 1 and "than" not in words and not _may_have_verb(until_subordinator(words))
    return _bare_phrase(words)


def _may_have_verb(words: list[str]) -> bool:
    """Whether a word after a noun could be a verb, although it could be a noun as well: ``the clinic talks about``."""
    known = english.VERBS | english.IMPERATIVES | english.AMBIGUOUS_IMPERATIVES
    no_nouns = english.DETERMINERS | english.PREPOSITIONS | english.ADVERBS | {"and", "or"}
    for before, word in pairwise(words[1:]):
        base = word if before.endswith("s") else word.removesuffix("s") if word.endswith("s") else ""
        if before not in no_nouns and base in known:
            return True
    return False


def _bare_phrase(words: list[str]) -> bool:
    """A phrase without "the" or "a": one that needs none."""
    if words.count("and") == 1 and (at := words.index("and")) and words[at + 1 :]:
        return _bare_phrase(words[:at]) and _bare_phrase(words[at + 1 :])
    cut = next((i for i, w in enumerate(words) if i and w in english.PREPOSITIONS), None)
    head = words[: cut if cut is not None else len(words)]
    plain = not set(words) & {"but", "than", "not", "and", "or"} | (set(words) & english.SUBORDINATORS)
    if not plain or words[0] in english.PREPOSITIONS | english.SUBORDINATORS | english.PRONOUNS | english.ADVERBS:
        return False
    acts = english.IMPERATIVES - {"show", "hold", "plan", "pick"} | {
        "understand",
        "explore",
        "google",
        "graduate",
        "want",
        "need",
    }
    plural_acts = any(a.endswith("s") and b in english.VERBS | english.PLURAL_VERBS for a, b in pairwise(head))
    if plural_acts or set(head[1:]) & english.DETERMINERS:
        return False
    if (len(words) > 1 and words[0] in acts) or set(words) & {"always", "never", "just", "only", "still", "also"}:
        return False
    return needs_no_article(head[-1]) and len(head) <= 3


def needs_no_article(noun: str) -> bool:
    """Whether a noun in small letters stands alone: a plural, a doing, or something that nobody counts."""
    plural = len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    return plural or noun in english.UNCOUNTABLE or (noun.endswith("ing") and noun not in english.NOT_DOING)


def with_article(phrase_: str) -> str:
    """A phrase with "a" or "an" before it, as it is spoken: ``an HVAC program``, ``a union card``."""
    first = (WORD.findall(phrase_) or [""])[0]
    if first.isupper() and first.lower() not in english.READ_AS_WORDS and (len(first) > 1 or first != "A"):
        vowel = first[0] in "AEFHILMNORSX"
    else:
        vowel = first[:1].lower() in "aeio" or first[:2].lower() in ("un", "up")
        vowel = vowel and not re.match(r"one|once|uni(?!n)|eu", first.lower())
    return f"{'an' if vowel else 'a'} {phrase_}"


def has_bare_relative(words: list[str]) -> bool:
    """Whether one noun follows another without a word between: ``the sound a room makes``."""
    if words[0] in english.PREPOSITIONS | {"you"}:
        return False
    verbs_too = english.VERBS | english.PLURAL_VERBS | english.IMPERATIVES
    links = english.PREPOSITIONS | english.DETERMINERS | english.ADVERBS | english.SUBORDINATORS
    links |= {"and", "or", "but", "first", "last", "next"}
    verbs = finite_verbs(words)
    return any(
        b in english.DETERMINERS | {"it", "you", "we"} and a not in links | verbs_too and not is_doing([a])
        for a, b in pairwise(words[: verbs[0] + 1] if verbs else [])
    )


def stands_alone(sentence: str) -> bool:
    """Whether a further sentence of a note stands for itself: not ``Ended on time``."""
    words = words_of(sentence)
    opens = english.DETERMINERS | english.PRONOUNS | english.PREPOSITIONS | {"there", "that", "this"}
    return (
        len(words) > 2
        and (words[0] in opens or "“" in sentence[:1])
        and bool(finite_verbs(words) or "“" in sentence[:1])
    )


def inside_sentence(text: str) -> str | None:
    """The text with a small first letter, as it stands inside a sentence; None where that may be a name."""
    first = WORD.match(text)
    if first is None:
        return text if text[:1] in "“\"'$" else None
    word = first[0].replace("’", "'")  # noqa: RUF001
    if _SHORT_VERB.fullmatch(word.lower()) and word.partition("'")[0] != "I":
        return small(text)
    if word[0].islower() or word[0].isdigit() or word.partition("'")[0] == "I":
        return text
    if (len(word) > 1 and word[1:].lower() != word[1:]) or not _is_common(word.lower()):
        return None
    return small(text)


def _is_common(word: str) -> bool:
    known = english.COMMON | english.PERSONS | english.VERBS | english.PAST | english.AUXILIARIES
    word = word.partition("-")[0]
    return word in known or word.removesuffix("s") in known or is_doing([word]) or word in english.IMPERATIVES


def as_phrase(text: str) -> str | None:
    """A phrase with small letters; one in Title Case has them all small where its words are common."""
    words = WORD.findall(text)
    if len(words) > 1 and all(
        w[0].isupper() and _is_common(w.lower()) for w in words if w.lower() not in ("of", "the")
    ):
        return text.lower()
    small_first = words[0].lower() if words else ""
    two_large = len(words) == 2 and all(w[0].isupper() and w[1:].islower() for w in words)
    if two_large and not _is_common(words[1].lower()) and small_first not in english.DETERMINERS:
        return text if not is_doing([small_first]) else inside_sentence(text)
    inside = inside_sentence(text)
    return inside if inside is not None or len(words) > 3 else text


def ended(text: str) -> str:
    """The text with a stop at its end."""
    text = text.rstrip(" ,;:")
    if text.endswith("”.") and not text.endswith((".”.", "?”.")):
        text = text[:-1]
    if text.endswith("”") and not text.endswith((".”", "?”", "…”")):
        return f"{text[:-1]}.”"
    return text if text.endswith((".", "?", "…", ".”", "?”")) else f"{text}."


def capital(text: str) -> str:
    """The text with a large first letter."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with a small first letter, whatever it is the letter of."""
    return text[:1].lower() + text[1:]
