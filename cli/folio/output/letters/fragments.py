"""What students type is fragments and notes to themselves: tell what each is, so that a letter can say it well.

What fits no sentence for sure is a gap; a gap with the student's own note beside it is better than a bad sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from folio.basics.wording import sentence_list
from folio.output.letters import english_words as english
from folio.output.letters.letter_wording import bulleted, passage, sentences
from folio.output.letters.reader_address import Reader, is_finite, to_you

Form = Literal[
    "blank", "gap", "topic", "thing", "fact", "said", "words", "advice", "note", "question", "own", "doing", "learned",
    "what",
]  # fmt: skip
Use = Literal[
    "point", "thank_for", "misconception", "advice_used", "activity", "goal", "interest", "shared", "about_me", "view", "met",
    "heard", "better", "worse", "how",
]  # fmt: skip


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

_EMOTICON = re.compile(r"(?<!\w)(?:[:;=8x][-'o]?[)(DPp3/\\|*]+|<3+|\^\^)(?!\w)")
_SHORT = ((re.compile(r"\bb/c\b", re.I), "because"), (re.compile(r"\bw/o\s*", re.I), "without "),
          (re.compile(r"\bw/\s*", re.I), "with "), (re.compile(r"\s&\s"), " and "))  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’/.-][^\W_]+)*")  # noqa: RUF001 - the typographic apostrophe is meant
_LAST_PARTICIPLE = re.compile(r", [a-z]+ed\.?$")
_QUOTED = re.compile(r"“[^”]*”")
_LINK_OR_NUMBER = re.compile(r"https?://|www\.|\S@\S|\d{3}[-. ]\d{4}")
_LABEL = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?: ")
_SAID = re.compile(
    r"(?:(?P<who>you|he|she|they|we) )?"
    r"(?P<verb>said|says|told|tells|mentioned|mentions|explained|recommended|suggested)"
    r"(?P<whom> (?:me|us))? (?P<rest>.+)", re.IGNORECASE,
)  # fmt: skip
_TALKED = re.compile(r"(?:(?:we|i|you|he|she|they) )?(?:talked|spoke|told (?:me|us)|chatted) about (?P<what>.+)", re.I)
_THANKS_FOR = re.compile(
    r"^(?:(?:i )?(?:want to |wanted to )?thanks?(?: you)?(?: (?:her|him|them))? )?for ", re.IGNORECASE
)
_LEARN = re.compile(
    r"(?:(?:i want |i'd like |i would like |want |would like )?(?:to )?"
    r"(?:learn|know|hear|find out|ask)(?: more)?|about)"
    r"(?: about)? (?P<what>.+)", re.IGNORECASE,
)  # fmt: skip
_WITH_REASON = re.compile(
    r"(.+?)(?:[,;:.–—-]+ | because | since | \()(?:and |so )?(I(?:'m|'ve|'d)? .+?|[Mm]y .+?)\)?\.?"  # noqa: RUF001
)
_WITH_REASON = re.compile(
    r"(.+?)(?:[,;:.–—-]+ | because | since | \()(?:and |so )?(I(?:'m|'ve|'d)? .+?|[Mm]y .+?)\)?\.?"  # noqa: RUF001
)
_CORRECTED = re.compile(r"\bthan (?:i|we) (?:thought|expected|imagined)\b|\bactually\b|\bturns out\b", re.IGNORECASE)
_GREETING = re.compile(r"^(?:(?:hi|hello|hey|so|um|uh|well|ok|okay)[,.!]? (?:there[,.]? )?)+", re.IGNORECASE)
_FILLER = re.compile(r",? \b(?:um|uh)\b,?", re.IGNORECASE)
_LONGEST = 240
_MOST_ITEMS = 5


def read_fragment(typed: str, use: Use, reader: Reader) -> Fragment:
    """Tell what a typed text is when it is used so in a letter to this reader; pure, never fails."""
    items = bulleted(typed)
    if len(items) > 1:
        return _list([tidy(item) for item in items], use, reader)
    text = tidy(items[0] if items else typed)
    if is_placeholder(text):
        return BLANK
    if use not in ("interest", "shared") and _is_unfit(text):
        return GAP
    return _READ[use](text, reader)


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
    if text.isupper() and len(_WORD.findall(text)) > 1 and len(text) > 4:
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


def _words(text: str) -> list[str]:
    """The words in small letters, quoted ones left out."""
    bare = _LAST_PARTICIPLE.sub("", _QUOTED.sub(" ", text))
    return [w.replace("’", "'").lower() for w in _WORD.findall(bare)]  # noqa: RUF001


def _is_unfit(text: str) -> bool:
    """Whether this is no English for a letter: texting, links, numbers to call, labels, or only how good it was."""
    words = _words(text)
    if _LINK_OR_NUMBER.search(text) or set(words) & english.TEXTING:
        return True
    if _LABEL.match(text) and not _verbs(words):
        return True
    return (
        bool(set(words) & english.VAGUE) and set(words) <= english.VAGUE | english.FILLERS and words != ["everything"]
    )


def _list(items: list[str], use: Use, reader: Reader) -> Fragment:
    """Several items as one: all phrases, or all pieces of advice."""
    items = [item for item in items if not is_placeholder(item)][:_MOST_ITEMS]
    if not items:
        return BLANK
    found = [_READ[use](item, reader) for item in items] if not any(map(_is_unfit, items)) else [GAP]
    forms = {one.form for one in found}
    texts = [one.text.rstrip(".") for one in found]
    if forms == {"advice"}:
        return Fragment("advice", _ended(sentence_list([texts[0], *(t[0].lower() + t[1:] for t in texts[1:])])))
    return Fragment(found[0].form, sentence_list(texts)) if len(forms) == 1 and forms <= {"topic", "doing"} else GAP


# --- what a text is, by its first words and its verbs


def _verbs(words: list[str]) -> list[int]:
    """The places of words that are, or may well be, finite verbs."""
    return [i for i, w in enumerate(words) if _is_verb(words, i, w)]


def _is_verb(words: list[str], i: int, word: str) -> bool:
    if word in english.AUXILIARIES or (i and word in english.PAST):
        return True
    before = words[i - 1] if i else ""
    share = before in english.DETERMINERS and words[i - 2 : i - 1] == ["of"]  # "three out of four bring nothing"
    after_noun = bool(before) and (share or before not in english.DETERMINERS | english.PREPOSITIONS | english.ADVERBS)
    if i and is_finite(word):
        follows = words[i + 1] if i + 1 < len(words) else ""
        tells = follows in english.DETERMINERS | english.PRONOUNS | english.ADVERBS | english.SUBORDINATORS
        return (after_noun or before in english.ADVERBS) and (tells or word not in english.VERBS_OR_PLURALS)
    if after_noun and word in english.PLURAL_VERBS:
        return share or before in english.PRONOUNS or any(w.endswith("s") for w in words[:i])
    return after_noun and len(word) > 4 and word.endswith("ed") and not before.endswith("ly")


def _main_verb(words: list[str]) -> bool:
    """Whether there is a verb before the first word that begins a clause of its own."""
    ends = next((i for i, w in enumerate(words) if i and w in english.SUBORDINATORS), len(words))
    return any(i < ends for i in _verbs(words))


def _is_doing(words: list[str]) -> bool:
    start = words[1:] if words[:1] == ["not"] else words
    return bool(start) and len(start[0]) > 4 and start[0].endswith("ing") and start[0] not in english.NOT_DOING


def _is_question(words: list[str]) -> bool:
    if len(words) < 2:
        return False
    if words[0] in english.INVERTED:
        return True
    if words[0] not in english.QUESTION_WORDS - {"whether", "if"}:
        return False
    at = 2 if words[1] in ("long", "often", "many", "much", "far", "hard") and len(words) > 3 else 1
    return words[at] in english.INVERTED


def _is_advice(words: list[str]) -> bool:
    if len(words) < 2:
        return False
    if words[0] in ("don't", "never", "always") or words[:2] == ["do", "not"]:
        return words[1] not in english.PAST and not words[1].endswith("ed")
    if words[0] in english.IMPERATIVES:
        return words[1] not in english.AUXILIARIES
    if words[1] in ("and", "or") and len(words) > 3:
        words = [words[0], *words[3:]] if words[2] in english.IMPERATIVES | english.VERBS else words
    tells = english.DETERMINERS | english.PREPOSITIONS | english.PRONOUNS | english.ADVERBS | english.SUBORDINATORS
    return words[0] in english.AMBIGUOUS_IMPERATIVES and words[1] in tells


def _is_phrase(words: list[str]) -> bool:
    """Whether it is certainly a thing without a verb: ``an estimate on paper``, ``night shifts``."""
    if not words or _main_verb(words):
        return False
    opener = next((i for i, w in enumerate(words) if i and w in english.SUBORDINATORS), None)
    if opener is not None and words[1] not in english.TOLD_THINGS and (verbs := len(_verbs(words[opener:]))):
        follows_person = words[opener + 1] in english.PRONOUNS
        if words[opener] in english.PREPOSITIONS | {"because", "while"} and not follows_person:
            return False
        if words[opener] in ("that", "who", "which") and verbs > 1:
            return False
    if words[0] in english.DETERMINERS:
        return len(words) > 1 and "than" not in words and not _may_have_verb(_until_subordinator(words))
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
    cut = next((i for i, w in enumerate(words) if i and w in english.PREPOSITIONS), None)
    head = words[: cut if cut is not None else len(words)]
    plain = not set(words) & {"but", "than", "not", "and", "or"} | (set(words) & english.SUBORDINATORS)
    if not plain or words[0] in english.PREPOSITIONS | english.SUBORDINATORS | english.PRONOUNS | english.ADVERBS:
        return False
    return needs_no_article(head[-1]) and len(head) <= 3


def needs_no_article(noun: str) -> bool:
    """Whether a noun in small letters stands alone: a plural, a doing, or something that nobody counts."""
    plural = len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    return plural or noun in english.UNCOUNTABLE or (noun.endswith("ing") and noun not in english.NOT_DOING)


def _small(text: str) -> str | None:
    """The text with a small first letter, as it stands inside a sentence; None where that may be a name."""
    first = _WORD.match(text)
    if first is None:
        return text if text[:1] in "“\"'$" else None
    word = first[0].replace("’", "'")  # noqa: RUF001
    if word[0].islower() or word[0].isdigit() or word.partition("'")[0] == "I":
        return text
    if (len(word) > 1 and word[1:].lower() != word[1:]) or not _is_common(word.lower()):
        return None
    return text[0].lower() + text[1:]


def _is_common(word: str) -> bool:
    known = english.COMMON | english.PERSONS | english.VERBS | english.PAST | english.AUXILIARIES
    word = word.partition("-")[0]
    return word in known or word.removesuffix("s") in known or _is_doing([word]) or word in english.IMPERATIVES


def _as_phrase(text: str) -> str | None:
    """A phrase with small letters; one in Title Case has them all small where its words are common."""
    words = _WORD.findall(text)
    if len(words) > 1 and all(
        w[0].isupper() and _is_common(w.lower()) for w in words if w.lower() not in ("of", "the")
    ):
        return text.lower()
    small = _small(text)
    return small if small is not None or len(words) > 3 else text


def _ended(text: str) -> str:
    text = text.rstrip(" ,;:")
    return text if text.endswith((".", "?", "…", ".”", "?”")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- by use


def _turned_all(text: str, reader: Reader) -> list[str] | None:
    """The sentences as they are said to the reader; None where one cannot be."""
    turned = [to_you(sentence, reader, starts=not i) for i, sentence in enumerate(sentences(text))]
    return None if None in turned else [t for t in turned if t]


def _point(text: str, reader: Reader) -> Fragment:
    return _said(text, reader) or _noted(text, reader)


def _said(text: str, reader: Reader) -> Fragment | None:
    """What the note says that they said."""
    named = reader.pattern.sub(lambda m: "they" if not m[1] else m[0], text) if reader.pattern else text
    bare = named.rstrip(".")
    if talked := _TALKED.fullmatch(bare):
        what = to_you(talked["what"], reader)
        if (
            what is not None
            and not _TALKED.match(what)
            and not bare.lower().startswith(("told", "he told", "she told"))
        ):
            return Fragment("topic", what)
    if not (match := _SAID.fullmatch(bare)) or len(sentences(bare)) > 1:
        return None
    if match["who"] and match["who"].lower() == "we":
        return None
    rest = match["rest"].strip()
    if rest.startswith("“"):
        return Fragment("words", _ended(_capital(rest.strip("“”"))))
    told = to_you(rest, reader)
    if told is None:
        return GAP
    saying = english.SAYING[match["verb"].lower()] + (match["whom"] or "")
    words = _words(told)
    links = (*english.SUBORDINATORS, "to", "about", *english.DETERMINERS)
    if not match["whom"] and words[0] not in ("to", "that", "about") and _main_verb(words):
        told = f"that {told}"
    elif words[0] not in links and not match["whom"]:
        return GAP
    return Fragment("said", f"{saying} {told}")


def _noted(text: str, reader: Reader) -> Fragment:
    quoted = re.fullmatch(r"“([^”]*)”\.?", text)
    if quoted:
        return Fragment("words", _ended(_capital(quoted[1])))
    words = _words(text)
    if not words or text.lower().startswith(english.ERRANDS) or _about_their_job(words, reader):
        return GAP
    if _is_own(words):
        return _own(text, reader)
    if _is_question(words) and not _is_advice(words):
        asked = to_you(text, reader)
        return Fragment("question", _capital(asked.rstrip(".?")) + "?") if asked else GAP
    if "?" in text:
        return GAP
    turned = _turned_all(passage(text, _LONGEST), reader)
    if turned is None:
        return GAP
    whole = " ".join(turned)
    if len(turned) > 1:
        return _several(turned, changed=whole != passage(text, _LONGEST))
    return _one_sentence(whole.rstrip("."), changed=whole != passage(text, _LONGEST))


def _several(turned: list[str], *, changed: bool) -> Fragment:
    """Several sentences: quoted as noted, unless some were turned to the reader."""
    if not changed:
        return Fragment("note", _capital(" ".join(turned)))
    small = _small(turned[0])
    first = _words(turned[0].partition(":")[0])
    whole = _main_verb(first) or (first[:1] == ["you"] and len(first) > 2)
    fits = small is not None and whole and all(map(_fits_after, turned[1:]))
    return Fragment("fact", (small or "").rstrip("."), " ".join(turned[1:])) if fits else GAP


def _one_sentence(text: str, *, changed: bool) -> Fragment:
    words = _words(text)
    if words[0] == "that" and (_verbs(words[1:]) or words[1:2] == ["you"]):
        return Fragment("fact", text[5:])
    if words[0] in english.QUESTION_WORDS - {"if", "when", "where"}:
        return Fragment("topic", _small(text) or text)
    if _is_advice(words):
        return GAP if changed else Fragment("advice", _ended(_capital(text)))
    if _is_doing(words) and not _main_verb(words):
        return Fragment("topic", _small(text) or text)
    if _is_phrase(words) and (thing := _as_phrase(text)):
        told = words[1] in english.TOLD_THINGS if len(words) > 1 and words[0] in english.DETERMINERS else False
        return Fragment("thing" if told else "topic", thing)
    return _clause(text, words, changed=changed)


def _clause(text: str, words: list[str], *, changed: bool) -> Fragment:
    small = _small(text)
    starts_aside = words[0] in english.PREPOSITIONS | english.SUBORDINATORS
    certain = any(w in english.AUXILIARIES for w in _until_subordinator(words)) if starts_aside else _main_verb(words)
    to_them = changed and words[0] == "you" and len(words) > 2
    certain = certain and _main_verb(_words(text.partition(":")[0]))
    if (
        small is not None
        and (certain or to_them)
        and words[0] not in english.OPEN_CLAUSES
        and not _has_bare_relative(words)
    ):
        return Fragment("fact", small)
    if changed or len(words) < 3:
        return GAP
    return Fragment("note", _ended(_capital(text)))


def _fits_after(sentence: str) -> bool:
    """Whether a further sentence of a note stands for itself: not ``Ended on time``."""
    words = _words(sentence)
    opens = english.DETERMINERS | english.PRONOUNS | english.PREPOSITIONS | {"there", "that", "this"}
    return len(words) > 2 and (words[0] in opens or "“" in sentence[:1]) and bool(_verbs(words) or "“" in sentence[:1])


def _has_bare_relative(words: list[str]) -> bool:
    """Whether one noun follows another without a word between: ``the sound a room makes``."""
    if words[0] in english.PREPOSITIONS | {"you"}:
        return False
    verbs_too = english.VERBS | english.PLURAL_VERBS | english.IMPERATIVES
    links = english.PREPOSITIONS | english.DETERMINERS | english.ADVERBS | english.SUBORDINATORS
    links |= {"and", "or", "but", "first", "last", "next"}
    verbs = _verbs(words)
    return any(
        b in english.DETERMINERS | {"it", "you", "we"} and a not in links | verbs_too and not _is_doing([a])
        for a, b in pairwise(words[: verbs[0] + 1] if verbs else [])
    )


def _until_subordinator(words: list[str]) -> list[str]:
    ends = next((i for i, w in enumerate(words) if i and w in english.SUBORDINATORS), len(words))
    return words[:ends]


def _about_their_job(words: list[str], reader: Reader) -> bool:
    """Whether a note calls the reader by their job: ``the vet was really honest``."""
    if len(words) < 3 or words[0] != "the" or words[2] not in english.PAST | {"was", "had", "did", "seemed"}:
        return False
    jobs = _words(reader.job_title)
    return words[1] in ("interviewee", "lady", "guy", "man", "woman", "person") or any(
        len(words[1]) > 2 and job.startswith(words[1]) for job in jobs
    )


def _is_own(words: list[str]) -> bool:
    return words[0] in english.OWN_STARTS or (words[0] in english.NOTICED and len(words) > 2)


def _own(text: str, reader: Reader) -> Fragment:
    """The student's own sentences, with what they say about the reader turned to them."""
    first = _words(text)[0]
    whole = text if first in english.OWN_STARTS else f"I {text[0].lower()}{text[1:]}"
    turned = _turned_all(passage(_capital(whole), _LONGEST), reader)
    return Fragment("own", " ".join(map(_capital, turned))) if turned else GAP


