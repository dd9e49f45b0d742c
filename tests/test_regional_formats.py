"""Days, times and pages as the theme says: American without a word, European and ISO where asked for."""

from __future__ import annotations

import re
import subprocess
import zipfile
from datetime import date, time
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from folio.basics.dates import clock_time, date_in_prose, day_in_list, day_in_prose, short_date
from folio.basics.regional_formats import PAPERS, RegionalFormats, regional, write_as
from folio.template.loading import load_theme, theme_names
from tests.apps import need_poppler
from tests.conftest import Folio, open_book
from tests.term import TERM
from tests.workbooks import ANA, Content, make, read

DAY = date(2026, 9, 17)
WORDS = {
    "american": ("Sep 17, 2026", "September 17, 2026", "Thursday, September 17", "3:15 PM"),
    "european": ("17 Sep 2026", "17 September 2026", "Thursday, 17 September", "15:15"),
    "iso": ("2026-09-17", "17 September 2026", "Thursday, 17 September", "15:15"),
}
FORMATS = {
    "american": ("mmm d, yyyy", "h:mm AM/PM", "ddd, mmm d", 1),
    "european": ("d mmm yyyy", "h:mm", "ddd d mmm", 9),
    "iso": ("yyyy-mm-dd", "h:mm", "ddd mm-dd", 9),
}
OTHERS = ["european", "iso"]
AMERICAN_DAY = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}\b|\d [AP]M\b")


@pytest.fixture(autouse=True)
def _american_again() -> object:
    yield
    write_as(RegionalFormats())


@pytest.fixture
def workbook() -> Path:
    Path("ana.xlsx").write_bytes(make(TERM, owner=ANA))
    return Path("ana.xlsx")


def number_formats(workbook: str) -> set[str]:
    """The number formats of a workbook's cells and columns; 20 is the one with hours and minutes that all know."""
    styles = etree.fromstring(zipfile.ZipFile(workbook).read("xl/styles.xml"))
    own = {e.get("numFmtId"): str(e.get("formatCode")) for e in styles.iterfind("{*}numFmts/{*}numFmt")}
    used = {e.get("numFmtId") for e in styles.iterfind("{*}cellXfs/{*}xf")}
    known = own | {"20": "h:mm", "18": "h:mm AM/PM"}
    return {known[number] for number in used if number in known}


@pytest.mark.parametrize("name", WORDS)
def test_a_day_and_a_time_in_words(name: str) -> None:
    write_as(load_theme(name).regional)
    found = short_date(DAY), date_in_prose(DAY), day_in_prose(DAY, DAY), clock_time(time(15, 15))
    assert found == WORDS[name]


@pytest.mark.parametrize(
    ("name", "this_year", "next_year"),
    [
        ("american", "Thu, Sep 17", "Wed, Jan 6, 2027"),
        ("european", "Thu 17 Sep", "Wed 6 Jan 2027"),
        ("iso", "Thu 09-17", "Wed 2027-01-06"),
    ],
)
def test_a_day_in_a_list(name: str, this_year: str, next_year: str) -> None:
    write_as(load_theme(name).regional)
    assert [day_in_list(day, DAY) for day in (DAY, date(2027, 1, 6))] == [this_year, next_year]


def test_midnight_and_noon_of_both_clocks() -> None:
    assert [clock_time(time(h, 5)) for h in (0, 12)] == ["12:05 AM", "12:05 PM"]
    write_as(RegionalFormats(times="24-hour"))
    assert [clock_time(time(h, 5)) for h in (0, 12)] == ["0:05", "12:05"]


def test_the_shipped_theme_is_what_folio_writes_unasked() -> None:
    """The command line doesn't read the theme where nobody chose one."""
    assert load_theme().regional == RegionalFormats()
    assert theme_names() == ["american", "european", "iso"]
    plain = load_theme("european").model_dump(exclude={"date_format", "time_format", "paper"})
    assert plain == load_theme().model_dump(exclude={"date_format", "time_format", "paper"})


