"""Custom letters: which files a folder may have, and which of them serves a kind and a voice.

``request.txt.j2`` serves both voices; ``warm/request.txt.j2`` only one. A Word file serves like a text, or beside it. A
letter for referrals is the request, and one to get back in touch is the note to keep in touch, unless it has a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from folio.exit_codes import ContentProblem
from folio.output.letters.letter_sentences import VOICES, Voice
from folio.output.letters.letters_due import KINDS, LetterKind

ENDING, WORD_ENDING = ".txt.j2", ".docx"
SENTENCES = "sentences.toml"
OwnFiles = Mapping[str, list[Path]]

_SERVES_AS: dict[LetterKind, LetterKind] = {"referral-request": "request", "reconnect": "keep-in-touch"}
_LITTER = re.compile(r"\..*|~\$.*|.*~|README.*|Thumbs\.db|desktop\.ini", re.IGNORECASE)
_LIKE_WORD = (".docm", ".doc", ".dotx", ".dotm", ".dot", ".odt", ".rtf")


def own_files(folder: Path) -> OwnFiles:
    """Return the files of a folder by what they serve: ``request``, ``warm/request``, ``sentences.toml``.

    Raises ContentProblem for whatever is no letter, and where there is none.
    """
    files: dict[str, list[Path]] = {}
    errors: list[str] = []
    for place in (folder, *(folder / voice for voice in VOICES)):
        if place == folder or place.is_dir():
            _sort_in(place, "" if place == folder else f"{place.name}/", files, errors)
    names = ", ".join(f"{kind}{ENDING}" for kind in KINDS)
    fix = (
        f"Put one or more of these files in it: {names}; or the same as Word files, such as {KINDS[0]}{WORD_ENDING}. "
        f"In folders called {' and '.join(VOICES)}, they're for that voice only."
    )
    if errors:
        raise ContentProblem("\n".join(errors), fix)
    if not files:
        raise ContentProblem(f"{folder}: there are no letters in it.", fix)
    return files


def own_letter(files: OwnFiles, kind: LetterKind, voice: Voice) -> list[Path]:
    """Return the files for a letter: those of its voice, else those for both; nothing where there are none."""
    names = [kind, _SERVES_AS[kind]] if kind in _SERVES_AS else [kind]
    return next((files[key] for name in names for key in (f"{voice}/{name}", name) if key in files), [])


def _sort_in(place: Path, voice: str, files: dict[str, list[Path]], errors: list[str]) -> None:
    try:
        entries = sorted(p for p in place.iterdir() if not _LITTER.fullmatch(p.name))
    except OSError as error:
        raise ContentProblem(f"{place}: {error.strerror}.", "Choose the folder with your letters.") from None
    by_name = {f"{kind}{ending}": kind for kind in KINDS for ending in (ENDING, WORD_ENDING)}
    for entry in entries:
        name = entry.name.casefold()
        if not voice and name in VOICES and entry.is_dir():
            continue
        if name in by_name and entry.is_file():
            files.setdefault(f"{voice}{by_name[name]}", []).append(entry)
        elif not voice and name == SENTENCES and entry.is_file():
            files[SENTENCES] = [entry]
        else:
            errors.append(f"{place.name}/{entry.name}: {_not_a_letter(entry)}")


def _not_a_letter(file: Path) -> str:
    if file.stem.casefold() in KINDS and file.suffix.casefold() in _LIKE_WORD:
        return "save it as a Word document (.docx)."
    return "folio has no letter with this name."
