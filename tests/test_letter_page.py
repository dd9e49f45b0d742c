"""The page of letters to work from: what is on it, its links, and how large it gets."""

from __future__ import annotations

import email
import html
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from folio.exit_codes import ExitCode
from folio.output.letters.drafts import Draft, NotDrafted, StudentLetters
from folio.output.letters.index_page import LONGEST_LINK, index_pages, mail_link
from folio.output.letters.lint import Finding
from folio.template.loading import load_kit
from tests.browser import Browser
from tests.conftest import Folio
from tests.test_browser import PHONE

RIVERSIDE = Path(__file__).resolve().parent.parent / "samples" / "riverside"
DAY = ("--today", "2026-11-20")
TODAY = date(2026, 11, 20)
BODY = "Dear Dana Lee,\n\nIt's 50% & more: [Say <what>.]\n\nAna"


def draft(**changes: Any) -> Draft:
    given: dict[str, Any] = {
        "kind": "request", "voice": "warm", "contact": "Dana Lee", "to_email": "dana@example.com", "subject": "Hi & bye?",
        "body": BODY, "gaps": ("Say <what>.",), "findings": (), "slug": "request-dana-lee",
    }  # fmt: skip
    return Draft(**given | changes)


def page(*drafts: Draft, without: tuple[NotDrafted, ...] = (), earlier: tuple[str, ...] = ()) -> str:
    one = StudentLetters("Ana.xlsx", "Ana Lopez", "ana@example.org", drafts, without)
    made = index_pages([one], ("txt", "docx"), (), earlier, load_kit("complete").theme, TODAY)
    assert list(made) == ["index.html"]
    return made["index.html"].decode()


@pytest.fixture
def written(folio: Folio, tmp_path: Path) -> Path:
    assert folio("letters", RIVERSIDE / "Ana Lopez.xlsx", "--out", "out", *DAY).code == ExitCode.OK
    return tmp_path / "out"


def test_it_has_each_draft_with_its_text_and_files(written: Path) -> None:
    text = (written / "index.html").read_text(encoding="utf-8")
    drafts = sorted(written.glob("*.txt"))
    assert len(drafts) > 3
    for path in drafts:
        body = path.read_text(encoding="utf-8").partition("\n\n")[2].strip()
        shown = re.sub(r"</?mark>", "", text)
        assert f">{html.escape(body, quote=False)}<".replace("'", "&#39;") in shown.replace("&#34;", '"'), path
        assert f'href="{path.name}"' in text
    assert {p.suffix for p in written.iterdir() if f'href="{p.name}"' in text} == {".txt", ".docx", ".eml"}


def test_all_that_it_links_to_is_there(written: Path) -> None:
    text = (written / "index.html").read_text(encoding="utf-8")
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', text)]
    assert len(links) > 10
    for link in links:
        if link.startswith("#"):
            assert f'id="{link[1:]}"' in text
        elif not link.startswith("mailto:"):
            assert (written / unquote(link)).is_file(), link


def test_a_gap_is_marked_and_nothing_typed_is_markup() -> None:
    text = page(draft())
    assert "It&#39;s 50% &amp; more: <mark>[Say &lt;what&gt;.]</mark>\n\nAna</div>" in text
    assert "Yellow is for you to fill in" in text
    assert "Yellow" not in page(draft(gaps=(), body="Dear Dana"))


def test_it_says_when_to_send_and_where_to_note_it() -> None:
    text = page(
        draft(
            kind="advice-update", send_on=date(2026, 11, 27), covers=("keep-in-touch",),
            to_note=("Follow-ups E3", "Follow-ups E7"),
        ),
        without=(NotDrafted("Kim Wu", "reminder", "They declined."),), earlier=("request-kim-wu.txt",),
    )  # fmt: skip
    assert "Send it on Friday, November 27" in text
    assert "It also serves as the note to keep in touch." in text
    assert "note the date in your workbook: Follow-ups E3 and Follow-ups E7." in text
    assert "<bdi>Kim Wu</bdi></strong>, reminder: <span" in text
    assert '<a href="request-kim-wu.txt">request-kim-wu.txt</a>' in text


@pytest.mark.parametrize(
    ("kind", "to_note", "said"),
    [
        ("request", (), "change the status in Contacts to Requested"),
        ("thank-you", ("Interviews L6",), "note the date in your workbook: Interviews L6."),
        ("keep-in-touch", (), "add it to the follow-ups"),
    ],
)
def test_it_says_where_to_note_what_was_sent(kind: str, to_note: tuple[str, ...], said: str) -> None:
    assert said in page(draft(kind=kind, to_note=to_note))
    assert "After you have sent it" not in page(draft(kind="confirmation"))


def test_an_address_breaks_before_its_signs() -> None:
    assert "Dana Lee &lt;dana<wbr>.lee<wbr>@example<wbr>.com&gt;" in page(draft(to_email="dana.lee@example.com"))
    assert ">Dr. &lt;b&gt;</dd>" in page(draft(contact="Dr. <b>", to_email=""))


def test_both_indexes_name_the_same_cells_for_a_letter_that_serves_two_ends(folio: Folio, tmp_path: Path) -> None:
    folio("letters", RIVERSIDE, "--out", "out", *DAY)
    serve = re.findall(r"It also serves as .*", (tmp_path / "out/index.md").read_text(encoding="utf-8"))
    assert len(serve) > 1
    assert any("note the date in your workbook: " in line for line in serve)
    pages = "".join(html.unescape(p.read_text(encoding="utf-8")) for p in (tmp_path / "out").glob("*/index.html"))
    assert all(line in pages for line in serve)


