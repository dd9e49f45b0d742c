"""What is wrong with a custom letter, told in lines that name the place."""

from __future__ import annotations

import re
from collections.abc import Iterable


class LetterErrors(Exception):
    """The mistakes of one file, each as a line for the person who wrote it."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__()
        self.lines = list(lines)


# What the template language says in its own terms, and what a person can do about it.
_PLAIN = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"unexpected end of template.*looking for", "an {% if %} has no {% endif %}"),
        (r"encountered unknown tag '(endif|else|elif)'", "{{% {} %}} stands here without an {{% if %}} before it"),
        (r"encountered unknown tag '(\w+)'", "letters have no {{% {} %}}, only if, elif, else and endif"),
        (r"unexpected end of template|missing end of comment", "what is opened with {{, {% or {# isn't closed"),
        (r"expected an expression, got 'end of print", "nothing stands between {{ and }}"),
        (r"expected an expression, got 'end of statement", "a condition is missing, as in {% if field %}"),
        (r"expected token 'end of \w+ \w+', got '(.*)'", "“{}” doesn't belong there, between {{{{ }}}} or {{% %}}"),
        (r"unexpected (?:char )?[\"'](.*)[\"']", "“{}” doesn't belong there, between {{{{ }}}} or {{% %}}"),
    )
)


def in_words(error: Exception) -> str:
    """Return what a library says of a mistake as the end of a sentence, without its own terms where they are known."""
    text = getattr(error, "message", None) or str(error)
    for pattern, words in _PLAIN:
        if match := pattern.match(text):
            return words.format(*match.groups()) if match.groups() else words
    return text[:1].lower() + text[1:].rstrip(".")
