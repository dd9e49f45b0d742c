"""``folio letters --review``: drafts that somebody edited are read back, looked at, and left as they are."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from folio.exit_codes import ExitCode
from folio.output.letters.edited_files import EditedFileProblem, read_edited
from folio.output.letters.review import HALF_A_PAIR, brackets_in
from tests.conftest import Folio, Result
from tests.workbooks import make

TODAY = "2026-03-04"
ME = {"name": "Ana Lopez", "about_me": "I translate for my grandmother at the clinic."}
DANA = {
    "name": "Dana Lee", "organization": "Cedar Hospital", "field": "Nursing", "email": "dana@example.com",
    "source": "Alum", "status": "Identified",
}  # fmt: skip
KIM = {**DANA, "name": "Kim Wu", "organization": "Oak Clinic", "email": "kim@example.com"}
HEAD = "To: Dana Lee <dana@example.com>\nSubject: Your work\n\n"
GOOD = """Dear Dana Lee,

My name is Ana Lopez, and I found you because you went to my school. I would like to hear how the night shift differs
from days in a small ward.

Could we talk for 15 minutes? I want to learn, not to apply for a job.

Ana Lopez
"""
REQUEST = "request-dana-lee.txt"
Review = Callable[..., Result]


def workbook(path: Path, contacts: list[dict[str, Any]], start: dict[str, Any] = ME, **sheets: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make({"start": [start], "contacts": contacts, **sheets}))
    return path


@pytest.fixture
def drafts(folio: Folio, tmp_path: Path) -> Path:
    """The folder with Ana's drafts for Dana and Kim."""
    book = workbook(tmp_path / "Ana.xlsx", [DANA, KIM])
    assert folio("letters", book, "--out", "drafts", "--today", TODAY).code == ExitCode.OK
    return tmp_path / "drafts"


@pytest.fixture
def review(folio: Folio) -> Review:
    def call(*more: str | Path, path: str = "Ana.xlsx") -> Result:
        return folio("letters", path, "--out", "drafts", "--review", "--today", TODAY, *more)

    return call


def data(result: Result) -> Any:
    return json.loads(result.out)


def letters(result: Result) -> dict[str, set[str]]:
    """The codes found in each letter, by its files."""
    every = [x for book in data(result)["workbooks"] for x in book["letters"]]
    return {" ".join(x["files"]): {f["code"] for f in x["findings"]} for x in every}


def test_drafts_as_they_are_have_their_gaps(drafts: Path, review: Review) -> None:
    result = review()
    assert result.code == ExitCode.OK
    assert "Request to Dana Lee (as drafted): request-dana-lee.txt and .docx\n" in result.out
    assert (
        "    - Fill in: Say in one sentence why you chose this person. Write it in place of the brackets. (gap)\n"
        in result.out
    )
    assert result.out.endswith("2 letters looked at, 2 with something to look at.\n")
    assert review("--strict").code == ExitCode.PROBLEMS


def test_a_finished_letter_has_nothing_to_look_at(drafts: Path, review: Review) -> None:
    (drafts / REQUEST).write_text(HEAD + GOOD)
    result = review()
    assert "  Request to Dana Lee: request-dana-lee.txt\n    Nothing to look at.\n" in result.out
    (drafts / "request-kim-wu.txt").unlink()
    (drafts / "request-kim-wu.docx").unlink()
    assert review("--strict").code == ExitCode.OK


