"""What students note of an interview: what stayed with them, what to thank for, what they had wrong."""

from __future__ import annotations

import re

from folio.output.letters import english_words as english
from folio.output.letters.english_grammar import (
    as_phrase,
    capital,
    ended,
    finite_verbs,
    has_bare_relative,
    has_main_verb,
    inside_sentence,
    is_advice,
    is_doing,
    is_phrase,
    is_question,
    is_untold,
    lacks_subject,
    no_sentence,
    small,
    stands_alone,
    until_subordinator,
    words_of,
)
from folio.output.letters.fragments import GAP, LONGEST, Fragment
from folio.output.letters.letter_wording import passage, sentences
from folio.output.letters.reader_address import Reader, is_finite, to_you

_SAID = re.compile(
    r"(?:(?P<who>you|he|she|they|we) )?"
    r"(?P<verb>said|says|told|tells|mentioned|mentions|explained|recommended|suggested)"
    r"(?P<whom> (?:me|us))?[:,]? (?P<rest>.+)", re.IGNORECASE,
)  # fmt: skip
_TALKED = re.compile(r"(?:(?:we|i|you|he|she|they) )?(?:talked|spoke|told (?:me|us)|chatted) about (?P<what>.+)", re.I)
_THANKS_FOR = re.compile(
    r"^(?:(?:i )?(?:want to |wanted to )?thanks?(?: you)?(?: (?:her|him|them))? )?for ", re.IGNORECASE
)
_CORRECTED = re.compile(r"\bthan (?:i|we) (?:thought|expected|imagined)\b|\bactually\b|\bturns out\b", re.IGNORECASE)


def read_point(text: str, reader: Reader) -> Fragment:
    """Read what stayed with the student, or is planned to be mentioned."""
    return _said(text, reader) or read_note(text, reader)


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
        return Fragment("words", ended(capital(rest.strip("“”"))))
    told = to_you(rest, reader)
    if told is None or is_untold(words_of(rest)) or ":" in bare[: match.start("rest")]:
        return GAP
    saying = english.SAYING[match["verb"].lower()] + (match["whom"] or "")
    words = words_of(told)
    links = (*english.SUBORDINATORS, "to", "about", *english.DETERMINERS)
    if not match["whom"] and words[0] not in ("to", "that", "about") and has_main_verb(words):
        told = f"that {told}"
    elif words[0] not in links and not match["whom"]:
        return GAP
    return Fragment("said", f"{saying} {told}")


def read_note(text: str, reader: Reader) -> Fragment:
    """Read a note that doesn't say "said": a phrase, a fact, a piece of advice, a question, or one's own thought."""
    quoted = re.fullmatch(r"“([^”]*)”\.?", text)
    if quoted:
        return Fragment("words", ended(capital(quoted[1])))
    words = words_of(text)
    if not words or text.lower().startswith(english.ERRANDS) or _about_their_job(words, reader):
        return GAP
    if (lacks_subject(words) and not is_own(words) and not is_advice(words)) or _breaks_off(text, words):
        return GAP
    if is_own(words):
        return read_own(text, reader)
    if is_question(words) and not is_advice(words):
        return as_question(text, reader)
    if "?" in text:
        return GAP
    turned = turned_to_you(passage(text, LONGEST), reader)
    if turned is None:
        return GAP
    whole = " ".join(turned)
    if len(turned) > 1:
        return _several(turned, changed=whole != passage(text, LONGEST))
    return read_sentence(whole.rstrip("."), changed=whole != passage(text, LONGEST))


def as_question(text: str, reader: Reader) -> Fragment:
    """A question, as it is asked of the reader."""
    asked = to_you(text, reader)
    return Fragment("question", capital(asked.rstrip(".?")) + "?") if asked else GAP


def _breaks_off(text: str, words: list[str]) -> bool:
    """Whether it's no more than the beginning of a sentence: ``if I had one wish``, ``to ask for help``."""
    if words[0] == "to" or words[:2] == ["not", "to"]:
        return True
    opens = words[0] in english.OPEN_CLAUSES - {"because", "so"} and "," not in text
    return opens and len(finite_verbs(words)) < 2 and words[1:2] != ["to"]


def _several(turned: list[str], *, changed: bool) -> Fragment:
    """Several sentences: quoted as noted, unless some were turned to the reader."""
    if not changed:
        return Fragment("note", capital(" ".join(turned)))
    inside = inside_sentence(turned[0])
    first = words_of(turned[0].partition(":")[0])
    whole = has_main_verb(first) or (first[:1] == ["you"] and len(first) > 2)
    fits = inside is not None and whole and all(map(stands_alone, turned[1:]))
    return Fragment("fact", (inside or "").rstrip("."), " ".join(turned[1:])) if fits else GAP


