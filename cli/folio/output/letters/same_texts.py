"""Letters that say the same as another one: to two people, or copied between students, also with small changes.

Sentences are compared by the words that don't come with every letter, without names, in any order.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from folio.basics.dates import MONTH_NAMES
from folio.basics.wording import cut_off
from folio.output.letters.contact_facts import Contact, Writer
from folio.output.letters.letter_names import spelled
from folio.output.letters.lint import Finding, LetterText, without_gaps
from folio.output.letters.own_words import Usual, sentences_of, words_of

# Sentences with so much in common, of the longer one, are the same; shorter ones than this may be so by chance.
_ALIKE, _FEWEST = 0.75, 5
# Two letters that are the same but for the names were copied if they have so many words of somebody's own.
_FEWEST_IN_ALL = 3
# Short words, as "the", are in every sentence.
_SHORT = 3
_SHOWN = 120
_MONTHS = frozenset(name.casefold() for name in MONTH_NAMES)
SAME_TEXT = "same-text"
# What is said there is much the same to everybody.
_PLAIN_KINDS = ("reminder", "confirmation")


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """A sentence and the words in it that somebody chose; ``about_me``: it says who its writer is."""

    text: str
    words: frozenset[str]
    about_me: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says in its writer's own words, and to whom.

    ``rest`` is all of it but the names, ``words`` how many of its words come with no other letter.
    """

    contact: str
    kind: str
    rest: str
    words: int
    sentences: tuple[OwnSentence, ...]


NOTHING_SAID = Said("", "", "", 0, ())


def said_in(letter: LetterText, contact: Contact, writer: Writer, usual: Usual) -> Said:
    """Take what somebody chose to say out of a letter."""
    body = without_gaps(letter.body, letter.gaps, "[]")
    person = contact.addressee
    names = (person.envelope, person.greeting, contact.name, contact.organization, contact.referred_by)
    who = {w for name in (*names, writer.name, writer.school) for w in words_of(name)} | _MONTHS
    about = {w for w in words_of(writer.about_me) if len(w) > _SHORT}
    rest = body
    for name in sorted(filter(None, (*names, writer.name, spelled(writer.name))), key=len, reverse=True):
        rest = rest.replace(name, "")
    sentences = []
    number = 0
    for text in sentences_of(body):
        words = frozenset(w for w in usual.own(text) if w not in who and len(w) >= _SHORT)
        number += len(words)
        if len(words) >= _FEWEST:
            told = len(about & words) >= _ALIKE * len({w for w in words if len(w) > _SHORT})
            sentences.append(OwnSentence(text.strip(), words, told))
    return Said(contact.name, letter.kind, rest, number, tuple(sentences))


def same_for_two(letters: Sequence[Said]) -> list[list[Finding]]:
    """Return, for each letter of one student, whether another person is told the same."""
    alike = _alike_sentences(letters)
    others = (_told_the_same(i, letters, alike[i]) for i in range(len(letters)))
    fix = "Add something that only this person told you."
    return [
        [Finding(SAME_TEXT, f"It says the same thing as the letter to {other}.", fix)] if other else []
        for other in others
    ]


def copied(letters: Sequence[tuple[str, Said]]) -> list[list[Finding]]:
    """Return, for each (student, letter) of a class, what a letter of another student says, too."""
    found: list[list[Finding]] = []
    whole: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for student, said in letters:
        if said.words >= _FEWEST_IN_ALL and said.kind not in _PLAIN_KINDS:
            whole[said.kind, said.rest][student] = None
    for (student, said), alike in zip(letters, _alike_sentences([said for _, said in letters]), strict=True):
        same = (
            (sentence, letters[j][0])
            for sentence, others in zip(said.sentences, alike, strict=True)
            for j in others
            if letters[j][0] != student
        )
        sentence, other = next(same, (None, ""))
        all_of_it = next((o for o in whole.get((said.kind, said.rest), ()) if o != student), "")
        what = f"A letter of {other} says the same: “{cut_off(sentence.text, _SHOWN)}”" if sentence else ""
        what = what or (f"A letter of {all_of_it} says the same thing." if all_of_it else "")
        found.append([Finding("copied", what, "Say it in your own words.")] if what else [])
    return found


def _told_the_same(i: int, letters: Sequence[Said], alike: Sequence[Iterable[int]]) -> str:
    """The first other person who is told the same: word for word, or all that the student chose to say."""
    letter = letters[i]
    own = [set(others) for s, others in zip(letter.sentences, alike, strict=True) if not s.about_me]
    in_all = set.intersection(*own) if own else set()
    for j, other in enumerate(letters):
        word_for_word = other.kind == letter.kind not in _PLAIN_KINDS and other.rest == letter.rest
        if other.contact != letter.contact and (word_for_word or j in in_all):
            return other.contact
    return ""


def _alike_sentences(letters: Sequence[Said]) -> list[list[list[int]]]:
    """For each sentence of each letter, the other letters that have almost the same one, in order.

    Two sets of words that share three quarters share one of the rarest words of each, so only those are looked up.
    """
    counts = Counter(w for letter in letters for s in letter.sentences for w in s.words)
    by_word: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for i, letter in enumerate(letters):
        for sentence in letter.sentences:
            for word in _rarest(sentence.words, counts):
                by_word[word].append((i, sentence.words))
    return [
        [sorted(set(_with_the_same(i, s.words, by_word, counts))) for s in letter.sentences]
        for i, letter in enumerate(letters)
    ]


def _with_the_same(
    i: int, words: frozenset[str], by_word: dict[str, list[tuple[int, frozenset[str]]]], counts: Counter[str]
) -> Iterator[int]:
    for word in _rarest(words, counts):
        for j, other in by_word[word]:
            if j != i and len(words & other) >= _ALIKE * max(len(words), len(other)):
                yield j


def _rarest(words: frozenset[str], counts: Counter[str]) -> list[str]:
    ordered = sorted(words, key=lambda w: (counts[w], w))
    return ordered[: len(ordered) - math.ceil(_ALIKE * len(ordered)) + 1]
