"""Names of files and folders made from what people typed: safe on every system, never twice in one folder."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 80

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_NO_LETTERS = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile("['’ʼ`´]")  # noqa: RUF001 - the typographic ones are meant
# Windows takes these for devices, with any ending and in any case.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])")
# Letters that Unicode does not take apart into a plain letter and an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i", "ħ": "h"}
)


def slug(text: str, fallback: str = "unnamed", longest: int = LONGEST) -> str:
    """Return ``text`` as a file name without ending: ``Zoë O'Neil`` becomes ``zoe-oneil``.

    Only ``a-z``, ``0-9`` and single hyphens inside are left, at most ``longest`` characters, cut between
    words where possible, and never a name that Windows reserves. Text without any such letter keeps those it has; text
    without any letter gives ``fallback``.
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold().translate(_LETTERS))
    name = _NOT_PLAIN.sub("-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    name = name or _NO_LETTERS.sub("-", unicodedata.normalize("NFC", text.casefold())).strip("-")
    name = _cut(name, longest) or fallback
    return _cut(f"x-{name}", longest) if _RESERVED.fullmatch(name) else name


def distinct(names: Iterable[str], longest: int = LONGEST) -> list[str]:
    """Return the names, numbered where equal in all but case: ``ana``, ``Ana-2``."""
    taken: set[str] = set()
    result: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate.casefold() in taken:
            number += 1
            ending = f"-{number}"
            candidate = name[: longest - len(ending)].rstrip("-") + ending
        taken.add(candidate.casefold())
        result.append(candidate)
    return result


def _cut(name: str, longest: int) -> str:
    if len(name) <= longest:
        return name
    head, between, _ = name[: longest + 1].rpartition("-")
    # A single overlong word has no good place to cut.
    return head if between and len(head) > longest // 2 else name[:longest].rstrip("-")