def _thank_for(text: str, reader: Reader) -> Fragment:
    bare = re.sub(
        r"^(?:(?:i )?(?:want to |wanted to )?thanks?(?: you)?(?: (?:her|him|them))? )?for ", "", text, flags=re.I
    )
    parts = sentences(bare)
    if len(parts) != 1 or "?" in bare:
        return GAP
    turned = to_you(bare.rstrip("."), reader)
    if turned is None or (_words(turned)[:1] == ["you"] and len(_words(turned)) < 3):
        return GAP
    words = _words(turned)
    if words[0] == "you":
        return Fragment("fact", turned[0].lower() + turned[1:])
    if (
        words[0] in english.PAST | {"stayed", "showed", "helped", "answered", "offered", "introduced"}
        and len(words) > 1
    ):
        return Fragment("fact", f"you {turned[0].lower()}{turned[1:]}")
    if _is_doing(words) or words[0] in ("how", "what") or words == ["everything"]:
        return Fragment("topic", turned[0].lower() + turned[1:])
    if words[0] in english.DETERMINERS and len(words) > 1 and not _main_verb(words):
        return Fragment("topic", _small(turned) or turned)
    if words[-1] in english.YOURS and len(words) <= 2:
        return Fragment("topic", f"your {turned[0].lower()}{turned[1:]}")
    return GAP