def test_nothing_is_written_or_changed(drafts: Path, review: Review) -> None:
    (drafts / REQUEST).write_text("[gap] {name}")
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in drafts.rglob("*") if p.is_file()}
    review()
    review("--format", "json")
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in drafts.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("days in", "[days]", "gap"),
        ("days in a small ward.", "[days in a small ward.", "gap"),
        ("days in a small ward.", "days in a small ward].", "gap"),
        ("Dear Dana Lee", "Dear Kim Wu", "name-differs"),
        ("Dear Dana Lee", "Dear Dana Leigh", "name-differs"),
        ("Dear Dana Lee", "Dear «Name»", "merge-field"),
        ("differs", "TBD", "placeholder"),
        ("how the night", "what she said about how the night", "third-person"),
        ("I want to learn, not to apply for a job.", "Could you also get me a job?", "job-ask"),
        ("Could we talk", "Could we talk in the week of February 9", "late"),
        ("Could we talk", "word " * 120 + "Could we talk", "too-long"),
        ("I would like to hear how the night shift differs\nfrom days in a small ward.", "", "no-reason"),
        ("because you went to my school", "so here I am", ""),
    ],
)
def test_what_somebody_changed_is_looked_at(drafts: Path, review: Review, old: str, new: str, code: str) -> None:
    assert old in GOOD
    (drafts / REQUEST).write_text(HEAD + GOOD.replace(old, new))
    assert letters(review("--format", "json"))[REQUEST] == ({code} if code else set())


def test_every_finding_of_a_file_has_a_code_and_words(drafts: Path, review: Review) -> None:
    (drafts / REQUEST).write_text("To: Dana Lee\nSubject:\n\nDear Kim,\n\nCould you hire me? [x] {name} TBD")
    (one,) = [x for x in data(review("--format", "json"))["workbooks"][0]["letters"] if x["files"] == [REQUEST]]
    assert {f["code"] for f in one["findings"]} >= {"no-subject", "gap", "job-ask", "merge-field", "placeholder"}
    assert all(set(f) == {"code", "message", "fix"} and f["message"] for f in one["findings"])
    assert (one["kind"], one["contact"], one["changed"], one["due"]) == ("request", "Dana Lee", True, True)


def test_an_emptied_draft_is_called_empty(drafts: Path, review: Review) -> None:
    (drafts / REQUEST).write_text(HEAD)
    (one,) = [x for x in data(review("--format", "json"))["workbooks"][0]["letters"] if x["files"] == [REQUEST]]
    assert [(f["code"], f["message"]) for f in one["findings"]] == [("empty", "It is empty.")]


def test_half_a_bracket_is_no_sentence_to_fill_in(drafts: Path, review: Review) -> None:
    (drafts / REQUEST).write_text(HEAD + GOOD.replace("days in", "[days in"))
    result = review()
    assert "Fill in: what belongs at the bracket that stands alone, or delete it." in result.out
    assert "Fill in: days" not in result.out


