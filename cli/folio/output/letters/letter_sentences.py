"""The sentences around what a student typed: which one, from the file ``sentences.toml`` beside the letters."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from folio.exit_codes import ContentProblem
from folio.output.letters.fragments import Ask, Form, Fragment, Use

Voice = Literal["warm", "formal"]
VOICES: tuple[Voice, ...] = get_args(Voice)
_NOTE = 140
_GAP = "gap"
_INNER_QUOTES = str.maketrans("“”", "‘’")  # noqa: RUF001 - typographic quotes are meant


@dataclass(frozen=True, slots=True)
class Frames:
    """Sentences by (use, form, voice), and what a gap asks for, with examples, by use."""

    sentences: Mapping[tuple[str, str, str], tuple[str, ...]]
    gaps: Mapping[str, tuple[str, tuple[str, ...]]]

    def say(self, use: Use, fragment: Fragment, voice: Voice, turn: int = 0) -> str:
        """Return the sentence of this use and voice around a fragment, the ``turn``-th of several; or nothing.

        Nothing for a blank, and for a form that the use has no sentence for: there, a gap is left (see ``ask``).
        """
        found = self.sentences.get((use, fragment.form, voice))
        if not found:
            return ""
        frame = found[turn % len(found)]
        typed = fragment.text.rstrip(" ,;:")
        quoted = typed.translate(_INNER_QUOTES) if "“" in frame else typed
        whole = frame.replace("{}", quoted)
        return " ".join(filter(None, (whole, fragment.rest)))

    def ask(self, use: Use | Ask, note: str = "", turn: int = 0) -> str:
        """Return what a gap asks for, with the student's own note, or else with one of its examples, by ``turn``."""
        what, examples = self.gaps[use]
        beside = f" Your note: “{_shortened(note)}”" if note else f" For example: {examples[turn % len(examples)]}"
        return f"{what}{beside}"


def turn_of(*what: str) -> int:
    """Return a number that differs from person to person and never changes, to take turns among sentences."""
    return zlib.crc32("\n".join(what).casefold().encode())


@lru_cache(maxsize=4)
def load_frames(path: Path) -> Frames:
    """Read a file of sentences; raises ContentProblem, with the place, where it has a mistake."""
    name = f"{path.parent.name}/{path.name}"
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ContentProblem(f"{name}: {error.strerror}.", "Check the file, then try again.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentProblem(f"{name}: {error}.", "Fix the file, then try again.") from None
    errors = [f"{name}: {what}" for what in _mistakes(content)]
    if errors:
        raise ContentProblem("\n".join(errors), "Fix the file, then try again.")
    sentences: dict[tuple[str, str, str], tuple[str, ...]] = {
        (use, form, voice): tuple(said[voice])
        for use, forms in content.items()
        for form, said in forms.items()
        if form != _GAP
        for voice in VOICES
    }
    gaps = {use: (forms[_GAP]["ask"], tuple(forms[_GAP]["examples"])) for use, forms in content.items()}
    return Frames(sentences, gaps)


def _mistakes(content: Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong in a file of sentences."""
    known = (*get_args(Use), *get_args(Ask))
    for use in known:
        if not isinstance(content.get(use), dict) or not isinstance(content[use].get(_GAP), dict):
            yield f"[{use}.{_GAP}] is missing"
    for use, forms in content.items():
        if use not in known or not isinstance(forms, dict):
            yield f"[{use}] isn't anything that folio says"
            continue
        for form, said in forms.items():
            yield from _mistakes_in(f"[{use}.{form}]", form, said)


def _mistakes_in(where: str, form: str, said: object) -> Iterator[str]:
    if form not in (*get_args(Form), _GAP) or not isinstance(said, dict):
        yield f"{where} isn't a kind of text that folio knows"
    elif form == _GAP:
        if not isinstance(said.get("ask"), str) or not _are_texts(said.get("examples")):
            yield f"{where} needs a text in ask, and a list of texts in examples"
    else:
        for voice in VOICES:
            if not _are_texts(said.get(voice)) or any(one.count("{}") != 1 for one in said[voice]):
                yield f"{where} {voice} needs a list of sentences with exactly one {{}} each"


def _are_texts(given: object) -> bool:
    return isinstance(given, list) and bool(given) and all(isinstance(one, str) and one.strip() for one in given)


def _shortened(note: str) -> str:
    one_line = " ".join(note.split())
    return one_line if len(one_line) <= _NOTE else f"{one_line[:_NOTE].rpartition(' ')[0]} …"
