"""What cells may hold: what is blank, how long their texts may be, and how far out they may lie."""

from __future__ import annotations

from folio.basics.cell_references import cell_address
from folio.intake import limits
from folio.intake.raw_workbook import FileRejected

# White space, and invisible characters that come along when people copy from a web page.
BLANK = "".join(
    chr(c) for c in (*range(0x20A0), 0x2800, 0x3000, 0x3164, 0xFEFF)
    if chr(c).isspace() or c in (0xAD, 0x34F, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0x2800, 0x3164, 0xFEFF)
)  # fmt: skip


def check_extent(rows: int, columns: int) -> None:
    """Refuse a sheet whose filled cells reach this far; blank cells are not among them."""
    if rows > limits.ROWS or columns > limits.COLUMNS or rows * columns > limits.RECTANGLE:
        raise FileRejected("too-large", why=f"a sheet goes as far as {cell_address(rows - 1, columns - 1)}")


class CellTexts:
    """Counts the characters of a workbook's cells: a text may be shared by thousands."""

    def __init__(self) -> None:
        self._characters = 0

    def counted(self, text: str, times: int = 1) -> str:
        """Return the text of so many cells with one sign for line ends; raises FileRejected where it is endless."""
        self._characters += len(text) * times
        if len(text) > limits.CELL_TEXT:
            raise FileRejected("too-large", why=f"a cell holds more than {limits.CELL_TEXT:,} characters")
        if self._characters > limits.CHARACTERS:
            raise FileRejected("too-large", why=f"its cells hold more than {limits.CHARACTERS:,} characters")
        return with_line_feeds(text)


def with_line_feeds(text: str) -> str:
    """Return a text, which may be pasted on Windows, with one sign for each line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
