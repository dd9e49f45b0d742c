"""How long a text is to Excel: it counts units of UTF-16, of which pictures (emoji) and rare characters take two."""

from __future__ import annotations


def excel_length(text: str) -> int:
    """How many characters Excel counts in a text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut_for_excel(text: str, limit: int, ellipsis: str = "…") -> str:
    """A text of ``limit`` characters at most, as Excel counts, with an ellipsis where something was cut."""
    if excel_length(text) <= limit:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - excel_length(ellipsis))]
    # Half of a picture is none.
    return units.decode("utf-16-le", "ignore").rstrip() + ellipsis
