"""What a workbook says it is: template, version, id and owner, from its hidden sheet or whatever else is left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from folio.exit_codes import FolioError
from folio.intake.model import Problem
from folio.intake.problems.make import make_problem
from folio.intake.raw_workbook import FileRejected, RawGrid, RawWorkbook
from folio.template.loading import DEFAULT, load_kit, shipped_names
from folio.template.schema import KEY_PREFIX, META_SHEET, WORKINGS_SHEET, Template
from folio.template.validation import embedded_template
from folio.workbook.embedded_description import (
    EARLIEST,
    FORMAT,
    OLDEST,
    PROPERTY_PREFIX,
    REPORT_PROPERTY,
    EmbeddedDescription,
    Owner,
    from_cells,
    parse_key,
)
from folio.workbook.layout import FORM_KEYS, FORM_VALUE

# The key of the line that folio puts into its questions.
_FIELD = ("start", "field_1")


@dataclass(frozen=True, slots=True)
class Identity:
    """The template of a workbook, its description of itself, and problems with them."""

    template: Template
    description: EmbeddedDescription
    problems: tuple[Problem, ...] = ()


def identify(book: RawWorkbook) -> Identity:
    """Return what the workbook was made from; raises FileRejected when folio did not make it."""
    properties = {
        k.removeprefix(PROPERTY_PREFIX): v for k, v in book.properties.items() if k.startswith(PROPERTY_PREFIX)
    }
    if REPORT_PROPERTY in book.properties:
        raise FileRejected("own-report")
    meta = book.grid(META_SHEET) or next((g for g in book.grids if is_meta(g)), None)
    if meta is not None:
        try:
            description = _read_description(meta)
            if description.format > FORMAT:
                raise FileRejected("made-by-newer-folio")
            template = embedded_template(json.dumps(description.template, sort_keys=True))
            return Identity(template, description, tuple(_versions(template)))
        except (ValueError, ValidationError):
            pass
    return _without_description(book, properties)


def is_meta(grid: RawGrid) -> bool:
    """Whether this is folio's hidden sheet, under whatever title."""
    return grid.title == META_SHEET or any(row.get(0) == f"{KEY_PREFIX}format" for row in grid.by_row.values())


def written_title(grid: RawGrid, description: EmbeddedDescription) -> str:
    """Return the title that folio gave this sheet, by the texts in it; its own where they are none of folio's."""
    titles = sorted(description.static, key=lambda t: t != grid.title)
    return next((title for title in titles if _has_texts(grid, description, title)), grid.title)


def _has_texts(grid: RawGrid, description: EmbeddedDescription, title: str) -> bool:
    """Whether a sheet has most of the texts that folio wrote on the one with this title."""
    known = {mark for _, _, mark in description.static.get(title, ())}
    return bool(known) and len(known.intersection(grid.fingerprints.values())) * 2 >= len(known)


def is_workings(grid: RawGrid, description: EmbeddedDescription) -> bool:
    """Whether this is the sheet on which folio only computes, under whatever title."""
    return _has_texts(grid, description, WORKINGS_SHEET)


def _versions(template: Template) -> list[Problem]:
    """Report a version of a shipped template that is not the current one."""
    if template.name not in shipped_names():
        return []
    try:
        current = load_kit(template.name).template.version
    except FolioError:
        return []
    if template.version == current:
        return []
    code = "template-older" if template.version < current else "template-newer"
    return [make_problem(code, version=template.version, template=template.name, current=current)]


def _without_description(book: RawWorkbook, properties: Mapping[str, str]) -> Identity:
    """Fall back on a shipped template: the one in the document's properties, or the one with most of its keys."""
    keys = {key for g in book.grids for raw in g.cells.values() if (key := parse_key(raw))}
    name = properties.get("template", "")
    if not keys and not name:
        raise FileRejected("not-folio")
    templates = {n: load_kit(n).template for n in shipped_names()}
    if name not in templates:
        sheets = {sheet for sheet, _ in keys}
        fits: dict[str, Any] = {
            n: len(sheets & {s.key for s in t.sheets}) - len(t.sheets) / 100 for n, t in templates.items()
        }
        name = max(fits, key=lambda n: (fits[n], n == DEFAULT))
    facts = {k: v for k, v in properties.items() if k != "format"}
    written = properties.get("format", "")
    description = replace(
        _written_by_folio(name, _first_field(book)),
        facts=facts,
        format=int(written) if written.isdecimal() else OLDEST,
    )
    return Identity(templates[name], description, (make_problem("description-missing", template=name),))


def _first_field(book: RawWorkbook) -> str:
    """Return the first field of interest, which folio puts into its questions, from the start sheet."""
    for grid in book.grids:
        for (row, col), raw in grid.cells.items():
            if parse_key(raw) == _FIELD:
                value = grid.cells.get((row, col + FORM_VALUE - FORM_KEYS))
                return value if isinstance(value, str) else ""
    return ""


@lru_cache(maxsize=64)
def _written_by_folio(template: str, field: str) -> EmbeddedDescription:
    """Return the description of a new workbook: the best guess for one that has lost its own."""
    from folio.workbook.build import build_workbook  # slow to load, and rarely needed

    owner = Owner(fields=(field,) if field else ())
    return build_workbook(load_kit(template), owner, today=EARLIEST, prepared=1).description


def _read_description(meta: RawGrid) -> EmbeddedDescription:
    """Read the content of the hidden sheet; raises ValueError when it is damaged."""
    return from_cells((meta.cells.get((r, 0)), meta.cells.get((r, 1))) for r in meta.by_row)
