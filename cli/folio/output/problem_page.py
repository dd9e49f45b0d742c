"""The page of the docs that explains every problem code, made from the catalogue."""

from __future__ import annotations

from folio.intake.problems.catalogue import CATALOGUE

_INTRO = """# Problems that `folio check` names

<!-- Made from the catalogue in cli/folio/intake/catalogue.py by `make accept`; change it there. -->

Each problem has a code that stays the same, so that scripts can rely on it. An *error* is something that folio cannot
read or that cannot be right; a *warning* is worth a look; a *note* only tells. Only errors give the exit code 1, and
files that cannot be read the exit code 3.

| code | severity | what it means |
|---|---|---|
"""


def problem_page() -> str:
    """Return the page in Markdown: a table of all codes, then an entry for each."""
    rows = [f"| [{code}](#{code}) | {kind.severity} | {kind.meaning} |" for code, kind in CATALOGUE.items()]
    entries = []
    for code, kind in CATALOGUE.items():
        lines = [f"## {code}", "", f"*{kind.severity}*. {kind.meaning}", ""]
        if kind.example:
            lines += [f"Example: {kind.example}.", ""]
        lines += [f"The way out: {_sentence(kind.fix)}", ""]
        entries.append("\n".join(lines))
    return _INTRO + "\n".join(rows) + "\n\n" + "\n".join(entries)


def _sentence(fix: str) -> str:
    """The fix as it reads without the words of a case."""
    words = {
        "range": "",
        "way": "clear it until it has happened",
        "header": "the column",
        "choices": "one of the choices that the column offers",
        "target": "it refers to",
        "wanted": "as the template has it",
        "bank": "",
    }
    return fix.format_map(words)
