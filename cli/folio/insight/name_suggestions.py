"""Which fields or qualities of a class may be the same under two names. folio only suggests; a counselor decides.

It takes more than a word in common: "Nursing" and "Nursing home administration" are two fields.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from folio.basics.person_names import plain_letters
from folio.domain.names import normalize_name
from folio.insight.synonyms import Merge, Synonyms

# Misspelled words have so much of their letters in common; shorter ones may well be others.
_ALIKE, _SHORTEST = 0.88, 6
# C++ and C# are two.
_WORD = re.compile(r"[^\W_]+[+#]*")
# The endings that nurse, nurses and nursing don't have in common.
_ENDING = re.compile(r"(?<=\w{4})(?:ings?|es|s|e)$|(?<=\w{5})ers?$")
_FILLERS = frozenset(("and", "the", "of", "to", "in", "skill", "skills", "ability", "career", "careers", "industry"))
# "Healthcare - nursing", "Nursing (RN)": the part that says what it is.
_AFTER, _BEFORE = re.compile(r"^.*(?:\s-\s|[:/])\s*"), re.compile(r"\s*\(.*$")


def suggestions(kind: str, typed: Iterable[str], synonyms: Synonyms) -> tuple[Merge, ...]:
    """Return groups of names that are much alike: under the one that is there most, with those that the list has."""
    decided = synonyms.groups.get(kind, {})
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name in (synonyms.name_for(kind, t) for t in typed):
        spellings[normalize_name(name)][name] += 1
    # Where none is there more often, the one with the fewest words is the plainest.
    named = sorted(spellings.values(), key=lambda c: (-c.total(), len(min(c).split()), normalize_name(min(c))))
    names = dict.fromkeys([*decided, *(max(c, key=lambda n: (c[n], n)) for c in named)])
    known: dict[str, str] = {}
    parts: dict[str, str] = {}
    spelled: dict[str, dict[str, str]] = defaultdict(dict)
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        whole, part, letters = _keys(name), _part(name), _letters(name)
        alike = [known[k] for k in (*whole, part) if k in known] + [parts[k] for k in whole if k in parts]
        if not alike and len(letters) >= _SHORTEST:
            others = spelled[letters[0]]
            alike = [others[k] for k in get_close_matches(letters, others, 1, _ALIKE)]
        first = alike[0] if alike and name not in decided else name
        if first != name:
            found[first].append(name)
        for key in whole:
            known.setdefault(key, first)
        parts.setdefault(part, first)
        spelled[letters[:1]].setdefault(letters, first)
    return tuple(Merge(kind, name, (*decided.get(name, ()), *others)) for name, others in found.items())


def as_toml(merges: Iterable[Merge]) -> str:
    """Write merges as a counselor's list has them."""
    return "\n".join(_toml_lines(merges))


def _toml_lines(merges: Iterable[Merge]) -> Iterator[str]:
    table = ""
    for merge in merges:
        if merge.kind != table:
            yield from ("", f"[{merge.kind}]") if table else (f"[{merge.kind}]",)
            table = merge.kind
        name, *others = (json.dumps(word, ensure_ascii=False) for word in (merge.name, *merge.others))
        yield f"{name} = [{', '.join(others)}]"


def _keys(name: str) -> list[str]:
    """How a name is compared: its letters alone, and the stems of its words in any order."""
    return [k for k in (_letters(name), _stems(name)) if k]


def _letters(name: str) -> str:
    return "".join(_words(name))


def _words(name: str) -> list[str]:
    return _WORD.findall(plain_letters(normalize_name(name)))


def _stems(name: str) -> str:
    words = _words(name)
    telling = [w for w in words if w not in _FILLERS] or words
    return " ".join(sorted({_ENDING.sub("", w) for w in telling}))


def _part(name: str) -> str:
    part = _AFTER.sub("", _BEFORE.sub("", name))
    return _stems(part) if part != name else ""
