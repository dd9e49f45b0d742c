"""Words for people: counts, and text from files made fit for a terminal."""

from __future__ import annotations

import json
import re


def counted(number: int, word: str) -> str:
    """A number with its noun: ``1 workbook``, ``2 workbooks``."""
    return f"{number} {word}" + ("" if number == 1 else "s")


def json_text(data: object) -> str:
    """Data as JSON text that is harmless on a terminal too: control and direction characters are escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return _HARMFUL.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


_HARMFUL = re.compile(r"[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")


def visible(text: object, limit: int = 0) -> str:
    """Text fit for a terminal or one line: control characters become spaces, and it may be cut at ``limit``."""
    line = " ".join(_CONTROL.sub(" ", str(text)).split())
    return line if not limit or len(line) <= limit else line[: limit - 3].rstrip() + "..."
