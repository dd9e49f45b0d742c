"""Texts of XML that is read by patterns: well formed, or left to the parser."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A sign that XML does not know, between texts and in place of what a pattern has taken out.
MARK = b"\x01"
# What XML does not allow in a text.
_BAD_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CONTROLS = bytes((*range(1), *range(2, 9), 0xB, 0xC, *range(0xE, 0x20)))
_NO_SIGNS = frozenset((*range(9), *_CONTROLS, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
_ENTITY = re.compile(r"&(?:#([0-9]+)|#x([0-9A-Fa-f]+)|[a-z]+);")
_NAMED = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}


class NotPlain(Exception):
    """A way of writing that only the parser knows."""


def decoded(texts: Sequence[bytes | None]) -> list[str]:
    """Return texts as XML means them: line ends are one sign, entities are read.

    Raises NotPlain where one is not well formed. None of them may have ``MARK`` in it.
    """
    joined = MARK.join([text or b"" for text in texts])
    if len(joined.translate(None, _CONTROLS)) < len(joined):
        raise NotPlain
    try:
        said = joined.decode()
    except UnicodeDecodeError:
        raise NotPlain from None
    if "]]>" in said:
        raise NotPlain
    if "\r" in said:
        said = said.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in said:
        if _BAD_ENTITY.search(said):
            raise NotPlain
        if "&#" in said:
            return [_ENTITY.sub(_sign, text) if "&" in text else text for text in said.split("\x01")]
        for entity, sign in _NAMED.items():  # ``&`` last, so that nothing is read twice
            said = said.replace(entity, sign)
    return said.split("\x01") if texts else []


def _sign(entity: re.Match[str]) -> str:
    if entity[0] in _NAMED:
        return _NAMED[entity[0]]
    number = int(entity[1]) if entity[1] else int(entity[2], 16)
    if number in _NO_SIGNS or number > 0x10FFFF:
        raise NotPlain
    return chr(number)
