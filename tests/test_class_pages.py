"""The page of a class: totals of each section, filters that need no script, and a size that a large class keeps to."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from folio.basics.file_names import slug
from folio.insight.class_findings import ClassFindings, class_findings
from folio.insight.class_sections import SectionTotals, section_totals
from folio.intake.model import Problem
from folio.intake.pipeline import read_workbooks
from folio.output.report import class_index
from folio.output.report.html_report import html_pages
from folio.output.report.markdown_report import markdown_report
from folio.output.report.xlsx_report import xlsx_report
from folio.template.loading import load_kit
from tests.apps import need_poppler
from tests.browser import A4, LETTER, Browser
from tests.readings import UNREADABLE, a_reading

if TYPE_CHECKING:
    from folio.intake.model import Reading
    from tests.conftest import Folio

RIVERSIDE = Path(__file__).resolve().parent.parent / "samples" / "riverside"
TODAY = date(2026, 11, 20)
THEME = load_kit("complete").theme
LIMIT = 300_000
SECOND = 1000


def collected(last: str, class_: str, status: str, path: str = "") -> dict[str, str]:
    """A student as ``folio collect`` tells of one."""
    return {
        "last_name": last, "first_name": "Al", "class": class_, "status": status, "reason": "nothing came in",
        "file": path, "path": path,
    }  # fmt: skip


def two_sections() -> ClassFindings:
    """Period 1: three on the roster, one missing; Studio: one excused, one who hasn't started; a file of nobody."""
    talks = [{"contact": name, "date": date(2026, 11, 9), "status": "Completed"} for name in ("Sam", "Kim")]
    readings = [
        a_reading(
            "Oeser, Ada", start={"class": "Period 1"}, contacts=[{"name": "Sam"}], interviews=talks[:1], path="a"
        ),
        a_reading("Öz, Bo", start={"class": "Period 1"}, contacts=[{"name": "Sam"}], interviews=talks, path="b"),
        a_reading("Nguyễn, Mai", start={"class": "Studio"}, path="c"),
        UNREADABLE,
    ]
    roster = [
        collected("Oeser", "Period 1", "FOUND", "a"), collected("Öz", "Period 1", "FOUND", "b"),
        collected("Zed", "Period 1", "MISSING"), collected("Nguyễn", "Studio", "FOUND", "c"),
        collected("Ill", "Studio", "EXCUSED"),
    ]  # fmt: skip
    found = class_findings(readings, TODAY, roster)
    return replace(found, sections=section_totals(found.students, found.needs))


def test_each_class_has_its_totals_and_the_last_line_is_their_sum() -> None:
    nobody, first, fourth, total = two_sections().sections
    assert nobody == SectionTotals("", unreadable=1)
    assert first == SectionTotals(
        "Period 1", students=3, handed_in=2, missing=1, interviewed=2, interviews=3, thanks_late=3, overdue=3
    )
    assert fourth == SectionTotals("Studio", students=2, handed_in=1, excused=1, not_started=1)
    assert total == SectionTotals(
        "Total", students=5, handed_in=3, missing=1, excused=1, unreadable=1, not_started=1, interviewed=2,
        interviews=3, thanks_late=3, overdue=3,
    )  # fmt: skip


def test_who_is_late_is_listed_and_who_is_excused_is_left_alone() -> None:
    """Nobody was listed as late; an excused student with an untouched file was asked why, and had handed in."""
    talks = [{"contact": "Sam", "date": date(2026, 11, 9), "status": "Completed", "thank_you_sent": date(2026, 11, 9)}]
    by = {"late_source": "Canvas", "reason": "handed in late", "is_guess": False}
    roster: list[dict[str, Any]] = [
        collected("Oeser", "P1", "LATE", "a") | by,
        collected("Öz", "P1", "NOT STARTED", "b") | by | {"reason": "nothing is typed in it; handed in late"},
        collected("Zed", "P1", "MISMATCH") | by,
        collected("Ill", "P1", "EXCUSED", "c"), collected("Away", "P1", "EXTENSION", "d"),
        collected("Busy", "P1", "EXCUSED", "e"), collected("Guest", "P1", "LATE", "f")
        | {"reason": "something in it is of Nov 24, 2026", "late_source": "dates inside", "is_guess": True},
    ]  # fmt: skip
    work: dict[str, Any] = {"contacts": [{"name": "Sam"}], "interviews": talks}
    names = {"a": "Oeser, Al", "b": "Öz, Al", "c": "Ill, Al", "d": "Away, Al", "e": "Busy, Al", "f": "Guest, Al"}
    started = {"a": work, "e": {"contacts": [{"name": "Sam"}]}, "f": work}
    readings = [a_reading(name, path=path, **started.get(path, {})) for path, name in names.items()]
    found = class_findings(readings, TODAY, roster)
    (section,) = found.needs
    assert {g.cause: [(n.name, n.what) for n in g.needs] for g in section.groups} == {
        "No file that counts": [("Zed, Al", "the workbook says it's someone else's: handed in late")],
        "Not started": [("Öz, Al", "nothing is filled in yet")],
        "Late": [
            ("Oeser, Al", "handed in late (Canvas)"), ("Öz, Al", "nothing is typed in it; handed in late (Canvas)"),
            ("Zed, Al", "handed in late (Canvas)"), ("Guest, Al", "something in it is of Nov 24, 2026 (a guess)"),
        ],
    }  # fmt: skip
    totals = section_totals(found.students, found.needs)[-1]
    assert (totals.students, totals.handed_in, totals.missing, totals.unsettled) == (7, 4, 0, 1)
    assert (totals.excused, totals.not_started) == (2, 1)