def _misconception(text: str, reader: Reader) -> Fragment:
    parts = sentences(text)
    words = _words(parts[0]) if parts else []
    if not words or words[0] == "everything":
        return GAP
    if _CORRECTED.search(parts[0]) and words[0] not in english.OWN_STARTS:
        small = _small(parts[0])
        turned = to_you(small, reader) if small else None
        return Fragment("learned", turned.rstrip(".")) if turned else GAP
    if words[0] in english.OWN_STARTS or words[0] in english.BELIEVED:
        whole = text if words[0] in english.OWN_STARTS else f"I {text[0].lower()}{text[1:]}"
        turned_all = _turned_all(passage(whole, _LONGEST), reader)
        return Fragment("own", " ".join(map(_capital, turned_all))) if turned_all else GAP
    rest = _turned_all(" ".join(parts[1:]), reader) if parts[1:] else []
    if rest is None or set(words) & english.THIRD_PERSONS or words[0] in english.PLURAL_THIRD:
        return GAP
    first = parts[0].rstrip(".")
    found = _one_sentence(first, changed=False)
    if found.form == "fact":
        return Fragment("fact", found.text, " ".join(map(_capital, rest)))
    if found.form in ("topic", "thing") and not rest:
        return Fragment("topic", found.text)
    small = _small(first)
    subject = len(words) > 3 and words[0].endswith("s") and small is not None
    return Fragment("fact", small or "", " ".join(rest)) if subject and found.form != "gap" else GAP


