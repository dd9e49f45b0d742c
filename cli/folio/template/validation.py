"""What is wrong with a template as a whole: parts that do not match, and parts that are missing.

Each error has its place in ``workbook.toml``, and says what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from folio.basics.wording import sentence_list
from folio.template.form_parts import LIST_COLUMNS, Chart
from folio.template.measures import Measure
from folio.template.requirements import OPTIONAL, REQUIRED, WHY
from folio.template.schema import RESERVED_TITLES, Sheet, Template, duplicates, template_from_json

# The way to a part of the file, such as ("sheets", 1, "columns", 4, "type").
TemplatePlace = tuple[str | int, ...]
TemplateError = tuple[TemplatePlace, str]


def template_errors(template: Template, *, core: bool) -> list[TemplateError]:
    """Everything that is wrong between the parts of a template, each part being right in itself.

    ``core`` asks for what letters, reports and rules need, too; a workbook that lacks some of it can still be read.
    """
    found = [*_titles(template)]
    for i, sheet in enumerate(template.sheets):
        found += _sheet(sheet, ("sheets", i))
    return [*found, *_links(template), *_lacking(template, core=core)]


@lru_cache(maxsize=32)
def embedded_template(text: str) -> Template:
    """Return the template in a workbook, the same object for the same text. Raises ValueError if it is wrong."""
    template = template_from_json(text)
    if found := template_errors(template, core=False):
        raise ValueError(found[0][1])
    return template


def measures(template: Template) -> Iterator[tuple[TemplatePlace, Sheet, Measure]]:
    """All measures of a template, each with its place and the sheet on which it is worked out."""
    for i, sheet in enumerate(template.sheets):
        if sheet.meter is not None:
            yield ("sheets", i, "meter"), sheet, sheet.meter
        for j, column in enumerate(sheet.columns):
            for part, measure in (("measure", column.measure), ("proposal", column.proposal)):
                if measure is not None:
                    yield ("sheets", i, "columns", j, part), sheet, measure


def _titles(template: Template) -> Iterator[TemplateError]:
    for i, key in duplicates(s.key for s in template.sheets):
        yield ("sheets", i, "key"), f"there are two sheets with the key {key!r}. Each sheet needs its own"
    reserved = [t for t in (*RESERVED_TITLES, template.bank_title) if t]
    for i, title in duplicates((*reserved, *(s.title for s in template.sheets))):
        place: TemplatePlace = ("sheets", i - len(reserved), "title") if i >= len(reserved) else ("bank_title",)
        yield place, f"the sheet title {title!r} is used twice, or folio uses it. Choose another one"


# What people type on a sheet that otherwise computes, beside the facets that are listed there.
_ON_BOARDS = ("facet", "importance", "read_elsewhere")


def _sheet(sheet: Sheet, at: TemplatePlace) -> Iterator[TemplateError]:
    """What does not match within a sheet."""
    if sheet.layout == "table" and sheet.label is None:
        yield at, "a table needs a label, the key of the column that other sheets use to refer to a row"
    if sheet.label is not None and sheet.label not in sheet.keys:
        yield (*at, "label"), f"the sheet has no column {sheet.label!r}. Use the key of one of its columns"
    if sheet.meter is not None and (sheet.layout != "table" or sheet.meter.place != "form"):
        yield (*at, "meter"), "a meter goes above a table, and is calculated from whole columns"
    if sheet.board and (sheet.layout != "table" or any(c.typed for c in sheet.columns if c.key not in _ON_BOARDS)):
        what = f"a board is a table with only formula columns, beside {sentence_list(_ON_BOARDS)}"
        yield (*at, "board"), what
    if lost := [key for key in sheet.listed if not sheet.has(key)]:
        yield (*at, "prefill"), f"{sheet.prefill} needs the columns {sentence_list(sheet.listed)}. Put back {lost[0]!r}"
    for j, key in duplicates(c.key for c in sheet.columns):
        yield (*at, "columns", j, "key"), f"there are two columns with the key {key!r}. Each column needs its own"
    for j, header in duplicates(f"{c.section} {c.header}".strip() for c in sheet.columns):
        yield (*at, "columns", j, "header"), f"there are two columns with the header {header!r}. Choose another one"
    sections = [s.key for s in sheet.sections]
    there = sentence_list(sections or ["none"])
    for j, column in enumerate(sheet.columns):
        here = (*at, "columns", j)
        if sheet.layout == "form" and column.private:
            yield (*here, "private"), "a line of a form can't be private, only a column of a table can"
        if sheet.layout == "form" and column.section not in sections:
            yield (
                (*here, "section"),
                f"there is no section {column.section!r} on this sheet. Its sections are {there}",
            )
        for part, measure in (("measure", column.measure), ("proposal", column.proposal)):
            if measure is not None and measure.place != sheet.kind:
                where = {"form": "a form", "row": "a table's row", "board": "a board"}[measure.place]
                yield (*here, part), f"{measure.kind} only works in {where}, not here"
        if column.settled_by is not None and column.settled_by not in sheet.keys:
            what = f"the sheet has no column {column.settled_by!r}. Use the key of one of its columns"
            yield (*here, "settled_by"), what
    for k, chart in enumerate(sheet.charts):
        for name in (n for n in (*chart.series, chart.beside) if n not in sections):
            yield (*at, "charts", k), f"there is no section {name!r} on this sheet. Its sections are {there}"


def _links(template: Template) -> Iterator[TemplateError]:
    """References and measures that lead to the wrong sort of sheet."""
    for at, _, measure in measures(template):
        for path in (*measure.of, *measure.where) if measure.place == "form" else ():
            owner = template.get(path.partition(".")[0])
            if owner is not None and (owner.layout != "table" or owner.key != measure.of[0].partition(".")[0]):
                yield at, f"{path!r} must be in the same table as the column that is measured"
    for i, sheet in enumerate(template.sheets):
        for j, column in enumerate(sheet.columns):
            target = template.get(column.refers_to or "")
            if target is not None and target.layout != "table":
                place = ("sheets", i, "columns", j, "refers_to")
                yield place, f"refers to {target.key!r}, which is not a table. Choose a sheet that is a table"


@dataclass(frozen=True, slots=True)
class _Need:
    """A part that cannot be without the sheets and columns in ``paths``; ``path`` is its own when it is a column."""

    place: TemplatePlace
    name: str
    paths: tuple[str, ...]
    path: str = ""


def _needs(template: Template) -> Iterator[_Need]:
    for at, sheet, measure in measures(template):
        of = tuple(f"{sheet.key}.{p}" if measure.place == "row" else p for p in (*measure.of, *measure.where))
        needs = tuple(f"{sheet.key}{p}" if p.startswith(".") else p for p in measure.needs)
        path = f"{sheet.key}.{sheet.columns[at[3]].key}" if len(at) > 3 and isinstance(at[3], int) else ""
        yield _Need(at, path or f"the meter of {sheet.key}", (*of, *needs), path)
    for i, sheet in enumerate(template.sheets):
        for j, column in enumerate(sheet.columns):
            if column.refers_to is not None:
                path = f"{sheet.key}.{column.key}"
                yield _Need(("sheets", i, "columns", j, "refers_to"), path, (column.refers_to,), path)
        for k, section in enumerate(sheet.sections):
            if section.lists:
                name = f"the section {section.key} of {sheet.key}"
                yield _Need(("sheets", i, "sections", k, "lists"), name, LIST_COLUMNS[section.lists])
        for k, chart in enumerate(sheet.charts):
            yield _Need(("sheets", i, "charts", k, "columns"), _named(chart, sheet), chart.columns)


def _named(chart: Chart, sheet: Sheet) -> str:
    return f"the chart {chart.title!r} of {sheet.key}"


def _lacking(template: Template, *, core: bool) -> Iterator[TemplateError]:
    """Sheets and columns that are not there, though letters and reports or other parts of the template need them."""
    needs = [*_needs(template)]
    places: dict[str, TemplatePlace] = {s.key: ("sheets", i) for i, s in enumerate(template.sheets)}
    core_paths = {path for path in _core_paths(template) if core}
    for path in dict.fromkeys(
        _missing(template, p) for p in (*sorted(core_paths), *(p for n in needs for p in n.paths))
    ):
        if not path:
            continue
        sheet, _, column = path.partition(".")
        place, what = places.get(sheet, ()), f"the column {column}" if column else f"the sheet {sheet}"
        if path in core_paths:
            yield place, f"{what} is missing. {WHY[sheet]} Put it back. You can reword it, and leave it blank"
            continue
        direct = [n for n in needs if any(_leads_to(p, path) for p in n.paths)]
        if len(direct) == 1:
            place, what = direct[0].place, f"{path!r}"
        names = sentence_list(_dependents(template, needs, path))
        yield place, f"{what} is not in this template, but is needed for {names}. Put it back, or remove those, too"


def _missing(template: Template, path: str) -> str:
    """What of a path is not there: its sheet, its column, or nothing."""
    sheet, _, column = path.partition(".")
    if template.get(sheet) is None:
        return sheet
    return path if column and not template.has(sheet, column) else ""


def _leads_to(path: str, missing: str) -> bool:
    return missing in (path, path.partition(".")[0])


def _dependents(template: Template, needs: list[_Need], path: str) -> list[str]:
    """The names of all that cannot be without ``path``, directly or through others; a sheet for all its columns."""
    gone, found = {path}, dict[str, _Need]()
    while more := [n for n in needs if n.name not in found and any(_leads_to(p, g) for p in n.paths for g in gone)]:
        found |= {n.name: n for n in more}
        gone |= {n.path for n in more if n.path}
        gone |= {s.key for s in template.sheets if {f"{s.key}.{k}" for k in s.keys} <= gone}
    whole = [s.key for s in template.sheets if s.key in gone]
    return [f"the sheet {key}" for key in whole] + [
        name for name, need in found.items() if need.path.partition(".")[0] not in whole
    ]


def _core_paths(template: Template) -> Iterator[str]:
    for sheet, columns in (*REQUIRED.items(), *((k, v) for k, v in OPTIONAL.items() if template.get(k))):
        yield from (sheet, *(f"{sheet}.{column}" for column in columns))
