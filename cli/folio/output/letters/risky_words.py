"""Words that should not be in a letter: asks for a job, placeholders, the reader as "she" or "he"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from folio.basics.dates import MONTH_NAMES, WEEKDAY_NAMES
from folio.domain.names import normalize_name
from folio.output.letters import english_words as english
from folio.output.letters.contact_facts import Contact, Writer
from folio.output.letters.own_words import sentences_of, words_of

_WORK = r"(?:jobs?|internships?|positions?|apprenticeships?|employment)\b"
# "A job of yours", "the job offer", "a job shadow": nobody asks for one with these.
_NOT_WORK = (
    r"(?![ -](?:of|that|is|was|where|which|like|you|people|shadow(?:ing)?|title|description|offer|fair|market"
    r"|interview)\b)"
)
_ASKED_FOR = rf"(?:a |an |the |any |some |this |that |your |my first )?(?:\w+ ){{0,2}}{_WORK}{_NOT_WORK}"
_WANTS = r"\bI\b(?:(?!\b(?:how|what|when)\b)[^.?!]){0,60}\b"
_A_TALK = r"(?:\w+ )?(?:call|chat|interview|talk|meeting|conversation)"
_YOU = r"(?:you(?: guys| all)?|your \w+|they)"
_TELL_ME = r"(?:let me know|(?:tell|call|contact) me|(?:write to|think of) me)"
_FOR_ME = r"(?:for (?:me|(?:a )?students?|interns?|someone like me)|(?:that )?I (?:can|could))\b"
_IS_OPEN = r"(?:opens?|comes? (?:up|open)|available)\b"
_RESUME = r"(?:resume|résumé|cv)\b"
_JOB_ASKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:hir(?:e|ing)|employ(?:ing)?) me\b",
        r"\b(?:can|could|would|will|help|please)\b(?: \w+){0,3} (?:get|getting) me (?:hired|a foot in the door)\b",
        r"\bget hired (?:by you|there|at your)\b",
        rf"\bhelp me (?:get|find) {_ASKED_FOR}",
        rf"\b(?:do|does|would|could|will|if) {_YOU}(?: \w+)? (?:hire|employ|recruit)\b(?! (?:for|most|people)\b)",
        rf"\b{_YOU}(?: \w+)? (?:have|had|know of|hear of) {_ASKED_FOR}(?: or {_WORK})? {_FOR_ME}",
        rf"\b{_TELL_ME} (?:if|when|should|about|of)\b[^.?!]{{0,40}}\b(?:{_WORK}|openings?\b)[^.?!]{{0,20}}\b{_IS_OPEN}",
        r"\b(?:are you|is your \w+|are they)(?: \w+)? hiring\b",
        rf"\b(?:could|can|would|will|please)\b(?: \w+){{0,3}} (?:offer|give|get|find) me {_ASKED_FOR}",
        r"\b(?:job|internship|position|summer) openings?\b",
        r"\bopen (?:positions?|jobs?|internships?)\b",
        r"\bvacanc(?:y|ies)\b",
        r"\bopenings? for (?:me|a student|students|interns)\b",
        rf"\bany openings?\b(?! (?:next|this|on|in (?:your|the) (?:calendar|schedule|week)|for an? {_A_TALK})\b)",
        rf"\b(?:is|are) there (?:a |an |any )?(?:\w+ ){{0,2}}{_WORK}(?=[^.!?]*\b(?:for me|available|open|at|with)\b)",
        rf"{_WANTS}(?:look(?:ing)?|appl(?:y|ying)|ask(?:ing)?|hop(?:e|ing)|search(?:ing)?) for {_ASKED_FOR}",
        rf"{_WANTS}(?:need|want|get|find|interested in) {_ASKED_FOR}",
        r"\b(?:love|like|want|hope|happy|glad|chance) to (?:work|intern) (?:for|with|at|in|under) your?\b(?! advice)",
        r"\b(?:consider me|keep me in mind) for\b",
        rf"\b(?:attach(?:ed|ing)?|enclos(?:ed|ing|e))(?: is| you find| to this \w+)? (?:a copy of )?my {_RESUME}",
        rf"\bmy {_RESUME} (?:is )?(?:attached|enclosed|below)\b",
        rf"\bhere is my {_RESUME}",
    )
)
_DENIED = re.compile(
    r"\b(?:not|never|without|nor|no|instead of|rather than|\w+n['’]t)\b\W*(?:\w+\W+){0,5}$",  # noqa: RUF001
    re.IGNORECASE,
)
_DENIED_WITHIN = re.compile(r"\b(?:not|never|without|no longer|\w+n['’]t)\b", re.IGNORECASE)  # noqa: RUF001
_PLACEHOLDER = re.compile(
    r"\b(?:TBD|TBA|TODO|N/A|XX+)(?!\w)|\?\?\?+|_{3,}|<(?!\w+@)[A-Za-z][A-Za-z _-]{1,30}>"
    r"|\b(?i:xxx+|lorem ipsum|asdf+|insert (?:your |the )?(?:name|company)|insert (?:\w+ ){1,4}here|your name here"
    r"|(?:company|first|last) name|(?:fill|put|add|finish) (?:this|that|it) (?:in |out |here )?later)\b"
    r"|\((?i:insert [^()\n]{1,60}|(?:your |their |the |my )?(?:name|company|school|date|job title|something))\)"
)
_OUTSIDER = re.compile(r"\b(?:s?he|hers?|him|his|himself|herself)\b", re.IGNORECASE)
_NAME_WITHIN = re.compile(r"(?<=[\w,;:] )[^\W\d_][^\W\d_]+")
_DAYS = frozenset(name.casefold() for name in (*MONTH_NAMES, *WEEKDAY_NAMES))
_TITLES_SPOKEN = ("Dr.", "Ms.", "Mr.", "Mrs.", "Mx.", "Prof.", "Professor")


def job_ask(text: str) -> str:
    """Return the words by which a letter asks for a job; empty where it only learns, or says that it doesn't ask."""
    for sentence in sentences_of(text):
        for pattern in _JOB_ASKS:
            for match in pattern.finditer(sentence):
                if not _DENIED.search(sentence[: match.start()]) and not _DENIED_WITHIN.search(match[0]):
                    return match[0]
    return ""