class TestWhichFile:
    def test_the_one_that_was_changed_counts(self, drafts: Path, review: Review) -> None:
        (drafts / REQUEST).write_text(HEAD + GOOD)
        assert letters(review("--format", "json"))[REQUEST] == set()

    def test_both_count_where_both_were_changed(self, drafts: Path, review: Review) -> None:
        (drafts / REQUEST).write_text(HEAD + GOOD)
        word(drafts / "request-dana-lee.docx", GOOD.replace("differs", "TBD").split("\n\n"))
        found = letters(review("--format", "json"))
        assert found[REQUEST] == set()
        assert found["request-dana-lee.docx"] == {"placeholder"}

    def test_two_files_that_say_the_same_are_one_letter(self, drafts: Path, review: Review) -> None:
        (drafts / REQUEST).write_text(HEAD + GOOD)
        word(drafts / "request-dana-lee.docx", GOOD.split("\n\n"))
        assert "request-dana-lee.txt request-dana-lee.docx" in letters(review("--format", "json"))

    def test_one_format_can_be_asked_for(self, drafts: Path, review: Review) -> None:
        found = letters(review("--format", "docx,json"))
        assert set(found) == {"request-dana-lee.docx", "request-kim-wu.docx"}

    def test_a_file_that_fits_no_contact_is_named(self, drafts: Path, review: Review) -> None:
        (drafts / "request-somebody.txt").write_text(GOOD)
        (drafts / "notes.txt").write_text("my notes")
        (drafts / "~$quest-dana-lee.docx").write_bytes(b"lock")
        (book,) = data(review("--format", "json"))["workbooks"]
        assert [it["file"] for it in book["unmatched"]] == ["notes.txt", "request-somebody.txt"]
        assert "notes.txt: No contact fits this name" in review().out

    def test_other_kinds_than_those_asked_for_are_not_looked_at(self, drafts: Path, review: Review) -> None:
        (drafts / "thank-you-dana-lee.txt").write_text(HEAD + GOOD)
        (drafts / "reminder-somebody.docx").write_bytes(b"damaged")
        result = review("--kind", "thank-you", "--format", "json")
        (book,) = data(result)["workbooks"]
        assert (list(letters(result)), book["unmatched"], book["unreadable"]) == (["thank-you-dana-lee.txt"], [], [])

    def test_names_that_are_alike_are_told_apart_by_the_letter(self, folio: Folio, tmp_path: Path) -> None:
        contacts = [{**DANA, "name": "Zoë Lee"}, {**KIM, "name": "Zoe Lee"}]
        workbook(tmp_path / "Ana.xlsx", contacts)
        folio("letters", "Ana.xlsx", "--out", "drafts", "--today", TODAY)
        found = folio("letters", "Ana.xlsx", "--out", "drafts", "--review", "--today", TODAY, "--format", "json")
        assert {x["contact"] for x in data(found)["workbooks"][0]["letters"]} == {"Zoë Lee", "Zoe Lee"}

    def test_what_was_sent_is_left_alone_unless_somebody_changed_it(
        self, drafts: Path, review: Review, tmp_path: Path
    ) -> None:
        workbook(tmp_path / "Ana.xlsx", [{**DANA, "status": "Requested", "requested_on": date(2026, 3, 4)}, KIM])
        (book,) = data(review("--format", "json"))["workbooks"]
        assert book["not_due"] == ["request-dana-lee.txt", "request-dana-lee.docx"]
        (drafts / REQUEST).write_text(HEAD + GOOD.replace("differs", "TBD"))
        (one,) = [x for x in data(review("--format", "json"))["workbooks"][0]["letters"] if x["files"] == [REQUEST]]
        assert (one["due"], [f["code"] for f in one["findings"]]) == (False, ["placeholder"])

    def test_brackets_that_a_student_typed_are_no_gaps(self, folio: Folio, review: Review, tmp_path: Path) -> None:
        talk = {
            "contact": "Dana Lee", "date": date(2026, 3, 3), "status": "Completed",
            "takeaway": "Charting [on paper] takes half the shift",
        }  # fmt: skip
        workbook(tmp_path / "Ana.xlsx", [{**DANA, "status": "Completed"}], interviews=[talk])
        folio("letters", "Ana.xlsx", "--out", "drafts", "--today", TODAY)
        found = letters(review("--format", "json"))
        assert "[on paper]" in (tmp_path / "drafts/thank-you-dana-lee.txt").read_text()
        assert found["thank-you-dana-lee.txt thank-you-dana-lee.docx"] == set()


class TestClass:
    STORY = "I keep thinking about the photograph of the lighthouse keeper above your desk in the ward."

    @pytest.fixture
    def class_(self, folio: Folio, tmp_path: Path) -> Path:
        for name in ("Ana Lopez", "Ben Ito"):
            workbook(tmp_path / f"class/{name}.xlsx", [DANA], {**ME, "name": name})
        assert folio("letters", "class", "--out", "drafts", "--today", TODAY).code == ExitCode.OK
        return tmp_path / "drafts"

    def test_what_was_copied_is_found_also_with_small_changes(self, class_: Path, review: Review) -> None:
        one = GOOD.replace("Could we", f"{self.STORY} Could we")
        other = one.replace("lighthouse keeper above", "old lighthouse keeper over").replace("Ana Lopez", "Ben Ito")
        (class_ / "ana-lopez" / REQUEST).write_text(HEAD + one)
        (class_ / "ben-ito" / REQUEST).write_text(HEAD + other.replace("how the night shift differs", "what nights do"))
        result = review(path="class")
        assert f"A letter of Ben Ito says the same: “{self.STORY}” Say it in your own words. (copied)" in result.out
        assert "A letter of Ana Lopez says the same" in result.out

    def test_a_class_counts_what_needs_no_look(self, class_: Path, review: Review) -> None:
        (class_ / "ana-lopez" / REQUEST).write_text(HEAD + GOOD)
        assert "Ana Lopez\n  Nothing to look at: 1 letter.\n" in review(path="class").out

    def test_one_student_of_a_class(self, class_: Path, review: Review) -> None:
        result = review("--format", "json", path="class/Ana Lopez.xlsx")
        assert list(letters(result)) == ["ana-lopez/request-dana-lee.txt ana-lopez/request-dana-lee.docx"]
        assert data(result)["other_folders"] == ["ben-ito"]
        assert "no workbook for them was given: ben-ito." in review(path="class/Ana Lopez.xlsx").out


