"""A template as text: every sheet and column, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from folio.template.schema import Column, Template


def template_text(template: Template) -> Iterator[str]:
    """Yield the lines that describe a template to a person."""
    yield f"{template.title}   (template {template.name}, version {template.version})"
    for sheet in template.sheets:
        yield ""
        yield f"{sheet.title}   [{sheet.key}, {sheet.layout}]"
        yield f"  {sheet.purpose}"
        for column in sheet.columns:
            yield f"    {column.header:<30} {column.key:<20} {_kind(column)}"


def _kind(column: Column) -> str:
    words: list[str] = [column.type]
    if column.type in ("rating", "integer") and column.low is not None and column.high is not None:
        words.append(f"{column.low}-{column.high}")
    if column.refers_to:
        words.append(f"-> {column.refers_to}")
    if column.choices:
        words.append(f"of {len(column.choices)}")
    words += [word for word, holds in (("required", column.required), ("private", column.private)) if holds]
    return " ".join(words)
