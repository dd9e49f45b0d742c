"""Every kind of page that folio writes, in a real Chromium: quiet, alone, whole without scripts, and open to everybody."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from folio.output.report import class_index
from folio.output.report.html_report import html_pages
from tests.apps import need_node
from tests.browser import Browser
from tests.office import made_once
from tests.test_class_pages import THEME, TODAY, two_sections

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Folio

    Opened = Callable[..., object]

RIVERSIDE = Path(__file__).resolve().parent.parent / "samples" / "riverside"
PAGES = {
    "a student's report": "student/report.html",
    "a class's report": "class/report.html",
    "a page of a class": "class/students/kowalczyk-tomasz.html",
    "a page of a class with little on it": "class/students/haddad-fatima.html",
    "a class by its sections": "sections/report.html",
    "a list of a large class": "sections/lists/thank-yous-late.html",
    "what employers told a large class": "sections/lists/employers.html",
    "figures for the school": "school/report.html",
    "a student's report for the family": "family/report.html",
    "the plan of an interview": "plans/ana-lopez/plan-paul-lindgren.html",
    "all plans": "plans/all-plans.html",
    "letters to work from": "letters/index.html",
    "letters of one of a class": "letters-of-class/tomasz-kowalczyk/index.html",
    "letters of a class": "letters-of-class/index.html",
    "a page to hand back": "kits/ana-lopez/page.html",
    "feedback on a workbook": "marked/Kowalczyk Tomasz.html",
    "feedback on a file that can't be read": "marked/Zoë Lindqvist - interviews.html",
}
EVERY = pytest.mark.parametrize("place", PAGES.values(), ids=PAGES)


@pytest.fixture
def written(folio: Folio, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one page of each kind."""

    def fill(folder: Path) -> None:
        day = ("--today", str(TODAY), "-q")
        folio("report", RIVERSIDE / "Ana Lopez.xlsx", "--out", folder / "student", *day)
        folio("report", RIVERSIDE, "--out", folder / "class", *day)
        folio("report", RIVERSIDE, "--out", folder / "school", "--audience", "school", *day)
        folio("report", RIVERSIDE / "Ana Lopez.xlsx", "--out", folder / "family", "--audience", "family", *day)
        folio("plan", RIVERSIDE, "--out", folder / "plans", *day)
        folio("letters", RIVERSIDE / "Ana Lopez.xlsx", "--out", folder / "letters", *day)
        folio("letters", RIVERSIDE, "--out", folder / "letters-of-class", *day)
        folio("kit", RIVERSIDE / "Ana Lopez.xlsx", "--out", folder / "kits", *day)
        folio("check", RIVERSIDE, "--marked", folder / "marked", *day)
        monkeypatch.setattr(class_index, "FIRST", 1)
        monkeypatch.setattr(class_index, "MOST", 2)
        for place, make in html_pages(two_sections(), THEME, TODAY).items():
            target = folder / "sections" / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(make(), encoding="utf-8")

    return made_once(tmp_path_factory, "pages", fill)


def test_one_page_of_each_kind_is_looked_at(written: Path) -> None:
    assert [place for place in PAGES.values() if not (written / place).is_file()] == []
    kinds = {p.relative_to(written).parts[0] for p in written.rglob("*.html")}
    assert kinds == {place.partition("/")[0] for place in PAGES.values()}


@EVERY
def test_a_page_complains_of_nothing_and_asks_for_nothing(place: str, written: Path, browser: Browser) -> None:
    page = browser.open((written / place).as_uri(), prints=False)
    assert (page.complaints, page.requests) == ([], [])


@EVERY
def test_a_page_says_the_same_without_scripts(place: str, written: Path, browser: Browser) -> None:
    ask = "document.querySelector('main').innerText.split(/\\s+/).join(' ')"
    shown, plain = (
        browser.open((written / place).as_uri(), ask, scripts=on, prints=False).answer for on in (True, False)
    )
    assert plain == shown
    assert len(plain) > 100


# What axe-core, a judge of accessibility, finds that keeps people from using a page, with where.
AXE = """;axe.run(document).then((found) => found.violations
  .filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => [v.id, v.nodes.map((n) => n.html)]))"""


@pytest.fixture(scope="session")
def axe() -> str:
    return (need_node() / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8") + AXE


@EVERY
def test_axe_finds_nothing_serious(place: str, written: Path, browser: Browser, axe: str) -> None:
    assert browser.open((written / place).as_uri(), axe, prints=False).answer == []


def test_axe_would_find_something(browser: Browser, axe: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<title>x</title><html lang=en><a href=a><img src='data:,'></a><p style='color:#aaa'>faint")
    found = browser.open(page.as_uri(), axe, prints=False).answer
    assert {rule for rule, _ in found} >= {"image-alt", "color-contrast"}


def test_a_page_that_asks_for_something_is_noticed(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<link rel="stylesheet" href="more.css">')
    (tmp_path / "more.css").write_text("p { color: red }")
    assert browser.open(page.as_uri(), prints=False).requests == [(tmp_path / "more.css").as_uri()]
