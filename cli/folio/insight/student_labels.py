"""What to call students where many stand in one list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from folio.domain.names import normalize_name


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