def read_sentence(text: str, *, changed: bool) -> Fragment:
    """Read one sentence; ``changed`` says that it was turned to the reader, so that it can't be quoted."""
    words = words_of(text)
    if words[0] == "that" and (finite_verbs(words[1:]) or words[1:2] == ["you"]):
        return Fragment("fact", text[5:])
    if words[0] in english.QUESTION_WORDS - {"if", "when", "where"} or words[:2] in (["when", "to"], ["where", "to"]):
        if dangling_they(words):
            return GAP
        seen = changed and words[0] == "how" and words[2:4] in (["you", "are"], ["you", "were"])
        return Fragment("thing" if seen else "topic", inside_sentence(text) or text)
    if is_advice(words):
        return GAP if changed else Fragment("advice", ended(capital(text)))
    if is_doing(words) and not has_main_verb(words):
        return Fragment("topic", inside_sentence(text) or text)
    if words[0] == "no" and not has_main_verb(words):
        return GAP if changed else Fragment("note", ended(capital(text)))
    if is_phrase(words) and (thing := as_phrase(text)):
        if changed and words[0] == "your" and len(words) == 2 and words[1] in english.SEEN:
            return GAP
        told = words[1] in english.TOLD_THINGS if len(words) > 1 and words[0] in english.DETERMINERS else False
        return Fragment("thing" if told else "topic", thing)
    return _clause(text, words, changed=changed)


def _clause(text: str, words: list[str], *, changed: bool) -> Fragment:
    inside = inside_sentence(text)
    starts_aside = words[0] in english.PREPOSITIONS | english.SUBORDINATORS
    certain = any(w in english.AUXILIARIES for w in until_subordinator(words)) if starts_aside else has_main_verb(words)
    to_them = changed and words[0] == "you" and len(words) > 2
    certain = certain and has_main_verb(words_of(text.partition(":")[0]))
    first_part = words_of(re.split(r" [-–—] ", text)[0])  # noqa: RUF001 - dashes part
    if (
        (len(words) < 3 and not changed and words[0] in english.DETERMINERS)
        or lacks_subject(words)
        or no_sentence(words)
        or (certain and not has_main_verb(first_part))
    ):
        return GAP
    if (
        inside is not None
        and (certain or to_them)
        and words[0] not in english.OPEN_CLAUSES
        and not has_bare_relative(words)
    ):
        return Fragment("fact", inside)
    name_only = not re.search(r"\b[a-z]{2}", text)
    of_mine = set(words) & {"me", "my"} and not has_main_verb(words)
    if changed or len(words) < 3 or name_only or of_mine or re.search(r"\b(?:Dr|Mr|Mrs|Ms)\b", text):
        return GAP
    return Fragment("note", ended(capital(text)))


def _about_their_job(words: list[str], reader: Reader) -> bool:
    """Whether a note calls the reader by their job: ``the vet was really honest``."""
    if (
        len(words) < 3
        or words[0] != "the"
        or not (words[2] in english.PAST | {"was", "is", "had", "has", "did", "seemed"} or is_finite(words[2]))
    ):
        return False
    jobs = words_of(reader.job_title)
    return words[1] in ("interviewee", "lady", "guy", "man", "woman", "person") or any(
        len(words[1]) > 2 and job.startswith(words[1]) for job in jobs
    )


def turned_to_you(text: str, reader: Reader) -> list[str] | None:
    """The sentences as they are said to the reader; None where one cannot be."""
    found = sentences(text)
    turned = [to_you(sentence, reader, starts=not i) for i, sentence in enumerate(found)]
    # What isn't said to the face of a person.
    if any(a != b and is_untold(words_of(a)) for a, b in zip(found, turned, strict=True)):
        return None
    return None if None in turned else [t for t in turned if t]


def dangling_they(words: list[str]) -> bool:
    """Whether "they" stands for nobody that was named before: ``how many hours they work``."""
    at = next((i for i, w in enumerate(words) if w in english.PLURAL_THIRD), None)
    if at is None or words[at + 1 : at + 2] == ["say"]:
        return False
    named = [w for w in words[:at] if w.endswith("s") and len(w) > 3 and w not in english.AUXILIARIES | {"hours"}]
    return not named and not set(words[:at]) & (english.PERSONS | {"people", "children", "kids", "one"})


def is_own(words: list[str]) -> bool:
    """Whether the student speaks of themselves, with or without an "I": ``learned that ...``."""
    return words[0] in english.OWN_STARTS or (words[0] in english.NOTICED and len(words) > 2)


def read_own(text: str, reader: Reader) -> Fragment:
    """The student's own sentences, with what they say about the reader turned to them."""
    if len(words_of(text)) < 3:
        return GAP
    first = words_of(text)[0]
    whole = text if first in english.OWN_STARTS else f"I {small(text)}"
    turned = turned_to_you(passage(capital(whole), LONGEST), reader)
    return Fragment("own", " ".join(map(capital, turned))) if turned else GAP


