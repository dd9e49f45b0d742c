"""The page of the docs that explains every problem code: what a code means is said there, the rest by the catalog."""

from __future__ import annotations

import re

from folio.basics.dates import A_DAY, short_date
from folio.intake.problems.catalog import CATALOG

_INTRO = """# Problems that `folio check` finds

<!-- Say here, below the codes, what each means, with an example. `make accept` writes the rest from the catalog in
     cli/folio/intake/problems/catalog.py. -->

Each problem has a code that stays the same, so that scripts can rely on it. An *error* is something folio
can't read or something that can't be right. A *warning* is worth a look. A *note* is just good to know. Errors give the
exit code 1, and files that can't be read the exit code 3.

| code | severity | what it means |
|---|---|---|
"""
_ENTRY = re.compile(r"^## (\S+)\n\n\*\w+\*\. (.+)\n\n(?:Example: (.+)\.\n\n)?", re.MULTILINE)


def problem_page(written: str) -> str:
    """Return the page in Markdown, with what ``written`` says of each code: a table of all codes, then their entries."""
    said = {code: (meaning, example) for code, meaning, example in _ENTRY.findall(written)}
    assert said.keys() >= CATALOG.keys(), f"what do these mean? {sorted(CATALOG.keys() - said.keys())}"
    rows = [f"| [{code}](#{code}) | {kind.severity} | {said[code][0]} |" for code, kind in CATALOG.items()]
    entries = []
    for code, kind in CATALOG.items():
        meaning, example = said[code]
        lines = [f"## {code}", "", f"*{kind.severity}*. {meaning}", ""]
        if example:
            lines += [f"Example: {example}.", ""]
        lines += [f"What to do: {_sentence(kind.fix)}", ""]
        entries.append("\n".join(lines))
    return _INTRO + "\n".join(rows) + "\n\n" + "\n".join(entries)


def _sentence(fix: str) -> str:
    """The fix, in words that are true of every case."""
    words = {
        "range": "",
        "a_day": short_date(A_DAY),
        "way": "leave it empty until it's done",
        "header": "the column",
        "choices": "one of the choices in the list",
        "target": "the other sheet",
        "wanted": "its original name",
        "bank": "",
    }
    return fix.format_map(words)
