"""A shared formula as another cell shows it: its relative references move along."""

from __future__ import annotations

import re

from folio.basics.cell_references import column_letter, column_number

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
# Texts, sheet names and parts of tables stay as they are; so do names and functions, which may look like references.
_PIECES = re.compile(
    r"""(?P<kept>"[^"]*"|'[^']*'|\[(?:[^\[\]]|\[[^\[\]]*\])*\])"""
    r"|(?<![\w.$])(?:(?P<cell>(\$?)([A-Za-z]{1,3})(\$?)([1-9][0-9]{0,6}))"
    r"|(?P<columns>(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3}))"
    r"|(?P<rows>(\$?)([1-9][0-9]{0,6}):(\$?)([1-9][0-9]{0,6})))(?![\w.(!$])"
    r"|(?P<name>[\w.$\\]+)"
)


def moved_formula(formula: str, rows: int, columns: int) -> str:
    """Return a formula whose cell is so many rows further down and columns further right."""

    def moved(match: re.Match[str]) -> str:
        if match["cell"]:
            return _column(match[3], match[4], columns) + _row(match[5], match[6], rows)
        if match["columns"]:
            return f"{_column(match[8], match[9], columns)}:{_column(match[10], match[11], columns)}"
        if match["rows"]:
            return f"{_row(match[13], match[14], rows)}:{_row(match[15], match[16], rows)}"
        return match[0]

    moved_text = _PIECES.sub(moved, formula)
    return _BROKEN.sub("#REF!", moved_text) if "\x00" in moved_text else moved_text


# A reference that has left the sheet.
_BROKEN = re.compile(r"[$\w]*\x00[$\w\x00]*(?::[$\w\x00]+)?")


def _column(fixed: str, letters: str, by: int) -> str:
    number = column_number(letters) + (0 if fixed else by)
    return fixed + (column_letter(number) if 0 <= number < _LAST_COLUMN else "\x00")


def _row(fixed: str, number: str, by: int) -> str:
    row = int(number) + (0 if fixed else by)
    return fixed + (str(row) if 0 < row <= _LAST_ROW else "\x00")