def read_thank_for(text: str, reader: Reader) -> Fragment:
    """Read what they are thanked for: a thing, a doing, or what they did."""
    bare = _THANKS_FOR.sub("", text)
    parts = sentences(bare)
    if len(parts) != 1 or "?" in bare:
        return GAP
    turned = to_you(bare.rstrip("."), reader)
    if (
        turned is None
        or (turned != bare.rstrip(".") and is_untold(words_of(bare)))
        or (words_of(turned)[:1] == ["you"] and len(words_of(turned)) < 3)
    ):
        return GAP
    words = words_of(turned)
    if words[0] == "you":
        return Fragment("fact", small(turned))
    if (
        words[0] in english.PAST | {"stayed", "showed", "helped", "answered", "offered", "introduced"}
        and len(words) > 1
    ):
        return Fragment("fact", f"you {small(turned)}")
    if is_doing(words) or words[0] in ("how", "what") or words == ["everything"]:
        return Fragment("topic", small(turned))
    if words[0] in english.DETERMINERS and len(words) > 1 and not has_main_verb(words):
        return Fragment("topic", inside_sentence(turned) or turned)
    if words[-1] in english.YOURS and len(words) <= 2:
        return Fragment("topic", f"your {small(turned)}")
    return GAP


def read_misconception(text: str, reader: Reader) -> Fragment:
    """Read what the student had wrong: what they thought, and perhaps what is right."""
    parts = sentences(text)
    words = words_of(parts[0]) if parts else []
    if not words or words[0] == "everything":
        return GAP
    if _CORRECTED.search(parts[0]) and words[0] not in english.OWN_STARTS:
        inside = inside_sentence(
            re.sub(r"^(?:(?:it )?turns out(?: that)?|actually),? ", "", parts[0], flags=re.IGNORECASE)
        )
        if is_untold(words):
            return GAP
        turned = to_you(inside, reader) if inside and has_main_verb(words_of(inside)) else None
        bare = words_of(turned or "")
        return Fragment("learned", turned.rstrip(".")) if turned and not lacks_subject(bare) else GAP
    if words[0] in english.OWN_STARTS or words[0] in english.BELIEVED or words[:3] == ["used", "to", "think"]:
        if not set(words) & (english.BELIEVED | {"think", "know", "knew", "idea", "sure", "expecting"}):
            return GAP
        whole = text if words[0] in english.OWN_STARTS else f"I {small(text)}"
        turned_all = turned_to_you(passage(whole, LONGEST), reader)
        return Fragment("own", " ".join(map(capital, turned_all))) if turned_all else GAP
    rest = turned_to_you(" ".join(parts[1:]), reader) if parts[1:] else []
    if rest is None or set(words) & english.THIRD_PERSONS or words[0] in english.PLURAL_THIRD:
        return GAP
    first = parts[0].rstrip(".")
    # The idea that was wrong, or what is right instead? A "not" may be either.
    denies = set(words) & {"don't", "doesn't", "aren't", "isn't", "not"} and not rest
    if denies or words[0] == "no" or dangling_they(words) or lacks_subject(words) or "(" in first:
        return GAP
    if not all(finite_verbs(words_of(r)) for r in rest):
        return GAP
    found = read_sentence(first, changed=False)
    if found.form == "fact":
        return Fragment("fact", found.text, " ".join(map(capital, rest)))
    if found.form in ("topic", "thing") and not rest:
        return Fragment("topic", found.text)
    inside = inside_sentence(first)
    odd = set(words[:3]) & english.ADVERBS - {"only", "just", "mostly"}
    subject = len(words) > 3 and words[0].endswith("s") and inside is not None and not odd
    return Fragment("fact", inside or "", " ".join(rest)) if subject and found.form != "gap" else GAP


def read_heard(text: str, _: Reader) -> Fragment:
    """What was learned from somebody else, who is named before: here, too, ``he`` and ``she`` are right."""
    parts = sentences(passage(text, LONGEST))
    words = words_of(parts[0]) if parts else []
    if not words or "?" in text:
        return GAP
    whole = " ".join(parts)
    if set(words_of(whole)) & english.THIRD_PERSONS or is_own(words):
        starts = english.THIRD_PERSONS | english.OWN_STARTS | english.DETERMINERS - {"that"}
        return Fragment("own", ended(capital(whole))) if words[0] in starts and finite_verbs(words) else GAP
    if len(parts) > 1:
        return Fragment("note", capital(whole))
    if (lacks_subject(words) and not is_advice(words)) or _breaks_off(whole, words):
        return GAP
    found = read_sentence(whole.rstrip("."), changed=False)
    return Fragment("topic", found.text) if found.form == "thing" else found