def _advice_used(text: str, _: Reader) -> Fragment:
    parts = sentences(passage(text, _LONGEST))
    words = _words(parts[0]) if parts else []
    if len(words) < 3 or "?" in text or set(_words(text)) & english.THIRD_PERSONS:
        return GAP
    whole = " ".join(parts)
    if words[0] in english.OWN_STARTS:
        return Fragment("own", _capital(whole))
    if _is_doing(words) and len(parts) == 1 and not _main_verb(words[1:]):
        return Fragment("doing", whole[0].lower() + whole[1:].rstrip("."))
    if words[0] in english.PAST or (words[0].endswith("ed") and len(words[0]) > 4):
        return Fragment("own", f"I {whole[0].lower()}{whole[1:]}")
    return GAP


def _activity(text: str, reader: Reader) -> Fragment:
    words = _words(text)
    one = passage(text, _LONGEST)
    if words[0] in english.OWN_STARTS:
        return _own(text, reader)
    about_reader = set(words) & english.THIRD_PERSONS and not set(words) & english.PERSONS
    if "?" in text or words[0] == "maybe" or about_reader:
        return GAP
    if len(sentences(text)) > 1:
        return GAP
    bare = one.rstrip(".")
    if _is_advice(words) and words[0] not in ("don't", "never", "always"):
        return Fragment("doing", bare[0].lower() + bare[1:])
    if _is_doing(words) and len(words) > 1:
        return Fragment("topic", bare[0].lower() + bare[1:])
    if words[0] in english.DETERMINERS and not _main_verb(words) and len(words) > 1:
        return Fragment("thing", _small(bare) or bare)
    return _with_article(bare, words)