@pytest.mark.parametrize("name", FORMATS)
def test_a_new_workbook(name: str, folio: Folio) -> None:
    assert folio("--theme", name, "new", "new.xlsx", "--name", "Ana", "--due", "2026-12-04").code == 0
    days, times, listed, paper = FORMATS[name]
    formats = number_formats("new.xlsx")
    assert {days, f"{days};;", times, listed} <= formats
    assert not formats & {f for other in FORMATS.values() for f in other[:3]} - {days, times, listed}
    assert {sheet.page_setup.paperSize for sheet in open_book("new.xlsx") if sheet.sheet_state == "visible"} == {paper}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_typed_in_it_is_read_the_same(name: str, folio: Folio) -> None:
    typed: Content = {
        "interviews": [{"contact": "Dana Lee", "date": DAY, "time": time(15, 15)}],
        "contacts": [{"name": "Dana Lee"}],
    }
    Path("usual.xlsx").write_bytes(make(typed))
    assert folio("--theme", name, "new", "theirs.xlsx", "--from", "usual.xlsx", "--today", "2026-11-20").code == 0
    (row,) = [r for r in read(Path("theirs.xlsx").read_bytes()).rows("interviews") if r["contact"]]
    assert (row["date"], row["time"]) == (DAY, time(15, 15))


@pytest.mark.parametrize("name", OTHERS)
def test_no_report_list_or_message_is_american_then(name: str, workbook: Path, folio: Folio) -> None:
    # The dates of notes and of letters' texts are what people typed.
    assert folio("--theme", name, "report", workbook, "--out", "out", "--format", "md,html,xlsx").code == 0
    markdown = Path("out/report.md").read_text()
    assert re.search(
        {"european": r"\| \d\d? [A-Z][a-z]{2} 20\d\d +\|", "iso": r"\| 20\d\d-\d\d-\d\d +\|"}[name], markdown
    )
    assert AMERICAN_DAY.findall(re.sub(r"“[^”]*”", "", markdown)) == []
    assert "@page{size:A4}" in Path("out/report.html").read_text()
    assert FORMATS[name][0] in number_formats("out/report.xlsx")
    assert FORMATS["american"][0] not in number_formats("out/report.xlsx")
    due = folio("--theme", name, "due", workbook)
    assert due.code == 0
    assert AMERICAN_DAY.findall(due.out) == []


def test_a_class_read_in_other_processes_has_them_too(folio: Folio) -> None:
    folder = Path("class")
    folder.mkdir()
    for i in range(3):
        bad = {"contacts": [{"name": "Dana Lee", "next_step_due": "Tuesday, Sep 17 2026"}]}
        (folder / f"{i}.xlsx").write_bytes(make(bad))
    said = folio("--theme", "european", "check", folder).out
    assert "17 Sep 2026" in said
    assert "Sep 17, 2026" not in said


def test_advice_shows_a_day_as_the_workbook_does(folio: Folio) -> None:
    Path("ana.xlsx").write_bytes(make({"contacts": [{"name": "Dana Lee", "next_step_due": "next Tuesday"}]}))
    assert "like 20 Nov 2026, or as 2026-11-20" in folio("--theme", "european", "check", "ana.xlsx").out
    assert "like Nov 20, 2026, or as 2026-11-20" in folio("check", "ana.xlsx").out
    assert folio("--theme", "european", "new", "new.xlsx").code == 0
    told = {rule.error for rule in open_book("new.xlsx")["Contacts"].data_validations.dataValidation}
    assert "Type it like 20 Nov 2026 or 2026-11-20." in told


