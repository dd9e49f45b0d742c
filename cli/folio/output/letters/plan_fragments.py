"""What students note about themselves and their plans: who they are, what they want to learn, did, and will do."""

from __future__ import annotations

import re

from folio.output.letters import english_words as english
from folio.output.letters.english_grammar import (
    as_phrase,
    capital,
    ended,
    finite_verbs,
    has_main_verb,
    inside_sentence,
    is_advice,
    is_doing,
    is_phrase,
    is_question,
    is_untold,
    lacks_subject,
    needs_no_article,
    small,
    with_article,
    words_of,
)
from folio.output.letters.fragments import BLANK, GAP, LONGEST, Fragment
from folio.output.letters.interview_fragments import as_question, dangling_they, read_note, read_own
from folio.output.letters.letter_wording import passage, sentences
from folio.output.letters.reader_address import Reader, base_form, is_finite, to_you
from folio.output.letters.typed_text import is_unfit

_LEARN = re.compile(
    r"(?:(?:i |i'd |i'm |i am )?(?:want |like |would like |hope |hoping )?(?:to )?"
    r"(?:learn|know|hear|find out|ask(?: (?:her|him|them)(?= (?:about|what|how|why|if|whether|who|when|where)\b))?)"
    r"(?: more)?|(?:more )?about)"
    r"(?: about)? (?P<what>.+)", re.IGNORECASE,
)  # fmt: skip
_WITH_REASON = re.compile(
    r"(.+?)(?:[,;:.–—-]+ | because | since | \()(?:and |so )?(I(?:'m|'ve|'d)? .+?|[Mm]y .+?)\)?\.?"  # noqa: RUF001
)
_PLANNED = re.compile(
    r"(?:i(?:'m| am)? )?(?:plan|planning|want|wanting|hope|hoping|would like"
    r"|going(?= to [a-z]+ [a-z])|will)(?P<to> to| on)? (?P<what>.+)",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"^(?:My name is|I am|I'm) .*[^\W_] I(?:'m| am) ")
_LINKED = re.compile(
    r"(?:,|\b(?:and|but|because|so|that|as|where|who|when|since|if|why|what|how|while|though|then|or))$"
)
_TO_WRITE = re.compile(r"\bwhat (?:to|i should) (?:write|say|put|type)\b|\bfor a grade\b", re.IGNORECASE)
_SPLICED = re.compile(r", (?:(?:still|got|now|not|we|i|he|she|it|they)\b|[a-z]+ed\b)")
_GREETING = re.compile(r"^(?:(?:hi|hello|hey|so|um|uh|well|ok|okay)[,.!]? (?:there[,.]? )?)+", re.IGNORECASE)
_FILLER = re.compile(r",? \b(?:um|uh)\b,?", re.IGNORECASE)


def read_advice_used(text: str, _: Reader) -> Fragment:
    """Read what became of their advice: what the student did, or is doing."""
    parts = sentences(passage(text, LONGEST))
    words = words_of(parts[0]) if parts else []
    if len(words) < 3 or "?" in text or set(words_of(text)) & english.THIRD_PERSONS:
        return GAP
    whole = " ".join(parts)
    # What they themselves did not do; that nobody was angry is something else.
    failed = words[words.index("but") :] if "but" in words else []
    if (
        {*words[:4], *failed} & english.NEGATIVE
        or words[0] in ("going", "planning", "hoping", "trying")
        or (is_doing(words) and set(words) & {"next", "tomorrow", "soon"})
        or _SPLICED.search(whole)
    ):
        return GAP
    if words[0] in english.OWN_STARTS:
        return Fragment("own", capital(whole))
    if is_doing(words) and len(parts) == 1 and not has_main_verb(words[1:]):
        return Fragment("doing", small(whole.rstrip(".")))
    if words[0] in english.PAST or (words[0].endswith("ed") and len(words[0]) > 4):
        return Fragment("own", f"I {small(whole)}")
    return GAP


