"""Words for people: counts, and text from files made fit for a terminal."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence


def counted(number: int, word: str, many: str = "") -> str:
    """A number with its noun: ``1 workbook``, ``2 workbooks``; ``many`` where the plural is not the word with an s."""
    return f"{number} {word if number == 1 else many or word + 's'}"


def sentence_list(names: Sequence[str], most: int = sys.maxsize) -> str:
    """Names as in a sentence: ``Ana, Bo, and Cy``; where there are more than ``most``, the last are counted."""
    shown = [*names] if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} others"]
    if len(shown) < 3:
        return " and ".join(shown)
    return f"{', '.join(shown[:-1])}, and {shown[-1]}"


def cut_off(text: str, limit: int, ellipsis: str = "…") -> str:
    """A text of ``limit`` characters at most, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - len(ellipsis)].rstrip() + ellipsis


# What XML and so no document can hold, and the C1 controls that only terminals heed.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def storable(text: str, instead: str = "") -> str:
    """A text without the characters that no document can hold; tabs and line ends stay."""
    return _UNSTORABLE.sub(instead, text)


def json_text(data: object) -> str:
    """Data as JSON text that is harmless on a terminal too: control and direction characters are escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return _HARMFUL.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


# What a terminal acts on, what turns the direction of a line, what breaks or hides in it, and halves of characters. The
# two joiners stay: some alphabets and many pictures are spelled with them.
_UNFIT = r"\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
_HARMFUL = re.compile(f"[{_UNFIT}]")
_CONTROL = re.compile(f"[\\x00-\\x1f{_UNFIT}]+")


def visible(text: object, limit: int = 0) -> str:
    """Text fit for a terminal or one line: control characters become spaces, and it may be cut at ``limit``."""
    line = " ".join(_CONTROL.sub(" ", str(text)).split())
    return cut_off(line, limit, "...") if limit else line
