"""What to call students where many stand in one list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from folio.basics.person_names import PersonName, person_name
from folio.domain.names import normalize_name


def by_last_name(students: Iterable[tuple[str, bool, str, str]]) -> list[tuple[int, str]]:
    """Return the places of these in the order of their last names, with what to call each: the last name first.

    They are given as (name, whether it is a person's, student ID, path of the file).
    """
    given = [
        (person_name(name) if is_person else PersonName(name, "", name), number, path)
        for name, is_person, number, path in students
    ]
    order = sorted(range(len(given)), key=lambda i: (given[i][0].sort_key, given[i][2]))
    called = labels((given[i][0].last_first, *given[i][1:]) for i in order)
    return list(zip(order, called, strict=True))


def labels(students: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return what to call each of these, given as (name, student ID, path of the file).

    That is the name; where others have the same, the first of these in brackets that tells it from them: the ID, the
    file's name, the whole path.
    """
    listed = [(name.strip(), (number.strip(), path.rsplit("/", 1)[-1], path)) for name, number, path in students]
    same = Counter(_key(name) for name, _ in listed)
    tags = Counter((_key(name), normalize_name(tag)) for name, several in listed for tag in set(several))

    def label(name: str, several: tuple[str, ...]) -> str:
        if same[_key(name)] == 1:
            return name
        telling = (tag for tag in several if tag and tags[_key(name), normalize_name(tag)] == 1)
        return f"{name} ({next(telling, several[-1])})"

    return [label(name, several) for name, several in listed]


def _key(name: str) -> str:
    return normalize_name(" ".join(name.split()))
