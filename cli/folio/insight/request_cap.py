"""Which requests are one too many for one professional, over the lists of a whole class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from folio.basics.wording import counted
from folio.domain.names import normalize_name
from folio.domain.professionals import Listed, identities, listed_people
from folio.insight.student_labels import by_last_name
from folio.intake.model import Reading
from folio.intake.reading_records import records_of

# From so many on, requests to one professional are worth a warning.
MANY = 4


@dataclass(frozen=True, slots=True)
class Request:
    """A request that a student is still to write to a person; ``reading`` is the place of the student's workbook."""

    reading: int
    student: str
    person: Listed


@dataclass(frozen=True, slots=True)
class Requests:
    """What one professional is asked: by so many already, what may be written, and what is held back.

    ``open`` and ``held`` are in the order of the students' last names. ``many``: so many may ask that a counselor who
    set no limit should know.
    """

    asked: int
    open: tuple[Request, ...]
    held: tuple[Request, ...] = ()
    many: bool = False

    @property
    def name(self) -> str:
        """Who it is."""
        return (self.open or self.held)[0].person.name

    @property
    def why(self) -> str:
        """Why the others are held back."""
        before = [
            f"{counted(n, 'student')} {verb}" for n, verb in ((self.asked, "asked"), (len(self.open), "may ask")) if n
        ]
        return f"Held back: {' and '.join(before)} this person before you, and your class asks no one more often."


def class_requests(readings: Sequence[Reading], today: date, most: int | None = None) -> list[Requests]:
    """Return what each professional is to be asked, where that is anything; ``most`` is how often one is asked at most.

    Who has asked counts first, then the students in the order of their last names.
    """
    lists = [listed_people(records_of(r, today)) for r in readings]
    numbers = identities(lists)
    asked: dict[int, set[int]] = defaultdict(set)
    waiting: dict[int, list[Request]] = defaultdict(list)
    whose = ((r.display_name, bool(r.student.name), r.student.id, r.path) for r in readings)
    for place, student in by_last_name(whose):
        for number, person in zip(numbers[place], lists[place], strict=True):
            if person.asked:
                asked[number].add(place)
            else:
                waiting[number].append(Request(place, student, person))
    found = []
    for number, requests in waiting.items():
        free = len(requests) if most is None else max(0, most - len(asked[number]))
        many = most is None and free >= MANY
        found.append(Requests(len(asked[number]), tuple(requests[:free]), tuple(requests[free:]), many))
    return found


def held_back(requests: Sequence[Requests]) -> dict[int, dict[str, str]]:
    """Return by the place of a workbook which of its contacts are not to be asked, as names are compared, and why."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for one in requests:
        for it in one.held:
            found[it.reading][normalize_name(it.person.name)] = one.why
    return found