def test_totals_and_needs_are_in_every_format() -> None:
    found = two_sections()
    text = markdown_report(found, TODAY)
    assert "| Period 1        | 3        | 2         | 1       |" in text
    assert "| Period 1        | Missing          | Zed, Al" in text
    book = load_workbook(BytesIO(xlsx_report(found, THEME, TODAY)))
    assert book.sheetnames[1:3] == ["Classes", "Start here"]
    assert [c.value for c in book["Classes"][8]][:4] == ["Total", 5, 3, 1]
    assert book["Start here"].auto_filter.ref == "A4:F9"
    page = html_pages(found, THEME, TODAY)["report.html"]()
    assert 'data-label="Excused or later"' in page


def test_totals_come_only_when_asked_for_and_only_for_a_class(folio: Folio, tmp_path: Path) -> None:
    folio("report", RIVERSIDE, "--out", "with", "--by", "class", "-q")
    folio("report", RIVERSIDE, "--out", "without", "-q")
    totals = {
        name: "Totals of each class" in (tmp_path / name / "report.html").read_text() for name in ("with", "without")
    }
    assert totals == {"with": True, "without": False}
    refused = folio("report", RIVERSIDE / "Ana Lopez.xlsx", "--out", "one", "--by", "class")
    assert (refused.code, "--by class is about several workbooks." in refused.err) == (2, True)
    assert not (tmp_path / "one").exists()