def _with_article(bare: str, words: list[str]) -> Fragment:
    """A thing to do that lacks its "a": ``First aid card``."""
    cut = next((i for i, w in enumerate(words) if i and w in english.PREPOSITIONS), len(words))
    if "," in bare or cut < 2 or cut > 4 or _main_verb(words):
        return GAP
    phrase_ = _as_phrase(bare) or bare
    if needs_no_article(words[cut - 1]):
        return Fragment("thing", phrase_)
    return Fragment("thing", f"{'an' if words[0][0] in 'aeio' else 'a'} {phrase_}")


def _goal(text: str, reader: Reader) -> Fragment:
    parts = sentences(text)
    if len(parts) != 1:
        return GAP
    bare = text.rstrip(".")
    words = _words(bare)
    if _is_question(words):
        asked = to_you(bare, reader)
        return Fragment("question", _capital(asked.rstrip("?")) + "?") if asked else GAP
    if match := _LEARN.fullmatch(bare):
        bare = match["what"]
        words = _words(bare)
    turned = to_you(bare, reader)
    if turned is None or "?" in turned or not words or words[0] == "to" or words == ["everything"]:
        return GAP
    if words[0] in english.QUESTION_WORDS:
        return Fragment("what", _small(turned) or turned)
    items = [item.strip() for item in re.split(r",(?: and)?| and ", turned) if item.strip()]
    if len(items) > 1 and all(_is_phrase(_words(item)) or needs_no_article(_words(item)[-1]) for item in items):
        return Fragment("topic", _small(turned) or turned)
    return Fragment("topic", _as_phrase(turned) or turned) if _is_phrase(words) else GAP


