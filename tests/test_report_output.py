"""Reports: what they say, that nothing typed into a workbook does harm in them, and that they stay the same."""

from __future__ import annotations

import posixpath
import re
import zipfile
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from folio.insight.class_findings import ClassFindings, class_findings
from folio.insight.class_needs import NO_INTERVIEW
from folio.insight.student_findings import StudentFindings, student_findings
from folio.intake.model import Problem
from folio.output.report import report_wording, svg_charts
from folio.output.report.html_report import html_pages
from folio.output.report.markdown_report import escape, inline, markdown_report
from folio.output.report.markdown_report import table as md_table
from folio.output.report.xlsx_report import xlsx_report
from folio.template.loading import load_kit
from folio.workbook.embedded_description import REPORT_PROPERTY
from tests.readings import CANARY, UNREADABLE, Unfit, a_reading

if TYPE_CHECKING:
    from folio.intake.model import Reading

TODAY = date(2026, 11, 20)
THEME = load_kit("complete").theme
SCRIPT, FORMULA, PIPE = "<script>alert(1)</script>", '=HYPERLINK("https://x.example")', "a|b\nc"
VOID = {"meta", "br", "line", "rect", "circle", "polygon", "polyline"}


def a_full_reading(name: str = "Ana Lopez", text: str = "Plain words") -> Reading:
    """Return a reading with ``text`` in every place where a person may type what they like."""
    hidden = Problem("c", "note", f"{CANARY} does not fit.", "Fix it.", "Contacts", "H6", None, CANARY, private=True)
    seen = Problem("text", "error", f"{text} does not fit.", "Write a date.", "Contacts", "L6", "next_step_due", text)
    return a_reading(
        name,
        start={"class": text, "counselor": text, "field_1": text},
        contacts=[
            {
                "name": text, "organization": text, "job_title": text, "field": text, "status": "Requested",
                "requested_on": date(2026, 11, 2), "next_step": text, "next_step_due": date(2026, 11, 21),
                "can_advise": True, "notes": text, "private_notes": CANARY,
            },
            {"name": "Sam Ortiz", "referred_by": text, "status": "Thanked"},
        ],
        interviews=[
            {
                "contact": text, "date": date(2026, 11, 9), "status": "Completed", "interest_before": 2,
                "interest_after": 5, "takeaway": text, "takeaway_2": text, "takeaway_3": text, "surprise": text,
                "misconception": text, "thank_for": text, "goal": text, "private_notes": CANARY,
            },
            {"contact": "Sam Ortiz", "date": date(2026, 11, 10), "status": "Completed", "interest_before": 4,
             "interest_after": 3, "thank_you_sent": date(2026, 11, 11)},
        ],
        preview=[
            {"contact": text, "facet": "Autonomy", "upside": text, "downside": text, "rating": 4,
             "agreement": "Rebuts it"},
            {"contact": "Sam Ortiz", "facet": "Autonomy", "upside": text, "rating": 2},
        ],
        preview_board=[{"facet": "Autonomy", "read_elsewhere": text, "importance": 5}],
        peaks_wanted=[{"contact": text, "category": "Skills", "quality": text, "importance": 5, "words": text}],
        peaks_mine=[{"category": "Skills", "quality": text, "rating": 3, "document": text, "strength": 3, "activity": text,
                     "activity_by": date(2026, 12, 30)}],
        follow_ups=[{"contact": text, "kind": "Keep in touch", "due": date(2026, 12, 30), "point": text}],
        leads=[{"lead": text, "kind": "Event", "heard_from": text, "next_step": text, "outcome": text}],
        practice=[
            {"date": date(2026, 9, 1), "version": text, "rating": 2, "reaction": text, "change": text},
            {"date": date(2026, 9, 8), "version": text, "rating": 4},
        ],
        offers=[{"organization": text, "job_title": text, "adviser": text, "better": text, "worse": text}],
        problems=[seen, hidden],
    )  # fmt: skip


def student(text: str = "Plain words") -> StudentFindings:
    return student_findings(a_full_reading(text=text), TODAY)


def classroom(text: str = "Plain words") -> ClassFindings:
    return class_findings(
        [a_full_reading(text=text), a_reading(text), a_reading("Cy", "essentials"), UNREADABLE], TODAY
    )


