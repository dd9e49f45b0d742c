"""What a cell of an .xlsx holds: its stored text by its type, its number by its number format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from folio.basics.number_formats import BUILTIN, NumberKind, kind_of, shown
from folio.basics.plain_values import as_text
from folio.intake.formats.cell_texts import BLANK, CellTexts
from folio.intake.formats.rich_text import plain_text
from folio.intake.formats.zip_guard import Archive
from folio.intake.raw_workbook import ErrorValue, FileRejected, NotComputed, NoValue

_GENERAL = "General"
_NO_VALUE, _NOT_COMPUTED = NoValue(), NotComputed()
_DAY = 86_400_000  # milliseconds
# Excel counts a February 29 in 1900, which is its day 60: the days before it count from another one.
_EPOCH, _EARLY_EPOCH, _LEAP_DAY = datetime(1899, 12, 30), datetime(1899, 12, 31), 60  # noqa: DTZ001 - no time zones here
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001


def number_formats(archive: Archive, part: str) -> list[str]:
    """Read the code of the number format of each style of cells."""
    styles = archive.tree(part)
    # A conditional format has formats of its own, whose numbers may be those of cells.
    own = {e.get("numFmtId", ""): e.get("formatCode", "") for e in styles.iterfind(".//numFmts//numFmt")}
    used = [e.get("numFmtId", "0") for e in styles.iterfind(".//cellXfs//xf")]
    builtin = {str(number): code for number, code in BUILTIN.items()}
    return [own.get(number) or builtin.get(number, _GENERAL) for number in used]


@dataclass(slots=True)
class StoredValues:
    """The shared strings, the number formats of styles, the linked values, and the calendar of a workbook."""

    strings: Sequence[str]
    formats: Sequence[str]
    linked: Mapping[int, str | ErrorValue] = field(default_factory=dict)
    since_1904: bool = False
    texts: CellTexts = field(default_factory=CellTexts)

    def value(self, kind: str, style: int, stored: str, *, computed: bool = False, linked: int = 0) -> Any:
        """Return what a cell holds: None where it is blank, NoValue or NotComputed for a formula without a value.

        Raises FileRejected for a shared string that is not there, or an endless text.
        """
        value = self.linked.get(linked) if linked else None
        if value is None:
            value = self._value(kind, style, stored) if stored or kind == "e" else ""
        if isinstance(value, str) and not value.strip(BLANK):
            if not computed:
                return None
            # An empty text is a result like any other, and says that it is a text.
            return _NOT_COMPUTED if kind == "n" and not stored else _NO_VALUE
        return value

    def _value(self, kind: str, style: int, stored: str) -> Any:
        match kind:
            case "s" if stored.isascii() and stored.isdigit():
                if int(stored) >= len(self.strings):
                    raise FileRejected("damaged", why=f"the text number {stored} is missing")
                return self.texts.counted(self.strings[int(stored)])
            case "b":
                return stored.strip() in ("1", "true")
            case "e":
                return ErrorValue(stored or "#N/A")
            case "d":
                return moment(stored) or self.texts.counted(plain_text(stored))
            case "n":
                return self._number(style, stored)
        return self.texts.counted(plain_text(stored))

    def shown(self, style: int, value: Any) -> str | None:
        """Return what a person reads where a number looks different from what is stored: ``50%``; None elsewhere."""
        code = self._format(style)
        if code == _GENERAL or isinstance(value, bool):
            return None
        if isinstance(value, timedelta):
            value = value / timedelta(days=1)
        text = shown(value, code) if isinstance(value, float) else None
        return text if text != as_text(value) else None

    def _format(self, style: int) -> str:
        return self.formats[style] if style < len(self.formats) else _GENERAL

    def _number(self, style: int, stored: str) -> Any:
        try:
            number = float(stored)
        except ValueError:
            return self.texts.counted(plain_text(stored))
        if not isfinite(number):
            return ErrorValue("#NUM!")
        kind = kind_of(self._format(style))
        return number if kind in ("number", "text") else _day_or_time(number, kind, since_1904=self.since_1904)


def _day_or_time(number: float, kind: NumberKind, *, since_1904: bool) -> float | date | time | timedelta:
    """The day, time of day or length of time that a number stands for; the number where it stands for none."""
    try:
        length = timedelta(milliseconds=round(number * _DAY))
        if kind == "duration":
            return length
        if number < 0:
            return number
        if number < 1:
            return (_EPOCH + length).time()
        epoch = _EPOCH_1904 if since_1904 else _EARLY_EPOCH if number < _LEAP_DAY else _EPOCH
        moment = epoch + length
    except OverflowError:
        return number
    return moment if number % 1 else moment.date()


def moment(stored: str) -> date | time | None:
    """Return the day, moment or time of day that is written in the way of ISO 8601, as it stands there in any zone."""
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            value = read(stored)
        except ValueError:
            continue
        return value.replace(tzinfo=None) if isinstance(value, datetime | time) else value
    return None
