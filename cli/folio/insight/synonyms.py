"""Names that mean the same, by a counselor's own list; names are compared as everywhere (``normalize_name``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from folio.domain.names import normalize_name
from folio.template.synonym_file import SynonymFile
from folio.template.toml_source import read_source
from folio.template.validation import TemplateError

FIELDS, QUALITIES = "fields", "qualities"


@dataclass(frozen=True, slots=True)
class Merge:
    """Names of one kind that are one, or may be: ``name`` is what to call it, ``others`` what is there instead."""

    kind: str
    name: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What to call a field or a quality; ``groups`` are those of the list, by kind and by name."""

    groups: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    by_name: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def name_for(self, kind: str, typed: str) -> str:
        """Return what to call a name of a kind: as the list says, or as typed."""
        return self.by_name.get((kind, normalize_name(typed)), typed)

    def merged(self, kind: str, typed: Iterable[str]) -> tuple[Merge, ...]:
        """Return which of these names go by another name."""
        found: dict[str, dict[str, str]] = {}
        for name in typed:
            called, key = self.name_for(kind, name), normalize_name(name)
            if key != normalize_name(called):
                found.setdefault(called, {}).setdefault(key, name)
        return tuple(Merge(kind, name, tuple(found[name].values())) for name in sorted(found, key=normalize_name))


NO_SYNONYMS = Synonyms()


def load_synonyms(file: Path) -> Synonyms:
    """Read a counselor's list; raises ContentProblem with a line for each mistake, naming its line and place."""
    read = read_source(file).load_right(SynonymFile, "list of synonyms", _mistakes, {FIELDS: {}, QUALITIES: {}})
    names = {(kind, key): name for kind, name, key, _ in _words(read)}
    return Synonyms(read.kinds, names)


def _words(read: SynonymFile) -> Iterator[tuple[str, str, str, tuple[str | int, ...]]]:
    """All words of the list: their kind, what to call them, how they are compared, and their place."""
    for kind, groups in read.kinds.items():
        for name, others in groups.items():
            yield kind, name, normalize_name(name), (kind, name)
            yield from ((kind, name, normalize_name(other), (kind, name, i)) for i, other in enumerate(others))


def _mistakes(read: SynonymFile) -> Iterator[TemplateError]:
    groups: dict[tuple[str, str], str] = {}
    for kind, name, key, place in _words(read):
        if not key:
            yield place, "this must not be blank"
        elif (other := groups.setdefault((kind, key), name)) != name:
            word = name if len(place) == 2 else read.kinds[kind][name][int(place[2])]
            yield place, f"{word!r} is in the group {other!r}, too. Each word can only be in one"