class TestSameText:
    def test_two_people_who_are_told_the_same(self, drafts: Path, review: Review) -> None:
        (drafts / REQUEST).write_text(HEAD + GOOD)
        (drafts / "request-kim-wu.txt").write_text(HEAD + GOOD.replace("Dana Lee", "Kim Wu"))
        assert letters(review("--format", "json")) == {
            "request-dana-lee.txt": {"same-text"}, "request-kim-wu.txt": {"same-text"},
        }  # fmt: skip


def word(path: Path, paragraphs: list[str]) -> None:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text.strip())
    document.save(str(path))


def body_of(xml: str) -> str:
    """What is read of a Word file with this in its body."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    space += ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    type_ = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{type_}"/></Types>',
        "word/document.xml": f"<w:document {space}><w:body>{xml}</w:body></w:document>",
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return read_edited(stream.getvalue(), "docx").body


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


IN_BOX = f"<w:txbxContent><w:p>{run('in a box')}</w:p></w:txbxContent>"
BOX = f"<w:r><mc:AlternateContent><mc:Choice>{IN_BOX}</mc:Choice><mc:Fallback>{IN_BOX}</mc:Fallback></mc:AlternateContent></w:r>"


class TestWord:
    @pytest.mark.parametrize(
        ("xml", "said"),
        [
            (f"<w:p>{run('Dear ')}{run('Dana,')}</w:p><w:p>{run('Hi')}</w:p>", "Dear Dana,\n\nHi"),
            (f"<w:p>{run('one')}<w:r><w:br/></w:r>{run('two')}</w:p>", "one\ntwo"),
            (f"<w:p>{run('a')}<w:r><w:tab/></w:r>{run('b')}</w:p>", "a b"),
            (f"<w:p><w:ins>{run('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>", "new"),
            (f"<w:p>{run('here')}<w:moveFrom>{run('gone')}</w:moveFrom></w:p>", "here"),
            (f"<w:p><w:r><w:instrText>MERGEFIELD x</w:instrText></w:r>{run('«x»')}</w:p>", "«x»"),
            (f"<w:p><w:hyperlink>{run('link')}</w:hyperlink></w:p>", "link"),
            (f"<w:tbl><w:tr><w:tc><w:p>{run('cell')}</w:p></w:tc></w:tr></w:tbl>", "cell"),
            (f"<w:p>{BOX}{run('out')}</w:p>", "in a box\n\nout"),
        ],
    )
    def test_what_is_printed_is_read(self, xml: str, said: str) -> None:
        assert body_of(xml) == said

    def test_what_stands_above_the_salutation_is_not_the_letter(self, drafts: Path) -> None:
        text = read_edited((drafts / "request-dana-lee.docx").read_bytes(), "docx")
        assert text.above.startswith("Ana Lopez")
        assert "Cedar Hospital" in text.above
        assert text.body.startswith("Dear Dana Lee,\n\n")

    def test_a_draft_that_python_docx_saved_again(self, drafts: Path, review: Review) -> None:
        path = drafts / "request-dana-lee.docx"
        document = Document(str(path))
        for paragraph in document.paragraphs:
            if "[" in paragraph.text:
                paragraph.text = "I would like to hear how the night shift differs from days in a small ward."
        document.save(str(path))
        assert letters(review("--format", "json"))["request-dana-lee.docx"] == set()

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "this isn't a Word document (.docx), or it is damaged"),
            (b"hello", "this isn't a Word document (.docx), or it is damaged"),
            (b"PK\x03\x04" + b"\0" * 50, "this isn't a Word document (.docx), or it is damaged"),
            (b"\xd0\xcf\x11\xe0" * 200, "save it as a Word document (.docx) without a password"),
        ],
    )
    def test_a_broken_file_is_named_and_stops_no_other(
        self, drafts: Path, review: Review, content: bytes, why: str
    ) -> None:
        (drafts / "request-dana-lee.docx").write_bytes(content)
        (drafts / REQUEST).write_text(HEAD + GOOD)
        result = review()
        assert result.code == ExitCode.UNREADABLE
        assert f"request-dana-lee.docx: This file can't be read: {why}." in result.out
        assert "Request to Dana Lee: request-dana-lee.txt\n    Nothing to look at." in result.out
        assert result.err.endswith("Exit code 3: 1 draft couldn't be read.\n")

    @pytest.mark.parametrize(
        ("xml", "why"),
        [
            ("<w:p></w:p>" * 100_000, "more text than a letter"),
            (f"<w:p>{run('long ' * 20_000)}</w:p>", "more text than a letter"),
            ("<w:p>", "damaged"),
        ],
    )
    def test_files_that_do_harm_are_refused(self, xml: str, why: str) -> None:
        with pytest.raises(EditedFileProblem, match=why):
            body_of(xml)

    def test_a_document_type_is_refused(self) -> None:
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "b">]><Types>&a;</Types>')
        with pytest.raises(EditedFileProblem, match="document type"):
            read_edited(stream.getvalue(), "docx")


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_in_any_usual_encoding(self, encoding: str) -> None:
        text = "To: Zoë\r\nSubject: Café?\r\nSend on: Monday, March 9\r\n\r\nDear Zoë,\r\n\r\nhi"
        read = read_edited(text.encode(encoding), "txt")
        assert (read.above, read.subject, read.body) == ("Zoë", "Café?", "Dear Zoë,\n\nhi")

    def test_without_a_header(self) -> None:
        assert read_edited(b"Dear Dana,\n\nhi", "txt").body == "Dear Dana,\n\nhi"

    @pytest.mark.parametrize("content", [b"\0\1\2", b"x" * (1 << 20) + b"x", b"x" * 60_000])
    def test_what_is_no_letter_is_refused(self, content: bytes) -> None:
        with pytest.raises(EditedFileProblem):
            read_edited(content, "txt")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a] b [c]", ["a", "c"]),
        ("[a [b] c]", ["a [b] c"]),
        ("[half a gap\n\nand more", [HALF_A_PAIR]),
        ("other half]\n\nmore", [HALF_A_PAIR]),
        ("[]", ["the empty brackets"]),
        ("none", []),
        ("[" * 1000, [HALF_A_PAIR]),
    ],
)
def test_brackets(text: str, found: list[str]) -> None:
    assert brackets_in(text) == found


class TestUse:
    @pytest.mark.parametrize("more", [("--force",), ("--voice", "formal")])
    def test_what_only_new_drafts_have_is_refused(self, drafts: Path, review: Review, more: tuple[str, ...]) -> None:
        result = review(*more)
        assert result.code == ExitCode.USAGE
        assert f"{more[0]} is for new drafts" in result.err

    def test_a_folder_that_is_not_there(self, folio: Folio, tmp_path: Path) -> None:
        workbook(tmp_path / "Ana.xlsx", [DANA])
        result = folio("letters", "Ana.xlsx", "--out", "nowhere", "--review")
        assert result.code == ExitCode.USAGE
        assert "nowhere isn't there" in result.err
        assert not (tmp_path / "nowhere").exists()