def html_of(findings: StudentFindings | ClassFindings) -> str:
    return "\n".join(make() for make in html_pages(findings, THEME, TODAY).values())


def markdown_of(findings: StudentFindings | ClassFindings) -> str:
    return markdown_report(findings, TODAY)


def bytes_of(findings: StudentFindings | ClassFindings, created: datetime | None = None) -> bytes:
    return xlsx_report(findings, THEME, TODAY, created)


def book_of(findings: StudentFindings | ClassFindings) -> Any:
    """Return the spreadsheet as openpyxl reads it; Any, because its stubs lack charts and custom properties."""
    return load_workbook(BytesIO(bytes_of(findings)))


class Page(HTMLParser):
    """Reads a page and notes what is not in order: tags left open, ids given twice, links to nowhere."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    def all(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute))]


EVERY = [student, classroom]


def said_by(findings: StudentFindings | ClassFindings) -> dict[str, str]:
    """Return all that each of the three forms says, as one line of words."""
    cells = (str(c.value) for sheet in book_of(findings) for row in sheet.iter_rows() for c in row if c.value)
    html = " ".join(Page(html_of(findings)).words)
    forms = {"html": html, "md": markdown_of(findings), "xlsx": " | ".join(cells)}
    return {form: " ".join(text.split()) for form, text in forms.items()}


# HTML


@pytest.mark.parametrize("made", EVERY)
@pytest.mark.parametrize("text", ["Plain words", SCRIPT, '"><img src=x onerror=alert(1)>', "]]><!--", "&lt;b&gt;"])
def test_html_is_whole_and_shows_text_as_typed(made: Any, text: str) -> None:
    pages = {place: Page(make()) for place, make in html_pages(made(text), THEME, TODAY).items()}
    ids = {place: page.all("id") for place, page in pages.items()}
    for place, page in pages.items():
        assert page.open == []
        names = {tag for tag, _ in page.tags}
        assert not names & {"img", "iframe", "link", "object", "form", "base"}
        # Only the class's tables can be sorted, by the script that its policy names.
        assert sum(tag == "script" for tag, _ in page.tags) == (len(pages) > 1 and place == "report.html")
        assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on")]
        assert len(ids[place]) == len(set(ids[place]))
        for target, mark in (href.split("#") if "#" in href else (href, "") for href in page.all("href")):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(place), target)) if target else place
            assert not mark or mark in ids[other]
            assert other in pages
        assert not page.all("src")
    assert any(text in "".join(page.words) for page in pages.values())


@pytest.mark.parametrize("made", EVERY)
def test_html_needs_nothing_from_elsewhere(made: Any) -> None:
    text = html_of(made())
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text
    assert not re.search(r"https?:|url\(|@import|@font-face", text)
    assert f"#{THEME.colors['ink']}" in text


def test_every_chart_says_its_figures_in_words() -> None:
    page = Page(html_of(student()))
    drawn = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert len(drawn) == 7
    assert all(a["role"] == "img" and a["aria-label"] for a in drawn)
    assert sum(tag == "title" for tag, _ in page.tags) == len(drawn) + 1
    said = " ".join(str(a["aria-label"]) for a in drawn)
    assert "Plain words 2 to 5; Sam Ortiz 4 to 3" in said
    assert "2 upsides, 1 downside" in said
    assert "Facets covered: 1 of 12" in said


def test_html_says_the_figures() -> None:
    words_of = " ".join("".join(Page(html_of(student())).words).split())
    for expected in (
        "Ana Lopez", "as of November 20, 2026", "tomorrow Nov 21, 2026", "not enough to decide yet", "make it stronger",
        "Contacts L6", "not sent yet", "sent on time Nov 11, 2026", "you rated it 2 after Sam Ortiz",
    ):  # fmt: skip
        assert expected in words_of


def test_a_class_has_a_page_for_each_student() -> None:
    pages = html_pages(classroom(), THEME, TODAY)
    index, *places = pages
    assert places == ["students/cy.html", "students/lopez-ana.html", "students/words-plain.html"]
    assert set(places) <= set(Page(pages[index]()).all("href"))
    assert "broken.xlsx" in "".join(Page(pages[index]()).words)
    assert "../report.html#students" in Page(pages[places[0]]()).all("href")


def test_students_with_the_same_figures_have_links_of_their_own() -> None:
    twins = class_findings([a_full_reading(), a_full_reading()], TODAY)
    links = Page(html_pages(twins, THEME, TODAY)["report.html"]()).all("href")
    first, second = (
        links.count(f"students/{name}.html") for name in ("lopez-ana-ana-lopez-xlsx", "lopez-ana-ana-lopez-xlsx-2")
    )
    assert first == second >= 2


@pytest.mark.parametrize("template", ["complete", "essentials"])
def test_an_empty_workbook_gets_words_instead_of_empty_frames(template: str) -> None:
    text = html_of(student_findings(a_reading(template=template), TODAY))
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"svg", "table"}
    assert text.count('class="empty"') >= 7
    assert ("Practice" in "".join(page.words)) == (template == "complete")


@pytest.mark.parametrize("made", EVERY)
def test_characters_that_no_file_may_hold_are_dropped(made: Any) -> None:
    found = made("a\x00\x07b\ud800c\ufffed\x1b")
    assert ("abcd" in html_of(found), "abcd" in markdown_of(found)) == (True, True)
    for text in (html_of(found), markdown_of(found)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe]", text)
    assert "abcd" in [c.value for row in book_of(found)["Due"].iter_rows() for c in row]


# Markdown


@pytest.mark.parametrize("made", EVERY)
def test_markdown_tables_stay_tables(made: Any) -> None:
    text = markdown_of(made(PIPE))
    blocks = [b.splitlines() for b in text.split("\n\n") if b.lstrip().startswith("|")]
    assert len(blocks) >= 6
    for lines in blocks:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1, lines
        assert re.fullmatch(r"\|( -{3,} \|)+", lines[1])
        assert len({len(line) for line in lines}) == 1
    assert r"a\|b c" in text


@pytest.mark.parametrize("made", EVERY)
def test_markdown_holds_no_markup_of_theirs(made: Any) -> None:
    text = markdown_of(made(f"{SCRIPT} [x](javascript:y) *b* `c` # h"))
    assert "<script" not in text
    assert not re.search(r"(?<!\\)\]\(", text)
    assert "*b*" not in text
    assert not re.search(r"\n{3,}", text)


@pytest.mark.parametrize(
    ("typed", "inside", "at_the_start"),
    [
        ("# Title", "# Title", r"\# Title"),
        ("1. First", "1. First", r"\1. First"),
        ("- x", "- x", r"\- x"),
        ("a_b*c", r"a\_b\*c", r"a\_b\*c"),
        ("R&D &amp; <b>", "R&D &amp;amp; &lt;b&gt;", "R&D &amp;amp; &lt;b&gt;"),
        ("a\\|b", r"a\\\|b", r"a\\\|b"),
    ],
)
def test_markdown_escapes(typed: str, inside: str, at_the_start: str) -> None:
    assert (inline(typed), escape(typed)) == (inside, at_the_start)


def test_markdown_tables_are_aligned_by_what_is_seen() -> None:
    lines = md_table([("漢字", 4.25), ("ab", None)], {"Name": "0", "Mean": "1"}).splitlines()
    assert lines == ["| Name | Mean |", "| ---- | ---- |", "| 漢字 | 4.3  |", f"| ab   | {report_wording.NOTHING}    |"]


# Spreadsheets


def test_xlsx_has_a_sheet_for_each_part_with_native_charts() -> None:
    book = book_of(student())
    assert book.sheetnames == ["Summary", "Due", "Interviews", "Job preview", "PEAKS", "Network", "Problems"]
    drawn = {sheet.title: len(sheet._charts) for sheet in book.worksheets}
    assert {t for t, n in drawn.items() if n} == {"Summary", "Interviews", "Job preview", "PEAKS", "Network"}
    assert book.custom_doc_props[REPORT_PROPERTY].value == "student"
    assert book_of(classroom()).sheetnames == [
        "Class", "Start here", "Students", "Due", "Fields", "PEAKS", "Employers", "On several lists", "Problems",
    ]  # fmt: skip


def test_xlsx_holds_true_figures() -> None:
    book = book_of(student())
    rows = list(book["Interviews"].iter_rows(min_row=4, max_row=6))
    header = {c.value: n for n, c in enumerate(rows[0])}
    first = rows[1]
    assert first[header["Date"]].value == datetime(2026, 11, 9)  # noqa: DTZ001 (a spreadsheet's dates have no zone)
    assert first[header["Date"]].number_format == "mmm d, yyyy"
    assert (first[header["Interest before"]].value, first[header["Change"]].value) == (2, 3)
    assert first[header["Change"]].number_format == "+0;-0;0"
    assert book["Interviews"].freeze_panes == "B5"
    assert book["Interviews"].auto_filter.ref == "A4:P6"
    field = [c.value for c in next(book["Job preview"].iter_rows(min_row=6, max_row=6))]
    assert field[1:6] == [2, pytest.approx(1 / 12), 0.5, 2, 1]


@pytest.mark.parametrize("made", EVERY)
@pytest.mark.parametrize("text", [FORMULA, "+1", "-2", "@x", "https://x.example", "https://x.example/" + "y" * 3000])
def test_xlsx_text_is_never_a_formula_or_a_link(made: Any, text: str) -> None:
    book = book_of(made(text))
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [c.coordinate for c in cells if c.data_type == "f" or c.hyperlink]
    assert [c.data_type for c in cells if c.value == text]
    assert {c.data_type for c in cells if c.value == text} == {"s"}


def test_xlsx_takes_texts_and_days_that_no_cell_can_hold() -> None:
    reading = a_reading(contacts=[{"name": "x" * 40_000, "next_step": "Go", "next_step_due": date(1815, 6, 18)}])
    sheet = book_of(student_findings(reading, TODAY))["Due"]
    assert (sheet["A5"].value, len(sheet["E5"].value)) == ("1815-06-18", 32_000)


@pytest.mark.parametrize("template", ["complete", "essentials"])
def test_xlsx_of_an_empty_workbook_has_words_and_no_chart(template: str) -> None:
    book = book_of(student_findings(a_reading(template=template), TODAY))
    assert not [sheet.title for sheet in book.worksheets if sheet._charts]
    assert all(sheet.max_row >= 4 for sheet in book.worksheets)
    assert ("Job preview" in book.sheetnames) == (template == "complete")


# All of them


@pytest.mark.parametrize("made", EVERY)
def test_nothing_private_is_in_any_report(made: Any) -> None:
    found = made()
    xlsx = zipfile.ZipFile(BytesIO(bytes_of(found)))
    parts = b"".join(xlsx.read(n) for n in xlsx.namelist()).decode()
    for text in (html_of(found), markdown_of(found), parts):
        assert CANARY not in text
        assert "private cell" in text


@pytest.mark.parametrize("made", EVERY)
def test_reports_are_the_same_from_run_to_run(made: Any) -> None:
    moment = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert html_of(made()) == html_of(made())
    assert markdown_of(made()) == markdown_of(made())
    assert bytes_of(made(), moment) == bytes_of(made(), moment)
    created = load_workbook(BytesIO(bytes_of(made(), moment))).properties.created
    assert created is not None
    assert created.replace(tzinfo=UTC) == moment


def test_the_shipped_words_of_a_class_without_readable_files() -> None:
    found = class_findings([UNREADABLE], TODAY)
    assert "We couldn&#39;t read any workbook." in html_of(found)
    assert "We couldn't read any workbook." in markdown_of(found)
    assert "broken.xlsx" in [c.value for row in book_of(found)["Class"].iter_rows() for c in row]


def test_students_of_one_name_are_told_apart_in_every_form() -> None:
    ana = {
        "start": {"due": TODAY},
        "contacts": [{"name": "Dana", "next_step": "Go", "next_step_due": date(2026, 11, 2)}],
    }
    problem = Problem("x", "error", "It does not fit.", "Fix it.", "Contacts", "N7")
    twins = [a_reading("Ana", student_id=n, problems=[problem], **ana) for n in ("R1", "R2")]  # type: ignore[arg-type]
    c = class_findings([*twins, a_reading("Ben"), a_reading("Ben Q", student_id="")], TODAY)
    index = " ".join(Page(html_pages(c, THEME, TODAY)["report.html"]()).words)
    for form, text in (said_by(c) | {"html": index}).items():
        assert text.count("Ana (R1)") >= 2, form
        assert text.count("Ana (R1)") == text.count("Ana (R2)"), form
        assert not re.search(r"Ana(?! \(R[12]\))\b", text), form
        assert "Ben (" not in text, form


def test_people_without_a_status_are_counted_below_the_chart() -> None:
    two = a_reading(
        "Ana", contacts=[{"name": "A", "status": "Thanked"}, {"name": "B"}, {"name": "C", "status": Unfit("?")}]
    )
    one = a_reading("Ben", contacts=[{"name": "A"}])
    for text in said_by(student_findings(two, TODAY)).values():
        assert "1 person has no status yet. 1 person has a status we couldn't read." in text
    for text in said_by(student_findings(one, TODAY)).values():
        assert "1 person has no status yet." in text
        assert "No contacts yet." not in text
    for text in said_by(class_findings([two, one], TODAY)).values():
        assert "2 people have no status yet. 1 person has a status we couldn't read." in text
    for text in said_by(class_findings([a_reading(contacts=[{"name": "A", "status": "Thanked"}])], TODAY)).values():
        assert "no status" not in text


def test_a_thank_you_from_before_the_talk_is_neither_on_time_nor_late() -> None:
    interview = {"contact": "A", "status": "Completed", "date": date(2026, 11, 9), "thank_you_sent": date(2026, 11, 8)}
    found = student_findings(a_reading(interviews=[interview]), TODAY)
    for text in said_by(found).values():
        assert "check the date" in text
        assert "sent on time" not in text.replace("Thank-yous sent on time", "")
    figures = {row[0].value: row[1].value for row in book_of(found)["Summary"].iter_rows() if len(row) > 1}
    assert [figures[f"Thank-yous sent {how}"] for how in ("on time", "late")] == [0, 0]
    assert figures["Thank-yous sent, date to check"] == 1


def test_verdicts_are_the_same_words_in_every_form() -> None:
    skill = {"category": "Skills"}
    wanted = [{**skill, "contact": "A", "quality": q, "importance": 5} for q in ("One", "Two", "Three")]
    mine = [
        {**skill, "quality": "One", "document": "Essay", "strength": 5},
        {**skill, "quality": "Two", "document": "Note", "strength": 1},
        {**skill, "quality": "Four", "document": "Poem", "strength": 1},
    ]
    found = student_findings(a_reading(peaks_wanted=wanted, peaks_mine=mine), TODAY)
    for form, text in said_by(found).items():
        for verdict in report_wording.VERDICTS:
            assert verdict in text, (form, verdict)
    legend = said_by(found)["html"]
    for verdict, (_, meaning) in report_wording.VERDICTS.items():
        assert re.search(f"{verdict} [0-9]+ qualit(y|ies) {meaning}", legend)


def test_the_class_names_its_parts_and_labels_its_cards() -> None:
    page = html_of(classroom())
    assert '<a href="#first">Start here</a>' in page
    students = page[page.index('<table class="stack students sortable">') :].partition("</table>")[0]
    labels = re.findall(r'\.students td:nth-of-type\(\d\)::before { content: "([^"]+)"', page)
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)</th>", students)
    assert labels == heads[1:]
    assert students.count("<td>") == len(labels) * 3


def test_means_have_one_decimal_and_single_talks_whole_numbers() -> None:
    def interview(name: str, before: int, after: int) -> dict[str, Any]:
        return {"contact": name, "status": "Completed", "interest_before": before, "interest_after": after}

    ana = a_reading("Ana", start={"field_1": "Law"}, interviews=[interview("A", 3, 4), interview("B", 5, 4)])
    assert "3 → 4" in html_of(student_findings(ana, TODAY))
    found = class_findings([ana], TODAY)
    page = html_of(found)
    assert "4.0 → 4.0" in page
    assert "Law 4.0 to 4.0" in page
    assert "On average: 4.0 before, 4.0 after." in " ".join(Page(page).words)
    assert re.search(r"\| 4\.0 +\| 4\.0 +\| 0\.0 ", markdown_of(found))


def test_what_has_no_day_that_can_be_read_ends_the_list_of_what_is_due() -> None:
    follow_up = {"contact": "A", "kind": "Keep in touch", "due": Unfit("soonish"), "point": "The new ward"}
    for form, text in said_by(student_findings(a_reading(follow_ups=[follow_up]), TODAY)).items():
        assert "The new ward" in text, form
        assert ("Dates we couldn't read" if form == "md" else "no date") in text, form
    for text in said_by(student_findings(a_reading(), TODAY)).values():
        assert "no date" not in text.lower()


# Charts and words


def test_charts_cope_with_nothing_and_with_much() -> None:
    assert "aria-label" in svg_charts.bars("Nothing", [])
    assert "A 0" in svg_charts.bars("Zero", [svg_charts.CountBar("A", 0)])
    assert "A ? to 3" in svg_charts.changes("One side", [svg_charts.InterestChange("A", None, 3)])
    assert "wanted none, proven 2" in svg_charts.pairs(
        "One side", "wanted", "proven", [svg_charts.ValuePair("A", None, 2)]
    )
    assert svg_charts.line("One", [3]).count("<circle") == 1
    many = svg_charts.heat(
        "Many", ["Autonomy"], [f"P{n}" for n in range(12)], [[svg_charts.HeatCell(True, False, 5)] * 12]
    )
    assert "min-width" in many
    assert "every facet is covered" in many
    assert "nothing yet on Autonomy" in svg_charts.heat("None", ["Autonomy"], ["A"], [[None]])
    assert svg_charts.balance_meter(0, 0).count("<rect") == 2
    assert svg_charts.steps("Steps", 3, 12).count('class="bar"') == 3


def test_chart_labels_are_escaped_and_clipped() -> None:
    drawn = svg_charts.bars("T", [svg_charts.CountBar(f"{SCRIPT} and much more than fits", 1)])
    assert "<script" not in drawn
    assert "…" in drawn


@pytest.mark.parametrize(
    ("value", "figure", "signed", "percent"),
    [
        (None, *[report_wording.NOTHING] * 3), (4, "4", "+4", "400%"), (4.0, "4.0", "+4.0", "400%"),
        (4.25, "4.3", "+4.3", "425%"), (0, "0", "0", "0%"), (0.0, "0.0", "0.0", "0%"), (0.04, "0.0", "0.0", "4%"),
        (0.125, "0.1", "+0.1", "13%"),
    ],
)  # fmt: skip
def test_figures_in_words(value: float | None, figure: str, signed: str, percent: str) -> None:
    assert (report_wording.figure(value), report_wording.signed(value), report_wording.percent(value)) == (
        figure,
        signed,
        percent,
    )


def test_negative_figures_have_a_true_minus() -> None:
    assert (report_wording.signed(-0.25), report_wording.figure(-2), report_wording.signed(-0.01)) == (
        "\u22120.3",
        "\u22122",
        "0.0",
    )


@pytest.mark.parametrize(
    ("days", "said"), [(-2, "2 days overdue"), (-1, "1 day overdue"), (0, "today"), (1, "tomorrow"), (5, "in 5 days")]
)
def test_days_in_words(days: int, said: str) -> None:
    assert report_wording.away(days) == said


# What is noted of an interview, of a facet and of an activity, in every format


def noted(text: str = "") -> StudentFindings:
    """Return findings in which ``text`` stands wherever the second version of the template has room for more."""
    words_ = (
        {k: f"{text} {k}" for k in ("takeaway_2", "takeaway_3", "misconception", "thank_for", "goal")} if text else {}
    )
    board = [{"facet": "Autonomy", "importance": 5}] if text else []
    days = {"activity_by": date(2026, 12, 1)} if text else {}
    reading = a_reading(
        contacts=[{"name": "Dana Lee"}],
        interviews=[
            {"contact": "Dana Lee", "date": date(2026, 11, 9), "status": "Completed", "takeaway": "One", **words_}
        ],
        preview=[{"contact": "Dana Lee", "facet": "Autonomy", "upside": "Free"}],
        preview_board=board,
        peaks_mine=[{"category": "Skills", "quality": "Tact", "activity": "Tutor", **days}],
    )
    return student_findings(reading, TODAY)


@pytest.mark.parametrize("key", ["takeaway_2", "takeaway_3", "misconception", "thank_for", "goal"])
def test_the_debrief_is_in_every_report(key: str) -> None:
    for kind, said in said_by(noted("<b>|")).items():
        escaped = {"md": "&lt;b&gt;\\| " + key.replace("_", "\\_")}.get(kind, f"<b>| {key}")
        assert escaped in said, kind


def test_what_matters_and_what_will_be_done_is_in_every_report() -> None:
    for kind, said in said_by(noted("x")).items():
        assert "no downside heard yet" in said, kind
        assert "Tutor (by Dec 1, 2026)" in said, kind
        assert "Will do" in said, kind


def test_nothing_is_said_of_what_is_not_noted() -> None:
    headings = r"To learn|Had wrong|had wrong|thank for|Second takeaway|[Mm]atters|Will do|wanted to learn"
    for kind, said in said_by(noted()).items():
        assert not re.findall(headings, said), kind


# Workbooks with little in them


def spoken(**given: Any) -> dict[str, str]:
    return said_by(student_findings(a_reading(**given), TODAY))


def test_a_new_workbook_is_greeted_with_a_first_step() -> None:
    for style, text in spoken(start={"field_1": "Nursing"}).items():
        assert "A good start: list three people" in text, style
        assert "Give each person on the list" not in text, style
        assert "0 of 12" not in text, style
        assert "No interviews completed yet." in text, style


def test_people_without_a_field_and_status_are_told_kindly() -> None:
    for style, text in spoken(contacts=[{"name": "Dana Lee"}, {"name": "Sam Ortiz"}]).items():
        assert "2 people have no status yet." in text, style
        assert "we can read" not in text, style
        assert "No field yet" in text, style
        assert "There is no field for Dana Lee and Sam Ortiz yet." in text, style
        assert "enough to decide yet" not in text, style


def test_what_is_heard_of_nobody_known_belongs_to_no_field() -> None:
    heard = [{"contact": "Dana Leee", "facet": "Autonomy", "upside": "Free hands."}]
    start = {"field_1": "Nursing", "field_2": "Teaching"}
    for style, text in spoken(start=start, contacts=[{"name": "Sam", "field": "Nursing"}], preview=heard).items():
        assert "There is no field for Dana Leee yet." in text, style
        assert "Free hands." in text, style


def test_a_talk_without_a_preview_is_asked_for_one() -> None:
    interview = {"contact": "Dana Lee", "date": date(2026, 11, 9), "status": "Completed"}
    for style, text in spoken(
        start={"field_1": "Nursing"}, contacts=[{"name": "Dana Lee"}], interviews=[interview]
    ).items():
        assert "You haven't noted any ups or downs from your interviews yet." in text, style
        assert "0 of 12" not in text, style


def test_what_counts_as_overdue_is_said_where_something_is() -> None:
    late = a_reading("Ana", leads=[{"lead": "Open day", "due": date(2026, 11, 2)}])
    for findings in (student_findings(late, TODAY), class_findings([late, a_reading("Bo")], TODAY)):
        for style, text in said_by(findings).items():
            assert ("folio check warns about" in text) == (style != "xlsx"), style
    for text in said_by(student_findings(a_reading(leads=[{"lead": "Open day"}]), TODAY)).values():
        assert "folio check warns about" not in text


def test_nobody_who_filled_in_something_is_told_of_as_not_started() -> None:
    strengths = [{"category": "Skills", "quality": "Writing", "rating": 3}]
    (section,) = class_findings([a_reading("Ana", peaks_mine=strengths), a_reading("Cy")], TODAY).needs
    assert [(g.cause, [n.name for n in g.needs]) for g in section.groups] == [("Not started", ["Cy"])]


def test_who_has_no_talk_yet_is_named_once_others_have() -> None:
    interview = {
        "contact": "Dana",
        "date": date(2026, 11, 9),
        "status": "Completed",
        "thank_you_sent": date(2026, 11, 9),
    }
    begun, new = a_reading("Bo", contacts=[{"name": "Dana"}]), a_reading("Cy")
    found = class_findings([a_reading("Ana", interviews=[interview]), begun, new], TODAY)
    page = " ".join(" ".join(Page(html_pages(found, THEME, TODAY)["report.html"]()).words).split())
    first = page.split("Start here")[2]
    assert "1 Not started Ask what keeps them from starting. Cy nothing is filled in yet" in first
    assert "1 No interview yet Everyone else has had one: help them ask a first person. Bo 1 contact, 0 asked" in first
    assert "No interview yet" not in html_of(class_findings([begun, new], TODAY))
    unread = {**interview, "status": Unfit("helt")}
    held = class_findings([a_reading("Ana", interviews=[interview]), a_reading("Di", interviews=[unread])], TODAY)
    assert held.in_need(NO_INTERVIEW) == ()


def test_ups_and_downs_of_the_interest_are_told_where_their_mean_stays_the_same() -> None:
    moved = [("Ana", 4, 5, "They listen."), ("Ben", 5, 3, "No daylight."), ("Cy", 3, 4, None), ("Di", 4, 4, "Calm.")]
    held = [
        {"contact": who, "date": date(2026, 11, 2 + i), "status": "Completed", "interest_before": before,
         "interest_after": after, "takeaway": takeaway}
        for i, (who, before, after, takeaway) in enumerate(moved)
    ]  # fmt: skip
    stories = [
        "Ana raised it from 4 to 5: They listen.", "Ben lowered it from 5 to 3: No daylight.",
        "Cy raised it from 3 to 4: no takeaway yet", "Di kept it at 4: Calm.",
    ]  # fmt: skip
    summary = "Your interest: 2 interviews raised it, 1 interview lowered it, and 1 interview kept it."
    for style, text in spoken(start={"field_1": "Nursing"}, interviews=held).items():
        assert [s for s in stories if s not in text] == [], style
        assert (summary in text) == (style != "xlsx"), style
        assert "from 4.0 to 4.0" not in text, style


def test_what_was_said_stands_beside_what_was_read_and_beside_each_gap() -> None:
    row = {"contact": "Sam", "facet": "Autonomy", "downside": "Every step is signed off.", "agreement": "Rebuts it"}
    board = [{"facet": "Autonomy", "read_elsewhere": "You work alone."}]
    wanted = {"contact": "Sam", "category": "Skills", "quality": "Tact", "importance": 5, "words": "Say it kindly."}
    for style, text in spoken(
        contacts=[{"name": "Sam"}], preview=[row], preview_board=board, peaks_wanted=[wanted]
    ).items():
        said = "what you had read (“You work alone.”): “Every step is signed off.”"
        assert said in text, style
        assert "Sam: Say it kindly." in text, style


def test_what_nobody_has_confirmed_is_said_in_words() -> None:
    heard = [{"contact": "Dana Lee", "facet": "Autonomy", "upside": "Free hands."}]
    for style, text in spoken(contacts=[{"name": "Dana Lee"}], preview=heard).items():
        assert ("no facet yet heard from two people or more" in text) == (style != "xlsx"), style


def test_after_the_first_five_steps_the_others_are_folded() -> None:
    planned = [
        {"quality": f"Q{n}", "activity": f"Tutor for term {n}", "activity_by": date(2027, 3, n)} for n in range(1, 8)
    ]
    page = html_of(student_findings(a_reading(peaks_mine=planned), TODAY))
    first, _, rest = page.partition("What to do next")[2].partition("</section>")[0].partition("<details")
    assert [f"Tutor for term {n}" in first for n in range(1, 8)] == [True] * 5 + [False] * 2
    assert "2 more" in rest
    assert rest.count("Tutor for term") == 2
    assert "Mar 7, 2027" in rest


def test_every_report_says_the_state_of_a_thank_you_in_the_same_words() -> None:
    interview = {"contact": "Dana Lee", "date": date(2026, 11, 9), "status": "Completed"}
    for style, text in spoken(contacts=[{"name": "Dana Lee"}], interviews=[interview]).items():
        assert "not sent yet" in text, style
        assert "missing" not in text, style