def read_activity(text: str, reader: Reader) -> Fragment:
    """Read what the student will do."""
    words = words_of(text)
    one = passage(text, LONGEST)
    unsure = words[:2] in (["not", "sure"], ["i", "don't"]) or words[0] in ("never", "hopefully", "maybe", "always")
    if unsure or (reader.pattern and reader.pattern.search(text)):
        return GAP
    if words[0] in english.OWN_STARTS:
        if words[0] == "my" and not finite_verbs(words):
            return Fragment("thing", inside_sentence(one.rstrip(".")) or one.rstrip("."))
        return read_own(text, reader)
    if (planned := _PLANNED.fullmatch(one.rstrip("."))) and (planned["to"] or words[0] == "will"):
        one = planned["what"]
        words = words_of(one)
        if planned["to"] == " on":
            return Fragment("topic", one) if is_doing(words) else GAP
        if is_advice([*words, "it"][:2]) and len(words) == 1:
            return Fragment("doing", one)
    about_reader = set(words) & english.THIRD_PERSONS and not set(words) & english.PERSONS
    if "?" in text or about_reader:
        return GAP
    if len(sentences(text)) > 1:
        return GAP
    bare = one.rstrip(".")
    acts = english.IMPERATIVES | english.AMBIGUOUS_IMPERATIVES
    named = words[0] in acts and re.match(r"\S+ [A-Z][a-z]", bare)
    if (is_advice(words) or named or (words[0] in acts and words[1:2] == ["twice"])) and words[0] not in (
        "don't",
        "never",
    ):
        return Fragment("doing", small(bare))
    if words[1:2] and words[1] in english.COUNTED and words[0] not in english.DETERMINERS:
        return _with_article(bare, words)
    if words[0] == "practice" and is_doing(words[1:2]):
        return Fragment("doing", small(bare))
    if is_doing(words) and len(words) > 1:
        return Fragment("topic", small(bare))
    if words[0] in acts | {"google"} and any(w.endswith("s") for w in words[1:3]):
        return GAP
    if words[0] in english.DETERMINERS and not has_main_verb(words) and len(words) > 1:
        return Fragment("thing", inside_sentence(bare) or bare)
    return _with_article(bare, words)


def _with_article(bare: str, words: list[str]) -> Fragment:
    """A thing to do that lacks its "a": ``First aid card``."""
    cut = next((i for i, w in enumerate(words) if i and w in english.PREPOSITIONS), len(words))
    if "," in bare or cut < 2 or cut > 4 or has_main_verb(words):
        return GAP
    phrase_ = as_phrase(bare) or bare
    if needs_no_article(words[cut - 1]):
        return Fragment("thing", phrase_)
    # "Dual enrollment bio class": a name begins with more than one large letter.
    return Fragment("thing", with_article(phrase_)) if words[cut - 1] in english.COUNTED else GAP


def read_goal(text: str, reader: Reader) -> Fragment:
    """Read what the student wants to learn from them."""
    parts = sentences(text)
    if len(parts) != 1:
        return GAP
    bare = _they_as_you(re.sub(r"^how come ", "why ", text.rstrip("."), flags=re.IGNORECASE))
    words = words_of(bare)
    if is_question(words):
        return as_question(bare, reader)
    if match := _LEARN.fullmatch(bare):
        bare = match["what"]
        words = words_of(bare)
    turned = to_you(bare, reader)
    if turned is None or "?" in turned or not words or words[0] in ("to", "any"):
        return GAP
    if words in (["everything"], ["advice"], ["tips"], ["a", "grade"]):
        return GAP
    if words[0] == "how" and words[1:2] in (["many"], ["much"]) and not finite_verbs(words):
        told = set(words) & (english.PRONOUNS | {"to", "takes", "costs"}) or any(map(is_finite, words))
        if not told:
            return GAP
    if words[0] in english.QUESTION_WORDS:
        return Fragment("what", inside_sentence(turned) or turned)
    items = [item for item in re.split(r",(?: and)?| and ", turned) if words_of(item)]
    if len(items) > 1 and all(is_phrase(words_of(item)) or needs_no_article(words_of(item)[-1]) for item in items):
        return Fragment("topic", inside_sentence(turned) or turned)
    return Fragment("topic", as_phrase(turned) or turned) if is_phrase(words) else GAP


def _they_as_you(text: str) -> str:
    """Where nobody else was named, "they" are whom the letter goes to: ``if they have internships``."""
    if not dangling_they(words_of(text)):
        return text
    for they, you in (("they", "you"), ("them", "you"), ("their", "your"), ("theirs", "yours")):
        text = re.sub(rf"\b{they}\b", you, text, flags=re.IGNORECASE)
    return text


def read_interest(text: str, reader: Reader) -> Fragment:
    """What they care about, only with the reason that the student gave: ``Choir singing, I sing too``."""
    match = _WITH_REASON.fullmatch(text)
    if match is None or is_unfit(text):
        return BLANK
    thing, reason = match[1], match[2].rstrip(". ")
    if not is_phrase(words_of(thing)) and not needs_no_article(words_of(thing)[-1]) and len(words_of(thing)) > 2:
        return BLANK
    whose, why = words_of(thing), words_of(reason)
    if set(whose) & (english.THIRD_PERSONS | english.PLURAL_THIRD) or has_main_verb(whose) or lacks_subject(whose):
        return BLANK
    if is_finite(whose[0]) or (why[0] == "my" and len(why) < 3):
        return BLANK
    turned = to_you(reason, reader)
    return Fragment("topic", as_phrase(thing) or thing, ended(capital(turned))) if turned else BLANK


