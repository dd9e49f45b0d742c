"""Cells of CSV files that people open in a spreadsheet."""

from __future__ import annotations

import re
from typing import Any

_HARMLESS = re.compile(r"[+-]?[\d\s().,/-]+(?:x\d+)?")


def neutral(value: Any) -> Any:
    """A value that no spreadsheet program runs as a formula; plain numbers and phone numbers stay as they are."""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) and not _HARMLESS.fullmatch(value):
        return "'" + value
    return value
