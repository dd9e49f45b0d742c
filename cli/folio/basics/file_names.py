"""Names of files and folders made from what people typed: safe on every system, never twice in one folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 80

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile("['`]")
# Windows takes these for devices, with any ending and in any case.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])")


def slug(text: str, fallback: str = "unnamed", longest: int = LONGEST) -> str:
    """Return ``text`` as a file name without ending: ``Zoë O'Neil`` becomes ``zoe-oneil``.

    Only ``a-z``, ``0-9`` and single hyphens inside are left, at most ``longest`` characters, cut between words where
    possible, and never a name that Windows reserves. Letters of other scripts, and pictures, are spelled in these:
    ``Ольга`` is ``olga``. Text without anything to spell gives ``fallback``.
    """
    name = _NOT_PLAIN.sub("-", _APOSTROPHES.sub("", _spelled(text).lower())).strip("-")
    name = _cut(name, longest) or fallback
    return _cut(f"x-{name}", longest) if _RESERVED.fullmatch(name) else name


def _spelled(text: str) -> str:
    if text.isascii():
        return text
    # Only here, because it takes a while to load, and most names do without it.
    from anyascii import anyascii

    return anyascii(text)


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
