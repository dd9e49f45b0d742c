"""Tell the words that somebody chose for a letter from those that every letter of its kind has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Phrases = frozenset[tuple[str, str, str]]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")  # noqa: RUF001 - the typographic apostrophe is meant
# What stands between two of these is one sentence, as far as it matters here.
_BETWEEN = re.compile(r"(?<!\bDr\.)(?<!\bMs\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bSt\.)(?<=[.!?…”])\s+|\n+")


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
    return [w.casefold().replace("’", "'") for w in _WORD.findall(text)]  # noqa: RUF001


def sentences_of(text: str) -> list[str]:
    """The sentences of a letter; a line end ends one, too."""
    return [piece for piece in _BETWEEN.split(text) if piece.strip()]


def phrases_in(texts: Iterable[str]) -> Phrases:
    """All runs of three words in texts."""
    return frozenset(run for text in texts for run in _runs(words_of(text)))


def _runs(words: list[str]) -> Iterable[tuple[str, str, str]]:
    return zip(words, words[1:], words[2:], strict=False)


@dataclass(frozen=True, slots=True)
class Usual:
    """The phrases that come with letters of a kind, in either voice, and the examples in their gaps."""

    phrases: tuple[Phrases, ...]
    examples: tuple[str, ...]

    def own(self, sentence: str) -> tuple[str, ...]:
        """Return the words of a sentence that come with no letter of the kind, in small letters."""
        words = words_of(sentence)
        usual = [False] * len(words)
        for i, run in enumerate(_runs(words)):
            if any(run in phrases for phrases in self.phrases):
                usual[i : i + 3] = [True] * 3
        return tuple(w for w, known in zip(words, usual, strict=True) if not known)