def _interest(text: str, reader: Reader) -> Fragment:
    """What they care about, only with the reason that the student gave: ``Choir singing, I sing too``."""
    match = _WITH_REASON.fullmatch(text)
    if match is None or _is_unfit(text):
        return BLANK
    thing, reason = match[1], match[2].rstrip(". ")
    if not _is_phrase(_words(thing)) and not needs_no_article(_words(thing)[-1]) and len(_words(thing)) > 2:
        return BLANK
    turned = to_you(reason, reader)
    return Fragment("topic", _as_phrase(thing) or thing, _ended(_capital(turned))) if turned else BLANK


def _about_me(text: str, _: Reader) -> Fragment:
    bare = _capital(_FILLER.sub("", _GREETING.sub("", text)).strip())
    words = _words(bare)
    if not words:
        return GAP
    if set(words) & english.OWN_STARTS and len(words) > 3 and _verbs(words):
        return Fragment("own", passage(bare, _LONGEST))
    if set(words) & {"i'm", "i've"} and len(words) > 2:
        return Fragment("own", passage(bare, _LONGEST))
    who = len(words) > 3 and words[0] in ("a", "an") and any(w in ("who", "that") for w in words)
    return Fragment("own", passage(f"I am {bare[0].lower()}{bare[1:]}", _LONGEST)) if who else GAP


