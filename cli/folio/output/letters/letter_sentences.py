"""The sentences around what a student typed: which one, from the file ``sentences.toml`` beside the letters."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from folio.exit_codes import ContentProblem
from folio.output.letters.fragments import Form, Fragment, Use

Voice = Literal["warm", "formal"]
VOICES: tuple[Voice, ...] = get_args(Voice)
_NOTE = 140
_INNER_QUOTES = str.maketrans("“”", "‘’")  # noqa: RUF001 - typographic quotes are meant


@dataclass(frozen=True, slots=True)
class Frames:
    """Sentences by (use, form, voice), and what a gap asks for, with an example, by use."""

    sentences: Mapping[tuple[str, str, str], tuple[str, ...]]
    gaps: Mapping[str, tuple[str, str]]

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

    def ask(self, use: Use, note: str = "") -> str:
        """Return what the gap of this use asks for, with the student's own note, or else with an example."""
        what, example = self.gaps[use]
        beside = f" Your note: “{_shortened(note)}”" if note else f" For example: {example}"
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
    sentences: dict[tuple[str, str, str], tuple[str, ...]] = {}
    gaps: dict[str, tuple[str, str]] = {}
    errors: list[str] = []
    for use in get_args(Use):
        forms = content.get(use, {})
        for form in forms:
            if form == "gap":
                gaps[use] = (str(forms[form].get("ask", "")), str(forms[form].get("example", "")))
            elif form not in get_args(Form):
                errors.append(f"{name}: [{use}.{form}] isn't a kind of text that folio knows")
            for voice in VOICES if form != "gap" else ():
                found = tuple(forms[form].get(voice, ()))
                if not found or any(one.count("{}") != 1 for one in found):
                    errors.append(f"{name}: [{use}.{form}] {voice} needs sentences with exactly one {{}} each")
                sentences[(use, form, voice)] = found
        if use not in gaps:
            errors.append(f"{name}: [{use}.gap] is missing")
    if errors:
        raise ContentProblem("\n".join(errors), "Fix the file, then try again.")
    return Frames(sentences, gaps)


def _shortened(note: str) -> str:
    one_line = " ".join(note.split())
    return one_line if len(one_line) <= _NOTE else f"{one_line[:_NOTE].rpartition(' ')[0]} …"
