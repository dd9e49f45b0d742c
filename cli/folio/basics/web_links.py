"""Links in what people typed: only those that a browser opens, and nothing that runs."""

from __future__ import annotations

import re

_LINK = re.compile(r"https?://[^\s<>\"'“”]+", re.IGNORECASE)
# What ends a sentence or closes a bracket is not the link's own.
_AFTER = ".,;:!?)]}"


def web_link(text: str) -> str:
    """The first web address in a text; empty without one."""
    found = _LINK.search(text)
    link = found[0].rstrip(_AFTER) if found else ""
    return link if len(link) > len("https://") else ""