def _view(text: str, reader: Reader) -> Fragment:
    bare = text.rstrip(".")
    words = _words(bare)
    if _is_question(words):
        asked = to_you(bare, reader)
        return Fragment("question", _capital(asked.rstrip("?")) + "?") if asked else GAP
    turned = to_you(bare, reader) if len(sentences(bare)) == 1 and "?" not in bare else None
    if turned is None:
        return GAP
    if words[0] in english.QUESTION_WORDS or _is_doing(words) or (_is_phrase(words) and len(words) > 1):
        return Fragment("topic", _small(turned) or turned)
    return GAP


def _met(text: str, _: Reader) -> Fragment:
    """About somebody else whom the reader knows: here ``he`` and ``she`` are right."""
    words = _words(text)
    if _is_phrase(words) and words[0] in english.DETERMINERS:
        return Fragment("topic", _small(text.rstrip(".")) or text.rstrip("."))
    starts_well = words[0] in english.PRONOUNS | english.OWN_STARTS or text[0].isupper()
    return Fragment("own", _capital(passage(text, _LONGEST))) if starts_well and _verbs(words) else GAP


def _heard(text: str, _: Reader) -> Fragment:
    """What was learned from somebody else, who is named before: here, too, ``he`` and ``she`` are right."""
    parts = sentences(passage(text, _LONGEST))
    words = _words(parts[0]) if parts else []
    if not words or "?" in text:
        return GAP
    whole = " ".join(parts)
    if set(_words(whole)) & english.THIRD_PERSONS or _is_own(words):
        stands = words[0] in english.THIRD_PERSONS | english.OWN_STARTS | english.DETERMINERS and _verbs(words)
        return Fragment("own", whole) if stands else GAP
    if len(parts) > 1:
        return Fragment("note", _capital(whole))
    found = _one_sentence(whole.rstrip("."), changed=False)
    return Fragment("topic", found.text) if found.form == "thing" else found


def _side(text: str, reader: Reader) -> Fragment:
    """What is better or worse about an offer, without what one reminds oneself to ask.

    ``Starts at sixteen`` is about the offer.
    """
    parts = [part for s in sentences(text) for part in s.split("; ")]
    kept = [part for part in parts if not _is_advice(_words(part))]
    text = " ".join(map(_ended, kept[:1] if len(kept) < len(parts) else sentences(text)))
    words = _words(text)
    if not words:
        return GAP
    if is_finite(words[0]):
        return Fragment("own", _capital(passage(f"It {text[0].lower()}{text[1:]}", _LONGEST)))
    found = _noted(text, reader)
    if found.form in ("thing", "advice", "question", "words"):
        return Fragment("note", _ended(_capital(passage(text, _LONGEST))))
    return found


_READ: dict[Use, Callable[[str, Reader], Fragment]] = {
    "point": _point, "thank_for": _thank_for, "misconception": _misconception, "advice_used": _advice_used,
    "activity": _activity, "goal": _goal, "interest": _interest, "shared": _interest, "about_me": _about_me, "view": _view, "met": _met,
    "heard": _heard, "better": _side, "worse": _side, "how": _point,
}  # fmt: skip
