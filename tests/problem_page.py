"""The page of the docs that explains every problem code, made from the catalog."""

from __future__ import annotations

from folio.intake.problems.catalog import CATALOG

_INTRO = """# Problems that `folio check` finds

<!-- Made from the catalog in cli/folio/intake/problems/catalog.py by `make accept`; change it there. -->

Each problem has a code that stays the same, so that scripts can rely on it. An *error* is something folio
can't read or something that can't be right. A *warning* is worth a look. A *note* is just good to know. Errors give the
exit code 1, and files that can't be read the exit code 3.

| code | severity | what it means |
|---|---|---|
"""


def problem_page() -> str:
    """Return the page in Markdown: a table of all codes, then an entry for each."""
    rows = [f"| [{code}](#{code}) | {kind.severity} | {kind.meaning} |" for code, kind in CATALOG.items()]
    entries = []
    for code, kind in CATALOG.items():
        lines = [f"## {code}", "", f"*{kind.severity}*. {kind.meaning}", ""]
        if kind.example:
            lines += [f"Example: {kind.example}.", ""]
        lines += [f"What to do: {_sentence(kind.fix)}", ""]
        entries.append("\n".join(lines))
    return _INTRO + "\n".join(rows) + "\n\n" + "\n".join(entries)


def _sentence(fix: str) -> str:
    """The fix, in words that are true of every case."""
    words = {
        "range": "",
        "way": "leave it empty until it's done",
        "header": "the column",
        "choices": "one of the choices in the list",
        "target": "the other sheet",
        "wanted": "its original name",
        "bank": "",
    }
    return fix.format_map(words)