class TestMailLinks:
    def test_a_mail_program_gets_the_whole_letter(self) -> None:
        parts = urlsplit(mail_link(draft()))
        assert (parts.scheme, unquote(parts.path)) == ("mailto", "dana@example.com")
        assert parse_qs(parts.query) == {"subject": ["Hi & bye?"], "body": [BODY.replace("\n", "\r\n")]}

    @pytest.mark.parametrize("address", ["a+b&c=d?e@example.com", "dana@müller.example.com", "o'neil%41@example.com"])
    def test_an_address_stays_one(self, address: str) -> None:
        parts = urlsplit(mail_link(draft(to_email=address)))
        assert set(parse_qs(parts.query)) == {"subject", "body"}
        (local, domain) = unquote(parts.path).rsplit("@", 1)
        assert local == address.rsplit("@", 1)[0]
        assert domain.isascii()

    def test_without_an_address_there_is_none(self) -> None:
        assert mail_link(draft(to_email="")) == ""
        assert "mailto:" not in page(draft(to_email=""))

    def test_a_long_letter_has_none_and_the_page_says_why(self) -> None:
        for length, is_there in ((1500, True), (2500, False)):
            text = page(draft(body="x" * length, gaps=()))
            assert ("mailto:" in text) == is_there
            assert ("too long for a link" in text) != is_there
        assert all(len(html.unescape(link)) <= LONGEST_LINK for link in re.findall(r'href="(mailto:[^"]+)"', text))


class TestClass:
    @pytest.fixture
    def written(self, folio: Folio, tmp_path: Path) -> Path:
        folio("letters", RIVERSIDE, "--out", "out", *DAY)
        return tmp_path / "out"

    def test_each_student_has_a_page_that_the_index_leads_to(self, written: Path) -> None:
        index = (written / "index.html").read_text(encoding="utf-8")
        folders = sorted(p.name for p in written.iterdir() if p.is_dir())
        assert len(folders) > 5
        for folder in folders:
            assert f'href="{folder}/index.html"' in index
            own = (written / folder / "index.html").read_text(encoding="utf-8")
            assert 'href="../index.html"' in own
            for link in re.findall(r'href="([^"#]+)"', own):
                if not link.startswith("mailto:"):
                    assert (written / folder / unquote(link)).is_file(), link

    def test_the_same_letters_give_the_same_bytes(self, written: Path, folio: Folio, tmp_path: Path) -> None:
        folio("letters", RIVERSIDE, "--out", "again", *DAY)
        for path in written.rglob("index.html"):
            assert path.read_bytes() == (tmp_path / "again" / path.relative_to(written)).read_bytes()

    def test_it_says_per_student_what_is_late_and_what_has_gaps(self) -> None:
        late = draft(slug="b", gaps=(), findings=(Finding("late", "Late.", "Send it."),))
        class_ = [StudentLetters("a.xlsx", n, "", (draft(), late, late), (), folder=n, label=n) for n in ("Al", "Bo")]
        made = index_pages(class_, ("txt",), (), (), load_kit("complete").theme, TODAY)["index.html"].decode()
        assert made.count('data-label="Late">2</td><td class="n" data-label="With gaps">1</td>') == 2

    def test_no_page_of_a_class_of_500_is_large(self) -> None:
        drafts = tuple(draft(slug=f"request-{i}", body="A sentence of a letter. " * 60, gaps=()) for i in range(12))
        class_ = [
            StudentLetters(f"{i}.xlsx", f"Student {i}", "", drafts, (), folder=f"student-{i}", label=f"Student {i}")
            for i in range(500)
        ]
        pages = index_pages(class_, ("txt", "docx", "eml"), (), (), load_kit("complete").theme, TODAY)
        assert len(pages) == 501
        assert max(map(len, pages.values())) < 300_000


class TestInABrowser:
    def test_a_letter_is_copied_with_its_lines(self, written: Path, browser: Browser) -> None:
        ask = """(() => {
          let got = ""; navigator.clipboard.writeText = async (text) => { got = text };
          document.querySelector("input[data-copy]").click();
          return new Promise((done) => setTimeout(() => done([got, document.querySelector("[role=status]").textContent]), 50));
        })()"""
        got, said = browser.open((written / "index.html").as_uri(), ask, prints=False).answer
        drafts = [p.read_text(encoding="utf-8").partition("\n\n")[2].strip() for p in written.glob("*.txt")]
        assert got in drafts
        assert said == "Copied."

    @pytest.mark.parametrize("place", ["index.html", "class/index.html", "class/marcus-whitfield/index.html"])
    def test_a_phone_needs_no_scrolling_sideways(
        self, place: str, written: Path, folio: Folio, browser: Browser, tmp_path: Path
    ) -> None:
        folio("letters", RIVERSIDE, "--out", written / "class", *DAY)
        frame = tmp_path / "phone.html"
        text = (written / place).read_text(encoding="utf-8")
        frame.write_text(PHONE.format(report=html.escape(text)), encoding="utf-8")
        room, width = map(int, browser.open(frame.as_uri()).title.split())
        assert 0 < width <= room <= 390


def test_a_page_that_folio_did_not_write_is_not_replaced(folio: Folio, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/index.html").write_text("mine")
    result = folio("letters", RIVERSIDE / "Ana Lopez.xlsx", "--out", "out", *DAY)
    assert result.code == ExitCode.REFUSED
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["index.html"]


def test_the_messages_say_what_the_page_says(written: Path) -> None:
    text = html.unescape((written / "index.html").read_text(encoding="utf-8"))
    for path in written.glob("*.eml"):
        assert str(email.message_from_bytes(path.read_bytes())["Subject"]) in text
