"""The page that a student keeps on a phone: what stands first, letters, pages to take along, the calendar."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from base64 import b64decode
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_from_string

from folio.exit_codes import ExitCode
from folio.insight.student_findings import student_findings
from folio.output.report.report_wording import what_is_missing, where_you_stand
from tests.browser import Browser
from tests.conftest import Folio, open_book
from tests.readings import CANARY, a_reading
from tests.test_class_pages import printed
from tests.test_pages import AXE, axe  # noqa: F401 - a fixture
from tests.workbooks import at, make

RIVERSIDE = Path(__file__).resolve().parent.parent / "samples" / "riverside"
ANA = RIVERSIDE / "Ana Lopez.xlsx"
TODAY = date(2026, 11, 20)
DAY = ("--today", str(TODAY))
LIMIT = 400_000
HELD = {"date": date(2026, 11, 1), "status": "Completed", "interest_after": 4, "takeaway": "They listen."}
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => (one.open = true));"
PHONES = (320, 390)


def page_of(folio: Folio, workbook: Path, *options: str, out: str = "out") -> str:
    result = folio("report", workbook, "--out", out, *DAY, *options)
    assert result.code in (ExitCode.OK, ExitCode.PROBLEMS), result.err
    return Path(out, "report.html").read_text(encoding="utf-8")


def words_of(page: str) -> str:
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


@pytest.fixture
def ana(folio: Folio, tmp_path: Path) -> Path:
    page_of(folio, ANA)
    return tmp_path / "out" / "report.html"


# What stands first


def test_the_verdict_and_five_steps_come_first_then_links_to_the_rest(folio: Folio) -> None:
    page = page_of(folio, ANA)
    top, _, rest = page.partition('<nav class="jumps"')
    assert re.search(r'class="lead">You&#39;ve completed 5 interviews: there isn&#39;t enough', top)
    first, _, folded = top.partition("<details")
    assert first.count("<li>") == 5
    due = at("follow_ups", "due", 9)
    assert re.search(rf"Nov 18, 2026.*Grace Abernathy: Keep in touch.*Follow-ups</span> {due}", first, re.DOTALL)
    assert f"{folded.partition('</details>')[0].count('<li>')} more" in folded
    links = re.findall(r'<li><a href="#([^"]+)">', rest.partition("</nav>")[0])
    assert links[:3] == ["letters", "take-along", "calendar"]
    assert [link for link in links if f'id="{link}"' not in page] == []


def test_an_empty_workbook_says_how_to_begin_and_has_nothing_that_is_empty(folio: Folio, tmp_path: Path) -> None:
    folio("new", "empty.xlsx", "--name", "Bo Ray", "--field", "nursing")
    page = page_of(folio, tmp_path / "empty.xlsx")
    assert "Nobody is on your list yet, so it's too early to decide about nursing." in words_of(page)
    assert "list three people whose work interests you" in page
    assert all(f'id="{part}"' not in page for part in ("letters", "take-along", "calendar"))
    assert "data:text/calendar" not in page


def stands(**content: Any) -> str:
    return where_you_stand(student_findings(a_reading(**content), TODAY))


NURSE = {"name": "Kim Wu", "field": "nursing"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "Nobody is on your list yet, so it's too early to decide about a field."),
        (
            {"contacts": [NURSE], "start": {"field_1": "nursing", "field_2": "law"}},
            "You have 1 person on your list and no interview behind you, so it's too early to decide about nursing and law.",
        ),
        (
            {"contacts": [{"name": "Kim Wu"}], "interviews": [HELD | {"contact": "Kim Wu"}]},
            "You've completed 1 interview: name the field you're exploring on Start, so that they add up.",
        ),
        (
            {"contacts": [NURSE], "interviews": [HELD | {"contact": "Kim Wu"}]},
            "You've completed 1 interview: there isn't enough to decide about nursing yet.",
        ),
        (
            {
                "template": "essentials", "contacts": [NURSE, NURSE | {"name": "Al"}],
                "interviews": [HELD | {"contact": "Kim Wu"}, HELD | {"contact": "Al"}],
            },
            "You've completed 2 interviews: whether you heard both sides of nursing is for you to judge.",
        ),
    ],
)  # fmt: skip
def test_the_verdict_says_what_was_done_and_whether_it_is_enough(content: dict[str, Any], said: str) -> None:
    assert stands(**content) == said


def test_the_verdict_tells_the_fields_apart() -> None:
    people = [NURSE, NURSE | {"name": "Al"}, {"name": "Vet", "field": "vet medicine"}]
    heard = [
        {"contact": name, "facet": facet, "upside": "Good.", "downside": "Bad.", "rating": 3}
        for name in ("Kim Wu", "Al")
        for facet in (
            "Typical tasks", "Hours and schedule", "Pay and benefits", "Pace and stress", "Autonomy",
            "People and supervision", "Culture and unwritten rules", "Physical setting and travel",
        )
    ]  # fmt: skip
    content: dict[str, Any] = {
        "contacts": people,
        "interviews": [HELD | {"contact": p["name"]} for p in people],
        "preview": heard,
    }
    said = "there is enough to decide about nursing, but there isn't enough to decide about vet medicine yet."
    assert stands(**content) == f"You've completed 3 interviews: {said}"
    lacks = what_is_missing(student_findings(a_reading(**content), TODAY))
    assert lacks.startswith("Next for vet medicine: Only one person so far.")


def test_every_form_of_the_report_has_the_verdict(folio: Folio, tmp_path: Path) -> None:
    page_of(folio, ANA, "--format", "html,md,xlsx")
    said = "You've completed 5 interviews: there isn't enough to decide about Nursing and Veterinary medicine yet."
    assert said in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    sheet = open_book(tmp_path / "out" / "report.xlsx")["Summary"]
    assert said in [cell.value for row in sheet.iter_rows() for cell in row]


# Letters, calendar, and who gets them


def test_the_letters_are_those_that_folio_letters_drafts(folio: Folio, tmp_path: Path) -> None:
    page = html.unescape(re.sub(r"</?mark>", "", page_of(folio, ANA)))
    folio("letters", ANA, "--out", "letters", "--format", "txt", *DAY)
    drafts = sorted((tmp_path / "letters").glob("*.txt"))
    assert len(drafts) == 5
    for draft in drafts:
        head, _, body = draft.read_text(encoding="utf-8").partition("\n\n")
        assert f">{body.strip()}</div>" in page
        assert head.partition("Subject: ")[2].partition("\n")[0] in page
    assert page.count("Ready to read") == 4
    assert page.index("Ready to read") < page.index("2 things to look at")
    assert '<a class="draft" href="#letter-reminder-teresa-mwangi">open the draft</a>' in page


def test_the_calendar_is_that_of_folio_due(folio: Folio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795176000")
    page = page_of(folio, ANA)
    (name, data) = re.findall(r'download="([^"]+)" href="data:text/calendar;charset=utf-8;base64,([^"]+)"', page)[0]
    assert name == "ana-lopez-calendar.ics"
    assert b64decode(data).decode() == folio("due", ANA, "--format", "ics", *DAY).out
    assert page == page_of(folio, ANA, out="again")


@pytest.mark.parametrize("path", sorted(RIVERSIDE.glob("*.[xo][ld]s*")), ids=lambda path: path.stem)
def test_each_page_of_the_sample_class_is_one_light_file(path: Path, folio: Folio, tmp_path: Path) -> None:
    if folio("report", path, "--out", "out", *DAY).code == ExitCode.UNREADABLE:
        return
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert 20_000 < len(text.encode()) < LIMIT
    assert not re.search(r"""\bsrc\s*=|url\(|@import|<link""", text)
    links = re.findall(r'href="([^"#]+)', text)
    assert [link for link in links if not re.match(r"mailto:|tel:|https://|data:text/calendar;", link)] == []


def test_a_class_and_others_get_no_letters(folio: Folio, tmp_path: Path) -> None:
    folio("report", RIVERSIDE, "--out", "class", *DAY)
    folio("report", ANA, "--out", "family", "--audience", "family", *DAY)
    of_class = (tmp_path / "class/students/lopez-ana.html").read_text(encoding="utf-8")
    assert 'class="lead"' in of_class
    for page in (of_class, (tmp_path / "family/report.html").read_text(encoding="utf-8")):
        assert all(part not in page for part in ("mailto:", "text/calendar", "data-notes", "<script", "Dear "))
    folio("report", RIVERSIDE, "--student", "Ana Lopez", "--out", "one", *DAY)
    one = (tmp_path / "one/report-ana-lopez.html").read_text(encoding="utf-8")
    assert one.count("data-notes=") == 1


def test_nothing_private_is_on_the_page(folio: Folio, tmp_path: Path) -> None:
    content: dict[str, Any] = {
        "contacts": [{"name": "Sam Ortiz", "status": "Scheduled", "private_notes": CANARY}],
        "interviews": [{"contact": "Sam Ortiz", "date": date(2026, 12, 3), "private_notes": CANARY}],
    }
    (tmp_path / "a.xlsx").write_bytes(make(content))
    page = page_of(folio, tmp_path / "a.xlsx")
    assert "data-notes" in page
    assert CANARY not in page


# On a phone and a laptop


@pytest.mark.parametrize("width", [*PHONES, 1280])
@pytest.mark.parametrize("workbook", ["ana", "empty"])
def test_nothing_is_wider_than_the_screen_and_what_is_pressed_is_large(
    width: int, workbook: str, folio: Folio, browser: Browser, tmp_path: Path
) -> None:
    folio("new", "empty.xlsx", "--name", "Bo Ray", "--field", "nursing")
    page_of(folio, ANA if workbook == "ana" else tmp_path / "empty.xlsx")
    ask = f"""(() => {{ {OPEN_ALL}
      const small = [...document.querySelectorAll("summary, .ways input, .ways a, .jumps a, textarea, input")]
        .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 44)
        .map((it) => it.outerHTML.slice(0, 200));
      return [document.documentElement.scrollWidth, small]; }})()"""
    page = browser.open((tmp_path / "out/report.html").as_uri(), ask, width=width, prints=False)
    assert page.answer == [width, []]
    assert page.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_when_all_is_unfolded(width: int, ana: Path, browser: Browser, axe: str) -> None:  # noqa: F811
    assert axe.endswith(AXE)
    assert browser.open(ana.as_uri(), OPEN_ALL + axe, width=width, prints=False).answer == []


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(ana: Path, browser: Browser) -> None:
    ask = """(() => {
      const stops = [...document.querySelectorAll("a[href], summary, input, textarea, button, [tabindex]")]
        .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.disabled);
      const shown = stops.map((it) => { it.focus({ focusVisible: true });
        return document.activeElement === it && getComputedStyle(it).outlineStyle !== "none"; });
      return [stops.map((it) => it.textContent.trim()).slice(0, 2), shown.every(Boolean), stops.length,
              document.querySelectorAll("[tabindex]:not([tabindex='0'])").length]; })()"""
    (first, shown, count, jumping) = browser.open(ana.as_uri(), ask, prints=False).answer
    assert first == ["Skip to what to do next", "open the draft"]
    assert shown
    assert count > 25
    assert jumping == 0


def test_a_link_to_a_draft_unfolds_it(ana: Path, browser: Browser) -> None:
    ask = """(async () => {
      const link = document.querySelector("a.draft"), letter = document.getElementById(link.hash.slice(1));
      const before = letter.open;
      link.click();
      await new Promise((done) => setTimeout(done, 50));
      return [before, letter.open]; })()"""
    assert browser.open(ana.as_uri(), ask, prints=False).answer == [False, True]


def test_a_letter_is_copied_with_one_press(ana: Path, browser: Browser) -> None:
    ask = """(async () => {
      let taken = "";
      Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { taken = text; } } });
      const button = document.querySelector("input[data-copy]");
      button.click();
      await new Promise((done) => setTimeout(done, 50));
      return [taken, document.getElementById(button.dataset.said).textContent]; })()"""
    taken, said = browser.open(ana.as_uri(), ask, prints=False).answer
    assert taken.startswith("Dear ")
    assert taken.endswith("Ana Lopez")
    assert said == "Copied."


def test_without_scripts_letters_are_there_and_no_button_is_dead(ana: Path, browser: Browser) -> None:
    ask = (
        OPEN_ALL
        + """[document.body.innerText,
      [...document.querySelectorAll("input, textarea")].filter((it) => it.checkVisibility()).length]"""
    )
    words, inputs = browser.open(ana.as_uri(), ask, scripts=False, prints=False).answer
    assert "Dear Grace Abernathy" in words
    assert "which sign of reliability settles it?" in words
    assert inputs == 0


def test_it_prints_on_one_sheet_of_paper_without_letters(ana: Path, browser: Browser) -> None:
    sheets, text = printed(browser, ana, (8.5, 11.0))
    assert sheets == 1
    assert "One sheet of a longer report." in text
    assert "Dear Grace" not in text


# Room to type


TYPE = """(async () => {{
  let taken = "";
  Object.defineProperty(navigator, "clipboard", {{ value: {{ writeText: async (text) => {{ taken = text; }} }} }});
  const area = document.querySelector("[data-notes]");
  const typed = {typed};
  const fields = [...area.querySelectorAll("[data-note]")];
  for (const [label, text] of Object.entries(typed)) {{
    const field = fields.find((it) => (it.ariaLabel ?? it.labels[0].firstChild.data.trim()).includes(label));
    field.value = text;
    field.dispatchEvent(new Event("input", {{ bubbles: true }}));
  }}
  const copied = [];
  for (const button of area.querySelectorAll("[data-rows]")) {{
    taken = "";
    button.click();
    await new Promise((done) => setTimeout(done, 20));
    copied.push([button.value, area.querySelector(".told").textContent, taken]);
  }}
  return copied;
}})()"""
TYPED = {
    "Interest after": "5", "Second takeaway": 'He said "apply in May",\nand again in June.', "What I had wrong": "- the list",
    "4. Which first-semester": "Anatomy.\tThey form groups.", "10. May I write": "=Yes, by email",
}  # fmt: skip


def pasted(book: Any, told: str, rows: str) -> None:
    """Put rows where the page said, as a spreadsheet does."""
    sheet, cell = re.findall(r"go to (.+?), click ([A-Z]+\d+)", told)[0]
    column, row = coordinate_from_string(cell)
    start = open_column(column)
    for down, line in enumerate(csv.reader(io.StringIO(rows), delimiter="\t")):
        for right, value in enumerate(line):
            target = book[sheet].cell(row + down, start + right)
            target.value = int(value) if value.isdigit() else value or None


def open_column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@pytest.mark.parametrize("page", ["report", "plan"])
def test_what_is_typed_lands_in_its_cells_and_nothing_else_changes(
    page: str, folio: Folio, browser: Browser, tmp_path: Path
) -> None:
    place = {"report": "out/report.html", "plan": "out/plan-paul-lindgren.html"}[page]
    folio(page, ANA, "--out", "out", *DAY)
    copied = browser.open(
        (tmp_path / place).as_uri(), TYPE.format(typed=json.dumps(TYPED)), width=390, prints=False
    ).answer
    book = open_book(ANA)
    assert {value.partition(", from ")[0] for value, _, _ in copied} == {
        "Copy as rows for Interviews", "Copy as rows for Question plan",
    }  # fmt: skip
    for _, told, rows in copied:
        assert told.startswith("Copied. In your workbook, go to ")
        pasted(book, told, rows)
    book.save("after.xlsx")
    before, after = (json.loads(folio("export", path).out)["workbooks"][0]["tables"] for path in (ANA, "after.xlsx"))
    changed = {
        (key, row["_row"], column): row[column]
        for key, rows in after.items()
        for old, row in zip(before[key], rows, strict=True)
        for column in row
        if row[column] != old.get(column) and not column.startswith("_")
    }
    # With a debrief, the interview was held: the status follows, where nobody typed one.
    assert changed == {
        ("interviews", 11, "status"): "Completed",
        ("contacts", 11, "status"): "Completed",
        ("interviews", 11, "interest_after"): 5,
        ("interviews", 11, "takeaway_2"): 'He said "apply in May",\nand again in June.',
        ("interviews", 11, "misconception"): "\N{EN DASH} the list",
        ("questions", 23, "answer"): "Anatomy. They form groups.",
        ("questions", 29, "answer"): "'=Yes, by email",
    }


SAM = {"name": "Sam Ortiz", "status": "Scheduled"}


def test_answers_to_questions_for_any_interview_become_rows_of_the_person(
    folio: Folio, browser: Browser, tmp_path: Path
) -> None:
    questions = [
        {"stage": "Need to know", "question": "What is hard?"},
        {"stage": "Obliging", "question": "Thank you."},
    ]
    (tmp_path / "a.xlsx").write_bytes(make({"contacts": [SAM], "questions": questions}))
    folio("report", "a.xlsx", "--out", "out", *DAY)
    ask = TYPE.format(typed=json.dumps({"1. What is hard?": "Nights", "Interest after": "3"}))
    copied = browser.open((tmp_path / "out/report.html").as_uri(), ask, width=390, prints=False).answer
    book = open_book("a.xlsx")
    for value, told, rows in copied:
        if value.startswith("Copy as rows for Question plan"):
            assert told.endswith("the first free row, and paste. It fills 2 rows.")
            pasted(book, told, rows)
        else:
            assert "in the first free row, after you have put Sam Ortiz there" in told
    book.save("after.xlsx")
    rows = json.loads(folio("export", "after.xlsx").out)["workbooks"][0]["tables"]["questions"]
    rows = [row for row in rows if not row.get("_untouched")]
    assert [(row["contact"], row["question"], row["asked"], row["answer"]) for row in rows] == [
        (None, "What is hard?", None, None),
        (None, "Thank you.", None, None),
        ("Sam Ortiz", "What is hard?", True, "Nights"),
        ("Sam Ortiz", "Thank you.", None, None),
    ]


def test_what_is_typed_is_remembered_on_the_device_until_it_is_cleared(ana: Path, browser: Browser) -> None:
    typed = json.dumps({"Surprise": "They laughed."})
    browser.open(ana.as_uri(), TYPE.format(typed=typed), prints=False)
    see = """[...document.querySelectorAll("[data-note=surprise]")].map((it) => it.value)[0]
      + "|" + document.querySelector(".take .told").textContent"""
    assert browser.open(ana.as_uri(), see, prints=False).answer == (
        "They laughed.|What you type is kept on this device only."
    )
    clear = "window.confirm = () => {0}; document.querySelector('[data-clear]').click();" + see
    assert browser.open(ana.as_uri(), clear.format("false"), prints=False).answer.startswith("They laughed.|")
    assert browser.open(ana.as_uri(), clear.format("true"), prints=False).answer == "|Cleared."
    assert browser.open(ana.as_uri(), see, prints=False).answer.startswith("|What you type")


def test_a_note_on_a_question_that_is_gone_is_not_lost(ana: Path, browser: Browser) -> None:
    forget = """(() => { const { notes } = document.querySelector("[data-notes]").dataset;
      localStorage.setItem(notes, JSON.stringify({ qgone: "Ask in May." })); })()"""
    browser.open(ana.as_uri(), forget, prints=False)
    see = "document.querySelector('.take .told').textContent"
    assert browser.open(ana.as_uri(), see, prints=False).answer.endswith("anymore: Ask in May.")
    browser.open(ana.as_uri(), "localStorage.clear()", prints=False)


def test_a_device_that_remembers_nothing_says_so(ana: Path, browser: Browser) -> None:
    spoiled = ana.with_name("spoiled.html")
    text = ana.read_text(encoding="utf-8")
    text = re.sub(r"script-src 'sha256-[^']+'", "script-src 'unsafe-inline'", text)
    refuse = "<script>Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });</script>"
    spoiled.write_text(text.replace("<body>", f"<body>{refuse}"), encoding="utf-8")
    page = browser.open(spoiled.as_uri(), "document.querySelector('.take .told').textContent", prints=False)
    assert page.answer.startswith("This browser doesn't keep what you type")
    assert page.complaints == []


def test_where_a_page_may_not_copy_the_rows_are_shown_to_be_copied(ana: Path, browser: Browser) -> None:
    refuse = "writeText: async (text) => { throw new Error(text); }"
    ask = TYPE.replace("writeText: async (text) => {{ taken = text; }}", refuse.replace("{", "{{").replace("}", "}}"))
    ask = ask.format(typed=json.dumps({"Surprise": "They\nlaughed."})).replace(
        "return copied",
        "const marked = area.querySelector('.marked'); return [marked.hidden, marked.value, copied[0][1]]",
    )
    hidden, rows, told = browser.open(ana.as_uri(), OPEN_ALL + ask, prints=False).answer
    # The cells of a debrief lie side by side: what stands in one of them comes along as it is.
    assert (hidden, rows.strip("\t")) == (False, '4\t\t\t\t"They\nlaughed."')
    assert f"go to Interviews, click {at('interviews', 'interest_before', 11)} (Interest before)" in told
    browser.open(ana.as_uri(), "localStorage.clear()", prints=False)


def test_on_a_phone_a_plan_has_no_lines_to_write_on_and_on_paper_no_fields(
    folio: Folio, browser: Browser, tmp_path: Path
) -> None:
    folio("plan", ANA, "--out", "out", *DAY)
    page = (tmp_path / "out/plan-paul-lindgren.html").as_uri()
    ask = """["textarea", ".room", ".write"].map((it) =>
      [...document.querySelectorAll(it)].filter((one) => one.checkVisibility()).length > 0)"""
    assert browser.open(page, ask, width=390, prints=False).answer == [True, False, False]
    assert browser.open(page, ask, width=390, scripts=False, prints=False).answer == [False, False, False]
    assert browser.open(page, ask, prints=False).answer == [False, True, True]
