"""``folio letters`` as one runs it: exit codes, the index for programs, and what an earlier run left."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from docx import Document

from folio.exit_codes import ExitCode
from tests.conftest import Folio, Result, cell_of, open_book


@pytest.fixture
def workbook(folio: Folio) -> str:
    """A workbook with one contact to ask."""
    folio("new", "a.xlsx", "--name", "Ana Lopez")
    fill("a.xlsx", {"contacts.name": "Dana Lee", "contacts.email": "dana@example.com"})
    return "a.xlsx"


def fill(path: str, cells: dict[str, str]) -> None:
    book = open_book(Path(path))
    for key, value in cells.items():
        cell_of(book, key).value = value
    book.save(path)


def test_strict_ends_with_1_where_there_is_something_to_look_at(folio: Folio, workbook: str) -> None:
    assert folio("letters", workbook, "--out", "out").code == ExitCode.OK
    strict = folio("letters", workbook, "--out", "out", "--strict")
    assert strict.code == ExitCode.PROBLEMS
    assert "There is something to look at in 1 letter." in strict.err
    fill(workbook, {"contacts.status": "Declined"})
    assert folio("letters", workbook, "--out", "out", "--strict").code == ExitCode.OK


def test_json_is_the_index_for_programs(folio: Folio, workbook: str) -> None:
    assert folio("letters", workbook, "--out", "out", "--format", "txt,json").code == ExitCode.OK
    ((one,),) = [json.loads(Path("out/index.json").read_text(encoding="utf-8"))["workbooks"]]
    (draft,) = one["drafted"]
    assert (draft["kind"], draft["contact"], draft["voice"]) == ("request", "Dana Lee", "warm")
    assert draft["files"] == ["request-dana-lee.txt"]
    assert {"code", "message", "fix"} <= set(draft["findings"][0])
    assert not Path("out/request-dana-lee.json").exists()


def test_drafts_of_an_earlier_run_are_kept_and_named(folio: Folio, workbook: str) -> None:
    folio("letters", workbook, "--out", "out", "--format", "txt")
    fill(workbook, {"contacts.status": "Declined"})
    later = folio("letters", workbook, "--out", "out", "--format", "txt")
    assert later.code == ExitCode.OK
    assert Path("out/request-dana-lee.txt").exists()
    assert "request-dana-lee.txt" in later.err
    assert "[request-dana-lee.txt](request-dana-lee.txt)" in Path("out/index.md").read_text(encoding="utf-8")


def test_the_voice_is_an_option(folio: Folio, workbook: str) -> None:
    folio("letters", workbook, "--out", "warm", "--format", "txt")
    folio("letters", workbook, "--out", "formal", "--format", "txt", "--voice", "formal")
    warm, formal = (Path(v, "request-dana-lee.txt").read_text(encoding="utf-8") for v in ("warm", "formal"))
    assert warm.endswith("With many thanks,\n\nAna Lopez\n")
    assert formal.endswith("Sincerely,\n\nAna Lopez\n")
    assert folio("letters", workbook, "--out", "x", "--voice", "rude").code == ExitCode.USAGE


@pytest.mark.parametrize(("typed", "meant"), [("thankyou", "thank-you"), ("request,Thank you", "thank-you")])
def test_a_misspelled_kind_is_guessed(folio: Folio, workbook: str, typed: str, meant: str) -> None:
    result = folio("letters", workbook, "--out", "out", "--kind", typed)
    assert result.code == ExitCode.USAGE
    assert f"Did you mean {meant}?" in result.err


MINE = "To: Dana Lee <dana@example.com>\nSubject: Hello\n\nDear Dana Lee,\n\nI like beetles. [What else?]\n\nAna\n"


class TestEdited:
    """A draft that the student edited is theirs: it stays, is shown and looked at as it stands, and nothing beside it."""

    @pytest.fixture
    def drafts(self, folio: Folio, workbook: str) -> Path:
        assert folio("letters", workbook, "--out", "out").code == ExitCode.OK
        return Path("out")

    def page(self) -> str:
        return html.unescape(Path("out/index.html").read_text(encoding="utf-8"))

    def files(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in Path("out").glob("request-*")}

    def again(self, folio: Folio, *more: str) -> Result:
        fill("a.xlsx", {"contacts.organization": "Cedar Hospital"})
        return folio("letters", "a.xlsx", "--out", "out", *more)

    def test_the_text_is_what_both_indexes_show_and_look_at(self, folio: Folio, drafts: Path) -> None:
        (drafts / "request-dana-lee.txt").write_text(MINE)
        before = self.files()
        result = self.again(folio, "--format", "txt,docx,eml,json")
        assert self.files() == before
        assert "0 letters drafted, 1 kept as edited." in result.err
        assert "Kept, since somebody changed what folio wrote: out/request-dana-lee.txt." in result.err
        said = "You edited this draft; folio left it as it is. Your text is in the .txt; its other files are older."
        page, text = self.page(), (drafts / "index.md").read_text(encoding="utf-8")
        for index in (page, text):
            assert said in index
            assert "Fill in: What else?." in index
        assert "I like beetles. <mark>[What else?]</mark>" in page
        assert "My name is Ana Lopez" not in page
        assert "subject=Hello&body=Dear%20Dana%20Lee%2C%0D%0A%0D%0AI%20like%20beetles." in page
        assert "Drafted: 0. Kept as you edited them: 1." in text
        ((one,),) = [json.loads((drafts / "index.json").read_text(encoding="utf-8"))["workbooks"]]
        (draft,) = one["drafted"]
        assert draft["edited"] == ["request-dana-lee.txt"]
        assert [f["message"] for f in draft["findings"] if f["code"] == "gap"] == ["Fill in: What else?."]

    def test_so_it_is_with_one_for_word(self, folio: Folio, drafts: Path) -> None:
        book = Document(str(drafts / "request-dana-lee.docx"))
        book.paragraphs[-2].text = "I like beetles."
        book.save(str(drafts / "request-dana-lee.docx"))
        before = self.files()
        self.again(folio)
        assert self.files() == before
        assert "Your text is in the .docx; its other files are older." in self.page()
        assert "I like beetles." in self.page()

    def test_two_that_differ_are_told_apart(self, folio: Folio, drafts: Path) -> None:
        (drafts / "request-dana-lee.txt").write_text(MINE)
        book = Document(str(drafts / "request-dana-lee.docx"))
        book.paragraphs[-2].text = "I like snails."
        book.save(str(drafts / "request-dana-lee.docx"))
        self.again(folio)
        assert "The .txt and .docx differ: what is shown and looked at here is the .txt." in self.page()

    @pytest.mark.parametrize("ending", ["docx", "eml"])
    def test_what_cannot_be_shown_is_not_made_up(self, folio: Folio, drafts: Path, ending: str) -> None:
        (drafts / f"request-dana-lee.{ending}").write_bytes(b"mine")
        assert self.again(folio).code == ExitCode.OK
        page = self.page()
        assert f"folio can't show the .{ending}: open it to read it." in page
        for made_up in ("My name is Ana Lopez", "Copy the letter", "mailto:", "Ready to read"):
            assert made_up not in page

    def test_it_is_not_from_an_earlier_run(self, folio: Folio, drafts: Path) -> None:
        (drafts / "request-dana-lee.txt").write_text(MINE)
        assert "earlier run" not in self.again(folio).err
        assert "earlier run" not in self.page()

    def test_a_new_format_of_it_is_not_made(self, folio: Folio, drafts: Path) -> None:
        (drafts / "request-dana-lee.txt").write_text(MINE)
        (drafts / "request-dana-lee.eml").unlink()
        self.again(folio)
        assert sorted(self.files()) == ["request-dana-lee.docx", "request-dana-lee.txt"]
        assert ".eml" not in self.page()

    def test_force_replaces_it_and_says_so(self, folio: Folio, drafts: Path) -> None:
        (drafts / "request-dana-lee.txt").write_text(MINE)
        result = self.again(folio, "--force", "-q")
        assert "Replaced, though somebody had changed what folio wrote: out/request-dana-lee.txt." in result.err
        assert b"beetles" not in self.files()["request-dana-lee.txt"]
        assert "You edited" not in self.page()
        assert "Replaced" not in self.again(folio, "--force").err

    def test_letters_to_two_are_compared_as_they_stand(self, folio: Folio, drafts: Path) -> None:
        fill("a.xlsx", {"contacts.name": "Dana Lee"})
        book = open_book(Path("a.xlsx"))
        cell_of(book, "contacts.name", 1).value = "Kim Wu"
        book.save("a.xlsx")
        self.again(folio)
        assert "It says the same thing as the letter to Kim Wu." in self.page()
        (drafts / "request-dana-lee.txt").write_text(MINE)
        self.again(folio)
        assert "It says the same thing as the letter to" not in self.page()


class TestOthers:
    """A folder has the letters of one student or of a class; nobody else's are mixed with them."""

    @pytest.fixture(autouse=True)
    def _workbooks(self, folio: Folio, workbook: str) -> None:
        folio("new", "t.xlsx", "--name", "Tomasz Kowalczyk")
        fill("t.xlsx", {"contacts.name": "Gil Pomeroy"})

    def refused(self, result: Result, out: str, before: dict[str, bytes]) -> str:
        assert (result.code, content_of(out)) == (ExitCode.REFUSED, before)
        return result.err

    def test_another_student_is_refused(self, folio: Folio) -> None:
        folio("letters", "t.xlsx", "--out", "out")
        before = content_of("out")
        err = self.refused(folio("letters", "a.xlsx", "--out", "out"), "out", before)
        assert "out has the letters of Tomasz Kowalczyk, and those of Ana Lopez would replace the list of them." in err
        assert "Choose another folder with --out. If that's the same student, delete index.html there first." in err

    def test_drafts_of_another_student_are_not_called_earlier_ones(self, folio: Folio) -> None:
        folio("letters", "t.xlsx", "--out", "out")
        for more in ("--force",), ():
            result = folio("letters", "a.xlsx", "--out", "out", *more)
            assert result.code == ExitCode.OK
            assert "earlier run" not in result.err
            assert "pomeroy" not in Path("out/index.html").read_text(encoding="utf-8")
        assert Path("out/request-gil-pomeroy.txt").exists()

    def test_a_name_that_was_corrected_goes_on_without_the_old_page(self, folio: Folio) -> None:
        folio("letters", "t.xlsx", "--out", "out")
        Path("out/request-gil-pomeroy.txt").write_text(MINE)
        fill("t.xlsx", {"start.name": "Tomasz Kowalczik"})
        assert folio("letters", "t.xlsx", "--out", "out").code == ExitCode.REFUSED
        Path("out/index.html").unlink()
        assert "1 kept as edited" in folio("letters", "t.xlsx", "--out", "out").err
        fill("t.xlsx", {"start.name": "tomasz  kowalczik"})
        assert folio("letters", "t.xlsx", "--out", "out").code == ExitCode.OK

    def test_one_student_does_not_replace_the_index_of_a_class(self, folio: Folio) -> None:
        folio("letters", "a.xlsx", "t.xlsx", "--out", "out")
        before = content_of("out")
        err = self.refused(folio("letters", "a.xlsx", "--out", "out"), "out", before)
        assert "out has the letters of a class, and those of Ana Lopez would replace the list of them." in err
        assert "Or give the workbooks of the whole class." in err
        assert folio("letters", "a.xlsx", "t.xlsx", "--out", "out").code == ExitCode.OK

    def test_nor_a_class_that_of_one_student(self, folio: Folio) -> None:
        folio("letters", "a.xlsx", "--out", "out")
        before = content_of("out")
        err = self.refused(folio("letters", "a.xlsx", "t.xlsx", "--out", "out"), "out", before)
        assert "out has the letters of Ana Lopez, and those of a class would replace" in err


def content_of(folder: str) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}