def read_about_me(text: str, _: Reader) -> Fragment:
    """Read how the student introduces themselves, without greetings and fillers."""
    bare = capital(_FILLER.sub("", _GREETING.sub("", text)).strip())
    words = words_of(bare)
    run_on = (found := _RUNS_ON.match(bare)) and not _LINKED.search(re.split(r" I(?:'m| am) ", found[0])[-2])
    if not words or _TO_WRITE.search(bare) or run_on:
        return GAP
    says_i = words[0] in ("i", "we") and len(words) > 2
    if says_i or (set(words) & english.OWN_STARTS and len(words) > 3 and finite_verbs(words)):
        return Fragment("own", passage(bare, LONGEST))
    if set(words) & {"i'm", "i've"} and len(words) > 2:
        return Fragment("own", passage(bare, LONGEST))
    who = len(words) > 3 and words[0] in ("a", "an") and any(w in ("who", "that") for w in words)
    return Fragment("own", passage(f"I am {small(bare)}", LONGEST)) if who else GAP


def read_view(text: str, reader: Reader) -> Fragment:
    """Read what an adviser is asked."""
    bare = re.sub(
        r"^(?:(?:her|his|their|your) (?:opinion|view|advice|thoughts) (?:on|about) )", "", text.rstrip("."), flags=re.I
    )
    bare = re.sub(r"^[Ii]f ", "whether ", bare)
    words = words_of(bare)
    if is_question(words):
        return as_question(bare, reader)
    turned = to_you(bare, reader) if len(sentences(bare)) == 1 and "?" not in bare else None
    if turned is None:
        return GAP
    if words[0] in english.QUESTION_WORDS or is_doing(words) or (is_phrase(words) and len(words) > 1):
        return Fragment("topic", inside_sentence(turned) or turned)
    return GAP


def read_met(text: str, _: Reader) -> Fragment:
    """About somebody else whom the reader knows: here ``he`` and ``she`` are right."""
    words = words_of(text)
    if set(words) & english.NEGATIVE or is_untold(words) or words[0] == "no":
        return GAP
    if is_phrase(words) and words[0] in english.DETERMINERS:
        return Fragment("topic", inside_sentence(text.rstrip(".")) or text.rstrip("."))
    starts_well = words[0] in english.PRONOUNS | english.OWN_STARTS or text[0].isupper()
    return Fragment("own", capital(passage(text, LONGEST))) if starts_well and finite_verbs(words) else GAP


def read_side(text: str, reader: Reader) -> Fragment:
    """What is better or worse about an offer, without what one reminds oneself to ask.

    ``Starts at sixteen`` is about the offer.
    """
    parts = [part for s in sentences(text) for part in s.split("; ")]
    kept = [part for part in parts if not is_advice(words_of(part))]
    text = " ".join(map(ended, kept[:1] if len(kept) < len(parts) else sentences(text)))
    words = words_of(text)
    if not words:
        return GAP
    if words[0] in ("has", "is") or (
        is_finite(words[0]) and len(words) > 1 and base_form(words[0]) in english.OFFER_VERBS
    ):
        return Fragment("own", capital(passage(f"It {small(text)}", LONGEST)))
    if is_finite(words[0]) and base_form(words[0]) not in english.OFFER_VERBS and len(words) > 1:
        return GAP
    # Here, "they" are whom the offer came from, and "she" may be anybody.
    if words[0] in english.PLURAL_THIRD and not set(words) & {"you", "your"}:
        fact = finite_verbs(words) or len(words) > 2
        return Fragment("fact", small(text.rstrip("."))) if fact and len(sentences(text)) == 1 else GAP
    if set(words) & (english.THIRD_PERSONS | english.PLURAL_THIRD) or words[0] == "no":
        return GAP
    if is_doing(words) and words[1:2] and words[1] in english.COUNTED:
        return GAP
    found = read_note(text, reader)
    if found.form in ("thing", "advice", "question", "words", "note"):
        whole = found.form != "note" or has_main_verb(words)
        return Fragment("note", ended(capital(passage(text, LONGEST)))) if whole else GAP
    return found
