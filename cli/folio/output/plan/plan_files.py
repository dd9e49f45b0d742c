"""Plans as files: a page or two for each interview in the formats asked for, and those of a class in one to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from folio.basics.dates import date_in_prose
from folio.basics.file_names import LONGEST, distinct, slug
from folio.domain.names import normalize_name
from folio.insight.interview_plan import InterviewPlan
from folio.insight.student_labels import labels
from folio.intake.model import Reading
from folio.output.plan.page_content import VAGUE, WHY, WORTH, PlanSheet
from folio.output.plan.take_along import TakeAlong, take_along
from folio.template.theme import Theme

_SLUG = LONGEST - len(".html")
# All pages of a class in one file, in the formats that are for printing and not for changing.
ALL, TOGETHER = "all-plans", ("html", "pdf")


def plan_files(
    plans: Mapping[str, Sequence[InterviewPlan]], readings: Sequence[Reading], formats: Sequence[str], theme: Theme,
    today: date,
) -> Iterator[tuple[str, bytes]]:  # fmt: skip
    """Yield (relative path, bytes) of every plan; ``plans`` are those of each reading, by its path.

    Of several students, each has a folder, and all pages together are one more file, in the order of the names.
    """
    pages: list[tuple[str, PlanSheet]] = []
    for reading, title, folder in zip(readings, names_of(readings), folders_of(readings), strict=True):
        own = plans[reading.path]
        names = distinct((slug(f"plan-{p.name}", "plan", _SLUG) for p in own), _SLUG)
        for plan, name in zip(own, names, strict=True):
            typed = take_along(reading, plan, today)
            sheet = typed.sheet
            pages.append((normalize_name(title), sheet))
            for style in formats:
                yield f"{folder}{name}.{style}", _content(style, (sheet,), sheet.title, theme, today, typed)
    if len(readings) > 1 and len(pages) > 1:
        together = [sheet for _, sheet in sorted(pages, key=lambda page: page[0])]
        for style in formats:
            if style in TOGETHER:
                yield f"{ALL}.{style}", _content(style, together, f"Plans for {len(pages)} interviews", theme, today)


def folders_of(readings: Sequence[Reading]) -> list[str]:
    """Return the folder of each student's plans, empty or with a slash at its end."""
    if len(readings) == 1:
        return [""]
    return [f"{name}/" for name in distinct(slug(t.replace(".xlsx", ""), "student") for t in names_of(readings))]


def names_of(readings: Iterable[Reading]) -> list[str]:
    """Return what to call the students of these workbooks, so that no two are the same."""
    return labels((r.display_name, r.student.id, r.path) for r in readings)


def _content(
    style: str, sheets: Sequence[PlanSheet], title: str, theme: Theme, today: date, typed: TakeAlong | None = None
) -> bytes:
    if style == "docx":
        from folio.output.plan.plan_docx import plan_docx

        return plan_docx(sheets[0], theme, today)
    if style == "pdf":
        from folio.output.plan.plan_pdf import plan_pdf

        return plan_pdf(sheets, title, theme, today)
    from folio.output.html_page import html_page, script_of

    words = {"title": title, "vague": VAGUE, "why": WHY, "worth": WORTH, "today": date_in_prose(today)}
    script = script_of("copy.js", "notes.js") if typed else ""
    return html_page("plan.html.j2", theme, "plan.css", script, pages=sheets, typed=typed, **words).encode()