def placeholder(text: str) -> str:
    """Return a word that stands for one that is still to come; empty if there is none."""
    match = _PLACEHOLDER.search(text)
    return match[0] if match else ""


def third_persons(body: str, contact: Contact, writer: Writer) -> tuple[str, ...]:
    """Return the words by which a letter speaks about its reader instead of to them, each once."""
    found: list[str] = []
    for paragraph in body.split("\n\n"):
        before = ""
        for sentence in sentences_of(paragraph):
            found += (*_outsiders(sentence, before, contact, writer), *_named(sentence, contact))
            before = sentence
    return tuple(dict.fromkeys(found))


def _outsiders(sentence: str, before: str, contact: Contact, writer: Writer) -> Iterator[str]:
    """Each "she" or "he" that can only be the reader: nobody else was named so far in this sentence, or in the last."""
    if not _OUTSIDER.search(sentence) or _mentions_somebody(before, contact, writer):
        return
    start = 0
    for match in _OUTSIDER.finditer(sentence):
        if _mentions_somebody(sentence[start : match.start()], contact, writer):
            return
        start = match.start()
        yield match[0]


def _mentions_somebody(text: str, contact: Contact, writer: Writer) -> bool:
    words = words_of(text)
    if any(w in contact.reader.others or {w, w.removesuffix("s")} & english.PERSONS for w in words):
        return True
    known = {*_words_about(contact, writer), *_DAYS, *english.COMMON, *english.PROPER}
    names = (w for w in _NAME_WITHIN.findall(text) if w[0].isupper() and not w.isupper())
    return any(name.casefold() not in known for name in names)


def _words_about(contact: Contact, writer: Writer) -> Iterable[str]:
    facts = (
        contact.name, contact.organization, contact.job_title, contact.field, contact.exploring, writer.name,
        writer.school, writer.class_,
    )  # fmt: skip
    return words_of(" ".join(facts))


def _named(sentence: str, contact: Contact) -> Iterator[str]:
    """The reader's own name where they are spoken about; not where a comma shows that they are spoken to."""
    parts = contact.addressee.parts
    spoken = {contact.addressee.envelope, parts.full, *(f"{t} {parts.last}" for t in _TITLES_SPOKEN if parts.last)}
    names = sorted((n for n in spoken if " " in n), key=len, reverse=True)
    if not names or normalize_name(sentence.strip(" ,")) in map(normalize_name, spoken):
        return
    pattern = re.compile(rf"(?<![\w,])(?<!, )(?:{'|'.join(map(re.escape, names))})(?![\w,!])")
    greeted = re.match(r"\s*(?:Dear|Hi|Hello|Hey|Good \w+)\b", sentence)
    bare = sentence.replace(contact.organization, "") if contact.organization else sentence
    if not greeted and (match := pattern.search(bare)):
        yield match[0]