# Chooses a class and a cause, and tells which students can be seen in the lists and in the table.
CHOSEN = """(() => {
  for (const label of document.querySelectorAll(".filters label"))
    if (%s.includes(label.textContent.trim())) label.querySelector("input").click();
  const seen = (where) => [...document.querySelectorAll(where)].filter((e) => e.checkVisibility()).map((e) => e.textContent);
  return [seen(".needs strong"), seen(".students tbody th")];
})()"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize(
    ("choice", "needy", "listed"),
    [
        (["Studio"], ["Nguyễn, Mai"], ["Nguyễn, Mai"]),
        (["Thank-yous late"], ["Oeser, Ada", "Öz, Bo"], ["Oeser, Ada", "Öz, Bo"]),
        (["Period 1", "Missing"], ["Zed, Al"], []),
        (["Studio", "Thank-yous late"], [], []),
        (["all classes"], ["broken.xlsx", "Zed, Al", "Oeser, Ada", "Öz, Bo", "Nguyễn, Mai"],
         ["Nguyễn, Mai", "Oeser, Ada", "Öz, Bo"]),
    ],
)  # fmt: skip
def test_the_lists_can_be_filtered_without_scripts(
    choice: list[str], needy: list[str], listed: list[str], scripts: bool, browser: Browser, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    page.write_text(html_pages(two_sections(), THEME, TODAY)["report.html"](), encoding="utf-8")
    opened = browser.open(page.as_uri(), CHOSEN % choice, scripts=scripts)
    assert opened.answer == [needy, listed]
    assert opened.complaints == []


def test_what_only_looks_like_a_day_is_sorted_as_a_text(browser: Browser, tmp_path: Path) -> None:
    """Browsers read "Period 1" as a day in January, which would stand after every text."""
    page = tmp_path / "report.html"
    page.write_text(html_pages(two_sections(), THEME, TODAY)["report.html"](), encoding="utf-8")
    ask = """(() => {
      const table = document.querySelector(".students"), found = [];
      for (const button of table.querySelectorAll("th button")) {
        if (!["Student", "Class"].includes(button.textContent)) continue;
        button.click();
        found.push([...table.tBodies[0].rows].map((row) => row.cells[0].textContent));
      }
      return found;
    })()"""
    names = ["Nguyễn, Mai", "Oeser, Ada", "Öz, Bo"]
    # Sorted by name first, then by class.
    assert browser.open(page.as_uri(), ask).answer == [names, [*names[1:], names[0]]]


# A large class


@cache
def large_class(sections: int) -> tuple[ClassFindings, dict[str, str]]:
    """Findings and pages of 500 students, who have the ten workbooks of the sample class under names and fields of their own."""
    read = [r for r in read_workbooks([str(RIVERSIDE)], TODAY).readings if r.readable]
    readings = []
    for i in range(500):
        student = replace(read[i % 10].student, name=f"Maria Teresa {i} Lopez-Villanueva{i}", id=f"S{i}")
        reading = replace(
            read[i % 10], path=f"class/{i}.xlsx", student=replace(student, class_=f"Period {i % sections}")
        )
        readings.append(reading)
    found = class_findings(readings, TODAY)
    found = replace(found, sections=section_totals(found.students, found.needs))
    return found, {place: make() for place, make in html_pages(found, THEME, TODAY).items()}


@pytest.mark.parametrize("sections", [3, 20])
def test_no_page_of_500_students_is_larger_than_300_kb(sections: int) -> None:
    found, pages = large_class(sections)
    assert sum(place.startswith("students/") for place in pages) == 500
    assert {place: len(page) for place, page in pages.items() if len(page.encode()) > LIMIT} == {}
    lists = {cause: pages.get(f"lists/{slug(cause)}.html", pages["report.html"]) for _, cause, _ in found.listed_needs}
    assert len(set(lists.values())) > 1
    assert [need for _, cause, need in found.listed_needs if need.name not in lists[cause]] == []
    targets = re.findall(r'href="((?:lists|students)/[^"#]*)', pages["report.html"])
    assert {*targets, "report.html"} == pages.keys()


def test_the_index_of_500_students_opens_in_under_a_second(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(large_class(3)[1]["report.html"], encoding="utf-8")
    ask = "(() => { const [n] = performance.getEntriesByType('navigation'); return [n.domContentLoadedEventEnd, n.loadEventEnd]; })()"
    taken = min(max(browser.open(page.as_uri(), ask, prints=False).answer) for _ in range(3))
    assert 0 < taken < SECOND


# Print


def printed(browser: Browser, page: Path, paper: tuple[float, float]) -> tuple[int, str]:
    """How many sheets of paper a page prints on, and what is on them."""
    need_poppler()
    pdf = page.with_suffix(".pdf")
    pdf.write_bytes(browser.open(page.as_uri(), paper=paper).pdf)
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"^Pages:\s+(\d+)", info, re.MULTILINE)[0]), " ".join(text.split())


def a_lot() -> Reading:
    """A student with the longest texts everywhere, many of everything, and many problems."""
    text = "Words that go on and on, as nobody can say it shorter. " * 30
    day = date(2026, 11, 1)
    people = [f"{i} Maria Teresa de los Angeles Lopez-Villanueva y Fernandez del Castillo" for i in range(40)]
    problem = Problem("text", "error", text, text, "Contacts", "N6", "next_step_due", text)
    return a_reading(
        "Maria Teresa de los Angeles Fernandez del Castillo " * 4,
        start={"class": text, "counselor": text, "field_1": text, "field_2": text[5:], "field_3": text[9:]},
        contacts=[{"name": n, "field": text[i:], "next_step": text, "next_step_due": day} for i, n in enumerate(people)],
        interviews=[
            {"contact": n, "date": day, "status": "Completed", "interest_before": 2,
             "interest_after": 5, "takeaway": text} for i, n in enumerate(people)
        ],
        peaks_wanted=[{"contact": n, "category": "Skills", "quality": f"{n} {text}", "importance": 5} for n in people],
        problems=[problem] * 60,
    )  # fmt: skip


@pytest.mark.parametrize("paper", [LETTER, A4], ids=["Letter", "A4"])
def test_a_students_page_prints_on_one_sheet_of_paper(
    paper: tuple[float, float], browser: Browser, tmp_path: Path
) -> None:
    samples = [
        r for r in read_workbooks([str(RIVERSIDE)], TODAY).readings if r.student.name in ("Ana Lopez", "Noah Begay")
    ]
    pages = html_pages(class_findings([*samples, a_lot()], TODAY), THEME, TODAY)
    sheets = {}
    for number, (place, make) in enumerate(pages.items()):
        if place.startswith("students/"):
            target = tmp_path / f"{number}.html"
            target.write_text(make(), encoding="utf-8")
            sheets[place] = printed(browser, target, paper)
    assert [count for count, _ in sheets.values()] == [1, 1, 1]
    for place in ("students/lopez-ana.html", "students/begay-noah.html"):
        assert "One sheet of a longer report." in sheets[place][1]
    (much,) = (text for _, text in sheets.values() if "Maria Teresa" in text)
    assert "And 55 more." in much  # of the problems


def test_the_print_says_that_more_are_on_a_list(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(class_index, "FIRST", 1)
    monkeypatch.setattr(class_index, "MOST", 2)
    page = tmp_path / "report.html"
    page.write_text(html_pages(two_sections(), THEME, TODAY)["report.html"](), encoding="utf-8")
    _, text = printed(browser, page, LETTER)
    assert "1 more" in text
    assert "all classes" not in text


def test_folded_rows_are_printed(browser: Browser, tmp_path: Path) -> None:
    late = [{"contact": "Sam", "date": date(2026, 11, 9), "status": "Completed"}]
    readings = [a_reading(f"Student{i:02} Last{i:02}", interviews=late, path=str(i)) for i in range(15)]
    page = tmp_path / "report.html"
    page.write_text(html_pages(class_findings(readings, TODAY), THEME, TODAY)["report.html"](), encoding="utf-8")
    assert "<summary>5 more</summary>" in page.read_text(encoding="utf-8")
    _, text = printed(browser, page, LETTER)
    before, _, _ = text.partition("Last activity")
    assert all(before.count(f"Last{i:02}, Student{i:02}") == 1 for i in range(15))
