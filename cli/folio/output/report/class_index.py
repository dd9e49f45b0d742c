"""A class's pages: the index and, of a large class, a page for each list that is too long for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from folio.basics.file_names import slug
from folio.insight.class_findings import ClassFindings
from folio.insight.class_needs import CAUSES
from folio.output.html_page import html_page, script_of
from folio.output.report import report_wording
from folio.output.report.drawings import Drawings
from folio.template.theme import Theme

INDEX, EMPLOYERS = "report.html", "lists/employers.html"
# Each list of who needs something begins with so many, and fewer where all lists together would have more than MOST.
FIRST, MOST = 10, 240


@dataclass(frozen=True, slots=True)
class FilterNumbers:
    """By which number the page's filters know a class and a cause, and the causes of each student."""

    classes: Mapping[str, int]
    causes: Mapping[str, int]
    students: Sequence[str]


def class_index(c: ClassFindings, pages: Sequence[str], theme: Theme, today: date) -> dict[str, str]:
    """Return the index of a class and its lists by their place; ``pages`` are the places of the students' pages."""
    sizes = [len(group.needs) for section in c.needs for group in section.groups]
    first = next((n for n in range(FIRST, 1, -1) if sum(min(n, size) for size in sizes) <= MOST), 1)
    groups = [group for section in c.needs for group in section.groups]
    long = [g.cause for g in groups if len(g.needs) > first] if sum(sizes) > MOST else []
    lists = {cause: f"lists/{slug(cause, 'list')}.html" for cause in long}
    title = report_wording.class_title(c.classes)
    script = script_of("sort.js")
    apart = EMPLOYERS if lists else ""
    common: dict[str, Any] = {"title": title, "today": today, "c": c}
    made = {
        INDEX: html_page(
            "class.html.j2", theme, script=script, draw=Drawings(), pages=pages, first=first, lists=lists, apart=apart,
            numbers=_numbers(c), **common,
        )
    }  # fmt: skip
    common |= {"pages": [f"../{place}" for place in pages], "back": f"../{INDEX}"}
    if apart:
        made[apart] = html_page("employers_page.html.j2", theme, **common)
    return made | {place: html_page("list.html.j2", theme, cause=cause, **common) for cause, place in lists.items()}


def _numbers(c: ClassFindings) -> FilterNumbers:
    classes = {section.class_: n for n, section in enumerate(c.needs, start=1)}
    needed = {cause for _, cause, _ in c.listed_needs}
    causes = {cause: n for n, cause in enumerate((cause for cause in CAUSES if cause in needed), start=1)}
    students: list[list[int]] = [[] for _ in c.students]
    for _, cause, need in c.listed_needs:
        if need.student is not None:
            students[need.student].append(causes[cause])
    return FilterNumbers(classes, causes, [" ".join(map(str, own)) for own in students])
