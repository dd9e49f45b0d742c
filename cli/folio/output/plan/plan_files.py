"""Pages to take along as files: for each interview in the formats asked for, and those of a class in one to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from folio.basics.dates import date_in_prose
from folio.basics.file_names import LONGEST, distinct, slug
from folio.domain.names import normalize_name
from folio.insight.interview_plan import InterviewPlan
from folio.insight.job_interview import JobInterview
from folio.insight.student_labels import labels
from folio.intake.model import Reading
from folio.output.plan.job_interview_page import AFTER, AFTER_HEADING, JobInterviewSheet, lay_out_job_interview
from folio.output.plan.page_content import VAGUE, WHY, WORTH, PlanSheet
from folio.output.plan.take_along import TakeAlong, take_along
from folio.template.theme import Theme

_SLUG = LONGEST - len(".html")
# All pages of a class in one file, in the formats that are for printing and not for changing.
ALL, ALL_JOB_INTERVIEWS, TOGETHER = "all-plans", "all-job-interviews", ("html", "pdf")
_Sheet = TypeVar("_Sheet")


def plan_files(
    plans: Mapping[str, Sequence[InterviewPlan]], readings: Sequence[Reading], formats: Sequence[str], theme: Theme,
    today: date,
) -> Iterator[tuple[str, bytes]]:  # fmt: skip
    """Yield (relative path, bytes) of every plan; ``plans`` are those of each reading, by its path.

    Of several students, each has a folder, and all pages together are one more file, in the order of the names.
    """
    sheets = {
        reading.path: [(f"plan-{plan.name}", take_along(reading, plan, today)) for plan in plans[reading.path]]
        for reading in readings
    }

    def content(style: str, several: Sequence[TakeAlong]) -> bytes:
        pages = [page.sheet for page in several]
        if len(several) == 1:
            return _content(style, pages, pages[0].title, theme, today, several[0])
        return _content(style, pages, f"Plans for {len(several)} interviews", theme, today)

    return _page_files(sheets, readings, formats, content, ALL)


def job_interview_files(
    pages: Mapping[str, JobInterview], readings: Sequence[Reading], formats: Sequence[str], theme: Theme, today: date
) -> Iterator[tuple[str, bytes]]:
    """Yield (relative path, bytes) of the page of each reading, in folders and together as ``plan_files`` does."""
    sheets = {
        path: [(f"job-interview-{page.organization}", lay_out_job_interview(page))] for path, page in pages.items()
    }

    def content(style: str, several: Sequence[JobInterviewSheet]) -> bytes:
        return _job_interview(style, several, several[0].title, theme, today)

    return _page_files(sheets, readings, formats, content, ALL_JOB_INTERVIEWS)


def _page_files(
    sheets: Mapping[str, Sequence[tuple[str, _Sheet]]], readings: Sequence[Reading], formats: Sequence[str],
    content: Callable[[str, Sequence[_Sheet]], bytes], together: str,
) -> Iterator[tuple[str, bytes]]:  # fmt: skip
    """Yield the files of named sheets, by the path of the reading that each is made from."""
    pages: list[tuple[str, _Sheet]] = []
    for reading, title, folder in zip(readings, names_of(readings), folders_of(readings), strict=True):
        own = sheets[reading.path]
        names = distinct((slug(name, "plan", _SLUG) for name, _ in own), _SLUG)
        for (_, sheet), name in zip(own, names, strict=True):
            pages.append((normalize_name(title), sheet))
            for style in formats:
                yield f"{folder}{name}.{style}", content(style, (sheet,))
    if len(readings) > 1 and len(pages) > 1:
        in_order = [sheet for _, sheet in sorted(pages, key=lambda page: page[0])]
        for style in formats:
            if style in TOGETHER:
                yield f"{together}.{style}", content(style, in_order)


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


def _job_interview(
    style: str, sheets: Sequence[JobInterviewSheet], title: str, theme: Theme, today: date
) -> bytes:  # fmt: skip
    if style == "docx":
        from folio.output.plan.job_interview_docx import job_interview_docx

        return job_interview_docx(sheets[0], theme, today)
    if style == "pdf":
        from folio.output.plan.job_interview_pdf import job_interview_pdf

        return job_interview_pdf(sheets, title, theme, today)
    from folio.output.html_page import html_page

    words = {"title": title, "after_heading": AFTER_HEADING, "today": date_in_prose(today)}
    return html_page("job-interview.html.j2", theme, "plan.css", pages=sheets, after=AFTER, **words).encode()
