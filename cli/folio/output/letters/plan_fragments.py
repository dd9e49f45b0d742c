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
    needs_no_article,
    words_of,
)
from folio.output.letters.fragments import BLANK, GAP, LONGEST, Fragment
from folio.output.letters.interview_fragments import read_note, read_own
from folio.output.letters.letter_wording import passage, sentences
from folio.output.letters.reader_address import Reader, is_finite, to_you
from folio.output.letters.typed_text import is_unfit

_LEARN = re.compile(
    r"(?:(?:i want |i'd like |i would like |want |would like )?(?:to )?"
    r"(?:learn|know|hear|find out|ask)(?: more)?|about)"
    r"(?: about)? (?P<what>.+)", re.IGNORECASE,
)  # fmt: skip
_WITH_REASON = re.compile(
    r"(.+?)(?:[,;:.–—-]+ | because | since | \()(?:and |so )?(I(?:'m|'ve|'d)? .+?|[Mm]y .+?)\)?\.?"  # noqa: RUF001
)
_GREETING = re.compile(r"^(?:(?:hi|hello|hey|so|um|uh|well|ok|okay)[,.!]? (?:there[,.]? )?)+", re.IGNORECASE)
_FILLER = re.compile(r",? \b(?:um|uh)\b,?", re.IGNORECASE)


def read_advice_used(text: str, _: Reader) -> Fragment:
    """Read what became of their advice: what the student did, or is doing."""
    parts = sentences(passage(text, LONGEST))
    words = words_of(parts[0]) if parts else []
    if len(words) < 3 or "?" in text or set(words_of(text)) & english.THIRD_PERSONS:
        return GAP
    whole = " ".join(parts)
    if words[0] in english.OWN_STARTS:
        return Fragment("own", capital(whole))
    if is_doing(words) and len(parts) == 1 and not has_main_verb(words[1:]):
        return Fragment("doing", whole[0].lower() + whole[1:].rstrip("."))
    if words[0] in english.PAST or (words[0].endswith("ed") and len(words[0]) > 4):
        return Fragment("own", f"I {whole[0].lower()}{whole[1:]}")
    return GAP


def read_activity(text: str, reader: Reader) -> Fragment:
    """Read what the student will do."""
    words = words_of(text)
    one = passage(text, LONGEST)
    if words[0] in english.OWN_STARTS:
        return read_own(text, reader)
    about_reader = set(words) & english.THIRD_PERSONS and not set(words) & english.PERSONS
    if "?" in text or words[0] == "maybe" or about_reader:
        return GAP
    if len(sentences(text)) > 1:
        return GAP
    bare = one.rstrip(".")
    if is_advice(words) and words[0] not in ("don't", "never", "always"):
        return Fragment("doing", bare[0].lower() + bare[1:])
    if is_doing(words) and len(words) > 1:
        return Fragment("topic", bare[0].lower() + bare[1:])
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
    return Fragment("thing", f"{'an' if words[0][0] in 'aeio' else 'a'} {phrase_}")


def read_goal(text: str, reader: Reader) -> Fragment:
    """Read what the student wants to learn from them."""
    parts = sentences(text)
    if len(parts) != 1:
        return GAP
    bare = text.rstrip(".")
    words = words_of(bare)
    if is_question(words):
        asked = to_you(bare, reader)
        return Fragment("question", capital(asked.rstrip("?")) + "?") if asked else GAP
    if match := _LEARN.fullmatch(bare):
        bare = match["what"]
        words = words_of(bare)
    turned = to_you(bare, reader)
    if turned is None or "?" in turned or not words or words[0] == "to" or words == ["everything"]:
        return GAP
    if words[0] in english.QUESTION_WORDS:
        return Fragment("what", inside_sentence(turned) or turned)
    items = [item for item in re.split(r",(?: and)?| and ", turned) if words_of(item)]
    if len(items) > 1 and all(is_phrase(words_of(item)) or needs_no_article(words_of(item)[-1]) for item in items):
        return Fragment("topic", inside_sentence(turned) or turned)
    return Fragment("topic", as_phrase(turned) or turned) if is_phrase(words) else GAP


def read_interest(text: str, reader: Reader) -> Fragment:
    """What they care about, only with the reason that the student gave: ``Choir singing, I sing too``."""
    match = _WITH_REASON.fullmatch(text)
    if match is None or is_unfit(text):
        return BLANK
    thing, reason = match[1], match[2].rstrip(". ")
    if not is_phrase(words_of(thing)) and not needs_no_article(words_of(thing)[-1]) and len(words_of(thing)) > 2:
        return BLANK
    turned = to_you(reason, reader)
    return Fragment("topic", as_phrase(thing) or thing, ended(capital(turned))) if turned else BLANK


def read_about_me(text: str, _: Reader) -> Fragment:
    """Read how the student introduces themselves, without greetings and fillers."""
    bare = capital(_FILLER.sub("", _GREETING.sub("", text)).strip())
    words = words_of(bare)
    if not words:
        return GAP
    says_i = words[0] in ("i", "we") and len(words) > 2
    if says_i or (set(words) & english.OWN_STARTS and len(words) > 3 and finite_verbs(words)):
        return Fragment("own", passage(bare, LONGEST))
    if set(words) & {"i'm", "i've"} and len(words) > 2:
        return Fragment("own", passage(bare, LONGEST))
    who = len(words) > 3 and words[0] in ("a", "an") and any(w in ("who", "that") for w in words)
    return Fragment("own", passage(f"I am {bare[0].lower()}{bare[1:]}", LONGEST)) if who else GAP


def read_view(text: str, reader: Reader) -> Fragment:
    """Read what an adviser is asked."""
    bare = text.rstrip(".")
    words = words_of(bare)
    if is_question(words):
        asked = to_you(bare, reader)
        return Fragment("question", capital(asked.rstrip("?")) + "?") if asked else GAP
    turned = to_you(bare, reader) if len(sentences(bare)) == 1 and "?" not in bare else None
    if turned is None:
        return GAP
    if words[0] in english.QUESTION_WORDS or is_doing(words) or (is_phrase(words) and len(words) > 1):
        return Fragment("topic", inside_sentence(turned) or turned)
    return GAP


def read_met(text: str, _: Reader) -> Fragment:
    """About somebody else whom the reader knows: here ``he`` and ``she`` are right."""
    words = words_of(text)
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
    if is_finite(words[0]):
        return Fragment("own", capital(passage(f"It {text[0].lower()}{text[1:]}", LONGEST)))
    found = read_note(text, reader)
    if found.form in ("thing", "advice", "question", "words"):
        return Fragment("note", ended(capital(passage(text, LONGEST))))
    return found