@pytest.mark.parametrize(("theme", "size"), [("american", (12240, 15840)), ("european", (11906, 16838))])
def test_letters_and_plans_fit_the_paper(theme: str, size: tuple[int, int], workbook: Path, folio: Folio) -> None:
    common = (workbook, "--today", "2026-11-20", "--out")
    assert folio("--theme", theme, "letters", *common, "letters", "--format", "docx,pdf").code in (0, 1)
    assert folio("--theme", theme, "plan", *common, "plans", "--format", "docx,pdf,html").code in (0, 1)
    need_poppler()
    documents = [*Path("letters").rglob("*.docx"), *Path("plans").rglob("*.docx")]
    assert len(documents) > 2
    for path in documents:
        section = Document(str(path)).sections[0]
        assert section.page_width
        assert section.page_height
        assert (section.page_width.twips, section.page_height.twips) == pytest.approx(size, abs=1)
    points = tuple(round(twips / 20, 1) for twips in size)
    for path in [*Path("letters").rglob("*.pdf"), *Path("plans").rglob("*.pdf")]:
        info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
        box = re.search(r"Page size: +([\d.]+) x ([\d.]+)", info)
        assert box is not None
        assert tuple(float(n) for n in box.groups()) == pytest.approx(points, abs=0.5)
    page = next(Path("plans").rglob("*.html"))
    assert f"@page{{size:{PAPERS['letter' if theme == 'american' else 'a4'].css}}}" in page.read_text()


class TestChoosing:
    def test_the_environment_chooses_where_no_option_does(self, folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FOLIO_THEME", "iso")
        assert folio("new", "a.xlsx").code == 0
        assert folio("--theme", "american", "new", "b.xlsx").code == 0
        papers = [open_book(f).worksheets[0].page_setup.paperSize for f in ("a.xlsx", "b.xlsx")]
        assert papers == [9, 1]

    def test_a_file_may_say_only_what_it_changes(self, folio: Folio) -> None:
        Path("ours.toml").write_text('paper = "a4"\n[colors]\nink = "000000"\n')
        assert folio("--theme", "ours.toml", "new", "a.xlsx").code == 0
        book = open_book("a.xlsx")
        assert book.worksheets[0].page_setup.paperSize == 9
        styles = zipfile.ZipFile("a.xlsx").read("xl/styles.xml").decode()
        assert 'rgb="FF000000"' in styles
        assert "FF22313F" not in styles

    def test_that_of_a_template_is_its_workbooks(self, folio: Folio) -> None:
        assert folio("template", "copy", "essentials", "ours").code == 0
        Path("ours/theme.toml").write_text('date_format = "european"\n')
        assert folio("new", "a.xlsx", "--template", "ours").code == 0
        assert folio("--theme", "iso", "new", "b.xlsx", "--template", "ours").code == 0
        for file, expected in (("a.xlsx", "d mmm yyyy"), ("b.xlsx", "yyyy-mm-dd")):
            assert expected in number_formats(file)

    def test_a_name_that_is_none(self, folio: Folio) -> None:
        refused = folio("--theme", "european.toml", "new", "a.xlsx")
        assert refused.code == 2
        assert "no file of that name" in refused.err
        assert "--theme (or FOLIO_THEME) takes american, european, iso" in refused.err
        assert not Path("a.xlsx").exists()

    def test_a_name_in_capitals(self, folio: Folio) -> None:
        assert folio("--theme", "European", "new", "a.xlsx").code == 0
        assert "d mmm yyyy" in number_formats("a.xlsx")

    def test_behind_the_command_it_is_told_where_it_goes(self, folio: Folio) -> None:
        refused = folio("new", "a.xlsx", "--theme", "european")
        assert refused.code == 2
        assert "--theme goes in front of the command." in refused.err
        assert "folio --theme european COMMAND" in refused.err

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('date_format = "british"', "date_format: this must be one of 'american', 'european' or 'iso'"),
            ('papers = "a4"', "papers: folio doesn't have this key"),
            ('colors = "blue"', "colors: this must be keys with values"),
            ("date_format = european", "this is not valid TOML"),
        ],
    )
    def test_a_file_with_a_mistake(self, text: str, told: str, folio: Folio) -> None:
        Path("ours.toml").write_text(text)
        refused = folio("--theme", "ours.toml", "new", "a.xlsx")
        assert refused.code == 5
        assert told in refused.err
        assert "ours.toml" in refused.err
        assert not Path("a.xlsx").exists()

    def test_every_command_begins_american(self, folio: Folio) -> None:
        assert folio("--theme", "iso", "new", "a.xlsx").code == 0
        assert folio("new", "b.xlsx").code == 0
        assert regional() == RegionalFormats()
