"""What Excel takes of the texts and numbers of a template: how long, how large, and of which characters.

With more, Excel calls a workbook broken, or a drop-down and the end of a text are missing. Only new templates are
held to this: workbooks made from older ones are still read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from folio.basics.excel_texts import excel_length
from folio.basics.wording import storable
from folio.template.validation import TemplateError, TemplatePlace

# The longest texts, by the keys that lead to them; all others stand in cells, some of them two in one.
_IN_CELL = 10_000
_LONGEST = {
    ("title",): 255,  # a property of the document
    ("bank_title",): 31,
    ("sheets", "title"): 31,
    ("sheets", "columns", "help"): 250,  # the hint at a cell, together with what is special about it
    ("sheets", "columns", "tones"): 250,  # a text in a formula
    ("sheets", "sections", "title"): 255,  # a name in a chart
    ("sheets", "charts", "title"): 255,
    ("font",): 31,
}
# No text that is as short as this is too long, even if every character counts twice.
_SHORT = min(_LONGEST.values()) // 2
# Excel knows whole numbers exactly up to here; a meter shows a dot for each up to its goal, and a day has its limits.
_MOST = 999_999_999_999_999
_LARGEST = {"out_of": 1_000, "days": 36_525}
# Excel takes such a text for the character with that number.
_CODED = re.compile(r"_x[0-9A-Fa-f]{4}_")


def excel_errors(part: BaseModel) -> Iterator[TemplateError]:
    """Yield what Excel does not take of the texts and numbers in a template, a question bank, qualities or a theme."""
    return _errors(part.model_dump(), ())


def _errors(value: object, at: TemplatePlace) -> Iterator[TemplateError]:
    if isinstance(value, str):
        # Nearly all texts are plain and short, and a template is checked whenever it is used.
        if len(value) > _SHORT or not value.isprintable() or "_x" in value:
            names = tuple(key for key in at if isinstance(key, str))
            yield from ((at, what) for what in _text_errors(value, _LONGEST.get(names, _IN_CELL)))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if inner:
                yield from _errors(inner, (*at, key))
            if at[-1:] == ("tones",):
                yield from _errors(key, at)
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            yield from _errors(inner, (*at, i))
    elif isinstance(value, int) and abs(value) > (most := _LARGEST.get(str(at[-1]), _MOST)):
        yield at, f"this can be {most} at most"


def _text_errors(text: str, longest: int) -> Iterator[str]:
    if (length := excel_length(text)) > longest:
        doubled = ", since Excel counts an emoji as two or more" if length > len(text) else ""
        yield f"this has {length} characters{doubled}. Excel allows {longest} at most here"
    if storable(text) != text or "\t" in text:
        yield "this has a tab, or a character that a document can't contain"
    if coded := _CODED.search(text):
        yield f"Excel would show another character for {coded[0]}. Write it in another way"
