"""What is wrong with a letter of one's own, told in lines that name the place."""

from __future__ import annotations

from collections.abc import Iterable


class LetterErrors(Exception):
    """The mistakes of one file, each as a line for the person who wrote it."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__()
        self.lines = list(lines)


def in_words(error: Exception) -> str:
    """Return what a library says of a mistake as the end of a sentence."""
    text = getattr(error, "message", None) or str(error)
    return text[:1].lower() + text[1:].rstrip(".")
