"""Placeholders of other programs, which folio leaves as they are: «Name», <<Name>>, {name}, %NAME%; and its own."""

from __future__ import annotations

import re

# A tag that has no end ends where the next one begins, so a thousand of them take no longer than one each.
TAG = re.compile(r"\{\{(?:(?!\{\{|\}\}).)*\}\}|\{%(?:(?!\{%|%\}).)*%\}|\{#(?:(?!\{#|#\}).)*#\}", re.DOTALL)
_NAME = r"[^\W\d](?:[\w .-]{0,38}\w)?"
# French quotes around words have spaces inside, unlike the fields of Word.
_FIELD = re.compile(
    rf'MERGEFIELD\s+"?(?P<code>{_NAME.replace(" ", "")})"?'
    rf"|%[A-Z_]{{3,20}}%|\*\|[A-Z_:]{{2,20}}\|\*|«{_NAME}»|<<{_NAME}>>|\$\{{{_NAME}\}}|(?<![{{$])\{{{_NAME}\}}(?!\}})"
)


def foreign_fields(text: str) -> tuple[str, ...]:
    """Return the placeholders of other programs in a text, each once; those of folio's own are none."""
    found = []
    for match in _FIELD.finditer(TAG.sub(" ", text)):
        shown = f"«{match['code']}»"  # as Word shows the field beside its code
        found.append(shown if shown in text else " ".join(match[0].split()))
    return tuple(dict.fromkeys(found))
