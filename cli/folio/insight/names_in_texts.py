"""Whether a text that several people typed names somebody of their class, or somebody they met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from folio.basics.person_names import plain_letters, without_title
from folio.domain.names import normalize_name
from folio.domain.professionals import name_words
from folio.insight.career_fields import NAMES
from folio.intake.model import Reading
from folio.intake.reading_records import records_of

# Shorter names and words of names are in many words.
_SHORTEST_NAME, _SHORTEST_WORD = 4, 3
_POSSESSIVE = re.compile(r"'s?(?!\w)")


@dataclass(frozen=True, slots=True)
class Names:
    """Names of people, to be found in other texts: whole, or by their words."""

    whole: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, called: Iterable[str]) -> Names:
        """Return these names, each as it is spelled."""
        names = {name for name in called if name}
        plain = (plain_letters(normalize_name(name)) for name in names)
        words = {word for name in names for word in name_words(_capitalized(name))}
        return cls(
            frozenset(name for name in plain if len(name) >= _SHORTEST_NAME),
            frozenset(word for word in words if len(word) >= _SHORTEST_WORD),
        )

    def are_in(self, text: str) -> bool:
        """Whether a text has one of the names in it, in any case, with or without accents, or a word of one."""
        plain = plain_letters(normalize_name(text))
        words = name_words(_POSSESSIVE.sub("", plain))
        return not self.words.isdisjoint(words) or any(name in plain for name in self.whole)


def names_known(
    readings: Iterable[Reading], collected: Iterable[Mapping[str, Any]], today: date, *, counselors: bool
) -> Names:
    """Return the names of students, also of those without a workbook, and of everybody on their sheets.

    ``counselors``: theirs, too.
    """
    return Names.of(_called(readings, collected, today, counselors=counselors))


def _called(
    readings: Iterable[Reading], collected: Iterable[Mapping[str, Any]], today: date, *, counselors: bool
) -> Iterator[str]:
    for row in collected:
        yield row.get("name") or f"{row['first_name']} {row['last_name']}"
    for reading in readings:
        records = records_of(reading, today)
        yield reading.student.name
        if counselors:
            yield records.start.text("counselor")
        sheets = reading.template.sheets if reading.template else ()
        people = {*NAMES.items(), *((s.key, c.key) for s in sheets for c in s.columns if c.type == "reference")}
        yield from (row.text(column) for sheet, column in people for row in records.rows(sheet))
        # A field may be called Coach, but no field is called Ortiz.
        yield from (without_title(row.text("address_as")) for row in records.rows("contacts"))


def _capitalized(name: str) -> str:
    """The words of a name that aren't such as "of", which stand in "Dean of Students"; all where it has no capitals."""
    return " ".join(word for word in name.split() if not word.islower()) or name
